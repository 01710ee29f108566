"""Year groups as bare numbers across a timetable (7, 8, 9, 10, 11): numbers are no headings until they are named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Final

from converters.matching.turned.days import about
from converters.matching.turned.made import Ground, Shape
from converters.sources.table import Cell, Table, cell_text, is_blank
from swf_desktop.words import listed

_FEWEST: Final = 3
_OLDEST: Final = 13
_SEARCHED: Final = 12
_MOST_HOURS: Final = 60
_TAUGHT: Final = re.compile(r"curricul|timetabl|taught|teach|lesson|subject|periods?\b|year groups?", re.IGNORECASE)


def bare_years(table: Table, ground: Ground, _answers: Mapping[str, str]) -> Shape | None:
    """Name the columns that are headed by year groups as bare numbers; None where there are no such."""
    for row in range(min(table.height - 1, _SEARCHED)):
        years = _years(table, row)
        if years is None or not _are_hours(table, row, years):
            continue
        texts = [cell_text(cell) for cell in table.row(row) if isinstance(cell, str) and not cell.strip().isdecimal()]
        known = [text for text in texts if ground.headings.knows(text)]
        if len(known) < 2 or not _TAUGHT.search(about(table, row + 1)):
            continue
        columns = list(table.columns)
        for column, year in years.items():
            columns[column] = [*columns[column][:row], f"Year {year}", *columns[column][row + 1 :]]
        said = (
            f"hours by year group: the numbers {listed(map(str, years.values()))} in row {table.number_of(row)} are "
            "year groups."
        )
        return Shape(replace(table, columns=columns), said)
    return None


def _years(table: Table, row: int) -> dict[int, int] | None:
    """Return the columns of a row that are year groups one after another; None where its numbers are anything else."""
    found = {
        column: int(text)
        for column, cell in enumerate(table.row(row))
        if not isinstance(cell, bool) and (text := cell_text(cell).strip()).isdecimal() and len(text) <= 2
    }
    years, columns = list(found.values()), list(found)
    side_by_side = all(two - one == 1 for one, two in pairwise(columns))
    rising = all(two - one == 1 for one, two in pairwise(years))
    return (
        found if len(found) >= _FEWEST and side_by_side and rising and years[0] >= 1 and years[-1] <= _OLDEST else None
    )


def _are_hours(table: Table, row: int, years: Mapping[int, int]) -> bool:
    """Whether what stands below are numbers as small as hours of a week, and something does."""
    cells = [cell for column in years for cell in table.columns[column][row + 1 :] if not is_blank(cell)]
    return bool(cells) and all(_is_small(cell) for cell in cells)


def _is_small(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return False
    if isinstance(cell, int | float):
        return 0 <= cell <= _MOST_HOURS
    return re.fullmatch(r"\d{1,2}(?:\.\d{1,2})?", cell_text(cell)) is not None
