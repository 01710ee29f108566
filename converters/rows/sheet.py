"""One sheet while it is read: its parts as they grow, and how questions and places are named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from converters.matching.plan import SheetPlan
from converters.recipe.keys import column_key
from converters.recipe.question import Question
from converters.recipe.target import Target
from converters.rows.parts import SheetRows
from converters.values.cells import Read
from converters.values.field_reader import FieldReader
from swf_desktop.collection import Collection
from swf_desktop.record import Source, Value, column_letter

ONE_ON_A_ROW: Final = frozenset({"staff", "message", "school", "la"})
"""Kinds of which a row has one record, whatever group a column names."""


@dataclass(slots=True)
class Building:
    """A part while its columns are read: tag to values, and the column each tag stands in."""

    kind: str
    group: int | None
    type: str | None
    columns: dict[str, list[Value | None]] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)


class SheetReading:
    """A planned sheet, and what has been read of it so far."""

    def __init__(self, plan: SheetPlan, collection: Collection) -> None:
        self.plan = plan
        self.collection = collection
        self.table = plan.table
        self.result = SheetRows(plan.place, plan.grain, [])
        self.row_numbers = [plan.table.number_of(row) for row in plan.rows]
        self.building: dict[tuple[str, int | None, str | None], Building] = {}
        # Columns that fill down: for each row, the row that its cell is taken from.
        self.taken_from: dict[int, list[int]] = {}
        self.codes_asked: dict[tuple[str, str], tuple[int, Read, Source]] = {}
        self.readers: dict[str, FieldReader] = {}

    def part(self, target: Target) -> Building:
        """Return the part that a column belongs to, made if it is the first."""
        group = None if target.kind in ONE_ON_A_ROW else target.group
        key = target.kind, group, target.type
        if key not in self.building:
            self.building[key] = Building(target.kind, group, target.type)
        return self.building[key]

    def heading(self, column: int) -> str:
        """Return the heading of a column, or its letter where it has none."""
        heading = self.plan.headings[column] if column < len(self.plan.headings) else ""
        return heading or f"column {column_letter(column)}"

    def key(self, what: str, column: int) -> str:
        """Return the key of a question about a column."""
        return column_key(what, self.plan.place, self.heading(column))

    def ask(
        self,
        key: str,
        text: str,
        choices: tuple[tuple[str, str], ...],
        count: int,
        column: int | None = None,
        index: int = 0,
        *,
        own: bool = False,
    ) -> None:
        """Ask the user something, once. own: see `Question`."""
        source = self.source(column, index)
        self.result.questions.append(
            Question("answer", key, "", text, choices, count=count, source=source, step="columns", own=own)
        )

    def source(self, column: int | None, index: int, row: int | None = None) -> Source:
        """Return the place of a cell: of row `index` of the data, or of `row` as people count."""
        number = row if row is not None else self.row_numbers[index] if self.row_numbers else None
        if row is None and column is not None and self.plan.rows:
            column = self.table.column_on_sheet(column, self.plan.rows[index])
        return Source(self.table.file, self.table.sheet, number, None if column is None else column_letter(column))
