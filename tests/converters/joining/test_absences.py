"""Files with a row for each day of an absence."""

from __future__ import annotations

from converters.joining.absences import join_days
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


EARLY, LATE = {**OPEN, "ContractEnd": "2012-08-31"}, {**OPEN, "ContractStart": "2013-11-08"}


# Who is missing


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
