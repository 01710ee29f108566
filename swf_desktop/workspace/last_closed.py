"""The copy of a workspace as it was last closed, which can be gone back to: where it lies, and whose it is.

It lies in a folder of the user's own on this computer, so that the folder of returns holds returns alone. The program
says where that is when it starts (`keep_in`). Where nobody said so, in a library's use, it lies beside the workspace,
and so it does where that folder cannot be written to: a way back is worth more than a folder that looks tidy.

Beside each copy a small file says of which return it is, so that a return which was moved or renamed finds it, and the
copy of one that has been gone for a year is removed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from swf_desktop.files.untouched import is_ours
from swf_desktop.files.writing import write_bytes, write_text

FOLDER: Final = "last closed"
"""The name of the folder of copies, in the place that the program has for what stays on this computer."""

_ABOUT: Final = ".json"
_YEAR: Final = 365 * 86400.0
"""Seconds for which the copy of a return that is not where it was is kept: until the next census has come."""
_STEM: Final = 40
"""Letters of a return's name in that of its copy: no system's names are longer than 255 bytes."""
_PAGE: Final = 4096
_HEAD: Final = 16
"""Bytes that say what a database is: the salt of one with a password, else the same words in each."""

_place: Final[list[Path]] = []
_swept: Final[set[Path]] = set()


def keep_in(folder: Path | None) -> None:
    """Keep copies in a folder from now on, which is made when it is first needed; None: beside each workspace."""
    _place[:] = [] if folder is None else [folder]


@contextlib.contextmanager
def kept_beside() -> Iterator[None]:
    """Keep copies beside workspaces while this lasts: for those that are made to try something out, and removed."""
    before = place()
    keep_in(None)
    try:
        yield
    finally:
        keep_in(before)


def place() -> Path | None:
    """Return the folder of copies, None where they lie beside: to be handed to a process that is begun."""
    return _place[0] if _place else None


def copy_beside(path: Path) -> Path:
    """Return where a copy lies beside its workspace: versions before this one had no other place."""
    return path.with_name(f"{path.stem}.last-closed{path.suffix}")


def kept_copy(path: Path) -> Path:
    """Return where the copy of a workspace belongs, whether there is one or not."""
    if not _place:
        return copy_beside(path)
    whole = os.path.normcase(os.path.realpath(path))
    digest = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return _place[0] / f"{path.stem[:_STEM]}.{digest}{path.suffix}"


def found_copy(path: Path) -> Path | None:
    """Return the newest copy there is of a workspace, also of one that was moved since; None where there is none."""
    there = [copy for copy in (kept_copy(path), copy_beside(path)) if copy.is_file()]
    return max(there, key=_time, default=None) or next(_of_moved(path), None)


def is_copy(path: Path) -> bool:
    """Whether a file lies in the folder of copies: of a copy none is kept."""
    return bool(_place) and os.path.realpath(path.parent) == os.path.realpath(_place[0])


def parts_of(path: Path) -> Iterator[tuple[Path, str]]:
    """Yield every file that was kept of a workspace's last closing, here and beside it, and what each is."""
    for copy in dict.fromkeys((kept_copy(path), copy_beside(path), *_of_moved(path))):
        if copy.is_file():
            yield copy, "the copy that was kept when it was last closed"
        if _about(copy).is_file():
            yield _about(copy), "the note of where the return of that copy is"


def stale_beside(path: Path) -> Path | None:
    """Return the copy beside a workspace that an earlier version kept, where nobody has worked in it since.

    To be asked before the workspace is opened: such a copy is one that the program wrote and nobody changed, or it
    has the very bytes of the workspace. What somebody went back to and works in is a return of its own: it has a copy.
    """
    beside = copy_beside(path)
    if not _place or is_copy(path):
        return None
    with contextlib.suppress(OSError):
        if not beside.is_file() or beside.is_symlink() or _is_worked_in(beside):
            return None
        if is_ours(beside) or _is_same(beside, path):
            return beside
    return None


def keep(path: Path, data: bytes, *, instead_of: Path | None = None) -> None:
    """Keep the bytes of a workspace as its copy, in the place of the one before. Raises OSError.

    instead_of: a copy beside it (`stale_beside`), which goes when this one is on the disk.
    """
    if is_copy(path):
        return
    copy = kept_copy(path)
    if not _place:
        write_bytes(copy, data, own=True)
        return
    moved = list(_of_moved(path))
    try:
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.name == "posix":
            copy.parent.chmod(0o700)
        # First what it is of: a copy that no return is known of would never be found again.
        found = path.stat()
        about = {"return": os.path.realpath(path), "file": [found.st_dev, found.st_ino]}
        write_text(_about(copy), json.dumps(about), own=True)
        write_bytes(copy, data, own=True)
    except OSError:
        # It is full, or may not be written to. A copy that somebody works in is not written over.
        beside = copy_beside(path)
        if not beside.exists() or instead_of is not None or (is_ours(beside) and not _is_worked_in(beside)):
            write_bytes(beside, data, own=True)
        return
    for old in moved:
        _remove(old)
    if instead_of is not None:
        with contextlib.suppress(OSError):
            instead_of.unlink()
    sweep(copy.parent)


def sweep(folder: Path) -> int:
    """Remove the copies of returns that have been gone for a year; return how many. Looked for once while we run.

    A return that is there counts as seen today. A folder that cannot be looked at is passed over.
    """
    if folder in _swept:
        return 0
    _swept.add(folder)
    removed = 0
    with contextlib.suppress(OSError):
        for note in list(folder.glob(f"*{_ABOUT}")):
            with contextlib.suppress(OSError):
                known = _read(note)
                copy = note.with_name(note.name.removesuffix(_ABOUT))
                if known is None:
                    continue
                if Path(known["return"]).is_file():
                    os.utime(note)
                elif time.time() - note.stat().st_mtime > _YEAR:
                    _remove(copy)
                    removed += 1
    return removed


def _of_moved(path: Path) -> Iterator[Path]:
    """Yield copies of returns that are no longer at their place and are this very file, with the most of its bytes."""
    if not _place:
        return
    with contextlib.suppress(OSError):
        found = path.stat()
        for note in sorted(_place[0].glob(f"*{_ABOUT}")):
            known, copy = _read(note), note.with_name(note.name.removesuffix(_ABOUT))
            if known is None or known["file"] != [found.st_dev, found.st_ino] or copy == kept_copy(path):
                continue
            # A system may give the number of a file that was deleted to another one: so it is looked at too.
            if not os.path.lexists(known["return"]) and copy.is_file() and _is_like(copy, path):
                yield copy


def _read(note: Path) -> dict[str, Any] | None:
    """Return what stands in a note, None where it is none of ours."""
    with contextlib.suppress(OSError, ValueError):
        known = json.loads(note.read_text(encoding="utf-8"))
        if isinstance(known, dict) and isinstance(known.get("return"), str) and isinstance(known.get("file"), list):
            return known
    return None


def _about(copy: Path) -> Path:
    return copy.with_name(copy.name + _ABOUT)


def _remove(copy: Path) -> None:
    for path in (copy, _about(copy)):
        with contextlib.suppress(OSError):
            path.unlink()


def _time(path: Path) -> float:
    with contextlib.suppress(OSError):
        return path.stat().st_mtime
    return 0.0


def _is_worked_in(copy: Path) -> bool:
    """Whether a copy beside a workspace was opened and changed: then it has a copy, which has its bytes by our hand."""
    return kept_copy(copy).exists() or copy_beside(copy).exists()


def _is_same(one: Path, other: Path) -> bool:
    return one.stat().st_size == other.stat().st_size and one.read_bytes() == other.read_bytes()


def _is_like(copy: Path, path: Path) -> bool:
    """Whether a copy has the head of a file and, where that is the same in every one, the most of its pages."""
    kept, found = copy.read_bytes(), path.read_bytes()
    if kept[:_HEAD] != found[:_HEAD]:
        return False
    if not kept.startswith(b"SQLite format 3\0"):
        return True
    pages = range(0, len(kept), _PAGE)
    return 2 * sum(kept[at : at + _PAGE] == found[at : at + _PAGE] for at in pages) >= len(pages)
