"""Printed pages turned into sheets: a person over two lines, words that go on below, two values in one cell."""

from __future__ import annotations

import pytest

from converters.sources.table import Cell, Table
from tests.converters.matching.turned.shaped import shaped, texts, untouched
from tests.converters.tables import plan, table

LINES: list[list[Cell]] = [
    ["Payroll No", "Surname", "Grade", "Hours"],
    ["NI Number", "Forename", "Start Date", "Contract Type"],
]
PEOPLE: list[list[Cell]] = [
    ["10023", "Able", "M6", 32.5],
    ["JK300101A", "Ann", "01/09/2008", "Permanent"],
    ["10024", "Bond", "U1", 25],
    ["JK300102B", "Bob", "01/09/2009", "Permanent"],
    ["10025", "Cook", "M3", 32.5],
    ["JK300103C", "Cy", "01/09/2010", "Temporary"],
]
RIGHT = [
    ["10023", "Able", "M6", "32.5", "JK300101A", "Ann", "01/09/2008", "Permanent"],
    ["10024", "Bond", "U1", "25", "JK300102B", "Bob", "01/09/2009", "Permanent"],
    ["10025", "Cook", "M3", "32.5", "JK300103C", "Cy", "01/09/2010", "Temporary"],
]


def test_a_person_over_two_lines_is_one_row() -> None:
    of = table(["Staff list", None, None, "Page 1 of 2"], *LINES, *PEOPLE[:2], *PEOPLE[2:])
    result = shaped(of)
    assert texts(result.tables[0])[2:] == RIGHT
    assert "two lines for each person: 3 pairs" in result.notes[0]
    (planned,) = plan(*result.tables).plans
    assert planned.questions == []
    assert [planned.table.row_on_sheet(row) for row in planned.rows] == [3, 5, 7]


def test_headings_on_every_page_and_footers_are_left_out() -> None:
    of = table(*LINES, *PEOPLE[:4], ["Page 1 of 2"], [], *LINES, *PEOPLE[4:], ["Total staff", None, None, 3])
    result = shaped(of)
    assert texts(result.tables[0])[1:] == RIGHT
    assert "page furniture and totals left out: rows 7, 9, 10, 13" in result.notes[0]


def test_a_line_without_its_second_is_said() -> None:
    many = [*PEOPLE, *[[*row] for row in PEOPLE], ["10026", "Dean", "M1", 20]]
    result = shaped(table(*LINES, *many))
    assert "left out: row 15" in result.notes[0]


@pytest.mark.parametrize(
    "of",
    [
        # A group over its sub-headings, a wrapped heading, and one line a person below two heading rows.
        table(
            ["Employee", None, None, "Hours", None],
            ["Payroll No", "Surname", "Forename", "Contractual", "Full Time"],
            *[["101", "Able", "Ann", 32.5, 32.5]] * 6,
        ),
        table(
            ["Payroll", "Family", "Contract", "Hours"],
            ["No", "Name", "Type", "per week"],
            *[["101", "Able", "Permanent", 32.5]] * 6,
        ),
        table(
            ["Payroll No", "Surname", "Gender", "Hours"], *[["101", "Able", "F", 32.5], ["102", "Bond", "M", 25]] * 4
        ),
    ],
)
def test_other_headings_in_two_rows_stay_as_they_are(of: Table) -> None:
    assert untouched(of)


WRAPPED: list[list[Cell]] = [
    ["Payroll No", "Name", "Job Title", "Hours", "Contract Type"],
    ["101", "Able, Ann", "Teacher of English and", 32.5, "Permanent"],
    [None, None, "Drama", None, None],
    ["102", "Bond, Bob", "Teacher", 32.5, "Permanent"],
    ["103", "Cook, Cy", "Senior Midday Supervisory", 10, "Fixed term to"],
    [None, None, "Assistant", None, "August"],
]


def test_words_that_go_on_below_are_put_back() -> None:
    result = shaped(table(*WRAPPED))
    rows = texts(result.tables[0])
    assert [row[2] for row in rows[1:]] == [
        "Teacher of English and Drama",
        "Teacher",
        "Senior Midday Supervisory Assistant",
    ]
    assert rows[3][4] == "Fixed term to August"
    assert "rows 3, 6" in result.notes[0]


@pytest.mark.parametrize(
    "rows",
    [
        # A second role, a second contract with its hours, the heading of a section.
        [
            ["101", "Able, Ann", "Teacher", 32.5, "Permanent"],
            [None, None, "SENCO", None, None],
            ["102", "Bond, Bob", "Teaching Assistant", 32.5, "Permanent"],
        ],
        [["101", "Able, Ann", "Teacher of English and", 32.5, "Permanent"], [None, None, "Cleaner", 5, None]],
        [
            ["101", "Able, Ann", "Teacher", 32.5, "Permanent"],
            ["SUPPORT STAFF"],
            ["102", "Bond, Bob", "Teaching Assistant", 32.5, "Permanent"],
        ],
    ],
)
def test_rows_that_say_something_of_their_own_stay(rows: list[list[Cell]]) -> None:
    assert untouched(table(WRAPPED[0], *rows))


@pytest.mark.parametrize(
    ("heading", "cells", "heads", "right"),
    [
        (
            "Payroll No / Name",
            ["10023 SMITH Jane", "10024 JONES Alan", "10025 KHAN Aisha"],
            ["Payroll No", "Name"],
            ["10023", "SMITH Jane"],
        ),
        (
            "Employee",
            ["10023 - Smith, Jane", "10024 - Jones, Alan", "10025 - Khan, Aisha"],
            ["Payroll No", "Name"],
            ["10023", "Smith, Jane"],
        ),
        (
            "Name",
            ["Smith, Jane (10023)", "Jones, Alan (10024)", "Khan, Aisha (10025)"],
            ["Payroll No", "Name"],
            ["10023", "Smith, Jane"],
        ),
        (
            "Start Date / End Date",
            ["01/09/2008 - 31/08/2013", "01/09/2009 - 31/08/2012", "01/09/2010 - 31/08/2011"],
            ["Start Date", "End Date"],
            ["01/09/2008", "31/08/2013"],
        ),
        (
            "DOB\nNI Number",
            ["12/03/1975\nJK300101A", "12/03/1976\nJK300102B", "12/03/1977\nJK300103C"],
            ["DOB", "NI Number"],
            ["12/03/1975", "JK300101A"],
        ),
        (
            "Contract Hours / Weeks per Year",
            ["32.5 / 52", "25 / 39", "10 / 38"],
            ["Contract Hours", "Weeks per Year"],
            ["32.5", "52"],
        ),
    ],
)
def test_two_values_in_a_cell(heading: str, cells: list[Cell], heads: list[str], right: list[str]) -> None:
    of = table(
        ["Ref", heading, "Gender", "Contract Type"],
        *[[f"R{n}", cell, "F", "Permanent"] for n, cell in enumerate(cells)],
    )
    result = shaped(of)
    rows = texts(result.tables[0])
    assert [rows[0][-2:], rows[1][-2:]] == [heads, right]
    assert f"'{heads[0]}' and '{heads[1]}'" in result.notes[0]
    made = result.tables[0]
    assert made.column_on_sheet(made.width - 1, made.height - 1) == 1


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Name", ["Smith, Jane", "Jones, Alan", "Khan, Aisha"]),
        ("Surname, Forename", ["Smith, Jane", "Jones, Alan", "Khan, Aisha"]),
        ("Employee", ["10023", "10024", "10025"]),
        ("Post / Grade", ["Teacher", "Cleaner", "Teacher"]),
        ("Start / End", ["01/09/2008", "01/09/2009", "01/09/2010"]),
        ("Hours/Week", ["32.5", "25", "10"]),
        ("Job Title", ["Teacher / SENCO", "Cleaner / Midday", "Cook / Cleaner"]),
    ],
)
def test_one_value_in_a_cell_stays(heading: str, cells: list[Cell]) -> None:
    assert untouched(
        table(["Payroll No", heading, "Gender", "Hours"], *[[f"{n}", cell, "F", 5] for n, cell in enumerate(cells)])
    )
