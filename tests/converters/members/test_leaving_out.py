"""Who is left out of the return, asked once for each kind and kept with the reason."""

from __future__ import annotations

import pytest

from converters.joining.keys import assign_keys
from converters.members.leaving_out import (
    leave_out_by_name,
    leave_out_duplicates,
    leave_out_of_window,
    leave_out_patterns,
)
from converters.members.settling import settle_people
from tests.converters.handmade_return import OPEN, C, contracts, staffed

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


def test_a_few_among_many_that_ended_before_the_window_are_left_out_and_said_with_the_way_back() -> None:
    return_ = staffed([EARLY], *[[OPEN] for _ in range(9)])
    questions, notes, (gone,) = leave_out_of_window(return_, C, {})
    assert (questions, len(return_.staff)) == ([], 9)
    assert notes == ["1 contract left out that ended before 01/09/2012: not part of this census."]
    assert gone.back == 'answers: "contracts ended before the census window" = "keep"'
    kept = staffed([EARLY], *[[OPEN] for _ in range(9)])
    assert leave_out_of_window(kept, C, {"contracts ended before the census window": "keep"}) == ([], [], [])
    assert len(kept.staff) == 10


@pytest.mark.parametrize(
    "few",
    [
        [EARLY] * 4,  # more than a few
        [{**EARLY, "ContractStart": "2012-09-01"}],  # it ended before it began
        [{**EARLY, "MonthlyPay": "1500.00"}],  # it is still paid
        [LATE],  # whose start may be a slip of the pen
    ],
)
def test_dates_that_may_be_wrong_are_asked_about(few: list[dict[str, str]]) -> None:
    return_ = staffed(*[[one] for one in few], *[[OPEN] for _ in range(60)])
    (question,), notes, left_out = leave_out_of_window(return_, C, {})
    assert (question.count, notes, left_out, len(return_.staff)) == (len(few), [], [], 60 + len(few))


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


def test_the_recipe_leaves_out_by_key() -> None:
    return_ = staffed([{**OPEN, "ContractRef": "a"}, {**OPEN, "ContractRef": "b"}], [OPEN])
    assign_keys(return_)
    _, notes, left_out = leave_out_by_name(
        return_, {"PersonRef:1/contract:a": "never started", "PersonRef:2": "left in July"}
    )
    assert [contract.code("ContractRef") for contract in contracts(return_)] == ["b"]
    assert len(notes) == 2
    assert [item.reason for item in left_out] == ["never started", "left in July"]
