"""Web pages under any name: tables as browsers show them, with what pages saved by Excel say of the numbers behind."""

from __future__ import annotations

import contextlib
import io
import random
import time
from datetime import date, timedelta

import pytest

from converters.sources import limits
from converters.sources.reader import Options, read_stream
from converters.sources.table import CellError, NoTable, SourceError, Table


def read(page: str | bytes, name: str = "payroll.xls") -> list[Table]:
    data = page if isinstance(page, bytes) else page.encode()
    return read_stream(io.BytesIO(data), name, len(data), shown=name, options=Options())


def rows(table: Table) -> list[list[object]]:
    return [table.row(index) for index in range(table.height)]  # type: ignore[misc]


def one_cell(cell: str, style: str = "") -> object:
    (table,) = read(f"<html><head>{style}</head><body><table><tr>{cell}<td>x</td></tr></table></body></html>")
    return table.columns[0][0]


REPORT = """<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1252">
<style><!-- td { color: red } .x1 { mso-number-format:"\\@"; } --></style>
<script>document.write("<table><tr><td>never</td></tr></table>")</script></head><body>
<h2>Harbour Lane Primary School</h2><p>Payroll for April</p>
<table border=1><caption>Staff</caption>
<thead><tr><th>Staff no<th>Name<th>Salary</thead>
<tbody><tr><td class=x1>001234</td><td>Zo\xeb &amp; M&uuml;ller&nbsp;</td><td align=right>&pound;31,650.00</td></tr>
<tr><td class=x1>001235<td>O&#39;Neill<br>Bo<td>&nbsp;</tr></tbody>
</table></body></html>"""


@pytest.mark.parametrize("codec", ["cp1252", "utf-8-sig", "utf-16"])
def test_a_report_as_web_systems_send_it(codec: str) -> None:
    (table,) = read(REPORT.encode(codec))
    assert rows(table) == [
        ["Harbour Lane Primary School", None, None],
        ["Payroll for April", None, None],
        ["Staff", None, None],
        ["Staff no", "Name", "Salary"],
        ["001234", "Zoë & Müller", "£31,650.00"],
        ["001235", "O'Neill\nBo", None],
    ]
    assert "read as it shows" in table.notes[0]


def test_a_page_that_is_wrong_about_its_encoding() -> None:
    page = "<meta charset=utf-8><table><tr><td>Zoë</td></tr></table>"
    assert read(page.encode("cp1252"))[0].columns == [["Zoë"]]
    assert read(page.replace("utf-8", "utf-16").encode())[0].columns == [["Zoë"]]
    assert read(page.replace("utf-8", "no-such").encode())[0].columns == [["Zoë"]]


@pytest.mark.parametrize(
    "start", ["<table>", "<TABLE>", "\ufeff<table>", "<?xml version='1.0'?>\n<html><table>", "<!-- x --><html><table>"]
)
def test_pages_that_begin_in_every_way(start: str) -> None:
    assert read(f"{start}<tr><td>1</td></tr></table>")[0].columns == [["1"]]


def test_merged_cells_hold_what_they_hold_once() -> None:
    (table,) = read(
        "<table><tr><td rowspan=2>A<td colspan='2'>B</tr><tr><td>C<td>D</tr>"
        "<tr><td>E<td rowspan=99>F<td>G</tr><tr><td>H<td>I</tr></table>"
    )
    assert rows(table) == [["A", "B", None], [None, "C", "D"], ["E", "F", "G"], ["H", None, "I"]]
    assert table.merged == [(0, 0, 1, 0), (0, 1, 0, 2), (2, 1, 3, 1)]


def test_several_tables_and_tables_for_layout() -> None:
    tables = read(
        "<table><tr><td><table><tr><td>A</td></tr></table></td><td>"
        "<p>Absences</p><table><tr><td>B</td></tr></table></td></tr></table>"
        "<p>Notes</p><table><tr><td></td></tr></table><table><tr><td>C</td></tr></table>"
    )
    assert [rows(table) for table in tables] == [[["A"]], [["Absences"], ["B"]], [["Notes"], ["C"]]]
    assert "3 tables" in tables[0].notes[0]
    assert [table.sheet for table in tables] == ["Table 1", "Table 2", "Table 3"]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("<td>a<script>b</script>c</td>", "ac"),
        ("<td>a<style>b{}</style>c</td>", "ac"),
        ("<td><span style='display:none'>20240401</span>01/04/2024</td>", "01/04/2024"),
        ("<td><span style='DISPLAY : NONE'>1<b>2</b></span>3</td>", "3"),
        ("<td><div>a</div><div>b</div></td>", "a\nb"),
        ("<td><p>a</p></td>", "a"),
        ("<td>  a \n\t b&nbsp;&nbsp;c </td>", "a b c"),
        ("<td>&lt;b&gt; &eacute; &#8364; &#x41;</td>", "<b> é € A"),
        ("<td><input type=text value='37.5'></td>", "37.5"),
        ("<td><input type=hidden value='x'>7</td>", "7"),
        ("<td><select><option>No<option selected>Yes</select></td>", "Yes"),
        ("<td><!-- x -->1<!-- y --></td>", "1"),
        ("<td><img src='http://example.invalid/x.png' alt='x'>1</td>", "1"),
        ("<td><a href='javascript:x()'>Smith</a></td>", "Smith"),
        ("<td>001234</td>", "001234"),
        ("<td>#N/A</td>", "#N/A"),
    ],
)
def test_cells_as_they_show(cell: str, shown: str) -> None:
    assert one_cell(cell) == shown


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("<td x:num='31650.5'>31,651</td>", 31650.5),
        ("<td x:num>31,650.50</td>", 31650.5),
        ("<td x:str>001</td>", "001"),
        ("<td x:err='#N/A'>#N/A</td>", CellError.NA),
        ("<td x:bool='TRUE'>TRUE</td>", True),
        ("<td class=xl24 x:num='38353'>01/01/2005</td>", date(2005, 1, 1)),
        ("<td style='mso-number-format:\"dd\\/mm\\/yyyy\"'>38353</td>", date(2005, 1, 1)),
        ("<td style=\"mso-number-format:'Short Date'\">38353</td>", date(2005, 1, 1)),
        ("<td style='mso-number-format:\"\\[h\\]\\:mm\"'>1.0625</td>", timedelta(hours=25.5)),
        ("<td style='mso-number-format:\"dd\\/mm\\/yyyy\"'>01/01/2005</td>", "01/01/2005"),
        ("<td style='mso-number-format:\"\\@\"'>38353</td>", "38353"),
        ("<td style='mso-number-format:\"0\\.00\"'>31650.50</td>", "31650.50"),
        ("<td style='mso-number-format:000000'>1234</td>", 1234),
        ("<td style='mso-number-format:000000'>001234</td>", "001234"),
        ("<td style='mso-number-format:\"\\0022\\00A3\\0022\\#\\,\\#\\#0\"'>5</td>", "5"),
    ],
)
def test_numbers_behind_cells(cell: str, value: object) -> None:
    found = one_cell(cell, "<style>.xl24, .xl25 {mso-number-format:'dd\\/mm\\/yyyy';}</style>")
    assert found == value
    assert type(found) is type(value)


def test_the_format_of_a_padded_number_is_kept() -> None:
    (table,) = read("<table><tr><td style='mso-number-format:\"000000\"'>1234</td></tr></table>")
    assert table.styles is not None
    assert table.formats[table.styles[0][0]] == "000000"


def test_hidden_rows_are_said() -> None:
    (table,) = read("<table><tr style='display:none'><td>1</tr><tr><td>2</table>")
    assert table.hidden_rows == [0]
    assert any("Hidden rows" in note for note in table.notes)


def test_the_sheet_s_name_where_the_page_says_it() -> None:
    name = "<!--[if gte mso 9]><xml><x:ExcelWorksheet><x:Name>Staff</x:Name></x:ExcelWorksheet></xml><![endif]-->"
    assert read(f"<html><head>{name}</head><table><tr><td>1</td></tr></table></html>")[0].sheet == "Staff"


MHT = """MIME-Version: 1.0
Content-Type: multipart/related; boundary="b1"

--b1
Content-Location: file:///C:/1/Book.htm
Content-Transfer-Encoding: quoted-printable
Content-Type: text/html; charset="us-ascii"

<html><xml><x:ExcelWorkbook><x:ExcelWorksheet><x:Name>Staff &amp; Pay</x:Name>
<x:WorksheetSource HRef=3D"Book_files/sheet001.htm"/></x:ExcelWorksheet>
<x:ExcelWorksheet><x:Name>Absences</x:Name><x:WorksheetSource HRef=3D"Book_files/sheet002.htm"/>
</x:ExcelWorksheet></xml><frameset></frameset></html>

--b1
Content-Location: file:///C:/1/Book_files/sheet001.htm
Content-Transfer-Encoding: quoted-printable
Content-Type: text/html; charset="utf-8"

<table><tr><td>Zo=C3=AB</td><td x:num=3D"7">7</td></tr></table>

--b1
Content-Location: file:///C:/1/Book_files/sheet002.htm
Content-Transfer-Encoding: base64
Content-Type: text/html; charset="utf-8"

PHRhYmxlPjx0cj48dGQ+MDEvMDQvMjAyNDwvdGQ+PC90cj48L3RhYmxlPg==

--b1
Content-Location: file:///C:/1/Book_files/image.png
Content-Transfer-Encoding: base64
Content-Type: image/png

AAAA

--b1--
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("head", ["", "From: <Saved by Excel>\nSubject: x\n"])
def test_a_workbook_saved_as_one_web_page(end: str, head: str) -> None:
    staff, absences = read((head + MHT).replace("\n", end), "a.mht")
    assert (staff.sheet, rows(staff)) == ("Staff & Pay", [["Zoë", 7]])
    assert (absences.sheet, rows(absences)) == ("Absences", [["01/04/2024"]])


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceError, match="columns"):
        read("<table><tr>" + "<td colspan=1000>x" * 17 + "</table>")
    (table,) = read("<table><tr><td rowspan=9999999 colspan=1000>x</table>")
    assert (table.height, table.width) == (1, 1)
    with pytest.raises(SourceError, match="deep"):
        read("<table><tr><td>" + "<div>" * 220 + "x")
    monkeypatch.setattr(limits, "MAX_SHEETS", 3)
    with pytest.raises(SourceError, match="tables"):
        read("<table><tr><td>x</td></tr></table>" * 4)
    monkeypatch.setattr(limits, "MAX_CELL_TEXT", 10)
    with pytest.raises(SourceError, match="characters"):
        read("<table><tr><td>" + "x" * 11)


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><td>" + " " * 3_000_000 + "x",
        "<table><tr><td>x" + "<br>" * 300_000,
        "<table><tr><td style='" + "display " * 30_000 + "'>x",
        "<table><tr><td style=\"mso-number-format:'" + "\\a" * 30_000 + '">1',
        "<html><style>" + "a{" * 100_000 + "mso-number-format</style><table><tr><td>1",
        "<table><tr>" + "<td>" * 16_000,
        "<!--" + "-" * 60_000,
        "<table><tr><td>" + "<" * 500_000,
        "<table><tr><td>" + "&" * 500_000,
    ],
)
def test_attacks_end_soon(page: str) -> None:
    began = time.monotonic()
    with contextlib.suppress(SourceError):
        read(page)
    assert time.monotonic() - began < 5


def test_any_damage_is_tables_or_an_error() -> None:
    chance = random.Random(11)
    for data in (REPORT.encode("cp1252"), MHT.encode()):
        for _ in range(200):
            changed = bytearray(data)
            for _ in range(chance.randrange(1, 6)):
                at = chance.randrange(len(changed))
                changed[at : at + chance.randrange(3)] = chance.choice(
                    [b"<", b">", b"\0", b"<table>", b"</td>", b"\xff"]
                )
            try:
                tables = read(bytes(changed))
            except SourceError as error:
                assert error.remedy  # noqa: PT017 - both ends are good ones
            else:
                assert all(len(column) == table.height for table in tables for column in table.columns)


def test_a_page_without_a_table() -> None:
    with pytest.raises(NoTable, match="sign in"):
        read("<html><body><form>Password <input type=password></form></body></html>")
