"""The plan of a sheet, and the plans of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from converters.matching.columns.column import Column
from converters.matching.shape import Layout
from converters.recipe.question import Question
from converters.recipe.recipe import Recipe
from converters.recipe.target import Target
from converters.sources.table import Table


@dataclass(slots=True)
class SheetPlan:
    """How one sheet is read. Rows and columns count from 0.

    grain: what one row stands for. headings: one for each column, "" where there is none. rows: the rows of data, in
    order. columns: what each column fills; ignored and open columns are absent; several columns of one field that
    repeats stand in the order of its values. fill_down: columns whose blank cells repeat the one above, within a
    person's (contract's) block. codes, answers: what the recipe settled. defaults: full field name to the text used
    where the sheet says nothing. pairs: a sheet of label and value, where `cells` (full field name to row and column)
    is used instead of rows and columns. as_at: the date of the extract, where a title says it. skipped: rows left
    out, with the reason. layout: where everything stands on the sheet. found: each column with what the program itself
    makes of it, whatever the recipe says. decided: each column as it was decided.
    """

    table: Table
    grain: str
    headings: list[str]
    rows: list[int]
    columns: dict[int, tuple[Target, ...]]
    fill_down: frozenset[int] = frozenset()
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    pairs: bool = False
    cells: dict[str, tuple[int, int]] = field(default_factory=dict)
    as_at: date | None = None
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    layout: Layout | None = None
    found: list[Column] = field(default_factory=list)
    decided: list[Column] = field(default_factory=list)

    @property
    def place(self) -> str:
        """How people name the sheet."""
        return self.table.place


@dataclass(slots=True)
class Plans:
    """The plans of all sheets that are used, the recipe completed with all decisions, the questions, and the notes.

    unused: file and sheet of each table that has headings and is not used, and where they stand.
    """

    plans: list[SheetPlan]
    recipe: Recipe
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unused: dict[tuple[str, str | None], Layout] = field(default_factory=dict)
