"""The sample school as one OpenDocument workbook: its four files copied into one with LibreOffice."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from converters.sample.lists import write_absences, write_hr_list, write_school
from converters.sample.payroll import write_payroll
from swf_desktop.files.writing import whole
from swf_desktop.workbook import fixed_entry

_MIME: Final = "application/vnd.oasis.opendocument.spreadsheet"
_URN: Final = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES: Final = " ".join(
    f'xmlns:{prefix}="{_URN}:{name}:1.0"'
    for prefix, name in (
        *(("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("number", "datastyle")),
        ("manifest", "manifest"),
    )
)
_CALC: Final = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_DATE: Final = (
    '<number:date-style style:name="N{0}"><number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>'
    "</number:date-style>"
)
_NUMBER: Final = '<number:number-style style:name="N{{0}}"><number:number {}/></number:number-style>'
_FORMATS: Final = {
    "DD/MM/YYYY": _DATE,
    "000000": _NUMBER.format('number:min-integer-digits="6" number:decimal-places="0"'),
    "0000000": _NUMBER.format('number:min-integer-digits="7" number:decimal-places="0"'),
    "#,##0.00": _NUMBER.format('number:min-integer-digits="1" number:decimal-places="2" number:grouping="true"'),
    "0.00": _NUMBER.format('number:min-integer-digits="1" number:decimal-places="2"'),
}
"""The number formats of the sample's files, as OpenDocument says them."""

_FIRST_STYLE: Final = 100
"""Lower numbers are LibreOffice's own."""

_EXCEL_TEXT: Final = re.compile(r'="(.*)"')
_OUTER_SPACES: Final = re.compile(r"^ +| +$|(?<= ) +")


def write_ods(path: Path) -> Path:
    """Write all sheets of the sample's four files into one .ods; the same bytes each time. Raises OSError."""
    with TemporaryDirectory() as folder:
        tables = list(_tables(Path(folder)))
    styles = "".join(
        f'{style.format(number)}<style:style style:name="C{number}" style:family="table-cell"'
        f' style:parent-style-name="Default" style:data-style-name="N{number}"/>'
        for number, style in enumerate(_FORMATS.values(), _FIRST_STYLE)
    )
    content = (
        f'{_HEAD}<office:document-content {_SPACES} {_CALC} office:version="1.2">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    manifest = (
        f'{_HEAD}<manifest:manifest {_SPACES} manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIME}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with whole(path) as file, zipfile.ZipFile(file, "w") as archive:
        kind = fixed_entry("mimetype")
        kind.compress_type = zipfile.ZIP_STORED
        archive.writestr(kind, _MIME)
        archive.writestr(fixed_entry("content.xml"), content)
        archive.writestr(fixed_entry("META-INF/manifest.xml"), manifest)
    return path


def _tables(folder: Path) -> Iterator[str]:
    """Yield the sheets of the four files, in turn."""
    yield from _sheets(write_payroll(folder / "payroll.xlsx"))
    text = write_hr_list(folder / "HR list.csv").read_bytes().decode("cp1252")
    rows = []
    for row in csv.reader(io.StringIO(text, newline="")):
        # What is ="010011" in the .csv was opened in a spreadsheet, and is the text 010011 from then on.
        cells = [found[1] if (found := _EXCEL_TEXT.fullmatch(cell)) else cell for cell in row]
        rows.append("".join(_text_cell(cell) if cell else "<table:table-cell/>" for cell in cells))
    yield _table("Staff list", rows)
    yield from _sheets(write_absences(folder / "absences.xlsx"))
    yield from _sheets(write_school(folder / "school.xlsx"))


def _sheets(path: Path) -> Iterator[str]:
    for sheet in load_workbook(path).worksheets:
        yield _table(sheet.title, [_row(sheet, number) for number in range(1, sheet.max_row + 1)])


def _table(name: str, rows: list[str]) -> str:
    lines = "".join(f"<table:table-row>{row or '<table:table-cell/>'}</table:table-row>" for row in rows)
    return f"<table:table table:name={quoteattr(name)}>{lines}</table:table>"


def _row(sheet: Worksheet, number: int) -> str:
    spans = {
        (block.min_row, block.min_col): (block.max_col - block.min_col + 1, block.max_row - block.min_row + 1)
        for block in sheet.merged_cells.ranges
    }
    return "".join(
        "<table:covered-table-cell/>"
        if isinstance(cell, MergedCell)
        else _cell(cell, spans.get((number, column), (1, 1)))
        for column, cell in enumerate(sheet[number], 1)
    )


def _cell(cell: Cell, span: tuple[int, int]) -> str:
    columns, rows = span
    merged = ""
    if span != (1, 1):
        merged = f' table:number-columns-spanned="{columns}" table:number-rows-spanned="{rows}"'
    value = cell.value
    if value is None:
        return f"<table:table-cell{merged}/>"
    if cell.data_type == "e":
        text = escape(str(value))
        return (
            f'<table:table-cell{merged} table:formula="of:={text}" office:value-type="string"'
            f' office:string-value="" calcext:value-type="error"><text:p>{text}</text:p></table:table-cell>'
        )
    style = ""
    if cell.number_format in _FORMATS:
        style = f' table:style-name="C{list(_FORMATS).index(cell.number_format) + _FIRST_STYLE}"'
    if isinstance(value, datetime | date):
        day = f"{value:%Y-%m-%d}"
        return f'<table:table-cell{merged}{style} office:value-type="date" office:date-value="{day}"/>'
    if isinstance(value, int | float):
        return f'<table:table-cell{merged}{style} office:value-type="float" office:value="{value!r}"/>'
    return _text_cell(str(value), merged)


def _text_cell(text: str, merged: str = "") -> str:
    """Return a cell of text. Spaces at its ends, or several in a row, are elements of their own in OpenDocument."""
    inner = _OUTER_SPACES.sub(lambda found: f'<text:s text:c="{len(found[0])}"/>', escape(text))
    return f'<table:table-cell{merged} office:value-type="string"><text:p>{inner}</text:p></table:table-cell>'
