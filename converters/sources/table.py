"""Raw tables: the cells of one sheet as the file has them, with addresses, number formats and cell errors kept."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from swf_desktop.words import sheet_words


class CellError(StrEnum):
    """An error value of a spreadsheet, seen as such and never as blank or text."""

    NA = "#N/A"
    VALUE = "#VALUE!"
    REF = "#REF!"
    DIV0 = "#DIV/0!"
    NUM = "#NUM!"
    NAME = "#NAME?"
    NULL = "#NULL!"
    SPILL = "#SPILL!"
    CALC = "#CALC!"
    FIELD = "#FIELD!"
    BLOCKED = "#BLOCKED!"
    CONNECT = "#CONNECT!"
    BUSY = "#BUSY!"
    GETTING_DATA = "#GETTING_DATA"
    UNKNOWN = "#UNKNOWN!"
    UNCACHED = "formula without a stored result"

    @classmethod
    def of(cls, text: str) -> CellError:
        """Return the error that a spreadsheet writes so; UNKNOWN for one that is none of these."""
        try:
            return cls(text)
        except ValueError:
            return cls.UNKNOWN


Cell = str | int | float | Decimal | bool | datetime | date | time | timedelta | CellError | None
"""Decimal where the source holds exact decimals (currency in Access); timedelta for times and [h]:mm, from midnight."""


class Repair(NamedTuple):
    """One change made on the way in: what stood there, what is used instead, and why. Rows and columns count from 0."""

    kind: str
    row: int
    column: int
    before: str
    after: str
    reason: str


class Turned(NamedTuple):
    """Where on its sheet everything stands of a table that was made of one. Rows and columns count from 0.

    rows: the row of the sheet of each row of the table. cells: for a column whose cells stand in several columns of the
    sheet, the column of each, -1 for one that stands nowhere. All other columns are those of the sheet.
    """

    rows: Sequence[int]
    cells: Mapping[int, Sequence[int]] = {}


@dataclass(slots=True)
class Table:
    """One sheet, or one delimited file.

    columns: one list for each column, all `height` long, so that `columns[c][r]` is the cell of row r + 1 as people
    count. formats: number format strings; styles: for each column an array of indexes into `formats`, None where the
    form has none. merged: (first row, first column, last row, last column) of each merged block, counted from 0.
    hidden_rows, hidden_columns: indexes from 0. notes: sentences for people about what the form could not carry, or
    what was
        set aside. turned: for a table that was made of a sheet for matching, where its cells stand there; never stored.
        numbers: of a part of a sheet (see `part_of`), the number that each row of it has in the file, as people count;
        None where the table is the whole sheet.
    """

    file: str
    sheet: str | None
    columns: list[list[Cell]]
    height: int
    formats: list[str] = field(default_factory=lambda: ["General"])
    styles: list[array[int]] | None = None
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    encoding: str | None = None
    delimiter: str | None = None
    turned: Turned | None = None
    numbers: list[int] | None = None

    def number_of(self, row: int) -> int:
        """Return the number that a row, counted from 0, has in the file, as people count."""
        there = self.row_on_sheet(row)
        return there + 1 if self.numbers is None else self.numbers[there]

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.columns)

    @property
    def place(self) -> str:
        """How people name this table: `payroll.xlsx, sheet Pay`."""
        return sheet_words(self.file, self.sheet)

    def row(self, index: int) -> list[Cell]:
        """Return one row, counted from 0."""
        return [column[index] for column in self.columns]

    def row_on_sheet(self, row: int) -> int:
        """Return the row of the sheet that a row was made of; both count from 0."""
        return row if self.turned is None else self.turned.rows[row]

    def row_from_sheet(self, row: int) -> int | None:
        """Return the first row that was made of a row of the sheet; None for one that is not there."""
        rows = range(self.height) if self.turned is None else self.turned.rows
        return rows.index(row) if row in rows else None

    def column_on_sheet(self, column: int, row: int) -> int | None:
        """Return the column of the sheet that a cell stands in, None where it stands nowhere."""
        cells = self.turned.cells.get(column) if self.turned is not None else None
        if cells is None:
            return column
        return cells[row] if cells[row] >= 0 else None


def part_of(table: Table, rows: Sequence[int]) -> Table:
    """Return a table of some rows of another, in rising order; every row keeps the number that it has in the file."""
    places = {row: index for index, row in enumerate(rows)}
    return replace(
        table,
        columns=[[column[row] for row in rows] for column in table.columns],
        height=len(rows),
        styles=None
        if table.styles is None
        else [array(styles.typecode, [styles[row] for row in rows]) for styles in table.styles],
        # A block stands as far as its rows are here: those of the headings always do.
        merged=[
            (places[top], left, places[bottom], right)
            for top, left, bottom, right in table.merged
            if top in places and bottom in places and places[bottom] - places[top] == bottom - top
        ],
        hidden_rows=[places[row] for row in table.hidden_rows if row in places],
        repairs=[repair._replace(row=places[repair.row]) for repair in table.repairs if repair.row in places],
        notes=list(table.notes),
        numbers=[table.number_of(row) for row in rows],
    )


class SourceError(Exception):
    """A file that cannot be read: says which file, what was found, what to do. The command ends with exit code 2."""

    def __init__(self, file: str, found: str, remedy: str) -> None:
        super().__init__(f"{file}: {found} {remedy}")
        self.file = file
        self.found = found
        self.remedy = remedy


class PasswordNeeded(SourceError):  # noqa: N818 - says what is wanted
    """A file that is protected, and that no password or a wrong one was given for."""


class NoTable(SourceError):  # noqa: N818 - says what it is
    """A file of another kind, or with nothing in it. In a folder or archive it is passed over, and said."""


def cell_text(cell: Cell) -> str:
    """Return a cell as people see it, on one line: dates day first, whole numbers without decimals, blanks as ""."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    return str(cell)


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing that a person can see."""
    return cell is None or (isinstance(cell, str) and not isinstance(cell, CellError) and not cell.strip())
