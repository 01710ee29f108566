"""Workbooks in binary forms (.xls of Excel 97 and later, .xlsb): exact, and the same as another reader has them."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converters.sources import limits
from converters.sources.package.compound import Compound
from converters.sources.reader import Options, read_source, read_stream
from converters.sources.table import CellError, SourceError, Table
from converters.sources.workbook.binary import rk, whole
from converters.sources.workbook.xls import read_xls
from converters.sources.workbook.xlsb import read_xlsb
from tests import places
from tests.converters.sources.source_files import HEAD, PACKAGE_RELATIONS, RELATIONS, zipped
from tests.converters.sources.xls_maker import BLANK_TEXT, book, compound, formula, in_xls

DATA = places.DATA / "sources"


def shown_format(table: Table, row: int, column: int) -> str:
    assert table.styles is not None
    return table.formats[table.styles[column][row]]


def test_an_xls_whole() -> None:
    staff, old = read_source(DATA / "staff.xls")
    assert staff.row(0) == ["Payroll no", "Surname", "Born", "Pay", "Hours", "Teacher"]
    assert staff.row(1) == [12345, "O'Brien-Zoë", date(1979, 5, 3), 31650.5, timedelta(hours=25.5), True]
    assert staff.row(2) == [12346, "Straße", date(1985, 12, 31), 28000, timedelta(hours=36), False]
    assert staff.row(3) == [None, "Şahin Łukasz", CellError.NA, CellError.UNCACHED, None, None]
    assert staff.row(5) == ["end of list", None, None, None, None, None]
    assert [shown_format(staff, 1, column) for column in range(5)] == [
        "0000000", "General", "dd/mm/yyyy", "#,##0.00", "[h]:mm",
    ]  # fmt: skip
    assert (staff.hidden, old.hidden) == (False, True)
    assert (staff.hidden_rows, staff.hidden_columns, staff.merged) == ([4], [4], [(5, 0, 5, 2)])
    assert any("without a stored result: 1" in note for note in staff.notes)
    assert not any("cannot" in note for note in staff.notes)


def test_texts_that_run_through_many_records() -> None:
    (table,) = read_source(DATA / "long_texts.xls")
    assert table.height == 400
    for i in range(400):
        text = (f"Name {i} ") * (i % 13 + 1) if i % 3 else (f"Żółć {i} ") * (i % 11 + 1)
        assert table.row(i) == [text, i / 8, i * 1000003, -i / 100]


def test_an_xlsb_whole() -> None:
    staff, old = read_source(DATA / "staff.xlsb")
    assert staff.row(0) == ["Payroll no", "Surname", "Born", "Pay", "Hours", "Leaver"]
    assert staff.row(1) == [12345, "O'Brien-Zoë", date(1979, 5, 3), 31650.5, 25, True]
    assert staff.row(2) == [12346, "Straße", date(1985, 12, 31), 28000, 37.5, False]
    assert staff.row(5)[1] == CellError.NA
    assert staff.merged == [(6, 0, 6, 2)]
    assert shown_format(staff, 1, 0) == "0000000"
    assert (staff.hidden, old.hidden) == (False, True)


@pytest.mark.parametrize("name", ["staff.xls", "long_texts.xls"])
def test_the_same_as_another_reader(name: str) -> None:
    calamine = pytest.importorskip("python_calamine")
    theirs = calamine.CalamineWorkbook.from_path(str(DATA / name))
    for index, table in enumerate(read_source(DATA / name)):
        rows = theirs.get_sheet_by_index(index).to_python(skip_empty_area=False)
        for r in range(table.height):
            for c in range(table.width):
                ours, other = table.columns[c][r], rows[r][c]
                if isinstance(ours, CellError) or ours is None:
                    assert other == ""  # which is why that reader is not enough
                elif isinstance(ours, date) and not isinstance(ours, datetime):
                    assert other in {ours, datetime.combine(ours, time())}
                else:
                    assert ours == other


@given(st.integers(-(2**29), 2**29 - 1), st.booleans())
def test_whole_numbers_in_30_bits(number: int, hundredths: bool) -> None:
    bits = (number << 2 & 0xFFFFFFFF) | 2 | hundredths
    assert rk(bits) == (number / 100 if hundredths else number)


@given(st.floats(allow_nan=False, allow_infinity=False), st.booleans())
def test_halves_of_doubles(number: float, hundredths: bool) -> None:
    bits = struct.unpack("<Q", struct.pack("<d", number))[0] >> 32 & 0xFFFFFFFC
    value = struct.unpack("<d", struct.pack("<Q", bits << 32))[0]
    assert rk(bits | hundredths) == (value / 100 if hundredths else value)


def test_patterns_that_are_no_number() -> None:
    assert whole(float("nan")) is CellError.NUM
    assert whole(float("inf")) is CellError.NUM
    assert whole(-0.0) == 0


def is_whole(table: Table) -> bool:
    """Whether every column is as long as the table says, and none longer than a sheet can be."""
    return table.height <= 1_048_576 and all(len(column) == table.height for column in table.columns)


@pytest.mark.parametrize("name", ["staff.xls", "long_texts.xls"])
def test_any_damage_to_an_xls_is_a_table_or_an_error(name: str) -> None:
    data = (DATA / name).read_bytes()
    read, refused = 0, 0
    for place in range(512, len(data), max(1, len(data) // 300)):
        for change in (b"\xff", b"\x00", b"\xff\xff\xff\xff"):
            changed = data[:place] + change + data[place + len(change) :]
            try:
                tables = read_xls("a.xls", Compound("a.xls", changed))
            except SourceError:
                refused += 1
                continue
            read += 1
            assert all(is_whole(table) for table in tables)
    assert read
    assert refused


def test_any_damage_to_an_xlsb_is_a_table_or_an_error() -> None:
    with zipfile.ZipFile(DATA / "staff.xlsb") as package:
        parts = {name: package.read(name) for name in package.namelist()}
    read, refused = 0, 0
    for part in [name for name in parts if name.endswith(".bin")]:
        data = parts[part]
        for place in range(0, len(data), max(1, len(data) // 60)):
            for change in (b"\xff", b"\x00", b"\xff\xff\xff\xff"):
                changed = parts | {part: data[:place] + change + data[place + len(change) :]}
                try:
                    tables = read_xlsb("a.xlsb", io.BytesIO(zipped(changed)))
                except SourceError:
                    refused += 1
                    continue
                read += 1
                assert all(is_whole(table) for table in tables)
    assert read
    assert refused


def record(kind: int, body: bytes = b"") -> bytes:
    """Return a record of an .xlsb part."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(body)
    return head + (bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])) + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(sheet: bytes) -> bytes:
    """Return a workbook with one sheet of these records, days from 1904, and style 1 a date."""
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(
            [("worksheet", "worksheets/sheet1.bin"), ("styles", "styles.bin"), ("sharedStrings", "shared.bin")], 1
        )
    )
    xf = struct.pack("<HH12x", 0xFFFF, 0), struct.pack("<HH12x", 0, 14)
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.bin": record(153, struct.pack("<I8x", 1))
            + record(156, struct.pack("<II", 2, 1) + wide("rId1") + wide("Zoë")),
            "xl/_rels/workbook.bin.rels": f'{HEAD}<Relationships xmlns="{PACKAGE_RELATIONS}">{links}</Relationships>',
            "xl/styles.bin": record(617, struct.pack("<I", 2)) + record(47, xf[0]) + record(47, xf[1]) + record(618),
            "xl/shared.bin": record(19, b"\x00" + wide("shared")),
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def at(column: int, style: int = 0) -> bytes:
    return struct.pack("<II", column, style)


def row(number: int, flags: int = 0) -> bytes:
    return record(0, struct.pack("<IIHBB", number, 0, 300, 0, flags) + bytes(5))


def test_cells_as_excel_writes_them() -> None:
    sheet = (
        record(60, struct.pack("<IIIIH", 2, 3, 0, 0, 1))
        + row(0)
        + record(7, at(0) + struct.pack("<I", 0))
        + record(5, at(1, 1) + struct.pack("<d", 40123))
        + record(2, at(2) + struct.pack("<I", 5 << 2 | 2))
        + record(3, at(3) + b"\x2a")
        + record(4, at(4) + b"\x01")
        + record(6, at(5) + wide("inline"))
        + row(2, 0x10)
        + record(8, at(0) + wide("result") + bytes(2))
        + record(9, at(1) + struct.pack("<d", 2.5) + bytes(2))
        + record(10, at(2) + b"\x00" + bytes(2))
        + record(11, at(3) + b"\x17" + bytes(2))
        + record(62, at(5) + b"\x00" + wide("rich"))
        + record(1, at(9))
        + record(176, struct.pack("<4I", 0, 1, 2, 3))
    )
    (table,) = read_xlsb("a.xlsb", io.BytesIO(xlsb(sheet)))
    assert table.row(0) == ["shared", date(2013, 11, 7), 5, CellError.NA, True, "inline"]
    assert table.row(2) == ["result", 2.5, False, CellError.REF, None, "rich"]
    assert (table.sheet, table.width, table.height, table.hidden) == ("Zoë", 6, 3, True)
    assert (table.hidden_rows, table.hidden_columns, table.merged) == ([2], [2, 3], [(0, 2, 1, 3)])


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        (row(0) + record(7, at(0) + struct.pack("<I", 9)), "breaks off"),
        (row(0) + record(5, at(16384) + struct.pack("<d", 1)), "beyond"),
        (row(1048576) + record(5, at(0) + struct.pack("<d", 1)), "beyond"),
        (row(1048575) + record(5, at(16383) + struct.pack("<d", 1)), "spread over"),
        (record(5, at(0) + struct.pack("<d", 1)), "beyond"),
        (row(0) + record(6, at(0) + b"\xf0\x00\x00\x00ab"), "breaks off"),
        (row(0)[:-3], "breaks off"),
    ],
)
def test_bad_records(sheet: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read_xlsb("a.xlsb", io.BytesIO(xlsb(sheet)))


def test_too_many_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_SHEETS", 0)
    for name in ("staff.xls", "staff.xlsb"):
        with pytest.raises(SourceError, match="sheets"):
            read_source(DATA / name)


def read_book(stream: bytes, name: str = "Workbook") -> Table:
    data = compound(stream, name)
    (table,) = read_stream(io.BytesIO(data), "a.xls", len(data), shown="a.xls", options=Options())
    return table


def test_the_stream_tells_the_version_and_not_its_name() -> None:
    cells = in_xls(0x0203, struct.pack("<HHHd", 0, 0, 1, 1234)) + in_xls(
        0x0205, struct.pack("<HHHBB", 0, 1, 0, 0x2A, 1)
    )
    for name in ("Workbook", "Book"):
        table = read_book(book(cells), name)
        assert table.row(0) == [1234, CellError.NA]
        assert shown_format(table, 0, 0) == "000000"
        assert table.notes == []


@pytest.mark.parametrize("kind", [0x06, 0x0206, 0x0406])
def test_formula_records_of_every_number(kind: int) -> None:
    cells = formula(0, 0, struct.pack("<d", 11), kind=kind) + formula(1, 0, BLANK_TEXT, kind=kind)
    cells += formula(2, 0, struct.pack("<d", 0), kind=kind)
    assert read_book(book(cells)).columns == [[11, None, 0]]


def test_a_writer_that_wants_all_worked_out_and_stores_all() -> None:
    """One result that is something tells that those that are nothing are results too."""
    blank, nought = formula(0, 0, BLANK_TEXT, flags=2), formula(1, 0, struct.pack("<d", 0), flags=2)
    lacking = read_book(book(blank + nought))
    assert lacking.columns == [[CellError.UNCACHED, CellError.UNCACHED]]
    assert any("without a stored result: 2" in note for note in lacking.notes)
    # A formula that is not to be worked out says nothing of those that are.
    assert (
        read_book(book(blank + nought + formula(2, 0, struct.pack("<d", 5)))).columns[0][:2] == [CellError.UNCACHED] * 2
    )
    stored = read_book(book(blank + nought + formula(2, 0, struct.pack("<d", 5), flags=2)))
    assert stored.columns == [[None, 0, 5]]
    assert stored.notes == []
