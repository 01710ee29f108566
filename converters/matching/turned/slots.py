"""The periods of a school's week as they stand over or beside a timetable: `Mon P1`, `A:Tue 3`, days over numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from converters.sources.table import Table, cell_text, is_blank

_DAY: Final = r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
_SHORT_DAY: Final = r"mo|tu|we|th|fr"
_WEEK: Final = r"(?:w(?:ee)?k\s*)?(?P<week{n}>[ab12])"
_PERIOD: Final = r"(?:period|per|p|lesson|les|l|session|s)?\s*\.?\s*(?P<period>\d{1,2})[ab]?"
_TIMES: Final = re.compile(r"(\d{1,2})[:.](\d{2})\s*(?:am|pm)?\s*(?:-|–|to)\s*(\d{1,2})[:.](\d{2})", re.IGNORECASE)

_GAP: Final = r"[\s:;.\-/_]*"
_SLOT: Final = re.compile(
    rf"(?:{_WEEK.format(n=1)}{_GAP})?(?P<day>{_DAY}|{_SHORT_DAY}){_GAP}(?:\(?{_WEEK.format(n=2)}\)?{_GAP})??{_PERIOD}"
    rf"(?:{_GAP}\(?w?k?\s*(?P<week3>[ab])\)?)?"
)
_DAY_ALONE: Final = re.compile(
    rf"(?:{_WEEK.format(n=1)}{_GAP})?(?P<day>{_DAY})(?:{_GAP}\(?{_WEEK.format(n=2)}\)?)?(?:{_GAP}(?:week|wk)\s*(?P<week3>[ab12]))?"
)
_PERIOD_ALONE: Final = re.compile(r"(?:period|per|p|lesson|les|l|session)?\s*\.?\s*(?P<period>\d{1,2})[ab]?")
_NAMED_PERIOD: Final = re.compile(r"(?:period|per|p|lesson|les|l)\s*\.?\s*(?P<period>\d{1,2})[ab]?")
_WEEK_ALONE: Final = re.compile(r"(?:week|wk)\s*(?P<week>[ab12])|(?P<only>[ab])\s*(?:week|wk)")
_WEEK_VALUE: Final = re.compile(r"(?:(?:week|wk)\s*)?(?P<week>[ab12])", re.IGNORECASE)

_SEARCHED: Final = 25
_MOST_ACROSS: Final = 12
_FEWEST_IN_A_WEEK: Final = 8
_FEWEST_IN_A_DAY: Final = 3


@dataclass(slots=True)
class Slots:
    """The periods across a sheet.

    header_rows: from the topmost row of weeks or days to that of the periods. columns: the column of each period to its
    week (`A`, `B` or ``), day and number; the day is `` where the rows say it. minutes: how long the periods are, where
    their times stand there, by column.
    """

    header_rows: list[int]
    columns: dict[int, tuple[str, str, int]]
    minutes: dict[int, int]


def find_slots(table: Table) -> Slots | None:
    """Find the periods across the top of a sheet; None where there are none."""
    for row in range(min(table.height, _SEARCHED)):
        texts = sum(isinstance(column[row], str | int) for column in table.columns)
        if texts < _FEWEST_IN_A_DAY:
            continue
        found = _in_one_row(table, row) or _days_over_periods(table, row)
        if found is not None:
            return found
    return None


def week_value(text: str) -> str | None:
    """Return the week of two (`A`, `B`) that a cell names, None where it names none."""
    match = _WEEK_VALUE.fullmatch(text.strip())
    return None if match is None else _week(match["week"])


def day_value(text: str) -> bool:
    """Whether a cell names a day of the week, with its week or without."""
    return _DAY_ALONE.fullmatch(_plain(text)) is not None


def _in_one_row(table: Table, row: int) -> Slots | None:
    """Return the periods of a row that has day and number in each cell, or numbers alone under a row's own day."""
    columns: dict[int, tuple[str, str, int]] = {}
    minutes: dict[int, int] = {}
    for column, cells in enumerate(table.columns):
        text = _plain(cell_text(cells[row]))
        times = _TIMES.search(text)
        short = _TIMES.sub("", text).strip(" ()") if times else text
        match = _SLOT.fullmatch(short)
        if match is not None:
            week = _week(match["week1"] or match["week2"] or match["week3"])
            columns[column] = week, match["day"][:2], int(match["period"])
            if times:
                minutes[column] = _length(times)
    if len(columns) >= _FEWEST_IN_A_WEEK and len(set(columns.values())) == len(columns):
        return Slots([row], columns, minutes or _times_below(table, row, columns))
    return _of_a_day(table, row)


def _of_a_day(table: Table, row: int) -> Slots | None:
    """Return the periods of one day across (`P1`, `Period 2`), where a column of the rows says which day it is."""
    columns: dict[int, tuple[str, str, int]] = {}
    minutes: dict[int, int] = {}
    for column, cells in enumerate(table.columns):
        text = _plain(cell_text(cells[row]))
        times = _TIMES.search(text)
        match = _NAMED_PERIOD.fullmatch(_TIMES.sub("", text).strip(" ()"))
        if match is not None:
            columns[column] = "", "", int(match["period"])
            if times:
                minutes[column] = _length(times)
    if not _FEWEST_IN_A_DAY <= len(columns) <= _MOST_ACROSS or len(set(columns.values())) < len(columns):
        return None
    below = range(row + 1, min(table.height, row + 1 + _SEARCHED))
    days = any(
        sum(day_value(cell_text(cells[under])) for under in below if not is_blank(cells[under])) >= _FEWEST_IN_A_DAY
        for column, cells in enumerate(table.columns)
        if column not in columns
    )
    return Slots([row], columns, minutes) if days else None


def _days_over_periods(table: Table, row: int) -> Slots | None:
    """Return the periods of a row of numbers under a row of days, and that under one of weeks."""
    if row == 0:
        return None
    numbers: dict[int, int] = {}
    for column, cells in enumerate(table.columns):
        match = _PERIOD_ALONE.fullmatch(_plain(_TIMES.sub("", cell_text(cells[row])).strip(" ()")))
        if match is not None and 0 <= int(match["period"]) <= _MOST_ACROSS:
            numbers[column] = int(match["period"])
    if len(numbers) < _FEWEST_IN_A_WEEK:
        return None
    days = _reaching(table, row - 1, _DAY_ALONE)
    if len(days) < _FEWEST_IN_A_DAY:
        return None
    weeks = _reaching(table, row - 2, _WEEK_ALONE) if row > 1 else {}
    columns: dict[int, tuple[str, str, int]] = {}
    for column, number in numbers.items():
        day = next((days[at] for at in sorted(days, reverse=True) if at <= column), None)
        if day is None:
            return None
        over = next((weeks[at] for at in sorted(weeks, reverse=True) if at <= column), None)
        own = day["week1"] or day["week2"] or day["week3"]
        week = _week(own or ((over["week"] or over["only"]) if over is not None else None))
        columns[column] = week, day["day"][:2], number
    if len(set(columns.values())) < len(columns):
        # Monday to Friday twice over is a fortnight, whether its weeks are named or not.
        columns = _fortnight(columns)
    if len(set(columns.values())) < len(columns):
        return None
    minutes = {
        column: _length(times)
        for column in columns
        if (times := _TIMES.search(cell_text(table.columns[column][row]))) is not None
    }
    top = row - 2 if weeks else row - 1
    return Slots(list(range(top, row + 1)), columns, minutes or _times_below(table, row, columns))


def _reaching(table: Table, row: int, form: re.Pattern[str]) -> dict[int, re.Match[str]]:
    found: dict[int, re.Match[str]] = {}
    for column, cells in enumerate(table.columns):
        match = form.fullmatch(_plain(cell_text(cells[row])))
        if match is not None:
            found[column] = match
    return found


def _fortnight(columns: dict[int, tuple[str, str, int]]) -> dict[int, tuple[str, str, int]]:
    seen: dict[tuple[str, str, int], int] = {}
    result = {}
    for column in sorted(columns):
        slot = columns[column]
        seen[slot] = seen.get(slot, 0) + 1
        result[column] = ("AB"[seen[slot] - 1], *slot[1:]) if seen[slot] <= 2 and not slot[0] else slot
    return result


def _times_below(table: Table, row: int, columns: dict[int, tuple[str, str, int]]) -> dict[int, int]:
    """Return the lengths of periods whose times stand in the row below their headings."""
    if row + 1 >= table.height:
        return {}
    found = {
        column: _length(times)
        for column in columns
        if (times := _TIMES.search(cell_text(table.columns[column][row + 1]))) is not None
    }
    return found if len(found) == len(columns) else {}


def _length(times: re.Match[str]) -> int:
    start, end = int(times[1]) * 60 + int(times[2]), int(times[3]) * 60 + int(times[4])
    # 12:40 to 1:30 is 50 minutes.
    return (end - start) % (12 * 60)


def _week(text: str | None) -> str:
    return "" if text is None else {"1": "A", "2": "B"}.get(text, text.upper())


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
