"""What comes of joining sheets: the return as it grows, with the questions, conflicts and repairs on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from converters.recipe.question import Question
from converters.rows.parts import SheetProblem, SheetRepair, SheetRows
from swf_desktop.record import Origin, Record, Return, Source, Value

CONTRACT_GRAINS = ("contract", "element", "role", "payment")
PERSON_CHILDREN = ("absence", "curriculum", "qualification")
CONTRACT_CHILDREN = ("role", "payment", "element")
STAFF_GRAINS = ("person", *CONTRACT_GRAINS)
"""Sheets that say who is on the staff; the others only say more of people who are."""
NOT_CONFLICTING = frozenset(
    {"PersonRef", "FullName", "Initials", "JobTitle", "ContractRef", "StaffGroup", "SchoolName"}
)
"""Working items in which two sheets may differ without anybody being wrong."""


class Conflict(NamedTuple):
    """Two sheets that differ on one field: the record (which keeps both values) and the field's tag."""

    record: Record
    tag: str


@dataclass(slots=True)
class Assembly:
    """What came of the sheets: the return, the questions, the conflicts, and sentences on what was left out.

    repairs and problems: of all cells. sheets: as they were read. who: the place of each sheet of staff to its
    people, so that one can say who is in one file and not in another. as_at: the place of a sheet to the date of its
    extract, where it says one. older: the place of a sheet to those of the same layout that are newer. contracts_on:
    the place of a sheet to the `id()` of the contracts on it. superseded: how many values of an older sheet gave way.
    undated: places that are older only until it is answered which is newer. agency: places of sheets that call their
    people agency or supply staff. honorifics: `id()` of a person to the title (Mrs) that a sheet has, with its cell.
    """

    return_: Return
    questions: list[Question] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    notes: list[tuple[str, Source | None]] = field(default_factory=list)
    repairs: list[SheetRepair] = field(default_factory=list)
    problems: list[SheetProblem] = field(default_factory=list)
    sheets: list[SheetRows] = field(default_factory=list)
    who: dict[str, list[Record]] = field(default_factory=dict)
    as_at: dict[str, date] = field(default_factory=dict)
    older: dict[str, set[str]] = field(default_factory=dict)
    contracts_on: dict[str, set[int]] = field(default_factory=dict)
    undated: frozenset[str] = frozenset()
    superseded: Counter[str] = field(default_factory=Counter)
    agency: frozenset[str] = frozenset()
    honorifics: dict[int, tuple[str, Source]] = field(default_factory=dict)

    def merge(self, record: Record, values: Mapping[str, Value], origin: Origin | None) -> None:
        """Fill blanks of a record from `values`, and note where the two differ."""
        for tag in record.merge(values, origin):
            if tag in NOT_CONFLICTING:
                continue
            place = place_of(origin)
            # Of a month's payroll nobody's gender changes: until it is known which is newer, that is a conflict.
            fact = record.kind == "staff" and place in self.undated
            if not fact and self.is_older(origin, record.origin_of(tag)):
                self.superseded[place] += 1
                continue
            standing = place_of(record.origin_of(tag))
            if place in self.as_at and standing in self.as_at and self.as_at[place] > self.as_at[standing]:
                # The later state stands, whichever file was read first; both are kept, and the user is told.
                value, _ = record.lost(tag).pop()
                record.withdraw(tag)
                record.put(tag, value, origin)
            self.conflicts.append(Conflict(record, tag))

    def is_older(self, origin: Origin | None, other: Origin | None) -> bool:
        """Whether a row stands on an older sheet of the same layout than another row."""
        return place_of(other) in self.older.get(place_of(origin), ())

    def is_said_by_newer(self, contract: Record, origin: Origin | None) -> bool:
        """Whether a contract is on a newer sheet of the layout of the one that a row stands on."""
        newer = self.older.get(place_of(origin), ())
        return any(id(contract) in self.contracts_on.get(place, ()) for place in newer)


def place_of(origin: Origin | None) -> str:
    """Return the place of the sheet of a row, as plans and sheets name it; empty for what was made by hand."""
    if origin is None:
        return ""
    return Source(origin.sheet.file, origin.sheet.name, None, None).place


def sent(values: Mapping[str, Value], tag: str) -> str:
    """Return the text of one field as it is sent, "" where it is blank."""
    value = values.get(tag)
    return "" if value is None else str(value.sent)
