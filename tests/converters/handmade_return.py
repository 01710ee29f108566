"""Returns built by hand for the tests of joining and members: people with open contracts, and their absences."""

from __future__ import annotations

from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection
from swf_desktop.record import Origin, Record, Return, Sheet

C = Collection.load(2013)
SHEET = Sheet("list.xlsx", "Staff", {})
OPEN = {"ContractType": "PRM", "ContractStart": "2010-09-01", "Post": "TCH"}


def record(kind: str, parent: Record, **texts: str) -> Record:
    """Add a record of a kind to its parent, with values from the texts of its tags."""
    made = parent.add(Record(kind, origin=Origin(SHEET, 2)))
    made.values = {tag: canonical_value(C.fields[f"{kind}.{tag}"], text) for tag, text in texts.items()}
    return made


def staffed(*people: list[dict[str, str]], **values: str) -> Return:
    """Make a return of people, each a list of contracts."""
    return_ = Return()
    for number, texts_of_contracts in enumerate(people, 1):
        person = record("staff", return_.message, PersonRef=str(number), **values)
        for texts in texts_of_contracts:
            record("contract", person, **texts)
    return return_


def contracts(return_: Return) -> list[Record]:
    """Return all contracts, in the order of their people."""
    return [contract for staff in return_.staff for contract in staff.of("contract")]


def days(*texts: tuple[str, str, str]) -> Return:
    """Make one person with absences of a day each: the day, its category and the working days lost, or ""."""
    return_ = staffed([OPEN])
    for first, category, lost in texts:
        more = {"WorkingDaysLost": lost} if lost else {}
        absence = {"FirstDayOfAbsence": first, "LastDayOfAbsence": first, "AbsenceCategory": category}
        record("absence", return_.staff[0], **absence, **more)
    return return_
