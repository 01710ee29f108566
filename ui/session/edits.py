"""Records and fields: what they are, how they are shown, and every way to change them, each one step of undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from swf_desktop.record import Record
from ui.session.decisions import Decisions
from ui.session.events import HIDDEN
from ui.session.shown import PRIVATE
from ui.session.typed import Typed, read_typed, shown

if TYPE_CHECKING:
    from converters.payroll.contract_pay import ContractPay
    from swf_desktop.workspace.journal import Added, Change, Edit
    from ui.session.session import Session


class Editable(Decisions):
    """The part of a session that reads and changes records."""

    # Records and fields

    def record(self, key: str) -> Record | None:
        """Return a record by its key."""
        return self.records.by_key.get(key)

    def pay_of(self, person: Record) -> list[ContractPay]:
        """Return the pay of a person's open contracts (or roles), as last worked out."""
        return self.records.pays.get(person.key, [])

    @property
    def all_pay(self) -> list[ContractPay]:
        """The pay of everybody, in the order they are sent."""
        return [pay for person in self.people for pay in self.pay_of(person)]

    def field(self, record: Record, tag: str) -> Any:
        """Return the Field of a record's tag, None where the year has no such field."""
        return self.collection.fields.get(f"{record.kind}.{tag}") if self.collection is not None else None

    def text(self, record: Record, tag: str, *, described: bool = False) -> str:
        """Return a field as people read it (dates dd/mm/yyyy), hidden where names and pay are hidden."""
        field = self.field(record, tag)
        value = record.values.get(tag)
        if field is None or value is None:
            return ""
        if self.private and self.is_private(field.kind, tag, field.type):
            return HIDDEN
        return shown(field, value, collection=self.collection if described else None)

    def is_private(self, kind: str, tag: str, type_: str) -> bool:
        """Whether a field is hidden for demonstrations: names, numbers of persons, dates of birth, sums of money."""
        return type_ == "money" or tag == "PayAmount" or (kind == "staff" and tag in PRIVATE)

    def name_of(self, person: Record) -> str:
        """Return how people name a person, or `Person 12` where names are hidden."""
        from swf_desktop.facts import person_label

        if not self.private:
            return person_label(person)
        return f"Person {self.records.number_of(person)}"

    def read(self, record: Record, tag: str, text: str) -> Typed:
        """Read what somebody typed into a field, without changing anything; raises LookupError for an unknown field."""
        field = self.field(record, tag)
        if field is None or self.collection is None:
            raise LookupError(f"{record.kind}.{tag}")
        return read_typed(field, text, self.collection)

    def edit(self, record: Record, tag: str, text: str, *, reason: str = "", label: str = "") -> Typed:
        """Change one field to what somebody typed; what is not understood is kept as it stands, and reported."""
        typed = self.read(record, tag, text)
        field = self.field(record, tag)
        self.edit_many([(record, tag, typed.text)], label or f"{field.label} of 1 {_noun(record)}", reason=reason)
        return typed

    def edit_many(self, edits: Sequence[tuple[Record, str, str]], label: str, *, reason: str = "") -> bool:
        """Change fields as one step that can be undone.

        Each: record, tag, text in the message's own form (see `read`); an empty text makes the field blank.
        """
        # Loaded here, as in the functions below: the window shows before anything can be changed.
        from swf_desktop.workspace.journal import Edit, Entry, FieldChange

        changes: list[Change] = []
        for record, tag, text in edits:
            name = f"{record.kind}.{tag}"
            before = self.overlay.get((record.key, name))
            if before is not None and before.text == text and before.reason == reason:
                continue
            value = record.values.get(tag)
            if before is None and (value.sent if value is not None else "") == text and not reason:
                continue
            changes += self._parents_kept(record)
            changes.append(FieldChange(record.key, name, before, Edit(record.key, name, text, reason)))
        return bool(changes) and self._do(Entry(label, tuple(dict.fromkeys(changes))))

    def withdraw(self, fields: Sequence[tuple[Record, str]], label: str) -> bool:
        """Take edits back, so that the source's value stands again."""
        from swf_desktop.workspace.journal import Entry, FieldChange

        changes = tuple(
            FieldChange(record.key, f"{record.kind}.{tag}", before, None)
            for record, tag in fields
            if (before := self.overlay.get((record.key, f"{record.kind}.{tag}"))) is not None
        )
        return bool(changes) and self._do(Entry(label, changes))

    def edit_of(self, record: Record, tag: str) -> Edit | None:
        """Return the user's edit of a field, None where the source's value stands."""
        return self.overlay.get((record.key, f"{record.kind}.{tag}"))

    def add_record(self, kind: str, parent: Record | str, values: Mapping[str, str], label: str) -> str | None:
        """Make a record by hand below another, with values in the message's own form; return its key.

        parent: the record, or a key such as `message` for a person and `school` for a vacancy. None where nothing may
        be changed.
        """
        return next(iter(self.add_records([(kind, parent, values)], label)), None)

    def add_records(self, records: Sequence[tuple[str, Record | str, Mapping[str, str]]], label: str) -> list[str]:
        """Make several records by hand in one step. A parent may be `#0`, `#1` ...: one of the records made here."""
        from swf_desktop.workspace.journal import Added, Edit, Entry, FieldChange, RecordChange, hand_key

        changes: list[Change] = []
        made: list[Added] = []
        taken = [*self.added.values(), *(Added(key, "", "") for key, _ in self.overlay)]
        for kind, parent, values in records:
            if isinstance(parent, Record):
                changes += self._parents_kept(parent)
                above = parent.key
            else:
                above = made[int(parent[1:])].key if parent.startswith("#") else parent
                known = self.record(above)
                changes += self._parents_kept(known) if known is not None else self._only_one(above)
            key = kind if kind in ("school", "la") else hand_key(kind, [*taken, *made])
            one = Added(key, kind, above)
            made.append(one)
            changes.append(RecordChange(key, None, one))
            for tag, text in values.items():
                if text:
                    changes.append(FieldChange(key, f"{kind}.{tag}", None, Edit(key, f"{kind}.{tag}", text)))
        done = self._do(Entry(label, tuple(dict.fromkeys(changes))))
        return [one.key for one in made] if done else []

    def remove_record(self, record: Record, label: str) -> bool:
        """Take away a record: one made by hand goes, one of a file is emptied, so that it is not sent.

        People and contracts of a file are left out with a reason instead: see `leave_out`.
        """
        from swf_desktop.workspace.journal import Edit, Entry, FieldChange, RecordChange

        changes: list[Change] = []
        below = list(record.walk())
        for one in reversed(below):
            for (key, name), edit in self.overlay.items():
                if key == one.key and one.key in self.added:
                    changes.append(FieldChange(key, name, edit, None))
            if one.key in self.added:
                changes.append(RecordChange(one.key, self.added[one.key], None))
            else:
                changes += [
                    FieldChange(one.key, name, self.overlay.get((one.key, name)), Edit(one.key, name, "", "removed"))
                    for name in (f"{one.kind}.{tag}" for tag in one.values)
                ]
        return bool(changes) and self._do(Entry(label, tuple(changes)))

    def _parents_kept(self, record: Record) -> list[Change]:
        """Return what makes sure that the school's (or authority's) record is there when the files have none."""
        if record.kind in ("school", "la") and record.origin is None:
            return self._only_one(record.key)
        return self._parents_kept(record.parent) if record.parent is not None else []

    def _only_one(self, key: str) -> list[Change]:
        from swf_desktop.workspace.journal import Added, RecordChange

        if key not in ("school", "la") or key in self.added:
            return []
        return [RecordChange(key, None, Added(key, key, "message"))]


def _noun(record: Record) -> str:
    return {"staff": "person"}.get(record.kind, record.kind)


def change_field(session: Session, record: Record, tag: str, text: str) -> None:
    """Change one field to what was typed, and say in the message bar what of it was not understood."""
    item = session.field(record, tag)
    person = record.person()
    who = session.name_of(person) if person is not None else ""
    label = item.label if item is not None else tag
    typed = session.edit(record, tag, text, label=f"{label} of 1 person" if who else label)
    if typed.problem:
        meant = f" Did you mean {' or '.join(typed.choices[:3])}?" if typed.choices else ""
        session.tell(f"{label}: {typed.problem}{meant} It is kept as you typed it.", "problem")
