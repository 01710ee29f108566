"""The workspace: one SQLite file (`.swfreturn`) that holds all of one return, each change committed as it is made.

A rollback journal with full sync, not WAL: schools keep such files on network drives, where WAL does not work. The file
is locked for as long as it is open. `Workspace.open(None)` is the same thing in memory, for the command line.

Longer than other modules, because every statement to the file's tables stands here and nowhere else.
"""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from swf_desktop.files.untouched import look_at_target
from swf_desktop.files.writing import sweep, write_bytes
from swf_desktop.practice import PRACTICE_SETTING
from swf_desktop.record import Return
from swf_desktop.workspace.aside import forget_unneeded, make, put_aside, tables_now
from swf_desktop.workspace.driver import connect, copy_of, errors, write_into
from swf_desktop.workspace.faults import WorkspaceError, WorkspaceLocked, sqlite_code, told, way_back
from swf_desktop.workspace.journal import (
    Added,
    Change,
    Edit,
    Entry,
    FieldChange,
    FilesChange,
    Journal,
    KeptTable,
    RecipeChange,
    RecordChange,
    SettingChange,
    from_text,
    rekeyed,
    to_text,
)
from swf_desktop.workspace.keys import Key, NoKey, asked, forget, key_for, known, remember, salt_of
from swf_desktop.workspace.last_closed import keep, stale_beside
from swf_desktop.workspace.schema import make_private, prepare, refuse_foreign, set_setting, setting_of, sum_records
from swf_desktop.workspace.soundness import MAX_RAW, RECORDS, WHOLE, raw_sum, records_sum, whole_sum

if TYPE_CHECKING:
    from swf_desktop.collection import Collection


_TRIES: Final = 3
"""How often a password is asked for."""


class Note(NamedTuple):
    """A note to a query, in the user's words, for COLLECT. record and field may be empty for the whole return."""

    rule: str
    record: str
    field: str
    text: str


class Export(NamedTuple):
    """One message that was written. sha256: of the file's bytes, in hexadecimal."""

    serial: int
    file_name: str
    time: datetime
    sha256: str


class Workspace:
    """One open workspace; also a context manager. Every method that changes something commits before it returns.

    All methods raise WorkspaceError where the disk or the file fails them.
    """

    def __init__(self, path: Path | None, connection: sqlite3.Connection, key: Key | None = None) -> None:
        self.path = path
        self.key = key
        self._connection = connection
        self._together = False
        self._place = None if path is None else _place(path)
        self._beside: Path | None = None
        self._sealed = self._one("SELECT 1 FROM seal WHERE name = ?", (WHOLE,)) is not None

    @classmethod
    def open(cls, path: Path | None, *, new: bool = True) -> Workspace:
        """Open a workspace; None keeps it in memory. new: made where there is no such file, or an empty one.

        Raises WorkspaceBusy, WorkspaceTooNew, or WorkspaceError where the file is no workspace, damaged, or holds what
        no workspace does; it names the copy that was kept when it was last closed. A file of an older version is
        upgraded, and a copy of it is kept beside it.
        """
        refuse_foreign(path, new=new)
        if path is not None:
            sweep(path.parent)
        salt = None if path is None else salt_of(path)
        beside = None if path is None else stale_beside(path)
        if path is None or salt is None:
            workspace = cls(path, _opened(path, None))
        else:
            workspace = cls(path, *_unlocked(path, salt))
        workspace._beside = beside
        return workspace

    def close(self) -> None:
        """Close the file and release its lock; where it was changed, a copy is kept that can be gone back to."""
        if self.path is not None and (not self._sealed or self._beside is not None) and self._is_there():
            # What cannot be sealed or copied, on a full disk say, is closed all the same: every change is kept.
            with contextlib.suppress(*errors(), OSError):
                if not self._sealed:
                    self._connection.execute("BEGIN IMMEDIATE")
                    self._connection.execute("DELETE FROM seal WHERE name = ?", (WHOLE,))
                    self._connection.execute("INSERT INTO seal VALUES (?, ?)", (WHOLE, whole_sum(self._connection)))
                    self._connection.execute("COMMIT")
                keep(self.path, copy_of(self._connection, self.path), instead_of=self._beside)
        self._connection.close()

    def save_to(self, path: Path) -> None:
        """Write everything into another file, which is opened like this one; also where this one's file is gone.

        One with a password has the same there. Raises WorkspaceError, and OSError where the other cannot be written.
        """
        if self.key is not None:
            look_at_target(path, own=True)
            with told(self.path):
                write_into(self._connection, path, self.key)
            return
        with told(self.path):
            data = self._connection.serialize()
        write_bytes(path, data, own=True)

    def _is_there(self) -> bool:
        """Whether the file still stands where it was opened, and is the same."""
        return self.path is None or _place(self.path) == self._place

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Settings and the recipe

    def setting(self, name: str, default: str = "") -> str:
        """Return a setting of this return, such as `year`, `lea` or `level`."""
        row = self._one("SELECT value FROM setting WHERE name = ?", (name,))
        return default if row is None else str(row[0])

    def set_setting(self, name: str, value: str) -> None:
        """Keep a setting."""
        with self._change() as connection:
            set_setting(connection, name, value)

    @property
    def recipe(self) -> str:
        """The recipe's text, empty at first. Change it with `do`, so that it can be undone."""
        return self.setting("recipe")

    # Raw tables

    def put_raw(self, file: str, sheet: str | None, data: bytes) -> None:
        """Keep the bytes of one raw table, in the place of what was there; they are compressed here."""
        self.put_raw_packed(file, sheet, len(data), zlib.compress(data, 1))

    def raw(self, file: str, sheet: str | None) -> bytes | None:
        """Return the bytes of one raw table, None where it is not kept."""
        row = self.raw_packed(file, sheet)
        if row is None:
            return None
        try:
            return unpacked(*row)
        except ValueError as error:
            raise self.damaged() from error

    def put_raw_packed(self, file: str, sheet: str | None, size: int, data: bytes) -> None:
        """Keep a raw table that was compressed already (zlib) by another process; size: of its bytes unpacked."""
        if size > MAX_RAW:
            raise WorkspaceError(self.path, f"{file} is too large to keep.", "Split it into smaller files.")
        with self._change() as connection:
            connection.execute(
                "INSERT INTO raw (file, sheet, size, data) VALUES (?, ?, ?, ?) ON CONFLICT (file, sheet) "
                "DO UPDATE SET size = excluded.size, data = excluded.data",
                (file, sheet or "", size, data),
            )
            connection.execute(
                "INSERT OR REPLACE INTO raw_sum (id, sum) SELECT id, ? FROM raw WHERE file = ? AND sheet = ?",
                (raw_sum(size, data), file, sheet or ""),
            )

    def raw_packed(self, file: str, sheet: str | None) -> tuple[int, bytes] | None:
        """Return the size and the compressed bytes of one raw table, None where it is not kept. See `unpacked`."""
        row = self._one(
            "SELECT size, data, sum FROM raw LEFT JOIN raw_sum USING (id) WHERE file = ? AND sheet = ?",
            (file, sheet or ""),
        )
        if row is None:
            return None
        size, data, kept = row
        if raw_sum(size, data) != kept:
            raise self.damaged()
        return size, data

    def raw_tables(self) -> list[tuple[str, str | None]]:
        """Return (file, sheet) of each raw table kept, in the order they were first kept."""
        return [(file, sheet or None) for file, sheet in self._all("SELECT file, sheet FROM raw ORDER BY id")]

    def remove_raw(self, file: str) -> None:
        """Forget all raw tables of one file."""
        with self._change() as connection:
            connection.execute("DELETE FROM raw_sum WHERE id IN (SELECT id FROM raw WHERE file = ?)", (file,))
            connection.execute("DELETE FROM raw WHERE file = ?", (file,))

    def put_in_place_of(
        self, files: Iterable[str], tables: Iterable[tuple[str, str | None, int, bytes, str]]
    ) -> FilesChange:
        """Return the change by which tables come into the place of those of files; their bytes are kept already.

        tables: file, sheet, size, compressed bytes, and what the window notes of it (JSON, may be empty). To be called
        `together` with the `do` of a step that has the change.
        """
        with self._change() as connection:
            before = tables_now(connection, files)
            numbers = [one.number for one in before]
            after = []
            last = connection.execute("SELECT max(id) FROM raw").fetchone()[0] or 0
            for place, (file, sheet, size, data, about) in enumerate(tables):
                if size > MAX_RAW:
                    raise WorkspaceError(self.path, f"{file} is too large to keep.", "Split it into smaller files.")
                kept = raw_sum(size, data)
                put_aside(connection, size, data, kept)
                number = numbers[place] if place < len(numbers) else last + 1 + place - len(numbers)
                after.append(KeptTable(number, file, sheet or "", kept, about))
        return FilesChange(before, tuple(after))

    # The overlay and the journal

    def overlay(self) -> list[Edit]:
        """Return the user's edits, in the order they were first made."""
        return [Edit(*row) for row in self._all("SELECT record, field, text, reason FROM overlay ORDER BY id")]

    def edit(self, record: str, field: str, text: str | None, *, label: str, reason: str = "") -> Entry:
        """Make, change or (text None) withdraw one edit as a step that can be undone; return the step."""
        row = self._one(
            "SELECT record, field, text, reason FROM overlay WHERE record = ? AND field = ?", (record, field)
        )
        before = None if row is None else Edit(*row)
        after = None if text is None else Edit(record, field, text, reason)
        return self.do(Entry(label, (FieldChange(record, field, before, after),)))

    def added(self) -> list[Added]:
        """Return the records made by hand, in the order they were first made."""
        return [Added(*row) for row in self._all("SELECT record, kind, parent FROM added ORDER BY id")]

    def change_recipe(self, text: str, *, label: str) -> Entry:
        """Replace the recipe as a step that can be undone; return the step."""
        return self.do(Entry(label, (RecipeChange(self.recipe, text),)))

    def do(self, entry: Entry) -> Entry:
        """Make a step and keep it in the journal, both or neither; what was undone before can no longer be redone."""
        with self._change() as connection:
            self._make(connection, entry)
            done = _done(connection)
            kept = connection.execute("SELECT id FROM journal ORDER BY id LIMIT 1 OFFSET ?", (done,)).fetchone()
            if kept is not None:
                connection.execute("DELETE FROM journal WHERE id >= ?", kept)
            connection.execute(
                "INSERT INTO journal (label, changes) VALUES (?, ?)", (entry.label, to_text(entry.changes))
            )
            if kept is not None:
                forget_unneeded(connection)
            set_setting(connection, "journal done", str(done + 1))
        return entry

    def undo(self) -> Entry | None:
        """Take the last step back; return the step that was made for that, None where there is nothing to undo."""
        journal = self.journal()
        last = journal.can_undo
        return None if last is None else self._move(last.inverse(), journal.undone())

    def redo(self) -> Entry | None:
        """Make the last undone step again; return it, None where there is nothing to redo."""
        journal = self.journal()
        following = journal.can_redo
        return None if following is None else self._move(following, journal.redone())

    def journal(self) -> Journal:
        """Return all steps, those that were undone too."""
        try:
            entries = tuple(
                Entry(label, from_text(changes))
                for label, changes in self._all("SELECT label, changes FROM journal ORDER BY id")
            )
            done = int(self.setting("journal done", "0"))
        except ValueError as error:
            raise self.damaged() from error
        return Journal(entries, min(done, len(entries)))

    def _move(self, entry: Entry, after: Journal) -> Entry:
        with self._change() as connection:
            self._make(connection, entry)
            set_setting(connection, "journal done", str(after.done))
        return entry

    @staticmethod
    def _make(connection: sqlite3.Connection, entry: Entry) -> None:
        for change in entry.changes:
            _apply(connection, change)

    def rekey(self, keys: Mapping[str, str]) -> None:
        """Bring edits, records made by hand, notes and journal under other keys of their records, all or nothing."""
        with self._change() as connection:
            for table, column in (("overlay", "record"), ("note", "record"), ("added", "parent")):
                here = [row[0] for row in connection.execute(f"SELECT DISTINCT {column} FROM {table}")]  # noqa: S608
                for key in here:
                    if key in keys:
                        # Where both keys have a value the present one stands.
                        connection.execute(
                            f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?",  # noqa: S608
                            (keys[key], key),
                        )
            for number, text in connection.execute("SELECT id, changes FROM journal").fetchall():
                changes = tuple(rekeyed(change, keys) for change in from_text(text))
                connection.execute("UPDATE journal SET changes = ? WHERE id = ?", (to_text(changes), number))

    # Notes to queries

    def note(self, rule: str, record: str, field: str, text: str) -> None:
        """Keep a note; an empty text removes it."""
        with self._change() as connection:
            if text:
                connection.execute(
                    "INSERT INTO note (rule, record, field, text) VALUES (?, ?, ?, ?) "
                    "ON CONFLICT (rule, record, field) DO UPDATE SET text = excluded.text",
                    (rule, record, field, text),
                )
            else:
                connection.execute(
                    "DELETE FROM note WHERE rule = ? AND record = ? AND field = ?", (rule, record, field)
                )

    def notes(self) -> list[Note]:
        """Return the notes, in the order they were first made."""
        return [Note(*row) for row in self._all("SELECT rule, record, field, text FROM note ORDER BY id")]

    # Messages written

    def next_serial(self) -> str:
        """Return the serial number of the next message: three digits, 001 first, one more than the highest written."""
        row = self._one("SELECT max(serial) FROM export", ())
        serial = 1 if row is None or row[0] is None else int(row[0]) + 1
        if serial > 999:
            raise WorkspaceError(self.path, "Serial number 999 was used.", "Give a serial number yourself.")
        return f"{serial:03d}"

    def record_export(self, serial: str, file_name: str, time: datetime, sha256: str) -> None:
        """Keep that a message was written."""
        with self._change() as connection:
            connection.execute(
                "INSERT INTO export (serial, file_name, time, sha256) VALUES (?, ?, ?, ?)",
                (int(serial), file_name, time.isoformat(), sha256),
            )

    def exports(self) -> list[Export]:
        """Return the messages written, oldest first."""
        rows = self._all("SELECT serial, file_name, time, sha256 FROM export ORDER BY id")
        return [Export(serial, name, datetime.fromisoformat(time), sha256) for serial, name, time, sha256 in rows]

    # Records

    def save_return(self, return_: Return, collection: Collection) -> None:
        """Keep all records of a return, in the place of those kept before."""
        # The window opens a workspace before it shows, and records only later.
        from swf_desktop.workspace.records import write_return

        with self._change() as connection:
            write_return(connection, return_, collection)
            sum_records(connection)
            set_setting(connection, "year", str(collection.year))
            set_setting(connection, "return name", return_.name)

    def load_return(self, collection: Collection) -> Return | None:
        """Return the records kept, None where none are."""
        from swf_desktop.workspace.records import read_return, stored

        with told(self.path):
            names = stored(self._connection)
            kept = self._one("SELECT sum FROM seal WHERE name = ?", (RECORDS,))
            if names and (kept is None or kept[0] != records_sum(self._connection, names)):
                raise self.damaged()
            try:
                return_ = read_return(self._connection, collection)
            except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
                raise self.damaged() from error
        if return_ is not None:
            return_.name = self.setting("return name")
            return_.practice = self.setting(PRACTICE_SETTING) == "yes"
        return return_

    # Within

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Make all changes within one transaction: they are on the disk at the end, or everything is as it was before.

        Within another it is a part of that one.
        """
        if self._together:
            yield
            return
        with self._change():
            self._together = True
            try:
                yield
            finally:
                self._together = False

    @contextlib.contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """Run changes in one transaction, or as a part of the one they are made `together` in."""
        connection = self._connection
        if self._together:
            with told(self.path):
                yield connection
            return
        if not self._is_there():
            raise WorkspaceError(
                self.path,
                "The file is no longer where it was opened: it or its folder was moved, removed or replaced.",
                "Put it back, or save the return elsewhere (File, Save a copy). The last change was not kept.",
            )
        with told(self.path):
            connection.execute("BEGIN IMMEDIATE")
            try:
                if self._sealed:
                    connection.execute("DELETE FROM seal WHERE name = ?", (WHOLE,))
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                connection.rollback()
                raise
            self._sealed = False

    def _one(self, query: str, values: tuple[object, ...]) -> tuple[Any, ...] | None:
        with told(self.path):
            row: tuple[Any, ...] | None = self._connection.execute(query, values).fetchone()
        return row

    def _all(self, query: str) -> list[tuple[Any, ...]]:
        with told(self.path):
            return self._connection.execute(query).fetchall()

    def damaged(self) -> WorkspaceError:
        """Return what to raise where something kept is not what was written."""
        return WorkspaceError(self.path, "The file is damaged.", way_back(self.path))


def _opened(path: Path | None, key: Key | None) -> sqlite3.Connection:
    with told(path):
        if path is not None:
            make_private(path)
        connection = connect(path, key)
    try:
        with told(path):
            prepare(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _unlocked(path: Path, salt: bytes) -> tuple[sqlite3.Connection, Key]:
    """Open a file that has a password; return its key too. Raises WorkspaceLocked where nobody has it."""
    key, why = known(salt), ""
    for _ in range(_TRIES):
        if key is None:
            text = asked(path, why)
            if text is None:
                break
            try:
                key = key_for(text, salt)
            except NoKey as error:
                why = str(error)
                continue
        try:
            connection = _opened(path, key)
        except WorkspaceError as error:
            if not isinstance(error.__cause__, errors()) or sqlite_code(error.__cause__) != sqlite3.SQLITE_NOTADB:
                raise
            forget(salt)
            key, why = None, "This password does not fit."
        else:
            remember(key)
            return connection, key
    raise WorkspaceLocked(path, why)


def unpacked(size: int, packed: bytes) -> bytes:
    """Return the bytes of a raw table from its compressed ones. Raises ValueError where they are not of that size."""
    try:
        # Never more than it says it holds, whatever the compressed bytes would grow to.
        data = zlib.decompressobj().decompress(packed, min(size, MAX_RAW) + 1)
    except (zlib.error, TypeError, ValueError) as error:
        raise ValueError("not the compressed bytes of a table") from error
    if len(data) != size:
        raise ValueError("not of the size it says")
    return data


def _place(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another of its name, None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _done(connection: sqlite3.Connection) -> int:
    try:
        return int(setting_of(connection, "journal done", "0"))
    except ValueError as error:
        raise WorkspaceError(None, "The file is damaged.", "Go back to a copy of it.") from error


def _apply(connection: sqlite3.Connection, change: Change) -> None:
    if isinstance(change, RecipeChange):
        set_setting(connection, "recipe", change.after)
    elif isinstance(change, SettingChange):
        set_setting(connection, change.name, change.after)
    elif isinstance(change, FilesChange):
        make(connection, change)
    elif isinstance(change, RecordChange):
        if change.after is None:
            connection.execute("DELETE FROM added WHERE record = ?", (change.key,))
        else:
            connection.execute("INSERT OR REPLACE INTO added (record, kind, parent) VALUES (?, ?, ?)", change.after)
    elif change.after is None:
        connection.execute("DELETE FROM overlay WHERE record = ? AND field = ?", (change.record, change.field))
    else:
        connection.execute(
            "INSERT INTO overlay (record, field, text, reason) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (record, field) DO UPDATE SET text = excluded.text, reason = excluded.reason",
            change.after,
        )
