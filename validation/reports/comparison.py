"""A return against an earlier one: who joined and left, which contracts and pay changed, what is blank that was filled.

A report, and queries of our own kind (`last time`) where a change is more often a slip than news.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from swf_desktop.address import Addresses
from swf_desktop.collection import Collection
from swf_desktop.facts import person_label
from swf_desktop.record import Record, Return
from validation.finding import Finding, Severity
from validation.reports.page import Heading, render

RULE: Final = "last time"
"""Stands in the place of a rule's number in the findings of a comparison."""

# Told as pay, not as an item that changed.
_PAY: Final = "BasePay"
_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Change:
    """An item of a contract that differs. before, after: as sent; None where there was or is nothing."""

    person: str
    contract: str
    field: str
    label: str
    before: str | None
    after: str | None
    record: Record


@dataclass(frozen=True, slots=True)
class PayChange:
    """Base pay of a contract, in pounds a year, before and after. share: of the change, signed, in hundredths."""

    person: str
    contract: str
    before: Decimal
    after: Decimal
    share: Decimal
    record: Record


@dataclass(frozen=True, slots=True)
class Blank:
    """An item that was filled and is blank now. field: full name."""

    person: str
    field: str
    label: str
    before: str
    record: Record


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two returns.

    joined, left: people by label. matched: how many people are in both. contracts: items that changed in contracts that
    are in both. begun, gone: contracts of people in both that stand in one return only, as person and contract.
    share: changes of pay beyond it are in `pay`. findings: of severity query and rule `last time`.
    """

    collection: Collection
    matched: int
    joined: tuple[str, ...]
    left: tuple[str, ...]
    contracts: tuple[Change, ...]
    begun: tuple[tuple[str, str], ...]
    gone: tuple[tuple[str, str], ...]
    pay: tuple[PayChange, ...]
    blank: tuple[Blank, ...]
    share: Decimal
    findings: tuple[Finding, ...]

    @property
    def beyond(self) -> str:
        """The share as people read it, such as `10%`."""
        return f"{(self.share * _HUNDRED).normalize():f}%"


def compare(before: Return, after: Return, collection: Collection, share: Decimal = Decimal("0.1")) -> Comparison:
    """Compare two returns. share: of pay, such as 0.1 for a tenth; a change beyond it is told.

    People are the same where the teacher number agrees, else the NI number, else the whole name and the birth date; a
    number that two people of one return have matches nobody.
    """
    pairs = match_people(before.staff, after.staff)
    matched = {id(record) for pair in pairs for record in pair}
    joined = [record for record in after.staff if id(record) not in matched]
    left = [record for record in before.staff if id(record) not in matched]
    contracts: list[Change] = []
    pay: list[PayChange] = []
    blank: list[Blank] = []
    begun: list[tuple[str, str]] = []
    gone: list[tuple[str, str]] = []
    for old, new in pairs:
        label = person_label(new)
        blank += _blanks(old, new, label, collection)
        same = match_contracts(old.of("contract"), new.of("contract"))
        for old_contract, new_contract in same:
            name = contract_label(new_contract, collection)
            changes = _changes(old_contract, new_contract, label, name, collection)
            contracts += [change for change in changes if change.after is not None]
            blank += [
                Blank(label, change.field, f"{change.label} ({name})", change.before, new_contract)
                for change in changes
                if change.after is None and change.before is not None
            ]
            pay += _pay_change(old_contract, new_contract, label, name, share)
        both = {id(record) for pair in same for record in pair}
        begun += [(label, contract_label(one, collection)) for one in new.of("contract") if id(one) not in both]
        gone += [(label, contract_label(one, collection)) for one in old.of("contract") if id(one) not in both]
    return Comparison(
        collection,
        len(pairs),
        tuple(map(person_label, joined)),
        tuple(map(person_label, left)),
        tuple(contracts),
        tuple(begun),
        tuple(gone),
        tuple(pay),
        tuple(blank),
        share,
        tuple(_findings(after, collection, left, pay, blank)),
    )


def match_people(before: Iterable[Record], after: Iterable[Record]) -> list[tuple[Record, Record]]:
    """Return the people who are in both, in the order of the later return."""
    after = list(after)
    found = _matched(list(before), after, (_teacher_number, _ni_number, _name_and_birth))
    order = {id(record): number for number, record in enumerate(after)}
    return sorted(found, key=lambda pair: order[id(pair[1])])


def match_contracts(before: Iterable[Record], after: Iterable[Record]) -> list[tuple[Record, Record]]:
    """Return one person's contracts that are in both: by start and post, else by start, else by post."""
    return _matched(list(before), list(after), (_start_and_post, _start, _post))


def _matched(
    before: list[Record], after: list[Record], keys: Iterable[Callable[[Record], Hashable]]
) -> list[tuple[Record, Record]]:
    """Pair records by each key in turn, where exactly one record left on each side has it."""
    pairs = []
    for key in keys:
        ours, theirs = _unique(after, key), _unique(before, key)
        for value, record in ours.items():
            if value in theirs:
                pairs.append((theirs[value], record))
        done = {id(record) for pair in pairs for record in pair}
        before = [record for record in before if id(record) not in done]
        after = [record for record in after if id(record) not in done]
    return pairs


def _unique(records: list[Record], key: Callable[[Record], Hashable]) -> dict[Hashable, Record]:
    values = [(key(record), record) for record in records]
    counts = Counter(value for value, _ in values)
    return {value: record for value, record in values if value is not None and counts[value] == 1}


def _teacher_number(person: Record) -> Hashable:
    return person.code("TeacherNumber")


def _ni_number(person: Record) -> Hashable:
    number = person.code("NINumber")
    return None if number is None else number.upper().replace(" ", "")


def _name_and_birth(person: Record) -> Hashable:
    family, given, born = (
        person.code("PersonFamilyName"),
        _text(person, "PersonGivenName"),
        person.typed("PersonBirthDate"),
    )
    if family is None or given is None or born is None:
        return None
    return family.casefold(), given.casefold(), str(born)


def _start_and_post(contract: Record) -> Hashable:
    start, post = contract.code("ContractStart"), contract.code("Post")
    return None if start is None or post is None else (start, post)


def _start(contract: Record) -> Hashable:
    return contract.code("ContractStart")


def _post(contract: Record) -> Hashable:
    return contract.code("Post")


def _text(record: Record, tag: str) -> str | None:
    value = record.values.get(tag)
    if value is None:
        return None
    return value.sent if isinstance(value.sent, str) else "; ".join(value.sent)


def contract_label(contract: Record, collection: Collection) -> str:
    """Return how people name a contract: `Classroom Teacher from 01/09/2013`."""
    code = contract.code("Post")
    known = collection.code_sets[collection.fields["contract.Post"].code_set].codes.get(code or "")
    post = known.description if known is not None else code or "Contract"
    start = contract.code("ContractStart")
    return f"{post} from {'/'.join(reversed(start.split('-')))}" if start else post


def _blanks(old: Record, new: Record, person: str, collection: Collection) -> list[Blank]:
    return [
        Blank(person, field.name, field.label, text, new)
        for tag, field in collection.kinds["staff"].fields.items()
        if field.sent and (text := _text(old, tag)) is not None and not new.has(tag)
    ]


def _became(field_name: str, before: str, after: str, collection: Collection) -> bool:
    """Whether a code is what an ended one of an earlier year became, so that nothing changed but the list."""
    successor = collection.successors.get(field_name, {}).get(before)
    return successor is not None and after in successor.becomes


def _changes(old: Record, new: Record, person: str, name: str, collection: Collection) -> list[Change]:
    changes = []
    for tag, field in collection.kinds["contract"].fields.items():
        first, then = _text(old, tag), _text(new, tag)
        if not field.sent or first == then or (tag == _PAY and base_pay(new) is not None and base_pay(old) is not None):
            continue
        if first is not None and then is not None and _became(field.name, first, then, collection):
            continue
        typed = old.typed(tag), new.typed(tag)
        if typed[0] is None or typed[0] != typed[1]:
            changes.append(Change(person, name, field.name, field.label, first, then, new))
    return changes


def base_pay(contract: Record) -> Decimal | None:
    """Return the base pay of a contract with that of its roles, None where none is given."""
    found = [record.typed(_PAY) for record in (contract, *contract.of("role"))]
    amounts = [amount for amount in found if isinstance(amount, Decimal)]
    return sum(amounts, Decimal(0)) if amounts else None


def _pay_change(old: Record, new: Record, person: str, name: str, share: Decimal) -> list[PayChange]:
    before, after = base_pay(old), base_pay(new)
    if before is None or after is None or before == 0 or abs(after - before) <= share * abs(before):
        return []
    changed = ((after - before) / abs(before)).quantize(Decimal("0.001"), ROUND_HALF_UP)
    return [PayChange(person, name, before, after, changed, new)]


def percent(share: Decimal) -> str:
    """Return a share as people read it, with its sign: `+12.5%`."""
    return f"{share * _HUNDRED:+.1f}%"


def _findings(
    after: Return, collection: Collection, left: list[Record], pay: list[PayChange], blank: list[Blank]
) -> Iterable[Finding]:
    addresses = Addresses(after, collection)
    for person in left:
        label = person_label(person)
        yield Finding(
            RULE,
            Severity.QUERY,
            f"{label} was in the earlier return and is not in this one.",
            "If they left during the year, their ended contract belongs in this return; else nothing is to be done.",
            label,
        )
    for change in pay:
        yield Finding(
            RULE,
            Severity.QUERY,
            f"Base pay of {change.person} ({change.contract}) went from £{change.before:,} to £{change.after:,} "
            f"({percent(change.share)}).",
            "Check that both are for a whole year and for the hours worked.",
            change.person,
            f"contract.{_PAY}",
            str(change.after),
            change.record.source(_PAY),
            addresses.xpath(change.record, _PAY),
            change.record,
        )
    for item in blank:
        yield Finding(
            RULE,
            Severity.QUERY,
            f"{item.label} of {item.person} was filled in the earlier return and is blank now.",
            "Enter it again, or leave it blank if it no longer holds.",
            item.person,
            item.field,
            None,
            item.record.source(item.field.partition(".")[2]),
            addresses.xpath(item.record),
            item.record,
        )


def comparison_html(comparison: Comparison, heading: Heading, before: str = "the earlier return") -> str:
    """Return a page of all that differs. before: what to call the earlier return, such as its file's name."""
    return render("comparison.html", heading=heading, found=comparison, before=before, percent=percent)
