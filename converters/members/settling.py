"""What follows from what the files say.

Defaults of the collection, roles that a post demands, contracts outside the census window.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from converters.joining.assembly import Assembly
from converters.members.defaults import given
from converters.members.evidence import settle_agency, settle_gender, settle_support_scale
from converters.members.leaving_out import (
    LeftOut,
    Outcome,
    leave_out_duplicates,
    leave_out_of_window,
    leave_out_patterns,
    leave_out_short,
)
from converters.members.renewing import renew_codes, settle_leaders, settle_professionals
from converters.members.roles import derive_posts, derive_roles
from converters.members.starts import settle_starts, settle_take_on
from converters.members.whose_word import settle_words
from converters.recipe.keys import RENEWALS_KEY, TYPES_KEY
from converters.recipe.question import Question
from swf_desktop.collection import Collection
from swf_desktop.facts import category
from swf_desktop.record import Record, Return
from swf_desktop.words import counted

CHANGE_OF_CONTRACT: Final = "NAPPCH"
NOT_APPLICABLE: Final = "NOTAPP"

FEWEST_FOR_TYPES: Final = 3
"""A type that fewer contracts lack is quicker filled in than asked about."""


def settle_people(
    return_: Return,
    collection: Collection,
    answers: Mapping[str, str],
    titles: Mapping[str, str] | None = None,
    assembly: Assembly | None = None,
) -> Outcome:
    """Decide who is in the return and what follows from it, in the order in which one thing depends on the other.

    titles: job title to answer, as the recipe has it. assembly: what the return came of, whose conflicts an answer may
    settle.
    """
    questions: list[Question] = []
    if assembly is not None:
        # Who is an agency's is not left out for the words of a title.
        questions += settle_agency(return_, assembly.agency, answers)
    open_ = frozenset[str]() if assembly is None or not questions else assembly.agency
    notes: list[str] = []
    left_out: list[LeftOut] = []
    for asked, said, gone in (
        leave_out_patterns(return_, collection, answers, titles, open_),
        leave_out_of_window(return_, collection, answers),
        leave_out_short(return_, collection, answers),
        leave_out_duplicates(return_, answers),
    ):
        questions += asked
        notes += said
        left_out += gone
    questions += settle_take_on(return_, answers, assembly.conflicts if assembly is not None else None)
    if assembly is not None:
        questions += settle_starts(assembly.conflicts, answers)
        questions += settle_words(assembly.conflicts, collection, answers)
    notes += derive_posts(return_, collection)
    questions += settle_support_scale(return_, answers)
    if assembly is not None:
        proposed, listed = settle_gender(return_, assembly, collection, answers)
        questions += proposed
        notes += listed
    # After what gives codes of the first year: gender from titles, the post of support staff.
    renewed, told = renew_codes(return_, collection, answers)
    questions += renewed
    questions += settle_professionals(return_, collection, answers)
    notes += told
    notes += settle_leaders(return_, collection)
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
    count = counted(len(without), "contract")
    text = f"No file gives the type of a contract. Which is it for {count} without an end date?"
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
            if after is not None and category(staff, collection) in (1, 2):
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
        f"{counted(len(found), 'contract')} ended and another one of the same teacher began the day after. Send as a "
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
