"""Full-time hours that follow from a file's own figures, and weeks that it gives for nobody.

Looked at before pay is read, over all contracts of teachers and of support staff: one answer, or none, is for all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, NamedTuple

from converters.payroll.item import decimal_of, pay_levels, source_text
from swf_desktop.pay.points import TEACHER_POSTS
from swf_desktop.record import Record

TEACHERS: Final = "teachers"
SUPPORT: Final = "support staff"

USUAL: Final = {
    TEACHERS: (Decimal("32.5"),),
    SUPPORT: tuple(map(Decimal, ("37", "36", "35", "39", "37.5", "36.25", "40"))),
}
"""Full-time weeks that hours / share may come to. Others show a share that counts weeks too, and are asked about."""

PERCENT: Final = Decimal("1.5")
"""A share above this is a percentage."""


class Implied(NamedTuple):
    """Full-time hours that hours / share of full time come to, and how many contracts show it."""

    hours: Decimal
    contracts: int


@dataclass(slots=True)
class Groups:
    """What the whole return shows. full_hours: by group. no_weeks: groups for nobody of whom weeks are given."""

    full_hours: dict[str, Implied] = field(default_factory=dict)
    no_weeks: frozenset[str] = frozenset()


def look_at_groups(contracts: Iterable[Record]) -> Groups:
    """Look at the open contracts of a return, before anything of their pay is read."""
    ranges: dict[str, list[tuple[Decimal, Decimal]]] = {TEACHERS: [], SUPPORT: []}
    given: set[str] = set()
    there: set[str] = set()
    for contract in contracts:
        group = TEACHERS if contract.code("Post") in TEACHER_POSTS else SUPPORT
        there.add(group)
        if contract.has("WeeksPerYear"):
            given.add(group)
            if contract.has("FTEHours"):
                # As it is in nearly every file: nothing more to look for, which saves time on a large one.
                continue
        for record in (*(level for level in pay_levels(contract) if level is not contract), contract):
            if record.has("WeeksPerYear"):
                given.add(group)
            if record.has("FTEHours") or contract.has("FTEHours"):
                continue
            hours = decimal_of(record, "HoursPerWeek")
            share = _share(record) if hours else None
            if hours and share is not None:
                ranges[group].append((hours / share[1], hours / share[0]))
    return Groups(
        {group: found for group, seen in ranges.items() if (found := _implied(group, seen)) is not None},
        frozenset(there - given),
    )


def _share(record: Record) -> tuple[Decimal, Decimal] | None:
    """Return the least and the greatest share of full time that a stated one, which is rounded, can stand for."""
    share = decimal_of(record, "FTE")
    if share is None or share <= 0 or "/" in source_text(record, "FTE"):
        return None
    exponent = share.normalize().as_tuple().exponent
    half = Decimal(1).scaleb(min(exponent, -1) if isinstance(exponent, int) else -1) / 2
    # A share of one decimal, and a whole one, is as good as exact: 0.6 stands for 0.60.
    half = min(half, Decimal("0.005"))
    least, most = share - half, share + half
    return (least / 100, most / 100) if share > PERCENT else (least, most)


def _implied(group: str, seen: list[tuple[Decimal, Decimal]]) -> Implied | None:
    """Return the one usual week that every contract fits; None where there is none, or more than one."""
    if not seen:
        return None
    fitting = [hours for hours in USUAL[group] if all(least <= hours <= most for least, most in seen)]
    return Implied(fitting[0], len(seen)) if len(fitting) == 1 else None
