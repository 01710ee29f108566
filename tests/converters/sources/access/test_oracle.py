"""Our reading of Access databases against mdbtools, cell for cell, on every unencrypted one of the test collection."""

from __future__ import annotations

import csv
import io
import shutil
import struct
import subprocess
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from converters.sources.access import tables as access_table
from converters.sources.access.database import read_access_database
from converters.sources.access.pages import Pages
from converters.sources.access.tables import Column, read_definition, read_rows
from converters.sources.access.values import Decoder, Kind
from converters.sources.table import Cell
from tests.converters.sources.access.access_maker import Col, Maker, Row
from tests.places import ACCESS

FOLDER = ACCESS
plain_decoder = access_table._decoder
EQUAL_CELLS = 41 * 7 - 2 + 120  # of the made database; two are texts of no length
ENCRYPTED = "encrypted_agile-4.2.accdb"
NULL = "<<null>>"

needs_oracle = pytest.mark.skipif(shutil.which("mdb-export") is None, reason="mdbtools (the oracle) is not installed")
needs_folder = pytest.mark.skipif(not FOLDER.is_dir(), reason="the collection of test databases is not here")
# At least one, so that without the folder the test is seen to be skipped.
DATABASES = (
    sorted(path.name for path in FOLDER.iterdir() if path.name != ENCRYPTED) if FOLDER.is_dir() else ["(no folder)"]
)


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    return done.stdout.decode()


def oracle_names(path: Path, *options: str) -> list[str]:
    return [name for name in run("mdb-tables", "-1", *options, str(path)).splitlines() if name]


def oracle_rows(path: Path, table: str) -> list[list[str]]:
    text = run(
        "mdb-export", "-D", "%Y-%m-%d %H:%M:%S", "-T", "%Y-%m-%d %H:%M:%S", "-b", "hex", "-0", NULL, str(path), table
    )  # fmt: skip
    csv.field_size_limit(10_000_000)
    return list(csv.reader(io.StringIO(text, newline=""), doublequote=True))


def with_bytes(column: Column) -> Decoder | None:
    """What the reader decodes with; and bytes as mdb-export writes them, so that all long values are compared too."""
    return (lambda data: data.hex().upper()) if column.unreadable else plain_decoder(column)


def our_tables(path: Path) -> dict[str, tuple[int, list[Column], list[list[Cell]]]]:
    """Every table of the catalogue, Access's own too: (page, columns, cells)."""
    pages = Pages(path.read_bytes())
    found = {}
    catalogue = read_definition(pages, 2)
    rows = read_rows(pages, catalogue, counted=False)
    cells = {column.name: values for column, values in zip(catalogue.columns, rows.columns, strict=True)}
    for number, name, kind in zip(cells["Id"], cells["Name"], cells["Type"], strict=True):
        if kind == 1:
            definition = read_definition(pages, int(number) & 0xFFFFFF)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(access_table, "_decoder", with_bytes)
                read = read_rows(pages, definition, counted=False)
            found[name] = (definition.page, list(definition.columns), read.columns)
    return found


def as_oracle(column: Column, cell: Cell) -> str:
    """Our cell as mdb-export writes it."""
    if column.kind is Kind.YES_NO:
        return "1" if cell else "0"
    if cell is None:
        return NULL
    if column.kind is Kind.SINGLE:
        return f"{struct.unpack('<f', struct.pack('<f', cell))[0]:.8g}"
    if column.kind is Kind.DOUBLE:
        return f"{cell:.16g}"
    if isinstance(cell, time):
        return f"1899-12-30 {cell:%H:%M:%S}"
    if isinstance(cell, datetime):
        # mdbtools rounds to the second where we keep milliseconds.
        whole = (cell + timedelta(milliseconds=500)).replace(microsecond=0)
        return whole.isoformat(" ")
    if isinstance(cell, date):
        return f"{cell.isoformat()} 00:00:00"
    return str(cell)


def known_wrong(column: Column, cell: Cell, theirs: str) -> bool:
    """Where mdbtools 1.0 is wrong, or says less, so that its answer proves nothing.

    Dates before 30 December 1899 and after about the year 4637: `mdb_date_to_tm` gives up ("td < 0.0 || td > 1e6") and
    a date of zeros is written, here 1900-01-00. Large Number (type 19) is unknown to this version: written as null (the
    collection's one value, 42, is the one its makers put there). A replication id lacks the fourth of its hyphens:
    `{8-4-4-16}` for `{8-4-4-4-12}`. A text of no length, which Access keeps apart from null (the row's bit is set), is
    written as null.
    """
    if cell == "":
        return theirs == NULL
    if column.kind is Kind.GUID:
        return theirs.replace("-", "") == str(cell).replace("-", "") and len(theirs) == 37
    if isinstance(cell, date) and not isinstance(cell, datetime) and not date(1899, 12, 30) <= cell < date(4637, 1, 1):
        return theirs.startswith("1900-01-00")
    return column.kind is Kind.LARGE and theirs == NULL


def compare(path: Path, name: str, columns: list[Column], cells: list[list[Cell]]) -> int:
    """Compare one table as a set of rows; return how many cells were equal.

    A row that was moved stands where Access shows it in ours, and where it lies in the file in mdbtools' answer, so
    that the order is not compared here.
    """
    heading, *rows = oracle_rows(path, name) or [[]]
    assert heading == [column.name for column in columns]
    # mdbtools 1.0 writes short binary values only as far as their first NUL byte, and nothing of type 17, which it does
    # not know. OLE objects it writes whole.
    binary = (Kind.BINARY, Kind.BINARY_2000)
    readable = [index for index, column in enumerate(columns) if column.kind not in binary]
    ours = [
        ([as_oracle(columns[at], cells[at][row]) for at in readable], [cells[at][row] for at in readable])
        for row in range(len(cells[0]))
    ]
    theirs = [[from_hex(columns[at], row[at]) for at in readable] for row in rows]
    assert len(theirs) == len(ours)
    kinds = [columns[at] for at in readable]
    key = [at for at, column in enumerate(kinds) if column.kind not in (Kind.DATE, Kind.LARGE)]
    ours.sort(key=lambda row: [row[0][at] for at in key])
    theirs.sort(key=lambda row: [row[at] for at in key])
    equal = 0
    for (texts, values), others in zip(ours, theirs, strict=True):
        for column, text, value, other in zip(kinds, texts, values, others, strict=True):
            if not known_wrong(column, value, other):
                assert text == other, (path.name, name, column.name)
                equal += 1
    return equal


def from_hex(column: Column, text: str) -> str:
    """A replication id, which mdb-export counts among the binary types and writes as the hexadecimal of its text."""
    return bytes.fromhex(text).decode() if column.kind is Kind.GUID and text != NULL else text


@needs_oracle
@needs_folder
@pytest.mark.parametrize("file", DATABASES)
def test_every_table_equals_mdbtools(file: str) -> None:
    path = FOLDER / file
    tables = our_tables(path)
    names = oracle_names(path, "-S")
    assert set(names) <= set(tables)
    assert len(names) >= 4
    assert sum(compare(path, name, *tables[name][1:]) for name in names) > 100


@needs_oracle
@needs_folder
@pytest.mark.parametrize("file", DATABASES)
def test_the_school_s_own_tables_are_those_of_mdbtools(file: str) -> None:
    path = FOLDER / file
    theirs = [name for name in oracle_names(path) if not name.startswith(("~", "MSys"))]
    if not theirs:
        return
    database = read_access_database(path, password="password")
    assert [table.sheet for table in database.tables] == theirs
    assert database.refused == []
    for table in database.tables:
        heading, *rows = oracle_rows(path, str(table.sheet))
        assert [column[0] for column in table.columns] == heading
        assert table.height == len(rows) + 1
        assert {len(column) for column in table.columns} == {table.height}


def made(wide: bool) -> Maker:
    """A database of our own making, with what the collection lacks: moved, deleted and old rows, chains of memos."""
    maker = Maker(wide=wide, version=2)
    number, text = struct.Struct("<i").pack, maker.text
    columns = [
        Col("Ref", Kind.LONG),
        Col("Gone", Kind.LONG, deleted=True),
        Col("Name", Kind.TEXT, size=510),
        Col("GoneText", Kind.TEXT, deleted=True),
        Col("Pay", Kind.CURRENCY),
        Col("Single", Kind.SINGLE),
        Col("Yes", Kind.YES_NO),
        Col("Memo", Kind.MEMO),
        Col("Added", Kind.TEXT, size=510),
    ]
    rows = [
        Row({"Ref": number(1), "Gone": number(9), "GoneText": text("x"), "Name": text("first"), "Yes": True}, until=8),
        Row({"Ref": number(2)}, deleted=0xC000),
        Row({"Ref": number(3), "Pay": struct.pack("<q", -123456789), "Name": text("moved")}, moved=1),
        Row({"Ref": number(4), "Memo": maker.memo(text("inline")), "Single": struct.pack("<f", 0.1)}),
        Row({"Ref": number(5), "Memo": maker.memo(text("in a page"), "page"), "Added": text("new")}),
        Row({"Ref": number(6), "Memo": maker.memo(text("chain " * 500), "chain")}),
        *[
            Row({"Ref": number(100 + n), "Name": text("é" * (n % 200)), "Added": text("a" * n)})
            for n in range(0, 250, 7)
        ],
    ]
    # mdbtools reads 0x4000 as deleted and 0x8000 as "take it here", so that it agrees on whatever Access itself writes
    # (deleted 0xC000, moved 0x4000 to 0x8000), and proves nothing about a row moved twice or one marked 0x8000 alone.
    maker.table("Staff", columns, rows, per_page=3)
    wide_columns = [Col(f"Column {n} of a wide table", Kind.LONG) for n in range(120)]
    maker.table("Wide", wide_columns, [Row({"Column 119 of a wide table": number(7)})], map_kind=1)
    return maker


@needs_oracle
@pytest.mark.parametrize("wide", [True, False])
def test_what_the_maker_makes_is_what_mdbtools_reads(tmp_path: Path, wide: bool) -> None:
    path = tmp_path / "made.mdb"
    path.write_bytes(made(wide).save())
    tables = our_tables(path)
    assert sum(compare(path, name, *tables[name][1:]) for name in ("Staff", "Wide")) == EQUAL_CELLS
    assert [table.sheet for table in read_access_database(path).tables] == oracle_names(path) == ["Staff", "Wide"]
