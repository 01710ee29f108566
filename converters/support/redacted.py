"""A copy of a return about nobody: names, numbers, birth dates and pay replaced, and the same findings.

Every value is replaced by one of its own kind, and each replacement is proved by checking the person again: a value
that would change the findings is tried again in another way.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from converters.request import CannotRun
from swf_desktop.canonical import SEPARATOR, canonical_value
from swf_desktop.collection import Collection
from swf_desktop.practice import NI_PREFIX
from swf_desktop.record import Record, Return, Value
from validation.cases import copied
from validation.engine import Checker
from validation.finding import Finding

NAMES: Final = ("PersonFamilyName", "PersonGivenName", "FormerFamilyName")
NUMBERS: Final = ("TeacherNumber", "NINumber")
PAY: Final = ("BasePay", "PaymentAmount")

_TEMPORARY: Final = frozenset({"GB", "BG", "NK", "KN", "TN", "NT", "ZZ"})
_UNUSED: Final = "DFIQUV"
_STEPS: Final = tuple(Decimal(step) for step in ("0.93", "1.06", "0.985", "1.012"))
_NEAR: Final = tuple(Decimal(step) for step in ("-0.63", "0.57", "-0.29", "0.31", "-0.07", "0.03", "-0.01", "0.01"))
_FULL: Final = Decimal("0.01")

Key = tuple[str, str, str]


class _Text(NamedTuple):
    """What a field of a record is to hold."""

    record: Record
    tag: str
    value: Value


def redacted(return_: Return, collection: Collection, *, level: str | None = None) -> Return:
    """Return the copy, marked as practice so that it can never be sent as a return.

    level: as for `validation.engine.check`. Raises CannotRun where a value cannot be replaced without changing what is
    found; no value is left as it was.
    """
    copy = Return(copied(return_.message, "", ""), return_.name, practice=True)
    before = _by_person(Checker(return_, collection, level=level).all(), return_)
    names: dict[str, str] = {}
    numbers: dict[str, str] = {}
    for person in copy.staff:
        _rename(person, names)
        _renumber(person, numbers)
    checker = Checker(copy, collection, level=level)
    for place, person in enumerate(copy.staff):
        wanted = before.get(place, Counter())
        for record in person.walk():
            _replace_dates(record, checker, person, wanted, collection)
        _replace_pay(person, checker, wanted, collection)
    if _by_person(checker.restart(), copy) != before:
        raise _cannot()
    return copy


def _cannot() -> CannotRun:
    return CannotRun(
        "A copy that gives the same findings could not be made.", "Send the details for support, without the copy."
    )


def _by_person(findings: Iterable[Finding], return_: Return) -> dict[int, Counter[Key]]:
    """Return the findings by the person's place among all people (-1 for those of nobody), as they can be compared."""
    places = {id(person): place for place, person in enumerate(return_.staff)}
    found: dict[int, Counter[Key]] = {}
    for finding in findings:
        person = None if finding.record is None else finding.record.person()
        place = -1 if person is None else places[id(person)]
        found.setdefault(place, Counter())[_key(finding)] += 1
    return found


def _key(finding: Finding) -> Key:
    return finding.rule, finding.xpath, finding.field or ""


def _same(checker: Checker, person: Record, wanted: Counter[Key]) -> bool:
    return Counter(map(_key, checker.recheck(person))) == wanted


# Names and numbers: letter by letter and figure by figure, the same for the same, so that what is twice stays twice


def _rename(person: Record, names: dict[str, str]) -> None:
    for tag in NAMES:
        value = person.values.get(tag)
        if value is not None:
            person.values[tag] = _each(value, lambda text: _made_name(text, names))


def _each(value: Value, change: Callable[[str], str]) -> Value:
    if isinstance(value.sent, tuple):
        texts = tuple(change(text) for text in value.sent)
        return Value(SEPARATOR.join(texts), texts, texts)
    text = change(value.sent)
    return Value(text, text, text)


def _made_name(text: str, names: dict[str, str]) -> str:
    """Return a name with other letters, and spaces, hyphens and capitals where they were."""
    made = names.setdefault(text.casefold(), _letters(len(names)))
    return "".join(
        _cased(made[index % len(made)], letter) if letter.isalpha() else ("0" if letter.isdigit() else letter)
        for index, letter in enumerate(text)
    )


def _letters(number: int) -> str:
    """Return a word of letters that is another for each number."""
    syllables: list[str] = []
    rest = number + 1
    while rest:
        rest, digit = divmod(rest, 20)
        syllables.append("bcdfghjklmnprstvwzxq"[digit] + "aeiou"[(digit + len(syllables)) % 5])
    return "".join(syllables) + "mo"


def _cased(letter: str, like: str) -> str:
    return letter.upper() if like.isupper() else letter


def _renumber(person: Record, numbers: dict[str, str]) -> None:
    for tag in NUMBERS:
        value = person.values.get(tag)
        if value is not None and isinstance(value.sent, str):
            text = _made_number(value.sent, numbers, tag)
            person.values[tag] = Value(text, text, text)
    reference = person.values.get("PersonRef")
    if reference is not None:
        text = numbers.setdefault(f"PersonRef {reference.sent}", f"{len(numbers) + 1:06d}")
        person.values["PersonRef"] = Value(text, text, text)


def _made_number(text: str, numbers: dict[str, str], tag: str) -> str:
    """Return a number with other figures and letters of the same use, and everything else where it was."""
    plain = "".join(text.split()).upper()
    digits = sum(letter.isdigit() for letter in plain)
    counted = numbers.setdefault(f"{tag} {plain}", str(len(numbers) + 1))
    figures = iter(_figures(counted, digits, tag, plain))
    temporary = tag == "NINumber" and plain[:2] in _TEMPORARY
    out = []
    seen = 0
    for letter in text:
        if letter.isspace():
            out.append(letter)
            continue
        if letter.isdigit() and letter.isascii():
            out.append(next(figures))
        elif letter.isalpha():
            made = letter.upper() if temporary and seen < 2 else _made_letter(letter.upper(), seen)
            out.append(made if letter.isupper() else made.lower())
        else:
            out.append(letter)
        seen += 1
    return "".join(out)


def _figures(counted: str, digits: int, tag: str, plain: str) -> str:
    """Return so many figures; a teacher number's first two stay of the sort they were."""
    if tag == "TeacherNumber" and digits > 2:
        return ("40" if plain[:2].isdigit() and plain[:2] != "40" else "41") + counted.zfill(digits - 2)[
            -(digits - 2) :
        ]
    return counted.zfill(digits)[-digits:] if digits else ""


def _made_letter(letter: str, place: int) -> str:
    if place >= 2:
        return letter if letter in "ABCD" else "X"
    if letter in _UNUSED:
        return "Q"
    return "O" if letter == "O" and place == 1 else NI_PREFIX[place]


# Birth dates: within the year, on the same side of census day


def _replace_dates(
    record: Record, checker: Checker, person: Record, wanted: Counter[Key], collection: Collection
) -> None:
    value = record.values.get("PersonBirthDate")
    if value is None:
        return
    field = collection.fields[f"{record.kind}.PersonBirthDate"]
    texts = (
        (day.isoformat() for day in _other_days(value.typed))
        if isinstance(value.typed, date)
        else iter((_other_figures(value.raw), _other_figures(value.raw, 4)))
    )
    _first_that_fits(
        ([_Text(record, "PersonBirthDate", canonical_value(field, text))] for text in texts if text != value.sent),
        checker,
        person,
        wanted,
    )


def _other_days(day: date) -> Iterator[date]:
    """Yield other days of the same year, far ones first."""
    for month in (*range(day.month - 2, 0, -1), *range(day.month + 2, 13), day.month):
        last = calendar.monthrange(day.year, month)[1]
        for other in (1 + (day.day + 9) % last, last, 1):
            if (month, other) != (day.month, day.day):
                yield date(day.year, month, other)
    yield from (date(day.year - 1, 6, 15), date(day.year + 1, 6, 15))


def _other_figures(text: str, step: int = 3) -> str:
    """Return a text that is no value with other figures."""
    return "".join(
        str((int(letter) + step) % 10) if letter.isdigit() and letter.isascii() else letter for letter in text
    )


# Pay: with the point, else by a share, else by pence


def _replace_pay(person: Record, checker: Checker, wanted: Counter[Key], collection: Collection) -> None:
    """Replace pay; records of one person that hold the same figure go on holding the same."""
    alike: dict[tuple[str, str, object, object], list[Record]] = {}
    for record in person.walk():
        for tag in PAY:
            value = record.values.get(tag)
            if value is not None:
                point = tuple(record.code(name) for name in ("Scale", "RegionSpine", "SpinePoint"))
                alike.setdefault((record.kind, tag, value.sent, point), []).append(record)
    for (_kind, tag, _sent, _point), records in alike.items():
        first = records[0]
        value = first.values[tag]
        choices = (
            [
                _Text(record, name, canonical_value(collection.fields[f"{record.kind}.{name}"], text))
                for record in records
                for name, text in choice
            ]
            for choice in _other_pay(first, tag, value, collection)
        )
        _first_that_fits(choices, checker, person, wanted)


def _other_pay(record: Record, tag: str, value: Value, collection: Collection) -> Iterator[list[tuple[str, str]]]:
    pay = value.typed
    if not isinstance(pay, Decimal):
        for step in (3, 4, 5):
            yield [(tag, _other_figures(value.raw, step))]
        yield [(tag, value.raw + "x")]
        return
    scale, region, point = (record.code(name) for name in ("Scale", "RegionSpine", "SpinePoint"))
    if tag == "BasePay" and point is not None:
        standing = collection.pay_points.get((scale or "", region or "", point))
        others = [
            each
            for each in collection.pay_points.values()
            if (each.scale, each.region) == (scale, region) and each.point != point
        ]
        for other in others if standing is not None else ():
            text = _money(pay * other.annual / standing.annual) if standing is not None else ""
            yield [(tag, text), ("SpinePoint", other.point)]
    for share in _STEPS:
        yield [(tag, _money(pay * share))]
    for pence in _NEAR:
        yield [(tag, _money(pay + pence))]
    yield [(tag, f"{pay:f}1")]


def _money(amount: Decimal) -> str:
    return f"{amount.quantize(_FULL, ROUND_HALF_UP):f}"


def _first_that_fits(choices: Iterable[list[_Text]], checker: Checker, person: Record, wanted: Counter[Key]) -> None:
    """Set the first choice with which the person's findings are as they were. Raises CannotRun where none is."""
    for choice in choices:
        before = [(each.record, each.tag, each.record.values[each.tag]) for each in choice]
        if any(each.value.sent == old.sent for each, (_, _, old) in zip(choice, before, strict=True)):
            continue
        for each in choice:
            each.record.values[each.tag] = each.value
        if _same(checker, person, wanted):
            return
        for record, tag, old in before:
            record.values[tag] = old
    raise _cannot()
