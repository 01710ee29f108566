"""Cells that stay text, and workbooks that are the same bytes for the same content."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from swf_desktop.workbook import put, save_book


def _sheet(book: Workbook) -> Worksheet:
    assert isinstance(book.active, Worksheet)
    return book.active


@pytest.mark.parametrize(
    ("value", "kept", "quoted"),
    [
        ("=1+1", "=1+1", True),
        ("+44", "+44", True),
        ("-5", "-5", True),
        ("@x", "@x", True),
        ("\tx", "\tx", True),
        ("x=1", "x=1", False),
        ("010014", "010014", False),
        ("a\x00b", "a\ufffdb", False),
        ("\x01=1", "\ufffd=1", False),
        ("x" * 32_767, "x" * 32_767, False),
        ("x" * 32_768, "x" * 32_766 + "…", False),
    ],
)
def test_text_stays_text(tmp_path: Path, value: str, kept: str, quoted: bool) -> None:
    book = Workbook()
    put(_sheet(book).cell(1, 1), value)
    save_book(book, tmp_path / "a.xlsx")
    cell = _sheet(load_workbook(tmp_path / "a.xlsx")).cell(1, 1)
    assert (cell.value, cell.data_type, bool(cell.quotePrefix)) == (kept, "s", quoted)


def test_other_values_stay_what_they_are(tmp_path: Path) -> None:
    book = Workbook()
    for column, value in enumerate((Decimal("-5.10"), 7, date(2013, 11, 7), True, None), 1):
        put(_sheet(book).cell(1, column), value)
    save_book(book, tmp_path / "a.xlsx")
    types = [cell.data_type for cell in _sheet(load_workbook(tmp_path / "a.xlsx"))[1]]
    assert types[:4] == ["n", "n", "d", "b"]


def test_a_merged_cell_is_refused() -> None:
    sheet = _sheet(Workbook())
    sheet.merge_cells("A1:B1")
    with pytest.raises(TypeError, match="first cell"):
        put(sheet["B1"], "x")


def test_the_same_content_is_the_same_bytes_and_leaves_nothing_beside(tmp_path: Path) -> None:
    written = []
    for name in ("a.xlsx", "b.xlsx"):
        book = Workbook()
        put(_sheet(book).cell(1, 1), "x")
        written.append(save_book(book, tmp_path / name).read_bytes())
    assert written[0] == written[1]
    assert {info.date_time for info in zipfile.ZipFile(tmp_path / "a.xlsx").infolist()} == {(2013, 11, 11, 9, 30, 0)}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]


def test_a_folder_that_is_not_there_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="none"):
        save_book(Workbook(), tmp_path / "none" / "a.xlsx")
