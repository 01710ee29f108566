"""A return as it is shown: fields, pay, names, hidden or not."""

from __future__ import annotations

from typing import Final

PRIVATE: Final = frozenset(
    {"PersonFamilyName", "PersonGivenName", "FormerFamilyName", "FullName", "Initials", "NINumber", "TeacherNumber",
     "PersonBirthDate", "PersonRef"}
)  # fmt: skip
