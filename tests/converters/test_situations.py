"""Situations of real returns, from files to the return, in each census they belong to.

What a rule alone shows stands among its cases (`resources/corpus`); `tests/test_situation_list.py` says which is where.
"""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from converters.built import Built, OneReturn
from converters.payroll.award import NOT_PAID
from converters.pipeline import build, check_return, read_all, rule_findings, write_return
from converters.recipe.keys import award_key, empty_column_key
from converters.recipe.recipe import Recipe
from converters.request import Request
from swf_desktop.collection import Collection, collection_years
from swf_desktop.record import Record
from tests.converters.test_every_year import _at

WRITTEN = [year for year in collection_years() if Collection.load(year).written]
SINCE_2014 = [year for year in collection_years() if year >= 2014]
STAFF = {
    "Payroll No": "000001", "Surname": "Smith", "Forename": "Jane", "Teacher Number": "0512345",
    "NI Number": "AB123456C", "Gender": "Female", "Date of Birth": "01/03/1985", "Ethnicity": "WBRI",
    "Disability": "NO", "QTS": "Y", "Contract Type": "PRM", "Start Date": "01/09/2009", "End Date": "",
    "Date Arrived": "01/09/2009",
    "Post": "Teacher", "Role": "TCHR", "Pay Scale": "Main", "Base Pay": "30000", "Hours": "32.5", "FTE Hours": "32.5",
    "Weeks": "52",
}  # fmt: skip


def csv(folder: Path, name: str, *rows: dict[str, str]) -> Path:
    heads = list(dict.fromkeys(head for row in rows for head in row))
    path = folder / name
    lines = [",".join(heads), *(",".join(row.get(head, "") for head in heads) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def built(year: int, *paths: Path, answers: dict[str, str] | None = None, estab: str | None = "2999") -> Built:
    request = Request(year=year, lea="999", estab=estab, recipe=Recipe(answers=answers or {}))
    return build(read_all(paths), request)


def staff(folder: Path, *changes: dict[str, str]) -> Path:
    return csv(folder, "staff.csv", *({**STAFF, **change} for change in changes))


def contracts(one: OneReturn) -> list[Record]:
    return [contract for person in one.return_.staff for contract in person.of("contract")]


def gb(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def numbers(one: OneReturn) -> set[str]:
    return {finding.rule for finding in rule_findings(one)}


@pytest.mark.parametrize("year", SINCE_2014)
def test_a1_several_pay_records_of_one_contract_are_one_contract(tmp_path: Path, year: int) -> None:
    paid = [{"Pay Date": gb(date(year, month, 28)), "Base Pay": pay} for month, pay in ((9, "29000"), (10, "30000"))]
    pay = [
        {"Payroll No": "000001", "Surname": "Smith", "Start Date": "01/09/2009", "Post": "Teacher", **row}
        for row in paid
    ]
    rest = {tag: text for tag, text in STAFF.items() if tag != "Base Pay"}
    done = built(year, csv(tmp_path, "staff.csv", rest), csv(tmp_path, "pay.csv", *pay))
    (contract,) = contracts(done.returns[0])
    assert contract.code("HoursPerWeek") == "32.50"
    assert not numbers(done.returns[0]) & {"4745Q", "6530Q", "X11"}


@pytest.mark.parametrize("year", SINCE_2014)
@pytest.mark.parametrize("days", [0, 1, 30])
def test_a2_a_contract_that_ends_on_census_day_or_later_is_open(tmp_path: Path, year: int, days: int) -> None:
    end = Collection.load(year).reference_date + timedelta(days)
    done = built(year, staff(tmp_path, {"End Date": gb(end), "Contract Type": "FXT"}))
    (contract,) = contracts(done.returns[0])
    assert contract.code("ContractEnd") == end.isoformat()
    assert contract.code("BasePay") == "30000.00"
    assert not numbers(done.returns[0]) & {"4540", "4515"}


@pytest.mark.parametrize("year", SINCE_2014)
def test_a7_each_school_of_a_shared_teacher_returns_its_own_hours_and_pay(tmp_path: Path, year: int) -> None:
    done = built(
        year,
        staff(
            tmp_path,
            {"School Number": "2999", "Base Pay": "12000", "Hours": "13"},
            {"School Number": "4999", "Base Pay": "18000", "Hours": "19.5"},
        ),
        estab=None,
    )
    found = {}
    for one in done.returns:
        (person,) = one.return_.staff
        assert person.code("TeacherNumber") == "0512345"
        (contract,) = contracts(one)
        found[one.estab] = contract.code("HoursPerWeek"), contract.code("BasePay")
    assert found == {"2999": ("13.00", "12000.00"), "4999": ("19.50", "18000.00")}


@pytest.mark.parametrize("year", SINCE_2014)
def test_a8_both_schools_return_somebody_who_moved(tmp_path: Path, year: int) -> None:
    went = "LEASEC"
    done = built(
        year,
        staff(
            tmp_path,
            {"School Number": "2999", "End Date": f"30/04/{year}", "Destination": went, "Base Pay": ""},
            {
                "School Number": "4999", "Start Date": f"01/05/{year}", "Date Arrived": f"01/05/{year}",
                "Origin": "TCHLEA",
            },
        ),
        estab=None,
    )  # fmt: skip
    by_estab = {one.estab: contracts(one) for one in done.returns}
    assert set(by_estab) == {"2999", "4999"}
    ((left,), (came,)) = by_estab["2999"], by_estab["4999"]
    assert (left.code("ContractEnd"), left.code("DestinationCode")) == (f"{year}-04-30", went)
    assert (came.code("ContractStart"), came.code("Origin")) == (f"{year}-05-01", "TCHLEA")
    assert not came.has("ContractEnd")
    for one in done.returns:
        assert not numbers(one) & {"4580", "4600", "4385", "4390Q", "6500", "6510"}


@pytest.mark.parametrize("year", [year for year in SINCE_2014 if Collection.load(year).sends("contract.PayReviewDate")])
def test_c2_a_review_that_is_still_to_come_shows_by_its_date_and_pay_stays_what_it_is(
    tmp_path: Path, year: int
) -> None:
    collection = Collection.load(year)
    before = Collection.load(year - 1).pay_ranges.get(("TE", "EW"))
    pay = f"{before[1]:.2f}" if before is not None else "30000.00"
    path = staff(tmp_path, {"Base Pay": pay, "Pay Review Date": f"01/09/{year - 1}"})
    done = built(year, path, answers={award_key(year): NOT_PAID})
    (contract,) = contracts(done.returns[0])
    assert contract.code("BasePay") == pay
    assert contract.code("PayReviewDate") == f"{year - 1}-09-01"
    assert not numbers(done.returns[0]) & {"X40", "X41", "X42"}
    if collection.written:
        written = write_return(done.returns[0], tmp_path / "r.xml", serial="001", now=_at(collection.reference_date))
        assert f"<PayReviewDate>{year - 1}-09-01</PayReviewDate>" in written.path.read_text(encoding="utf-8")


@pytest.mark.parametrize("item", ["Disability", "Ethnicity"])
@pytest.mark.parametrize("year", SINCE_2014)
def test_d3_a_column_that_is_empty_for_everybody_is_asked_once_and_never_filled(
    tmp_path: Path, year: int, item: str
) -> None:
    rows = [
        {
            "Payroll No": f"00000{n}",
            "Teacher Number": f"051234{n}",
            "NI Number": f"AB12345{n}C",
            "Forename": name,
            item: "",
        }
        for n, name in enumerate(("Jane", "Ada", "Ruth"), 1)
    ]
    path = staff(tmp_path, *rows)
    done = built(year, path)
    key = empty_column_key(f"staff.{item}")
    (question,) = [question for question in done.questions if question.key == key]
    assert question.count == 3
    assert [code for code, _ in question.choices] == ["NOBT", "blank"]
    assert not any(person.has(item) for person in done.returns[0].return_.staff)
    told = built(year, path, answers={key: "NOBT"})
    assert [person.code(item) for person in told.returns[0].return_.staff] == ["NOBT"] * 3
    assert any("stands empty for everybody" in note for note in told.notes)
    left = built(year, path, answers={key: "blank"})
    assert not any(person.has(item) for person in left.returns[0].return_.staff)
    assert key not in [question.key for question in (*told.questions, *left.questions)]


def test_d3_a_column_that_somebody_has_filled_is_not_asked_about(tmp_path: Path) -> None:
    rows = [{"Disability": ""}, {"Payroll No": "000002", "Forename": "Ada", "Teacher Number": "", "NI Number": ""}]
    assert not [
        one for one in built(2026, staff(tmp_path, *rows)).questions if one.key.startswith("empty for everybody")
    ]


REASONS = {
    "Strike": "UNA", "Interview": "OTH", "Medical appointment": "OTH", "Time off for dependants unpaid": "UNP",
    "Time off for dependants paid": "OTH", "Paternity": "MAT", "TOIL": "OTH", "Jury service": "PUB",
}  # fmt: skip


@pytest.mark.parametrize("word", REASONS)
@pytest.mark.parametrize("year", [2019, 2025, 2026])
def test_e1_reasons_of_absence_are_mapped_or_asked(tmp_path: Path, year: int, word: str) -> None:
    row = {"Payroll No": "000001", "Surname": "Smith", "Absence Reason": word, "Days Lost": "1"}
    row |= {"First Day": f"06/10/{year - 1}", "Last Day": f"06/10/{year - 1}"}
    done = built(year, staff(tmp_path, {}), csv(tmp_path, "absence.csv", row))
    (absence,) = done.returns[0].return_.staff[0].of("absence")
    asked = {code for question in done.questions if question.key == word for code, _ in question.choices}
    assert absence.code("AbsenceCategory") == REASONS[word] or REASONS[word] in asked, word


MINUTE = [("09:00", "09:01"), ("00:00", "00:01"), ("9:00 am", "9:01 am"), ("00:00:00", "00:01:00")]


@pytest.mark.parametrize(("begun", "ended"), MINUTE)
@pytest.mark.parametrize("year", [2013, 2019, 2025, 2026])
def test_e2_days_lost_of_an_absence_of_a_minute_are_asked_not_computed(
    tmp_path: Path, year: int, begun: str, ended: str
) -> None:
    day = f"07/10/{year - 1}"
    row = {"Payroll No": "000001", "Surname": "Smith", "Absence Reason": "Sickness"}
    row |= {"First Day": f"{day} {begun}", "Last Day": f"{day} {ended}", "Working Days Lost": ""}
    done = built(year, staff(tmp_path, {}), csv(tmp_path, "absence.csv", row))
    (one,) = done.returns
    (absence,) = one.return_.staff[0].of("absence")
    assert absence.code("FirstDayOfAbsence") == absence.code("LastDayOfAbsence") == f"{year - 1}-10-07"
    assert not absence.has("WorkingDaysLost")
    assert [finding.rule for finding in rule_findings(one) if finding.record is absence] == ["X05"]


@pytest.mark.parametrize("year", WRITTEN)
def test_a_file_carries_swf_in_its_name(tmp_path: Path, year: int) -> None:
    done = built(year, staff(tmp_path, {}))
    assert done.returns[0].file_name("001") == f"9992999_SWF_999LL{year % 100}_001.xml"
    assert check_return(replace(done.returns[0]), now=_at(Collection.load(year).reference_date))
