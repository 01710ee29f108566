"""The number of people that a payroll report says it has, against the number that was found on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from converters.matching.plan import SheetPlan
from converters.members.missing import Missing
from swf_desktop.words import counted, people

_HEADS: Final = re.compile(
    r"\b(?:number of|no\.? of|total|count of)\s+(?:employees|staff|people|persons|heads|records|payees)\b"
    r"|\b(?:employees|head ?count|payees)\b[^a-z]*$",
    re.IGNORECASE,
)
"""How a payroll report puts the number of people on it. `Total` alone is an amount of money."""

_WHOLE: Final = re.compile(r"\d{1,3}(?:,\d{3})*|\d{1,6}")


class ControlTotal(NamedTuple):
    """The number of people that a sheet itself says it has, beside the number found on it."""

    place: str
    row: int
    said: int
    found: int


def control_totals(plans: Iterable[SheetPlan], found: Mapping[str, int]) -> list[ControlTotal]:
    """Return the numbers of people that sheets say they have, in a title or below the rows, with the number found.

    found: the place of a sheet to the number of people on it.
    """
    totals = []
    for plan in plans:
        if plan.place not in found:
            continue
        for row, _ in plan.skipped:
            said = _total_in(plan.table.row(row))
            if said is not None:
                totals.append(ControlTotal(plan.place, plan.table.number_of(row), said, found[plan.place]))
    return totals


def _total_in(cells: Iterable[object]) -> int | None:
    """Return the number of people that a row states: after the words in one cell, or in the next filled one."""
    waiting = False
    for cell in cells:
        if cell is None or cell == "":
            continue
        if waiting:
            return _whole(cell)
        if isinstance(cell, str) and (match := _HEADS.search(cell)) is not None:
            rest = cell[match.end() :].strip(" :=-")
            if rest:
                return _whole(rest)
            waiting = True
    return None


def _whole(cell: object) -> int | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else None
    text = str(cell).strip()
    return int(text.replace(",", "")) if _WHOLE.fullmatch(text) else None


def differing(totals: Iterable[ControlTotal]) -> list[Missing]:
    """Return what there is to say of totals that differ from what was found."""
    return [
        Missing(
            f"control total: {total.place}",
            f"{total.place}, row {total.row} says {people(total.said)}; "
            f"{counted(total.found, 'was', 'were')} found on the sheet.",
            "Find out who is missing or too many, before anything else.",
        )
        for total in totals
        if total.said != total.found
    ]
