"""The findings that no rule made: of the schema, the open questions, and where the files disagree."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ui.session.events import TITLES
from validation.finding import Finding, Severity

if TYPE_CHECKING:
    from ui.session.events import OpenQuestion
    from ui.session.shown import Shown
    from ui.session.state import State


def of_schema(state: State, shown: Shown) -> list[Finding]:
    """Return what the schema refused when the return was built."""
    if state.built is None:
        return []
    return [replace(finding, record=shown.record(key)) for finding, key in state.built.schema]


def of_questions(state: State) -> list[tuple[Finding, OpenQuestion]]:
    """Return a finding for each open question, with the question."""
    found = []
    for one in state.questions:
        finding = Finding(
            rule="question",
            severity=Severity.QUESTION,
            message=one.question.text,
            action=f"Answer it in “{TITLES[one.step]}”.",
            source=one.question.source,
        )
        found.append((finding, one))
    return found


def of_conflicts(state: State, shown: Shown) -> list[Finding]:
    """Return a finding for each field about which the files disagree and the user has not said what is right."""
    found = []
    for record, tag in state.records.conflicts:
        name = f"{record.kind}.{tag}"
        field = shown.field(record, tag)
        if (record.key, name) in state.overlay or field is None:
            continue
        person = record.person()
        found.append(
            Finding(
                rule="conflict",
                severity=Severity.QUESTION,
                message=f"{field.label}: the files disagree. Both values are kept, and one is used.",
                action="Check which is right, and type it into the field.",
                person=None if person is None else shown.name_of(person),
                field=name,
                value=record.raw(tag),
                source=record.source(tag),
                record=record,
            )
        )
    return found
