"""Raw tables that stand in no return now, kept so that a step of the journal can bring them back.

A corrected file takes the place of the one before it; undo puts that one back, byte for byte. Statements on a
connection of a workspace, within a transaction of its own.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any, Final

from swf_desktop.workspace.journal import FilesChange, KeptTable, from_text

ASIDE: Final = """
CREATE TABLE aside (id INTEGER PRIMARY KEY, size INTEGER NOT NULL, data BLOB NOT NULL, sum TEXT NOT NULL UNIQUE);
"""

FILES_SETTING: Final = "files"
"""What the window noted of the raw tables, as JSON: a list with `file` and `sheet` of each, and more."""


def tables_now(connection: sqlite3.Connection, files: Iterable[str]) -> tuple[KeptTable, ...]:
    """Return the raw tables of files as they stand, with what was noted of each."""
    wanted = set(files)
    noted = {(one["file"], one["sheet"] or ""): json.dumps(one) for one in _noted(connection)}
    return tuple(
        KeptTable(number, file, sheet, kept, noted.get((file, sheet), ""))
        for number, file, sheet, kept in connection.execute(
            "SELECT raw.id, file, sheet, sum FROM raw JOIN raw_sum USING (id) ORDER BY raw.id"
        )
        if file in wanted
    )


def put_aside(connection: sqlite3.Connection, size: int, data: bytes, kept: str) -> None:
    """Keep the compressed bytes of a table under their sum."""
    connection.execute("INSERT OR IGNORE INTO aside (size, data, sum) VALUES (?, ?, ?)", (size, data, kept))


def make(connection: sqlite3.Connection, change: FilesChange) -> None:
    """Take tables out and put others in their place.

    What has one of the names by now, whatever it is, is put aside too and never lost.
    """
    gone = {(one.file, one.sheet) for one in (*change.before, *change.after)}
    for file, sheet in gone:
        row = connection.execute("SELECT id FROM raw WHERE file = ? AND sheet = ?", (file, sheet)).fetchone()
        if row is not None:
            connection.execute(
                "INSERT OR IGNORE INTO aside (size, data, sum) SELECT size, data, sum FROM raw JOIN raw_sum USING (id) "
                "WHERE raw.id = ?",
                row,
            )
            connection.execute("DELETE FROM raw_sum WHERE id = ?", row)
            connection.execute("DELETE FROM raw WHERE id = ?", row)
    for one in change.after:
        found = connection.execute("SELECT size, data FROM aside WHERE sum = ?", (one.sum,)).fetchone()
        if found is None:
            raise sqlite3.DatabaseError("a table that a step names is not there")
        taken = connection.execute("SELECT 1 FROM raw WHERE id = ?", (one.number,)).fetchone()
        number = None if taken is not None else one.number
        cursor = connection.execute(
            "INSERT INTO raw (id, file, sheet, size, data) VALUES (?, ?, ?, ?, ?)",
            (number, one.file, one.sheet, *found),
        )
        connection.execute("INSERT OR REPLACE INTO raw_sum (id, sum) VALUES (?, ?)", (cursor.lastrowid, one.sum))
        connection.execute("DELETE FROM aside WHERE sum = ?", (one.sum,))
    _note(connection, gone, change.after)


def forget_unneeded(connection: sqlite3.Connection) -> None:
    """Forget the tables that no step of the journal can bring back any more."""
    if connection.execute("SELECT 1 FROM aside LIMIT 1").fetchone() is None:
        return
    needed = {
        one.sum
        for (text,) in connection.execute("SELECT changes FROM journal")
        for change in from_text(text)
        if isinstance(change, FilesChange)
        for one in (*change.before, *change.after)
    }
    for (kept,) in connection.execute("SELECT sum FROM aside").fetchall():
        if kept not in needed:
            connection.execute("DELETE FROM aside WHERE sum = ?", (kept,))


def _noted(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    row = connection.execute("SELECT value FROM setting WHERE name = ?", (FILES_SETTING,)).fetchone()
    return list(json.loads(row[0])) if row is not None and row[0] else []


def _note(connection: sqlite3.Connection, gone: set[tuple[str, str]], came: Iterable[KeptTable]) -> None:
    """Bring what the window noted of the tables up to those there are, in their order."""
    before = {(one["file"], one["sheet"] or ""): one for one in _noted(connection)}
    about = {place: one for place, one in before.items() if place not in gone}
    about |= {(one.file, one.sheet): json.loads(one.about) for one in came if one.about}
    order = connection.execute("SELECT file, sheet FROM raw ORDER BY id").fetchall()
    connection.execute(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (FILES_SETTING, json.dumps([about[place] for place in order if place in about])),
    )
