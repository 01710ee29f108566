"""The user's edits, laid over the records that the files give."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from swf_desktop.record import Record, Return, Value
from swf_desktop.workspace.journal import Added, Edit

if TYPE_CHECKING:
    from swf_desktop.collection import Collection

_ONE_OF_A_KIND: Final = frozenset({"school", "la"})


def apply_added(return_: Return, added: Iterable[Added], collection: Collection) -> list[Added]:
    """Put the records made by hand below their parents, empty; parents made by hand come before what is below them.

    Returns those whose parent is gone, which are never dropped. The school and the authority have one record: where
    there is one already, nothing is added.
    """
    added = list(added)
    if not added:
        return []
    wanted = {one.parent for one in added}
    records: dict[str, Record] = {"message": return_.message}
    for record in return_.message.walk():
        if record.key in wanted:
            records.setdefault(record.key, record)
    gone: list[Added] = []
    for one in added:
        parent = records.get(one.parent)
        if parent is None or one.kind not in collection.kinds:
            gone.append(one)
            continue
        if one.kind in _ONE_OF_A_KIND and parent.of(one.kind):
            records.setdefault(one.key, parent.of(one.kind)[0])
            continue
        record = parent.add(Record(one.kind, one.key))
        records[one.key] = record
    return gone


def apply_overlay(return_: Return, overlay: Iterable[Edit], collection: Collection) -> list[Edit]:
    """Lay the user's edits over the records; return the edits whose record or field is gone, which are never dropped.

    The value that an edit replaces is kept among the record's losers, with where it came from.
    """
    # The window imports the journal before it shows, and what reads fields only once there is something to read.
    from swf_desktop.canonical import canonical_value

    edits = list(overlay)
    if not edits:
        return []
    wanted = {edit.record for edit in edits}
    records: dict[str, Record] = {}
    for record in return_.message.walk():
        if record.key in wanted:
            records.setdefault(record.key, record)
    gone: list[Edit] = []
    for edit in edits:
        found = records.get(edit.record)
        field = collection.fields.get(edit.field)
        if found is None or field is None or field.kind != found.kind:
            gone.append(edit)
            continue
        value = canonical_value(field, edit.text) if edit.text.strip() else None
        _lay(found, field.tag, value)
    return gone


def _lay(record: Record, tag: str, value: Value | None) -> None:
    if record.values.get(tag) == value:
        return
    record.withdraw(tag)
    if value is not None:
        record.put(tag, value)
