"""Roles that follow from posts."""

from __future__ import annotations

from converters.members.roles import derive_roles
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
