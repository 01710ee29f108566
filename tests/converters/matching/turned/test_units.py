"""Absences in hours or calendar days, and lessons in periods or minutes, are put in the unit of the census."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from converters.matching.turned.units import read_hours
from converters.sources.table import Cell, Table
from tests.converters.matching.turned.shaped import shaped, texts, untouched
from tests.converters.tables import plan, table

HEADS: list[Cell] = ["Payroll No", "Absence Type", "First Day", "Last Day"]
SPANS: list[list[Cell]] = [
    # Two working days; Friday to Monday; two weeks and a day; one day.
    ["101", "Sickness", "01/10/2012", "02/10/2012"],
    ["102", "Sickness", "05/10/2012", "08/10/2012"],
    ["103", "Sickness", "01/10/2012", "15/10/2012"],
    ["104", "Sickness", "03/10/2012", "03/10/2012"],
    ["105", "Sickness", "02/11/2012", "06/11/2012"],
]


def absences(heading: str, lost: list[Cell]) -> Table:
    return table([*HEADS, heading], *[[*row, cell] for row, cell in zip(SPANS, lost, strict=True)])


def last(of: Table, key: str, answer: str) -> list[str]:
    result = shaped(of, answers={f"{key}: {of.place}": answer})
    assert result.questions == []
    rows = texts(result.tables[0])
    assert rows[0][-1] == "Working Days Lost"
    assert [question.key for question in plan(*result.tables).questions] == []
    return [row[-1] for row in rows[1:]]


@pytest.mark.parametrize("heading", ["Hours Lost", "Absence hours", "Hours absent", "Duration (hours)", "Hours"])
def test_hours_become_days_by_the_length_of_a_day_asked_once(heading: str) -> None:
    of = absences(heading, [14.8, 14.8, 81.4, 3.7, "22:12"])
    result = shaped(of)
    assert [question.key for question in result.questions] == [f"hours of a day: {of.place}"]
    assert all("Working Days Lost" not in row and heading not in row for row in texts(result.tables[0]))
    assert heading in result.notes[0]
    assert last(of, "hours of a day", "7.4") == ["2.0", "2.0", "11.0", "0.5", "3.0"]
    (again,) = shaped(of, answers={f"hours of a day: {of.place}": "long"}).questions
    assert "is no length of a day" in again.text


@pytest.mark.parametrize("heading", ["Days Lost", "Days", "Calendar days", "Duration"])
def test_days_that_count_weekends_are_asked_about(heading: str) -> None:
    of = absences(heading, [2, 4, 15, 1, 5])
    (question,) = shaped(of).questions
    assert question.key == f"calendar days: {of.place}"
    assert "count weekends" in question.text
    assert last(of, "calendar days", "working days") == ["2", "2", "11", "1", "3"]
    assert last(of, "calendar days", "as they stand") == ["2", "4", "15", "1", "5"]
    assert shaped(of, answers={question.key: "leave empty"}).questions == []


@pytest.mark.parametrize(
    "of",
    [
        absences("Days Lost", [2, 2, 11, 1, 3]),
        # Part-time people lose fewer days; one such row is no proof.
        absences("Days Lost", [2, 1, 6, 0.5, 2]),
        absences("Days Lost", [2, 4, 11, 1, 3]),
        # The hours of a contract, the same whatever the absence.
        table([*HEADS, "Days Lost", "Hours"], *[[*row, 2, 37] for row in SPANS]),
        table([*HEADS, "Hours"], *[[*row, 0.4] for row in SPANS]),
        table(["Payroll No", "Surname", "Hours", "Start Date"], ["101", "Able", 37, "01/09/2010"]),
    ],
)
def test_working_days_and_hours_of_contracts_stay_as_they_are(of: Table) -> None:
    assert untouched(of)


LESSONS: list[list[Cell]] = [
    ["101", "Mathematics", "7", 6],
    ["101", "Mathematics", "8", 3],
    ["102", "English", "9", "x"],
]


@pytest.mark.parametrize("heading", ["Periods", "Periods per week", "Lessons", "Lessons per week"])
def test_periods_become_hours_by_their_length_asked_once(heading: str) -> None:
    of = table(["Payroll No", "Subject", "Year Group", heading], *LESSONS)
    result = shaped(of)
    key = f"minutes of a period: {of.place}"
    assert [question.key for question in result.questions] == [key]
    answered = shaped(of, answers={key: "50"})
    assert [row[-1] for row in texts(answered.tables[0])] == ["Hours per week", "5.00", "2.50", "x"]
    assert answered.questions == []
    assert [one.grain for one in plan(*answered.tables).plans] == ["curriculum"]


def test_minutes_need_no_question_and_fortnights_are_halved() -> None:
    of = table(["Payroll No", "Subject", "Year Group", "Minutes"], ["101", "Mathematics", "7", 150])
    result = shaped(of)
    assert (texts(result.tables[0])[1][-1], result.questions) == ("2.50", [])
    fortnight = table(
        ["Lessons of two weeks"], ["Payroll No", "Subject", "Year Group", "Periods"], ["101", "Mathematics", "7", 6]
    )
    key = f"minutes of a period: {fortnight.place}"
    assert texts(shaped(fortnight, answers={key: "50"}).tables[0])[2][-1] == "2.50"


def test_year_groups_across_in_periods_where_the_title_says_so() -> None:
    rows: list[list[Cell]] = [
        ["Payroll No", "Subject", "Yr 7", "Yr 8"],
        ["101", "Mathematics", 3, 4],
        ["102", "English", None, 5],
    ]
    of = table(["Curriculum: periods a week"], *rows)
    made = shaped(of, answers={f"minutes of a period: {of.place}": "50"}).tables[0]
    assert [row[2:] for row in texts(made)[2:]] == [["2.50", "3.33"], ["", "4.17"]]
    assert untouched(table(["Curriculum"], *rows))


def test_a_list_with_hours_beside_its_periods_stays_as_it_is() -> None:
    heads: list[Cell] = ["Payroll No", "Subject", "Year Group", "Periods", "Hours per week"]
    assert untouched(table(heads, ["101", "Mathematics", "7", 3, 2.5]))


@pytest.mark.parametrize(
    ("cell", "right"),
    [
        (7.5, "7.5"),
        ("7:24", "7.4"),
        ("7h 24m", "7.4"),
        ("7 hours", "7"),
        (timedelta(hours=7, minutes=24), "7.4"),
        (time(7, 30), "7.5"),
        ("a day", None),
        (None, None),
        (True, None),
    ],
)
def test_hours_as_people_write_them(cell: Cell, right: str | None) -> None:
    read = read_hours(cell)
    assert (None if read is None else f"{float(read):g}") == right


def test_totals_that_are_left_out_are_said() -> None:
    of = absences("Hours Lost", [14.8, 14.8, 81.4, 3.7, 22.2])
    with_total = table(*[of.row(row) for row in range(of.height)], ["Total", None, None, None, 136.9])
    result = shaped(with_total)
    assert "total (row 7)" in result.notes[0]
    assert len(texts(result.tables[0])) == 6
