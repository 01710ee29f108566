"""People's names: `SMITH, Jane Anne (Mrs)` taken apart, compared across files, and written in capitals or not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from swf_desktop.record import Value

TITLES: Final = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "rev",
        "revd",
        "reverend",
        "sir",
        "dame",
        "lady",
        "lord",
        "fr",
        "father",
        "sr",
        "sister",
        "canon",
        "master",
    ]
)
PARTICLES: Final = frozenset(
    [
        "de",
        "da",
        "do",
        "dos",
        "das",
        "del",
        "della",
        "di",
        "du",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "ten",
        "bin",
        "binti",
        "ibn",
        "al",
        "el",
        "st",
    ]
)
"""Words that belong to the family name after them (`de Souza`, `van der Berg`)."""

_NOT_LETTERS: Final = re.compile(r"[\W\d_]+")
LONGEST_NAME: Final = 1000
"""Characters of a full name; what is longer is none, and no pattern need look for one in it."""
_BRACKETS: Final = re.compile(r"(?:(?<!\s)\s++)?[(\[]([^)\]]*)[)\]]\s*+")
_INITIALS: Final = re.compile(r"(?:[^\W\d_]\.?){1,2}|(?:[^\W\d_]\.){2,4}")
_SURE_CAPITALS: Final = re.compile(r"(?:[^\W\d_]{2,}|O['’][^\W\d_]{2,})(?:-(?:[^\W\d_]{2,}|O['’][^\W\d_]{2,}))*")


class SplitName(NamedTuple):
    """A full name, taken apart.

    `given` has full names only; `initials` the letters of all given names, where some are no more than that.
    """

    family: str = ""
    given: tuple[str, ...] = ()
    initials: str = ""
    title: str = ""


def is_title(word: str) -> bool:
    """Whether a word is a title such as Mrs or Dr."""
    return word.strip(".,").casefold() in TITLES


def title_of(text: str) -> str:
    """Return the title in a full name, as it is written (`Mrs`); empty where there is none."""
    return _without_titles(text.replace(",", " ").split())[1] or _title_in(" ".join(_BRACKETS.findall(text)))


def is_initials(word: str) -> bool:
    """Whether a word is initials (`J`, `J.`, `J.A.`, `JA`) and no name.

    Two capitals are initials; `Jo` and `Al` are names. So is one letter of a script without capitals: 李 is whole.
    """
    if not _INITIALS.fullmatch(word):
        return False
    letters = word.replace(".", "")
    if letters.upper() == letters.lower():
        return False
    return (
        len(letters) == 1
        or "." in word
        or (letters.isupper() and len(letters) == 2 and not any(c in "AEIOUY" for c in letters))
    )


def split_given(words: list[str]) -> tuple[tuple[str, ...], str]:
    """Tell full given names from initials: (names, the initials of all where at least one is an initial)."""
    names = tuple(word for word in words if not is_initials(word))
    if len(names) == len(words):
        return names, ""
    return names, " ".join(word.replace(".", "")[: None if is_initials(word) else 1] for word in words)


def _without_titles(words: list[str]) -> tuple[list[str], str]:
    title = next((word.strip(".,") for word in words if is_title(word)), "")
    return [word for word in words if not is_title(word)], title


def split_full_name(text: str, order: str = "") -> SplitName | None:
    """Take a full name apart; None where its order is not certain.

    Certain are `Family, Given`, a family name in capitals beside given names that are not, and a name that begins
    with a title. order: what the user has said of the others: `given family` or `family given`.
    """
    if len(text) > LONGEST_NAME:
        return None
    aside = " ".join(_BRACKETS.findall(text))
    body = " ".join(_BRACKETS.sub(" ", text).split())
    if "," in body:
        family, _, rest = body.partition(",")
        words, title = _without_titles(rest.replace(",", " ").split())
        given, initials = split_given(words)
        family_words, other = _without_titles(family.split())
        return SplitName(" ".join(family_words), given, initials, title or other or _title_in(aside))
    words, title = _without_titles(body.split())
    if not words:
        return None
    if len(words) == 1:
        title = title or _title_in(aside)
        return SplitName(words[0], (), "", title) if title else None
    capitals = [word.isupper() and len(word) > 1 and not is_initials(word) for word in words]
    if any(capitals) and not all(capitals):
        first = capitals.index(True)
        count = capitals[first:].index(False) if False in capitals[first:] else len(words) - first
        if first == 0:
            return _named(words[:count], words[count:], title)
        if first + count == len(words):
            return _named(words[first:], words[:first], title)
    if title and body.split()[0].strip(".").casefold() in TITLES:
        order = "given family"
    if order == "family given":
        return _named(words[:1], words[1:], title)
    if order == "given family":
        at = len(words) - 1
        while at > 1 and words[at - 1].casefold() in PARTICLES:
            at -= 1
        return _named(words[at:], words[:at], title)
    return None


def _named(family: list[str], given: list[str], title: str) -> SplitName:
    names, initials = split_given(given)
    return SplitName(" ".join(family), names, initials, title)


def _title_in(aside: str) -> str:
    return next((word.strip(".") for word in aside.split() if is_title(word)), "")


def in_capitals(name: str) -> bool:
    """Whether a name is written in capitals throughout, so that its proper form is not known."""
    letters = [char for char in name if char.isalpha()]
    return len(letters) > 1 and all(char.isupper() for char in letters)


def from_capitals(name: str) -> str | None:
    """Return the proper form of a name in capitals, where the rules of capitals leave no doubt; None where they do.

    SMITH is Smith, O'BRIEN O'Brien, MARSH-LEE Marsh-Lee. MACDONALD, McNALLY and names of several words (DE SOUZA) are
    written in more than one way.
    """
    if not in_capitals(name) or not _SURE_CAPITALS.fullmatch(name):
        return None
    parts = name.split("-")
    if any(part.startswith(("MC", "MAC", "FITZ")) or part.casefold() in PARTICLES for part in parts):
        return None
    return "-".join("'".join(piece.capitalize() for piece in re.split("['’]", part)) for part in parts)


@lru_cache(maxsize=100_000)
def fold(name: str) -> str:
    """Fold a name for comparing: no accents, case, hyphens, apostrophes or spaces."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return _NOT_LETTERS.sub("", "".join(char for char in decomposed if not unicodedata.combining(char)))


def given_agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two lists of given names or initials can be one person's.

    Word by word equal, or one the initial of the other.

    The shorter list may leave out later names.
    """
    words_one = [word for name in one for word in name.split()]
    words_other = [word for name in other for word in name.split()]
    for mine, theirs in zip(words_one, words_other, strict=False):
        a, b = fold(mine), fold(theirs)
        if a != b and not (len(a) == 1 and b.startswith(a)) and not (len(b) == 1 and a.startswith(b)):
            return False
    return True


def name_key(values: Mapping[str, Value]) -> tuple[str, str] | None:
    """Return (family name, first letter of the first given name) for comparing; None without a family name."""
    family = values.get("PersonFamilyName")
    if family is None:
        return None
    given = given_names(values)
    return fold(str(family.sent)), fold(given[0])[:1] if given else ""


def given_names(values: Mapping[str, Value]) -> tuple[str, ...]:
    """Return the given names, else the initials."""
    given = values.get("PersonGivenName")
    if given is not None and given.sent:
        return given.sent if isinstance(given.sent, tuple) else (given.sent,)
    initials = values.get("Initials")
    return tuple(str(initials.sent).split()) if initials is not None else ()
