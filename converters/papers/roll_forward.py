"""Last year's return as this year's start: a workbook of the people and open contracts, to be brought up to date.

People, open contracts, roles and qualifications are carried. Pay, hours, absences and timetables are never carried as
this year's; what was not yet obtained, the induction year and the route are asked again. Who left is filled in by the
user: the columns for the last day, the destination and the leaving reason stand empty beside each contract. The
workbook is read like any other file, beside payroll: people are found again by teacher number, National Insurance
number, or name and birth date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from converters.members.renewing import renew_codes
from converters.recipe.question import Question
from swf_desktop.collection import Collection
from swf_desktop.facts import is_open, person_label
from swf_desktop.practice import SENTENCE, practice_name
from swf_desktop.record import Record, Return, Value
from swf_desktop.workbook import put, save_book

ASKED_AGAIN: Final = frozenset({"NewlyQualifiedTeacher", "QTSRoute"})
"""Items of a person that hold for one year only: the induction year, and the route of a first post."""

NOT_OBTAINED: Final = "NOBT"

CONTRACT_TAGS: Final = (
    "ContractType",
    "ContractStart",
    "Post",
    "SchoolArrivalDate",
    "DailyRate",
    "Origin",
    "LASchoolLevel",
    "Estab",
)
LEAVING_TAGS: Final = ("ContractEnd", "DestinationCode", "LeavingReason")
QUALIFICATION_TAGS: Final = ("QualificationCode", "ClassOfDegree", "QualificationSubject")
KEYS: Final = ("TeacherNumber", "NINumber", "PersonFamilyName", "PersonGivenName", "PersonBirthDate")


@dataclass(slots=True)
class Rolled:
    """What was carried into a new year.

    return_: the people, with the new year's codes. asked_again: label of an item to how many have to be asked.
    gone: people without an open contract, who are not carried. notes: sentences. questions: codes to choose.
    """

    return_: Return
    asked_again: dict[str, int] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def roll_forward(last: Return, before: Collection, after: Collection) -> Rolled:
    """Return what of last year's return starts this year's. before, after: the two years' collections."""
    rolled = Rolled(Return(Record("message", "message"), practice=last.practice))
    rolled.return_.message.values = _some(last.message, ("LEA", "Estab"), after)
    for person in last.staff:
        contracts = [contract for contract in person.of("contract") if is_open(contract, before)]
        if not contracts:
            rolled.gone.append(person_label(person))
            continue
        rolled.return_.message.add(_person(person, contracts, after, rolled))
    # While scale and point are still there: they tell which teacher's post a classroom teacher has now.
    questions, notes = renew_codes(rolled.return_, after, {})
    rolled.questions += questions
    rolled.notes += notes
    _forget_pay(rolled.return_)
    return rolled


def _person(person: Record, contracts: list[Record], after: Collection, rolled: Rolled) -> Record:
    made = Record("staff", person.key)
    for tag, value in person.values.items():
        held = after.fields.get(f"staff.{tag}")
        if held is None:
            continue
        if tag in ASKED_AGAIN or (tag in ("Ethnicity", "Disability") and value.sent == NOT_OBTAINED):
            rolled.asked_again[held.label] = rolled.asked_again.get(held.label, 0) + 1
            continue
        made.values[tag] = value
    for contract in contracts:
        copied = made.add(Record("contract", contract.key))
        copied.values = _some(contract, (*CONTRACT_TAGS, "ContractEnd", "Scale", "SpinePoint"), after)
        for role in contract.of("role"):
            there = copied.add(Record("role", role.key))
            there.values = _some(role, ("RoleIdentifier", "Scale", "SpinePoint"), after)
    for qualification in person.of("qualification"):
        made.add(Record("qualification", qualification.key)).values = _some(qualification, QUALIFICATION_TAGS, after)
    return made


def _some(record: Record, tags: Iterable[str], after: Collection) -> dict[str, Value]:
    return {tag: record.values[tag] for tag in tags if tag in record.values and f"{record.kind}.{tag}" in after.fields}


def _forget_pay(return_: Return) -> None:
    for person in return_.staff:
        for contract in person.of("contract"):
            for record in (contract, *contract.of("role")):
                for tag in ("Scale", "SpinePoint"):
                    record.values.pop(tag, None)


def write_start(rolled: Rolled, collection: Collection, path: Path) -> Path:
    """Write the workbook and return its path. Raises OSError.

    That of a practice return says so on each sheet and in its name, which is another than `path` where that does not.
    """
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook begins with a sheet")
    sheet.title = "Staff"
    _staff(sheet, rolled.return_, collection)
    _qualifications(book.create_sheet("Qualifications"), rolled.return_, collection)
    return save_book(book, path.with_name(practice_name(path.name)) if rolled.return_.practice else path)


def _heads(sheet: Worksheet, return_: Return, collection: Collection, names: list[str]) -> int:
    """Write what the sheet is, which names the school, and the headings; return the row of the headings."""
    message = return_.message
    place = "/".join(text for tag in ("LEA", "Estab") if (text := message.code(tag)))
    title = f"{sheet.title} carried forward to November {collection.year}: {place}"
    put(sheet.cell(1, 1), f"{SENTENCE} {title}" if return_.practice else title).font = Font(bold=True)
    for column, name in enumerate(names, 1):
        put(sheet.cell(2, column), collection.fields[name].label).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = 18
    sheet.freeze_panes = "A3"
    return 2


def _staff(sheet: Worksheet, return_: Return, collection: Collection) -> None:
    """Write a row for each role of each contract, with the person's items and the empty columns for leavers."""
    person_tags = [tag for tag, one in collection.kinds["staff"].fields.items() if one.sent or tag == "PersonRef"]
    contract_tags = [tag for tag in (*CONTRACT_TAGS, *LEAVING_TAGS) if f"contract.{tag}" in collection.fields]
    names = [
        *(f"staff.{tag}" for tag in person_tags),
        *(f"contract.{tag}" for tag in contract_tags),
        "role.RoleIdentifier",
    ]
    row = _heads(sheet, return_, collection, names)
    for person in return_.staff:
        for contract in person.of("contract"):
            for role in contract.of("role") or [Record("role")]:
                row += 1
                records = {"staff": person, "contract": contract, "role": role}
                for column, name in enumerate(names, 1):
                    kind, _, tag = name.partition(".")
                    _write(sheet, row, column, records[kind], tag)


def _qualifications(sheet: Worksheet, return_: Return, collection: Collection) -> None:
    names = [*(f"staff.{tag}" for tag in KEYS), *(f"qualification.{tag}" for tag in QUALIFICATION_TAGS)]
    row = _heads(sheet, return_, collection, names)
    for person in return_.staff:
        for qualification in person.of("qualification"):
            row += 1
            records = {"staff": person, "qualification": qualification}
            for column, name in enumerate(names, 1):
                kind, _, tag = name.partition(".")
                _write(sheet, row, column, records[kind], tag)


def _write(sheet: Worksheet, row: int, column: int, record: Record, tag: str) -> None:
    value = record.values.get(tag)
    if value is None:
        return
    cell = sheet.cell(row, column)
    if isinstance(value.typed, date):
        put(cell, value.typed).number_format = "dd/mm/yyyy"
    elif isinstance(value.typed, bool):
        put(cell, "Yes" if value.typed else "No")
    else:
        put(cell, value.sent if isinstance(value.sent, str) else "; ".join(value.sent))
