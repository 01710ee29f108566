"""Who is who: what joins two rows to one person, and what keeps them apart."""

from __future__ import annotations

import pytest

from converters.joining.people import People, settle_names, settle_ni_number
from converters.values.names import name_key
from swf_desktop.canonical import canonical_value, value_of
from swf_desktop.collection import Collection
from swf_desktop.record import Record, Value

C = Collection.load(2013)


def values(**texts: str) -> dict[str, Value]:
    return {tag: canonical_value(C.fields[f"staff.{tag}"], text) for tag, text in texts.items()}


JANE = {
    "PersonRef": "010014",
    "PersonFamilyName": "Smith",
    "PersonGivenName": "Jane; Anne",
    "PersonBirthDate": "1978-02-14",
    "TeacherNumber": "0012304",
}


@pytest.mark.parametrize(
    "row",
    [
        {"PersonRef": "010014"},
        {"PersonRef": "10014"},
        {"PersonRef": "010014", "PersonFamilyName": "SMITH", "PersonGivenName": "J"},
        {"PersonRef": "010014", "PersonFamilyName": "Jones", "PersonBirthDate": "1978-02-14"},
        {"TeacherNumber": "0012304", "PersonFamilyName": "Smith"},
        {"PersonRef": "999", "PersonFamilyName": "Smith", "PersonGivenName": "Jane", "PersonBirthDate": "1978-02-14"},
        {"PersonFamilyName": "Smith", "PersonBirthDate": "1978-02-14"},
    ],
)
def test_rows_of_one_person(row: dict[str, str]) -> None:
    people = People()
    jane = people.new(values(**JANE), None)
    assert people.find(values(**row)).person is jane


@pytest.mark.parametrize(
    ("row", "doubtful"),
    [
        ({"PersonRef": "010014", "PersonFamilyName": "Jones"}, True),
        ({"TeacherNumber": "0012304", "PersonFamilyName": "Brown", "PersonBirthDate": "1980-01-01"}, True),
        ({"PersonFamilyName": "Smith", "PersonGivenName": "Jane"}, False),
        ({"PersonFamilyName": "Smith", "PersonBirthDate": "1979-02-14"}, False),
        ({"PersonFamilyName": "Smith", "PersonBirthDate": "1978-02-14", "TeacherNumber": "9912304"}, False),
        ({"PersonRef": "010015"}, False),
    ],
)
def test_rows_that_are_not_joined(row: dict[str, str], doubtful: bool) -> None:
    people = People()
    people.new(values(**JANE), None)
    match = people.find(values(**row))
    assert match.person is None
    assert bool(match.disagreeing) is doubtful


def test_a_number_of_two_people_joins_only_where_the_name_says_whose_it_is() -> None:
    people = People()
    people.new(values(**JANE), None)
    brown = people.new(values(PersonRef="010014", PersonFamilyName="Brown", PersonGivenName="Al"), None)
    assert people.find(values(PersonRef="010014")).person is None
    assert len(people.find(values(PersonRef="010014")).disagreeing) == 2
    assert people.find(values(PersonRef="010014", PersonFamilyName="Brown")).person is brown


def test_a_former_name_is_a_name() -> None:
    people = People()
    jane = people.new(values(**JANE, FormerFamilyName="Jones"), None)
    assert people.find(values(PersonRef="010014", PersonFamilyName="Jones", PersonGivenName="Jane")).person is jane


def test_accents_hyphens_and_case_do_not_part_people() -> None:
    one = name_key(values(PersonFamilyName="O'Brien-Øyelowo", PersonGivenName="Zoë"))
    assert one == name_key(values(PersonFamilyName="O’BRIEN ØYELOWO", PersonGivenName="ZOE"))


def test_names_alone_give_everybody_of_that_name() -> None:
    people = People()
    jane = people.new(values(**JANE), None)
    people.new(values(PersonFamilyName="Smith", PersonGivenName="Jill"), None)
    assert people.by_name(values(PersonFamilyName="Smith", PersonGivenName="Jane")) == [jane]
    assert len(people.by_name(values(PersonFamilyName="Smith", Initials="J"))) == 2


def record(**texts: str) -> Record:
    staff = Record("staff")
    staff.values = values(**texts)
    return staff


def full(name: str, family: str, *given: str) -> dict[str, Value]:
    fields = C.fields
    made = {"PersonFamilyName": value_of(fields["staff.PersonFamilyName"], family, name)}
    if given:
        made["PersonGivenName"] = value_of(fields["staff.PersonGivenName"], given, name)
    return made


def test_the_better_form_of_a_name_wins_and_nothing_is_in_conflict() -> None:
    staff = Record("staff")
    staff.values = full("SMITH, Jane", "SMITH", "Jane")
    assert settle_names(staff, values(PersonFamilyName="Smith", PersonGivenName="Jane; Anne"), None) == {}
    assert (staff.code("PersonFamilyName"), staff.values["PersonGivenName"].sent) == ("Smith", ("Jane", "Anne"))
    assert settle_names(staff, full("SMITH, Jane", "SMITH", "Jane"), None) == {}
    assert staff.code("PersonFamilyName") == "Smith"


def test_other_names_are_left_to_conflict() -> None:
    staff = record(PersonFamilyName="Smith", PersonGivenName="Jane")
    rest = settle_names(staff, values(PersonFamilyName="Brown", PersonGivenName="Jill"), None)
    assert set(rest) == {"PersonFamilyName", "PersonGivenName"}


def test_a_former_name_of_another_file_is_no_conflict() -> None:
    staff = record(PersonFamilyName="Jones")
    assert "PersonFamilyName" not in settle_names(
        staff, values(PersonFamilyName="Smith", FormerFamilyName="Jones"), None
    )
    assert staff.code("PersonFamilyName") == "Smith"


def test_a_temporary_ni_number_gives_way_and_both_are_kept() -> None:
    staff = record(NINumber="TN140278F")
    assert settle_ni_number(staff, values(NINumber="HK300104C"), None) == ({}, False)
    assert staff.code("NINumber") == "HK300104C"
    assert staff.losers is not None
    assert [value.sent for value, _ in staff.losers["NINumber"]] == ["TN140278F"]


def test_of_two_real_ni_numbers_neither_is_taken() -> None:
    staff = record(NINumber="HK300104C")
    assert settle_ni_number(staff, values(NINumber="WZ300106D"), None) == ({}, True)
    assert not staff.has("NINumber")
    assert settle_ni_number(staff, values(NINumber="HK300104C"), None) == ({}, False)
    assert not staff.has("NINumber")
    assert staff.losers is not None
    assert [value.sent for value, _ in staff.losers["NINumber"]] == ["HK300104C", "WZ300106D"]


def test_the_ni_number_with_its_last_letter_wins() -> None:
    staff = record(NINumber="HK300104")
    assert settle_ni_number(staff, values(NINumber="HK300104C"), None) == ({}, False)
    assert staff.code("NINumber") == "HK300104C"
