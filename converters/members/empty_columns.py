"""Columns about ethnicity and the like that stand empty for everybody: asked once, never filled with a guess.

A system that adds an item gives it to everybody as a blank. What nobody has been asked yet is "not yet obtained", which
only the school can know; an empty cell never means "no".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from converters.matching.plan import SheetPlan
from converters.recipe.keys import empty_column_key
from converters.recipe.question import Question
from swf_desktop.canonical import value_of
from swf_desktop.collection import Collection
from swf_desktop.record import Record, Return, Source, column_letter
from swf_desktop.words import people

NOT_OBTAINED: Final = "NOBT"
LEAVE: Final = "blank"
FEWEST: Final = 2
"""The blank of one person is a gap like any other."""


def settle_empty_columns(
    return_: Return, plans: Iterable[SheetPlan], collection: Collection, answers: Mapping[str, str]
) -> tuple[list[Question], list[str]]:
    """Fill or ask about each item that has a column, may be "not yet obtained", and is blank for everybody."""
    questions: list[Question] = []
    notes: list[str] = []
    staff = return_.staff
    if len(staff) < FEWEST:
        return questions, notes
    plans = list(plans)
    for tag, field in collection.kinds["staff"].fields.items():
        code_set = collection.code_sets.get(field.code_set)
        if not field.sent or code_set is None or NOT_OBTAINED not in code_set.codes:
            continue
        place = _column(plans, field.name)
        if place is None or any(person.has(tag) or person.lost(tag) for person in staff):
            continue
        key = empty_column_key(field.name)
        answer = answers.get(key)
        if answer == NOT_OBTAINED:
            _fill(staff, tag, collection)
            notes.append(f"{field.label} stands empty for everybody: “not yet obtained” was taken, as you said.")
        elif answer != LEAVE:
            text = (
                f"{field.label} stands empty for all of {people(len(staff))} in {place.file}: some systems add such a "
                "column "
                "before anybody was asked. What does that mean? (An empty cell is never taken for “no”.)"
            )
            choices = (
                (NOT_OBTAINED, "nobody has been asked yet: not yet obtained, for everybody"),
                (LEAVE, "leave it blank: it will be filled in person by person, or comes in another file"),
            )
            questions.append(Question("answer", key, "", text, choices, count=len(staff), source=place))
    return questions, notes


def _column(plans: Iterable[SheetPlan], name: str) -> Source | None:
    """Return where the column of a field stands, None where no sheet has one."""
    for plan in plans:
        for index, targets in plan.columns.items():
            if plan.rows and any(target.field == name for target in targets):
                return Source(plan.table.file, plan.table.sheet, plan.rows[0] + 1, column_letter(index))
    return None


def _fill(staff: Iterable[Record], tag: str, collection: Collection) -> None:
    value = value_of(collection.fields[f"staff.{tag}"], NOT_OBTAINED)
    for person in staff:
        person.values[tag] = value
