"""One cell that says two things gives both, each where it belongs, and each is listed."""

from __future__ import annotations

from typing import Any

from converters.recipe.keys import repair_key
from converters.rows.parts import SheetRows
from converters.rows.read_rows import read_rows
from swf_desktop.collection import Collection
from tests.converters.handmade import plan

C = Collection.load(2013)
HOURS = ["full time", "3 days", 0.8, "25 hrs TTO", "20 hrs all year", 32.5, "some days", None]


def read(targets: list[str], rows: list[list[Any]], **more: Any) -> SheetRows:
    return read_rows(plan("contract", targets, rows, **more), C)


def column(sheet: SheetRows, tag: str) -> list[Any]:
    (part,) = sheet.parts_of("contract")
    return [row[tag].sent if tag in row else None for row in part.rows()]


def test_hours_shares_and_weeks_of_one_column() -> None:
    sheet = read(["contract.HoursPerWeek"], [[cell] for cell in HOURS])
    assert column(sheet, "HoursPerWeek") == [None, None, None, "25.00", "20.00", "32.50", "some days", None]
    assert column(sheet, "FTE") == ["1", "0.6", "0.8", None, None, None, None, None]
    assert column(sheet, "WeeksPerYear") == [None, None, None, None, "52", None, None, None]
    (part,) = sheet.parts_of("contract")
    assert part.rows()[3]["HoursPerWeek"].raw == "25 hrs TTO"
    assert {repair.before for repair in sheet.repairs} >= {"full time", "3 days", "0.8"}
    assert [problem.found for problem in sheet.problems] == ["some days"]
    assert ["weeks of term time" in question.key for question in sheet.questions] == [True]


def test_the_answer_says_what_term_time_is() -> None:
    first = read(["contract.HoursPerWeek"], [["25 hrs TTO"]])
    key = first.questions[0].key
    sheet = read(["contract.HoursPerWeek"], [["25 hrs TTO"]], answers={key: "39"})
    assert not sheet.questions
    assert column(sheet, "WeeksPerYear") == ["39"]


def test_a_small_number_among_plain_hours_stays_hours() -> None:
    sheet = read(["contract.HoursPerWeek"], [[0.8], [25], ["25 hrs"]])
    assert column(sheet, "HoursPerWeek") == ["0.80", "25.00", "25.00"]
    assert sheet.parts_of("contract")[0].tags == ("HoursPerWeek",)


def test_a_column_of_its_own_says_the_share() -> None:
    sheet = read(["contract.FTE", "contract.HoursPerWeek"], [[0.5, "3 days"], [None, "3 days"]])
    assert column(sheet, "FTE") == ["0.5", "0.6"]


def test_the_end_of_a_contract_beside_its_type() -> None:
    rows = [["perm"], ["temp till 22/7/14"], ["Fixed Term (to 31 Aug 2014)"], ["until further notice"], ["FT 12"]]
    sheet = read(["contract.ContractType"], rows)
    assert column(sheet, "ContractEnd") == [None, "2014-07-22", "2014-08-31", None, None]
    assert column(sheet, "ContractType")[:3] == ["PRM", "TMP", "FXT"]
    assert sheet.parts_of("contract")[0].rows()[1]["ContractType"].raw == "temp till 22/7/14"


def test_rejected_a_type_stands_as_it_is() -> None:
    answers = {repair_key("end date", "contract.ContractEnd"): "reject"}
    sheet = read(["contract.ContractType"], [["temp till 22/7/14"]], answers=answers)
    assert column(sheet, "ContractType") == ["temp till 22/7/14"]
    assert "ContractEnd" not in sheet.parts_of("contract")[0].tags


def test_titles_of_full_names_are_kept_for_gender() -> None:
    rows = [["Mrs Ann Bell", 20], ["DYSON, Di (Miss)", 20], ["CRAIG, Col", 20]]
    sheet = read(["staff.FullName", "contract.HoursPerWeek"], rows)
    assert [None if one is None else one[0] for one in sheet.honorifics] == ["Mrs", "Miss", None]


def test_weeks_in_words_and_what_is_added_to_term_time() -> None:
    rows = [["TTO+1"], ["TTO"], ["AYR"], ["FT"], [52], ["TTO + 5 days"]]
    open_ = read(["contract.WeeksPerYear"], rows)
    (question,) = open_.questions
    assert "+1" in question.text
    assert column(open_, "WeeksPerYear") == [None, None, "52", "52", "52", None]
    sheet = read(["contract.WeeksPerYear"], rows, answers={question.key: "38"})
    assert not sheet.questions
    assert column(sheet, "WeeksPerYear") == ["39", "38", "52", "52", "52", "39"]
    (part,) = sheet.parts_of("contract")
    assert part.rows()[0]["WeeksPerYear"].raw == "TTO+1"


def test_full_time_alone_says_nothing_of_weeks() -> None:
    assert column(read(["contract.WeeksPerYear"], [["FT"], ["FT"]]), "WeeksPerYear") != ["52", "52"]
