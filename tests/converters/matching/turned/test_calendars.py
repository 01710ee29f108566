"""Calendars with a mark on each day somebody was away become absences; sums by month are asked about."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from converters.sources.table import Cell, SourceError, Table
from tests.converters.matching.turned.shaped import shaped, texts, untouched
from tests.converters.tables import STAFF, plan, table

WHO: list[Cell] = ["Payroll No", "Name"]
NOVEMBER = [date(2012, 11, 1) + timedelta(n) for n in range(30)]
WORKING = [day for day in NOVEMBER if day.weekday() < 5]


def marked(days: list[date], away: dict[int, Cell], number: str = "101", name: str = "Able, Ann") -> list[Cell]:
    return [number, name, *[away.get(day.day) for day in days]]


def absences(of: Table, **answers: str) -> list[list[str]]:
    rows = texts(shaped(of, answers=answers).tables[0])
    heads = next(place for place, row in enumerate(rows) if "First Day" in row)
    return [[row[0], *row[-4:]] for row in rows[heads + 1 :]]


SICK: dict[int, Cell] = {2: "S", 5: "S", 6: "S", 20: "S"}
RIGHT = [["101", "S", "02/11/2012", "06/11/2012", "3"], ["101", "S", "20/11/2012", "20/11/2012", "1"]]


@pytest.mark.parametrize(
    ("heads", "title"),
    [
        ([*WORKING], "Absence"),
        ([datetime(day.year, day.month, day.day) for day in WORKING], "Absence"),
        ([f"{day:%d/%m/%Y}" for day in WORKING], "Absence"),
        ([f"{day:%a %d %b}" for day in WORKING], "Staff absence 2012-13"),
        ([f"{day:%d-%b-%y}" for day in WORKING], "Sickness record"),
        ([day.day for day in WORKING], "Absence record November 2012"),
        ([str(day.day) for day in WORKING], "Absence record, Nov 12"),
        ([f"{day:%a} {day.day}" for day in WORKING], "Absence November 2012"),
    ],
)
def test_days_across(heads: list[Cell], title: str) -> None:
    of = table([title], [*WHO, *heads], marked(WORKING, SICK), marked(WORKING, {}, "102", "Bond, Bob"))
    assert absences(of) == RIGHT


def test_months_over_numbers_of_days_across_two_years() -> None:
    days = [date(2012, 12, 1) + timedelta(n) for n in range(62)]
    months: list[Cell] = [
        None,
        None,
        *["December" if day == days[0] else "January" if day.day == 1 else None for day in days],
    ]
    of = table(
        ["Absence calendar 2012/13"],
        months,
        [*WHO, *[day.day for day in days]],
        ["101", "Able, Ann", *["Sick" if day in (date(2012, 12, 31), date(2013, 1, 1)) else None for day in days]],
        ["102", "Bond, Bob", *["Sick" if day == date(2013, 1, 7) else None for day in days]],
    )
    assert absences(of) == [
        ["101", "Sick", "31/12/2012", "01/01/2013", "2"],
        ["102", "Sick", "07/01/2013", "07/01/2013", "1"],
    ]


def test_a_weekend_is_bridged_but_no_day_at_work() -> None:
    whole = {day.day: "S" for day in NOVEMBER if 2 <= day.day <= 12}
    of = table(["Absence"], [*WHO, *NOVEMBER], marked(NOVEMBER, dict(whole)), marked(NOVEMBER, {1: "S", 5: "S"}, "102"))
    assert absences(of) == [
        ["101", "S", "02/11/2012", "12/11/2012", "7"],
        ["102", "S", "01/11/2012", "01/11/2012", "1"],
        ["102", "S", "05/11/2012", "05/11/2012", "1"],
    ]


def test_halves_parts_legends_and_presence() -> None:
    rows: list[list[Cell]] = [
        ["Absence register"],
        ["S = Sickness; M = Maternity leave"],
        [*WHO, *WORKING],
        marked(WORKING, {day.day: {2: "S", 5: "½S", 6: "S/2"}.get(day.day, "/") for day in WORKING}),
        marked(WORKING, {day.day: {1: "M", 2: "M"}.get(day.day, "/") for day in WORKING}, "102"),
        marked(WORKING, {day.day: "/" for day in WORKING}, "103"),
    ]
    result = shaped(table(*rows))
    assert "'/'" in result.notes[0]
    assert absences(table(*rows)) == [
        ["101", "Sickness", "02/11/2012", "06/11/2012", "2.0"],
        ["102", "Maternity leave", "01/11/2012", "02/11/2012", "2"],
    ]
    numbers = table(
        ["Sickness absence"], [*WHO, *WORKING], marked(WORKING, {5: 1, 6: 0.5}), marked(WORKING, {7: 1}, "102")
    )
    assert absences(numbers) == [
        ["101", "Sickness", "05/11/2012", "06/11/2012", "1.5"],
        ["102", "Sickness", "07/11/2012", "07/11/2012", "1"],
    ]


def test_it_is_planned_as_absences_and_keeps_its_places() -> None:
    made = shaped(table(["Absence"], [*WHO, *WORKING], marked(WORKING, SICK))).tables[0]
    (planned,) = plan(made).plans
    assert planned.grain == "absence"
    assert planned.questions == []
    first = made.width - 3
    assert [(made.row_on_sheet(row), made.column_on_sheet(first, row)) for row in planned.rows] == [(2, 3), (2, 15)]


def test_the_year_is_asked_where_nothing_says_it() -> None:
    of = table(["Absence"], [*WHO, *[f"{day.day} Nov" for day in WORKING]], marked(WORKING, SICK))
    with_staff = shaped(of, table(*STAFF, sheet="Staff"))
    assert [question.key for question in with_staff.questions] == [f"year of the days: {of.place}"]
    assert [one.sheet for one in with_staff.tables] == ["Staff"]
    with pytest.raises(SourceError, match=r"of which year.*under answers: “year of the days: "):
        shaped(of)


def test_answered_the_year_is_used() -> None:
    of = table(["Absence"], [*WHO, *[f"{day.day} Nov" for day in WORKING]], marked(WORKING, SICK))
    assert absences(of, **{f"year of the days: {of.place}": "2012"}) == RIGHT


MONTHS: list[Cell] = ["Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug"]


def test_sums_by_month_are_set_aside_with_a_question() -> None:
    of = table(["Days of absence"], [*WHO, *MONTHS], ["101", "Able, Ann", 2, 0, 1.5, *[None] * 9])
    staff = table(*STAFF, sheet="Staff")
    result = shaped(of, staff)
    assert result.tables == [staff]
    assert [question.key for question in result.questions] == [f"absences by month: {of.place}"]
    assert "2" in str(result.questions[0].count)
    assert shaped(of, staff, answers={f"absences by month: {of.place}": "leave out"}).questions == []
    with pytest.raises(SourceError, match="counts days of absence by month"):
        shaped(of)


@pytest.mark.parametrize(
    "rows",
    [
        # Pay by month, timesheets in hours, pay days, a rota of duties, dates of reviews.
        [["Pay"], [*WHO, *MONTHS], ["101", "Able", *[2000.5] * 12], ["102", "Bond", *[2100.5] * 12]],
        [["Timesheet November 2012"], [*WHO, *WORKING], ["101", "Able", *[7.4] * len(WORKING)]],
        [["Payments"], [*WHO, *[date(2013, month, 28) for month in range(1, 12)]], ["101", "Able", *[2000.5] * 11]],
        [
            ["Duty rota"],
            [*WHO, *WORKING],
            ["101", "Able", *["Gate", "Yard"] * 11],
            ["102", "Bond", *["Hall", "Gate"] * 11],
        ],
        [["Hours in 2012"], [*WHO, *range(1, 13)], ["101", "Able", *[6.5] * 12]],
        [
            ["Absence list"],
            [*WHO, "First Day", "Last Day", "Days"],
            ["101", "Able", "01/10/2012", "02/10/2012", 2],
            ["101", "Able", "03/12/2012", "04/12/2012", 2],
        ],
    ],
)
def test_near_misses_stay_as_they_are(rows: list[list[Cell]]) -> None:
    assert untouched(table(*rows))
