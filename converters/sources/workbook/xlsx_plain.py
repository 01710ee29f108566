"""A sheet part of an .xlsx workbook read with expat: any part that is well-formed, however it is written.

It gives the same table as the fast reader (xlsx_scan), and serves the parts that the fast one does not take.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from xml.parsers import expat

from converters.sources import limits
from converters.sources.package.zip_parts import damaged
from converters.sources.table import SourceError
from converters.sources.workbook.grid import Grid, RawCells, column_index

_REFERENCE: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_BATCH: Final = 20_000
_TRUE: Final = frozenset({"1", "true"})
_SKIPPED: Final = frozenset({"extLst", "rPh", "oleObjects", "controls"})


def parse(file: str, chunks: Iterable[bytes], parser: expat.XMLParserType) -> None:
    """Feed a part to expat. Raises SourceError where it is no well-formed XML, or has a document type declaration."""

    def refuse(*_parts: object) -> None:
        raise SourceError(
            file,
            "It has a document type declaration, which such a file never has.",
            "It was not read further, for safety. Save it again in the program it comes from.",
        )

    parser.StartDoctypeDeclHandler = refuse
    given = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            given += len(chunk)
            if given - max(parser.CurrentByteIndex, 0) > limits.MAX_TOKEN_BYTES + len(chunk):
                raise SourceError(
                    file,
                    f"It has a comment or an element of more than {limits.MAX_TOKEN_BYTES // limits.MB} MB.",
                    "It was not read further, for safety. Save it again in the program it comes from.",
                )
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        line = f" (line {parser.CurrentLineNumber})" if parser.CurrentLineNumber else ""
        raise damaged(file, f"It holds XML that cannot be read{line}.") from error


def local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]


class SheetParser:
    """The handlers for one sheet part. Cells go to the grid; what stands around them is kept here.

    merged: (first row, first column, last row, last column); hidden_columns: indexes. Both count from 0.
    """

    def __init__(self, file: str, grid: Grid) -> None:
        self.file = file
        self.grid = grid
        self.merged: list[tuple[int, int, int, int]] = []
        self.hidden_columns: set[int] = set()
        self._cells: list[tuple[str, str, str, str, str]] = []
        self._depth = 0
        self._skip = 0
        self._row = 0
        self._next = 0
        self._where = ("", "")
        self._attributes = ""
        self._in_cell = False
        self._formula = ""
        self._text: list[str] = []
        self._value = ""
        self._inline: str | None = None
        self._type = ""
        self._listening = False
        self._names: dict[str, str] = {}

    def read(self, chunks: Iterable[bytes]) -> None:
        """Read the whole part."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = 1 << 16
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parse(self.file, chunks, parser)
        self._flush()

    def _flush(self) -> None:
        if self._cells:
            self.grid.add(RawCells(*zip(*self._cells, strict=True)))
        self._cells = []

    def _name(self, name: str) -> str:
        known = self._names.get(name)
        if known is None:
            if len(self._names) > 10_000:
                raise damaged(self.file, "It has thousands of different elements.")
            known = self._names[name] = local(name)
        return known

    def _start(self, full: str, attributes: dict[str, str]) -> None:
        name = self._name(full)
        self._depth += 1
        if self._depth > limits.MAX_DEPTH:
            raise SourceError(
                self.file,
                f"Its elements stand more than {limits.MAX_DEPTH} deep.",
                "It was not read further, for safety. Save it again in the program it comes from.",
            )
        if self._skip or name in _SKIPPED:
            self._skip += 1
        elif name == "c":
            self._cell(attributes)
        elif self._in_cell:
            if name == "v" or name == "t":
                self._listening = True
            elif name == "f":
                self._formula = "f"
        elif name == "row":
            self._start_row(attributes)
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in _TRUE:
            first, last = (int(attributes.get(side, "0") or 0) for side in ("min", "max"))
            self.hidden_columns.update(range(max(first, 1) - 1, min(last, limits.MAX_COLUMNS)))

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "").strip()
        self._row = int(number) if number.isdecimal() and len(number) < 9 else self._row + 1
        self._next = 0
        if attributes.get("hidden") in _TRUE:
            self.grid.hidden_rows.append(self._row - 1)

    def _cell(self, attributes: dict[str, str]) -> None:
        self._in_cell = True
        found = _REFERENCE.fullmatch(attributes.get("r", "").strip())
        if found:
            self._where = (found[1].upper(), found[2])
            self._next = column_index(self._where[0]) + 1
        elif "r" in attributes:
            raise damaged(self.file, "A cell has an address that is none.")
        else:
            # A cell without an address stands beside the one before it.
            self._where = (_letters(self._next), str(self._row))
            self._next += 1
        self._attributes = "".join(f' {key}="{attributes[key]}"' for key in ("s", "t") if key in attributes)
        self._type = attributes.get("t", "")
        self._formula = self._value = ""
        self._inline = None

    def _characters(self, text: str) -> None:
        if self._listening:
            self._text.append(text)

    def _end(self, full: str) -> None:
        self._depth -= 1
        if self._skip:
            self._skip -= 1
            return
        if not self._in_cell:
            return
        name = self._names[full]
        if self._listening:
            if name in {"v", "t"}:
                if name == "v":
                    self._value += "".join(self._text)
                else:
                    self._inline = (self._inline or "") + "".join(self._text)
                self._text.clear()
                self._listening = False
        elif name == "c":
            self._in_cell = False
            value = self._value
            # The text of an inline cell is its <is>; what a writer leaves in <v> beside it is not shown.
            if self._inline is not None and (self._type == "inlineStr" or not value):
                value = self._inline
            self._cells.append((*self._where, self._attributes, self._formula, value))
            if len(self._cells) >= _BATCH:
                self._flush()

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
        if start and end:
            left, right = column_index(start[1].upper()), column_index(end[1].upper())
            self.merged.append((int(start[2]) - 1, left, int(end[2]) - 1, right))


def _letters(index: int) -> str:
    """Return the letters of a column counted from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
