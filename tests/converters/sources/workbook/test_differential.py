"""One odd table, written by each program at hand in each form it writes: the reader gives the same cells from all.

The writers are openpyxl, XlsxWriter, xlwt, odfpy, and LibreOffice where it is installed (it turns one of these into
each form of its own). mdbtools, which only reads, is compared in test_access_oracle.py.
"""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
import warnings
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from converters.sources.reader import Options, read_stream
from converters.sources.table import Cell, CellError, Table

ERRORS = ["#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"]
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


class Odd(NamedTuple):
    """One cell to be written. kind: number, padded, text, rich, bool, error, date, moment, span, formula, blank."""

    kind: str
    value: Any


LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
TEXT = st.text(LETTERS, min_size=1, max_size=12) | st.sampled_from(
    ["001234", "1e5", "TRUE", "31/12/2013", " x ", "a\nb", "a\tb", "_x000D_", "_x0041_x", "x_xD83D_", "=1+1", "#N/A"]
)
RESULT = TEXT.filter(lambda text: text not in {*ERRORS, "TRUE", "FALSE"})  # texts that writers take for other results
NUMBER = (
    st.integers(-999_999_999_999_999, 999_999_999_999_999)
    | st.floats(-1e12, 1e12, allow_nan=False, allow_subnormal=False).map(lambda value: float(f"{value:.12g}"))
    | st.sampled_from([0, -0.0, 0.3, 0.333333333333333, 1e-7, 123456789012345, 31650.5, 1e15, 2.5e300])
)
DAY = st.dates(dt.date(1904, 1, 3), dt.date(2100, 1, 1))
SECOND = st.times().map(lambda time: time.replace(microsecond=0))
ODD = st.one_of(
    st.builds(Odd, st.just("number"), NUMBER),
    st.builds(Odd, st.just("padded"), st.integers(1, 999_999)),
    st.builds(Odd, st.just("text"), TEXT),
    st.builds(Odd, st.just("rich"), st.tuples(TEXT, TEXT)),
    st.builds(Odd, st.just("bool"), st.booleans()),
    st.builds(Odd, st.just("error"), st.sampled_from(ERRORS)),
    st.builds(Odd, st.just("date"), DAY),
    st.builds(Odd, st.just("moment"), st.builds(dt.datetime.combine, DAY, SECOND)),
    st.builds(Odd, st.just("span"), st.integers(0, 4_000_000).map(lambda seconds: dt.timedelta(seconds=seconds))),
    st.builds(Odd, st.just("formula"), st.just("") | st.integers(-50, 50) | RESULT),
    st.just(Odd("blank", None)),
)
ROWS = st.lists(st.lists(ODD, min_size=1, max_size=5), min_size=1, max_size=6)
FORMATS = {"padded": "000000", "date": "dd/mm/yyyy", "moment": "dd/mm/yyyy hh:mm:ss", "span": "[h]:mm:ss"}


def expected(odd: Odd) -> Cell:
    """Return what a cell must come to, whoever wrote it."""
    if odd.kind == "rich":
        return "".join(odd.value)
    if odd.kind == "error":
        return CellError.of(odd.value)
    if odd.kind == "moment" and odd.value.time() == dt.time():
        return odd.value.date()  # type: ignore[no-any-return]
    value = odd.value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if value != "" else None


def tables(data: bytes, name: str) -> list[Table]:
    return read_stream(io.BytesIO(data), name, len(data), shown=name, options=Options())


def check(
    rows: list[list[Odd]],
    data: bytes,
    name: str,
    *,
    lost: frozenset[str] = frozenset(),
    nothing: Cell = None,
) -> None:
    """Compare what is read with what was written.

    lost: kinds that the writer cannot write, which it left blank. nothing: what a formula with an empty result is.
    """
    (table,) = tables(data, name)
    for r, row in enumerate(rows):
        for c, odd in enumerate(row):
            found = table.columns[c][r] if c < table.width and r < table.height else None
            wanted = None if odd.kind in lost else nothing if odd == Odd("formula", "") else expected(odd)
            assert (found, type(found)) == (wanted, type(wanted)), f"row {r + 1}, column {c + 1}: {odd}"
            if odd.kind == "padded":
                assert table.styles is not None
                assert table.formats[table.styles[c][r]] == "000000"
    assert table.height <= len(rows)
    assert table.width <= max(map(len, rows))


def by_xlsxwriter(rows: list[list[Odd]], *, since_1904: bool) -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "date_1904": since_1904, "default_date_format": "dd/mm/yyyy"}
    )
    formats = {kind: book.add_format({"num_format": code}) for kind, code in FORMATS.items()}
    bold, sheet = book.add_format({"bold": True}), book.add_worksheet()
    for r, row in enumerate(rows):
        for c, (kind, value) in enumerate(row):
            match kind:
                case "number":
                    sheet.write_number(r, c, value)
                case "padded":
                    sheet.write_number(r, c, value, formats[kind])
                case "text":
                    sheet.write_string(r, c, value)
                case "rich":
                    sheet.write_rich_string(r, c, bold, value[0], value[1])
                case "bool":
                    sheet.write_boolean(r, c, value)
                case "error":
                    sheet.write_formula(r, c, "=NA()" if value == "#N/A" else f"={value}", None, value)
                case "date" | "moment":
                    sheet.write_datetime(r, c, value, formats[kind])
                case "span":
                    sheet.write_datetime(r, c, value, formats[kind])
                case "formula":
                    sheet.write_formula(r, c, "=A1", None, value)
    book.close()
    return stream.getvalue()


def by_openpyxl(rows: list[list[Odd]], *, since_1904: bool) -> bytes:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = openpyxl.Workbook()
    if since_1904:
        book.epoch = CALENDAR_MAC_1904
    for r, row in enumerate(rows, 1):
        for c, (kind, value) in enumerate(row, 1):
            cell = book.active.cell(r, c)
            if kind == "rich":
                cell.value = CellRichText(value[0], TextBlock(InlineFont(b=True), value[1]))
            elif kind == "error":
                cell.value, cell.data_type = value, "e"
            elif kind == "text":
                cell.value, cell.data_type = value, "s"
            elif kind != "formula":
                cell.value = value
            if kind in FORMATS:
                cell.number_format = FORMATS[kind]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def by_xlwt(rows: list[list[Odd]], *, since_1904: bool) -> bytes:
    import xlwt

    book = xlwt.Workbook()
    book.dates_1904 = since_1904
    sheet = book.add_sheet("Sheet")
    styles = {kind: xlwt.easyxf(num_format_str=code) for kind, code in FORMATS.items()}
    bold = xlwt.easyfont("bold on")
    codes = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
    for r, row in enumerate(rows):
        for c, (kind, value) in enumerate(row):
            if kind == "rich":
                sheet.write_rich_text(r, c, ((value[0], bold), value[1]))
            elif kind == "error":
                sheet.row(r).set_cell_error(c, codes[value])
            elif kind == "span":
                sheet.write(r, c, value.total_seconds() / 86400, styles[kind])
            elif kind not in {"formula", "blank"}:
                sheet.write(r, c, value, styles.get(kind, xlwt.Style.default_style))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def by_odfpy(rows: list[list[Odd]]) -> bytes:
    from odf import number, style, table, text
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.teletype import addTextToElement

    book = OpenDocumentSpreadsheet()
    digits = number.NumberStyle(name="N6")
    digits.addElement(number.Number(minintegerdigits="6", decimalplaces="0"))
    padded = style.Style(name="padded", family="table-cell", datastylename=digits)
    book.automaticstyles.addElement(digits)
    book.automaticstyles.addElement(padded)
    sheet = table.Table(name="Sheet")
    book.spreadsheet.addElement(sheet)
    for row in rows:
        line = table.TableRow()
        sheet.addElement(line)
        for kind, value in row:
            shown = ""
            match kind:
                case "number":
                    cell = table.TableCell(valuetype="float", value=repr(value))
                case "padded":
                    cell, shown = table.TableCell(valuetype="float", value=str(value), stylename=padded), f"{value:06}"
                case "text" | "rich":
                    cell, shown = table.TableCell(valuetype="string"), value if kind == "text" else "".join(value)
                case "bool":
                    cell = table.TableCell(valuetype="boolean", booleanvalue=str(value).lower())
                case "error":
                    cell, shown = table.TableCell(valuetype="string", formula="of:=1"), value
                case "date" | "moment":
                    cell = table.TableCell(valuetype="date", datevalue=value.isoformat())
                case "span":
                    hours, rest = divmod(int(value.total_seconds()), 3600)
                    cell = table.TableCell(valuetype="time", timevalue=f"PT{hours}H{rest // 60}M{rest % 60}S")
                case "formula" if isinstance(value, int):
                    cell = table.TableCell(valuetype="float", value=str(value), formula="of:=[.A1]")
                case "formula":
                    cell, shown = table.TableCell(valuetype="string", formula="of:=[.A1]"), value
                case _:
                    cell = table.TableCell()
            if shown:
                for part in shown.split("\n"):
                    paragraph = text.P()
                    addTextToElement(paragraph, part)
                    cell.addElement(paragraph)
            line.addElement(cell)
    stream = io.BytesIO()
    book.write(stream)
    return stream.getvalue()


QUIET = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def without_escapes(odd: Odd, *kinds: str) -> Odd:
    """Return a cell without `_x0041_` and the like, which some write as they stand and every reader resolves."""
    if odd.kind not in kinds or isinstance(odd.value, int):
        return odd
    if isinstance(odd.value, tuple):
        return Odd(odd.kind, tuple(part.replace("_x", "x") for part in odd.value))
    return Odd(odd.kind, odd.value.replace("_x", "x"))


def without_outer_blanks(odd: Odd) -> Odd:
    """Return a cell without blanks at its ends, which odfpy writes in a way that stands for none."""
    text = "".join(odd.value) if odd.kind == "rich" else odd.value
    if not isinstance(text, str) or odd.kind == "error":
        return odd
    lines = [line.strip(" ") for line in text.split("\n")]
    return Odd(odd.kind if odd.kind == "formula" else "text", "\n".join(lines) or "x")


@QUIET
@given(ROWS, st.booleans())
def test_written_by_xlsxwriter(rows: list[list[Odd]], since_1904: bool) -> None:
    rows = [[without_escapes(odd, "formula", "rich") for odd in row] for row in rows]
    # It writes no type and no value for an empty result, as openpyxl does for one that was never worked out.
    check(rows, by_xlsxwriter(rows, since_1904=since_1904), "a.xlsx", nothing=CellError.UNCACHED)


@QUIET
@given(ROWS, st.booleans())
def test_written_by_openpyxl(rows: list[list[Odd]], since_1904: bool) -> None:
    rows = [[without_escapes(odd, "text", "rich") for odd in row] for row in rows]
    check(rows, by_openpyxl(rows, since_1904=since_1904), "a.xlsx", lost=frozenset({"formula"}))


@QUIET
@given(ROWS, st.booleans())
def test_written_by_xlwt(rows: list[list[Odd]], since_1904: bool) -> None:
    check(rows, by_xlwt(rows, since_1904=since_1904), "a.xls", lost=frozenset({"formula"}))


@QUIET
@given(ROWS)
def test_written_by_odfpy(rows: list[list[Odd]]) -> None:
    rows = [[without_outer_blanks(odd) for odd in row] for row in rows]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = by_odfpy(rows)
    check(rows, data, "a.ods")


FIXED = [
    [Odd("number", 123456789012345), Odd("padded", 1234), Odd("text", "_x000D_"), Odd("rich", ("Zo", "ë"))],
    [Odd("bool", True), Odd("error", "#N/A"), Odd("date", dt.date(1980, 3, 15)), Odd("span", dt.timedelta(hours=25.5))],
    [Odd("moment", dt.datetime(2013, 11, 7, 9, 30)), Odd("text", "001234"), Odd("number", -0.5), Odd("text", "a  b")],
]
FORMS = ["xlsx", "ods", "fods", "xls"]


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed here")
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("since_1904", [False, True])
def test_turned_into_other_forms_by_libreoffice(tmp_path: Path, form: str, since_1904: bool) -> None:
    source = tmp_path / "in" / "a.xlsx"
    source.parent.mkdir()
    source.write_bytes(by_xlsxwriter(FIXED, since_1904=since_1904))
    command = [str(OFFICE), "--headless", f"-env:UserInstallation=file://{tmp_path}/office", "--convert-to", form]
    subprocess.run([*command, "--outdir", str(tmp_path), str(source)], check=True, capture_output=True, timeout=120)
    check(FIXED, (tmp_path / f"a.{form}").read_bytes(), f"a.{form}")
