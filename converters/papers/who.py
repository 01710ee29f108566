"""Who is in the return and why: from which sheets, what disagreed, who is on one and not another, who is left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, NamedTuple

from converters.built import Built, OneReturn
from converters.joining.last_year import LastYear
from converters.members.control_total import ControlTotal
from converters.members.leaving_out import LeftOut
from converters.members.missing import Missing
from swf_desktop.facts import SERVICE_AGREEMENTS, is_open
from swf_desktop.record import Origin, Record, Value
from swf_desktop.words import sheet_words

MOST: Final = 0.5
"""Somebody is missed only on sheets that list the staff at large: not on one of agency teachers or of two cleaners."""


class Disagreement(NamedTuple):
    """One item in which files differ. stands: what is sent. lost: each other value with its place."""

    record: Record
    tag: str
    lost: tuple[tuple[Value, str], ...]

    def __repr__(self) -> str:
        return f"<Disagreement on {self.record.kind}.{self.tag}>"


class Absent(NamedTuple):
    """Somebody who is on one sheet of staff and not on another. why: the likely reason; empty where there is none."""

    person: Record
    here: tuple[str, ...]
    place: str
    why: str

    def __repr__(self) -> str:
        return f"<Absent from {self.place}>"


@dataclass(slots=True)
class PersonIn:
    """One person: the sheets of staff they are on, the other sheets that say something of them, what disagreed.

    is_in: whether they are in a return. estabs: the establishments whose returns they are in, empty for one return.
    """

    person: Record
    places: tuple[str, ...]
    others: tuple[str, ...]
    disagreements: list[Disagreement] = field(default_factory=list)
    is_in: bool = True
    estabs: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<PersonIn from {len(self.places)} sheets>"


@dataclass(slots=True)
class Who:
    """The whole view. places: the sheets of staff, in order, each with the date of its extract where it says one."""

    places: dict[str, date | None] = field(default_factory=dict)
    people: list[PersonIn] = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    totals: list[ControlTotal] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    last_year: LastYear | None = None

    def __repr__(self) -> str:
        return f"<Who: {len(self.people)} people from {len(self.places)} sheets>"


def who(built: Built, one: OneReturn | None = None) -> Who:
    """Return who came from where, for what was built from tables or loaded from messages.

    one: only what is about one of several returns, so that a school is not told of another's people.
    """
    view = _view(built)
    if one is None or len(built.returns) == 1:
        return view
    keys = {person.key for person in one.return_.staff}
    view.people = [entry for entry in view.people if entry.person.key in keys]
    view.absent = [absent for absent in view.absent if absent.person.key in keys]
    view.left_out = [item for item in view.left_out if item.contract and item.contract.code("Estab") == one.estab]
    if view.last_year is not None:
        filled = [item for item in view.last_year.filled if _key(item.record) in keys]
        view.last_year = replace(view.last_year, filled=filled, gone=[])
    return view


def _key(record: Record) -> str:
    person = record.person()
    return "" if person is None else person.key


def _view(built: Built) -> Who:
    view = Who(left_out=built.left_out, totals=built.totals, missing=built.missing, last_year=built.last_year)
    assembly = built.assembly
    sheets: dict[str, dict[int, Record]] = {}
    if assembly is not None:
        sheets = {place: {id(person): person for person in people} for place, people in assembly.who.items()}
        view.places = {place: assembly.as_at.get(place) for place in sheets}
        whole = assembly.return_.staff
    else:
        whole = [person for one in built.returns for person in one.return_.staff]
    inside = _in_returns(built)
    differing = _disagreements(built)
    everybody = {id(person): person for person in whole}
    for people in sheets.values():
        everybody |= {key: person for key, person in people.items() if key not in everybody}
    for key, person in everybody.items():
        places = tuple(place for place, people in sheets.items() if key in people)
        others = tuple(place for place in _origins(person) if place not in places)
        estabs = inside.get(person.key) if person.key else None
        view.people.append(PersonIn(person, places, others, differing.get(key, []), estabs is not None, estabs or ()))
    lists = {place: day for place, day in view.places.items() if len(sheets[place]) >= MOST * len(view.people)}
    view.absent = [absent for entry in view.people for absent in _absent(entry, lists, built)]
    return view


def _in_returns(built: Built) -> dict[str, tuple[str, ...]]:
    """Return the key of each person who is in a return, with the establishments (none for an authority's)."""
    found: dict[str, list[str]] = {}
    for one in built.returns:
        for person in one.return_.staff:
            found.setdefault(person.key, []).extend([one.estab] if one.estab else [])
    return {key: tuple(estabs) for key, estabs in found.items()}


def place_of(origin: Origin) -> str:
    """Return the sheet of an origin, as people name it."""
    sheet = origin.sheet
    return sheet_words(sheet.file, sheet.name)


def _origins(person: Record) -> list[str]:
    """Return the sheets that anything of a person came from, in the order they are first met."""
    places: dict[str, None] = {}
    for record in person.walk():
        for origin in record.origins():
            places.setdefault(place_of(origin))
    return list(places)


def _disagreements(built: Built) -> dict[int, list[Disagreement]]:
    """Return `id()` of a person to the items in which files differ about them; the same item is told once."""
    found: dict[int, dict[tuple[int, str], Disagreement]] = {}
    for conflict in built.assembly.conflicts if built.assembly is not None else ():
        person = conflict.record.person()
        if person is not None:
            lost = tuple(
                (value, "" if origin is None else _row(origin)) for value, origin in conflict.record.lost(conflict.tag)
            )
            key = id(conflict.record), conflict.tag
            found.setdefault(id(person), {})[key] = Disagreement(conflict.record, conflict.tag, lost)
    return {key: list(items.values()) for key, items in found.items()}


def _row(origin: Origin) -> str:
    return f"{place_of(origin)}, row {origin.row}"


def _absent(entry: PersonIn, places: dict[str, date | None], built: Built) -> Iterable[Absent]:
    for place, as_at in places.items():
        if place not in entry.places and entry.places:
            yield Absent(entry.person, entry.places, place, _why_absent(entry.person, as_at, built))


def _why_absent(person: Record, as_at: date | None, built: Built) -> str:
    """Return the likely reason that somebody is not on a sheet: supplied by others, or come or gone at its date."""
    contracts = person.of("contract")
    if contracts and all(contract.code("ContractType") in SERVICE_AGREEMENTS for contract in contracts):
        return "Supplied by an agency or service: on no payroll."
    starts = [start for contract in contracts if isinstance(start := contract.typed("ContractStart"), date)]
    ends = [end for contract in contracts if isinstance(end := contract.typed("ContractEnd"), date)]
    day = as_at or built.collection.reference_date
    if as_at is not None and starts and min(starts) > as_at:
        return f"Started on {min(starts):%d/%m/%Y}, after the date of that sheet ({as_at:%d/%m/%Y})."
    if contracts and len(ends) == len(contracts) and max(ends) < day:
        return f"Left on {max(ends):%d/%m/%Y}, before the date of that sheet ({day:%d/%m/%Y})."
    if contracts and not any(is_open(contract, built.collection) for contract in contracts):
        return "No contract is open on census day."
    return ""
