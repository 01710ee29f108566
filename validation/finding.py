"""What a check found: which rule, how bad, where, what it means and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from swf_desktop.record import Record, Source


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


ORDER: Final = (Severity.SCHEMA, Severity.ERROR, Severity.QUERY, Severity.QUESTION, Severity.REPAIR)
"""Worst first."""


MARKS: Final = {
    Severity.SCHEMA: "▲",
    Severity.ERROR: "■",
    Severity.QUERY: "□",
    Severity.QUESTION: "○",
    Severity.REPAIR: "·",
}
"""A mark beside each word, so that a page is read without colour and at a glance."""


WORDS: Final = {
    Severity.SCHEMA: ("Structure fault", "Structure faults"),
    Severity.ERROR: ("Error", "Errors"),
    Severity.QUERY: ("Query", "Queries"),
    Severity.QUESTION: ("Question", "Questions"),
    Severity.REPAIR: ("Repair", "Repairs"),
}
"""What one of each is called, and several."""


MEANINGS: Final = {
    Severity.SCHEMA: "the file is not built as the census message must be; COLLECT may refuse to load it",
    Severity.ERROR: "must be mended before the return can be authorised",
    Severity.QUERY: "unusual: mend it, or explain it in a note in COLLECT",
    Severity.QUESTION: "this program needs your answer to read the files",
    Severity.REPAIR: "a value was read in another form than the file has it; check that it is right",
}


def counted(number: int, one: str, many: str = "") -> str:
    """Return `1 error` or `1,234 errors`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def word(severity: Severity) -> str:
    """Return how bad it is, in a word."""
    return WORDS[severity][0]
