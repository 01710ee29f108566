"""How every file is written: under another name beside its place, synced, and renamed into it. Whole, or not at all.

Nothing else of the program opens a file to write (`tests/swf_desktop/files/test_writing.py` fails where something
does). Who writes is refused a source, and a file that the program did not make (`swf_desktop.files.untouched`).
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, cast

from swf_desktop.files.untouched import look_at_target, note_ours

_OWNER_ALONE: Final = 0o600
_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_WINDOWS: bool = os.name == "nt"
_TRIES: Final = 12
"""How often a rename is tried where Windows says that somebody holds the file: virus scanners let go within seconds."""


_LEFT: Final = re.compile(r"\.[0-9a-f]{16}\.part(-journal)?")
_OLD: Final = 3600.0
"""Seconds after which a file that is half written is nobody's: none takes as long."""

_swept: Final[set[Path]] = set()


def sweep(folder: Path) -> None:
    """Remove what a program that was killed left half written in a folder; looked for once in each while we run.

    What cannot be looked at or removed is passed over: it is no fault of what is written now.
    """
    if folder in _swept:
        return
    _swept.add(folder)
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if _LEFT.fullmatch(path.name):
                with contextlib.suppress(OSError):
                    found = path.lstat()
                    if stat.S_ISREG(found.st_mode) and time.time() - found.st_mtime > _OLD:
                        path.unlink()


def write_bytes(path: Path, data: bytes, *, own: bool = False, copy: bool = False) -> Path:
    """Write a file whole, and return it. own, copy: see `whole`. Raises OSError, and then all is as before."""
    with whole(path, own=own, copy=copy) as file:
        file.write(data)
    return path


def write_text(path: Path, text: str, *, encoding: str = "utf-8", own: bool = False) -> Path:
    """Write a text as it stands, line ends too. As `write_bytes`."""
    return write_bytes(path, text.encode(encoding), own=own)


@contextlib.contextmanager
def whole(path: Path, *, own: bool = False, copy: bool = False) -> Iterator[IO[bytes]]:
    """Give a file to write to, which takes its name at the end; on any error none is left and what was there stays.

    own: the file is known for the program's by the one who writes (it was read as a recipe, or is a settings file).
    copy: the bytes are somebody else's, and are not noted as the program's.
    A new file may be read by its owner alone, where the system knows that (not on Windows, where a file has the rights
    of its folder); one that is replaced keeps who may read it. Raises OSError with the file's name.
    """
    look_at_target(path, own=own)
    # A link stays one: what it leads to is written.
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    sweep(target.parent)
    part = target.with_name(f".{os.urandom(8).hex()}.part")
    try:
        with os.fdopen(os.open(part, _FLAGS, _OWNER_ALONE), "wb", buffering=1 << 20) as file:
            # Anything seekable and binary is asked for; a buffered writer is what it is.
            yield cast("IO[bytes]", file)
            file.flush()
            os.fsync(file.fileno())
        move_into(part, target, copy=copy)
    except OSError as error:
        if error.filename is None or str(error.filename) == str(part):
            raise type(error)(error.errno, error.strerror or str(error), str(path)) from error
        raise
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def move_into(part: Path, path: Path, *, copy: bool = False) -> None:
    """Rename a file that is whole and synced to its own name, in the place of what stood there. Raises OSError."""
    with contextlib.suppress(OSError):
        if os.name == "posix":
            part.chmod(stat.S_IMODE(path.stat().st_mode))
    if not copy:
        note_ours(part)
    for again in range(_TRIES):
        try:
            part.replace(path)
            break
        except PermissionError:
            if not _WINDOWS or again == _TRIES - 1:
                raise
            time.sleep(0.05 * (again + 1))
    _sync_folder(path.parent)


def sync(path: Path) -> None:
    """Bring a file to the disk that something else wrote: SQLCipher does. Raises OSError."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Bring the name itself to the disk; Windows has no such call (its file system journals names)."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
