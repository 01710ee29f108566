"""Rows without a contract number: which contract each is follows from which figures fit, and what is close is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from converters.joining.assemble import assemble
from converters.joining.assembly import Assembly
from converters.joining.fitting.fitter import LEAVE_OUT, OWN
from converters.joining.fitting.ways import summed, weigh
from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection
from swf_desktop.record import Record, Value
from tests.converters.handmade import plan

C = Collection.load(2013)

TEACHING_ASSISTANT = {"JobTitle": "Teaching Assistant", "HoursPerWeek": "27.5", "FTEHours": "37", "WeeksPerYear": "39"}
MIDDAY = {"JobTitle": "Lunchtime Supervisor", "HoursPerWeek": "5", "FTEHours": "37", "WeeksPerYear": "38"}
CLEANER = {"JobTitle": "Cleaner", "HoursPerWeek": "10", "FTEHours": "37", "WeeksPerYear": "52"}
COOK = {"JobTitle": "Cook", "HoursPerWeek": "11", "FTEHours": "37", "WeeksPerYear": "52"}
TEACHER = {"JobTitle": "Teacher", "SpinePoint": "M6", "HoursPerWeek": "32.5", "FTEHours": "32.5"}
PART_TEACHER = {"JobTitle": "Music teacher", "SpinePoint": "M2", "HoursPerWeek": "6.5", "FTEHours": "32.5"}


def values(texts: dict[str, str]) -> dict[str, Value]:
    return {tag: canonical_value(C.fields[f"contract.{tag}"], text) for tag, text in texts.items()}


def contract(texts: dict[str, str]) -> Record:
    record = Record("contract")
    record.values = values(texts)
    return record


@pytest.mark.parametrize(
    ("name", "contracts", "rows", "best", "clear"),
    [
        (
            "pay by hours",
            [TEACHING_ASSISTANT, MIDDAY],
            [{"MonthlyPay": "118.24"}, {"MonthlyPay": "786.53"}],
            (1, 0),
            True,
        ),
        ("hours themselves", [CLEANER, MIDDAY], [{"HoursPerWeek": "5"}, {"HoursPerWeek": "10"}], (1, 0), True),
        (
            "a point's year",
            [TEACHER, PART_TEACHER],
            [{"AnnualSalary": "4702"}, {"AnnualSalary": "31868"}],
            (1, 0),
            True,
        ),
        ("an hourly rate", [TEACHER, MIDDAY], [{"HourlyRate": "6.54"}, {"HourlyRate": "18.80"}], (1, 0), True),
        (
            "titles in other words",
            [TEACHING_ASSISTANT, CLEANER],
            [{"JobTitle": "Cleaner in charge"}, {"JobTitle": "Assistant, teaching"}],
            (1, 0),
            True,
        ),
        ("one row, the point fits one", [TEACHER, PART_TEACHER], [{"MonthlyPay": "2655.67"}], (0,), True),
        ("too near", [CLEANER, COOK], [{"MonthlyPay": "280"}, {"MonthlyPay": "290"}], (0, 1), False),
        ("one row, no point to fit", [CLEANER, MIDDAY], [{"MonthlyPay": "280"}], None, False),
        ("two rows of one post", [TEACHER], [{"MonthlyPay": "1300"}, {"MonthlyPay": "1356"}], (0, 0), True),
        (
            "a second row that nobody's point explains",
            [TEACHER],
            [{"MonthlyPay": "2655.67"}, {"MonthlyPay": "118.24"}],
            (0, 0),
            False,
        ),
        (
            "a second row beside a job without a point",
            [TEACHING_ASSISTANT],
            [{"MonthlyPay": "786.53"}, {"MonthlyPay": "118.24"}],
            (0, 0),
            False,
        ),
        (
            "three rows, two contracts",
            [TEACHER, MIDDAY],
            [{"MonthlyPay": "1300"}, {"MonthlyPay": "118.24"}, {"MonthlyPay": "1356"}],
            (0, 1, 0),
            True,
        ),
        ("nothing to go by", [CLEANER, COOK], [{"StaffGroup": "Support"}, {"StaffGroup": "Support"}], None, False),
    ],
)
def test_rows_go_where_their_figures_fit(
    name: str,
    contracts: Sequence[dict[str, str]],
    rows: Sequence[dict[str, str]],
    best: tuple[int, ...] | None,
    clear: bool,
) -> None:
    found = weigh([contract(texts) for texts in contracts], [values(texts) for texts in rows], C)
    assert found is not None
    assert found.clear is clear, (name, found.ways[:2])
    if best is not None:
        assert found.ways[0].contracts == best, name


def test_rows_in_another_order_go_to_the_same_contracts() -> None:
    contracts = [contract(TEACHING_ASSISTANT), contract(MIDDAY)]
    rows = [values({"MonthlyPay": "786.53"}), values({"MonthlyPay": "118.24"})]
    one, other = weigh(contracts, rows, C), weigh(contracts, rows[::-1], C)
    assert one is not None
    assert other is not None
    assert one.ways[0].contracts == other.ways[0].contracts[::-1] == (0, 1)
    assert one.ways[0].cost == pytest.approx(other.ways[0].cost)


def test_very_many_rows_are_not_weighed() -> None:
    contracts = [contract(CLEANER) for _ in range(8)]
    assert weigh(contracts, [values({"MonthlyPay": str(n)}) for n in range(100, 108)], C) is None


def test_figures_of_several_rows_are_added_and_rates_are_not() -> None:
    rows = [values({"MonthlyPay": "100.10", "HourlyRate": "9.00"}), values({"MonthlyPay": "50", "HourlyRate": "9.00"})]
    total = summed(rows)
    assert (total["MonthlyPay"].sent, total["HourlyRate"].raw) == ("150.10", "9.00")


LIST = ["staff.PersonRef", "contract.JobTitle", "contract.ContractStart", "contract.ContractEnd"]
LIST += ["contract.HoursPerWeek", "contract.FTEHours", "contract.WeeksPerYear", "contract.SpinePoint"]
PAY = ["staff.PersonRef", "contract.MonthlyPay"]


def joined(
    people: list[list[Any]],
    pay: list[list[Any]],
    answers: dict[str, str] | None = None,
    headings: Sequence[str] = PAY,
) -> tuple[Assembly, list[tuple[str, str]]]:
    sheets = [plan("contract", LIST, people, file="hr.csv"), plan("contract", headings, pay, file="pay.csv")]
    result = assemble(sheets, C, answers or {})
    (person,) = result.return_.staff
    return result, [(one.raw("JobTitle"), one.code("MonthlyPay") or "") for one in person.of("contract")]


ANN = [
    ["7", "Teaching Assistant", "2011-09-01", None, "27.5", "37", "39", None],
    ["7", "Lunchtime Supervisor", "2012-04-01", None, "5", "37", "38", None],
]


def questions(result: Assembly) -> list[str]:
    return [question.key for question in result.questions if question.key.startswith("which contract")]


def test_two_rows_join_two_contracts_and_it_is_said() -> None:
    result, found = joined(ANN, [["7", "118.24"], ["7", "786.53"]])
    assert found == [("Teaching Assistant", "786.53"), ("Lunchtime Supervisor", "118.24")]
    assert questions(result) == []
    said = [note for note, _ in result.notes if "By the figures" in note]
    assert len(said) == 1
    assert "786.53 = Teaching Assistant; 118.24 = Lunchtime Supervisor" in said[0]


def test_the_contract_that_has_ended_is_not_the_one_that_is_paid() -> None:
    people = [
        ["7", "Cover supervisor", "2012-09-01", "2013-08-31", "32.5", "32.5", None, None],
        ["7", "Teacher", "2013-09-01", None, "32.5", "32.5", None, "M5"],
    ]
    result, found = joined(people, [["7", "2454.92"]])
    assert found == [("Cover supervisor", ""), ("Teacher", "2454.92")]
    assert questions(result) == []


CLOSE = [
    ["7", "Cleaner", "2010-09-01", None, "10", "37", "52", None],
    ["7", "Cook", "2011-09-01", None, "11", "37", "52", None],
]


def test_what_is_close_is_one_question_with_both_ways_and_its_answer_holds_in_another_order() -> None:
    rows = [["7", "280.00"], ["7", "290.00"]]
    result, found = joined(CLOSE, rows)
    assert found == [("Cleaner", ""), ("Cook", "")]
    (question,) = (one for one in result.questions if one.key.startswith("which contract"))
    codes = [code for code, _ in question.choices]
    assert codes == ["280.00 = Cleaner; 290.00 = Cook", "290.00 = Cleaner; 280.00 = Cook", LEAVE_OUT]
    for order in (rows, rows[::-1]):
        result, found = joined(CLOSE, order, {question.key: codes[1]})
        assert found == [("Cleaner", "290.00"), ("Cook", "280.00")]
        assert questions(result) == []


def test_left_out_means_that_no_contract_has_the_pay() -> None:
    key = questions(joined(CLOSE, [["7", "280"], ["7", "290"]])[0])[0]
    result, found = joined(CLOSE, [["7", "280"], ["7", "290"]], {key: LEAVE_OUT})
    assert found == [("Cleaner", ""), ("Cook", "")]
    assert questions(result) == []


def test_one_contract_and_two_rows_are_added_where_they_make_its_pay_and_asked_where_not() -> None:
    people = [["7", "Teacher", "2008-09-01", None, "32.5", "32.5", None, "M6"]]
    result, found = joined(people, [["7", "1300.00"], ["7", "1355.67"]])
    assert found == [("Teacher", "2655.67")]
    assert questions(result) == []
    rows = [["7", "2655.67"], ["7", "400.00"]]
    result, found = joined(people, rows)
    assert found == [("Teacher", "")]
    (key,) = questions(result)
    _, found = joined(people, rows, {key: OWN})
    assert len(found) == 3


def test_a_row_with_a_contract_number_is_not_touched() -> None:
    headings = ["staff.PersonRef", "contract.ContractRef", "contract.MonthlyPay"]
    result, found = joined(ANN, [["7", "1", "118.24"], ["7", "2", "786.53"]], headings=headings)
    assert len(found) == 4
    assert questions(result) == []


ELEMENTS = ["staff.PersonRef", "element.ElementName", "element.ElementPeriod", "element.ElementAmount"]


def elements(rows: list[list[Any]]) -> tuple[Assembly, list[list[str]]]:
    sheets = [plan("contract", LIST, ANN, file="hr.csv"), plan("element", ELEMENTS, rows, file="pay.csv")]
    result = assemble(sheets, C, {})
    (person,) = result.return_.staff
    return result, [[one.raw("ElementAmount") for one in each.of("element")] for each in person.of("contract")]


def test_pay_elements_go_by_the_base_pay_that_they_stand_below() -> None:
    result, found = elements(
        [
            ["7", "Basic Pay", "Month", "118.24"],
            ["7", "Overtime", "Month", "20.00"],
            ["7", "Basic Pay", "Month", "786.53"],
            ["7", "First Aid Allowance", "Month", "10.00"],
        ]
    )
    assert found == [["786.53", "10.00"], ["118.24", "20.00"]]
    assert questions(result) == []


def test_what_stands_above_the_first_base_pay_is_asked() -> None:
    result, found = elements(
        [
            ["7", "First Aid Allowance", "Month", "10.00"],
            ["7", "Basic Pay", "Month", "118.24"],
            ["7", "Basic Pay", "Month", "786.53"],
        ]
    )
    assert found == [["786.53"], ["118.24"]]
    assert questions(result) == ["which contract: pay.csv, sheet Sheet1"]
