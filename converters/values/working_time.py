"""How much somebody works, in a school office's own words: `full time`, `3 days`, `0.8`, `25 hrs TTO`, `20h x 39 wks`.

One cell may say hours, days or a share of a full week, and the weeks of a year beside them.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from converters.values.amounts import plain

DAYS_OF_A_WEEK: Final = Decimal(5)
"""Days of a full week in a school: three days are 0.6 of it."""

TERM_TIME: Final = "term time"

_NUMBER: Final = r"(?P<{0}>\d{{1,4}}(?:\.\d{{1,4}})?|\.\d{{1,4}})"
_A_WEEK: Final = r"(?:\s*(?:p\.?\s*/?\s*w\.?|/\s*w(?:ee)?k|(?:per|a|each) week|weekly))?"
_PARTS: Final = (
    rf"{_NUMBER.format('hours')}\s*(?:hours?|hrs?|h)\b\.?{_A_WEEK}",
    rf"(?P<half>half)[\s-]*(?:a\s+)?days?\b{_A_WEEK}",
    rf"{_NUMBER.format('days')}\s*(?P<andhalf>(?:1/2|½)\s*)?days?\b{_A_WEEK}",
    rf"{_NUMBER.format('weeks')}\s*(?:weeks?|wks?)\b\.?(?:\s*(?:p\.?\s*a\.?|/\s*y(?:ea)?r|(?:per|a) (?:year|annum)))?",
    r"(?P<full>full[\s-]*time|f\s*/\s*t\b|ft\b)",
    r"(?P<halftime>half[\s-]*time)",
    r"(?P<percent>\d{1,3}(?:\.\d{1,2})?)\s*%(?:\s*(?:of\s+)?full[\s-]*time)?",
    r"(?P<share>[01]?\.\d{1,4}|1(?:\.0+)?)\s*(?:f\.?t\.?e\.?|w\.?t\.?e\.?|of\s+full[\s-]*time|part[\s-]*time)\b",
    r"(?P<term>t\.?\s*t\.?\s*o\.?(?![a-z])|term[\s-]*time(?:[\s-]*only)?|term[\s-]*only)"
    r"(?:\s*\+\s*(?:(?P<moredays>5|10)\s*days?\b|(?P<more>[1-9])(?:\s*(?:weeks?|wks?)\b\.?)?(?!\s*[\d.]|\s*days?\b)))?(?!\s*\+)",
    r"(?P<year>all[\s-]*year(?:[\s-]*round)?|a\.?y\.?r\.?(?![a-z])|whole[\s-]*year|full[\s-]*year|52\s*/\s*52)",
    r"(?P<part>part[\s-]*time|p\s*/\s*t\b)",
)
_PART: Final = re.compile("|".join(_PARTS), re.IGNORECASE)
_BETWEEN: Final = re.compile(
    r"[\s,;:x×*&()@/+-]*(?:(?:for|over|of|and|only|contract(?:ed)?)\b[\s,;:]*)?", re.IGNORECASE
)

_MOST_DAYS: Final = Decimal(5)
_MOST_HOURS: Final = Decimal(60)
_WEEKS: Final = (Decimal(30), Decimal(53))


class WorkingTime(NamedTuple):
    """What one text says.

    hours: a week; days: a week; share: of full time; weeks: a year, or `term time`; beyond: weeks on top of term time
    (`TTO+1`, `TTO + 5 days`).
    """

    hours: Decimal | None = None
    days: Decimal | None = None
    share: Decimal | None = None
    weeks: str = ""
    beyond: int = 0

    @property
    def of_full_time(self) -> Decimal | None:
        """The share of full time that days or words say; None where hours or nothing are said."""
        if self.share is not None:
            return self.share
        return None if self.days is None else plain(self.days / DAYS_OF_A_WEEK)


@lru_cache(maxsize=4_000)
def read_working_time(text: str) -> WorkingTime | None:
    """Read a text of working time; None where any part of it is something else, or it says nothing of how much.

    A bare number says nothing here: it is hours or a share by what stands around it.
    """
    said: dict[str, Decimal] = {}
    weeks, at, words = "", 0, text.strip()
    beyond = 0
    while at < len(words):
        match = _PART.match(words, at)
        if match is None or match.end() == at:
            return None
        kind, number = _meaning(match)
        beyond += int(match["more"] or 0) + int(match["moredays"] or 0) // 5
        if kind == "weeks":
            if weeks and TERM_TIME not in (weeks, number):
                return None
            # `TTO 39 weeks` says the weeks and what they are.
            weeks = number if weeks in ("", TERM_TIME) else weeks
        elif kind:
            if said:
                # Hours and days together, or two of either, are a pattern that nobody can add up.
                return None
            said[kind] = Decimal(number)
        at = match.end()
        between = _BETWEEN.match(words, at)
        at = at if between is None else between.end()
    if not said and not weeks:
        return None
    found = WorkingTime(
        said.get("hours"), said.get("days"), said.get("share"), weeks, beyond if weeks == TERM_TIME else 0
    )
    return found if _is_possible(found) else None


def _meaning(match: re.Match[str]) -> tuple[str, str]:
    """Return what one part of a text says (`hours`, `days`, `share`, `weeks`, or nothing), and how many."""
    found = {name: value for name, value in match.groupdict().items() if value is not None}
    fixed = {"half": ("days", "0.5"), "full": ("share", "1"), "halftime": ("share", "0.5"), "year": ("weeks", "52")}
    for name, meaning in fixed.items():
        if name in found:
            return meaning
    if "term" in found:
        return "weeks", TERM_TIME
    if "percent" in found:
        return "share", str(plain(Decimal(found["percent"]) / 100))
    if "days" in found:
        return "days", str(Decimal(found["days"]) + (Decimal("0.5") if "andhalf" in found else 0))
    for name in ("hours", "share", "weeks"):
        if name in found:
            return name, found[name]
    return "", ""


def _is_possible(found: WorkingTime) -> bool:
    if found.hours is not None and not 0 < found.hours <= _MOST_HOURS:
        return False
    if found.days is not None and not 0 < found.days <= _MOST_DAYS:
        return False
    if found.share is not None and not 0 < found.share <= 1:
        return False
    if found.weeks in ("", TERM_TIME):
        return True
    weeks = Decimal(found.weeks)
    return _WEEKS[0] <= weeks <= _WEEKS[1] and weeks == int(weeks)
