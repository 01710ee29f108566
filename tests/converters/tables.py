"""Tables for tests, written as rows the way a sheet looks, and their plans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from converters.matching.plan import Plans, SheetPlan
from converters.matching.planner import plan_tables
from converters.recipe.recipe import Recipe
from converters.sources.table import Cell, Table
from swf_desktop.collection import Collection

COLLECTION = Collection.load(2013)
NOTHING = Recipe()

STAFF: list[list[Cell]] = [["Payroll No", "Surname", "Gender"], ["1", "Smith", "F"], ["2", "Jones", "M"]]
"""A list of staff with its headings."""


def table(
    *rows: Sequence[Cell],
    file: str = "list.xlsx",
    sheet: str | None = "Sheet1",
    merged: Iterable[tuple[int, int, int, int]] = (),
    hidden: bool = False,
) -> Table:
    """Return a table of these rows, padded with blanks. merged: first row, first column, last row, last column."""
    width = max((len(row) for row in rows), default=0)
    padded = [[*row, *[None] * (width - len(row))] for row in rows]
    columns = [[row[column] for row in padded] for column in range(width)]
    return Table(file, sheet, columns, len(rows), merged=list(merged), hidden=hidden)


def plan(*tables: Table, recipe: Recipe = NOTHING) -> Plans:
    """Plan tables."""
    return plan_tables(tables, COLLECTION, recipe)


def one(*rows: list[Cell], sheet: str = "Sheet1", recipe: Recipe = NOTHING) -> SheetPlan:
    """Plan one sheet, which must be used."""
    plans = plan(table(*rows, sheet=sheet), recipe=recipe).plans
    assert len(plans) == 1
    return plans[0]


def mapped(of: SheetPlan) -> dict[str, str]:
    """Return heading to targets, in the order of the plan."""
    return {of.headings[column]: " + ".join(map(str, targets)) for column, targets in of.columns.items()}
