"""Whom to ask for an item, and why it matters, in the words of payroll, HR and the head."""

from __future__ import annotations

from typing import Final

from swf_desktop.collection import Collection
from swf_desktop.record import Record

_PAY: Final = "The census reports what staff are paid: base pay for a year, or scale, region and point of a teacher."
_HOURS: Final = "Hours and weeks make the full-time equivalent: how many staff the school is shown to have."
_WHY: Final = {
    "staff.NINumber": "It tells two people of one name apart, and finds the same person in other schools and years.",
    "staff.TeacherNumber": "It ties a teacher to the department's own records and to the pension.",
    "staff.GenderCurrent": "Nobody can be counted without it.",
    "staff.PersonBirthDate": "It tells people apart, and gives the ages of the workforce.",
    "staff.Ethnicity": "It is asked of everybody. “Refused” and “not obtained” are answers too, silence is none.",
    "staff.Disability": "It is asked of everybody. “Not obtained” is an answer too, silence is none.",
    "staff.QTStatus": "It decides who counts as a qualified teacher.",
    "staff.HLTAStatus": "It decides who counts as a higher level teaching assistant.",
    "contract.SchoolArrivalDate": "It shows how long staff stay at the school, whatever contracts they had since.",
    "contract.Origin": "It shows where new teachers come from. It is asked for only at the start of a contract.",
    "contract.DestinationCode": "It shows where teachers who left have gone. Only the school can say it.",
    "contract.Post": "It decides whether somebody counts as a teacher, an assistant or support staff.",
    "contract.ContractEnd": "A fixed-term contract ends on some day, and the census asks for it.",
    **dict.fromkeys(("contract.BasePay", "contract.Scale", "contract.SpinePoint", "contract.RegionSpine"), _PAY),
    **dict.fromkeys(("role.BasePay", "role.Scale", "role.SpinePoint", "role.RegionSpine"), _PAY),
    **dict.fromkeys(("contract.HoursPerWeek", "contract.FTEHours", "contract.WeeksPerYear"), _HOURS),
    **dict.fromkeys(("role.HoursPerWeek", "role.FTEHours", "role.WeeksPerYear"), _HOURS),
    "role.RoleIdentifier": "A contract without a role says nothing of what the person does.",
    "qualification.QualificationCode": "It shows what teachers are qualified in, beside what they teach.",
    "school.OccasionalsQTS": "Teachers who came for a few days are on no list. If there were none, enter 0.",
    "school.OccasionalsNOTQTS": "Teachers who came for a few days are on no list. If there were none, enter 0.",
    "school.OccasionalsNOTKNWN": "Teachers who came for a few days are on no list. If there were none, enter 0.",
}


def why(item: str, error: bool) -> str:
    """Return why an item is needed, and what happens without it. error: a check refuses the return as it stands."""
    without = (
        "The return cannot be signed off without it."
        if error
        else "The department will ask why it is missing, and the school must write a note."
    )
    known = _WHY.get(item)
    return f"{known} {without}" if known else without


def job_of(record: Record, collection: Collection) -> str:
    """Return which contract a record belongs to, as people know it: `Class teacher, from 01/09/2009`.

    For a record of the person, all open posts; empty where nothing is known.
    """
    contract: Record | None = record
    while contract is not None and contract.kind != "contract":
        contract = contract.parent
    if contract is not None:
        return _contract(contract, collection)
    person = record.person()
    posts = [_post(one, collection) for one in person.of("contract")] if person is not None else []
    return "; ".join(dict.fromkeys(filter(None, posts)))


def _post(contract: Record, collection: Collection) -> str:
    title = contract.code("JobTitle")
    post = contract.code("Post") or ""
    code_set = collection.code_sets.get(collection.fields["contract.Post"].code_set)
    known = code_set.codes.get(post) if code_set is not None else None
    return title or (known.description if known is not None else post)


def _contract(contract: Record, collection: Collection) -> str:
    start, end = contract.typed("ContractStart"), contract.typed("ContractEnd")
    parts = [_post(contract, collection)]
    parts += [f"from {start:%d/%m/%Y}"] if start is not None else []
    parts += [f"to {end:%d/%m/%Y}"] if end is not None else []
    return ", ".join(filter(None, parts))
