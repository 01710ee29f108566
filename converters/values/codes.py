"""From the words that files have for a code to the code.

In turn by the recipe, the code itself, its official label, an alias and what else the label says; what none of them
knows gets proposals only. An official label always means its own code, whatever people use it for.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import cache
from typing import Final, NamedTuple

from resources import resource
from swf_desktop.collection import CodeSet, Collection, Field, former_codes
from swf_desktop.tables import when_changed

BLANK: Final = "blank"
"""What a recipe says of a text that means nothing: the field stays empty."""

YES: Final = frozenset({"yes", "y", "true", "t", "1", "✓", "✔"})
NO: Final = frozenset({"no", "n", "false", "f", "0", "✗", "✘"})

ALIKE: Final = 0.6
"""How like a description a text must be to be proposed (ratio of difflib), never taken."""

MOST_PROPOSED: Final = 4
LISTED_WHOLE: Final = 12
"""Code sets up to this size are offered whole."""

_FEWEST_WORDS: Final = 2
_SHORTEST_WORD: Final = 4
"""Words that are cut shorter may be cut from many."""

YEARS: Final = re.compile(r"(?P<only>[0-9]{4})|(?P<since>[0-9]{4})?-(?P<until>[0-9]{4})?")
"""A scope of `aliases.csv` that says years."""

_BRACKETS: Final = re.compile(r"(?:(?<!\s)\s++)?[(\[][^)\]]*+[)\]]?")
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")
_DIGITS: Final = re.compile(r"\d+")
_DETAIL: Final = re.compile(r"(?<!\s)\s++[-–]\s+|:\s+")
_DETAILED: Final = frozenset({"absence.AbsenceCategory"})
"""Fields whose words go on with a reason (`Sickness - Cold/Flu`)."""
_CUTS: Final = re.compile(r"(?:(?<!\s)\s++)?/\s*+|(?<!\s)\s++or\s++|,? e\.g\. ")


def plain_words(text: str) -> str:
    """Fold a text for comparing: case, punctuation and spaces aside, `&` as `and`."""
    return _NOT_WORD.sub(" ", text.casefold().replace("&", " and ").replace("'", "").replace("’", "")).strip()


class CodeMatch(NamedTuple):
    """The code of a text and how it was found.

    `recipe`, `code`, `alias`, `description`; else no code and the likeliest ones, best first.

    blank: the recipe says that the text means nothing.
    """

    code: str | None
    how: str = ""
    proposals: tuple[str, ...] = ()
    blank: bool = False


@cache
def _alias_rows() -> tuple[dict[str, str], ...]:
    """Return the rows of `aliases.csv` that are about values; none where the table is not there."""
    path = resource("census", "aliases.csv")
    if not path.is_file():
        return ()
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    return tuple(row for row in rows if row.get("what") == "value")


@cache
def value_aliases(field_name: str, code_set: str = "", year: int | None = None) -> Mapping[str, str]:
    """Return what people write for the codes of a field: folded text to code.

    A row counts for the field it names; a field without a row of its own (`vacancy.VacancyPost`) takes those of its
    code set. A scope that is a year (`2013`) or years (`2015-`, `2015-2018`) limits a row to those. In a year, a code
    that ended by then is the one in its place where that is certain; year None: as the table has it.
    """
    rows = [row for row in _alias_rows() if of_year((row["scope"] or "").split(), year)]
    # Rows for some years only go before those of all years.
    rows.sort(key=lambda row: bool(YEARS.fullmatch(row["scope"] or "")))
    own = {_alias_words(row["text"]): row["code"] for row in rows if row["field"] == field_name}
    shared = {_alias_words(row["text"]): row["code"] for row in rows if code_set and row["field"] == code_set}
    found = {**shared, **own}
    if year is None:
        return found
    collection = Collection.load(year)
    return {words: collection.renewed(field_name, code) for words, code in found.items()}


def of_year(scope: Iterable[str], year: int | None) -> bool:
    """Whether a row of `aliases.csv` counts in a year: every scope that says years has it; year None has none of them.

    Scopes that say years: `2013`, `2015-`, `-2014`, `2015-2018`.
    """
    spans = [match for part in scope if (match := YEARS.fullmatch(part))]
    if year is None:
        return not any(match["since"] for match in spans)
    return all(
        int(match["only"] or match["since"] or 0) <= year <= int(match["only"] or match["until"] or 9999)
        for match in spans
    )


def _alias_words(text: str) -> str:
    """Fold an alias; `#` stands for any number (`Year # Teacher`)."""
    return " # ".join(plain_words(part) for part in text.split("#")).strip()


def alias_of(aliases: Mapping[str, str], words: str) -> str | None:
    """Return the code of folded words, as they are or with any number for theirs."""
    return aliases.get(words) or aliases.get(_DIGITS.sub("#", words))


class CodeMatcher:
    """Finds the code of a text for one field. `settled`: what the recipe says, text to code."""

    def __init__(self, code_set: CodeSet, settled: Mapping[str, str], aliases: Mapping[str, str]) -> None:
        self.code_set = code_set
        # Codes of earlier years to those in their place, to be chosen from.
        self.ended: Mapping[str, tuple[str, ...]] = {}
        # Folded descriptions of earlier years to their codes.
        self.former: Mapping[str, str] = {}
        # Whether texts may go on after a dash with what the census does not ask for.
        self.takes_details = False
        self._settled = {**{text.strip().casefold(): code for text, code in settled.items()}, **settled}
        self._aliases = aliases
        self._by_upper: dict[str, list[str]] = {}
        self._levels: tuple[dict[str, set[str]], ...] = ({}, {}, {})
        self._known: dict[str, bool] = {}
        self._by_word: dict[str, list[tuple[list[str], set[str]]]] | None = None
        self._proposed: dict[str, tuple[str, ...]] = {}
        for code, row in code_set.codes.items():
            self._by_upper.setdefault(code.upper(), []).append(code)
            if code_set.membership != "ranges":
                self._learn(code, row.description)
        lowered = {code.casefold() for code in code_set.codes}
        self._yes_no = self._yes_no_codes(lowered)

    @staticmethod
    def _yes_no_codes(lowered: set[str]) -> dict[str, str]:
        for yes, no in (("yes", "no"), ("y", "n"), ("true", "false")):
            if {yes, no} <= lowered:
                return {**dict.fromkeys(YES, yes), **dict.fromkeys(NO, no)}
        return {}

    def _learn(self, code: str, description: str) -> None:
        """Know a description whole, without its brackets, and by its alternatives (`Art and Design / Art`)."""
        short = _BRACKETS.sub("", description)
        texts = ([description], [short], [*_CUTS.split(short), *_CUTS.split(description)])
        for level, forms in zip(self._levels, texts, strict=True):
            for form in forms:
                words = plain_words(form)
                if words:
                    level.setdefault(words, set()).add(code)

    def match(self, text: str) -> CodeMatch:
        """Find the code of a text as the file has it."""
        stripped = text.strip()
        settled = self._settled.get(stripped) or self._settled.get(stripped.casefold())
        if settled is not None:
            return CodeMatch(None, "recipe", blank=True) if settled == BLANK else CodeMatch(settled, "recipe")
        found = self._found(stripped)
        if found is not None:
            return found
        words = plain_words(stripped)
        if words not in self._proposed:
            self._proposed[words] = self._alike(words)
        return CodeMatch(None, "", self._proposed[words])

    def knows(self, text: str) -> bool:
        """Whether a text has a code, by itself and not by the recipe. Quick: nothing is proposed for what has none."""
        known = self._known.get(text)
        if known is None:
            found = self._found(text.strip())
            known = self._known[text] = found is not None and found.code is not None
        return known

    def _found(self, stripped: str) -> CodeMatch | None:
        """Return the code of a text, or several that it may be; None where nothing is known of it."""
        code = self._as_code(stripped)
        if code is not None:
            return CodeMatch(code, "code")
        words = plain_words(stripped)
        label = self._levels[0].get(words)
        alias = alias_of(self._aliases, words)
        if label is not None and len(label) == 1 and words:
            (code,) = label
            # The main code may stand for one that refines it: who writes `White Other` seldom means WOTW.
            if alias is None or alias != self.code_set.codes[code].part_of:
                return CodeMatch(code, "description")
        if alias is not None and self.code_set.holds(alias):
            return CodeMatch(alias, "alias")
        for before in (alias, stripped.upper()):
            if before is not None and before in self.ended:
                return CodeMatch(None, "", self.ended[before])
        for level in self._levels:
            codes = level.get(words)
            if codes is not None and words:
                return (
                    CodeMatch(next(iter(codes)), "description")
                    if len(codes) == 1
                    else CodeMatch(None, "", tuple(sorted(codes)))
                )
        former = self.former.get(words)
        if former is not None and self.code_set.holds(former):
            return CodeMatch(former, "description")
        if former is not None and former in self.ended:
            known = self._aliases.get(plain_words(former))
            return (
                CodeMatch(known, "alias") if known in self.code_set.codes else CodeMatch(None, "", self.ended[former])
            )
        yes_no = self._yes_no.get(stripped.casefold())
        if yes_no is not None:
            return CodeMatch(self._by_upper[yes_no.upper()][0], "description")
        short = self._cut_short(words)
        if short is None and self.takes_details:
            return self._with_detail(stripped)
        return None if short is None else CodeMatch(short, "description")

    def _with_detail(self, text: str) -> CodeMatch | None:
        """Return the code of `Sickness - Cold/Flu`: what stands after the dash says more, unless it is like a label."""
        head, *rest = _DETAIL.split(text, maxsplit=1)
        found = self._found(head) if head and rest else None
        if found is None or found.code is None:
            return None
        words = plain_words(rest[0])
        other = self._found(rest[0])
        likely = {code for code in self._alike(words) if code != found.code}
        return None if likely or (other is not None and other.code != found.code) else found

    def _cut_short(self, text: str) -> str | None:
        """Return the code of words that are cut short (`white brit`), where one code alone begins so.

        As many words as its description or everyday name has, one of them whole, the others of four letters or more.
        """
        mine = text.split()
        if len(mine) < _FEWEST_WORDS:
            return None
        if self._by_word is None:
            self._by_word = {}
            for known, of in (
                *((known, codes) for level in self._levels[:2] for known, codes in level.items()),
                *((known, {code}) for known, code in self._aliases.items()),
            ):
                split = known.split()
                for word in set(split) if len(split) >= _FEWEST_WORDS else ():
                    self._by_word.setdefault(word, []).append((split, of))
        codes = {
            code
            for word in set(mine)
            for whole, of in self._by_word.get(word, ())
            if _begins(mine, whole)
            for code in of
        }
        return codes.pop() if len(codes) == 1 and self.code_set.holds(next(iter(codes))) else None

    def _as_code(self, text: str) -> str | None:
        if self.code_set.membership == "ranges":
            return text if self.code_set.holds(text) else None
        if text in self.code_set.codes:
            return text
        # `te` is TE, and `L 18` L18, where no two codes differ in nothing else.
        found = self._by_upper.get(text.upper()) or self._by_upper.get(text.upper().replace(" ", ""))
        if found is not None:
            return found[0] if len(found) == 1 else None
        upper = text.upper()
        return upper if self.code_set.membership == "examples" and self.code_set.holds(upper) else None

    def _alike(self, words: str) -> tuple[str, ...]:
        if not words:
            return ()
        scores: dict[str, float] = {}
        wanted = set(words.split())
        matcher = SequenceMatcher(b=words)
        for level in self._levels:
            for key, codes in level.items():
                matcher.set_seq1(key)
                score = matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0
                # `Unqualified Teachers` begins the longer description: all its words are there.
                if wanted <= set(key.split()) and len(words) > 3:
                    score = max(score, 0.8)
                if score >= ALIKE:
                    for code in codes:
                        scores[code] = max(scores.get(code, 0.0), score)
        return tuple(sorted(scores, key=lambda code: (-scores[code], code))[:MOST_PROPOSED])

    def choices(self, proposals: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """Return what a question offers: proposals, the rest of a short set, and leaving the field empty."""
        codes = self.code_set.codes
        rest = [code for code in codes if code not in proposals] if len(codes) <= LISTED_WHOLE else []
        offered = [(code, codes[code].description if code in codes else "") for code in (*proposals, *rest)]
        return (*offered, (BLANK, "leave the field empty"))


def _begins(mine: list[str], whole: list[str]) -> bool:
    """Whether words are another text's words, some of them cut short."""
    return len(mine) == len(whole) and all(
        short == word or (len(short) >= _SHORTEST_WORD and word.startswith(short))
        for short, word in zip(mine, whole, strict=True)
    )


@cache
def _former(field_name: str, year: int) -> Mapping[str, str]:
    return {plain_words(text): code for text, code in former_codes(field_name, year).items()}


when_changed(_former.cache_clear)


def matcher_for(collection: Collection, field_name: str, settled: Mapping[str, str]) -> CodeMatcher | None:
    """Return the matcher of a field, None where the field has no code set. Without `settled` it is made once."""
    field = collection.fields[field_name]
    code_set = collection.code_sets.get(field.code_set)
    if code_set is None:
        return None
    key = id(code_set), field_name, collection.year
    if not settled and key in _MATCHERS:
        return _MATCHERS[key]
    made = _made(field, code_set, settled, collection)
    if not settled:
        _MATCHERS[key] = made
    return made


_MATCHERS: Final[dict[tuple[int, str, int], CodeMatcher]] = {}
"""Matchers by code set (which each holds, so that no other has its id), field and year."""


def _made(field: Field, code_set: CodeSet, settled: Mapping[str, str], collection: Collection) -> CodeMatcher:
    aliases = value_aliases(field.name, field.code_set, collection.year)
    ended = collection.successors.get(field.name, {})
    renewed = {
        plain_words(code): one.becomes[0] for code, one in ended.items() if one.certain and code not in code_set.codes
    }
    matcher = CodeMatcher(code_set, settled, {**renewed, **aliases})
    matcher.ended = {code: one.becomes for code, one in ended.items() if code not in code_set.codes}
    matcher.takes_details = field.name in _DETAILED
    matcher.former = _former(field.name, collection.year)
    return matcher
