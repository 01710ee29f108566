"""A workspace given a password, another one, or none: all of it written into a new file that takes the old one's place.

A file is whole at every moment: the new one is written beside it, held against it, synced, and renamed into its place.
Copies that were kept without a password go before, or nothing would be protected.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from swf_desktop.files.writing import move_into
from swf_desktop.workspace.driver import opened_by_sqlcipher, rewritten
from swf_desktop.workspace.faults import WorkspaceError, told, way_back
from swf_desktop.workspace.keys import Key, new_key, recovery_text, remember
from swf_desktop.workspace.last_closed import keep, parts_of
from swf_desktop.workspace.workspace import Workspace

FINAL = (
    "Whoever has neither the password nor the recovery key cannot open this return again: not you, not your IT, not "
    "whoever made this program. Print the recovery key and keep it in the school's safe."
)
"""What is said before a password is set."""


def recovery_page(name: str, key: Key, now: datetime) -> str:
    """Return the page with the recovery key of a return, to be printed."""
    return "\n".join(
        (
            "Recovery key: School Workforce Census return",
            f"{name}, protected on {now:%d/%m/%Y}",
            "",
            recovery_text(key),
            "",
            "It opens this return, and every copy of it, in the place of the password.",
            "When the password is changed, there is a new one, and this one opens old copies alone.",
            "Keep it in the school's safe, and nowhere on a computer.",
            FINAL,
            "",
        )
    )


def protect(path: Path, password: str) -> Key:
    """Give a workspace a password in the place of none or of another, and return the new key, with its recovery key.

    It must not be open. Raises NoKey where the password is too short, WorkspaceError where it cannot be opened, or is
    open elsewhere, OSError where it cannot be written; then it is as it was.
    """
    key = new_key(password)
    _rewrite(path, key)
    remember(key)
    return key


def unprotect(path: Path) -> None:
    """Take the password off a workspace. Raises as `protect`."""
    _rewrite(path, None)


def _rewrite(path: Path, key: Key | None) -> None:
    # Opened once as always: it is looked at, brought to this version, and its own password asked for.
    with Workspace.open(path, new=False) as workspace:
        old = workspace.key
    try:
        with told(path), contextlib.ExitStack() as stack:
            with opened_by_sqlcipher(path, old) as connection:
                part = stack.enter_context(rewritten(connection, path, key))
                before = path.stat()
            # Closed before the rename: Windows renames nothing over a file that is open.
            after = path.stat()
            if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
                raise WorkspaceError(path, "It was changed by somebody else just now.", "Try again.")
            _remove_copies(path)
            move_into(part, path)
    except ValueError as error:
        raise WorkspaceError(path, f"It was not changed: {error}.", way_back(path)) from error
    # What can be gone back to has the new password, or none, as the file itself.
    with contextlib.suppress(OSError):
        keep(path, path.read_bytes())


def _remove_copies(path: Path) -> None:
    """Remove the copies there are. Raises WorkspaceError where one stays: nothing would be protected by a password."""
    for copy in list(copies_of(path)):
        try:
            copy.unlink(missing_ok=True)
        except OSError as error:
            raise WorkspaceError(
                path,
                f"It was not changed: its copy {copy} cannot be removed ({error.strerror or error}).",
                "Delete that copy yourself, and try again.",
            ) from error


def copies_of(path: Path) -> Iterator[Path]:
    """Yield the copies of a workspace that the program kept: of its last closing, and of before it was brought up."""
    yield from (part for part, _ in parts_of(path))
    older = re.compile(re.escape(path.stem) + r"\.version-\d+" + re.escape(path.suffix), re.IGNORECASE)
    yield from (each for each in sorted(path.parent.iterdir()) if older.fullmatch(each.name))
