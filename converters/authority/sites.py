"""Which school a text means: a number, a name, or what somebody said once that a site or cost centre is."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from converters.authority.folder import NOBODY, OPEN, Authority
from converters.authority.school_list import School
from converters.sources.table import Cell, cell_text

_NUMBER: Final = re.compile(r"(?:(\d{3}) ?[/-]? ?)?(\d{4})")
_LEADING_LA: Final = re.compile(r"\d{3}")


def plain(text: str) -> str:
    """Return a name without case, marks and spaces that differ between lists: `St. Mary's` is `st marys`."""
    text = text.casefold().replace("&", " and ").replace("'", "").replace("’", "")
    return " ".join(re.sub(r"[^\w]+", " ", text).split())


class Sites:
    """Everything that is known to mean a school of one authority."""

    def __init__(self, authority: Authority) -> None:
        self.schools = {school.key: school for school in authority.schools}
        self.said = {plain(text): key for text, key in authority.sites.items() if key != OPEN}
        numbers = Counter(school.estab for school in authority.schools if school.estab)
        self._by_number = {s.estab: s.key for s in authority.schools if s.estab and numbers[s.estab] == 1}
        self._shared_numbers = {estab for estab, count in numbers.items() if count > 1}
        names = Counter(plain(school.name) for school in authority.schools)
        self._by_name = {plain(s.name): s.key for s in authority.schools if names[plain(s.name)] == 1}
        self.leas = {school.lea for school in authority.schools}
        self._names = {plain(school.name): school for school in authority.schools}
        self._known: dict[tuple[str, str], str | None] = {}

    def of(self, cell: Cell, lea: str = "") -> str | None:
        """Return the key of the school that a cell means, `none` for nobody's, None where nobody said which.

        lea: the authority's number beside it, for numbers that two authorities have.
        """
        text = cell_text(cell)
        known = (text, lea)
        if known not in self._known:
            self._known[known] = self._find(text, lea)
        return self._known[known]

    def _find(self, text: str, lea: str) -> str | None:
        name = plain(text)
        if not name:
            return None
        if name in self.said:
            return self.said[name]
        number = _NUMBER.fullmatch(text.strip())
        if number is not None:
            authority, estab = number[1] or lea, number[2]
            if authority and authority + estab in self.schools:
                return authority + estab
            if not number[1]:
                return self._by_number.get(estab)
            return None
        return self._by_name.get(name)

    def is_ambiguous(self, cell: Cell) -> bool:
        """Whether a cell is a number that two schools of different authorities have."""
        return cell_text(cell).strip() in self._shared_numbers

    def offers(self, text: str, most: int = 3) -> list[School]:
        """Return the schools whose names are most like a text: to be offered, never taken."""
        alike = difflib.get_close_matches(plain(text), self._names, n=most, cutoff=0.5)
        return [self._names[name] for name in alike]


def open_sites(texts: Iterable[str], sites: Mapping[str, str]) -> dict[str, str]:
    """Return what `[sites]` is to hold: what was said, and each new text with a question mark."""
    known = {plain(text) for text in sites}
    merged = dict(sites)
    for text in texts:
        if plain(text) not in known:
            known.add(plain(text))
            merged[text] = OPEN
    return merged


def is_nobody(key: str | None) -> bool:
    """Whether a site was said to be of no school of this authority."""
    return key == NOBODY
