"""Runs the rules in force over a return, and again over what one edit touched.

The unit of checking is the person. Rules over the whole return keep an index (people by key) or a tally (values
counted), so that one edit costs the same in a return of 40 people and one of 20,000.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection as Container
from collections.abc import Hashable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from operator import itemgetter
from time import monotonic
from typing import Final, NamedTuple

import validation.rules  # noqa: F401  # registers the rules
from swf_desktop.address import Addresses, is_written, layout, loaded, routes
from swf_desktop.collection import Collection, RuleRow
from swf_desktop.facts import person_label
from swf_desktop.record import Record, Return
from validation.alike import ASPECTS, Alike, aspect_of
from validation.finding import Finding, Severity
from validation.forms import FieldPlan
from validation.rule import MOST_TOLD, REGISTRY, Hit, Person, PersonFunction, ReturnFacts, Rule

_UNKNOWN: Final = "…"
_NONE: Final[frozenset[str]] = frozenset()
_OF_SOME: Final = frozenset({"absence", "curriculum", "qualification"})
_SEVERITIES: Final = {"error": Severity.ERROR, "query": Severity.QUERY}
_NOBODY: Final = -1


def check(
    return_: Return,
    collection: Collection,
    *,
    level: str | None = None,
    on: Container[str] = _NONE,
    off: Container[str] = _NONE,
) -> list[Finding]:
    """Check a return and return all findings, those on the return as a whole first, then person by person as sent.

    level: `S` for a school's return, `L` for central staff; None reads it from the header (see `level_of`).
    on, off: numbers of rules to switch on or off whatever `rules.csv` says; on also for rules of other years.
    """
    return Checker(return_, collection, level=level, on=on, off=off).all()


def level_of(return_: Return) -> str:
    """Return `L` for an authority's own return (made by an LA, about no establishment and no school), else `S`."""
    message = return_.message
    own = message.code("SourceLevel") == "L" and not message.has("Estab") and return_.school is None
    return "L" if own else "S"


def in_force(collection: Collection, on: Container[str] = _NONE, off: Container[str] = _NONE) -> list[Rule]:
    """Return the rules to run, in the order of `rules.csv`: those in force in the year, and what is switched."""
    return [
        REGISTRY[number]
        for number, row in collection.rules.items()
        if number in REGISTRY and number not in off and (number in on or _runs(row, collection.year))
    ]


def _runs(row: RuleRow, year: int) -> bool:
    return row.state != "off" and row.in_year(year)


def _only_kind(rule: Rule) -> str:
    """Return the kind of record that a rule reads and no other, where it is one that people may have none of."""
    kinds = {item.partition(".")[0] for item in rule.items}
    kind = kinds.pop() if len(kinds) == 1 else ""
    return kind if kind in _OF_SOME else ""


class _Texts(dict[str, str]):
    """What fills the braces of a text; one that a rule did not give shows as a gap instead of stopping the check."""

    def __missing__(self, key: str) -> str:
        return _UNKNOWN


class _Found(NamedTuple):
    """A hit and the finding that came of it; the hit says what its address is of."""

    hit: Hit
    finding: Finding


class _Within(Addresses):
    """The addresses within one person whose own address is known, without counting all people again."""

    def __init__(self, return_: Return, collection: Collection, person: Record, path: str) -> None:
        super().__init__(return_, collection)
        self._paths[id(person)] = path


class _Graded:
    """The findings of one severity. places: of the person each is about, among all people; they ascend."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.places: list[int] = []

    def put(self, place: int, findings: list[Finding]) -> None:
        """Put findings about one person in the place of those that are there."""
        start, stop = bisect_left(self.places, place), bisect_right(self.places, place)
        self.findings[start:stop] = findings
        self.places[start:stop] = [place] * len(findings)


class Checker:
    """The findings of one return, kept up to date edit by edit. Arguments as for `check`.

    start: False checks nothing yet; then `step` does it in slices, so that a window stays alive meanwhile. by_likeness:
    False asks every rule of everybody (see `validation.alike`), which finds the same.

    After an edit call `recheck` with the person it was in (also for somebody added or taken out), `recheck_return` for
    an edit of the school or the authority, and `restart` for one of the header.
    """

    def __init__(
        self,
        return_: Return,
        collection: Collection,
        *,
        level: str | None = None,
        on: Container[str] = _NONE,
        off: Container[str] = _NONE,
        start: bool = True,
        by_likeness: bool = True,
    ) -> None:
        self.return_ = return_
        self.collection = collection
        self.level = level_of(return_) if level is None else level
        self.rules = in_force(collection, on, off)
        self._by_likeness = by_likeness
        covered = frozenset().union(*(rule.covers for rule in self.rules))
        self._plan = FieldPlan(collection, covered)
        # Rules that read one kind of record only, by that kind, so that they cost nothing where there is none of it;
        # the rest by what they read of a person that many others say too.
        self._aspects = {rule.number: aspect_of(rule, collection) for rule in self.rules}
        self._of_person: dict[str, list[tuple[int, Rule, PersonFunction]]] = {}
        self._of_aspect: dict[str, list[tuple[int, Rule, PersonFunction]]] = {aspect: [] for aspect in ASPECTS}
        for position, rule in enumerate(self.rules):
            if rule.of_person is not None:
                aspect = self._aspects[rule.number]
                rules = self._of_aspect[aspect] if aspect else self._of_person.setdefault(_only_kind(rule), [])
                rules.append((position, rule, rule.of_person))
        self._of_return = [(rule, rule.of_return) for rule in self.rules if rule.of_return is not None]
        self._keyed = [(rule, rule.key) for rule in self.rules if rule.key is not None]
        self._tallied = [(rule, rule.tally) for rule in self.rules if rule.tally is not None]
        self._ways = routes(layout(collection, as_is=loaded(return_)))
        self._texts = {"reference_date": f"{collection.reference_date:%d/%m/%Y}", "year": str(collection.year)}
        # The findings as `worst_first` has them, once it was asked for.
        self._graded: dict[Severity, _Graded] | None = None
        self._rest: Iterator[None] = self._steps()
        if start:
            self._start()

    def step(self, seconds: float) -> bool:
        """Check on for about so long; return whether all is checked. For a checker that was made with `start=False`.

        Until all is checked only this may be called.
        """
        until = monotonic() + seconds
        return all(monotonic() < until for _ in self._rest)

    def all(self) -> list[Finding]:
        """Return all findings, those on the return as a whole first, then person by person as sent."""
        findings = self._of_nobody()
        shared = self._sharers()
        for record in self.return_.staff:
            key = id(record)
            if key in self._own or key in shared:
                findings += self._of_one(key)
        return findings

    def worst_first(self) -> list[Finding]:
        """Return all findings, errors before queries, each as `all` has them.

        The lists are kept from edit to edit and changed only where the edit was, for a window that asks after each.
        """
        if self._graded is None:
            self._graded = {severity: _Graded() for severity in _SEVERITIES.values()}
            self._grade(_NOBODY, self._of_nobody())
            shared = self._sharers()
            for place, record in enumerate(self.return_.staff):
                key = id(record)
                if key in self._own or key in shared:
                    self._grade(place, self._of_one(key))
        return [finding for graded in self._graded.values() for finding in graded.findings]

    def _of_nobody(self) -> list[Finding]:
        return [found.finding for of_rule in self._whole.values() for found in of_rule]

    def _sharers(self) -> set[int]:
        """Return the people about whom there are findings that others have a part in."""
        return {key for of_key in self._shared.values() for key in of_key}

    def _of_one(self, key: int) -> list[Finding]:
        """Return the findings about one person: of their own, then those that others have a part in, key by key."""
        findings = [found.finding for found in self._own.get(key, ())]
        if self._shared:
            for rule, value in self._keys.get(key, ()):
                of_key = self._shared.get((rule.number, value))
                if of_key is not None:
                    findings += [found.finding for found in of_key.get(key, ())]
        return findings

    def _grade(self, place: int, findings: list[Finding]) -> None:
        """Put the findings about one person (or nobody) in the place of those that are listed about them."""
        for severity, graded in (self._graded or {}).items():
            graded.put(place, [finding for finding in findings if finding.severity is severity])

    def recheck(self, person: Record) -> list[Finding]:
        """Run the rules again for a person after an edit, and return that person's findings.

        Those who share a key with them (one teacher number, say) are checked again too, where they are few enough to be
        told of one another. Somebody who is no longer in the return gives none.
        """
        key = id(person)
        touched = self._forget(key)
        stays = self._is_in(person)
        written = stays and (self._as_is or is_written(person, self._ways))
        # Added, taken out, filled or emptied: the positions of others change, so everybody is counted again.
        moved = stays != (key in self._order) or written != self._written.get(key, False)
        if moved:
            self._graded = None
            self._count()
        self._inner.pop(key, None)
        if stays:
            if not moved:
                self._inner[key] = _Within(self.return_, self.collection, person, self._addresses.xpath(person))
            touched |= self._take(person)
            self._check_person(self._people[key])
        else:
            self._people.pop(key, None)
        if moved:
            self._address_again()
        others = dict.fromkeys([key])
        for rule, value in touched:
            others.update(dict.fromkeys(self._shared_steps(rule, value, key)))
        self.recheck_return()
        if self._graded is not None:
            for other in others:
                # Somebody who was never in the return has no place in it.
                if other in self._order:
                    self._grade(self._order[other], self._of_one(other))
        return self._of_one(key)

    def _is_in(self, person: Record) -> bool:
        """Whether somebody is in the return: in their place, or wherever people now stand."""
        staff = self.return_.staff
        place = self._order.get(id(person), len(staff))
        return person.parent is self.return_.message and (
            (place < len(staff) and staff[place] is person) or any(person is record for record in staff)
        )

    def recheck_return(self) -> list[Finding]:
        """Run the rules over the whole return again and return their findings, which are about nobody in particular."""
        for _ in self._whole_steps():
            pass
        findings = self._of_nobody()
        self._grade(_NOBODY, findings)
        return findings

    def _whole_steps(self) -> Iterator[None]:
        """Run the rules over the whole return, with a pause after each."""
        facts = ReturnFacts(self.return_, self._plan, self._people.values(), self.level)
        facts.tallies = self._tallies
        # The school and the authority have few records, so their addresses are counted afresh.
        addresses = Addresses(self.return_, self.collection)
        self._whole.clear()
        for rule, function in self._of_return:
            found = [self._found(rule, hit, None, addresses) for hit in function(facts)]
            if found:
                self._whole[rule.number] = found
            yield

    def restart(self) -> list[Finding]:
        """Check everything again, as after an edit of the header or of many records, and return all findings."""
        self._start()
        return self.all()

    def _start(self) -> None:
        for _ in self._steps():
            pass

    def _steps(self) -> Iterator[None]:
        """Check everything, with a pause after each person."""
        self._as_is = loaded(self.return_)
        self._graded = None
        self._people: dict[int, Person] = {}
        self._own: dict[int, list[_Found]] = {}
        self._keys: dict[int, list[tuple[Rule, Hashable]]] = {}
        self._index: dict[tuple[str, Hashable], dict[int, None]] = {}
        # What is found of each person among those who share a key.
        self._shared: dict[tuple[str, Hashable], dict[int, list[_Found]]] = {}
        self._counted: dict[int, list[tuple[str, Hashable]]] = {}
        self._tallies: dict[str, Counter[Hashable]] = {rule.number: Counter() for rule, _ in self._tallied}
        self._whole: dict[str, list[_Found]] = {}
        yield from self._count_steps()
        touched: set[tuple[Rule, Hashable]] = set()
        # Known for the time of this check alone: whoever is edited is asked everything.
        alike = Alike([rule for rules in self._of_aspect.values() for _, rule, _ in rules], self.collection)
        for record in self.return_.staff:
            touched |= self._take(record)
            self._check_person(self._people[id(record)], alike if self._by_likeness else None)
            yield
        for rule, value in touched:
            for _ in self._shared_steps(rule, value):
                yield
        yield from self._whole_steps()

    def _count(self) -> None:
        for _ in self._count_steps():
            pass

    def _count_steps(self) -> Iterator[None]:
        """Count the people: where each stands among the others and which of them have an element."""
        self._addresses = Addresses(self.return_, self.collection)
        # Addresses within one person after an edit; those of the others stay as they are.
        self._inner: dict[int, Addresses] = {}
        self._order = {id(record): position for position, record in enumerate(self.return_.staff)}
        self._written: dict[int, bool] = {}
        for record in self.return_.staff:
            self._written[id(record)] = self._as_is or is_written(record, self._ways)
            yield
        # Counted now rather than at the first edit.
        for record in self.return_.staff[:1]:
            self._addresses.xpath(record)
        yield

    def _take(self, record: Record) -> set[tuple[Rule, Hashable]]:
        """Put a person into the indexes and tallies; return the keys that they now share."""
        person = Person(record, self._plan, self.level)
        key = id(record)
        self._people[key] = person
        shared: set[tuple[Rule, Hashable]] = set()
        for rule, function in self._keyed:
            for value in dict.fromkeys(function(person)):
                holders = self._index.setdefault((rule.number, value), {})
                holders[key] = None
                self._keys.setdefault(key, []).append((rule, value))
                if len(holders) > 1:
                    shared.add((rule, value))
        for rule, function in self._tallied:
            for value in function(person):
                self._tallies[rule.number][value] += 1
                self._counted.setdefault(key, []).append((rule.number, value))
        return shared

    def _forget(self, key: int) -> set[tuple[Rule, Hashable]]:
        """Take a person out of the indexes and tallies; return the keys that they shared."""
        self._own.pop(key, None)
        shared: set[tuple[Rule, Hashable]] = set()
        for rule, value in self._keys.pop(key, ()):
            place = (rule.number, value)
            if len(self._index[place]) > 1:
                shared.add((rule, value))
            self._index[place].pop(key, None)
            if not self._index[place]:
                del self._index[place]
        for number, value in self._counted.pop(key, ()):
            tally = self._tallies[number]
            tally[value] -= 1
            if not tally[value]:
                del tally[value]
        return shared

    def _check_person(self, person: Person, alike: Alike | None = None) -> None:
        """Ask all rules of a person, but for those that found nothing of somebody alike."""
        record = person.record
        hits: list[tuple[int, Rule, Hit]] = []
        for kind, rules in self._of_person.items():
            if not kind or record.of(kind):
                hits += [(position, rule, hit) for position, rule, function in rules for hit in function(person)]
        said = {} if alike is None else alike.said(person)
        for aspect, rules in self._of_aspect.items():
            number = said.get(aspect)
            if alike is not None and number is not None and alike.found_nothing(aspect, number):
                continue
            found = [(position, rule, hit) for position, rule, function in rules for hit in function(person)]
            if found:
                hits += found
            elif alike is not None and number is not None:
                alike.remember_nothing(aspect, number)
        if hits:
            hits.sort(key=itemgetter(0))
            addresses = self._addresses_of(record)
            self._own[id(record)] = [self._found(rule, hit, record, addresses) for _, rule, hit in hits]

    def _shared_steps(self, rule: Rule, value: Hashable, edited: int | None = None) -> Iterator[int]:
        """Check the people who share one value of a rule's key; most often nobody does any more.

        edited: the one who was edited, now one of them or no longer; None for a check of all. Yields who was checked:
        all, or the edited one alone where there are too many, before and after, for anybody to be told of the others.
        """
        place = (rule.number, value)
        holders = self._index.get(place, {})
        found = self._shared.setdefault(place, {})
        few = len(holders) <= MOST_TOLD + 1
        if edited is None or few or not found or len(found) <= MOST_TOLD + 1:
            keys = sorted(holders, key=self._order.__getitem__)
            found.clear()
        else:
            keys = [edited] if edited in holders else []
            found.pop(edited, None)
        people = [self._people[key] for key in keys] if few else []
        for key in keys:
            if len(holders) > 1 and rule.of_shared is not None:
                person = self._people[key]
                others = [other for other in people if other is not person] if few else None
                addresses = self._addresses_of(person.record)
                own = [self._found(rule, hit, person.record, addresses) for hit in rule.of_shared(person, others)]
                if own:
                    found[key] = own
            yield key
        if not found:
            del self._shared[place]

    def _addresses_of(self, record: Record) -> Addresses:
        return self._inner.get(id(record.person()), self._addresses)

    def _found(self, rule: Rule, hit: Hit, person: Record | None, addresses: Addresses) -> _Found:
        """Put a hit into words and give it both addresses."""
        row = self.collection.rules[rule.number]
        record, tag = hit.record, hit.tag
        # A rule of other years that is switched on may stand at an item that this year has not.
        field = None if tag is None else self.collection.fields.get(f"{record.kind}.{tag}")
        raw, shown = _texts_of(record, tag, hit.index)
        texts = _Texts(self._texts)
        texts["person"] = "" if person is None else person_label(person)
        texts["label"] = self.collection.kinds[record.kind].label if field is None else field.label
        texts["value"] = shown
        texts.update(hit.values)
        finding = Finding(
            rule=rule.number,
            severity=_SEVERITIES[row.severity],
            message=row.message.format_map(texts),
            action=row.action.format_map(texts) if "{" in row.action else row.action,
            person=None if person is None else texts["person"],
            field=None if field is None else field.name,
            value=raw,
            source=record.source(tag),
            xpath=addresses.xpath(record, tag, hit.index),
            record=record,
        )
        return _Found(hit, finding)

    def _address_again(self) -> None:
        """Give the findings of all people the addresses of the new count."""
        for groups in (self._own, *self._shared.values()):
            for found in groups.values():
                found[:] = [
                    _Found(hit, replace(finding, xpath=self._addresses.xpath(hit.record, hit.tag, hit.index)))
                    for hit, finding in found
                ]


def _texts_of(record: Record, tag: str | None, index: int) -> tuple[str | None, str]:
    """Return a field's text as the source had it (None where blank), and as people read it."""
    value = None if tag is None else record.values.get(tag)
    if value is None:
        return None, "nothing"
    if isinstance(value.sent, tuple):
        text = value.sent[index] if index < len(value.sent) else value.raw
        return text, text
    if isinstance(value.typed, date):
        return value.raw, f"{value.typed:%d/%m/%Y}"
    if isinstance(value.typed, Decimal):
        return value.raw, f"{value.typed:,f}"
    return value.raw, value.raw
