"""Shared files split by school: each school gets the rows that are its own, under the numbers they have in the file.

Which column says the school is seen from its cells. A sheet without such a column goes by its people: their rows go
wherever a sheet with one has them. What belongs to nobody is listed with the reason, never dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from converters.authority.folder import NOBODY, Authority
from converters.authority.sites import Sites, open_sites
from converters.matching.headings import headings_of
from converters.matching.layout import find_layout
from converters.matching.shape import Layout
from converters.request import CannotRun
from converters.sources.table import Cell, Table, cell_text, is_blank, part_of
from swf_desktop.collection import Collection

ENOUGH: Final = 0.5
"""The share of a column's filled cells that must mean schools of the list for it to be the one that says the school."""

_SAME_PEOPLE: Final = 0.5
"""The share of a sheet's people that must be in the other sheet for its rows to go by them."""

_LOOKED_AT: Final = 4000
_MOST_FOR_ALL: Final = 400
"""A sheet of this many rows that says neither school nor person is a list of words (pay elements), which all get."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """Rows of a shared sheet that went into no return. rows: as people count. text: the site, where there is one."""

    place: str
    rows: tuple[int, ...]
    reason: str
    text: str = ""


@dataclass(slots=True)
class Parts:
    """What became of the shared files.

    of_school: key to its tables. leftovers: what went to nobody. sites: `[sites]` with new texts as questions. notes:
    which column said it, of each sheet. columns: file and sheet to the headings of the columns that name schools,
    which are done with once the rows are parted. rows: how many rows of data each school was given.
    """

    of_school: dict[str, list[Table]] = field(default_factory=dict)
    leftovers: list[Leftover] = field(default_factory=list)
    sites: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    columns: dict[tuple[str, str | None], tuple[str, ...]] = field(default_factory=dict)
    rows: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Sheet:
    table: Table
    layout: Layout
    column: int | None = None
    owners: dict[int, str] = field(default_factory=dict)


def split_shared(tables: Sequence[Table], authority: Authority, collection: Collection) -> Parts:
    """Split shared tables by school. Raises CannotRun where none of them says in any way whose its rows are."""
    sites = Sites(authority)
    headings = headings_of(collection)
    parts = Parts()
    sheets: list[_Sheet] = []
    for table in tables:
        layout = find_layout(table, headings.knows)
        if layout is None or not layout.rows:
            parts.notes.append(f"{table.place} is not used: no row with headings, or nothing below them.")
            continue
        sheets.append(_Sheet(table, layout))
    for sheet in sheets:
        naming = _school_columns(sheet, sites, authority.school_column)
        if naming:
            sheet.column = naming[0]
            heads = tuple(sheet.layout.headings[column] for column in naming if sheet.layout.headings[column])
            parts.columns[sheet.table.file, sheet.table.sheet] = heads
    if sheets and not any(sheet.column is not None for sheet in sheets):
        named = ", ".join(dict.fromkeys(table.file for table in tables))
        raise CannotRun(
            f"No column of {named} says which school a row is of: none holds the numbers or names of the list.",
            'If a column has sites or cost centres, write its heading into authority.toml: school_column = "Site".',
        )
    asked: Counter[str] = Counter()
    for sheet in sheets:
        if sheet.column is not None:
            _by_column(sheet, sites, parts, asked)
    people = [sheet for sheet in sheets if sheet.column is not None]
    for sheet in sheets:
        if sheet.column is None:
            _by_people(sheet, people, sites, parts)
    parts.sites = open_sites([text for text, _ in asked.most_common()], authority.sites)
    return parts


def _school_columns(sheet: _Sheet, sites: Sites, chosen: str) -> list[int]:
    """Return the columns whose cells mean schools of the list, the one that says it best first."""
    rows = sheet.layout.rows[:_LOOKED_AT]
    found: list[tuple[float, int]] = []
    for column, cells in enumerate(sheet.table.columns):
        if chosen and sheet.layout.headings[column].casefold() == chosen.casefold():
            found.append((-2.0, column))
            continue
        counts = Counter(cell_text(cells[row]) for row in rows if not is_blank(cells[row]))
        filled = sum(counts.values())
        if not filled or filled < ENOUGH * len(rows):
            continue
        known = sum(n for text, n in counts.items() if sites.of(text) is not None or sites.is_ambiguous(text))
        if known >= ENOUGH * filled:
            # One that says it of every row is better than one that says it surely of half of them.
            found.append((-known / len(rows), column))
    return [column for _, column in sorted(found)]


def _authority_column(sheet: _Sheet, sites: Sites) -> int | None:
    for column, cells in enumerate(sheet.table.columns):
        texts = {cell_text(cells[row]) for row in sheet.layout.rows if not is_blank(cells[row])}
        if texts and texts <= sites.leas:
            return column
    return None


def _by_column(sheet: _Sheet, sites: Sites, parts: Parts, asked: Counter[str]) -> None:
    table, layout, column = sheet.table, sheet.layout, sheet.column
    assert column is not None  # noqa: S101 - the caller looked
    cells = table.columns[column]
    beside = _authority_column(sheet, sites) if any(sites.is_ambiguous(cells[row]) for row in layout.rows) else None
    of: dict[str, list[int]] = {}
    lost: dict[tuple[str, str], list[int]] = {}
    above: str | None = None
    for row in layout.rows:
        cell = cells[row]
        if is_blank(cell):
            if above is not None and _continues(table, row, column):
                of.setdefault(above, []).append(row)
                sheet.owners[row] = above
            else:
                above = None
                lost.setdefault(("it names no school", ""), []).append(row)
            continue
        lea = cell_text(table.columns[beside][row]) if beside is not None else ""
        key = sites.of(cell, lea)
        above = key if key != NOBODY else None
        text = cell_text(cell)
        if key is None:
            asked[text] += 1
            lost.setdefault(("no school of the list is known by this", text), []).append(row)
        elif key == NOBODY:
            lost.setdefault(("you said that it belongs to no return here", text), []).append(row)
        else:
            of.setdefault(key, []).append(row)
            sheet.owners[row] = key
    heading = layout.headings[column] or f"column {column + 1}"
    parts.notes.append(f"{table.place}: {heading} says the school; {len(of)} schools have rows in it.")
    _give(sheet, of, parts)
    for (reason, text), rows in lost.items():
        parts.leftovers.append(Leftover(table.place, _numbers(table, rows), reason, text))


def _continues(table: Table, row: int, column: int) -> bool:
    """Whether a row says nothing up to the school: it goes on with the one above."""
    return all(is_blank(cells[row]) for cells in table.columns[: column + 1])


def _by_people(sheet: _Sheet, others: Sequence[_Sheet], sites: Sites, parts: Parts) -> None:
    table, layout = sheet.table, sheet.layout
    found = _shared_key(sheet, others)
    if found is None:
        if len(layout.rows) > _MOST_FOR_ALL or _has_people(sheet, others):
            # Given to everybody, it would show each school the others' people.
            parts.leftovers.append(
                Leftover(table.place, _numbers(table, layout.rows), "neither a school nor known people are named in it")
            )
            return
        parts.notes.append(f"{table.place} says neither school nor person: every school has it whole.")
        for key in sites.schools:
            parts.of_school.setdefault(key, []).append(table)
        return
    column, other, other_column = found
    schools: dict[str, dict[str, None]] = {}
    for row, key in other.owners.items():
        schools.setdefault(_key_text(other.table.columns[other_column][row]), {})[key] = None
    of: dict[str, list[int]] = {}
    lost: list[int] = []
    above: dict[str, None] = {}
    for row in layout.rows:
        cell = table.columns[column][row]
        keys = above if is_blank(cell) else schools.get(_key_text(cell), {})
        above = keys
        if not keys:
            lost.append(row)
        for key in keys:
            of.setdefault(key, []).append(row)
    parts.notes.append(
        f"{table.place} names no school: its rows went by {layout.headings[column]} to the schools that "
        f"{other.table.place} says."
    )
    _give(sheet, of, parts)
    if lost:
        parts.leftovers.append(
            Leftover(table.place, _numbers(table, lost), f"whose it is stands nowhere in {other.table.place}")
        )


def _has_people(sheet: _Sheet, others: Sequence[_Sheet]) -> bool:
    """Whether a sheet has a column of the same heading as one that tells people apart elsewhere."""
    return any(True for _ in _keys(sheet, others))


def _shared_key(sheet: _Sheet, others: Sequence[_Sheet]) -> tuple[int, _Sheet, int] | None:
    """Return the column of a sheet whose cells are people of another sheet, under the same heading."""
    best: tuple[int, _Sheet, int] | None = None
    best_score = (0.0, 0)
    for column, other, theirs, mine, known in _keys(sheet, others):
        # A contract's number tells more than the number of the person who has it at two schools.
        score = (len(mine & known) / len(mine), len(known))
        if score[0] >= _SAME_PEOPLE and score > best_score:
            best, best_score = (column, other, theirs), score
    return best


def _keys(sheet: _Sheet, others: Sequence[_Sheet]) -> Iterator[tuple[int, _Sheet, int, set[str], set[str]]]:
    """Yield columns that two sheets have under one heading and that tell people apart, with the cells of both."""
    for other in others:
        there = {heading.casefold(): column for column, heading in enumerate(other.layout.headings) if heading}
        for column, heading in enumerate(sheet.layout.headings):
            theirs = there.get(heading.casefold()) if heading else None
            if theirs is None:
                continue
            mine = {_key_text(sheet.table.columns[column][row]) for row in sheet.layout.rows} - {""}
            known = {_key_text(other.table.columns[theirs][row]) for row in other.layout.rows} - {""}
            # What tells people apart has about as many texts as there are people: `Yes` and `No` join nothing.
            if mine and len(known) * 4 >= len(other.layout.rows):
                yield column, other, theirs, mine, known


def _key_text(cell: Cell) -> str:
    text = cell_text(cell).casefold()
    return text.lstrip("0") or text


def _give(sheet: _Sheet, of: dict[str, list[int]], parts: Parts) -> None:
    top = list(range(max(sheet.layout.header_rows) + 1))
    for key, rows in of.items():
        parts.rows[key] += len(rows)
        parts.of_school.setdefault(key, []).append(part_of(sheet.table, [*top, *sorted(rows)]))


def _numbers(table: Table, rows: Sequence[int]) -> tuple[int, ...]:
    return tuple(table.number_of(row) for row in rows)
