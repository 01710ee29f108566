"""The shape of a sheet: what could be a heading, what is a figure, and what is known of headings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from converters.sources.table import Cell, Table, cell_text, is_blank

HEADING_WITHIN: Final = 60
"""Headings stand in the first rows; a report with more than 60 lines of titles has not been seen."""


LONGEST_HEADING: Final = 80


Knows = Callable[[str], bool]


@dataclass(slots=True)
class Layout:
    """Where everything stands on a sheet.

    header_rows: the heading rows. headings: one for each column, joined from all heading rows, unique, "" where there
    is none. parts: the texts that each heading is joined from, from the top. rows: the rows of data. skipped: rows
    left out, with the reason. titles: the texts above the headings. as_at: the date of the extract, where a title
    says it. cut_at: the row at which another table begins, which is not read.
    """

    header_rows: list[int]
    headings: list[str]
    parts: list[tuple[str, ...]]
    rows: list[int] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    as_at: date | None = None
    cut_at: int | None = None


def filled_cells(table: Table, row: int) -> int:
    """Return how many cells of a row hold anything."""
    return sum(not is_blank(cell) for cell in table.row(row))


def could_be_heading(table: Table, row: int) -> bool:
    """Whether a row holds nothing but short text: figures and dates are data."""
    cells = [cell for cell in table.row(row) if not is_blank(cell)]
    return bool(cells) and all(
        isinstance(cell, str) and len(cell) <= LONGEST_HEADING and not is_figure(cell) for cell in cells
    )


def is_figure(text: str) -> bool:
    """Whether a text is a number as people write it."""
    digits = sum(char.isdigit() for char in text)
    return digits > 0 and not any(char.isalpha() for char in text)


def heading_cell(cell: Cell) -> str:
    """Return the text of a cell of a heading row, in one line."""
    text = cell_text(cell)
    return text if len(text) <= LONGEST_HEADING else text[:LONGEST_HEADING].rstrip()
