"""Several keys of one person: a list that has staff codes beside payroll numbers lets either of them join.

A table that knows its people by the second key alone gets the first one looked up, as a column of its own at its end.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from converters.matching.columns.column import CERTAIN
from converters.matching.evidence.keys import PERSON
from converters.matching.evidence.like_numbers import People, with_like_numbers
from converters.matching.headings import Headings, exact_key
from converters.matching.layout import find_layout
from converters.matching.relations import key_text
from converters.matching.shape import Layout
from converters.recipe.keys import relation_key
from converters.recipe.question import Question
from converters.sources.table import Cell, Table

_FEWEST: Final = 3
_MEET: Final = 0.8
"""So many of a table's keys must be in the list for its people to be looked up there."""

_LONG_NUMBER: Final = 4

_NONE: Final = "none"


@dataclass(slots=True)
class _Laid:
    """A table with its layout, and the columns that may hold numbers of people."""

    table: Table
    layout: Layout
    first: int | None


def with_first_keys(
    tables: Sequence[Table], headings: Headings, answers: Mapping[str, str]
) -> tuple[list[Table], list[str], list[Question]]:
    """Return the tables with the first keys of those that have only a second one, notes for people, and questions.

    First of all, numbers that are written in several ways are put as one (see `like_numbers`).
    """
    laid = [_lay(table, headings) for table in tables]
    places = [index for index, one in enumerate(laid) if one is not None and one.first is not None]
    people = [People(one.table, one.layout, one.first) for one in laid if one is not None and one.first is not None]
    like, questions = with_like_numbers(people, headings, answers)
    found, notes = list(tables), []
    for place, table in like.items():
        index = places[place]
        found[index] = table
        one = laid[index]
        if one is not None:
            laid[index] = replace(one, table=table)
    if len(tables) < 2:
        return found, [], questions
    for index, mine in enumerate(laid):
        if mine is None or answers.get(relation_key(mine.table.place)) == _NONE:
            continue
        better = _looked_up(mine, [one for one in laid if one is not None and one is not mine])
        if better is not None:
            found[index], note = better
            notes.append(note)
    return found, notes, questions


def _lay(table: Table, headings: Headings) -> _Laid | None:
    layout = find_layout(table, headings.knows)
    if layout is None or not layout.rows:
        return None
    first: tuple[float, int] | None = None
    for index, heading in enumerate(layout.headings):
        best = next(iter(headings.candidates(heading, "person")), None) if heading else None
        if best is not None and best.target == PERSON and best.worth >= CERTAIN:
            # What is only used where no other column has the number comes last.
            rank = best.worth - best.spare
            if first is None or rank > first[0]:
                first = rank, index
    return _Laid(table, layout, None if first is None else first[1])


def _looked_up(mine: _Laid, others: Sequence[_Laid]) -> tuple[Table, str] | None:
    """Return a copy of a table with the first keys, and a note; None where it has them or they are nowhere."""
    column = mine.first if mine.first is not None else _key_column(mine, others)
    if column is None:
        return None
    wanted = _values(mine.table, column, mine.layout.rows)
    if not wanted:
        return None
    if any(_meet(wanted, _values(one.table, one.first, one.layout.rows)) for one in others if one.first is not None):
        return None
    for other in others:
        if other.first is None:
            continue
        for second in range(other.table.width):
            if second == other.first or not _meet(wanted, _values(other.table, second, other.layout.rows)):
                continue
            if len(wanted) < _FEWEST and not _same_heading(mine, column, other, second):
                continue
            names = _by_key(other, other.first, second)
            if names is not None:
                return _with_column(mine, column, other, other.first, second, names)
    return None


def _same_heading(mine: _Laid, column: int, other: _Laid, second: int) -> bool:
    """Whether two columns are called the same: a few values may be found anywhere."""
    return exact_key(mine.layout.headings[column]) == exact_key(other.layout.headings[second])


def _key_column(mine: _Laid, others: Sequence[_Laid]) -> int | None:
    """Return the column of a table without a known number whose values stand in one column of a list of people."""
    for column, heading in enumerate(mine.layout.headings):
        wanted = _values(mine.table, column, mine.layout.rows)
        if not heading or len(wanted) < _FEWEST or not all(map(_may_name_people, wanted)):
            continue
        for other in others:
            if other.first is not None and any(
                second != other.first
                and _meet(wanted, values := _values(other.table, second, other.layout.rows))
                and len(values) >= 0.9 * len(other.layout.rows)
                for second in range(other.table.width)
            ):
                return column
    return None


def _may_name_people(text: str) -> bool:
    """Whether a value may be a staff code, initials or an e-mail address: short numbers name anything."""
    return not any(char.isspace() for char in text) and (
        len(text) >= _LONG_NUMBER or (text.isalpha() and len(text) > 1)
    )


def _values(table: Table, column: int, rows: Sequence[int]) -> frozenset[str]:
    cells = table.columns[column]
    return frozenset(text for row in rows if (text := key_text(cells[row])) is not None)


def _meet(wanted: frozenset[str], there: frozenset[str]) -> bool:
    return len(wanted & there) >= _MEET * len(wanted)


def _by_key(other: _Laid, first_column: int, second: int) -> dict[str, Cell] | None:
    """Return the first key of each second one; None where one second key has two first ones."""
    found: dict[str, Cell] = {}
    for row in other.layout.rows:
        text, first = key_text(other.table.columns[second][row]), other.table.columns[first_column][row]
        if text is None or first in (None, ""):
            continue
        if text in found and key_text(found[text]) != key_text(first):
            return None
        found.setdefault(text, first)
    return found


def _with_column(
    mine: _Laid, column: int, other: _Laid, first: int, second: int, names: Mapping[str, Cell]
) -> tuple[Table, str]:
    table, rows = mine.table, set(mine.layout.rows)
    heading = other.layout.headings[first]
    cells: list[Cell] = [None] * table.height
    cells[mine.layout.header_rows[-1]] = heading
    matched = 0
    for row in rows:
        text = key_text(table.columns[column][row])
        if text is not None and text in names:
            cells[row] = names[text]
            matched += 1
    styles = table.styles
    if styles is not None:
        styles = [*styles, array("H", [0] * table.height)]
    made = replace(table, columns=[*table.columns, cells], styles=styles)
    note = (
        f"{table.place}: {heading} was looked up in {other.table.place} by {mine.layout.headings[column]} (there "
        f"{other.layout.headings[second]}); {matched} of {len(rows)} rows found theirs. To leave it alone, answer "
        f'"{relation_key(table.place)}" = "{_NONE}" in the recipe.'
    )
    return made, note
