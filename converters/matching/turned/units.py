"""Columns in another unit than the census wants: absences in hours or calendar days, lessons in periods or minutes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from converters.matching.columns.column import CERTAIN
from converters.matching.headings import Headings
from converters.matching.shape import Layout
from converters.matching.turned.lessons import length_in, period_question, read_minutes
from converters.matching.turned.made import Ground, New, Shape, left_out, made_table
from converters.matching.year_groups import year_group
from converters.recipe.keys import LEAVE_EMPTY, calendar_days_key, hours_of_a_day_key, period_length_key
from converters.recipe.question import Question
from converters.sources.table import Cell, Table, cell_text, is_blank
from converters.values.dates import parse_date
from swf_desktop.record import Source, column_letter
from swf_desktop.words import counted

_LOST: Final = "absence.WorkingDaysLost"
_FIRST, _LAST = "absence.FirstDayOfAbsence", "absence.LastDayOfAbsence"
_HOURS: Final = re.compile(r"\b(?:hours?|hrs?)\b", re.IGNORECASE)
_PLAIN_HOURS: Final = re.compile(r"\W*(?:hours?|hrs?)\W*", re.IGNORECASE)
_CALENDAR: Final = re.compile(r"\bcalendar\b", re.IGNORECASE)
_PERIODS: Final = re.compile(r"\b(?:periods?|lessons?)\b", re.IGNORECASE)
_MINUTES: Final = re.compile(r"\b(?:minutes?|mins?)\b", re.IGNORECASE)
_FORTNIGHT: Final = re.compile(r"\bfortnight|\bcycle\b|\b(?:2|two)[\s-]*weeks?\b", re.IGNORECASE)
_MAY_BE: Final = re.compile(
    r"\b(?:hours?|hrs?|calendar|days?|duration|periods?|lessons?|minutes?|mins?)\b", re.IGNORECASE
)

WORKING_DAYS: Final = "working days"
_LOOKED_AT: Final = 400
_SEARCHED: Final = 25
_FEWEST: Final = 3
_MOST: Final = 0.8
_A_DAY: Final = (Decimal(2), Decimal(12))
"""Hours of absence for each working day, least and most, that bare hours have to come to."""

_HALF: Final = Decimal("0.5")
_PENNY: Final = Decimal("0.01")
_HOUR: Final = 60
_CLOCK: Final = re.compile(r"(\d{1,4}):(\d{2})(?::\d{2})?")
_WORDS: Final = re.compile(r"(\d{1,4})\s*(?:h|hrs?|hours?)(?:\s*(\d{1,2})\s*(?:m|mins?|minutes?))?", re.IGNORECASE)


def in_other_units(table: Table, ground: Ground, answers: Mapping[str, str]) -> Shape | None:
    """Read a column in another unit in the unit of the census; None where there is none."""
    if not _may_be(table):
        return None
    layout = ground.layout_of(table)
    if layout is None or not layout.rows:
        return None
    return _absences(table, layout, ground.headings, answers) or _lessons(table, layout, ground.headings, answers)


def _may_be(table: Table) -> bool:
    return any(
        isinstance(cell, str) and len(cell) <= 80 and _MAY_BE.search(cell)
        for row in range(min(table.height, _SEARCHED))
        for cell in table.row(row)
    )


def _columns(layout: Layout, headings: Headings, grain: str, name: str) -> list[tuple[int, float]]:
    """Return the columns whose heading may be a field, with what the heading is worth."""
    found = []
    for column, heading in enumerate(layout.headings):
        best = next(iter(headings.candidates(heading, grain)), None) if heading else None
        if best is not None and best.target == name:
            found.append((column, best.worth))
    return found


# Absences


def _absences(table: Table, layout: Layout, headings: Headings, answers: Mapping[str, str]) -> Shape | None:
    first = _columns(layout, headings, "absence", _FIRST)
    last = _columns(layout, headings, "absence", _LAST)
    lost = _columns(layout, headings, "absence", _LOST)
    if not first or not lost:
        return None
    # Some hundred absences tell what a column holds; all are only needed to count their days.
    most = 0 if answers.get(calendar_days_key(table.place)) == WORKING_DAYS else _LOOKED_AT
    until = last[0][0] if last else None
    spans = _spans(table, layout, first[0][0], until, headings.collection.reference_date, most)
    certain = [column for column, worth in lost if worth >= CERTAIN]
    if certain:
        column = certain[0]
        if len(certain) == 1 and _are_calendar_days(table, column, spans):
            return _in_calendar_days(table, layout, column, spans, answers)
        return None
    for column, _ in lost:
        heading = layout.headings[column]
        if _HOURS.search(heading) and (not _PLAIN_HOURS.fullmatch(heading) or _are_of_absence(table, column, spans)):
            return _in_hours(table, layout, column, answers)
    for column, _ in lost:
        if _CALENDAR.search(layout.headings[column]) or _are_calendar_days(table, column, spans):
            return _in_calendar_days(table, layout, column, spans, answers)
    return None


def _spans(
    table: Table, layout: Layout, first: int, last: int | None, reference: date, most: int = 0
) -> dict[int, tuple[date, date]]:
    """Return first and last day of each row that has both; of the first rows alone where `most` says how many."""
    found = {}
    for row in (layout.rows[:most] if most else layout.rows) if last is not None else ():
        start = _date(table.columns[first][row], reference)
        end = _date(table.columns[last][row], reference) if last is not None else None
        if start is not None and end is not None and start <= end:
            found[row] = (start, end)
    return found


def _date(cell: Cell, reference: date) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    return parse_date(cell.strip(), reference).date if isinstance(cell, str) and len(cell) < 40 else None


def _working_days(start: date, end: date) -> int:
    """Return the days from Monday to Friday, both ends counted."""
    days = (end - start).days + 1
    return sum((start + timedelta(n)).weekday() < 5 for n in range(days % 7)) + days // 7 * 5


def _are_of_absence(table: Table, column: int, spans: Mapping[int, tuple[date, date]]) -> bool:
    """Whether bare hours grow with the absence, so that they are not the hours of a contract."""
    ratios = []
    for row, (start, end) in spans.items():
        hours, days = read_hours(table.columns[column][row]), _working_days(start, end)
        if hours is not None and days:
            ratios.append(hours / days)
    fitting = sum(_A_DAY[0] <= ratio <= _A_DAY[1] for ratio in ratios)
    several = [row for row, (start, end) in spans.items() if _working_days(start, end) > 1]
    return len(ratios) >= _FEWEST and bool(several) and fitting >= _MOST * len(ratios)


def _are_calendar_days(table: Table, column: int, spans: Mapping[int, tuple[date, date]]) -> bool:
    """Whether days count weekends: over those absences that have one between their first and last day."""
    telling = calendar = 0
    for row, (start, end) in spans.items():
        days = (end - start).days + 1
        if days == _working_days(start, end):
            continue
        count = read_hours(table.columns[column][row])
        if count is not None:
            telling += 1
            calendar += count == days
    return telling >= _FEWEST and calendar >= _MOST * telling


def read_hours(cell: Cell) -> Decimal | None:
    """Return hours (or days) that a cell says as a number, on the clock (`7:24`) or in words (`7h 24m`); else None."""
    if isinstance(cell, bool) or is_blank(cell):
        return None
    if isinstance(cell, timedelta):
        return Decimal(round(cell.total_seconds())) / 3600
    if isinstance(cell, time):
        return Decimal(cell.hour) + Decimal(cell.minute) / _HOUR
    text = cell_text(cell).strip()
    if re.fullmatch(r"\d{1,5}(?:\.\d{1,6})?", text):
        return Decimal(text)
    match = _CLOCK.fullmatch(text) or _WORDS.fullmatch(text)
    return None if match is None else Decimal(match[1]) + Decimal(match[2] or 0) / _HOUR


def _in_hours(table: Table, layout: Layout, column: int, answers: Mapping[str, str]) -> Shape:
    key = hours_of_a_day_key(table.place)
    answer = answers.get(key, "")
    length = read_hours(answer)
    heading = layout.headings[column]
    said = f"absences in hours, under '{heading}'"
    if length is not None and Decimal(1) <= length <= Decimal(12):

        def days(cell: Cell) -> Cell:
            hours = read_hours(cell)
            if hours is None or hours == 0:
                return cell
            halves = (hours / length / _HALF).quantize(Decimal(1), ROUND_HALF_UP)
            return max(halves, Decimal(1)) * _HALF

        return Shape(
            _with(table, layout, column, "Working Days Lost", days),
            f"{said}: a day is {answer} hours, as answered, and days are to the nearest half.{left_out(table, layout)}",
        )
    count = sum(not is_blank(table.columns[column][row]) for row in layout.rows)
    if answer == LEAVE_EMPTY:
        return Shape(
            _with(table, layout, column, "", None),
            f"{said}: days lost are left empty, as answered.{left_out(table, layout)}",
        )
    again = f"“{answer}” is no length of a day. " if answer else ""
    question = Question(
        "answer",
        key,
        "",
        f"{again}{table.place} counts absences in hours ('{heading}'), and the census wants working days. How many "
        "hours has a working day? Until that is answered the days lost are not filled in.",
        (("6.5", "32.5 hours in five days"), ("7.4", "37 hours in five days"), (LEAVE_EMPTY, "leave days lost empty")),
        count=count,
        source=_place(table, layout, column),
        step="columns",
        own=True,
    )
    return Shape(
        _with(table, layout, column, "", None),
        f"{said}: how long a day is, is asked once.{left_out(table, layout)}",
        [question],
    )


def _in_calendar_days(
    table: Table, layout: Layout, column: int, spans: Mapping[int, tuple[date, date]], answers: Mapping[str, str]
) -> Shape:
    key = calendar_days_key(table.place)
    answer = answers.get(key, "")
    heading = layout.headings[column]
    said = f"absences in calendar days, under '{heading}' (weekends are counted)"
    if answer == WORKING_DAYS:
        counts = {row: Decimal(_working_days(*span)) for row, span in spans.items()}
        made = made_table(
            table,
            layout,
            layout.rows,
            kept=_kept(layout, column),
            new=[New("Working Days Lost", [counts.get(row) for row in layout.rows], [column] * len(layout.rows))],
        )
        return Shape(
            made,
            f"{said}: Mondays to Fridays from first to last day are counted, as answered.{left_out(table, layout)}",
        )
    if answer == "as they stand":
        return Shape(
            _with(table, layout, column, "Working Days Lost", lambda cell: cell),
            f"{said}: taken as they stand, as answered.",
        )
    if answer == LEAVE_EMPTY:
        return Shape(
            _with(table, layout, column, "", None),
            f"{said}: days lost are left empty, as answered.{left_out(table, layout)}",
        )
    question = Question(
        "answer",
        key,
        "",
        f"{table.place}: '{heading}' seems to count weekends too, and the census wants working days. What is to be "
        "sent? Until that is answered the days lost are not filled in.",
        (
            (
                "working days",
                "Mondays to Fridays from the first to the last day (holidays and days not worked count too)",
            ),
            ("as they stand", "they are working days as they are"),
            (LEAVE_EMPTY, "leave days lost empty"),
        ),
        count=len(layout.rows),
        source=_place(table, layout, column),
        step="columns",
    )
    return Shape(
        _with(table, layout, column, "", None),
        f"{said}: what is sent is asked once.{left_out(table, layout)}",
        [question],
    )


# Lessons


def _lessons(table: Table, layout: Layout, headings: Headings, answers: Mapping[str, str]) -> Shape | None:
    if not _columns(layout, headings, "curriculum", "curriculum.Subject"):
        return None
    named = _columns(layout, headings, "curriculum", "curriculum.SubjectHours")
    if any(worth >= CERTAIN and not _PERIODS.search(layout.headings[column]) for column, worth in named):
        return None
    columns = {
        column: "Hours per week"
        for column, _ in named
        if _PERIODS.search(layout.headings[column]) or _MINUTES.search(layout.headings[column])
    }
    words = " ".join(layout.headings[column] for column in columns)
    if not columns:
        # Year groups across: the title says what is counted.
        words = " ".join(layout.titles)
        across = {column: text for column, text in enumerate(layout.headings) if year_group(text) is not None}
        columns = across if len(across) > 1 else {}
    if not columns or not (_PERIODS.search(words) or _MINUTES.search(words)):
        return None
    weeks = 2 if _FORTNIGHT.search(" ".join([words, *layout.titles])) else 1
    first = min(columns)
    key = period_length_key(table.place)
    count = sum(not is_blank(table.columns[column][row]) for column in columns for row in layout.rows)
    said_there = length_in(" ".join(layout.titles)) if not answers.get(key) else None
    minutes = 1 if _MINUTES.search(words) and not _PERIODS.search(words) else read_minutes(answers.get(key, ""))
    minutes = minutes or said_there
    unit = "minutes" if minutes == 1 else "periods"
    said = f"lessons in {unit}" + (" of two weeks" if weeks > 1 else "")

    def hours(cell: Cell) -> Cell:
        number = read_hours(cell)
        if number is None or minutes is None:
            return None if minutes is None else cell
        return (number * minutes / _HOUR / weeks).quantize(_PENNY, ROUND_HALF_UP)

    made = _in_place(table, layout, columns, hours)
    if minutes is None:
        question = period_question(table, _place(table, layout, first), key, count, answers.get(key))
        return Shape(made, f"{said}: how long one is, is asked once.{left_out(table, layout)}", [question])
    each = "" if minutes == 1 else f", {minutes} minutes each, as {'the title says' if said_there else 'answered'}"
    return Shape(made, f"{said}{each}: {counted(count, 'figure')} put as hours a week.{left_out(table, layout)}")


def _in_place(table: Table, layout: Layout, columns: Mapping[int, str], unit: Callable[[Cell], Cell]) -> Table:
    """Return the table with some columns in another unit, under other headings, in their places."""
    made = made_table(table, layout, layout.rows, kept={**_kept(layout, -1), **columns})
    top = layout.header_rows[-1] + 1
    for column in columns:
        cells = made.columns[column]
        made.columns[column] = [*cells[:top], *(unit(cell) for cell in cells[top:])]
    return made


def _with(table: Table, layout: Layout, column: int, heading: str, unit: Callable[[Cell], Cell] | None) -> Table:
    """Return the table with one column in another unit under another heading, or without that column."""
    if unit is None:
        return made_table(table, layout, layout.rows, kept=_kept(layout, column))
    return _in_place(table, layout, {column: heading}, unit)


def _kept(layout: Layout, without: int) -> dict[int, str]:
    return {column: heading for column, heading in enumerate(layout.headings) if column != without}


def _place(table: Table, layout: Layout, column: int) -> Source:
    row = table.number_of(layout.header_rows[-1])
    return Source(table.file, table.sheet, row, column_letter(column))
