"""Checks of our own over every field that no numbered rule judges: codes of their sets, and forms (X95 to X97)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Field
from swf_desktop.facts import person_label
from validation.forms import FORMS, NO_CODE, NO_FORM, UNUSUAL_ESTAB, Fault
from validation.rule import EVERY, Hit, Person, ReturnFacts, return_rule, rule


def _of(fault: Fault, holder: Person | ReturnFacts) -> str:
    """Return whose field it is, to follow its label."""
    if isinstance(holder, Person):
        return f" of {person_label(holder.record)}"
    return {"message": " in the file's header", "la": " of the authority"}.get(fault.record.kind, " of the school")


NOT_SETTLED: Final = "settled: it can be read in two ways, and the question on its column is open"


def _is_asked(fault: Fault, field: Field) -> bool:
    """Whether a text would do as it stands, and was not taken because what it means is asked: 32.30 under Hrs:Mins."""
    value = fault.record.values.get(fault.tag)
    return (
        value is not None
        and field.type != "name"
        and value.typed is None
        and isinstance(value.sent, str)
        and canonical_value(field, value.sent).typed is not None
    )


def _hits(faults: Iterable[Fault], number: str, holder: Person | ReturnFacts) -> Iterator[Hit]:
    for fault in faults:
        if fault.number != number:
            continue
        values = {"of": _of(fault, holder)}
        if number == NO_FORM:
            field = holder.collection.fields[f"{fault.record.kind}.{fault.tag}"]
            values["form"] = NOT_SETTLED if _is_asked(fault, field) else FORMS[field.type]
            values["example"] = field.example
        yield Hit(fault.record, fault.tag, values, fault.index)


@rule(NO_CODE, EVERY)
def no_code_of_person(person: Person) -> Iterator[Hit]:
    """Find a coded item whose text is no member of its set, where no numbered rule in force judges it."""
    return _hits(person.faults, NO_CODE, person)


@return_rule(NO_CODE, EVERY)
def no_code_of_return(facts: ReturnFacts) -> Iterator[Hit]:
    """As for a person."""
    return _hits(facts.faults, NO_CODE, facts)


@rule(NO_FORM, EVERY)
def no_form_of_person(person: Person) -> Iterator[Hit]:
    """Find a date, number, amount or truth value that does not parse, where no numbered rule in force judges it."""
    return _hits(person.faults, NO_FORM, person)


@return_rule(NO_FORM, EVERY)
def no_form_of_return(facts: ReturnFacts) -> Iterator[Hit]:
    """As for a person."""
    return _hits(facts.faults, NO_FORM, facts)


@rule(UNUSUAL_ESTAB, "absence.Estab", "curriculum.Estab", "qualification.Estab")
def unusual_estab_of_person(person: Person) -> Iterator[Hit]:
    """Find an establishment number outside the ranges that 4285 allows, in a record that 4285 does not read."""
    return _hits(person.faults, UNUSUAL_ESTAB, person)


@return_rule(UNUSUAL_ESTAB, "message.Estab", "school.Estab")
def unusual_estab_of_return(facts: ReturnFacts) -> Iterator[Hit]:
    """As for a person."""
    return _hits(facts.faults, UNUSUAL_ESTAB, facts)
