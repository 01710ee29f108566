"""Workbooks in the XML form of Excel 2003, flat OpenDocument, and tables of dBase and FoxPro."""
# ruff: noqa: E501 - XML is easier to check on one line

from __future__ import annotations

import io
import struct
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from converters.sources import limits
from converters.sources.reader import Options, read_stream
from converters.sources.table import Cell, CellError, SourceError, Table
from tests.converters.sources.source_files import HEAD, ODS_SPACES, ods_table


def read(data: bytes | str, name: str = "payroll.xls", options: Options | None = None) -> list[Table]:
    raw = data if isinstance(data, bytes) else data.encode()
    return read_stream(io.BytesIO(raw), name, len(raw), shown=name, options=options or Options())


def rows(table: Table) -> list[list[Cell]]:
    return [table.row(index) for index in range(table.height)]


STYLES = (
    '<Styles><Style ss:ID="Default"><Alignment/></Style>'
    '<Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style><Style ss:ID="t"><NumberFormat ss:Format="[h]:mm"/></Style>'
    '<Style ss:ID="z"><NumberFormat ss:Format="000000"/></Style><Style ss:ID="zz" ss:Parent="z"/></Styles>'
)


def book(table: str, *, options: str = "", prefix: str = "", extra: str = "") -> str:
    """Return a workbook of one sheet. prefix: that of the elements, whose namespace is else the default one."""
    space = f'xmlns{":" + prefix if prefix else ""}="urn:schemas-microsoft-com:office:spreadsheet"'
    second = "" if prefix == "ss" else 'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    body = f'<Workbook {space} {second} xmlns:x="urn:schemas-microsoft-com:office:excel">{extra}{STYLES}<Worksheet ss:Name="Staff">{table}{options}</Worksheet></Workbook>'
    if prefix:
        for name in (
            "Workbook",
            "Styles",
            "Style",
            "NumberFormat",
            "Alignment",
            "Worksheet",
            "Table",
            "Row",
            "Cell",
            "Data",
            "Column",
            "Comment",
        ):
            for start in ("<", "</"):
                for end in (" ", ">", "/>"):
                    body = body.replace(f"{start}{name}{end}", f"{start}{prefix}:{name}{end}")
    return f'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n{body}'


TABLE = (
    '<Table><Column ss:Hidden="1"/><Column ss:Index="4" ss:StyleID="z"/>'
    '<Row><Cell><Data ss:Type="String">Zoë &amp; <B>M</B>üller</Data><Comment><Data ss:Type="String">a note</Data></Comment></Cell>'
    '<Cell ss:StyleID="d"><Data ss:Type="DateTime">1979-05-03T00:00:00.000</Data></Cell>'
    '<Cell ss:Index="4"><Data ss:Type="Number">1234</Data></Cell></Row>'
    '<Row ss:Index="4" ss:Hidden="1"><Cell ss:MergeAcross="1" ss:MergeDown="1"><Data ss:Type="Boolean">1</Data></Cell>'
    '<Cell><Data ss:Type="Error">#N/A</Data></Cell><Cell ss:StyleID="zz"><Data ss:Type="Number">7.50</Data></Cell></Row>'
    '<Row ss:StyleID="t"><Cell ss:Index="3"><Data ss:Type="DateTime">1899-12-31T08:30:00.000</Data></Cell>'
    '<Cell><Data ss:Type="DateTime">1900-01-01T01:30:00.000</Data></Cell></Row>'
    '<Row><Cell ss:Formula="=R1C1"/><Cell ss:Formula="=1"><Data ss:Type="Number">1</Data></Cell><Cell ss:Formula="=1"><Data ss:Type="String"></Data></Cell></Row>'
    "</Table>"
)


@pytest.mark.parametrize("prefix", ["", "ss", "k"])
def test_a_workbook_of_excel_2003(prefix: str) -> None:
    (table,) = read(book(TABLE, prefix=prefix).replace("<B>M</B>", '<B xmlns="http://www.w3.org/TR/REC-html40">M</B>'))
    assert table.sheet == "Staff"
    assert rows(table) == [
        ["Zoë & Müller", date(1979, 5, 3), None, 1234],
        [None] * 4,
        [None] * 4,
        [True, None, CellError.NA, 7.5],
        [None, None, timedelta(hours=8.5), timedelta(hours=25.5)],
        [CellError.UNCACHED, 1, None, None],
    ]
    assert table.styles is not None
    assert [table.formats[table.styles[3][row]] for row in (0, 3, 4)] == ["000000", "000000", "[h]:mm"]
    assert (table.merged, table.hidden_rows, table.hidden_columns) == ([(3, 0, 4, 1)], [3], [0])
    assert any("without a stored result: 1" in note for note in table.notes)


def test_hidden_sheets_and_the_1904_system() -> None:
    options = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    cells = (
        '<Table><Row><Cell ss:StyleID="t"><Data ss:Type="DateTime">1904-01-01T08:30:00.000</Data></Cell>'
        '<Cell ss:StyleID="d"><Data ss:Type="DateTime">1980-03-15T00:00:00.000</Data></Cell>'
        '<Cell ss:StyleID="d"><Data ss:Type="Number">27833</Data></Cell></Row></Table>'
    )
    (table,) = read(book(cells, options=options, extra="<x:ExcelWorkbook><x:Date1904/></x:ExcelWorkbook>"))
    assert rows(table) == [[timedelta(hours=8.5), date(1980, 3, 15), date(1980, 3, 15)]]
    assert table.hidden


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "without a sheet"),
        (book(TABLE)[:900], "cannot be read"),
        ('<?xml version="1.0"?><!DOCTYPE Workbook [<!ENTITY a "b">]><Workbook/>', "document type"),
        (book('<Table><Row ss:Index="9999999"><Cell><Data ss:Type="Number">1</Data></Cell></Row></Table>'), "beyond"),
        (book('<Table><Row><Cell ss:Index="99999"><Data ss:Type="Number">1</Data></Cell></Row></Table>'), "beyond"),
        (book("<Table>" + "<Row>" * 80), "deep|cannot be read"),
        (
            book(
                '<Table><Row ss:Index="1048576"><Cell ss:Index="16384"><Data ss:Type="Number">1</Data></Cell></Row></Table>'
            ),
            "spread over",
        ),
    ],
)
def test_bad_workbooks(data: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read(data)


def test_columns_said_a_million_times() -> None:
    assert (
        read(book('<Table><Column ss:Span="99999999" ss:Hidden="1"/><Row ss:Span="99999999"/></Table>'))[0].height == 0
    )


def test_one_file_of_open_document() -> None:
    body = ods_table([["Name", "Zoë  x"], ["a", ""]])
    style = '<office:automatic-styles><number:number-style style:name="N1"><number:number number:min-integer-digits="6" number:decimal-places="0"/></number:number-style><style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/></office:automatic-styles>'
    number = '<table:table table:name="No"><table:table-row><table:table-cell table:style-name="ce1" office:value-type="float" office:value="1234"><text:p>001234</text:p></table:table-cell></table:table-row></table:table>'
    data = f'{HEAD}<office:document {ODS_SPACES} office:mimetype="application/vnd.oasis.opendocument.spreadsheet">{style}<office:body><office:spreadsheet>{body}{number}</office:spreadsheet></office:body></office:document>'
    first, second = read(data, "a.fods")
    assert rows(first) == [["Name", "Zoë  x"], ["a", None]]
    assert rows(second) == [[1234]]
    assert second.styles is not None
    assert second.formats[second.styles[0][0]] == "000000"
    with pytest.raises(SourceError, match="without a sheet"):
        read(f"{HEAD}<office:document {ODS_SPACES}><!-- office:spreadsheet --></office:document>")
    with pytest.raises(SourceError, match="neither a return"):
        read(f"{HEAD}<office:document {ODS_SPACES}/>")


def dbf(fields: list[tuple[str, str, int, int]], lines: list[bytes], *, version: int = 3, page: int = 3) -> bytes:
    """Return a table of dBase. lines: rows with their mark of deletion."""
    width = 1 + sum(size for _name, _kind, size, _decimals in fields)
    header = 32 + 32 * len(fields) + 1
    data = struct.pack("<BBBBIHH17xBxx", version, 124, 4, 1, len(lines), header, width, page)
    for name, kind, size, decimals in fields:
        data += struct.pack("<11sc4xBB14x", name.encode("cp850"), kind.encode(), size, decimals)
    return data + b"\r" + b"".join(line.ljust(width) for line in lines) + b"\x1a"


FIELDS = [
    ("NO", "C", 6, 0),
    ("NAME", "C", 10, 0),
    ("PAY", "N", 10, 2),
    ("WEEKS", "N", 3, 0),
    ("BORN", "D", 8, 0),
    ("QTS", "L", 1, 0),
]


def test_a_table_of_dbase() -> None:
    lines = [
        " 001234Zoë         31650.50 5219790503T".encode("cp1252"),
        b"*001235gone            1.00  1        ",
        b" 001236          **********  000000000?",
        f" {'00123':6}{'   Wu Li':10}{'-7.125':>10}{'':3}20139999n".encode(),
    ]
    (table,) = read(dbf(FIELDS, lines), "staff.dbf")
    assert rows(table) == [
        ["NO", "NAME", "PAY", "WEEKS", "BORN", "QTS"],
        ["001234", "Zoë", Decimal("31650.50"), 52, date(1979, 5, 3), True],
        ["001236", None, CellError.NUM, 0, None, None],
        ["00123", "   Wu Li", Decimal("-7.125"), None, "20139999", False],
    ]
    assert any("deleted: 1" in note for note in table.notes)


@pytest.mark.parametrize(
    ("page", "codec"), [(1, "cp437"), (2, "cp850"), (3, "cp1252"), (0x57, "cp1252"), (0, "cp850"), (0, "cp1252")]
)
def test_text_in_the_code_page_that_the_file_names(page: int, codec: str) -> None:
    lines = [b" " + "Zoë Müller".encode(codec), b" " + "André Nuño".encode(codec)]
    (table,) = read(dbf([("NAME", "C", 12, 0)], lines, page=page), "a.dbf")
    assert table.columns == [["NAME", "Zoë Müller", "André Nuño"]]


def test_types_of_foxpro() -> None:
    fields = [("I", "I", 4, 0), ("Y", "Y", 8, 4), ("T", "T", 8, 0), ("B", "B", 8, 2), ("M", "M", 4, 0)]
    line = b" " + struct.pack("<i", -7) + struct.pack("<q", 316_505_000) + struct.pack("<II", 2_451_545, 30_600_000)
    line += struct.pack("<d", 37.5) + struct.pack("<I", 9)
    (table,) = read(dbf(fields, [line], version=0x30), "a.dbf")
    assert table.row(1) == [-7, Decimal("31650.5000"), datetime(2000, 1, 1, 8, 30), 37.5, None]
    assert any("Column M holds memos" in note for note in table.notes)


def test_bad_tables_of_dbase(monkeypatch: pytest.MonkeyPatch) -> None:
    good = dbf(FIELDS, [b" x", b" y"])
    with pytest.raises(SourceError, match="breaks off"):
        read(good[:-40])
    monkeypatch.setattr(limits, "MAX_ROWS", 1)
    with pytest.raises(SourceError, match="2 rows"):
        read(good)


def test_text_that_begins_like_a_table_of_dbase_is_text() -> None:
    (table,) = read("0,1\r\n" * 20, "a.csv")
    assert table.delimiter == ","
