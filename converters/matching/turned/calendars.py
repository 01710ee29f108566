"""Absence calendars, with days across and a mark on each day somebody was away: a row for each absence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from converters.matching.headings import Headings
from converters.matching.look import fit, look_at
from converters.matching.shape import Layout
from converters.matching.turned.days import Days, about, find_days, find_months, lacks_year, weekdays
from converters.matching.turned.made import Ground, New, Shape, made_table
from converters.recipe.keys import months_key, year_of_days_key
from converters.recipe.question import Question
from converters.sources.table import Cell, Table, cell_text, is_blank
from swf_desktop.record import Source, column_letter
from swf_desktop.words import counted, quoted

_ABSENCE: Final = re.compile(r"absen|sick|leave\b|attendance", re.IGNORECASE)
_SICK: Final = re.compile(r"\bsick", re.IGNORECASE)
_PRESENT: Final = frozenset({"/", "\\", "p", "✓", "✔", "present", "in", "y", "."})
_LONGEST_MARK: Final = 14
LONGEST_CELL: Final = 60
"""A longer text says more than half a day and its mark."""
_HALF: Final = re.compile(
    r"(?:½|1/2|half)[\s\-]*(?P<after>\S.*)|(?P<before>\S.*?)[\s\-/(]*(?:½|/2|1/2|0\.5|half|am|pm)\)?|(?P<alone>½|1/2|half)",
    re.IGNORECASE,
)
_LEGEND: Final = re.compile(r"\W*(?P<mark>[A-Za-z/]{1,4})\s*[=:–-]\s*(?P<words>[A-Za-z][^=;,]{2,60}?)\s*")
_LEGENDS: Final = re.compile(r"[;,|]|\s{3,}|\n")
_FEWEST: Final = 2
_SHARE: Final = 0.9
_USUAL: Final = 0.5
_FEWEST_PEOPLE: Final = 3
_KNOWN: Final = 0.5
_MOST_DAYS: Final = 31
_NEW: Final = ("Absence Type", "First Day", "Last Day", "Working Days Lost")
_DAY: Final = timedelta(1)


@dataclass(slots=True)
class _Spell:
    """One absence. row: whose. mark: why. column: of its first day. days: working days lost."""

    row: int
    mark: str
    column: int
    first: date
    last: date
    days: Decimal


def absence_calendar(table: Table, ground: Ground, answers: Mapping[str, str]) -> Shape | None:
    """Read a calendar of absences as a row for each absence; None where it is no such calendar."""
    said = answers.get(year_of_days_key(table.place), "")
    days = find_days(table, int(said) if re.fullmatch(r"20\d\d", said) else None)
    if days is None:
        return _without_year(table, ground.headings)
    rows = _rows(table, days)
    marks = _marks(table, days.columns, rows)
    if not rows or not _are_absences(table, days, marks, ground.headings):
        return None
    usual = _usual(marks, len(rows) * weekdays(days.columns), len(rows))
    legend = _legend(table, marks)
    spells = [spell for row in rows for spell in _spells(table, days, row, usual)]
    kept = {column: heading for column, heading in _heads(table, days).items() if column < min(days.columns)}
    sick = "Sickness" if _SICK.search(about(table, days.header_rows[-1])) else None
    cells: list[list[Cell]] = [
        [legend.get(spell.mark.casefold(), spell.mark) or sick for spell in spells],
        [spell.first for spell in spells],
        [spell.last for spell in spells],
        [spell.days for spell in spells],
    ]
    where = [spell.column for spell in spells]
    new = [New(heading, own, where) for heading, own in zip(_NEW, cells, strict=True)]
    made = made_table(table, Layout(days.header_rows, [], []), [spell.row for spell in spells], kept=kept, new=new)
    first, last = min(days.columns.values()), max(days.columns.values())
    text = (
        f"a calendar of absences from {first:%d/%m/%Y} to {last:%d/%m/%Y}: marked days that follow one another, but "
        f"for a weekend, are {counted(len(spells), 'absence')}."
    )
    if usual:
        text += f" The mark of those who were there is left out: {quoted(sorted(usual))}."
    open_ = sum(spell.last == last for spell in spells)
    if open_:
        ends = counted(open_, "absence reaches", "absences reach")
        text += f" {ends} its last day and may go on: see whether a later calendar has more of them."
    return Shape(made, text)


def absences_by_month(table: Table, _ground: Ground, answers: Mapping[str, str]) -> Shape | None:
    """Set aside a sheet that counts days of absence by month, and ask about it: the census wants each absence."""
    found = find_months(table)
    if found is None:
        return None
    row, months = found
    below = range(row + 1, table.height)
    cells = [table.columns[column][under] for column in months for under in below]
    filled = [cell for cell in cells if not is_blank(cell)]
    if not filled or not _ABSENCE.search(about(table, row + 1)):
        return None
    numbers = [_number(cell) for cell in filled]
    if any(number is None or not 0 <= number <= _MOST_DAYS for number in numbers):
        return None
    key = months_key(table.place)
    question = Question(
        "answer",
        key,
        "",
        f"{table.place} counts days of absence by month and does not say when they were. The census wants the first "
        "and the last day of each absence: ask for a list with a row for each.",
        (("leave out", "the sheet is not needed, another file has the absences"),),
        count=sum(number != 0 for number in numbers),
        source=Source(table.file, table.sheet, table.number_of(row), column_letter(min(months))),
        step="columns",
    )
    text = "days of absence counted by month, without dates."
    return Shape(None, text, [] if answers.get(key) else [question])


def _without_year(table: Table, headings: Headings) -> Shape | None:
    """Ask for the year of a calendar that says it nowhere; it is not used until then."""
    row = lacks_year(table)
    days = None if row is None else find_days(table, 2000)
    if days is None:
        return None
    rows = _rows(table, days)
    if not rows or not _are_absences(table, days, _marks(table, days.columns, rows), headings):
        return None
    first = min(days.columns)
    question = Question(
        "answer",
        year_of_days_key(table.place),
        "",
        f"{table.place} is a calendar of absences, and says nowhere of which year. In which year is its first day "
        f"({days.columns[first]:%d/%m})? Until that is answered it is not used.",
        (),
        count=len(days.columns),
        source=Source(table.file, table.sheet, table.number_of(days.header_rows[-1]), column_letter(first)),
        step="columns",
        own=True,
    )
    return Shape(None, "a calendar of absences, whose year is asked.", [question])


def _rows(table: Table, days: Days) -> list[int]:
    """Return the rows below the days that say whose they are."""
    left = range(min(days.columns))
    return [
        row
        for row in range(days.header_rows[-1] + 1, table.height)
        if any(not is_blank(table.columns[column][row]) for column in left)
    ]


def _heads(table: Table, days: Days) -> dict[int, str]:
    found: dict[int, str] = {}
    for column in range(min(days.columns)):
        texts = [cell_text(table.columns[column][row]) for row in reversed(days.header_rows)]
        found[column] = next((text for text in texts if text), "" if found else "Name")
    return found


def _marks(table: Table, columns: Mapping[int, date], rows: Sequence[int]) -> Counter[str]:
    return Counter(text for column in columns for row in rows if (text := cell_text(table.columns[column][row])))


def _number(cell: Cell) -> Decimal | None:
    if isinstance(cell, bool):
        return None
    text = cell_text(cell)
    return Decimal(text) if re.fullmatch(r"\d{1,4}(?:\.\d{1,4})?", text) else None


def _part(text: str) -> tuple[str, Decimal]:
    """Return the mark of a day without what says that it is half a day, and the part of a day: 1 or 0.5."""
    if re.fullmatch(r"\d(?:\.\d+)?", text):
        return "", Decimal(text)
    match = _HALF.fullmatch(text) if len(text) <= LONGEST_CELL else None
    if match is None:
        return text, Decimal(1)
    return (match["after"] or match["before"] or "").strip(), Decimal("0.5")


def _are_absences(table: Table, days: Days, marks: Counter[str], headings: Headings) -> bool:
    """Whether the cells under days mark absences: short words or parts of a day, and something says absence."""
    total = sum(marks.values())
    if total < _FEWEST:
        return False
    fitting = sum(count for text, count in marks.items() if _may_mark(text))
    if fitting < _SHARE * total:
        return False
    words = about(table, days.header_rows[-1] + 1)
    if _ABSENCE.search(words):
        return True
    reasons = [mark for text in marks if (mark := _part(text)[0]) and mark.casefold() not in _PRESENT]
    reasons = [_legend(table, marks).get(mark.casefold(), mark) for mark in reasons]
    look = look_at(list(reasons), range(len(reasons)))
    field = headings.collection.fields["absence.AbsenceCategory"]
    return (fit(field, look, headings.collection) or 0.0) >= _KNOWN


def _may_mark(text: str) -> bool:
    if len(text) > _LONGEST_MARK:
        return False
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return Decimal(text) <= 1
    return not any(char.isdigit() for char in _part(text)[0])


def _usual(marks: Counter[str], cells: int, people: int) -> frozenset[str]:
    """Return the marks of those who were there: what stands in most of all cells, or what is known to mean it."""
    found = {text for text in marks if text.casefold() in _PRESENT}
    if people >= _FEWEST_PEOPLE:
        found |= {text for text, count in marks.items() if count > _USUAL * max(cells, 1)}
    return frozenset(found)


def _legend(table: Table, marks: Mapping[str, int]) -> dict[str, str]:
    """Return what the sheet says that its marks mean: `S = Sickness, M = Maternity`."""
    wanted = {_part(text)[0].casefold() for text in marks}
    found: dict[str, str] = {}
    for cells in table.columns:
        for cell in cells:
            if not isinstance(cell, str) or not 4 < len(cell) < 400 or not any(sign in cell for sign in "=:-–"):
                continue
            for piece in _LEGENDS.split(cell):
                match = _LEGEND.fullmatch(piece)
                if match is not None and match["mark"].casefold() in wanted:
                    found.setdefault(match["mark"].casefold(), match["words"])
    return found


def _spells(table: Table, days: Days, row: int, usual: frozenset[str]) -> list[_Spell]:
    found: list[_Spell] = []
    standing: _Spell | None = None
    for column, day in days.columns.items():
        text = cell_text(table.columns[column][row])
        mark, part = _part(text) if text and text not in usual else ("", Decimal(0))
        if not part:
            if text in usual or day.weekday() < 5:
                standing = None
            continue
        lost = part if day.weekday() < 5 else Decimal(0)
        if standing is not None and standing.mark == mark and _goes_on(standing.last, day):
            standing.last, standing.days = day, standing.days + lost
            continue
        standing = _Spell(row, mark, column, day, day, lost)
        found.append(standing)
    return found


def _goes_on(last: date, day: date) -> bool:
    """Whether nothing but a weekend lies between two days."""
    between = last + _DAY
    while between < day and between.weekday() >= 5:
        between += _DAY
    return between == day
