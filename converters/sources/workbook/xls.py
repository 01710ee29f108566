"""Workbooks of Excel 97 to 2003 (.xls), which many payroll systems still write: with number formats and cell errors.

Written from MS-XLS, which Microsoft publishes. Formulas are not worked out, macros are not run.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from converters.sources import limits
from converters.sources.package.compound import Compound
from converters.sources.package.protected import opened_stream
from converters.sources.package.zip_parts import damaged
from converters.sources.room import Room
from converters.sources.table import Cell, CellError, SourceError, Table
from converters.sources.workbook.binary import error, finish, rk, whole
from converters.sources.workbook.grid import Grid, Styles
from converters.sources.workbook.number_format import BUILT_IN
from swf_desktop.words import sheet_words

_BOF, _EOF, _CONTINUE = 0x0809, 0x0A, 0x3C
_DATEMODE, _FORMAT, _XF, _BOUNDSHEET, _SST = 0x22, 0x041E, 0xE0, 0x85, 0xFC
_ROW, _COLINFO, _MERGED = 0x0208, 0x7D, 0xE5
_LABELSST, _LABEL, _RSTRING, _NUMBER, _RK, _MULRK, _BOOLERR = 0xFD, 0x0204, 0xD6, 0x0203, 0x027E, 0xBD, 0x0205
_FORMULAS, _STRING = frozenset({0x06, 0x0206, 0x0406}), 0x0207
_BIFF8: Final = 0x0600
_WORKSHEET: Final = 0
_HIDDEN_ROW: Final = 0x20
_ON_LOAD: Final = 2  # to be worked out by Excel; with nothing stored, the writer of the file did not
_BLANK_TEXT: Final = 3

_u16 = struct.Struct("<H").unpack_from
_u32 = struct.Struct("<I").unpack_from
_f64 = struct.Struct("<d").unpack_from
_cell = struct.Struct("<HHH").unpack_from


@dataclass(slots=True)
class _Entry:
    name: str
    place: int
    hidden: bool


@dataclass(slots=True)
class _Book:
    """What the records of the whole workbook say.

    uncached: formulas that are to be worked out on opening and hold nothing. stores_results: whether another such
    formula holds a result. trusted: whether what formulas hold is their result, also where it is nothing.
    """

    sheets: list[_Entry] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    styles: Styles = field(default_factory=Styles)
    since_1904: bool = False
    uncached: int = 0
    stores_results: bool = False
    trusted: bool = False


def is_biff8(data: bytes) -> bool:
    """Return whether a workbook stream is of Excel 97 or later; Excel 95 and before write theirs otherwise."""
    return len(data) >= 8 and _u16(data)[0] == _BOF and _u16(data, 4)[0] == _BIFF8


def biff8(compound: Compound) -> bytes | None:
    """Return the workbook stream of Excel 97 or later; None where there is none.

    The stream tells, not its name: Crystal Reports calls that of Excel 97 as Excel 95 did.
    """
    for name in ("Workbook", "Book"):
        if name in compound:
            data = compound.read(name)
            if is_biff8(data):
                return data
    return None


def read_xls(file: str, compound: Compound, *, shown: str | None = None, password: str | None = None) -> list[Table]:
    """Read all sheets with cells. The workbook must be one of Excel 97 or later (`biff8`).

    Raises SourceError where it is damaged or larger than limits.py allows, PasswordNeeded where it is protected.
    """
    data = biff8(compound)
    if data is None:
        raise damaged(shown or file, "It is an old Office file without a workbook in it.")
    macros = compound.anywhere("_VBA_PROJECT")
    return read_xls_stream(file, data, shown=shown, password=password, macros=macros)


def read_xls_stream(
    file: str, data: bytes, *, shown: str | None = None, password: str | None = None, macros: bool = False
) -> list[Table]:
    """Read all sheets of a workbook stream. Raises as `read_xls` does. macros: whether the workbook has any."""
    shown = shown or file
    data = opened_stream(shown, data, password)
    try:
        book = _book(data)
        if len(book.sheets) > limits.MAX_SHEETS:
            raise SourceError(shown, f"It has {len(book.sheets)} sheets.", "Keep only those that hold the data.")
        tables = _tables(file, shown, data, book, macros=macros)
        if book.uncached and book.stores_results:
            # OpenOffice wanted all formulas worked out on opening, and stored the results of all.
            book.trusted = True
            tables = _tables(file, shown, data, book, macros=macros)
        return tables
    except (struct.error, IndexError, UnicodeDecodeError) as fault:
        raise damaged(shown, "A record of it breaks off.") from fault


def _tables(file: str, shown: str, data: bytes, book: _Book, *, macros: bool) -> list[Table]:
    room = Room(shown)
    return [room.take(_sheet(file, shown, data, book, entry, macros=macros)) for entry in book.sheets]


def _records(data: bytes, place: int) -> Iterator[tuple[int, list[bytes]]]:
    """Yield the records of one part, from its beginning to its end: kind, and the body with what continues it."""
    depth = 0
    while place + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, place)
        bodies = [data[place + 4 : place + 4 + size]]
        place += 4 + size
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        while place + 4 <= len(data) and _u16(data, place)[0] == _CONTINUE and kind not in {_BOF, _EOF}:
            size = _u16(data, place + 2)[0]
            bodies.append(data[place + 4 : place + 4 + size])
            place += 4 + size
        # A chart in a sheet is a part of its own inside it.
        if depth == 1:
            yield kind, bodies


def _text(body: bytes, place: int, count: int) -> str:
    """Return a text of `count` characters whose flags stand at `place`."""
    if body[place] & 1:
        return body[place + 1 : place + 1 + 2 * count].decode("utf-16-le", "replace")
    return body[place + 1 : place + 1 + count].decode("latin-1")


def _book(data: bytes) -> _Book:
    book = _Book()
    codes = dict(BUILT_IN)
    styles: list[int] = []
    for kind, bodies in _records(data, 0):
        body = bodies[0]
        if kind == _DATEMODE:
            book.since_1904 = _u16(body)[0] == 1
        elif kind == _FORMAT:
            codes[_u16(body)[0]] = _text(body, 4, _u16(body, 2)[0]) or "General"
        elif kind == _XF:
            styles.append(_u16(body, 2)[0])
        elif kind == _BOUNDSHEET:
            if body[5] == _WORKSHEET:
                book.sheets.append(_Entry(_text(body, 7, body[6]), _u32(body)[0], body[4] & 3 != 0))
        elif kind == _SST:
            book.texts = _Texts(bodies).read(min(_u32(body, 4)[0], limits.MAX_SHARED_STRINGS))
    book.styles = Styles.of_codes([codes.get(style, "General") for style in styles])
    return book


class _Texts:
    """The table of texts, which runs through many records: a text may be cut anywhere, and says how it goes on."""

    def __init__(self, bodies: list[bytes]) -> None:
        self._bodies = bodies
        self._body = bodies[0]
        self._number = 0
        self._place = 8

    def read(self, count: int) -> list[str]:
        texts = []
        for _ in range(count):
            if self._place >= len(self._body) and self._number + 1 >= len(self._bodies):
                break  # it promised more than it holds
            texts.append(self._one())
        return texts

    def _next(self) -> None:
        self._number += 1
        self._body = self._bodies[self._number]
        self._place = 0

    def _take(self, size: int) -> bytes:
        """Return bytes that are no characters; they may run over into the next record."""
        taken = self._body[self._place : self._place + size]
        self._place += len(taken)
        while len(taken) < size:
            self._next()
            more = self._body[: size - len(taken)]
            self._place = len(more)
            taken += more
        return taken

    def _one(self) -> str:
        count, flags = struct.unpack("<HB", self._take(3))
        runs = _u16(self._take(2))[0] if flags & 8 else 0
        extra = _u32(self._take(4))[0] if flags & 4 else 0
        wide = flags & 1
        pieces = []
        while count:
            if self._place >= len(self._body):
                self._next()
                wide = self._body[0] & 1
                self._place = 1
            size = min(count, (len(self._body) - self._place) // (2 if wide else 1))
            if size == 0:
                raise IndexError("half a character")
            end = self._place + size * (2 if wide else 1)
            pieces.append(self._body[self._place : end].decode("utf-16-le" if wide else "latin-1", "surrogatepass"))
            self._place = end
            count -= size
        self._skip(4 * runs + extra)
        text = "".join(pieces)
        # A pair of surrogates may have been cut in two.
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") if wide else text

    def _skip(self, size: int) -> None:
        while size > 0:
            left = len(self._body) - self._place
            if size <= left:
                self._place += size
                return
            size -= left
            if self._number + 1 >= len(self._bodies):
                self._place = len(self._body)
                return
            self._next()


def _sheet(file: str, shown: str, data: bytes, book: _Book, entry: _Entry, *, macros: bool) -> Table:
    place = sheet_words(shown, entry.name)
    grid = Grid(place, book.texts, book.styles, since_1904=book.since_1904)
    merged: list[tuple[int, int, int, int]] = []
    hidden_columns: set[int] = set()
    waiting: tuple[int, int, int] | None = None
    if entry.place >= len(data) or _u16(data, entry.place)[0] != _BOF:
        raise damaged(place, "The workbook lists this sheet, but does not hold it.")
    for kind, bodies in _records(data, entry.place):
        body = bodies[0]
        if kind == _STRING:
            if waiting is not None:
                grid.put(*waiting, _long_text(bodies) or None)
            waiting = None
        elif kind in _FORMULAS:
            row, column, style = _cell(body)
            value = _result(body, grid, book)
            waiting = (row, column, style) if value is _FOLLOWS else None
            if waiting is None:
                grid.put(row, column, style, value)
        elif kind == _MULRK:
            row, first = struct.unpack_from("<HH", body)
            for index in range((len(body) - 6) // 6):
                style, bits = struct.unpack_from("<HI", body, 4 + 6 * index)
                grid.put(row, first + index, style, rk(bits))
        elif kind in _ONE_CELL:
            row, column, style = _cell(body)
            grid.put(row, column, style, _value(kind, body, book.texts))
        elif kind == _ROW:
            if _u16(body, 12)[0] & _HIDDEN_ROW:
                grid.hidden_rows.append(_u16(body)[0])
        elif kind == _COLINFO:
            if _u16(body, 8)[0] & 1:
                hidden_columns.update(range(_u16(body)[0], min(_u16(body, 2)[0] + 1, limits.MAX_COLUMNS)))
        elif kind == _MERGED:
            for index in range(_u16(body)[0]):
                top, bottom, left, right = struct.unpack_from("<4H", body, 2 + 8 * index)
                merged.append((top, left, bottom, right))
    return finish(
        file,
        entry.name,
        grid,
        book.styles.formats,
        merged=merged,
        hidden=entry.hidden,
        hidden_columns=hidden_columns,
        macros=macros,
    )


_ONE_CELL: Final = frozenset({_LABELSST, _LABEL, _RSTRING, _NUMBER, _RK, _BOOLERR})
_FOLLOWS: Final = "\x00follows"  # the text of a formula stands in the next record


def _value(kind: int, body: bytes, texts: list[str]) -> Cell:
    if kind == _LABELSST:
        return texts[_u32(body, 6)[0]] or None
    if kind == _NUMBER:
        return whole(_f64(body, 6)[0])
    if kind == _RK:
        return rk(_u32(body, 6)[0])
    if kind == _BOOLERR:
        return error(body[6]) if body[7] else body[6] != 0
    return _text(body, 8, _u16(body, 6)[0]) or None


def _result(body: bytes, grid: Grid, book: _Book) -> Cell:
    """Return the stored result of a formula."""
    grid.formulas += 1
    is_number = body[12:14] != b"\xff\xff"
    blank = _f64(body, 6)[0] == 0 if is_number else body[6] == _BLANK_TEXT
    if _u16(body, 14)[0] & _ON_LOAD and not book.trusted:
        if blank:
            book.uncached += 1
            grid.uncached += 1
            return CellError.UNCACHED
        book.stores_results = True
    if is_number:
        return whole(_f64(body, 6)[0])
    kind = body[6]
    if kind == 0:
        return _FOLLOWS
    if kind == 1:
        return body[8] != 0
    return error(body[8]) if kind == 2 else None


def _long_text(bodies: list[bytes]) -> str:
    """Return the text of a formula's result, which may run on in further records."""
    count = _u16(bodies[0])[0]
    text = _text(bodies[0], 2, count)
    for body in bodies[1:]:
        if body:
            text += _text(body, 0, count - len(text))
    return text
