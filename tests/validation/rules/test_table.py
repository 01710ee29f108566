"""`rules.csv`, the functions and the corpus belong together: none without the others."""

from __future__ import annotations

import csv
import re
import string
from collections import Counter

import pytest

from swf_desktop.collection import RuleRow, collection_years
from swf_desktop.tables import rows_of
from tests.known_good import collection
from tests.places import DATA
from validation.cases import cases, rules_with_cases
from validation.engine import in_force
from validation.rule import DERIVED, EVERY, REGISTRY

SPEC = DATA / "rules_of_spec.csv"
ROWS = collection().rules
WRITTEN = [year for year in collection_years() if collection(year).written]
IN_FORCE = sorted({rule.number for year in WRITTEN for rule in in_force(collection(year))})


def order(number: str) -> tuple[bool, int, str]:
    digits = re.search(r"\d+", number)
    assert digits is not None
    return number.startswith("X"), int(digits[0]), number


def test_numbers_are_sorted_and_stand_once() -> None:
    assert list(ROWS) == sorted(ROWS, key=order)


def test_every_function_has_a_row() -> None:
    assert set(REGISTRY) - set(ROWS) == set()


@pytest.mark.parametrize("year", collection_years())
def test_every_rule_in_force_has_a_function(year: int) -> None:
    rows = collection(year).rules
    wanted = {number for number, row in rows.items() if row.state != "off" and row.in_year(year)}
    assert wanted == {rule.number for rule in in_force(collection(year))}
    assert wanted <= set(REGISTRY)


@pytest.mark.parametrize("year", collection_years())
def test_a_rule_that_is_not_checked_is_listed_with_its_reason(year: int) -> None:
    for row in collection(year).rules.values():
        if row.in_year(year) and row.state != "on":
            assert row.state_reason, row.number


def test_the_rows_of_one_rule_do_not_share_a_year() -> None:
    for year in collection_years():
        numbers = Counter(row["number"] for row in rows_of("rules.csv", year))
        assert [number for number, count in numbers.items() if count > 1] == []


@pytest.mark.parametrize("number", IN_FORCE)
def test_every_rule_in_force_has_two_cases_that_pass_and_two_that_fail(number: str) -> None:
    fails = [any(finding.rule == number for finding in case.findings) for case in cases(number)]
    assert Counter(fails)[True] >= 2
    assert Counter(fails)[False] >= 2


def test_every_file_of_cases_is_of_a_rule() -> None:
    assert set(rules_with_cases()) - set(REGISTRY) == set()


@pytest.mark.parametrize("number", rules_with_cases())
def test_names_of_cases_stand_once(number: str) -> None:
    names = Counter(case.name for case in cases(number))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("number", REGISTRY)
def test_the_items_of_row_and_function_agree(number: str) -> None:
    assert set(ROWS[number].items) == set(REGISTRY[number].items)


@pytest.mark.parametrize("number", IN_FORCE)
def test_items_are_fields_or_derived_facts(number: str) -> None:
    known = {EVERY, *DERIVED, *(name for year in collection_years() for name in collection(year).fields)}
    assert [item for item in ROWS[number].items if item not in known] == []


@pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))
def test_a_row_says_all_it_must(row: RuleRow) -> None:
    assert row.severity in {"error", "query"}
    assert row.state in {"on", "off", "known issue"}
    assert row.where in {"here", "whole return", "COLLECT only"}
    assert (row.state_reason != "") == (row.state != "on"), "off and known issue need a reason; on needs none"
    assert row.condition
    assert row.basis
    assert row.confidence
    for text in (row.title, row.message, row.action):
        assert text
    for text in (row.message, row.action):
        assert text.endswith((".", "?")), text
        for _, name, spec, conversion in string.Formatter().parse(text):
            assert name is None or re.fullmatch(r"[a-z_]+", name), text
            assert not spec
            assert conversion is None
    if row.severity == "query" and row.state != "off":
        assert row.note, "a query can stand with a note"
    if row.number.endswith("Q"):
        assert row.severity == "query"


def test_every_rule_of_the_specification_has_a_row() -> None:
    with SPEC.open(encoding="utf-8", newline="") as file:
        spec = list(csv.DictReader(file))
    numbers = {row["number"].replace("n/a-", "X") for row in spec}
    assert numbers - set(ROWS) == set()
    for row in spec:
        if row["applied_2013"].startswith(("unknown", "doubtful")):
            number = row["number"].replace("n/a-", "X")
            assert ROWS[number].state in {"off", "known issue"} or not ROWS[number].in_year(2013), number
        elif row["applied_2013"].startswith(("yes", "likely")) and row["number"] != "n/a-12":
            number = row["number"].replace("n/a-", "X")
            assert number in IN_FORCE, number
