"""Workbooks of Excel 95 and before (.xls), and of programs that still write so, through xlrd.

The library is looked after no more for damaged files: it raises what comes, and may run long. So it reads in a process
of its own, which ends itself where it takes more time or memory than such a workbook can need.
"""

from __future__ import annotations

import io
import multiprocessing
import os
from typing import TYPE_CHECKING, Any, Final

from converters.sources import limits
from converters.sources.package.zip_parts import damaged
from converters.sources.stored import table_bytes, table_from
from converters.sources.table import Cell, PasswordNeeded, SourceError, Table
from converters.sources.workbook.binary import error, finish, whole
from converters.sources.workbook.grid import Grid, Styles
from converters.sources.workbook.number_format import BUILT_IN
from swf_desktop.bounded import TOO_MUCH_MEMORY, TOO_MUCH_TIME, bound, may_have_children

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_SAVE: Final = "Open it in Excel and save it as an Excel workbook (.xlsx)."
_TOO_MUCH: Final = {
    TOO_MUCH_TIME: "It takes longer to read than any such workbook should.",
    TOO_MUCH_MEMORY: "It takes more memory to read than any such workbook should.",
}


def read_old_excel(file: str, data: bytes, *, shown: str | None = None) -> list[Table]:
    """Read all sheets of a workbook with cells. data: the file, with or without its wrapping.

    Raises SourceError where it is damaged or takes too much, PasswordNeeded where it is protected.
    """
    shown = shown or file
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    bounds = (limits.MAX_OLD_SECONDS, limits.MAX_OLD_BYTES)
    process = context.Process(target=_serve, args=(there, file, data, bounds), daemon=True)
    with may_have_children():
        process.start()
    there.close()
    try:
        kind, payload = here.recv()
    except (EOFError, OSError):
        process.join(10)
        found = _TOO_MUCH.get(process.exitcode or 0)
        if found:
            raise SourceError(shown, found, _SAVE) from None
        raise damaged(shown, "It looks like a workbook of Excel 95 or before, but cannot be read.") from None
    finally:
        here.close()
        process.join(1)
        if process.is_alive():
            process.kill()
    if kind == "tables":
        return [table_from(table) for table in payload]
    if kind == "refused":
        place, found, remedy = payload
        raise SourceError(f"{shown}{place}", found, remedy)
    if kind == "protected":
        raise PasswordNeeded(
            shown,
            "It is protected with a password, in the way of Excel 95, which cannot be opened here.",
            f"{_SAVE.removesuffix('.')}, without the password.",
        )
    raise damaged(shown, "It looks like a workbook of Excel 95 or before, but cannot be read.")


def _serve(connection: Connection, file: str, data: bytes, bounds: tuple[float, int]) -> None:
    """Read in the process of its own, and send what comes of it."""
    bound(*bounds)
    try:
        answer: tuple[str, object] = ("tables", [table_bytes(table) for table in tables_of(file, data)])
    except SourceError as refusal:
        answer = ("refused", (refusal.file.removeprefix(file), refusal.found, refusal.remedy))
    except MemoryError:
        os._exit(TOO_MUCH_MEMORY)
    except BaseException as fault:
        answer = ("protected" if "encrypted" in str(fault).casefold() else "damaged", None)
    connection.send(answer)
    connection.close()


def tables_of(file: str, data: bytes) -> list[Table]:
    """Return the tables of a workbook, in this process. Raises what the library raises, and SourceError."""
    book = _opened(data)
    sheets = range(book.nsheets)
    if len(sheets) > limits.MAX_SHEETS:
        raise SourceError(file, f"It has {len(sheets)} sheets.", "Keep only those that hold the data.")
    said = {each.format_key: each.format_str for each in book.format_list}
    codes = [said.get(xf.format_key) or BUILT_IN.get(xf.format_key, "General") for xf in book.xf_list]
    styles = Styles.of_codes(codes)
    return [_table(file, book, book.sheet_by_index(index), styles) for index in sheets]


def _opened(data: bytes) -> Any:
    import xlrd

    more = {"file_contents": data, "formatting_info": True, "logfile": io.StringIO(), "ragged_rows": True}
    try:
        return xlrd.open_workbook(**more)
    except UnicodeDecodeError:
        # Without a record of its code page, letters are taken for ASCII.
        return xlrd.open_workbook(encoding_override="cp1252", **more)


def _table(file: str, book: Any, sheet: Any, styles: Styles) -> Table:
    grid = Grid(f"{file}, sheet {sheet.name}", (), styles, since_1904=book.datemode == 1)
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            value = _cell(cell)
            if value is not None:
                grid.put(row, column, cell.xf_index or 0, value)
    grid.hidden_rows = [row for row, info in sheet.rowinfo_map.items() if info.hidden]
    hidden_columns = {column for column, info in sheet.colinfo_map.items() if info.hidden}
    merged = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
    return finish(
        file,
        sheet.name or None,
        grid,
        styles.formats,
        merged=merged,
        hidden=bool(sheet.visibility),
        hidden_columns=hidden_columns,
        macros=False,
    )


def _cell(cell: Any) -> Cell:
    """Return a cell of the library's: whole numbers as int, errors as errors, blank as None."""
    import xlrd

    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value) or None
    if cell.ctype in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        return whole(float(cell.value))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return error(int(cell.value))
    return None
