"""Which rows are one contract: references, split posts, histories, renewals."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from converters.joining.contracts import combine, matching
from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection
from swf_desktop.record import Record, Value

C = Collection.load(2013)
DAY = date(2013, 11, 7)


def values(**texts: str) -> dict[str, Value]:
    return {tag: canonical_value(C.fields[f"contract.{tag}"], text) for tag, text in texts.items()}


def contract(**texts: str) -> Record:
    record = Record("contract")
    record.values = values(**texts)
    return record


def combined(*rows: dict[str, Value]) -> list[tuple[str, list[int], dict[str, Any]]]:
    return [
        (one.how, one.rows, {tag: value.sent for tag, value in one.values.items()})
        for one in combine(list(enumerate(rows)), DAY)
    ]


POST = {"ContractStart": "2010-09-01", "Post": "TCH", "ContractType": "PRM"}


def test_a_post_split_over_cost_centres_is_one_contract() -> None:
    rows = [
        values(**POST, HoursPerWeek="19.50", FTEHours="32.50", MonthlyPay="1600.10"),
        values(**POST, HoursPerWeek="13.00", FTEHours="32.50", MonthlyPay="1066.70"),
    ]
    ((how, indexes, found),) = combined(*rows)
    assert (how, indexes) == ("split", [0, 1])
    assert (found["HoursPerWeek"], found["FTEHours"], found["MonthlyPay"]) == ("32.50", "32.50", "2666.80")


def test_three_parts_of_a_post_with_equal_hours() -> None:
    rows = [
        values(**POST, FTE="0.4", MonthlyPay="100"),
        values(**POST, FTE="0.2", MonthlyPay="50"),
        values(**POST, FTE="0.4", MonthlyPay="100"),
    ]
    ((how, _, found),) = combined(*rows)
    assert (how, found["FTE"], found["MonthlyPay"]) == ("split", "1.0", "250.00")


def test_more_than_full_time_is_two_contracts() -> None:
    rows = [values(**POST, HoursPerWeek="25", FTEHours="32.50"), values(**POST, HoursPerWeek="20", FTEHours="32.50")]
    assert [how for how, _, _ in combined(*rows)] == ["", ""]


def test_another_post_or_rate_is_another_contract() -> None:
    assert len(combined(values(**POST, HoursPerWeek="10"), values(**{**POST, "Post": "TAS"}, HoursPerWeek="10"))) == 2
    assert (
        len(
            combined(
                values(**POST, HourlyRate="8", HoursPerWeek="10"), values(**POST, HourlyRate="9", HoursPerWeek="5")
            )
        )
        == 2
    )


def test_rows_that_say_the_same_are_one() -> None:
    row = values(**POST, HoursPerWeek="32.50")
    assert combined(row, dict(row))[0][:2] == ("same", [0, 1])


def test_touching_periods_are_the_history_of_one_contract() -> None:
    rows = [
        values(
            ContractStart="2010-09-01", ContractEnd="2012-08-31", Post="TCH", ContractType="PRM", HoursPerWeek="32.50"
        ),
        values(
            ContractStart="2012-09-01", ContractEnd="2013-12-31", Post="TCH", ContractType="PRM", HoursPerWeek="19.50"
        ),
        values(ContractStart="2014-01-01", Post="TCH", ContractType="PRM", HoursPerWeek="26.00"),
    ]
    ((how, indexes, found),) = combined(*rows)
    assert (how, indexes[0], sorted(indexes)) == ("history", 1, [0, 1, 2])
    assert (found["ContractStart"], found.get("ContractEnd"), found["HoursPerWeek"]) == ("2010-09-01", None, "19.50")
    assert combine(list(enumerate(rows)), DAY)[0].heard == [1]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"ContractType": "FXT"}, {"ContractType": "FXT"}),
        ({"DestinationCode": "NAPPCH"}, {}),
        ({"ContractRef": "1"}, {"ContractRef": "2"}),
        ({"Post": "TAS"}, {}),
        ({"ContractEnd": "2013-07-31"}, {}),
    ],
)
def test_what_is_no_history(first: dict[str, str], second: dict[str, str]) -> None:
    before = values(
        **{"ContractStart": "2012-09-01", "ContractEnd": "2013-08-31", "Post": "TCH", "ContractType": "PRM", **first}
    )
    after = values(**{"ContractStart": "2013-09-01", "Post": "TCH", "ContractType": "PRM", **second})
    assert len(combined(before, after)) == 2


def test_one_reference_makes_a_fixed_term_one_contract() -> None:
    before = values(
        ContractStart="2012-09-01", ContractEnd="2013-08-31", ContractType="FXT", ContractRef="7", HoursPerWeek="10"
    )
    after = values(
        ContractStart="2013-09-01", ContractEnd="2014-08-31", ContractType="FXT", ContractRef="7", HoursPerWeek="20"
    )
    ((how, _, found),) = combined(before, after)
    assert (how, found["ContractStart"], found["ContractEnd"], found["HoursPerWeek"]) == (
        "history",
        "2012-09-01",
        "2014-08-31",
        "20",
    )


# Across sheets


def person(*contracts: Record) -> Record:
    staff = Record("staff")
    for one in contracts:
        staff.add(one)
    return staff


def test_contracts_join_by_reference_then_start_then_being_the_only_one() -> None:
    one, two = (
        contract(ContractRef="A", ContractStart="2010-09-01"),
        contract(ContractRef="B", ContractStart="2012-01-01"),
    )
    staff = person(one, two)
    assert matching(staff, values(ContractRef="B"), 1, set()) is two
    assert matching(staff, values(ContractRef="C"), 1, set()) is None
    assert matching(staff, values(ContractRef="C", ContractStart="2010-09-01"), 1, set(), by_reference=False) is one
    assert matching(staff, values(ContractStart="2012-01-01"), 2, set()) is two
    assert matching(staff, values(ContractStart="2011-01-01"), 1, set()) is None
    assert matching(person(one), values(ContractStart="2011-01-01"), 1, set()) is one
    assert matching(person(one), values(ContractStart="2011-01-01"), 2, set()) is None


def test_of_two_contracts_that_start_together_the_post_decides() -> None:
    teacher, assistant = (
        contract(ContractStart="2010-09-01", Post="TCH"),
        contract(ContractStart="2010-09-01", Post="TAS"),
    )
    assert matching(person(teacher, assistant), values(ContractStart="2010-09-01", Post="TAS"), 2, set()) is assistant


def test_merging_fills_blanks_and_keeps_what_differs() -> None:
    record = contract(Post="TCH")
    assert record.merge(values(Post="TAS", ContractType="PRM"), None) == ["Post"]
    assert (record.code("Post"), record.code("ContractType")) == ("TCH", "PRM")
    assert record.losers is not None
    assert [value.sent for value, _ in record.losers["Post"]] == ["TAS"]


@pytest.mark.parametrize(
    ("post", "share"),
    [(("Midday Supervisor", "Cleaner"), ("0.14", "0.27")), (("Cleaner", "Cleaner"), ("1", "1"))],
    ids=["two jobs of one post", "two heads"],
)
def test_jobs_at_several_rates_are_never_summed(post: tuple[str, str], share: tuple[str, str]) -> None:
    rows = [
        values(ContractStart="2010-09-01", ContractType="PRM", FTE=part, ActualSalary=pay, HoursPerWeek=hours)
        for part, pay, hours in zip(share, ("1700", "3300"), ("5", "10"), strict=True)
    ]
    for row, words in zip(rows, post, strict=True):
        row["Post"] = Value(words, "SUP", "SUP")
    assert [how for how, _, _ in combined(*rows)] == ["", ""]


def test_a_split_post_in_percentages_is_one_contract() -> None:
    rows = [values(**POST, FTE="60", MonthlyPay="100"), values(**POST, FTE="40", MonthlyPay="50")]
    ((how, _, found),) = combined(*rows)
    assert (how, found["FTE"]) == ("split", "100")
