"""Where a leaver went and where a starter came from (4580 to 4610Q)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from validation.rule import Hit, Person, rule

FIRST_TEACHING: Final = frozenset({"1STIMM", "1STAFT", "1STEBR"})
"""Origins that are a first employment in teaching."""


@rule("4580", "contract.DestinationCode", covers=("contract.DestinationCode",))
def destination_known(person: Person) -> Iterator[Hit]:
    """Report a destination that is not in the code set."""
    for contract in person.contracts:
        if not person.valid(contract.record, "DestinationCode"):
            yield Hit(contract.record, "DestinationCode")


@rule("4600", "contract.Origin", covers=("contract.Origin",))
def origin_known(person: Person) -> Iterator[Hit]:
    """Report an origin that is not in the code set."""
    for contract in person.contracts:
        if not person.valid(contract.record, "Origin"):
            yield Hit(contract.record, "Origin")


@rule("4605", "contract.Post", "contract.Origin")
def business_professional_origin(person: Person) -> Iterator[Hit]:
    """Report a first employment in teaching as the origin of post SBP (2023); the three codes are inferred."""
    for contract in person.contracts:
        if contract.post == "SBP" and contract.record.code("Origin") in FIRST_TEACHING:
            yield Hit(contract.record, "Origin")


LEFT_TEACHING: Final = frozenset({"EDUCAT", "LEFTTP"})
"""Leaving reasons of teachers; the texts were read, the codes are guesses of ours."""

CHANGE_OF_CONTRACT: Final = "NAPPCH"


@rule("4587", "contract.LeavingReason", "contract.DestinationCode")
def change_of_contract_in_both(person: Person) -> Iterator[Hit]:
    """Report a change of contract as the leaving reason and another or no destination (seen in 2022)."""
    for contract in person.contracts:
        record = contract.record
        if record.code("LeavingReason") == CHANGE_OF_CONTRACT != record.code("DestinationCode"):
            yield Hit(record, "DestinationCode")


@rule("4589", "contract.Post", "contract.LeavingReason")
def business_professional_reason(person: Person) -> Iterator[Hit]:
    """Report a leaving reason of teachers for post SBP (2023 on)."""
    for contract in person.contracts:
        if contract.post == "SBP" and contract.record.code("LeavingReason") in LEFT_TEACHING:
            yield Hit(contract.record, "LeavingReason")


@rule("4610Q", "person.category", "contract.ContractStart", "contract.Origin")
def origin_given(person: Person) -> Iterator[Hit]:
    """Report no origin in category 1 or 3 for a contract begun after 31 August of the year before the census.

    The rule of 2010 named 31 August 2009; that the day moves with the year is inferred.
    """
    if person.category not in (1, 3):
        return
    limit = date(person.collection.year - 1, 8, 31)
    for contract in person.contracts:
        start = contract.start
        if start is not None and start > limit and not contract.record.has("Origin"):
            yield Hit(contract.record, "Origin", {"since": f"{limit:%d/%m/%Y}"})


@rule("X38", "person.category", "contract.ContractStart", "contract.Origin", "staff.QTStatus", "staff.QTSRoute")
def route_given(person: Person) -> Iterator[Hit]:
    """Report a qualified teacher without a route who began a first employment in teaching since the last census.

    The data items ask for the route in the first post since qualifying; that a first employment is one is our reading.
    Since the last census: from the first day of the contract window.
    """
    record = person.record
    if person.category not in (1, 2) or record.typed("QTStatus") is not True or record.has("QTSRoute"):
        return
    for contract in person.contracts:
        start = contract.start
        if (
            start is not None
            and start >= person.collection.contracts_from
            and contract.record.code("Origin") in FIRST_TEACHING
        ):
            yield Hit(record, "QTSRoute")
            return
