"""The sample school of a later year: the same people some years on, in the files that today's systems give.

The truth stands in `resources/sample/harbour_lane_<year>`: tables of the year's items by their tags. The files put them
as people read them: words for codes, days as dd/mm/yyyy, numbers with spaces, a title above the headings.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from converters.sample.school import write_sample
from converters.sample.truth import Row
from resources import resource
from swf_desktop.collection import Collection
from swf_desktop.files.writing import write_text
from swf_desktop.workbook import put, save_book

NAME: Final = "Harbour Lane Primary School"
PREFIX: Final = "harbour_lane_"

PERSON: Final = {
    "PersonRef": "Payroll No",
    "PersonFamilyName": "Surname",
    "PersonGivenName": "Forenames",
    "FormerFamilyName": "Former Surname",
    "NINumber": "NI Number",
    "TeacherNumber": "Teacher Number",
    "PersonBirthDate": "Date of Birth",
    "GenderCurrent": "Sex",
    "Ethnicity": "Ethnic Origin",
    "Disability": "Disabled",
    "QTStatus": "QTS",
    "QTLS": "QTLS",
    "EYTS": "EYTS",
    "HLTAStatus": "HLTA Status",
    "QTSRoute": "Route to Qualified Teacher Status",
    "NewlyQualifiedTeacher": "ECT Status",
    "SLT": "SLT",
}
CONTRACT: Final = {
    "ContractRef": "Contract Number",
    "ContractType": "Contract Type",
    "ContractStart": "Contract Start Date",
    "ContractEnd": "Contract End Date",
    "Post": "Post",
    "SchoolArrivalDate": "Date of Arrival in School",
    "DailyRate": "Paid by Daily Rate",
    "Origin": "Origin",
    "DestinationCode": "Destination",
    "LeavingReason": "Leaving Reason",
    "PayReviewDate": "Pay Review Date",
}
PAY: Final = {
    "Scale": "Pay Range",
    "RegionSpine": "Pay Region",
    "PayFramework": "Pay Framework",
    "PayRangeMinimum": "Pay Range Minimum",
    "PayRangeMaximum": "Pay Range Maximum",
    "BasePay": "Base Pay",
    "HoursPerWeek": "Hours Worked per Week",
    "FTEHours": "Full-time Hours per Week",
    "WeeksPerYear": "Weeks Worked per Year",
}
PAYMENT: Final = {
    "PaymentType": "Type of Additional Payment",
    "PaymentAmount": "Amount of Additional Payment",
    "PayStartDate": "TLR3 Start Date",
    "PayEndDate": "TLR3 End Date",
}


@cache
def sample_years() -> tuple[int, ...]:
    """Return the years after the first of which the sample school's truth is there, oldest first."""
    names = (folder.name for folder in resource("sample").iterdir() if folder.name.startswith(PREFIX))
    return tuple(sorted(int(name.removeprefix(PREFIX)) for name in names))


def later_table(year: int, name: str) -> list[Row]:
    """Return one table of the school's truth in a year, by tags; several values of one field are joined by `|`."""
    text = resource("sample", f"{PREFIX}{year}", f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def write_sample_of(folder: Path, year: int) -> list[Path]:
    """Write the school's files of the newest of its years that is not later than a census year; the first else."""
    later = [held for held in sample_years() if held <= year]
    return write_later_sample(folder, later[-1]) if later else write_sample(folder)


def write_later_sample(folder: Path, year: int) -> list[Path]:
    """Write the school's files of a year into `folder` (made if missing); the same bytes each time. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    collection = Collection.load(year)
    return [
        _hr_list(folder / f"HR list {year}.csv", collection),
        _payroll(folder / f"payroll {year}-11.xlsx", collection),
        _absences(folder / f"absences {year}.xlsx", collection),
        _school(folder / f"school {year}.xlsx", collection),
    ]


def _shown(kind: str, tag: str, text: str, collection: Collection) -> str:
    """Return a text of the message as people read it: the meaning of a code, Yes and No, days as dd/mm/yyyy."""
    field = collection.fields.get(f"{kind}.{tag}")
    if field is None or not text:
        return text.replace("|", " ")
    if field.type == "boolean":
        return "Yes" if text == "true" else "No"
    if field.type == "date":
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    if tag == "NINumber":
        return " ".join((text[:2], text[2:4], text[4:6], text[6:8], text[8:]))
    code_set = collection.code_sets.get(field.code_set)
    if code_set is not None and text in code_set.codes and tag != "QualificationSubject":
        return code_set.codes[text].description
    return text.replace("|", "; " if field.tag == "QualificationSubject" else " ")


def _hr_list(path: Path, collection: Collection) -> Path:
    """Write a row for each role of each contract, as an export of a staff system has them."""
    year = collection.year
    people = {row["PersonRef"]: row for row in later_table(year, "staff")}
    contracts = {row["ContractRef"]: row for row in later_table(year, "contracts")}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([f"{NAME} (999/2999) - staff list at {collection.reference_date:%d/%m/%Y}"])
    writer.writerow([*PERSON.values(), *CONTRACT.values(), "Role"])
    for role in later_table(year, "roles"):
        person, contract = people[role["PersonRef"]], contracts[role["ContractRef"]]
        writer.writerow(
            [
                *(_shown("staff", tag, person[tag], collection) for tag in PERSON),
                *(_shown("contract", tag, contract[tag], collection) for tag in CONTRACT),
                _shown("role", "RoleIdentifier", role["RoleIdentifier"], collection),
            ]
        )
    return write_text(path, text.getvalue(), encoding="utf-8-sig")


def _cell(kind: str, tag: str, text: str, collection: Collection) -> str | Decimal | date:
    field = collection.fields[f"{kind}.{tag}"]
    if not text:
        return ""
    if field.type in ("money", "hours", "integer", "days"):
        return Decimal(text)
    return date.fromisoformat(text) if field.type == "date" else _shown(kind, tag, text, collection)


def _row(sheet: Worksheet, number: int, cells: list[str | Decimal | date], *, bold: bool = False) -> None:
    for column, value in enumerate(cells, 1):
        if value == "":
            continue
        cell = put(sheet.cell(number, column), value)
        if isinstance(value, date):
            cell.number_format = "dd/mm/yyyy"
        if bold:
            cell.font = Font(bold=True)


def _book(title: str, first: str) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook begins with a sheet")
    sheet.title = title
    put(sheet.cell(1, 1), first).font = Font(bold=True)
    return book, sheet


def _payroll(path: Path, collection: Collection) -> Path:
    """Write pay and hours of each contract, and what is paid beside it."""
    year = collection.year
    people = {row["PersonRef"]: row for row in later_table(year, "staff")}
    payments: dict[str, list[Row]] = {}
    for payment in later_table(year, "payments"):
        payments.setdefault(payment["ContractRef"], []).append(payment)
    book, sheet = _book("Pay", f"{NAME}: pay in force on {collection.reference_date:%d/%m/%Y}")
    heads = ["Payroll No", "Surname", "Forename", "Contract Number", *PAY.values(), *PAYMENT.values()]
    _row(sheet, 3, list(heads), bold=True)
    number = 3
    for contract in later_table(year, "contracts"):
        person, ref = people[contract["PersonRef"]], contract["ContractRef"]
        who: list[str | Decimal | date] = [
            contract["PersonRef"],
            person["PersonFamilyName"],
            person["PersonGivenName"].split("|")[0],
            ref,
        ]
        pay = [_cell("contract", tag, contract[tag], collection) for tag in PAY]
        for payment in payments.get(ref) or [dict.fromkeys(PAYMENT, "")]:
            number += 1
            _row(sheet, number, [*who, *pay, *(_cell("payment", tag, payment[tag], collection) for tag in PAYMENT)])
    return save_book(book, path)


def _absences(path: Path, collection: Collection) -> Path:
    year = collection.year
    book, sheet = _book(
        "Absence", f"Absence, {collection.absences_from:%d/%m/%Y} to {collection.absences_until:%d/%m/%Y}"
    )
    tags = ("FirstDayOfAbsence", "LastDayOfAbsence", "WorkingDaysLost", "AbsenceCategory")
    _row(sheet, 3, ["Payroll No", *(collection.fields[f"absence.{tag}"].label for tag in tags)], bold=True)
    for number, row in enumerate(later_table(year, "absences"), 4):
        _row(sheet, number, [row["PersonRef"], *(_cell("absence", tag, row[tag], collection) for tag in tags)])
    return save_book(book, path)


def _school(path: Path, collection: Collection) -> Path:
    """Write what the school itself keeps: qualifications, timetable, vacancies and head counts."""
    year = collection.year
    school = later_table(year, "school")[0]
    counts = ("OccasionalsQTS", "OccasionalsNOTQTS", "OccasionalsNOTKNWN")
    book, sheet = _book("School", f"{NAME} - census day {collection.reference_date:%d/%m/%Y}")
    for number, tag in enumerate(("Estab", *counts), 3):
        put(sheet.cell(number, 1), collection.fields[f"school.{tag}"].label)
        put(sheet.cell(number, 2), school[tag] if tag == "Estab" else int(school[tag]))
    for kind, name, title in (
        ("qualification", "qualifications", "Qualifications"),
        ("curriculum", "curriculum", "Timetable"),
        ("vacancy", "vacancies", "Vacancies"),
        ("headcount", "headcounts", "Third party"),
    ):
        rows = later_table(year, name)
        sheet = book.create_sheet(title)
        tags = [tag for tag in rows[0] if tag != "PersonRef"]
        own = ["Payroll No"] if "PersonRef" in rows[0] else []
        _row(sheet, 1, [*own, *(collection.fields[f"{kind}.{tag}"].label for tag in tags)], bold=True)
        for number, row in enumerate(rows, 2):
            who = [row["PersonRef"]] if own else []
            _row(sheet, number, [*who, *(_cell(kind, tag, row[tag], collection) for tag in tags)])
    return save_book(book, path)
