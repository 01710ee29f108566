"""Who says the same as somebody before: rules that found nothing then find nothing now, and are not asked again.

Twenty thousand people have a few hundred sorts of contract. A rule that reads nothing but what contracts say gives the
same for two people whose contracts say the same, because a rule is a pure function of what it declares to read. Three
aspects of what a person says are told apart, so that two people need be alike only in what a rule reads: the terms of
their contracts, the same with pay, the same with dates. Only that nothing was found is remembered: whoever has a
finding is looked at for themselves.

A rule knows nothing of this. That each reads what it declares and no more is tested over the corpus, and that what is
found is the same with and without, over the corpus and returns of any shape (`tests/validation/test_alike.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from swf_desktop.collection import Collection
from swf_desktop.record import Record, Value
from validation.rule import DERIVED, Contract, Person, Rule

TERMS: Final = "terms"
PAY: Final = "pay"
DATES: Final = "dates"
ASPECTS: Final = (TERMS, PAY, DATES)

MOST: Final = 5000
"""So many sorts are remembered of an aspect, and no more: where all are different there is nothing to be gained."""

_OPEN: Final = "contract.open"
_LEVEL: Final = "contract.pay_level"
_AMOUNTS: Final = frozenset({"money", "share"})
_TIMES: Final = frozenset({"date", "datetime"})
_CODED: Final = frozenset({"boolean", "code"})
_NEXT_PAYMENT: Final = -1


def aspect_of(rule: Rule, collection: Collection) -> str:
    """Return the smallest aspect that holds all that a rule declares to read, empty where none does."""
    needed = {_aspect_of(name, collection) for item in rule.items for name in _fields(item)} - {TERMS}
    return TERMS if not needed else needed.pop() if len(needed) == 1 else ""


def _fields(item: str) -> frozenset[str]:
    # Whether a contract is open is a term of its own: the dates that it follows from need not be the same.
    return frozenset({item}) if item == _OPEN else DERIVED.get(item, frozenset({item}))


def _aspect_of(name: str, collection: Collection) -> str:
    """Return which aspect a field belongs to, empty for one of which nearly everybody has their own."""
    kind, _, _ = name.partition(".")
    field = collection.fields.get(name)
    if name == _OPEN or kind == "message":
        # The header is the same for all, and a change of it checks everything anew.
        return TERMS
    if kind == "staff":
        return TERMS if field is not None and field.type in _CODED else ""
    if kind in ("contract", "role"):
        # A field that the year has not is blank for all, wherever it is looked for.
        type_ = "" if field is None else field.type
        return PAY if type_ in _AMOUNTS else DATES if type_ in _TIMES else TERMS
    return PAY if kind == "payment" else ""


class Alike:
    """What was said by people of whom some rules found nothing. rules: those that are to be asked of a person."""

    def __init__(self, rules: Sequence[Rule], collection: Collection) -> None:
        aspects = {rule.number: aspect_of(rule, collection) for rule in rules}
        names = {name for rule in rules if aspects[rule.number] for item in rule.items for name in _fields(item)}
        # Where pay and hours stand, on the contract or its roles, says of which of them a rule asks anything.
        names |= DERIVED[_LEVEL]
        self.aspects = aspects
        self._tags = {
            (aspect, kind): tuple(
                sorted(
                    name.partition(".")[2]
                    for name in names
                    if name.startswith(f"{kind}.") and name != _OPEN and _aspect_of(name, collection) == aspect
                )
            )
            for aspect in ASPECTS
            for kind in ("staff", "contract", "role", "payment")
        }
        self._amounts = tuple(
            {name.partition(".")[2]: None for name in sorted(DERIVED[_LEVEL]) if _aspect_of(name, collection) != TERMS}
        )
        # Numbers of what was said, by the identities of its values, which are shared; they are kept, so that none
        # can come to stand for another.
        self._numbers: dict[tuple[int, ...], int] = {}
        self._kept: list[list[Value | None]] = []
        self._nothing: dict[str, set[int]] = {aspect: set() for aspect in ASPECTS}

    def said(self, person: Person) -> dict[str, int]:
        """Return a number for what a person says of each aspect: the same for two who say the same."""
        terms: list[Value | None] = [*map(person.record.values.get, self._tags[TERMS, "staff"])]
        shape: list[int] = []
        pay: list[Value | None] = []
        paid: list[int] = []
        dates: list[Value | None] = []
        for contract in person.contracts:
            self._of_contract(contract, terms, shape, pay, paid)
            dates += map(contract.record.values.get, self._tags[DATES, "contract"])
        first = self._number(terms, 0, shape)
        if first is None:
            return {}
        found = {TERMS: first}
        for aspect, values, more in ((PAY, pay, paid), (DATES, dates, [])):
            number = self._number(values, 1 + ASPECTS.index(aspect), [first, *more])
            if number is not None:
                found[aspect] = number
        return found

    def _of_contract(
        self,
        contract: Contract,
        terms: list[Value | None],
        shape: list[int],
        pay: list[Value | None],
        paid: list[int],
    ) -> None:
        """Add what one contract says.

        shape, paid: how many records there are of each, what is open, and where there are amounts.
        """
        shape += (contract.open, len(contract.roles))
        for record in (contract.record, *contract.roles):
            terms += map(record.values.get, self._tags[TERMS, record.kind])
            pay += map(record.values.get, self._tags[PAY, record.kind])
            shape += [tag in record.values for tag in self._amounts]
            payments: list[Record] = record.of("payment")
            paid.append(len(payments))
            for payment in payments:
                pay += map(payment.values.get, self._tags[PAY, "payment"])

    def _number(self, values: list[Value | None], aspect: int, more: list[int]) -> int | None:
        key = (aspect, len(more), *more, *map(id, values))
        number = self._numbers.get(key)
        if number is None and len(self._numbers) < MOST * len(ASPECTS):
            number = self._numbers[key] = len(self._numbers)
            self._kept.append(values)
        return number

    def found_nothing(self, aspect: str, number: int) -> bool:
        """Whether the rules of an aspect found nothing on what has this number."""
        return number in self._nothing[aspect]

    def remember_nothing(self, aspect: str, number: int) -> None:
        """Remember that the rules of an aspect found nothing on what has this number."""
        self._nothing[aspect].add(number)
