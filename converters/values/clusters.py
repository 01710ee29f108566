"""Texts that say the same in other letters, so that one answer does for all of them: `Teaching Asst L2`, `TA2`.

The ideas are those of OpenRefine's clustering: a fingerprint of the words, whatever their order, and one of the pairs
of letters; before them the short forms that schools write are spelt out. Nothing is settled by it: what is alike is
offered together, and people see each text. Numbers are never taken for alike: a level 2 assistant is no level 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from converters.values.codes import plain_words

SHORT: Final[Mapping[str, str]] = {
    "admin": "administrator",
    "administration": "administrator",
    "administrative": "administrator",
    "asst": "assistant",
    "assist": "assistant",
    "ass": "assistant",
    "asstt": "assistant",
    "brit": "british",
    "dep": "deputy",
    "dept": "department",
    "ht": "head teacher",
    "headteacher": "head teacher",
    "dht": "deputy head teacher",
    "aht": "assistant head teacher",
    "lsa": "learning support assistant",
    "mgr": "manager",
    "mdsa": "midday supervisor assistant",
    "perm": "permanent",
    "sec": "secretary",
    "snr": "senior",
    "sr": "senior",
    "supv": "supervisor",
    "ta": "teaching assistant",
    "tas": "teaching assistant",
    "tchr": "teacher",
    "teach": "teaching",
    "tch": "teacher",
    "temp": "temporary",
    "yr": "year",
}
"""Short forms of the words of staff lists, and what they stand for."""

_LEVEL: Final = frozenset({"l", "lev", "level", "lvl", "gr", "grade", "scale", "band"})
"""Words before a number that say no more than the number."""

_SMALL: Final = frozenset({"a", "an", "and", "of", "the", "to", "in", "for"})
_DOTTED: Final = re.compile(r"\b(?:[a-z]\.\s?){1,5}[a-z]?\b\.?", re.IGNORECASE)
_PARTS: Final = re.compile(r"\d+|[^\W\d_]+")
_LONG: Final = 6
"""A word of so many letters may have one letter wrong, or two the wrong way round."""


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text, small and spelt out, without those that say nothing; numbers by themselves."""
    joined = _DOTTED.sub(lambda match: re.sub(r"[.\s]", "", match[0]) + " ", text)
    words: list[str] = []
    for part in _PARTS.findall(plain_words(joined)):
        words += SHORT.get(part, part).split()
    kept = [
        word
        for at, word in enumerate(words)
        if word not in _SMALL and not (word in _LEVEL and at + 1 < len(words) and words[at + 1].isdigit())
    ]
    # `L3` by itself is a point of a scale: there the letter says all.
    return tuple(kept if any(not word.isdigit() for word in kept) else words)


def fingerprint(text: str) -> str:
    """Return what texts of the same words have in common, whatever their order, case, points and short forms."""
    return " ".join(sorted(set(words_of(text))))


def pairs_of_letters(text: str) -> str:
    """Return what texts of the same pairs of letters have in common: doubled letters and spaces make no difference."""
    joined = re.sub(r"(.)\1", r"\1", "".join(words_of(text)))
    return "".join(sorted({joined[at : at + 2] for at in range(len(joined) - 1)})) or joined


def clusters(texts: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the texts in groups of those that are alike, in their order; each text is in one group."""
    groups: list[list[str]] = []
    by_key: dict[tuple[str, str], int] = {}
    heads: list[tuple[str, ...]] = []
    for text in dict.fromkeys(texts):
        words = words_of(text)
        numbers = "".join(sorted(word for word in words if word.isdigit()))
        keys = [("words", fingerprint(text)) if words else ("text", text)]
        letters = pairs_of_letters(text)
        if len(letters) >= 2 * _LONG:
            keys.append(("letters", f"{numbers}/{letters}"))
        at = next((by_key[key] for key in keys if key in by_key), None)
        if at is None:
            at = next((place for place, head in enumerate(heads) if _slip(head, words)), None)
        if at is None:
            at = len(groups)
            groups.append([])
            heads.append(words)
        groups[at].append(text)
        for key in keys:
            by_key.setdefault(key, at)
    return [tuple(group) for group in groups]


def _slip(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two texts differ by one slip of the pen in one long word."""
    if len(one) != len(other):
        return False
    differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if len(differing) != 1:
        return False
    a, b = differing[0]
    if min(len(a), len(b)) < _LONG or a[0] != b[0] or a.isdigit() or b.isdigit():
        return False
    if len(a) == len(b):
        places = [place for place in range(len(a)) if a[place] != b[place]]
        swapped = len(places) == 2 and places[1] == places[0] + 1 and a[places[0]] == b[places[1]]
        return len(places) == 1 or (swapped and a[places[1]] == b[places[0]])
    short, long = sorted((a, b), key=len)
    return len(long) - len(short) == 1 and any(long[:at] + long[at + 1 :] == short for at in range(1, len(long)))
