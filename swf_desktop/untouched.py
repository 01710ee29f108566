"""Files that are read and must never be written to: whoever writes looks here first."""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Final

_SOURCES: ContextVar[tuple[Path, ...]] = ContextVar("sources", default=())

_OURS_XML: Final = b"<SoftwareCode>SWF Desktop</SoftwareCode>"
_HEADER: Final = 1 << 16
"""The header of a message is far shorter than this."""

OURS_XLSX: Final = "2013-11-11T09:30:00Z"
"""The date that every workbook of ours carries, so that the date of writing does not change its bytes."""


class OverSource(OSError):  # noqa: N818 - the name says what happened
    """A file was to be written over one that is read. filename: the one to be written."""

    def __init__(self, path: Path, source: Path) -> None:
        other = "" if path == source else f" (the same file as {source})"
        super().__init__(
            0, f"This is one of the files to read{other}, which are never written to: give another name", str(path)
        )


@contextlib.contextmanager
def untouched(sources: Iterable[Path]) -> Iterator[None]:
    """Refuse, while this lasts, to write over any of these files, by whatever path, link or case they are reached."""
    token = _SOURCES.set((*_SOURCES.get(), *sources))
    try:
        yield
    finally:
        _SOURCES.reset(token)


def look_at_target(path: Path) -> None:
    """Look at a file before it is written. Raises OverSource where it is one that is read.

    A folder that is read may hold what the program wrote into it before, which is replaced; its other files are not.
    """
    if not path.exists():
        return
    for source in _SOURCES.get():
        if _is_in(path, source):
            raise OverSource(path, path if source.is_dir() else source)


def _is_in(path: Path, source: Path) -> bool:
    try:
        if not source.is_dir():
            return path.samefile(source)
        inside = source.resolve() in path.resolve().parents
    except OSError:
        # A source that is not there is refused when it is read.
        return False
    return inside and path.suffix.lower() in _KNOWN and not is_ours(path)


_KNOWN: Final = frozenset({".xml", ".xlsx"})
"""The kinds of file of which it can be told whether the program made them."""


def is_ours(path: Path) -> bool:
    """Whether the program made a message or workbook; False for what cannot be told or read."""
    try:
        if path.suffix.lower() == ".xml":
            with path.open("rb") as file:
                return _OURS_XML in file.read(_HEADER)
        with zipfile.ZipFile(path) as book:
            return f">{OURS_XLSX}<".encode() in book.read("docProps/core.xml")[:_HEADER]
    except (OSError, zipfile.BadZipFile, KeyError, RuntimeError):
        return False
