"""Tables of web pages (.htm, .html), which payroll and personnel systems send under the name .xls.

Each table of a page that holds anything is one table; what stands above it on the page stands above it here. The page
is only cut into elements and text (by libxml2, through lxml): scripts are not run, styles only looked at for number
formats, nothing is fetched. Cells are the texts that a browser shows, unless the page says the number behind one, as
pages saved by Excel do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from converters.sources import limits
from converters.sources.package.library import refusing
from converters.sources.room import Room
from converters.sources.table import Cell, CellError, NoTable, SourceError, Table
from converters.sources.text.encoding import decode
from converters.sources.workbook.binary import finish
from converters.sources.workbook.grid import Grid, Styles, number
from converters.sources.workbook.number_format import Shows, named_format, shows

_CHARSET: Final = re.compile(
    rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})|encoding\s*=\s*["']([A-Za-z0-9_.-]{1,40})""", re.IGNORECASE
)
_LOOK: Final = 4096  # bytes in which a page says its encoding
_UNSHOWN: Final = frozenset({"script", "style", "noscript", "template", "title", "object", "iframe", "svg", "option"})
_BLOCKS: Final = frozenset(
    {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "center", "form"}
)
_CELLS: Final = frozenset({"td", "th"})
_SPACES: Final = re.compile(r"[ \t\r\n\f\xa0]+")
_BLOCK: Final = "\x0b"
_BLOCKS_TOGETHER: Final = re.compile(rf"(?:(?<! ) ++)?{_BLOCK}[ {_BLOCK}]*+")
_NOT_DISPLAYED: Final = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|mso-hide\s*:\s*all)", re.IGNORECASE)
_FORMAT: Final = re.compile(
    r"""mso-number-format\s*:\s*("(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|[^;"'}]*+)""", re.IGNORECASE
)
_RULE: Final = re.compile(r"(?:^|(?<=[{}]))([^{}]*+)\{([^{}]*+)\}")
_CLASS: Final = re.compile(r"(?:\btd)?\.([A-Za-z][\w-]*)\s*(?=,|$)")
_ESCAPED: Final = re.compile(r"\\([0-9A-Fa-f]{1,6})\s?|\\(.)", re.DOTALL)
_SHEET_NAME: Final = re.compile(r"<x:Name>([^<]{1,200})</x:Name>")
_PLAIN_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_SPAN_MOST: Final = 1000  # columns that one cell may cover, as browsers have it
_MOST_ABOVE: Final = 20  # lines of a page kept above a table
_LONGEST_ABOVE: Final = 500  # characters of such a line; titles are short, and what is longer is text
_MOST_DEPTH: Final = 200


def page_text(shown: str, data: bytes, encoding: str | None = None) -> str:
    """Return the text of a page: by its mark, by what it says of itself if that fits, else as text files are read."""
    if encoding is None and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        for found in _CHARSET.finditer(data[:_LOOK]):
            said = (found[1] or found[2]).decode("ascii")
            try:
                if said.casefold().startswith(("utf-16", "unicode")):
                    continue  # what is read here is plainly not: the page was written again by another program
                return data.decode("cp1252" if said.casefold() in {"iso-8859-1", "us-ascii"} else said)
            except (LookupError, UnicodeDecodeError):
                continue
    return decode(shown, data, encoding).text


def read_html(file: str, text: str, *, shown: str | None = None, sheet: str | None = None) -> list[Table]:
    """Read all tables of a page. sheet: a name for them, where the page is one sheet of a workbook.

    Raises NoTable where the page holds none, SourceError where it is larger than limits.py allows.
    """
    shown = shown or file
    page = _Page(shown, _formats(text))
    with refusing(shown, "It is a page of HTML that cannot be read."):
        parser = etree.HTMLParser(
            target=page,
            remove_comments=True,
            remove_pis=True,
            no_network=True,
        )
        for start in range(0, len(text), 1 << 20):
            parser.feed(text[start : start + (1 << 20)].replace("\0", ""))
        parser.close()
    found = [table for table in page.tables if table.filled]
    if not found:
        framed = "<frameset" in text.casefold()
        raise NoTable(
            shown,
            "It is the frame of a workbook saved as a web page; its sheets are files of their own."
            if framed
            else "It is a page of HTML without a table: perhaps a page that asks to sign in, or says what went wrong.",
            "Open it in Excel and save it as an Excel workbook (.xlsx), or download it again.",
        )
    names = [sheet] if sheet else _SHEET_NAME.findall(text)
    tables = []
    room = Room(shown)
    for index, table in enumerate(found):
        name = names[0] if len(found) == 1 and names else None if len(found) == 1 else f"Table {index + 1}"
        if len(found) > 1 and sheet:
            name = f"{sheet}, table {index + 1}"
        tables.append(room.take(table.finished(file, name)))
    tables[0].notes.insert(
        0, "A page of HTML, read as it shows." + (f" It has {len(found)} tables." if len(found) > 1 else "")
    )
    return tables


def _formats(text: str) -> dict[str, str]:
    """Return the number formats of classes that the page's own styles give."""
    if "mso-number-format" not in text:
        return {}
    formats: dict[str, str] = {}
    for style in re.findall(r"<style[^>]*>(.*?)</style", text[: limits.SNIFF_BYTES * 16], re.DOTALL | re.IGNORECASE):
        for selectors, body in _RULE.findall(style):
            code = _number_format(body)
            if code is not None:
                formats.update(dict.fromkeys(_CLASS.findall(selectors.strip()), code))
    return formats


def _number_format(style: str) -> str | None:
    """Return the format code that a style gives as mso-number-format, None where it gives none."""
    found = _FORMAT.search(style)
    if found is None:
        return None
    said = found[1].strip()
    if said[:1] in {'"', "'"}:
        said = said[1:-1]
    code = _ESCAPED.sub(lambda match: chr(min(int(match[1], 16), 0x10FFFF)) if match[1] else match[2], said)
    return named_format(code)


@dataclass(slots=True)
class _Table:
    """One table being read.

    cells: (row, column) to the cell and its format. taken: columns that a cell above covers, and for how many rows.
    """

    place: str
    above: list[str]
    cells: dict[tuple[int, int], tuple[Cell, str]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)
    row: int = -1
    column: int = 0
    cell: _Cell | None = None
    in_row: bool = False
    covered: int = 0

    @property
    def filled(self) -> bool:
        """Whether it holds anything."""
        return bool(self.cells)

    def start_row(self, *, hidden: bool) -> None:
        self.end_row()
        self.in_row = True
        self.row += 1
        self.column = 0
        if hidden:
            self.hidden_rows.append(self.row)
        if self.row >= limits.MAX_ROWS:
            raise SourceError(self.place, f"A table has more than {limits.MAX_ROWS:,} rows.", "Split it.")

    def end_row(self) -> None:
        if self.in_row:
            self.taken = {column: rows - 1 for column, rows in self.taken.items() if rows > 1}
            self.in_row = False

    def start_cell(self, attributes: dict[str, str], code: str, *, hidden: bool) -> None:
        if not self.in_row:
            self.start_row(hidden=False)
        while self.column in self.taken:
            self.column += 1
        across = _count(attributes.get("colspan"), _SPAN_MOST)
        down = _count(attributes.get("rowspan"), limits.MAX_ROWS)
        if self.column + across > limits.MAX_COLUMNS:
            raise SourceError(self.place, f"A table has more than {limits.MAX_COLUMNS:,} columns.", "Split it.")
        if down > 1:
            self.taken.update(dict.fromkeys(range(self.column, self.column + across), down))
        if across > 1 or down > 1:
            self.merged.append((self.row, self.column, self.row + down - 1, self.column + across - 1))
        self.cell = _Cell(self.row, self.column, attributes, code, hidden)
        self.column += across

    def end_cell(self) -> None:
        cell = self.cell
        self.cell = None
        if cell is None:
            return
        value = cell.value()
        if value is not None:
            self.cells[cell.row, cell.column] = (value, cell.code if not isinstance(value, str) else "General")
            if len(self.cells) > limits.MAX_AREA:
                raise SourceError(self.place, f"A table has more than {limits.MAX_AREA:,} cells.", "Split it.")

    def finished(self, file: str, name: str | None) -> Table:
        codes = list(dict.fromkeys(["General", *(code for _cell, code in self.cells.values())]))
        if len(codes) > limits.MAX_FORMATS:
            raise SourceError(self.place, "It has more number formats than any workbook.", "Save it as a workbook.")
        places = {code: index for index, code in enumerate(codes)}
        styles = Styles.of_codes(codes)
        grid = Grid(self.place, (), styles)
        first = len(self.above)
        for index, line in enumerate(self.above):
            grid.put(index, 0, 0, line)
        for (row, column), (value, code) in self.cells.items():
            grid.put(row + first, column, places[code], value)
        grid.hidden_rows = [row + first for row in self.hidden_rows]
        last = self.row + first  # a cell may claim to reach below the table
        merged = [
            (top + first, left, min(bottom + first, last), right)
            for top, left, bottom, right in self.merged
            if right > left or top + first < last
        ]
        return finish(file, name, grid, styles.formats, merged=merged, hidden=False, hidden_columns=set(), macros=False)


class _Cell:
    """One cell being read."""

    def __init__(self, row: int, column: int, attributes: dict[str, str], code: str, hidden: bool) -> None:
        self.row = row
        self.column = column
        self.code = code
        self._attributes = attributes
        self._hidden = hidden
        self.text = _Text()

    def value(self) -> Cell:
        """Return what it holds: the value that the page says is behind it, else its text."""
        if self._hidden:
            return None
        said = self._attributes
        text = self.text.shown()
        if "x:err" in said:
            return CellError.of(said["x:err"] or text)
        if "x:bool" in said:
            return {"true": True, "false": False}.get((said["x:bool"] or text).casefold(), text or None)
        if "x:str" in said or self.code == "@":
            return text or None
        if "x:num" in said:
            return number(said["x:num"] or text.replace(",", ""))
        # A number under a format of its own, as programs write it that leave the showing to Excel: 38353 for a date,
        # 1234 for 001234.
        if _PLAIN_NUMBER.fullmatch(text) and len(text) < 16:
            padded = self.code.startswith("00") and self.code.strip("0") == ""
            if shows(self.code) is not Shows.NUMBER or padded:
                return number(text) if not (padded and text.startswith("0")) else text
        return text or None


class _Text:
    """Text as a browser shows it: white space is one blank, blocks and breaks are lines."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._size = 0

    def add(self, text: str) -> bool:
        """Take text; return whether there is still room."""
        self._pieces.append(_SPACES.sub(" ", text.replace(_BLOCK, " ")))
        self._size += len(text)
        return self._size <= limits.MAX_CELL_TEXT

    def line(self) -> None:
        """Begin a line."""
        self._pieces.append("\n")

    def block(self) -> None:
        """Begin a line, unless one has just begun."""
        self._pieces.append(_BLOCK)

    def shown(self) -> str:
        """Return the text."""
        text = _BLOCKS_TOGETHER.sub(_BLOCK, "".join(self._pieces)).strip(f" {_BLOCK}").replace(_BLOCK, "\n")
        lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
        return "\n".join(lines).strip("\n") if len(lines) > 1 else lines[0]

    def clear(self) -> None:
        """Forget the text."""
        self._pieces.clear()
        self._size = 0

    def lines(self) -> list[str]:
        """Return the lines that hold something."""
        return [line for line in self.shown().split("\n") if line]


class _Page:
    """The handlers for a page."""

    def __init__(self, file: str, formats: dict[str, str]) -> None:
        self.file = file
        self.tables: list[_Table] = []
        self._formats = formats
        self._open: list[_Table] = []
        self._loose = _Text()
        self._unshown: list[str] = []
        self._selected = False
        self._depth = 0

    def start(self, tag: str | bytes, attrib: Mapping[Any, Any]) -> None:
        name = str(tag).casefold()
        self._depth += name not in _VOID
        if self._depth > _MOST_DEPTH:
            raise SourceError(self.file, f"Its elements stand more than {_MOST_DEPTH} deep.", "Save it as a workbook.")
        attributes = {str(key).casefold(): str(value or "") for key, value in attrib.items()}
        style = attributes.get("style", "")
        hidden = (bool(style) and _NOT_DISPLAYED.search(style) is not None) or "hidden" in attributes
        if self._unshown:
            if name not in _VOID:
                self._unshown.append(name)
            return
        if name in _UNSHOWN and not (name == "option" and "selected" in attributes):
            self._unshown.append(name)
            return
        if name == "table":
            self._start_table()
        elif self._open and name == "tr":
            self._open[-1].end_cell()
            self._open[-1].start_row(hidden=hidden)
        elif self._open and name in _CELLS:
            self._open[-1].end_cell()
            self._open[-1].start_cell(attributes, self._code(attributes, style), hidden=hidden)
        elif name == "br":
            self._text().line()
        elif name == "input":
            kind = attributes.get("type", "text").casefold()
            if kind in {"text", "number", "date", "email", "tel", "url", "search"} and not hidden:
                self._add(attributes.get("value", ""))
        elif hidden and name not in _VOID:
            self._unshown.append(name)
        elif name in _BLOCKS or name == "caption":
            self._text().block()

    def end(self, tag: str | bytes) -> None:
        name = str(tag).casefold()
        self._depth -= name not in _VOID
        if self._unshown:
            if name in self._unshown:
                while self._unshown and self._unshown.pop() != name:
                    pass
            return
        if not self._open:
            if name in _BLOCKS:
                self._loose.block()
        elif name == "table":
            table = self._open.pop()
            table.end_cell()
            table.end_row()
            if not table.filled:
                # There for looks: what stands above it stands above the next one too.
                for line in table.above:
                    self._text().add(line)
                    self._text().line()
        elif name == "tr":
            self._open[-1].end_cell()
            self._open[-1].end_row()
        elif name in _CELLS:
            self._open[-1].end_cell()
        elif name in _BLOCKS or name == "caption":
            self._text().block()

    def data(self, data: str | bytes) -> None:
        if not self._unshown:
            self._add(str(data))

    def comment(self, text: str | bytes) -> None:
        """Leave comments out; what Excel puts into them is looked for in the page itself."""

    def close(self) -> None:
        while self._open:
            self._open[-1].end_cell()
            self._open.pop()

    def _start_table(self) -> None:
        if len(self.tables) >= limits.MAX_SHEETS * 4:
            raise SourceError(
                self.file, f"It has more than {limits.MAX_SHEETS * 4} tables.", "Keep only those that hold the data."
            )
        if sum(table.filled for table in self.tables[-limits.MAX_SHEETS :]) >= limits.MAX_SHEETS:
            raise SourceError(
                self.file, f"It has more than {limits.MAX_SHEETS} tables.", "Keep only those that hold the data."
            )
        before = self._text()
        above = [line for line in before.lines() if len(line) <= _LONGEST_ABOVE][-_MOST_ABOVE:]
        # Of a cell around this table, which is there for layout, the text is the title of this table.
        before.clear()
        table = _Table(self.file, above)
        self.tables.append(table)
        self._open.append(table)

    def _code(self, attributes: dict[str, str], style: str) -> str:
        code = _number_format(style) if "mso-number-format" in style.casefold() else None
        if code is None and self._formats:
            for name in attributes.get("class", "").split():
                code = self._formats.get(name, code)
        return code or "General"

    def _text(self) -> _Text:
        """Return where text goes: to the open cell, to what stands above an open table, or to the page."""
        if self._open and self._open[-1].cell is not None:
            return self._open[-1].cell.text
        return self._loose

    def _add(self, text: str) -> None:
        table = self._open[-1] if self._open else None
        if table is not None and table.cell is None:
            # The caption of a table, or text that a browser shows above it.
            line = _SPACES.sub(" ", text).strip()
            if line and len(line) <= _LONGEST_ABOVE and len(table.above) < _MOST_ABOVE:
                table.above.append(line)
            return
        if not self._text().add(text):
            if table is None:
                self._loose.clear()
                return
            raise SourceError(
                self.file, f"A cell has more than {limits.MAX_CELL_TEXT:,} characters.", "Save it as a workbook."
            )


_VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)


def _count(text: str | None, most: int) -> int:
    """Return how many rows or columns a cell covers: at least 1."""
    found = re.match(r"\s*([0-9]{1,7})", text or "")
    return min(max(int(found[1]), 1), most) if found else 1
