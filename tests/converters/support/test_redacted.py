"""A redacted copy gives the same findings as its original, and holds nothing of what it replaced."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from converters.message.file import write_message
from converters.message.writer import message_chunks
from converters.practice.maker import Wanted, make_practice
from converters.sources.message import read_message
from converters.support.details import details
from converters.support.redacted import NAMES, redacted
from swf_desktop.collection import Collection
from swf_desktop.record import Record, Return
from ui.cli.main import app
from validation.cases import Case, built, cases, change, rules_with_cases, set_fields, start_of
from validation.engine import check, in_force
from validation.finding import Finding

COLLECTION = Collection.load(2013)
IN_FORCE = {rule.number for rule in in_force(COLLECTION)}
FAILING = [
    case
    for number in rules_with_cases()
    if number in IN_FORCE
    for case in cases(number)
    if case.year == 2013 and case.findings and not case.on and not case.off
]
SENSITIVE = (*NAMES, "NINumber", "TeacherNumber", "PersonBirthDate", "BasePay", "PaymentAmount")


def keyed(findings: list[Finding]) -> Counter[tuple[str, str, str | None]]:
    return Counter((finding.rule, finding.xpath, finding.field) for finding in findings)


def played(case: Case) -> Return:
    return_ = built(start_of(case.start, case.year), COLLECTION)
    list(change(return_, case.changes, COLLECTION))
    return return_


def sensitive(return_: Return) -> list[tuple[Record, str, object]]:
    return [
        (record, tag, record.values[tag].sent)
        for person in return_.staff
        for record in person.walk()
        for tag in SENSITIVE
        if tag in record.values
    ]


@pytest.mark.parametrize("case", FAILING, ids=lambda case: f"{case.rule} {case.name}")
def test_each_fault_of_the_corpus_is_kept_and_its_values_are_not(case: Case) -> None:
    return_ = played(case)
    before = [value for _, _, value in sensitive(return_)]
    copy = redacted(return_, COLLECTION)
    assert keyed(check(copy, COLLECTION)) == keyed(check(return_, COLLECTION))
    assert [value for _, _, value in sensitive(return_)] == before, "the original stays as it was"
    # A value without a letter or figure is nobody's.
    same = [tag for (_, tag, old), (_, _, new) in zip(sensitive(return_), sensitive(copy), strict=True) if old == new]
    assert same == []


LETTERS = st.text("ABCDEFGHJKLMNOPRSTUVWYabcdefghijklmnoprstuvwy-' éŁß", min_size=1, max_size=14).map(str.strip)
NAME = LETTERS.filter(lambda text: any(letter.isalpha() for letter in text))


@given(
    st.lists(st.sampled_from(FAILING), min_size=1, max_size=1),
    st.lists(NAME, min_size=3, max_size=3),
    st.integers(100000, 999999),
    st.dates(
        Collection.load(2013).reference_date.replace(year=1950), Collection.load(2013).reference_date.replace(year=1992)
    ),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_planted_marker_survives(chosen: list[Case], names: list[str], number: int, born: object) -> None:
    return_ = played(chosen[0])
    person = return_.staff[-1]
    marks = {
        "PersonFamilyName": f"Qx{names[0]}xq",
        "PersonGivenName": f"Qx{names[1]}xq",
        "FormerFamilyName": f"Qx{names[2]}xq",
        "NINumber": f"JG{number}B",
        "TeacherNumber": f"9{number}",
        "PersonBirthDate": str(born),
    }
    set_fields(person, marks, COLLECTION)
    copy = redacted(return_, COLLECTION)
    assert keyed(check(copy, COLLECTION)) == keyed(check(return_, COLLECTION))
    text = "".join(message_chunks(copy, COLLECTION))
    original = "".join(message_chunks(return_, COLLECTION))
    for tag in marks:
        said = person.values[tag].sent
        for part in said if isinstance(said, tuple) else (said,):
            assert part.replace("&", "&amp;") in original or "'" in part
            # A day alone is nobody's: somebody else may have been given it.
            assert part not in (text if tag != "PersonBirthDate" else str(copy.staff[-1].code(tag))), tag


def test_what_is_twice_stays_twice() -> None:
    [case] = [case for case in cases("6500") if case.name == "three people with one number"]
    copy = redacted(played(case), COLLECTION)
    numbers = [person.code("TeacherNumber") for person in copy.staff if person.has("TeacherNumber")]
    assert len(set(numbers)) == len(numbers) - 2


def test_the_copy_can_never_be_sent(tmp_path: Path) -> None:
    copy = redacted(played(FAILING[0]), COLLECTION)
    path = write_message(copy, COLLECTION, tmp_path / "PRACTICE_redacted.xml")
    assert read_message(path).return_.practice


def test_details_hold_no_value_of_anybody() -> None:
    return_ = played(FAILING[0])
    text = details(return_, COLLECTION, check(return_, COLLECTION))
    assert f"{FAILING[0].findings[0].rule} " in text
    for _, _, value in sensitive(return_):
        for part in value if isinstance(value, tuple) else (value,):
            assert str(part) not in text


def test_the_command_writes_a_copy_with_the_same_findings(tmp_path: Path) -> None:
    made = make_practice(Wanted(2013, 25, "secondary", "4430,4490,pay:7,4200,6500,X42"), tmp_path / "in")
    result = CliRunner().invoke(app, ["support", str(made.paths[0]), "-o", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    [path] = (tmp_path / "out").iterdir()
    findings = [check(read_message(each).return_, COLLECTION) for each in (path, made.paths[0])]
    assert keyed(findings[0]) == keyed(findings[1])
    assert len(findings[0]) >= 6
    before = {str(value) for _, _, value in sensitive(read_message(made.paths[0]).return_)}
    after = {str(value) for _, _, value in sensitive(read_message(path).return_)}
    assert not {value for value in before & after if not value.replace(".", "").isdigit()}
