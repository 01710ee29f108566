"""What a session tells: kinds of change, messages, open questions."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from swf_desktop.words import step_titles

if TYPE_CHECKING:
    from converters.recipe.question import Question

SUFFIX: Final = ".swfreturn"


HIDDEN: Final = "•••"
"""What stands for a name or a sum of money while they are hidden."""


TITLES: Final = step_titles()
"""The steps in the order of the rail, by name; known before any page is loaded."""


class What(StrEnum):
    """What kind of thing changed."""

    OPENED = "opened"  # another return, or none: everything
    SETTINGS = "settings"  # school, year, level, what of pay is sent
    FILES = "files"  # raw tables
    MATCHING = "matching"  # recipe, sheets, columns, codes, repairs, questions
    RECORDS = "records"  # all records were built anew: `return_` is another object
    EDITS = "edits"  # records in `touched` changed in place
    PAY = "pay"
    FINDINGS = "findings"
    NOTES = "notes"
    UPLOAD = "upload"  # what COLLECT said, what was changed there, the authorisation
    EXPORTS = "exports"  # something was written, locked or unlocked
    JOURNAL = "journal"  # what can be undone and redone
    STATE = "state"  # saved, busy, how far
    PRIVACY = "privacy"


class Message(NamedTuple):
    """Something to tell the user in place, without a box: text, how bad, and what to do about it."""

    text: str
    kind: Literal["info", "done", "problem"] = "info"


class OpenQuestion(NamedTuple):
    """A question that is open. step: name of the step in which it is answered (`columns`, `codes`, `people`, `pay`)."""

    step: str
    question: Question
