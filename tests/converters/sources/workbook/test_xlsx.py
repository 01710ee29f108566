"""Workbooks of Excel 2007 and later: every kind of cell, by the fast reader and the plain one alike, and against other readers."""
# ruff: noqa: E501 - XML is easier to check on one line

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converters.sources.table import CellError, SourceError, Table
from converters.sources.workbook.grid import Grid, Styles
from converters.sources.workbook.xlsx import read_xlsx
from converters.sources.workbook.xlsx_scan import Unusual, scan, shared_texts
from tests.converters.sources.source_files import MAIN, RELATIONS, columns_of, shared_xml, sheet_xml, styles_xml, xlsx


def read(data: bytes) -> list[Table]:
    """Read with both readers, which must agree."""
    fast = read_xlsx("a.xlsx", io.BytesIO(data))
    plain = read_xlsx("a.xlsx", io.BytesIO(data), plain=True)
    assert fast == plain
    return fast


def cells(rows: str, **parts: object) -> list[list[object]]:
    """Return the columns of a workbook with one sheet of these rows."""
    return read(xlsx(sheet_xml(rows), **parts))[0].columns  # type: ignore[arg-type]


FORMATS = (
    "dd/mm/yyyy",
    "h:mm",
    "[h]:mm",
    "0000000",
    "dd/mm/yyyy hh:mm",
    '"Total days" 0',
    "#,##0.00;[Red]-#,##0.00",
    "yyyy-mm-dd;@",
)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="A1"><v>12</v></c>', 12),
        ('<c r="A1" t="n"><v>12.0</v></c>', 12),
        ('<c r="A1"><v>1.2E3</v></c>', 1200),
        ('<c r="A1"><v>-0.5</v></c>', -0.5),
        ('<c r="A1"><v>0.30000000000000004</v></c>', 0.1 + 0.2),
        ('<c r="A1"><v>31650.5</v></c>', 31650.5),
        ('<c r="A1"><v>12345678901234567</v></c>', 12345678901234567),
        ('<c r="A1"><v>1E400</v></c>', "1E400"),
        ('<c r="A1"><v>nan</v></c>', "nan"),
        ('<c r="A1"><v>1_000</v></c>', "1_000"),
        ('<c r="A1"><v> 7 </v></c>', 7),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="b"><v>true</v></c>', True),
        ('<c r="A1" t="b"><v> FALSE </v></c>', False),
        ('<c r="A1" t="b"><v>maybe</v></c>', "maybe"),
        ('<c r="a1"><v>12</v></c>', 12),
        ('<c r="$a$1"><v>12</v></c>', 12),
        ('<c r="A1" t="inlineStr"><is><t>1.01</t></is><v>7</v></c>', "1.01"),
        ('<c r="A1" t="inlineStr"><v>1.</v><is><t>01.</t></is></c>', "01."),
        ('<c r="A1" t="inlineStr"><v>7</v><is><t/></is></c>', None),
        ('<c r="A1" t="inlineStr"><v>kept</v></c>', "kept"),
        ('<c r="A1"><v>7</v><is><t>8</t></is></c>', 7),
        ('<c r="A1" t="e"><v>#N/A</v></c>', CellError.NA),
        ('<c r="A1" t="e"><v>#DIV/0!</v></c>', CellError.DIV0),
        ('<c r="A1" t="e"><v>#NEW!</v></c>', CellError.UNKNOWN),
        ('<c r="A1" t="d"><v>2013-11-07</v></c>', date(2013, 11, 7)),
        ('<c r="A1" t="d"><v>2013-11-07T09:30:00Z</v></c>', datetime(2013, 11, 7, 9, 30)),
        ('<c r="A1" t="d"><v>2013-11-07T09:30:00.000+01:00</v></c>', datetime(2013, 11, 7, 9, 30)),
        ('<c r="A1" t="d"><v>2020-01-02T23:59:59.9999995</v></c>', date(2020, 1, 3)),
        ('<c r="A1" t="d"><v>2020-01-02T24:00:00</v></c>', date(2020, 1, 3)),
        ('<c r="A1" t="d"><v>9999-12-31T24:00:00</v></c>', "9999-12-31T24:00:00"),
        ('<c r="A1" t="d"><v>10:59:59.9999999999984025</v></c>', timedelta(hours=11)),
        ('<c r="A1" t="d"><v>11:00:00</v></c>', timedelta(hours=11)),
        ('<c r="A1" t="d"><v>T08:30</v></c>', timedelta(hours=8, minutes=30)),
        ('<c r="A1" t="d"><v>11:60:00</v></c>', "11:60:00"),
        ('<c r="A1" t="d"><v>2013-02-30</v></c>', "2013-02-30"),
        ('<c r="A1" t="d"><v>2013-11-07T25:00</v></c>', "2013-11-07T25:00"),
        ('<c r="A1" t="d"><v>soon</v></c>', "soon"),
        ('<c r="A1" t="s"><v>1</v></c>', "Zoë & Co"),
        ('<c r="A1" t="s"><v>0</v></c>', None),
        ('<c r="A1" t="str"><f>A2&amp;A3</f><v>a&lt;b&#13;</v></c>', "a<b\r"),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', None),
        ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> x </t></is></c>', " x "),
        ('<c r="A1" t="inlineStr"><is><r><t>ab</t></r><r><rPr><b/></rPr><t>cd</t></r></is></c>', "abcd"),
        ('<c r="A1" t="inlineStr"><is><t>a_x000D_b</t></is></c>', "a\rb"),
        ('<c r="A1" t="inlineStr"><is><t>_xD83D__xDE00_</t></is></c>', "😀"),
        ('<c r="A1" t="inlineStr"><is><t>x_xD83D_</t></is></c>', "x\ufffd"),
        ('<c r="A1"><f>B1*2</f></c>', CellError.UNCACHED),
        ('<c r="A1"><f>B1*2</f><v></v></c>', CellError.UNCACHED),
        ('<c r="A1"><f>B1*2</f><v/></c>', CellError.UNCACHED),
        ('<c r="A1"><f t="shared" si="0"/><v>4</v></c>', 4),
        ('<c r="A1" s="1"><f>TODAY()</f><v>41585</v></c>', date(2013, 11, 7)),
        ('<c r="A1" s="1"><v>41585</v></c>', date(2013, 11, 7)),
        ('<c r="A1" s="1"><v>41585.25</v></c>', datetime(2013, 11, 7, 6)),
        ('<c r="A1" s="1"><v>1</v></c>', date(1900, 1, 1)),
        ('<c r="A1" s="1"><v>59</v></c>', date(1900, 2, 28)),
        ('<c r="A1" s="1"><v>60</v></c>', 60),
        ('<c r="A1" s="1"><v>61</v></c>', date(1900, 3, 1)),
        ('<c r="A1" s="1"><v>0</v></c>', 0),
        ('<c r="A1" s="1"><v>-3</v></c>', -3),
        ('<c r="A1" s="1"><v>2958465</v></c>', date(9999, 12, 31)),
        ('<c r="A1" s="1"><v>2958466</v></c>', 2958466),
        ('<c r="A1" s="1" t="s"><v>1</v></c>', "Zoë & Co"),
        ('<c r="A1" s="2"><v>0.35416666666666669</v></c>', timedelta(hours=8, minutes=30)),
        ('<c r="A1" s="3"><v>1.0625</v></c>', timedelta(hours=25, minutes=30)),
        ('<c r="A1" s="4"><v>612345</v></c>', 612345),
        ('<c r="A1" s="5"><v>41585.395833333336</v></c>', datetime(2013, 11, 7, 9, 30)),
        ('<c r="A1" s="6"><v>3</v></c>', 3),
        ('<c r="A1" s="7"><v>3</v></c>', 3),
        ('<c r="A1" s="8"><v>41585</v></c>', date(2013, 11, 7)),
        ('<c r="A1" s="99"><v>3</v></c>', 3),
    ],
)
def test_a_cell(cell: str, expected: object) -> None:
    rows = f'<row r="1">{cell}<c r="B1"><v>1</v></c></row>'
    columns = cells(rows, shared=shared_xml("<t/>", "<t>Zoë &amp; Co</t>"), styles=styles_xml(*FORMATS))
    assert columns[0][0] == expected
    assert type(columns[0][0]) is type(expected)


def test_formats_are_kept_and_not_applied() -> None:
    table = read(
        xlsx(
            sheet_xml('<row r="1"><c r="A1" s="4"><v>612345</v></c><c r="B1"><v>5</v></c></row>'),
            styles=styles_xml(*FORMATS),
        )
    )[0]
    assert table.styles is not None
    assert table.formats[table.styles[0][0]] == "0000000"
    assert table.formats[table.styles[1][0]] == "General"


def test_the_1904_system() -> None:
    rows = '<row r="1"><c r="A1" s="1"><v>40123</v></c><c r="B1" s="1"><v>0</v></c></row>'
    assert cells(rows, styles=styles_xml(*FORMATS), workbook='<workbookPr date1904="1"/>') == [
        [date(2013, 11, 7)],
        [date(1904, 1, 1)],
    ]


def test_a_wrong_dimension_hides_nothing() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="C3"><v>2</v></c></row>'
    table = read(xlsx(sheet_xml(rows, before='<dimension ref="A1"/>')))[0]
    assert table.columns == [[1, None, None], [None, None, None], [None, None, 2]]


def test_what_stands_around_the_cells() -> None:
    rows = '<row r="1" hidden="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="C2"><v>1</v></c></row><row r="9" hidden="1"/>'
    data = xlsx(
        sheet_xml(
            rows,
            '<cols><col min="2" max="3" hidden="1"/><col min="5" max="16384" hidden="true"/></cols>',
            '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>',
        ),
        sheet_xml(""),
        sheet_xml(rows),
        states=("visible", "hidden", "veryHidden"),
    )
    first, empty, last = read(data)
    assert first.merged == [(0, 0, 1, 1)]
    assert first.hidden_rows == [0]
    assert first.hidden_columns == [1, 2]
    assert not first.hidden
    assert any("Hidden rows (perhaps by a filter): 1." in note for note in first.notes)
    assert (empty.width, empty.height, empty.hidden) == (0, 0, True)
    assert last.hidden
    assert last.notes[0] == "The sheet is hidden."


def test_styled_blank_cells_make_no_rows() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="1"/></row><row r="9000"><c r="ZZ9000" s="1"/></row>'
    table = read(xlsx(sheet_xml(rows), styles=styles_xml("0000")))[0]
    assert (table.width, table.height) == (1, 1)


def test_formulas_are_told_of() -> None:
    rows = '<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>[1]Sheet1!A1</f><v>3</v></c></row>'
    data = xlsx(
        sheet_xml(rows),
        workbook='<calcPr fullCalcOnLoad="1"/>',
        relations=f'<Relationship Id="rId50" Type="{RELATIONS}/externalLink" Target="externalLinks/externalLink1.xml"/>',
        extra={"xl/vbaProject.bin": b"macros"},
    )
    table = read(data)[0]
    said = " ".join(table.notes)
    assert table.columns == [[CellError.UNCACHED], [3]]
    for word in ("without a stored result: 1", "saved without working out", "links to other workbooks", "macros"):
        assert word in said


def test_the_later_of_two_cells_in_one_place_stands() -> None:
    rows = '<row r="2"><c r="A2"><v>1</v></c><c r="A2" t="b"><v>1</v></c></row><row r="1"><c r="A1"><v>5</v></c></row>'
    assert cells(rows) == [[5, True]]


UNUSUAL = {
    "prefixed": f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>',
    "other quotes": sheet_xml("<row r='1'><c r='A1'><v>7</v></c></row>"),
    "no addresses": sheet_xml("<row><c><v>7</v></c></row>"),
    "attributes in another order": sheet_xml('<row r="1"><c s="0" r="A1"><v>7</v></c></row>'),
    "a comment": sheet_xml('<row r="1"><!-- <c r="A9"><v>1</v></c> --><c r="A1"><v>7</v></c></row>'),
    "a comment before": sheet_xml('<row r="1"><c r="A1"><v>7</v></c></row>', before="<!-- <sheetData> -->"),
    "character data": sheet_xml('<row r="1"><c r="A1" t="str"><v><![CDATA[7]]></v></c></row>'),
    "lines in tags": sheet_xml('<row r="1"><c\nr="A1"\n><v>7</v></c></row>'),
    "UTF-16": sheet_xml('<row r="1"><c r="A1"><v>7</v></c></row>').replace("UTF-8", "UTF-16").encode("utf-16"),
    "Latin-1": sheet_xml('<row r="1"><c r="A1" t="str"><v>é</v></c></row>')
    .replace("UTF-8", "ISO-8859-1")
    .encode("latin-1"),
    "a foreign element": sheet_xml('<row r="1"><c r="A1"><v>7</v><extLst><ext><v>8</v></ext></extLst></c></row>'),
    "phonetic text": sheet_xml(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>7</t><rPh sb="0" eb="1"><t>seven</t></rPh></is></c></row>'
    ),
}


@pytest.mark.parametrize("name", UNUSUAL)
def test_unusual_parts_go_to_the_plain_reader(name: str) -> None:
    """The patterns must not take what they do not know, and the plain reader must."""
    data = xlsx(UNUSUAL[name])
    value = read(data)[0].columns[0][0]
    assert str(value) in {"7", "é"}
    part = UNUSUAL[name]
    with pytest.raises(Unusual):
        scan("a", [part if isinstance(part, bytes) else part.encode()], Grid("a", [], Styles()))


def test_the_usual_parts_go_to_the_fast_reader() -> None:
    book = openpyxl.Workbook()
    book.active.append(["text", 1, 2.5, date(2013, 1, 1), True, "=1+1", "a & b", " x\r\n\ty", "#N/A"])
    book.active["A2"].number_format = "0000"
    stream = io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as package:
        part = package.read("xl/worksheets/sheet1.xml")
    grid = Grid("a", [], Styles.of_codes(["General", "yyyy-mm-dd", "0000"]))
    scan("a", [part], grid)  # does not raise Unusual
    assert [column[0] for column in grid.columns()[0]] == [
        "text", 1, 2.5, date(2013, 1, 1), True, CellError.UNCACHED, "a & b", " x\r\n\ty", CellError.NA,
    ]  # fmt: skip


AS_OTHERS_WRITE = [
    '<row r="1" spans="1:2" x14ac:dyDescent="0.25"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="1"/></row>',
    '<row r="1" customFormat="false" ht="12.8" hidden="false"><c r="A1" s="0" t="n"><f aca="false">1+1</f><v>2</v></c></row>',
    '<row r="1">\n<c r="A1" t="s" s="1"><v>0</v></c>\n<c r="B1" t="b"><v>1</v></c></row>\n<row r="2"/>',
    '<row r="1"><c r="A1"><f t="array" ref="A1:A2">B1:B2</f><v>2</v></c></row><row r="2"></row>\n',
    '<row r="1"><c r="A1" s="1" vm="1" t="e"><v>#VALUE!</v></c></row>',
]


@pytest.mark.parametrize("rows", AS_OTHERS_WRITE[:4])
def test_what_common_programs_write_is_read_fast(rows: str) -> None:
    data = xlsx(sheet_xml(rows), shared=shared_xml("<t>x</t>"), styles=styles_xml("0"))
    part = sheet_xml(rows).encode()
    scan("a", [part], Grid("a", ["x"], Styles.of_codes(["General", "0"])))  # does not raise Unusual
    assert read(data)[0].columns[0][0] in {"x", 2}


@pytest.mark.parametrize("rows", AS_OTHERS_WRITE[4:])
def test_what_only_the_plain_reader_takes(rows: str) -> None:
    assert read(xlsx(sheet_xml(rows)))[0].columns == [[CellError.VALUE]]


@pytest.mark.parametrize("size", [1, 7, 64, 100_000])
def test_parts_may_be_cut_anywhere(size: int) -> None:
    rows = "".join(
        f'<row r="{r}"><c r="A{r}" t="str"><v>Zoë {r}</v></c><c r="C{r}"><v>{r}.5</v></c></row>' for r in range(1, 40)
    )
    part = sheet_xml(rows, after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>').encode()
    grid = Grid("a", [], Styles())
    around = scan("a", (part[i : i + size] for i in range(0, len(part), size)), grid)
    columns, _formats, height = grid.columns()
    assert height == 39
    assert columns[0] == [f"Zoë {r}" for r in range(1, 40)]
    assert columns[2] == [r + 0.5 for r in range(1, 40)]
    assert around.merged == [(0, 0, 0, 1)]


@pytest.mark.parametrize(
    ("part", "texts"),
    [
        (shared_xml("<t>a</t>", '<t xml:space="preserve"> b </t>', "<t>&amp;&#233;</t>"), ["a", " b ", "&é"]),
        (shared_xml("<t>a</t>", "<r><t>b</t></r><r><t>c</t></r>"), None),
        (shared_xml("<t/>"), None),
        (shared_xml("<t>a</t>")[:-6], None),
    ],
)
def test_shared_texts(part: str, texts: list[str] | None) -> None:
    if texts is None:
        with pytest.raises(Unusual):
            shared_texts(part.encode())
    else:
        assert shared_texts(part.encode()) == texts


def test_rich_shared_texts() -> None:
    shared = shared_xml(
        "<t>a</t>", "<r><t>b</t></r><r><t xml:space='preserve'> c</t></r><rPh sb='0' eb='1'><t>no</t></rPh>", "<t/>"
    )
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1"><v>1</v></c></row>'
    assert cells(rows, shared=shared) == [["a"], ["b c"], [None], [1]]


BAD = {
    "a text that is not there": sheet_xml('<row r="1"><c r="A1" t="s"><v>5</v></c></row>'),
    "broken off": sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')[:-20],
    "tags crossed": sheet_xml('<row r="1"><c r="A1"><v>1</c></v></row>'),
    "a control character": sheet_xml('<row r="1"><c r="A1" t="str"><v>\x01</v></c></row>'),
    "an unknown entity": sheet_xml('<row r="1"><c r="A1" t="str"><v>&xxe;</v></c></row>'),
    "not UTF-8": sheet_xml('<row r="1"><c r="A1" t="str"><v>é</v></c></row>').encode("latin-1"),
    "a lone surrogate": sheet_xml('<row r="1"><c r="A1" t="str"><v>~</v></c></row>')
    .encode()
    .replace(b"~", b"\xed\xa0\x80"),
    "an address that is none": sheet_xml('<row r="1"><c r="1A"><v>1</v></c></row>'),
    "a column too far": sheet_xml('<row r="1"><c r="XFE1"><v>1</v></c></row>'),
    "a row too far": sheet_xml('<row r="1048577"><c r="A1048577"><v>1</v></c></row>'),
    "row 0": sheet_xml('<row r="0"><c r="A0"><v>1</v></c></row>'),
    "a declaration": sheet_xml("").replace(
        "<worksheet", '<!DOCTYPE a [<!ENTITY xxe SYSTEM "file:///etc/passwd">]><worksheet', 1
    ),
    "too deep": sheet_xml("", after="<a>" * 70 + "</a>" * 70),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("plain", [False, True])
def test_bad_sheets_are_refused(name: str, plain: bool) -> None:
    with pytest.raises(SourceError, match=r"a\.xlsx, sheet Sheet1") as caught:
        read_xlsx("a.xlsx", io.BytesIO(xlsx(BAD[name])), plain=plain)
    assert caught.value.remedy


def test_a_declaration_in_a_small_part_is_refused() -> None:
    data = xlsx(sheet_xml(""), styles='<!DOCTYPE a [<!ENTITY b "c">]><styleSheet/>')
    with pytest.raises(SourceError, match="document type declaration"):
        read_xlsx("a.xlsx", io.BytesIO(data))


LEGAL = st.characters(
    codec="utf-8", exclude_characters="".join(map(chr, [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF]))
)


def carried(text: str) -> bool:
    """Return whether issue 3 counts the text: no formula, no error literal, no _xHHHH_."""
    return (
        not text.startswith("=")
        and not re.search("_x[0-9A-Fa-f]{4}_", text)
        and text not in set(CellError)
        and not text.startswith("#")
    )


TABLES = st.lists(st.lists(st.text(LEGAL, max_size=12).filter(carried), min_size=1, max_size=5), min_size=1, max_size=8)


@settings(max_examples=120, deadline=None)
@given(TABLES)
def test_text_written_by_openpyxl_comes_back(rows: list[list[str]]) -> None:
    book = openpyxl.Workbook()
    for r, row in enumerate(rows, 1):
        for c, text in enumerate(row, 1):
            book.active.cell(r, c).value = text or None
            book.active.cell(r, c).data_type = "s" if text else "n"
    stream = io.BytesIO()
    book.save(stream)
    assert read(stream.getvalue())[0].columns == columns_of(rows)


VALUES = st.one_of(
    st.none(),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False, width=64).filter(lambda value: abs(value) < 1e300),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(2999, 1, 1)),
    st.timedeltas(timedelta(0), timedelta(days=300)).map(lambda span: timedelta(seconds=int(span.total_seconds()))),
    st.text(LEGAL, min_size=1, max_size=8).filter(carried),
    st.sampled_from(["#N/A", "#REF!"]),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(VALUES, min_size=1, max_size=5), min_size=1, max_size=6))
def test_values_come_back_as_openpyxl_and_calamine_read_them(rows: list[list[object]]) -> None:
    calamine = pytest.importorskip("python_calamine")
    book = openpyxl.Workbook()
    for r, row in enumerate(rows, 1):
        for c, value in enumerate(row, 1):
            book.active.cell(r, c).value = value
            if isinstance(value, timedelta):
                book.active.cell(r, c).number_format = "[h]:mm:ss"
    stream = io.BytesIO()
    book.save(stream)
    table = read(stream.getvalue())[0]
    stream.seek(0)
    sheet = openpyxl.load_workbook(stream).active
    stream.seek(0)
    other = calamine.CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0).to_python(skip_empty_area=False)
    for c, column in enumerate(table.columns):
        for r, value in enumerate(column):
            theirs = sheet.cell(r + 1, c + 1).value
            written = rows[r][c] if c < len(rows[r]) else None
            if isinstance(theirs, datetime) and theirs.time() == datetime.min.time():
                theirs = theirs.date()
            if isinstance(written, timedelta):
                assert value == written
            elif isinstance(theirs, float | int) and not isinstance(theirs, bool):
                assert value == theirs
                assert Decimal(str(value)) == Decimal(str(theirs)) or float(value) == float(theirs)  # type: ignore[arg-type]
            else:
                assert value == theirs
            if isinstance(value, CellError) or value is None:
                assert other == [] or r >= len(other) or c >= len(other[r]) or other[r][c] == ""
            elif isinstance(value, str | bool | int | float):
                assert other[r][c] == value


EXTENSIONS = (
    '<extLst><ext uri="{x}" xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main">'
    '<x15:workbookPr chartTrackingRefBase="1"/><x15:calcPr fullCalcOnLoad="1"/><x15:sheets><x15:sheet name="No"/></x15:sheets></ext></extLst>'
)


@pytest.mark.parametrize("prefix", ["", "m:"])
@pytest.mark.parametrize("main", [MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"])
def test_elements_of_extensions_are_not_those_of_the_workbook(main: str, prefix: str) -> None:
    """Excel 2013 and Excel 2011 of the Mac write a second `workbookPr`, which has no word of the 1904 system."""
    colon = ":m" if prefix else ""
    workbook = (
        f'<{prefix}workbook xmlns{colon}="{main}" xmlns:r="{RELATIONS}"><{prefix}workbookPr date1904="1"/>'
        f'<{prefix}sheets><{prefix}sheet name="Sheet1" sheetId="1" r:id="rId1"/></{prefix}sheets>{EXTENSIONS}</{prefix}workbook>'
    )
    sheet = sheet_xml('<row r="1"><c r="A1" s="1"><v>27833</v></c></row>')
    (table,) = read(xlsx(sheet, styles=styles_xml("dd/mm/yyyy"), extra={"xl/workbook.xml": workbook}))
    assert table.columns == [[date(1980, 3, 15)]]


def test_a_sheet_without_a_part_is_passed_over_and_said() -> None:
    book = xlsx(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>'))
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        workbook = package.read("xl/workbook.xml").decode()
    for absent in ('r:id=""', ""):
        changed = workbook.replace(
            "</sheets>", f'<sheet name="Module1" sheetId="2" state="veryHidden" {absent}/></sheets>'
        )
        (table,) = read(xlsx(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>'), extra={"xl/workbook.xml": changed}))
        assert table.columns == [[1]]
        assert any("Module1 was passed over" in note for note in table.notes)
    # A sheet that a part is named for is data, and must be there.
    lost = workbook.replace("</sheets>", '<sheet name="Lost" sheetId="2" r:id="rId77"/></sheets>')
    with pytest.raises(SourceError, match="does not hold it"):
        read(xlsx(sheet_xml(""), extra={"xl/workbook.xml": lost}))


def test_merged_blocks_in_small_letters() -> None:
    sheet = sheet_xml(
        '<row r="1"><c r="b1"><v>1</v></c></row>', after='<mergeCells><mergeCell ref="a1:b2"/></mergeCells>'
    )
    assert read(xlsx(sheet))[0].merged == [(0, 0, 1, 1)]
