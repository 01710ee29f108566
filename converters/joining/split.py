"""One source for several schools: a return for each establishment, with people who work at two in both."""

from __future__ import annotations

from swf_desktop.record import Record, Return

OF_ESTAB = ("contract", "absence", "curriculum", "qualification")
"""Kinds of record below a person that say which establishment they are about."""


def establishments(return_: Return) -> list[str]:
    """Return the establishment numbers that contracts name, in the order they first occur."""
    found: dict[str, None] = {}
    for person in return_.staff:
        for contract in person.of("contract"):
            estab = contract.code("Estab")
            if estab is not None and contract.code("LASchoolLevel") != "L":
                found.setdefault(estab)
    return list(found)


def split(return_: Return, estabs: list[str], main: str | None = None) -> dict[str, Return]:
    """Return a return for each establishment.

    A contract goes to the establishment that it names, one that names none to `main` (by default the first). A person
    goes wherever one of their contracts goes, with their own details and what is not about another establishment.
    Records are not copied but for the people themselves, so an edit of a contract shows in its return alone. The
    school's own record goes to the establishment that it names.
    """
    home = main if main is not None else estabs[0]
    parts: dict[str, Return] = {}
    for estab in estabs:
        part = parts[estab] = Return(alone(return_.message), estab, practice=return_.practice)
        for person in return_.staff:
            own = _of_establishment(person, estab, home)
            if own is not None:
                part.message.add(own)
        for school in return_.message.of("school"):
            if (school.code("Estab") or home) == estab:
                part.message.add(school)
    return parts


def _of_establishment(person: Record, estab: str, home: str) -> Record | None:
    """Return the person with what is about one establishment, None where no contract is."""
    contracts = [contract for contract in person.of("contract") if (contract.code("Estab") or home) == estab]
    if not contracts and person.of("contract"):
        return None
    if not person.of("contract") and estab != home:
        return None
    copy = alone(person)
    for kind, children in (person.children or {}).items():
        for child in children:
            named = child.code("Estab") if kind in OF_ESTAB else None
            if kind == "contract":
                named = named or home
            if named is None or named == estab:
                copy.add(child)
    return copy


def alone(record: Record) -> Record:
    """Return a record with the same values and origins and without children."""
    copy = Record(record.kind, record.key, origin=record.origin)
    copy.values = dict(record.values)
    copy.field_origins = record.field_origins
    copy.losers = record.losers
    return copy
