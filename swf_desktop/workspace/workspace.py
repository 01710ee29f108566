"""The workspace: one SQLite file (`.swfreturn`) that holds all of one return, each change committed as it is made.

A rollback journal with full sync, not WAL: schools keep such files on network drives, where WAL does not work. The file
is locked for as long as it is open. `Workspace.open(None)` is the same thing in memory, for the command line.

Longer than other modules, because every statement to the file's tables stands here and nowhere else.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from swf_desktop.files.writing import write_bytes
from swf_desktop.practice import PRACTICE_SETTING
from swf_desktop.record import Return
from swf_desktop.workspace.aside import ASIDE, forget_unneeded, make, put_aside, tables_now
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
from swf_desktop.workspace.soundness import (
    MAX_RAW,
    RECORDS,
    WHOLE,
    Unsound,
    look_at_rows,
    look_at_tables,
    raw_sum,
    records_sum,
    whole_sum,
)

if TYPE_CHECKING:
    from swf_desktop.collection import Collection


# "SWFR": how a workspace is known from any other SQLite file.
APPLICATION_ID: Final = 0x53574652
VERSION: Final = 4
_SQLITE: Final = b"SQLite format 3\0"

_SCHEMA: Final = """
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE raw (id INTEGER PRIMARY KEY, file TEXT NOT NULL, sheet TEXT NOT NULL, size INTEGER NOT NULL,
    data BLOB NOT NULL, UNIQUE (file, sheet));
CREATE TABLE overlay (id INTEGER PRIMARY KEY, record TEXT NOT NULL, field TEXT NOT NULL, text TEXT NOT NULL,
    reason TEXT NOT NULL, UNIQUE (record, field));
CREATE TABLE added (id INTEGER PRIMARY KEY, record TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, parent TEXT NOT NULL);
CREATE TABLE note (id INTEGER PRIMARY KEY, rule TEXT NOT NULL, record TEXT NOT NULL, field TEXT NOT NULL,
    text TEXT NOT NULL, UNIQUE (rule, record, field));
CREATE TABLE export (id INTEGER PRIMARY KEY, serial INTEGER NOT NULL, file_name TEXT NOT NULL, time TEXT NOT NULL,
    sha256 TEXT NOT NULL);
CREATE TABLE journal (id INTEGER PRIMARY KEY, label TEXT NOT NULL, changes TEXT NOT NULL);
"""

_SUMS: Final = """
CREATE TABLE raw_sum (id INTEGER PRIMARY KEY, sum TEXT NOT NULL);
CREATE TABLE seal (name TEXT PRIMARY KEY, sum TEXT NOT NULL) WITHOUT ROWID;
"""

_SUMS_SINCE: Final = 3
"""The version from which on sums are kept."""

_ASIDE_SINCE: Final = 4
"""The version from which on a file that another took the place of is kept."""

_ONLY_YEAR_OF_VERSION_1: Final = "2013"


def _say_the_year(connection: sqlite3.Connection) -> None:
    """Write down the census year of a return that did not say it: its version knew one only."""
    if not _get(connection, "year", ""):
        _set(connection, "year", _ONLY_YEAR_OF_VERSION_1)


def _keep_sums(connection: sqlite3.Connection) -> None:
    """Keep a sum of each raw table and of the records."""
    for statement in _statements(_SUMS):
        connection.execute(statement)
    for number, size, data in connection.execute("SELECT id, size, data FROM raw").fetchall():
        connection.execute("INSERT INTO raw_sum (id, sum) VALUES (?, ?)", (number, raw_sum(size, data)))
    _sum_records(connection)


def _keep_what_was_replaced(connection: sqlite3.Connection) -> None:
    """Make room for files that others take the place of."""
    for statement in _statements(ASIDE):
        connection.execute(statement)


def _schema_of(version: int) -> str:
    """Return the statements that make the tables of a version."""
    return _SCHEMA + (_SUMS if version >= _SUMS_SINCE else "") + (ASIDE if version >= _ASIDE_SINCE else "")


def _statements(text: str) -> list[str]:
    return [statement.strip() for statement in text.split(";") if statement.strip()]


def _sum_records(connection: sqlite3.Connection) -> None:
    # The window opens a workspace before it shows, and records only later.
    from swf_desktop.workspace.records import stored

    names = stored(connection)
    connection.execute("DELETE FROM seal WHERE name = ?", (RECORDS,))
    if names:
        connection.execute("INSERT INTO seal (name, sum) VALUES (?, ?)", (RECORDS, records_sum(connection, names)))


# From each version to the next, run in one transaction after a copy was kept.
UPGRADES: Final[dict[int, Callable[[sqlite3.Connection], None]]] = {
    1: _say_the_year,
    2: _keep_sums,
    3: _keep_what_was_replaced,
}


class WorkspaceError(Exception):
    """A workspace that cannot be used: which file, what was found, and what to do."""

    def __init__(self, path: Path | None, found: str, remedy: str) -> None:
        super().__init__(f"{path or 'the workspace'}: {found} {remedy}")
        self.path = path
        self.found = found
        self.remedy = remedy


class WorkspaceBusy(WorkspaceError):  # noqa: N818 - it is a kind of WorkspaceError
    """The file is open in another window or on another computer."""


class WorkspaceTooNew(WorkspaceError):  # noqa: N818 - it is a kind of WorkspaceError
    """The file was written by a newer version of the program."""


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

    def __init__(self, path: Path | None, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._together = False
        self._place = None if path is None else _place(path)
        self._sealed = self._one("SELECT 1 FROM seal WHERE name = ?", (WHOLE,)) is not None

    @classmethod
    def open(cls, path: Path | None, *, new: bool = True) -> Workspace:
        """Open a workspace; None keeps it in memory. new: made where there is no such file, or an empty one.

        Raises WorkspaceBusy, WorkspaceTooNew, or WorkspaceError where the file is no workspace, damaged, or holds what
        no workspace does; it names the copy that was kept when it was last closed. A file of an older version is
        upgraded, and a copy of it is kept beside it.
        """
        _refuse_foreign(path, new=new)
        with _told(path):
            if path is not None:
                _make_private(path)
            connection = sqlite3.connect(path or ":memory:", timeout=0, isolation_level=None)
        try:
            with _told(path):
                _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
        return cls(path, connection)

    def close(self) -> None:
        """Close the file and release its lock; where it was changed, a copy is kept that can be gone back to."""
        if self.path is not None and not self._sealed and self._is_there():
            # What cannot be sealed or copied, on a full disk say, is closed all the same: every change is kept.
            with contextlib.suppress(sqlite3.Error, OSError):
                self._connection.execute("BEGIN IMMEDIATE")
                self._connection.execute("DELETE FROM seal WHERE name = ?", (WHOLE,))
                self._connection.execute("INSERT INTO seal VALUES (?, ?)", (WHOLE, whole_sum(self._connection)))
                self._connection.execute("COMMIT")
                write_bytes(kept_copy(self.path), self._connection.serialize(), own=True)
        self._connection.close()

    def save_to(self, path: Path) -> None:
        """Write everything into another file, which is opened like this one; also where this one's file is gone.

        Raises WorkspaceError, and OSError where the other cannot be written.
        """
        with _told(self.path):
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
            _set(connection, name, value)

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
            _set(connection, "journal done", str(done + 1))
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
            _set(connection, "journal done", str(after.done))
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
            _sum_records(connection)
            _set(connection, "year", str(collection.year))
            _set(connection, "return name", return_.name)

    def load_return(self, collection: Collection) -> Return | None:
        """Return the records kept, None where none are."""
        from swf_desktop.workspace.records import read_return, stored

        with _told(self.path):
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
            with _told(self.path):
                yield connection
            return
        if not self._is_there():
            raise WorkspaceError(
                self.path,
                "The file is no longer where it was opened: it or its folder was moved, removed or replaced.",
                "Put it back, or save the return elsewhere (File, Save a copy). The last change was not kept.",
            )
        with _told(self.path):
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
        with _told(self.path):
            row: tuple[Any, ...] | None = self._connection.execute(query, values).fetchone()
        return row

    def _all(self, query: str) -> list[tuple[Any, ...]]:
        with _told(self.path):
            return self._connection.execute(query).fetchall()

    def damaged(self) -> WorkspaceError:
        """Return what to raise where something kept is not what was written."""
        return WorkspaceError(self.path, "The file is damaged.", _way_back(self.path))


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


def kept_copy(path: Path) -> Path:
    """Return where the copy stands that was kept when a workspace was last closed."""
    return path.with_name(f"{path.stem}.last-closed{path.suffix}")


def _way_back(path: Path | None) -> str:
    copy = None if path is None else kept_copy(path)
    if copy is not None and copy.is_file():
        return f"Open {copy.name}, the copy that was kept beside it when it was last closed."
    return "Go back to a copy of it, or start from the source files."


def _place(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another of its name, None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _make_private(path: Path) -> None:
    """Make a new file for its owner alone before anything is in it; on Windows it has the rights of its folder."""
    if os.name == "posix" and not path.exists():
        with contextlib.suppress(OSError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _refuse_foreign(path: Path | None, *, new: bool) -> None:
    """Refuse a file that is no database before SQLite sees it: a very short one it takes for empty and overwrites."""
    if path is None:
        return
    if path.exists() and not path.is_file():
        raise WorkspaceError(path, "This is no file.", "Choose a .swfreturn file.")
    try:
        with path.open("rb") as file:
            start = file.read(len(_SQLITE))
    except OSError:
        # A new file, or one that SQLite will fail to open with an error that `_told` turns into words.
        if not new and not path.exists():
            raise WorkspaceError(path, "There is no such file.", "Check the name and the folder.") from None
        return
    if not start and not new:
        raise WorkspaceError(path, "The file is empty (0 bytes): it holds no return.", _way_back(path))
    if start and start != _SQLITE:
        raise WorkspaceError(path, "This file is not a return's workspace.", "Choose a .swfreturn file.")


def _done(connection: sqlite3.Connection) -> int:
    try:
        return int(_get(connection, "journal done", "0"))
    except ValueError as error:
        raise WorkspaceError(None, "The file is damaged.", "Go back to a copy of it.") from error


def _get(connection: sqlite3.Connection, name: str, default: str) -> str:
    row = connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return default if row is None else str(row[0])


def _set(connection: sqlite3.Connection, name: str, value: str) -> None:
    connection.execute(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def _apply(connection: sqlite3.Connection, change: Change) -> None:
    if isinstance(change, RecipeChange):
        _set(connection, "recipe", change.after)
    elif isinstance(change, SettingChange):
        _set(connection, change.name, change.after)
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


def _prepare(connection: sqlite3.Connection, path: Path | None) -> None:
    """Lock the file, know it for a workspace, and bring it to this version."""
    # Nothing in a file that somebody sent may call functions of ours or of SQLite's behind our back.
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = FULL")
    # What was deleted is overwritten: it was about people.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_RAW)
    # In exclusive mode the lock taken here is kept until the file is closed.
    connection.execute("BEGIN EXCLUSIVE")
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if not tables and application in {0, APPLICATION_ID}:
            for statement in _statements(_schema_of(VERSION)):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
            version = VERSION
        elif application != APPLICATION_ID:
            raise WorkspaceError(path, "This is a database, but not a return's workspace.", "Choose a .swfreturn file.")
        if version < 1:
            raise WorkspaceError(path, f"Its version cannot be ({version}).", _way_back(path))
        if version > VERSION:
            raise WorkspaceTooNew(
                path,
                f"A newer version of this program wrote it (file version {version}, this one knows {VERSION}).",
                "Open it with the newer version. Nothing in it was changed.",
            )
        if path is not None and tables:
            look_at_tables(connection, _statements(_schema_of(version)))
            look_at_rows(connection)
        connection.execute("COMMIT")
    except BaseException as error:
        connection.rollback()
        if isinstance(error, Unsound):
            raise WorkspaceError(path, str(error), _way_back(path)) from error
        raise
    if version >= _SUMS_SINCE:
        kept = connection.execute("SELECT sum FROM seal WHERE name = ?", (WHOLE,)).fetchone()
        if kept is not None and kept[0] != whole_sum(connection):
            raise WorkspaceError(path, "The file is damaged.", _way_back(path))
    if version < VERSION:
        _upgrade(connection, path, version)


def _upgrade(connection: sqlite3.Connection, path: Path | None, version: int) -> None:
    """Keep a copy of the file as it is, then bring it to this version in one transaction."""
    if path is not None:
        kept = path.with_name(f"{path.stem}.version-{version}{path.suffix}")
        write_bytes(kept, connection.serialize(), own=True)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        for step in range(version, VERSION):
            UPGRADES[step](connection)
        # Of the file as it was; it gets another when it is closed.
        connection.execute("DELETE FROM seal WHERE name = ?", (WHOLE,))
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


@contextlib.contextmanager
def _told(path: Path | None) -> Iterator[None]:
    """Turn SQLite's errors into ones that people can act on."""
    try:
        yield
    except sqlite3.Error as error:
        raise _in_words(path, error) from error
    except UnicodeDecodeError as error:
        # Of a message of SQLite's own about a name in a damaged file, or of a text in one.
        raise WorkspaceError(path, "The file is damaged.", _way_back(path)) from error


def _in_words(path: Path | None, error: sqlite3.Error) -> WorkspaceError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return WorkspaceBusy(
            path,
            "This return is open in another window, or a colleague has it open.",
            "Close it there and try again. Nothing was changed.",
        )
    found, remedy = {
        sqlite3.SQLITE_NOTADB: ("This file is not a return's workspace.", "Choose a .swfreturn file."),
        sqlite3.SQLITE_CORRUPT: ("The file is damaged.", _way_back(path)),
        sqlite3.SQLITE_CANTOPEN: ("It cannot be opened.", "Check that the folder is there and may be written to."),
        sqlite3.SQLITE_READONLY: ("It may not be written to.", "Copy it to a folder of your own and open it there."),
        sqlite3.SQLITE_PERM: ("It may not be written to.", "Copy it to a folder of your own and open it there."),
        sqlite3.SQLITE_FULL: ("The disk is full. The last change was not kept.", "Make room and try again."),
        sqlite3.SQLITE_IOERR: ("The disk or network failed. The last change was not kept.", "Check it and try again."),
    }.get(code, ("The file cannot be used as a workspace.", _way_back(path)))
    return WorkspaceError(path, found, remedy)
