"""Decisions on sheets, under the names of other sheets of the same layout: of a corrected file, say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from converters.recipe.keys import same_layout_key, starts_key
from converters.recipe.recipe import Recipe
from swf_desktop.words import sheet_words

Place = tuple[str, str | None]
"""File and sheet."""

_OF_TWO = {same_layout_key("", "").split(":")[0]: same_layout_key, starts_key("", "").split(":")[0]: starts_key}
"""Beginnings of keys that name two sheets, in the order of the alphabet."""


def renamed(recipe: Recipe, pairs: Mapping[Place, Place]) -> Recipe:
    """Return a recipe with sheets, and answers and passed-on questions about them, under other names.

    pairs: each sheet as the recipe has it, to its new file and sheet. What is known of the new name gives way.
    """
    moved = {before: after for before, after in pairs.items() if before != after}
    if not moved:
        return recipe
    places = changed_places((sheet_words(*before), sheet_words(*after)) for before, after in moved.items())
    taken = set(moved.values()) - set(moved)
    sheets = [
        replace(sheet, file=there[0], sheet=there[1]) if there is not None else sheet
        for sheet in recipe.sheets
        for there in [moved.get((sheet.file, sheet.sheet))]
        if there is not None or (sheet.file, sheet.sheet) not in taken
    ]
    return replace(
        recipe,
        sheets=tuple(sheets),
        answers={in_key(key, places): answer for key, answer in recipe.answers.items()},
        asked={in_key(key, places): who for key, who in recipe.asked.items()},
    )


def changed_places(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the places that changed, as people name them, the longest first: one may be the beginning of another."""
    return sorted(((before, after) for before, after in pairs if before != after), key=lambda pair: -len(pair[0]))


def in_key(key: str, places: Sequence[tuple[str, str]]) -> str:
    """Return the key of an answer with the place in it replaced."""
    start, _, rest = key.partition(": ")
    if start in _OF_TWO and " or " in rest:
        one, _, other = rest.partition(" or ")
        return _OF_TWO[start](_of(one, places), _of(other, places))
    for before, after in places:
        if before in key:
            return key.replace(before, after, 1)
    return key


def _of(place: str, places: Sequence[tuple[str, str]]) -> str:
    return next((after for before, after in places if before == place), place)
