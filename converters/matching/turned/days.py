"""The days or months that stand across a sheet: dates, `Mon 3 Sep`, 1 to 31 under a month, `Sep` to `Aug`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

from converters.sources.table import Cell, Table, cell_text, is_blank

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME: Final = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY: Final = r"(?:(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)[a-z]*[\s,.]*)?"
_YEAR: Final = r"(?P<year>(?:20)?\d{2})"
_NUMBERS: Final = re.compile(
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})[/.\-](?P<number>\d{{1,2}})(?:[/.\-]{_YEAR})?", re.IGNORECASE
)
_NAMED: Final = re.compile(
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s\-]*{_NAME}\.?(?:[\s\-,']*{_YEAR})?", re.IGNORECASE
)
_MONTH_ALONE: Final = re.compile(rf"{_NAME}\.?(?:[\s\-,']*{_YEAR})?", re.IGNORECASE)
_MONTH_IN: Final = re.compile(rf"\b{_NAME}\b\.?[\s\-_]*'?(?P<year>(?:20)?\d{{2}})\b", re.IGNORECASE)
_TWO_YEARS: Final = re.compile(r"\b(?P<first>20\d{2})\s*(?:-|/|–|to)\s*(?:20)?\d{2}\b")
_DAY_NUMBER: Final = re.compile(rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?", re.IGNORECASE)

_SEARCHED: Final = 25
_FEWEST_DAYS: Final = 5
_LONGEST_DAY: Final = 24
_LIKE_A_DAY: Final = re.compile(r"\s*(?:[A-Za-z]{2,9}[\s,.]*)?\d{1,2}(?:[A-Za-z]{2})?(?:[\s/.\-].*)?")
_MOST_DAY: Final = 31
_FEWEST_MONTHS: Final = 6
_CLOSE: Final = 0.8
_NEXT: Final = timedelta(4)
"""Days across a sheet follow one another, but for weekends; pay days and reviews lie further apart."""

_FIRST_OF_YEAR: Final = 9
"""A school's year begins in September: of `2012-13`, September is in the first year and August in the second."""


@dataclass(slots=True)
class Days:
    """Days across a sheet. header_rows: of the days, with that of the months above them. columns: the day of each."""

    header_rows: list[int]
    columns: dict[int, date]


def find_days(table: Table, year: int | None) -> Days | None:
    """Find the days across the top of a sheet. year: in which its first day lies, where the user said so."""
    for row in range(min(table.height, _SEARCHED)):
        if not _may_be_days(table, row):
            continue
        found = _dated(table, row, year) or _numbered(table, row, year)
        if found is not None:
            return found
    return None


def _may_be_days(table: Table, row: int) -> bool:
    """Whether some cells side by side could each be a day: dates, small numbers, short texts with a figure. Cheap."""
    run = 0
    for column in table.columns:
        run = run + 1 if _may_be_day(column[row]) else 0
        if run >= _FEWEST_DAYS:
            return True
    return False


def _may_be_day(cell: Cell) -> bool:
    if isinstance(cell, str):
        return len(cell) <= _LONGEST_DAY and _LIKE_A_DAY.fullmatch(cell) is not None
    if isinstance(cell, bool):
        return False
    return isinstance(cell, date) or (isinstance(cell, int | float) and 1 <= cell <= _MOST_DAY)


def lacks_year(table: Table) -> int | None:
    """Return the row of days across a sheet that do not say their year anywhere; None where there is none."""
    some = 2000
    for row in range(min(table.height, _SEARCHED)):
        if not _may_be_days(table, row):
            continue
        if _dated(table, row, some) is not None or _numbered(table, row, some) is not None:
            return row
    return None


def find_months(table: Table) -> tuple[int, dict[int, str]] | None:
    """Find a row with a month in each of several cells; returns the row, and the texts by column."""
    for row in range(min(table.height, _SEARCHED)):
        found = {
            column: text
            for column, cells in enumerate(table.columns)
            if isinstance(cells[row], str) and _MONTH_ALONE.fullmatch(text := cell_text(cells[row]))
        }
        if len(found) >= _FEWEST_MONTHS:
            return row, found
    return None


def month_of(text: str) -> int:
    """Return the number of the month that a text of `find_months` names."""
    return _MONTHS.index(text.casefold()[:3]) + 1


def about(table: Table, rows: int) -> str:
    """Return what the file, the sheet and the rows above the days say, for the words in them."""
    cells = [cell_text(cell) for row in range(rows) for cell in table.row(row) if isinstance(cell, str)]
    return " ".join([table.file.rpartition("/")[2], table.sheet or "", *cells])


def _dated(table: Table, row: int, year: int | None) -> Days | None:
    """Return the days of a row whose cells are dates, or say day and month."""
    columns: dict[int, date] = {}
    before: date | None = None
    start = year or _year_of(about(table, row))
    for column, cells in enumerate(table.columns):
        day = _day(cells[row], before, start)
        if day is not None:
            columns[column] = before = day
    return Days([row], columns) if _are_days(list(columns.values())) else None


def _day(cell: Cell, before: date | None, start: int | None) -> date | None:
    """Return the day of a heading. A year that it does not say is that of the day before it, or of the sheet."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if not isinstance(cell, str) or len(cell) > 30:
        return None
    match = _NAMED.fullmatch(cell_text(cell)) or _NUMBERS.fullmatch(cell_text(cell))
    if match is None:
        return None
    named = match.groupdict()
    month = month_of(named["month"]) if named.get("month") else int(named["number"])
    if match["year"]:
        return _made(_whole(match["year"]), month, int(match["day"]))
    if before is not None:
        same = _made(before.year, month, int(match["day"]))
        return same if same is None or same > before else _made(before.year + 1, month, int(match["day"]))
    return None if start is None else _made(_in_school_year(start, month), month, int(match["day"]))


def _numbered(table: Table, row: int, year: int | None) -> Days | None:
    """Return the days of a row of numbers from 1 to 31, under a row of months or a title that names the month."""
    numbers: dict[int, int] = {}
    for column, cells in enumerate(table.columns):
        cell = cells[row]
        if isinstance(cell, bool) or is_blank(cell):
            continue
        match = _DAY_NUMBER.fullmatch(cell_text(cell))
        if match is not None and 1 <= int(match["day"]) <= 31:
            numbers[column] = int(match["day"])
    if len(numbers) < _FEWEST_DAYS:
        return None
    above = _months_above(table, row)
    text = about(table, row)
    start = year or _year_of(text)
    title = _MONTH_IN.search(text.replace("_", " "))
    alone = re.search(rf"\b{_NAME}\b", text.replace("_", " "), re.IGNORECASE) if title is None else None
    columns: dict[int, date] = {}
    for column, number in numbers.items():
        over = next((above[at] for at in sorted(above, reverse=True) if at <= column), None)
        if over is not None:
            month, said = over
            in_year = said or (None if start is None else _in_school_year(start, month))
        elif title is not None:
            month, in_year = month_of(title["month"]), _whole(title["year"])
        elif alone is not None and start is not None:
            month = month_of(alone["month"])
            in_year = start if year is not None else _in_school_year(start, month)
        else:
            return None
        day = None if in_year is None else _made(in_year, month, number)
        if day is None:
            return None
        columns[column] = day
    rows = [row - 1, row] if above else [row]
    return Days(rows, columns) if _are_days(list(columns.values())) else None


def _months_above(table: Table, row: int) -> dict[int, tuple[int, int | None]]:
    """Return the months in the row above by the column they begin in, with their year where they say it."""
    found: dict[int, tuple[int, int | None]] = {}
    for column, cells in enumerate(table.columns if row else ()):
        cell = cells[row - 1]
        if isinstance(cell, datetime | date):
            found[column] = cell.month, cell.year
            continue
        match = _MONTH_ALONE.fullmatch(cell_text(cell)) if isinstance(cell, str) and len(cell) < 30 else None
        if match is not None:
            found[column] = month_of(match["month"]), _whole(match["year"]) if match["year"] else None
    # A title alone over the names is found with the other titles.
    return found if len(found) > 1 or any(column > 1 for column in found) else {}


def _are_days(days: list[date]) -> bool:
    """Whether dates are the days of a calendar: ascending, and close to one another."""
    if len(days) < _FEWEST_DAYS or any(one >= other for one, other in pairwise(days)):
        return False
    return sum(other - one <= _NEXT for one, other in pairwise(days)) >= _CLOSE * (len(days) - 1)


def _year_of(text: str) -> int | None:
    """Return the year in which the school year that a text names begins, or the year that it names."""
    two = _TWO_YEARS.search(text)
    if two is not None:
        return int(two["first"])
    month = _MONTH_IN.search(text.replace("_", " "))
    return None if month is None else _whole(month["year"]) - (month_of(month["month"]) < _FIRST_OF_YEAR)


def _in_school_year(start: int, month: int) -> int:
    return start if month >= _FIRST_OF_YEAR else start + 1


def _whole(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def weekdays(days: Mapping[int, date]) -> int:
    """Return how many of the days are Monday to Friday."""
    return sum(day.weekday() < 5 for day in days.values())


_PERIOD_OF_YEAR: Final = re.compile(r"(?:period|prd|pd|p|mth|month|m)\s?0?(1[0-2]|[1-9])", re.IGNORECASE)


def month_in(cell: Cell) -> tuple[int, int] | None:
    """Return year (0 where it is not said) and month of a heading: `Apr-26`, a date, `Period 7` (of the tax year)."""
    if isinstance(cell, datetime | date):
        return cell.year, cell.month
    if not isinstance(cell, str) or len(cell) >= 30:
        return None
    text = cell_text(cell)
    match = _PERIOD_OF_YEAR.fullmatch(text)
    if match is not None:
        return 0, (int(match[1]) + 2) % 12 + 1
    match = _MONTH_ALONE.fullmatch(text)
    if match is None:
        return None
    year = re.search(r"\d+$", text)
    return (int(year[0]) + (2000 if len(year[0]) < 4 else 0)) if year else 0, month_of(text)
