"""The values of an Access database: bytes of one field into one cell.

What each type becomes: Byte, Integer, Long Integer and Large Number whole numbers; Currency and Decimal exact
`Decimal`s; Single and Double floats (a Single as the shortest number that is the same Single, as Access shows it: 1.1
and not 1.10000002384); Date/Time a date where it is midnight, a time where it is day 0, else both, to the millisecond
(the form counts days as a floating number, so that less is noise); Yes/No true or false; a Replication ID text in
braces; Short and Long Text text. A number that is not one, and a date outside Access's years 100 to 9999, is the cell
error #NUM!.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import IntEnum
from functools import lru_cache
from typing import Final, Literal
from uuid import UUID

from converters.sources.access.pages import AccessFault
from converters.sources.limits import MAX_CELL_TEXT
from converters.sources.table import Cell, CellError

Decoder = Callable[[bytes], Cell]
Errors = Literal["strict", "replace"]

_DAY_0: Final = datetime(1899, 12, 30)  # noqa: DTZ001 -- Access knows no time zones
_FIRST_DAY: Final = -657_434  # 1 January 100
_LAST_DAY: Final = 2_958_465  # 31 December 9999
_MS_PER_DAY: Final = 86_400_000
_TICKS_PER_DAY: Final = 864_000_000_000
_MAX_SCALE: Final = 28
_COMPRESSED: Final = b"\xff\xfe"


class Kind(IntEnum):
    """The type of a column, as the file numbers it."""

    YES_NO = 1
    BYTE = 2
    INTEGER = 3
    LONG = 4
    CURRENCY = 5
    SINGLE = 6
    DOUBLE = 7
    DATE = 8
    BINARY = 9
    TEXT = 10
    OLE = 11
    MEMO = 12
    GUID = 15
    DECIMAL = 16
    BINARY_2000 = 17
    COMPLEX = 18
    LARGE = 19
    DATE_EXTENDED = 20
    UNKNOWN = 255


# Bytes of each type that always has the same size.
SIZES: Final = {
    Kind.BYTE: 1,
    Kind.INTEGER: 2,
    Kind.LONG: 4,
    Kind.CURRENCY: 8,
    Kind.SINGLE: 4,
    Kind.DOUBLE: 8,
    Kind.DATE: 8,
    Kind.GUID: 16,
    Kind.DECIMAL: 17,
    Kind.COMPLEX: 4,
    Kind.LARGE: 8,
    Kind.DATE_EXTENDED: 42,
}
_WHOLE: Final = {Kind.BYTE: "<B", Kind.INTEGER: "<h", Kind.LONG: "<i", Kind.COMPLEX: "<i", Kind.LARGE: "<q"}


def decoder(kind: Kind, scale: int, codec: str | None, errors: Errors = "strict") -> Decoder:
    """Return the function that turns the bytes of a field into its cell.

    scale: decimal places of a Decimal column. codec: how text is encoded; None for the Unicode of Access 2000 and
    later. The bytes of a memo are those of the long value, not of the field. The function raises AccessFault where the
    size is wrong, and UnicodeDecodeError where text is not what it should be, unless errors is "replace".
    """
    if kind in (Kind.TEXT, Kind.MEMO):
        return _text_decoder(codec, errors)
    if kind in _WHOLE:
        unpack = struct.Struct(_WHOLE[kind]).unpack
        return _sized(kind, lambda data: int(unpack(data)[0]))
    if kind is Kind.CURRENCY:
        return _sized(kind, lambda data: Decimal(int.from_bytes(data, "little", signed=True)).scaleb(-4))
    if kind is Kind.SINGLE:
        return _sized(kind, _single)
    if kind is Kind.DOUBLE:
        return _sized(kind, _double)
    if kind is Kind.DATE:
        return _sized(kind, lambda data: days_to_cell(struct.unpack("<d", data)[0]))
    if kind is Kind.DATE_EXTENDED:
        return _sized(kind, _extended_date)
    if kind is Kind.GUID:
        return _sized(kind, _guid)
    if kind is Kind.DECIMAL:
        return _sized(kind, lambda data: decimal_number(data, scale))
    raise AccessFault(f"a column is of a type that has no values here ({kind.name})")


def _sized(kind: Kind, decode: Decoder) -> Decoder:
    size = SIZES[kind]

    def checked(data: bytes) -> Cell:
        if len(data) != size:
            raise AccessFault(f"a {kind.name} value has {len(data)} bytes and not {size}")
        return decode(data)

    return checked


def _text_decoder(codec: str | None, errors: Errors) -> Decoder:
    def decode(data: bytes) -> str:
        text = unicode_text(data, errors) if codec is None else data.decode(codec, errors)
        if len(text) > MAX_CELL_TEXT:
            raise AccessFault(f"one text is longer than {MAX_CELL_TEXT:,} characters")
        # Programs that write C strings leave their end mark behind, which Access does not show.
        return text.rstrip("\0")

    return decode


def unicode_text(data: bytes, errors: Errors = "strict") -> str:
    """Decode text of Access 2000 or later: UTF-16, or compressed (a byte a character; a NUL switches to and fro)."""
    if not data.startswith(_COMPRESSED):
        return data.decode("utf-16-le", errors)
    if data.find(0, 2) < 0:
        return data[2:].decode("latin-1")
    wide = bytearray()
    at = 2
    one_byte = True
    while at < len(data):
        if not data[at]:
            one_byte = not one_byte
            at += 1
        elif one_byte:
            end = data.find(0, at)
            end = len(data) if end < 0 else end
            wide += data[at:end].decode("latin-1").encode("utf-16-le")
            at = end
        else:
            wide += data[at : at + 2]
            at += 2
    return wide.decode("utf-16-le", errors)


def _single(data: bytes) -> float | CellError:
    number = struct.unpack("<f", data)[0]
    if not math.isfinite(number):
        return CellError.NUM
    for digits in range(6, 10):
        short = float(f"{number:.{digits}g}")
        # 9 digits are always enough for a Single; rounding up may overflow near its very end.
        if abs(short) < 3.4028235e38 and struct.pack("<f", short) == data:
            return short
    return float(number)


def _double(data: bytes) -> float | CellError:
    number = struct.unpack("<d", data)[0]
    return float(number) if math.isfinite(number) else CellError.NUM


@lru_cache(maxsize=4096)
def days_to_cell(days: float) -> Cell:
    """Turn a Date/Time into a date, a time of day, or both.

    days: since 30 December 1899. Before that day the fraction still counts forward: -1.25 is 29 December, six o'clock.
    Remembered, so that a column of like dates costs one object each.
    """
    if not math.isfinite(days) or not _FIRST_DAY - 1 < days < _LAST_DAY + 1:
        return CellError.NUM
    whole = math.trunc(days)
    milliseconds = round(abs(days - whole) * _MS_PER_DAY)
    moment = _DAY_0 + timedelta(days=whole)
    if milliseconds == _MS_PER_DAY and moment.date() == date.max:
        return CellError.NUM
    return _tidy(moment + timedelta(milliseconds=milliseconds))


def _tidy(moment: datetime) -> Cell:
    if moment.date() == _DAY_0.date():
        return moment.time()
    return moment.date() if moment.time() == time.min else moment


def _extended_date(data: bytes) -> Cell:
    """Turn a Date/Time Extended into a date, or a date with time to the microsecond.

    The form is digits: days since 1 January of year 1 (19 digits), a colon, 100 nanoseconds since midnight (19 digits),
    and a colon and the precision.
    """
    days_text, ticks_text = data[:19], data[20:39]
    if not (days_text.isdigit() and ticks_text.isdigit()):
        raise AccessFault("a Date/Time Extended value is not made of digits")
    days, ticks = int(days_text), int(ticks_text)
    if days >= date.max.toordinal() or ticks >= _TICKS_PER_DAY:
        return CellError.NUM
    moment = datetime.combine(date.fromordinal(days + 1), time.min) + timedelta(microseconds=ticks // 10)
    return moment.date() if moment.time() == time.min else moment


def _guid(data: bytes) -> str:
    return f"{{{UUID(bytes_le=data)}}}".upper()


def decimal_number(data: bytes, scale: int) -> Decimal:
    """Turn the 17 bytes of a Decimal into its number.

    A byte for the sign, then four groups of four bytes: the greatest group first, the greatest byte last.
    """
    if scale > _MAX_SCALE:
        raise AccessFault(f"a Decimal column claims {scale} decimal places")
    groups = struct.unpack_from("<4I", data, 1)
    number = 0
    for group in groups:
        number = number << 32 | group
    digits = tuple(int(digit) for digit in str(number))
    # Built from its digits: the usual arithmetic would round a number of more than 28.
    return Decimal((1 if data[0] & 0x80 else 0, digits, -scale))
