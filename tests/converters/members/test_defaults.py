"""What a record says of itself where no file says it."""

from __future__ import annotations

from converters.members.defaults import fill_defaults
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
