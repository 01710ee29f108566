"""Which of two files is the newer: the later date wins, never the name that sorts first; where none shows, it is asked.

Two payroll reports of one layout say the same of the same people twice. What the newer says stands, and the older one
only fills what it leaves out: pay elements and payments of both together would be twice the pay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from pathlib import PurePath
from typing import Final

from converters.joining.assembly import STAFF_GRAINS
from converters.matching.plan import SheetPlan
from converters.matching.titles import read_date
from converters.recipe.keys import same_layout_key
from converters.recipe.question import Question
from converters.rows.parts import SheetRows

BOTH: Final = "both"
SAME_PEOPLE: Final = 0.5
"""So large a share of the smaller sheet's people on both is no chance."""

_MONTHS: Final = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTH_YEAR: Final = re.compile(
    rf"(?<![a-z])(?P<month>{_MONTHS})[a-z]*[\s\-_.,']*(?P<year>20\d\d|\d\d)(?!\d)", re.IGNORECASE
)
_YEAR_MONTH: Final = re.compile(r"(?<!\d)(?P<year>20\d\d)[\s\-_.]?(?P<number>0[1-9]|1[0-2])(?!\d)")
_PAYROLL: Final = re.compile(r"pay|period|month|mth|run|salar|extract|as at", re.IGNORECASE)
_NUMBERED: Final = re.compile(
    r"(?<![a-z])(?:period|month|mth|per|p|m)[\s\-_.]*0?(?P<number>\d{1,2})(?!\d)", re.IGNORECASE
)


@dataclass(slots=True)
class Order:
    """Sheets with the newer first of two of one layout. older: place to the places that are newer than it is.

    Only of sheets of one layout about the same people. open: of such a place to the question, where nothing says which
    is newer.
    """

    sheets: list[SheetRows]
    older: dict[str, set[str]] = field(default_factory=dict)
    open: dict[str, Question] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def in_order(plans: Sequence[SheetPlan], sheets: Sequence[SheetRows], answers: Mapping[str, str]) -> Order:
    """Put sheets into the order in which they are joined: of two of one layout the newer first, the rest in place."""
    dates = [drawn_up(plan) for plan in plans]
    order = list(range(len(sheets)))
    result = Order([])
    alike = [pair for group in _same_layout(plans) for pair in combinations(group, 2)]
    for one, other in alike:
        if not _same_people(sheets[one], sheets[other]):
            continue
        newer = _newer(plans, dates, one, other, answers, result)
        if newer is None:
            continue
        late, early = (one, other) if newer == one else (other, one)
        result.older.setdefault(sheets[early].place, set()).add(sheets[late].place)
        if order.index(late) > order.index(early):
            order.remove(late)
            order.insert(order.index(early), late)
    result.sheets = [sheets[index] for index in order]
    return result


def _newer(
    plans: Sequence[SheetPlan],
    dates: Sequence[date | None],
    one: int,
    other: int,
    answers: Mapping[str, str],
    result: Order,
) -> int | None:
    """Return which of two sheets of one layout is the newer, None where both hold or that is still asked."""
    places = plans[one].place, plans[other].place
    key = same_layout_key(*places)
    answer = answers.get(key, "")
    if answer == BOTH:
        return None
    if answer in places:
        return one if answer == places[0] else other
    first, second = dates[one], dates[other]
    if first is not None and second is not None and first != second:
        late, early = (one, other) if first > second else (other, one)
        result.notes.append(
            f"{plans[late].place} is newer than {plans[early].place}, which is of the same layout: where they differ "
            f"the newer one stands. To change that, put “{key}” = “{plans[early].place}” or “{BOTH}” under answers."
        )
        return late
    result.open[places[1]] = Question(
        "answer",
        key,
        "",
        f"{places[0]} and {places[1]} have the same columns and the same people, and nothing says which is newer. "
        "Which one stands where the files differ?",
        (
            *((place, "its figures stand; the other fills what it leaves out") for place in places),
            (BOTH, "both hold: they are different jobs of the same people"),
        ),
        count=len(plans[one].rows),
    )
    # Until that is answered the first stands: pay that is added up twice would be wrong in any case.
    return one


def _same_layout(plans: Sequence[SheetPlan]) -> Iterable[list[int]]:
    groups: dict[tuple[object, ...], list[int]] = {}
    for index, plan in enumerate(plans):
        headings = tuple(" ".join(heading.casefold().split()) for heading in plan.headings if heading)
        if plan.grain in STAFF_GRAINS and len(headings) > 2:
            groups.setdefault((plan.grain, headings), []).append(index)
    return [group for group in groups.values() if len(group) > 1]


def _same_people(one: SheetRows, other: SheetRows) -> bool:
    here, there = _people(one), _people(other)
    return bool(here and there) and len(here & there) >= SAME_PEOPLE * min(len(here), len(there))


def _people(sheet: SheetRows) -> set[str]:
    """Return what a sheet knows its people by: the first number that it has, else their names."""
    part = sheet.part("staff")
    if part is None:
        return set()
    for tag in ("PersonRef", "NINumber", "TeacherNumber", "FullName", "PersonFamilyName"):
        if tag in part.tags:
            values = part.columns[part.tags.index(tag)]
            return {str(value.sent) for value in values if value is not None}
    return set()


def drawn_up(plan: SheetPlan) -> date | None:
    """Return the day of which a sheet is: of its title, a month in its titles or in the name of its file.

    A month counts as its last day. A number of a period alone counts as a day within year 1: good for comparing two.
    """
    if plan.as_at is not None:
        return plan.as_at
    titles = plan.layout.titles if plan.layout is not None else []
    for title in titles:
        if _PAYROLL.search(title):
            found = read_date(title) or _month_in(title)
            if found is not None:
                return found
    name = PurePath(plan.table.file).stem
    found = read_date(name) or _month_in(name) or (_month_in(plan.table.sheet) if plan.table.sheet else None)
    if found is not None:
        return found
    numbered = _NUMBERED.search(name)
    return date.min + timedelta(days=int(numbered["number"])) if numbered is not None else None


def _month_in(text: str) -> date | None:
    """Return the last day of the month that a text names with its year; None where it names none, or two."""
    found = {
        (int(match["year"]) % 2000 + 2000, _MONTHS.split("|").index(match["month"].lower()) + 1)
        for match in _MONTH_YEAR.finditer(text)
    } or {(int(match["year"]), int(match["number"])) for match in _YEAR_MONTH.finditer(text)}
    if len(found) != 1:
        return None
    year, month = found.pop()
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
