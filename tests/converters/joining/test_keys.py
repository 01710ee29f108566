"""Keys of records: the same at each reading, and unique."""

from __future__ import annotations

from converters.joining.keys import assign_keys
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
