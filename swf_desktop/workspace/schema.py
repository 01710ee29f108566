"""The tables of a workspace, its versions, and how a file is known for one and brought up to date."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final

from swf_desktop.files.writing import write_bytes
from swf_desktop.workspace.aside import ASIDE
from swf_desktop.workspace.driver import copy_of, is_protected, pages_are_whole
from swf_desktop.workspace.faults import WorkspaceError, WorkspaceTooNew, way_back
from swf_desktop.workspace.keys import salt_of
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
    if not setting_of(connection, "year", ""):
        set_setting(connection, "year", _ONLY_YEAR_OF_VERSION_1)


def _keep_sums(connection: sqlite3.Connection) -> None:
    """Keep a sum of each raw table and of the records."""
    for statement in _statements(_SUMS):
        connection.execute(statement)
    for number, size, data in connection.execute("SELECT id, size, data FROM raw").fetchall():
        connection.execute("INSERT INTO raw_sum (id, sum) VALUES (?, ?)", (number, raw_sum(size, data)))
    sum_records(connection)


def _keep_what_was_replaced(connection: sqlite3.Connection) -> None:
    """Make room for files that others take the place of."""
    for statement in _statements(ASIDE):
        connection.execute(statement)


def _schema_of(version: int) -> str:
    """Return the statements that make the tables of a version."""
    return _SCHEMA + (_SUMS if version >= _SUMS_SINCE else "") + (ASIDE if version >= _ASIDE_SINCE else "")


def _statements(text: str) -> list[str]:
    return [statement.strip() for statement in text.split(";") if statement.strip()]


def sum_records(connection: sqlite3.Connection) -> None:
    """Keep the sum of the records as they stand, within the caller's transaction."""
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


def setting_of(connection: sqlite3.Connection, name: str, default: str) -> str:
    """Return a setting as it is kept."""
    row = connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return default if row is None else str(row[0])


def set_setting(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Keep a setting, within the caller's transaction."""
    connection.execute(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def make_private(path: Path) -> None:
    """Make a new file for its owner alone before anything is in it; on Windows it has the rights of its folder."""
    if os.name == "posix" and not path.exists():
        with contextlib.suppress(OSError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def refuse_foreign(path: Path | None, *, new: bool) -> None:
    """Refuse a file that is no database before SQLite sees it: a very short one it takes for empty and overwrites."""
    if path is None:
        return
    if path.exists() and not path.is_file():
        raise WorkspaceError(path, "This is no file.", "Choose a .swfreturn file.")
    try:
        with path.open("rb") as file:
            start = file.read(len(_SQLITE))
    except OSError:
        # A new file, or one that SQLite will fail to open with an error that `told` turns into words.
        if not new and not path.exists():
            raise WorkspaceError(path, "There is no such file.", "Check the name and the folder.") from None
        return
    if not start and not new:
        raise WorkspaceError(path, "The file is empty (0 bytes): it holds no return.", way_back(path))
    if start and start != _SQLITE and salt_of(path) is None:
        raise WorkspaceError(path, "This file is not a return's workspace.", "Choose a .swfreturn file.")


def prepare(connection: sqlite3.Connection, path: Path | None) -> None:
    """Lock the file, know it for a workspace, and bring it to this version."""
    # Nothing in a file that somebody sent may call functions of ours or of SQLite's behind our back.
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = FULL")
    # What was deleted is overwritten: it was about people.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA cell_size_check = ON")
    if not is_protected(connection):
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
            raise WorkspaceError(path, f"Its version cannot be ({version}).", way_back(path))
        if version > VERSION:
            raise WorkspaceTooNew(
                path,
                f"A newer version of this program wrote it (file version {version}, this one knows {VERSION}).",
                "Open it with the newer version. Nothing in it was changed.",
            )
        if path is not None and tables:
            if is_protected(connection) and not pages_are_whole(connection):
                raise Unsound("The file is damaged.")
            look_at_tables(connection, _statements(_schema_of(version)))
            look_at_rows(connection)
        connection.execute("COMMIT")
    except BaseException as error:
        connection.rollback()
        if isinstance(error, Unsound):
            raise WorkspaceError(path, str(error), way_back(path)) from error
        raise
    if version >= _SUMS_SINCE:
        kept = connection.execute("SELECT sum FROM seal WHERE name = ?", (WHOLE,)).fetchone()
        if kept is not None and kept[0] != whole_sum(connection):
            raise WorkspaceError(path, "The file is damaged.", way_back(path))
    if version < VERSION:
        _upgrade(connection, path, version)


def _upgrade(connection: sqlite3.Connection, path: Path | None, version: int) -> None:
    """Keep a copy of the file as it is, then bring it to this version in one transaction."""
    if path is not None:
        kept = path.with_name(f"{path.stem}.version-{version}{path.suffix}")
        write_bytes(kept, copy_of(connection, path), own=True)
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
