"""Rules of the 4100s and 4200s: who a person is. Where a condition left a choice, the docstring has it."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import Final

from swf_desktop.record import Record
from validation.rule import Contract, Hit, Person, rule

_SPACES: Final = re.compile(r"\s{2,}")
_TEACHER_NUMBER: Final = re.compile(r"[0-9]{7}")
# Letters that HMRC does not use: D F I Q U V in both places, O in the second; the last is A to D.
_NI_NUMBER: Final = re.compile(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]")
_NI_SHAPE: Final = re.compile(r"[A-Z]{2}[0-9]{6}[A-Z]")
_TEMPORARY: Final = frozenset({"GB", "BG", "NK", "KN", "TN", "NT", "ZZ"})
_NOT_OBTAINED: Final = "NOBT"


def quoted(record: Record, tag: str, fault: str) -> str:
    """Return `missing`, or the field's text in quotes with what is wrong with it, to follow `is` in a message."""
    return f'"{record.raw(tag)}", {fault}' if record.has(tag) else "missing"


def texts(record: Record, tag: str) -> tuple[str, ...]:
    """Return all texts of a field, none where it is blank."""
    value = record.values.get(tag)
    if value is None:
        return ()
    return value.sent if isinstance(value.sent, tuple) else (value.sent,)


STATUSES: Final = ("QTStatus", "QTLS", "EYTS")
"""The statuses of a qualified teacher; to 2017 there is the first one only."""

_NUMBERED_POSTS: Final = frozenset({"HDT", "DHT", "AHT", "TCH", "TCM", "TCU", "APP", "LDP"})
_POSTS_NEED_NUMBERS: Final = 2025
"""The first year in which a post alone makes 4100Q ask for a teacher number, as far as was read."""


def qualified(person: Person) -> bool:
    """Whether somebody holds a status of a qualified teacher."""
    return any(person.record.typed(tag) is True for tag in STATUSES)


@rule("4100", "staff.TeacherNumber", "staff.QTStatus")
def qualified_without_number(person: Person) -> Iterator[Hit]:
    """QTStatus true and no teacher number: the condition of 2010."""
    if person.record.typed("QTStatus") is True and not person.record.has("TeacherNumber"):
        yield Hit(person.record, "TeacherNumber")


@rule(
    "4100Q",
    "staff.TeacherNumber",
    *(f"staff.{tag}" for tag in STATUSES),
    "contract.Post",
    "contract.open",
    "contract.Scale",
    "role.Scale",
)
def teacher_without_number(person: Person) -> Iterator[Hit]:
    """Find somebody without a number who has a status or, from 2025, a teacher's post off the unqualified range."""
    if person.record.has("TeacherNumber"):
        return
    if qualified(person):
        yield Hit(person.record, "TeacherNumber", {"what": "is recorded as a qualified teacher"})
    elif person.collection.year >= _POSTS_NEED_NUMBERS:
        for contract in person.open_contracts:
            ranges = {block.scale for block in contract.pay_blocks()}
            if contract.post in _NUMBERED_POSTS and "UT" not in ranges:
                yield Hit(person.record, "TeacherNumber", {"what": f"has a teacher's post ({contract.post})"})
                return


@rule("4105", "staff.TeacherNumber", covers=("staff.TeacherNumber",))
def teacher_number_form(person: Person) -> Iterator[Hit]:
    """Find a teacher number that is not exactly seven digits."""
    number = person.record.code("TeacherNumber")
    if number is not None and not _TEACHER_NUMBER.fullmatch(number):
        yield Hit(person.record, "TeacherNumber")


@rule("4110", "staff.PersonFamilyName")
def family_name(person: Person) -> Iterator[Hit]:
    """Family name absent, or with two or more spaces together."""
    return _names(person, "PersonFamilyName", required=True)


@rule("4120", "staff.PersonGivenName")
def given_name(person: Person) -> Iterator[Hit]:
    """Given name absent, or one of them with two or more spaces together."""
    return _names(person, "PersonGivenName", required=True)


@rule("4140", "staff.FormerFamilyName")
def former_name(person: Person) -> Iterator[Hit]:
    """Find a former family name with two or more spaces together."""
    return _names(person, "FormerFamilyName", required=False)


def _names(person: Person, tag: str, *, required: bool) -> Iterator[Hit]:
    names = texts(person.record, tag)
    if required and not any(names):
        yield Hit(person.record, tag, {"what": "missing"})
    for index, name in enumerate(names):
        if _SPACES.search(name):
            yield Hit(person.record, tag, {"what": f'"{name}", which has two or more spaces together'}, index)


@rule("4150", "staff.NINumber")
def ni_number_form(person: Person) -> Iterator[Hit]:
    """Find a National Insurance number that is none.

    Read as the usual check of the United Kingdom (letters in use, suffix A to D), which is what the implementation of
    2010 used. A temporary number in the right shape is left to 4155, so that it is reported once.
    """
    number = person.record.code("NINumber")
    if number is None or _NI_NUMBER.fullmatch(number):
        return
    if number[:2] not in _TEMPORARY or not _NI_SHAPE.fullmatch(number):
        yield Hit(person.record, "NINumber")


@rule("4155", "staff.NINumber")
def temporary_ni_number(person: Person) -> Iterator[Hit]:
    """Find the first two letters of a temporary or administrative number."""
    number = person.record.code("NINumber")
    if number is not None and number[:2] in _TEMPORARY:
        yield Hit(person.record, "NINumber", {"prefix": number[:2]})


@rule("4160Q", "staff.NINumber")
def no_ni_number(person: Person) -> Iterator[Hit]:
    """No National Insurance number."""
    if not person.record.has("NINumber"):
        yield Hit(person.record, "NINumber")


@rule("4180", "staff.GenderCurrent", covers=("staff.GenderCurrent",))
def gender(person: Person) -> Iterator[Hit]:
    """Gender absent, or no code of its set; the invalid code under the same number is inferred."""
    if not person.record.has("GenderCurrent") or not person.valid(person.record, "GenderCurrent"):
        what = quoted(person.record, "GenderCurrent", "which is not a code of the list")
        yield Hit(person.record, "GenderCurrent", {"what": what})


@rule("4190", "staff.PersonBirthDate", covers=("staff.PersonBirthDate",))
def birth_date(person: Person) -> Iterator[Hit]:
    """Date of birth absent, or no date."""
    if person.born is None:
        yield Hit(person.record, "PersonBirthDate", {"what": quoted(person.record, "PersonBirthDate", "not a date")})


def _age_outside(person: Person, youngest: int, oldest: int) -> Iterator[Hit]:
    age = person.age
    if age is not None and not youngest <= age <= oldest:
        yield Hit(person.record, "PersonBirthDate", {"age": str(age)})


@rule("4200", "staff.PersonBirthDate", "person.age")
def age_impossible(person: Person) -> Iterator[Hit]:
    """Age in whole years on the reference date below 15 or above 100; 15 and 100 themselves are valid."""
    return _age_outside(person, 15, 100)


@rule("4210Q", "staff.PersonBirthDate", "person.age")
def age_unusual(person: Person) -> Iterator[Hit]:
    """Age in whole years on the reference date below 16 or above 70.

    Fires beside 4200 as well: the two conditions are the department's, and a note does not settle the error.
    """
    return _age_outside(person, 16, 70)


def _not_a_code(person: Person, tag: str) -> Iterator[Hit]:
    if not person.valid(person.record, tag):
        yield Hit(person.record, tag)


@rule("4220", "staff.Ethnicity", covers=("staff.Ethnicity",))
def ethnicity(person: Person) -> Iterator[Hit]:
    """Ethnicity that is no code of the set; a missing one is X02, whose official number is not known."""
    return _not_a_code(person, "Ethnicity")


LONG_EMPLOYED: Final = 100
"""Calendar days after which what is not yet obtained is asked for: what the department told a vendor in 2025."""


def _not_obtained(person: Person, tag: str) -> Iterator[Hit]:
    """Yield an item that is not yet obtained, or blank, of somebody who joined more than 100 days before census day.

    They joined with their first arrival in school, or their first contract where that is earlier.
    """
    if (person.record.code(tag) or _NOT_OBTAINED) != _NOT_OBTAINED:
        return
    days = [day for contract in person.contracts for day in (contract.start, _arrival(contract)) if day is not None]
    if days and (person.reference_date - min(days)).days > LONG_EMPLOYED:
        yield Hit(person.record, tag, {"joined": f"{min(days):%d/%m/%Y}"})


def _arrival(contract: Contract) -> date | None:
    value = contract.record.typed("SchoolArrivalDate")
    return value if isinstance(value, date) else None


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last day of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@rule("4221Q", "staff.Ethnicity", "contract.ContractStart", "contract.SchoolArrivalDate")
def ethnicity_not_obtained(person: Person) -> Iterator[Hit]:
    """From 2025: ethnicity not yet obtained, or blank, more than 100 days after the person joined."""
    return _not_obtained(person, "Ethnicity")


@rule("4225", "staff.Disability", covers=("staff.Disability",))
def disability(person: Person) -> Iterator[Hit]:
    """Disability that is no code of the set."""
    return _not_a_code(person, "Disability")


@rule("4226Q", "staff.Disability", "contract.ContractStart", "contract.SchoolArrivalDate")
def disability_not_obtained(person: Person) -> Iterator[Hit]:
    """From 2025: disability not yet obtained, or blank, more than 100 days after the person joined."""
    return _not_obtained(person, "Disability")


@rule("4228", *(f"staff.{tag}" for tag in STATUSES), "person.category")
def no_status_for_teacher(person: Person) -> Iterator[Hit]:
    """From 2018: a teacher (category 1 or 2) of whom no qualified status is said; the posts were not seen."""
    if person.category in (1, 2) and not any(person.record.has(tag) for tag in STATUSES):
        yield Hit(person.record, "QTStatus")


def _not_boolean(person: Person, tag: str) -> Iterator[Hit]:
    if person.record.has(tag) and not isinstance(person.record.typed(tag), bool):
        yield Hit(person.record, tag)


@rule("4230", "staff.QTStatus", covers=("staff.QTStatus",))
def status_form(person: Person) -> Iterator[Hit]:
    """QTStatus that is no truth value; 1 and 0 are ones (CBDS)."""
    return _not_boolean(person, "QTStatus")


@rule("4235Q", "staff.QTStatus", "staff.PersonBirthDate", "person.age")
def young_teacher(person: Person) -> Iterator[Hit]:
    """QTStatus true under 21 on the reference date; the message of 2010 had 1 January, its test used census day."""
    age = person.age
    if person.record.typed("QTStatus") is True and age is not None and age < 21:
        yield Hit(person.record, "QTStatus", {"age": str(age)})


@rule("4240", "staff.HLTAStatus", covers=("staff.HLTAStatus",))
def hlta_form(person: Person) -> Iterator[Hit]:
    """HLTAStatus that is no truth value."""
    return _not_boolean(person, "HLTAStatus")


@rule("4245", "staff.HLTAStatus", "staff.PersonBirthDate", "person.age")
def young_assistant(person: Person) -> Iterator[Hit]:
    """HLTAStatus true under 18 on the reference date."""
    age = person.age
    if person.record.typed("HLTAStatus") is True and age is not None and age < 18:
        yield Hit(person.record, "HLTAStatus", {"age": str(age)})


@rule("4250", "staff.QTSRoute", covers=("staff.QTSRoute",))
def route(person: Person) -> Iterator[Hit]:
    """QTSRoute that is no code of the year's set."""
    return _not_a_code(person, "QTSRoute")


@rule("X02", "staff.Ethnicity")
def no_ethnicity(person: Person) -> Iterator[Hit]:
    """Ethnicity absent."""
    if not person.record.has("Ethnicity"):
        yield Hit(person.record, "Ethnicity")
