"""Rows that repeat what stands above them, or leave it blank: filled down."""

from __future__ import annotations

from typing import Final

from converters.matching.plan import SheetPlan
from converters.sources.table import Cell

PERSON_NUMBERS: Final = ("staff.PersonRef", "staff.TeacherNumber", "staff.NINumber")


CONTRACT_NAMES: Final = ("contract.ContractRef", "contract.ContractStart", "contract.Post", "contract.JobTitle")
"""Fields of which a filled cell says that a row is about another contract than the row above."""


def filled_down(cell: Cell) -> bool:
    """Whether a cell holds something that rows below it may repeat."""
    return cell is not None and cell != "" and not (isinstance(cell, str) and cell.isspace())


def rows_taken_from(plan: SheetPlan) -> dict[int, list[int]]:
    """Return for each column that fills down the row that each row's cell is taken from.

    A cell is taken from above only within one person, and one contract; -1 where there is none to take.
    """
    fill = sorted(plan.fill_down & plan.columns.keys())
    if not fill:
        return {}
    columns = plan.table.columns
    fields = {column: [target.field for target in targets] for column, targets in plan.columns.items()}
    people = [column for column in fill if any(name.startswith("staff.") for name in fields[column])]
    contracts = [column for column in fill if any(name in CONTRACT_NAMES for name in fields[column])]
    numbers = [
        column
        for column, names in fields.items()
        if column not in plan.fill_down and any(name in PERSON_NUMBERS for name in names)
    ]
    of_person = set(people)
    latest = dict.fromkeys(fill, -1)
    result: dict[int, list[int]] = {column: [] for column in fill}
    before: list[Cell] | None = None
    for row in plan.rows:
        here = [columns[column][row] for column in numbers]
        if (before is not None and here != before) or any(filled_down(columns[column][row]) for column in people):
            latest = dict.fromkeys(fill, -1)
        elif any(filled_down(columns[column][row]) for column in contracts):
            latest = {column: at if column in of_person else -1 for column, at in latest.items()}
        before = here
        for column in fill:
            if filled_down(columns[column][row]):
                latest[column] = row
            result[column].append(latest[column])
    return result
