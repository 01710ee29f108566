"""The sample school's other files: the HR list (.csv in cp1252), the absence report and the school's own workbook."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from converters.sample.payroll import NO_END
from converters.sample.truth import Row, by_ref, table, uk_date, word
from swf_desktop.files.writing import write_text
from swf_desktop.record import column_letter
from swf_desktop.workbook import put, save_book

Written = str | int | float | date | None

HR_HEADINGS = (
    "Pers.No.",
    "Assign No",
    "Title",
    "Surname",
    "Forename",
    "Middle Name",
    "Known As",
    "Former Surname",
    "Gender",
    "Date of Birth",
    "NINO",
    "NI Cat",
    "DfE Number",
    "Ethnic Origin",
    "Disability",
    "QTS",
    "QTS Route",
    "HLTA",
    "Post",
    "Role 1",
    "Role 2",
    "Contract Type",
    "Start Date",
    "Leaving Date",
    "School Arrival Date",
    "Origin",
    "Destination",
    "E-mail",
    "Remarks",
)
REMARKS = {
    "010021": "Season ticket loan £450",
    "010048": "Key holder, £2.50 a call-out",
    "010016": "Née Ångström",
    "010052": "DBS seen",
}


def write_hr_list(path: Path) -> Path:
    """Write the HR list: a row for each assignment, leavers too, in the encoding that Excel gives a .csv in Britain."""
    people = {row["PersonRef"]: row for row in table("staff")}
    roles = by_ref(table("roles"), "ContractRef")
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["Harbour Lane Primary School - staff list at 11/11/2013"])
    writer.writerow(HR_HEADINGS)
    turn = 0
    for contract in table("contracts"):
        if contract["file"] != "agency":
            turn += 1
            writer.writerow(_hr_row(turn, people[contract["PersonRef"]], contract, roles[contract["ContractRef"]]))
    return write_text(path, text.getvalue(), encoding="cp1252")


def _hr_row(turn: int, person: Row, contract: Row, roles: list[Row]) -> list[str]:
    given, *middle = person["PersonGivenName"].split("|")
    paid_by_role = any(role["BasePay"] for role in roles)
    role_words = [] if paid_by_role else [word("role.RoleIdentifier", role["RoleIdentifier"]) for role in roles]
    end = uk_date(contract["ContractEnd"])
    return [
        _excel_text(person["PersonRef"]) if turn % 4 == 0 else person["PersonRef"],
        contract["ContractRef"],
        person["title"],
        person["PersonFamilyName"],
        given + (" " if turn % 11 == 0 else ""),
        " ".join(middle),
        person["known_as"],
        person["FormerFamilyName"],
        word("staff.GenderCurrent", person["GenderCurrent"], turn),
        uk_date(person["PersonBirthDate"]),
        _spaced(person["NINumber"]) if turn % 7 == 0 else person["NINumber"],
        "AD"[turn % 2],
        _teacher_number(person["TeacherNumber"], turn),
        word("staff.Ethnicity", person["Ethnicity"], turn),
        word("staff.Disability", person["Disability"]),
        word("staff.QTStatus", person["QTStatus"], turn),
        word("staff.QTSRoute", person["QTSRoute"]),
        word("staff.HLTAStatus", person["HLTAStatus"], turn),
        word("contract.Post", contract["Post"]),
        *([*role_words, "", ""])[:2],
        word("contract.ContractType", contract["ContractType"]),
        uk_date(contract["ContractStart"]),
        NO_END if contract["ContractType"] == "PRM" and not end and turn % 8 == 0 else end,
        uk_date(contract["SchoolArrivalDate"]),
        word("contract.Origin", contract["Origin"]),
        word("contract.DestinationCode", contract["DestinationCode"]),
        f"staff{person['PersonRef'][-2:]}@harbourlane.example",
        REMARKS.get(person["PersonRef"], "") if contract["ContractRef"].endswith("-1") else "",
    ]


def _excel_text(text: str) -> str:
    """Return the form in which Excel keeps leading zeros in a .csv."""
    return f'="{text}"'


def _spaced(number: str) -> str:
    return " ".join((number[:2], number[2:4], number[4:6], number[6:8], number[8:]))


def _teacher_number(number: str, turn: int) -> str:
    """Return a teacher number in one of the ways people write it."""
    if not number:
        return ""
    return (_excel_text(number), number, f"{number[:2]}/{number[2:]}", number, f"RP {number[:2]}/{number[2:]}")[
        turn % 5
    ]


def write_absences(path: Path) -> Path:
    """Write the absence report of the academic year 2012/13."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Absence"
    put(sheet.cell(1, 1), "Harbour Lane Primary School").font = Font(bold=True, size=14)
    put(sheet.cell(2, 1), "Absence of all staff, 01/09/2012 to 31/08/2013")
    people = {row["PersonRef"]: row for row in table("staff")}
    rows: list[list[Written]] = []
    for turn, absence in enumerate(table("absences")):
        first: Written = date.fromisoformat(absence["FirstDayOfAbsence"])
        last: Written = date.fromisoformat(absence["LastDayOfAbsence"])
        if turn % 4 == 1:
            first, last = uk_date(absence["FirstDayOfAbsence"]), uk_date(absence["LastDayOfAbsence"])
        rows.append(
            [
                int(absence["PersonRef"]),
                _short_name(people[absence["PersonRef"]]),
                word("absence.AbsenceCategory", absence["AbsenceCategory"], turn),
                first,
                last,
                float(absence["WorkingDaysLost"]),
            ]
        )
    _fill(sheet, 4, ("Payroll No", "Employee", "Absence Type", "First Day", "Last Day", "Working Days Lost"), rows)
    return save_book(book, path)


def write_school(path: Path) -> Path:
    """Write the school's own workbook: what no payroll or HR system holds."""
    book = Workbook()
    people = {row["PersonRef"]: row for row in table("staff")}
    _headcounts(book.worksheets[0])
    _fill(
        book.create_sheet("Third party"),
        1,
        ("Category", "Head Count"),
        [
            [word("headcount.AgencyTPsupportCategory", row["AgencyTPsupportCategory"]), int(row["SupHeadCount"])]
            for row in table("headcounts")
        ],
    )
    _fill(
        book.create_sheet("Vacancies"),
        1,
        ("Vacant Post", "Subject", "Full or Part Time", "Temporarily Filled", "Advertised"),
        [
            [
                word("vacancy.VacancyPost", row["VacancyPost"]),
                word("vacancy.Subject", row["Subject"]),
                word("vacancy.Tenure", row["Tenure"]),
                word("vacancy.VacancyTemporarilyFilled", row["VacancyTemporarilyFilled"]),
                word("vacancy.VacancyAdvertised", row["VacancyAdvertised"]),
            ]
            for row in table("vacancies")
        ],
    )
    _fill(
        book.create_sheet("Qualifications"),
        1,
        ("Payroll No", "Name", "Qualification", "Class of Degree", "Subject 1", "Subject 2"),
        [
            [
                row["PersonRef"],
                _short_name(people[row["PersonRef"]]),
                word("qualification.QualificationCode", row["QualificationCode"], turn),
                word("qualification.ClassOfDegree", row["ClassOfDegree"], turn),
                *([*row["QualificationSubject"].split("|"), ""])[:2],
            ]
            for turn, row in enumerate(table("qualifications"))
        ],
    )
    _fill(
        book.create_sheet("Curriculum"),
        1,
        ("Payroll No", "Name", "Subject", "Year Group", "Hours Taught"),
        [
            [
                row["PersonRef"],
                _short_name(people[row["PersonRef"]]),
                word("curriculum.Subject", row["Subject"]),
                word("curriculum.YearGroup", row["YearGroup"]),
                float(row["SubjectHours"]),
            ]
            for row in table("curriculum")
        ],
    )
    _role_pay(book.create_sheet("Role pay"), people)
    _agency(book.create_sheet("Agency"), people)
    return save_book(book, path)


def _headcounts(sheet: Worksheet) -> None:
    """Write the counts as schools keep them: a label and a figure on each row."""
    school = table("school")[0]
    sheet.title = "Headcounts"
    put(sheet.cell(1, 1), f"{school['name']} - census day 7 November 2013").font = Font(bold=True)
    pairs: list[tuple[str, Written]] = [
        ("LA number", int(school["LEA"])),
        ("Establishment number", int(school["Estab"])),
        ("Occasional teachers with QTS", int(school["OccasionalsQTS"])),
        ("Occasional teachers without QTS", int(school["OccasionalsNOTQTS"])),
        ("Occasional teachers, QTS not known", int(school["OccasionalsNOTKNWN"])),
    ]
    for row, (label, value) in enumerate(pairs, 3):
        put(sheet.cell(row, 1), label)
        put(sheet.cell(row, 2), value)
    sheet.column_dimensions["A"].width = 40


def _role_pay(sheet: Worksheet, people: dict[str, Row]) -> None:
    contracts = {row["ContractRef"]: row for row in table("contracts")}
    put(sheet.cell(1, 1), "Staff paid by role (rates differ)").font = Font(bold=True)
    rows: list[list[Written]] = [
        [
            row["PersonRef"],
            _short_name(people[row["PersonRef"]]),
            contracts[row["ContractRef"]]["ContractRef"],
            word("role.RoleIdentifier", row["RoleIdentifier"]),
            word("role.Scale", row["Scale"]),
            float(row["BasePay"]),
            float(row["HoursPerWeek"]),
            float(row["FTEHours"]),
            int(row["WeeksPerYear"]),
        ]
        for row in table("roles")
        if row["BasePay"]
    ]
    headings = (
        "Payroll No",
        "Name",
        "Assign No",
        "Role",
        "Grade",
        "Actual Annual Salary",
        "Hours per Week",
        "FT Hrs",
        "Weeks/Yr",
    )
    _fill(sheet, 3, headings, rows)


def _agency(sheet: Worksheet, people: dict[str, Row]) -> None:
    roles = by_ref(table("roles"), "ContractRef")
    put(sheet.cell(1, 1), "Agency and service agreement teachers (28 days or more) - on no payroll").font = Font(
        bold=True
    )
    rows: list[list[Written]] = []
    for contract in table("contracts"):
        if contract["file"] != "agency":
            continue
        person = people[contract["PersonRef"]]
        rows.append(
            [
                person["PersonRef"],
                contract["ContractRef"],
                person["PersonFamilyName"],
                person["PersonGivenName"],
                word("staff.GenderCurrent", person["GenderCurrent"]),
                date.fromisoformat(person["PersonBirthDate"]),
                person["NINumber"],
                person["TeacherNumber"],
                word("staff.Ethnicity", person["Ethnicity"]),
                word("staff.Disability", person["Disability"]),
                word("staff.QTStatus", person["QTStatus"]),
                word("staff.HLTAStatus", person["HLTAStatus"]),
                word("contract.ContractType", contract["ContractType"]),
                word("contract.Post", contract["Post"]),
                word("role.RoleIdentifier", roles[contract["ContractRef"]][0]["RoleIdentifier"]),
                date.fromisoformat(contract["ContractStart"]),
                date.fromisoformat(contract["SchoolArrivalDate"]),
                float(contract["HoursPerWeek"]),
                float(contract["FTEHours"]),
                int(contract["WeeksPerYear"]),
                word("contract.DailyRate", contract["DailyRate"]),
                f"£{contract['daily_pay']}",
            ]
        )
    headings = (
        *(
            "Staff Ref",
            "Assign No",
            "Surname",
            "Forename",
            "Gender",
            "Date of Birth",
            "NI Number",
            "Teacher Number",
            "Ethnic Origin",
        ),
        *(
            "Disability",
            "QTS",
            "HLTA",
            "Contract Type",
            "Post",
            "Role",
            "Start Date",
            "School Arrival Date",
            "Hours per Week",
            "FT Hrs",
        ),
        *("Weeks/Yr", "Paid by Daily Rate", "Pay per Day"),
    )
    _fill(sheet, 3, headings, rows)


def _short_name(person: Row) -> str:
    return f"{person['PersonFamilyName']}, {person['PersonGivenName'].split('|')[0]}"


def _fill(sheet: Worksheet, top: int, headings: tuple[str, ...], rows: list[list[Written]]) -> None:
    """Write headings and rows; numbers of people that are stored as numbers are shown with six digits."""
    for column, heading in enumerate(headings, 1):
        put(sheet.cell(top, column), heading).font = Font(bold=True)
        sheet.column_dimensions[column_letter(column - 1)].width = max(12, len(heading) + 3)
    for number, row in enumerate(rows, top + 1):
        for column, value in enumerate(row, 1):
            if value is None or value == "":
                continue
            cell = put(sheet.cell(number, column), value)
            if isinstance(value, date):
                cell.number_format = "DD/MM/YYYY"
            elif headings[column - 1] == "Payroll No" and isinstance(value, int):
                cell.number_format = "000000"
