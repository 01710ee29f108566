"""What follows from what the files say.

Defaults of the collection, roles that a post demands, contracts outside the census window.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from converters.members.defaults import given
from converters.members.leaving_out import (
    LeftOut,
    Outcome,
    leave_out_duplicates,
    leave_out_of_window,
    leave_out_patterns,
)
from converters.members.roles import derive_roles
from converters.recipe.keys import RENEWALS_KEY, TYPES_KEY, take_on_key
from converters.recipe.question import Question
from swf_desktop.collection import Collection
from swf_desktop.facts import category
from swf_desktop.record import Record, Return

CHANGE_OF_CONTRACT: Final = "NAPPCH"
NOT_APPLICABLE: Final = "NOTAPP"

FEWEST_FOR_TAKE_ON: Final = 8
TAKE_ON_SHARE: Final = 0.6
"""So many contracts, and such a share of them, that begin on one day are no coincidence."""

FEWEST_FOR_TYPES: Final = 3
"""A type that fewer contracts lack is quicker filled in than asked about."""


def settle_people(
    return_: Return, collection: Collection, answers: Mapping[str, str], titles: Mapping[str, str] | None = None
) -> Outcome:
    """Decide who is in the return and what follows from it, in the order in which one thing depends on the other.

    titles: job title to answer, as the recipe has it.
    """
    questions: list[Question] = []
    notes: list[str] = []
    left_out: list[LeftOut] = []
    for asked, said, gone in (
        leave_out_patterns(return_, collection, answers, titles),
        leave_out_of_window(return_, collection, answers),
        leave_out_duplicates(return_, answers),
    ):
        questions += asked
        notes += said
        left_out += gone
    questions += settle_take_on(return_, answers)
    questions += settle_types(return_, answers)
    questions += settle_renewals(return_, collection, answers)
    questions += derive_roles(return_, answers)
    return Outcome(questions, notes, left_out)


TYPES_OFFERED: Final = {"PRM": "permanent", "FXT": "fixed term", "TMP": "temporary"}


def settle_types(return_: Return, answers: Mapping[str, str]) -> list[Question]:
    """Ask once for the type of contract where no file gives anybody's.

    The answer is for contracts without an end: one that ends may be of another type, and is left to be filled in.
    """
    contracts = [contract for staff in return_.staff for contract in staff.of("contract")]
    without = [one for one in contracts if not one.has("ContractType") and not one.has("ContractEnd")]
    if len(without) < FEWEST_FOR_TYPES:
        return []
    key = TYPES_KEY
    answer = answers.get(key)
    if answer in TYPES_OFFERED:
        for contract in without:
            contract.values["ContractType"] = given(answer)
        return []
    if any(one.has("ContractType") for one in contracts):
        return []
    text = f"No file gives the type of a contract. Which type are the {len(without)} contracts without an end date?"
    return [
        Question(
            "answer",
            key,
            "",
            text,
            tuple(TYPES_OFFERED.items()),
            count=len(without),
            source=without[0].source(),
        )
    ]


def settle_renewals(return_: Return, collection: Collection, answers: Mapping[str, str]) -> list[Question]:
    """Deal with contracts that ended and were followed at once by another of the same person.

    A change of contract, nobody left.

    The destination of the one that ended is then NAPPCH, and the origin of the next one NOTAPP, where nothing says
    otherwise. Asked once.
    """
    found: list[tuple[Record, Record]] = []
    for staff in return_.staff:
        contracts = staff.of("contract")
        if len(contracts) < 2:
            continue
        for ended in contracts:
            end = ended.typed("ContractEnd")
            if (
                not isinstance(end, date)
                or not collection.contracts_from <= end <= collection.reference_date
                or ended.has("DestinationCode")
            ):
                continue
            after = next((contract for contract in contracts if _starts(contract, end)), None)
            if after is not None and category(staff) in (1, 2):
                found.append((ended, after))
    if not found:
        return []
    key = RENEWALS_KEY
    answer = answers.get(key)
    if answer == CHANGE_OF_CONTRACT:
        for ended, after in found:
            ended.values["DestinationCode"] = given(CHANGE_OF_CONTRACT)
            after.values.setdefault("Origin", given(NOT_APPLICABLE))
    if answer in (CHANGE_OF_CONTRACT, "keep"):
        return []
    text = (
        f"{len(found)} contracts ended and another one of the same teacher began the day after. Send them as a "
        "change of contract?"
    )
    choices = (
        (CHANGE_OF_CONTRACT, "destination: not applicable, change of contract"),
        ("keep", "the destinations will be filled in"),
    )
    return [Question("answer", key, "", text, choices, count=len(found), source=found[0][0].source())]


def _starts(contract: Record, end: date) -> bool:
    start = contract.typed("ContractStart")
    return isinstance(start, date) and start - end == timedelta(1)


def settle_take_on(return_: Return, answers: Mapping[str, str]) -> list[Question]:
    """Deal with a file in which most contracts start on one day that is no 1 September.

    A take-on by a new payroll or employer.

    Where the user says so, a start that another file has and that is earlier is taken instead.
    """
    starts = Counter[date]()
    contracts: list[tuple[Record, date]] = []
    for staff in return_.staff:
        for contract in staff.of("contract"):
            start = contract.typed("ContractStart")
            if isinstance(start, date):
                starts[start] += 1
                contracts.append((contract, start))
    if len(contracts) < FEWEST_FOR_TAKE_ON:
        return []
    day, count = starts.most_common(1)[0]
    if count < TAKE_ON_SHARE * len(contracts) or (day.month, day.day) == (9, 1):
        return []
    key = take_on_key(day)
    answer = answers.get(key)
    if answer == "take-on":
        for contract, start in contracts:
            if start == day:
                _earlier_start(contract, day)
    if answer in ("take-on", "start"):
        return []
    text = (
        f"{count} of {len(contracts)} contracts start on {day:%d/%m/%Y}. That looks like the day on which a new "
        "payroll or employer took them over: "
        "the census wants the original start and arrival, and nobody left on the day before. What is it?"
    )
    choices = (
        ("take-on", "a take-on: earlier starts in other files are used, the rest is to be looked up"),
        ("start", "the real start of all of them"),
    )
    first = next(contract for contract, start in contracts if start == day)
    return [Question("answer", key, "", text, choices, count=count, source=first.source("ContractStart"))]


def _earlier_start(contract: Record, day: date) -> None:
    """Take the earliest start that lost against the take-on date."""
    lost = contract.lost("ContractStart")
    earlier = [
        (value.typed, index)
        for index, (value, _) in enumerate(lost)
        if isinstance(value.typed, date) and value.typed < day
    ]
    if earlier:
        _, index = min(earlier)
        value, origin = lost.pop(index)
        contract.withdraw("ContractStart")
        contract.put("ContractStart", value, origin)
