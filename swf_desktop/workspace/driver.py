"""Which database library a workspace is opened with, and which errors it raises: the plain one, or SQLCipher.

SQLCipher is loaded for protected files alone. It is no drop-in: its errors are not `sqlite3.Error`, it has no
`setlimit`, it can only copy itself in its own way, and it writes to standard error unless it is told not to.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, cast

from swf_desktop.files.writing import move_into, sync
from swf_desktop.workspace.keys import Key
from swf_desktop.workspace.soundness import content_sum

_LIBRARY: Final = "sqlcipher3"


def errors() -> tuple[type[Exception], ...]:
    """Return what the libraries raise that are loaded."""
    library = sys.modules.get(_LIBRARY)
    return (sqlite3.Error,) if library is None else (sqlite3.Error, library.Error)


def connect(path: Path | None, key: Key | None = None) -> sqlite3.Connection:
    """Open a database, nothing read of it yet; None: in memory. Raises what `errors` says."""
    if key is None:
        return sqlite3.connect(path or ":memory:", timeout=0, isolation_level=None)
    connection = _protected(path)
    connection.execute(f'PRAGMA key = "{_words(key)}"')
    return connection


def _protected(path: Path | None) -> sqlite3.Connection:
    # Loaded here and nowhere else: see above.
    import sqlcipher3

    connection: Any = sqlcipher3.connect(str(path), timeout=0, isolation_level=None)
    connection.execute("PRAGMA cipher_log_level = NONE")
    # Nothing of it is ever put into a file for a moment.
    connection.execute("PRAGMA temp_store = MEMORY")
    return cast("sqlite3.Connection", connection)


def _words(key: Key) -> str:
    return f"x'{key.raw.hex()}{key.salt.hex()}'"


def is_protected(connection: sqlite3.Connection) -> bool:
    """Whether a database was opened with SQLCipher."""
    return not isinstance(connection, sqlite3.Connection)


def pages_are_whole(connection: sqlite3.Connection) -> bool:
    """Whether every page of a protected file is one that was written with its key."""
    return connection.execute("PRAGMA cipher_integrity_check").fetchone() is None


def copy_of(connection: sqlite3.Connection, path: Path) -> bytes:
    """Return the bytes of a database that is open and has no change under way, in the form it lies in on the disk.

    Raises OSError, or what `errors` says.
    """
    # SQLCipher cannot give them, and must not: they would be plain. The file is locked by us, so it stands still.
    return path.read_bytes() if is_protected(connection) else connection.serialize()


def write_into(connection: sqlite3.Connection, path: Path, key: Key | None) -> None:
    """Write everything of a database that SQLCipher opened into another file. As `rewritten`."""
    with rewritten(connection, path, key) as part:
        move_into(part, path)


@contextlib.contextmanager
def rewritten(connection: sqlite3.Connection, path: Path, key: Key | None) -> Iterator[Path]:
    """Give everything of a database that SQLCipher opened, in a file beside a place: with a key, or plain.

    It is whole, was looked at and is synced; whoever has it renames it, or it is gone in the end. Raises OSError, what
    `errors` says, or ValueError where what was written is not what was read.
    """
    part = path.with_name(f".{os.urandom(8).hex()}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        connection.execute("ATTACH ? AS other KEY ?", (str(part), "" if key is None else _words(key)))
        try:
            connection.execute("SELECT sqlcipher_export('other')").fetchall()
            for name in ("application_id", "user_version"):
                value = connection.execute(f"PRAGMA main.{name}").fetchone()[0]
                connection.execute(f"PRAGMA other.{name} = {int(value)}")
        finally:
            connection.execute("DETACH other")
        with contextlib.closing(connect(part, key)) as written:
            whole = written.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
            if not whole or content_sum(written) != content_sum(connection):
                raise ValueError("what was written is not what was read")
        sync(part)
        yield part
    finally:
        for left in (part, part.with_name(f"{part.name}-journal")):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)


@contextlib.contextmanager
def opened_by_sqlcipher(path: Path, key: Key | None) -> Iterator[sqlite3.Connection]:
    """Give a database opened by SQLCipher and locked, plain ones too: it alone writes the one kind into the other."""
    connection = _protected(path) if key is None else connect(path, key)
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
        yield connection
    finally:
        connection.close()
