"""Who is in the return and who is not.

Contracts outside the window, casual and other staff who do not count, duplicates. Asked once each.

While a question is open everybody stays in, and the checks report them; what the recipe leaves out is said, and comes
back when the answer is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from converters.recipe.keys import EARLY, LATE, leave_out_key
from converters.recipe.question import Question
from converters.recipe.recipe import Recipe
from converters.values.job_titles import PATTERNS, says
from converters.values.names import fold, given_names
from swf_desktop.collection import Collection
from swf_desktop.facts import SERVICE_AGREEMENTS, is_open
from swf_desktop.record import Record, Return

KEEP: Final = "keep"
"""The answer by which they stay in the return; one that was not on offer, such as a slip of the pen, is asked again."""

ZERO_HOURS: Final = "zero hours"


def leave_out_patterns(
    return_: Return, collection: Collection, answers: Mapping[str, str], titles: Mapping[str, str] | None = None
) -> tuple[list[Question], list[str]]:
    """Deal with contracts of people who are mostly no part of a return.

    Titles: job title to answer, as the recipe has it.

    Agency and service teachers (contract types SAG, SLA, SOT) are in, whatever their title. Returns the questions and
    what was left out.
    """
    found: dict[str, list[Record]] = {}
    for staff in return_.staff:
        for contract in staff.of("contract"):
            name = pattern_of(contract, collection, titles or {})
            if name is not None:
                found.setdefault(name, []).append(contract)
    questions, notes = [], []
    labels = {pattern.name: (pattern.label, pattern.why) for pattern in PATTERNS}
    labels[ZERO_HOURS] = ("people with no weekly hours", "zero-hours staff have no contract of 28 days or more")
    for name, contracts in found.items():
        label, why = labels.get(name, ("people whose job title the recipe leaves out", "the recipe says so"))
        key = leave_out_key(name)
        if name == "title" or answers.get(key) == "leave out":
            remove(return_, contracts)
            notes.append(f"{len(contracts)} contracts of {label} are left out, as the recipe says.")
        elif answers.get(key) != KEEP:
            said = sorted({contract.raw("JobTitle") or contract.raw("StaffGroup") for contract in contracts} - {""})
            shown = f" ({', '.join(said[:3])})" if said else ""
            questions.append(
                Question(
                    "answer",
                    key,
                    "",
                    f"{len(contracts)} contracts are of {label}{shown}: {why}. Leave them out?",
                    (("leave out", "they do not belong in this return"), ("keep", "they do")),
                    tuple(said[:3]),
                    len(contracts),
                    contracts[0].source(),
                )
            )
    return questions, notes


def pattern_of(contract: Record, collection: Collection, titles: Mapping[str, str]) -> str | None:
    """Return the kind of people who are mostly no part of a return that a contract is of, None where it is of none.

    `title`, or what the recipe says of it, where the recipe leaves out its job title.
    """
    if contract.code("ContractType") in SERVICE_AGREEMENTS or contract.code("DailyRate") == "Y":
        return None
    title = contract.code("JobTitle") or ""
    said = says(title, titles) if title else None
    if said is not None and said.out:
        return said.out
    settled = title in titles
    for pattern in PATTERNS:
        texts = (contract.raw("StaffGroup"), contract.raw("ContractType"), "" if settled else title)
        if any(pattern.words.search(text) for text in texts if text):
            return pattern.name
    hours = contract.typed("HoursPerWeek")
    if isinstance(hours, Decimal) and hours == 0 and is_open(contract, collection):
        return ZERO_HOURS
    return None


def leave_out_of_window(
    return_: Return, collection: Collection, answers: Mapping[str, str]
) -> tuple[list[Question], list[str]]:
    """Deal with contracts that ended before the census window or start after the reference date.

    Asked once; while it is open they stay in, and the rules report them. Returns the questions and sentences on what
    was left out.
    """
    early: list[Record] = []
    late: list[Record] = []
    for staff in return_.staff:
        for contract in staff.of("contract"):
            end, start = contract.typed("ContractEnd"), contract.typed("ContractStart")
            if isinstance(end, date) and end < collection.contracts_from:
                early.append(contract)
            elif isinstance(start, date) and start > collection.reference_date:
                late.append(contract)
    questions, notes = [], []
    for key, contracts, what in (
        (EARLY, early, f"ended before {collection.contracts_from:%d/%m/%Y}"),
        (LATE, late, f"start after {collection.reference_date:%d/%m/%Y}"),
    ):
        if not contracts:
            continue
        if answers.get(key) == "leave out":
            remove(return_, contracts)
            notes.append(f"{len(contracts)} contracts that {what} are left out, as the recipe says.")
        elif answers.get(key) != KEEP:
            questions.append(
                Question(
                    "answer",
                    key,
                    "",
                    f"{len(contracts)} contracts {what}, so they are not part of this census. Leave them out?",
                    (
                        ("leave out", "they do not belong in this return"),
                        ("keep", "the dates are wrong and will be corrected"),
                    ),
                    count=len(contracts),
                    source=contracts[0].source(),
                )
            )
    return questions, notes


def leave_out_duplicates(return_: Return, answers: Mapping[str, str]) -> tuple[list[Question], list[str]]:
    """Deal with people and contracts that are there twice.

    People: same names and birth date. Contracts of one person: same start, end, type, post, school, hours and title.
    """
    questions, notes = [], []
    people, contracts = _second_people(return_), _second_contracts(return_)
    for key, records, what in (
        ("people twice", people, "people have the name and the date of birth of somebody else in the return"),
        ("contracts twice", contracts, "contracts are the same as another one of the same person"),
    ):
        if not records:
            continue
        answer = answers.get(leave_out_key(key))
        if answer == "leave out":
            if key == "people twice":
                gone = set(map(id, records))
                _keep_staff(return_, (staff for staff in return_.staff if id(staff) not in gone))
            else:
                remove(return_, records)
            notes.append(f"{len(records)} {what}; the second of each is left out, as the recipe says.")
        elif answer != KEEP:
            questions.append(
                Question(
                    "answer",
                    leave_out_key(key),
                    "",
                    f"{len(records)} {what}. Leave out the second of each?",
                    (("leave out", "they are there twice"), ("keep", "they are two")),
                    count=len(records),
                    source=records[0].source(),
                )
            )
    return questions, notes


def _second_people(return_: Return) -> list[Record]:
    first: dict[tuple[object, ...], Record] = {}
    second = []
    for staff in return_.staff:
        born, family = staff.typed("PersonBirthDate"), staff.code("PersonFamilyName")
        given = given_names(staff.values)
        if not isinstance(born, date) or not family or not given:
            continue
        key = born, fold(family), fold(given[0])
        if first.setdefault(key, staff) is not staff:
            second.append(staff)
    return second


_TWICE: Final = ("ContractStart", "ContractEnd", "ContractType", "Post", "Estab", "HoursPerWeek", "JobTitle")


def _second_contracts(return_: Return) -> list[Record]:
    second = []
    for staff in return_.staff:
        contracts = staff.of("contract")
        if len(contracts) < 2:
            continue
        seen: set[tuple[str | None, ...]] = set()
        for contract in contracts:
            if not contract.has("ContractStart"):
                continue
            key = tuple(contract.code(tag) for tag in _TWICE)
            if key in seen:
                second.append(contract)
            seen.add(key)
    return second


def leave_out(return_: Return, reasons: Mapping[str, str]) -> list[str]:
    """Leave out the people and contracts whose key the recipe names. Returns a sentence for each, with its reason."""
    notes = []
    contracts = [contract for staff in return_.staff for contract in staff.of("contract") if contract.key in reasons]
    remove(return_, contracts)
    notes += [f"A contract is left out: {reasons[contract.key]}" for contract in contracts]
    notes += [f"A person is left out: {reasons[staff.key]}" for staff in return_.staff if staff.key in reasons]
    _keep_staff(return_, (staff for staff in return_.staff if staff.key not in reasons))
    return notes


def remove(return_: Return, contracts: Iterable[Record]) -> None:
    """Take contracts out of the return, and with them people who have no other."""
    gone = set()
    emptied = set()
    for contract in contracts:
        gone.add(id(contract))
        person = contract.parent
        if person is not None and person.children:
            person.children["contract"] = [kept for kept in person.of("contract") if id(kept) not in gone]
            if not person.of("contract"):
                emptied.add(id(person))
    if emptied:
        _keep_staff(return_, (staff for staff in return_.staff if id(staff) not in emptied))


def _keep_staff(return_: Return, staff: Iterable[Record]) -> None:
    if return_.message.children:
        return_.message.children["staff"] = list(staff)


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
    if name is not None and (name == "title" or answers.get(leave_out_key(name)) == "leave out"):
        if name == "title":
            return "Its job title is left out, as the recipe says.", 'codes."contract.JobTitle": another code'
        known = {pattern.name: f"{pattern.label}: {pattern.why}" for pattern in PATTERNS}
        known[ZERO_HOURS] = "no weekly hours: zero-hours staff have no contract of 28 days or more"
        return f"Of {known.get(name, name)}.", _back(leave_out_key(name))
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
        if answers.get(leave_out_key(key)) == "leave out":
            return "It is there twice; the first one stays.", _back(leave_out_key(key))
    return "Left out, as the recipe says.", "answers and leave_out"


def _back(key: str) -> str:
    return f'answers: "{key}" = "keep"'
