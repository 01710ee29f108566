"""Rows that repeat what stands above them, or leave it blank: filled down."""

from __future__ import annotations

from typing import Final

from converters.sources.table import Cell

PERSON_NUMBERS: Final = ("staff.PersonRef", "staff.TeacherNumber", "staff.NINumber")


CONTRACT_NAMES: Final = ("contract.ContractRef", "contract.ContractStart", "contract.Post", "contract.JobTitle")
"""Fields of which a filled cell says that a row is about another contract than the row above."""


def filled_down(cell: Cell) -> bool:
    """Whether a cell holds something that rows below it may repeat."""
    return cell is not None and cell != "" and not (isinstance(cell, str) and cell.isspace())
