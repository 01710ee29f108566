"""A made authority: a list of schools, one payroll workbook for all, and a folder of files for each, in six layouts.

The layouts are three sets of words, in six forms of file. Everybody is made and nobody real; every return is clean, so
that whatever a run finds came of the run.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from openpyxl import Workbook

from converters.authority.folder import Authority, make_authority
from converters.authority.school_list import ACADEMY, CENTRAL, MAINTAINED, School
from converters.practice.made_school import PRACTICE_LEA, made_return, phases
from converters.practice.people import Identities
from swf_desktop.collection import Collection, Field
from swf_desktop.files.writing import write_text
from swf_desktop.record import Record, Return
from swf_desktop.workbook import put, save_book

PAYROLL: Final = "payroll.xlsx"
LIST: Final = "schools.xlsx"
SHARED_EVERY: Final = 10
"""Every so many schools one of their people works at the next school too."""

CENTRAL_SITE: Final = "Children's Services"
_NAMES: Final = ("Hill", "Lane", "Park", "Field", "Brook", "Bridge", "Wood", "Green", "Mill", "Church")
_FIRST: Final = ("Ash", "Birch", "Cedar", "Elm", "Hazel", "Holly", "Larch", "Maple", "Oak", "Rowan", "Willow", "Yew")

_OF_PAYROLL: Final = ("contract", "role", "payment")
_OF_SCHOOL: Final = ("staff", "absence", "qualification", "curriculum", "school", "vacancy", "headcount", "la")
_TITLES: Final = {
    "staff": "Staff",
    "contract": "Contracts",
    "role": "Roles",
    "payment": "Payments",
    "absence": "Absences",
    "qualification": "Qualifications",
    "curriculum": "Curriculum",
    "school": "School",
    "vacancy": "Vacancies",
    "headcount": "Third-party support",
    "la": "Educational psychologists",
}
_SYSTEM_WORDS: Final = {
    "staff.PersonRef": "Employee Number",
    "staff.PersonFamilyName": "Last Name",
    "staff.PersonGivenName": "First Name",
    "staff.PersonBirthDate": "Birth Date",
    "staff.NINumber": "National Insurance Number",
    "staff.TeacherNumber": "Teacher Reference Number",
    "absence.FirstDayOfAbsence": "First Day Absent",
    "absence.LastDayOfAbsence": "Last Day Absent",
}
_OTHER_WORDS: Final = {
    "staff.PersonRef": "Payroll No",
    "staff.PersonFamilyName": "Surname",
    "staff.PersonGivenName": "Forename",
    "staff.PersonBirthDate": "DOB",
    "staff.NINumber": "NI No",
    "staff.TeacherNumber": "TRN",
    "staff.Ethnicity": "Ethnic Origin",
    "absence.FirstDayOfAbsence": "Absence Start Date",
    "absence.LastDayOfAbsence": "Absence End Date",
    "absence.WorkingDaysLost": "Days Lost",
}


@dataclass(frozen=True, slots=True)
class MadeAuthority:
    """What was made. people: in all returns together; somebody at two schools counts at each."""

    authority: Authority
    people: int


@dataclass(frozen=True, slots=True)
class _Sheet:
    title: str
    headings: list[str]
    rows: list[list[object]]


class _References:
    """Payroll and contract numbers, of people in all schools."""

    def __init__(self) -> None:
        self._of: dict[int, str] = {}
        self._kept: list[Record] = []

    def person(self, person: Record) -> str:
        """Return the payroll number of a person, the same at every school."""
        if id(person) not in self._of:
            self._kept.append(person)
            self._of[id(person)] = f"{len(self._kept):06d}"
        return self._of[id(person)]

    def same(self, person: Record, other: Record) -> None:
        """Say that two records are one person."""
        self._kept.append(other)
        self._of[id(other)] = self.person(person)

    def contract(self, contract: Record, school: School) -> str:
        """Return the number of a contract."""
        person = contract.parent
        assert person is not None  # noqa: S101 - a contract is somebody's
        return f"{self.person(person)}-{school.estab[-3:] or 'C'}-{person.of('contract').index(contract) + 1}"


def make_sample_authority(
    folder: Path, *, schools: int, staff: int, seed: int = 1, collection: Collection | None = None, central: int = 12
) -> MadeAuthority:
    """Write an authority of so many schools with so many staff each, and its central staff; a seed gives the same one.

    Raises CannotRun where the folder holds an authority already, and OSError.
    """
    collection = collection or Collection.newest()
    identities, refs = Identities(seed), _References()
    kinds = list(phases())
    listed: list[School] = []
    pay: dict[str, _Sheet] = {}
    people = 0
    guest: Record | None = None
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(schools):
        phase = kinds[number % len(kinds)] if number % 5 == 0 else "primary"
        school = _school(number, phases()[phase].label)
        return_ = made_return(collection, identities, staff=staff, phase=phase, lea=school.lea, estab=school.estab)
        if guest is not None:
            _add_guest(return_, guest, school, refs)
        people += len(return_.staff)
        listed.append(school)
        _write_school(folder / "schools" / f"{school.estab} {school.name}", return_, school, collection, refs, number)
        _add_pay(pay, return_, school, school.estab, school.name, collection, refs)
        guest = return_.staff[-1] if number % SHARED_EVERY == 0 else None
    if central:
        office = School(PRACTICE_LEA, "", "Central staff", kind=CENTRAL, contact="workforce team")
        return_ = made_return(collection, identities, staff=central, level="L", lea=PRACTICE_LEA)
        people += len(return_.staff)
        listed.append(office)
        _write_school(folder / "schools" / office.key, return_, office, collection, refs, 0)
        _add_pay(pay, return_, office, None, CENTRAL_SITE, collection, refs)
    _workbook(folder / PAYROLL, list(pay.values()))
    _workbook(folder / LIST, [_list_of(listed)])
    sites = {CENTRAL_SITE: listed[-1].key} if central else {}
    authority = Authority(
        folder, "Made authority", PRACTICE_LEA, collection.year, (PAYROLL,), sites=sites, schools=tuple(listed)
    )
    return MadeAuthority(make_authority(authority), people)


def _school(number: int, label: str) -> School:
    name = f"{_FIRST[number % 12]} {_NAMES[number // 12 % 10]}{'' if number < 120 else f' {number // 120 + 1}'}"
    kind = ACADEMY if number % 12 == 11 else MAINTAINED
    return School(
        PRACTICE_LEA, f"{2001 + number:04d}", f"{name} School", label, kind, f"office@school{number + 1}.example"
    )


def _add_guest(return_: Return, guest: Record, school: School, refs: _References) -> None:
    """Let somebody of another school work here too, on a contract of their own."""
    own = Record("staff", f"{guest.key} too")
    own.values = dict(guest.values)
    contract = guest.of("contract")[0]
    copy = own.add(Record("contract", f"{own.key}/contract"))
    copy.values = dict(contract.values)
    for role in contract.of("role"):
        copy.add(Record("role", f"{copy.key}/role")).values = dict(role.values)
    if copy.has("Estab"):
        copy.values["Estab"] = contract.values["Estab"]._replace(
            raw=school.estab, typed=school.estab, sent=school.estab
        )
    refs.same(guest, own)
    return_.message.add(own)


def _records(return_: Return, kind: str) -> Iterator[Record]:
    for top in (*return_.staff, *filter(None, (return_.school, return_.la))):
        yield from (record for record in top.walk() if record.kind == kind)


def _fields(collection: Collection, kind: str) -> list[Field]:
    if kind not in collection.kinds:
        return []
    return [
        field
        for field in collection.kinds[kind].fields.values()
        if field.sent and (field.tag != "Estab" or kind == "school")
    ]


def _add_pay(
    pay: dict[str, _Sheet],
    return_: Return,
    school: School,
    number: str | None,
    site: str,
    collection: Collection,
    refs: _References,
) -> None:
    for kind in _OF_PAYROLL:
        fields = _fields(collection, kind)
        if not fields:
            continue
        heads = [field.label for field in fields]
        if kind == "contract":
            heads = ["Site", "DfE Number", "Payroll No", "Contract Number", "Surname", "Forename", *heads]
        else:
            heads = ["Payroll No", "Contract Number", *heads]
        sheet = pay.setdefault(kind, _Sheet(_TITLES[kind], heads, []))
        for record in _records(return_, kind):
            contract = record if kind == "contract" else _above(record, "contract")
            cells = [_cell(record, field) for field in fields]
            if contract is None:
                continue
            ref = refs.contract(contract, school)
            person = contract.parent
            if person is None:
                continue
            if kind == "contract":
                given = person.values.get("PersonGivenName")
                first = given.sent[0] if given is not None and isinstance(given.sent, tuple) else None
                family = person.code("PersonFamilyName")
                sheet.rows.append([site, number, refs.person(person), ref, family, first, *cells])
            else:
                sheet.rows.append([refs.person(person), ref, *cells])


def _above(record: Record, kind: str) -> Record | None:
    above: Record | None = record
    while above is not None and above.kind != kind:
        above = above.parent
    return above


def _cell(record: Record, field: Field) -> object:
    value = record.values.get(field.tag)
    if value is None:
        return None
    if isinstance(value.sent, tuple):
        return " ".join(value.sent) if field.tag == "PersonGivenName" else value.sent[0]
    if isinstance(value.typed, bool):
        return "Yes" if value.typed else "No"
    if isinstance(value.typed, date | Decimal | int):
        return value.typed
    return value.raw


def _write_school(
    folder: Path, return_: Return, school: School, collection: Collection, refs: _References, number: int
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    layout = _LAYOUTS[number % len(_LAYOUTS)]
    words: dict[str, str] = ({}, _OTHER_WORDS, _SYSTEM_WORDS)[number % 3]
    sheets = []
    for kind in _OF_SCHOOL:
        fields = _fields(collection, kind)
        records = list(_records(return_, kind))
        if not fields or not records:
            continue
        filled = [field for field in fields if any(field.tag in record.values for record in records)]
        of_person = kind in ("staff", "absence", "qualification", "curriculum")
        ref = [collection.fields["staff.PersonRef"]] if of_person else []
        heads = [words.get(field.name, field.label) for field in (*ref, *filled)]
        rows: list[list[object]] = []
        for record in records:
            person = _above(record, "staff")
            rows.append(
                [*([refs.person(person)] if of_person and person else []), *(_cell(record, field) for field in filled)]
            )
        if kind == "la" or (kind == "school" and "message.LEA" in collection.fields):
            heads.insert(0, collection.fields["message.LEA"].label)
            for row in rows:
                row.insert(0, school.lea)
        sheets.append(_Sheet(_TITLES[kind], heads, rows))
    layout(folder, sheets)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell)


def _workbook(path: Path, sheets: Sequence[_Sheet], *, title: str = "") -> None:
    book = Workbook()
    for number, sheet in enumerate(sheets):
        page = book.worksheets[0] if number == 0 else book.create_sheet()
        page.title = sheet.title
        top = 1
        if title:
            put(page.cell(1, 1), title)
            top = 3
        rows: list[Sequence[object]] = [sheet.headings, *sheet.rows]
        for row, cells in enumerate(rows, top):
            for column, cell in enumerate(cells, 1):
                if cell is None:
                    continue
                target = page.cell(row, column)
                if isinstance(cell, date):
                    put(target, cell).number_format = "dd/mm/yyyy"
                elif isinstance(cell, Decimal):
                    put(target, cell).number_format = "0.00"
                else:
                    put(target, cell if isinstance(cell, int) else str(cell))
    save_book(book, path)


def _texts(folder: Path, sheets: Sequence[_Sheet], ending: str, delimiter: str, *, upper: bool = False) -> None:
    for sheet in sheets:
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow([head.upper() if upper else head for head in sheet.headings])
        writer.writerows([[_text(cell) for cell in row] for row in sheet.rows])
        write_text(folder / f"{sheet.title}{ending}", text.getvalue())


def _moved(sheets: Sequence[_Sheet]) -> list[_Sheet]:
    """Return sheets whose columns stand in another order: the first stays."""
    return [
        _Sheet(one.title, [one.headings[0], *reversed(one.headings[1:])], [[r[0], *reversed(r[1:])] for r in one.rows])
        for one in sheets
    ]


_LAYOUTS: Final[tuple[Callable[[Path, Sequence[_Sheet]], None], ...]] = (
    lambda folder, sheets: _workbook(folder / "staff data.xlsx", sheets),
    lambda folder, sheets: _texts(folder, sheets, ".csv", ","),
    lambda folder, sheets: _workbook(folder / "HR report.xlsx", _moved(sheets), title="Staff report for the census"),
    lambda folder, sheets: _texts(folder, sheets, ".txt", "\t"),
    lambda folder, sheets: _workbook(folder / "export.xlsx", sheets),
    lambda folder, sheets: _texts(folder, _moved(sheets), " list.csv", ";", upper=True),
)


def _list_of(schools: Sequence[School]) -> _Sheet:
    rows: list[list[object]] = [
        [one.lea, one.estab or None, one.name, one.phase, one.kind, one.contact] for one in schools
    ]
    return _Sheet("Schools", ["LA", "DfE Number", "School Name", "Phase", "Type", "Contact"], rows)
