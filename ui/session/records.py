"""The records that the window shows: filled bundle by bundle, changed in place edit by edit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from converters.payroll.contract_pay import ContractPay
    from swf_desktop.collection import Collection
    from swf_desktop.record import Record, Return, Value
    from swf_desktop.workspace.journal import Change, FieldChange, RecordChange


class NotHere(Exception):  # noqa: N818 - no error: the change needs a new build
    """A change that cannot be made in place, because what stood there before is not known here."""


class Records:
    """The return with an index. pays: person's key to the pay of their contracts. conflicts: (record, tag)."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.return_: Return | None = None
        self.by_key: dict[str, Record] = {}
        self.pays: dict[str, list[ContractPay]] = {}
        self.conflicts: list[tuple[Record, str]] = []
        self._originals: dict[tuple[str, str], Value | None] = {}
        self._numbers: dict[str, int] = {}

    def start(self, message: Record, name: str) -> None:
        """Begin with the message record (and the school's or authority's below it), still without people."""
        # Loaded here, as below: the first window shows no return.
        from swf_desktop.record import Return

        self.return_ = Return(message, name)
        self._index(message)

    def add_people(self, bundle: Iterable[tuple[Record, list[ContractPay], list[tuple[Record, str]]]]) -> None:
        """Add people with their pay and conflicts."""
        if self.return_ is None:
            raise ValueError("people before their message")
        for person, pays, conflicts in bundle:
            self.return_.message.add(person)
            self._index(person)
            self._numbers[person.key] = len(self._numbers) + 1
            if pays:
                self.pays[person.key] = pays
            self.conflicts += conflicts

    def _index(self, top: Record) -> None:
        for record in top.walk():
            self.by_key.setdefault(record.key, record)

    def number_of(self, person: Record) -> int:
        """Return the place of a person in the return, counted from 1; it stays the same until the next build."""
        return self._numbers.setdefault(person.key, len(self._numbers) + 1)

    def original(self, key: str, field: str) -> Value | None:
        """Return what stood in a field before the first edit of this session."""
        return self._originals.get((key, field))

    def apply(self, change: Change, collection: Collection) -> Record | None:
        """Make one change of a field or record; return the record that was changed, None where it is not here.

        Raises NotHere where an edit is withdrawn whose original is not known.
        """
        # Loaded here: the window shows before there is anything to change.
        from swf_desktop.workspace.journal import FieldChange, RecordChange

        if self.return_ is None:
            return None
        if isinstance(change, FieldChange):
            return self._apply_field(change, collection)
        if isinstance(change, RecordChange):
            return self._apply_record(change)
        return None

    def _apply_field(self, change: FieldChange, collection: Collection) -> Record | None:
        from swf_desktop.canonical import canonical_value

        record = self.by_key.get(change.record)
        field = collection.fields.get(change.field)
        if record is None or field is None or field.kind != record.kind:
            return None
        place = change.record, change.field
        if change.after is None:
            if place not in self._originals:
                raise NotHere
            value = self._originals.pop(place)
        else:
            if change.before is None:
                self._originals.setdefault(place, record.values.get(field.tag))
            value = canonical_value(field, change.after.text) if change.after.text.strip() else None
        if value is None:
            record.values.pop(field.tag, None)
        else:
            record.values[field.tag] = value
        return record

    def _apply_record(self, change: RecordChange) -> Record | None:
        if self.return_ is None:
            return None
        if change.after is None:
            record = self.by_key.get(change.key)
            if record is None or record.parent is None or record.kind in ("school", "la"):
                return record
            for below in record.walk():
                self.by_key.pop(below.key, None)
            siblings = record.parent.of(record.kind)
            siblings[:] = [one for one in siblings if one is not record]
            if record.kind == "staff":
                # The checker knows that somebody is gone by their being no longer among the people.
                self.pays.pop(record.key, None)
            return record
        added = change.after
        parent = self.return_.message if added.parent == "message" else self.by_key.get(added.parent)
        if parent is None:
            return None
        if added.kind in ("school", "la") and parent.of(added.kind):
            return parent.of(added.kind)[0]
        from swf_desktop.record import Record

        record = parent.add(Record(added.kind, added.key))
        self.by_key[added.key] = record
        return record


def take_apart(record: Record) -> None:
    """Cut the ties of a person and all below to what is above them: without cycles they are freed at once."""
    for one in list(record.walk()):
        one.parent = None
