"""Identities of made people: names, numbers and birth dates that are nobody's, the same for the same seed."""

from __future__ import annotations

import csv
import io
import random
from datetime import date
from functools import cache
from typing import Final

from resources import resource
from swf_desktop.collection import Collection
from swf_desktop.practice import NI_PREFIX
from swf_desktop.record import Record, Value
from validation.cases import set_fields

FIRST_TEACHER: Final = 4_000_001
"""Teacher numbers are counted up from here: the form of real ones, and no list of real ones behind them."""

_NI_SUFFIXES: Final = "ABCD"


@cache
def _names(kind: str) -> tuple[str, ...]:
    text = resource("practice", "names.csv").read_text(encoding="utf-8")
    return tuple(row["name"] for row in csv.DictReader(io.StringIO(text)) if row["kind"] == kind)


class Identities:
    """Hands out one identity after the other; a seed gives the same ones each time."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a sample, no secret
        self._given = 0

    def teacher_number(self) -> str:
        """Return a teacher number that nobody of this return has."""
        self._given += 1
        return f"{FIRST_TEACHER + self._given:07d}"

    def ni_number(self) -> str:
        """Return an NI number that nobody of this return has."""
        self._given += 1
        return f"{NI_PREFIX}{100_000 + self._given:06d}{_NI_SUFFIXES[self._given % 4]}"

    def give(self, person: Record, collection: Collection, *, older: int = 0) -> dict[str, str]:
        """Give a person another name and other numbers; return the old numbers with the new ones.

        older: up to how many years they may be older than whom they were made after.
        """
        changed: dict[str, str] = {}
        texts = {"PersonFamilyName": self.chance.choice(_names("family"))}
        texts["PersonGivenName"] = self.chance.choice(_names("given"))
        for tag, new in (("TeacherNumber", self.teacher_number), ("NINumber", self.ni_number)):
            old = person.code(tag)
            if old is not None:
                changed[old] = texts[tag] = new()
        born = person.typed("PersonBirthDate")
        if older and isinstance(born, date):
            texts["PersonBirthDate"] = date(born.year - self.chance.randrange(older), born.month, 15).isoformat()
        set_fields(person, texts, collection)
        return changed


def rename(record: Record, old: str, new: str) -> None:
    """Give a record and all below it the new name in place of the old, in their keys."""
    for each in record.walk():
        each.key = each.key.replace(old, new, 1)


def renumber(record: Record, old: str, new: str) -> None:
    """Put one establishment number in the place of another in a record and all below it."""
    value = Value(new, new, new)
    for each in record.walk():
        if each.code("Estab") == old:
            each.values["Estab"] = value
