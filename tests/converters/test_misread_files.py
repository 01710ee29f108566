"""Ways in which real files were misread, and what comes of them now: small files and what should come, in a table.

Longer than other modules, because the cases are one table, each with its files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from converters.built import Built, Sources
from converters.pipeline import build, rule_findings
from converters.recipe.recipe import Recipe, SheetRecipe
from converters.request import Request
from converters.sources.table import Cell, Table
from swf_desktop.record import Record
from tests.converters.tables import table
from validation.causes import causes

_BASICS: dict[str, list[Cell]] = {
    "Payroll No": ["7101", "7102", "7103", "7104"],
    "Surname": ["Ashby", "Birch", "Cole", "Dunn"],
    "Forename": ["Amy", "Ben", "Cara", "Dev"],
    "Gender": ["F", "M", "F", "M"],
    "DOB": ["03/04/1971", "14/05/1979", "25/06/1985", "06/07/1968"],
    "NI Number": ["JK410001A", "JK410002B", "JK410003C", "JK410004D"],
    "Teacher Number": ["8310001", "8310002", "8310003", "8310004"],
    "Ethnicity": ["White British", "Indian", "White Irish", "White British"],
    "Disabled": ["No"] * 4,
    "QTS": ["Yes"] * 4,
    "HLTA": ["No"] * 4,
    "Job Title": ["Teacher"] * 4,
    "Contract Type": ["Permanent"] * 4,
    "Start Date": ["01/09/2006"] * 4,
    "Date Joined School": ["01/09/2006"] * 4,
    "Hours": ["32.5"] * 4,
    "FT Hours": ["32.5"] * 4,
    "Weeks": ["52"] * 4,
    "Point": ["M6", "M6", "M3", "M1"],
    "Annual Salary": ["31868", "31868", "25420", "21804"],
}


def staff(people: int = 2, *, without: Sequence[str] = (), **columns: Sequence[Cell]) -> list[list[Cell]]:
    """Return a list of staff with its headings; columns with _ for blanks in their names are put in or changed."""
    named = {name.replace("__", " ("): values for name, values in columns.items()}
    known = {name.replace(" ", "_"): name for name in _BASICS}
    cells = {name: list(values) for name, values in _BASICS.items() if name not in without}
    for name, values in named.items():
        cells[known.get(name, name.replace("_", " "))] = list(values)
    return [list(cells), *[[cells[name][row] for name in cells] for row in range(people)]]


def file(name: str, *rows: Sequence[Cell], merged: Sequence[tuple[int, int, int, int]] = ()) -> Table:
    return table(*rows, file=name, sheet=None, merged=merged)


@dataclass(frozen=True)
class Case:
    """Files, what is answered, and what should come.

    right: person and field to what is sent, "" for nothing; a field of a child with its place (`absence.1.LastDay..`).
    asked: the beginnings of the keys of all questions on this. gone: people who are in no return.
    """

    name: str
    files: tuple[Table, ...]
    right: Mapping[str, str]
    asked: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


def made(case: Case) -> Built:
    sheets = tuple(SheetRecipe(one.file, None, columns=case.columns) for one in case.files[:1] if case.columns)
    recipe = Recipe(sheets=sheets, answers=case.answers, codes=case.codes)
    return build(Sources(list(case.files)), Request(year=2013, lea="999", estab="2999", recipe=recipe))


def value(person: Record, name: str) -> str:
    """Return what is sent for a field: of the person, the first contract, or the child that the name counts from 0."""
    kind, *rest = name.split(".")
    if kind == "staff":
        return person.code(rest[0]) or ""
    if kind in ("role", "payment"):
        children = [child for contract in person.of("contract") for child in contract.of(kind)]
    else:
        children = person.of(kind)
    if kind == "payment":
        children = [child for child in children if child.code("PaymentType") == rest[0]]
    place = int(rest[0]) if len(rest) > 1 and kind != "payment" else 0
    return (children[place].code(rest[-1]) or "") if place < len(children) else ""


PAY: list[list[Cell]] = staff(without=["Annual Salary"], Monthly_Basic_Pay=["2655.67", "2655.67"])
TWELVE = [
    [*_BASICS],
    *[
        [
            *[f"{7200 + n}", f"Ames{chr(97 + n)}", "Amy", "F", "03/04/1971", f"JK42{n:04}A", f"83200{n:02}"],
            *[values[0] for values in list(_BASICS.values())[7:]],
        ]
        for n in range(12)
    ],
]
START = list(_BASICS).index("Start Date")
ARRIVAL = list(_BASICS).index("Date Joined School")


def starting(day: str, *, arrival: bool) -> list[list[Cell]]:
    """Return twelve people who all start on one day, and who arrived in years of their own."""
    rows = []
    for n, row in enumerate(TWELVE[1:]):
        cells = list(row)
        cells[START], cells[ARRIVAL] = day, f"01/09/{1998 + n}"
        rows.append(cells if arrival else [cell for place, cell in enumerate(cells) if place != ARRIVAL])
    heads = [cell for place, cell in enumerate(TWELVE[0]) if arrival or place != ARRIVAL]
    return [heads, *rows]


CASES = [
    Case(
        "an agency's list says nothing of contracts",
        (
            file("staff.csv", *staff()),
            table(
                ["Supply teachers booked through agencies"],
                [
                    "Agency Ref",
                    "Surname",
                    "Forename",
                    "Gender",
                    "DOB",
                    "Teacher Number",
                    "Post",
                    "Start Date",
                    "Agency",
                    "Day rate",
                ],
                [
                    "RX12",
                    "Orban",
                    "Zoe",
                    "Female",
                    "02/03/1984",
                    "0812345",
                    "Teacher of Science",
                    "02/09/2013",
                    "Reed",
                    165,
                ],
                file="agency.xlsx",
                sheet="Agency",
            ),
        ),
        {"Orban staff.TeacherNumber": "0812345", "Orban contract.ContractType": ""},
        asked=("agency staff: agency.xlsx, sheet Agency",),
        never=("column", "hours of", "days a year"),
    ),
    Case(
        "an agency's list, answered",
        (
            file("staff.csv", *staff()),
            table(
                ["Supply teachers booked through agencies"],
                ["Surname", "Forename", "Gender", "DOB", "Teacher Number", "Post", "Start Date", "Agency", "Day rate"],
                ["Orban", "Zoe", "Female", "02/03/1984", "0812345", "Teacher of Science", "02/09/2013", "Reed", 165],
                file="agency.xlsx",
                sheet="Agency",
            ),
        ),
        {"Orban contract.ContractType": "SAG", "Orban contract.DailyRate": "Y"},
        answers={"agency staff: agency.xlsx, sheet Agency": "SAG"},
    ),
    Case(
        "a list of words alone, with letters before its numbers",
        (
            file("staff.csv", *staff(3, without=["Disabled"])),
            file(
                "equality.csv",
                ["Payroll No", "Surname", "Forename", "Job Title", "Registered Disabled"],
                ["P7101", "Ashby", "Amy", "Teacher", "No"],
                ["P7102", "Birch", "Ben", "Teacher", "Yes"],
                ["P7103", "Cole", "Cara", "Teacher", "No"],
            ),
        ),
        {"Ashby staff.Disability": "NO", "Birch staff.Disability": "YES", "Birch contract.BasePay": "31868.00"},
        asked=("same numbers written otherwise",),
    ),
    Case(
        "a grade that holds points and payments",
        (file("staff.csv", *staff(4, without=["Point", "Annual Salary"], Grade=["M6", "U1", "M6+TLR2a", "L12-L18"])),),
        {
            "Ashby contract.Scale": "TE",
            "Ashby contract.BasePay": "31868.00",
            "Birch contract.Scale": "TU",
            "Cole contract.Scale": "TE",
            "Cole contract.BasePay": "31868.00",
        },
        asked=("spine point: L12-L18",),
    ),
    Case(
        "the only money is gross pay",
        (
            file(
                "staff.csv",
                *staff(
                    without=["Annual Salary", "Point"],
                    Gross_Pay=["2655.67", "455.21"],
                    Pay_Period=["Monthly", "Weekly"],
                ),
            ),
        ),
        {"Ashby contract.BasePay": ""},
        asked=("Gross Pay",),
    ),
    Case(
        "the only money is gross pay, answered",
        (
            file(
                "staff.csv",
                *staff(
                    without=["Annual Salary", "Point"],
                    Gross_Pay=["2655.67", "455.21"],
                    Pay_Period=["Monthly", "Weekly"],
                ),
            ),
        ),
        {"Ashby contract.BasePay": "31868.04"},
        columns={"Gross Pay": "contract.PayAmount"},
        never=("Gross Pay",),
    ),
    Case(
        "somebody left out needs no code for the title",
        (
            file(
                "staff.csv",
                *staff(
                    3,
                    Job_Title=["Teacher", "Teacher", "Relief Midday Supervisory Assistant"],
                    QTS=["Yes", "Yes", "No"],
                    Hours=["32.5", "32.5", "0"],
                ),
            ),
        ),
        {"Ashby contract.Post": "TCH"},
        answers={"leave out: casual": "leave out"},
        codes={"contract.JobTitle": {"Relief Midday Supervisory Assistant": "SUP/MIDS"}},
        gone=("Cole",),
        never=("leave out: ", "Relief Midday Supervisory Assistant"),
    ),
    Case(
        "a leaver with a role and no post",
        (
            file(
                "hr.csv",
                [*list(_BASICS)[:10], "Role", "Contract Type", "Start Date", "Leaving Date", "Destination"],
                [
                    *[values[0] for values in list(_BASICS.values())[:10]],
                    "Classroom Teacher",
                    "Permanent",
                    "01/09/2003",
                    "31/12/2012",
                    "",
                ],
            ),
        ),
        {"Ashby contract.Post": "TCH", "Ashby role.RoleIdentifier": "TCHR", "Ashby contract.DestinationCode": ""},
    ),
    Case(
        "pay of a leaver",
        (file("staff.csv", *staff(Leaving_Date=["31/12/2012", ""], Destination=["Other", ""])),),
        {"Ashby contract.BasePay": "", "Ashby contract.Scale": "", "Birch contract.BasePay": "31868.00"},
    ),
    Case(
        "monthly allowances",
        (
            file(
                "staff.csv",
                [*PAY[0], "R & R (Monthly)", "TLR (Monthly)", "SEN (Monthly)"],
                [*PAY[1], "125", "213.42", ""],
                [*PAY[2], "", "", "168.50"],
            ),
        ),
        {
            "Ashby payment.TLR.PaymentAmount": "2561.04",
            "Ashby payment.RAR.PaymentAmount": "1500.00",
            "Birch payment.SEN.PaymentAmount": "2022.00",
        },
        never=("additional payments", "column", "pay element"),
    ),
    Case(
        "a monthly safeguarded sum",
        (file("staff.csv", [*PAY[0], "Safeguarded Sum (Monthly)"], [*PAY[1], "100"], [*PAY[2], ""]),),
        {
            "Ashby contract.BasePay": "33068.00",
            "Ashby contract.SafeguardedSalary": "true",
            "Birch contract.BasePay": "31868.00",
        },
    ),
    Case(
        "safeguarding among the pay is no check before employment",
        (file("staff.csv", [*PAY[0], "Safeguarding (Monthly)"], [*PAY[1], "100"], [*PAY[2], ""]),),
        {"Ashby contract.BasePay": "33068.00", "Ashby contract.SafeguardedSalary": "true"},
    ),
    Case(
        "months among years",
        (
            file(
                "staff.csv",
                *staff(Job_Title=["Head Teacher", "Teacher"], Point=["L18", "M6"], Annual_Salary=["4793.33", "31868"]),
            ),
        ),
        {"Ashby contract.BasePay": "57520.00", "Birch contract.BasePay": "31868.00"},
        answers={"annual salary holds months: staff.csv/column T": "months"},
        never=("annual salary holds months",),
    ),
    Case(
        "half pay in an absence that is open, and an absence of the next census",
        (
            file(
                "staff.csv",
                *staff(without=["Annual Salary"], Point=["M3", "M6"], Monthly_Basic_Pay=["1059.17", "2655.67"]),
            ),
            file(
                "absences.csv",
                ["Payroll No", "Absence Reason", "First Day", "Last Day", "Working Days"],
                ["7101", "Maternity", "02/09/2013", "", ""],
                ["7102", "Sickness", "04/03/2013", "05/03/2013", "2"],
            ),
        ),
        {
            "Ashby contract.BasePay": "25420.00",
            "Ashby absence.FirstDayOfAbsence": "",
            "Birch absence.FirstDayOfAbsence": "2013-03-04",
            "Birch contract.BasePay": "31868.00",
        },
    ),
    Case(
        "an official role above what the title says",
        (
            file(
                "hr.csv",
                ["Payroll No", "Surname", "Forename", "SWF Role"],
                ["7101", "Ashby", "Amy", "Cover Supervisor"],
                ["7102", "Birch", "Ben", "Data Manager/Analyst"],
            ),
            file("pay.csv", *staff(Job_Title=["Teaching Assistant", "Data Officer"], QTS=["No", "No"])),
        ),
        {"Ashby role.RoleIdentifier": "COVR", "Birch role.RoleIdentifier": "DATA"},
        never=("role of",),
    ),
    Case(
        "an official label means its own code",
        (
            file(
                "hr.csv",
                ["Payroll No", "Surname", "Forename", "SWF Role"],
                ["7101", "Ashby", "Amy", "Premises Manager"],
                ["7102", "Birch", "Ben", "Bursar"],
            ),
            file("pay.csv", *staff(without=["Job Title"], QTS=["No", "No"])),
        ),
        {"Ashby role.RoleIdentifier": "PREM", "Birch role.RoleIdentifier": "BURS"},
    ),
    Case(
        "single days of absence, joined",
        (
            file("staff.csv", *staff()),
            file(
                "absences.csv",
                ["Payroll No", "Absence Date", "Absence Reason", "Days"],
                *[["7101", f"0{day}/10/2012", "Sickness", "1"] for day in range(1, 6)],
                ["7102", "05/11/2012", "Sickness", "1"],
            ),
        ),
        {
            "Ashby absence.FirstDayOfAbsence": "2012-10-01",
            "Ashby absence.LastDayOfAbsence": "2012-10-05",
            "Ashby absence.WorkingDaysLost": "5.0",
            "Birch absence.LastDayOfAbsence": "2012-11-05",
        },
        answers={"absence days: absences.csv": "join"},
    ),
    Case(
        "a take-on date that another list knows better",
        (
            file("pay.csv", *starting("01/04/2013", arrival=False)),
            file(
                "people.csv",
                ["Payroll No", "Surname", "Forename", "Contract Start", "Date Joined School"],
                *[[f"{7200 + n}", f"Ames{chr(97 + n)}", "Amy", *[f"01/09/{1998 + n}"] * 2] for n in range(12)],
            ),
        ),
        {"Amesa contract.ContractStart": "1998-09-01", "Amesl contract.ContractStart": "2009-09-01"},
        answers={"take-on date 2013-04-01": "take-on"},
        never=("take-on", "conflict"),
    ),
    Case(
        "a take-on date beside the arrival",
        (file("pay.csv", *starting("01/04/2013", arrival=True)),),
        {"Amesa contract.ContractStart": "1998-09-01", "Amesa contract.SchoolArrivalDate": "1998-09-01"},
        answers={"take-on date 2013-04-01": "arrival"},
        never=("take-on",),
    ),
    Case(
        "a timetable that knows people by their code alone",
        (
            file("hr.csv", *[[code, *row] for code, row in zip(["Staff Code", "ASA", "BIB"], staff(), strict=True)]),
            file(
                "timetable.csv",
                ["Staff Code", "Subject", "Year", "Hours per week"],
                ["ASA", "Mathematics", "Year 7", "3"],
                ["BIB", "English", "Year 9", "5"],
            ),
        ),
        {"Ashby curriculum.Subject": "MAT", "Ashby curriculum.SubjectHours": "3.00", "Birch curriculum.YearGroup": "9"},
        never=("not on any list",),
    ),
    Case(
        "year groups across a timetable",
        (
            file("hr.csv", *staff()),
            file(
                "timetable.csv",
                ["Payroll No", "Teacher", "Subject", "Yr 7", "Yr 8", "Yr 9", "Total"],
                ["7101", "Ashby, Amy", "Mathematics", "3", "4", "", "7"],
                ["7102", "Birch, Ben", "English", "", "5", "2", "7"],
            ),
        ),
        {
            "Ashby curriculum.0.YearGroup": "7",
            "Ashby curriculum.1.SubjectHours": "4.00",
            "Ashby curriculum.2.YearGroup": "",
            "Birch curriculum.1.YearGroup": "9",
        },
        never=("Yr ", "Subject", "Total"),
    ),
    Case(
        "temporary contracts of 27 and of 28 days",
        (file("staff.csv", *staff(Contract_Type=["Temporary"] * 2, Start_Date=["11/10/2013", "10/10/2013"])),),
        {"Birch contract.ContractType": "TMP"},
        asked=("leave out: short",),
    ),
    Case(
        "temporary contracts of 27 and of 28 days, answered",
        (file("staff.csv", *staff(Contract_Type=["Temporary"] * 2, Start_Date=["11/10/2013", "10/10/2013"])),),
        {"Birch contract.ContractType": "TMP"},
        answers={"leave out: short": "leave out"},
        gone=("Ashby",),
    ),
    Case(
        "groups over sub-headings",
        (
            file(
                "pay.xlsx",
                ["Payroll"],
                ["Employee", *[None] * 10, "Post", None, None, None, "Hours", None, None, "Pay", None],
                [*list(_BASICS)[:15], "Contractual", "Full Time", "Weeks", "Point", "Basic Annual"],
                *[
                    [*row[:15], hours, 32.5, 52, "M6", pay]
                    for row, hours, pay in zip(staff()[1:], (19.5, 32.5), (19120.8, 31868), strict=True)
                ],
                merged=[(1, 0, 1, 10), (1, 11, 1, 14), (1, 15, 1, 17), (1, 18, 1, 19)],
            ),
        ),
        {
            "Ashby contract.HoursPerWeek": "19.50",
            "Ashby contract.FTEHours": "32.50",
            "Ashby contract.WeeksPerYear": "52",
            "Ashby contract.BasePay": "19120.80",
            "Birch contract.HoursPerWeek": "32.50",
        },
        never=("hours", "Hours", "Contractual", "Full Time"),
    ),
    Case(
        "groups over sub-headings under titles, with references of positions and a period that a title names",
        (
            file(
                "payroll.xlsx",
                ["Shared Payroll Service"],
                ["Pay costing report  Period 08  November 2013"],
                [],
                [
                    "Employee",
                    None,
                    None,
                    "Position",
                    None,
                    None,
                    None,
                    None,
                    "Hours",
                    None,
                    "Grading",
                    "Pay this period",
                    None,
                    "Costing",
                ],
                [
                    *(
                        "Personal Ref",
                        "Surname",
                        "Forename",
                        "Position Ref",
                        "Position Title",
                        "Basis",
                        "Occ Start",
                        "Occ End",
                    ),
                    *("Contractual", "Full Time", "Spine Pt", "Basic Pay", "Gross", "Cost Centre"),
                ],
                [
                    "7101",
                    "ASHBY",
                    "Amy",
                    "7101-01",
                    "Teacher",
                    "Permanent",
                    "01/09/2006",
                    None,
                    32.5,
                    32.5,
                    "M6",
                    2655.67,
                    2655.67,
                    "C01",
                ],
                [
                    "7102",
                    "BIRCH",
                    "Ben",
                    "7102-01",
                    "Teacher",
                    "Permanent",
                    "01/09/2006",
                    None,
                    16.25,
                    32.5,
                    "M6",
                    1327.83,
                    1327.83,
                    "C01",
                ],
                [
                    "7103",
                    "COLE",
                    "Cara",
                    "7103-01",
                    "Teacher",
                    "Permanent",
                    "01/09/2006",
                    None,
                    32.5,
                    32.5,
                    "M3",
                    2118.33,
                    2118.33,
                    "C01",
                ],
                merged=[(3, 0, 3, 2), (3, 3, 3, 7), (3, 8, 3, 9), (3, 11, 3, 12)],
            ),
        ),
        {
            "Birch contract.HoursPerWeek": "16.25",
            "Birch contract.FTEHours": "32.50",
            "Birch contract.ContractRef": "7102-01",
            "Ashby contract.ContractStart": "2006-09-01",
            "Ashby contract.BasePay": "31868.00",
            "Cole contract.BasePay": "25420.00",
        },
        never=("pay period", "Position", "Contractual", "Full Time", "hours of"),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_should_come(case: Case) -> None:
    built = made(case)
    people = {
        (person.code("PersonFamilyName") or "").title(): person for one in built.returns for person in one.return_.staff
    }
    for name, right in case.right.items():
        person, wanted = name.split(" ")
        assert person in people, (name, list(people))
        assert value(people[person], wanted) == right, name
    assert not set(case.gone) & set(people)
    keys = [question.key for question in built.questions]
    for beginning in case.asked:
        assert any(key.startswith(beginning) for key in keys), (beginning, keys)
    for beginning in case.never:
        kinds = [question.kind for question in built.questions]
        assert not any(key.startswith(beginning) for key in (*keys, *kinds)), (beginning, keys)


def test_what_no_file_has_is_one_cause() -> None:
    rows = staff(4, without=["Gender", "Disabled", "Contract Type"])
    built = build(Sources([file("staff.csv", *rows)]), Request(year=2013, lea="999", estab="2999"))
    found = rule_findings(built.returns[0])
    without = [finding for finding in found if finding.field == "staff.GenderCurrent"]
    assert len(without) == 4
    assert len([cause for cause in causes(found, built.collection) if cause.lead in without]) == 1


def test_central_staff_are_the_authoritys_own_return() -> None:
    heads = ["Estab", *_BASICS]
    rows = [[estab, *row] for estab, row in zip(("2,001", "999/7001", "6930", "Central"), staff(4)[1:], strict=True)]
    built = build(Sources([file("la.csv", heads, *rows)]), Request(year=2013, lea="999"))
    found = {
        (one.level, one.estab): [person.code("PersonFamilyName") for person in one.return_.staff]
        for one in built.returns
    }
    assert found[("L", None)] == ["Dunn"]
    assert {estab for level, estab in found if level == "S"} == {"2001", "7001", "6930"}
