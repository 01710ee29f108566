"""The key of each record: from what identifies it in the source, never from its place or from what a user may edit.

Keys are given once, right after the rows are joined: before any answer or edit changes a value, so that neither moves
the edits of another. Records that come later (a role that follows from a post, a payment among the pay elements) get
theirs then; a key that a record has is never changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from swf_desktop.record import Record, Return

_PERSON: Final = ("PersonRef", "TeacherNumber", "NINumber")

_IDENTITY: Final[Mapping[str, tuple[str, ...]]] = {
    "role": ("RoleIdentifier",),
    "payment": ("PaymentType", "PaymentName"),
    "element": ("ElementName", "ElementPeriod"),
    "absence": ("FirstDayOfAbsence", "AbsenceCategory"),
    "curriculum": ("Subject", "YearGroup"),
    "qualification": ("QualificationCode", "QualificationSubject"),
    "vacancy": ("VacancyPost", "Subject"),
    "headcount": ("AgencyTPsupportCategory",),
}
"""What tells records of one kind below one parent apart. Where it does not, all that the source says of each does."""

_CODES: Final = frozenset(
    {
        *("Post", "RoleIdentifier", "PaymentType", "AbsenceCategory", "Subject", "YearGroup", "QualificationCode"),
        *("QualificationSubject", "VacancyPost", "AgencyTPsupportCategory"),
    }
)

_CONTRACT: Final = ("ContractStart", "JobTitle", "Post", "Estab")


def assign_keys(return_: Return) -> None:
    """Give every record that has none a key that stays the same when the same sources are read again.

    A person: the kind of id and the id, else names and birth date. A contract: its reference, else start, title (or
    post) and establishment. Other records: what tells them apart below their parent, as the source has it. Records that
    are the same in that are told apart by all their cells; `~2` stands only where nothing does.
    """
    message = return_.message
    message.key = message.key or "message"
    keys = [record.key for record in message.walk()]
    if all(keys):
        # Called after each stage that may add records: most often none did.
        return
    taken = set(filter(None, keys))
    people = [person for person in return_.staff if not person.key]
    _give(people, [_person(person) for person in people], taken)
    for kind in ("school", "la"):
        for index, record in enumerate(message.of(kind), 1):
            record.key = record.key or (kind if index == 1 else f"{kind}~{index}")
    _below(message, taken)


def _below(parent: Record, taken: set[str]) -> None:
    """Key the records below one, from the top down: a key begins with that of what is above."""
    for kind, records in (parent.children or {}).items():
        new = [record for record in records if not record.key]
        if new:
            _give(new, [f"{parent.key}/{kind}:{_identity(record)}" for record in new], taken)
        for record in records:
            if record.children:
                _below(record, taken)


def _give(records: list[Record], keys: list[str], taken: set[str]) -> None:
    """Give each record its key; those that would have the same one are told apart by all that the source says."""
    count = Counter(keys)
    for record, key in zip(records, keys, strict=True):
        own = f"{key}|{_all(record)}" if count[key] > 1 and record.kind != "staff" else key
        number, unique = 1, own
        while unique in taken:
            number += 1
            unique = f"{own}~{number}"
        taken.add(unique)
        record.key = unique


def _person(person: Record) -> str:
    tag = next((tag for tag in _PERSON if person.has(tag)), None)
    if tag is not None:
        return f"{tag}:{_said(person, tag)}"
    names = [person.raw(tag).strip() for tag in ("PersonFamilyName", "PersonGivenName", "FullName", "PersonBirthDate")]
    return "name:" + ":".join(name for name in names if name)


def _identity(record: Record) -> str:
    if record.kind == "contract":
        if record.has("ContractRef"):
            return _said(record, "ContractRef")
        start, title, post, estab = (_said(record, tag) for tag in _CONTRACT)
        return "|".join((start, title or post, estab))
    return "|".join(_said(record, tag) for tag in _IDENTITY.get(record.kind, ())) or "1"


def _all(record: Record) -> str:
    return "|".join(f"{tag}={record.values[tag].raw.strip()}" for tag in sorted(record.values))


def _said(record: Record, tag: str) -> str:
    """Return what the source says of a field: as it is sent, so that 1/9/13 and 01/09/2013, ="007" and 007 agree.

    For codes the text of the source: which code it is may be answered.
    """
    value = record.values.get(tag)
    if value is None:
        return ""
    return value.raw.strip() if tag in _CODES or isinstance(value.sent, tuple) else value.sent


# Keys of before: children by their place, and contracts by fields that a user may edit.


def former_keys(return_: Return) -> dict[str, Record]:
    """Return the records by the keys that version 0.1 gave them, for edits and notes that were kept under those."""
    found: dict[str, Record] = {}
    seen: dict[str, int] = {}

    def unique(key: str) -> str:
        seen[key] = seen.get(key, 0) + 1
        return key if seen[key] == 1 else f"{key}~{seen[key]}"

    def below(parent: Record, key: str) -> None:
        for kind, records in (parent.children or {}).items():
            for index, record in enumerate(records, 1):
                own = f"{key}/{kind}:{index}"
                if kind == "contract":
                    said = (record.code(tag) or "" for tag in ("ContractStart", "Post", "Estab"))
                    own = unique(f"{key}/contract:{record.code('ContractRef') or '|'.join(said)}")
                found.setdefault(own, record)
                below(record, own)

    for index, person in enumerate(return_.staff, 1):
        tag = next((tag for tag in _PERSON if person.has(tag)), None)
        name = f"name:{person.code('PersonFamilyName') or ''}:{person.raw('PersonBirthDate') or index}"
        key = unique(f"{tag}:{person.values[tag].sent}" if tag else name)
        found.setdefault(key, person)
        below(person, key)
    for kind in ("school", "la"):
        for record in return_.message.of(kind):
            below(record, kind)
    return found
