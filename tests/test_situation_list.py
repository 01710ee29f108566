"""Every situation and every change of a census year has a test, and what rules show of it holds in all its years.

`tests/data/situations.csv` lists them: a situation by its letter and number, a change by its year, the years they
belong to, and what shows them: a test, or cases of a rule (`resources/corpus`), which are played again in each year.
"""

import csv
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from swf_desktop.collection import Collection, collection_years
from tests.known_good_years import MADE_FROM, made_from_2025, moved_change
from validation.cases import Case, Start, built, cases, change, find
from validation.engine import check

ROOT = Path(__file__).parents[1]
CORPUS = re.compile(r"corpus (\w+): (.+)")
SPEC = ROOT.parent / "shared" / "spec" / "years"


class Line(NamedTuple):
    place: str
    what: str
    years: str
    tests: tuple[str, ...]


def lines() -> list[Line]:
    with (ROOT / "tests" / "data" / "situations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [Line(row["place"], row["what"], row["years"], tuple(row["tests"].split("; "))) for row in rows]


LINES = lines()


def years_of(text: str) -> list[int]:
    first, _, last = text.partition("-")
    until = collection_years()[-1] if text.endswith("-") else int(last or first)
    return [year for year in collection_years() if int(first) <= year <= until]


def named(line: Line) -> list[Case]:
    found = []
    for test in line.tests:
        match = CORPUS.fullmatch(test)
        if match is not None:
            found += [case for case in cases(match[1]) if case.name == match[2]]
    return found


@cache
def collected() -> frozenset[str]:
    """The ids of all tests in the files that the list names, without their parameters."""
    files = sorted({test.partition("::")[0] for line in LINES for test in line.tests if "::" in test})
    words = [sys.executable, "-m", "pytest", "--collect-only", "--no-header", "-p", "no:cacheprovider", *files]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    return frozenset(line.partition("[")[0] for line in done.stdout.splitlines() if "::" in line)


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.place} {line.what}")
def test_it_has_a_test_that_there_is(line: Line) -> None:
    assert line.tests
    assert years_of(line.years)
    for test in line.tests:
        match = CORPUS.fullmatch(test)
        if match is None:
            assert test in collected(), test
        else:
            assert match[2] in [case.name for case in cases(match[1])], test


def test_no_situation_is_missing_from_the_list() -> None:
    if not SPEC.is_dir():
        pytest.skip("the list of situations is not beside the project")
    text = (SPEC / "situations.md").read_text(encoding="utf-8")
    told = re.findall(r"(?m)^\| ([A-F]\d+) \|", text)
    assert told
    assert [place for place in told if place not in {line.place for line in LINES}] == []
    cards = re.findall(r"(?m)^- \*\*(20\d\d)\*\* ", (SPEC / "years.md").read_text(encoding="utf-8"))
    assert [year for year in cards if year not in {line.place for line in LINES}] == []


PLAYED = [
    pytest.param(case, year, id=f"{line.place} {case.rule} {case.name} in {year}")
    for line in LINES
    for case in named(line)
    if case.year == MADE_FROM
    for year in years_of(line.years)
    if Collection.load(year).rules[case.rule].in_year(year)
]


@pytest.mark.parametrize(("case", "year"), PLAYED)
def test_a_case_holds_in_every_year_it_belongs_to(case: Case, year: int) -> None:
    collection = Collection.load(year)
    return_ = built(Start("school", year, made_from_2025("school", year)), collection)
    for step in case.changes:
        kind = step.get("add") or find(return_, step["at"]).kind
        list(change(return_, [moved_change(step, kind, year)], collection))
    wanted = {(one.rule, one.at, one.field) for one in case.findings}
    found = {
        (one.rule, "" if one.record is None else one.record.key, (one.field or "").partition(".")[2] or None)
        for one in check(return_, collection)
    }
    assert {one for one in wanted if one[0] == case.rule} <= found
    assert case.rule in {one[0] for one in wanted} or case.rule not in {one[0] for one in found}
