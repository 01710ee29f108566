"""Few words for one cause: what is grouped, what is folded, and that nothing is lost on the way."""

from __future__ import annotations

from collections import Counter
from datetime import date

from swf_desktop.collection import Collection
from swf_desktop.record import Record, Return, Value
from validation.causes import FEW, causes
from validation.engine import check
from validation.finding import Finding, Severity
from validation.reports.findings import findings_json

COLLECTION = Collection.load(2013)


def value(text: str) -> Value:
    return Value(text, text, text)


def school(size: int, *, gender: int = 0, post: str = "TCH") -> Return:
    """People with a contract and little else; the first `gender` of them have a gender."""
    return_ = Return()
    for number in range(size):
        person = return_.message.add(Record("staff", f"p{number}"))
        person.values = {"PersonFamilyName": value(f"Able{number}"), "PersonGivenName": value("Ann")}
        if number < gender:
            person.values["GenderCurrent"] = value("2")
        contract = person.add(Record("contract", f"p{number}/c"))
        contract.values = {"Post": value(post), "Scale": value("TE"), "ContractType": value("PRM")}
    return return_


def told(return_: Return) -> dict[str, str]:
    return {cause.lead.rule: cause.message for cause in causes(check(return_, COLLECTION, level="S"), COLLECTION)}


def test_an_item_that_nobody_has_is_one_line() -> None:
    assert told(school(10))["4180"] == "Gender: all 10 people, nobody has it."


def test_an_item_that_some_have_is_one_line_too() -> None:
    assert told(school(10, gender=3))["4180"] == "Gender: 7 people have none."


def test_few_people_are_named_and_one_keeps_the_rules_own_words() -> None:
    by_rule = {cause.lead.rule: cause for cause in causes(check(school(10, gender=7), COLLECTION), COLLECTION)}
    assert by_rule["4180"].names == ("ABLE7, Ann", "ABLE8, Ann", "ABLE9, Ann")
    alone = {cause.lead.rule: cause for cause in causes(check(school(10, gender=9), COLLECTION), COLLECTION)}["4180"]
    assert (alone.names, alone.message) == ((), alone.lead.message)
    assert len(by_rule["4180"].names) < FEW


def test_an_unknown_status_is_missing_whatever_reports_it() -> None:
    rules = [cause for cause in causes(check(school(8), COLLECTION), COLLECTION) if cause.lead.rule == "X32"]
    assert [Counter(one.rule for one in cause.all) for cause in rules] == [{"X32": 8, "4470": 8}]
    assert rules[0].message == "Qualified teacher status: all 8 people, nobody has it."


def test_three_empty_counts_go_with_the_one_that_says_so() -> None:
    return_ = school(1)
    return_.message.add(Record("school", "school"))
    (counts,) = [cause for cause in causes(check(return_, COLLECTION, level="S"), COLLECTION) if cause.folded]
    assert [counts.lead.rule, *(one.rule for one in counts.folded)] == ["7100", "7110", "7111", "7112"]


def test_one_value_of_many_is_one_cause_and_different_values_are_several() -> None:
    return_ = school(6)
    for number, person in enumerate(return_.staff):
        person.values["GenderCurrent"] = value("7" if number < 4 else f"8{number}")
    found = [cause for cause in causes(check(return_, COLLECTION), COLLECTION) if cause.lead.rule == "4180"]
    assert [len(cause.findings) for cause in found] == [4, 1, 1]
    assert "“7” of 4 people" in found[0].message


def test_nothing_is_lost() -> None:
    findings = check(school(30, gender=11), COLLECTION)
    grouped = causes(findings, COLLECTION)
    assert Counter(map(id, findings)) == Counter(id(one) for cause in grouped for one in cause.all)
    entries = findings_json(findings, "r.xml", COLLECTION)
    assert sum(entry["count"] for entry in entries) == len(findings)  # type: ignore[misc]  # a number by its key
    people = [one for entry in entries for one in entry["people"]]  # type: ignore[attr-defined]  # a list by its key
    assert Counter(one["rule"] for one in people) == Counter(one.rule for one in findings)
    assert {cause.lead.severity for cause in grouped} == {Severity.ERROR, Severity.QUERY}


def test_what_files_say_against_one_another_of_a_person_is_one_cause() -> None:
    return_ = school(2)
    first, second = return_.staff
    findings = [
        Finding("conflict", Severity.QUESTION, f"{tag} of {name}: x; y.", "Check.", name, f"staff.{tag}", record=person)
        for name, person, tags in (
            ("ABLE0, Ann", first, ("NINumber", "PersonBirthDate")),
            ("ABLE1, Ann", second, ("NINumber",)),
        )
        for tag in tags
    ]
    both, alone = causes(findings, COLLECTION)
    assert both.message == (
        "ABLE0, Ann: the files disagree on 2 items (National Insurance number, Date of birth). NINumber of ABLE0, Ann: "
        "x; y. PersonBirthDate of ABLE0, Ann: x; y."
    )
    assert alone.message == findings[2].message
    told_of = findings_json(findings, "a.xml", COLLECTION)
    assert [(one["count"], len(one["people"])) for one in told_of] == [(2, 2), (1, 0)]  # type: ignore[arg-type]


def test_an_age_out_of_both_ranges_is_said_once() -> None:
    return_ = school(1)
    return_.staff[0].values["PersonBirthDate"] = Value("2003-05-01", date(2003, 5, 1), "2003-05-01")
    found = [cause for cause in causes(check(return_, COLLECTION), COLLECTION) if cause.lead.rule in ("4200", "4210Q")]
    assert [[one.rule for one in cause.all] for cause in found] == [["4200", "4210Q"]]
