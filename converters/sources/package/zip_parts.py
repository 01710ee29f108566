"""The parts of a zip package (a workbook, or an archive), within bounds: no more than was promised is unpacked."""

from __future__ import annotations

import contextlib
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from converters.sources import limits
from converters.sources.table import PasswordNeeded, SourceError

_CHUNK: Final = 1 << 18
_LOCAL_HEADER: Final = 30
_DAMAGED: Final = (
    "The file is damaged or was cut short, as by a copy or download that did not finish. "
    "Copy it again, or open it in the program it comes from and save it again."
)
_TOO_MUCH: Final = "It was not opened, for safety. Save what the return needs as a workbook of its own."


def damaged(file: str, found: str) -> SourceError:
    """Return the error for a file that breaks off or contradicts itself."""
    return SourceError(file, found, _DAMAGED)


class Package:
    """A zip file opened for reading. Names are matched without regard to case, as Windows programs write them in any.

    Raises SourceError where it is no zip file, is cut short, or has more in it than limits.py allows.
    """

    def __init__(self, file: str, stream: BinaryIO) -> None:
        self.file = file
        self._stream = stream
        try:
            self._zip = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
            raise damaged(
                file, "It begins like a zip file (.zip, .xlsx, .ods), but its list of contents cannot be read."
            ) from error
        members = self._zip.infolist()
        if len(members) > limits.MAX_MEMBERS:
            raise SourceError(file, f"It has {len(members):,} parts, more than {limits.MAX_MEMBERS:,}.", _TOO_MUCH)
        if not all(member.filename for member in members):
            raise damaged(file, "One of its parts has no name.")
        self.members = [member for member in members if not member.is_dir()]
        self._by_name = {member.filename.replace("\\", "/").lstrip("/").casefold(): member for member in self.members}
        self._unpacked = 0

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name.lstrip("/").casefold() in self._by_name

    def names(self) -> list[str]:
        """Return the names of all parts, in small letters."""
        return list(self._by_name)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of one part, some hundred kB at a time. Raises KeyError where there is none of that name."""
        return self.member_chunks(self._by_name[name.lstrip("/").casefold()])

    def read(self, name: str) -> bytes:
        """Return the bytes of one part. Raises as chunks does."""
        return b"".join(self.chunks(name))

    def member_chunks(self, member: zipfile.ZipInfo, password: bytes | None = None) -> Iterator[bytes]:
        """Yield the bytes of one member."""
        where = f"{self.file}, part {member.filename}"
        self._bound(where, member.file_size, member.compress_size)
        if member.flag_bits & 0x1 and password is None:
            raise PasswordNeeded(
                self.file, "It is protected with a password.", "Give the password, or save it without one."
            )
        size = 0
        with self._faults(where):
            part = self._zip.open(member, pwd=password)
        with part:
            while True:
                with self._faults(where):
                    chunk = part.read(_CHUNK)
                if not chunk:
                    return
                size += len(chunk)
                self._unpacked += len(chunk)
                # What the list of contents promises is not believed: what comes is counted.
                self._bound(where, size, member.compress_size)
                if self._unpacked > limits.MAX_UNPACKED_BYTES:
                    raise SourceError(
                        self.file, f"It unpacks to more than {limits.MAX_UNPACKED_BYTES // limits.MB} MB.", _TOO_MUCH
                    )
                yield chunk

    def raw(self, member: zipfile.ZipInfo) -> bytes:
        """Return the bytes of one member as they lie in the archive."""
        where = f"{self.file}, part {member.filename}"
        self._bound(where, member.file_size, member.compress_size)
        stream = self._stream
        stream.seek(member.header_offset)
        header = stream.read(_LOCAL_HEADER)
        if len(header) < _LOCAL_HEADER or not header.startswith(b"PK\x03\x04"):
            raise damaged(where, "It is not where the list of contents says.")
        name_size, extra_size = struct.unpack_from("<HH", header, 26)
        stream.seek(name_size + extra_size, 1)
        data = stream.read(member.compress_size)
        if len(data) < member.compress_size:
            raise damaged(where, "It breaks off.")
        return data

    @contextlib.contextmanager
    def _faults(self, where: str) -> Iterator[None]:
        try:
            yield
        except RuntimeError as error:  # zipfile's word for a wrong password
            if isinstance(error, NotImplementedError):
                raise SourceError(
                    self.file,
                    "It is packed in a way that is not known here.",
                    "Pack it again as an ordinary .zip file.",
                ) from error
            raise PasswordNeeded(
                self.file, "The password does not open it.", "Check the password and try again."
            ) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise damaged(where, "It cannot be unpacked: it breaks off, or does not match its check sum.") from error

    def _bound(self, where: str, size: int, packed: int) -> None:
        if size > limits.MAX_PART_BYTES:
            raise SourceError(where, f"It unpacks to more than {limits.MAX_PART_BYTES // limits.MB} MB.", _TOO_MUCH)
        if size > limits.RATIO_FROM_BYTES and size > packed * limits.MAX_RATIO:
            raise SourceError(
                where,
                f"It unpacks to more than {limits.MAX_RATIO} times its size, as a trap does and a table does not.",
                _TOO_MUCH,
            )
