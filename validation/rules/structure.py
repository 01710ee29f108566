"""Checks of our own that follow from the structure of the return (X20 to X39)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from swf_desktop.facts import years_before
from swf_desktop.record import Record
from validation.rule import HOURS_TAGS, PAY_TAGS, Contract, Hit, Person, ReturnFacts, return_rule, rule

SHORTEST_CONTRACT: Final = 28
"""Days that a contract must last to be in the census; the other source says a month, and the milder stands."""

LONGEST_AHEAD: Final = 50
"""Years that a contract may still run: as many as 4357 lets one have begun before."""

KINDS_WITH_ESTAB: Final = ("contract", "absence", "curriculum", "qualification")

_IDENTIFIER: Final = frozenset({"RoleIdentifier"})


@return_rule("X20", "message.SourceLevel", "message.LEA", "message.Estab")
def header_given(facts: ReturnFacts) -> Iterator[Hit]:
    """Report level or LA number absent from the header, or the establishment number from a school's own.

    The program fills in the rest of the header when it writes; what a loaded file lacks there, the schema says.
    """
    for tag in ("SourceLevel", "LEA"):
        if not facts.message.has(tag):
            yield Hit(facts.message, tag)
    if facts.level == "S" and not facts.message.has("Estab"):
        yield Hit(facts.message, "Estab")


@return_rule("X21", "message.Collection", "message.Year", "message.ReferenceDate")
def header_of_this_census(facts: ReturnFacts) -> Iterator[Hit]:
    """Report collection, year or reference date of the header that are not this census's: last year's file, likely."""
    collection = facts.collection
    expected = {
        "Collection": collection.name,
        "Year": str(collection.year),
        "ReferenceDate": collection.reference_date.isoformat(),
    }
    for tag, text in expected.items():
        # A reference date that is none is left to X96.
        given = facts.message.code(tag)
        if given is not None and given != text and (tag != "ReferenceDate" or facts.message.typed(tag) is not None):
            yield Hit(facts.message, tag, {"expected": text})


def _own_estab(person: Person) -> str | None:
    """Return the establishment number of the return's header, None where it has none."""
    message = person.record.parent
    return None if message is None else message.code("Estab")


@rule("X24", "message.Estab", *(f"{kind}.Estab" for kind in KINDS_WITH_ESTAB))
def records_of_this_school(person: Person) -> Iterator[Hit]:
    """Report a contract, absence, curriculum record or qualification of another school than the return's."""
    own = _own_estab(person)
    children = person.record.children
    if own is None or not children:
        return
    for kind in KINDS_WITH_ESTAB:
        for record in children.get(kind, ()):
            estab = record.code("Estab")
            if estab is not None and estab != own:
                yield Hit(record, "Estab", {"estab": own})


@return_rule("X25", "message.Estab", "school.Estab")
def school_is_this_school(facts: ReturnFacts) -> Iterator[Hit]:
    """Report an establishment number of the school's part that is not that of the header."""
    school, own = facts.school, facts.message.code("Estab")
    if school is not None and own is not None and school.has("Estab") and school.code("Estab") != own:
        yield Hit(school, "Estab", {"estab": own})


@rule("X26", "message.SourceLevel", "message.Estab", "contract.LASchoolLevel", "contract.Estab")
def level_and_school_given(person: Person) -> Iterator[Hit]:
    """Report a contract without LASchoolLevel, or a school's one without Estab where the header has none either."""
    several = person.level == "L" and _own_estab(person) is None and person.collection.sends("contract.Estab")
    for contract in person.contracts:
        level = contract.record.code("LASchoolLevel")
        if level is None:
            yield Hit(contract.record, "LASchoolLevel")
        elif level == "S" and several and not contract.record.has("Estab"):
            yield Hit(contract.record, "Estab")


_ASSISTANTS: Final = 3
_ADVISERS: Final = frozenset({"AVT"})


def _holds_any(record: Record, tags: tuple[str, ...]) -> bool:
    return any(tag in record.values for tag in tags)


@rule("X27", "contract.pay_level")
def one_level(person: Person) -> Iterator[Hit]:
    """Report pay of a contract and of a role of it as well, or hours of both: the message has one level or the other.

    Once for a contract, at the first role that repeats it.
    """
    for contract in person.contracts:
        # Most roles have an identifier and nothing else.
        if all(role.values.keys() <= _IDENTIFIER for role in contract.roles):
            continue
        for tags in (PAY_TAGS, HOURS_TAGS):
            if _holds_any(contract.record, tags):
                twice = next((role for role in contract.roles if _holds_any(role, tags)), None)
                if twice is not None:
                    yield Hit(twice, next(tag for tag in tags if tag in twice.values))
                    break


@rule("X28", "message.ContractOrServiceIncluded", "contract.ContractType", "contract.Post")
def contract_given(person: Person) -> Iterator[Hit]:
    """Report a person without any contract, in a return that does not leave contracts to another file."""
    message = person.record.parent
    if not person.contracts and (message is None or message.typed("ContractOrServiceIncluded") is not False):
        yield Hit(person.record)


@rule("X31", "staff.Disability")
def disability_given(person: Person) -> Iterator[Hit]:
    """Report Disability absent, as X02 does ethnicity; NOBT and REFU are answers."""
    if not person.record.has("Disability"):
        yield Hit(person.record, "Disability")


@rule("X32", "person.category", "staff.QTStatus")
def qualified_status_given(person: Person) -> Iterator[Hit]:
    """Report QTStatus absent for a regular or agency teacher (category 1 or 2).

    It is collected for teaching assistants too, but a blank there means what it says; later years have an error for
    teachers (4228).
    """
    if person.category in (1, 2) and not person.record.has("QTStatus"):
        yield Hit(person.record, "QTStatus")


@rule("X33", "person.category", "staff.HLTAStatus")
def assistant_status_given(person: Person) -> Iterator[Hit]:
    """Report HLTAStatus absent for a teaching assistant (category 3); for others a blank means what it says."""
    if person.category == 3 and not person.record.has("HLTAStatus"):
        yield Hit(person.record, "HLTAStatus")


def _supports(contract: Contract) -> bool:
    """Whether the post is one of support staff or of leaders who do not teach; SUP to 2018."""
    row = contract.person.collection.posts.get(contract.post or "")
    return row is not None and row.own > _ASSISTANTS and contract.post not in _ADVISERS


@rule("X34", "person.category", "contract.open", "contract.DailyRate", "contract.Post", "contract.pay_level")
def scale_given(person: Person) -> Iterator[Hit]:
    """Report base pay without a scale in an open contract of a teacher or assistant (1 to 3) not paid by the day.

    A contract for support work (post SUP) of such a person is let pass, a contract without any pay is left to 4540, a
    point without its scale to X44.
    """
    if person.category not in (1, 2, 3):
        return
    for contract in person.open_contracts:
        if not _supports(contract) and contract.daily_rate is not True:
            for block in contract.pay_blocks():
                if block.has("BasePay") and not block.has("Scale") and not block.has("SpinePoint"):
                    yield Hit(block.record, "Scale")


@rule("X36", "person.category", "contract.ContractEnd", "contract.SchoolArrivalDate")
def dates_in_this_century(person: Person) -> Iterator[Hit]:
    """Report a date in the wrong century, or one that stands for no end, that no numbered rule looks at.

    ContractEnd more than 50 years after the reference date, and SchoolArrivalDate after it for people whom 4440Q does
    not test. Birth dates (4200), starts (4355, 4357), ends before starts (4400), early arrivals (4425Q) and absences
    (4920, 4936) have rules of their own.
    """
    day = person.reference_date
    for contract in person.contracts:
        end = contract.end
        if end is not None and years_before(end, LONGEST_AHEAD) > day:
            yield Hit(contract.record, "ContractEnd", {"what": f"more than {LONGEST_AHEAD} years after census day"})
        arrival = contract.record.typed("SchoolArrivalDate")
        if isinstance(arrival, date) and arrival > day and person.category not in (1, 2, 3):
            yield Hit(contract.record, "SchoolArrivalDate", {"what": "after census day"})


@rule("X39", "contract.ContractStart", "contract.ContractEnd")
def contract_long_enough(person: Person) -> Iterator[Hit]:
    """Report a contract of less than 28 days, both ends counted; ends before starts are left to 4400."""
    for contract in person.contracts:
        start, end = contract.start, contract.end
        if start is not None and end is not None:
            days = (end - start).days + 1
            if 0 < days < SHORTEST_CONTRACT:
                yield Hit(contract.record, "ContractEnd", {"days": str(days)})
