"""What can be wrong with a workspace, in words that people can act on; and the way back from each."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from swf_desktop.workspace.driver import errors
from swf_desktop.workspace.last_closed import copy_beside, found_copy


class WorkspaceError(Exception):
    """A workspace that cannot be used: which file, what was found, and what to do."""

    def __init__(self, path: Path | None, found: str, remedy: str) -> None:
        super().__init__(f"{path or 'the workspace'}: {found} {remedy}")
        self.path = path
        self.found = found
        self.remedy = remedy

    @property
    def copy(self) -> Path | None:
        """The copy of the last closing that can be gone back to, where the remedy names it."""
        copy = None if self.path is None else found_copy(self.path)
        return copy if copy is not None and copy.name in self.remedy else None


class WorkspaceBusy(WorkspaceError):  # noqa: N818 - it is a kind of WorkspaceError
    """The file is open in another window or on another computer."""


class WorkspaceTooNew(WorkspaceError):  # noqa: N818 - it is a kind of WorkspaceError
    """The file was written by a newer version of the program."""


class WorkspaceLocked(WorkspaceError):  # noqa: N818 - it is a kind of WorkspaceError
    """The file has a password, and nobody gave one that fits. why: what was wrong with the one that was given."""

    def __init__(self, path: Path, why: str = "") -> None:
        found = why or "This return is protected with a password."
        super().__init__(
            path,
            found,
            "Give its password or its recovery key (a command: by --password-file). Without both nobody can open it.",
        )


def sqlite_code(error: BaseException) -> int:
    """Return SQLite's own number of an error."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF


def way_back(path: Path | None) -> str:
    """Return what to do about a damaged file: the copy that is there, else what remains."""
    copy = None if path is None else found_copy(path)
    if path is not None and copy is not None:
        if copy == copy_beside(path):
            return f"Open {copy.name}, the copy that was kept beside it when it was last closed."
        # On the clock of whoever reads it.
        when = datetime.fromtimestamp(copy.stat().st_mtime)  # noqa: DTZ006
        return (
            f"A copy was kept when it was last closed, on {when:%d/%m/%Y} at {when:%H:%M}: {copy}. Copy that file to "
            "where this one is, under another name, and open it."
        )
    return "Go back to a copy of it, or start from the source files."


@contextlib.contextmanager
def told(path: Path | None) -> Iterator[None]:
    """Turn SQLite's errors into ones that people can act on."""
    try:
        yield
    except errors() as error:
        raise _in_words(path, error) from error
    except UnicodeDecodeError as error:
        # Of a message of SQLite's own about a name in a damaged file, or of a text in one.
        raise WorkspaceError(path, "The file is damaged.", way_back(path)) from error


def _in_words(path: Path | None, error: Exception) -> WorkspaceError:
    code = sqlite_code(error)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return WorkspaceBusy(
            path,
            "This return is open in another window, or a colleague has it open.",
            "Close it there and try again. Nothing was changed.",
        )
    found, remedy = {
        sqlite3.SQLITE_NOTADB: ("This file is not a return's workspace.", "Choose a .swfreturn file."),
        sqlite3.SQLITE_CORRUPT: ("The file is damaged.", way_back(path)),
        sqlite3.SQLITE_CANTOPEN: ("It cannot be opened.", "Check that the folder is there and may be written to."),
        sqlite3.SQLITE_READONLY: ("It may not be written to.", "Copy it to a folder of your own and open it there."),
        sqlite3.SQLITE_PERM: ("It may not be written to.", "Copy it to a folder of your own and open it there."),
        sqlite3.SQLITE_FULL: ("The disk is full. The last change was not kept.", "Make room and try again."),
        sqlite3.SQLITE_IOERR: ("The disk or network failed. The last change was not kept.", "Check it and try again."),
    }.get(code, ("The file cannot be used as a workspace.", way_back(path)))
    return WorkspaceError(path, found, remedy)
