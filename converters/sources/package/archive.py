"""Archives (.zip) of workbooks and text files, with a password too: opened in memory only."""

from __future__ import annotations

import hashlib
import hmac
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from converters.sources import limits
from converters.sources.package.protected import password_wrong
from converters.sources.package.zip_parts import Package, damaged
from converters.sources.table import PasswordNeeded, SourceError

_ENCRYPTED: Final = 0x1
_STRONG_AES: Final = 99  # the method number of WinZip's AES, whose own is in an extra field
_AES_FIELD: Final = 0x9901
_KEY_BYTES: Final = {1: 16, 2: 24, 3: 32}
_SPINS: Final = 1000
_CHECK_BYTES: Final = 10
_OF_PASSWORD: Final = ("utf-8", "cp1252", "cp850")


def is_beside(name: str) -> bool:
    """Return whether a file stands beside the data without being any: hidden, a lock of Office, a system's note."""
    last = name.rpartition("/")[2]
    return (
        last.startswith((".", "~$"))
        or name.startswith("__MACOSX/")
        or last.casefold() in {"thumbs.db", "desktop.ini", "schema.ini"}
    )


def members(package: Package, password: str | None) -> Iterator[tuple[str, Callable[[], BinaryIO]]]:
    """Yield the name of each file of an archive, by name, and a function that opens it in memory.

    Raises PasswordNeeded where one is protected and the password is missing or wrong, SourceError where it is damaged
    or larger than limits.py allows. Names are only ever shown: nothing is unpacked to the disk.
    """
    for member in sorted(package.members, key=lambda member: member.filename.casefold()):
        name = member.filename.replace("\\", "/")
        if is_beside(name):
            continue
        yield name, lambda member=member: io.BytesIO(_opened(package, member, password))  # type: ignore[misc]


def _opened(package: Package, member: zipfile.ZipInfo, password: str | None) -> bytes:
    if not member.flag_bits & _ENCRYPTED:
        return b"".join(package.member_chunks(member))
    if password is None:
        raise PasswordNeeded(
            package.file,
            "The archive is protected with a password.",
            "Give the password, or unpack it and choose the files in it.",
        )
    if member.compress_type == _STRONG_AES:
        return _opened_aes(package, member, password)
    for encoding in _OF_PASSWORD:
        try:
            return b"".join(package.member_chunks(member, password.encode(encoding)))
        except UnicodeEncodeError:
            continue
        except PasswordNeeded:
            if password.isascii():
                break
        except SourceError:
            # One wrong password in 256 passes the first test, and what comes then makes no sense.
            break
    raise password_wrong(package.file)


def _opened_aes(package: Package, member: zipfile.ZipInfo, password: str) -> bytes:
    """Return a member that WinZip's AES protects. The check at its end is made before anything is unpacked."""
    strength, method = _aes_field(package, member)
    key_bytes = _KEY_BYTES.get(strength)
    raw = package.raw(member)
    if key_bytes is None or method not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} or len(raw) < key_bytes // 2 + 12:
        raise damaged(f"{package.file}, part {member.filename}", "It is protected in a way that makes no sense.")
    salt, test = raw[: key_bytes // 2], raw[key_bytes // 2 : key_bytes // 2 + 2]
    body, check = raw[key_bytes // 2 + 2 : -_CHECK_BYTES], raw[-_CHECK_BYTES:]
    for encoding in _OF_PASSWORD:
        try:
            secret = password.encode(encoding)
        except UnicodeEncodeError:
            continue
        derived = hashlib.pbkdf2_hmac("sha1", secret, salt, _SPINS, 2 * key_bytes + 2)
        if derived[-2:] != test:
            continue
        found = hmac.new(derived[key_bytes : 2 * key_bytes], body, "sha1").digest()[:_CHECK_BYTES]
        if not hmac.compare_digest(found, check):
            continue
        plain = _counted(derived[:key_bytes], body)
        return plain if method == zipfile.ZIP_STORED else _inflated(package, member, plain)
    raise password_wrong(package.file)


def _counted(key: bytes, data: bytes) -> bytes:
    """Return data put under AES with a counter from 1 whose lowest byte comes first, as WinZip has it: both ways alike.

    What the library calls CTR counts with the highest byte first, so that the counters are made here.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    length = len(data)
    counters = b"".join(count.to_bytes(16, "little") for count in range(1, (length + 15) // 16 + 1))
    stream = Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(counters)  # noqa: S305 - counters, not text
    return (int.from_bytes(data, "big") ^ int.from_bytes(stream[:length], "big")).to_bytes(length, "big")


def _aes_field(package: Package, member: zipfile.ZipInfo) -> tuple[int, int]:
    """Return the strength and the real packing method that the extra field names."""
    extra = member.extra
    place = 0
    while place + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, place)
        if kind == _AES_FIELD and size >= 7 and place + 11 <= len(extra):
            return extra[place + 8], int(struct.unpack_from("<H", extra, place + 9)[0])
        place += 4 + size
    raise damaged(f"{package.file}, part {member.filename}", "It is protected in a way that is not said.")


def _inflated(package: Package, member: zipfile.ZipInfo, data: bytes) -> bytes:
    most = min(limits.MAX_PART_BYTES, max(len(data) * limits.MAX_RATIO, limits.RATIO_FROM_BYTES))
    unpack = zlib.decompressobj(-15)
    try:
        plain = unpack.decompress(data, most + 1)
    except zlib.error as error:
        raise damaged(f"{package.file}, part {member.filename}", "It cannot be unpacked.") from error
    if len(plain) > most:
        raise SourceError(
            f"{package.file}, part {member.filename}",
            "It unpacks to many times its size, as a trap does and a table does not.",
            "It was not opened, for safety.",
        )
    return plain
