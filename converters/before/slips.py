"""A checking slip for each employee: what the school holds of them, with a tick for right or wrong, and the way back.

The workbook has the columns of a question sheet, so that it comes back the same way: an answer is an edit of that
record and item, and an empty answer changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from openpyxl import Workbook

from converters.papers.question_sheet import (
    GAP_COLUMNS,
    GAPS,
    HEADING_ROW,
    LISTS,
    STANDS,
    TICK,
    AnswerCells,
    head_of_sheet,
    headings_of_sheet,
)
from converters.papers.question_words import job_of
from swf_desktop.collection import Collection, Field
from swf_desktop.facts import is_open, person_label
from swf_desktop.practice import SENTENCE
from swf_desktop.record import Record, Return
from swf_desktop.workbook import put, save_book

ITEMS: Final = (
    *("staff.PersonFamilyName", "staff.PersonGivenName", "staff.FormerFamilyName", "staff.PersonBirthDate"),
    *("staff.NINumber", "staff.TeacherNumber", "staff.GenderCurrent", "staff.Ethnicity", "staff.Disability"),
    *("staff.QTStatus", "contract.Post", "contract.ContractType", "contract.ContractStart", "contract.ContractEnd"),
    *("contract.HoursPerWeek", "contract.WeeksPerYear", "role.RoleIdentifier"),
)
"""What an employee can say of themselves; pay is payroll's to check."""

COLUMNS: Final = (*GAP_COLUMNS[:3], (STANDS, 30), (TICK, 10), *GAP_COLUMNS[3:])


@dataclass(frozen=True, slots=True)
class Item:
    """One item on a slip. stands: as the school holds it, in words; empty where it holds nothing."""

    record: Record
    field: Field
    stands: str


@dataclass(frozen=True, slots=True)
class Slip:
    """The slip of one person."""

    person: str
    job: str
    items: tuple[Item, ...]


def slips(return_: Return, collection: Collection) -> list[Slip]:
    """Return a slip for each person with a contract open on census day."""
    return [slip for person in return_.staff if (slip := slip_of(person, collection)) is not None]


def slip_of(person: Record, collection: Collection) -> Slip | None:
    """Return the slip of one person, None for who has no contract open on census day."""
    contracts = [contract for contract in person.of("contract") if is_open(contract, collection)]
    if not contracts:
        return None
    records = [person, *(each for contract in contracts for each in (contract, *contract.of("role")))]
    items = tuple(
        Item(record, field, _words(record, field, collection))
        for record in records
        for name in ITEMS
        if (field := collection.fields.get(name)) is not None and field.kind == record.kind
    )
    return Slip(person_label(person), job_of(contracts[0], collection), items)


def _words(record: Record, field: Field, collection: Collection) -> str:
    value = record.values.get(field.tag)
    if value is None:
        return ""
    if isinstance(value.sent, tuple):
        return "; ".join(value.sent)
    if isinstance(value.typed, bool):
        return "Yes" if value.typed else "No"
    if isinstance(value.typed, date):
        return f"{value.typed:%d/%m/%Y}"
    if isinstance(value.typed, Decimal):
        return f"{value.typed:,f}"
    code_set = collection.code_sets.get(field.code_set)
    known = None if code_set is None else code_set.codes.get(value.sent)
    return value.sent if known is None else known.description


def write_slips_workbook(return_: Return, collection: Collection, path: Path) -> Path:
    """Write the workbook of all slips; the same bytes for the same return. Raises OSError."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = GAPS
    answers = AnswerCells(book.create_sheet(LISTS), collection)
    title = f"Checking slips: {collection.name} {collection.year}"
    instruction = "Tick Yes or No. Where it is not right, write under Answer what is. An empty answer changes nothing."
    head_of_sheet(sheet, f"{SENTENCE} {title}" if return_.practice else title, instruction)
    headings_of_sheet(sheet, COLUMNS)
    titles = [heading for heading, _ in COLUMNS]
    row = HEADING_ROW
    for slip in slips(return_, collection):
        for item in slip.items:
            row += 1
            texts = {
                "Person": slip.person,
                "Post": slip.job,
                "What we need": item.field.label,
                STANDS: item.stands,
                "What it is": item.field.help,
                "Record key": item.record.key,
                "Item key": item.field.name,
            }
            for heading, text in texts.items():
                put(sheet.cell(row, titles.index(heading) + 1), text)
            answers.prepare(sheet, row, titles.index("Answer") + 1, item.field)
            answers.yes_or_no(sheet, row, titles.index(TICK) + 1)
    book[LISTS].sheet_state = "hidden"
    return save_book(book, path)
