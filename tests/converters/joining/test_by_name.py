"""Rows that have nothing but names: joined unasked only where the workbook leaves no doubt whose they are."""

from __future__ import annotations

import pytest

from converters.built import Built, Sources
from converters.pipeline import build
from converters.request import Request
from converters.sources.table import Cell
from tests.converters.tables import table

STAFF: list[list[Cell]] = [
    ["Surname", "Forename", "DOB", "Job Title", "Start Date"],
    ["Ashworth", "Ann", "01/02/1960", "Teacher", "01/09/2001"],
    ["Bell", "Bo", "03/04/1971", "Teacher", "01/09/2004"],
    ["Crossley", "Col", "05/06/1980", "Teacher", "01/09/2010"],
]
DAYS: list[list[Cell]] = [
    ["Who", "First Day", "Last Day", "Days", "Why"],
    ["Ann Ashworth", "01/10/2012", "02/10/2012", 2, "Sickness"],
    ["Bo Bell", "03/10/2012", "03/10/2012", 1, "Sickness"],
    ["Col Crossley", "05/10/2012", "05/10/2012", 1, "Sickness"],
]


def made(staff: list[list[Cell]], days: list[list[Cell]], other: str = "staff.xlsx") -> Built:
    tables = [table(*staff, file="staff.xlsx", sheet="Staff"), table(*days, file=other, sheet="Days off")]
    return build(Sources(tables), Request(lea="999", estab="2999", year=2013))


def absences(built: Built) -> int:
    (one,) = built.returns
    return sum(len(person.of("absence")) for person in one.return_.staff)


def asked(built: Built) -> bool:
    return any(question.key.startswith("join by name alone") for question in built.questions)


def test_names_of_one_workbook_join_and_that_is_said() -> None:
    built = made(STAFF, DAYS)
    assert absences(built) == 3
    assert not asked(built)
    assert any("joined by name alone" in note for note in built.notes)


@pytest.mark.parametrize(
    ("staff", "days", "other"),
    [
        (STAFF, DAYS, "absence.xlsx"),
        ([*STAFF, ["Bell", "Bo", "09/09/1985", "Cook", "01/09/2009"]], DAYS, "staff.xlsx"),
        (STAFF, [*DAYS, ["Di Dyson", "04/10/2012", "04/10/2012", 1, "Sickness"]], "staff.xlsx"),
    ],
    ids=["another file", "two people of one name", "somebody nobody knows"],
)
def test_anything_less_is_asked(staff: list[list[Cell]], days: list[list[Cell]], other: str) -> None:
    built = made(staff, days, other)
    assert absences(built) == 0
    assert asked(built)
