"""Access databases: what years of use leave in them, and every way in which one can be refused.

Longer than other modules, because encrypted databases are made here too, from the same makers as the others.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import struct
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from converters.sources.access.database import DeclaredRelation, read_access, read_access_bytes, read_access_database
from converters.sources.access.pages import _unscramble as rc4
from converters.sources.access.pages import looks_like_access
from converters.sources.access.values import Kind
from converters.sources.table import Cell, CellError, PasswordNeeded, SourceError, Table
from tests.converters.sources.access.access_maker import Col, Maker, Row
from tests.converters.sources.access.test_oracle import ENCRYPTED, FOLDER, needs_folder

MEMO = "Supply since 2009. " * 300


def read_one(tmp_path: Path, maker: Maker, password: str | None = None) -> Table:
    return read_all(tmp_path, maker.save(), password)[0]


def read_all(tmp_path: Path, data: bytes, password: str | None = None) -> list[Table]:
    path = tmp_path / "staff.mdb"
    path.write_bytes(data)
    return read_access(path, password=password)


def long(number: int) -> bytes:
    return struct.pack("<i", number)


def days(number: float) -> bytes:
    return struct.pack("<d", number)


@pytest.mark.parametrize("wide", [True, False])
def test_every_type_becomes_its_cell(tmp_path: Path, wide: bool) -> None:
    maker = Maker(wide=wide)
    cases: list[tuple[str, Kind, bytes | bool | None, Cell]] = [
        ("Ref", Kind.TEXT, maker.text("000123"), "000123"),
        ("Name", Kind.TEXT, maker.text("Zoë £5"), "Zoë £5"),
        ("None", Kind.TEXT, None, None),
        ("Blank", Kind.TEXT, b"", ""),
        ("Byte", Kind.BYTE, b"\xff", 255),
        ("Integer", Kind.INTEGER, b"\xff\xff", -1),
        ("Long", Kind.LONG, long(-70000), -70000),
        ("Pay", Kind.CURRENCY, struct.pack("<q", 214321234), Decimal("21432.1234")),
        ("Debt", Kind.CURRENCY, struct.pack("<q", -5), Decimal("-0.0005")),
        ("Greatest", Kind.CURRENCY, struct.pack("<q", 2**63 - 1), Decimal("922337203685477.5807")),
        ("Single", Kind.SINGLE, struct.pack("<f", 1.1), 1.1),
        ("Huge", Kind.SINGLE, struct.pack("<f", float("inf")), CellError.NUM),
        ("Double", Kind.DOUBLE, days(0.1), 0.1),
        ("Nan", Kind.DOUBLE, days(float("nan")), CellError.NUM),
        ("Born", Kind.DATE, days(41596.0), date(2013, 11, 18)),
        ("When", Kind.DATE, days(41596.4375), datetime(2013, 11, 18, 10, 30)),
        ("Time", Kind.DATE, days(0.4375), time(10, 30)),
        ("Before", Kind.DATE, days(-1.25), datetime(1899, 12, 29, 6)),
        ("Never", Kind.DATE, days(1e9), CellError.NUM),
        ("Yes", Kind.YES_NO, True, True),
        ("No", Kind.YES_NO, False, False),
        ("Memo", Kind.MEMO, maker.memo(maker.text("short")), "short"),
        ("Page", Kind.MEMO, maker.memo(maker.text("in a page"), "page"), "in a page"),
        ("Chain", Kind.MEMO, maker.memo(maker.text(MEMO), "chain"), MEMO),
        ("Guid", Kind.GUID, bytes(range(16)), "{03020100-0504-0706-0809-0A0B0C0D0E0F}"),
    ]
    if wide:
        number = b"\x80" + struct.pack("<4I", 0, 0, 1, 2)
        extended = b"0000000000000738153:0000000452967891234:7 "
        cases += [
            ("Decimal", Kind.DECIMAL, number, Decimal("-429496.7298")),
            ("Large", Kind.LARGE, struct.pack("<q", 2**40), 2**40),
            ("Extended", Kind.DATE_EXTENDED, extended, datetime(2021, 12, 30, 12, 34, 56, 789123)),
            ("Compressed", Kind.TEXT, maker.text("Zoë", compressed=True), "Zoë"),
            ("Mixed", Kind.TEXT, b"\xff\xfeZo\x00\xeb\x01\x00x", "Zoǫx"),
        ]
    maker.table(
        "Staff",
        [Col(name, kind, scale=4) for name, kind, _, _ in cases],
        [Row({name: raw for name, _, raw, _ in cases})],
    )
    table = read_one(tmp_path, maker)
    assert table.file == "staff.mdb"
    assert table.sheet == "Staff"
    assert table.height == 2
    got = {column[0]: column[1] for column in table.columns}
    assert got == {name: cell for name, _, _, cell in cases}
    assert {name: type(cell) for name, cell in got.items()} == {name: type(cell) for name, _, _, cell in cases}
    assert (table.notes, table.repairs) == ([], [])


def test_currency_keeps_four_places(tmp_path: Path) -> None:
    maker = Maker()
    maker.table("Pay", [Col("Pay", Kind.CURRENCY)], [Row({"Pay": struct.pack("<q", 420000)})])
    assert str(read_one(tmp_path, maker).columns[0][1]) == "42.0000"


def test_a_decimal_of_38_digits_is_exact(tmp_path: Path) -> None:
    maker = Maker()
    raw = b"\0" + struct.pack("<4I", *((10**38 - 1) >> shift & 0xFFFFFFFF for shift in (96, 64, 32, 0)))
    maker.table("T", [Col("D", Kind.DECIMAL, scale=2)], [Row({"D": raw})])
    assert str(read_one(tmp_path, maker).columns[0][1]) == "9" * 36 + ".99"


@pytest.mark.parametrize("wide", [True, False])
def test_deleted_and_added_columns(tmp_path: Path, wide: bool) -> None:
    maker = Maker(wide=wide)
    columns = [
        Col("Ref", Kind.LONG),
        Col("Gone", Kind.DOUBLE, deleted=True),
        Col("Name", Kind.TEXT),
        Col("GoneText", Kind.TEXT, deleted=True),
        Col("Post", Kind.TEXT),
        Col("Added", Kind.LONG),
        Col("AddedText", Kind.TEXT),
        Col("AddedYes", Kind.YES_NO),
    ]
    old = {"Ref": long(1), "Gone": days(9.5), "Name": maker.text("A"), "GoneText": maker.text("x")}
    new = {"Ref": long(2), "Post": maker.text("P"), "Added": long(7), "AddedText": maker.text("n"), "AddedYes": True}
    maker.table("Staff", columns, [Row(old, until=5), Row(new)])
    assert read_one(tmp_path, maker).columns == [
        ["Ref", 1, 2],
        ["Name", "A", None],
        ["Post", None, "P"],
        ["Added", None, 7],
        ["AddedText", None, "n"],
        ["AddedYes", False, True],
    ]


@pytest.mark.parametrize("wide", [True, False])
def test_rows_older_than_the_first_text_column(tmp_path: Path, wide: bool) -> None:
    """Such rows have no table of where texts end."""
    maker = Maker(wide=wide)
    old = [Col("Ref", Kind.LONG), Col("Pay", Kind.DOUBLE)]
    page = maker.table("Staff", old, [Row({"Ref": long(1), "Pay": days(2.5)})])
    used, name = maker.pages[page], Col("Name", Kind.TEXT)
    pointer = struct.unpack_from("<I", used, maker.layout.map_at)[0]
    maker.write_table(page, [*old, name], [], claimed=1)
    struct.pack_into("<I", used, maker.layout.map_at, pointer)
    assert read_one(tmp_path, maker).columns == [["Ref", 1], ["Pay", 2.5], ["Name", None]]


@pytest.mark.parametrize("wide", [True, False])
def test_deleted_rows_are_out_and_moved_rows_stand_where_they_were(tmp_path: Path, wide: bool) -> None:
    maker = Maker(wide=wide)
    rows = [
        Row({"Ref": long(1)}),
        Row({"Ref": long(2)}, deleted=0xC000),
        Row({"Ref": long(2)}, deleted=0x8000),
        Row({"Ref": long(3)}, moved=1),
        Row({"Ref": long(4)}, moved=2),
        Row({"Ref": long(5)}),
    ]
    maker.table("Staff", [Col("Ref", Kind.LONG), Col("Name", Kind.TEXT)], rows)
    assert read_one(tmp_path, maker).columns[0] == ["Ref", 1, 3, 4, 5]


@pytest.mark.parametrize("length", [*range(225, 262), 480, 505, 511, 512, 513, 700])
def test_long_rows_of_access_97(tmp_path: Path, length: int) -> None:
    """Ends beyond 255 need the list of jumps; one may stand there for nothing."""
    maker = Maker(wide=False)
    values = {"A": maker.text("a" * (length // 3)), "B": maker.text("b" * (length - length // 3)), "C": b"c", "D": b"d"}
    maker.table("Staff", [Col(name, Kind.TEXT) for name in "ABCD"], [Row(values)], per_page=1)
    table = read_one(tmp_path, maker)
    assert [column[1] for column in table.columns] == [values[name].decode() for name in "ABCD"]


def test_a_definition_of_many_pages_and_many_pages_of_rows(tmp_path: Path) -> None:
    maker = Maker()
    columns = [Col(f"Column number {number:03}, with a name of many letters", Kind.LONG) for number in range(200)]
    rows = [Row({col.name: long(row * 1000 + at) for at, col in enumerate(columns)}) for row in range(30)]
    maker.table("Wide", columns, rows, map_kind=1, per_page=4)
    table = read_one(tmp_path, maker)
    assert len(table.columns) == 200
    assert table.columns[199] == [columns[199].name, *(row * 1000 + 199 for row in range(30))]


def test_text_of_access_97_is_in_its_code_page(tmp_path: Path) -> None:
    maker = Maker(wide=False, code_page=1250)
    maker.table("Staff", [Col("Name", Kind.TEXT)], [Row({"Name": maker.text("Łukasz")})])
    assert read_one(tmp_path, maker).columns[0][1] == "Łukasz"


def test_half_a_character_is_shown_and_listed(tmp_path: Path) -> None:
    maker = Maker()
    maker.table("Staff", [Col("A", Kind.LONG), Col("Name", Kind.TEXT)], [Row({}), Row({"Name": b"J\0\x3d\xd8"})])
    table = read_one(tmp_path, maker)
    assert table.columns[1] == ["Name", None, "J\ufffd"]
    assert [(repair.row, repair.column, repair.after) for repair in table.repairs] == [(2, 1, "J\ufffd")]


def test_what_a_sheet_cannot_show_is_said(tmp_path: Path) -> None:
    maker = Maker()
    columns = [Col("Ref", Kind.LONG), Col("Photo", Kind.OLE), Col("Hash", Kind.BINARY)]
    maker.table("Staff", columns, [Row({"Photo": maker.memo(b"BM")}), Row({})])
    table = read_one(tmp_path, maker)
    assert table.columns[1] == ["Photo", None, None]
    assert table.notes == [
        "Column Photo holds pictures, files or bytes (filled in 1 of 2 rows): they are left out.",
        "Column Hash holds pictures, files or bytes (filled in 0 of 2 rows): they are left out.",
    ]


def test_what_access_works_out_is_left_out_and_said(tmp_path: Path) -> None:
    maker = Maker(version=3)
    columns = [Col("Ref", Kind.LONG), Col("Full name", Kind.TEXT), Col("Name", Kind.TEXT)]
    values = {"Ref": long(1), "Full name": bytes(16) + long(2) + b"A\0" + bytes(3), "Name": maker.text("A")}
    page = maker.table("Staff", columns, [Row(values)])
    maker.pages[page][63 + 25 + 16] = 0xC0
    table = read_one(tmp_path, maker)
    assert table.columns == [["Ref", 1], ["Full name", None], ["Name", "A"]]
    (note,) = table.notes
    assert note.startswith(
        "Column Full name is worked out by Access from other columns (filled in 1 of 1 row): it is left out."
    )


def complex_maker() -> Maker:
    maker = Maker(version=3)
    page = maker.table("Staff", [Col("Ref", Kind.LONG), Col("Subjects", Kind.COMPLEX)], [
        Row({"Ref": long(1), "Subjects": long(11)}), Row({"Ref": long(2), "Subjects": long(12)}), Row({"Ref": long(3)}),
    ])  # fmt: skip
    flat = maker.table("f_1_Subjects", [Col("Value", Kind.TEXT), Col("Staff_Subjects", Kind.LONG), Col("_Subjects",
    Kind.LONG)], [
        Row({"Value": maker.text("Maths"), "Staff_Subjects": long(1), "_Subjects": long(11)}),
        Row({"Value": maker.text("Art"), "Staff_Subjects": long(2), "_Subjects": long(11)}),
    ], flags=-2146828288)  # fmt: skip
    maker.table("MSysComplexColumns", [Col("ColumnName", Kind.TEXT), Col("FlatTableID", Kind.LONG),
    Col("ConceptualTableID", Kind.LONG)], [
        Row({"ColumnName": maker.text("Subjects"), "FlatTableID": long(flat), "ConceptualTableID": long(page)})
    ], flags=-(2**31))  # fmt: skip
    return maker


def test_a_column_of_several_values_is_shown_as_access_shows_it(tmp_path: Path) -> None:
    (table,) = read_all(tmp_path, complex_maker().save())
    assert table.columns[1] == ["Subjects", "Maths; Art", None, None]
    assert len(table.notes) == 1


def test_several_values_that_cannot_be_found_are_said(tmp_path: Path) -> None:
    maker = Maker(version=3)
    maker.table("Staff", [Col("Subjects", Kind.COMPLEX)], [Row({"Subjects": long(1)})])
    table = read_one(tmp_path, maker)
    assert table.columns == [["Subjects", None]]
    assert "cannot be read" in table.notes[0]


def test_only_the_school_s_own_tables(tmp_path: Path) -> None:
    maker = Maker()
    for name, flags in [("Staff", 0), ("USysRibbons", 2), ("MSysX", -(2**31)), ("~TMPCLP1", 0), ("Hidden", 8)]:
        maker.table(name, [Col("Ref", Kind.LONG)], [], flags=flags)
    maker.link("Contracts")
    tables = read_all(tmp_path, maker.save())
    assert [(table.sheet, table.hidden) for table in tables] == [("Staff", False), ("Hidden", True)]
    assert tables[0].notes == [
        "Table Contracts is a link to another database and not in this file. Add that database too.",
        "Table ~TMPCLP1 was deleted in Access and left out.",
    ]


def relations_maker() -> Maker:
    maker = Maker()
    maker.table("Staff", [Col("StaffID", Kind.LONG)], [])
    maker.table("Contracts", [Col("StaffID", Kind.LONG)], [])
    names = ["szRelationship", "icolumn", "szObject", "szColumn", "szReferencedObject", "szReferencedColumn"]
    columns = [Col(name, Kind.LONG if name == "icolumn" else Kind.TEXT) for name in names]
    rows = [
        ("R1", 0, "Contracts", "StaffID", "Staff", "StaffID"),
        ("R2", 1, "Contracts", "B", "Staff", "Y"),
        ("R2", 0, "Contracts", "A", "Staff", "X"),
        ("R3", 0, "MSysNavPaneGroups", "GroupCategoryID", "MSysNavPaneGroupCategories", "Id"),
    ]
    maker.table("MSysRelationships", columns, [
        Row({name: long(cell) if isinstance(cell, int) else maker.text(cell) for name, cell in zip(names, row,
        strict=True)}) for row in rows
    ], flags=-(2**31))  # fmt: skip
    return maker


def test_declared_relations(tmp_path: Path) -> None:
    path = tmp_path / "staff.mdb"
    path.write_bytes(relations_maker().save())
    assert read_access_database(path).relations == [
        DeclaredRelation("Contracts", ("StaffID",), "Staff", ("StaffID",)),
        DeclaredRelation("Contracts", ("A", "B"), "Staff", ("X", "Y")),
    ]


@pytest.mark.parametrize("wide", [True, False])
def test_a_password_that_does_not_encrypt_is_asked_for(tmp_path: Path, wide: bool) -> None:
    maker = Maker(wide=wide, password="Tr1cky")
    maker.table("Staff", [Col("Ref", Kind.LONG)], [Row({"Ref": long(1)})])
    with pytest.raises(PasswordNeeded, match="is protected by a password"):
        read_one(tmp_path, maker)
    with pytest.raises(PasswordNeeded, match="is not that of the database"):
        read_one(tmp_path, Maker(wide=wide, password="Tr1cky"), "tr1cky")
    (table,) = read_all(tmp_path, maker.save(), "Tr1cky")
    assert table.columns == [["Ref", 1]]


def one_table(**claims: int) -> Maker:
    maker = Maker()
    maker.table("Staff", [Col("Ref", Kind.LONG), Col("Name", Kind.TEXT)], [Row({"Ref": long(1)})], **claims)
    return maker


@pytest.mark.parametrize(
    ("maker", "found"),
    [
        (Maker(), "holds no tables"),
        (Maker(key=b"\1\0\0\0"), "should define the table"),
        (Maker(version=7), "newer kind"),
        (one_table(claimed=2), "says that 2 rows are in it, and there are 1"),
    ],
    ids=["empty", "a key for nothing", "newer", "too few rows"],
)
def test_refused_whole(tmp_path: Path, maker: Maker, found: str) -> None:
    with pytest.raises(SourceError, match=found) as caught:
        read_one(tmp_path, maker)
    assert caught.value.file == "staff.mdb"
    assert caught.value.remedy


def test_only_links(tmp_path: Path) -> None:
    maker = Maker()
    maker.link("Staff")
    maker.link("Pay", kind=4)
    with pytest.raises(SourceError, match="Tables Staff, Pay are links to another database"):
        read_one(tmp_path, maker)


@pytest.mark.parametrize("what", ["loop", "short row", "cut memo"])
def test_one_table_that_cannot_be_read_is_refused_by_name(tmp_path: Path, what: str) -> None:
    maker = Maker()
    kind = Kind.LONG if what == "short row" else Kind.MEMO
    raw: bytes = b""
    if what == "loop":
        raw = maker.memo(b"x" * 2500, "loop")
    elif what == "cut memo":
        raw = maker.memo(b"x" * 2500, "chain")
        raw = struct.pack("<I", 2600) + raw[4:]
    page = maker.table("Bad", [Col("Ref", kind)], [Row({"Ref": raw})])
    if what == "short row":
        maker.pages[page][63 + 21] = 200
    maker.table("Good", [Col("Ref", Kind.LONG)], [Row({"Ref": long(1)})])
    tables = read_all(tmp_path, maker.save())
    assert [table.sheet for table in tables] == ["Good"]
    (note,) = tables[0].notes
    assert note.startswith("Table Bad cannot be read exactly and was left out: ")
    assert note.endswith("Export the table to Excel from Access (External Data, Excel) and add that file instead.")


@pytest.mark.parametrize(
    "data", [b"", b"PK\3\4", b"\0\1\0\0Standard Jet DB\0", b"\0\1\0\0Standard ACE DB\0" + bytes(5000)]
)
def test_what_is_no_database(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(SourceError):
        read_all(tmp_path, data)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be opened"):
        read_access(tmp_path / "gone.mdb")


def test_known_by_content_not_by_name() -> None:
    assert looks_like_access(Maker().save()[:32])
    assert looks_like_access(Maker(version=5).save()[:32])
    assert not looks_like_access(b"PK\3\4")
    assert not looks_like_access(b"")


@needs_folder
@pytest.mark.parametrize(
    ("file", "found", "kind"),
    [
        (ENCRYPTED, "is protected with a password", PasswordNeeded),
        ("V2000_with-password.mdb", "is protected by a password", PasswordNeeded),
        ("V2000_empty.mdb", "holds no tables", SourceError),
        ("V2007_empty.accdb", "holds no tables", SourceError),
        ("V2016_empty.accdb", "holds no tables", SourceError),
    ],
)
def test_refused_of_the_collection(file: str, found: str, kind: type[SourceError]) -> None:
    with pytest.raises(kind, match=found):
        read_access(FOLDER / file)


@needs_folder
@pytest.mark.parametrize(
    ("file", "column", "cells"),
    [
        ("V2016_currency.accdb", 1, ["Money", Decimal("42.0000")]),
        ("V2016_bigint.accdb", 1, ["Numeric", 42]),
        ("V2016_withdeletedcol.accdb", 2, ["col5", 4]),
        ("V2016_attachments.accdb", 2, [
            "Attachments", None, "attachment1.txt", "attachment1.txt; attachment2.txt; attachment3.txt",
        ]),
        ("V1997_test.mdb", 7, ["H", Decimal("0.0000"), Decimal("3.5000")]),
        ("DateTestDatabase.mdb", 2, [
            "DateCol", date(2021, 12, 2), date(9999, 1, 1), date(1899, 1, 1), date(633, 1, 1), date(2021, 12, 2),
            date(2021, 12, 2),
        ]),
    ],
)  # fmt: skip
def test_known_cells_of_the_collection(file: str, column: int, cells: list[Cell]) -> None:
    assert read_access(FOLDER / file)[0].columns[column] == cells


@needs_folder
def test_the_collection_s_password_opens_it_and_what_access_noted_is_told() -> None:
    (table,) = read_access(FOLDER / "V2000_with-password.mdb", password="password")
    assert table.height == 4
    (noted,) = read_access(FOLDER / "V2007_numeric.accdb")
    assert noted.notes == [
        "Access noted errors when this database was last compacted (table MSysCompactError): "
        "look there whether data was lost."
    ]


def test_from_memory(tmp_path: Path) -> None:
    (table,) = read_access_bytes(one_table().save(), "staff.mdb")
    assert (table.place, table.columns) == ("staff.mdb, sheet Staff", [["Ref", 1], ["Name", None]])


def test_more_rows_than_the_table_says_are_read_and_said(tmp_path: Path) -> None:
    table = read_one(tmp_path, one_table(claimed=0))
    assert table.columns[0] == ["Ref", 1]
    assert any("that 0 rows are in it, and 1 were found and read" in note for note in table.notes)


@pytest.mark.parametrize("wide", [True, False])
def test_a_column_of_an_unknown_type_is_left_out_and_the_rest_read(tmp_path: Path, wide: bool) -> None:
    maker = Maker(wide=wide)
    columns = [Col("Odd", Kind.LONG), Col("Ref", Kind.LONG), Col("Name", Kind.TEXT)]
    page = maker.table("Staff", columns, [Row({"Odd": long(9), "Ref": long(1), "Name": maker.text("Ann")})])
    maker.pages[page][63 if wide else 43] = 70
    table = read_one(tmp_path, maker)
    assert table.columns == [["Odd", None], ["Ref", 1], ["Name", "Ann"]]
    assert any("Column Odd is of a type that is not known here (number 70)" in note for note in table.notes)


def test_a_type_that_access_97_does_not_have(tmp_path: Path) -> None:
    maker = Maker(wide=False)
    maker.table("Staff", [Col("Ref", Kind.LONG), Col("Pay", Kind.DECIMAL)], [Row({"Ref": long(1)})])
    table = read_one(tmp_path, maker)
    assert table.columns == [["Ref", 1], ["Pay", None]]
    assert any("Column Pay is of a type" in note for note in table.notes)


KEY = b"\x11\x22\x33\x44"


def numbered(number: int) -> bytes:
    return struct.pack("<I", struct.unpack("<I", KEY)[0] ^ number)


def enciphered(maker: Maker, cipher: Callable[[int, bytes], bytes], info: bytes = b"") -> bytes:
    """Return a database whose pages are put under a cipher, but for the first."""
    data = bytearray(maker.save())
    size = maker.layout.page_size
    for number in range(1, len(data) // size):
        data[number * size : (number + 1) * size] = cipher(number, bytes(data[number * size : (number + 1) * size]))
    if info:
        data[0x299 : 0x29B + len(info)] = struct.pack("<H", len(info)) + info
    return bytes(data)


@pytest.mark.parametrize("wide", [True, False])
def test_an_encoded_database_has_its_key_in_itself(tmp_path: Path, wide: bool) -> None:
    maker = Maker(wide=wide, key=KEY)
    maker.table("Staff", [Col("Ref", Kind.LONG)], [Row({"Ref": long(number)}) for number in range(500)])
    (table,) = read_all(tmp_path, enciphered(maker, lambda number, page: rc4(numbered(number), page)))
    assert table.columns == [["Ref", *range(500)]]


def agile(password: str) -> tuple[bytes, Callable[[int, bytes], bytes]]:
    """Return what a database says of agile encryption (MS-OFFCRYPTO 2.3.4.10), and the cipher of its pages."""
    salt, data_salt, secret, tried = (bytes([value] * 16) for value in (1, 2, 3, 4))
    digest = hashlib.sha512(salt + password.encode("utf-16-le")).digest()
    for spin in range(1000):
        digest = hashlib.sha512(struct.pack("<I", spin) + digest).digest()

    def sealed(purpose: str, plain: bytes) -> str:
        key = hashlib.sha512(digest + bytes.fromhex(purpose)).digest()[:16]
        encryptor = Cipher(algorithms.AES(key), modes.CBC(salt)).encryptor()
        return base64.b64encode(encryptor.update(plain)).decode()

    def page(number: int, plain: bytes) -> bytes:
        start = hashlib.sha512(data_salt + numbered(number)).digest()[:16]
        return Cipher(algorithms.AES(secret), modes.CBC(start)).encryptor().update(plain)

    common = (
        'blockSize="16" keyBits="128" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512"'
    )
    said = (
        '<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" '
        'xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password">'
        f'<keyData {common} saltValue="{base64.b64encode(data_salt).decode()}"/><keyEncryptors><keyEncryptor>'
        f'<p:encryptedKey spinCount="1000" {common} saltValue="{base64.b64encode(salt).decode()}" '
        f'encryptedVerifierHashInput="{sealed("fea7d2763b4b9e79", tried)}" '
        f'encryptedVerifierHashValue="{sealed("d7aa0f6d3061344e", hashlib.sha512(tried).digest())}" '
        f'encryptedKeyValue="{sealed("146e0be7abacd0d6", secret)}"/></keyEncryptor></keyEncryptors></encryption>'
    )
    return struct.pack("<HHI", 4, 4, 0x40) + said.encode(), page


def cryptoapi(password: str, *, aes: bool) -> tuple[bytes, Callable[[int, bytes], bytes]]:
    """Return what a database says of RC4 CryptoAPI or standard encryption, and the cipher of its pages."""
    salt, tried = bytes(range(16)), bytes(range(50, 66))
    base = hashlib.sha1(salt + password.encode("utf-16-le")).digest()
    if aes:
        for spin in range(50_000):
            base = hashlib.sha1(struct.pack("<I", spin) + base).digest()

    def key(block: bytes) -> bytes:
        whole = hashlib.sha1(base + block).digest()
        if not aes:
            return whole[:16]
        return hashlib.sha1(bytes(byte ^ 0x36 for byte in whole.ljust(64, b"\0"))).digest()[:16]

    def put(block: bytes, plain: bytes) -> bytes:
        if aes:
            return Cipher(algorithms.AES(key(block)), modes.ECB()).encryptor().update(plain)
        return rc4(key(block), plain)

    checked = hashlib.sha1(tried).digest() + (bytes(12) if aes else b"")
    if aes:
        sealed, check = put(bytes(4), tried), put(bytes(4), checked)
    else:
        both = put(bytes(4), tried + checked)
        sealed, check = both[:16], both[16:]
    flags, algorithm = (0x24, 0x660E) if aes else (0x4, 0x6801)
    header = struct.pack("<8I", flags, 0, algorithm, 0x8004, 128, 1, 0, 0) + "CSP\0".encode("utf-16-le")
    info = struct.pack("<HHII", 4, 2, flags, len(header)) + header
    info += struct.pack("<I", 16) + salt + sealed + struct.pack("<I", 20) + check
    return info, lambda number, page: put(numbered(number), page)


@pytest.mark.parametrize("way", ["agile", "standard", "RC4 CryptoAPI"])
def test_a_password_that_encrypts_opens_it(tmp_path: Path, way: str) -> None:
    maker = Maker(version=3, key=KEY)
    maker.table("Staff", [Col("Ref", Kind.LONG)], [Row({"Ref": long(number)}) for number in range(500)])
    info, cipher = agile("Päss") if way == "agile" else cryptoapi("Päss", aes=way == "standard")
    data = enciphered(maker, cipher, info)
    (table,) = read_all(tmp_path, data, "Päss")
    assert table.columns == [["Ref", *range(500)]]
    with pytest.raises(PasswordNeeded, match="protected with a password"):
        read_all(tmp_path, data)
    for wrong in ("", "pÄss", "x" * 300):
        with pytest.raises(PasswordNeeded, match="does not open it"):
            read_all(tmp_path, data, wrong)
    for damage in (b"\xff" * 8, bytes(40)):
        for at in range(0x299, 0x299 + len(info), 40):
            with contextlib.suppress(SourceError):
                read_all(tmp_path, data[:at] + damage + data[at + len(damage) :], "Päss")


@needs_folder
def test_the_encrypted_database_of_the_collection() -> None:
    (table,) = read_access(FOLDER / ENCRYPTED, password="password")
    assert table.row(1) == [1, "One"]
    assert table.height == 4
    with pytest.raises(PasswordNeeded, match="does not open it"):
        read_access(FOLDER / ENCRYPTED, password="Password")
