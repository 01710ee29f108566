"""What a spreadsheet's number format makes of a number: a date, a time, or a number; and the serial numbers of dates.

Facts from ECMA-376 part 1, 18.8.30 (built-in formats) and 18.8.31 (format codes), and from what Excel shows.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from typing import Final

from converters.sources import limits

BUILT_IN: Final[dict[int, str]] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"£"#,##0;-"£"#,##0',
    6: '"£"#,##0;[Red]-"£"#,##0',
    7: '"£"#,##0.00;-"£"#,##0.00',
    8: '"£"#,##0.00;[Red]-"£"#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "dd/mm/yyyy",  # the system's short date: Excel in the United Kingdom shows it so
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "dd/mm/yyyy h:mm",
    37: "#,##0;-#,##0",
    38: "#,##0;[Red]-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00",
    41: '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-',
    42: '_-"£"* #,##0_-;-"£"* #,##0_-;_-"£"* "-"_-;_-@_-',
    43: '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-',
    44: '_-"£"* #,##0.00_-;-"£"* #,##0.00_-;_-"£"* "-"??_-;_-@_-',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}


NAMED: Final[dict[str, str]] = {
    "general": "General",
    "general number": "General",
    "general date": "dd/mm/yyyy hh:mm",
    "long date": "dd mmmm yyyy",
    "medium date": "dd-mmm-yy",
    "short date": "dd/mm/yyyy",
    "long time": "hh:mm:ss",
    "medium time": "hh:mm AM/PM",
    "short time": "hh:mm",
    "currency": '"£"#,##0.00',
    "euro currency": '"€"#,##0.00',
    "fixed": "0.00",
    "standard": "#,##0.00",
    "percent": "0.00%",
    "scientific": "0.00E+00",
    "yes/no": '"Yes";"Yes";"No"',
    "true/false": '"True";"True";"False"',
    "on/off": '"On";"On";"Off"',
}
"""Formats that SpreadsheetML 2003 and HTML name in words, in small letters, as Excel shows them in this country."""


def named_format(code: str) -> str:
    """Return a format code, where a form may name it in words instead."""
    return NAMED.get(code.casefold(), code) or "General"


class Shows(IntEnum):
    """What a number format shows."""

    NUMBER = 0
    DATE = 1
    TIME = 2


# Quoted text, an escaped character, a space as wide as a character, a fill character.
_LITERAL: Final = re.compile(r'"[^"]*"?|\\.|_.|\*.', re.DOTALL)
_ELAPSED: Final = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
# Colours, conditions, locales and currencies.
_BRACKET: Final = re.compile(r"\[[^\[\]]*+\]")
_NOON: Final = re.compile(r"am/pm|a/p", re.IGNORECASE)
_FRACTION: Final = re.compile(r"s\.0+", re.IGNORECASE)


@lru_cache(maxsize=4096)
def shows(code: str) -> Shows:
    """Return what a number format shows of a positive number: a date (with its time or not), a time, or a number."""
    code = code[: limits.MAX_FORMAT_CODE]
    if code.casefold() == "general":
        return Shows.NUMBER
    text = _LITERAL.sub("", code)
    elapsed = _ELAPSED.search(text) is not None
    text = _BRACKET.sub("", text).split(";", 1)[0].casefold()
    if elapsed:
        return Shows.TIME
    noon = _NOON.search(text) is not None
    text = _FRACTION.sub("s", _NOON.sub("", text))
    letters = set(text)
    if letters & set("0#?") or "general" in text:
        return Shows.NUMBER
    if letters & set("dy") or ("m" in letters and not letters & set("hs")):
        return Shows.DATE
    if noon or letters & set("hs"):
        return Shows.TIME
    return Shows.NUMBER


_DAY_0: Final = date(1899, 12, 30)
_DAY_0_1904: Final = date(1904, 1, 1)
_MIDNIGHT: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet has no time zones
_MIDNIGHT_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001
LAST_SERIAL: Final = 2_958_465  # 31 December 9999
_FEIGNED: Final = 60  # 29 February 1900, a day that never was: Excel counts it all the same
_DAY_MS: Final = 86_400_000


def moment(serial: float, *, since_1904: bool = False) -> date | datetime | None:
    """Return the day (or day and time) of a serial number of days; None where it stands for none.

    Times are rounded to the millisecond, as Excel shows them. In the 1900 system 0 and 60 stand for days that never
    were.
    """
    day = int(serial // 1)
    milliseconds = round((serial - day) * _DAY_MS)
    if milliseconds == _DAY_MS:
        day, milliseconds = day + 1, 0
    if since_1904:
        if not 0 <= day <= LAST_SERIAL - 1462:
            return None
        first, midnight = _DAY_0_1904, _MIDNIGHT_1904
    else:
        if not 1 <= day <= LAST_SERIAL or day == _FEIGNED:
            return None
        if day < _FEIGNED:
            day += 1
        first, midnight = _DAY_0, _MIDNIGHT
    if milliseconds:
        return midnight + timedelta(days=day, milliseconds=milliseconds)
    return first + timedelta(days=day)


def span(serial: float) -> timedelta | None:
    """Return the time that a number of days is, to the millisecond; None where it is beyond the calendar."""
    if abs(serial) > LAST_SERIAL:
        return None
    return timedelta(milliseconds=round(serial * _DAY_MS))
