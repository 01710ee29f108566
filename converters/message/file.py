"""A message as a file: whole and valid under another name first, then under its own."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from converters.message.header import SOFTWARE_CODE, fill_item, stamp_time
from converters.message.writer import message_chunks
from swf_desktop.collection import Collection
from swf_desktop.files.untouched import MayNotWrite
from swf_desktop.files.writing import whole
from swf_desktop.practice import FILE_PREFIX, mark, practice_name
from swf_desktop.record import Return


class CannotWrite(Exception):  # noqa: N818 - the name says what happened, as people would
    """A message that could not be written: where, what was found, and what to do. Nothing is left behind."""

    def __init__(self, path: Path, found: str, remedy: str) -> None:
        super().__init__(f"{path}: {found} {remedy}")
        self.path = path
        self.found = found
        self.remedy = remedy


def write_message(
    return_: Return,
    collection: Collection,
    path: Path,
    *,
    serial: str | None = None,
    now: datetime | None = None,
    release: str | None = None,
    as_is: bool | None = None,
    notes: list[str] | None = None,
    own: bool = False,
) -> Path:
    """Write the message to `path` and return it: the whole file or, on any failure, none and what stood there before.

    serial, now, release: set in the return's header first; None keeps what the header has. as_is, notes: see
    `message_chunks`. own: see `whole`. Raises CannotWrite where the folder is missing, full or closed to us, or the
    file is held by another program; OverSource and NotOurs as `whole`.
    """
    if serial is not None:
        fill_item(return_.message, "SerialNo", serial)
    if now is not None:
        stamp_time(return_.message, now)
    if release is not None:
        fill_item(return_.message, "SoftwareCode", SOFTWARE_CODE)
        fill_item(return_.message, "Release", release)
    if return_.practice:
        # Here, where every message goes through: whatever was done to the header meanwhile, the mark is in the file.
        mark(return_.message)
        look_at_name(return_, path.with_name(path.name.lstrip(".")))
    try:
        with whole(path, own=own) as file:
            for chunk in message_chunks(return_, collection, as_is=as_is, notes=notes):
                file.write(chunk.encode("utf-8"))
    except MayNotWrite:
        raise
    except OSError as error:
        raise _cannot(path, error) from error
    return path


def look_at_name(return_: Return, path: Path) -> None:
    """Raise CannotWrite where a practice return would go into a file whose name does not say so."""
    if return_.practice and not path.name.startswith(FILE_PREFIX):
        raise CannotWrite(
            path,
            "This is a practice return, and its file's name must say so.",
            f"Give a name that begins with {FILE_PREFIX}, such as {practice_name(path.name)}.",
        )


def _cannot(path: Path, error: OSError) -> CannotWrite:
    if path.is_dir():
        return CannotWrite(path, "This is a folder.", "Give the name of a file.")
    if not path.parent.is_dir():
        return CannotWrite(path, "There is no such folder.", "Make the folder first, or choose another.")
    if isinstance(error, PermissionError):
        return CannotWrite(
            path,
            "The file could not be replaced: another program has it open, or it or its folder may not be written to.",
            "Close it in other programs and try again, or choose another folder.",
        )
    return CannotWrite(path, f"{error.strerror or error}.", "Check the disk and try again, or choose another folder.")
