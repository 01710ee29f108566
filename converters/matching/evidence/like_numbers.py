"""Staff numbers written in several ways: `E 106`, `E106` and 106 meet as one, with a question for each sheet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final, NamedTuple

from converters.matching.columns.column import CERTAIN
from converters.matching.headings import Headings
from converters.matching.shape import Layout
from converters.recipe.keys import OTHERS, like_numbers_key
from converters.recipe.question import Question
from converters.recipe.target import parse_targets
from converters.sources.table import Cell, Table, cell_text
from swf_desktop.record import Source, column_letter
from swf_desktop.words import counted

_NUMBER: Final = re.compile(r"(?P<letters>[A-Za-z]{0,4})[\s\-/._]*0*(?P<digits>\d{2,10})")
_MEET: Final = 0.8
_FEWEST: Final = 3
_NAMES: Final = frozenset({"staff.PersonFamilyName", "staff.FullName"})
_WORD: Final = re.compile(r"[^\W\d_]{2,}")


class People(NamedTuple):
    """A table with the column that holds the numbers of its people."""

    table: Table
    layout: Layout
    column: int


@dataclass(slots=True)
class _Numbers:
    """The numbers of one table.

    rows: digits to the rows that have them. forms: digits to their texts. named: the columns of names.
    """

    people: People
    named: Sequence[int]
    rows: dict[str, list[int]] = field(default_factory=dict)
    forms: dict[str, dict[str, str]] = field(default_factory=dict)

    def name(self, row: int) -> frozenset[str]:
        """Return the words of the name in a row: only asked for where two numbers may be one."""
        columns = self.people.table.columns
        return frozenset(
            word.casefold() for column in self.named for word in _WORD.findall(cell_text(columns[column][row]))
        )


def with_like_numbers(
    tables: Sequence[People], headings: Headings, answers: Mapping[str, str]
) -> tuple[dict[int, Table], list[Question]]:
    """Return, by their place in the sequence, the tables whose numbers were put as those of the largest list.

    Numbers are the same where their digits are, letters before them are missing or stand apart on one side, and no name
    speaks against it. Each sheet is asked about; an answer `OTHERS` leaves its numbers as they stand.
    """
    read = [_read(one, headings) for one in tables]
    changed: dict[int, Table] = {}
    questions: list[Question] = []
    if not any(len(texts) for one in read for texts in one.forms.values()):
        return changed, questions
    home = max(read, key=lambda one: len(one.rows), default=None)
    if home is None:
        return changed, questions
    for place, mine in enumerate(read):
        table = mine.people.table
        key = like_numbers_key(table.place)
        if answers.get(key) == OTHERS:
            continue
        put = _within(mine) if mine is home else {**_within(mine), **_as_in(mine, home)}
        if not put:
            continue
        changed[place] = _with(mine, put)
        if answers.get(key) is None:
            questions.append(_question(mine, home, put, key))
    return changed, questions


def _read(people: People, headings: Headings) -> _Numbers:
    table = people.table
    named = [
        column
        for column, heading in enumerate(people.layout.headings)
        if heading and column != people.column and _is_name(heading, headings)
    ]
    found = _Numbers(people, named)
    for row in people.layout.rows:
        text = cell_text(table.columns[people.column][row])
        match = _NUMBER.fullmatch(text) if len(text) <= 20 else None
        if match is None:
            continue
        found.rows.setdefault(match["digits"], []).append(row)
        found.forms.setdefault(match["digits"], {}).setdefault(_form(text), text)
    return found


def _is_name(heading: str, headings: Headings) -> bool:
    best = next(iter(headings.candidates(heading, "person")), None)
    return (
        best is not None
        and best.worth >= CERTAIN
        and "." in best.target
        and any(target.field in _NAMES for target in parse_targets(best.target))
    )


def _form(text: str) -> str:
    """Return a number as written; zeros in front of digits alone are put right elsewhere."""
    return text.lstrip("0") if text.isdecimal() else text


def _letters(text: str) -> str:
    match = _NUMBER.fullmatch(text)
    return match["letters"].upper() if match is not None else ""


def _within(mine: _Numbers) -> dict[int, str]:
    """Return for rows of one table the text that their number is put as: that of the same person's other rows."""
    put: dict[int, str] = {}
    several = {digits: texts for digits, texts in mine.forms.items() if len(texts) > 1}
    if not several:
        return put
    usual = Counter(bool(_letters(text)) for texts in mine.forms.values() for text in texts.values())
    for digits, texts in several.items():
        letters = {_letters(text) for text in texts.values()} - {""}
        if len(letters) > 1 or _contradict(mine, mine.rows[digits], mine, mine.rows[digits]):
            continue
        # The way of most others; where that has letters, the shortest, without a space.
        lettered = usual[True] >= usual[False]
        wanted = min(texts.values(), key=partial(_unlike, lettered=lettered))
        for row in mine.rows[digits]:
            if _form(cell_text(mine.people.table.columns[mine.people.column][row])) != _form(wanted):
                put[row] = wanted
    return put


def _unlike(text: str, *, lettered: bool) -> tuple[bool, int]:
    return bool(_letters(text)) != lettered, len(text)


def _as_in(mine: _Numbers, home: _Numbers) -> dict[int, str]:
    """Return for rows of a table the text that their number has in the largest list; {} where the two do not meet."""
    both = mine.rows.keys() & home.rows.keys()
    fewer = min(len(mine.rows), len(home.rows))
    if not both or len(both) < _MEET * fewer:
        return {}
    put: dict[int, str] = {}
    compared = agreeing = 0
    for digits in both:
        there, here = home.forms[digits], mine.forms[digits]
        if there.keys() & here.keys():
            continue
        letters = {_letters(text) for text in (*there.values(), *here.values())} - {""}
        if len(letters) > 1:
            return {}
        known = _names(mine, mine.rows[digits]), _names(home, home.rows[digits])
        if known[0] and known[1]:
            compared += 1
            if _contradict(mine, mine.rows[digits], home, home.rows[digits]):
                continue
            agreeing += 1
        wanted = next(iter(there.values()))
        put.update(dict.fromkeys(mine.rows[digits], wanted))
    if compared and agreeing < _MEET * compared:
        return {}
    return put if compared or len(both) >= _FEWEST else {}


def _names(of: _Numbers, rows: Sequence[int]) -> frozenset[str]:
    return frozenset().union(*map(of.name, rows))


def _contradict(one: _Numbers, rows: Sequence[int], other: _Numbers, there: Sequence[int]) -> bool:
    """Whether two rows of the same digits have names that share no word."""
    names, others = list(map(one.name, rows)), list(map(other.name, there))
    return any(a and b and not a & b for a in names for b in others)


def _with(mine: _Numbers, put: Mapping[int, str]) -> Table:
    table, column = mine.people.table, mine.people.column
    cells: list[Cell] = list(table.columns[column])
    for row, text in put.items():
        cells[row] = text
    return replace(table, columns=[*table.columns[:column], cells, *table.columns[column + 1 :]])


def _question(mine: _Numbers, home: _Numbers, put: Mapping[int, str], key: str) -> Question:
    table, column = mine.people.table, mine.people.column
    row, wanted = min(put.items())
    found = cell_text(table.columns[column][row])
    where = "elsewhere in it" if mine is home else f"in {home.people.table.place}"
    there = table.column_on_sheet(column, row)
    return Question(
        "answer",
        key,
        "",
        f"{table.place} has staff numbers such as “{found}”, which are written “{wanted}” {where} "
        f"({counted(len(put), 'row')}). Are they the same people? Until that is answered they are taken to be.",
        (("same", "they are the same people, written in two ways"), (OTHERS, "they are other people")),
        count=len(put),
        source=Source(table.file, table.sheet, table.number_of(row), None if there is None else column_letter(there)),
        step="people",
    )
