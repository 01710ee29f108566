"""What a check found: which rule, how bad, where, what it means and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from swf_desktop.record import Record, Source
from swf_desktop.words import SEVERITIES


class Severity(StrEnum):
    """How bad a finding is: errors and schema faults stop authorisation, queries want a note, the rest is ours."""

    ERROR = "error"
    QUERY = "query"
    QUESTION = "question"
    REPAIR = "repair"
    SCHEMA = "schema"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding, in both addresses: the source cell and the XML element.

    rule: the number (`4180`, `X01`), or `schema`, or the kind of question or repair (`column`, `leading zeros`).
    person: who it is about, as people name them; None for a finding on the whole return.
    field: full field name such as `staff.GenderCurrent`.
    record: the record itself, for the window; not part of any report.
    """

    rule: str
    severity: Severity
    message: str
    action: str
    person: str | None = None
    field: str | None = None
    value: str | None = None
    source: Source | None = None
    xpath: str = "/Message"
    record: Record | None = None


ORDER: Final = tuple(map(Severity, SEVERITIES))
"""Worst first."""
