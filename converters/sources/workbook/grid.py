"""The cells of one sheet of a workbook, gathered into columns, whichever reader found them."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Final, NamedTuple

from converters.sources import limits
from converters.sources.table import Cell, CellError, SourceError
from converters.sources.workbook.number_format import Shows, moment, shows, span


class RawCells(NamedTuple):
    """Cells as the part has them, a list for each thing that is said of them.

    attributes: as in ` s="3" t="s"`. formulas: "" for a cell without one, None where no cell has one.
    """

    letters: Sequence[str]
    rows: Sequence[str]
    attributes: Sequence[str]
    formulas: Sequence[str] | None
    texts: Sequence[str]


_ATTRIBUTE: Final = re.compile(r'(?<![A-Za-z:])([A-Za-z:]++)="([^"]*)"')
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PAIR: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE: Final = re.compile("[\ud800-\udfff]")
_NOT_NUMERIC: Final = dict.fromkeys(map(ord, "0123456789.-+eE"))
_ISO: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})?"
    r"(?:(?:(?<=[0-9])[T ]|(?<![0-9])T?)([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]+))?)?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:[eE][-+]?[0-9]++)?")
_TRUTH: Final[dict[str, Cell]] = {"1": True, "0": False, "true": True, "false": False}
_LONGEST: Final = 400  # digits; no double has more than 309 before its point
_INSIDE: Final = "Keep only the part that is the data, and save it as a workbook of its own."


@dataclass(slots=True)
class Styles:
    """The number formats of a workbook.

    formats: distinct format codes, General first. of_style: for each cell style its index. showing: what they show.
    """

    formats: list[str] = field(default_factory=lambda: ["General"])
    of_style: list[int] = field(default_factory=lambda: [0])
    showing: list[Shows] = field(default_factory=lambda: [Shows.NUMBER])

    @classmethod
    def of_codes(cls, codes: Sequence[str]) -> Styles:
        """Return the styles of a workbook from the format code of each cell style, in order."""
        places = {"General": 0}
        of_style = [places.setdefault(code, len(places)) for code in codes]
        formats = list(places)
        return cls(formats, of_style or [0], [shows(code) for code in formats])


class Texts:
    """The shared texts of a workbook, found by their number as the cells write it. Made once for all sheets."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.by_number: dict[str, Cell] = {str(index): text or None for index, text in enumerate(texts)}
        self.longest = max(map(len, texts), default=0)


class _Form(NamedTuple):
    """What the attributes of a cell say: the index of its number format, and the type of its value."""

    format: int
    type: str
    shows: Shows


def column_index(letters: str) -> int:
    """Return the index from 0 of a column given by its letters."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def unescaped(text: str) -> str:
    """Return a text with `_x000D_` and the like as the characters they stand for; half a surrogate pair is U+FFFD."""
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    if _LONE.search(text):
        text = _PAIR.sub(lambda match: match[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
        text = _LONE.sub("\ufffd", text)
    return text


def number(text: str) -> Cell:
    """Return a number as stored: int where it is whole, else float; the text itself where it is no number."""
    stripped = text.strip(" \t\r\n")
    if len(stripped) > _LONGEST or not _NUMBER.fullmatch(stripped):
        return text or None
    if not any(mark in stripped for mark in ".eE"):
        return int(stripped)
    value = float(stripped)
    if value.is_integer():
        return int(value)
    return value if abs(value) < float("inf") else text


def _numbers(texts: Sequence[str]) -> list[Cell]:
    """Return many numbers as `number` does, one by one only where some are not plain."""
    joined = "".join(texts)
    if joined.translate(_NOT_NUMERIC):
        return [number(text) for text in texts]
    try:
        if "." not in joined and "e" not in joined and "E" not in joined:
            return list(map(int, texts))
        return [
            int(text)
            if text.isdigit()
            else int(value)
            if (value := float(text)).is_integer() and abs(value) < 1e15
            else value
            if abs(value) < 1e15
            else number(text)
            for text in texts
        ]
    except ValueError:
        return [number(text) for text in texts]


def iso_date(text: str) -> Cell:
    """Return an ISO 8601 date (with its time, if any but midnight), or a time alone; the text itself where it is none.

    Times are rounded to the millisecond, as spreadsheets show them: programs write what a floating number comes to
    (`10:59:59.9999999999984025`). What a time is ahead of Greenwich is left out: spreadsheets have no time zones.
    """
    found = _ISO.fullmatch(text.strip()) if len(text) < _LONGEST else None
    if not found or not any(found.groups()):
        return text or None
    day, hours, minutes, seconds, fraction = found.groups()
    try:
        first = datetime.fromisoformat(day) if day else None
        if hours is None:
            return first.date() if first else text or None
        after = timedelta(
            hours=int(hours), minutes=int(minutes), seconds=int(seconds or 0), milliseconds=_thousandths(fraction)
        )
        if int(minutes) > 59 or int(seconds or 0) > 60 or (first and after > timedelta(days=1)):
            return text
        if first is None:
            return after
        moment_ = first + after
    except (ValueError, OverflowError):
        return text
    return moment_.date() if moment_.time() == datetime.min.time() else moment_


def _thousandths(fraction: str | None) -> int:
    """Return the milliseconds that digits behind a point are."""
    return round(float(f"0.{fraction}") * 1000) if fraction else 0


class Grid:
    """A sheet being read. `add` takes cells in any order, a later one in the place of an earlier; `columns` ends it.

    Raises SourceError where the cells reach beyond what limits.py allows.
    """

    def __init__(self, place: str, texts: Texts | Sequence[str], styles: Styles, *, since_1904: bool = False) -> None:
        self.place = place
        self.formulas = 0
        self.uncached = 0
        self.hidden_rows: list[int] = []
        self._texts = texts if isinstance(texts, Texts) else Texts(texts)
        self._styles = styles
        self._since_1904 = since_1904
        self._values: dict[int, list[Cell]] = {}
        self._formats: dict[int, array[int]] = {}
        self._forms: dict[str, _Form] = {}
        self._letters: dict[str, int] = {}
        self._moments: dict[tuple[str, Shows], Cell] = {}
        self._area = 0
        self._text_at_most = 0

    def add(self, cells: RawCells) -> None:
        """Take a batch of cells."""
        letters, rows, attributes, formulas, texts = cells
        by_column: defaultdict[str, list[int]] = defaultdict(list)
        for index, name in enumerate(letters):
            by_column[name].append(index)
        numbers = list(map(int, rows))
        for name, indexes in by_column.items():
            if len(indexes) == 1:
                (first,) = indexes
                formula = () if formulas is None else (formulas[first],)
                self._column(name, (numbers[first],), (attributes[first],), formula, (texts[first],))
                continue
            pick = itemgetter(*indexes)
            self._column(name, pick(numbers), pick(attributes), () if formulas is None else pick(formulas), pick(texts))

    def _column(
        self,
        name: str,
        rows: Sequence[int],
        attributes: Sequence[str],
        formulas: Sequence[str],
        texts: Sequence[str],
    ) -> None:
        """Take cells of one column: those of one style and type together. formulas: one for each, or none."""
        column = self._letters.get(name)
        if column is None:
            column = self._letters[name] = column_index(name)
        self._reach(column, max(rows), min(rows))
        if len(set(attributes)) == 1:
            self._put(column, rows, self._form(attributes[0]), formulas, texts)
            return
        # Cells in the same place must keep their order: the last one stands.
        alike: defaultdict[object, list[int]] = defaultdict(list)
        apart = len(set(rows)) == len(rows)
        for index, attribute in enumerate(attributes):
            alike[attribute if apart else index].append(index)
        for indexes in alike.values():
            self._put(
                column,
                [rows[index] for index in indexes],
                self._form(attributes[indexes[0]]),
                [formulas[index] for index in indexes] if formulas else (),
                [texts[index] for index in indexes],
            )

    def _reach(self, column: int, last: int, first: int) -> None:
        """Make room down to row `last`, counted from 1."""
        if column >= limits.MAX_COLUMNS or last > limits.MAX_ROWS or first < 1:
            raise SourceError(
                self.place, f"It has a cell beyond {limits.MAX_ROWS:,} rows or {limits.MAX_COLUMNS:,} columns.", _INSIDE
            )
        values = self._values.get(column)
        if values is None:
            values = self._values[column] = []
            self._formats[column] = array("H")
        missing = last - len(values)
        if missing > 0:
            self._area += missing
            if self._area > limits.MAX_AREA:
                raise SourceError(self.place, f"Its cells spread over more than {limits.MAX_AREA:,} places.", _INSIDE)
            values.extend([None] * missing)
            self._formats[column].frombytes(bytes(2 * missing))

    def _put(
        self, column: int, rows: Sequence[int], form: _Form, formulas: Sequence[str], texts: Sequence[str]
    ) -> None:
        """Set cells of one column that share their format and type."""
        values = self._read(form, texts)
        if any(formulas):
            values = self._results(form, formulas, texts, values)
        target = self._values[column]
        first = rows[0] - 1
        count = len(rows)
        together = rows[-1] - first == count and list(rows) == list(range(first + 1, first + 1 + count))
        if together:
            target[first : first + count] = values
        else:
            for row, value in zip(rows, values, strict=True):
                target[row - 1] = value
        if form.format:
            formats = self._formats[column]
            if together:
                formats[first : first + count] = array("H", [form.format]) * count
            else:
                for row in rows:
                    formats[row - 1] = form.format

    def _results(self, form: _Form, formulas: Sequence[str], texts: Sequence[str], values: list[Cell]) -> list[Cell]:
        """Mark formulas without a stored result. An empty text is a result, and is marked as a text."""
        self.formulas += sum(map(bool, formulas))
        if form.type == "str":
            return values
        bare = [bool(formula) and not text for formula, text in zip(formulas, texts, strict=True)]
        self.uncached += sum(bare)
        return [CellError.UNCACHED if lacking else value for lacking, value in zip(bare, values, strict=True)]

    def _form(self, attributes: str) -> _Form:
        form = self._forms.get(attributes)
        if form is None:
            pairs = dict(_ATTRIBUTE.findall(attributes))
            style = pairs.get("s", "0")
            of_style = self._styles.of_style
            index = int(style) if style.isdecimal() and len(style) < 7 else 0
            format_ = of_style[index] if index < len(of_style) else 0
            form = self._forms[attributes] = _Form(format_, pairs.get("t", "n"), self._styles.showing[format_])
        return form

    def _read(self, form: _Form, texts: Sequence[str]) -> list[Cell]:
        kind = form.type
        if kind == "n":
            return _numbers(texts) if form.shows is Shows.NUMBER else self._times(form.shows, texts)
        if kind == "s":
            self._text_at_most += len(texts) * self._texts.longest
            try:
                return list(map(self._texts.by_number.__getitem__, texts))
            except KeyError:
                return [self._shared(text) for text in texts]
        if kind == "b":
            return [_TRUTH.get(text.strip().casefold(), text or None) for text in texts]
        if kind == "e":
            return [CellError.of(text) if text else None for text in texts]
        if kind == "d":
            return [iso_date(text) for text in texts]
        return [unescaped(text) or None for text in texts]

    def _shared(self, text: str) -> Cell:
        if not text:
            return None
        stripped = text.strip()
        if stripped.isdecimal() and len(stripped) < 10 and int(stripped) < len(self._texts.texts):
            return self._texts.texts[int(stripped)] or None
        raise SourceError(
            self.place,
            "A cell points to a text that the workbook does not hold.",
            "The file is damaged. Open it in the program it comes from and save it again.",
        )

    def _times(self, kind: Shows, texts: Sequence[str]) -> list[Cell]:
        known = self._moments
        values: list[Cell] = []
        for text in texts:
            key = (text, kind)
            value = known.get(key)
            if value is None and text:
                value = known[key] = self._time(kind, text)
            values.append(value)
        return values

    def _time(self, kind: Shows, text: str) -> Cell:
        serial = number(text)
        if not isinstance(serial, int | float):
            return serial
        return self._moment(kind, serial)

    def _moment(self, kind: Shows, serial: float) -> Cell:
        value = span(serial) if kind is Shows.TIME else moment(serial, since_1904=self._since_1904)
        return serial if value is None else value

    def put(self, row: int, column: int, style: int, value: Cell) -> None:
        """Take one cell that is read already, but for its date; row and column counted from 0."""
        self._reach(column, row + 1, row + 1)
        of_style = self._styles.of_style
        format_ = of_style[style] if style < len(of_style) else 0
        kind = self._styles.showing[format_]
        if kind is not Shows.NUMBER and isinstance(value, int | float) and not isinstance(value, bool):
            value = self._moment(kind, value)
        if isinstance(value, str):
            self._text_at_most += len(value)
        self._values[column][row] = value
        if format_:
            self._formats[column][row] = format_

    def columns(self) -> tuple[list[list[Cell]], list[array[int]], int]:
        """Return the columns, their formats, and the height; what holds nothing at the end is left out."""
        if self._text_at_most > limits.MAX_TABLE_TEXT:
            # Counted only where it could be too much: a text that a million cells share is there once.
            written = (len(cell) for values in self._values.values() for cell in values if isinstance(cell, str))
            if sum(written) > limits.MAX_TABLE_TEXT:
                raise SourceError(
                    self.place, f"Its cells hold more than {limits.MAX_TABLE_TEXT:,} characters together.", _INSIDE
                )
        for column, values in self._values.items():
            end = len(values)
            while end and values[end - 1] is None:
                end -= 1
            del values[end:]
            del self._formats[column][end:]
        height = max(map(len, self._values.values()), default=0)
        width = 1 + max((column for column, values in self._values.items() if values), default=-1)
        if width * height > limits.MAX_AREA:
            raise SourceError(self.place, f"Its cells spread over {height:,} rows and {width:,} columns.", _INSIDE)
        columns: list[list[Cell]] = []
        formats: list[array[int]] = []
        for column in range(width):
            values = self._values.pop(column, [])
            styles = self._formats.pop(column, array("H"))
            styles.frombytes(bytes(2 * (height - len(values))))
            values.extend([None] * (height - len(values)))
            columns.append(values)
            formats.append(styles)
        return columns, formats, height
