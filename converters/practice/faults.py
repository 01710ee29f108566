"""Faults planted in a made school from the corpus's failing cases, and what the check must then find, and nothing else.

A case about people is played with copies of the known-good people under identities of their own, so that many stand
side by side; one about the school, the header or the whole return is played with what the made school has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

from converters.message.writer import message_chunks
from converters.practice.made_school import made_return
from converters.practice.people import Identities, rename, renumber
from converters.sources.message import read_message
from converters.sources.table import SourceError
from swf_desktop.canonical import SEPARATOR
from swf_desktop.collection import Collection
from swf_desktop.files.writing import write_text
from swf_desktop.record import Return
from validation.cases import Case, built, cases, change, find, rules_with_cases, start_of
from validation.engine import check, in_force
from validation.finding import Finding
from validation.schema import schema_findings

WHOLE: Final = ("message", "school", "la")
"""Names of the records that a return has one of."""

_CAST_NUMBER: Final = re.compile(r"AB[0-9]{6}[A-D]")
"""An NI number as the corpus invents them: practice has its own instead."""

_NEAR: Final = timedelta(days=60)


class Mark(NamedTuple):
    """A finding as it can be compared: the rule, the key of its record and the tag of its field."""

    rule: str
    record: str
    field: str | None


def marks(findings: list[Finding]) -> Counter[Mark]:
    """Return findings as they can be compared."""
    return Counter(
        Mark(
            finding.rule,
            "" if finding.record is None else finding.record.key,
            None if finding.field is None else finding.field.partition(".")[2],
        )
        for finding in findings
    )


@dataclass(slots=True)
class Fault:
    """One fault that was planted. case: where it comes from. fresh: with people of its own. expected: its findings.

    before: what stood there, by key of the record and tag: setting it again mends the fault. Records that the fault
    added or took out are not in it.
    """

    case: Case
    fresh: bool
    expected: Counter[Mark] = field(default_factory=Counter)
    before: dict[tuple[str, str], str] = field(default_factory=dict)


class Way(NamedTuple):
    """How a rule's fault is planted in a year: the case, and whether with people of its own."""

    case: Case
    fresh: bool


class Cannot(NamedTuple):
    """Why a rule's fault cannot be planted, in words."""

    reason: str


def failing(rule: str, year: int) -> list[Case]:
    """Return the cases of a rule in which it fires, best first: the year's own, and those with few other findings."""
    fires = [case for case in cases(rule) if any(finding.rule == rule for finding in case.findings)]
    return sorted(
        fires,
        key=lambda case: (case.year != year, len({finding.rule for finding in case.findings}), len(case.findings)),
    )


@cache
def way_of(rule: str, year: int, level: str = "S") -> Way | Cannot:
    """Return how a rule's fault is planted in a return of a year and level, tried out on a small one; or why not."""
    collection = Collection.load(year)
    row = collection.rules.get(rule)
    if row is None:
        return Cannot("there is no rule of this number")
    if rule not in {each.number for each in in_force(collection)}:
        if row.where == "COLLECT only":
            return Cannot("only COLLECT can check it: it needs what the department holds")
        return Cannot(f"it is not checked in {year}" + (f": {row.state_reason}" if row.state_reason else ""))
    name = "la" if level == "L" else "school"
    possible = [case for case in failing(rule, year) if case.start in (name, "pay" if name == "school" else name)]
    if not possible:
        other = "a school's return" if level == "L" else "an authority's return of its central staff"
        return Cannot(f"it can only fire in {other}" if failing(rule, year) else "no case of the corpus makes it fire")
    for case in possible:
        for fresh in (True, False):
            if _works(case, collection, level, fresh=fresh):
                return Way(case, fresh)
    return Cannot(f"none of its {len(possible)} cases gives its findings alone in a file of {year}")


@cache
def pay_way(number: int, year: int) -> Way | Cannot:
    """Return how the mistake of a worked pay record is planted, or why not."""
    listed = pay_cases()
    if number not in listed:
        return Cannot(f"there are worked pay records {min(listed)} to {max(listed)}")
    case = listed[number]
    if case.year != year:
        return Cannot(f"the worked pay records are those of {case.year}")
    if _works(case, Collection.load(year), "S", fresh=True):
        return Way(case, fresh=True)
    return Cannot(f"its case does not give the same findings in {year}")


@cache
def pay_cases() -> dict[int, Case]:
    """Return the case of the mistake of each worked pay record (Annex 5), by its number."""
    found = {case.pay: case for rule in rules_with_cases() for case in cases(rule) if case.pay and case.findings}
    return dict(sorted(found.items()))


def plantable(year: int, level: str = "S") -> list[str]:
    """Return the numbers of all rules whose fault can be planted in a return of a year and level."""
    rules = (rule.number for rule in in_force(Collection.load(year)))
    return [rule for rule in rules if isinstance(way_of(rule, year, level), Way)]


def _works(case: Case, collection: Collection, level: str, *, fresh: bool) -> bool:
    """Whether a case, played in a small clean return, gives its findings and no others."""
    identities = Identities(1)
    try:
        return_ = made_return(collection, identities, level=level)
        fault = Planter(return_, collection, identities).plant(Way(case, fresh))
    except (LookupError, ValueError):
        # The year has no such field or record: the case is of another year.
        return False
    return _found_alone(return_, collection, fault.expected)


def _found_alone(return_: Return, collection: Collection, expected: Counter[Mark]) -> bool:
    """Whether the check finds what is expected and nothing else, in the return and in the file that it becomes."""
    findings = check(return_, collection)
    if marks(findings) != expected:
        return False
    with TemporaryDirectory() as folder:
        path = Path(folder) / "practice.xml"
        write_text(path, "".join(message_chunks(return_, collection)))
        try:
            loaded = read_message(path)
        except SourceError:
            return False
        if loaded.collection.year != collection.year or schema_findings(path, collection, loaded.return_):
            return False
        again = check(loaded.return_, collection)
    return Counter((each.rule, each.xpath) for each in again) == Counter((each.rule, each.xpath) for each in findings)


class Planter:
    """Plants faults in one return, one after the other; what the check must then find adds up in `expected`."""

    def __init__(self, return_: Return, collection: Collection, identities: Identities) -> None:
        self.return_ = return_
        self.collection = collection
        self.identities = identities
        self.faults: list[Fault] = []
        self._estab = return_.message.code("Estab")

    @property
    def expected(self) -> Counter[Mark]:
        """All findings that the check must give, and no others."""
        return sum((fault.expected for fault in self.faults), Counter())

    def plant(self, way: Way) -> Fault:
        """Plant one fault. Raises LookupError where the return has not the record or field that it needs."""
        case = way.case
        # The people of the return's own year, whatever year the case was written for.
        start = start_of(case.start, self.collection.year)
        made_for = Collection.load(case.year)
        number = len(self.faults) + 1
        swap: dict[str, str] = {}
        own = start.tree["message"].get("Estab")
        if own is not None and self._estab is not None:
            swap[own] = self._estab
        names: dict[str, str] = {}
        for name in _people_of(case):
            if way.fresh:
                names[name] = f"fault{number}-{name}"
                self._add(built(start, self.collection), name, names[name], own, swap)
            else:
                swap.update(_numbers(built(start, self.collection), self.return_, name))
        steps = [_renamed(step, names, number) for step in case.changes]
        for step in steps:
            if "set" in step:
                texts = {tag: self._text(tag, text, swap, made_for) for tag, text in step["set"].items()}
                step["set"] = texts
        fault = Fault(case, way.fresh)
        for step in steps:
            if "set" in step and "copy" not in step and "add" not in step:
                record = find(self.return_, step["at"])
                for tag in step["set"]:
                    value = record.values.get(tag)
                    sent = "" if value is None else value.sent
                    text = SEPARATOR.join(sent) if isinstance(sent, tuple) else sent
                    fault.before.setdefault((record.key, tag), text)
        for _record in change(self.return_, steps, self.collection):
            pass
        copies = {step["copy"].split("-", 1)[-1]: step["copy"] for step in steps if "copy" in step}
        for finding in case.findings:
            fault.expected[Mark(finding.rule, _key(finding.at, {**names, **copies}), finding.field)] += 1
        self.faults.append(fault)
        return fault

    def _add(self, cast: Return, name: str, new: str, own: str | None, swap: dict[str, str]) -> None:
        """Add a copy of a known-good person under an identity of their own, anywhere among the others."""
        person = find(cast, name)
        rename(person, name, new)
        swap.update(self.identities.give(person, self.collection))
        if own is not None and self._estab is not None:
            renumber(person, own, self._estab)
        self.return_.message.add(person)
        staff = self.return_.message.of("staff")
        staff.insert(self.identities.chance.randrange(len(staff)), staff.pop())

    def _text(self, tag: str, text: str, swap: dict[str, str], made_for: Collection) -> str:
        """Return the text that a case sets, with numbers of the made people and dates of the return's own year."""
        if text in swap:
            return swap[text]
        invented = tag == "NINumber" and _CAST_NUMBER.fullmatch(text)
        if tag in ("TeacherNumber", "NINumber") and (invented or self._taken(tag, text)):
            new = self.identities.teacher_number() if tag == "TeacherNumber" else self.identities.ni_number()
            swap[text] = new
            return new
        return moved(text, made_for, self.collection)

    def _taken(self, tag: str, text: str) -> bool:
        return any(person.code(tag) == text for person in self.return_.staff)


def moved(text: str, before: Collection, after: Collection) -> str:
    """Return a date moved from one collection to another: near census day by days, else by whole years.

    A text that is no date stays as it is.
    """
    if before.year == after.year or len(text) != 10:
        return text
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    if abs(day - before.reference_date) <= _NEAR:
        return (day + (after.reference_date - before.reference_date)).isoformat()
    years = after.year - before.year
    try:
        return day.replace(year=day.year + years).isoformat()
    except ValueError:
        return day.replace(year=day.year + years, day=28).isoformat()


def _people_of(case: Case) -> Iterator[str]:
    """Yield the names of the people of the start whom a case changes or finds something about."""
    copies = {step["copy"] for step in case.changes if "copy" in step}
    named = [step["at"] for step in case.changes] + [finding.at for finding in case.findings]
    for name in dict.fromkeys(each.split(".")[0] for each in named):
        if name not in WHOLE and name not in copies:
            yield name


def _numbers(start: Return, return_: Return, name: str) -> dict[str, str]:
    """Return the numbers that somebody has in the start, with those of the made school's own."""
    here, there = find(start, name), find(return_, name)
    return {
        old: new
        for tag in ("TeacherNumber", "NINumber")
        if (old := here.code(tag)) is not None and (new := there.code(tag)) is not None
    }


def _renamed(step: dict[str, Any], names: dict[str, str], number: int) -> dict[str, Any]:
    """Return a change with the people's new names; a copy made by it gets a name of its own."""
    renamed = {**step, "at": _key(step["at"], names)}
    if "copy" in step:
        renamed["copy"] = f"fault{number}-{step['copy']}"
        names[step["copy"]] = renamed["copy"]
    if "set" in step:
        renamed["set"] = dict(step["set"])
    return renamed


def _key(name: str, names: dict[str, str]) -> str:
    first, dot, rest = name.partition(".")
    return f"{names.get(first, first)}{dot}{rest}"


def standing(ways: list[Way], collection: Collection, level: str) -> tuple[list[int], list[int]]:
    """Return the places in `ways` of the faults that can stand side by side, and of those that stand in another's way.

    Two faults of the school's one record, say, can hide each other. Tried out one by one in a small return, where a
    check takes milliseconds; an earlier fault goes before a later one.
    """
    stand: list[int] = []
    hidden: list[int] = []

    def settle(places: list[int]) -> None:
        planter = _planted([ways[each] for each in (*stand, *places)], collection, level)
        if planter is not None and _found_alone(planter.return_, collection, planter.expected):
            stand.extend(places)
        elif len(places) == 1:
            hidden.extend(places)
        else:
            # Few stand in each other's way: halves find them with few checks, and keep the order.
            half = len(places) // 2
            settle(places[:half])
            settle(places[half:])

    if ways:
        settle(list(range(len(ways))))
    return stand, hidden


def _planted(ways: list[Way], collection: Collection, level: str) -> Planter | None:
    identities = Identities(1)
    planter = Planter(made_return(collection, identities, level=level), collection, identities)
    try:
        for way in ways:
            planter.plant(way)
    except LookupError:
        # An earlier fault took out the record that this one needs.
        return None
    return planter
