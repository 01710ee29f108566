"""A whole column read at once, each distinct text once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from converters.sources.table import Cell
from converters.values.cells import Read
from converters.values.field_reader import FieldReader
from swf_desktop.record import Value


class Memo(dict[Cell, Value | None]):
    """The cells of one column and one number format that were read, so that 80,000 cells cost little: cell to value.

    odd: of the cells that needed a repair or could not be read, what was found.
    """

    def __init__(self, reader: FieldReader, form: str) -> None:
        super().__init__()
        self._read = reader.read
        self._form = form
        self.odd: dict[Cell, Read] = {}

    def __missing__(self, cell: Cell) -> Value | None:
        read = self._read(cell, self._form)
        if read.repair is not None or read.problem is not None or read.both_ways:
            self.odd[cell] = read
        self[cell] = read.value
        return read.value


class ColumnRead(NamedTuple):
    """A column, read: a value for every row, and the rows (by index) that needed a repair or could not be read."""

    values: list[Value | None]
    odd: list[tuple[int, Read]]


def read_column(reader: FieldReader, cells: Sequence[Cell], forms: Sequence[str] | str = "General") -> ColumnRead:
    """Read the cells of one column. forms: the number format of each cell, or the one of all."""
    if any(type(cell) is bool for cell in cells):
        # 1 and True are equal as keys, so columns with truth values are read cell by cell.
        each = [forms] * len(cells) if isinstance(forms, str) else forms
        reads = [reader.read(cell, form) for cell, form in zip(cells, each, strict=True)]
        return ColumnRead(
            [read.value for read in reads],
            [(index, read) for index, read in enumerate(reads) if read.repair or read.problem or read.both_ways],
        )
    if isinstance(forms, str) or not reader.needs_format:
        memo = Memo(reader, forms if isinstance(forms, str) else "General")
        memo[None] = None
        values = list(map(memo.__getitem__, cells))
        odd = memo.odd
        return ColumnRead(
            values, [(index, odd[cell]) for index, cell in enumerate(cells) if cell in odd] if odd else []
        )
    memos = {form: Memo(reader, form) for form in set(forms)}
    values = [memos[form][cell] for cell, form in zip(cells, forms, strict=True)]
    return ColumnRead(
        values,
        [
            (index, memos[form].odd[cell])
            for index, (cell, form) in enumerate(zip(cells, forms, strict=True))
            if cell in memos[form].odd
        ],
    )
