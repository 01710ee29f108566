"""The rows of a planned sheet as values: fill down, names, groups, doubts asked once, repairs with their places."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from converters.matching.plan import SheetPlan
from converters.recipe.target import parse_targets
from converters.rows.parts import SheetRows
from converters.rows.read_rows import read_rows
from converters.sources.table import CellError
from swf_desktop.collection import Collection
from tests.converters.handmade import plan, table

C = Collection.load(2013)


def read(grain: str, targets: list[str], rows: list[list[Any]], **more: Any) -> SheetRows:
    return read_rows(plan(grain, targets, rows, **more), C)


def column(sheet: SheetRows, field: str, number: int = 0) -> list[Any]:
    kind, _, tag = field.partition(".")
    part = sheet.parts_of(kind)[number]
    return [row[tag].sent if tag in row else None for row in part.rows()]


# Fill down


ELEMENTS = ["staff.PersonRef", "staff.FullName", "contract.ContractRef", "contract.ContractEnd", "element.ElementName"]


def test_blank_cells_repeat_the_one_above_within_a_person_and_a_contract() -> None:
    sheet = read(
        "element",
        ELEMENTS,
        [
            ["1", "Ash, Jo", "A", date(2014, 7, 31), "Basic"],
            [None, None, None, None, "Pension"],
            [None, None, "B", None, "Basic"],
            [None, None, None, None, "Union"],
            ["2", "Birch, Al", "C", None, "Basic"],
        ],
        fill_down=frozenset({0, 1, 2, 3}),
    )
    assert column(sheet, "staff.PersonRef") == ["1", "1", "1", "1", "2"]
    assert column(sheet, "contract.ContractRef") == ["A", "A", "B", "B", "C"]
    # B has no end of its own, and A's is none of its business; nor is it Birch's.
    assert column(sheet, "contract.ContractEnd") == ["2014-07-31", "2014-07-31", None, None, None]
    assert column(sheet, "element.ElementName") == ["Basic", "Pension", "Basic", "Union", "Basic"]


def test_a_name_is_not_carried_to_another_staff_number() -> None:
    sheet = read(
        "element",
        ["staff.PersonRef", "staff.FullName", "element.ElementName"],
        [["1", "Ash, Jo", "Basic"], ["1", None, "Union"], ["2", None, "Basic"]],
        fill_down=frozenset({1}),
    )
    assert column(sheet, "staff.PersonFamilyName") == ["Ash", "Ash", None]


def test_a_repair_of_a_filled_cell_is_listed_once() -> None:
    sheet = read(
        "element",
        ["staff.TeacherNumber", "element.ElementName"],
        [["612309", "a"], [None, "b"]],
        fill_down=frozenset({0}),
    )
    assert column(sheet, "staff.TeacherNumber") == ["0612309", "0612309"]
    assert [(repair.source.row, repair.source.column) for repair in sheet.repairs] == [(2, "A")]


# Names


def test_full_names_become_family_and_given_names_and_initials() -> None:
    sheet = read("person", ["staff.FullName"], [["SMITH, Jane A (Mrs)"], ["Jones, K"], ["Dr Amy Lee"]])
    assert column(sheet, "staff.PersonFamilyName") == ["SMITH", "Jones", "Lee"]
    assert column(sheet, "staff.PersonGivenName") == [("Jane",), None, ("Amy",)]
    assert column(sheet, "staff.Initials") == ["J A", "K", None]
    part = sheet.part("staff")
    assert part is not None
    assert part.source(0, "PersonFamilyName").column == "A"


def test_the_order_of_names_is_asked_once_and_settled() -> None:
    rows = [["Jane Smith"], ["Amy Lee"]]
    (question,) = read("person", ["staff.FullName"], rows).questions
    assert (question.key, question.count) == ("name order: list.xlsx, sheet Sheet1/staff.FullName", 2)
    settled = read("person", ["staff.FullName"], rows, answers={question.key: "given family"})
    assert column(settled, "staff.PersonFamilyName") == ["Smith", "Lee"]
    assert settled.questions == []


def test_given_names_of_several_columns_are_joined_in_order() -> None:
    sheet = read(
        "person",
        ["staff.PersonGivenName", "staff.PersonGivenName"],
        [["Mei Ling", "Anne Jo"], ["Ann", None], [None, "Bo"]],
    )
    assert column(sheet, "staff.PersonGivenName") == [("Mei Ling", "Anne", "Jo"), ("Ann",), ("Bo",)]


def test_a_forename_that_is_an_initial_is_a_gap() -> None:
    sheet = read("person", ["staff.PersonFamilyName", "staff.PersonGivenName"], [["Smith", "J"], ["Jones", "Kim"]])
    assert column(sheet, "staff.PersonGivenName") == [None, ("Kim",)]
    assert column(sheet, "staff.Initials") == ["J", None]


# Numbers


def test_endings_of_staff_numbers_are_assignments() -> None:
    sheet = read("contract", ["staff.PersonRef"], [["12345-1"], ["12345-2"], ["777-1"]])
    assert column(sheet, "staff.PersonRef") == ["12345", "12345", "777"]
    assert column(sheet, "contract.ContractRef") == ["12345-1", "12345-2", "777-1"]
    assert {repair.kind for repair in sheet.repairs} == {"assignment suffix"}


def test_an_ending_that_only_some_numbers_have_is_left() -> None:
    sheet = read("contract", ["staff.PersonRef"], [["AB-1"], ["12345"], ["777"]])
    assert column(sheet, "staff.PersonRef") == ["AB-1", "12345", "777"]


def test_the_la_number_before_establishments_is_kept() -> None:
    assert read("contract", ["contract.Estab"], [["999/2001"], ["999/2002"]]).leas == {"999"}


def test_ni_numbers_without_their_last_letter_are_asked_once() -> None:
    rows = [["SR300102"], ["LM300103B"], ["HK300104"]]
    sheet = read("person", ["staff.NINumber"], rows)
    (question,) = sheet.questions
    assert question.count == 2
    assert "SR300102" not in question.text
    left = read("person", ["staff.NINumber"], rows, answers={question.key: "leave out"})
    assert column(left, "staff.NINumber") == [None, "LM300103B", None]


# Doubtful columns


def test_american_dates_are_asked_once_and_what_reads_both_ways_is_not_taken() -> None:
    rows = [["12/25/2012"], ["03/04/2013"], ["25/12/2012"]]
    sheet = read("contract", ["contract.ContractStart"], rows)
    (question,) = sheet.questions
    part = sheet.part("contract")
    assert part is not None
    assert [row["ContractStart"].typed for row in part.rows()] == [None, None, date(2012, 12, 25)]
    american = read("contract", ["contract.ContractStart"], rows[:2], answers={question.key: "month first"})
    assert column(american, "contract.ContractStart") == ["2012-12-25", "2013-03-04"]
    british = read("contract", ["contract.ContractStart"], rows, answers={question.key: "day first"})
    assert column(british, "contract.ContractStart") == ["12/25/2012", "2013-04-03", "2012-12-25"]
    assert [problem.kind for problem in british.problems] == ["american date"]


def test_hours_and_minutes_under_such_a_heading_are_asked() -> None:
    rows = [[32.3], [25.0], ["16.15"]]
    sheet = read("contract", ["contract.HoursPerWeek"], rows, headings=["Hrs:Mins"])
    (question,) = sheet.questions
    assert question.count == 2
    part = sheet.part("contract")
    assert part is not None
    assert [row["HoursPerWeek"].parsed for row in part.rows()] == [False, True, False]
    settled = read(
        "contract", ["contract.HoursPerWeek"], rows, headings=["Hrs:Mins"], answers={question.key: "minutes"}
    )
    assert column(settled, "contract.HoursPerWeek") == ["32.50", "25.00", "16.25"]
    decimal = read(
        "contract", ["contract.HoursPerWeek"], rows, headings=["Hrs:Mins"], answers={question.key: "decimal"}
    )
    assert column(decimal, "contract.HoursPerWeek") == ["32.30", "25.00", "16.15"]


def test_clock_texts_are_asked_and_clock_cells_are_not() -> None:
    sheet = read("contract", ["contract.HoursPerWeek"], [["32:30"], [timedelta(hours=25, minutes=30)]])
    assert [question.count for question in sheet.questions] == [1]
    assert column(sheet, "contract.HoursPerWeek")[1] == "25.50"


@pytest.mark.parametrize(
    ("texts", "hours"),
    [
        (["19:30", "32:30", "16:15"], ["19.50", "32.50", "16.25"]),
        (["37:00", "32:00", "5:00"], ["37.00", "32.00", "5.00"]),
        (["19:30", "32:50", "16:15"], None),
        (["19:20", "32:10", "16:00"], None),
    ],
    ids=["quarters of an hour", "whole hours are the same both ways", "hundredths among them", "neither"],
)
def test_what_stands_after_the_colon_tells_the_clock(texts: list[str], hours: list[str] | None) -> None:
    sheet = read("contract", ["contract.HoursPerWeek"], [[text] for text in texts])
    assert len(sheet.questions) == (hours is None)
    if hours is not None:
        assert column(sheet, "contract.HoursPerWeek") == hours
        assert [repair.before for repair in sheet.repairs] == texts


def test_hours_of_a_year_are_asked() -> None:
    (question,) = read("contract", ["contract.HoursPerWeek"], [[1265], [632.5]]).questions
    assert {choice for choice, _ in question.choices} == {"monthly", "annual 52", "annual 39", "weekly"}


def test_a_text_that_is_no_code_is_asked_once_with_its_count() -> None:
    rows = [["Permenent"], ["Permenent"], ["Permanent"]]
    sheet = read("contract", ["contract.ContractType"], rows)
    (question,) = sheet.questions
    assert (question.kind, question.scope, question.key, question.count) == (
        "code",
        "contract.ContractType",
        "Permenent",
        2,
    )
    assert question.choices[0][0] == "PRM"
    settled = read("contract", ["contract.ContractType"], rows, codes={"contract.ContractType": {"Permenent": "PRM"}})
    assert column(settled, "contract.ContractType") == ["PRM", "PRM", "PRM"]


# Places


def test_cell_errors_are_problems_with_their_place() -> None:
    sheet = read("contract", ["contract.ContractRef", "contract.ContractStart"], [["a", CellError.NA], ["b", "#N/A"]])
    assert [(problem.source.row, problem.source.column, problem.found) for problem in sheet.problems] == [
        (2, "B", "#N/A"),
        (3, "B", "#N/A"),
    ]
    assert column(sheet, "contract.ContractStart") == ["#N/A", "#N/A"]


def test_a_kind_of_repair_can_be_rejected() -> None:
    sheet = read(
        "person", ["staff.TeacherNumber"], [["612309"]], answers={"repair leading zero: staff.TeacherNumber": "reject"}
    )
    assert column(sheet, "staff.TeacherNumber") == ["612309"]
    assert sheet.repairs == []


def test_number_formats_are_those_of_each_cell() -> None:
    sheet = read("person", ["staff.PersonRef"], [[10014], [10015]], forms={0: "000000"})
    assert column(sheet, "staff.PersonRef") == ["010014", "010015"]


def test_two_roles_in_one_cell_are_two_roles() -> None:
    rows = [["Class Teacher / SENCO"], ["Class Teacher"], ["Teacher of wands & SENCO"]]
    sheet = read("contract", ["role.RoleIdentifier"], rows)
    assert column(sheet, "role.RoleIdentifier", 0)[:2] == ["TCHR", "TCHR"]
    assert column(sheet, "role.RoleIdentifier", 1) == ["SENC", None, None]
    assert [question.key for question in sheet.questions] == ["Teacher of wands & SENCO"]


# Groups, payments, defaults, pairs


def test_groups_are_records_of_their_own() -> None:
    sheet = read(
        "person",
        ["absence.FirstDayOfAbsence #1", "absence.AbsenceCategory #1", "absence.FirstDayOfAbsence #2"],
        [[date(2013, 1, 7), "SIC", date(2013, 2, 4)], [None, None, date(2013, 3, 4)]],
    )
    assert column(sheet, "absence.FirstDayOfAbsence", 0) == ["2013-01-07", None]
    assert column(sheet, "absence.FirstDayOfAbsence", 1) == ["2013-02-04", "2013-03-04"]
    assert sheet.parts_of("absence")[1].source(0, "FirstDayOfAbsence").column == "C"


def test_a_column_of_payments_has_its_type_and_nothing_is_no_payment() -> None:
    sheet = read("contract", ["payment.PaymentAmount TLR", "payment.PaymentAmount SEN"], [[2561, 0], [None, 2022]])
    tlr, sen = sheet.parts_of("payment")
    assert (tlr.fixed["PaymentType"].sent, sen.fixed["PaymentType"].sent) == ("TLR", "SEN")
    assert [row.get("PaymentAmount") is not None for row in sen.rows()] == [False, True]
    assert sheet.notes == ["list.xlsx, sheet Sheet1, column 'payment.PaymentAmount SEN': 1 amount of 0 is no payment."]


def test_two_columns_of_one_field_fill_each_other_and_a_difference_is_asked() -> None:
    rows = [["SR300102A", None], [None, "LM300103B"], ["HK300104C", "WZ300106D"]]
    columns, headings = ["staff.NINumber", "staff.NINumber"], ["NI", "National Insurance"]
    sheet = read("person", columns, rows, headings=headings)
    assert column(sheet, "staff.NINumber") == ["SR300102A", "LM300103B", "HK300104C"]
    (question,) = sheet.questions
    assert (question.count, question.source and question.source.row) == (1, 4)
    assert [choice for choice, _ in question.choices] == ["NI (A)", "National Insurance (B)"]
    # An answer for either column stands, whichever comes first on the sheet.
    for answer, third in (("NI (A)", "HK300104C"), ("National Insurance (B)", "WZ300106D")):
        answered = read("person", columns, rows, headings=headings, answers={question.key: answer})
        assert column(answered, "staff.NINumber") == ["SR300102A", "LM300103B", third]
        assert answered.questions == []


def test_two_columns_that_say_the_same_are_no_question() -> None:
    sheet = read("person", ["staff.NINumber", "staff.NINumber"], [["SR300102A", "SR300102A"], [None, "LM300103B"]])
    assert column(sheet, "staff.NINumber") == ["SR300102A", "LM300103B"]
    assert (sheet.questions, sheet.notes) == ([], [])


def test_defaults_fill_what_the_sheet_does_not_say() -> None:
    sheet = read(
        "contract",
        ["contract.ContractRef", "contract.Post"],
        [["a", "TCH"], ["b", None], [None, None]],
        defaults={"contract.Post": "TAS"},
    )
    assert column(sheet, "contract.Post") == ["TCH", "TAS", None]
    alone = read("person", ["staff.PersonRef"], [["1"]], defaults={"contract.ContractType": "Permanent"})
    assert column(alone, "contract.ContractType") == ["PRM"]


def test_a_sheet_of_label_and_value() -> None:
    made = table([["Title", None], ["Estab", "999/2999"], ["With QTS", 2.0]], "school.xlsx", "Headcounts")
    sheet = read_rows(
        SheetPlan(
            made,
            "school",
            ["", ""],
            [],
            {},
            pairs=True,
            cells={"school.Estab": (1, 1), "school.OccasionalsQTS": (2, 1)},
        ),
        C,
    )
    part = sheet.part("school")
    assert part is not None
    assert {tag: value.sent for tag, value in part.rows()[0].items()} == {"Estab": "2999", "OccasionalsQTS": "2"}
    assert part.source(0, "OccasionalsQTS")[2:] == (3, "B")
    assert sheet.repairs[0].source[2:] == (2, "B")


def test_a_column_may_fill_two_fields() -> None:
    sheet = read("contract", ["contract.Post + contract.JobTitle"], [["Class Teacher"]])
    assert (column(sheet, "contract.Post"), column(sheet, "contract.JobTitle")) == (["TCH"], ["Class Teacher"])


@pytest.mark.parametrize("target", ["staff.PersonRef", "absence.FirstDayOfAbsence #2"])
def test_a_blank_column_makes_no_part(target: str) -> None:
    assert read("person", [target], [[None], [""], ["  "]]).parts == []
    assert parse_targets(target)
