"""Facts that follow from records, each worked out in one place: open on census day, staff category, age, name."""

from __future__ import annotations

from datetime import date
from typing import Final

from swf_desktop.collection import Collection
from swf_desktop.record import Record

OWN_CONTRACTS: Final = frozenset({"PRM", "FXT", "TMP"})
"""Contract types of the school's or authority's own staff."""

SERVICE_AGREEMENTS: Final = frozenset({"SLA", "SAG", "SOT"})
"""Contract types of people supplied under a service agreement."""


_ACADEMIES: Final = frozenset({"Academies", "City Technology Colleges"})
"""Ranges of establishment numbers (D00036) of schools that submit and approve their own returns."""


def is_academy(estab: str | None, collection: Collection) -> bool:
    """Whether an establishment number is in a range of academies.

    A school that became an academy under its old number, or got one of a maintained range, is not known by it.
    """
    field = collection.fields.get("message.Estab")
    code_set = collection.code_sets.get(field.code_set) if field is not None else None
    for span, row in code_set.codes.items() if code_set is not None and estab else ():
        first, _, last = span.partition("-")
        if row.description in _ACADEMIES and first <= (estab or "") <= (last or first):
            return True
    return False


def is_open(contract: Record, collection: Collection) -> bool:
    """Whether a contract is open on the reference date: it has begun, and ends on that day, later or not at all.

    A contract whose start is missing or no date counts as begun, so that the checks of its other fields still run; one
    whose end is filled with something that is no date counts as open for the same reason.
    """
    day = collection.reference_date
    start, end = contract.typed("ContractStart"), contract.typed("ContractEnd")
    if isinstance(start, date) and start > day:
        return False
    return not (isinstance(end, date) and end < day)


def contract_category(contract: Record, collection: Collection) -> int | None:
    """Return the staff category that one contract gives, None where type and post do not say.

    1 regular teacher, 2 agency or service-agreement teacher, 3 teaching assistant, 4 other support staff, from 2019
    5 non-teaching leader, from 2023 6 school business professional: `posts.csv` has the category of each post, as one
    school's system coded it about 2012 (structure facts, section 1.10) without that system's tests of 28 days, which
    are about being in the return at all. A wrong code makes nobody a teacher: it is one finding, not one for each item
    that teachers need.
    """
    post = collection.posts.get(contract.code("Post") or "")
    if post is None:
        return None
    if post.own == post.agreement:
        return post.own
    kind = contract.code("ContractType")
    if kind in SERVICE_AGREEMENTS:
        return post.agreement
    return post.own if kind in OWN_CONTRACTS else None


def category(person: Record, collection: Collection) -> int | None:
    """Return a person's staff category: the lowest by rank over all contracts, None where no contract gives one."""
    found = [
        given for contract in person.of("contract") if (given := contract_category(contract, collection)) is not None
    ]
    return min(found, default=None, key=lambda number: collection.categories[number].rank)


def category_name(person: Record, collection: Collection) -> str:
    """Return what people call somebody of the person's category, such as `Teaching assistant`."""
    number = category(person, collection)
    return "Not known" if number is None else collection.categories[number].one


def age_on(born: date, day: date) -> int:
    """Return the age in whole years on a day; who was born on 29 February is a year older on 1 March of other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def years_before(day: date, years: int) -> date:
    """Return the same day so many years earlier; 28 February where that year has no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def person_label(person: Record) -> str:
    """Return how people name a person: `SMITH, Jane (010014)`, by staff number, else teacher number."""
    family = person.code("PersonFamilyName") or ""
    given = person.values.get("PersonGivenName")
    first = "" if given is None else given.sent if isinstance(given.sent, str) else " ".join(given.sent[:1])
    name = ", ".join(part for part in (family.upper(), first) if part)
    number = person.code("PersonRef") or person.code("TeacherNumber")
    if name and number:
        return f"{name} ({number})"
    if name or number:
        return name or str(number)
    source = person.source()
    return "somebody without a name" if source is None or source.row is None else f"the person in row {source.row}"
