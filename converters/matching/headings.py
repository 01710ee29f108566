"""What people call the fields: headings known by tag, by label and by `aliases.csv`, looked up exactly and loosely."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from converters.matching.year_groups import hours_of
from converters.recipe.grains import ALLOWED, ONE_ON_A_ROW
from converters.recipe.target import IGNORE, Target, parse_targets, targets_text
from converters.values.codes import YEARS, of_year
from converters.values.periods import without_period
from resources import resource
from swf_desktop.collection import Collection

LABEL, TAG, ALIAS, LOOSE, PART = 1.0, 0.96, 0.95, 0.9, 0.88
ASK: Final = 0.7
"""The most that a heading is worth of which `aliases.csv` says that it must be asked."""

TLR: Final = "payment.PaymentAmount TLR"

_PREFIXES: Final = {
    **dict.fromkeys(("employee", "emp", "staff", "person", "personal", "teacher", "member"), "staff"),
    **dict.fromkeys(
        ("contract", "cont", "post", "assignment", "appointment", "occupancy", "position", "job", "agreement"),
        "contract",
    ),
    **dict.fromkeys(("role",), "role"),
    **dict.fromkeys(("payment", "allowance"), "payment"),
    **dict.fromkeys(("element", "pay"), "element"),
    **dict.fromkeys(("absence", "sickness", "leave"), "absence"),
    **dict.fromkeys(("curriculum", "teaching"), "curriculum"),
    **dict.fromkeys(("qualification", "qual", "degree"), "qualification"),
    **dict.fromkeys(("vacancy",), "vacancy"),
    **dict.fromkeys(("school",), "school"),
}
_SHORT: Final = {
    **dict.fromkeys(("no", "num", "nbr", "nr", "number"), "number"),
    **dict.fromkeys(("ref", "reference", "refs"), "reference"),
    **dict.fromkeys(("hrs", "hr", "hours", "hour"), "hours"),
    **dict.fromkeys(("wks", "wk", "weeks", "week"), "weeks"),
    **dict.fromkeys(("yr", "yrs", "years", "year", "annum", "pa"), "year"),
    **dict.fromkeys(("sal", "salaries", "salary"), "salary"),
    **dict.fromkeys(("emp", "employee", "ee", "employees"), "employee"),
    **dict.fromkeys(("cont", "contr", "contract", "contracts", "contracted", "contractual"), "contract"),
    **dict.fromkeys(("desc", "descr", "description"), "description"),
    **dict.fromkeys(("amt", "amount"), "amount"),
    **dict.fromkeys(("addr", "address"), "address"),
    **dict.fromkeys(("qual", "quals", "qualification", "qualifications"), "qualification"),
    **dict.fromkeys(("abs", "absence", "absences"), "absence"),
    **dict.fromkeys(("dt", "date"), "date"),
    **dict.fromkeys(("dept", "department"), "department"),
    **dict.fromkeys(("cat", "category"), "category"),
    **dict.fromkeys(("tchr", "teachers", "teacher"), "teacher"),
    **dict.fromkeys(("occ", "occasionals", "occasional"), "occasional"),
    **dict.fromkeys(("allce", "allow", "allowances", "allowance"), "allowance"),
    **dict.fromkeys(("forenames", "forename"), "forename"),
    **dict.fromkeys(("pct", "percentage", "percent"), "percent"),
    **dict.fromkeys(("ft", "fulltime"), "fulltime"),
    **dict.fromkeys(("temp", "temporarily", "temporary"), "temporary"),
    **dict.fromkeys(("safeguard", "safeguarded", "safeguarding"), "safeguarded"),
}
_STOP: Final = frozenset(
    {"of", "the", "a", "an", "in", "for", "per", "to", "and", "s", "their", "your", "please", "enter"}
)
_BRACKETS: Final = re.compile(r"\([^)]*\)|\[[^\[\]]*+\]|\(.*$")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD: Final = re.compile(r"[a-z]+|\d+|#")


class Alias(NamedTuple):
    """One meaning of a heading. target: as a recipe has it. scope: grains it holds for (empty: all), and marks.

    Marks: `ask` (never taken unasked), `spare` (only where no other column has the field), `later` (after the other
    columns of a field that repeats).
    """

    target: str
    scope: frozenset[str]
    reason: str
    worth: float

    @property
    def asks(self) -> bool:
        """Whether this meaning must be asked."""
        return "ask" in self.scope

    @property
    def spare(self) -> bool:
        """Whether it is only used where no other column has the field."""
        return "spare" in self.scope

    @property
    def later(self) -> bool:
        """Whether it stands after the other columns of its field."""
        return "later" in self.scope


class Candidate(NamedTuple):
    """One thing that a column may be: targets or `ignore`, how likely from the heading alone, and why."""

    target: str
    worth: float
    reason: str
    spare: bool = False
    later: bool = False


_MARKS: Final = frozenset({"ask", "spare", "later"})


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[str, ...]:
    """Split a heading into lower-case words and numbers, without accents: `Pers.No. (2)` gives pers, no, 2."""
    split = _CAMEL.sub(" ", text)
    plain = unicodedata.normalize(
        "NFKD",
        split.replace("&", " and ").replace("%", " percent ").replace("£", " ").replace("'", "").replace("’", ""),
    )
    return tuple(_WORD.findall("".join(char for char in plain if not unicodedata.combining(char)).casefold()))


def exact_key(text: str) -> str:
    """Return the form in which a heading is looked up exactly: `Pers.No.`, `PersNo` and `pers no` are one."""
    return "".join(words(text))


@lru_cache(maxsize=20_000)
def loose_key(text: str) -> str:
    """Return the form in which a heading is looked up loosely.

    Abbreviations written out, small words and order aside.
    """
    found = [_SHORT.get(word, word) for word in words(text) if word not in _STOP]
    return " ".join(sorted(found))


@cache
def _alias_rows() -> tuple[dict[str, str], ...]:
    text = resource("census", "aliases.csv").read_text(encoding="utf-8")
    return tuple(row for row in csv.DictReader(io.StringIO(text)) if row["what"] == "heading")


class Headings:
    """All that is known of headings in one collection. Made once for a run; looking up is by dictionary."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        self._exact: dict[str, list[Alias]] = {}
        self._loose: dict[str, list[Alias]] = {}
        self._texts: dict[str, str] = {}
        self._vocabulary: set[str] = set()
        shared = Counter(field.tag for field in collection.fields.values())
        for field in collection.fields.values():
            for text, worth, why in (
                (field.name, LABEL, "the field's full name"),
                (field.label, LABEL, "the field's label"),
            ):
                self._add(text, Alias(field.name, frozenset(), f"'{text}' is {why}", worth))
            # `Subject` alone means what the sheet is about; on a list of people it could be anything.
            narrow = shared[field.tag] > 1 and field.kind not in ("staff", "contract", "role")
            own = frozenset({field.kind}) if narrow else frozenset()
            self._add(field.tag, Alias(field.name, own, f"'{field.tag}' is the field's name in the message", TAG))
        payments = collection.code_sets[collection.fields["payment.PaymentType"].code_set]
        for row in _alias_rows():
            target, words = row["field"], row["scope"].split()
            if not of_year(words, collection.year):
                continue
            scope = frozenset(word for word in words if not YEARS.fullmatch(word))
            if target == TLR and not payments.holds("TLR"):
                # One code to 2014; later TLR1 and TLR2 have another than TLR3, and a bare `TLR` is asked.
                number = next((digit for digit in row["text"] if digit in "123"), "")
                target = target.replace("TLR", {"": "TLR", "3": "TL3"}.get(number, "TLE"))
            if target != IGNORE and any(part.field not in collection.fields for part in parse_targets(target)):
                continue
            reason = row["reason"] or f"'{row['text']}' is a usual heading for it"
            self._add(row["text"], Alias(target, scope, reason, ALIAS))

        self._heard: dict[str, bool] = {}
        self._meanings: dict[tuple[str, str], list[Candidate]] = {}
        self._alike: dict[tuple[str, str], list[tuple[Candidate, float]]] = {}

    def _add(self, text: str, alias: Alias) -> None:
        self._vocabulary.update(words(text))
        self._exact.setdefault(exact_key(text), []).append(alias)
        key = loose_key(text)
        self._loose.setdefault(key, []).append(alias)
        self._texts.setdefault(key, text)

    def knows(self, text: str) -> bool:
        """Whether a heading means something, to keep or to leave out, on some sheet."""
        known = self._heard.get(text)
        if known is None:
            known = self._heard[text] = self._knows(text)
            _bound(self._heard)
        return known

    def _knows(self, text: str) -> bool:
        return (
            hours_of(text) is not None
            or any(self._known_key(form) for form in _forms(text))
            or self._known_prefixed(text)
        )

    def _known_key(self, text: str) -> bool:
        key = exact_key(text)
        return bool(key) and (key in self._exact or loose_key(text) in self._loose)

    def _known_prefixed(self, text: str) -> bool:
        split = words(text)
        return (
            len(split) > 1
            and split[0] in _PREFIXES
            and any(self._known_key(" ".join(form)) for form in _without_number(split[1:]))
        )

    def candidates(self, text: str, grain: str) -> list[Candidate]:
        """Return what a heading means on a sheet of one grain, best first; empty where nobody has heard of it."""
        meant = self._meanings.get((text, grain))
        if meant is None:
            meant = self._meanings[text, grain] = self._candidates(text, grain)
            _bound(self._meanings)
        return list(meant)

    def _candidates(self, text: str, grain: str) -> list[Candidate]:
        found: dict[str, Candidate] = {}
        across = hours_of(text) if grain == "curriculum" else None
        if across is not None:
            return [Candidate(across, ALIAS, f"'{text}' is a year group, and the hours stand below it")]
        for form, number, cost in _numbered_forms(text):
            for candidate in self._of_form(form, number, grain, cost):
                standing = found.get(candidate.target)
                if standing is None or standing.worth < candidate.worth:
                    found[candidate.target] = candidate
            if found:
                break
        if not found:
            for candidate in (*self._prefixed(text, grain), *self._with_period(text, grain)):
                found.setdefault(candidate.target, candidate)
        order = {kind: rank for rank, kind in enumerate(ALLOWED[grain])}
        return sorted(
            found.values(), key=lambda one: (-one.worth, order.get(one.target.partition(".")[0], 99), one.target)
        )

    def _of_form(self, form: str, number: int | None, grain: str, cost: float) -> Iterator[Candidate]:
        aliases = self._exact.get(exact_key(form))
        worth_of_match = 1.0
        if aliases is None:
            aliases, worth_of_match = self._loose.get(loose_key(form)), LOOSE / ALIAS
        if aliases is None:
            return
        yield from self._in_grain(aliases, number, grain, cost, worth_of_match)

    def _in_grain(
        self, aliases: Iterable[Alias], number: int | None, grain: str, cost: float, share: float
    ) -> Iterator[Candidate]:
        aliases = list(aliases)
        outside: Alias | None = None
        fits = False
        for alias in aliases:
            grains = alias.scope - _MARKS
            if grains and grain not in grains:
                continue
            target = alias.target
            if target != IGNORE:
                moved = self._for_grain(target, grain, number)
                if moved is None:
                    outside = outside or alias
                    continue
                target = moved
            fits = True
            worth = min(alias.worth * share - cost, ASK) if alias.asks else alias.worth * share - cost
            yield Candidate(target, worth, alias.reason, alias.spare, alias.later)
        if (
            not fits
            and outside is not None
            and outside.worth >= ALIAS
            and "contract" in outside.target
            and grain in ("absence", "curriculum", "qualification")
        ):
            yield Candidate(
                IGNORE, outside.worth * share - cost, f"a sheet of {grain} records says nothing of contracts"
            )

    def _for_grain(self, text: str, grain: str, number: int | None) -> str | None:
        """Return the targets as they are on a sheet of this grain, None where they have no place there."""
        allowed = ALLOWED[grain]
        result = []
        for target in parse_targets(text):
            name = target.field
            if grain == "role" and target.kind == "contract" and f"role.{target.tag}" in self.collection.fields:
                name = f"role.{target.tag}"
            kind = name.partition(".")[0]
            if kind not in allowed:
                return None
            group = number
            if number is not None and (kind == grain or kind in ONE_ON_A_ROW):
                # Several of these side by side on one row are not read, but for the values of a field that repeats.
                if number > 1 and not self.collection.fields[name].repeats:
                    return None
                group = None
            result.append(Target(name, group, target.type))
        return targets_text(tuple(result))

    def _with_period(self, text: str, grain: str) -> Iterator[Candidate]:
        """Look at `SEN per annum` and `TLR p/m` as the payments they are; the rows are told the period."""
        short = without_period(text)
        for candidate in self._of_form(short, None, grain, 0.02) if short else ():
            if candidate.target.startswith(("payment.PaymentAmount", "contract.SafeguardedAmount")):
                yield candidate

    def _prefixed(self, text: str, grain: str) -> Iterator[Candidate]:
        """Look at `Role 1 hours` as the hours of role 1, and at `Employee surname` as a surname."""
        split = words(text)
        kind = _PREFIXES.get(split[0]) if split else None
        if kind is None or len(split) < 2 or kind not in ALLOWED[grain]:
            return
        numbers = [int(word) for word in split if word.isdigit()]
        number = numbers[0] if numbers else None
        rest = " ".join(word for word in split[1:] if not word.isdigit())
        if not rest:
            return
        aliases = self._exact.get(exact_key(rest)) or self._loose.get(loose_key(rest)) or []
        for alias in aliases:
            if alias.target == IGNORE:
                continue
            target = alias.target
            first = parse_targets(target)[0]
            if kind == "role" and first.kind == "contract" and f"role.{first.tag}" in self.collection.fields:
                target = f"role.{first.tag}"
            if not target.startswith(f"{kind}."):
                continue
            moved = self._for_grain(target, grain, number)
            if moved is not None:
                yield Candidate(moved, min(PART, ASK) if alias.asks else PART, alias.reason, alias.spare, alias.later)

    def without_names(self, text: str) -> str:
        """Return a heading without the words that no known heading has, such as the school's name.

        `At Harbour Lane since` is `At since`. The heading itself where nothing or too little is left.
        """
        split = [word for word in re.split(r"\s+", text) if word]
        kept = [word for word in split if not word[:1].isupper() or self._vocabulary & set(words(word))]
        short = " ".join(kept)
        return short if kept and len(kept) < len(split) and exact_key(short) in self._exact else text

    def similar(self, text: str, grain: str, *, least: float = 0.72, most: int = 4) -> list[tuple[Candidate, float]]:
        """Return what looks like a heading, with the likeness (ratio of difflib, 0 to 1), best first.

        Slow: for unknown headings only.
        """
        alike = self._alike.get((text, grain)) if (least, most) == (0.72, 4) else None
        if alike is None:
            alike = self._similar(text, grain, least, most)
            if (least, most) == (0.72, 4):
                self._alike[text, grain] = alike
                _bound(self._alike)
        return list(alike)

    def _similar(self, text: str, grain: str, least: float, most: int) -> list[tuple[Candidate, float]]:
        key = loose_key(text)
        if len(key) < 3:
            return []
        wanted = set(key.split())
        matcher = SequenceMatcher(b=key, autojunk=False)
        scored: dict[str, tuple[Candidate, float]] = {}
        for other, aliases in self._loose.items():
            theirs = set(other.split())
            shares = len(theirs & wanted) / max(len(theirs), 1)
            # A heading that holds all the words of a known one, such as "Surname as on contract", is worth asking
            # about.
            inside = 0.78 if theirs and theirs < wanted and len(other) > 3 and len(theirs) * 3 >= len(wanted) else 0.0
            matcher.set_seq1(other)
            ratio = 0.0
            if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least:
                ratio = matcher.ratio()
            score = max(ratio, inside * shares)
            if score < least:
                continue
            for candidate in self._in_grain(aliases, None, grain, 0.0, 1.0):
                standing = scored.get(candidate.target)
                if standing is None or standing[1] < score:
                    like = candidate._replace(reason=f"looks like '{self._texts[other]}'")
                    scored[candidate.target] = (like, score)
        return sorted(scored.values(), key=lambda pair: (-pair[1], pair[0].target))[:most]


_MOST_KEPT: Final = 20_000
"""So many headings are remembered; a file may have any number of columns."""


def _bound(kept: dict[Any, Any]) -> None:
    if len(kept) > _MOST_KEPT:
        kept.clear()


_MADE: Final[dict[int, Headings]] = {}
_MOST_MADE: Final = 4


def headings_of(collection: Collection) -> Headings:
    """Return all that is known of headings in one collection: made once, whatever number of schools it serves.

    What was looked up stays looked up, so that the headings of a layout that is known cost nothing.
    """
    # A collection with other switches has the same fields, and means the same by every heading.
    made = _MADE.get(id(collection.fields))
    if made is None or made.collection.fields is not collection.fields:
        if len(_MADE) >= _MOST_MADE:
            _MADE.clear()
        made = _MADE[id(collection.fields)] = Headings(collection)
    return made


def _forms(text: str) -> Iterator[str]:
    """Yield a heading whole, without what stands in brackets, and without numbers."""
    yield text
    short = _BRACKETS.sub(" ", text).strip()
    if short and short != text:
        yield short
    for form in _without_number(words(short or text)):
        yield " ".join(form)


def _without_number(split: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    without = tuple(word for word in split if not word.isdigit())
    if without and len(without) < len(split):
        yield without
        yield tuple("#" if word.isdigit() else word for word in split)
    elif split:
        yield split


def _numbered_forms(text: str) -> Iterator[tuple[str, int | None, float]]:
    """Yield the forms of a heading to look up, the number of the group that each leaves, and what the form costs."""
    yield text, None, 0.0
    short = _BRACKETS.sub(" ", text).strip()
    if short and short != text:
        yield short, None, 0.02
    split = words(short or text)
    numbers = [int(word) for word in split if word.isdigit()]
    if not numbers:
        return
    yield " ".join("#" if word.isdigit() else word for word in split), None, 0.0
    without = " ".join(word for word in split if not word.isdigit())
    if without and 1 <= numbers[0] <= 99:
        yield without, numbers[0], 0.02
