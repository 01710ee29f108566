"""The delimiter of a text found out: the one that makes the best table of it.

A right delimiter leaves cells that are each one thing (a number, a date, words), in rows of one length; a wrong one
leaves cells with another delimiter in them. Headings that people give to staff and pay columns are a sign more.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections import Counter
from itertools import islice
from typing import Final

from converters.sources import limits

DELIMITERS: Final = (",", ";", "\t", "|")
_RARE: Final = ("~", "^", "\x1f", "¬")
"""Delimiters of old systems, taken only where every row has them: they stand in no name and no figure."""
_SAMPLE_ROWS: Final = 200
_SAID: Final = re.compile(r"""\ufeff?"?sep=([^\w\s"]|\t)"?(?=[\r\n])""", re.IGNORECASE)

# fmt: off
_HEADING_WORDS: Final = frozenset({
    "absence", "account", "address", "age", "amount", "annual", "area", "basic", "birth", "category", "class",
    "code", "contract", "cost", "daily", "date", "days", "department", "dept", "description", "dfe", "disability",
    "dob", "employee", "end", "estab", "establishment", "ethnic", "ethnicity", "family", "fax", "female", "first",
    "fixed", "forename", "forenames", "from", "fte", "full", "gender", "given", "grade", "gross", "head", "heading",
    "hourly", "hours", "hrs", "id", "initials", "item", "job", "join", "joined", "known", "last", "leave", "leaver",
    "leaving", "length", "line", "location", "lost", "male", "marital", "month", "monthly", "name", "net", "ni",
    "nino", "no", "number", "origin", "original", "part", "pay", "payment", "payroll", "pension", "per", "period",
    "person", "phone", "pm", "point", "position", "post", "postcode", "pound", "qts", "qualification", "rate",
    "reason", "ref", "reference", "role", "salary", "scale", "school", "section", "sex", "spine", "staff", "start",
    "status", "subject", "surname", "teacher", "telephone", "term", "time", "title", "tlr", "total", "type", "unit",
    "units", "vacancy", "value", "wage", "weekly", "weeks", "work", "working", "wte", "year", "years"
})
# fmt: on
"""Words that stand in headings of staff and pay tables."""

_WORD: Final = re.compile(r"[A-Za-z]+")
_NUMBER_WITH_COMMAS: Final = re.compile(
    r"[-+(]?[£$€]?[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,3}(?:\.[0-9]{3})*,[0-9]+|[0-9]+,[0-9]+)[%)]?-?"
)
_COMMA_IN_WORDS: Final = re.compile(r",(?=\s|$)")
_LONGEST_CELL: Final = 200  # characters looked at in one cell


def said_delimiter(text: str) -> str | None:
    """Return the delimiter that a first line `sep=;` says, as some programs write it for Excel; None without one."""
    found = _SAID.match(text)
    return found[1] if found else None


def without_saying(text: str) -> str | None:
    """Return a text without what its first line says of the delimiter; None where it says nothing."""
    found = _SAID.match(text)
    return text[found.end() :] if found else None


def find_delimiter(text: str) -> str | None:
    """Return the delimiter that makes the best table of a text; None where none makes two columns."""
    head = _first_lines(text)
    best: tuple[float, str] | None = None
    for delimiter in (*DELIMITERS, *_RARE):
        if delimiter not in head:
            continue
        score = _score(head, delimiter)
        if score > 0 and (best is None or score > best[0]):
            best = (score, delimiter)
    return None if best is None else best[1]


def _first_lines(text: str) -> str:
    """Return some hundred lines for a look."""
    head = text[: limits.SNIFF_BYTES * 4]
    return head if len(head) == len(text) else head[: max(head.rfind("\n"), head.rfind("\r")) + 1] or head


def _score(text: str, delimiter: str) -> float:
    """Return how much like a table a text is with one delimiter: 0 where it makes no second column."""
    rows: list[list[str]] = []
    with contextlib.suppress(csv.Error):
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=delimiter != "\t")
        rows.extend(row for row in islice(reader, _SAMPLE_ROWS) if any(cell.strip() for cell in row))
    wide = Counter(len(row) for row in rows if len(row) > 1)
    if not wide:
        return 0
    width, alike = max(wide.items(), key=lambda item: (item[1] * min(item[0], 4), item[0]))
    if delimiter in _RARE and alike * 10 < len(rows) * 9:
        return 0
    usual = [row for row in rows if len(row) == width]
    # Titles above and totals below have other widths and mean nothing; between the first row and the last, all count.
    places = [index for index, row in enumerate(rows) if len(row) == width]
    steady = alike / (places[-1] - places[0] + 1)
    share = alike / len(rows)
    cells = [cell.strip() for row in usual for cell in row]
    filled = [cell for cell in cells if cell]
    clean = sum(_cleanness(cell, delimiter) for cell in filled) / len(filled) if filled else 0.1
    headings = max(map(_headings, usual[:40]), default=0)
    return (0.3 + 0.7 * steady) * (0.3 + 0.7 * share) * clean**2 * (1 - 1 / (width + 1)) * (1 + 0.1 * min(headings, 5))


def _cleanness(cell: str, delimiter: str) -> float:
    """Return from 0 to 1 how much a cell is one thing, and not several with another delimiter between them."""
    cell = cell[:_LONGEST_CELL]
    for other in DELIMITERS:
        if other == delimiter or other not in cell:
            continue
        if other == "\t":
            return 0
        if other != ",":
            return 0.2
        if not (_NUMBER_WITH_COMMAS.fullmatch(cell) or len(_COMMA_IN_WORDS.findall(cell)) == cell.count(",")):
            return 0.3
    return 1


def _headings(row: list[str]) -> int:
    """Return how many cells of a row read like headings: short, without figures, of words that headings have."""
    return sum(
        1
        for cell in row
        if len(cell) <= 40 and not cell[:1].isdigit() and _HEADING_WORDS.intersection(_WORD.findall(cell.casefold()))
    )
