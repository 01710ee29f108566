"""The table of rules and the page of a rule, made from `rules.csv` and the corpus."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from swf_desktop.collection import Collection, RuleRow, collection_years
from tests.places import ROOT
from validation.reports.rule_pages import (
    Cases,
    corpus_cases,
    in_order,
    rule_index,
    rule_page,
    rule_table,
    state_words,
    year_words,
)

CORPUS = ROOT / "resources" / "corpus"
YEAR = max(year for year in collection_years() if Collection.load(year).written)
COLLECTION = Collection.load(YEAR)
RULES = COLLECTION.rules
DULL = replace(RULES["4180"], number="4001", title="Dull", state="on", state_reason="", since=None, until=None)


def test_the_table_in_docs_is_up_to_date() -> None:
    made = rule_table(RULES.values(), corpus_cases(CORPUS), YEAR)
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == made, "run nox -s docs"


def test_every_rule_has_its_line_and_its_cases() -> None:
    cases = corpus_cases(CORPUS)
    text = rule_table(RULES.values(), cases, YEAR)
    lines = {line.split(" | ")[0].removeprefix("| "): line for line in text.splitlines() if line.startswith("| ")}
    assert set(lines) - {"Rule"} == set(RULES)
    for number, row in RULES.items():
        count = cases.get(number, Cases(0, 0))
        assert f" | {row.severity} | " in lines[number]
        assert f" | {row.where} | {count.passing} | {count.failing} | " in lines[number]


def test_cases_are_counted_by_whether_the_rule_fires(tmp_path: Path) -> None:
    (tmp_path / "4001.toml").write_text(
        '[[case]]\nname = "a"\nfindings = []\n'
        '[[case]]\nname = "b"\nfindings = [{ rule = "4002", at = "x" }]\n'
        '[[case]]\nname = "c"\nfindings = [{ rule = "4002", at = "x" }, { rule = "4001", at = "x" }]\n',
        encoding="utf-8",
    )
    assert corpus_cases(tmp_path) == {"4001": Cases(passing=2, failing=1)}


def test_a_basis_is_listed_once_and_referred_to_by_number() -> None:
    rows = [replace(DULL, number="4001", basis="A; B"), replace(DULL, number="4002", basis="C; A")]
    lines = rule_table(rows, {}, YEAR).splitlines()
    assert lines[lines.index("## Known from") + 2 :][:3] == ["1. A", "2. B", "3. C"]
    assert next(line for line in lines if line.startswith("| 4001")).endswith("| 1, 2 |")
    assert next(line for line in lines if line.startswith("| 4002")).endswith("| 3, 1 |")


def test_order_is_by_number_and_ours_last() -> None:
    rows = [replace(DULL, number=number) for number in ("X02", "X10", "4160Q", "4160", "4100")]
    assert [row.number for row in in_order(rows)] == ["4100", "4160", "4160Q", "X02", "X10"]


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (None, None, "all"),
        (2010, None, "since 2010"),
        (None, 2009, "until 2009"),
        (2010, 2013, "2010 to 2013"),
        (2010, 2010, "2010"),
    ],
)
def test_years(since: int | None, until: int | None, words: str) -> None:
    assert year_words(replace(DULL, since=since, until=until)) == words


@pytest.mark.parametrize(
    ("since", "until", "state"),
    [(2013, 2013, "on"), (2014, None, "not in 2013"), (None, 2012, "not in 2013")],
)
def test_state_in_a_year(since: int | None, until: int | None, state: str) -> None:
    assert state_words(replace(DULL, since=since, until=until), 2013) == state


def test_index_leads_to_every_page() -> None:
    text = rule_index(RULES.values(), 2013, lambda row: f"page/{row.number}")
    assert all(f"[{number}](page/{number})" in text for number in RULES)


@pytest.mark.parametrize("row", RULES.values(), ids=list(RULES))
def test_a_page_has_all_the_table_says(row: RuleRow) -> None:
    text = rule_page(row, COLLECTION)
    assert text.startswith(f"# {row.number}: {row.title}\n")
    assert ("**A query.**" in text) == (row.severity == "query")
    assert ("under this number" in text) == row.official
    plain = text.replace("\\", "")
    for part in (row.note, row.state_reason, row.basis, row.confidence if row.confidence != "ours" else ""):
        assert part.replace("\\", "") in plain.replace("<http", "http").replace(">", "")
    assert "{" not in text, "a placeholder is left"


def test_messages_show_their_gaps_in_italics() -> None:
    text = rule_page(replace(DULL, message="{person} has {full_time} *", action="See {label}."), COLLECTION)
    assert "> *person* has *full time* \\*\n" in text
    assert "See *label*.\n" in text
    assert "words in italics" in text
    assert "words in italics" not in rule_page(replace(DULL, message="Plain."), COLLECTION)


def test_a_choice_of_ours_is_told_apart_from_the_condition() -> None:
    text = rule_page(replace(DULL, condition="Blank. OUR READING FOR 2013: nought is blank."), COLLECTION)
    assert "\nBlank.\n\nWhere that leaves a choice, our reading: nought is blank.\n" in text


def test_a_rule_of_another_year_and_one_of_collect_say_so() -> None:
    assert "not checked for it" in rule_page(replace(DULL, since=YEAR + 1), COLLECTION)
    assert "This program cannot check it." in rule_page(replace(DULL, where="COLLECT only"), COLLECTION)
