"""Which order full names have, told by the names that other sheets have in columns of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from converters.matching.plan import SheetPlan
from converters.recipe.keys import column_key
from converters.sources.table import cell_text
from converters.values.names import split_full_name

_ENOUGH: Final = 3
_MOSTLY: Final = 0.9
"""So many of the names that are known must stand in one order."""

_TAGS: Final = ("staff.PersonFamilyName", "staff.PersonGivenName")


def settle_name_orders(plans: Sequence[SheetPlan]) -> None:
    """Answer the order of full names, sheet by sheet, where names known from other columns leave no doubt."""
    people = _known(plans)
    if not people:
        return
    for plan in plans:
        for column, targets in plan.columns.items():
            if plan.pairs or not any(target.field == "staff.FullName" for target in targets):
                continue
            key = column_key("name order", plan.place, plan.headings[column])
            order = _order(plan, column, people) if key not in plan.answers else None
            if order is not None:
                plan.answers = {**plan.answers, key: order}
                words = "given name first" if order == "given family" else "family name first"
                where = f"{plan.place}, column '{plan.headings[column]}'"
                plan.notes.append(f"{where}: names have the {words}, as those in other files show.")


def _known(plans: Sequence[SheetPlan]) -> set[tuple[str, str]]:
    """Return family and first given name of everybody who has both in columns or in a full name that is certain."""
    found: set[tuple[str, str]] = set()
    for plan in plans:
        places = {target.field: column for column, targets in plan.columns.items() for target in targets}
        if plan.pairs:
            continue
        if all(tag in places for tag in _TAGS):
            families, givens = (plan.table.columns[places[tag]] for tag in _TAGS)
            found.update(
                (cell_text(families[row]).casefold(), given[0])
                for row in plan.rows
                if (given := cell_text(givens[row]).casefold().split()) and families[row]
            )
        elif "staff.FullName" in places:
            for row in plan.rows:
                name = split_full_name(cell_text(plan.table.columns[places["staff.FullName"]][row]))
                if name is not None and name.given:
                    found.add((name.family.casefold(), name.given[0].casefold()))
    return found


def _order(plan: SheetPlan, column: int, people: set[tuple[str, str]]) -> str | None:
    texts = {cell_text(plan.table.columns[column][row]) for row in plan.rows}
    unclear = [text for text in texts if text and split_full_name(text) is None]
    counts = {order: sum(_fits(text, order, people) for text in unclear) for order in ("given family", "family given")}
    known = sum(counts.values())
    for order, count in counts.items():
        if count >= min(_ENOUGH, len(unclear)) and count >= _MOSTLY * known and count:
            return order
    return None


def _fits(text: str, order: str, people: set[tuple[str, str]]) -> bool:
    name = split_full_name(text, order)
    if name is None:
        return False
    family = name.family.casefold()
    if name.given:
        return (family, name.given[0].casefold()) in people
    return bool(name.initials) and any(
        other == family and given[:1] == name.initials[:1].casefold() for other, given in people
    )
