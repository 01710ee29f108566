"""Files with a row for each day of an absence."""

from __future__ import annotations

from converters.joining.absences import join_days
from tests.converters.handmade_return import days

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
