"""Full-time hours that follow from hours and share, and weeks that no file gives: for all alike, asked at most once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from converters.payroll.apply import apply_pay
from converters.payroll.contract_pay import Payroll, pay_rows
from converters.payroll.full_time import look_at_groups
from swf_desktop.record import Return
from tests.converters.payroll.payroll_records import COLLECTION, contract, person, sheet_of

D = Decimal
SHEET = sheet_of("payroll.xlsx", "contract.FTE")
TEACHER: dict[str, Any] = {"Post": "TCH", "Scale": "TE", "SpinePoint": "M6"}
ASSISTANT: dict[str, Any] = {"Post": "TAS", "Scale": "NJ"}


def pay(*contracts: dict[str, Any], **answers: str) -> tuple[Payroll, Return]:
    return_ = Return()
    for number, values in enumerate(contracts, 1):
        contract(person(return_, str(number)), SHEET, **values)
    said = {
        key.replace("_", " ").replace("full time hours", "full-time hours"): answer for key, answer in answers.items()
    }
    return apply_pay(return_, COLLECTION, lea="999", answers=said), return_


def sent(return_: Return, tag: str) -> list[str | None]:
    return [staff.of("contract")[0].code(tag) for staff in return_.staff]


@pytest.mark.parametrize(
    ("rows", "full"),
    [
        ([("19.50", "0.6"), ("32.50", "1")], D("32.5")),
        ([("18.75", "0.58")], D("32.5")),
        ([("19.50", "60"), ("13.00", "40")], D("32.5")),
        ([("19.50", "1")], None),
        ([("19.50", "0.6"), ("19.50", "1")], None),
        ([("19.50", "0.514")], None),
    ],
    ids=["exact", "rounded share", "percentages", "heads", "one head among shares", "hours and weeks"],
)
def test_hours_over_share_come_to_full_time(rows: list[tuple[str, str]], full: Decimal | None) -> None:
    return_ = Return()
    for number, (hours, share) in enumerate(rows):
        contract(person(return_, str(number)), SHEET, **TEACHER, HoursPerWeek=hours, FTE=share)
    groups = look_at_groups(one for staff in return_.staff for one in staff.of("contract"))
    found = groups.full_hours.get("teachers")
    assert (found.hours if found else None) == full


def test_full_time_hours_are_derived_and_said_and_nothing_is_asked() -> None:
    payroll, return_ = pay(
        {**TEACHER, "HoursPerWeek": "19.50", "FTE": "0.6", "WeeksPerYear": "52"},
        {**ASSISTANT, "HoursPerWeek": "18.50", "FTE": "0.5", "WeeksPerYear": "52", "ActualSalary": "7861.86"},
    )
    assert sent(return_, "FTEHours") == ["32.50", "37.00"]
    assert [row["base_pay_actual"] for row in pay_rows(payroll)] == ["19120.80", "7861.86"]
    assert payroll.questions == []
    assert [note for note in payroll.notes if "both are known (1 contract)" in note]
    assert any(step.startswith("Full-time hours of teachers are 32.5") for step in payroll.contracts[0].steps)


def test_an_answer_stands_above_what_follows() -> None:
    _, return_ = pay(
        {**TEACHER, "HoursPerWeek": "19.50", "FTE": "0.6", "WeeksPerYear": "52"}, full_time_hours_of_teachers="35"
    )
    assert sent(return_, "FTEHours") == ["35.00"]


def test_weeks_that_nobody_gives_are_asked_once_for_each_group_and_one_answer_settles_all() -> None:
    contracts = [
        *[{**TEACHER, "HoursPerWeek": "32.50", "FTEHours": "32.50"} for _ in range(3)],
        *[{**ASSISTANT, "HoursPerWeek": "25", "FTEHours": "37"} for _ in range(2)],
    ]
    payroll, return_ = pay(*contracts)
    keys = {question.key: (question.count, question.choices[0][0]) for question in payroll.questions}
    assert keys == {"weeks a year of teachers": (3, "52"), "weeks a year of support staff": (2, "52")}
    assert sent(return_, "WeeksPerYear") == [None] * 5
    payroll, return_ = pay(*contracts, weeks_a_year_of_teachers="52", weeks_a_year_of_support_staff="39")
    assert sent(return_, "WeeksPerYear") == ["52", "52", "52", "39", "39"]
    assert not [question for question in payroll.questions if question.key.startswith("weeks a year")]


def test_one_blank_among_given_weeks_is_left_to_the_rules() -> None:
    payroll, _ = pay(
        {**TEACHER, "HoursPerWeek": "32.50", "FTEHours": "32.50", "WeeksPerYear": "52"},
        {**TEACHER, "HoursPerWeek": "32.50", "FTEHours": "32.50"},
    )
    assert payroll.questions == []


WORDS = sheet_of("payroll.xlsx", "contract.FTE", "contract.HoursPerWeek")


def test_a_share_in_words_gives_the_hours_once_full_time_is_known() -> None:
    payroll, return_ = pay({**TEACHER, "FTE": "1"}, {**TEACHER, "FTE": "0.6"})
    for staff in return_.staff:
        record = staff.of("contract")[0]
        record.values["FTE"] = record.values["FTE"]._replace(raw="full time" if record.code("FTE") == "1" else "3 days")
    answers = {"full-time hours of teachers": "32.5"}
    asked = apply_pay(return_, COLLECTION, lea="999").questions
    assert "full-time hours of teachers" in [question.key for question in asked]
    apply_pay(return_, COLLECTION, lea="999", answers=answers)
    assert sent(return_, "HoursPerWeek") == ["32.50", "19.50"]
    assert sent(return_, "FTEHours") == ["32.50", "32.50"]
    assert payroll.contracts


def test_hours_of_a_column_of_shares_are_asked_about_once() -> None:
    rows = [{**TEACHER, "FTE": "0.6", "FTEHours": "32.5"}, {**TEACHER, "FTE": "0.4", "FTEHours": "32.5"}]
    payroll, return_ = pay(*rows)
    assert [question.count for question in payroll.questions if question.key.startswith("hours from")] == [2]
    assert sent(return_, "HoursPerWeek") == [None, None]
    _, return_ = pay(*rows, hours_from_the_share_of_full_time="yes")
    assert sent(return_, "HoursPerWeek") == ["19.50", "13.00"]
    payroll, return_ = pay(*rows, hours_from_the_share_of_full_time="no")
    assert sent(return_, "HoursPerWeek") == [None, None]
    assert not [question for question in payroll.questions if question.key.startswith("hours from")]
