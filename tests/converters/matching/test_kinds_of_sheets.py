"""Sheets of the kinds that schools send, and what each column of them is: one row of a table for each kind."""

from __future__ import annotations

import pytest

from converters.built import Built, Sources
from converters.pipeline import build
from converters.request import Request
from converters.sources.table import Cell, Table
from converters.values.job_titles import JobTitle, job_title
from tests.converters.tables import mapped, plan, table

Rows = list[list[Cell]]

NAMES: Rows = [["101", "Ashworth", "Ann"], ["102", "Bell", "Bo"], ["103", "Crossley", "Col"], ["104", "Dyson", "Di"]]


def people(*more: list[Cell]) -> Rows:
    """Return rows of four people with further cells, person by person."""
    return [[*name, *cells] for name, *columns in zip(NAMES, *more, strict=True) for cells in [columns]]


KINDS: dict[str, tuple[Rows, list[tuple[int, int, int, int]], dict[str, str]]] = {
    "a group over its columns": (
        [
            ["Employee", None, None, "Hours", None, None],
            ["Ref", "Surname", "Forename", "Contractual", "Full Time", "Weeks"],
            *people([32.5, 20, 16.25, 37], [32.5, 37, 32.5, 37], [52, 39, 52, 52]),
        ],
        [(0, 0, 0, 2), (0, 3, 0, 5)],
        {
            "Hours Contractual": "contract.HoursPerWeek",
            "Hours Full Time": "contract.FTEHours",
            "Hours Weeks": "contract.WeeksPerYear",
        },
    ),
    "points under Grade": (
        [["Ref", "Surname", "Forename", "Grade"], *people(["M6", "U1", "M6+TLR2a", "Scale 4 pt 17"])],
        [],
        {"Grade": "contract.SpinePoint"},
    ),
    "scales under Grade": (
        [["Ref", "Surname", "Forename", "Grade"], *people(["Main Pay Scale", "UPS", "Leadership", "NJC"])],
        [],
        {"Grade": "contract.Scale"},
    ),
    "vague headings": (
        [
            ["Ref", "Last", "First", "Type", "Category", "Born", "Level"],
            *people(
                ["Permanent", "Temporary", "Permanent", "Fixed Term"],
                ["White British", "Indian", "Refused", "Pakistani"],
                ["01/02/1960", "03/04/1971", "05/06/1980", "07/08/1990"],
                ["HLTA", None, None, "HLTA"],
            ),
        ],
        [],
        {
            "Last": "staff.PersonFamilyName",
            "Type": "contract.ContractType",
            "Category": "staff.Ethnicity",
            "Born": "staff.PersonBirthDate",
            "Level": "staff.HLTAStatus",
        },
    ),
    "the school's name in a heading": (
        [
            ["Ref", "Surname", "Forename", "Start Date", "At Oakfield since"],
            *people(["01/09/2010"] * 4, ["01/09/2001", "01/09/2004", "01/01/2010", "01/09/2012"]),
        ],
        [],
        {"At Oakfield since": "contract.SchoolArrivalDate"},
    ),
    "nothing but words": (
        [["Payroll No", "Ethnicity", "Disabled"], ["P101", "White British", "No"], ["P102", "Indian", "Yes"]],
        [],
        {"Ethnicity": "staff.Ethnicity", "Disabled": "staff.Disability"},
    ),
    "points beside rates": (
        [
            ["Ref", "Surname", "Forename", "Pay", "Post"],
            *people(["M6", "£8.15ph", "U1", "£7.42 per hour"], ["TCH"] * 4),
        ],
        [],
        {"Pay": "contract.SpinePoint + contract.HourlyRate"},
    ),
    "technical headings": (
        [["PERNR", "NACHN", "VORNA", "GESCH", "TRFST"], *people(["1", "2", "2", "1"], ["M6", "U1", "L8", "M1"])],
        [],
        {"PERNR": "staff.PersonRef", "NACHN": "staff.PersonFamilyName", "TRFST": "contract.SpinePoint"},
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_column_is_what_its_cells_and_heading_say(kind: str) -> None:
    rows, merged, expected = KINDS[kind]
    (found,) = plan(table(*rows, merged=merged)).plans
    assert {heading: target for heading, target in mapped(found).items() if heading in expected} == expected


def test_a_class_beside_another_title_of_a_teacher_is_taught() -> None:
    assert job_title("Yr 3 + SENCO") == JobTitle("TCH", ("SENC", "TCHR"))
    assert job_title("SENCO") == JobTitle("TCH", ("SENC",))


def built(*tables: Table) -> Built:
    """Build a return of these tables."""
    return build(Sources(list(tables)), Request(lea="999", estab="2999"))


STAFF = table(
    ["Payroll No", "Staff Code", "Surname", "Forename"],
    *[[name[0], code, *name[1:]] for name, code in zip(NAMES, ("AAS", "BBE", "CCR", "DDY"), strict=True)],
    file="staff.csv",
    sheet=None,
)
LESSONS: Rows = [
    ["Mathematics", 3, None, 0],
    ["English", None, 4, None],
    ["History", 1.5, 2, 2],
    ["Music", None, None, 1],
]


def lessons(made: Built) -> set[tuple[str, str, str, str]]:
    """Return who teaches what, to which year group, how long."""
    (one,) = made.returns
    return {
        (
            person.code("PersonFamilyName") or "",
            *(record.code(tag) or "" for tag in ("Subject", "YearGroup", "SubjectHours")),
        )
        for person in one.return_.staff
        for record in person.of("curriculum")
    }


TAUGHT = {
    ("Ashworth", "MAT", "7", "3.00"),
    ("Bell", "ENG", "8", "4.00"),
    ("Crossley", "HIS", "7", "1.50"),
    ("Crossley", "HIS", "8", "2.00"),
    ("Crossley", "HIS", "9", "2.00"),
    ("Dyson", "MUS", "9", "1.00"),
}


def test_year_groups_across_are_lessons_and_no_hours_are_none() -> None:
    rows = [[name[0], *cells] for name, cells in zip(NAMES, LESSONS, strict=True)]
    made = built(STAFF, table(["Payroll No", "Subject", "Yr 7", "Year 8", "Y9"], *rows, file="lessons.csv", sheet=None))
    assert lessons(made) == TAUGHT


def test_a_second_key_joins() -> None:
    codes = ("AAS", "BBE", "CCR", "DDY")
    rows = [[code, *cells] for code, cells in zip(codes, LESSONS, strict=True)]
    made = built(STAFF, table(["Staff Code", "Subject", "Yr 7", "Yr 8", "Yr 9"], *rows, file="lessons.csv", sheet=None))
    assert lessons(made) == TAUGHT
    assert any("Payroll No was looked up in staff.csv by Staff Code" in note for note in made.notes)


def test_numbers_of_people_are_known_whatever_stands_above_them() -> None:
    rows = [[name[0], f"0{n}/10/2012", f"0{n}/10/2012", 1, "Sickness"] for n, name in enumerate(NAMES, 1)]
    absences = table(["Zorp", "First Day", "Last Day", "Days", "Type"], *rows, file="absences.csv", sheet=None)
    made = built(STAFF, absences)
    found = next(one for one in made.plans if one.table.file == "absences.csv")
    assert mapped(found)["Zorp"] == "staff.PersonRef"
    assert found.grain == "absence"


def test_a_list_of_two_words_beats_the_census_own_codes() -> None:
    staff = table(
        ["StaffID", "Surname", "Forename", "GenderID"],
        *[[str(501 + n), *name[1:], n % 2 + 1] for n, name in enumerate(NAMES)],
        file="db/tblStaff.csv",
        sheet=None,
    )
    genders = table(["GenderID", "Description"], [1, "Female"], [2, "Male"], file="db/lkpGender.csv", sheet=None)
    pay = table(["StaffID", "Basic"], *[[str(501 + n), 2000 + n] for n in range(4)], file="db/tblPay.csv", sheet=None)
    made = built(staff, genders, pay)
    (one,) = made.returns
    assert [person.code("GenderCurrent") for person in one.return_.staff] == ["2", "1", "2", "1"]


def test_names_take_the_order_that_other_sheets_show() -> None:
    rows: Rows = [[f"{name[2]} {name[1]}", "01/10/2012", "01/10/2012", 1, "Sickness"] for name in NAMES]
    diary = table(["Who", "First Day", "Last Day", "Days", "Type"], *rows, file="diary.csv", sheet=None)
    made = built(STAFF, diary)
    assert not [question for question in made.questions if question.key.startswith("name order")]
