"""Who went and who came since last year's return: leavers are asked for, destinations and origins proposed, once each.

Somebody of last year who is in none of this year's files has left, most likely, and belongs in this year's return with
the end of the contract. Nothing is filled before it is answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from converters.joining.last_year import LastYear
from converters.recipe.keys import DESTINATION_OF_LEAVERS, LEAVERS, ORIGIN_OF_FIRST_YEARS, ORIGIN_OF_NEWCOMERS
from converters.recipe.question import Question
from converters.values.dates import parse_date
from swf_desktop.canonical import value_of
from swf_desktop.collection import Collection
from swf_desktop.facts import category, person_label
from swf_desktop.record import Record, Return
from swf_desktop.words import people

NO: Final = "no"
BLANK: Final = "blank"
FIRST_YEAR: Final = "FirstYear"
AFTER_TRAINING: Final = "1STIMM"
NAMED: Final = 5
"""So many leavers are named in the question."""

CONTRACT_TAGS: Final = (
    "ContractType", "ContractStart", "ContractEnd", "Post", "SchoolArrivalDate", "DailyRate", "DestinationCode",
    "Origin", "LASchoolLevel", "Estab",
)  # fmt: skip
"""What of last year's contract a leaver is returned with; pay and hours of last year are nobody's this year."""


def settle_moves(
    return_: Return, last: LastYear, collection: Collection, answers: Mapping[str, str]
) -> tuple[list[Question], list[str]]:
    """Add who left, and fill where they went and where newcomers came from, as answered; else ask."""
    questions, notes = _leavers(return_, last, collection, answers)
    since = collection.payments_from  # the day after the last census day
    newcomers = [
        contract
        for person in last.new
        if _wants_origin(person, collection)
        for contract in person.of("contract")
        if not contract.has("Origin") and isinstance(start := contract.typed("ContractStart"), date) and start >= since
    ]
    first = [one for one in newcomers if _is_in_first_year(one)]
    rest = [one for one in newcomers if not _is_in_first_year(one)]
    for key, some, proposed, who in (
        (ORIGIN_OF_FIRST_YEARS, first, AFTER_TRAINING, "in their first year of induction"),
        (ORIGIN_OF_NEWCOMERS, rest, "", "who came since last year's census"),
    ):
        questions += _codes("Origin", key, some, proposed, who, collection, answers)
    return questions, notes


def _is_in_first_year(contract: Record) -> bool:
    return contract.parent is not None and contract.parent.code("NewlyQualifiedTeacher") == FIRST_YEAR


def _wants_origin(person: Record, collection: Collection) -> bool:
    number, wanted = category(person, collection), collection.fields["contract.Origin"].categories
    return number is None or not wanted or number in wanted


def _leavers(
    return_: Return, last: LastYear, collection: Collection, answers: Mapping[str, str]
) -> tuple[list[Question], list[str]]:
    answer = answers.get(LEAVERS, "")
    if not last.gone or answer == NO:
        return [], []
    day = parse_date(answer.strip(), collection.reference_date).date if answer else None
    if day is None or not collection.contracts_from <= day <= collection.reference_date:
        return [_ask_about_leavers(last.gone, collection, answer)], []
    added = [contract for person in last.gone for contract in _add(return_, person, day, collection)]
    note = f"{people(len(last.gone))} of last year's return who are in no file were added as leavers, as you said."
    without = [contract for contract in added if not contract.has("DestinationCode")]
    return _codes("DestinationCode", DESTINATION_OF_LEAVERS, without, "NTKNWN", "who left", collection, answers), [note]


def _ask_about_leavers(gone: list[Record], collection: Collection, answer: str) -> Question:
    named = "; ".join(map(person_label, gone[:NAMED])) + (f" and {len(gone) - NAMED} more" if len(gone) > NAMED else "")
    end = f"{collection.absences_until:%d/%m/%Y}"
    odd = f"“{answer}” is no day between {collection.contracts_from:%d/%m/%Y} and census day. " if answer else ""
    return Question(
        "answer",
        LEAVERS,
        "",
        f"{odd}{people(len(gone))} of last year's return {'is' if len(gone) == 1 else 'are'} in none of this year's "
        f"files ({named}). Who left since belongs in this return. If they left, on which day? (Give the usual day, and "
        "correct single people afterwards.)",
        ((end, "at the end of the school year"), (NO, "they did not leave, or not from here: leave them out")),
        count=len(gone),
        source=gone[0].source(),
        own=True,
    )


def _add(return_: Return, then: Record, day: date, collection: Collection) -> list[Record]:
    """Add somebody of last year with the contracts that this census wants, ended on a day where they were open."""
    person = Record("staff", origin=then.origin)
    known = collection.fields
    person.values = {tag: value for tag, value in then.values.items() if f"staff.{tag}" in known}
    person.field_origins = dict(then.field_origins) if then.field_origins else None
    added = []
    for before in then.of("contract"):
        end = before.typed("ContractEnd")
        if isinstance(end, date) and end < collection.contracts_from:
            continue
        contract = person.add(Record("contract", origin=before.origin))
        contract.values = {
            tag: before.values[tag] for tag in CONTRACT_TAGS if tag in before.values and f"contract.{tag}" in known
        }
        if not isinstance(end, date) or end > day:
            contract.values["ContractEnd"] = value_of(known["contract.ContractEnd"], day)
        for role in before.of("role"):
            copied = contract.add(Record("role", origin=role.origin))
            copied.values = {tag: value for tag, value in role.values.items() if tag == "RoleIdentifier"}
        added.append(contract)
    for qualification in then.of("qualification"):
        copied = person.add(Record("qualification", origin=qualification.origin))
        copied.values = {tag: value for tag, value in qualification.values.items() if tag != "Estab"}
    return_.message.add(person)
    return added


def _codes(
    tag: str,
    key: str,
    contracts: Iterable[Record],
    proposed: str,
    who: str,
    collection: Collection,
    answers: Mapping[str, str],
) -> list[Question]:
    """Fill a code into contracts as answered, else ask once for all of them."""
    some = list(contracts)
    field = collection.fields[f"contract.{tag}"]
    codes = collection.code_sets[field.code_set].codes
    answer = answers.get(key, "")
    if not some or answer == BLANK:
        return []
    if answer in codes:
        value = value_of(field, answer)
        for contract in some:
            contract.values[tag] = value
        return []
    first = [(proposed, codes[proposed].description)] if proposed in codes else []
    choices = (*first, *((code, row.description) for code, row in codes.items() if code != proposed))
    many = len({id(contract.parent) for contract in some})
    return [
        Question(
            "answer",
            key,
            "",
            f"{field.label} of {people(many)} {who} is blank. Which code is it for most of them? (Correct single "
            "people afterwards.)",
            (*choices, (BLANK, "leave it blank: it is filled in person by person")),
            count=many,
            source=some[0].source(),
        )
    ]
