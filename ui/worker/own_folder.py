"""The temporary folder of a process: in the user's local data, for its owner alone, and emptied also after a kill.

The system's own would do for many programs; these files hold people's data for moments, and may be left where a process
is ended from outside. Each process has a folder with a file that it keeps locked; a folder whose file is not locked is
of a process that is gone, and whoever starts or ends next removes it.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import shutil
import tempfile
import time
from pathlib import Path
from typing import IO, Final

from ui.settings import local_folder

_LOCK: Final = "in use"
_NEW: Final = 60.0
"""Seconds in which a folder without a lock may be that of a process that is just starting."""
_held: list[IO[bytes]] = []


def use_own_folder(place: Path | None = None) -> Path | None:
    """Let all temporary files of this process go into a folder of its own; None where none can be made.

    Folders of processes that are gone are removed. On Windows, Python gives a folder made so to its owner alone from
    3.12.4 on; the local data folder is the user's own besides.
    """
    base = place or local_folder() / "work"
    try:
        base.mkdir(mode=0o700, parents=True, exist_ok=True)
        sweep(base)
        own = base / secrets.token_hex(8)
        own.mkdir(mode=0o700)
        _held.append(_locked(own / _LOCK))
    except OSError:
        return None
    tempfile.tempdir = str(own)
    atexit.register(_leave, own)
    return own


def sweep(place: Path | None = None) -> int:
    """Remove the folders of processes that are gone; return how many."""
    base = place or local_folder() / "work"
    removed = 0
    with contextlib.suppress(OSError):
        for folder in list(base.iterdir()):
            # Our own is passed over: looking whether its lock is held would let the lock go. So is one just made, whose
            # process may not have locked it yet.
            if str(folder) == tempfile.tempdir or not folder.is_dir() or folder.is_symlink():
                continue
            new = not (folder / _LOCK).exists() and time.time() - folder.stat().st_mtime < _NEW
            if not new and not _is_held(folder / _LOCK):
                shutil.rmtree(folder, ignore_errors=True)
                removed += not folder.exists()
    return removed


def _leave(own: Path) -> None:
    while _held:
        _held.pop().close()
    tempfile.tempdir = None
    shutil.rmtree(own, ignore_errors=True)


def _locked(path: Path) -> IO[bytes]:
    """Open a file and lock it until this process ends. On Windows an open file cannot be removed, which is enough."""
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
    if os.name == "posix":
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return file


def _is_held(path: Path) -> bool:
    if os.name != "posix":
        try:
            path.unlink(missing_ok=True)
        except OSError:
            return True
        return False
    import fcntl

    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False
