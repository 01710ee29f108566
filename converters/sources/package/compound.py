"""The compound file that old Office files and protected new ones are wrapped in: named streams in sectors.

Written from MS-CFB, which Microsoft publishes. Every chain is bounded by the number of sectors, so that one that runs
in a circle ends.
"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from converters.sources.package.zip_parts import damaged

_END: Final = 0xFFFFFFFE
_LAST_SECTOR: Final = 0xFFFFFFFA
_ENTRY: Final = 128
_STREAM, _ROOT = 2, 5
_IN_HEADER: Final = 109  # sectors of the allocation table that the header itself lists


class _Entry(NamedTuple):
    start: int
    size: int


class Compound:
    """A compound file in memory. Raises SourceError where it is damaged."""

    def __init__(self, file: str, data: bytes) -> None:
        self._file = file
        self._data = data
        if len(data) < 512:
            raise damaged(file, "It begins like an old Office file and breaks off.")
        version, _order, shift, mini_shift = struct.unpack_from("<HHHH", data, 26)
        if version not in {3, 4} or shift not in {9, 12} or mini_shift != 6:
            raise damaged(file, "It begins like an old Office file, but its header makes no sense.")
        self._sector = 1 << shift
        directory, self._mini_below, mini_table, _mini_count, more, _more_count = struct.unpack_from(
            "<I4xIIIII", data, 48
        )
        self._table = self._allocation(more)
        self._mini_table = self._numbers(self._chain(mini_table)) if mini_table <= _LAST_SECTOR else ()
        self._entries: dict[str, _Entry] = {}
        self._root = _Entry(_END, 0)
        self._read_directory(self._chain(directory))

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._entries

    def read(self, name: str) -> bytes:
        """Return the bytes of a stream. Raises KeyError where there is none, SourceError where it is damaged."""
        entry = self._entries[name.casefold()]
        if entry.size >= self._mini_below:
            data = self._chain(entry.start)
        else:
            data = self._mini_chain(entry.start, self._chain(self._root.start))
        if len(data) < entry.size:
            raise damaged(self._file, "A part of it breaks off.")
        return data[: entry.size]

    def _sector_bytes(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        piece = self._data[start : start + self._sector]
        if not piece:
            raise damaged(self._file, "It breaks off before its end.")
        return piece

    def _numbers(self, data: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])

    def _allocation(self, more: int) -> tuple[int, ...]:
        """Return the table that says for each sector which one follows."""
        sectors = list(struct.unpack_from(f"<{_IN_HEADER}I", self._data, 76))
        most = len(self._data) // self._sector + 1
        steps = 0
        while more <= _LAST_SECTOR:
            steps += 1
            if steps > most:
                raise damaged(self._file, "Its list of contents runs in a circle.")
            numbers = self._numbers(self._sector_bytes(more))
            sectors.extend(numbers[:-1])
            more = numbers[-1] if numbers else _END
        table: list[int] = []
        for number in sectors:
            if number <= _LAST_SECTOR:
                table.extend(self._numbers(self._sector_bytes(number)))
                if len(table) > most * 2 + self._sector:
                    raise damaged(self._file, "Its list of contents is longer than the file.")
        return tuple(table)

    def _chain(self, start: int) -> bytes:
        pieces: list[bytes] = []
        number = start
        while number <= _LAST_SECTOR:
            if number >= len(self._table) or len(pieces) > len(self._table):
                raise damaged(self._file, "A part of it leads nowhere, or in a circle.")
            pieces.append(self._sector_bytes(number))
            number = self._table[number]
        return b"".join(pieces)

    def _mini_chain(self, start: int, container: bytes) -> bytes:
        pieces: list[bytes] = []
        number = start
        while number <= _LAST_SECTOR:
            if number >= len(self._mini_table) or len(pieces) > len(self._mini_table):
                raise damaged(self._file, "A small part of it leads nowhere, or in a circle.")
            pieces.append(container[number * 64 : number * 64 + 64])
            number = self._mini_table[number]
        return b"".join(pieces)

    def _read_directory(self, data: bytes) -> None:
        for place in range(0, len(data) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", data, place + 64)
            if kind not in {_STREAM, _ROOT} or not 2 <= length <= 64:
                continue
            name = data[place : place + length - 2].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<IQ", data, place + 116)
            if self._sector == 512:
                size &= 0xFFFFFFFF  # the upper half holds anything in version 3
            if kind == _ROOT:
                self._root = _Entry(start, size)
            else:
                self._entries.setdefault(name.casefold(), _Entry(start, size))
