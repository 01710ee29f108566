"""Makers of small source files for the tests: packages written by hand, so that every oddity can be."""
# ruff: noqa: E501 - XML is easier to check on one line

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def zipped(parts: dict[str, bytes | str]) -> bytes:
    """Return a zip file of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return stream.getvalue()


def sheet_xml(rows: str, before: str = "", after: str = "") -> str:
    """Return a sheet part with these rows."""
    return f'{HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def shared_xml(*items: str) -> str:
    """Return a part of shared texts; an item is what stands in its <si>."""
    return f'{HEAD}<sst xmlns="{MAIN}">' + "".join(f"<si>{item}</si>" for item in items) + "</sst>"


def styles_xml(*formats: str) -> str:
    """Return a part of styles: cell style 0 is General, the others have these format codes."""
    codes = "".join(
        f'<numFmt numFmtId="{164 + i}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for i, code in enumerate(formats)
    )
    styles = "".join(f'<xf numFmtId="{164 + i}"/>' for i in range(len(formats)))
    return f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>'


def xlsx(
    *sheets: str | bytes,
    shared: str | None = None,
    styles: str | None = None,
    workbook: str = "",
    states: tuple[str, ...] = (),
    extra: dict[str, bytes | str] | None = None,
    relations: str = "",
) -> bytes:
    """Return a workbook of these sheet parts. workbook: what stands before its list of sheets."""
    names = "".join(
        f'<sheet name="Sheet{i}" sheetId="{i}" r:id="rId{i}"'
        + (f' state="{states[i - 1]}"' if i <= len(states) else "")
        + "/>"
        for i in range(1, len(sheets) + 1)
    )
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE_RELATIONS}"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{workbook}<sheets>{names}</sheets></workbook>',
    }
    for number, sheet in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet
    if shared is not None:
        parts["xl/sharedStrings.xml"] = shared
        links += f'<Relationship Id="rId90" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
    if styles is not None:
        parts["xl/styles.xml"] = styles
        links += f'<Relationship Id="rId91" Type="{RELATIONS}/styles" Target="/xl/styles.xml"/>'
    parts["xl/_rels/workbook.xml.rels"] = (
        f'{HEAD}<Relationships xmlns="{PACKAGE_RELATIONS}">{links}{relations}</Relationships>'
    )
    return zipped(parts | (extra or {}))


ODS_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def ods(tables: str, styles: str = "", extra: dict[str, bytes | str] | None = None) -> bytes:
    """Return an OpenDocument spreadsheet with these tables and automatic styles."""
    content = (
        f"{HEAD}<office:document-content {ODS_SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content} | (extra or {})
    )


def ods_text(text: str) -> str:
    """Return a text as the paragraphs of a cell: spaces, tabs and returns as OpenDocument writes them."""
    paragraphs = []
    for line in text.split("\n"):
        pieces = escape(line).replace("\r", "&#13;").replace("\t", "<text:tab/>").replace(" ", "<text:s/>")
        paragraphs.append(f"<text:p>{pieces}</text:p>")
    return "".join(paragraphs)


def ods_table(rows: list[list[str]], name: str = "Data") -> str:
    """Return a sheet of texts."""
    cells = (
        "".join(
            f'<table:table-cell office:value-type="string">{ods_text(text)}</table:table-cell>'
            if text
            else "<table:table-cell/>"
            for text in row
        )
        for row in rows
    )
    return (
        f'<table:table table:name="{name}">'
        + "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
        + "</table:table>"
    )


def columns_of(rows: list[list[str]]) -> list[list[str | None]]:
    """Return the columns that rows of text come to: empty equals absent, blank rows and columns at the end fall away."""
    height = max((i + 1 for i, row in enumerate(rows) if any(row)), default=0)
    width = max((i + 1 for row in rows for i, text in enumerate(row) if text), default=0)
    return [[(row[column] or None) if column < len(row) else None for row in rows[:height]] for column in range(width)]
