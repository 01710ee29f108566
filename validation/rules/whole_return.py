"""Rules over all people of a return (6500 to 6570Q)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from swf_desktop.facts import person_label
from validation.rule import MOST_TOLD, Hit, Person, ReturnFacts, return_rule, rule

LEVEL: Final = ("message.SourceLevel", "message.Estab")
"""What makes a return a school's own or an authority's (`engine.level_of`)."""

HEAD_ROLES: Final = frozenset({"HDTR", "EXHT"})


def contracts_included(facts: ReturnFacts) -> bool:
    """Whether the return holds contracts: false only where its module flag says that another file carries them."""
    return facts.message.typed("ContractOrServiceIncluded") is not False


def of_a_school(facts: ReturnFacts) -> bool:
    """Whether this is a school's own return: not of central staff, and not an authority's file about one school."""
    return facts.level == "S" and facts.message.code("SourceLevel") != "L"


def _shared(person: Person, others: Sequence[Person] | None, tag: str) -> Iterator[Hit]:
    """Yield a finding for somebody who shares a value, naming the others, or saying that they are many."""
    names = f"more than {MOST_TOLD} others" if others is None else "; ".join(person_label(one.record) for one in others)
    yield Hit(person.record, tag, {"others": names})


def _teacher_number(person: Person) -> Iterable[str]:
    number = person.record.code("TeacherNumber")
    return () if number is None else (number,)


def _ni_number(person: Person) -> Iterable[str]:
    number = person.record.code("NINumber")
    return () if number is None else (number.replace(" ", "").upper(),)


@return_rule("6500", "staff.TeacherNumber", key=_teacher_number)
def one_person_a_teacher_number(person: Person, others: Sequence[Person] | None) -> Iterator[Hit]:
    """Report two or more staff records with one teacher number, at each of them."""
    return _shared(person, others, "TeacherNumber")


@return_rule("6510", "staff.NINumber", key=_ni_number)
def one_person_an_ni_number(person: Person, others: Sequence[Person] | None) -> Iterator[Hit]:
    """Report two or more staff records with one NI number, whatever its spaces and case, at each of them."""
    return _shared(person, others, "NINumber")


def _head_roles(person: Person) -> Iterable[str]:
    return {code for contract in person.contracts for code in contract.role_codes if code in HEAD_ROLES}


@return_rule("6540Q", "role.RoleIdentifier", *LEVEL, "message.ContractOrServiceIncluded", tally=_head_roles)
def head_teacher(facts: ReturnFacts) -> Iterator[Hit]:
    """Report a school's return in which nobody has role HDTR or EXHT.

    The rule of 2010 knew HDTR alone; EXHT satisfies it by 2022, and the milder stands. The role may be under any
    contract, as in the wording of the rule. Not where another file carries the contracts.
    """
    if of_a_school(facts) and contracts_included(facts) and not facts.tally("6540Q"):
        yield Hit(facts.message)


def _induction(person: Person) -> Iterable[str]:
    if person.category != 1 or not person.open_contracts:
        return ()
    return ("given" if person.record.has("NewlyQualifiedTeacher") else "blank",)


@return_rule("X99", "person.category", "contract.open", "staff.NewlyQualifiedTeacher", tally=_induction)
def induction_years(facts: ReturnFacts) -> Iterator[Hit]:
    """Report once how many teachers with an open contract have no induction year; most often no file has it at all.

    Ours: one query for the whole return, because a column that is missing is one thing to mend.
    """
    counts = facts.tally("X99")
    if counts["blank"] and facts.collection.sends("staff.NewlyQualifiedTeacher"):
        blank, all_ = counts["blank"], counts.total()
        count = "any teacher" if blank == all_ else f"{blank:,} of {all_:,} teachers"
        yield Hit(facts.message, None, {"count": count})


def _senco_roles(person: Person) -> Iterable[str]:
    return {"SENC" for contract in person.open_contracts if "SENC" in contract.role_codes}


@return_rule(
    "6550Q",
    "role.RoleIdentifier",
    "contract.open",
    *LEVEL,
    "message.ContractOrServiceIncluded",
    tally=_senco_roles,
)
def senco(facts: ReturnFacts) -> Iterator[Hit]:
    """Report a school's return in which nobody has role SENC under an open contract; 2016 on."""
    if of_a_school(facts) and contracts_included(facts) and not facts.tally("6550Q"):
        yield Hit(facts.message)


def _business_professionals(person: Person) -> Iterable[bool]:
    if any(contract.post == "SBP" for contract in person.contracts):
        yield person.record.typed("SLT") is True


@return_rule("6560Q", "contract.Post", tally=_business_professionals)
def business_professional_leads(facts: ReturnFacts) -> Iterator[Hit]:
    """Report a return with post SBP none of whose holders is on the leadership team (SLT true); 2023 on."""
    found = facts.tally("6560Q")
    if found[False] and not found[True]:
        yield Hit(facts.message)


@rule("6570Q", "contract.Post", "qualification.QualificationCode")
def business_professional_qualified(person: Person) -> Iterator[Hit]:
    """Report somebody with post SBP and no qualification recorded; 2023 on."""
    if not person.qualifications and any(contract.post == "SBP" for contract in person.contracts):
        yield Hit(person.record)


MODULES: Final = {
    "contract": "ContractOrServiceIncluded",
    "absence": "AbsencesIncluded",
    "curriculum": "CurriculumsIncluded",
    "qualification": "QualificationsIncluded",
}


def _kinds(person: Person) -> Iterable[str]:
    children = person.record.children
    return () if not children else (kind for kind in MODULES if children.get(kind))


@return_rule("X23", *(f"message.{tag}" for tag in MODULES.values()), tally=_kinds)
def modules_as_said(facts: ReturnFacts) -> Iterator[Hit]:
    """Report a module flag that is false where its records are there, or true for contracts where nobody has one.

    The other flags may be true with no records: nobody need have been absent.
    """
    found = facts.tally("X23")
    for kind, tag in MODULES.items():
        flag = facts.message.typed(tag)
        if flag is False and found[kind]:
            yield Hit(facts.message, tag, {"count": str(found[kind])})
        elif flag is True and kind == "contract" and facts.return_.staff and not found[kind]:
            yield Hit(facts.message, tag, {"count": "0"})
