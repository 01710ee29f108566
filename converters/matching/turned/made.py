"""A plain table made of a sheet of another shape, which still knows where on the sheet each of its cells stands."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from converters.matching.headings import Headings
from converters.matching.layout import find_layout
from converters.matching.shape import Layout
from converters.recipe.question import Question
from converters.sources.table import Cell, Table, Turned
from swf_desktop.words import row_words


class Ground:
    """What is known of headings, and where everything stands on each sheet: found once, whatever it is tried as."""

    def __init__(self, headings: Headings) -> None:
        self.headings = headings
        self._layouts: dict[int, tuple[Table, Layout | None]] = {}

    def layout_of(self, table: Table) -> Layout | None:
        """Return where headings and data of a table stand."""
        # The table is kept as well, so that no other one can have its id.
        found = self._layouts.get(id(table))
        if found is None:
            found = self._layouts[id(table)] = (table, find_layout(table, self.headings.knows))
        return found[1]


class New(NamedTuple):
    """A column that the sheet does not have. cells: one for each row. where: the column of the sheet of each, or -1."""

    heading: str
    cells: Sequence[Cell]
    where: Sequence[int]


@dataclass(slots=True)
class Shape:
    """What a sheet was read as: the table made of it, None where it holds nothing that can be sent; a sentence on it.

    said: begins with what it is (`a timetable with the periods across`). questions: what only people can say.
    """

    table: Table | None
    said: str
    questions: list[Question] = field(default_factory=list)


def made_table(
    table: Table,
    layout: Layout,
    rows: Sequence[int],
    *,
    kept: Mapping[int, str],
    taken: Mapping[int, Sequence[int]] | None = None,
    new: Sequence[New] = (),
) -> Table:
    """Return a table with one heading row, in its place below the titles, and the rows given.

    layout: where titles and headings stand. rows: the row of `table` that each row of data is made of. kept: the
    columns that stay in their places, with their headings. taken: for some of them, the column that the cell of each
    row is taken from, -1 for none. new: columns beyond the last one of the sheet.
    """
    taken = taken or {}
    hidden = set(table.hidden_rows)
    last = layout.header_rows[-1]
    top = list(range(last + 1))
    above = set(range(layout.header_rows[0]))
    columns: list[list[Cell]] = []
    for index, source in enumerate(table.columns):
        head: list[Cell] = [source[row] if row in above else None for row in top]
        if index not in kept:
            columns.append([*head, *([None] * len(rows))])
            continue
        head[last] = kept[index]
        if index in taken:
            cells = [
                None if there < 0 else table.columns[there][row] for row, there in zip(rows, taken[index], strict=True)
            ]
        else:
            cells = [source[row] for row in rows]
        columns.append([*head, *cells])
    blank: list[Cell] = [None] * last
    columns += [[*blank, one.heading, *one.cells] for one in new]
    height = last + 1 + len(rows)
    there = {index: [index] * (last + 1) + list(cells) for index, cells in taken.items() if index in kept}
    for place, one in enumerate(new, table.width):
        first = next((column for column in one.where if column >= 0), -1)
        there[place] = [first] * (last + 1) + list(one.where)
    return replace(
        table,
        columns=columns,
        height=height,
        styles=_styles(table, [*top, *rows], taken, last + 1, len(new)),
        merged=[block for block in table.merged if block[2] < layout.header_rows[0]],
        hidden_rows=[place for place, row in enumerate((*top, *rows)) if row in hidden],
        hidden_columns=[column for column in table.hidden_columns if column in kept],
        repairs=[],
        notes=[],
        turned=Turned([table.row_on_sheet(row) for row in (*top, *rows)], there),
    )


def left_out(table: Table, layout: Layout) -> str:
    """Return a sentence on the rows below the headings that are no data, with a blank before it; empty for none."""
    by_reason: dict[str, list[int]] = {}
    for row, reason in layout.skipped:
        if row > layout.header_rows[-1]:
            by_reason.setdefault(reason, []).append(table.number_of(row))
    parts = [f"{reason} ({row_words(rows)})" for reason, rows in by_reason.items()]
    return f" Rows left out: {'; '.join(parts)}." if parts else ""


def _styles(
    table: Table, rows: Sequence[int], taken: Mapping[int, Sequence[int]], top: int, new: int
) -> list[array[int]] | None:
    if table.styles is None:
        return None
    styles = []
    for index, own in enumerate(table.styles):
        places = taken.get(index)
        if places is None:
            styles.append(array("H", [own[row] for row in rows]))
        else:
            columns = [index] * top + [index if there < 0 else there for there in places]
            styles.append(array("H", [table.styles[column][row] for row, column in zip(rows, columns, strict=True)]))
    return [*styles, *(array("H", [0] * len(rows)) for _ in range(new))]


def sliced(table: Table, start: int, end: int, sheet: str | None) -> Table:
    """Return the rows of a table from `start` up to `end` as a table of their own, under the name of `sheet`."""
    return replace(
        table,
        sheet=sheet,
        columns=[column[start:end] for column in table.columns],
        height=end - start,
        styles=None if table.styles is None else [own[start:end] for own in table.styles],
        merged=[
            (top - start, left, bottom - start, right)
            for top, left, bottom, right in table.merged
            if start <= top and bottom < end
        ],
        hidden_rows=[row - start for row in table.hidden_rows if start <= row < end],
        repairs=[],
        notes=[],
        turned=None
        if start == 0 and table.turned is None
        else Turned([table.row_on_sheet(row) for row in range(start, end)]),
    )
