"""Staff numbers written in several ways meet as one, with a question; names that differ keep them apart."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from converters.matching.lookups import with_people
from converters.recipe.question import Question
from converters.sources.table import Cell, Table, cell_text
from tests.converters.tables import COLLECTION, table

NAMES = ("Able", "Bond", "Cook", "Dean", "Eyre")
HOME: list[list[Cell]] = [["Payroll No", "Surname"], *[[f"E{101 + n}", name] for n, name in enumerate(NAMES)]]


def numbers(*tables: Table, answers: Mapping[str, str] | None = None) -> tuple[list[list[str]], list[Question]]:
    """Return the first column of each table, and the questions."""
    found, _, questions = with_people(tables, COLLECTION, answers or {})
    return [[cell_text(cell) for cell in one.columns[0][1:]] for one in found], questions


@pytest.mark.parametrize("form", ["{n}", "E {n}", "E-{n}", "E0{n}", "000{n}", "e{n}"])
def test_numbers_meet_however_they_are_written(form: str) -> None:
    pay = table(
        ["Payroll No", "Surname", "Hours"],
        *[[form.format(n=101 + n), name, "5"] for n, name in enumerate(NAMES[:4])],
        file="pay.xlsx",
    )
    found, questions = numbers(table(*HOME), pay)
    assert found == [[str(row[0]) for row in HOME[1:]], ["E101", "E102", "E103", "E104"]]
    (question,) = questions
    assert "pay.xlsx" in question.text
    assert "E101" in question.text
    assert question.count == 4
    settled, none = numbers(table(*HOME), pay, answers={question.key: "same"})
    assert (settled, none) == (found, [])
    apart, nothing = numbers(table(*HOME), pay, answers={question.key: "others"})
    assert (apart[1][0], nothing) == (form.format(n=101), [])


def test_one_sheet_that_writes_a_number_in_several_ways() -> None:
    of = table(
        ["Payroll No", "Surname", "Hours"],
        ["E106", "Able", "5"],
        ["E 106", "Able", "6"],
        ["106", "ABLE", "7"],
        ["E107", "Bond", "8"],
    )
    found, (question,) = numbers(of)
    assert found == [["E106", "E106", "E106", "E107"]]
    assert question.count == 2


def test_other_names_are_other_people() -> None:
    pay = table(
        ["Payroll No", "Surname"], *[[str(101 + n), f"{name}son"] for n, name in enumerate(NAMES)], file="pay.xlsx"
    )
    found, questions = numbers(table(*HOME), pay)
    assert (found[1][0], questions) == ("101", [])


def test_letters_that_differ_are_other_numbers() -> None:
    pay = table(["Payroll No", "Surname"], *[[f"T{101 + n}", name] for n, name in enumerate(NAMES)], file="pay.xlsx")
    found, questions = numbers(table(*HOME), pay)
    assert (found[1][0], questions) == ("T101", [])


def test_without_names_a_few_that_happen_to_meet_are_no_proof() -> None:
    few = table(["Payroll No", "Hours"], ["101", "5"], ["102", "6"], file="pay.xlsx")
    assert numbers(table(*HOME), few)[1] == []
    many = table(["Payroll No", "Hours"], *[[str(101 + n), "5"] for n in range(5)], file="pay.xlsx")
    assert len(numbers(table(*HOME), many)[1]) == 1


def test_numbers_written_alike_are_not_asked_about() -> None:
    pay = table(["Payroll No", "Hours"], *[[f"E{101 + n}", "5"] for n in range(5)], file="pay.xlsx")
    assert numbers(table(*HOME), pay)[1] == []
    plain = table(["Payroll No", "Surname"], ["101", "Able"], ["102", "Bond"])
    assert numbers(plain, table(["Payroll No", "Hours"], [101, 5], [102, 6], file="pay.xlsx"))[1] == []


def test_a_second_key_of_few_people_joins_where_it_is_called_the_same() -> None:
    staff = table(["Staff Code", "Payroll No", "Surname"], ["ABA", "101", "Able"], ["BOB", "102", "Bond"])
    lessons = table(["Staff Code", "Subject", "Year", "Hours"], ["ABA", "Mathematics", "7", "3"], file="tt.xlsx")
    found, notes, _ = with_people((staff, lessons), COLLECTION, {})
    assert [cell_text(cell) for cell in found[1].columns[-1]] == ["Payroll No", "101"]
    assert "looked up" in notes[0]
    other = table(["House", "Subject", "Year", "Hours"], ["ABA", "Mathematics", "7", "3"], file="tt.xlsx")
    assert with_people((staff, other), COLLECTION, {})[0][1] is other
