"""Tables of dBase, FoxPro and the like (.dbf): types as the file has them, text in the code page that it names.

Facts from the descriptions of the format by dBase and by Microsoft for Visual FoxPro. Deleted rows, which the file
keeps, are left out and said.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from converters.sources import limits
from converters.sources.package.zip_parts import damaged
from converters.sources.table import Cell, CellError, SourceError, Table
from converters.sources.text.encoding import decode

_HEAD: Final = 32
_DELETED: Final = 0x2A
_JULIAN_0: Final = 1_721_426  # the day number of 1 January of year 1
_NUMBER: Final = re.compile(rb"[-+]?(?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:[eE][-+]?[0-9]++)?")
_CODE_PAGES: Final = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x04: "mac_roman", 0x08: "cp865", 0x0A: "cp850", 0x0D: "cp437",
    0x0F: "cp437", 0x10: "cp850", 0x11: "cp437", 0x12: "cp850", 0x14: "cp850", 0x16: "cp437", 0x18: "cp437",
    0x19: "cp437", 0x1A: "cp850", 0x1B: "cp437", 0x1D: "cp850", 0x25: "cp850", 0x37: "cp850", 0x57: "cp1252",
    0x58: "cp1252", 0x59: "cp1252", 0x64: "cp852", 0x65: "cp866", 0x66: "cp865", 0x67: "cp861", 0xC8: "cp1250",
    0xC9: "cp1251", 0xCA: "cp1254", 0xCB: "cp1253", 0xCC: "cp1257",
}  # fmt: skip
"""Code pages by the number in the header (byte 29)."""
_ELSEWHERE: Final = {"M": "memos", "G": "pictures and documents", "P": "pictures", "W": "memos"}
"""Types whose values lie in a file beside this one (.dbt, .fpt)."""


class _Field(NamedTuple):
    name: str
    kind: str
    start: int
    size: int
    decimals: int
    system: bool


def read_dbf(file: str, data: bytes, *, encoding: str | None = None, shown: str | None = None) -> Table:
    """Read a table; its first row is the names of its fields.

    encoding: one to use in place of what the file says. Raises SourceError where it is damaged or larger than limits.py
    allows.
    """
    shown = shown or file
    rows, header, width = struct.unpack_from("<IHH", data, 4)
    notes: list[str] = []
    codec = encoding or _CODE_PAGES.get(data[29]) or _guessed(shown, data[header:], notes)
    fields = [one for one in _fields(data, header, codec) if not one.system]
    if rows > limits.MAX_ROWS or rows * len(fields) > limits.MAX_AREA:
        raise SourceError(shown, f"It has {rows:,} rows.", f"At most {limits.MAX_ROWS:,} are read: split it.")
    if sum(one.size for one in fields) > width or not fields:
        raise damaged(shown, "Its fields are longer than its rows.")
    if len(data) < header + rows * width:
        raise damaged(shown, f"It says that it has {rows:,} rows, and breaks off before.")
    columns: list[list[Cell]] = [[one.name] for one in fields]
    readers = [_reader(one, codec) for one in fields]
    deleted = 0
    for row in range(rows):
        at = header + row * width
        if data[at] == _DELETED:
            deleted += 1
            continue
        for one, read, column in zip(fields, readers, columns, strict=True):
            column.append(read(data[at + one.start : at + one.start + one.size]))
    if deleted:
        notes.append(f"Rows that are marked as deleted: {deleted:,}. They were left out.")
    notes.extend(
        f"Column {one.name} holds {_ELSEWHERE[one.kind]}, which lie in another file: they are left out."
        for one in fields
        if one.kind in _ELSEWHERE
    )
    return Table(file, None, columns, len(columns[0]), notes=notes)


def _fields(data: bytes, header: int, codec: str) -> list[_Field]:
    fields = []
    start = 1
    for at in range(_HEAD, header - _HEAD + 1, _HEAD):
        if data[at] == 0x0D:
            break
        kind = chr(data[at + 11])
        size, decimals = data[at + 16], data[at + 17]
        if kind == "C":
            size, decimals = size + 256 * decimals, 0
        name = data[at : at + 11].split(b"\0", 1)[0].decode(codec, "replace").strip()
        fields.append(_Field(name, kind, start, size, decimals, bool(data[at + 18] & 1) or kind == "0"))
        start += size
    return fields


def _guessed(shown: str, body: bytes, notes: list[str]) -> str:
    """Return the code page of a file that names none, as that of a text file is found out."""
    found = decode(shown, body.translate(None, bytes(range(32))))
    notes.extend(found.notes)
    return {"CP850": "cp850", "Mac-Roman": "mac_roman", "UTF-8": "utf-8"}.get(found.encoding, "cp1252")


def _reader(one: _Field, codec: str) -> Callable[[bytes], Cell]:
    kind = one.kind
    if kind in {"N", "F"}:
        return _number
    if kind == "L":
        return lambda raw: {b"T": True, b"Y": True, b"F": False, b"N": False}.get(raw.upper())
    if kind == "D":
        return _day
    if kind in _ELSEWHERE:
        return lambda _raw: None
    if kind in {"I", "+"} and one.size == 4:
        return lambda raw: int.from_bytes(raw, "little", signed=True)
    if kind == "Y" and one.size == 8:
        return lambda raw: Decimal(int.from_bytes(raw, "little", signed=True)).scaleb(-4)
    if kind in {"B", "O"} and one.size == 8:
        return _double
    if kind in {"T", "@"} and one.size == 8:
        return _moment
    return lambda raw: raw.decode(codec, "replace").replace("\0", "").rstrip(" ") or None


def _number(raw: bytes) -> Cell:
    text = raw.replace(b"\0", b"").strip()
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        # Stars stand where a number had no room.
        return CellError.NUM if set(text) == {0x2A} else text.decode("latin-1")
    found = Decimal(text.decode("ascii"))
    return int(found) if b"." not in text and found == found.to_integral_value() and len(text) < 40 else found


def _day(raw: bytes) -> Cell:
    text = raw.replace(b"\0", b"").strip().decode("latin-1")
    if not text or text == "00000000":
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])) if len(text) == 8 and text.isascii() else text
    except ValueError:
        return text


def _double(raw: bytes) -> Cell:
    value = float(struct.unpack("<d", raw)[0])
    if value != value or value in {float("inf"), float("-inf")}:
        return CellError.NUM
    return int(value) if value.is_integer() else value


def _moment(raw: bytes) -> Cell:
    day, milliseconds = struct.unpack("<II", raw)
    if not day:
        return None
    try:
        moment = datetime(1, 1, 1) + timedelta(days=day - _JULIAN_0, milliseconds=milliseconds)  # noqa: DTZ001
    except OverflowError:
        return CellError.NUM
    return moment.date() if moment.time() == datetime.min.time() else moment
