"""Makes small Access databases for the tests: whatever Access itself would need years of use to bring about.

Deleted and added columns, moved rows, long values in chains, definitions of many pages, damaged pointers. mdbtools
reads what this makes (see test_access_oracle.py), so the maker and the reader do not merely agree with each other.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from converters.sources.access.pages import ACCESS_97, ACCESS_2000, _unscramble
from converters.sources.access.values import SIZES, Kind

Raw = bytes | bool | None
_VARYING = (Kind.TEXT, Kind.MEMO, Kind.OLE, Kind.BINARY)


@dataclass
class Col:
    """A column; the maker gives out numbers and places in order. deleted: rows have it, the definition does not."""

    name: str
    kind: Kind
    scale: int = 0
    deleted: bool = False
    size: int = 0
    number: int = -1
    place: int = 0

    @property
    def fixed(self) -> bool:
        return self.kind not in _VARYING


@dataclass
class Row:
    """A row. until: how many columns there were when it was written. deleted: with the mark 0xC000 as Access, or
    another.

    moved: over how many pointers; what is moved to is marked 0x8000, so that it is not found where it lies.
    """

    values: Mapping[str, Raw]
    until: int | None = None
    deleted: int = 0
    moved: int = 0


@dataclass
class Maker:
    """One database in the making. wide: Access 2000 or later, else 97."""

    wide: bool = True
    version: int = 1
    password: str = ""
    key: bytes = b"\0\0\0\0"
    code_page: int = 1252
    pages: list[bytearray] = field(default_factory=list)
    objects: list[tuple[int, str, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.layout = ACCESS_2000 if self.wide else ACCESS_97
        self.version = self.version if self.wide else 0
        self.pages = [bytearray(self.layout.page_size) for _ in range(3)]

    def new_page(self) -> int:
        self.pages.append(bytearray(self.layout.page_size))
        return len(self.pages) - 1

    def data_page(self, owner: bytes, rows: Sequence[tuple[bytes, int]]) -> int:
        """Lay rows (bytes, flags) into one new page."""
        number = self.new_page()
        page = self.pages[number]
        at = self.layout.rows_at
        page[0:2] = b"\1\1"
        page[4:8] = owner
        struct.pack_into("<H", page, at, len(rows))
        end = len(page)
        for index, (row, flags) in enumerate(rows):
            end -= len(row)
            assert end >= at + 2 + 2 * len(rows), "too much for one page"
            page[end : end + len(row)] = row
            struct.pack_into("<H", page, at + 2 + 2 * index, end | flags)
        return number

    def text(self, text: str, *, compressed: bool = False) -> bytes:
        if not self.wide:
            return text.encode(f"cp{self.code_page}")
        return b"\xff\xfe" + text.encode("latin-1") if compressed else text.encode("utf-16-le")

    def memo(self, data: bytes, how: str = "inline") -> bytes:
        """Return the head of a long value, after writing it: inline, page, chain, or loop (a chain that comes back)."""
        if how == "inline":
            return struct.pack("<III", len(data) | 0x80000000, 0, 0) + data
        if how == "page":
            page = self.data_page(b"LVAL", [(b"other", 0), (data, 0)])
            return struct.pack("<III", len(data) | 0x40000000, page << 8 | 1, 0)
        size = 1000
        parts = [data[at : at + size] for at in range(0, len(data), size)]
        pages = [self.data_page(b"LVAL", [(bytes(4) + part, 0)]) for part in parts]
        for page, following in zip(pages, [*pages[1:], pages[0] if how == "loop" else 0], strict=True):
            start = self.layout.page_size - len(parts[pages.index(page)]) - 4
            struct.pack_into("<I", self.pages[page], start, following << 8)
        length = len(data) * (2 if how == "loop" else 1)
        return struct.pack("<III", length, pages[0] << 8, 0)

    def table(
        self,
        name: str,
        columns: Sequence[Col],
        rows: Sequence[Row],
        *,
        flags: int = 0,
        claimed: int | None = None,
        map_kind: int = 0,
        per_page: int = 20,
    ) -> int:
        """Add a table; return the page of its definition."""
        page = self.new_page()
        self.write_table(page, columns, rows, claimed=claimed, map_kind=map_kind, per_page=per_page)
        self.objects.append((page, name, 1, flags))
        return page

    def write_table(
        self,
        page: int,
        columns: Sequence[Col],
        rows: Sequence[Row],
        *,
        claimed: int | None = None,
        map_kind: int = 0,
        per_page: int = 20,
    ) -> None:
        _place(columns)
        owner = struct.pack("<I", page)
        laid: list[tuple[bytes, int]] = []
        targets: list[int] = []
        for row in rows:
            data = self.row(columns, row)
            for step in range(row.moved):
                target = self.data_page(owner, [(data, 0x8000 if not step else 0xC000)])
                targets.append(target)
                data = struct.pack("<I", target << 8)
            laid.append((data, (0x4000 if row.moved else 0) | row.deleted))
        used = targets + [self.data_page(owner, laid[at : at + per_page]) for at in range(0, len(laid), per_page)]
        pointer = self._usage(used, map_kind)
        live = sum(not row.deleted for row in rows)
        self._definition(page, columns, live if claimed is None else claimed, pointer)

    def row(self, columns: Sequence[Col], row: Row) -> bytes:
        until = len(columns) if row.until is None else row.until
        there = [col for col in columns if col.number < until]
        bits = bytearray((until + 7) // 8)
        fixed = bytearray(max((col.place + col.size for col in there if col.fixed), default=0))
        varying = b""
        head = 2 if self.wide else 1
        ends: list[int] = []
        for col in there:
            value = row.values.get(col.name)
            if value is not None and value is not False:
                bits[col.number >> 3] |= 1 << (col.number & 7)
            data = value if isinstance(value, bytes) else b""
            if col.fixed:
                fixed[col.place : col.place + len(data)] = data
            else:
                ends.append(head + len(fixed) + len(varying))
                varying += data
        ends.append(head + len(fixed) + len(varying))
        if not any(not col.fixed for col in columns):
            return struct.pack("<H" if self.wide else "<B", until) + bytes(fixed) + bytes(bits)
        body = struct.pack("<H" if self.wide else "<B", until) + bytes(fixed) + varying
        if self.wide:
            tail = struct.pack(f"<{len(ends)}H", *reversed(ends)) + struct.pack("<H", len(ends) - 1)
            return body + tail + bytes(bits)
        tail = bytes(end & 0xFF for end in reversed(ends))
        size = len(body) + len(tail) + 1 + len(bits)
        jumps = (size - 1) // 256
        jumps = (size + jumps - 1) // 256
        firsts = [next((i for i, end in enumerate(ends) if end >= 256 * (j + 1)), 0xFF) for j in range(jumps)]
        return body + tail + bytes(reversed(firsts)) + bytes([len(ends) - 1]) + bytes(bits)

    def _usage(self, used: Sequence[int], kind: int) -> int:
        bitmap = bytearray(self.layout.page_size - 4)
        for number in used:
            bitmap[number >> 3] |= 1 << (number & 7)
        if kind == 0:
            row = b"\0" + struct.pack("<I", 0) + bytes(bitmap[:64])
        else:
            number = self.new_page()
            self.pages[number][0:2] = b"\5\1"
            self.pages[number][4:] = bitmap
            row = b"\1" + struct.pack("<I", number) + bytes(64)
        return self.data_page(b"\0\0\0\0", [(b"first", 0), (row, 0)]) << 8 | 1

    def _definition(self, page: int, columns: Sequence[Col], rows: int, pointer: int) -> None:
        shown = [col for col in columns if not col.deleted]
        layout = self.layout
        head = bytearray(layout.first_index_at)
        head[0:2] = b"\2\1"
        struct.pack_into("<I", head, layout.count_at, rows)
        head[layout.columns_at - 5] = 0x4E
        struct.pack_into("<H", head, layout.columns_at - 4, len(columns))
        struct.pack_into("<H", head, layout.columns_at - 2, sum(not col.fixed for col in columns))
        struct.pack_into("<H", head, layout.columns_at, len(shown))
        struct.pack_into("<I", head, layout.map_at, pointer)
        body = bytes(head) + b"".join(self._column(col) for col in shown)
        for col in shown:
            name = self.text(col.name)
            body += struct.pack("<H" if self.wide else "<B", len(name)) + name
        body += b"\xff\xff"
        body = body[:8] + struct.pack("<I", len(body)) + body[12:]
        size = layout.page_size
        chunks = [body[:size]] + [body[at : at + size - 8] for at in range(size, len(body), size - 8)]
        numbers = [page] + [self.new_page() for _ in chunks[1:]]
        for index, (number, chunk) in enumerate(zip(numbers, chunks, strict=True)):
            following = numbers[index + 1] if index + 1 < len(numbers) else 0
            whole = chunk if index == 0 else b"\2\1\0\0\0\0\0\0" + chunk
            self.pages[number][: len(whole)] = whole
            struct.pack_into("<I", self.pages[number], 4, following)

    def _column(self, col: Col) -> bytes:
        flags = (1 if col.fixed else 0) | 2
        varying, fixed = (0, col.place) if col.fixed else (col.place, 0)
        if self.wide:
            head = struct.pack("<BIHHH", col.kind, 0, col.number, varying, col.number)
            return head + struct.pack("<BBHBBIHH", 18, col.scale, 0, flags, 0, 0, fixed, col.size)
        head = struct.pack("<BHHH", col.kind, col.number, varying, col.number)
        return head + struct.pack("<HHHBHH", 0x409, self.code_page, 0, flags, fixed, col.size)

    def link(self, name: str, kind: int = 6) -> None:
        """Add a link to a table of another database."""
        self.objects.append((0x70000000 + len(self.objects), name, kind, 0x200000))

    def save(self) -> bytes:
        columns = [
            Col("Id", Kind.LONG),
            Col("Type", Kind.INTEGER),
            Col("Flags", Kind.LONG),
            Col("Name", Kind.TEXT, size=510),
            Col("LvProp", Kind.OLE),
        ]
        if not any(name == "MSysObjects" for _, name, _, _ in self.objects):
            self.objects.insert(0, (2, "MSysObjects", 1, -(2**31)))
        rows = [
            Row(
                {
                    "Id": struct.pack("<i", number),
                    "Type": struct.pack("<h", kind),
                    "Flags": struct.pack("<i", flags),
                    "Name": self.text(name),
                }
            )
            for number, name, kind, flags in self.objects
        ]
        self.write_table(2, columns, rows)
        self.pages[0][:] = self._header()
        self.pages[1][0] = 1
        return b"".join(bytes(page) for page in self.pages)

    def _header(self) -> bytes:
        head = bytearray(self.layout.page_size)
        head[0:4] = b"\0\1\0\0"
        head[4:20] = b"Standard ACE DB\0" if self.version >= 2 else b"Standard Jet DB\0"
        head[0x14] = self.version
        struct.pack_into("<H", head, 0x3C, self.code_page)
        head[0x3E:0x42] = self.key
        struct.pack_into("<d", head, 0x72, 41000.25)
        size = self.layout.password_size
        secret = self.password.encode("utf-16-le" if self.wide else "cp1252").ljust(size, b"\0")
        mask = struct.pack("<i", 41000) if self.wide else bytes(4)
        head[0x42 : 0x42 + size] = bytes(byte ^ mask[at % 4] for at, byte in enumerate(secret))
        end = 0x18 + self.layout.header_size
        head[0x18:end] = _unscramble(bytes((0xC7, 0xDA, 0x39, 0x6B)), bytes(head[0x18:end]))
        return bytes(head)


def _place(columns: Sequence[Col]) -> None:
    fixed = varying = 0
    for number, col in enumerate(columns):
        col.number = number
        if col.fixed:
            col.size = SIZES.get(col.kind, col.size)
            col.place = fixed
            fixed += col.size
        else:
            col.place = varying
            varying += 1
