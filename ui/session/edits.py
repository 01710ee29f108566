"""Every way to change a record or field, each one step of undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ui.session.changes import Changes
from ui.session.shown import Shown
from ui.session.state import State
from ui.session.typed import Typed, read_typed

if TYPE_CHECKING:
    from swf_desktop.record import Record
    from swf_desktop.workspace.journal import Added, Change, Edit


class Edits:
    """Changes records as people ask for it."""

    def __init__(self, state: State, changes: Changes, shown: Shown) -> None:
        self._state, self._changes, self._shown = state, changes, shown

    def read(self, record: Record, tag: str, text: str) -> Typed:
        """Read what somebody typed into a field, without changing anything; raises LookupError for an unknown field."""
        field = self._shown.field(record, tag)
        if field is None or self._state.collection is None:
            raise LookupError(f"{record.kind}.{tag}")
        return read_typed(field, text, self._state.collection)

    def edit(self, record: Record, tag: str, text: str, *, reason: str = "", label: str = "") -> Typed:
        """Change one field to what somebody typed; what is not understood is kept as it stands, and reported."""
        typed = self.read(record, tag, text)
        field = self._shown.field(record, tag)
        what = field.label if field is not None else tag
        self.edit_many([(record, tag, typed.text)], label or f"{what} of 1 {_noun(record)}", reason=reason)
        return typed

    def change_field(self, record: Record, tag: str, text: str) -> None:
        """Change one field to what was typed, and say in the message bar what of it was not understood."""
        field = self._shown.field(record, tag)
        label = field.label if field is not None else tag
        typed = self.edit(record, tag, text, label=f"{label} of 1 person" if record.person() is not None else label)
        if typed.problem:
            meant = f" Did you mean {' or '.join(typed.choices[:3])}?" if typed.choices else ""
            self._state.tell(f"{label}: {typed.problem}{meant} It is kept as you typed it.", "problem")

    def edit_many(self, edits: Sequence[tuple[Record, str, str]], label: str, *, reason: str = "") -> bool:
        """Change fields as one step that can be undone.

        Each: record, tag, text in the message's own form (see `read`); an empty text makes the field blank.
        """
        # Loaded here, as in the functions below: the window shows before anything can be changed.
        from swf_desktop.workspace.journal import Edit, Entry, FieldChange

        changes: list[Change] = []
        for record, tag, text in edits:
            name = f"{record.kind}.{tag}"
            before = self._state.overlay.get((record.key, name))
            if before is not None and before.text == text and before.reason == reason:
                continue
            value = record.values.get(tag)
            if before is None and (value.sent if value is not None else "") == text and not reason:
                continue
            changes += self._parents_kept(record)
            changes.append(FieldChange(record.key, name, before, Edit(record.key, name, text, reason)))
        return bool(changes) and self._changes.do(Entry(label, tuple(dict.fromkeys(changes))))

    def withdraw(self, fields: Sequence[tuple[Record, str]], label: str) -> bool:
        """Take edits back, so that the source's value stands again."""
        from swf_desktop.workspace.journal import Entry, FieldChange

        changes = tuple(
            FieldChange(record.key, f"{record.kind}.{tag}", before, None)
            for record, tag in fields
            if (before := self._state.overlay.get((record.key, f"{record.kind}.{tag}"))) is not None
        )
        return bool(changes) and self._changes.do(Entry(label, changes))

    def edit_of(self, record: Record, tag: str) -> Edit | None:
        """Return the user's edit of a field, None where the source's value stands."""
        return self._state.overlay.get((record.key, f"{record.kind}.{tag}"))

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
        taken = [*self._state.added.values(), *(Added(key, "", "") for key, _ in self._state.overlay)]
        for kind, parent, values in records:
            if not isinstance(parent, str):
                changes += self._parents_kept(parent)
                above = parent.key
            else:
                above = made[int(parent[1:])].key if parent.startswith("#") else parent
                known = self._shown.record(above)
                changes += self._parents_kept(known) if known is not None else self._only_one(above)
            key = kind if kind in ("school", "la") else hand_key(kind, [*taken, *made])
            one = Added(key, kind, above)
            made.append(one)
            changes.append(RecordChange(key, None, one))
            for tag, text in values.items():
                if text:
                    changes.append(FieldChange(key, f"{kind}.{tag}", None, Edit(key, f"{kind}.{tag}", text)))
        done = self._changes.do(Entry(label, tuple(dict.fromkeys(changes))))
        return [one.key for one in made] if done else []

    def remove_record(self, record: Record, label: str) -> bool:
        """Take away a record: one made by hand goes, one of a file is emptied, so that it is not sent.

        People and contracts of a file are left out with a reason instead: see `leave_out`.
        """
        from swf_desktop.workspace.journal import Edit, Entry, FieldChange, RecordChange

        changes: list[Change] = []
        below = list(record.walk())
        for one in reversed(below):
            for (key, name), edit in self._state.overlay.items():
                if key == one.key and one.key in self._state.added:
                    changes.append(FieldChange(key, name, edit, None))
            if one.key in self._state.added:
                changes.append(RecordChange(one.key, self._state.added[one.key], None))
            else:
                changes += [
                    FieldChange(
                        one.key, name, self._state.overlay.get((one.key, name)), Edit(one.key, name, "", "removed")
                    )
                    for name in (f"{one.kind}.{tag}" for tag in one.values)
                ]
        return bool(changes) and self._changes.do(Entry(label, tuple(changes)))

    def _parents_kept(self, record: Record) -> list[Change]:
        """Return what makes sure that the school's (or authority's) record is there when the files have none."""
        if record.kind in ("school", "la") and record.origin is None:
            return self._only_one(record.key)
        return self._parents_kept(record.parent) if record.parent is not None else []

    def _only_one(self, key: str) -> list[Change]:
        from swf_desktop.workspace.journal import Added, RecordChange

        if key not in ("school", "la") or key in self._state.added:
            return []
        return [RecordChange(key, None, Added(key, key, "message"))]


def _noun(record: Record) -> str:
    return {"staff": "person"}.get(record.kind, record.kind)
