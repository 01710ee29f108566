"""Qualifications (6220 to 6260Q, and those whose number is not known)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from swf_desktop.record import Record
from validation.rule import Hit, Person, rule

DEGREES: Final = frozenset({"BEDO", "FRST", "MAST", "DOCT"})
"""Qualification codes that are degrees, which have a class."""

SENCO_AWARD: Final = "Z201"


def _subjects(record: Record) -> tuple[str, ...]:
    value = record.values.get("QualificationSubject")
    if value is None:
        return ()
    return value.sent if isinstance(value.sent, tuple) else (value.sent,)


def _known(person: Person, subject: str) -> bool:
    """Whether a subject is of the code set, which lists groups; finer codes of them are valid too."""
    code_set = person.collection.code_sets.get(person.collection.fields["qualification.QualificationSubject"].code_set)
    return code_set is None or code_set.holds(subject)


def _unknown_subject(person: Person, index: int) -> Iterator[Hit]:
    for record in person.qualifications:
        subjects = _subjects(record)
        if len(subjects) > index and not _known(person, subjects[index]):
            yield Hit(record, "QualificationSubject", {"subject": subjects[index]}, index)


@rule("6220", "qualification.QualificationSubject", covers=("qualification.QualificationSubject",))
def first_subject_known(person: Person) -> Iterator[Hit]:
    """Report a first subject that is not of the code set: a JACS letter and 100 to 990, or a Z code."""
    yield from _unknown_subject(person, 0)


@rule("6240", "qualification.QualificationSubject", covers=("qualification.QualificationSubject",))
@rule("X08", "qualification.QualificationSubject", covers=("qualification.QualificationSubject",))
def second_subject_known(person: Person) -> Iterator[Hit]:
    """Report a second subject that is not of the code set: the test of 6220, to 2016 under a number that is not known.

    That 6240, seen in 2017 beside 6220, is that number is inferred from its place.
    """
    yield from _unknown_subject(person, 1)


@rule("6245", "qualification.QualificationSubject")
def subjects_differ(person: Person) -> Iterator[Hit]:
    """Report two subjects that are equal."""
    for record in person.qualifications:
        subjects = _subjects(record)
        if len(subjects) > 1 and subjects[0] == subjects[1]:
            yield Hit(record, "QualificationSubject", {"subject": subjects[1]}, 1)


@rule("6260Q", "contract.open", "role.RoleIdentifier", "qualification.QualificationSubject")
def senco_award(person: Person) -> Iterator[Hit]:
    """Report a SENCO (role SENC under an open contract) without the national award (subject Z201); 2019 on.

    The wording of 2022 lets off those who have been SENCO since 2009; no item of the return says so, which is what the
    note is for.
    """
    for contract in person.open_contracts:
        if "SENC" in contract.role_codes:
            if not any(SENCO_AWARD in _subjects(record) for record in person.qualifications):
                yield Hit(person.record)
            return


@rule("X06", "qualification.QualificationCode", covers=("qualification.QualificationCode",))
def qualification_known(person: Person) -> Iterator[Hit]:
    """Report a qualification that is not in the code set."""
    for record in person.qualifications:
        if not person.valid(record, "QualificationCode"):
            yield Hit(record, "QualificationCode")


@rule("X07", "qualification.QualificationCode", "qualification.QualificationSubject", "qualification.ClassOfDegree")
def qualification_given(person: Person) -> Iterator[Hit]:
    """Report a subject without its qualification; a class of degree alone counts too: it says as much."""
    for record in person.qualifications:
        if not record.has("QualificationCode") and (record.has("QualificationSubject") or record.has("ClassOfDegree")):
            yield Hit(record, "QualificationCode")


@rule("X09", "qualification.QualificationCode", "qualification.QualificationSubject")
def subject_given(person: Person) -> Iterator[Hit]:
    """Report a qualification without a subject; off, because guidance of 2010 has it blank where none fits."""
    for record in person.qualifications:
        if record.has("QualificationCode") and not _subjects(record):
            yield Hit(record, "QualificationSubject")


@rule("X70", "qualification.QualificationCode", "qualification.ClassOfDegree")
def class_of_a_degree(person: Person) -> Iterator[Hit]:
    """Report a class of degree for a known qualification that is no degree (PGCE, CTED, NVQ4, NNUK)."""
    for record in person.qualifications:
        code = record.code("QualificationCode")
        if (
            code is not None
            and code not in DEGREES
            and record.has("ClassOfDegree")
            and person.valid(record, "QualificationCode")
        ):
            yield Hit(record, "ClassOfDegree", {"qualification": code})
