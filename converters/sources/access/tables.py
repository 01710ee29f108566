"""One table of an Access database: its definition and its rows.

A row holds its values of fixed length, then those of varying length with the table of where they end, then a bit for
each column that has a value. Rows are older than columns that were added later, and still have room for columns that
were deleted; both are seen from the numbers each column keeps for life.
"""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from converters.sources.access.pages import DELETED, ELSEWHERE, AccessFault, Pages
from converters.sources.access.values import SIZES, Decoder, Kind, decoder, unicode_text
from converters.sources.limits import MAX_AREA
from converters.sources.table import Cell, Repair

# Access itself stops at 255 columns; names of columns deleted long ago are not in the definition.
MAX_COLUMNS: Final = 255
# A pointer to where a row was moved may lead to another; Access makes one step, twice or thrice after repairs.
_MAX_STEPS: Final = 8

_NONE: Final = 1 << 16
_KINDS: Final = frozenset(kind.value for kind in Kind if kind is not Kind.UNKNOWN)
_FIXED: Final = 0x01
_CALCULATED: Final = 0xC0
_CALCULATED_SINCE: Final = 3  # Access 2010
_u16 = struct.Struct("<H").unpack_from
_u32 = struct.Struct("<I").unpack_from


@dataclass(frozen=True, slots=True)
class Column:
    """One column. number: for life, whatever is deleted. place: offset if fixed, else which of the varying ones."""

    name: str
    kind: Kind
    number: int
    fixed: bool
    place: int
    size: int
    scale: int
    codec: str | None
    calculated: bool = False
    number_of_type: int = 0

    @property
    def long(self) -> bool:
        """Whether the row holds only where the value is (a memo or OLE object)."""
        return self.kind in (Kind.MEMO, Kind.OLE)

    @property
    def unreadable(self) -> bool:
        """Whether the values are left out: pictures, files, bytes, and what Access works out from other columns.

        Of the last the file holds the last result, in a wrapping that no database of the test collection shows.
        """
        return self.calculated or self.kind in (Kind.BINARY, Kind.BINARY_2000, Kind.OLE, Kind.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Definition:
    """What the file says of a table. rows: how many it claims. first_varying: the lowest number of a varying column."""

    page: int
    columns: tuple[Column, ...]
    rows: int
    first_varying: int
    map_pointer: int


@dataclass(slots=True)
class Rows:
    """The cells of a table, a list for each column, in the order of its definition; and what was repaired in them.

    filled: for columns that hold nothing a sheet could show, how many rows have something there. more: whether more
    rows were found than the table says that it has: none is missing then, and it is said.
    """

    columns: list[list[Cell]]
    count: int
    repairs: list[Repair] = field(default_factory=list)
    filled: dict[str, int] = field(default_factory=dict)
    more: bool = False


def read_definition(pages: Pages, page: int) -> Definition:
    """Read the definition of the table that begins at a page. Raises AccessFault."""
    data = pages.definition(page)
    try:
        return _definition(pages, page, data)
    except (struct.error, IndexError):
        raise AccessFault("the definition of the table is cut off") from None


def _definition(pages: Pages, page: int, data: bytes) -> Definition:
    layout = pages.layout
    count = int(_u16(data, layout.columns_at)[0])
    if not 0 < count <= MAX_COLUMNS:
        raise AccessFault(f"the table claims {count} columns")
    at = layout.first_index_at + int(_u32(data, layout.indexes_at)[0]) * layout.index_size
    names_at = at + count * layout.column_size
    if names_at > len(data):
        raise AccessFault("the definition of the table is cut off")
    columns = []
    for _ in range(count):
        name, names_at = _name(pages, data, names_at)
        columns.append(_column(pages, data[at : at + layout.column_size], name))
        at += layout.column_size
    columns.sort(key=lambda column: column.number)
    if len({column.number for column in columns}) < count:
        raise AccessFault("two columns of the table have the same number")
    return Definition(
        page,
        tuple(columns),
        int(_u32(data, layout.count_at)[0]),
        min((column.number for column in columns if not column.fixed), default=_NONE),
        int(_u32(data, layout.map_at)[0]),
    )


def _name(pages: Pages, data: bytes, at: int) -> tuple[str, int]:
    if pages.layout.wide:
        start = at + 2
        end = start + int(_u16(data, at)[0])
    else:
        start = at + 1
        end = start + data[at]
    if end > len(data):
        raise AccessFault("the name of a column is cut off")
    raw = data[start:end]
    if pages.layout.wide:
        return unicode_text(raw, "replace"), end
    return raw.decode(code_page(pages.code_page), "replace"), end


def _column(pages: Pages, data: bytes, name: str) -> Column:
    # A column of an unknown type is left out and said; where the others stand does not hang on it.
    kind = Kind(data[0]) if data[0] in _KINDS else Kind.UNKNOWN
    if pages.layout.wide:
        number, varying_place = struct.unpack_from("<HH", data, 5)
        scale, flags = data[12], data[15]
        calculated = pages.version >= _CALCULATED_SINCE and data[16] & _CALCULATED == _CALCULATED
        fixed_place, size = struct.unpack_from("<HH", data, 21)
        codec = None
    else:
        number, varying_place = struct.unpack_from("<HH", data, 1)
        scale, flags, calculated = 0, data[13], False
        fixed_place, size = struct.unpack_from("<HH", data, 14)
        codec = code_page(int(_u16(data, 9)[0]) or pages.code_page)
        if kind > Kind.GUID:
            kind = Kind.UNKNOWN
    fixed = bool(flags & _FIXED)
    place = fixed_place if fixed else varying_place
    return Column(name, kind, number, fixed, place, SIZES.get(kind, size), scale, codec, calculated, data[0])


def code_page(number: int) -> str:
    """Return the name of a Windows code page for decoding; Western Europe where the number means nothing."""
    name = f"cp{number}"
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name


def read_rows(pages: Pages, definition: Definition, room: int = MAX_AREA, *, counted: bool = True) -> Rows:
    """Read all rows of a table, and check their number against the table's own count.

    room: the most cells that may be read. counted: False for Access's own tables, whose count is sometimes wrong (by 3
    in one of the test collection's, where mdbtools finds the same rows as this). Raises AccessFault where anything
    cannot be read exactly.
    """
    try:
        return _Reader(pages, definition, room).read(counted)
    except (struct.error, IndexError):
        raise AccessFault("a row is cut off") from None


class _Reader:
    def __init__(self, pages: Pages, definition: Definition, room: int) -> None:
        self._pages = pages
        self._definition = definition
        self._room = room
        self._crack = _crack_wide if pages.layout.wide else _crack_narrow
        self._result = Rows([[] for _ in definition.columns], 0)
        self._decoders = [_decoder(column) for column in definition.columns]

    def read(self, counted: bool) -> Rows:
        definition, result = self._definition, self._result
        for row in self._live_rows():
            result.count += 1
            if result.count * len(definition.columns) > self._room:
                raise AccessFault(f"the database has more than {MAX_AREA:,} cells, more than this program takes")
            self._take(row)
        if counted and result.count < definition.rows:
            raise AccessFault(f"the table says that {definition.rows:,} rows are in it, and there are {result.count:,}")
        result.more = counted and result.count > definition.rows
        return result

    def _live_rows(self) -> Iterator[bytes]:
        definition = self._definition
        data_pages = self._pages.data_pages(definition.page, definition.map_pointer)
        # First where rows were moved to, so that none is taken twice: once by its pointer and once where it lies.
        moved: set[int] = set()
        found = []
        for number, page in data_pages:
            for index, (start, end, flags) in enumerate(self._pages.rows(page)):
                if flags & DELETED:
                    continue
                found.append((number << 8 | index, page, start, end, bool(flags & ELSEWHERE)))
                if flags & ELSEWHERE and end - start >= 4:
                    moved.add(int(_u32(page, start)[0]))
        for place, page, start, end, elsewhere in found:
            if elsewhere:
                yield self._follow(page[start:end])
            elif place not in moved:
                yield page[start:end]

    def _follow(self, row: bytes) -> bytes:
        for _ in range(_MAX_STEPS):
            if len(row) < 4:
                raise AccessFault("a pointer to a row is cut off")
            row, flags = self._pages.row(int(_u32(row, 0)[0]))
            if not flags & ELSEWHERE:
                return row
        raise AccessFault("the pointers to a row lead on without end")

    def _take(self, row: bytes) -> None:
        definition, result = self._definition, self._result
        count, bits, ends, fixed_end = self._crack(row, definition.first_varying)
        for column, decode, cells in zip(definition.columns, self._decoders, result.columns, strict=True):
            number = column.number
            filled = number < count and bool(bits[number >> 3] >> (number & 7) & 1)
            if column.kind is Kind.YES_NO and not column.calculated:
                cells.append(filled)
                continue
            if not filled:
                cells.append(None)
                continue
            if decode is None:
                result.filled[column.name] = result.filled.get(column.name, 0) + 1
                cells.append(None)
                continue
            if column.fixed:
                start = (2 if self._pages.layout.wide else 1) + column.place
                end = start + column.size
                if end > fixed_end:
                    raise AccessFault(f"a row is too short for column {column.name}")
            elif column.place + 1 < len(ends):
                start, end = ends[column.place], ends[column.place + 1]
            else:  # a row older than the column
                cells.append(None)
                continue
            cells.append(self._cell(column, decode, row[start:end]))

    def _cell(self, column: Column, decode: Decoder, raw: bytes) -> Cell:
        if column.long:
            raw = self._pages.long_value(raw) if raw else raw
        try:
            return decode(raw)
        except UnicodeDecodeError:
            text = str(decoder(column.kind, column.scale, column.codec, "replace")(raw))
            place = self._definition.columns.index(column)
            reason = "Some bytes are no characters; they are shown as �."
            self._result.repairs.append(Repair("text", self._result.count, place, raw.hex(), text, reason))
            return text


def _decoder(column: Column) -> Decoder | None:
    if column.unreadable or column.kind is Kind.YES_NO:
        return None
    return decoder(column.kind, column.scale, column.codec)


# What is known of a row: number of columns, the bits that say which have a value, where the varying values start (and,
# last, where they end), and where the fixed ones end.
_Row = tuple[int, bytes, list[int], int]


def _crack_wide(row: bytes, first_varying: int) -> _Row:
    count = int(_u16(row, 0)[0])
    bits_at = len(row) - (count + 7) // 8
    if bits_at < 2:
        raise AccessFault("a row is cut off")
    if first_varying >= count:  # the row is older than the first varying column, if there is one at all
        return count, row[bits_at:], [], bits_at
    number = int(_u16(row, bits_at - 2)[0])
    first = bits_at - 4 - 2 * number
    if first < 2:
        raise AccessFault("a row is cut off")
    ends = list(struct.unpack_from(f"<{number + 1}H", row, first))
    ends.reverse()
    return count, row[bits_at:], ends, _fixed_end(ends, first)


def _crack_narrow(row: bytes, first_varying: int) -> _Row:
    """Crack a row of Access 97, whose ends are single bytes: a list says from which of them on to add another 256."""
    count = row[0]
    bits_at = len(row) - (count + 7) // 8
    if bits_at < 1:
        raise AccessFault("a row is cut off")
    if first_varying >= count:  # the row is older than the first varying column, if there is one at all
        return count, row[bits_at:], [], bits_at
    number = row[bits_at - 1]
    jumps = (len(row) - 1) // 256
    last = bits_at - 2 - jumps
    first = last - number
    if first < 1:
        raise AccessFault("a row is cut off")
    # One jump may stand there for nothing: there is one for each 256 bytes of the row, also where the values end
    # before.
    if first < jumps * 256:
        jumps -= 1
    ends = []
    used = 0
    for index in range(number + 1):
        while used < jumps and index == row[bits_at - 2 - used]:
            used += 1
        ends.append(row[last - index] + 256 * used)
    return count, row[bits_at:], ends, _fixed_end(ends, first)


def _fixed_end(ends: list[int], limit: int) -> int:
    if any(one > other for one, other in pairwise(ends)) or ends[-1] > limit:
        raise AccessFault("the values of a row overlap")
    return ends[0]
