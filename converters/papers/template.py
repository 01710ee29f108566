"""The template: a workbook made from the field catalogue, that maps by itself when it is filled in and loaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from swf_desktop.collection import CodeSet, Collection, Field
from swf_desktop.record import column_letter
from swf_desktop.workbook import put, save_book

LAST_ROW = 2000
"""The last row that drop-downs reach."""

PAY = ("MonthlyPay", "WeeklyPay", "HourlyRate", "ActualSalary", "FullTimeSalary", "PaidWeeks")
"""Working items of a contract or role that are offered: whichever figure the school has becomes base pay."""

SHEETS: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    ("Staff", "staff", ("staff.PersonRef",), (), ()),
    ("Contracts", "contract", ("staff.PersonRef", "contract.ContractRef"), PAY, ()),
    ("Roles", "role", ("staff.PersonRef", "contract.ContractRef"), PAY, ()),
    ("Payments", "payment", ("staff.PersonRef", "contract.ContractRef"), (), ()),
    ("Absences", "absence", ("staff.PersonRef",), (), ("Estab",)),
    ("Curriculum", "curriculum", ("staff.PersonRef",), (), ("Estab",)),
    ("Qualifications", "qualification", ("staff.PersonRef",), (), ("Estab",)),
    ("School", "school", ("message.LEA",), (), ("ReferenceDate",)),
    ("Vacancies", "vacancy", (), (), ()),
    ("Third-party support", "headcount", (), (), ()),
    ("Educational psychologists", "la", (), (), ()),
)
"""Sheet, kind of record, columns that go before, working items to add, items to leave out (the return fills them)."""

TWICE = frozenset({"staff.PersonGivenName", "qualification.QualificationSubject"})
"""Fields that repeat and get a second column; the others are rarely more than one."""

SHOWN_AS_CODE = frozenset({"D00197"})
"""Code sets whose codes (M1, U3) people know better than the descriptions."""

TEXT_TYPES = frozenset({"text", "name", "digits", "code"})
MONEY_TYPES = frozenset({"money", "hours"})
_HEADING = PatternFill("solid", fgColor="1F3864")
_NEEDED = PatternFill("solid", fgColor="7F3F00")

INSTRUCTIONS = (
    "Each sheet is one kind of record. Fill in one row for each person, contract, role, payment, absence and so on.",
    "Staff number: your own number for the person, the same on all sheets. Contract number: likewise for the contract.",
    "Do not change the headings or the names of the sheets. Columns and sheets that you do not need may stay empty.",
    "Brown headings are always needed. Point at a heading to read what belongs under it.",
    "Where a cell has a list, choose from it, or type the department's code.",
    "Dates are day/month/year. Staff numbers, teacher numbers and NI numbers are text, so leading zeros stay.",
    "Pay: fill in base pay where you know it. Otherwise one other figure is enough (monthly pay, or an hourly rate",
    "with paid weeks), or the scale, region and point of a teacher.",
    "Pay and hours belong to the contract. Use those on the sheet Roles only where the roles of one contract are paid",
    "differently.",
)


class Column(NamedTuple):
    """One column of a sheet: its field and its heading."""

    field: Field
    heading: str


def write_template(path: Path, collection: Collection) -> Path:
    """Write the template of one collection to `path`; the same bytes each time. Raises OSError."""
    book = Workbook()
    _instructions(book.worksheets[0], collection)
    lists = _CodeLists(book.create_sheet("Codes"), collection)
    for title, kind, before, working, without in SHEETS:
        if kind in collection.kinds:
            _sheet(book.create_sheet(title), list(_columns(collection, kind, before, working, without)), lists)
    # The lists stand last, and hidden: a user should meet the sheets to fill in.
    book.move_sheet("Codes", len(book.sheetnames))
    lists.sheet.sheet_state = "hidden"
    return save_book(book, path)


def choices(code_set: CodeSet) -> list[str]:
    """Return what a drop-down offers for a code set: descriptions, or codes where people know those better.

    Where descriptions repeat it offers codes. Both map by themselves when the workbook is loaded. Empty for ranges.
    """
    if code_set.membership == "ranges":
        return []
    repeats = Counter(code.description.casefold() for code in code_set.codes.values())
    by_code = code_set.id in SHOWN_AS_CODE
    return [
        code.code if by_code or repeats[code.description.casefold()] > 1 else code.description
        for code in code_set.codes.values()
    ]


def _columns(
    collection: Collection, kind: str, before: tuple[str, ...], working: tuple[str, ...], without: tuple[str, ...]
) -> Iterator[Column]:
    for name in before:
        yield Column(collection.fields[name], collection.fields[name].label)
    for field in collection.kinds[kind].fields.values():
        if field.name in before or field.tag in without or not (field.sent or field.tag in working):
            continue
        yield Column(field, field.label)
        if field.name in TWICE:
            yield Column(field, f"{field.label} 2")


def _instructions(sheet: Worksheet, collection: Collection) -> None:
    sheet.title = "Read me"
    sheet.column_dimensions["A"].width = 120
    put(sheet.cell(1, 1), f"{collection.name} {collection.year}: staff data template").font = Font(bold=True, size=14)
    put(sheet.cell(2, 1), f"For the state on {collection.reference_date:%d/%m/%Y}.")
    for row, sentence in enumerate(INSTRUCTIONS, 4):
        put(sheet.cell(row, 1), sentence).alignment = Alignment(wrap_text=True, vertical="top")


class _CodeLists:
    """The hidden sheet of code lists: a column for each set, made when a field first needs it."""

    def __init__(self, sheet: Worksheet, collection: Collection) -> None:
        self.sheet = sheet
        self.collection = collection
        self.ranges: dict[str, str] = {}

    def reference(self, code_set: CodeSet) -> str | None:
        """Return the range that holds the choices of a set, None where it has none to choose from."""
        if code_set.id in self.ranges:
            return self.ranges[code_set.id]
        texts = choices(code_set)
        if not texts:
            return None
        column = len(self.ranges) + 1
        letter = column_letter(column - 1)
        put(self.sheet.cell(1, column), f"{code_set.id} {code_set.name}")
        for row, text in enumerate(texts, 2):
            put(self.sheet.cell(row, column), text).number_format = "@"
        self.ranges[code_set.id] = f"Codes!${letter}$2:${letter}${len(texts) + 1}"
        return self.ranges[code_set.id]


def _sheet(sheet: Worksheet, columns: list[Column], lists: _CodeLists) -> None:
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, 1):
        field, letter = column.field, column_letter(number - 1)
        cell = put(sheet.cell(1, number), column.heading)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = _NEEDED if field.required == "yes" else _HEADING
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        code_set = lists.collection.code_sets.get(field.code_set)
        note = Comment(_note(field, code_set), "SWF Desktop", width=320, height=160)
        cell.comment = note
        dimension = sheet.column_dimensions[letter]
        dimension.width = max(14, min(30, len(column.heading) + 4))
        form = _format(field)
        if form:
            dimension.number_format = form
        validation = _validation(field, code_set, lists)
        if validation is not None:
            validation.add(f"{letter}2:{letter}{LAST_ROW}")
            sheet.add_data_validation(validation)


def _format(field: Field) -> str | None:
    if field.type in TEXT_TYPES:
        return "@"
    if field.type == "date":
        return "dd/mm/yyyy"
    return "0.00" if field.type in MONEY_TYPES else None


def _note(field: Field, code_set: CodeSet | None) -> str:
    lines = [field.help or field.label]
    if field.example:
        lines.append(f"Example: {field.example}")
    if field.type == "date":
        lines.append("Date: day/month/year.")
    if field.type == "boolean":
        lines.append("Yes or No.")
    if code_set is not None and choices(code_set):
        lines.append(f"Choose from the list, or type the code ({code_set.id} {code_set.name}).")
    return "\n".join(lines)


def _validation(field: Field, code_set: CodeSet | None, lists: _CodeLists) -> DataValidation | None:
    """Return the drop-down or check of a column. It warns and does not refuse: codes are welcome too."""
    if field.type == "boolean":
        return DataValidation(
            "list",
            formula1='"Yes,No"',
            allow_blank=True,
            errorStyle="warning",
            showErrorMessage=True,
            error="Yes or No?",
        )
    if field.type == "date":
        return DataValidation(
            type="date",
            operator="greaterThan",
            formula1="1",
            allow_blank=True,
            errorStyle="warning",
            showErrorMessage=True,
            error="This is not a date. Type it as day/month/year.",
        )
    reference = lists.reference(code_set) if code_set is not None else None
    if reference is None:
        return None
    return DataValidation(
        "list",
        formula1=reference,
        allow_blank=True,
        errorStyle="warning",
        showErrorMessage=True,
        error="This is not in the list. Keep it only if it is one of the department's codes.",
    )
