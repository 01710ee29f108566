"""Whether a workspace is whole and what it seems: looked at before anything in it is believed.

A file may be damaged by a disk, or written by somebody who means harm. Its pages are checked, its tables compared with
ours word for word, its rows looked at, and sums over what it holds compared with those kept when it was last closed.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from swf_desktop.workspace.journal import from_text

MAX_RAW: Final = 1 << 30
"""Bytes of a raw table: far above any sheet; a file that says more is damaged or meant to do harm."""

_RECORDS: Final = re.compile(
    r'CREATE TABLE (?:record__sheet \(id INTEGER PRIMARY KEY, file, name, columns\)|"record_\w+" '
    r'\(_id INTEGER PRIMARY KEY, _parent, _key, _sheet, _row, _origins, _losers(?:, "\w+")*\))'
)
_BATCH: Final = 1000

WHOLE: Final = "all"
RECORDS: Final = "records"
"""Names of sums in the table `seal`: of everything, kept while the file is closed; of the records."""


class Unsound(ValueError):  # noqa: N818 - the name says what it is
    """A workspace that is not to be believed; its text says what was found, for people."""


def look_at_tables(connection: sqlite3.Connection, wanted: Iterable[str]) -> None:
    """Compare the tables of a file with those wanted, and its pages with one another. Raises Unsound."""
    expected = sorted(_plain(statement) for statement in wanted)
    found = []
    for kind, sql in connection.execute("SELECT type, sql FROM sqlite_schema"):
        if kind == "index" and sql is None:
            continue
        text = _plain(sql) if isinstance(sql, str) else ""
        if kind == "table" and _RECORDS.fullmatch(text):
            continue
        found.append(text)
    if sorted(found) != expected:
        raise Unsound("It holds other tables than a return has.")
    # The whole check and not the quick one, which passes over indexes: rows would be missing where they are looked up.
    said = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if said is None or said[0] != "ok":
        raise Unsound("The file is damaged.")


def _plain(sql: str) -> str:
    return " ".join(sql.split())


def look_at_rows(connection: sqlite3.Connection) -> None:
    """Look at everything that is read as more than text, so that nothing later stumbles over it. Raises Unsound."""
    for table, columns in (
        ("setting", ("name", "value")),
        ("raw", ("file", "sheet")),
        ("overlay", ("record", "field", "text", "reason")),
        ("added", ("record", "kind", "parent")),
        ("note", ("rule", "record", "field", "text")),
        ("export", ("file_name", "time", "sha256")),
        ("journal", ("label", "changes")),
    ):
        other = " OR ".join(f"typeof({column}) <> 'text'" for column in columns)
        if connection.execute(f"SELECT 1 FROM {table} WHERE {other} LIMIT 1").fetchone():  # noqa: S608 - names of ours
            raise Unsound("The file is damaged.")
    bad = "typeof(size) <> 'integer' OR typeof(data) <> 'blob' OR size < 0 OR size > ?"
    if connection.execute(f"SELECT 1 FROM raw WHERE {bad} LIMIT 1", (MAX_RAW,)).fetchone():  # noqa: S608
        raise Unsound("It says that it holds a table larger than any.")
    if _has_aside(connection):
        odd = f"SELECT 1 FROM aside WHERE {bad} OR typeof(sum) <> 'text' LIMIT 1"  # noqa: S608
        if connection.execute(odd, (MAX_RAW,)).fetchone():
            raise Unsound("It says that it holds a table larger than any.")
        for size, data, kept in connection.execute("SELECT size, data, sum FROM aside"):
            if raw_sum(size, data) != kept:
                raise Unsound("The file is damaged.")
    if connection.execute("SELECT 1 FROM export WHERE typeof(serial) <> 'integer' LIMIT 1").fetchone():
        raise Unsound("The file is damaged.")
    try:
        for (text,) in connection.execute("SELECT changes FROM journal"):
            from_text(text)
        for (text,) in connection.execute("SELECT time FROM export"):
            datetime.fromisoformat(text)
        for (text,) in connection.execute("SELECT value FROM setting WHERE name = 'journal done'"):
            if not 0 <= int(text) < 1 << 40:
                raise Unsound("The file is damaged.")
        for (text,) in connection.execute("SELECT value FROM setting WHERE name = 'files' AND value <> ''"):
            _look_at_files(json.loads(text))
    except Unsound:
        raise
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise Unsound("The file is damaged.") from error


def _look_at_files(files: object) -> None:
    if not isinstance(files, list):
        raise Unsound("The file is damaged.")
    for one in files:
        if not isinstance(one, dict) or not isinstance(one.get("file"), str) or "sheet" not in one:
            raise Unsound("The file is damaged.")


def raw_sum(size: int, data: bytes) -> str:
    """Return the sum of a raw table as it is kept."""
    return hashlib.sha256(str(size).encode("ascii") + b"\0" + data).hexdigest()


def whole_sum(connection: sqlite3.Connection) -> str:
    """Return the sum over everything but records and raw tables, of which it takes their own sums."""
    digest = hashlib.sha256()
    for query in (
        "SELECT name, value FROM setting ORDER BY name",
        "SELECT id, file, sheet, size FROM raw ORDER BY id",
        "SELECT id, sum FROM raw_sum ORDER BY id",
        "SELECT id, record, field, text, reason FROM overlay ORDER BY id",
        "SELECT id, record, kind, parent FROM added ORDER BY id",
        "SELECT id, rule, record, field, text FROM note ORDER BY id",
        "SELECT id, serial, file_name, time, sha256 FROM export ORDER BY id",
        "SELECT id, label, changes FROM journal ORDER BY id",
        "SELECT name, sum FROM seal WHERE name <> 'all' ORDER BY name",
        "SELECT name, sql FROM sqlite_schema ORDER BY name",
        *(["SELECT size, sum FROM aside ORDER BY id"] if _has_aside(connection) else []),
    ):
        _add(digest, query, connection.execute(query))
    return digest.hexdigest()


def _has_aside(connection: sqlite3.Connection) -> bool:
    """Whether there is room for tables that others took the place of: versions before 4 have none."""
    return connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'aside'").fetchone() is not None


def records_sum(connection: sqlite3.Connection, tables: Iterable[str]) -> str:
    """Return the sum over the tables of records."""
    digest = hashlib.sha256()
    for name in sorted(tables):
        # With the names of its columns, which are a part of what it says.
        sql = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
        _add(digest, f"{name} {sql}", connection.execute(f'SELECT * FROM "{name}" ORDER BY 1'))  # noqa: S608 - looked at before
    return digest.hexdigest()


def content_sum(connection: sqlite3.Connection) -> str:
    """Return the sum over every row of every table, raw tables too: what two files of one content share."""
    digest = hashlib.sha256()
    for name, sql in connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name"):
        digest.update(f"{name} {sql}".encode())
        quoted = name.replace('"', '""')
        for row in connection.execute(f'SELECT * FROM "{quoted}" ORDER BY 1'):  # noqa: S608 - a name, quoted
            digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _add(digest: hashlib._Hash, name: str, cursor: sqlite3.Cursor) -> None:
    digest.update(name.encode("utf-8"))
    while rows := cursor.fetchmany(_BATCH):
        digest.update(json.dumps(rows, separators=(",", ":"), default=bytes.hex).encode("ascii"))
