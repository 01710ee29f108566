"""`rules.csv`, the functions and the corpus belong together: none without the others."""

from __future__ import annotations

import csv
import re
import string
from collections import Counter

import pytest

from swf_desktop.collection import RuleRow
from tests.known_good import collection
from tests.places import DATA
from validation.cases import cases, rules_with_cases
from validation.engine import in_force
from validation.rule import DERIVED, EVERY, REGISTRY

SPEC = DATA / "rules_of_spec.csv"
ROWS = collection().rules
IN_FORCE = [rule.number for rule in in_force(collection())]


def order(number: str) -> tuple[bool, int, str]:
    digits = re.search(r"\d+", number)
    assert digits is not None
    return number.startswith("X"), int(digits[0]), number


def test_numbers_are_sorted_and_stand_once() -> None:
    assert list(ROWS) == sorted(ROWS, key=order)


def test_every_function_has_a_row() -> None:
    assert set(REGISTRY) - set(ROWS) == set()


@pytest.mark.parametrize("number", [n for n, row in ROWS.items() if row.state != "off" and row.in_year(2013)])
def test_every_rule_in_force_has_a_function(number: str) -> None:
    assert number in REGISTRY
    assert number in IN_FORCE


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
    known = {EVERY, *DERIVED, *collection().fields}
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
            assert ROWS[number].state in {"off", "known issue"}, number
        elif row["applied_2013"].startswith(("yes", "likely")) and row["number"] != "n/a-12":
            number = row["number"].replace("n/a-", "X")
            assert number in IN_FORCE, number
