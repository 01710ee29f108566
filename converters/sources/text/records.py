"""Delimited text cut into rows of cells, with quotation marks as programs and people write them.

What is written by the rules (RFC 4180) goes through the csv module. What is not is cut with care: a mark that is opened
and never closed is a character like any other, at any length; marks inside a quoted cell need not be doubled; blanks
may stand between a delimiter and the mark.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from converters.sources import limits
from converters.sources.table import SourceError

_FIELD_LIMIT: Final = limits.MAX_CELL_TEXT
"""Characters of one cell; csv's own limit is 131,072, and is one for the whole process."""
_LONGEST_QUOTED: Final = 100
"""Lines in one quoted cell; a memo of a person has fewer, an unclosed mark the rest of the file."""
_MANY: Final = 10  # row numbers said in a note


class Records(NamedTuple):
    """The rows of a text, and sentences on what was odd about its quotation marks."""

    rows: list[list[str]]
    notes: list[str]


def read_records(text: str, delimiter: str, shown: str) -> Records:
    """Return the rows of a text. Raises SourceError where it is larger than limits.py allows."""
    csv.field_size_limit(_FIELD_LIMIT)
    notes: list[str] = []
    spaced = _spaced_marks(text, delimiter)
    if spaced:
        text = spaced
        notes.append("Spaces between delimiters and quotation marks were left out.")
    single = _single_marks(text, delimiter)
    mark = "'" if single else '"'
    if single:
        notes.append("Cells stand in single quotation marks, which were taken off.")
    rows: list[list[str]] | None = None
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quotechar=mark, strict=True)
        rows = list(_bounded(reader, shown))
        # As many rows as lines: no cell has several.
        if len(rows) < max(text.count("\n"), text.count("\r")) and _swallowed(rows, delimiter):
            rows = None
    except csv.Error:
        pass
    if rows is None:
        careful = _Careful(text, delimiter, mark, shown)
        rows = list(_bounded(careful.rows(), shown))
        notes += careful.notes()
    return Records(rows, notes)


def _bounded(reader: Iterable[list[str]], shown: str) -> Iterator[list[str]]:
    area = 0
    for number, row in enumerate(reader, 1):
        area += len(row)
        if number > limits.MAX_ROWS or area > limits.MAX_AREA:
            raise SourceError(
                shown,
                f"It has more than {limits.MAX_ROWS:,} rows or {limits.MAX_AREA:,} cells.",
                "Split it, or keep only the part that the return needs.",
            )
        yield row


def _spaced_marks(text: str, delimiter: str) -> str | None:
    """Return a text without the blanks between delimiters and quotation marks; None where it has no such."""
    cut = re.escape(delimiter)
    spaced = re.compile(rf'(?<={cut}) +(?="(?:[^"\r\n]|"")*+" *(?:{cut}|[\r\n]|\Z))')
    sample = text[: limits.SNIFF_BYTES * 4]
    if " " in delimiter or not (found := len(spaced.findall(sample))):
        return None
    tight = len(re.findall(rf'(?<={cut})"', sample))
    # `"Smith, "Bob" Jo"`: one such place among many tight ones is text inside a cell.
    return spaced.sub("", text) if found > tight else None


def _single_marks(text: str, delimiter: str) -> bool:
    """Return whether cells stand in single quotation marks: whole columns do, and none has a mark on one side only."""
    sample = text[: limits.SNIFF_BYTES * 4]
    if "'" not in sample or '"' in sample:
        return False
    cut = re.escape(delimiter)
    opened = len(re.findall(rf"(?:^|(?<={cut})|(?<=[\r\n]))'", sample))
    whole = len(re.findall(rf"(?:^|(?<={cut})|(?<=[\r\n]))'(?:[^'\r\n]|'')*+'(?={cut}|[\r\n]|\Z)", sample))
    lines = sum(1 for line in sample.splitlines() if line.strip())
    return opened >= 2 and whole >= opened - (len(sample) < len(text)) and whole * 2 >= lines


def _usual_cuts(lines: Iterable[str], delimiter: str) -> int:
    """Return how many delimiters most lines have that have any."""
    counts = Counter(count for line in lines if (count := line.count(delimiter)))
    return max(counts.items(), key=lambda item: (item[1], item[0]))[0] if counts else 0


def _swallowed(rows: list[list[str]], delimiter: str) -> bool:
    """Return whether a quoted cell holds whole rows of the table, as one does between two marks never closed."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    usual = {max(widths.items(), key=lambda item: (item[1], item[0]))[0] - 1} if widths else set()
    if rows and len(rows[0]) > 1:
        usual.add(len(rows[0]) - 1)
    for row in rows:
        says = sum(map(bool, row))
        for index, cell in enumerate(row):
            if "\n" not in cell and "\r" not in cell:
                continue
            if _holds_rows(cell, delimiter, usual, before=index, after=len(row) - index - 1, beside=says > 1):
                return True
    return False


def _holds_rows(cell: str, delimiter: str, usual: set[int], *, before: int, after: int, beside: bool) -> bool:
    """Return whether the lines inside a quoted cell are rows of the table.

    usual: how many delimiters rows of the table have. before, after: how many stand before and after the cell.
    beside: whether any other cell of its row holds anything.
    """
    lines = re.split(r"\r\n|\r|\n", cell)
    if len(lines) > _LONGEST_QUOTED:
        return True
    nothing = f" {delimiter}"
    if not usual or not any(line.strip(nothing) for line in lines):
        # Line ends and delimiters alone say nothing: no row was swallowed.
        return False
    uneven = before + after not in usual
    ends = before + lines[0].count(delimiter) in usual, lines[-1].count(delimiter) + after in usual
    inside = [line for line in lines[1:-1] if line.strip()]
    alike = sum(line.count(delimiter) in usual and bool(line.strip(nothing)) for line in inside)
    if not inside:
        # Two lines, both whole rows by themselves, and together none. A row has more than one cell that says something.
        return uneven and all(ends) and min(usual) > 1 and beside and all(line.strip(nothing) for line in lines)
    if alike * 2 <= len(inside):
        return False
    # A line with one comma is as likely a line of an address: then the row's own width must be wrong too.
    return uneven or (min(usual) > 1 and (len(inside) > 1 or all(ends)))


class _Careful:
    """A text whose quotation marks are not by the rules, cut line by line."""

    def __init__(self, text: str, delimiter: str, mark: str, shown: str) -> None:
        self._text = text
        self._delimiter = delimiter
        self._mark = mark
        self._shown = shown
        self._unclosed: list[int] = []
        self._bare: list[int] = []
        cut, quote = re.escape(delimiter), re.escape(mark)
        self._end = re.compile(rf"{quote} *(?={cut}|[\r\n]|\Z)")
        self._plain = re.compile(rf"[^{cut}\r\n]*")
        self._line_end = re.compile(r"\r\n|\r|\n|\Z")
        sample = text[: limits.SNIFF_BYTES * 4]
        self._cuts = _usual_cuts((line for line in re.split(r"[\r\n]+", sample) if mark not in line), delimiter)
        # Some programs write a mark inside a cell as \": then no mark stands alone inside one.
        alone = rf"(?<![\\{quote}{cut}\r\n]){quote}(?![{quote}{cut}\r\n])"
        self._escaped = f"\\{mark}" in sample and re.search(alone, sample) is None

    def rows(self) -> Iterator[list[str]]:
        """Yield the rows."""
        place, number, size = 0, 0, len(self._text)
        while place < size:
            row: list[str] = []
            says = False
            while True:
                cell, place = self._cell(place, number, len(row), says)
                if len(cell) > _FIELD_LIMIT:
                    raise SourceError(
                        self._shown,
                        f"A cell has more than {_FIELD_LIMIT:,} characters.",
                        "Check that this is a table of text, and that its delimiter is the right one.",
                    )
                row.append(cell)
                says = says or bool(cell)
                if self._text.startswith(self._delimiter, place):
                    place += 1
                    continue
                break
            end = self._line_end.match(self._text, place)
            place = end.end() if end else size
            yield [] if row == [""] else row
            number += 1

    def _cell(self, place: int, number: int, before: int, beside: bool) -> tuple[str, int]:
        if self._text.startswith(self._mark, place):
            quoted = self._quoted(place, number, before, beside)
            if quoted is not None:
                return quoted
            self._unclosed.append(number)
        found = self._plain.match(self._text, place)
        end = found.end() if found else place
        return self._text[place:end], end

    def _quoted(self, place: int, number: int, before: int, beside: bool) -> tuple[str, int] | None:
        """Return a quoted cell and where it ends; None where its mark is never closed.

        before: how many cells of its row stand before it. beside: whether any of these holds anything.
        """
        found = self._closing(place + 1, self._line(place))
        if found is None:
            found = self._closing(place + 1, self._window(place))
        if found is None:
            return None
        cell, end = self._text[place + 1 : found.start()], found.end()
        if "\n" in cell or "\r" in cell:
            line_end = self._line(end)
            after = self._text.count(self._delimiter, end, line_end)
            beside = beside or bool(self._text[end:line_end].strip(f" {self._delimiter}"))
            usual = {self._cuts} if self._cuts else set()
            if _holds_rows(cell, self._delimiter, usual, before=before, after=after, beside=beside):
                return None
        if self._escaped:
            cell = cell.replace(f"\\{self._mark}", self._mark)
        elif self._mark in cell.replace(self._mark * 2, ""):
            self._bare.append(number)
        return cell.replace(self._mark * 2, self._mark), end

    def _closing(self, at: int, last: int) -> re.Match[str] | None:
        """Return where a mark stands that a delimiter or the end of the line follows."""
        text, mark = self._text, self._mark
        while (at := text.find(mark, at, last)) >= 0:
            if self._escaped and text[at - 1] == "\\":
                at += 1
            elif text.startswith(mark, at + 1):
                at += 2
            elif found := self._end.match(text, at):
                return found
            else:
                at += 1
        return None

    def _line(self, place: int) -> int:
        """Return where the line of a place ends."""
        found = self._line_end.search(self._text, place)
        return found.start() if found else len(self._text)

    def _window(self, place: int) -> int:
        """Return how far a quoted cell that begins at a place may reach."""
        at = place
        for _ in range(_LONGEST_QUOTED):
            found = self._line_end.search(self._text, at)
            if found is None or found.end() >= len(self._text):
                return len(self._text)
            at = found.end()
        return at

    def notes(self) -> list[str]:
        """Return what is to be said once all rows were read."""
        notes = []
        if self._unclosed:
            notes.append(
                f"A quotation mark is opened and never closed in {_listed(self._unclosed)}: it is taken as it stands."
            )
        if self._bare:
            notes.append(f"Quotation marks inside quoted cells are not doubled in {_listed(self._bare)}: check these.")
        return notes


def _listed(numbers: list[int]) -> str:
    rows = sorted({number + 1 for number in numbers})
    more = f" and {len(rows) - _MANY} more" if len(rows) > _MANY else ""
    return ("row " if len(rows) == 1 else "rows ") + ", ".join(map(str, rows[:_MANY])) + more
