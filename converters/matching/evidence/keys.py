"""Columns whose values are the staff numbers of another sheet: keys that meet keys, whatever stands above them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from converters.matching.columns.column import CERTAIN, Column
from converters.matching.evidence.cells import Recognised
from converters.matching.headings import Headings
from converters.matching.relations import key_text
from converters.matching.shape import Layout
from converters.sources.table import Cell, Table

PERSON: Final = "staff.PersonRef"

_MEET: Final = 0.8
"""So many of a column's values must be somebody's number."""

_FEWEST: Final = 3
_SHORTEST: Final = 3
"""Numbers shorter than this are the same everywhere."""


class KeyEvidence:
    """The staff numbers that the tables of one return have, by the column that its heading says to hold them."""

    def __init__(
        self, tables: Sequence[Table], headings: Headings, layout_of: Callable[[Table], Layout | None]
    ) -> None:
        self._known: list[tuple[Table, str, frozenset[str]]] = []
        self._headings = headings
        self._layout_of = layout_of
        if len(tables) > 1:
            for table in tables:
                self._learn(table)

    def _learn(self, table: Table) -> None:
        layout = self._layout_of(table)
        if layout is None:
            return
        for index, heading in enumerate(layout.headings):
            if not heading:
                continue
            best = next(iter(self._headings.candidates(heading, "person")), None)
            if best is None or best.target != PERSON or best.worth < CERTAIN:
                continue
            values = _keys(table.columns[index], layout.rows)
            if len(values) >= _FEWEST:
                self._known.append((table, heading, values))

    def add(self, table: Table, columns: Sequence[Column], rows: Sequence[int]) -> None:
        """Say of each column whose cells are the numbers of another table's people that they are."""
        for column in columns:
            if not column.heading or column.look.filled < _FEWEST or column.look.dates > 0.5:
                continue
            best = next(iter(self._headings.candidates(column.heading, "person")), None)
            if best is not None and best.worth >= CERTAIN:
                continue
            mine = _keys(table.columns[column.index], rows)
            if len(mine) < _FEWEST:
                continue
            for other, heading, values in self._known:
                if other is table or len(mine & values) < _MEET * len(mine):
                    continue
                reason = f"its numbers are those under '{heading}' of {other.place}"
                column.seen = [Recognised(PERSON, 0.95, reason)]
                break


def _keys(cells: Sequence[Cell], rows: Sequence[int]) -> frozenset[str]:
    """Return the values of a column as numbers of people are compared, without zeros in front."""
    found = set()
    for row in rows:
        text = key_text(cells[row])
        if text is not None and len(text) >= _SHORTEST:
            found.add(text.lstrip("0"))
    return frozenset(found)
