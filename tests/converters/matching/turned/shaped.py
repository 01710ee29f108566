"""Sheets of other shapes for tests, and what comes of them."""

from __future__ import annotations

from collections.abc import Mapping

from converters.matching.turned.plain import Shaped, plain_tables
from converters.recipe.recipe import Recipe
from converters.sources.table import Cell, Table, cell_text
from tests.converters.tables import COLLECTION


def shaped(*tables: Table, answers: Mapping[str, str] | None = None) -> Shaped:
    """Return the plain tables of some sheets."""
    return plain_tables(tables, COLLECTION, Recipe(answers=answers or {}))


def untouched(of: Table) -> bool:
    """Whether a sheet goes through as it stands, the very same table, without a word."""
    result = shaped(of)
    return len(result.tables) == 1 and result.tables[0] is of and not result.notes and not result.questions


def texts(table: Table) -> list[list[str]]:
    """Return the cells of a table as people see them, without blank rows and columns."""
    columns = [column for column in table.columns if any(cell not in (None, "") for cell in column)]
    rows: list[list[Cell]] = [[column[row] for column in columns] for row in range(table.height)]
    return [[cell_text(cell) for cell in row] for row in rows if any(cell not in (None, "") for cell in row)]
