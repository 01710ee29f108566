"""A record of a person made once more, with what stands below it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from swf_desktop.canonical import SEPARATOR
from swf_desktop.record import Record

IDENTITY: Final = frozenset(
    {"TeacherNumber", "PersonFamilyName", "PersonGivenName", "FormerFamilyName", "NINumber", "PersonBirthDate",
     "PersonRef", "FullName", "Initials", "ContractRef"}
)  # fmt: skip
"""What makes a person this person: a copy does not get it."""


def copy_with_children(
    record: Record, parent: Record | str, made: list[tuple[str, Record | str, Mapping[str, str]]]
) -> None:
    """Put a record and what is below it into a list of records to be made: kind, parent and texts by tag.

    parent: a record, its key, or `#3` for the third of the list. What tells one person from another is not copied.
    """
    whole = record.kind == "staff"
    values = {
        tag: SEPARATOR.join(value.sent) if isinstance(value.sent, tuple) else value.sent
        for tag, value in record.values.items()
        if tag not in IDENTITY
    }
    number = len(made)
    made.append((record.kind, parent, values))
    kinds = ("contract",) if whole else ("role", "payment")
    for kind in kinds:
        for child in record.of(kind):
            copy_with_children(child, f"#{number}", made)
