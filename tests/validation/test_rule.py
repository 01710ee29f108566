"""What rules share: the facts of a person and a contract, the registry, forms and ranges."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from swf_desktop.record import Record
from tests.known_good import collection, find, school, set_fields
from validation.forms import FieldPlan, decimals, usual_estab
from validation.rule import REGISTRY, Hit, Person, Rule, return_rule, rule
from validation.rules.staff import months_before

PLAN = FieldPlan(collection(), frozenset())


def person(name: str) -> Person:
    return Person(find(school(), name), PLAN)


def keys(blocks: list) -> list[str]:
    return [block.record.key for block in blocks]


def test_a_contract_that_holds_its_pay() -> None:
    contract = person("head").contracts[0]
    assert keys(contract.pay_blocks()) == keys(contract.hours_blocks()) == ["head.contract"]
    block = contract.pay_blocks()[0]
    assert (block.scale, block.region, block.point) == ("LD", "EW", "L18")
    assert (block.base_pay, block.hours, block.fte_hours, block.weeks) == (
        Decimal("57520.00"),
        Decimal("32.50"),
        Decimal("32.50"),
        52,
    )
    assert block.safeguarded is False


def test_a_contract_whose_roles_hold_it() -> None:
    contract = person("support").contracts[0]
    assert keys(contract.pay_blocks()) == ["support.contract.role", "support.contract.role2"]


def test_a_role_without_pay_among_roles_with_pay_is_a_block_of_its_own() -> None:
    return_ = school()
    role = find(return_, "support.contract.role2")
    role.values = {"RoleIdentifier": role.values["RoleIdentifier"]}
    contract = Person(find(return_, "support"), PLAN).contracts[0]
    assert keys(contract.pay_blocks()) == ["support.contract.role", "support.contract.role2"]


def test_pay_at_roles_and_hours_at_the_contract() -> None:
    return_ = school()
    for name in ("support.contract.role", "support.contract.role2"):
        set_fields(find(return_, name), {"HoursPerWeek": "", "FTEHours": "", "WeeksPerYear": ""})
    set_fields(find(return_, "support.contract"), {"HoursPerWeek": "27.00"})
    contract = Person(find(return_, "support"), PLAN).contracts[0]
    assert keys(contract.pay_blocks()) == ["support.contract.role", "support.contract.role2"]
    assert keys(contract.hours_blocks()) == ["support.contract"]


def test_where_nothing_is_given_the_contract_is_asked() -> None:
    contract = person("leaver").contracts[0]
    assert keys(contract.pay_blocks()) == keys(contract.hours_blocks()) == ["leaver.contract"]


@pytest.mark.parametrize(
    ("text", "expected"), [("Y", True), ("N", False), ("", None), ("yes", None)], ids=["Y", "N", "blank", "invalid"]
)
def test_daily_rate(text: str, expected: bool | None) -> None:
    return_ = school()
    set_fields(find(return_, "agency.contract"), {"DailyRate": text})
    assert Person(find(return_, "agency"), PLAN).contracts[0].daily_rate is expected


def test_facts_of_a_person() -> None:
    teacher = person("upper")
    assert teacher.category == 1
    assert teacher.age == 44
    assert [contract.record.key for contract in teacher.open_contracts] == ["upper.contract", "upper.contract2"]
    assert person("leaver").open_contracts == []
    nobody = Person(Record("staff", "new"), PLAN)
    assert (nobody.age, nobody.category, nobody.contracts) == (None, None, [])


def test_a_number_has_one_function() -> None:
    with pytest.raises(ValueError, match="4180"):

        @rule("4180")
        def again(person: Person) -> list[Hit]:
            return []


def test_a_number_may_speak_of_people_and_of_the_rest() -> None:
    general = REGISTRY["X95"]
    assert general.of_person is not None
    assert general.of_return is not None
    with pytest.raises(ValueError, match="X95"):

        @return_rule("X95")
        def again(facts: object) -> list[Hit]:
            return []


def test_what_a_rule_reads() -> None:
    example = Rule("1", frozenset({"staff.Ethnicity", "contract.open"}), frozenset(), "")
    assert example.reads("staff.Ethnicity")
    assert example.reads("contract.ContractEnd")
    assert not example.reads("contract.Post")
    assert REGISTRY["X95"].reads("contract.Post")


USUAL = "1000 1099 1100 1149 1800 1899 2000 3999 4999 5200 5299 5400 5900 5999 6000 6924 6999 7999"
UNUSUAL = "0999 1150 1799 1900 1999 5199 5300 5399 5500 5899 8000 499 04999 ٤٩٩٩"


@pytest.mark.parametrize(
    ("number", "usual"), [(text, True) for text in USUAL.split()] + [(text, False) for text in ["", *UNUSUAL.split()]]
)
def test_establishment_numbers(number: str, usual: bool) -> None:
    assert usual_estab(number, collection()) is usual


@pytest.mark.parametrize(
    ("number", "places"), [("12", 0), ("12.50", 1), ("12.05", 2), ("12.125", 3), ("1200", 0), ("0.00", 0), ("-0.1", 1)]
)
def test_decimals(number: str, places: int) -> None:
    assert decimals(Decimal(number)) == places


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2013, 11, 7), 3, date(2013, 8, 7)),
        (date(2013, 5, 31), 3, date(2013, 2, 28)),
        (date(2012, 5, 31), 3, date(2012, 2, 29)),
        (date(2013, 1, 15), 1, date(2012, 12, 15)),
        (date(2013, 12, 31), 12, date(2012, 12, 31)),
    ],
)
def test_months_before(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected
