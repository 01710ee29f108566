"""The values of Access databases: whatever is written comes back, exactly."""

from __future__ import annotations

import math
import struct
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converters.sources.access.pages import AccessFault, Pages
from converters.sources.access.tables import code_page
from converters.sources.access.values import Kind, days_to_cell, decimal_number, decoder, unicode_text
from converters.sources.limits import MAX_CELL_TEXT
from converters.sources.table import CellError
from tests.converters.sources.access.access_maker import Maker

DAY_0 = datetime(1899, 12, 30)


def compress(text: str) -> bytes:
    """Compress text as Access does: one byte a character where it fits, a NUL before and after what does not."""
    out = bytearray(b"\xff\xfe")
    one_byte = True
    for character in text:
        if (ord(character) < 0x100) != one_byte:
            out.append(0)
            one_byte = not one_byte
        out += character.encode("latin-1") if one_byte else character.encode("utf-16-le")
    return bytes(out)


CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")
# Access does not compress text with a character whose last byte is 0.
COMPRESSIBLE = st.characters(exclude_categories=["Cs"], min_codepoint=1, max_codepoint=0xFFFF).filter(
    lambda character: ord(character) & 0xFF
)


@given(st.text(CHARACTERS))
def test_plain_text(text: str) -> None:
    assert unicode_text(text.encode("utf-16-le")) == text


@given(st.text(COMPRESSIBLE))
def test_compressed_text(text: str) -> None:
    assert unicode_text(compress(text)) == text


def test_text_ends_at_the_mark_that_c_programs_leave() -> None:
    assert decoder(Kind.TEXT, 0, None)("Table1\0".encode("utf-16-le")) == "Table1"


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(AccessFault, match="longer than"):
        decoder(Kind.MEMO, 0, "cp1252")(b"x" * (MAX_CELL_TEXT + 1))


@given(st.integers(-(2**63), 2**63 - 1))
def test_currency(number: int) -> None:
    cell = decoder(Kind.CURRENCY, 0, None)(struct.pack("<q", number))
    assert isinstance(cell, Decimal)
    assert cell.as_tuple().exponent == -4
    assert int(cell.scaleb(4)) == number


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_a_single_is_the_same_single(number: float) -> None:
    data = struct.pack("<f", number)
    cell = decoder(Kind.SINGLE, 0, None)(data)
    assert isinstance(cell, float)
    assert struct.pack("<f", cell) == data


@pytest.mark.parametrize("text", ["1.1", "0.1", "0.6", "37.5", "123456.7", "1e-10"])
def test_a_single_looks_as_it_was_typed(text: str) -> None:
    assert decoder(Kind.SINGLE, 0, None)(struct.pack("<f", float(text))) == float(text)


@given(st.integers(-(10**28) + 1, 10**28 - 1), st.integers(0, 28))
def test_decimal(number: int, scale: int) -> None:
    groups = struct.pack("<4I", *(abs(number) >> shift & 0xFFFFFFFF for shift in (96, 64, 32, 0)))
    got = decimal_number((b"\x80" if number < 0 else b"\0") + groups, scale)
    assert got == Decimal(number).scaleb(-scale)
    assert got.as_tuple().exponent == -scale


def test_a_decimal_of_too_many_places() -> None:
    with pytest.raises(AccessFault):
        decimal_number(bytes(17), 29)


def to_days(moment: datetime) -> float:
    """A moment as Access stores it: before its day 0 the whole days count down and the time of day still counts up."""
    whole = (moment.date() - DAY_0.date()).days
    part = (moment - datetime.combine(moment.date(), time.min)) / timedelta(days=1)
    return whole - part if whole < 0 else whole + part


MOMENTS = st.datetimes(datetime(100, 1, 1), datetime(9999, 12, 31, 23, 59, 59)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)


@given(MOMENTS)
def test_moments(moment: datetime) -> None:
    cell = days_to_cell(to_days(moment))
    if moment.date() == DAY_0.date():
        assert cell == moment.time()
    elif moment.time() == time.min:
        assert cell == moment.date()
        assert type(cell) is date
    else:
        assert cell == moment


@pytest.mark.parametrize("days", [math.nan, math.inf, -math.inf, 1e300, -657_436.0, 2_958_466.0, 2_958_465.999999999])
def test_no_day_of_access(days: float) -> None:
    assert days_to_cell(days) is CellError.NUM


@given(st.floats())
def test_any_number_of_days(days: float) -> None:
    assert isinstance(days_to_cell(days), (date, datetime, time, CellError))


@pytest.mark.parametrize(
    ("raw", "cell"),
    [
        (b"0000000000000000000:0000000000000000000:7 ", date(1, 1, 1)),
        (b"0000000000000365240:0000000452967891234:7 ", datetime(1000, 12, 30, 12, 34, 56, 789123)),
        (b"0000000000003652058:0000000000000000000:7 ", date(9999, 12, 31)),
        (b"0000000000003652059:0000000000000000000:7 ", CellError.NUM),
        (b"0000000000000000000:0000000864000000000:7 ", CellError.NUM),
    ],
)
def test_extended_dates(raw: bytes, cell: object) -> None:
    assert decoder(Kind.DATE_EXTENDED, 0, None)(raw) == cell


def test_an_extended_date_of_no_digits() -> None:
    with pytest.raises(AccessFault, match="digits"):
        decoder(Kind.DATE_EXTENDED, 0, None)(bytes(42))


@pytest.mark.parametrize("kind", [Kind.LONG, Kind.CURRENCY, Kind.DATE, Kind.GUID, Kind.DECIMAL, Kind.SINGLE])
def test_a_value_of_the_wrong_size(kind: Kind) -> None:
    with pytest.raises(AccessFault, match="bytes and not"):
        decoder(kind, 0, None)(b"\0")


def test_binary_columns_have_no_values() -> None:
    with pytest.raises(AccessFault):
        decoder(Kind.OLE, 0, None)


@pytest.mark.parametrize(("number", "name"), [(1252, "cp1252"), (1250, "cp1250"), (0, "cp1252"), (9999, "cp1252")])
def test_code_pages(number: int, name: str) -> None:
    assert code_page(number) == name


def test_the_second_page_of_a_map_goes_on_where_the_first_ends() -> None:
    maker = Maker()
    number = maker.new_page()
    maker.pages[number][0:5] = b"\5\1\0\0\2"
    pointer = maker.data_page(bytes(4), [(b"\1" + struct.pack("<III", 0, number, 0), 0)]) << 8
    assert Pages(maker.save()).used_pages(pointer) == [8 * 4092 + 1]
