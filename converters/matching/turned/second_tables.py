"""A second table lower on a sheet: blank rows or a title, and headings of its own. It is read as a sheet of its own."""

from __future__ import annotations

from typing import Final

from converters.matching.data_rows import filled_counts
from converters.matching.shape import Knows, could_be_heading
from converters.matching.turned.made import Ground, sliced
from converters.sources.table import Table, cell_text, is_blank
from swf_desktop.words import part_name

_FEWEST: Final = 3
"""A row of headings has so many cells; what a row between two tables may hold is less: a title, a date."""

_MOST_TABLES: Final = 20


def parted(table: Table, ground: Ground) -> list[Table]:
    """Return the tables of a sheet, each with the titles above it; the first keeps the name of the sheet."""
    found: list[Table] = []
    rest = table
    while len(found) < _MOST_TABLES:
        cut = _cut(rest, ground)
        if cut is None:
            break
        found.append(sliced(rest, 0, cut, rest.sheet))
        rest = sliced(rest, cut, rest.height, part_name(table.sheet, rest.row_on_sheet(cut)))
    return [*found, rest]


def _cut(table: Table, ground: Ground) -> int | None:
    """Return the first row of the next table: of its title, where one stands over its headings."""
    counts = filled_counts(table)
    if not _may_be_two(table, counts, ground.headings.knows):
        return None
    layout = ground.layout_of(table)
    if layout is None or layout.cut_at is None:
        return None
    cut = title = layout.cut_at
    while title - 1 > layout.header_rows[-1] and 0 < counts[title - 1] < _FEWEST and _is_title(table, title - 1):
        title -= 1
    # A line of text below a blank row is the title of what follows; without one it may well be the last row above.
    return title if counts[title - 1] == 0 else cut


def _may_be_two(table: Table, counts: list[int], knows: Knows) -> bool:
    """Whether two rows could be headings, each with hardly anything above it. Cheap, and no more than a hint."""
    seen = 0
    for row, count in enumerate(counts):
        if count < _FEWEST or (row and counts[row - 1] >= _FEWEST) or not could_be_heading(table, row):
            continue
        texts = [cell_text(cell) for cell in table.row(row) if not is_blank(cell)]
        known = sum(map(knows, texts))
        seen += known >= _FEWEST and known >= 0.6 * len(texts)
        if seen > 1:
            return True
    return False


def _is_title(table: Table, row: int) -> bool:
    """Whether a row with hardly anything in it is text alone, and no total of the table above."""
    cells = [cell for cell in table.row(row) if not is_blank(cell)]
    return all(isinstance(cell, str) for cell in cells) and not any(
        "total" in cell_text(cell).casefold() for cell in cells
    )
