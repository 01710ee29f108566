"""A clean made school, or an authority's central staff, of any size and phase: no rule has anything to say about it.

Its people are made after those of the known-good returns (`resources/corpus/starts`), who stand in it too, so that
every case of the corpus can be played with them.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Final

from converters.practice.people import Identities, rename, renumber
from resources import resource
from swf_desktop.collection import Collection
from swf_desktop.pay.points import region_of_authority
from swf_desktop.record import Record, Return
from validation.cases import built, copied, set_fields, start_of

PRACTICE_LEA: Final = "999"
"""The practice authority's number, which no real one has."""

FEWEST, MOST = 12, 5000
"""People in a made school: the largest known-good return's own, up to the largest that anybody practises with."""

WEEKS_HOURS: Final = (Decimal("32.50"), Decimal("32.50"), Decimal("32.50"), Decimal("26.00"), Decimal("19.50"))


@dataclass(frozen=True, slots=True)
class Phase:
    """What a made school of a phase is like. shares: of a hundred people, after whom of the cast they are made."""

    name: str
    label: str
    estab: str
    timetable: bool
    shares: dict[str, int]


@cache
def phases() -> dict[str, Phase]:
    """Return the phases that a school can be made of, by name."""
    text = resource("practice", "phases.toml").read_text(encoding="utf-8")
    return {name: Phase(name, **entry) for name, entry in tomllib.loads(text).items()}


def made_return(
    collection: Collection,
    identities: Identities,
    *,
    staff: int = FEWEST,
    phase: str = "primary",
    level: str = "S",
    lea: str = PRACTICE_LEA,
    estab: str | None = None,
) -> Return:
    """Return a clean return; the same arguments and seed give the same one.

    level: `S` for a school, `L` for an authority's central staff. Raises LookupError where no known-good return is
    there for the year.
    """
    start = start_of("la" if level == "L" else "school", collection.year)
    return_ = built(start, collection)
    cast = {person.key: person for person in return_.staff}
    for person in return_.staff:
        identities.give(person, collection)
    shares = {"peripatetic": 60, "adviser": 40} if level == "L" else phases()[phase].shares
    names = [name for name in shares if name in cast]
    weights = [shares[name] for name in names]
    chosen = identities.chance.choices(names, weights, k=max(0, staff - len(cast)))
    for number, name in enumerate(chosen, 1):
        person = copied(cast[name], name, f"person{number}")
        identities.give(person, collection, older=8)
        _vary(person, collection, identities)
        return_.message.add(person)
    own = return_.message.code("Estab")
    set_fields(return_.message, {"LEA": lea}, collection)
    _pay_of_authority(return_, collection, lea)
    if own is not None:
        for record in (return_.message, *return_.staff, *filter(None, (return_.school,))):
            renumber(record, own, estab or phases()[phase].estab)
        if not phases()[phase].timetable:
            _without_timetable(return_, cast)
    return return_


def _pay_of_authority(return_: Return, collection: Collection, lea: str) -> None:
    """Where the authority alone tells the region, let everybody be paid as high in its ranges as in those before."""
    region = region_of_authority(lea, collection).code
    if region is None or any(collection.sends(f"{kind}.RegionSpine") for kind in ("contract", "role")):
        return
    for person in return_.staff:
        for contract in person.of("contract"):
            scale, pay = contract.code("Scale") or "", contract.typed("BasePay")
            old = collection.pay_ranges.get((scale, contract.code("RegionSpine") or ""))
            new = collection.pay_ranges.get((scale, region))
            full, week = contract.typed("FTEHours"), contract.typed("HoursPerWeek")
            if old is None or new is None:
                continue
            if not (isinstance(pay, Decimal) and isinstance(full, Decimal) and isinstance(week, Decimal) and week):
                continue
            share = week / full
            place = (pay / share - old[0]) / (old[1] - old[0])
            annual = new[0] + (new[1] - new[0]) * place
            text = f"{(annual * share).quantize(Decimal('0.01'), ROUND_HALF_UP):.2f}"
            set_fields(contract, {"RegionSpine": region, "BasePay": text}, collection)


def _without_timetable(return_: Return, cast: dict[str, Record]) -> None:
    """Take out the timetables of everybody but the known-good people, whom the cases of the rules are about."""
    known = {id(person) for person in cast.values()}
    for person in return_.staff:
        if id(person) not in known and person.children:
            person.children.pop("curriculum", None)


def _vary(person: Record, collection: Collection, identities: Identities) -> None:
    """Make somebody other than whom they are made after: hours, pay, start; nobody but one is head or SENCO."""
    for contract in list(person.of("contract")):
        _plain_roles(contract, collection)
        _vary_start(contract, collection, identities)
        _vary_pay(contract, collection, identities)
    for kind in ("absence", "qualification"):
        if identities.chance.random() < 0.5 and person.children:
            person.children.pop(kind, None)


def _plain_roles(contract: Record, collection: Collection) -> None:
    for role in contract.of("role"):
        if role.code("RoleIdentifier") == "SENC":
            set_fields(role, {"RoleIdentifier": "TCHR"}, collection)


def _vary_start(contract: Record, collection: Collection, identities: Identities) -> None:
    """Let a permanent contract have begun up to six years earlier, with the arrival at the school moved likewise."""
    started = contract.typed("ContractStart")
    if contract.code("ContractType") != "PRM" or contract.has("ContractEnd") or not isinstance(started, date):
        return
    earlier = identities.chance.randrange(6)
    for tag in ("ContractStart", "SchoolArrivalDate"):
        day = contract.typed(tag)
        if isinstance(day, date):
            set_fields(contract, {tag: day.replace(year=day.year - earlier).isoformat()}, collection)


def _vary_pay(contract: Record, collection: Collection, identities: Identities) -> None:
    """Give a teacher's contract another point or amount of its range, and other hours where it is the only one."""
    scale, region = contract.code("Scale") or "", contract.code("RegionSpine") or ""
    limits = collection.pay_ranges.get((scale, region))
    full, week = contract.typed("FTEHours"), contract.typed("HoursPerWeek")
    if limits is None or not isinstance(full, Decimal) or not isinstance(week, Decimal):
        return
    alone = contract.parent is not None and len(contract.parent.of("contract")) == 1
    if alone and not contract.of("payment") and full == WEEKS_HOURS[0]:
        week = identities.chance.choice(WEEKS_HOURS)
    points = [point for point in collection.pay_points.values() if (point.scale, point.region) == (scale, region)]
    texts = {"HoursPerWeek": f"{week:.2f}"}
    if contract.has("SpinePoint") and points:
        point = identities.chance.choice(points)
        annual, texts["SpinePoint"] = point.annual, point.point
    else:
        low, high = limits
        annual = low + (high - low) * identities.chance.randrange(5) // 4
    pay = (annual * week / full).quantize(Decimal("0.01"), ROUND_HALF_UP)
    set_fields(contract, {**texts, "BasePay": f"{pay:.2f}"}, collection)


def school_label(return_: Return, phase: str) -> str:
    """Return what the made school is called in papers, in words."""
    message = return_.message
    number = f"{message.code('LEA')}/{message.code('Estab')}" if message.has("Estab") else str(message.code("LEA"))
    if not message.has("Estab"):
        return f"Practice authority {number}, central staff"
    return f"Practice {phases()[phase].label} {number}"


__all__ = ["FEWEST", "MOST", "PRACTICE_LEA", "Phase", "made_return", "phases", "rename", "school_label"]
