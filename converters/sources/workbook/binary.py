"""What the binary forms of workbooks share: numbers in 30 bits, the codes of cell errors (MS-XLS, MS-XLSB)."""

from __future__ import annotations

import struct
from typing import Final

from converters.sources.table import Cell, CellError, Table
from converters.sources.workbook.grid import Grid
from converters.sources.workbook.remarks import remark

ERRORS: Final = {
    0x00: CellError.NULL,
    0x07: CellError.DIV0,
    0x0F: CellError.VALUE,
    0x17: CellError.REF,
    0x1D: CellError.NAME,
    0x24: CellError.NUM,
    0x2A: CellError.NA,
    0x2B: CellError.GETTING_DATA,
}
_double = struct.Struct("<d").unpack


def error(code: int) -> CellError:
    """Return the cell error of a code."""
    return ERRORS.get(code, CellError.UNKNOWN)


def whole(value: float) -> Cell:
    """Return a number, whole ones as int; a bit pattern that is no number as an error."""
    if value != value or value in {float("inf"), float("-inf")}:
        return CellError.NUM
    return int(value) if value.is_integer() else value


def rk(bits: int) -> Cell:
    """Return the number in 32 bits: a whole number or the upper half of a double, as it is or in hundredths."""
    if bits & 2:
        number: float = (bits >> 2) - (1 << 30 if bits & 0x80000000 else 0)
    else:
        number = _double(((bits & 0xFFFFFFFC) << 32).to_bytes(8, "little"))[0]
    return whole(number / 100 if bits & 1 else float(number))


def finish(
    file: str,
    sheet: str | None,
    grid: Grid,
    formats: list[str],
    *,
    merged: list[tuple[int, int, int, int]],
    hidden: bool,
    hidden_columns: set[int],
    macros: bool,
) -> Table:
    """Return the table of a sheet that was read, with what people should know of it."""
    columns, styles, height = grid.columns()
    table = Table(file, sheet, columns, height, list(formats), list(styles), merged, hidden)
    table.hidden_rows = sorted({row for row in grid.hidden_rows if row < height})
    table.hidden_columns = sorted(column for column in hidden_columns if column < table.width)
    remark(table, grid.uncached)
    if macros:
        table.notes.append("The workbook has macros. They were not run.")
    return table
