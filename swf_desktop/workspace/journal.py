"""The journal: what the user changed, as data, so that undo and redo work after a restart; and the overlay of edits.

Everything here is a pure function over plain data. The workspace stores it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    pass


class Edit(NamedTuple):
    """One edit of the overlay: the user's text for one field of one record.

    record: the record's key. field: full name such as `contract.BasePay`. text: in the message's own form where it
    parses; an empty text makes the field blank. reason: why, in the user's words, may be empty.
    """

    record: str
    field: str
    text: str
    reason: str = ""

    def __repr__(self) -> str:
        # Neither the text nor the key, which may hold a number of a person's: a repr ends up in logs.
        return f"<Edit of {self.field}>"


@dataclass(frozen=True, slots=True, repr=False)
class FieldChange:
    """An edit made, changed or withdrawn. before, after: None where there is no edit and the source's value stands."""

    record: str
    field: str
    before: Edit | None
    after: Edit | None

    def inverse(self) -> FieldChange:
        """Return the change that takes this one back."""
        return FieldChange(self.record, self.field, self.after, self.before)


@dataclass(frozen=True, slots=True, repr=False)
class RecipeChange:
    """The recipe's whole text before and after."""

    before: str
    after: str

    def inverse(self) -> RecipeChange:
        """Return the change that takes this one back."""
        return RecipeChange(self.after, self.before)


class Added(NamedTuple):
    """One record that the user made by hand. Its values are edits of the overlay, under its key.

    key: begins with `hand:` (see `hand_key`), which no key made from a source does. kind: such as `vacancy`. parent:
    the key of the record it belongs to, `message` for a person or the school.
    """

    key: str
    kind: str
    parent: str

    def __repr__(self) -> str:
        # The parent's key may hold a number of a person's.
        return f"<Added {self.kind}>"


@dataclass(frozen=True, slots=True, repr=False)
class RecordChange:
    """A record made by hand, or one taken away again. before, after: None where there is no such record."""

    key: str
    before: Added | None
    after: Added | None

    def inverse(self) -> RecordChange:
        """Return the change that takes this one back."""
        return RecordChange(self.key, self.after, self.before)


@dataclass(frozen=True, slots=True, repr=False)
class SettingChange:
    """One setting of the return, such as `estab`, before and after."""

    name: str
    before: str
    after: str

    def inverse(self) -> SettingChange:
        """Return the change that takes this one back."""
        return SettingChange(self.name, self.after, self.before)


class KeptTable(NamedTuple):
    """One raw table of the files of a return, as a step of the journal names it; its bytes stand in the workspace.

    number: its place among the raw tables. sheet: "" for a file without sheets. sum: of its bytes, by which the
    workspace finds them. about: what the window noted of it, as JSON; may be empty.
    """

    number: int
    file: str
    sheet: str
    sum: str
    about: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class FilesChange:
    """Raw tables that went, and those that came into their place: a corrected file, say."""

    before: tuple[KeptTable, ...]
    after: tuple[KeptTable, ...]

    def inverse(self) -> FilesChange:
        """Return the change that takes this one back."""
        return FilesChange(self.after, self.before)


Change = FieldChange | RecipeChange | RecordChange | SettingChange | FilesChange


@dataclass(frozen=True, slots=True)
class Entry:
    """One step that is undone as a whole. label: what the menu says, such as `Gender of 3 people`; never a value."""

    label: str
    changes: tuple[Change, ...]

    def inverse(self) -> Entry:
        """Return the entry that takes this one back: each change turned round, last first."""
        return replace(self, changes=tuple(change.inverse() for change in self.changes[::-1]))


@dataclass(frozen=True, slots=True)
class Journal:
    """All entries, oldest first, of which the first `done` stand and the rest were undone."""

    entries: tuple[Entry, ...] = ()
    done: int = 0

    @property
    def can_undo(self) -> Entry | None:
        """The entry that undo would take back."""
        return self.entries[self.done - 1] if self.done else None

    @property
    def can_redo(self) -> Entry | None:
        """The entry that redo would make again."""
        return self.entries[self.done] if self.done < len(self.entries) else None

    def add(self, entry: Entry) -> Journal:
        """Return the journal after a new step: what was undone before it can no longer be redone."""
        entries = (*self.entries[: self.done], entry)
        return Journal(entries, len(entries))

    def undone(self) -> Journal:
        """Return the journal after one undo; itself where there is nothing to undo."""
        return replace(self, done=self.done - 1) if self.done else self

    def redone(self) -> Journal:
        """Return the journal after one redo; itself where there is nothing to redo."""
        return replace(self, done=self.done + 1) if self.done < len(self.entries) else self


def rekeyed(change: Change, keys: Mapping[str, str]) -> Change:
    """Return a change with the keys of its records replaced by those that `keys` has for them."""

    def of(edit: Edit | None) -> Edit | None:
        return None if edit is None else edit._replace(record=keys.get(edit.record, edit.record))

    def made(one: Added | None) -> Added | None:
        return None if one is None else one._replace(parent=keys.get(one.parent, one.parent))

    if isinstance(change, FieldChange):
        return replace(
            change, record=keys.get(change.record, change.record), before=of(change.before), after=of(change.after)
        )
    if isinstance(change, RecordChange):
        return replace(change, before=made(change.before), after=made(change.after))
    return change


def to_text(changes: tuple[Change, ...]) -> str:
    """Return changes as JSON, for storage."""
    return json.dumps([_row(change) for change in changes], separators=(",", ":"))


def _row(change: Change) -> list[object]:
    """Return one change as a row, whose length says which it is."""
    if isinstance(change, RecipeChange):
        return [change.before, change.after]
    if isinstance(change, FilesChange):
        return ["files", *([list(table) for table in tables] for tables in (change.before, change.after)), "", "", ""]
    if isinstance(change, SettingChange):
        return ["setting", change.name, change.before, change.after, ""]
    if isinstance(change, RecordChange):
        return [change.key, *(None if one is None else [one.kind, one.parent] for one in (change.before, change.after))]
    return [change.record, change.field, _bare(change.before), _bare(change.after)]


def _bare(edit: Edit | None) -> list[str] | None:
    return None if edit is None else [edit.text, edit.reason]


def from_text(text: str) -> tuple[Change, ...]:
    """Return the changes that `to_text` stored. Raises ValueError where the text is not its own."""
    try:
        return _changes(text)
    except (TypeError, LookupError, RecursionError) as error:
        raise ValueError("not changes as they are stored") from error


def _changes(text: str) -> tuple[Change, ...]:
    changes: list[Change] = []
    rows = json.loads(text)
    if not isinstance(rows, list):
        raise ValueError("not a list of changes")
    for row in rows:
        if isinstance(row, list) and len(row) == 2:
            changes.append(RecipeChange(str(row[0]), str(row[1])))
        elif isinstance(row, list) and len(row) == 3:
            key = str(row[0])
            made, left = (None if one is None else Added(key, str(one[0]), str(one[1])) for one in row[1:])
            changes.append(RecordChange(key, made, left))
        elif isinstance(row, list) and len(row) == 4:
            record, name = str(row[0]), str(row[1])
            before, after = (
                None if bare is None else Edit(record, name, str(bare[0]), str(bare[1])) for bare in row[2:]
            )
            changes.append(FieldChange(record, name, before, after))
        elif isinstance(row, list) and len(row) == 5:
            changes.append(SettingChange(str(row[1]), str(row[2]), str(row[3])))
        elif isinstance(row, list) and len(row) == 6:
            went, came = (
                tuple(KeptTable(int(one[0]), *(str(text) for text in one[1:5])) for one in tables)
                for tables in row[1:3]
            )
            changes.append(FilesChange(went, came))
        else:
            raise ValueError("no change of the recipe, a record, a field, a setting or the files")
    return tuple(changes)


HAND: Final = "hand:"


def hand_key(kind: str, taken: Iterable[Added]) -> str:
    """Return a key for a new record made by hand, which none of those `taken` has."""
    keys = {added.key for added in taken}
    number = len(keys) + 1
    while f"{HAND}{kind}:{number}" in keys:
        number += 1
    return f"{HAND}{kind}:{number}"
