"""Office files that a password protects: opened in memory only, nothing unprotected is ever written.

The cryptography is msoffcrypto's. Its own way for old workbooks goes through a file on the disk, so that only its
ciphers are used there; and what could keep it busy without end (rounds of hashing) is looked at first.
"""

from __future__ import annotations

import io
import re
import struct
from array import array
from collections.abc import Callable
from typing import Final

from converters.sources import limits
from converters.sources.package.library import refusing
from converters.sources.package.zip_parts import damaged
from converters.sources.table import PasswordNeeded, SourceError

DEFAULT_PASSWORD: Final = "VelvetSweatshop"  # noqa: S105 - no secret: MS-OFFCRYPTO names it
"""What Excel protects with where a workbook is only to be read: it opens such a workbook without asking."""

_SAVE: Final = "Open it in Excel, remove the password (File, Info, Protect Workbook), save it, and choose that."
_READABLE: Final = "What the password protects cannot be read here."
_NO_SENSE: Final = "It is protected, and what says how makes no sense."
_SPINS: Final = re.compile(rb"""spinCount\s*=\s*["']\s*(\d+)""")
_AES: Final = frozenset({0x660E, 0x660F, 0x6610})

_BOF, _FILEPASS, _BOUNDSHEET, _INTERFACE = 0x0809, 0x2F, 0x85, 0xE1
_NEVER_PROTECTED: Final = frozenset({_BOF, _FILEPASS, _INTERFACE, 0x194, 0x195, 0x138, 0x196})
"""Records that stay as they are in a protected workbook (MS-XLS 2.2.10)."""
_BLOCK: Final = 1024  # bytes of the stream for each key of RC4
_LONGEST_XOR: Final = 15  # characters of a password of Excel 95


def password_needed(file: str, remedy: str | None = None) -> PasswordNeeded:
    """Return the error for a file that a password is wanted for."""
    return PasswordNeeded(
        file, "It is protected with a password.", remedy or f"Give the password. Or: {_SAVE[0].lower()}{_SAVE[1:]}"
    )


def password_wrong(file: str) -> PasswordNeeded:
    """Return the error for a password that does not open the file."""
    return PasswordNeeded(
        file, "The password does not open it.", "Check the password (capitals count) and give it again."
    )


def _first_that_opens(file: str, password: str | None, opened: Callable[[str], bytes | None]) -> bytes:
    """Return what the default password opens, or the user's. opened: None where a password is not the right one."""
    plain = opened(DEFAULT_PASSWORD)
    if plain is None and password:
        plain = opened(password)
    if plain is None:
        raise password_needed(file) if password is None else password_wrong(file)
    return plain


def decrypted_package(file: str, data: bytes, info: bytes, password: str | None) -> bytes:
    """Return the workbook (a package) that is in a protected one.

    data: the whole protected file. info: its stream that says how it is protected. Raises PasswordNeeded without the
    right password, SourceError where it is damaged or protected in another way.
    """
    if len(info) < 8:
        raise damaged(file, "It is protected, and what says how is missing.")
    _look(file, info)
    with refusing(file, _NO_SENSE):
        from msoffcrypto.exceptions import InvalidKeyError
        from msoffcrypto.format.ooxml import OOXMLFile

    def opened(password: str) -> bytes | None:
        with refusing(file, _NO_SENSE):
            office = OOXMLFile(io.BytesIO(data))
            out = io.BytesIO()
            try:
                office.load_key(password=password, verify_password=True)
            except InvalidKeyError:
                return None
            try:
                office.decrypt(out)
            except InvalidKeyError as error:
                raise damaged(file, "It is protected, and what is in it breaks off.") from error
            return out.getvalue()

    return _first_that_opens(file, password, opened)


def _look(file: str, info: bytes) -> None:
    """Refuse what msoffcrypto does not open, and what it would open without end."""
    major, minor = struct.unpack_from("<HH", info)
    if (major, minor) == (4, 4):
        look_at_agile(file, info)
    elif major in {2, 3, 4} and minor == 2:
        if len(info) < 24:
            raise damaged(file, _NO_SENSE)
        if struct.unpack_from("<I", info, 20)[0] not in _AES:
            raise SourceError(file, f"It is protected in the way of Excel 2003. {_READABLE}", _SAVE)
    else:
        raise SourceError(file, f"It is protected with rights management or in another way. {_READABLE}", _SAVE)


def look_at_agile(file: str, info: bytes) -> None:
    """Refuse agile encryption that msoffcrypto does not open, and what it would open without end."""
    if b"<!" in info:
        raise damaged(file, _NO_SENSE)
    if b"keyEncryptor/password" not in info:
        raise SourceError(file, f"It is protected by a certificate, not a password. {_READABLE}", _SAVE)
    for cipher in re.findall(rb"""cipherAlgorithm\s*=\s*["']([^"']{0,20})""", info):
        if cipher != b"AES":
            raise SourceError(file, f"It is protected with {cipher.decode('latin-1')}. {_READABLE}", _SAVE)
    if b"ChainingModeCFB" in info:
        raise SourceError(file, f"It is protected in a rare way (CFB). {_READABLE}", _SAVE)
    for spins in _SPINS.findall(info):
        if len(spins) > 9 or int(spins) > limits.MAX_SPINS:
            raise SourceError(file, f"It asks for {int(spins[:20]):,} rounds to open, as a trap does.", _SAVE)


def opened_stream(file: str, stream: bytes, password: str | None) -> bytes:
    """Return the stream of a workbook of Excel 97 to 2003, without its protection if it has any.

    Raises PasswordNeeded without the right password, SourceError where it is protected in another way.
    """
    found = _protection(stream)
    if found is None:
        return stream
    with refusing(file, _NO_SENSE):
        (method,) = struct.unpack_from("<H", found)
        if method == 0:
            opener = _xor_opener(found)
        elif method == 1 and found[2:6] == b"\x01\x00\x01\x00":
            opener = _rc4_opener(found)
        elif method == 1 and found[2] in {2, 3, 4} and found[4:6] == b"\x02\x00":
            opener = _cryptoapi_opener(found)
        else:
            raise SourceError(file, f"It is protected in a way that is not known here. {_READABLE}", _SAVE)
        return _first_that_opens(file, password, lambda secret: opener(stream, secret))


_Opener = Callable[[bytes, str], bytes | None]


def _protection(stream: bytes) -> bytes | None:
    """Return the record that says how a workbook is protected, None where none does."""
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        if kind == _FILEPASS:
            return stream[place + 4 : place + 4 + size]
        if kind == 0x0A:
            return None
        place += 4 + size
    return None


def _masked(stream: bytes) -> tuple[bytes, list[tuple[int, int, int]]]:
    """Return the stream with nought in place of what is not protected, and the spans that are: start, end, kind."""
    masked = bytearray(len(stream))
    spans = []
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        start, end = place + 4, min(place + 4 + size, len(stream))
        if kind not in _NEVER_PROTECTED:
            # Where a sheet begins can be read without the password.
            start = min(start + 4, end) if kind == _BOUNDSHEET else start
            masked[start:end] = stream[start:end]
            spans.append((start, end, kind))
        place = end
    return bytes(masked), spans


def _merged(stream: bytes, spans: list[tuple[int, int, int]], plain: bytes) -> bytes:
    merged = bytearray(stream)
    for start, end, _kind in spans:
        merged[start:end] = plain[start:end]
    # The workbook is not protected any more: the record that says so becomes one that says nothing.
    place = 0
    while place + 4 <= len(merged):
        kind, size = struct.unpack_from("<HH", merged, place)
        if kind == _FILEPASS:
            merged[place : place + 2] = b"\x00\x00"
            break
        place += 4 + size
    return bytes(merged)


def _rc4_opener(found: bytes) -> _Opener:
    from msoffcrypto.method.rc4 import DocumentRC4

    salt, verifier, wanted = found[6:22], found[22:38], found[38:54]

    def opened(stream: bytes, password: str) -> bytes | None:
        if not DocumentRC4.verifypw(password, salt, verifier, wanted):
            return None
        masked, spans = _masked(stream)
        plain = DocumentRC4.decrypt(password, salt, io.BytesIO(masked), blocksize=_BLOCK)
        return _merged(stream, spans, plain.getvalue())

    return opened


def _cryptoapi_opener(found: bytes) -> _Opener:
    from msoffcrypto.method.rc4_cryptoapi import DocumentRC4CryptoAPI

    header_size = struct.unpack_from("<I", found, 10)[0]
    bits = struct.unpack_from("<I", found, 14 + 16)[0] or 40
    verifier = found[14 + header_size :]
    salt, secret, wanted = verifier[4:20], verifier[20:36], verifier[40:60]
    if bits not in range(40, 129) or len(wanted) < 20:
        raise ValueError("no key of RC4")

    def opened(stream: bytes, password: str) -> bytes | None:
        if not DocumentRC4CryptoAPI.verifypw(password, salt, bits, secret, wanted):
            return None
        masked, spans = _masked(stream)
        plain = DocumentRC4CryptoAPI.decrypt(password, salt, bits, io.BytesIO(masked), blocksize=_BLOCK)
        return _merged(stream, spans, plain.getvalue())

    return opened


def _xor_opener(found: bytes) -> _Opener:
    from msoffcrypto.method.xor_obfuscation import DocumentXOR

    (wanted,) = struct.unpack_from("<H", found, 4)

    def opened(stream: bytes, password: str) -> bytes | None:
        try:
            secret = password.encode("cp1252").decode("latin-1")
        except UnicodeEncodeError:
            return None
        if not 0 < len(secret) <= _LONGEST_XOR or not DocumentXOR.verifypw(secret, wanted):
            return None
        masked, spans = _masked(stream)
        # The library tells protected bytes by -1, and by -2 those of the record that is protected in part.
        marks = array("h", bytes(2 * len(stream)))
        for start, end, kind in spans:
            marks[start:end] = array("h", [-2 if kind == _BOUNDSHEET else -1]) * (end - start)
        plain = DocumentXOR.decrypt(secret, io.BytesIO(masked), marks, [], 10)
        return _merged(stream, spans, plain.getvalue())

    return opened
