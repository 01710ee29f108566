"""Whose word counts for an item on which the same two files differ for several people: asked once, kept in the recipe.

While it is not answered the value that stands stays, and so does the other beside it. Few that differ are looked at one
by one: a rule for two people would hide what is wrong with each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from converters.joining.assembly import Conflict, place_of
from converters.recipe.keys import whose_word_key
from converters.recipe.question import Question
from swf_desktop.collection import Collection
from swf_desktop.record import Origin, Record, Value
from swf_desktop.words import counted

FEWEST: Final = 5
"""From so many records on, a difference is the files' and not a slip's."""
EACH: Final = "each"
_MOST_EXAMPLES: Final = 3
_SHOWN: Final = frozenset({"boolean", "code", "hours"})
"""Types of items whose cells are shown with the question: no names, birth dates or pay."""


def settle_words(conflicts: list[Conflict], collection: Collection, answers: Mapping[str, str]) -> list[Question]:
    """Let the file that counts stand where it was said, and ask where it was not; those are taken out of the list."""
    pairs: dict[tuple[str, str, str], list[Conflict]] = {}
    for conflict in conflicts:
        places = {place_of(origin) for _, origin in _said(conflict.record, conflict.tag)} - {""}
        if len(places) == 2:
            first, second = sorted(places)
            pairs.setdefault((f"{conflict.record.kind}.{conflict.tag}", first, second), []).append(conflict)
    questions = []
    for (name, first, second), found in pairs.items():
        records = list({id(one.record): one.record for one in found}.values())
        key = whose_word_key(name, first, second)
        answer = answers.get(key, "")
        if answer == EACH or name not in collection.fields or (len(records) < FEWEST and not answer):
            continue
        ours = set(map(id, found))
        conflicts[:] = [one for one in conflicts if id(one) not in ours]
        if answer in (first, second):
            for record in records:
                _let_stand(record, name.partition(".")[2], answer)
        else:
            questions.append(_question(key, name, records, (first, second), collection))
    return questions


def _said(record: Record, tag: str) -> list[tuple[Value, Origin | None]]:
    standing = record.values.get(tag)
    first = [] if standing is None else [(standing, record.origin_of(tag))]
    return [*first, *record.lost(tag)]


def _let_stand(record: Record, tag: str, place: str) -> None:
    """Let the value of a file stand, and keep what stood beside it."""
    if place_of(record.origin_of(tag)) == place:
        return
    lost = record.lost(tag)
    index = next((at for at, (_, origin) in enumerate(lost) if place_of(origin) == place), None)
    if index is None:
        return
    value, origin = lost.pop(index)
    record.withdraw(tag)
    record.put(tag, value, origin)


def _question(key: str, name: str, records: list[Record], places: tuple[str, str], collection: Collection) -> Question:
    tag = name.partition(".")[2]
    first, second = places
    examples = []
    shown = records[:_MOST_EXAMPLES] if collection.fields[name].type in _SHOWN else ()
    for record in shown:
        by_place = {place_of(origin): value.raw for value, origin in _said(record, tag)}
        examples.append(f"{by_place.get(first, '')} and {by_place.get(second, '')}")
    noun = "person" if records[0].kind == "staff" else "record"
    plural = "people" if noun == "person" else "records"
    text = (
        f"{collection.fields[name].label}: {first} and {second} differ for {counted(len(records), noun, plural)}. "
        "Whose word counts?"
    )
    choices = (
        (first, "what it says stands for all of them"),
        (second, "what it says stands for all of them"),
        (EACH, "neither: each is looked at by itself in the list of what is to fix"),
    )
    return Question("answer", key, "", text, choices, tuple(examples), len(records), records[0].source(tag))
