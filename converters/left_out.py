"""Which contracts were left out of the return, why, and how each comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from converters.members.leaving_out import PATTERNS, ZERO_HOURS, pattern_of
from converters.members.posts import LEAVE_OUT
from converters.recipe.question import Question
from converters.recipe.recipe import Recipe
from swf_desktop.collection import Collection
from swf_desktop.record import Record, Return

EARLY, LATE = "contracts ended before the census window", "contracts starting after census day"
"""The keys of the answers that leave out what is outside the window."""


class LeftOut(NamedTuple):
    """One contract that is not in the return. reason: for people. back: what to change in the recipe to undo it."""

    contract: Record
    person: Record
    reason: str
    back: str

    def __repr__(self) -> str:
        return "<LeftOut>"


def contracts_of(return_: Return) -> list[Record]:
    """Return all contracts of a return, to be compared with those that are there later."""
    return [contract for person in return_.staff for contract in person.of("contract")]


def left_out_contracts(
    before: Iterable[Record], return_: Return, collection: Collection, recipe: Recipe
) -> list[LeftOut]:
    """Return which of the contracts there were `before` are gone, each with its reason.

    recipe: that by which they were left out.
    """
    here = set(map(id, contracts_of(return_)))
    titles = recipe.settled("contract.JobTitle")
    found = []
    for contract in before:
        if id(contract) not in here and contract.parent is not None:
            reason, back = _reason(contract, contract.parent, collection, recipe, titles)
            found.append(LeftOut(contract, contract.parent, reason, back))
    return found


def still_asked(questions: Iterable[Question], before: Iterable[Record], return_: Return) -> list[Question]:
    """Return the questions without those on codes that only contracts which were left out have.

    before: the contracts there were before some were left out.
    """
    here = set(map(id, contracts_of(return_)))
    gone = [contract for contract in before if id(contract) not in here]
    if not gone:
        return list(questions)
    kept = []
    for question in questions:
        kind, _, tag = question.scope.partition(".")
        if question.kind == "code" and kind in ("contract", "role"):
            only_gone = _says(gone, kind, tag, question.key) and not _says(
                contracts_of(return_), kind, tag, question.key
            )
            if only_gone:
                continue
        kept.append(question)
    return kept


def _says(contracts: Iterable[Record], kind: str, tag: str, text: str) -> bool:
    records = (one for contract in contracts for one in ([contract] if kind == "contract" else contract.of(kind)))
    return any(record.raw(tag).strip() == text.strip() for record in records)


def _reason(
    contract: Record, person: Record, collection: Collection, recipe: Recipe, titles: Mapping[str, str]
) -> tuple[str, str]:
    """Return the reason in the order in which contracts are left out: pattern, window, duplicate, by name."""
    answers = recipe.answered()
    name = pattern_of(contract, collection, titles)
    if name is not None and (name == "title" or answers.get(LEAVE_OUT + name) == "leave out"):
        if name == "title":
            return "Its job title is left out, as the recipe says.", 'codes."contract.JobTitle": another code'
        known = {pattern.name: f"{pattern.label}: {pattern.why}" for pattern in PATTERNS}
        known[ZERO_HOURS] = "no weekly hours: zero-hours staff have no contract of 28 days or more"
        return f"Of {known.get(name, name)}.", _back(LEAVE_OUT + name)
    end, start = contract.typed("ContractEnd"), contract.typed("ContractStart")
    if isinstance(end, date) and end < collection.contracts_from:
        return f"Ended on {end:%d/%m/%Y}, before the census window ({collection.contracts_from:%d/%m/%Y}).", _back(
            EARLY
        )
    if isinstance(start, date) and start > collection.reference_date:
        return f"Starts on {start:%d/%m/%Y}, after census day.", _back(LATE)
    for record in (contract, person):
        if record.key and record.key in recipe.leave_out:
            return recipe.leave_out[record.key], f'leave_out: take out the line "{record.key}"'
    for key in ("people twice", "contracts twice"):
        if answers.get(LEAVE_OUT + key) == "leave out":
            return "It is there twice; the first one stays.", _back(LEAVE_OUT + key)
    return "Left out, as the recipe says.", "answers and leave_out"


def _back(key: str) -> str:
    return f'answers: "{key}" = "keep"'
