"""Dates as people and spreadsheets write them, read without ever guessing the order of day and month."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final, NamedTuple

EXCEL_DAY_0: Final = date(1899, 12, 30)
"""Day 0 of Excel's calendar, for numbers after its day 60 (the 29 February 1900 that never was)."""

FIRST_SERIAL, LAST_SERIAL = 3654, 73415
"""Whole numbers that are read as Excel's serial numbers: 1 January 1910 to 31 December 2100. Others are no dates."""

YOUNGEST: Final = 15
"""The youngest age on a list of staff: it decides the century of a two-digit birth year."""

NO_END_FROM: Final = date(2090, 1, 1)
"""End dates from here on (31/12/2099, 31/12/9999) are how systems write "no end"."""

NEVER: Final = 9999
"""The year in which what has no end ends: 99991231."""

NO_END_UNTIL: Final = date(1901, 1, 1)
"""End dates before this one (01/01/1900, Excel's day 0) are how systems write "no end"."""

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        1,
    )
    for name in names.split()
}
# The time of a day is left out: an absence from 09:00 to 09:01 is of one day.
_TIME = r"(?:[T ]\s*(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:\s?[AaPp][Mm])?Z?)?"
_NUMBERS: Final = re.compile(r"(\d{1,2})([/.\- ])(\d{1,2})\2(\d{4}|\d{2})" + _TIME)
_ISO: Final = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _TIME)
_DAY_MONTH: Final = re.compile(
    r"(?:[a-z]{3,9}day,? )?(\d{1,2})(?:st|nd|rd|th)?[ \-/.]*(?:of )?([a-z]{3,9})[ \-/.,']*(\d{4}|\d{2})" + _TIME.lower()
)
_MONTH_DAY: Final = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})" + _TIME.lower())
_EIGHT: Final = re.compile(r"\d{8}")
_NOTHING: Final = re.compile(r"0{1,2}([/.\- ])0{1,2}\1(?:0{4}|0{2})|0{4}-0{2}-0{2}|0{8}")


class DateText(NamedTuple):
    """What a text says of a date.

    date: None where it says no date. how: `text`, `serial`, `two-digit year`, `nothing` (00/00/0000), or "" where it
    is none. both_ways: day and month could change places (03/04/2013). american: only the order month/day/year gives
    a date.
    """

    date: date | None = None
    how: str = ""
    both_ways: bool = False
    american: bool = False


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _century(two: int, month: int, day: int, reference: date, *, birth: bool) -> int:
    """Return the full year of a two-digit year.

    A birth date never lies in the future; other dates reach ten years ahead.
    """
    latest = (
        reference.replace(year=reference.year - YOUNGEST, day=1)
        if birth
        else reference.replace(year=reference.year + 10, day=1)
    )
    year = 2000 + two
    return year if (year, month, day) <= (latest.year, latest.month, latest.day) else 1900 + two


def from_serial(number: float) -> date | None:
    """Return the date of a serial number of Excel's, None where it is too small or big to be meant as one."""
    whole = int(number)
    return EXCEL_DAY_0 + timedelta(whole) if FIRST_SERIAL <= whole <= LAST_SERIAL else None


def _from_numbers(match: re.Match[str], reference: date, birth: bool, american: bool) -> DateText:
    first, second, year_text = int(match[1]), int(match[3]), match[4]
    day, month = (second, first) if american else (first, second)
    if month > 12 >= day:
        return DateText(american=not american)
    if not 1 <= month <= 12:
        return DateText()
    year = int(year_text)
    how = "text"
    if len(year_text) == 2:
        year, how = _century(year, month, day, reference, birth=birth), "two-digit year"
    made = _make(year, month, day)
    return DateText(made, how if made else "", both_ways=day <= 12 and month <= 12 and day != month)


def parse_date(text: str, reference: date, *, birth: bool = False, american: bool = False) -> DateText:
    """Read a date in a form that people in Britain write, or ISO, or a serial number as text.

    reference: the census day, for two-digit years. birth: the date is one of birth. american: the user has said that
    the column puts the month first.
    """
    if len(text) == 10 and text[2] == "/" == text[5] and not american:
        # The common case, without a regular expression.
        day, month, year = text[:2], text[3:5], text[6:]
        if day.isdecimal() and month.isdecimal() and year.isdecimal() and "00" < month <= "12":
            made = _make(int(year), int(month), int(day))
            if made:
                return DateText(made, "text", both_ways=day <= "12" and day != month)
    if _NOTHING.fullmatch(text):
        return DateText(None, "nothing")
    match = _NUMBERS.fullmatch(text)
    if match:
        return _from_numbers(match, reference, birth, american)
    match = _ISO.fullmatch(text)
    if match:
        made = _make(int(match[1]), int(match[3]), int(match[4]))
        return DateText(made, "text" if made else "")
    lower = text.lower()
    match = _DAY_MONTH.fullmatch(lower)
    if match and match[2] in _MONTHS:
        return _named(int(match[1]), _MONTHS[match[2]], match[3], reference, birth)
    match = _MONTH_DAY.fullmatch(lower)
    if match and match[1] in _MONTHS:
        return _named(int(match[2]), _MONTHS[match[1]], match[3], reference, birth)
    if _EIGHT.fullmatch(text):
        return _from_eight(text)
    if text.isdecimal() and len(text) == 5:
        made = from_serial(int(text))
        return DateText(made, "serial" if made else "")
    return DateText()


def _named(day: int, month: int, year_text: str, reference: date, birth: bool) -> DateText:
    year, how = int(year_text), "text"
    if len(year_text) == 2:
        year, how = _century(year, month, day, reference, birth=birth), "two-digit year"
    made = _make(year, month, day)
    return DateText(made, how if made else "")


def _from_eight(text: str) -> DateText:
    """Read 20130901 or 01092013, where just one of the two gives a year that people on a staff list have seen."""
    found = [
        made
        for made in (
            _make(int(text[:4]), int(text[4:6]), int(text[6:])),
            _make(int(text[4:]), int(text[2:4]), int(text[:2])),
        )
        if made is not None and (1900 <= made.year <= 2100 or made.year == NEVER)
    ]
    return DateText(found[0], "text") if len(found) == 1 else DateText()


def is_no_end(day: date) -> bool:
    """Whether an end date is one of those that systems write for "no end"."""
    return day >= NO_END_FROM or day < NO_END_UNTIL
