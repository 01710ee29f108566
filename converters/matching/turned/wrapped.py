"""Words that go on in the line below, as a printed page wraps them: `Teacher of` over `English`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from converters.matching.columns.column import CERTAIN
from converters.matching.headings import Headings
from converters.matching.shape import Layout
from converters.matching.turned.made import Ground, Shape
from converters.recipe.grains import IDENTITY
from converters.recipe.target import IGNORE, parse_targets
from converters.sources.table import Cell, Table, cell_text, is_blank
from swf_desktop.words import counted, row_words

_GOES_ON: Final = re.compile(r".*(?:\b(?:and|of|the|for|with|to|in|or)|[&/,+(\-–])", re.IGNORECASE)
_FEWEST_COLUMNS: Final = 4
_LONG: Final = 0.75
"""A line that is wrapped has so much of the longest text of its column: what is short would have gone on."""

_SHORTEST: Final = 8
_MOST_FILLED: Final = 0.5


def wrapped_lines(table: Table, ground: Ground, _answers: Mapping[str, str]) -> Shape | None:
    """Put words that go on below back into their cell; None where there are none. A blank row takes their place."""
    if table.width < _FEWEST_COLUMNS or not _may_be(table):
        return None
    layout = ground.layout_of(table)
    if layout is None:
        return None
    who = [column for column, text in enumerate(layout.headings) if text and _is_who(text, ground.headings)]
    if not who:
        return None
    going_on = _going_on(table, layout, who)
    if not going_on or not all(_is_wrapped(table, layout, above, row) for row, above in going_on.items()):
        return None
    columns: list[list[Cell]] = [list(column) for column in table.columns]
    for row, above in going_on.items():
        for cells in columns:
            if not is_blank(cells[row]):
                cells[above] = f"{cell_text(cells[above])} {cell_text(cells[row])}"
                cells[row] = None
    rows = row_words([table.row_on_sheet(row) + 1 for row in going_on])
    lines = counted(len(going_on), "line")
    said = f"a sheet with words that go on in the line below: {lines} ({rows}) put back into the line above."
    return Shape(replace(table, columns=columns, repairs=[], notes=[]), said)


def _may_be(table: Table) -> bool:
    """Whether some row has just a few words and no figure. Cheap."""
    return any(
        0 < len(cells) <= _MOST_FILLED * table.width and all(isinstance(cell, str) for cell in cells)
        for row in range(2, min(table.height, 400))
        if (cells := [cell for cell in table.row(row) if not is_blank(cell)]) is not None
    )


def _is_who(heading: str, headings: Headings) -> bool:
    best = next(iter(headings.candidates(heading, "contract")), None)
    if best is None or best.target == IGNORE or best.worth < CERTAIN:
        return False
    return any(target.field in IDENTITY for target in parse_targets(best.target))


def _going_on(table: Table, layout: Layout, who: list[int]) -> dict[int, int]:
    """Return the rows of words alone that name nobody, each with the row that they go on from."""
    found: dict[int, int] = {}
    above: int | None = None
    for row in layout.rows:
        filled = {column: cell for column, cell in enumerate(table.row(row)) if not is_blank(cell)}
        named = any(column in filled for column in who)
        if named or len(filled) > _MOST_FILLED * len(layout.headings) or not all(map(_is_words, filled.values())):
            above = row
        elif above is not None and all(_is_words(table.columns[column][above]) for column in filled):
            # A third line goes on with the first as well.
            found[row] = above
    return found


def _is_words(cell: Cell) -> bool:
    return isinstance(cell, str) and not is_blank(cell) and not any(char.isdigit() for char in cell)


def _is_wrapped(table: Table, layout: Layout, above: int, row: int) -> bool:
    """Whether each text of a row goes on with the one above: that ends openly, or is as long as its column lets."""
    for column, cell in enumerate(table.row(row)):
        if is_blank(cell):
            continue
        before, after = cell_text(table.columns[column][above]), cell_text(cell)
        longest = max(len(cell_text(table.columns[column][other])) for other in layout.rows)
        full = len(before) >= max(_LONG * longest, _SHORTEST)
        open_ = before.count("(") > before.count(")")
        if not (_GOES_ON.fullmatch(before) or after[:1].islower() or open_ or full):
            return False
    return True
