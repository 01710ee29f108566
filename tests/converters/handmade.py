"""Plans built by hand for the tests of rows and records: small tables, and the sample school's files."""

from __future__ import annotations

import csv
import io
from array import array
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from converters.matching.plan import SheetPlan
from converters.recipe.target import parse_targets
from converters.sources.table import Cell, CellError, Table


def table(
    rows: Sequence[Sequence[Cell]],
    file: str = "list.xlsx",
    sheet: str | None = "Sheet1",
    forms: Mapping[int, str] | None = None,
) -> Table:
    """Make a table of rows; forms: column to the number format of all its cells."""
    width = max(map(len, rows))
    full = [[*row, *([None] * (width - len(row)))] for row in rows]
    formats = ["General", *(forms or {}).values()]
    kinds = {column: number for number, column in enumerate(forms or {}, 1)}
    styles = [array("H", [kinds.get(column, 0)] * len(full)) for column in range(width)]
    return Table(file, sheet, [list(column) for column in zip(*full, strict=True)], len(full), formats, styles)


def plan(grain: str, targets: Sequence[str], rows: Sequence[Sequence[Cell]], **more: Any) -> SheetPlan:
    """Plan a table whose first row is its headings (the targets, or `headings`); a column without target is ignored."""
    headings = list(more.pop("headings", targets))
    file, sheet = more.pop("file", "list.xlsx"), more.pop("sheet", "Sheet1")
    made = table([headings, *rows], file, sheet, more.pop("forms", None))
    columns = {column: parse_targets(target) for column, target in enumerate(targets) if target}
    more.setdefault("codes", {})
    more.setdefault("answers", {})
    more.setdefault("defaults", {})
    return SheetPlan(made, grain, headings, list(range(1, made.height)), columns, **more)


# The sample school's files

PAYROLL = [
    "staff.PersonRef",
    "staff.FullName",
    "contract.ContractRef",
    "contract.JobTitle",
    "contract.ContractType",
    "contract.ContractStart",
    "contract.ContractEnd",
    "contract.HoursPerWeek",
    "contract.FTEHours",
    "contract.WeeksPerYear",
    "contract.PaidWeeks",
    "contract.Scale",
    "contract.SpinePoint",
    "contract.RegionSpine",
    "staff.TeacherNumber",
    "",
    "",
    "element.ElementName",
    "element.ElementPeriod",
    "element.ElementRate",
    "element.ElementUnits",
    "element.ElementAmount",
]
HR_LIST = [
    "staff.PersonRef",
    "contract.ContractRef",
    "",
    "staff.PersonFamilyName",
    "staff.PersonGivenName",
    "staff.PersonGivenName",
    "",
    "staff.FormerFamilyName",
    "staff.GenderCurrent",
    "staff.PersonBirthDate",
    "staff.NINumber",
    "",
    "staff.TeacherNumber",
    "staff.Ethnicity",
    "staff.Disability",
    "staff.QTStatus",
    "staff.QTSRoute",
    "staff.HLTAStatus",
    "contract.Post",
    "role.RoleIdentifier #1",
    "role.RoleIdentifier #2",
    "contract.ContractType",
    "contract.ContractStart",
    "contract.ContractEnd",
    "contract.SchoolArrivalDate",
    "contract.Origin",
    "contract.DestinationCode",
    "",
    "",
]
SHEETS: dict[tuple[str, str], tuple[str, int, str]] = {
    ("absences.xlsx", "Absence"): (
        "absence",
        4,
        "staff.PersonRef|staff.FullName|absence.AbsenceCategory|absence.FirstDayOfAbsence|absence.LastDayOfAbsence|"
        "absence.WorkingDaysLost",
    ),
    ("school.xlsx", "Third party"): ("headcount", 1, "headcount.AgencyTPsupportCategory|headcount.SupHeadCount"),
    ("school.xlsx", "Vacancies"): (
        "vacancy",
        1,
        "vacancy.VacancyPost|vacancy.Subject|vacancy.Tenure|vacancy.VacancyTemporarilyFilled|vacancy.VacancyAdvertised",
    ),
    ("school.xlsx", "Qualifications"): (
        "qualification",
        1,
        "staff.PersonRef|staff.FullName|qualification.QualificationCode|qualification.ClassOfDegree|qualification.QualificationSubject|"
        "qualification.QualificationSubject",
    ),
    ("school.xlsx", "Curriculum"): (
        "curriculum",
        1,
        "staff.PersonRef|staff.FullName|curriculum.Subject|curriculum.YearGroup|curriculum.SubjectHours",
    ),
    ("school.xlsx", "Role pay"): (
        "role",
        3,
        "staff.PersonRef|staff.FullName|contract.ContractRef|role.RoleIdentifier|role.Scale|role.ActualSalary|role.HoursPerWeek|role.FTEHours|"
        "role.WeeksPerYear",
    ),
    ("school.xlsx", "Agency"): (
        "contract",
        3,
        "staff.PersonRef|contract.ContractRef|staff.PersonFamilyName|staff.PersonGivenName|staff.GenderCurrent|staff.PersonBirthDate|staff.NINumber|"
        "staff.TeacherNumber|staff.Ethnicity|staff.Disability|staff.QTStatus|staff.HLTAStatus|contract.ContractType|contract.Post|"
        "role.RoleIdentifier|contract.ContractStart|contract.SchoolArrivalDate|contract.HoursPerWeek|contract.FTEHours|contract.WeeksPerYear|"
        "contract.DailyRate|contract.DailyPay",
    ),
}


def read_book(path: Path) -> dict[str, Table]:
    """Read a workbook with openpyxl, number formats kept: a second way to the tables of the program's reader."""
    tables = {}
    for sheet in load_workbook(path).worksheets:
        formats: dict[str, int] = {"General": 0}
        columns: list[list[Cell]] = [[] for _ in range(sheet.max_column)]
        styles = [array("H") for _ in range(sheet.max_column)]
        for row in sheet.iter_rows():
            for column, cell in enumerate(row):
                value = CellError(cell.value) if cell.data_type == "e" else cell.value
                columns[column].append(value.date() if hasattr(value, "date") else value)
                styles[column].append(formats.setdefault(cell.number_format, len(formats)))
        tables[sheet.title] = Table(path.name, sheet.title, columns, sheet.max_row, list(formats), styles)
    return tables


def sample_plans(
    folder: Path, codes: Mapping[str, Mapping[str, str]] | None = None, answers: Mapping[str, str] | None = None
) -> list[SheetPlan]:
    """Plan the four files of the sample school, as written to `folder`, by hand."""
    more: dict[str, Any] = {"codes": codes or {}, "answers": answers or {}, "defaults": {}}
    plans = [
        _payroll(read_book(folder / "payroll 2013-11.xlsx")["Period 8"], more),
        _hr_list(folder / "HR list.csv", more),
    ]
    for name in ("absences.xlsx", "school.xlsx"):
        for title, made in read_book(folder / name).items():
            if title == "Headcounts":
                cells = {
                    "message.LEA": (2, 1),
                    "school.Estab": (3, 1),
                    "school.OccasionalsQTS": (4, 1),
                    "school.OccasionalsNOTQTS": (5, 1),
                    "school.OccasionalsNOTKNWN": (6, 1),
                }
                plans.append(SheetPlan(made, "school", ["", ""], [], {}, pairs=True, cells=cells, **more))
                continue
            grain, heading, targets = SHEETS[name, title]
            columns = {column: parse_targets(target) for column, target in enumerate(targets.split("|")) if target}
            headings = [str(cell) for cell in made.row(heading - 1)]
            plans.append(SheetPlan(made, grain, headings, list(range(heading, made.height)), columns, **more))
    return plans


def _payroll(made: Table, more: dict[str, Any]) -> SheetPlan:
    rows = [
        row
        for row in range(made.height)
        if made.columns[17][row] not in (None, "Element", "Description") and made.columns[18][row] != "Freq"
    ]
    columns = {column: parse_targets(target) for column, target in enumerate(PAYROLL) if target}
    return SheetPlan(
        made, "element", list(PAYROLL), rows, columns, fill_down=frozenset(range(15)), as_at=date(2013, 11, 30), **more
    )


def _hr_list(path: Path, more: dict[str, Any]) -> SheetPlan:
    lines = list(csv.reader(io.StringIO(path.read_bytes().decode("cp1252"))))
    width = len(lines[1])
    cells = [[cell or None for cell in [*line, *([""] * (width - len(line)))]] for line in lines]
    made = Table(path.name, None, [list(column) for column in zip(*cells, strict=True)], len(cells))
    columns = {column: parse_targets(target) for column, target in enumerate(HR_LIST) if target}
    return SheetPlan(made, "contract", lines[1], list(range(2, len(cells))), columns, **more)
