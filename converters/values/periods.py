"""Of what time a sum of money is: words of a period in cells and headings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Final

from swf_desktop.pay.figures import FORTNIGHTS, FOUR_WEEKS, FULL_YEAR_WEEKS, MONTHS, TERMS

_PERIOD_WORDS: Final = {
    "annual": ("a", "year", "annual", "annually", "yearly", "pa", "p a", "per annum", "yr", "y", "annum", "per year"),
    "termly": ("t", "term", "termly", "per term"),
    "monthly": (
        "m",
        "month",
        "monthly",
        "mth",
        "mthly",
        "pm",
        "p m",
        "per month",
        "calendar month",
        "calendar monthly",
    ),
    "four_weekly": (
        "4w",
        "4 weekly",
        "four weekly",
        "4 weeks",
        "four weeks",
        "lunar",
        "lunar month",
        "4wk",
        "4 wkly",
        "4weekly",
    ),
    "fortnightly": ("f", "fortnight", "fortnightly", "2w", "2 weekly", "two weekly", "2 weeks", "2wk", "two weeks"),
    "weekly": ("w", "week", "weekly", "wk", "wkly", "pw", "p w", "per week"),
    "daily": ("d", "day", "daily", "per day"),
    "hourly": ("h", "hour", "hourly", "hr", "hrly", "ph", "p h", "per hour", "hrs", "hours"),
}


_PERIOD_OF: Final = {words: period for period, names in _PERIOD_WORDS.items() for words in names}


def read_period(text: str) -> str | None:
    """Return the figure's kind that a period's text means (`monthly`), None where it is not certain."""
    return _PERIOD_OF.get(words_of(text))


_PERIOD_IN_HEADING: Final = {
    "four_weekly": r"(?:4|four) (?:weekly|wkly|weeks?)|4(?:wkly|weekly|wk)|lunar(?: monthly| months?)?",
    "fortnightly": r"fortnight(?:ly)?|(?:2|two) (?:weekly|wkly|weeks?)|2(?:wkly|weekly|wk)",
    "annual": r"annual(?:ly|ised|ized)?|yearly|(?:per|a|full) (?:annum|year)|annum|p ?a",
    "termly": r"termly|(?:per|a) term",
    "monthly": r"(?:calendar )?(?:monthly|mthly)|(?:(?:per|a|this) )?(?:calendar )?(?:month|mth)|p ?c? ?m",
    "weekly": r"weekly|wkly|(?:per|a|this) (?:week|wk)|p ?w",
    "daily": r"daily|(?:per|a) day|per diem",
    "hourly": r"hourly|hrly|(?:per|an) (?:hour|hr)|p ?h",
}
"""Longer words first: `lunar monthly` is no month, `4 weekly` no week."""

_IN_HEADING: Final = re.compile(
    r"\b(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _PERIOD_IN_HEADING.items()) + r")\b"
)
_ANY_PERIOD: Final = re.compile(r"\b(?:per|this|each) (?:pay )?period\b|\bper pay\b")
"""Words that say that an amount is of one pay period, and not which."""


def period_in_heading(heading: str) -> str | None:
    """Return the period that the heading of a column of amounts names (`Monthly Amount`).

    None where it names none, or several (`Annual / Monthly`).
    """
    found = {match.lastgroup for match in _IN_HEADING.finditer(words_of(heading))}
    return found.pop() if len(found) == 1 else None


def period_words(heading: str) -> str | None:
    """Return what a heading of amounts says of their period: a kind, or `per period` where it does not say which."""
    found = period_in_heading(heading)
    if found is None and _ANY_PERIOD.search(words_of(heading)) is not None:
        return PER_PERIOD
    return found


PER_PERIOD: Final = "per period"

_TAX_MONTHS: Final = ("apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "jan", "feb", "mar")
_PERIOD_NUMBER: Final = re.compile(r"\b(?:period|pd|p|month|mth)\s*0?(?P<number>1[0-2]|[1-9])\b")
_MONTH_NAMED: Final = re.compile(r"\b(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b")


def period_of_titles(titles: Iterable[str]) -> str | None:
    """Return `monthly` where a title names a pay period by its month: `Period 08  November`, the eighth from April."""
    for title in titles:
        words = words_of(title)
        number, month = _PERIOD_NUMBER.search(words), _MONTH_NAMED.search(words)
        if number is not None and month is not None and _TAX_MONTHS[int(number["number"]) - 1] == month["month"]:
            return "monthly"
    return None


_A_YEAR_OF: Final = {
    "annual": Decimal(1),
    "termly": TERMS,
    "monthly": MONTHS,
    "four_weekly": FOUR_WEEKS,
    "fortnightly": FORTNIGHTS,
    "weekly": FULL_YEAR_WEEKS,
}


def a_year_of(period: str) -> Decimal | None:
    """Return what makes a year's sum of one of a period; None for hours and days, of which a year has no one number."""
    return _A_YEAR_OF.get(period)


def in_words(period: str | None) -> str:
    """Return a period as people say it: `four weeks`."""
    names = {
        "annual": "a year",
        "termly": "a term",
        "monthly": "a month",
        "four_weekly": "four weeks",
        "fortnightly": "a fortnight",
        "weekly": "a week",
        "daily": "a day",
        "hourly": "an hour",
    }
    return names.get(period or "", period or "no period")


def without_period(heading: str) -> str:
    """Return the words of a heading without those that say a period: `TLR (p/m)` is `tlr`; empty where none does."""
    text = words_of(heading)
    short = " ".join(_ANY_PERIOD.sub(" ", _IN_HEADING.sub(" ", text)).split())
    return "" if short == text else short


@cache
def words_of(text: str) -> str:
    """Return the words of a text in small letters, separated by single spaces; `&` is `and`."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower().replace("&", " and ").replace("'", "").replace("’", "")))
