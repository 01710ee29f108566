"""COLLECT's list beside ours, by what is to be done: every pair stands in just one line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from swf_desktop.collection import Collection
from validation.collect.errors import CollectError, beside
from validation.collect.grouped import ADVICE, TITLES, Todo, counts, lines
from validation.collect.known import OURS, THEIRS, KnownDifference, without_known
from validation.finding import Finding, Severity

YEAR = Collection.load(2013)
NUMBERS = ("4180", "4160Q", "4385", "4430", "4977", "X01")


def ours(rule: str, severity: Severity, person: str | None = None) -> Finding:
    return Finding(rule, severity, "ours", "", person)


def theirs(number: str, severity: Severity | None, person: str = "") -> CollectError:
    return CollectError(number, severity, person, "theirs")


def todo(findings: list[Finding], errors: list[CollectError]) -> dict[str, Todo]:
    return {line.rule: line.todo for line in lines(without_known(beside(findings, errors), (), YEAR), YEAR)}


def test_what_is_to_be_done() -> None:
    found = todo(
        [
            ours("4180", Severity.ERROR),
            ours("4160Q", Severity.QUERY),
            ours("4430", Severity.QUERY),
            ours("X01", Severity.QUERY),
        ],
        [
            theirs("4180", Severity.ERROR),
            theirs("4160", Severity.QUERY),
            theirs("4430", Severity.ERROR),
            theirs("4385", Severity.ERROR),
            theirs("9999", Severity.ERROR),
        ],
    )
    assert found == {
        "4180": Todo.FIX,
        "4160": Todo.NOTE,
        # What COLLECT calls an error is one, whatever it is here.
        "4430": Todo.FIX,
        "4385": Todo.AGAIN,
        "9999": Todo.CENTRAL,
        "X01": Todo.OURS,
    }


def test_a_rule_that_is_off_or_of_another_year_is_not_checked_here() -> None:
    off = next(row.number for row in YEAR.rules.values() if row.where == "COLLECT only")
    assert todo([], [theirs(off.rstrip("Q"), Severity.ERROR)]) == {off.rstrip("Q"): Todo.CENTRAL}


def test_every_kind_has_its_words() -> None:
    assert set(TITLES) == set(ADVICE) == set(Todo)


@given(
    st.lists(st.tuples(st.sampled_from(NUMBERS), st.sampled_from(["Smith, Jane", "Jones, Al", None]))),
    st.lists(st.tuples(st.sampled_from(NUMBERS), st.sampled_from(["Smith, Jane", "Brown, Bo", ""]))),
    st.sets(st.tuples(st.sampled_from(["4180", "4977", "X01"]), st.sampled_from([THEIRS, OURS]))),
)
def test_nothing_is_lost(
    mine: list[tuple[str, str | None]], listed: list[tuple[str, str]], known: set[tuple[str, str]]
) -> None:
    findings = [ours(rule, Severity.ERROR, person) for rule, person in mine]
    errors = [theirs(rule, Severity.ERROR, person) for rule, person in listed]
    reasons = [KnownDifference(rule, seen, 2013, "so it is") for rule, seen in known]
    made = lines(without_known(beside(findings, errors), reasons, 2013), YEAR)
    pairs = [pair for line in made for pair in line.pairs]
    assert sorted(id(one) for pair in pairs for one in pair.ours) == sorted(map(id, findings))
    assert sorted(id(one) for pair in pairs for one in pair.theirs) == sorted(map(id, errors))
    assert sum(counts(made).values()) == len(pairs)
    assert len({(line.todo, line.rule, line.reason) for line in made}) == len(made)
