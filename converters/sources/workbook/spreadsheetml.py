"""Workbooks in the XML form of Excel 2002 and 2003 (SpreadsheetML), which many web systems send under the name .xls.

Elements are known by their namespace, so that notes and pictures of other namespaces are none. Facts from the schemas
that Microsoft published with Office 2003. Nothing is worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from xml.parsers import expat

from converters.sources import limits
from converters.sources.room import Room
from converters.sources.table import Cell, CellError, NoTable, SourceError, Table
from converters.sources.workbook.binary import finish
from converters.sources.workbook.grid import Grid, Styles, iso_date, number
from converters.sources.workbook.number_format import Shows, named_format
from converters.sources.workbook.xlsx_plain import parse

_SPACE: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_EXCEL: Final = "urn:schemas-microsoft-com:office:excel"
_DAY_0: Final = datetime(1899, 12, 31)  # noqa: DTZ001 - a time alone is written as on this day
_DAY_0_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001
_LEAP: Final = datetime(1900, 3, 1)  # noqa: DTZ001 - serial numbers from here count a day that never was
_HIDDEN: Final = frozenset({"SheetHidden", "SheetVeryHidden"})
_SEPARATOR: Final = " "


class _Style(NamedTuple):
    parent: str
    code: str | None


@dataclass(slots=True)
class _Sheet:
    name: str
    grid: Grid
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    column_styles: dict[int, str] = field(default_factory=dict)
    hidden: bool = False


def read_spreadsheetml(file: str, chunks: Iterable[bytes], *, shown: str | None = None) -> list[Table]:
    """Read all sheets of a workbook. Raises SourceError where it is damaged or larger than limits.py allows."""
    shown = shown or file
    book = _Book(shown)
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.StartElementHandler = book.start
    parser.EndElementHandler = book.end
    parser.CharacterDataHandler = book.characters
    parse(shown, chunks, parser)
    if not book.sheets:
        raise NoTable(shown, "It is a workbook in the XML form of Excel 2003, without a sheet.", "Export it again.")
    room = Room(shown)
    return [
        room.take(
            finish(
                file,
                sheet.name,
                sheet.grid,
                book.styles.formats,
                merged=sheet.merged,
                hidden=sheet.hidden,
                hidden_columns=sheet.hidden_columns,
                macros=False,
            )
        )
        for sheet in book.sheets
    ]


class _Book:
    """The handlers for the whole file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.sheets: list[_Sheet] = []
        self.styles = Styles()
        self._of_id: dict[str, int] = {}
        self._read_styles: dict[str, _Style] = {}
        self._style = ""
        self._since_1904 = False
        self._sheet: _Sheet | None = None
        self._depth = 0
        self._skip = 0
        self._row = self._column = -1
        self._row_style = ""
        self._next_row = self._next_column = self._next_of_columns = 0
        self._cell: dict[str, str] | None = None
        self._type: str | None = None
        self._text: list[str] | None = None
        self._length = 0
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "Style": self._start_style,
            "NumberFormat": self._number_format,
            "Worksheet": self._worksheet,
            "Column": self._start_column,
            "Row": self._start_row,
            "Cell": self._start_cell,
            "Data": self._start_data,
        }

    def start(self, full: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > limits.MAX_DEPTH:
            raise SourceError(
                self.file,
                f"Its elements stand more than {limits.MAX_DEPTH} deep.",
                "It was not read further, for safety. Save it again in the program it comes from.",
            )
        space, _, name = full.rpartition(_SEPARATOR)
        # A note has data of its own, which are no cell's.
        if self._skip or (space == _SPACE and name == "Comment"):
            self._skip += 1
        elif space == _SPACE and name in self._starts:
            self._starts[name]({key.rpartition(_SEPARATOR)[2]: value for key, value in attributes.items()})
        elif space == _EXCEL and name == "Date1904":
            self._since_1904 = True
        elif space == _EXCEL and name == "Visible":
            self._text = []

    def characters(self, text: str) -> None:
        if self._text is not None and not self._skip:
            self._length += len(text)
            if self._length > limits.MAX_CELL_TEXT:
                raise SourceError(
                    self.file, f"A cell has more than {limits.MAX_CELL_TEXT:,} characters.", "Shorten it."
                )
            self._text.append(text)

    def end(self, full: str) -> None:
        self._depth -= 1
        if self._skip:
            self._skip -= 1
            return
        space, _, name = full.rpartition(_SEPARATOR)
        if space == _EXCEL and name == "Visible" and self._text is not None:
            if self._sheet is not None and "".join(self._text).strip() in _HIDDEN:
                self._sheet.hidden = True
            self._text = None
        elif space == _SPACE and name == "Cell" and self._cell is not None:
            self._end_cell()
        elif space == _SPACE and name == "Worksheet":
            self._sheet = None

    def _start_style(self, attributes: dict[str, str]) -> None:
        self._style = attributes.get("ID", "")
        self._read_styles[self._style] = _Style(attributes.get("Parent", ""), None)
        if len(self._read_styles) > limits.MAX_FORMATS:
            raise SourceError(
                self.file, f"It has more than {limits.MAX_FORMATS:,} styles.", "Copy the data to a new workbook."
            )

    def _number_format(self, attributes: dict[str, str]) -> None:
        if self._style in self._read_styles and "Format" in attributes:
            old = self._read_styles[self._style]
            self._read_styles[self._style] = old._replace(code=named_format(attributes["Format"]))

    def _worksheet(self, attributes: dict[str, str]) -> None:
        if not self.sheets:
            self._of_id = {name: index for index, name in enumerate(["", *self._read_styles])}
            self.styles = Styles.of_codes([self._code(name) for name in self._of_id])
        if len(self.sheets) >= limits.MAX_SHEETS:
            raise SourceError(
                self.file, f"It has more than {limits.MAX_SHEETS} sheets.", "Keep only those that hold the data."
            )
        name = attributes.get("Name", "")
        grid = Grid(f"{self.file}, sheet {name}", (), self.styles, since_1904=self._since_1904)
        self._sheet = _Sheet(name, grid)
        self.sheets.append(self._sheet)
        self._next_row = self._next_of_columns = 0

    def _code(self, name: str) -> str:
        for _ in range(10):  # styles derived from one another in a circle end here
            style = self._read_styles.get(name)
            if style is None:
                break
            if style.code is not None:
                return style.code
            name = style.parent
        default = self._read_styles.get("Default")
        return (default.code if default else None) or "General"

    def _start_column(self, attributes: dict[str, str]) -> None:
        if self._sheet is None:
            return
        first = _whole(attributes.get("Index"), self._next_of_columns + 1) - 1
        last = min(first + _whole(attributes.get("Span"), 0) + 1, limits.MAX_COLUMNS)
        places = range(min(first, limits.MAX_COLUMNS), last)
        if attributes.get("Hidden") == "1":
            self._sheet.hidden_columns.update(places)
        if "StyleID" in attributes:
            self._sheet.column_styles.update(dict.fromkeys(places, attributes["StyleID"]))
        self._next_of_columns = last

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = _whole(attributes.get("Index"), self._next_row + 1) - 1
        span = min(_whole(attributes.get("Span"), 0), limits.MAX_ROWS)
        self._next_row = self._row + span + 1
        self._row_style = attributes.get("StyleID", "")
        self._next_column = 0
        if self._sheet is not None and attributes.get("Hidden") == "1" and self._row < limits.MAX_ROWS:
            self._sheet.grid.hidden_rows.extend(range(self._row, min(self._next_row, limits.MAX_ROWS)))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        self._cell = attributes
        self._type = self._text = None
        self._column = _whole(attributes.get("Index"), self._next_column + 1) - 1
        across = min(_whole(attributes.get("MergeAcross"), 0), limits.MAX_COLUMNS)
        down = min(_whole(attributes.get("MergeDown"), 0), limits.MAX_ROWS)
        if across or down:
            sheet.merged.append((self._row, self._column, self._row + down, self._column + across))
        self._next_column = self._column + across + 1

    def _start_data(self, attributes: dict[str, str]) -> None:
        if self._cell is not None and self._type is None:
            self._type = attributes.get("Type", "String")
            self._text = []
            self._length = 0

    def _end_cell(self) -> None:
        sheet, cell = self._sheet, self._cell
        self._cell = None
        if sheet is None or cell is None:
            return
        name = cell.get("StyleID") or self._row_style or sheet.column_styles.get(self._column, "")
        style = self._of_id.get(name, 0)
        formula = "Formula" in cell
        sheet.grid.formulas += formula
        if self._type is None:
            if formula:
                sheet.grid.uncached += 1
                sheet.grid.put(self._row, self._column, style, CellError.UNCACHED)
            return
        text = "".join(self._text or ())
        self._text = None
        value = self._value(self._type, text, self.styles.showing[self.styles.of_style[style]])
        if value is not None:
            sheet.grid.put(self._row, self._column, style, value)

    def _value(self, kind: str, text: str, shows: Shows) -> Cell:
        if kind == "Number":
            return number(text)
        if kind == "Boolean":
            return {"1": True, "0": False}.get(text.strip(), text or None)
        if kind == "Error":
            return CellError.of(text.strip()) if text.strip() else None
        if kind != "DateTime":
            return text or None
        value = iso_date(text)
        if not isinstance(value, date):
            return value
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
        first = _DAY_0_1904 if self._since_1904 else _DAY_0
        if shows is Shows.TIME or (shows is Shows.NUMBER and moment.date() == first.date()):
            span = moment - first
            return span if self._since_1904 or moment < _LEAP else span + timedelta(days=1)
        return value


def _whole(text: str | None, usual: int) -> int:
    """Return a number of an attribute, the usual one where it is none. Grid refuses those beyond a sheet."""
    if text is None or not text.strip().isdecimal() or len(text) > 12:
        return usual
    return int(text)
