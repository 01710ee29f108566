"""The sample school in the other forms that data arrives in: an Access-style export, one .ods, a return made before.

All of them give the same return as the four files of `converters.sample`: what differs is only how it arrives.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from converters.members.defaults import fill_estab
from converters.message.header import header
from converters.message.writer import message_chunks
from converters.sample.ods import write_ods
from converters.sample.school import write_sample
from converters.sample.truth import Row, table, truth, word
from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection
from swf_desktop.files.writing import whole, write_bytes, write_text
from swf_desktop.record import Record, Return
from swf_desktop.workbook import fixed_entry

FORMS: Final = ("payroll", "access", "ods", "xml")
"""What `swf-desktop sample --form` takes; `payroll` is the four files."""

ACCESS_NAME: Final = "Harbour Lane database"
ODS_NAME: Final = "Harbour Lane staff.ods"
MESSAGE_NAME: Final = "9992999_SWF_999LL13_007.xml"

_MADE: Final = datetime(2013, 11, 8, 16, 5)  # noqa: DTZ001 - the message holds local time without a zone
_OTHER_SYSTEM: Final = ("Staffroom Suite", "9.4.118")
_CONTRACTS_ONLY: Final = re.compile(r"(      </ContractOrServiceGroup>\n)(    </SchoolWorkforceMember>)")

Cell = str | int | float | Decimal | date | bool | None
"""What a column of an Access table holds: text, a number, money, a date, yes or no, or nothing."""


def write_sample_form(folder: Path, form: str) -> list[Path]:
    """Write the sample school in one of FORMS into `folder` (made if missing); the same bytes each time.

    Raises OSError, and ValueError where there is no such form.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if form == "payroll":
        return write_sample(folder)
    if form == "access":
        return write_access_export(folder / ACCESS_NAME)
    if form == "ods":
        return [write_ods(folder / ODS_NAME)]
    if form == "xml":
        return [write_earlier_message(folder / MESSAGE_NAME)]
    raise ValueError(f"no such form as {form!r}: it is one of {', '.join(FORMS)}")


def write_access_export(target: Path) -> list[Path]:
    """Write a .csv for each table of the school's Access database.

    target: a folder (made if missing), or a name ending in .zip for one archive of them. Raises OSError.
    """
    files = {f"{name}.csv": _delimited(rows) for name, rows in access_tables()}
    if target.suffix.lower() == ".zip":
        with whole(target) as file, zipfile.ZipFile(file, "w") as archive:
            for name, data in files.items():
                archive.writestr(fixed_entry(name), data)
        return [target]
    target.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        write_bytes(target / name, data)
    return [target / name for name in files]


def _delimited(rows: Iterable[list[Cell]]) -> bytes:
    """Return rows as the export of Access puts them: text in quotation marks and the rest without, in cp1252."""
    return "".join(",".join(map(_exported, row)) + "\r\n" for row in rows).encode("cp1252")


def _exported(cell: Cell) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, str):
        return '"' + cell.replace('"', '""') + '"'
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y} 0:00:00"
    if isinstance(cell, Decimal):
        # The comma of a thousand is the delimiter too, so that Access quotes such an amount.
        return f'"£{cell:,.2f}"' if abs(cell) >= 1000 else f"{'-' if cell < 0 else ''}£{abs(cell):.2f}"
    # A database keeps no noughts: 32.5 for 32.50, 52 for 52.0.
    return f"{cell:.15g}"


def access_tables() -> Iterator[tuple[str, list[list[Cell]]]]:
    """Yield the tables of the school's Access database: name and rows, the first row the names of the columns.

    Related by keys: StaffID in each table about people, ContractID in each about contracts.
    """
    yield "tblStaff", _rows(_STAFF, table("staff"), _staff)
    yield "tblContract", _rows(_CONTRACT, table("contracts"), _contract)
    yield "tblRole", _rows(_ROLE, table("roles"), _role)
    yield "tblPayElement", _rows(_PAY, table("pay"), _pay)
    yield "tblAbsence", _rows(_ABSENCE, table("absences"), _absence)
    yield "tblQualification", _rows(_QUALIFICATION, table("qualifications"), _qualification)
    yield "tblCurriculum", _rows(_CURRICULUM, table("curriculum"), _curriculum)
    yield "tblSchool", _rows(_SCHOOL, table("school"), _school)
    yield "tblVacancy", _rows(_VACANCY, table("vacancies"), _vacancy)
    yield "tblThirdParty", _rows(_THIRD_PARTY, table("headcounts"), _third_party)


_STAFF: Final = (
    *("StaffID", "Surname", "Forename", "MiddleName", "FormerSurname", "Gender", "DateOfBirth", "NINumber"),
    *("TeacherNumber", "EthnicOrigin", "Disability", "QTS", "QTSRoute", "HLTA"),
)
_CONTRACT: Final = (
    *("ContractID", "StaffID", "JobTitle", "Post", "ContractType", "StartDate", "EndDate", "SchoolArrivalDate"),
    *("Origin", "Destination", "HoursPerWeek", "FTHours", "WeeksPerYear", "PaidWeeks", "Grade", "SpinePoint"),
    *("PayRegion", "DailyRate", "PayPerDay"),
)
_ROLE: Final = (
    *("ID", "ContractID", "StaffID", "Role", "Grade", "ActualAnnualSalary", "HoursPerWeek", "FTHours"),
    "WeeksPerYear",
)
_PAY: Final = (
    *("ID", "ContractID", "StaffID", "ElementDescription", "ElementFreq", "ElementRate", "ElementUnits"),
    "ElementAmount",
)
_ABSENCE: Final = ("ID", "StaffID", "AbsenceType", "FirstDay", "LastDay", "WorkingDaysLost")
_QUALIFICATION: Final = ("ID", "StaffID", "Qualification", "ClassOfDegree", "Subject1", "Subject2")
_CURRICULUM: Final = ("ID", "StaffID", "Subject", "YearGroup", "HoursTaught")
_SCHOOL: Final = (
    *("LANumber", "EstablishmentNumber", "OccasionalTeachersWithQTS", "OccasionalTeachersWithoutQTS"),
    "OccasionalTeachersQTSNotKnown",
)
_VACANCY: Final = ("VacantPost", "Subject", "FullOrPartTime", "TemporarilyFilled", "Advertised")
_THIRD_PARTY: Final = ("Category", "HeadCount")


def _rows(headings: tuple[str, ...], rows: Iterable[Row], make: Callable[[Row, int], list[Cell]]) -> list[list[Cell]]:
    return [list(headings), *(make(row, number) for number, row in enumerate(rows, 1))]


def _staff(row: Row, _turn: int) -> list[Cell]:
    given, *middle = row["PersonGivenName"].split("|")
    return [
        *(row["PersonRef"], row["PersonFamilyName"], given, " ".join(middle), row["FormerFamilyName"]),
        *(word("staff.GenderCurrent", row["GenderCurrent"]), _day(row["PersonBirthDate"]), row["NINumber"]),
        *(row["TeacherNumber"], word("staff.Ethnicity", row["Ethnicity"]), word("staff.Disability", row["Disability"])),
        *(_flag(row["QTStatus"]), word("staff.QTSRoute", row["QTSRoute"]), _flag(row["HLTAStatus"])),
    ]


def _contract(row: Row, _turn: int) -> list[Cell]:
    return [
        *(row["ContractRef"], row["PersonRef"], row["job_title"], word("contract.Post", row["Post"])),
        word("contract.ContractType", row["ContractType"]),
        *(_day(row["ContractStart"]), _day(row["ContractEnd"]), _day(row["SchoolArrivalDate"])),
        *(word("contract.Origin", row["Origin"]), word("contract.DestinationCode", row["DestinationCode"])),
        *(_number(row["HoursPerWeek"]), _number(row["FTEHours"]), _number(row["WeeksPerYear"])),
        *(_number(row["paid_weeks"]), row["as_scale"], row["as_point"], row["as_region"]),
        *(word("contract.DailyRate", row["DailyRate"]), _money(row["daily_pay"])),
    ]


def _role(row: Row, number: int) -> list[Cell]:
    return [
        *(number, row["ContractRef"], row["PersonRef"], word("role.RoleIdentifier", row["RoleIdentifier"])),
        *(word("role.Scale", row["Scale"]), _money(row["BasePay"]), _number(row["HoursPerWeek"])),
        *(_number(row["FTEHours"]), _number(row["WeeksPerYear"])),
    ]


def _pay(row: Row, number: int) -> list[Cell]:
    rate, units = Decimal(row["Rate"]), Decimal(row["Units"])
    return [
        *(number, row["ContractRef"], row["PersonRef"], row["Element"], row["Period"], rate, _number(row["Units"])),
        round(rate * units, 2),
    ]


def _absence(row: Row, number: int) -> list[Cell]:
    return [
        *(number, row["PersonRef"], word("absence.AbsenceCategory", row["AbsenceCategory"])),
        *(_day(row["FirstDayOfAbsence"]), _day(row["LastDayOfAbsence"]), _number(row["WorkingDaysLost"])),
    ]


def _qualification(row: Row, number: int) -> list[Cell]:
    return [
        *(number, row["PersonRef"], word("qualification.QualificationCode", row["QualificationCode"])),
        word("qualification.ClassOfDegree", row["ClassOfDegree"]),
        *([*row["QualificationSubject"].split("|"), ""])[:2],
    ]


def _curriculum(row: Row, number: int) -> list[Cell]:
    return [
        *(number, row["PersonRef"], word("curriculum.Subject", row["Subject"])),
        *(word("curriculum.YearGroup", row["YearGroup"]), _number(row["SubjectHours"])),
    ]


def _school(row: Row, _turn: int) -> list[Cell]:
    figures = (row["OccasionalsQTS"], row["OccasionalsNOTQTS"], row["OccasionalsNOTKNWN"])
    return [row["LEA"], row["Estab"], *map(int, figures)]


def _vacancy(row: Row, _turn: int) -> list[Cell]:
    return [
        *(word("vacancy.VacancyPost", row["VacancyPost"]), word("vacancy.Subject", row["Subject"])),
        *(word("vacancy.Tenure", row["Tenure"]), _flag(row["VacancyTemporarilyFilled"])),
        _flag(row["VacancyAdvertised"]),
    ]


def _third_party(row: Row, _turn: int) -> list[Cell]:
    category = word("headcount.AgencyTPsupportCategory", row["AgencyTPsupportCategory"])
    return [category, int(row["SupHeadCount"])]


def _day(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _number(text: str) -> float | None:
    return float(text) if text else None


def _money(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _flag(text: str) -> bool | None:
    return text == "true" if text else None


# A return that another system made


def write_earlier_message(path: Path) -> Path:
    """Write the sample school's return as another system would: True and False in capitals, wrappers that are empty.

    Raises OSError.
    """
    collection = Collection.load(2013)
    return_ = true_return(collection)
    school = table("school")[0]
    software, release = _OTHER_SYSTEM
    fill_estab(return_, collection, school["Estab"])
    header(
        return_,
        collection,
        lea=school["LEA"],
        estab=school["Estab"],
        level="S",
        serial="007",
        now=_MADE,
        release=release,
    )
    return_.message.values["SoftwareCode"] = canonical_value(collection.fields["message.SoftwareCode"], software)
    text = "".join(message_chunks(return_, collection))
    for flag in ("true", "false"):
        text = text.replace(f">{flag}<", f">{flag.capitalize()}<")
    text = _CONTRACTS_ONLY.sub(r"\1      <Absences/>\n      <Qualifications></Qualifications>\n\2", text)
    return write_text(path, text)


def true_return(collection: Collection) -> Return:
    """Return the sample school as records made of its truth alone, with base pay and without the point beside it."""
    kinds = truth()
    return_ = Return()
    people = {row["PersonRef"]: _record(return_.message, "staff", row, collection) for row in kinds["staff"]}
    contracts = {}
    for row in kinds["contract"]:
        contract = _record(people[row["PersonRef"]], "contract", row, collection)
        if contract.has("BasePay"):
            contract.values.pop("SpinePoint", None)
        contracts[row["ContractRef"]] = contract
    for kind in ("role", "payment"):
        for row in kinds[kind]:
            _record(contracts[row["ContractRef"]], kind, row, collection)
    for kind in ("absence", "curriculum", "qualification"):
        for row in kinds[kind]:
            _record(people[row["PersonRef"]], kind, row, collection)
    school = _record(return_.message, "school", kinds["school"][0], collection)
    for kind in ("vacancy", "headcount"):
        for row in kinds[kind]:
            _record(school, kind, row, collection)
    return return_


def _record(parent: Record, kind: str, row: Row, collection: Collection) -> Record:
    """Add a record with the fields of its kind that a row of the truth has."""
    record = parent.add(Record(kind))
    for tag, text in row.items():
        field = collection.fields.get(f"{kind}.{tag}")
        if field is not None and field.sent:
            record.values[tag] = canonical_value(field, text.replace("|", "; "))
    return record
