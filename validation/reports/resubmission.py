"""What changed since the last upload, in words: who came and went, and every item that is another one now."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from swf_desktop.collection import Collection
from swf_desktop.facts import person_label
from swf_desktop.record import Record, Return, Value
from swf_desktop.words import day_for_people
from validation.reports.comparison import match_people

_OF_EACH_FILE = frozenset({"SerialNo", "DateTime", "SoftwareCode", "Release"})
"""Items of the header that differ from file to file and say nothing of the school."""


def changes_in_words(before: Return, after: Return, collection: Collection) -> list[str]:
    """Return a sentence for each thing that differs between two returns of one year; none where nothing does."""
    sentences = [*_differences(before.message, after.message, "The return", collection, deep=False)]
    pairs = match_people(before.staff, after.staff)
    old_of = {id(new): old for old, new in pairs}
    gone = {id(old) for old, _ in pairs}
    sentences += [f"{person_label(person)} is no longer in it." for person in before.staff if id(person) not in gone]
    for person in after.staff:
        old = old_of.get(id(person))
        if old is None:
            sentences.append(f"{person_label(person)} is new in it.")
        else:
            sentences += _differences(old, person, person_label(person), collection)
    for first, then, whose in ((before.school, after.school, "The school"), (before.la, after.la, "The authority")):
        known = first if first is not None else then
        if known is not None:
            empty = Record(known.kind)
            sentences += _differences(
                empty if first is None else first, empty if then is None else then, whose, collection
            )
    return sentences


def _differences(
    before: Record, after: Record, whose: str, collection: Collection, *, deep: bool = True
) -> Iterator[str]:
    fields = collection.kinds[after.kind].fields
    for tag in dict.fromkeys([*before.values, *after.values]):
        field = fields.get(tag)
        if field is None or not field.sent or (after.kind == "message" and tag in _OF_EACH_FILE):
            continue
        first, then = _words(before.values.get(tag)), _words(after.values.get(tag))
        if first != then:
            yield f"{whose}: {field.label} was {first or 'blank'} and is {then or 'blank'}."
    if not deep:
        return
    for kind in dict.fromkeys([*(before.children or {}), *(after.children or {})]):
        if not any(field.sent for field in collection.kinds[kind].fields.values()):
            # Pay elements of a payroll, say: they are kept, and no file holds them.
            continue
        label = collection.kinds[kind].label
        pairs = zip_longest(before.of(kind), after.of(kind))
        for number, (first_record, then_record) in enumerate(pairs, 1):
            name = f"{whose}, {label.lower()} {number}"
            if first_record is None:
                yield f"{name} is new."
            elif then_record is None:
                yield f"{name} is gone."
            else:
                yield from _differences(first_record, then_record, name, collection)


def _words(value: Value | None) -> str:
    if value is None:
        return ""
    return day_for_people("; ".join(value.sent) if isinstance(value.sent, tuple) else value.sent)
