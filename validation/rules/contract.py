"""Rules of the 4300s and of arrival dates: contracts and service agreements, their dates and where people went."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from swf_desktop.facts import years_before
from validation.forms import usual_estab
from validation.rule import HOURS_TAGS, PAY_TAGS, Contract, Hit, Person, rule
from validation.rules.staff import months_before, quoted

_TEACHERS: Final = (1, 2)
_SCHOOL_CLASSES: Final = (1, 2, 3)
_SHORT: Final = frozenset({"TMP", "SLA", "SAG", "SOT"})
_LEVEL_TAGS: Final = (*PAY_TAGS, *HOURS_TAGS)


def shown(day: date) -> str:
    """Return a date as people write it."""
    return f"{day:%d/%m/%Y}"


def arrival(contract: Contract) -> date | None:
    """Return the date of arrival in school, None where blank or no date."""
    value = contract.record.typed("SchoolArrivalDate")
    return value if isinstance(value, date) else None


@rule("4285", "contract.Estab", covers=("contract.Estab",))
def estab(person: Person) -> Iterator[Hit]:
    """Find an establishment number of a contract outside the ranges as we read them (`forms.usual_estab`): a query."""
    for contract in person.contracts:
        number = contract.record.code("Estab")
        if number is not None and not usual_estab(number, person.collection):
            yield Hit(contract.record, "Estab")


@rule("4310", "contract.ContractType", covers=("contract.ContractType",))
def type_code(person: Person) -> Iterator[Hit]:
    """Contract type that is no code of its set; a missing one is X01, whose official number is not known."""
    for contract in person.contracts:
        if not person.valid(contract.record, "ContractType"):
            yield Hit(contract.record, "ContractType")


@rule("X01", "contract.ContractType")
def no_type(person: Person) -> Iterator[Hit]:
    """Contract type absent."""
    for contract in person.contracts:
        if not contract.record.has("ContractType"):
            yield Hit(contract.record, "ContractType")


@rule("4350", "contract.ContractStart", covers=("contract.ContractStart",))
def no_start(person: Person) -> Iterator[Hit]:
    """Contract start absent; what is no date counts as absent, since no other number is known for it."""
    for contract in person.contracts:
        if contract.start is None:
            what = quoted(contract.record, "ContractStart", "which is not a date")
            yield Hit(contract.record, "ContractStart", {"what": what})


@rule("4355", "contract.ContractStart")
def starts_later(person: Person) -> Iterator[Hit]:
    """Contract start after the reference date; on the day itself is in time."""
    for contract in person.contracts:
        if contract.start is not None and contract.start > person.reference_date:
            yield Hit(contract.record, "ContractStart")


@rule("4357", "contract.ContractStart")
def starts_long_ago(person: Person) -> Iterator[Hit]:
    """Contract start more than 50 years before the reference date; 50 years to the day is not more."""
    earliest = years_before(person.reference_date, 50)
    for contract in person.contracts:
        if contract.start is not None and contract.start < earliest:
            yield Hit(contract.record, "ContractStart")


@rule("4360", "contract.ContractStart", "contract.ContractEnd")
def ended_outside(person: Person) -> Iterator[Hit]:
    """Contract ended before the reference date, and neither its start nor its end lies in the window.

    Our reading for 2013: the window runs from `contracts_from` (1 September of the year before) to the reference date,
    so that contracts ended in the autumn before census day are in.
    """
    first, last = person.collection.contracts_from, person.reference_date
    for contract in person.contracts:
        start, end = contract.start, contract.end
        if end is None or end >= last or first <= end or (start is not None and first <= start <= last):
            continue
        yield Hit(contract.record, "ContractEnd", {"first": shown(first), "last": shown(last)})


@rule("4375", "contract.ContractType", "contract.ContractStart", "contract.ContractEnd")
def end_against_type(person: Person) -> Iterator[Hit]:
    """Off, as in 2010: no fixed term, and the end is after census day or less than a month after the start."""
    for contract in person.contracts:
        start, end = contract.start, contract.end
        if contract.type == "FXT" or end is None:
            continue
        if end > person.reference_date:
            yield Hit(contract.record, "ContractEnd", {"what": "after census day"})
        elif start is not None and months_before(end, 1) < start:
            yield Hit(contract.record, "ContractEnd", {"what": "less than a month after its start"})


@rule("4376", "contract.ContractType", "contract.ContractStart", "contract.open")
def too_short(person: Person) -> Iterator[Hit]:
    """From 2021: a temporary contract or service agreement that has lasted less than 28 days on the reference date.

    Our reading: open ones only, the days counted from the start to the reference date.
    """
    for contract in person.open_contracts:
        if contract.type in _SHORT and contract.start is not None:
            days = (person.reference_date - contract.start).days
            if days < 28:
                yield Hit(contract.record, "ContractStart", {"days": str(days)})


@rule("4380", "contract.ContractType", "contract.ContractEnd")
def endless_fixed_term(person: Person) -> Iterator[Hit]:
    """Find a fixed term without an end date."""
    for contract in person.contracts:
        if contract.type == "FXT" and not contract.record.has("ContractEnd"):
            yield Hit(contract.record, "ContractEnd")


@rule("4385", "contract.ContractEnd", "contract.DestinationCode", "person.category")
def no_destination(person: Person) -> Iterator[Hit]:
    """Teacher (category 1 or 2) whose contract ended before the reference date, without a destination."""
    for contract in person.contracts:
        end = contract.end
        if end is None or end >= person.reference_date or contract.record.has("DestinationCode"):
            continue
        if person.category in _TEACHERS:
            yield Hit(contract.record, "DestinationCode", {"end": shown(end)})


@rule("4390Q", "contract.DestinationCode", "contract.ContractEnd")
def destination_without_end(person: Person) -> Iterator[Hit]:
    """Destination of a contract that has no end date."""
    for contract in person.contracts:
        if contract.record.has("DestinationCode") and not contract.record.has("ContractEnd"):
            yield Hit(contract.record, "DestinationCode")


@rule("4400", "contract.ContractStart", "contract.ContractEnd")
def ends_before_start(person: Person) -> Iterator[Hit]:
    """Contract end before its start; the same day is allowed."""
    for contract in person.contracts:
        start, end = contract.start, contract.end
        if start is not None and end is not None and end < start:
            yield Hit(contract.record, "ContractEnd", {"start": shown(start)})


@rule("4425Q", "contract.SchoolArrivalDate")
def arrived_long_ago(person: Person) -> Iterator[Hit]:
    """Arrival more than 50 years before the reference date; 50 years to the day is not more."""
    earliest = years_before(person.reference_date, 50)
    for contract in person.contracts:
        day = arrival(contract)
        if day is not None and day < earliest:
            yield Hit(contract.record, "SchoolArrivalDate")


@rule("4430", "contract.SchoolArrivalDate", "contract.LASchoolLevel", "person.category")
def no_arrival(person: Person) -> Iterator[Hit]:
    """Contract at school level of somebody of category 1 to 3, without a date of arrival; ended contracts too."""
    for contract in person.contracts:
        record = contract.record
        if record.has("SchoolArrivalDate") or record.code("LASchoolLevel") != "S":
            continue
        if person.category in _SCHOOL_CLASSES:
            yield Hit(record, "SchoolArrivalDate")


@rule("4440Q", "contract.SchoolArrivalDate", "contract.ContractStart", "person.category")
def arrived_after_start(person: Person) -> Iterator[Hit]:
    """Somebody of category 1 to 3 who arrived after the contract began; the same day is usual."""
    for contract in person.contracts:
        day, start = arrival(contract), contract.start
        if day is not None and start is not None and day > start and person.category in _SCHOOL_CLASSES:
            yield Hit(contract.record, "SchoolArrivalDate", {"start": shown(start)})


_SAME: Final = ("ContractType", "ContractStart", "ContractEnd", "Post", "Estab", "DailyRate", *_LEVEL_TAGS)


def _terms(contract: Contract) -> tuple[object, ...]:
    """Return what makes two contracts the same one: all that their terms say."""
    record = contract.record
    roles = tuple(tuple(role.code(tag) for tag in ("RoleIdentifier", *_LEVEL_TAGS)) for role in contract.roles)
    return (*(record.code(tag) for tag in _SAME), roles)


@rule(
    "X98",
    "contract.ContractType",
    "contract.ContractStart",
    "contract.ContractEnd",
    "contract.Post",
    "contract.Estab",
    "contract.DailyRate",
    "role.RoleIdentifier",
    "contract.pay_level",
)
def same_contract_twice(person: Person) -> Iterator[Hit]:
    """Contract whose terms an earlier contract of the person has too."""
    contracts = person.contracts
    # Most people's contracts differ in their start or hours, so that the rest need not be looked at.
    if len(contracts) < 2 or len({(one.start, one.record.code("HoursPerWeek")) for one in contracts}) == len(contracts):
        return
    seen: set[tuple[object, ...]] = set()
    for contract in contracts:
        post, start = contract.post, contract.start
        if post is None or start is None:
            continue
        terms = _terms(contract)
        if terms in seen:
            yield Hit(contract.record, "ContractStart", {"post": post, "start": shown(start)})
        seen.add(terms)
