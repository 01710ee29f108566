"""Numbers as people write them: £, thousands commas, brackets, trailing minus, per cent, clock hours."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

MOST_DIGITS: Final = 15
"""Numbers with more digits before or after the point are none that a staff list has."""

_PLAIN: Final = re.compile(r"-?\d{1,15}(?:\.\d{1,12})?")
_WRITTEN: Final = re.compile(
    r"(?P<sign>[-+−])?(?P<pound>£|GBP)?(?P<inner>[-−])?(?P<digits>\d{1,3}(?:[, ]\d{3})+|\d+)?(?P<decimals>\.\d+)?"
    r"(?P<after>[-−]|cr|dr)?",
    re.IGNORECASE,
)
_CLOCK: Final = re.compile(r"(\d{1,4}):([0-5]\d)(?::00)?")
_FRACTION: Final = re.compile(r"(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)")
_SIX: Final = Decimal("0.000001")


def from_float(number: float) -> Decimal:
    """Return the number that a spreadsheet shows.

    Rounding noise below the sixth decimal goes (1593.3999999999999 is 1593.4).
    """
    return Decimal(repr(round(number, 6)))


def plain(amount: Decimal) -> Decimal:
    """Return the same amount without trailing zeros or exponent: 1E+2 is 100, 2.50 is 2.5."""
    shorter = amount.normalize()
    return shorter.quantize(Decimal(1)) if shorter.as_tuple().exponent > 0 else shorter  # type: ignore[operator]


def parse_number(text: str) -> tuple[Decimal, bool] | None:
    """Read a number: (amount, whether it was written plainly); None where the text is none.

    Brackets, a trailing minus and CR make it negative; DR, £ and thousands separators say nothing. A comma is never a
    decimal point, and thousands separators stand before every three digits or the text is no number.
    """
    if _PLAIN.fullmatch(text):
        return Decimal(text), True
    body = text.replace("\xa0", " ").replace("\u202f", " ").strip()
    negative = body.startswith("(") and body.endswith(")")
    if negative:
        body = body[1:-1].strip()
    body = re.sub(r"(?<=[£\-−+]) | (?=[£\-−]|cr$|dr$)", "", body, flags=re.IGNORECASE)
    match = _WRITTEN.fullmatch(body)
    if match is None or not (match["digits"] or match["decimals"]):
        return None
    signs = [
        mark for mark in (match["sign"], match["inner"], match["after"]) if mark and mark.lower() not in ("+", "dr")
    ]
    if len(signs) + negative > 1:
        return None
    digits = (match["digits"] or "0").replace(",", "").replace(" ", "")
    if len(digits) > MOST_DIGITS or len(match["decimals"] or "") > MOST_DIGITS:
        return None
    amount = Decimal(digits + (match["decimals"] or ""))
    return (-amount if signs or negative else amount), False


def clock(text: str) -> Decimal | None:
    """Return the hours that hours and minutes are (32:30 is 32.5), None where the text is not of that form."""
    match = _CLOCK.fullmatch(text)
    return None if match is None else Decimal(match[1]) + two_places(Decimal(match[2]) / 60)


def minutes_of_clock(text: str) -> int | None:
    """Return what stands after the colon of 32:30, None where the text is not of that form."""
    match = _CLOCK.fullmatch(text.strip())
    return None if match is None else int(match[2])


def clock_as_decimal(text: str) -> Decimal | None:
    """Return what 32:50 is where the colon stands for a decimal point."""
    match = _CLOCK.fullmatch(text)
    return None if match is None else Decimal(f"{match[1]}.{match[2]}")


def minutes_after_point(amount: Decimal) -> Decimal | None:
    """Return the hours of an amount whose decimals are minutes (32.30 is 32.5); None where they cannot be."""
    whole = int(amount)
    minutes = (amount - whole) * 100
    if minutes != int(minutes) or not 0 <= minutes < 60:
        return None
    return whole + two_places(minutes / 60)


def two_places(amount: Decimal) -> Decimal:
    """Round half up to two decimals."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def parse_share(text: str) -> tuple[Decimal, bool] | None:
    """Read a share or plain number: 0.6, 60%, 19.5/32.5; (number, whether it was written plainly)."""
    if text.endswith("%"):
        number = parse_number(text[:-1].strip())
        return None if number is None else (number[0] / 100, False)
    match = _FRACTION.fullmatch(text)
    if match:
        over, under = Decimal(match[1]), Decimal(match[2])
        return ((over / under).quantize(_SIX, ROUND_HALF_UP), False) if under else None
    return parse_number(text)
