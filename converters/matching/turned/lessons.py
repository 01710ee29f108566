"""Timetables of teachers by periods, a class code such as 10B/Hi2 in each cell: rows of subject, year and hours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from converters.matching.shape import Layout
from converters.matching.turned.made import Ground, New, Shape, made_table
from converters.matching.turned.slots import Slots, day_value, find_slots, week_value
from converters.recipe.keys import period_length_key
from converters.recipe.question import Question
from converters.sources.table import Cell, Table, cell_text
from swf_desktop.record import Source, column_letter
from swf_desktop.words import counted, quoted

_YEAR: Final = r"(?P<year>1[0-4]|[1-9]|r)"
_BEFORE: Final = r"(?:y(?:ea)?r?\.?\s*)?"
_BAND: Final = r"(?P<band>[a-z]{0,3}\d{0,2}|\.\d{1,2})"
_ROOM: Final = r"(?:[\s,;@(\[].*)?"
_CLASS_FIRST: Final = re.compile(
    rf"{_BEFORE}{_YEAR}{_BAND}\s*[/\-.:_ ]\s*(?P<subject>[a-z][a-z&]+(?: (?:and|&) [a-z]+)?)"
    rf"\s?(?:\d{{0,2}}[a-z]?|[a-z]\d)(?:[/\-]\w+)?{_ROOM}",
    re.IGNORECASE,
)
_SUBJECT_FIRST: Final = re.compile(
    rf"(?P<subject>[a-z][a-z&]+(?: [a-z&]+){{0,3}}?)\d?\s*[/\-.:_ ]\s*{_BEFORE}{_YEAR}{_BAND}(?:[/\-]\w+)?{_ROOM}",
    re.IGNORECASE,
)
_GLUED: Final = re.compile(rf"(?P<year>1[0-4]|[1-9])(?P<subject>[A-Z][a-z]{{1,2}})\d{{0,2}}{_ROOM}")

_NO_LESSON: Final = re.compile(
    r"ppa(?: time)?|free|n/?c|non.?contact.*|planning.*|prep(?:aration)?|release|gained"
    r"|(?:am |pm )?reg(?:istration)?|tut(?:or(?:ial)?)?(?: time| group)?|form(?: time)?|assembly|pastoral"
    r"|dut(?:y|ies)|.* duty|duty .*|break|lunch|bus|gate|yard|on.?call|cover|supply|supervision|detentions?|isolation"
    r"|meetings?|mtg|slt|smt|admin|management|mgmt|mgt|line management|leadership|nqt|ect|mentor(?:ing)?|clubs?"
    r"|room|rm|x|off|out|not in|part.?time",
    re.IGNORECASE,
)
_CLASS_BESIDE: Final = re.compile(
    r"^(?:y(?:ea)?r?\.?\s*)?(?:1[0-4]|[1-9])[a-z]{0,3}\d?[\s/\-.]+|[\s/\-.]+(?:1[0-4]|[1-9])[a-z]{0,3}\d?$|\s*\d+$",
    re.IGNORECASE,
)
"""What may stand beside `Reg` or `PPA`: a class, a number."""

_STAFF_CODE: Final = re.compile(r"[A-Za-z]{2,4}\d?")
_VAGUE_HEADS: Final = frozenset({"", "staff", "teacher", "name", "tchr", "initials", "code"})

_FEWEST: Final = 4
_SHARE: Final = 0.6
_SHORTEST, _LONGEST = 10, 240
"""Minutes that a period can have."""

LONGEST_CLASS: Final = 60
_MOST_NAMED: Final = 8
_PENNY: Final = Decimal("0.01")
_HOUR: Final = 60


@dataclass(slots=True)
class _Taught:
    """What one teacher teaches. row: where the teacher stands first. lessons: subject and year to their columns."""

    row: int
    lessons: dict[tuple[str, str], list[int]] = field(default_factory=dict)


def read_class(text: str) -> tuple[str, str] | None:
    """Return subject and year group that a class code names: `10B/Hi2` is ("Hi", "10"). None where it is none."""
    short = " ".join(text.split())
    if len(short) > LONGEST_CLASS:
        return None
    for form in (_CLASS_FIRST, _GLUED, _SUBJECT_FIRST):
        match = form.fullmatch(short)
        if match is not None:
            subject = " ".join(match["subject"].split())
            return None if _NO_LESSON.fullmatch(subject) else (subject, match["year"].upper())
    return None


def lessons_by_period(table: Table, _ground: Ground, answers: Mapping[str, str]) -> Shape | None:
    """Read a grid of teachers by periods as what each teaches; None where it is no such grid."""
    slots = find_slots(table)
    if slots is None:
        return None
    rows = range(slots.header_rows[-1] + 1, table.height)
    read = {text: read_class(text) for text in _texts(table, rows, slots)}
    counted_texts = _texts(table, rows, slots)
    lessons = sum(count for text, count in counted_texts.items() if read[text] is not None)
    none = sum(count for text, count in counted_texts.items() if read[text] is None and _is_no_lesson(text))
    if lessons < _FEWEST or lessons < _SHARE * (sum(counted_texts.values()) - none):
        return None
    heads = _heads(table, slots)
    if not heads:
        return None
    return _turned(table, slots, heads, rows, read, answers)


def _texts(table: Table, rows: Sequence[int], slots: Slots) -> Counter[str]:
    return Counter(text for column in slots.columns for row in rows if (text := cell_text(table.columns[column][row])))


def _is_no_lesson(text: str) -> bool:
    """Whether a cell is no lesson: registration of 7B, PPA, a duty, a dash."""
    plain = " ".join(text.split())
    if len(plain) > LONGEST_CLASS:
        return False
    if not any(char.isalpha() for char in plain):
        return True
    bare = _CLASS_BESIDE.sub("", plain)
    return bool(_NO_LESSON.fullmatch(plain) or _NO_LESSON.fullmatch(bare))


def _heads(table: Table, slots: Slots) -> dict[int, str]:
    """Return the headings of the columns that are no periods: from the lowest heading row that has one."""
    found: dict[int, str] = {}
    for column, cells in enumerate(table.columns):
        if column in slots.columns:
            continue
        text = next((text for row in reversed(slots.header_rows) if (text := cell_text(cells[row]))), "")
        below = [short for cell in cells[slots.header_rows[-1] + 1 :] if (short := cell_text(cell))]
        if not below:
            continue
        if text.casefold() in _VAGUE_HEADS and all(_STAFF_CODE.fullmatch(short) for short in below):
            text = "Staff Code"
        found[column] = text or ("Teacher" if not found else "")
    return found


def _turned(
    table: Table,
    slots: Slots,
    heads: dict[int, str],
    rows: Sequence[int],
    read: Mapping[str, tuple[str, str] | None],
    answers: Mapping[str, str],
) -> Shape:
    weekly, who = _kinds_of_heads(table, heads, rows)
    weeks = {slot[0] for slot in slots.columns.values() if slot[0]}
    if weekly is not None:
        weeks = {week for row in rows if (week := week_value(cell_text(table.columns[weekly][row]))) is not None}
    cycle = max(len(weeks), 1)
    taught = _taught(table, slots, rows, read, who)
    minutes = _minutes(table, slots, answers)
    key = period_length_key(table.place)
    made_rows: list[int] = []
    cells: list[list[Cell]] = [[], [], []]
    where: list[int] = []
    for one in taught:
        for (subject, year), columns in one.lessons.items():
            made_rows.append(one.row)
            where.append(columns[0])
            lengths = [minutes.get(column) for column in columns]
            known = [length for length in lengths if length is not None]
            hours = Decimal(sum(known)) / _HOUR / cycle if len(known) == len(lengths) else None
            cells[0].append(subject)
            cells[1].append("Reception" if year == "R" else f"Year {year}")
            cells[2].append(None if hours is None else hours.quantize(_PENNY, ROUND_HALF_UP))
    layout = Layout(slots.header_rows, [], [])
    kept = {column: heading for column, heading in heads.items() if column in who}
    new = [
        New(heading, own, where)
        for heading, own in zip(("Subject", "Year Group", "Hours per week"), cells, strict=True)
    ]
    made = made_table(table, layout, made_rows, kept=kept, new=new)
    periods = sum(len(columns) for one in taught for columns in one.lessons.values())
    week = "two weeks (A and B), halved" if cycle > 1 else "one week"
    said = (
        f"a timetable of teachers by periods, of {week}: {counted(periods, 'lesson')} of "
        f"{counted(len(taught), 'teacher')} by subject and year group."
    )
    said += _left_out(_texts(table, rows, slots), read)
    questions = []
    if not all(column in minutes for column in slots.columns):
        first = column_letter(next(iter(slots.columns)))
        place = Source(table.file, table.sheet, table.number_of(slots.header_rows[-1]), first)
        questions.append(period_question(table, place, key, periods, answers.get(key)))
    elif not slots.minutes:
        said += f" A period is {next(iter(minutes.values()))} minutes, as answered."
    return Shape(made, said, questions)


def _kinds_of_heads(table: Table, heads: Mapping[int, str], rows: Sequence[int]) -> tuple[int | None, list[int]]:
    """Return the column that says the week of a row, and those that say who it is; the day does not matter."""
    weekly: int | None = None
    daily: int | None = None
    who: list[int] = []
    for column in heads:
        texts = [text for row in rows if (text := cell_text(table.columns[column][row]))]
        if weekly is None and len(set(texts)) > 1 and all(week_value(text) is not None for text in texts):
            weekly = column
        elif daily is None and texts and all(day_value(text) for text in texts):
            daily = column
        else:
            who.append(column)
    return weekly, who


def _taught(
    table: Table,
    slots: Slots,
    rows: Sequence[int],
    read: Mapping[str, tuple[str, str] | None],
    who: Sequence[int],
) -> list[_Taught]:
    """Return what each teacher teaches; a row that names nobody goes on with the teacher above it."""
    found: dict[tuple[str, ...], _Taught] = {}
    standing: _Taught | None = None
    for row in rows:
        names = tuple(cell_text(table.columns[column][row]) for column in who)
        if any(names):
            standing = found.setdefault(names, _Taught(row))
        if standing is None:
            continue
        for column in slots.columns:
            lesson = read.get(cell_text(table.columns[column][row]))
            if lesson is not None:
                standing.lessons.setdefault(lesson, []).append(column)
    return [one for one in found.values() if one.lessons]


def _minutes(table: Table, slots: Slots, answers: Mapping[str, str]) -> dict[int, int]:
    if slots.minutes:
        return slots.minutes
    length = read_minutes(answers.get(period_length_key(table.place), ""))
    return {} if length is None else dict.fromkeys(slots.columns, length)


def read_minutes(text: str) -> int | None:
    """Return the minutes of a period that an answer gives (`50`, `50 minutes`, `1 hour`); None where it gives none."""
    plain = text.casefold().strip()
    match = re.fullmatch(r"(\d{1,3})\s*(?:m|mins?|minutes?)?", plain)
    hours = re.fullmatch(r"(\d(?:\.\d+)?)\s*(?:h|hrs?|hours?)", plain)
    minutes = int(match[1]) if match else round(float(hours[1]) * _HOUR) if hours else 0
    return minutes if _SHORTEST <= minutes <= _LONGEST else None


_LENGTH_IN: Final = re.compile(
    r"\b(\d{1,3}(?:\.\d+)?\s*(?:m|h|mins?|minutes?|hrs?|hours?))\b(?:\s+(?:each|long|periods?|lessons?))"
    r"|\bperiods? (?:of|are|=|is)\s*(\d{1,3}(?:\.\d+)?\s*(?:m|h|mins?|minutes?|hrs?|hours?))\b"
)


def length_in(text: str) -> int | None:
    """Return the minutes of a period that a title says (`1 hour each`, `periods of 50 minutes`); None where none."""
    match = _LENGTH_IN.search(text[:_LONGEST_TITLE].casefold())
    return None if match is None else read_minutes(match[1] or match[2])


_LONGEST_TITLE: Final = 200


def period_question(table: Table, place: Source, key: str, count: int, answer: str | None) -> Question:
    """Ask once how long a period is. answer: one that is no length."""
    again = f"“{answer}” is no length of a period. " if answer else ""
    return Question(
        "answer",
        key,
        "",
        f"{again}{table.place} counts what is taught in periods. How many minutes has a period? Until that is answered "
        "the hours are not filled in, and without hours no subject of theirs is sent.",
        (("60", "an hour"), ("50", "fifty minutes"), ("55", ""), ("100", "an hour and forty minutes")),
        count=count,
        source=place,
        step="columns",
        own=True,
    )


def _left_out(texts: Counter[str], read: Mapping[str, tuple[str, str] | None]) -> str:
    """Return a sentence on the cells that are no lessons, and one on those that could not be read as a class."""
    none = Counter({text: count for text, count in texts.items() if read[text] is None and _is_no_lesson(text)})
    unread = Counter({text: count for text, count in texts.items() if read[text] is None and not _is_no_lesson(text)})
    said = ""
    if none:
        said += f" Left out, as no lessons: {_named(none)}."
    if unread:
        said += f" Not read as a class, and left out: {_named(unread)}."
    return said


def _named(texts: Counter[str]) -> str:
    named = ", ".join(f"{quoted([text])} ({count})" for text, count in texts.most_common(_MOST_NAMED))
    more = len(texts) - _MOST_NAMED
    return named + (f" and {more} more" if more > 0 else "")
