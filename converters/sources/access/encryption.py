"""Encrypted Access databases: each page is deciphered by itself, in memory, with a key that its number is part of.

Access 2000 and 2003 ("encoded" databases) keep the key in the file, so that no password is wanted. Access 2007 and
later protect with the database password, in the ways of Office: RC4 CryptoAPI, standard AES and agile (MS-OFFCRYPTO;
how pages take part in the key is described in public by the Jackcess Encrypt project).
"""

from __future__ import annotations

import hashlib
import struct
from base64 import b64decode
from collections.abc import Callable
from typing import Final
from xml.dom.minidom import parseString

from converters.sources import limits
from converters.sources.access.pages import Pages
from converters.sources.package.library import refusing
from converters.sources.package.protected import look_at_agile, password_needed, password_wrong
from converters.sources.table import SourceError

_INFO_AT: Final = 0x299
_ACE: Final = 2  # the first version whose pages a password enciphers
_AES_FLAG: Final = 0x20
_NO_SENSE: Final = "The database is encrypted, and what says how makes no sense."
_OF_PASSWORDS: Final = "http://schemas.microsoft.com/office/2006/keyEncryptor/password"
_EXPORT: Final = (
    "Open it in Access with its password and save it without one (File, Info), or export its tables to Excel."
)

PageOpener = Callable[[int, bytes], bytes]
"""From the number of a page and its bytes in the file to its bytes as Access works with them."""


def page_opener(file: str, pages: Pages, password: str | None) -> PageOpener:
    """Return what deciphers the pages of an encrypted database.

    Raises PasswordNeeded without the right password, SourceError where it is encrypted in another way.
    """
    key = pages.encoding_key
    with refusing(file, _NO_SENSE):
        if pages.version < _ACE:
            return lambda number, page: _rc4(_numbered(key, number), page)
        size = struct.unpack("<H", pages.first(_INFO_AT, 2))[0]
        info = pages.first(_INFO_AT + 2, size)
        major, minor, flags = struct.unpack_from("<HHI", info)
        if (major, minor) != (4, 4) and not (major in {2, 3, 4} and minor == 2):
            raise SourceError(file, "The database is encrypted in a way that is not known here.", _EXPORT)
        if password is None:
            raise password_needed(file, f"Give the password. Or: {_EXPORT}")
        way = _agile if (major, minor) == (4, 4) else _standard if flags & _AES_FLAG else _cryptoapi
        opener = way(file, info, key, password)
        opener(1, bytes(pages.layout.page_size))  # a key or hash that makes no sense is seen here, and not page by page
        return opener


def _numbered(key: bytes, number: int) -> bytes:
    """Return the key of the file with the number of a page in it."""
    return struct.pack("<I", struct.unpack("<I", key)[0] ^ number)


def _rc4(key: bytes, data: bytes) -> bytes:
    from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
    from cryptography.hazmat.primitives.ciphers import Cipher

    # The library takes keys of certain lengths; a key written several times over is the same key to RC4.
    return Cipher(ARC4(key * 4 if len(key) == 4 else key), mode=None).decryptor().update(data)


def _verifier(info: bytes) -> tuple[int, bytes, bytes, bytes]:
    """Return the bits of the key, the salt, and what the password is tried with."""
    header = struct.unpack_from("<I", info, 8)[0]
    bits = struct.unpack_from("<I", info, 12 + 16)[0] or 40
    rest = info[12 + header :]
    if bits not in range(40, 257) or len(rest) < 60:
        raise ValueError("no key")
    return bits, rest[4:20], rest[20:36], rest[40:72]


def _cryptoapi(file: str, info: bytes, key: bytes, password: str) -> PageOpener:
    from msoffcrypto.method.rc4_cryptoapi import DocumentRC4CryptoAPI

    bits, salt, secret, wanted = _verifier(info)
    if not DocumentRC4CryptoAPI.verifypw(password, salt, bits, secret, wanted[:20]):
        raise password_wrong(file)
    base = hashlib.sha1(salt + password.encode("utf-16-le")).digest()  # noqa: S324 - what the format has

    def opened(number: int, page: bytes) -> bytes:
        whole = hashlib.sha1(base + _numbered(key, number)).digest()  # noqa: S324
        return _rc4(whole[:5] + bytes(11) if bits == 40 else whole[: bits // 8], page)

    return opened


def _standard(file: str, info: bytes, key: bytes, password: str) -> PageOpener:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from msoffcrypto.method.ecma376_standard import ECMA376Standard

    bits, salt, secret, wanted = _verifier(info)
    made = ECMA376Standard.makekey_from_password(password, 0x660E, 0x8004, 24, bits, 16, salt)
    if not ECMA376Standard.verifykey(made, secret, wanted):
        raise password_wrong(file)
    digest = hashlib.sha1(salt + password.encode("utf-16-le")).digest()  # noqa: S324
    for spin in range(50_000):
        digest = hashlib.sha1(spin.to_bytes(4, "little") + digest).digest()  # noqa: S324

    def opened(number: int, page: bytes) -> bytes:
        padded = hashlib.sha1(digest + _numbered(key, number)).digest().ljust(64, b"\0")  # noqa: S324
        derived = b"".join(
            hashlib.sha1(bytes(byte ^ pad for byte in padded)).digest()  # noqa: S324
            for pad in (0x36, 0x5C)
        )
        cipher = Cipher(algorithms.AES(derived[: bits // 8]), modes.ECB())  # noqa: S305 - what the format has
        return cipher.decryptor().update(page)

    return opened


def _agile(file: str, info: bytes, key: bytes, password: str) -> PageOpener:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from msoffcrypto.method.ecma376_agile import ECMA376Agile

    look_at_agile(file, info)
    root = parseString(info[8:].rstrip(b"\0"))  # noqa: S318 - without declarations, which were looked for
    data = root.getElementsByTagName("keyData")[0]
    sealed = root.getElementsByTagNameNS(_OF_PASSWORDS, "encryptedKey")[0]
    spins = int(sealed.getAttribute("spinCount"))
    if not 0 <= spins <= limits.MAX_SPINS:
        raise ValueError("rounds")
    salt, name, bits = (
        b64decode(sealed.getAttribute("saltValue")),
        sealed.getAttribute("hashAlgorithm"),
        int(sealed.getAttribute("keyBits")),
    )
    tried = (b64decode(sealed.getAttribute(f"encryptedVerifierHash{what}")) for what in ("Input", "Value"))
    if not ECMA376Agile.verify_password(password, salt, name, *tried, spins, bits):
        raise password_wrong(file)
    secret = ECMA376Agile.makekey_from_password(
        password, salt, name, b64decode(sealed.getAttribute("encryptedKeyValue")), spins, bits
    )
    data_salt = b64decode(data.getAttribute("saltValue"))
    data_hash = data.getAttribute("hashAlgorithm").replace("-", "").casefold()

    def opened(number: int, page: bytes) -> bytes:
        start = hashlib.new(data_hash, data_salt + _numbered(key, number)).digest()[:16]
        return Cipher(algorithms.AES(secret), modes.CBC(start)).decryptor().update(page)

    return opened
