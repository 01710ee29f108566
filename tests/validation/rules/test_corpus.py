"""Every case of every rule (`resources/corpus/README.md`): exactly the findings it lists, and no others."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from swf_desktop.address import Addresses
from swf_desktop.collection import Collection
from validation.cases import Case, Start, built, cases, change, rules_with_cases, start_of, starts
from validation.engine import Checker, check
from validation.finding import Finding

CASES = [pytest.param(case, id=f"{number} {case.name}") for number in rules_with_cases() for case in cases(number)]


def wanted(case: Case) -> Counter[tuple[str, str, str | None]]:
    return Counter((finding.rule, finding.at, finding.field) for finding in case.findings)


def got(findings: list[Finding]) -> Counter[tuple[str, str, str | None]]:
    return Counter(
        (
            finding.rule,
            "" if finding.record is None else finding.record.key,
            None if finding.field is None else finding.field.partition(".")[2],
        )
        for finding in findings
    )


def plain(findings: list[Finding]) -> list[tuple[object, ...]]:
    return sorted(
        (finding.rule, finding.message, finding.action, finding.person or "", finding.xpath, finding.field or "")
        for finding in findings
    )


@pytest.mark.parametrize("case", CASES)
def test_case(case: Case) -> None:
    collection = Collection.load(case.year)
    return_ = built(start_of(case.start, case.year), collection)
    checker = Checker(return_, collection, on=case.on, off=case.off)
    for record in change(return_, case.changes, collection):
        person = record.person()
        if person is not None:
            checker.recheck(person)
    findings = check(return_, collection, on=case.on, off=case.off)
    assert got(findings) == wanted(case)
    for finding in findings:
        assert "…" not in finding.message + finding.action, f"{finding.rule} leaves a gap in its text"
        assert "{" not in finding.message + finding.action, f"{finding.rule} leaves a brace in its text"
    if case.message:
        assert case.message in findings[0].message
    # Edit by edit comes to the same as all at once; rules of a person that read the header need a new start.
    header = any(step["at"] == "message" for step in case.changes)
    assert plain(checker.restart() if header else _all(checker)) == plain(findings)
    addresses = Addresses(return_, collection)
    for finding in findings:
        located = addresses.find(finding.xpath)
        assert located is not None, f"{finding.xpath} leads nowhere"
        if finding.value is not None and finding.field is not None and collection.fields[finding.field].sent:
            assert located == (finding.record, finding.field.partition(".")[2])


def _all(checker: Checker) -> list[Finding]:
    checker.recheck_return()
    return checker.all()


@pytest.mark.parametrize("start", starts(), ids=lambda start: f"{start.name} {start.year}")
def test_a_known_good_return_gives_no_finding(start: Start) -> None:
    collection = Collection.load(start.year)
    return_ = built(start, collection)
    assert len(list(return_.message.walk())) > 5
    assert check(return_, collection) == []


def test_a_case_that_says_something_unknown_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "4001.toml").write_text('[[case]]\nname = "a"\nchnage = []\nfindings = []\n', encoding="utf-8")
    monkeypatch.setattr("validation.cases.resource", lambda *parts: tmp_path / parts[-1])
    with pytest.raises(ValueError, match="chnage"):
        cases.__wrapped__("4001")
