"""Files that must not be written to: whoever writes looks here first.

Files that are read are never written to. A file that is there already is replaced only where the program made it, or
where somebody said that it may be. How it knows its own files is said in `is_ours`: it is not guessed.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Final

_SOURCES: ContextVar[tuple[Path, ...]] = ContextVar("sources", default=())
_REPLACING: ContextVar[bool] = ContextVar("replacing", default=False)
_NAMED: ContextVar[frozenset[str]] = ContextVar("named", default=frozenset())

_OURS_XML: Final = b"<SoftwareCode>SWF Desktop</SoftwareCode>"
_HEADER: Final = 1 << 16
"""The header of a message is far shorter than this."""

OURS_XLSX: Final = "2013-11-11T09:30:00Z"
"""The date that every workbook of ours carries, so that the date of writing does not change its bytes."""

_MODIFIED: Final = re.compile(rb"<dcterms:modified[^>]*>([^<]*)<")


class MayNotWrite(OSError):  # noqa: N818 - the name says what happened
    """A file that is not written to. filename: the file; remedy: what to do."""

    remedy = ""


class OverSource(MayNotWrite):
    """A file was to be written over one that is read. filename: the one to be written."""

    remedy = "Give another name. What is read is never changed."

    def __init__(self, path: Path, source: Path) -> None:
        other = "" if path == source else f" (the same file as {source})"
        super().__init__(0, f"This is one of the files to read{other}, which are never written to", str(path))


class NotOurs(MayNotWrite):
    """A file is there already that the program did not make, or that was changed since. filename: the file."""

    remedy = "Give another name, or say that it may be replaced: --force."

    def __init__(self, path: Path, found: str = "") -> None:
        said = "A file of this name is there already, and this program did not make it, or it was changed since"
        super().__init__(0, found or said, str(path))


@contextlib.contextmanager
def untouched(sources: Iterable[Path]) -> Iterator[None]:
    """Refuse, while this lasts, to write over any of these files, by whatever path, link or case they are reached."""
    token = _SOURCES.set((*_SOURCES.get(), *sources))
    try:
        yield
    finally:
        _SOURCES.reset(token)


@contextlib.contextmanager
def replacing(allowed: bool = True) -> Iterator[None]:
    """Allow, while this lasts, to replace files that the program did not make: the user said so. Never a source."""
    token = _REPLACING.set(allowed or _REPLACING.get())
    try:
        yield
    finally:
        _REPLACING.reset(token)


@contextlib.contextmanager
def replacing_named(paths: Iterable[str]) -> Iterator[None]:
    """Allow, while this lasts, to replace these files and no other: the user was asked about each. Never a source."""
    token = _NAMED.set(frozenset(paths))
    try:
        yield
    finally:
        _NAMED.reset(token)


def is_replacing() -> bool:
    """Whether files that the program did not make may be replaced now: to be handed to a process that is begun."""
    return _REPLACING.get()


_SPARED: Final[list[Path]] = []
"""The files that the open return was read from, in the window and in its worker process."""


def spare(paths: Iterable[Path]) -> None:
    """Refuse from now on to write over these files, in the place of those named before."""
    _SPARED[:] = paths


def look_at_target(path: Path, *, own: bool = False) -> None:
    """Look at a file before it is written. Raises OverSource where it is one that is read, NotOurs where it is foreign.

    own: whoever writes knows that it is the program's own. A folder that is read may hold what the program wrote into
    it before, which is replaced; its other files are not.
    """
    try:
        found = path.stat()
    except OSError:
        # It is not there, or writing will say what is the matter.
        return
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(21, "This is a folder: give the name of a file", str(path))
    if not stat.S_ISREG(found.st_mode):
        raise NotOurs(path, "This is a device or a pipe, and no file that could be written whole")
    ours = own
    for source in (*_SOURCES.get(), *_SPARED):
        if _is_same(path, source):
            raise OverSource(path, source)
        if not ours and _is_within(path, source):
            ours = is_ours(path)
            if not ours:
                raise OverSource(path, path)
    if not ours and not _REPLACING.get() and str(path) not in _NAMED.get() and not is_ours(path):
        raise NotOurs(path)


def _is_same(path: Path, source: Path) -> bool:
    # A source that is not there is refused when it is read.
    with contextlib.suppress(OSError):
        return path.samefile(source)
    return False


def _is_within(path: Path, source: Path) -> bool:
    with contextlib.suppress(OSError):
        return source.is_dir() and source.resolve() in path.resolve().parents
    return False


def is_ours(path: Path) -> bool:
    """Whether a file is one that the program wrote, and nobody saved since. False for what cannot be told or read.

    A message is known by the program's name in its header; a workbook by the date of its last change, which every
    spreadsheet program sets anew; any other file by its sum, which stands in the list of what was written
    (`remember_in`).
    """
    # Loaded here, as below: the first window has no use for it.
    import zipfile

    with contextlib.suppress(OSError, zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, ValueError):
        suffix = path.suffix.lower()
        if suffix == ".xml":
            with path.open("rb") as file:
                if _OURS_XML in file.read(_HEADER):
                    return True
        elif suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                core = book.read("docProps/core.xml")[:_HEADER]
            found = _MODIFIED.search(core)
            if found is not None and found[1] == OURS_XLSX.encode():
                return True
    with contextlib.suppress(OSError):
        return _sum(path) in _written()
    return False


# The list of what was written

_LIST: Final = "written.txt"
_MOST: Final = 4000
"""Sums kept: far more than a year's files. The list is cut to the last half of them when it is longer."""

_place: list[Path] = []
_here: set[str] = set()


def remember_in(folder: Path) -> None:
    """Keep the list in a folder of the user's, over the end of the program; without it, it is kept until the end.

    It holds sums (SHA-256) of files' bytes and nothing else: no names, no places.
    """
    _place[:] = [folder / _LIST]


def note_ours(path: Path) -> None:
    """Put a file into the list of what the program wrote. A list that cannot be written is passed over."""
    with contextlib.suppress(OSError):
        digest = _sum(path)
        _here.add(digest)
        if _place and digest not in _read():
            _place[0].parent.mkdir(parents=True, exist_ok=True)
            number = os.open(_place[0], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(number, f"{digest}\n".encode("ascii"))
            finally:
                os.close(number)


def _sum(path: Path) -> str:
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _written() -> set[str]:
    return _here | set(_read())


def _read() -> list[str]:
    if not _place:
        return []
    with contextlib.suppress(OSError, ValueError):
        lines = _place[0].read_text(encoding="ascii").split()
        if len(lines) > _MOST:
            lines = lines[-_MOST // 2 :]
            part = _place[0].with_suffix(f".{os.getpid()}")
            part.write_text("".join(f"{line}\n" for line in lines), encoding="ascii", newline="\n")
            part.replace(_place[0])
        return lines
    return []
