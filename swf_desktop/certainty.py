"""How sure a census year is, in sentences for people: on the first step, at Finish, in summary and findings."""

from __future__ import annotations

from collections import Counter
from typing import Final

from swf_desktop.collection import Collection
from swf_desktop.record import Return

PARTS: Final = {
    "dates": "Dates",
    "message": "Form of the file",
    "codes": "Code lists",
    "rules": "Rules",
    "pay": "Pay tables",
}
"""The parts of a year, in the order people hear of them."""

SEEN: Final = "seen"
"""The level of a part that was taken over from the department's own papers or a file that COLLECT accepted."""

GUESS: Final = "guess"
"""How the confidence of a code begins that nobody could establish."""


def plain_sentence(collection: Collection) -> str:
    """Return the one sentence on what could go wrong when COLLECT loads the file; empty where its form was seen."""
    form = collection.certainty["message"]
    if form.level == SEEN:
        return ""
    return (
        f"We have not seen the department's own rules for this file in {collection.year}. COLLECT may refuse it when "
        "you load it; if so, nothing is lost: see After the upload."
    )


def guessed_codes(return_: Return, collection: Collection) -> dict[tuple[str, str], int]:
    """Return how often each code stands in a return that is a guess of ours: full field name and code to records."""
    guesses = {
        name: {code for code, row in code_set.codes.items() if row.confidence.startswith(GUESS)}
        for name, field in collection.fields.items()
        if field.sent and (code_set := collection.code_sets.get(field.code_set)) is not None
    }
    by_kind: dict[str, list[tuple[str, set[str]]]] = {}
    for name, codes in guesses.items():
        if codes:
            kind, _, tag = name.partition(".")
            by_kind.setdefault(kind, []).append((tag, codes))
    found: Counter[tuple[str, str]] = Counter()
    for record in return_.message.walk() if by_kind else ():
        for tag, codes in by_kind.get(record.kind, ()):
            code = record.code(tag)
            if code is not None and code in codes:
                found[f"{record.kind}.{tag}", code] += 1
    return dict(found)


def guess_sentence(return_: Return, collection: Collection) -> str:
    """Return a sentence on all guessed codes that a return holds, empty where it holds none."""
    found = guessed_codes(return_, collection)
    if not found:
        return ""
    by_field: dict[str, list[str]] = {}
    for name, code in found:
        by_field.setdefault(name, []).append(code)
    lists: dict[str, list[str]] = {}
    for name, codes in by_field.items():
        label = collection.fields[name].label.removeprefix("Role ").capitalize()
        lists.setdefault(label, []).extend(codes)
    listed = "; ".join(f"{label} {', '.join(sorted(set(codes)))}" for label, codes in lists.items())
    return (
        f"{sum(found.values())} codes in it could not be established and are guesses: {listed}. Compare them with the "
        "lists of your own system, or with a file of this year that COLLECT accepted."
    )
