"""OpenDocument spreadsheets (.ods), read with expat from content.xml: types as the file has them, not as shown.

Number formats are rebuilt as format codes where they say how a number is written (digits, decimals, currency), so that
leading zeros can be restored from them. Facts from OpenDocument 1.2 part 1. Nothing is worked out and no link is
followed.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, NamedTuple
from xml.parsers import expat

from converters.sources import limits
from converters.sources.package.protected_ods import MANIFEST, ProtectedParts
from converters.sources.package.zip_parts import Package, damaged
from converters.sources.room import Room
from converters.sources.table import Cell, CellError, NoTable, SourceError, Table
from converters.sources.workbook.grid import iso_date, number
from converters.sources.workbook.ods_styles import Styles
from converters.sources.workbook.remarks import remark
from converters.sources.workbook.xlsx_plain import parse
from swf_desktop.words import sheet_words

_SPACES: Final = re.compile("[ \t\n]+")
_DURATION: Final = re.compile(r"(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?)?", re.ASCII)
_ERROR_TEXT: Final = {
    "Err:502": CellError.VALUE,
    "Err:503": CellError.NUM,
    "Err:504": CellError.REF,
    "Err:508": CellError.NAME,
}
_SHOWN_TRUTH: Final = {"TRUE": "1", "FALSE": "0"}
_NUMERIC: Final = frozenset({"float", "percentage", "currency"})
_HIDDEN: Final = frozenset({"collapse", "filter"})
_NOTES: Final = frozenset(
    {"office:annotation", "draw:frame", "draw:g", "draw:custom-shape", "table:detective", "table:shapes"}
)
_WIDE: Final = "Keep only the part that is the data, and save it as a workbook of its own."


class _Value(NamedTuple):
    """What a cell's attributes say, before its text is known."""

    type: str
    value: str
    formula: bool
    error: bool
    style: str | None


@dataclass(slots=True)
class _Sheet:
    """One sheet being read. rows: (row index, cells by column), only rows that hold something."""

    name: str
    style: str
    rows: list[tuple[int, int, dict[int, tuple[Cell, int]]]] = field(default_factory=list)
    column_styles: dict[int, str] = field(default_factory=dict)
    hidden_columns: list[int] = field(default_factory=list)
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    columns: int = 0
    row: int = 0
    uncached: int = 0
    cells: int = 0


def read_ods(file: str, package: Package, *, shown: str | None = None, password: str | None = None) -> list[Table]:
    """Read all sheets of a workbook; the package is closed.

    Raises SourceError where it is damaged, no spreadsheet, or larger than limits.py allows; PasswordNeeded where it is
    protected and the password is missing or wrong.
    """
    shown = shown or file
    try:
        if "mimetype" in package:
            kind = package.read("mimetype").strip()
            if b"spreadsheet" not in kind:
                raise SourceError(
                    shown,
                    "It is an OpenDocument file, but no spreadsheet.",
                    "Copy the table in it to a spreadsheet, and choose that.",
                )
        parts: Callable[[str], Iterable[bytes]] = package.chunks
        if MANIFEST in package and (protected := ProtectedParts(shown, package, password)):
            inner = protected.inner()
            if inner is not None:
                return read_ods(file, inner, shown=shown)

            def parts(name: str) -> Iterable[bytes]:
                return [protected.read(name)]

        if "content.xml" not in package:
            raise damaged(shown, "It is an OpenDocument file without its content.")
        styles = Styles()
        if "styles.xml" in package:
            _Content(shown, styles).read(parts("styles.xml"))
        content = _Content(shown, styles)
        content.read(parts("content.xml"))
        if not content.spreadsheet:
            raise SourceError(
                shown, "It is an OpenDocument file, but no spreadsheet.", "Choose the spreadsheet (.ods) with the data."
            )
        return _tables(file, shown, content, styles)
    finally:
        package.close()


def read_fods(file: str, chunks: Iterable[bytes], *, shown: str | None = None) -> list[Table]:
    """Read all sheets of a workbook in one file of XML (.fods). Raises as `read_ods` does."""
    shown = shown or file
    styles = Styles()
    content = _Content(shown, styles)
    content.read(chunks)
    if not content.sheets:
        raise NoTable(shown, "It is an OpenDocument file without a sheet.", "Choose the spreadsheet with the data.")
    return _tables(file, shown, content, styles)


def _tables(file: str, shown: str, content: _Content, styles: Styles) -> list[Table]:
    room = Room(shown)
    return [room.take(_table(file, shown, sheet, styles)) for sheet in content.sheets]


class _Content:
    """The handlers for content.xml. Cells repeated at the end of a row or sheet (a million blank ones) cost nothing."""

    def __init__(self, file: str, styles: Styles) -> None:
        self.file = file
        self.styles = styles
        self.sheets: list[_Sheet] = []
        self.spreadsheet = False
        self._path: list[str] = []
        self._skip = 0
        self._sheet: _Sheet | None = None
        self._row: dict[int, tuple[Cell, int]] = {}
        self._row_repeat = 1
        self._column = 0
        self._value: _Value | None = None
        self._repeat = 1
        self._paragraphs: list[str] = []
        self._length = 0
        self._pieces: list[str] | None = None
        self._tables = 0
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "office:spreadsheet": self._start_spreadsheet,
            "table:table": self._start_table,
            "table:table-column": self._start_column,
            "table:table-row": self._start_row,
            "table:table-cell": self._start_cell,
            "table:covered-table-cell": self._start_cell,
            "text:p": self._start_paragraph,
            "text:s": self._spaces,
            "text:tab": lambda _attributes: self._add("\t"),
            "text:line-break": lambda _attributes: self._add("\n"),
        }
        self._ends: dict[str, Callable[[], None]] = {
            "table:table": self._end_table,
            "table:table-row": self._end_row,
            "table:table-cell": self._end_cell,
            "table:covered-table-cell": self._end_cell,
            "text:p": self._end_paragraph,
        }

    def read(self, chunks: Iterable[bytes]) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parse(self.file, chunks, parser)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        if len(self._path) > limits.MAX_DEPTH:
            raise SourceError(
                self.file,
                f"Its elements stand more than {limits.MAX_DEPTH} deep.",
                "It was not read further, for safety. Save it again.",
            )
        if self._skip or name in _NOTES:
            self._skip += 1
            return
        handler = self._starts.get(name)
        if handler is not None:
            handler(attributes)
        elif self._sheet is None:
            self.styles.start(name, attributes)

    def _end(self, name: str) -> None:
        self._path.pop()
        if self._skip:
            self._skip -= 1
            return
        handler = self._ends.get(name)
        if handler is not None:
            handler()
        elif self._sheet is None:
            self.styles.end(name)

    def _characters(self, text: str) -> None:
        if self._skip:
            return
        if self._pieces is not None:
            # White space is layout here, but for what is written as a character of its own: a carriage return.
            self._pieces.append(text)
        elif self._sheet is None:
            self.styles.characters(text)

    def _start_spreadsheet(self, _attributes: dict[str, str]) -> None:
        self.spreadsheet = True

    def _start_table(self, attributes: dict[str, str]) -> None:
        self._tables += 1
        if self._sheet is not None or not self.spreadsheet:
            return
        if len(self.sheets) >= limits.MAX_SHEETS:
            raise SourceError(
                self.file, f"It has more than {limits.MAX_SHEETS} sheets.", "Keep only those that hold the data."
            )
        self._sheet = _Sheet(attributes.get("table:name", ""), attributes.get("table:style-name", ""))

    def _end_table(self) -> None:
        self._tables -= 1
        if self._sheet is not None and self._tables == 0:
            self.sheets.append(self._sheet)
            self._sheet = None

    def _start_column(self, attributes: dict[str, str]) -> None:
        sheet = self._sheet
        if sheet is None or self._tables > 1:
            return
        count = _count(attributes.get("table:number-columns-repeated"), limits.MAX_COLUMNS)
        first, last = sheet.columns, min(sheet.columns + count, limits.MAX_COLUMNS)
        if attributes.get("table:visibility") in _HIDDEN:
            sheet.hidden_columns.extend(range(first, last))
        style = attributes.get("table:default-cell-style-name")
        if style and style != "Default":
            sheet.column_styles.update(dict.fromkeys(range(first, last), style))
        sheet.columns = last

    def _start_row(self, attributes: dict[str, str]) -> None:
        sheet = self._sheet
        if sheet is None or self._tables > 1:
            return
        self._row = {}
        self._column = 0
        self._row_repeat = _count(attributes.get("table:number-rows-repeated"), limits.MAX_ROWS)
        if attributes.get("table:visibility") in _HIDDEN:
            sheet.hidden_rows.append((sheet.row, sheet.row + self._row_repeat))

    def _end_row(self) -> None:
        sheet = self._sheet
        if sheet is None or self._tables > 1:
            return
        if self._row:
            sheet.cells += len(self._row) * self._row_repeat
            if sheet.cells > limits.MAX_AREA or sheet.row + self._row_repeat > limits.MAX_ROWS:
                raise SourceError(sheet_words(self.file, sheet.name), "It holds more cells than can be read.", _WIDE)
            sheet.rows.append((sheet.row, self._row_repeat, self._row))
        sheet.row += self._row_repeat

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if self._sheet is None or self._tables > 1:
            return
        kind = attributes.get("office:value-type") or attributes.get("calcext:value-type") or ""
        value = (
            attributes.get("office:value")
            or attributes.get("office:date-value")
            or attributes.get("office:time-value")
            or attributes.get("office:boolean-value")
            or attributes.get("office:string-value")
            or ""
        )
        self._value = _Value(
            kind,
            value,
            "table:formula" in attributes,
            attributes.get("calcext:value-type") == "error",
            attributes.get("table:style-name"),
        )
        self._repeat = _count(attributes.get("table:number-columns-repeated"), limits.MAX_COLUMNS)
        self._paragraphs = []
        self._length = 0
        spans = [
            _count(attributes.get(f"table:number-{name}-spanned"), limit)
            for name, limit in (("rows", limits.MAX_ROWS), ("columns", limits.MAX_COLUMNS))
        ]
        if spans != [1, 1]:
            row, column = self._sheet.row, self._column
            self._sheet.merged.append((row, column, row + spans[0] - 1, column + spans[1] - 1))

    def _end_cell(self) -> None:
        sheet, value = self._sheet, self._value
        if sheet is None or value is None or self._tables > 1:
            return
        self._value = None
        text = "\n".join(self._paragraphs)
        cell = _cell(value, text, len(self._paragraphs))
        if cell is CellError.UNCACHED:
            sheet.uncached += self._row_repeat
        if cell is not None:
            if self._column + self._repeat > limits.MAX_COLUMNS:
                raise SourceError(
                    sheet_words(self.file, sheet.name), f"It has more than {limits.MAX_COLUMNS:,} columns.", _WIDE
                )
            for column in range(self._column, self._column + self._repeat):
                self._row[column] = (cell, self._format(sheet, value.style, column))
        self._column += self._repeat

    def _format(self, sheet: _Sheet, style: str | None, column: int) -> int:
        return self.styles.format_of(sheet.column_styles.get(column) if style is None else style)

    def _start_paragraph(self, _attributes: dict[str, str]) -> None:
        if self._value is not None:
            self._pieces = []

    def _add(self, text: str) -> None:
        if self._pieces is not None:
            self._length += len(text)
            if self._length > limits.MAX_CELL_TEXT:
                raise SourceError(self.file, f"A cell has more than {limits.MAX_CELL_TEXT:,} characters.", _WIDE)
            # A mark that collapsing leaves alone, taken out again at the end.
            self._pieces.append("\x00" + text + "\x00")

    def _spaces(self, attributes: dict[str, str]) -> None:
        self._add(" " * _count(attributes.get("text:c"), limits.MAX_CELL_TEXT))

    def _end_paragraph(self) -> None:
        if self._pieces is not None:
            self._paragraphs.append(_collapsed("".join(self._pieces)))
            self._pieces = None


def _collapsed(text: str) -> str:
    """Return the text of a paragraph: white space is one space, none at its ends; what stands between NULs stays."""
    parts = text.split("\x00")
    for index in range(0, len(parts), 2):
        piece = _SPACES.sub(" ", parts[index])
        if index == 0:
            piece = piece.lstrip(" ")
        if index == len(parts) - 1:
            piece = piece.rstrip(" ")
        parts[index] = piece
    return "".join(parts)


def _count(text: str | None, most: int) -> int:
    """Return a number of repetitions: at least 1, at most what there can be."""
    if text is None or not text.isdecimal() or len(text) > 9:
        return 1 if text is None or not text.isdecimal() else most
    return min(max(int(text), 1), most)


def _cell(value: _Value, text: str, paragraphs: int) -> Cell:
    kind = value.type
    if value.error or (value.formula and text in _ERROR_TEXT):
        return _ERROR_TEXT.get(text) or CellError.of(text)
    if value.formula and text.startswith("#"):
        error = CellError.of(text)
        if error is not CellError.UNKNOWN:
            return error
    # LibreOffice keeps true and false as numbers under a format of their own, and turns those of Excel into formulas.
    if kind in _NUMERIC and _SHOWN_TRUTH.get(text) == value.value:
        return text == "TRUE"
    if kind in _NUMERIC:
        return number(value.value) if value.value else text or None
    if kind == "date":
        return iso_date(value.value)
    if kind == "time":
        return duration(value.value)
    if kind == "boolean":
        return value.value == "true"
    # LibreOffice writes an empty paragraph, and no type, for a formula whose result is an empty text.
    if value.formula and not kind and not text and not paragraphs:
        return CellError.UNCACHED
    return text or value.value or None


def duration(text: str) -> Cell:
    """Return an ISO 8601 duration (PT25H30M00S) as a span; the text itself where it is none."""
    found = _DURATION.fullmatch(text)
    if not found or len(text) > 40:
        return text or None
    sign, days, hours, minutes, seconds, fraction = found.groups()
    try:
        span = timedelta(
            days=int(days or 0),
            hours=int(hours or 0),
            minutes=int(minutes or 0),
            seconds=int(seconds or 0),
            milliseconds=round(float(f"0.{fraction or 0}") * 1000),
        )
    except OverflowError:
        return text
    return -span if sign else span


def _table(file: str, shown: str, sheet: _Sheet, styles: Styles) -> Table:
    height = max((row + repeat for row, repeat, _cells in sheet.rows), default=0)
    width = 1 + max((max(cells) for _row, _repeat, cells in sheet.rows), default=-1)
    if height * width > limits.MAX_AREA:
        raise SourceError(
            sheet_words(shown, sheet.name), f"Its cells spread over {height:,} rows and {width:,} columns.", _WIDE
        )
    written = sum(
        repeat * sum(len(cell) for cell, _format in cells.values() if isinstance(cell, str))
        for _row, repeat, cells in sheet.rows
    )
    if written > limits.MAX_TABLE_TEXT:
        raise SourceError(
            f"{shown}, sheet {sheet.name}",
            f"Its cells hold more than {limits.MAX_TABLE_TEXT:,} characters together.",
            _WIDE,
        )
    columns: list[list[Cell]] = [[None] * height for _ in range(width)]
    formats = [array("H", bytes(2 * height)) for _ in range(width)]
    for first, repeat, cells in sheet.rows:
        for column, (cell, format_) in cells.items():
            for row in range(first, first + repeat):
                columns[column][row] = cell
                formats[column][row] = format_
    table = Table(file, sheet.name, columns, height, list(styles.formats), list(formats), sheet.merged)
    table.hidden = styles.is_hidden(sheet.style)
    table.hidden_columns = [column for column in sheet.hidden_columns if column < width]
    table.hidden_rows = [row for first, end in sheet.hidden_rows for row in range(first, min(end, height))]
    remark(table, sheet.uncached)
    return table
