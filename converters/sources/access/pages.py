"""The pages of an Access database: header, passwords, rows in pages, usage maps and long values.

The layout is the one described in public by the mdbtools project (its HACKING notes) and seen in the databases of the
test collection. Everything read here is bounded by the file itself: a pointer that leads out of the file, a chain that
comes back to itself, or rows that overlap raise `AccessFault`, which says what was found in words for people.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_SIGNATURES: Final = (b"\x00\x01\x00\x00Standard Jet DB\x00", b"\x00\x01\x00\x00Standard ACE DB\x00")
_NEWEST: Final = 6  # the byte at 0x14: 0 Access 97, 1 2000-2003, 2 2007, 3 2010, 4 2013, 5 2016, 6 2019
_VERSION_AT: Final = 0x14
_HEADER_KEY: Final = bytes((0xC7, 0xDA, 0x39, 0x6B))  # the same for every database: the header is scrambled, not secret
_HEADER_FROM: Final = 0x18
_CODE_PAGE_AT: Final = 0x3C
_KEY_AT: Final = 0x3E
_PASSWORD_AT: Final = 0x42
_CREATED_AT: Final = 0x72

_TABLE_PAGE: Final = 2
_MAP_PAGE: Final = 5
_DATA_PAGE: Final = 1

_OFFSET: Final = 0x1FFF
DELETED: Final = 0x8000
ELSEWHERE: Final = 0x4000

_INLINE: Final = 0x80000000
_ONE_PAGE: Final = 0x40000000
_LONG_HEAD: Final = 12
_KEPT_PAGES: Final = 2048  # deciphered pages kept for when they are wanted again: 8 MB

_u16 = struct.Struct("<H").unpack_from
_u32 = struct.Struct("<I").unpack_from


class AccessFault(Exception):  # noqa: N818 - what it is called where it is used
    """Something in a database that cannot be read exactly. The text says what, and holds no value of a cell."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand in the pages of one generation of Access. Offsets and sizes in bytes.

    rows_at: the number of rows, in a data page. count_at to first_index_at: places in a table definition, of its number
    of rows, columns and indexes, its usage map, and the first index. index_size, column_size: bytes for
    each index and column there. wide: counts and names are two bytes (and Unicode), else one byte (and the code page).
    """

    page_size: int
    header_size: int
    password_size: int
    rows_at: int
    count_at: int
    columns_at: int
    indexes_at: int
    map_at: int
    first_index_at: int
    index_size: int
    column_size: int
    wide: bool


ACCESS_97: Final = Layout(2048, 126, 20, 8, 12, 25, 31, 35, 43, 8, 18, wide=False)
ACCESS_2000: Final = Layout(4096, 128, 40, 12, 16, 45, 51, 55, 63, 12, 25, wide=True)


def looks_like_access(head: bytes) -> bool:
    """Whether the first bytes of a file (32 are enough) are those of an Access database."""
    return head.startswith(_SIGNATURES)


def _unscramble(key: bytes, data: bytes) -> bytes:
    """RC4, which the header of every database is scrambled with."""
    state = list(range(256))
    swap = 0
    for index in range(256):
        swap = (swap + state[index] + key[index % len(key)]) & 0xFF
        state[index], state[swap] = state[swap], state[index]
    out = bytearray()
    index = swap = 0
    for byte in data:
        index = (index + 1) & 0xFF
        swap = (swap + state[index]) & 0xFF
        state[index], state[swap] = state[swap], state[index]
        out.append(byte ^ state[(state[index] + state[swap]) & 0xFF])
    return bytes(out)


class Pages:
    """One database in memory, page by page.

    Raises AccessFault where the bytes are not those of an Access database of a known generation.
    """

    def __init__(self, data: bytes) -> None:
        if not looks_like_access(data) or len(data) <= _VERSION_AT:
            raise AccessFault("this is not an Access database")
        version = data[_VERSION_AT]
        if version > _NEWEST:
            raise AccessFault(f"this is an Access database of a newer kind (number {version}) than this program knows")
        self.layout = ACCESS_97 if version == 0 else ACCESS_2000
        self.version = version
        self._data = data
        if len(data) < 3 * self.layout.page_size:
            raise AccessFault("the file is cut off: not even its list of tables is there")
        head = data[_HEADER_FROM : _HEADER_FROM + self.layout.header_size]
        self._header = data[:_HEADER_FROM] + _unscramble(_HEADER_KEY, head)
        self._long_bytes = 0
        self._opener: Callable[[int, bytes], bytes] | None = None
        self._opened: dict[int, bytes] = {}

    @property
    def size(self) -> int:
        """The size of the file in bytes."""
        return len(self._data)

    @property
    def encrypted(self) -> bool:
        """Whether the pages are encrypted: the header holds a key."""
        return any(self._header[_KEY_AT : _KEY_AT + 4])

    @property
    def encoding_key(self) -> bytes:
        """The key in the header, which takes part in that of each page."""
        return self._header[_KEY_AT : _KEY_AT + 4]

    def first(self, at: int, size: int) -> bytes:
        """Return bytes of the first page, which is never encrypted."""
        return self._data[at : at + size]

    def unlock(self, opener: Callable[[int, bytes], bytes]) -> None:
        """Decipher every page from now on. opener: takes the number of a page and its bytes."""
        self._opener = opener

    @property
    def code_page(self) -> int:
        """The Windows code page of the text (Access 97 only: later ones hold Unicode)."""
        return int(_u16(self._header, _CODE_PAGE_AT)[0])

    @property
    def password(self) -> str | None:
        """The database password where the database has one; the data itself is not encrypted with it."""
        scrambled = self._header[_PASSWORD_AT : _PASSWORD_AT + self.layout.password_size]
        if not self.layout.wide:
            return scrambled.split(b"\x00", 1)[0].decode("cp1252", "replace") or None
        created = struct.unpack_from("<d", self._header, _CREATED_AT)[0]
        # A date that is no number of days (a damaged header) masks nothing.
        days = int(created) if abs(created) < 2**31 else 0
        mask = struct.pack("<i", days)
        plain = bytes(byte ^ mask[index % 4] for index, byte in enumerate(scrambled))
        return plain.decode("utf-16-le", "replace").split("\x00", 1)[0] or None

    def page(self, number: int) -> bytes:
        """Return one page, counted from 0."""
        size = self.layout.page_size
        start = number * size
        if number <= 0 or start + size > len(self._data):
            raise AccessFault(f"a pointer leads to page {number}, which is not in the file (cut off or damaged)")
        page = self._data[start : start + size]
        if self._opener is None:
            return page
        opened = self._opened.get(number)
        if opened is None:
            if len(self._opened) > _KEPT_PAGES:
                self._opened.clear()
            opened = self._opened[number] = self._opener(number, page)
        return opened

    def rows(self, page: bytes) -> list[tuple[int, int, int]]:
        """Return the rows of a data page as (start, end, flags), in the order of their numbers."""
        at = self.layout.rows_at
        count = _u16(page, at)[0]
        body = at + 2 + 2 * count
        if body > len(page):
            raise AccessFault("a page claims more rows than it has room for")
        found = []
        end = len(page)
        for (entry,) in struct.iter_unpack("<H", page[at + 2 : body]):
            start = entry & _OFFSET
            if not body <= start <= end:
                raise AccessFault("rows of a page overlap")
            found.append((start, end, entry & ~_OFFSET))
            end = start
        return found

    def row(self, pointer: int) -> tuple[bytes, int]:
        """Return the bytes and flags of the row that a pointer (page number times 256, plus row number) leads to."""
        page = self.page(pointer >> 8)
        if page[0] != _DATA_PAGE:
            raise AccessFault(f"a pointer leads to page {pointer >> 8}, which holds no data")
        number = pointer & 0xFF
        at = self.layout.rows_at
        count = _u16(page, at)[0]
        first = at + 2
        if number >= count or first + 2 * count > len(page):
            raise AccessFault("a pointer leads to a row that is not there")
        entry = _u16(page, first + 2 * number)[0]
        end = _u16(page, first + 2 * number - 2)[0] & _OFFSET if number else len(page)
        start = entry & _OFFSET
        if not first + 2 * count <= start <= end <= len(page):
            raise AccessFault("rows of a page overlap")
        return page[start:end], entry & ~_OFFSET

    def definition(self, number: int) -> bytes:
        """Return a table definition, its pages joined, as if it were one long page."""
        joined = bytearray()
        seen: set[int] = set()
        while number:
            if number in seen:
                raise AccessFault("the definition of the table comes back to itself")
            seen.add(number)
            page = self.page(number)
            if page[0] != _TABLE_PAGE:
                raise AccessFault(f"page {number} should define the table and does not")
            joined += page[8:] if joined else page
            number = _u32(page, 4)[0]
        if not joined:
            raise AccessFault("the table has no definition")
        return bytes(joined)

    def used_pages(self, pointer: int) -> list[int]:
        """Return the numbers of the pages that a table's usage map names, ascending."""
        usage, _ = self.row(pointer)
        if not usage:
            raise AccessFault("the list of the table's pages is empty")
        kind = usage[0]
        if kind == 0 and len(usage) >= 5:
            return _bits(usage[5:], _u32(usage, 1)[0])
        if kind != 1:
            raise AccessFault(f"the list of the table's pages is of an unknown kind ({kind})")
        found: list[int] = []
        each = (self.layout.page_size - 4) * 8
        for index in range((len(usage) - 1) // 4):
            number = _u32(usage, 1 + 4 * index)[0]
            if number:
                page = self.page(number)
                if page[0] != _MAP_PAGE:
                    raise AccessFault(f"page {number} should list the table's pages and does not")
                found += _bits(page[4:], index * each)
        return found

    def data_pages(self, owner: int, pointer: int) -> list[tuple[int, bytes]]:
        """Return (number, page) for every data page of the table defined at page `owner`."""
        found = []
        for number in self.used_pages(pointer):
            page = self.page(number)
            # Access takes pages into the map before it writes them, so a page that is not this table's is passed over;
            # the table's own count of its rows shows whether anything is missing.
            if page[0] == _DATA_PAGE and _u32(page, 4)[0] == owner:
                found.append((number, page))
        return found

    def long_value(self, field: bytes) -> bytes:
        """Return what a memo or OLE field holds: inline, in one page, or in a chain of pages."""
        if len(field) < _LONG_HEAD:
            raise AccessFault("a long value has no proper head")
        head, pointer = struct.unpack_from("<II", field)
        length = head & 0x3FFFFFFF
        # Each long value belongs to one cell, so that all of them together are never bigger than the file. This stops a
        # small damaged file from being read into gigabytes.
        self._long_bytes += length
        if self._long_bytes > len(self._data):
            raise AccessFault("long values are said to be bigger than the whole file")
        if head & _INLINE:
            value = field[_LONG_HEAD:]
        elif head & _ONE_PAGE:
            value = self.row(pointer)[0]
        else:
            value = self._chain(pointer, length)
        if len(value) < length:
            raise AccessFault("a long value is shorter than it says (cut off or damaged)")
        return value[:length]

    def _chain(self, pointer: int, length: int) -> bytes:
        joined = bytearray()
        seen: set[int] = set()
        while pointer and len(joined) < length:
            if pointer in seen:
                raise AccessFault("the chain of a long value comes back to itself")
            seen.add(pointer)
            part, _ = self.row(pointer)
            if len(part) < 4:
                raise AccessFault("a part of a long value is empty")
            joined += part[4:]
            pointer = _u32(part, 0)[0]
        return bytes(joined)


def _bits(bitmap: bytes, first: int) -> list[int]:
    return [first + 8 * at + bit for at, byte in enumerate(bitmap) if byte for bit in range(8) if byte >> bit & 1]
