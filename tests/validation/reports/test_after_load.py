"""What COLLECT will show: counted by rule, at return and at person level, without checks of our own."""

from __future__ import annotations

from tests.known_good import change, collection, school
from validation.collect.after_load import after_load, after_load_page
from validation.engine import check
from validation.finding import Severity
from validation.reports.page import Heading


def test_findings_are_counted_by_rule_and_level() -> None:
    return_ = school()
    steps = [
        {"at": "teacher", "set": {"GenderCurrent": "", "NINumber": ""}},
        {"at": "ta", "set": {"GenderCurrent": ""}},
        {"at": "school", "set": {"OccasionalsQTS": ""}},
        {"at": "school.headcount", "set": {"SupHeadCount": ""}},
    ]
    assert len(list(change(return_, steps))) == 4
    findings = check(return_, collection())
    shown = after_load(findings, collection())
    assert [(line.rule, line.at_return, line.at_people) for line in shown.lines] == [
        ("4160Q", 0, 1),
        ("4180", 0, 2),
        ("7100", 1, 0),
        ("7110", 1, 0),
    ]
    assert (shown.count(Severity.ERROR, people=True), shown.count(Severity.ERROR, people=False)) == (2, 2)
    assert (shown.count(Severity.QUERY, people=True), shown.count(Severity.QUERY, people=False)) == (1, 0)
    assert shown.ours == 1
    page = after_load_page(findings, Heading.of(collection(), return_))
    assert "Made from the findings of this program" in page
    assert "1 finding of checks of our own is not among them" in page


def test_a_clean_return_shows_nothing() -> None:
    page = after_load_page([], Heading.of(collection(), school()))
    assert "Rule by rule" not in page
    assert "Authorise" in page
