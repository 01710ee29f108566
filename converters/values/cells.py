"""Cells as text: what number formats show, what Excel hides, and what comes of reading one."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from converters.sources.table import Cell, CellError
from converters.values.amounts import from_float
from swf_desktop.record import Value


class Repaired(NamedTuple):
    """What was done to read a cell. kind: a short name that a recipe can reject, such as `leading zero`."""

    kind: str
    before: str
    after: str
    reason: str


class Problem(NamedTuple):
    """Why a cell could not be read.

    kind: `cell error`, `american date`, `clock`, `month hours`, `damaged`, `code`, `suffix` or `unreadable`.
    """

    kind: str
    text: str


class Read(NamedTuple):
    """One cell, read.

    value: None where the cell is blank. proposals: for a text that is no code, the likeliest ones. both_ways: a date
    that could be read day first or month first.
    """

    value: Value | None
    repair: Repaired | None = None
    problem: Problem | None = None
    proposals: tuple[str, ...] = ()
    both_ways: bool = False


BLANK: Final = Read(None)
ERRORS: Final = frozenset(str(error) for error in CellError if error is not CellError.UNCACHED)
_EXCEL_TEXT: Final = re.compile(r'="(.*)"')
_MANY_SPACES: Final = re.compile(r"\s{2,}|[\t\r\n\xa0\u2000-\u200a\u202f\u3000]")
_ZERO_FORMAT: Final = re.compile(r'(?:0|\\.|"[^"]*"|[-/ ])+')
_ZERO_PARTS: Final = re.compile(r'0|\\.|"[^"]*"|[-/ ]')


def zero_padded(number: int, form: str) -> str | None:
    """Return how a number format of zeros shows a whole number, None for other formats.

    7 is shown as 0000007, 9812345 as 98/12345.
    """
    if number < 0 or "0" not in form or not _ZERO_FORMAT.fullmatch(form):
        return None
    parts = _ZERO_PARTS.findall(form)
    places = parts.count("0")
    digits = str(number).zfill(places)
    extra, digits = digits[: len(digits) - places], digits[len(digits) - places :]
    shown, at = [extra], 0
    for part in parts:
        if part == "0":
            shown.append(digits[at])
            at += 1
        else:
            shown.append(part.strip('"') if part.startswith('"') else part.removeprefix("\\"))
    return "".join(shown)


def raw_text(cell: Cell | Decimal) -> str:
    """Return a cell as text, as people see it in the file: dates day first, whole numbers without a point."""
    if isinstance(cell, str):
        return str(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else format(from_float(cell), "f")
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}" if not (cell.hour or cell.minute or cell.second) else f"{cell:%d/%m/%Y %H:%M:%S}"
    if isinstance(cell, date):
        return f"{cell.day:02}/{cell.month:02}/{cell.year:04}"
    if isinstance(cell, timedelta):
        minutes = round(cell.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return "" if cell is None else str(cell)


def tidy(text: str) -> tuple[str, Repaired | None]:
    """Return a text as its file means it.

    `="0612"` and `'0612` are 0612, odd spaces are one space, invisible characters go.
    """
    stripped = text.strip()
    if stripped.isalnum():
        return stripped, None
    match = _EXCEL_TEXT.fullmatch(stripped)
    if match:
        inner = match[1].replace('""', '"').strip()
        return inner, Repaired(
            "excel text", text, inner, 'The file marks this as text with ="...", which is no part of it.'
        )
    if stripped.startswith("'") and stripped[1:].isdecimal():
        return stripped[1:], Repaired(
            "excel text", text, stripped[1:], "The file marks this as text with an apostrophe, which is no part of it."
        )
    shown = stripped
    if _MANY_SPACES.search(shown):
        shown = " ".join(shown.split())
    if not shown.isprintable():
        shown = " ".join("".join(char for char in shown if char.isprintable()).split())
    if shown != stripped:
        return shown, Repaired(
            "spaces", text, shown, "Double, non-breaking or invisible characters stand as one space."
        )
    return shown, None
