"""Year groups as bare numbers across a sheet of what is taught are named, and other numbers are left alone."""

from __future__ import annotations

import pytest

from converters.matching.turned.lessons import length_in
from converters.sources.table import Cell
from tests.converters.matching.turned.shaped import shaped, untouched
from tests.converters.tables import mapped, plan, table


def taught(heads: list[Cell], title: str = "Curriculum: hours a week") -> list[list[Cell]]:
    return [
        [title],
        ["Staff No", "Surname", "Subject", *heads],
        ["101", "Able", "Mathematics", 4, None, 3.5],
        ["102", "Bell", "English", None, 5, 4],
        ["103", "Cole", "Art", 2, 2, 2],
    ]


@pytest.mark.parametrize("heads", [[7, 8, 9], ["7", "8", "9"], [7.0, 8.0, 9.0]], ids=["numbers", "texts", "fractions"])
def test_bare_numbers_are_year_groups(heads: list[Cell]) -> None:
    result = shaped(table(*taught(heads)))
    (planned,) = plan(*result.tables).plans
    assert planned.grain == "curriculum"
    found = mapped(planned)
    assert [found[f"Year {year}"] for year in (7, 8, 9)] == [f"curriculum.SubjectHours Y{year}" for year in (7, 8, 9)]
    assert any("year groups" in note for note in result.notes)


@pytest.mark.parametrize(
    "rows",
    [
        taught([7, 9, 8]),
        taught([14, 15, 16]),
        [["Payroll No", "Surname", 1, 2, 3], ["101", "Able", 1000.5, 1000.5, 1000.5], ["102", "Bell", 1, 2, 3]],
        [["Absence", None, None, None, None], ["Payroll No", "Surname", 1, 2, 3], ["101", "Able", 1, 0, 1]],
    ],
    ids=["not rising", "no year groups", "pay", "days of absence"],
)
def test_other_numbers_are_none(rows: list[list[Cell]]) -> None:
    assert untouched(table(*rows))


@pytest.mark.parametrize(
    ("title", "minutes"),
    [
        ("Periods a week (1 hour each)", 60),
        ("25 periods of 50 minutes", 50),
        ("Lessons: 55 min periods", 55),
        ("Periods a week, Year 7 to 11", None),
        ("Timetable 2013 (30 periods)", None),
    ],
)
def test_a_title_may_say_how_long_a_period_is(title: str, minutes: int | None) -> None:
    assert length_in(title) == minutes


def test_periods_of_a_length_that_the_title_says_are_hours_without_a_question() -> None:
    result = shaped(table(*taught([7, 8, 9], "Periods a week (30 minutes each)")))
    assert not result.questions
    assert any("30 minutes each, as the title says" in note for note in result.notes)
