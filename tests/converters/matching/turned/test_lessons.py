"""Timetables of teachers by periods become rows of subject, year group and hours; rotas and patterns of work do not."""

from __future__ import annotations

import pytest

from converters.matching.turned.lessons import read_class, read_minutes
from converters.sources.table import Cell, Table
from tests.converters.matching.turned.shaped import shaped, texts, untouched
from tests.converters.tables import plan, table

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
WEEK: list[list[Cell]] = [
    # Two lessons of history with year 10, one with year 7, registration, a free period and a duty.
    ["ABA", "10B/Hi2", "7A/Hi1", "PPA", None, "Reg 7B", "10B/Hi2", None, "Lunch duty", None, "-"],
    ["BOB", "11x/Ma1", "11x/Ma1", "11x/Ma1", "9C/Ma3", None, "PPA", None, None, None, "Sport lead"],
]
LENGTH = "minutes of a period: list.xlsx, sheet Sheet1"


def hours(of: Table, **answers: str) -> list[list[str]]:
    result = shaped(of, answers={LENGTH: answers.get("length", "60")})
    rows = texts(result.tables[0])
    heads = next(place for place, row in enumerate(rows) if row[-1] == "Hours per week")
    return [row[-4:] for row in rows[heads + 1 :]]


RIGHT = [
    ["ABA", "Hi", "Year 10", "2"],
    ["ABA", "Hi", "Year 7", "1"],
    ["BOB", "Ma", "Year 11", "3"],
    ["BOB", "Ma", "Year 9", "1"],
]


def as_numbers(rows: list[list[str]]) -> list[list[str]]:
    return [[*row[:3], f"{float(row[3]):g}"] for row in rows]


@pytest.mark.parametrize(
    "heads",
    [
        [[f"{day}:{n}" for day in DAYS[:2] for n in range(1, 6)]],
        [[f"{day} P{n}" for day in DAYS[:2] for n in range(1, 6)]],
        [[f"{day}day Period {n}" for day in ("Mon", "Tues") for n in range(1, 6)]],
        [["Monday", *[None] * 4, "Tuesday", *[None] * 4], [*range(1, 6), *range(1, 6)]],
        [["Mon", *[None] * 4, "Tue", *[None] * 4], [f"P{n}" for n in (1, 2, 3, 4, 5, 1, 2, 3, 4, 5)]],
    ],
)
def test_a_week_of_lessons(heads: list[list[Cell]]) -> None:
    if len(heads) == 2:
        # Days over numbers need three days to be days.
        heads = [[*heads[0], "Wednesday"], [*heads[1], heads[1][0]]]
    rows: list[list[Cell]] = [["Teacher", *heads[-1]] if row is heads[-1] else [None, *row] for row in heads]
    assert as_numbers(hours(table(["Staff timetable"], *rows, *WEEK))) == RIGHT


def test_what_is_left_out_is_said_and_the_length_is_asked_once() -> None:
    of = table(["Teacher", *[f"{day}:{n}" for day in DAYS[:2] for n in range(1, 6)]], *WEEK)
    result = shaped(of)
    assert [(question.key, question.own) for question in result.questions] == [(LENGTH, True)]
    assert [row[:3] for row in texts(result.tables[0])[1:]] == [row[:3] for row in RIGHT]
    (note,) = result.notes
    assert "'PPA' (2)" in note
    assert "'Reg 7B' (1)" in note
    assert "Not read as a class, and left out: 'Sport lead' (1)" in note
    assert shaped(of, answers={LENGTH: "50 minutes"}).questions == []
    (again,) = shaped(of, answers={LENGTH: "long"}).questions
    assert "is no length of a period" in again.text
    assert [row[3] for row in hours(of, length="50")] == ["1.67", "0.83", "2.50", "0.83"]


@pytest.mark.parametrize("form", ["Mon{w}{n}", "{w} Mon {n}", "Wk {w} Mon P{n}", "Mon {n} ({w})", "{w}:Mon:{n}"])
def test_a_fortnight_is_halved(form: str) -> None:
    heads: list[Cell] = [form.format(w=week, n=n) for week in "AB" for n in range(1, 6)]
    rows = hours(table(["Teacher", *heads], *WEEK))
    assert as_numbers(rows) == [[*row[:3], f"{float(row[3]) / 2:g}"] for row in RIGHT]


def test_weeks_over_days_over_periods_and_a_fortnight_without_names() -> None:
    heads: list[list[Cell]] = [
        [None, "Week A", *[None] * 5, "Week B", *[None] * 5],
        [None, *(["Mon", None, "Tue", None, "Wed", None] * 2)],
        ["Staff", *([1, 2] * 6)],
    ]
    row: list[Cell] = ["Able, Ann", *["10B/Hi2", None] * 6]
    for rows in (heads, heads[1:]):
        assert as_numbers(hours(table(*rows, row, row))) == [["Able, Ann", "Hi", "Year 10", "6"]]


def test_a_row_for_each_week_or_day() -> None:
    week = [
        [*["Teacher", "Week", *[f"{day} {n}" for day in DAYS for n in (1, 2)]]],
        ["Able, Ann", "A", *["10B/Hi2", None] * 5],
        ["Able, Ann", "B", *["7A/Hi2", None] * 5],
    ]
    assert as_numbers(hours(table(*week))) == [
        ["Able, Ann", "Hi", "Year 10", "2.5"],
        ["Able, Ann", "Hi", "Year 7", "2.5"],
    ]
    days: list[list[Cell]] = [
        ["Teacher", "Day", "P1", "P2", "P3", "P4"],
        *[["Able, Ann" if day == "Mon" else None, day, "10B/Hi2", "7A/Hi", None, None] for day in DAYS],
    ]
    assert as_numbers(hours(table(*days))) == [["Able, Ann", "Hi", "Year 10", "5"], ["Able, Ann", "Hi", "Year 7", "5"]]


def test_times_over_the_periods_answer_the_question() -> None:
    clock = ["08:50-09:40", "09:40-10:30", "10:50-11:50", "11:50-12:40", "12:40-1:30"]
    of = table(["Teacher", *[f"{day} {n + 1} ({clock[n]})" for day in DAYS[:2] for n in range(5)]], *WEEK)
    result = shaped(of)
    assert result.questions == []
    assert [row[-1] for row in texts(result.tables[0])[1:]] == ["1.67", "0.83", "2.67", "0.83"]


def test_it_is_planned_without_a_question_and_keeps_its_places() -> None:
    of = table(["Staff Code", *[f"{day}:{n}" for day in DAYS[:2] for n in range(1, 6)]], *WEEK)
    made = shaped(of, answers={LENGTH: "60"}).tables[0]
    (planned,) = plan(made).plans
    assert planned.grain == "curriculum"
    assert planned.questions == []
    subject = made.width - 3
    assert [(made.row_on_sheet(row), made.column_on_sheet(subject, row)) for row in planned.rows] == [
        (1, 1),
        (1, 2),
        (2, 1),
        (2, 4),
    ]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("10B/Hi2", ("Hi", "10")),
        ("7A1/Ma", ("Ma", "7")),
        ("13C-Ec", ("Ec", "13")),
        ("7xy/Ma3", ("Ma", "7")),
        ("10B Hi2 R12", ("Hi", "10")),
        ("10B/Hi2\nRoom 4", ("Hi", "10")),
        ("8.2 Geog", ("Geog", "8")),
        ("Hi/10B", ("Hi", "10")),
        ("History 10B", ("History", "10")),
        ("Design and Technology 7C", ("Design and Technology", "7")),
        ("Y9 French", ("French", "9")),
        ("Year 9 French", ("French", "9")),
        ("10Hi2", ("Hi", "10")),
        ("7B Reg", None),
        ("Form 9B", None),
        ("Room 10", None),
        ("PPA 2", None),
        ("Lunch duty", None),
        ("32.5", None),
        ("Teacher", None),
        ("M6", None),
        ("01/09/2008", None),
        ("x" * 5000, None),
    ],
)
def test_class_codes(text: str, right: tuple[str, str] | None) -> None:
    assert read_class(text) == right


@pytest.mark.parametrize(
    ("text", "right"), [("50", 50), ("50 mins", 50), ("1 hour", 60), ("1.5h", 90), ("5", None), ("", None)]
)
def test_lengths(text: str, right: int | None) -> None:
    assert read_minutes(text) == right


@pytest.mark.parametrize(
    "rows",
    [
        # A rota of duties, a pattern of work in hours, and a list with days as headings.
        [["Staff", *[f"{day} {part}" for day in DAYS for part in (1, 2)]], ["Able", *["Gate", "Lunch"] * 5]],
        [["Staff", *[f"{day} {part}" for day in DAYS for part in (1, 2)]], *[["Able", *[3.5, 3] * 5]] * 4],
        [["Payroll No", "Surname", *DAYS], ["101", "Able", 6.5, 6.5, 6.5, 6.5, 6.5]],
        [["Payroll No", "Surname", *[f"P{n}" for n in range(1, 13)]], *[["101", "Able", *["M6"] * 12]] * 5],
    ],
)
def test_rotas_and_patterns_are_no_timetables(rows: list[list[Cell]]) -> None:
    assert untouched(table(*rows))
