"""Every case of every rule (`tests/corpus/README.md`): exactly the findings it lists, and no others."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from swf_desktop.address import Addresses
from tests.known_good import STARTS, change, collection
from validation.engine import Checker, check
from validation.finding import Finding

CORPUS = Path(__file__).parent.parent / "corpus"
CASE_KEYS = {"name", "start", "change", "findings", "on", "off", "message"}


def cases_of(path: Path) -> list[dict[str, Any]]:
    """Return the cases of one file."""
    return tomllib.loads(path.read_text(encoding="utf-8")).get("case", [])


CASES = [
    pytest.param(path.stem, case, id=f"{path.stem} {case['name']}")
    for path in sorted(CORPUS.glob("*.toml"))
    for case in cases_of(path)
]


def wanted(case: dict[str, Any]) -> Counter[tuple[str, str, str | None]]:
    return Counter((finding["rule"], finding["at"], finding.get("field")) for finding in case["findings"])


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


@pytest.mark.parametrize(("number", "case"), CASES)
def test_case(number: str, case: dict[str, Any]) -> None:
    assert set(case) <= CASE_KEYS, "unknown key: a case that says nothing passes by mistake"
    return_ = STARTS[case.get("start", "school")]()
    switches = {"on": frozenset(case.get("on", ())), "off": frozenset(case.get("off", ()))}
    checker = Checker(return_, collection(), **switches)
    for record in change(return_, case["change"]):
        person = record.person()
        if person is not None:
            checker.recheck(person)
    findings = check(return_, collection(), **switches)
    assert got(findings) == wanted(case)
    for finding in findings:
        assert "…" not in finding.message + finding.action, f"{finding.rule} leaves a gap in its text"
        assert "{" not in finding.message + finding.action, f"{finding.rule} leaves a brace in its text"
    if "message" in case:
        assert case["message"] in findings[0].message
    # Edit by edit comes to the same as all at once; rules of a person that read the header need a new start.
    header = any(step["at"] == "message" for step in case["change"])
    assert plain(checker.restart() if header else _all(checker)) == plain(findings)
    addresses = Addresses(return_, collection())
    for finding in findings:
        located = addresses.find(finding.xpath)
        assert located is not None, f"{finding.xpath} leads nowhere"
        if finding.value is not None and finding.field is not None and collection().fields[finding.field].sent:
            assert located == (finding.record, finding.field.partition(".")[2])


def _all(checker: Checker) -> list[Finding]:
    checker.recheck_return()
    return checker.all()


@pytest.mark.parametrize("start", STARTS)
def test_a_known_good_return_gives_no_finding(start: str) -> None:
    assert check(STARTS[start](), collection()) == []
