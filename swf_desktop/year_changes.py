"""What differs between two census years, told straight from the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from swf_desktop.collection import Collection, Leaf, Node, RuleRow


class Difference(NamedTuple):
    """One thing that differs. part: what it is about, such as `Items`. before, after: blank for not there."""

    part: str
    what: str
    before: str
    after: str


def differences(before: Collection, after: Collection) -> list[Difference]:
    """Return everything that differs from one year to another, in the order of a return's own parts."""
    return [
        *_dates(before, after),
        *_items(before, after),
        *_categories(before, after),
        *_codes(before, after),
        *_rules(before, after),
        *_pay(before, after),
        *_switches(before, after),
    ]


def _dates(before: Collection, after: Collection) -> Iterator[Difference]:
    for name, label in (
        ("reference_date", "Census day"),
        ("deadline", "Deadline"),
        ("contracts_from", "Contracts ended since"),
        ("absences_from", "Absences from"),
        ("absences_until", "Absences until"),
        ("payments_from", "Additional payments since"),
    ):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Difference("Dates", label, f"{old:%d/%m/%Y}", f"{new:%d/%m/%Y}")


def _elements(content: Iterable[Node]) -> Iterator[tuple[str, str]]:
    """Yield tag and element name of each item."""
    for node in content:
        if isinstance(node, Leaf):
            yield node.tag, node.element
        elif hasattr(node, "content"):
            yield from _elements(node.content)


def _items(before: Collection, after: Collection) -> Iterator[Difference]:
    for kind in dict.fromkeys([*before.kinds, *after.kinds]):
        old = dict(_elements(before.kinds[kind].content)) if kind in before.kinds else {}
        new = dict(_elements(after.kinds[kind].content)) if kind in after.kinds else {}
        label = (after.kinds.get(kind) or before.kinds[kind]).label
        for tag in dict.fromkeys([*old, *new]):
            if old.get(tag) != new.get(tag):
                field = (after if tag in new else before).fields[f"{kind}.{tag}"]
                yield Difference("Items", f"{label}: {field.label}", old.get(tag, ""), new.get(tag, ""))
        kept = [tag for tag in old if tag in new]
        if kept != [tag for tag in new if tag in old]:
            yield Difference("Items", f"{label}: order", ", ".join(old), ", ".join(new))


def _categories(before: Collection, after: Collection) -> Iterator[Difference]:
    for number in dict.fromkeys([*before.categories, *after.categories]):
        old, new = before.categories.get(number), after.categories.get(number)
        if old != new:
            yield Difference("Staff categories", str(number), old.label if old else "", new.label if new else "")


def _codes(before: Collection, after: Collection) -> Iterator[Difference]:
    """Yield codes that came, went or were renamed, by field: a list that changed its number is still one list."""
    seen = set()
    for name in dict.fromkeys([*after.fields, *before.fields]):
        sets = [
            collection.code_sets[field.code_set].codes
            for collection in (before, after)
            if (field := collection.fields.get(name)) is not None and field.code_set in collection.code_sets
        ]
        places = tuple(id(codes) for codes in sets)
        if len(sets) < 2 or places in seen:
            continue
        seen.add(places)
        old, new = sets
        label = after.fields[name].label
        for code in dict.fromkeys([*old, *new]):
            said = [codes[code].description if code in codes else "" for codes in (old, new)]
            if said[0] != said[1]:
                yield Difference("Codes", f"{label}: {code}", *said)


def _state(row: RuleRow | None, year: int) -> str:
    if row is None or not row.in_year(year):
        return ""
    return f"{row.severity}, {row.state}: {row.title}"


def _rules(before: Collection, after: Collection) -> Iterator[Difference]:
    for number in dict.fromkeys([*before.rules, *after.rules]):
        old = _state(before.rules.get(number), before.year)
        new = _state(after.rules.get(number), after.year)
        if old != new:
            yield Difference("Rules", number, old, new)


def _range(ends: tuple[Decimal, Decimal] | None) -> str:
    return "" if ends is None else f"{ends[0]:,.0f} to {ends[1]:,.0f}"


def _pay(before: Collection, after: Collection) -> Iterator[Difference]:
    for place in sorted({*before.pay_ranges, *after.pay_ranges}):
        old, new = _range(before.pay_ranges.get(place)), _range(after.pay_ranges.get(place))
        if old != new:
            yield Difference("Pay ranges", " ".join(place), old, new)


def _switches(before: Collection, after: Collection) -> Iterator[Difference]:
    for name in dict.fromkeys([*before.switches, *after.switches]):
        old, new = before.switches.get(name, ""), after.switches.get(name, "")
        if old != new:
            yield Difference("Switches", name, _said(old), _said(new))


def _said(value: object) -> str:
    return "on" if value is True else "off" if value is False else str(value)
