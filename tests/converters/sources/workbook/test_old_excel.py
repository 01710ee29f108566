"""Workbooks of Excel 95 and before: what they hold with formats and errors, in a process that cannot run away."""

from __future__ import annotations

import contextlib
import multiprocessing
import random
import struct
import time
from datetime import date
from pathlib import Path

import pytest

from converters.sources import limits
from converters.sources.reader import read_source
from converters.sources.table import CellError, PasswordNeeded, SourceError, Table
from converters.sources.workbook.old_excel import read_old_excel, tables_of
from tests import places

DATA = places.DATA / "sources"


def rec(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def label(row: int, column: int, text: bytes, style: int = 0) -> bytes:
    return rec(0x0204, struct.pack("<HHHH", row, column, style, len(text)) + text)


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    return rec(0x0203, struct.pack("<HHHd", row, column, style, value))


CELLS = (
    label(0, 0, b"Zo\xeb")
    + number(0, 1, 1234, 1)
    + number(0, 2, 33000.5, 2)
    + rec(0x0205, struct.pack("<HHHBB", 1, 0, 0, 0x2A, 1))
    + rec(0x0205, struct.pack("<HHHBB", 1, 1, 0, 1, 0))
    + rec(0x06, struct.pack("<HHHdHIH", 1, 2, 0, 2.5, 0, 0, 0))
)


def excel_5(cells: bytes = CELLS, *, before: bytes = b"", code_page: bool = True) -> bytes:
    """Return the stream of a workbook of Excel 5: style 1 is 000000, style 2 a date."""
    head = rec(0x0809, struct.pack("<HHHH", 0x0500, 5, 0, 0)) + before
    if code_page:
        head += rec(0x42, struct.pack("<H", 1252))
    for key, code in ((164, b"000000"), (165, b"dd/mm/yyyy")):
        head += rec(0x041E, struct.pack("<HB", key, len(code)) + code)
    for _ in range(5):
        head += rec(0x31, struct.pack("<HHHHHBBBBB", 200, 0, 8, 400, 0, 0, 0, 0, 0, 1) + b"A")
    for key in (0, 164, 165):
        head += rec(0xE0, struct.pack("<HH12x", 0, key))
    name = b"Pay"
    place = len(head) + 4 + 7 + len(name) + 4
    head += rec(0x85, struct.pack("<IBBB", place, 0, 0, len(name)) + name) + rec(0x0A)
    return head + rec(0x0809, struct.pack("<HHHH", 0x0500, 0x10, 0, 0)) + cells + rec(0x0A)


def excel_2() -> bytes:
    """Return a sheet of Excel 2, as programs write that want the simplest form there is."""
    cell = struct.Struct("<HH3x")
    return (
        rec(0x0009, struct.pack("<HH", 2, 0x10))
        + rec(0x0004, cell.pack(0, 0) + b"\x03Pay")
        + rec(0x0003, cell.pack(0, 1) + struct.pack("<d", 19.5))
        + rec(0x0002, cell.pack(1, 0) + struct.pack("<H", 7))
        + rec(0x0005, cell.pack(1, 1) + b"\x2a\x01")
        + rec(0x000A)
    )


def shown_format(table: Table, row: int, column: int) -> str:
    assert table.styles is not None
    return table.formats[table.styles[column][row]]


def test_excel_95_with_its_wrapping() -> None:
    (table,) = read_source(DATA / "staff_95.xls")
    assert (table.file, table.sheet) == ("staff_95.xls", "Staff")
    assert table.columns == [["Payroll no", 12345], ["Surname", "Smith"]]
    assert table.notes == []


def test_formats_errors_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(excel_5())
    (table,) = read_source(path)
    assert table.sheet == "Pay"
    assert table.row(0)[:2] == ["Zoë", 1234]
    assert table.columns[2][0].date() == date(1990, 5, 7)  # type: ignore[union-attr]
    assert table.row(1) == [CellError.NA, True, 2.5]
    assert shown_format(table, 0, 1) == "000000"


def test_letters_without_a_word_of_their_code_page() -> None:
    assert tables_of("a.xls", excel_5(code_page=False))[0].columns[0][0] == "Zoë"


def test_excel_2_without_a_wrapping(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(excel_2())
    (table,) = read_source(path)
    assert table.columns == [["Pay", 7], [19.5, CellError.NA]]


def test_a_protected_one_is_refused_with_the_way_round() -> None:
    with pytest.raises(PasswordNeeded, match="without the password"):
        read_old_excel("a.xls", excel_5(before=rec(0x2F, struct.pack("<HH", 1, 2))))


def test_bounds_hold_in_the_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_OLD_SECONDS", 0.0)
    began = time.monotonic()
    with pytest.raises(SourceError, match="longer to read"):
        read_old_excel("a.xls", excel_5())
    monkeypatch.undo()
    monkeypatch.setattr(limits, "MAX_OLD_BYTES", 1)
    with pytest.raises(SourceError, match=r"more memory|cannot be read"):
        read_old_excel("a.xls", excel_5())
    assert time.monotonic() - began < 30
    assert multiprocessing.active_children() == []


def test_bounds_of_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_AREA", 1)
    with pytest.raises(SourceError, match="spread over"):
        tables_of("a.xls", excel_5())
    monkeypatch.undo()
    monkeypatch.setattr(limits, "MAX_SHEETS", 0)
    with pytest.raises(SourceError, match="1 sheets"):
        tables_of("a.xls", excel_5())


@pytest.mark.parametrize("data", [excel_5()[:-30], excel_5()[:60], b"\x09\x08\x08\x00\x00\x05\x05\x00"])
def test_damage_is_a_clear_refusal_or_a_table(data: bytes) -> None:
    with contextlib.suppress(SourceError):
        assert read_old_excel("a.xls", data)


def test_any_damage_is_a_table_or_an_exception_that_the_process_takes() -> None:
    """In this process, for speed: no exception is one that only a crash of the interpreter would be."""
    chance = random.Random(3)
    data = excel_5()
    for _ in range(400):
        changed = bytearray(data)
        for _ in range(chance.randrange(1, 5)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        with contextlib.suppress(Exception):
            for table in tables_of("a.xls", bytes(changed)):
                assert all(len(column) == table.height for column in table.columns)


def _in_a_worker(connection: object) -> None:
    connection.send(read_source(DATA / "staff_95.xls")[0].columns)  # type: ignore[attr-defined]


def test_from_a_process_that_ends_with_its_parent() -> None:
    """The window's worker is one, and such may have no children by themselves."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_in_a_worker, args=(there,), daemon=True)
    process.start()
    there.close()
    assert here.recv() == [["Payroll no", 12345], ["Surname", "Smith"]]
    process.join(10)
