"""Binary workbooks of Excel 2007 and later (.xlsb): the parts of an .xlsx as records instead of XML, as exact.

Written from MS-XLSB, which Microsoft publishes. Formulas are not worked out, macros are not run.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, Final

from converters.sources import limits
from converters.sources.package.zip_parts import Package, damaged
from converters.sources.room import Room
from converters.sources.table import Cell, SourceError, Table
from converters.sources.workbook.binary import error, finish, rk, whole
from converters.sources.workbook.grid import Grid, Styles
from converters.sources.workbook.number_format import BUILT_IN
from converters.sources.workbook.remarks import without_cells
from converters.sources.workbook.xlsx import Relation, relations
from swf_desktop.words import sheet_words

_WORKBOOK: Final = "xl/workbook.bin"
_ROW, _WB_PROP, _BUNDLE_SHEET, _FORMAT, _XF, _BEGIN_XFS, _END_XFS, _TEXT = 0, 153, 156, 44, 47, 617, 618, 19
_COLUMNS, _MERGED, _RICH = 60, 176, 62
_BLANK, _RK, _ERROR, _BOOL, _REAL, _STRING, _SHARED = 1, 2, 3, 4, 5, 6, 7
_FORMULA_KINDS: Final = {8: _STRING, 9: _REAL, 10: _BOOL, 11: _ERROR}
_SHORT_FROM, _SHORT_TO = 12, 18  # the same kinds without a column: each stands beside the one before
_HIDDEN_ROW: Final = 0x10

_u16 = struct.Struct("<H").unpack_from
_u32 = struct.Struct("<I").unpack_from
_f64 = struct.Struct("<d").unpack_from


def read_xlsb(file: str, stream: BinaryIO, *, shown: str | None = None) -> list[Table]:
    """Read all sheets with cells. Raises SourceError where it is damaged or larger than limits.py allows."""
    shown = shown or file
    package = Package(shown, stream)
    try:
        links = relations(package, _WORKBOOK, shown)
        since_1904, sheets = _book(package)
        if len(sheets) > limits.MAX_SHEETS:
            raise SourceError(shown, f"It has {len(sheets)} sheets.", "Keep only those that hold the data.")
        styles = _styles(package, _part(package, links, "styles"))
        texts = _texts(package, _part(package, links, "sharedStrings"))
        tables: list[Table] = []
        room = Room(shown)
        taken: set[str] = set()
        passed: list[str] = []
        for name, hidden, key in sheets:
            if not key:
                passed.append(name)
                continue
            link = links.get(key)
            if link is not None and link.kind != "worksheet":
                continue
            place = sheet_words(shown, name)
            if link is None or link.target not in package:
                raise damaged(place, "The workbook lists this sheet, but does not hold it.")
            if link.target in taken:
                raise damaged(place, "Two sheets of the workbook are one and the same part of it.")
            taken.add(link.target)
            grid = Grid(place, texts, styles, since_1904=since_1904)
            tables.append(room.take(_sheet(file, name, package, link.target, grid, texts, styles, hidden=hidden)))
        if passed and tables:
            tables[0].notes.append(without_cells(passed))
        return tables
    except (struct.error, IndexError) as fault:
        raise damaged(shown, "A record of it breaks off.") from fault
    finally:
        package.close()


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a part: kind and body."""
    place, end = 0, len(data)
    while place < end:
        kind = data[place]
        place += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (data[place] & 0x7F) << 7
            place += 1
        size = shift = 0
        while True:
            byte = data[place]
            place += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift > 21:
                break
        if place + size > end:
            raise IndexError("a record runs out of its part")
        yield kind, data[place : place + size]
        place += size


def _wide(body: bytes, place: int) -> tuple[str, int]:
    """Return a text, and where it ends."""
    count = _u32(body, place)[0]
    if count == 0xFFFFFFFF:
        return "", place + 4
    end = place + 4 + 2 * count
    if end > len(body):
        raise IndexError("a text runs out of its record")
    return body[place + 4 : end].decode("utf-16-le", "replace"), end


def _book(package: Package) -> tuple[bool, list[tuple[str, bool, str]]]:
    """Return whether days count from 1904, and (name, hidden, key of its relation) of each sheet."""
    since_1904 = False
    sheets = []
    for kind, body in _records(package.read(_WORKBOOK)):
        if kind == _WB_PROP:
            since_1904 = _u32(body)[0] & 1 != 0
        elif kind == _BUNDLE_SHEET:
            key, place = _wide(body, 8)
            sheets.append((_wide(body, place)[0], _u32(body)[0] != 0, key))
    return since_1904, sheets


def _part(package: Package, links: dict[str, Relation], kind: str) -> str | None:
    return next((link.target for link in links.values() if link.kind == kind and link.target in package), None)


def _styles(package: Package, part: str | None) -> Styles:
    if part is None:
        return Styles()
    codes = dict(BUILT_IN)
    of_style: list[int] = []
    inside = False
    for kind, body in _records(package.read(part)):
        if kind == _FORMAT:
            codes[_u16(body)[0]] = _wide(body, 2)[0] or "General"
        elif kind == _BEGIN_XFS:
            inside = True
        elif kind == _END_XFS:
            inside = False
        elif kind == _XF and inside:
            of_style.append(_u16(body, 2)[0])
    return Styles.of_codes([codes.get(style, "General") for style in of_style])


def _texts(package: Package, part: str | None) -> list[str]:
    if part is None:
        return []
    return [_wide(body, 1)[0] for kind, body in _records(package.read(part)) if kind == _TEXT]


def _sheet(
    file: str, name: str, package: Package, part: str, grid: Grid, texts: list[str], styles: Styles, *, hidden: bool
) -> Table:
    merged: list[tuple[int, int, int, int]] = []
    hidden_columns: set[int] = set()
    row = column = -1
    for kind, body in _records(package.read(part)):
        if kind == _ROW:
            row, column = _u32(body)[0], -1
            if body[11] & _HIDDEN_ROW:
                grid.hidden_rows.append(row)
        elif _BLANK <= kind < _SHORT_FROM or kind == _RICH:
            column = _u32(body)[0]
            _put(grid, row, column, kind, body, 4, texts)
        elif _SHORT_FROM <= kind <= _SHORT_TO:
            column += 1
            _put(grid, row, column, kind - _SHORT_FROM + _BLANK, body, 0, texts)
        elif kind == _COLUMNS:
            if _u16(body, 16)[0] & 1:
                hidden_columns.update(range(_u32(body)[0], min(_u32(body, 4)[0] + 1, limits.MAX_COLUMNS)))
        elif kind == _MERGED:
            top, bottom, left, right = struct.unpack_from("<4I", body)
            merged.append((top, left, bottom, right))
    return finish(
        file,
        name,
        grid,
        styles.formats,
        merged=merged,
        hidden=hidden,
        hidden_columns=hidden_columns,
        macros="xl/vbaproject.bin" in package,
    )


def _put(grid: Grid, row: int, column: int, kind: int, body: bytes, place: int, texts: list[str]) -> None:
    """Give one cell to the grid; its style stands at `place`, its value behind."""
    if kind in _FORMULA_KINDS:
        grid.formulas += 1
        kind = _FORMULA_KINDS[kind]
    if kind != _BLANK:
        grid.put(row, column, _u32(body, place)[0] & 0xFFFFFF, _value(kind, body, place + 4, texts))


def _value(kind: int, body: bytes, place: int, texts: list[str]) -> Cell:
    if kind == _RK:
        return rk(_u32(body, place)[0])
    if kind == _ERROR:
        return error(body[place])
    if kind == _BOOL:
        return body[place] != 0
    if kind == _REAL:
        return whole(_f64(body, place)[0])
    if kind == _SHARED:
        return texts[_u32(body, place)[0]] or None
    return _wide(body, place + 1 if kind == _RICH else place)[0] or None
