"""Writing .xlsx files: text that can never become a formula, and the same bytes for the same content."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell

from swf_desktop.files.untouched import OURS_XLSX
from swf_desktop.files.writing import whole

EPOCH = (2013, 11, 11, 9, 30, 0)
"""The date that every part of a written workbook carries, so that the date of writing does not change the bytes."""

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with where a spreadsheet would take it for a formula or hide it."""

_LONGEST = 32767  # characters that a cell can hold
_STAMP = OURS_XLSX
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def put(cell: Cell | MergedCell, value: str | int | float | Decimal | date | datetime | bool | None) -> Cell:
    """Set a cell's value. Text stays text, also where it begins as a formula would and after it is edited.

    Characters that a workbook cannot hold become U+FFFD; a text too long for a cell ends in an ellipsis.
    """
    if isinstance(cell, MergedCell):
        raise TypeError("a merged block takes its value in its first cell")
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)
        value = value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        if value.startswith(STARTS_FORMULA):
            cell.quotePrefix = True
    return cell


def save_book(book: Workbook, path: Path) -> Path:
    """Write a workbook to `path`, whole or not at all; the same content gives the same bytes. Raises OSError."""
    raw = io.BytesIO()
    book.save(raw)
    with (
        whole(path) as file,
        zipfile.ZipFile(raw) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + _STAMP.encode(), content)
            new.writestr(fixed_entry(info.filename), content)
    return path


def fixed_entry(name: str) -> zipfile.ZipInfo:
    """Return the archive entry of one part, with the fixed date and no trace of the machine it was written on."""
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    entry.external_attr = 0
    return entry
