"""Workbooks of Excel 95 and before (.xls), through python-calamine.

The library gives values only: no number formats, and blank for cell errors. The tables say so, once. It is imported
here and nowhere else, and only when such a workbook comes: it cannot be loaded everywhere.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO, Final

from converters.sources import limits
from converters.sources.package.protected import password_needed
from converters.sources.package.zip_parts import damaged
from converters.sources.table import Cell, SourceError, Table
from swf_desktop.words import sheet_words

_SAVE: Final = "Open it in Excel and save it as an Excel workbook (.xlsx)."
_MIDNIGHT: Final = time()


def carries_not(form: str) -> str:
    """Return the sentence on what a form cannot carry through the library."""
    return (
        f"Of {form} only values can be read: leading zeros made by a number format are lost, "
        "and #N/A and other errors look blank. "
        "To be sure of them, open it in Excel, save it as an Excel workbook (.xlsx), and choose that."
    )


def read_with_calamine(file: str, stream: BinaryIO, form: str, *, shown: str | None = None) -> list[Table]:
    """Read all sheets of a workbook with cells. form: how people name its kind, for the notes.

    Raises SourceError where it is damaged or where the library cannot be loaded, PasswordNeeded where it is protected.
    """
    shown = shown or file
    try:
        import python_calamine as calamine
    except ImportError as error:
        raise SourceError(
            shown, f"A part of this program that reads {form} cannot be loaded on this computer.", _SAVE
        ) from error
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(stream)
        metadata = workbook.sheets_metadata
    except calamine.PasswordError as error:
        raise password_needed(
            shown,
            f"A password on an {form} workbook cannot be opened here. {_SAVE.removesuffix('.')}, without the password.",
        ) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise damaged(shown, f"It looks like a workbook ({form}), but cannot be read.") from error
    if len(metadata) > limits.MAX_SHEETS:
        raise SourceError(
            shown,
            f"It has {len(metadata)} sheets, more than {limits.MAX_SHEETS}.",
            "Keep only those that hold the data.",
        )
    tables = []
    for entry in metadata:
        if entry.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        try:
            sheet = workbook.get_sheet_by_name(entry.name)
        except (calamine.CalamineError, OSError, ValueError) as error:
            raise damaged(sheet_words(shown, entry.name), "This sheet cannot be read.") from error
        table = _table(file, sheet_words(shown, entry.name), sheet)
        table.sheet = entry.name
        if entry.visible != calamine.SheetVisibleEnum.Visible:
            table.hidden = True
            table.notes.append("The sheet is hidden.")
        tables.append(table)
    if tables:
        tables[0].notes.append(carries_not(form))
    return tables


def _table(file: str, place: str, sheet: Any) -> Table:
    end = sheet.end
    if end is None:
        return Table(file, None, [], 0)
    height, width = end[0] + 1, end[1] + 1
    if height * width > limits.MAX_AREA or width > limits.MAX_COLUMNS:
        raise SourceError(place, f"Its cells spread over {height:,} rows and {width:,} columns.", _SAVE)
    rows: list[list[object]] = sheet.to_python(skip_empty_area=False)
    columns = [[_cell(value) for value in column] for column in zip(*rows, strict=True)]
    _trim(columns)
    merged = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
    return Table(file, None, columns, len(columns[0]) if columns else 0, merged=merged)


def _trim(columns: list[list[Cell]]) -> None:
    """Take rows and columns that hold nothing off the end."""
    while columns and all(value is None for value in columns[-1]):
        columns.pop()
    height = max(
        (1 + max((row for row, value in enumerate(column) if value is not None), default=-1) for column in columns),
        default=0,
    )
    for column in columns:
        del column[height:]


def _cell(value: object) -> Cell:
    """Return a value of the library's as a cell: whole numbers as int, times as spans, blank as None."""
    if isinstance(value, bool | str):
        return value if value != "" else None
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, datetime):
        return value.date() if value.time() == _MIDNIGHT else value
    if isinstance(value, time):
        return timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    if isinstance(value, int | date | timedelta):
        return value
    return None if value is None else str(value)
