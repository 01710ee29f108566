"""Faults of files and not of the return: a damaged date in the staff list, a misspelt code, a formula gone wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from converters.practice.people import Identities
from converters.practice.staff_workbook import Place, StaffWorkbook
from converters.request import CannotRun
from resources import resource
from swf_desktop.record import Record, Return

_UNTOUCHED: Final = "person"
"""What the keys of people begin with whom no other fault is about (see `made_school`)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault. field: its full name. cell: what the cell holds instead.

    found: the rules and kinds of question or repair under which the program tells of it.
    """

    name: str
    field: str
    cell: str
    found: tuple[str, ...]
    title: str
    mend: str


@dataclass(frozen=True, slots=True)
class FileFault:
    """One fault that was planted in the workbook: where, and about whom."""

    kind: Kind
    place: Place
    record: Record


@cache
def kinds() -> dict[str, Kind]:
    """Return the kinds of faults of files, by name."""
    text = resource("practice", "file_faults.csv").read_text(encoding="utf-8")
    return {
        row["name"]: Kind(row["name"], row["field"], row["cell"], _found(row["found"]), row["title"], row["mend"])
        for row in csv.DictReader(io.StringIO(text))
    }


def _found(text: str) -> tuple[str, ...]:
    """Return the rule's number and the kind of question or repair; the kind may be of two words."""
    first, _, rest = text.partition(" ")
    return (first, rest) if first[:1].isdigit() or first[0] == "X" else (text,)


def plant_in_files(
    workbook: StaffWorkbook, return_: Return, names: Sequence[str], identities: Identities
) -> list[FileFault]:
    """Damage one cell for each name, each of another person whom no other fault is about.

    Raises CannotRun where there are fewer such people than faults.
    """
    free = [person for person in return_.staff if person.key.startswith(_UNTOUCHED)]
    identities.chance.shuffle(free)
    planted = []
    for name in names:
        kind = kinds()[name]
        found = next(
            ((person, record) for person in free if (record := _of(person, kind)) is not None),
            None,
        )
        if found is None:
            raise CannotRun(
                f"There are too few people for another fault of files {name!r}.", "Ask for more staff or fewer faults."
            )
        person, record = found
        free.remove(person)
        tag = kind.field.partition(".")[2]
        cell = kind.cell.format_map(_parts(record.typed(tag)))
        planted.append(FileFault(kind, workbook.damage(record, tag, cell), record))
    return planted


def _of(person: Record, kind: Kind) -> Record | None:
    """Return the person's record that has the field filled, where it may be damaged."""
    name, _, tag = kind.field.partition(".")
    for record in [person] if name == "staff" else person.of(name):
        value = record.typed(tag)
        old = not isinstance(value, date) or tag != "PersonBirthDate" or value.year < _FIRST_DOUBTFUL
        if record.has(tag) and value is not None and old and not record.has("ContractEnd"):
            return record
    return None


_FIRST_DOUBTFUL: Final = 2000
"""Who was born since then is not taken for a year of two figures: the century would be a guess."""


def _parts(value: object) -> dict[str, str]:
    if isinstance(value, date):
        return {
            "day": f"{value.day:02d}",
            "month": f"{value.month:02d}",
            "year": f"{value.year:04d}",
            "yy": f"{value.year % 100:02d}",
        }
    return {"pounds": str(int(value))} if isinstance(value, Decimal) else {}
