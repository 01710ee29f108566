"""Who is in the return and who is not.

Contracts outside the window, casual and other staff who do not count, duplicates. Asked once each.

While a question is open everybody stays in, and the checks report them; what the recipe leaves out is said, and comes
back when the answer is changed. Each contract that goes keeps, from the moment it goes, the reason and the way back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from converters.joining.assembly import place_of
from converters.recipe.keys import EARLY, LATE, leave_out_key
from converters.recipe.question import Question
from converters.values.job_titles import PATTERNS, says
from converters.values.names import fold, given_names
from swf_desktop.collection import Collection
from swf_desktop.facts import SERVICE_AGREEMENTS, is_open
from swf_desktop.record import Record, Return
from swf_desktop.words import counted

NOT_IN: Final = "leave out"
"""The answer by which they are not in the return."""

KEEP: Final = "keep"
"""The answer by which they stay in the return; one that was not on offer, such as a slip of the pen, is asked again."""

NO_ANSWERS: Final[Mapping[str, str]] = {}

PEOPLE_TWICE, CONTRACTS_TWICE = leave_out_key("people twice"), leave_out_key("contracts twice")

ZERO_HOURS: Final = "zero hours"

_TITLE: Final = "title"
"""The pattern of contracts whose job title the recipe itself leaves out."""


_Said = str | Callable[[Record], str]
"""A sentence, or what makes it of the record it is about."""


class LeftOut(NamedTuple):
    """One contract that is not in the return. reason: for people. back: what to change in the recipe to undo it.

    contract: None for somebody without contracts.
    """

    contract: Record | None
    person: Record
    reason: str
    back: str

    def __repr__(self) -> str:
        return "<LeftOut>"


class Outcome(NamedTuple):
    """What came of deciding who is in: questions that are open, sentences on who was left out, and who that was."""

    questions: list[Question]
    notes: list[str]
    left_out: list[LeftOut]


def leave_out_patterns(
    return_: Return,
    collection: Collection,
    answers: Mapping[str, str],
    titles: Mapping[str, str] | None = None,
    but_for: frozenset[str] = frozenset(),
) -> Outcome:
    """Deal with contracts of people who are mostly no part of a return.

    Titles: job title to answer, as the recipe has it. but_for: places of sheets whose people are asked about already.

    Agency and service teachers (contract types SAG, SLA, SOT) are in, whatever their title.
    """
    found: dict[str, list[Record]] = {}
    for staff in return_.staff:
        for contract in staff.of("contract"):
            if but_for and place_of(contract.origin) in but_for:
                continue
            name = pattern_of(contract, collection, titles or {}, answers)
            if name is not None:
                found.setdefault(name, []).append(contract)
    questions, notes, left_out = Outcome([], [], [])
    labels = {pattern.name: (pattern.label, pattern.why) for pattern in PATTERNS}
    labels[ZERO_HOURS] = ("people with no weekly hours", "zero-hours staff have no contract of 28 days or more")
    for name, contracts in found.items():
        label, why = labels.get(name, ("people whose job title the recipe leaves out", "the recipe says so"))
        key = leave_out_key(name)
        if name == _TITLE:
            back = 'codes."contract.JobTitle": another code'
            left_out += remove(return_, contracts, "Its job title is left out, as the recipe says.", back)
            notes.append(f"{counted(len(contracts), 'contract')} of {label} left out, as the recipe says.")
        elif answers.get(key) == NOT_IN:
            left_out += remove(return_, contracts, f"One of {label}: {why}.", _back(key))
            notes.append(f"{counted(len(contracts), 'contract')} of {label} left out, as the recipe says.")
        elif answers.get(key) != KEEP:
            said = sorted({contract.raw("JobTitle") or contract.raw("StaffGroup") for contract in contracts} - {""})
            shown = f" ({', '.join(said[:3])})" if said else ""
            questions.append(
                Question(
                    "answer",
                    key,
                    "",
                    f"{counted(len(contracts), 'contract is', 'contracts are')} of {label}{shown}: {why}. Leave out?",
                    ((NOT_IN, "they do not belong in this return"), (KEEP, "they do")),
                    tuple(said[:3]),
                    len(contracts),
                    contracts[0].source(),
                )
            )
    return Outcome(questions, notes, left_out)


_WORDS: Final = {pattern.name: pattern.words for pattern in PATTERNS}


@lru_cache(maxsize=4096)
def _speaks_of(pattern: str, text: str) -> bool:
    """Whether a text has the words of a pattern; a school has few different ones."""
    return _WORDS[pattern].search(text) is not None


def pattern_of(
    contract: Record, collection: Collection, titles: Mapping[str, str], answers: Mapping[str, str] = NO_ANSWERS
) -> str | None:
    """Return the kind of people who are mostly no part of a return that a contract is of, None where it is of none.

    `title`, or what the recipe says of it, where the recipe leaves out its job title. A title that has a code is of
    none but where the answer on its kind leaves them out: the one answer does not undo the other.
    """
    if contract.code("ContractType") in SERVICE_AGREEMENTS or contract.code("DailyRate") == "Y":
        return None
    title = contract.code("JobTitle") or ""
    said = says(title, titles) if title else None
    if said is not None and said.out:
        return said.out
    settled = title in titles
    group, type_ = contract.raw("StaffGroup"), contract.raw("ContractType")
    for pattern in PATTERNS:
        coded = settled and answers.get(leave_out_key(pattern.name)) != NOT_IN
        if any(_speaks_of(pattern.name, text) for text in (group, type_, "" if coded else title) if text):
            return pattern.name
    hours = contract.typed("HoursPerWeek")
    if isinstance(hours, Decimal) and hours == 0 and is_open(contract, collection):
        return ZERO_HOURS
    return None


def leave_out_of_window(return_: Return, collection: Collection, answers: Mapping[str, str]) -> Outcome:
    """Deal with contracts that ended before the census window or start after the reference date.

    A few among many that ended in good order are left out and said, each with the way back: there is no choice. Others
    are asked about once, for their dates may be wrong or misread; while that is open they stay in, and the rules report
    them.
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
    opens, day = f"{collection.contracts_from:%d/%m/%Y}", f"{collection.reference_date:%d/%m/%Y}"
    of = sum(len(staff.of("contract")) for staff in return_.staff)
    questions, notes, left_out = Outcome([], [], [])
    for key, contracts, what, reason in (
        (EARLY, early, f"ended before {opens}", _ended_before(opens)),
        (LATE, late, f"began after {day}", _starts_late),
    ):
        if not contracts:
            continue
        if answers.get(key) == NOT_IN:
            left_out += remove(return_, contracts, reason, _back(key))
            notes.append(f"{counted(len(contracts), 'contract')} left out that {what}, as the recipe says.")
        elif key == EARLY and answers.get(key) is None and _a_few_that_left(contracts, of):
            left_out += remove(return_, contracts, reason, _back(key))
            notes.append(f"{counted(len(contracts), 'contract')} left out that {what}: not part of this census.")
        elif answers.get(key) != KEEP:
            questions.append(
                Question(
                    "answer",
                    key,
                    "",
                    f"{counted(len(contracts), 'contract')} that {what}: not part of this census. Leave out?",
                    (
                        (NOT_IN, "they do not belong in this return"),
                        (KEEP, "the dates are wrong and will be corrected"),
                    ),
                    count=len(contracts),
                    source=contracts[0].source(),
                )
            )
    return Outcome(questions, notes, left_out)


FEW: Final = 3
FEW_OF: Final = 0.1
"""So few contracts that ended long ago, and such a share of all, are what any list holds; more may be misread dates."""


def _a_few_that_left(contracts: list[Record], of: int) -> bool:
    """Whether contracts are a few among many, each ended after it began and without pay of a month beside it."""
    if len(contracts) > min(FEW, FEW_OF * of):
        return False
    for contract in contracts:
        start, end = contract.typed("ContractStart"), contract.typed("ContractEnd")
        in_order = isinstance(start, date) and isinstance(end, date) and start <= end
        if not in_order or contract.of("element") or any(contract.has(tag) for tag in _OF_A_PERIOD):
            return False
    return True


_OF_A_PERIOD: Final = ("MonthlyPay", "FourWeeklyPay", "FortnightlyPay", "WeeklyPay")
"""Pay that is paid out now: a contract with it has not ended."""


def _ended_before(opens: str) -> Callable[[Record], str]:
    return lambda contract: f"Ended on {contract.typed('ContractEnd'):%d/%m/%Y}, before the census window ({opens})."


def _starts_late(contract: Record) -> str:
    return f"Starts on {contract.typed('ContractStart'):%d/%m/%Y}, after census day."


def leave_out_short(return_: Return, collection: Collection, answers: Mapping[str, str]) -> Outcome:
    """Deal with temporary contracts that on census day have run for fewer than 28 days and are not known to run longer.

    Rule 4376, which reported them, is off for the year; the window of 28 days is not.
    """
    day = collection.reference_date
    short = []
    for staff in return_.staff:
        for contract in staff.of("contract"):
            start, end = contract.typed("ContractStart"), contract.typed("ContractEnd")
            if contract.code("ContractType") != "TMP" or not isinstance(start, date) or start > day:
                continue
            until = end if isinstance(end, date) else day
            if (day - start).days < FEWEST_DAYS and (until - start).days < FEWEST_DAYS:
                short.append(contract)
    if not short:
        return Outcome([], [], [])
    key, count = leave_out_key("short"), len(short)
    run = counted(count, "temporary contract has", "temporary contracts have")
    what = f"{run} run for fewer than {FEWEST_DAYS} days on {day:%d/%m/%Y}"
    heads = "Those in school that day count among the headcounts: teachers as occasional teachers, others as support."
    if answers.get(key) == NOT_IN:
        reason = f"A temporary contract of fewer than {FEWEST_DAYS} days on {day:%d/%m/%Y}."
        return Outcome(
            [], [f"{what}; left out, as the recipe says. {heads}"], remove(return_, short, reason, _back(key))
        )
    if answers.get(key) == KEEP:
        return Outcome([], [], [])
    choices = ((NOT_IN, "they are only counted among the headcounts"), (KEEP, "they will run for 28 days or more"))
    text = f"{what}; only contracts of 28 days or more are in the return. Leave them out? {heads}"
    return Outcome([Question("answer", key, "", text, choices, count=count, source=short[0].source())], [], [])


FEWEST_DAYS: Final = 28
"""A contract or agreement of so many days is in the return (read: guidance of the census, all years)."""


def leave_out_duplicates(return_: Return, answers: Mapping[str, str]) -> Outcome:
    """Deal with people and contracts that are there twice.

    People: same names and birth date. Contracts of one person: same start, end, type, post, school, hours and title.
    """
    questions, notes, left_out = Outcome([], [], [])
    people, contracts = _second_people(return_), _second_contracts(return_)
    reason = "It is there twice; the first one stays."
    for key, records, what in (
        (PEOPLE_TWICE, people, "people have the name and the date of birth of somebody else in the return"),
        (CONTRACTS_TWICE, contracts, "contracts are the same as another one of the same person"),
    ):
        if not records:
            continue
        answer = answers.get(key)
        if answer == NOT_IN:
            go = remove_people if key == PEOPLE_TWICE else remove
            left_out += go(return_, records, reason, _back(key))
            notes.append(f"{len(records)} {what}; the second of each is left out, as the recipe says.")
        elif answer != KEEP:
            questions.append(
                Question(
                    "answer",
                    key,
                    "",
                    f"{len(records)} {what}. Leave out the second of each?",
                    ((NOT_IN, "they are there twice"), (KEEP, "they are two")),
                    count=len(records),
                    source=records[0].source(),
                )
            )
    return Outcome(questions, notes, left_out)


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


def leave_out_of_level(return_: Return, level: str) -> Outcome:
    """Take out of a school's return what is central staff of the authority, and out of its own what is of a school.

    level: `S` or `L` (see `joining.central`). Who has no school is the authority's, where its return is made.
    """
    contracts = [contract for staff in return_.staff for contract in staff.of("contract")]
    if level == "S":
        gone = [contract for contract in contracts if contract.code("LASchoolLevel") == "L"]
        reason: _Said = "Central staff of the authority: in its own return (level la), not in a school's."
        what = "of central staff left out: they belong into the authority's own return (level la)."
    else:
        gone = [contract for contract in contracts if contract.has("Estab") and contract.code("LASchoolLevel") != "L"]
        reason = _of_school
        what = "of schools left out: only central staff are in the authority's own return."
    if not gone:
        return Outcome([], [], [])
    left_out = remove(return_, gone, reason, "the contract's level: L for the authority's own staff, S for a school's")
    return Outcome([], [f"{counted(len(gone), 'contract')} {what}"], left_out)


def _of_school(contract: Record) -> str:
    return f"Of school {contract.raw('Estab')}: only central staff are in the authority's own return."


def leave_out_by_name(return_: Return, reasons: Mapping[str, str]) -> Outcome:
    """Leave out the people and contracts whose key the recipe names, each with the reason it gives."""
    contracts = [contract for staff in return_.staff for contract in staff.of("contract") if contract.key in reasons]
    people = [staff for staff in return_.staff if staff.key in reasons]
    notes = [f"A contract is left out: {reasons[contract.key]}" for contract in contracts]
    left_out = remove(return_, contracts, lambda one: reasons[one.key], _back_by_name)
    # Somebody who had no contract but the ones named is gone by now, and is told of once.
    here = set(map(id, return_.staff))
    people = [staff for staff in people if id(staff) in here]
    notes += [f"A person is left out: {reasons[staff.key]}" for staff in people]
    left_out += remove_people(return_, people, lambda one: reasons[one.key], _back_by_name)
    return Outcome([], notes, left_out)


def _back_by_name(record: Record) -> str:
    return f'leave_out: take out the line "{record.key}"'


def remove(return_: Return, contracts: Iterable[Record], reason: _Said, back: _Said) -> list[LeftOut]:
    """Take contracts out of the return, and with them people who have no other; returns them with their reasons."""
    gone = set()
    emptied = set()
    left_out = []
    for contract in contracts:
        gone.add(id(contract))
        person = contract.parent
        if person is None:
            continue
        left_out.append(LeftOut(contract, person, _of(reason, contract), _of(back, contract)))
        if person.children:
            person.children["contract"] = [kept for kept in person.of("contract") if id(kept) not in gone]
            if not person.of("contract"):
                emptied.add(id(person))
    if emptied:
        _keep_staff(return_, (staff for staff in return_.staff if id(staff) not in emptied))
    return left_out


def remove_people(return_: Return, people: Iterable[Record], reason: _Said, back: _Said) -> list[LeftOut]:
    """Take people out of the return with all they have; returns each of their contracts with the person's reason."""
    gone = {id(person): person for person in people}
    _keep_staff(return_, (staff for staff in return_.staff if id(staff) not in gone))
    return [
        LeftOut(contract, person, _of(reason, person), _of(back, person))
        for person in gone.values()
        for contract in (person.of("contract") or (None,))
    ]


def _of(said: _Said, record: Record) -> str:
    return said if isinstance(said, str) else said(record)


def _keep_staff(return_: Return, staff: Iterable[Record]) -> None:
    if return_.message.children:
        return_.message.children["staff"] = list(staff)


def still_asked(questions: Iterable[Question], left_out: Iterable[LeftOut], return_: Return) -> list[Question]:
    """Return the questions without those on codes that only contracts which were left out have."""
    gone = [item.contract for item in left_out if item.contract is not None]
    if not gone:
        return list(questions)
    here = [contract for person in return_.staff for contract in person.of("contract")]
    kept = []
    for question in questions:
        kind, _, tag = question.scope.partition(".")
        if question.kind == "code" and kind in ("contract", "role"):
            only_gone = _says(gone, kind, tag, question.key) and not _says(here, kind, tag, question.key)
            if only_gone:
                continue
        kept.append(question)
    return kept


def _says(contracts: Iterable[Record], kind: str, tag: str, text: str) -> bool:
    records = (one for contract in contracts for one in ([contract] if kind == "contract" else contract.of(kind)))
    return any(record.raw(tag).strip() == text.strip() for record in records)


def _back(key: str) -> str:
    return f'answers: "{key}" = "{KEEP}"'
