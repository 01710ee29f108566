"""Who is in the return and who is not.

Contracts outside the window, casual and other staff who do not count, duplicates. Asked once each.

While a question is open everybody stays in, and the checks report them; what the recipe leaves out is said, and comes
back when the answer is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from converters.joining.people import given_names
from converters.members.posts import LEAVE_OUT, says
from converters.recipe.question import Question
from converters.values.names import fold
from swf_desktop.collection import Collection
from swf_desktop.facts import SERVICE_AGREEMENTS, is_open
from swf_desktop.record import Record, Return


class Pattern(NamedTuple):
    """A kind of people who are mostly no part of a return. words: in a job title or staff group. why: for people."""

    name: str
    label: str
    words: re.Pattern[str]
    why: str


PATTERNS: Final = (
    Pattern(
        "casual",
        "casual, relief, supply or bank staff",
        re.compile(r"\b(?:casual|relief|zero hours?|bank|supply|sessional|as and when)\b", re.IGNORECASE),
        "they have no contract of 28 days or more. If they were in school on census day, count the teachers among "
        "the occasional "
        "teachers and support staff of less than a month under third-party support (SCHLA)",
    ),
    Pattern(
        "governor",
        "governors or their clerk",
        re.compile(r"\bgovern(?:or|ing)s?\b", re.IGNORECASE),
        "they are no staff of the school, unless part of their time is for it",
    ),
    Pattern("volunteer", "volunteers", re.compile(r"\bvolunt", re.IGNORECASE), "they have no contract"),
    Pattern(
        "club",
        "staff of a club or children's centre",
        re.compile(
            r"\b(?:breakfast club|after.?school|out of school|holiday club|children'?s "
            r"centre|playworker|wraparound|cr[eè]che)\b",
            re.IGNORECASE,
        ),
        "they are out unless part of their time is for the school",
    ),
    Pattern(
        "service",
        "teachers of a music, PE or other service",
        re.compile(r"\b(?:peripatetic|music service|visiting music|instrumental)\b", re.IGNORECASE),
        "they are the staff of the authority or company that sends them, and not at all in the census where parents "
        "pay them",
    ),
    Pattern(
        "student",
        "students on placement",
        re.compile(r"\b(?:pgce student|student teacher|placement)\b", re.IGNORECASE),
        "they have no contract; School Direct (salaried), GTP and Teach First trainees are in",
    ),
    Pattern(
        "invigilator",
        "exam invigilators",
        re.compile(r"\binvigilat", re.IGNORECASE),
        "they are in only where they work regularly",
    ),
)
KEEP: Final = "keep"
"""The answer by which they stay in the return; one that was not on offer, such as a slip of the pen, is asked again."""

ZERO_HOURS: Final = "zero hours"


def fits_a_pattern(text: str) -> bool:
    """Whether a job title speaks of people who are mostly no part of a return."""
    return any(pattern.words.search(text) for pattern in PATTERNS)


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
        key = LEAVE_OUT + name
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
        ("contracts ended before the census window", early, f"ended before {collection.contracts_from:%d/%m/%Y}"),
        ("contracts starting after census day", late, f"start after {collection.reference_date:%d/%m/%Y}"),
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
        answer = answers.get(LEAVE_OUT + key)
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
                    LEAVE_OUT + key,
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
