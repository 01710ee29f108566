"""What follows from the records: defaults, roles, who is in and who is missing, keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from converters.joining.absences import join_days
from converters.joining.keys import assign_keys
from converters.members.defaults import fill_defaults, fill_estab
from converters.members.leaving_out import (
    leave_out_by_name,
    leave_out_duplicates,
    leave_out_of_window,
    leave_out_patterns,
)
from converters.members.missing import missing_people
from converters.members.roles import derive_roles
from converters.members.settling import settle_people, settle_renewals, settle_take_on
from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection
from swf_desktop.record import Origin, Record, Return, Sheet

C = Collection.load(2013)
SHEET = Sheet("list.xlsx", "Staff", {})


def record(kind: str, parent: Record, **texts: str) -> Record:
    made = parent.add(Record(kind, origin=Origin(SHEET, 2)))
    made.values = {tag: canonical_value(C.fields[f"{kind}.{tag}"], text) for tag, text in texts.items()}
    return made


def staffed(*people: list[dict[str, str]], **values: str) -> Return:
    """Make a return of people, each a list of contracts."""
    return_ = Return()
    for number, contracts in enumerate(people, 1):
        person = record("staff", return_.message, PersonRef=str(number), **values)
        for texts in contracts:
            record("contract", person, **texts)
    return return_


def contracts(return_: Return) -> list[Record]:
    return [contract for staff in return_.staff for contract in staff.of("contract")]


OPEN = {"ContractType": "PRM", "ContractStart": "2010-09-01", "Post": "TCH"}


def test_defaults_of_a_school_and_of_central_staff() -> None:
    return_ = staffed([OPEN])
    record("absence", return_.staff[0], AbsenceCategory="SIC")
    fill_defaults(return_, C, "S", "2999")
    assert (contracts(return_)[0].code("LASchoolLevel"), contracts(return_)[0].code("Estab")) == ("S", "2999")
    assert return_.staff[0].of("absence")[0].code("Estab") == "2999"
    assert return_.school is not None
    central = staffed([OPEN])
    fill_defaults(central, C, "L", None)
    assert (contracts(central)[0].code("LASchoolLevel"), contracts(central)[0].has("Estab"), central.school) == (
        "L",
        False,
        None,
    )


def test_roles_that_a_post_demands_are_given_and_likely_ones_asked_once() -> None:
    return_ = staffed([{**OPEN, "Post": "HDT"}], [OPEN], [OPEN], [{**OPEN, "Post": "SUP"}])
    (question,) = derive_roles(return_, {})
    assert (question.key, question.count, question.choices[0][0]) == ("role of contracts with post TCH", 2, "TCHR")
    assert [[role.code("RoleIdentifier") for role in contract.of("role")] for contract in contracts(return_)] == [
        ["HDTR"],
        [],
        [],
        [],
    ]
    assert derive_roles(return_, {question.key: "TCHR"}) == []
    assert contracts(return_)[1].of("role")[0].code("RoleIdentifier") == "TCHR"


EARLY, LATE = {**OPEN, "ContractEnd": "2012-08-31"}, {**OPEN, "ContractStart": "2013-11-08"}


def test_contracts_outside_the_window_are_asked_and_left_out_with_their_people() -> None:
    return_ = staffed(
        [EARLY], [LATE, OPEN], [{**OPEN, "ContractEnd": "2012-09-01"}], [{**OPEN, "ContractStart": "2013-11-07"}]
    )
    questions, notes, left_out = leave_out_of_window(return_, C, {})
    assert [question.count for question in questions] == [1, 1]
    assert (len(return_.staff), notes, left_out) == (4, [], [])
    questions, notes, left_out = leave_out_of_window(return_, C, {question.key: "leave out" for question in questions})
    assert (len(return_.staff), len(contracts(return_)), len(notes), questions) == (3, 3, 2, [])
    assert [item.reason for item in left_out] == [
        "Ended on 31/08/2012, before the census window (01/09/2012).",
        "Starts on 08/11/2013, after census day.",
    ]
    assert [item.back for item in left_out] == [
        'answers: "contracts ended before the census window" = "keep"',
        'answers: "contracts starting after census day" = "keep"',
    ]


@pytest.mark.parametrize(
    ("texts", "pattern"),
    [
        ({"JobTitle": "Supply Teacher"}, "casual"),
        ({"JobTitle": "Casual Cook"}, "casual"),
        ({"StaffGroup": "Zero hours"}, "casual"),
        ({"JobTitle": "Clerk to Governors"}, "governor"),
        ({"JobTitle": "Breakfast Club Assistant"}, "club"),
        ({"JobTitle": "Peripatetic Violin Teacher"}, "service"),
        ({"JobTitle": "Volunteer Reader"}, "volunteer"),
        ({"JobTitle": "Senior Exam Invigilator"}, "invigilator"),
        ({"HoursPerWeek": "0.00"}, "zero hours"),
    ],
)
def test_people_who_are_mostly_out_are_asked_once_for_each_pattern(texts: dict[str, str], pattern: str) -> None:
    return_ = staffed([{**OPEN, **texts}], [{**OPEN, **texts}], [OPEN])
    (question,), notes, _ = leave_out_patterns(return_, C, {})
    assert (question.key, question.count, notes) == (f"leave out: {pattern}", 2, [])
    assert leave_out_patterns(return_, C, {question.key: "keep"}) == ([], [], [])
    assert len(return_.staff) == 3
    questions, notes, left_out = leave_out_patterns(return_, C, {question.key: "leave out"})
    assert (questions, len(notes), len(return_.staff), len(left_out)) == ([], 1, 1, 2)
    assert {item.back for item in left_out} == {f'answers: "{question.key}" = "keep"'}


@pytest.mark.parametrize(
    "texts",
    [
        {"ContractType": "SAG", "JobTitle": "Supply Teacher"},
        {"JobTitle": "Class Teacher"},
        {"DailyRate": "Y", "HoursPerWeek": "0"},
    ],
)
def test_people_who_are_in(texts: dict[str, str]) -> None:
    assert leave_out_patterns(staffed([{**OPEN, **texts}]), C, {}) == ([], [], [])


def test_a_title_that_the_recipe_leaves_out() -> None:
    return_ = staffed([{**OPEN, "JobTitle": "Lollipop Person"}], [OPEN])
    questions, _, (gone,) = leave_out_patterns(return_, C, {}, {"Lollipop Person": "out"})
    assert (questions, gone.reason) == ([], "Its job title is left out, as the recipe says.")
    assert len(return_.staff) == 1


def test_people_and_contracts_that_are_there_twice() -> None:
    return_ = staffed(
        [OPEN, OPEN], [OPEN], PersonFamilyName="Smith", PersonGivenName="Jane", PersonBirthDate="1978-02-14"
    )
    questions, _, _ = leave_out_duplicates(return_, {})
    assert [(question.key, question.count) for question in questions] == [
        ("leave out: people twice", 1),
        ("leave out: contracts twice", 1),
    ]
    _, _, left_out = leave_out_duplicates(return_, {question.key: "leave out" for question in questions})
    assert (len(return_.staff), len(contracts(return_))) == (1, 1)
    assert [item.back.partition(" = ")[0] for item in left_out] == [
        'answers: "leave out: people twice"',
        'answers: "leave out: contracts twice"',
    ]


def test_the_reason_is_the_one_by_which_a_contract_went_and_not_another_that_would_fit() -> None:
    """A contract kept in spite of its dates, and left out as a second one, has the second reason."""
    return_ = staffed([EARLY, EARLY])
    answers = {"contracts ended before the census window": "keep", "leave out: contracts twice": "leave out"}
    _, _, (gone,) = settle_people(return_, C, answers)
    assert (gone.reason, gone.back) == (
        "It is there twice; the first one stays.",
        'answers: "leave out: contracts twice" = "keep"',
    )


def test_somebody_without_a_contract_is_told_of_as_well() -> None:
    return_ = staffed([], [OPEN], PersonFamilyName="Smith", PersonGivenName="Jane", PersonBirthDate="1978-02-14")
    second = return_.staff[1]
    assign_keys(return_)
    by_name = leave_out_by_name(return_, {"PersonRef:1": "never came"})
    assert return_.staff == [second]
    assert [(item.contract, item.reason) for item in by_name.left_out] == [(None, "never came")]


def test_a_renewed_contract_is_a_change_of_contract() -> None:
    ended = {**OPEN, "ContractType": "FXT", "ContractEnd": "2013-08-31"}
    return_ = staffed(
        [ended, {**OPEN, "ContractStart": "2013-09-01"}],
        [{**ended, "Post": "SUP"}, {**OPEN, "Post": "SUP", "ContractStart": "2013-09-01"}],
    )
    (question,) = settle_renewals(return_, C, {})
    assert question.count == 1
    assert settle_renewals(return_, C, {question.key: "NAPPCH"}) == []
    assert [contract.code("DestinationCode") for contract in contracts(return_)] == ["NAPPCH", None, None, None]
    assert [contract.code("Origin") for contract in contracts(return_)] == [None, "NOTAPP", None, None]


def test_a_day_on_which_everybody_starts_is_asked_and_earlier_starts_are_taken() -> None:
    return_ = staffed(*[[{**OPEN, "ContractStart": "2013-04-01"}] for _ in range(9)])
    first = contracts(return_)[0]
    first.losers = {"ContractStart": [(canonical_value(C.fields["contract.ContractStart"], "2005-09-01"), None)]}
    (question,) = settle_take_on(return_, {})
    assert question.count == 9
    assert settle_take_on(return_, {question.key: "start"}) == []
    assert first.code("ContractStart") == "2013-04-01"
    assert settle_take_on(return_, {question.key: "take-on"}) == []
    assert first.code("ContractStart") == "2005-09-01"
    assert [value.sent for value, _ in first.losers["ContractStart"]] == ["2013-04-01"]
    assert settle_take_on(staffed(*[[OPEN] for _ in range(9)]), {}) == []


# Who is missing

WHOLE = [
    [{**OPEN, "Post": "HDT"}],
    [{**OPEN, "ContractEnd": "2013-08-31"}],
    [{**OPEN, "ContractType": "SAG"}],
]


def ids(return_: Return, **more: Any) -> list[str]:
    return [missing.id for missing in missing_people(return_, C, **more)]


def test_a_whole_school_lacks_nobody() -> None:
    assert ids(staffed(*WHOLE)) == []
    assert ids(Return()) == []


@pytest.mark.parametrize(("left_out", "missing"), [(0, "no head teacher"), (1, "no leavers"), (2, "no agency staff")])
def test_who_is_missing(left_out: int, missing: str) -> None:
    assert ids(staffed(*[person for number, person in enumerate(WHOLE) if number != left_out])) == [missing]


def test_a_fixed_term_that_will_end_is_no_leaver() -> None:
    return_ = staffed(WHOLE[0], [{**OPEN, "ContractEnd": "2014-07-18"}], WHOLE[2])
    assert ids(return_) == ["no leavers"]


def test_an_extract_before_census_day_and_heads_that_differ() -> None:
    return_ = staffed(*WHOLE)
    assert ids(return_, as_at={"pay.xlsx": date(2013, 9, 30), "hr.xlsx": date(2013, 11, 7)}) == [
        "extract date: pay.xlsx"
    ]
    assert ids(return_, control_total=3) == ["payroll's control total"]
    assert ids(return_, control_total=2, last_year=2) == []
    assert ids(return_, last_year=5) == ["last year's return"]


def test_a_school_without_third_party_staff_is_told() -> None:
    return_ = staffed(*WHOLE)
    school = record("school", return_.message, Estab="2999")
    assert ids(return_) == ["no third-party support"]
    record("headcount", school, SupHeadCount="2")
    assert ids(return_) == []


# Absences of single days


def days(*texts: tuple[str, str, str]) -> Return:
    return_ = staffed([OPEN])
    for first, category, lost in texts:
        more = {"WorkingDaysLost": lost} if lost else {}
        record(
            "absence",
            return_.staff[0],
            FirstDayOfAbsence=first,
            LastDayOfAbsence=first,
            AbsenceCategory=category,
            **more,
        )
    return return_


WEEK = (
    ("2013-01-10", "SIC", "1.0"),
    ("2013-01-11", "SIC", "1.0"),
    ("2013-01-14", "SIC", "0.5"),
    ("2013-01-15", "SIC", "1.0"),
    ("2013-01-15", "TRN", "1.0"),
)


def test_days_that_touch_are_asked_once_and_joined() -> None:
    return_ = days(*WEEK)
    (question,), _ = join_days(return_, {})
    assert (question.key, question.count) == ("absence days: list.xlsx, sheet Staff", 3)
    assert len(return_.staff[0].of("absence")) == 5
    questions, notes = join_days(return_, {question.key: "join"})
    assert (questions, len(notes)) == ([], 1)
    sick, training = return_.staff[0].of("absence")
    assert (sick.code("FirstDayOfAbsence"), sick.code("LastDayOfAbsence"), sick.code("WorkingDaysLost")) == (
        "2013-01-10",
        "2013-01-15",
        "3.5",
    )
    assert training.code("AbsenceCategory") == "TRN"


def test_days_lost_are_not_made_up() -> None:
    return_ = days(*WEEK[:3], ("2013-01-15", "SIC", ""))
    join_days(return_, {"absence days: list.xlsx, sheet Staff": "join"})
    assert not return_.staff[0].of("absence")[0].has("WorkingDaysLost")


def test_a_file_of_whole_absences_is_left_alone() -> None:
    return_ = days(*WEEK[:2])
    assert join_days(return_, {}) == ([], [])


# Keys


def test_keys_stay_the_same_and_are_unique() -> None:
    def keys() -> list[str]:
        return_ = staffed([{**OPEN, "ContractRef": "a"}, OPEN, OPEN], [OPEN])
        record("role", contracts(return_)[0], RoleIdentifier="TCHR")
        return_.staff[1].values["PersonRef"] = return_.staff[0].values["PersonRef"]
        assign_keys(return_)
        return [one.key for one in return_.message.walk()]

    assert keys() == keys()
    assert len(set(keys())) == len(keys())
    assert keys()[1:4] == ["PersonRef:1", "PersonRef:1/contract:a", "PersonRef:1/contract:a/role:1"]
    assert "PersonRef:1~2" in keys()


def test_the_number_is_filled_where_there_is_something_to_send_and_no_other_is_said() -> None:
    """One meaning for a return that is made and for one that is written again."""
    return_ = staffed([OPEN], [{**OPEN, "LASchoolLevel": "L"}], [{**OPEN, "Estab": "2998"}])
    record("absence", return_.staff[0], AbsenceCategory="SIC")
    empty = record("absence", return_.staff[0])
    assert fill_estab(return_, replace(C, switches={"estab.repeat": False}), "2999") == 0
    assert fill_estab(return_, C, "2999") == 2
    assert [one.code("Estab") for one in contracts(return_)] == ["2999", None, "2998"]
    assert not empty.has("Estab")
    assert fill_estab(return_, replace(C, switches={}), "2999") == 0


def test_a_school_that_the_files_number_otherwise_is_said() -> None:
    return_ = staffed([OPEN])
    school = record("school", return_.message, Estab="2998")
    (note,) = fill_defaults(return_, C, "S", "2999")
    assert "2998" in note
    assert (school.code("Estab"), [value.sent for value, _ in school.lost("Estab")]) == ("2999", ["2998"])


def test_the_recipe_leaves_out_by_key() -> None:
    return_ = staffed([{**OPEN, "ContractRef": "a"}, {**OPEN, "ContractRef": "b"}], [OPEN])
    assign_keys(return_)
    _, notes, left_out = leave_out_by_name(
        return_, {"PersonRef:1/contract:a": "never started", "PersonRef:2": "left in July"}
    )
    assert [contract.code("ContractRef") for contract in contracts(return_)] == ["b"]
    assert len(notes) == 2
    assert [item.reason for item in left_out] == ["never started", "left in July"]
