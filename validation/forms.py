"""Codes and forms: what the text of every field of the message must be, where no numbered rule says it.

Each field is looked at once: a field whose text a rule in force judges (`covers`) is left to that rule.
"""

from __future__ import annotations

from collections.abc import Collection as Container
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

from swf_desktop.canonical import PLACES
from swf_desktop.collection import CodeSet, Collection, Field
from swf_desktop.record import Record, Value

NO_CODE: Final = "X95"
NO_FORM: Final = "X96"
UNUSUAL_ESTAB: Final = "X97"

ESTAB_SET: Final = "D00036"

# The 2010 rule's own ranges that the code set lacks, and those that our reading of 4285 adds: primaries to 3999, all
# special schools, and academies beyond 6924.
_MORE_ESTABS: Final = (("2000", "3999"), ("5950", "5999"), ("6905", "6999"), ("7000", "7999"))

FORMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "date": "a date",
        "datetime": "a date and time",
        "boolean": "true or false",
        "money": "an amount with at most two decimals",
        "hours": "a number of hours with at most two decimals",
        "days": "a number of days with at most one decimal",
        "share": "a number",
        "integer": "a whole number of 0 or more",
        "digits": "a number of the right length",
        "name": "a name",
    }
)
"""How each type of field is named to people."""


class Fault(NamedTuple):
    """One field whose text is no code or in no form; `number` is the check of our own that reports it."""

    number: str
    record: Record
    tag: str
    index: int = 0  # type: ignore[assignment]  # hides tuple.index, which nobody needs


class FieldPlan:
    """What to look for in each kind of record, for one collection.

    covered: fields that rules in force judge (`Rule.covers`), whatever stands in them.
    """

    def __init__(self, collection: Collection, covered: Container[str]) -> None:
        self.collection = collection
        self._checks: dict[str, dict[str, _Check]] = {}
        self._sets: dict[str, dict[str, CodeSet | None]] = {}
        for kind in collection.kinds.values():
            checks: dict[str, _Check] = {}
            for field in kind.fields.values():
                if not field.sent:
                    continue
                if field.name not in covered:
                    check = _check(field, collection)
                    if check is not None:
                        checks[field.tag] = check
            self._checks[kind.name] = checks
            self._sets[kind.name] = {
                field.tag: collection.code_sets.get(field.code_set) for field in kind.fields.values()
            }

    def valid(self, record: Record, tag: str) -> bool:
        """Whether a coded field of a record is blank, or all it holds are codes of its set."""
        return in_set(self._sets[record.kind][tag], record, tag)

    def faults(self, records: Iterable[Record]) -> list[Fault]:
        """Return what is wrong with the fields of records, without the records below them."""
        found: list[Fault] = []
        for record in records:
            checks = self._checks[record.kind]
            for tag, value in record.values.items():
                if tag in checks:
                    check = checks[tag]
                    if value.sent not in check.good:
                        found += check.faults(record, value)
        return found


class _Check:
    """The check of one field. good: texts that were found to be right, so that each is looked at once."""

    __slots__ = ("collection", "field", "good", "number")

    def __init__(self, field: Field, number: str, collection: Collection) -> None:
        self.field = field
        self.number = number
        self.collection = collection
        self.good: set[str | tuple[str, ...]] = set()

    def faults(self, record: Record, value: Value) -> Iterator[Fault]:
        """Yield a fault for each text that is wrong; remember a value that has none."""
        if self.field.type == "name":
            # Any text is a name but what was not taken as one: #N/A and its like.
            if value.typed is None:
                yield Fault(self.number, record, self.field.tag, 0)
            return
        texts = value.sent if isinstance(value.sent, tuple) else (value.sent,)
        wrong = [index for index, text in enumerate(texts) if not self._holds(text, value)]
        if not wrong:
            self.good.add(value.sent)
        for index in wrong:
            yield Fault(self.number, record, self.field.tag, index)

    def _holds(self, text: str, value: Value) -> bool:
        if self.number == UNUSUAL_ESTAB:
            return usual_estab(text, self.collection)
        if self.number == NO_CODE:
            return self.collection.code_sets[self.field.code_set].holds(text)
        if self.field.type == "digits":
            width = self.field.width
            return text.isascii() and text.isdigit() and (not width or len(text) == width)
        typed = value.typed
        if isinstance(typed, int) and not isinstance(typed, bool):
            return typed >= 0
        if isinstance(typed, Decimal):
            return decimals(typed) <= _decimals_sent(self.field.type)
        return typed is not None


def _check(field: Field, collection: Collection) -> _Check | None:
    """Return how a field is checked, None for text that may be anything."""
    if field.code_set == ESTAB_SET:
        return _Check(field, UNUSUAL_ESTAB, collection)
    if field.code_set in collection.code_sets:
        return _Check(field, NO_CODE, collection)
    return _Check(field, NO_FORM, collection) if field.type in FORMS else None


def in_set(code_set: CodeSet | None, record: Record, tag: str) -> bool:
    """Whether a field is blank, or all its texts are codes of a set; without a set anything is."""
    value = record.values.get(tag)
    if value is None or code_set is None:
        return True
    sent = value.sent
    if isinstance(sent, tuple):
        return all(code_set.holds(text) for text in sent)
    return sent in code_set.codes or code_set.holds(sent)


def usual_estab(text: str, collection: Collection) -> bool:
    """Whether an establishment number lies in a range that a school may have, as we read rule 4285.

    All ranges of the code set, and with them the special schools, pupil referral units and academies that the rule of
    2010 left out. What lies outside may still be a new school: a query and not an error.
    """
    return text in _usual_estabs(tuple(collection.code_sets[ESTAB_SET].codes))


@cache
def _usual_estabs(ranges: tuple[str, ...]) -> frozenset[str]:
    """Return all numbers of ranges such as `2000-3949` and of those that we add."""
    spans = [(first, last or first) for first, _, last in (span.partition("-") for span in ranges)]
    return frozenset(
        f"{number:04}" for first, last in (*spans, *_MORE_ESTABS) for number in range(int(first), int(last) + 1)
    )


def decimals(number: Decimal) -> int:
    """Return how many decimal places a number needs: 12.50 needs one."""
    exponent = number.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _decimals_sent(type_: str) -> int:
    places = PLACES.get(type_)
    return 12 if places is None else decimals(places)
