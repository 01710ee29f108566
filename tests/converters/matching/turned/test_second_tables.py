"""A second table lower on a sheet is a table of its own."""

from __future__ import annotations

from dataclasses import replace

from converters.recipe.recipe import Recipe
from converters.sources.table import Cell
from swf_desktop.words import part_name, whole_sheet
from tests.converters.matching.turned.shaped import shaped, texts, untouched
from tests.converters.tables import plan, table

PEOPLE: list[list[Cell]] = [
    ["Payroll No", "Surname", "Forename", "Gender"],
    *[[str(100 + n), f"Able{n}", "Ann", "F"] for n in range(5)],
]
ABSENCES: list[list[Cell]] = [
    ["Payroll No", "Absence Type", "First Day", "Last Day"],
    ["100", "Sickness", "01/10/2012", "02/10/2012"],
    ["101", "Sickness", "05/11/2012", "06/11/2012"],
]


def test_two_tables_one_below_another() -> None:
    of = table(["Staff of the school"], *PEOPLE, ["Total", 5], [], ["Absences in the year"], *ABSENCES)
    result = shaped(of)
    assert [one.sheet for one in result.tables] == ["Sheet1", "Sheet1 (from row 10)"]
    planned = plan(*result.tables)
    assert [(one.grain, len(one.rows)) for one in planned.plans] == [("person", 5), ("absence", 2)]
    assert planned.questions == []
    lower = planned.plans[1]
    assert [lower.table.row_on_sheet(row) for row in lower.rows] == [11, 12]
    assert "from row 10" in result.notes[0]
    assert any("headings in row 11" in note for note in lower.notes), lower.notes


def test_decisions_on_the_lower_table_are_kept_for_it_and_hold() -> None:
    rows: list[list[Cell]] = [*PEOPLE, [], [*ABSENCES[0], "Zorp"], *[[*row, "x"] for row in ABSENCES[1:]]]
    first = plan(*shaped(table(*rows)).tables)
    assert [question.key for question in first.questions] == ["Zorp"]
    assert [one.header_rows for one in first.recipe.sheets] == [(1,), (8,)]
    said = first.recipe.sheets[1]
    again = plan(*shaped(table(*rows)).tables, recipe=Recipe(sheets=(first.recipe.sheets[0], said)))
    assert [question.key for question in again.questions] == ["Zorp"]
    settled = replace(said, columns={**said.columns, "Zorp": "ignore"})
    assert plan(*shaped(table(*rows)).tables, recipe=Recipe(sheets=(settled,))).questions == []


def test_a_table_far_down_and_a_third() -> None:
    many = [PEOPLE[0], *[[str(n), f"Able{n}", "Ann", "F"] for n in range(200)]]
    of = table(
        *many,
        [],
        *ABSENCES,
        [],
        [],
        ["Payroll No", "Subject", "Year Group", "Hours per week"],
        ["5", "Mathematics", "7", "3"],
    )
    planned = plan(*shaped(of).tables)
    assert [one.grain for one in planned.plans] == ["person", "absence", "curriculum"]
    assert [one.table.row_on_sheet(one.rows[0]) for one in planned.plans] == [1, 203, 208]


def test_the_same_headings_again_go_on_with_the_table() -> None:
    assert untouched(table(*PEOPLE, [], ["Support staff"], *PEOPLE))


def test_a_plain_list_with_blank_rows_is_one_table() -> None:
    assert untouched(table(*PEOPLE, [], ["106", "Cook", "Cy", "M"], [], ["107", "Dean", "Di", "F"]))


def test_text_without_known_headings_below_is_no_table() -> None:
    assert untouched(table(*PEOPLE, [], ["Prepared by", "Office", "For", "Governors"], ["a", "b", "c", "d"]))


def test_the_names_of_parts() -> None:
    assert part_name("Staff", 29) == "Staff (from row 30)"
    assert part_name(None, 29) == "(from row 30)"
    assert [whole_sheet(name) for name in ("Staff (from row 30)", "(from row 30)", "Staff", None)] == [
        "Staff",
        None,
        "Staff",
        None,
    ]


def test_a_file_without_sheets() -> None:
    result = shaped(table(*PEOPLE, [], *ABSENCES, sheet=None))
    assert [one.place for one in result.tables] == ["list.xlsx", "list.xlsx (from row 8)"]
    assert texts(result.tables[1])[0] == ABSENCES[0]
