"""The engine: what is in force, both addresses, edit by edit, and rules that declare what they read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converters.sources.message import read_message
from swf_desktop.canonical import canonical_value
from swf_desktop.record import Origin, Record, Return, Sheet, Source
from tests.known_good import STARTS, change, collection, find, la, school, set_fields
from tests.places import EXAMPLES
from tests.validation.rules.test_corpus import got, plain
from validation.cases import copied
from validation.engine import Checker, check, in_force, level_of
from validation.finding import Finding, Severity
from validation.rule import MOST_TOLD, REGISTRY


def one(findings: list[Finding]) -> Finding:
    assert len(findings) == 1
    return findings[0]


@pytest.mark.parametrize("name", ["swf_2013_school.xml", "swf_2013_la_centrally_employed.xml"])
def test_the_examples_of_2013_give_nothing(name: str) -> None:
    loaded = read_message(EXAMPLES / name)
    assert check(loaded.return_, loaded.collection) == []


def test_a_finding_says_all() -> None:
    return_ = school()
    teacher = find(return_, "teacher")
    set_fields(teacher, {"GenderCurrent": "F"})
    sheet = Sheet("staff list.xlsx", "People", {"staff.GenderCurrent": 6})
    teacher.origin = Origin(sheet, 12)
    finding = one(check(return_, collection()))
    assert finding.rule == "4180"
    assert finding.severity is Severity.ERROR
    assert finding.person == "POOLE, Tomos (0412304)"
    assert finding.field == "staff.GenderCurrent"
    assert finding.value == "F"
    assert finding.source == Source("staff list.xlsx", "People", 12, "G")
    assert finding.xpath == "/Message/SchoolWorkforceMembers/SchoolWorkforceMember[4]/StaffDetails/GenderCurrent"
    assert finding.record is teacher
    assert finding.message == 'Gender of POOLE, Tomos (0412304) is "F", which is not a code of the list.'
    assert finding.action


def test_a_blank_has_the_address_of_its_record_and_no_value() -> None:
    return_ = school()
    set_fields(find(return_, "ta.contract"), {"BasePay": ""})
    finding = one(check(return_, collection()))
    assert (finding.rule, finding.value, finding.source) == ("4540", None, None)
    assert finding.xpath.endswith("SchoolWorkforceMember[8]/ContractOrServiceGroup/ContractOrService[1]")


def test_a_finding_on_the_return_is_about_nobody() -> None:
    return_ = school()
    set_fields(find(return_, "head.contract.role"), {"RoleIdentifier": "EXHT"})
    set_fields(find(return_, "head.contract"), {"Post": "EXH"})
    assert check(return_, collection()) == []
    return_.message.children["staff"] = [find(return_, "ta")]  # type: ignore[index]
    finding = one(check(return_, collection()))
    assert (finding.rule, finding.person, finding.field, finding.value) == ("6540Q", None, None, None)
    assert finding.xpath == "/Message"


def test_the_second_of_several_values_has_its_own_address() -> None:
    return_ = school()
    set_fields(find(return_, "head"), {"PersonGivenName": "Miriam; Ann  Jane"})
    finding = one(check(return_, collection()))
    assert finding.value == "Ann  Jane"
    assert finding.xpath.endswith("/GivenNames/GivenName[2]/PersonGivenName")


def test_switches() -> None:
    return_ = school()
    set_fields(find(return_, "teacher"), {"GenderCurrent": "", "Ethnicity": "NOBT"})
    assert check(return_, collection(), off={"4180"}) == []
    found = check(return_, collection(), on={"4221Q"}, off={"4180"})
    assert found == []
    set_fields(find(return_, "head"), {"Ethnicity": "NOBT"})
    assert [finding.rule for finding in check(return_, collection(), on={"4221Q"}, off={"4180"})] == ["4221Q"]


def test_what_is_off_in_the_year_is_not_in_force() -> None:
    numbers = {rule.number for rule in in_force(collection())}
    assert "4221Q" not in numbers
    assert "4376" not in numbers
    assert "4505" in numbers
    assert "4376" in {rule.number for rule in in_force(collection(), on={"4376"})}


def test_a_general_check_takes_over_where_the_numbered_rule_is_off() -> None:
    return_ = school()
    set_fields(find(return_, "teacher"), {"Ethnicity": "White"})
    assert [finding.rule for finding in check(return_, collection(), off={"4220"})] == ["X95"]


def test_level() -> None:
    assert level_of(school()) == "S"
    assert level_of(la()) == "L"
    return_ = school()
    set_fields(return_.message, {"SourceLevel": "L"})
    assert level_of(return_) == "S", "an authority's file about one school"


def test_an_empty_return_is_checked() -> None:
    rules = {finding.rule for finding in check(Return(), collection())}
    assert "6540Q" in rules


def test_shared_numbers_follow_each_edit() -> None:
    return_ = school()
    checker = Checker(return_, collection())
    teacher, head, ta = (find(return_, name) for name in ("teacher", "head", "ta"))
    set_fields(teacher, {"NINumber": "AB123401C"})
    assert [finding.rule for finding in checker.recheck(teacher)] == ["6510"]
    assert got(checker.all()) == {("6510", "teacher", "NINumber"): 1, ("6510", "head", "NINumber"): 1}
    set_fields(ta, {"NINumber": "AB123401C"})
    checker.recheck(ta)
    assert {finding.record for finding in checker.all()} == {teacher, head, ta}
    set_fields(teacher, {"NINumber": "AB123404C"})
    assert checker.recheck(teacher) == []
    assert {finding.record for finding in checker.all()} == {head, ta}
    set_fields(ta, {"NINumber": "AB123408C"})
    checker.recheck(ta)
    assert checker.all() == []


def test_people_come_and_go() -> None:
    return_ = school()
    checker = Checker(return_, collection())
    ta = find(return_, "ta")
    set_fields(ta, {"GenderCurrent": ""})
    before = one(checker.recheck(ta))
    assert before.xpath.endswith("SchoolWorkforceMember[8]/StaffDetails") or before.xpath.endswith("[8]")
    head = find(return_, "head")
    assert return_.message.children is not None
    return_.message.children["staff"].remove(head)
    assert checker.recheck(head) == []
    assert {finding.rule for finding in checker.all()} == {"4180", "6540Q"}
    assert plain(checker.all()) == plain(check(return_, collection()))
    return_.message.children["staff"].insert(0, head)
    checker.recheck(head)
    assert one(checker.all()).xpath == before.xpath


def test_somebody_emptied_has_no_element() -> None:
    return_ = school()
    checker = Checker(return_, collection())
    set_fields(find(return_, "ta"), {"GenderCurrent": ""})
    checker.recheck(find(return_, "ta"))
    leaver = find(return_, "support")
    leaver.values.clear()
    leaver.children = None
    checker.recheck(leaver)
    assert plain(checker.all()) == plain(check(return_, collection()))


def test_the_school_is_checked_again() -> None:
    return_ = school()
    checker = Checker(return_, collection())
    set_fields(find(return_, "school"), {"OccasionalsQTS": ""})
    assert {finding.rule for finding in checker.recheck_return()} == {"7100", "7110"}
    set_fields(find(return_, "school"), {"OccasionalsQTS": "0"})
    assert checker.recheck_return() == []
    assert checker.all() == []


def snapshot(record: Record) -> list[tuple[str, dict[str, object]]]:
    return [(below.key, dict(below.values)) for below in record.walk()]


def test_checking_changes_nothing() -> None:
    return_ = school()
    list(change(return_, [{"at": "teacher", "set": {"GenderCurrent": "x", "NINumber": "TN1"}}]))
    before = snapshot(return_.message)
    check(return_, collection(), on=frozenset(REGISTRY))
    assert snapshot(return_.message) == before


WORDS = """
    x true false Y N 0 1 0.49 13.00 45.00 999999.99 -1.00 4999 2001
    1912-01-01 1963-11-06 1998-11-08 2012-08-31 2012-09-01 2013-11-06 2013-11-07 2013-11-08 2014-08-31 2063-11-08
    AB123401C TN123456A 8512301 M6 U2 L18 UQT3 LI
"""
TEXTS = st.sampled_from(["", "a  b", *WORDS.split()])


@st.composite
def mutations(draw: st.DrawFn) -> tuple[str, str, str, str]:
    """Draw a start, a record of it, one of its fields, and a new text."""
    start = draw(st.sampled_from(list(STARTS)))
    record = draw(st.sampled_from(list(STARTS[start]().message.walk())))
    fields = [field for field in collection().kinds[record.kind].fields.values() if field.sent]
    field = draw(st.sampled_from(fields))
    codes = list(collection().code_sets[field.code_set].codes) if field.code_set in collection().code_sets else []
    text = draw(st.one_of(TEXTS, st.sampled_from(codes)) if codes else TEXTS)
    return start, record.key, field.tag, text


@given(mutations())
@settings(max_examples=400, deadline=None)
def test_a_new_finding_comes_from_a_rule_that_reads_the_field(mutation: tuple[str, str, str, str]) -> None:
    start, key, tag, text = mutation
    return_ = STARTS[start]()
    record = find(return_, key)
    set_fields(record, {tag: text})
    name = f"{record.kind}.{tag}"
    for finding in check(return_, collection()):
        assert REGISTRY[finding.rule].reads(name), (
            f"{finding.rule} fires after a change of {name}, which it does not read"
        )


@given(mutations(), mutations())
@settings(max_examples=150, deadline=None)
def test_edit_by_edit_is_all_at_once(first: tuple[str, str, str, str], second: tuple[str, str, str, str]) -> None:
    return_ = STARTS[first[0]]()
    checker = Checker(return_, collection(), level="S")
    checker.worst_first()
    for start, key, tag, text in (first, second):
        if start != first[0]:
            continue
        record = find(return_, key)
        field = collection().fields[f"{record.kind}.{tag}"]
        if text:
            record.values[tag] = canonical_value(field, text)
        else:
            record.values.pop(tag, None)
        person = record.person()
        if person is not None:
            checker.recheck(person)
        elif record.kind == "message":
            checker.restart()
        else:
            checker.recheck_return()
    assert plain(checker.all()) == plain(check(return_, collection(), level="S"))
    # What is kept from edit to edit, too.
    graded = sorted(checker.all(), key=lambda finding: finding.severity is not Severity.ERROR)
    assert checker.worst_first() == graded


def with_copies(count: int) -> Return:
    """Return a school with so many more people, all of whom have one NI number."""
    return_ = school()
    head = find(return_, "head")
    for number in range(count):
        return_.message.add(copied(head, "head", f"copy{number}"))
    for person in return_.staff:
        set_fields(person, {"NINumber": "AB123456C", "TeacherNumber": ""})
    return return_


@pytest.mark.parametrize("count", [MOST_TOLD - 4, MOST_TOLD + 1, MOST_TOLD + 9])
def test_a_shared_number_follows_each_edit_however_many_share_it(count: int) -> None:
    return_ = with_copies(count)
    checker = Checker(return_, collection())
    checker.worst_first()
    people = list(return_.staff)
    # One after the other gets a number of their own, until nobody shares any; then they take the common one again.
    for number in [*range(len(people)), *range(len(people))]:
        person = people[number]
        own = person.code("NINumber") == "AB123456C"
        set_fields(person, {"NINumber": f"AB1{number:05}C" if own else "AB123456C"})
        checker.recheck(person)
        anew = Checker(return_, collection())
        assert plain(checker.all()) == plain(anew.all())
        assert [one.message for one in checker.worst_first()] == [one.message for one in anew.worst_first()]


def test_many_who_share_a_number_are_not_named_one_by_one() -> None:
    few, many = (
        [finding for finding in check(with_copies(count), collection()) if finding.rule == "6510"] for count in (1, 30)
    )
    assert all("Miriam" in finding.message for finding in few if finding.record and finding.record.key != "head")
    assert len(many) == len(with_copies(30).staff)
    assert all(finding.message.endswith(f"as more than {MOST_TOLD} others.") for finding in many)


def test_somebody_taken_out_of_many_who_share_a_number_leaves_the_others() -> None:
    return_ = with_copies(30)
    checker = Checker(return_, collection())
    checker.worst_first()
    gone = return_.staff[5]
    del return_.staff[5]
    assert checker.recheck(gone) == []
    assert plain(checker.all()) == plain(check(return_, collection()))
    assert len(checker.worst_first()) == len(checker.all())
