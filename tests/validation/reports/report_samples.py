"""A small return and findings for the tests of the reports."""

from __future__ import annotations

from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection
from swf_desktop.record import Origin, Record, Return, Sheet, Source
from validation.finding import Finding, Severity

SHEET = Sheet("hr.xlsx", "Staff", {"staff.GenderCurrent": 4, "staff.NINumber": 5})


def record(kind: str, collection: Collection, **values: str) -> Record:
    """Return a record with values in the message's form; an argument's name is the tag."""
    made = Record(kind, kind)
    for tag, text in values.items():
        made.values[tag] = canonical_value(collection.fields[f"{kind}.{tag}"], text)
    return made


def person(collection: Collection, family: str, given: str, row: int = 5, **values: str) -> Record:
    """Return a member of staff from a row of the HR list."""
    made = record("staff", collection, PersonFamilyName=family, PersonGivenName=given, **values)
    made.key = f"PersonRef:{row}"
    made.origin = Origin(SHEET, row)
    return made


def a_return(collection: Collection, *staff: Record, **message: str) -> Return:
    """Return a return of these people, of school 999/2999."""
    head = record(
        "message", collection, **{"SourceLevel": "S", "LEA": "999", "Estab": "2999", "SerialNo": "001", **message}
    )
    for member in staff:
        head.add(member)
    return Return(head, "test")


def some_findings(collection: Collection) -> list[Finding]:
    """Return findings of each kind, in no order."""
    smith = person(collection, "Smith", "Jane", 5)
    jones = person(collection, "Jones", "=cmd", 6)
    contract = smith.add(record("contract", collection, ContractType="PRM", Post="TCH"))
    return [
        Finding(
            "4160Q",
            Severity.QUERY,
            "SMITH, Jane has no National Insurance number.",
            "Enter it, or explain in a note in COLLECT why there is none.",
            "SMITH, Jane",
            "staff.NINumber",
            None,
            Source("hr.xlsx", "Staff", 5, "F"),
            "/Message/SchoolWorkforceMembers/SchoolWorkforceMember[1]/StaffDetails",
            smith,
        ),
        Finding(
            "4180",
            Severity.ERROR,
            'Gender of JONES, =cmd is "-x".',
            "+Choose a gender.",
            "JONES, =cmd",
            "staff.GenderCurrent",
            "-x",
            Source("hr.xlsx", "Staff", 6, "E"),
            "/Message/SchoolWorkforceMembers/SchoolWorkforceMember[2]/StaffDetails/GenderCurrent",
            jones,
        ),
        Finding(
            "4710",
            Severity.ERROR,
            "A contract of SMITH, Jane has no role.",
            "Give it a role.",
            "SMITH, Jane",
            None,
            None,
            None,
            "/Message/SchoolWorkforceMembers/SchoolWorkforceMember[1]/ContractOrServiceGroup/ContractOrService[1]",
            contract,
        ),
        Finding("X31", Severity.QUERY, "There is no head teacher.", "Add one.", record=Record("message", "message")),
        Finding(
            "column", Severity.QUESTION, "What is column <Grade>?", "Choose.", source=Source("hr.xlsx", "Staff", 1, "K")
        ),
    ]
