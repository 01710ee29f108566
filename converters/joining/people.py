"""Who is who: finds the person that a row is about, across all sheets of a return.

Rows join where an id (payroll number, teacher number, NI number) and either the name or the birth date agree; where a
row has neither name nor birth date, the id alone; where it has no id, name with birth date. An id that agrees while
name and birth date do not is reported and never joined.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from converters.values.identifiers import TEMPORARY_NI
from converters.values.names import fold, given_agree, given_names, in_capitals, name_key
from swf_desktop.record import Origin, Record, Value

IDS: Final = ("PersonRef", "TeacherNumber", "NINumber")
NAMES: Final = ("PersonFamilyName", "PersonGivenName", "Initials")


def _former(values: Mapping[str, Value]) -> frozenset[str]:
    former = values.get("FormerFamilyName")
    if former is None:
        return frozenset()
    return frozenset(map(fold, former.sent if isinstance(former.sent, tuple) else (former.sent,)))


def _names_agree(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return one[0] == other[0] and (not one[1] or not other[1] or one[1] == other[1])


def _birth_date(values: Mapping[str, Value]) -> date | None:
    value = values.get("PersonBirthDate")
    return value.typed if value is not None and isinstance(value.typed, date) else None


def _id_key(tag: str, value: Value) -> tuple[str, str]:
    """Return a number for comparing: staff numbers are one also where a file has lost leading zeros.

    That it is the same person, name or birth date must say as well.
    """
    text = str(value.sent).upper()
    return tag, text.lstrip("0") or text if tag == "PersonRef" else text


_NOBODY: Final[dict[int, Record]] = {}


@dataclass(slots=True)
class Match:
    """What was found for a row.

    The person, or None with the people whose id agrees but whose name and birth date do not.
    """

    person: Record | None = None
    disagreeing: list[tuple[str, Record]] = field(default_factory=list)


class People:
    """The staff records of a return as they are found, indexed by ids and by name with birth date."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        # Each a dictionary by `id()` that serves as an ordered set: twenty thousand people share few names.
        self._by_id: dict[tuple[str, str], dict[int, Record]] = {}
        self._by_name: dict[str, dict[int, Record]] = {}
        self._by_name_and_birth: dict[tuple[str, date], dict[int, Record]] = {}

    def find(self, values: Mapping[str, Value], *, not_among: set[int] | None = None) -> Match:
        """Find the person that `values` (tag to value) are about.

        `not_among`: ids (`id()`) of records that may not be taken.
        """
        match = Match()
        for tag in IDS:
            value = values.get(tag)
            if value is None:
                continue
            candidates = self._by_id.get(_id_key(tag, value), _NOBODY)
            if len(candidates) > 1 and name_key(values) is None and _birth_date(values) is None:
                # Two people have this number, and the row does not say which one it is about.
                match.disagreeing.extend((tag, candidate) for candidate in candidates.values())
                continue
            for candidate in candidates.values():
                if not_among is not None and id(candidate) in not_among:
                    continue
                if self._agree(candidate, values):
                    match.person = candidate
                    return match
                match.disagreeing.append((tag, candidate))
        if match.disagreeing:
            return match
        name, born = name_key(values), _birth_date(values)
        if name is not None and born is not None:
            for candidate in self._by_name_and_birth.get((name[0], born), _NOBODY).values():
                if not_among is not None and id(candidate) in not_among:
                    continue
                theirs = name_key(candidate.values)
                if theirs is not None and _names_agree(name, theirs) and not self._apart(candidate, values):
                    match.person = candidate
                    return match
        return match

    def by_name(self, values: Mapping[str, Value]) -> list[Record]:
        """Return all people whose name agrees; for sheets that have nothing but names."""
        name = name_key(values)
        if name is None:
            return []
        given = given_names(values)
        return [
            person
            for person in self._by_name.get(name[0], _NOBODY).values()
            if _names_agree(name, name_key(person.values) or name) and given_agree(given, given_names(person.values))
        ]

    @staticmethod
    def _agree(candidate: Record, values: Mapping[str, Value]) -> bool:
        """Whether name or birth date agree, or there is nothing to compare. A former name counts as the name."""
        name, born = name_key(values), _birth_date(values)
        if name is None and born is None:
            return True
        theirs, born_theirs = name_key(candidate.values), _birth_date(candidate.values)
        comparable = False
        if name is not None and theirs is not None:
            if _names_agree(name, theirs):
                return True
            if name[1] == theirs[1] and (name[0] in _former(candidate.values) or theirs[0] in _former(values)):
                return True
            comparable = True
        if born is not None and born_theirs is not None:
            if born == born_theirs:
                return True
            comparable = True
        return not comparable

    @staticmethod
    def _apart(candidate: Record, values: Mapping[str, Value]) -> bool:
        """Whether a national number says that these are two people.

        Payroll numbers of two systems may differ for one person.
        """
        for tag in ("TeacherNumber", "NINumber"):
            mine, theirs = values.get(tag), candidate.values.get(tag)
            if mine is not None and theirs is not None and str(mine.sent).upper() != str(theirs.sent).upper():
                return not (tag == "NINumber" and (_temporary(mine) or _temporary(theirs)))
        return False

    def new(self, values: dict[str, Value], origin: Origin | None, *, known: bool = True) -> Record:
        """Add a person with these values. known: False where `index` is called later."""
        person = Record("staff", origin=origin)
        person.values = values
        self.records.append(person)
        if known:
            self.index(person, values)
        return person

    def index(self, person: Record, values: Mapping[str, Value]) -> None:
        """Make `person` known under the ids, the name and the birth date in `values`."""
        for tag in IDS:
            value = values.get(tag)
            if value is not None:
                self._by_id.setdefault(_id_key(tag, value), {})[id(person)] = person
        if "PersonFamilyName" in values:
            family = fold(str(values["PersonFamilyName"].sent))
            self._by_name.setdefault(family, {})[id(person)] = person
        if "PersonFamilyName" in values or "PersonBirthDate" in values:
            # Name and birth date may come from two sheets.
            name, born = person.values.get("PersonFamilyName"), _birth_date(person.values)
            if name is not None and born is not None:
                self._by_name_and_birth.setdefault((fold(str(name.sent)), born), {})[id(person)] = person


def settle_names(person: Record, values: dict[str, Value], origin: Origin | None) -> dict[str, Value]:
    """Take the better form of a name that two files have, and return what is left to be merged.

    `SMITH, J A` and `Smith | Jane Ann` are one name: the form from a column of its own, not in capitals, with full
    given names wins, and nothing is in conflict. A name that is the other file's former name is no conflict either.
    """
    rest = dict(values)
    family, standing = values.get("PersonFamilyName"), person.values.get("PersonFamilyName")
    if family is not None and standing is not None:
        mine, theirs = fold(str(family.sent)), fold(str(standing.sent))
        if mine == theirs:
            rest.pop("PersonFamilyName")
            if _family_rank(family) > _family_rank(standing):
                person.put("PersonFamilyName", family, origin)
        elif mine in _former(person.values):
            rest.pop("PersonFamilyName")
        elif theirs in _former(values):
            rest.pop("PersonFamilyName")
            person.put("PersonFamilyName", family, origin)
    given, known = values.get("PersonGivenName"), person.values.get("PersonGivenName")
    if given is not None and known is not None and given_agree(given_names(values), given_names(person.values)):
        rest.pop("PersonGivenName")
        if _given_rank(given) > _given_rank(known):
            person.put("PersonGivenName", given, origin)
            person.values.pop("Initials", None)
    if "PersonGivenName" in person.values or "PersonGivenName" in rest:
        # Initials are kept only where no full name is known.
        rest.pop("Initials", None)
    return rest


def settle_ni_number(person: Record, values: dict[str, Value], origin: Origin | None) -> tuple[dict[str, Value], bool]:
    """Deal with a second NI number: a temporary one gives way to the real one; of two real ones neither is taken.

    Returns what is left to be merged, and whether two real numbers are in conflict.
    """
    number = values.get("NINumber")
    if number is None:
        return values, False
    rest = {tag: value for tag, value in values.items() if tag != "NINumber"}
    lost = person.lost("NINumber")
    standing = person.values.get("NINumber")
    if standing is None:
        if any(not _temporary(value) for value, _ in lost):
            if all(value.sent != number.sent for value, _ in lost) and not _temporary(number):
                person.lose("NINumber", number, origin)
            return rest, False
        return values, False
    if standing.sent == number.sent:
        return rest, False
    if _temporary(number) and not _temporary(standing):
        person.lose("NINumber", number, origin)
        return rest, False
    if _temporary(standing) and not _temporary(number):
        person.withdraw("NINumber")
        person.put("NINumber", number, origin)
        return rest, False
    short, long = sorted((str(standing.sent), str(number.sent)), key=len)
    if long.startswith(short):
        # One file has lost the last letter.
        _keep_better(person, number, origin, better=str(standing.sent) == short)
        return rest, False
    if (standing.typed is None) != (number.typed is None):
        # One of them is no NI number at all.
        _keep_better(person, number, origin, better=standing.typed is None)
        return rest, False
    person.withdraw("NINumber")
    person.lose("NINumber", number, origin)
    return rest, True


def _keep_better(person: Record, number: Value, origin: Origin | None, *, better: bool) -> None:
    """Keep the better of two NI numbers, the new one where it is `better`, and the other one beside it."""
    if not better:
        person.lose("NINumber", number, origin)
        return
    person.withdraw("NINumber")
    person.put("NINumber", number, origin)


def _temporary(value: Value) -> bool:
    return str(value.sent).upper().startswith(TEMPORARY_NI)


def _family_rank(value: Value) -> tuple[bool, bool]:
    # A name that was cut from a full name has that as its raw text.
    return not in_capitals(str(value.sent)), value.raw.strip() == value.sent


def _given_rank(value: Value) -> tuple[bool, int]:
    names = value.sent if isinstance(value.sent, tuple) else (value.sent,)
    return "," not in value.raw, sum(map(len, names))
