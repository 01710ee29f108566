"""A whole school's return and an authority's that no rule has anything to say about, and changes to them by name.

Fictional people; 999 is the practice authority. See `tests/corpus/README.md` for the names and the changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection
from swf_desktop.record import Record, Return

Tree = dict[str, Any]

HEADER = {
    "Collection": "School Workforce Census",
    "Year": "2013",
    "ReferenceDate": "2013-11-07",
    "SourceLevel": "S",
    "LEA": "999",
    "Estab": "4999",
    "SoftwareCode": "SWF Desktop",
    "Release": "0.1.0",
    "SerialNo": "001",
    "DateTime": "2013-11-11T09:30:00",
    "CBDSLevel": "Workforce; School",
    "ContractOrServiceIncluded": "true",
    "AbsencesIncluded": "true",
    "CurriculumsIncluded": "true",
    "QualificationsIncluded": "true",
}


def _staff(family: str, given: str, number: str, born: str, gender: str = "2", **more: str) -> Tree:
    return {
        "PersonFamilyName": family,
        "PersonGivenName": given,
        "NINumber": number,
        "GenderCurrent": gender,
        "PersonBirthDate": born,
        "Ethnicity": "WBRI",
        "Disability": "NO",
        **more,
    }


def _teacher(family: str, given: str, number: str, born: str, teacher_number: str, **more: str) -> Tree:
    return _staff(
        family, given, number, born, TeacherNumber=teacher_number, QTStatus="true", HLTAStatus="false", **more
    )


def _contract(post: str, start: str, **more: str) -> Tree:
    return {
        "ContractType": "PRM",
        "ContractStart": start,
        "Post": post,
        "SchoolArrivalDate": start,
        "DailyRate": "N",
        "Origin": "TCHLEA",
        "LASchoolLevel": "S",
        "Estab": "4999",
        **more,
    }


def _pay(scale: str, region: str, point: str, pay: str) -> Tree:
    return {"Scale": scale, "RegionSpine": region, "SpinePoint": point, "BasePay": pay, "SafeguardedSalary": "false"}


def _hours(week: str, full: str = "32.50", weeks: str = "52") -> Tree:
    return {"HoursPerWeek": week, "FTEHours": full, "WeeksPerYear": weeks}


def _role(code: str, **more: str) -> Tree:
    return {"RoleIdentifier": code, **more}


def _qualification(code: str, subjects: str, **more: str) -> Tree:
    return {"QualificationCode": code, "QualificationSubject": subjects, "Estab": "4999", **more}


SCHOOL: Tree = {
    "head": {
        **_teacher("Okonkwo-Hale", "Miriam; Jane", "AB123401C", "1963-02-14", "8512301", FormerFamilyName="Hale"),
        "contract": {
            **_contract("HDT", "2009-09-01", SchoolArrivalDate="2004-09-01"),
            **_pay("LD", "EW", "L18", "57520.00"),
            **_hours("32.50"),
            "role": _role("HDTR"),
        },
        "qualification": _qualification("FRST", "F300", ClassOfDegree="02"),
        "qualification2": _qualification("PGCE", "F300"),
    },
    "deputy": {
        **_teacher("Aske", "Bryn", "AB123402C", "1970-06-01", "9312302", GenderCurrent="1"),
        "contract": {
            **_contract("DHT", "2008-09-01"),
            **_pay("LD", "EW", "L10", "47277.00"),
            **_hours("32.50"),
            "role": _role("DPHT"),
        },
    },
    "assistant": {
        **_teacher("Rowe", "Delia", "AB123403C", "1975-03-20", "9712303"),
        "contract": {
            **_contract("AHT", "2010-09-01"),
            **_pay("LD", "EW", "L5", "41757.00"),
            **_hours("32.50"),
            "role": _role("ASHT"),
            "role2": _role("TCHR"),
        },
    },
    # Fixed term, 0.6, first post, with a TLR payment and a timetable.
    "teacher": {
        **_teacher("Poole", "Tomos", "AB123404C", "1988-07-30", "0412304", GenderCurrent="1", QTSRoute="TFST"),
        "contract": {
            **_contract("TCH", "2013-09-01", ContractType="FXT", ContractEnd="2014-08-31", Origin="1STIMM"),
            **_pay("TE", "EW", "M4", "16425.60"),
            **_hours("19.50"),
            "payment": {"PaymentType": "TLR", "PaymentAmount": "1536.60"},
            "role": _role("TCHR"),
        },
        "curriculum": {"Subject": "ENG", "SubjectHours": "6.50", "YearGroup": "9", "Estab": "4999"},
        "curriculum2": {"Subject": "DRA", "SubjectHours": "3.00", "YearGroup": "10", "Estab": "4999"},
        "qualification": _qualification("BEDO", "C600; C800", ClassOfDegree="03"),
    },
    # Two part-time contracts, one of them for a year.
    "upper": {
        **_teacher("Quill", "Asha", "AB123405C", "1969-11-07", "9112305"),
        "contract": {
            **_contract("TCH", "2002-09-01"),
            **_pay("TU", "EW", "U2", "17901.00"),
            **_hours("16.25"),
            "role": _role("TCHR"),
        },
        "contract2": {
            **_contract("TCH", "2012-09-01", SchoolArrivalDate="2002-09-01", ContractType="TMP"),
            **_pay("TU", "EW", "U2", "7160.40"),
            **_hours("6.50"),
            "role": _role("SENC"),
        },
        "absence": {
            "FirstDayOfAbsence": "2013-03-11",
            "LastDayOfAbsence": "2013-03-15",
            "WorkingDaysLost": "5.0",
            "AbsenceCategory": "TRN",
            "Estab": "4999",
        },
    },
    "unqualified": {
        **_staff("Ferris", "Mo", "AB123406C", "1990-01-15", gender="1", QTStatus="false", HLTAStatus="false"),
        "contract": {
            **_contract("TCH", "2013-09-01", Origin="EMPOTH"),
            **_pay("UT", "EW", "UQT3", "19692.00"),
            **_hours("32.50"),
            "role": _role("TCHR"),
        },
    },
    # Supplied by an agency and paid by the day: no pay at all.
    "agency": {
        **_teacher("Venn", "Ada", "AB123407C", "1975-11-05", "9912307"),
        "contract": {
            **_contract("TCH", "2013-09-02", ContractType="SAG", ContractEnd="2013-12-20", DailyRate="Y"),
            "HoursPerWeek": "26.00",
            "FTEHours": "32.50",
            "role": _role("TCHR"),
        },
    },
    "ta": {
        **_staff("Singh", "Harpreet", "AB123408C", "1981-01-19", QTStatus="false", HLTAStatus="true"),
        "contract": {
            **_contract("TAS", "2010-01-04", Origin="OTHEDU"),
            "Scale": "NJ",
            "BasePay": "15230.40",
            **_hours("30.00", "37.00", "39"),
            "role": _role("HLTA"),
        },
        "absence": {
            "FirstDayOfAbsence": "2013-02-04",
            "LastDayOfAbsence": "2013-02-08",
            "WorkingDaysLost": "4.5",
            "AbsenceCategory": "SIC",
            "Estab": "4999",
        },
    },
    # Two roles at two rates: pay and hours by role.
    "support": {
        **_staff("Bright", "Leon", "AB123409C", "1970-05-23", gender="1", HLTAStatus="false"),
        "contract": {
            "ContractType": "PRM",
            "ContractStart": "2006-04-03",
            "Post": "SUP",
            "LASchoolLevel": "S",
            "Estab": "4999",
            "role": {**_role("CTKR"), "BasePay": "9850.00", **_hours("22.00", "37.00")},
            "role2": {**_role("MIDA"), "BasePay": "1480.00", **_hours("5.00", "37.00", "39")},
        },
    },
    "leaver": {
        **_teacher("Marsh", "Colin", "AB123410C", "1952-12-01", "7812310", GenderCurrent="1"),
        "contract": {
            **_contract("TCH", "1991-09-01", ContractEnd="2013-08-31", DestinationCode="RETAGE", Origin="NOTKNW"),
            "role": _role("TCHR"),
        },
    },
}

SCHOOL_PART: Tree = {
    "Estab": "4999",
    "OccasionalsQTS": "2",
    "OccasionalsNOTQTS": "0",
    "OccasionalsNOTKNWN": "1",
    "vacancy": {
        "VacancyPost": "TCH",
        "Subject": "CHM",
        "Tenure": "F",
        "VacancyTemporarilyFilled": "true",
        "VacancyAdvertised": "true",
    },
    "headcount": {"AgencyTPsupportCategory": "CATER", "SupHeadCount": "4"},
    "headcount2": {"AgencyTPsupportCategory": "CLEAN", "SupHeadCount": "3"},
}

CENTRAL: Tree = {
    "adviser": {
        **_teacher("Lowe", "Petra", "AB123501C", "1967-03-08", "8912501"),
        "contract": {
            "ContractType": "PRM",
            "ContractStart": "2001-09-01",
            "Post": "AVT",
            "DailyRate": "N",
            "Origin": "TCHLEA",
            "LASchoolLevel": "L",
            "Scale": "SO",
            "BasePay": "45000.00",
            "SafeguardedSalary": "false",
            **_hours("37.00", "37.00"),
            "role": _role("ADVT"),
        },
    },
    "peripatetic": {
        **_teacher("Ives", "Noor", "AB123502C", "1984-04-04", "0712502"),
        "contract": {
            **_contract("TCH", "2007-09-01", LASchoolLevel="L"),
            **_pay("TU", "EW", "U1", "34523.00"),
            **_hours("32.50"),
            "role": _role("MUSC"),
        },
    },
}
del CENTRAL["peripatetic"]["contract"]["SchoolArrivalDate"]
del CENTRAL["peripatetic"]["contract"]["Estab"]

AUTHORITY: Tree = {"EdPsychsFT": "7", "EdPsychsPT": "4", "EdPsychsFTE": "2.4"}


def collection() -> Collection:
    """Return the collection of 2013."""
    return Collection.load(2013)


def school() -> Return:
    """Return a new known-good return of a school."""
    message = Record("message", "message")
    set_fields(message, HEADER)
    for name, tree in SCHOOL.items():
        message.add(_built("staff", name, tree))
    message.add(_built("school", "school", SCHOOL_PART))
    return Return(message)


def la() -> Return:
    """Return a new known-good return of an authority's central staff."""
    message = Record("message", "message")
    set_fields(message, {**HEADER, "SourceLevel": "L", "Estab": "", "CBDSLevel": "Workforce; LA"})
    set_fields(
        message, {"AbsencesIncluded": "false", "CurriculumsIncluded": "false", "QualificationsIncluded": "false"}
    )
    for name, tree in CENTRAL.items():
        message.add(_built("staff", name, tree))
    message.add(_built("la", "la", AUTHORITY))
    return Return(message)


STARTS = {"school": school, "la": la}


def set_fields(record: Record, texts: dict[str, str]) -> None:
    """Fill fields from texts in the message's form; an empty one takes the field out."""
    for tag, text in texts.items():
        field = collection().fields[f"{record.kind}.{tag}"]
        if text == "":
            record.values.pop(tag, None)
        else:
            record.values[tag] = canonical_value(field, text)


def _built(kind: str, name: str, tree: Tree) -> Record:
    record = Record(kind, name)
    set_fields(record, {tag: text for tag, text in tree.items() if isinstance(text, str)})
    for child, below in tree.items():
        if isinstance(below, dict):
            record.add(_built(child.rstrip("0123456789"), f"{name}.{child}", below))
    return record


def find(return_: Return, name: str) -> Record:
    """Return the record of a name. Raises LookupError where there is none."""
    for record in return_.message.walk():
        if record.key == name:
            return record
    raise LookupError(f"no record {name}")


def copied(record: Record, old: str, new: str) -> Record:
    """Return a copy of a record and all below it, with the new name in place of the old."""
    copy = Record(record.kind, record.key.replace(old, new, 1))
    copy.values = dict(record.values)
    for children in (record.children or {}).values():
        for child in children:
            copy.add(copied(child, old, new))
    return copy


def change(return_: Return, changes: list[Tree]) -> Iterator[Record]:
    """Make the changes of a case one after the other, and yield the record that each was made to."""
    for step in changes:
        record = find(return_, step["at"])
        parent = record.parent
        if step.get("remove"):
            assert parent is not None
            assert parent.children is not None
            parent.children[record.kind].remove(record)
            yield record if record.kind == "staff" else parent
            continue
        if "copy" in step:
            assert parent is not None
            record = parent.add(copied(record, step["at"], step["copy"]))
        elif "add" in step:
            record = record.add(Record(step["add"], f"{record.key}.{step.get('as', step['add'])}"))
        set_fields(record, step.get("set", {}))
        yield record
