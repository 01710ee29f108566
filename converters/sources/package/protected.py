"""Workbooks that a password protects: opened in memory only, nothing unprotected is ever written.

Written from MS-OFFCRYPTO, which Microsoft publishes: agile encryption (Excel 2010 and later) and standard encryption
(Excel 2007).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
from typing import Final

from lxml import etree

from converters.sources import limits
from converters.sources.package.aes import Aes
from converters.sources.package.compound import Compound
from converters.sources.package.zip_parts import damaged
from converters.sources.table import PasswordNeeded, SourceError

_SEGMENT: Final = 4096
_VERIFIER_INPUT: Final = bytes((0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79))
_VERIFIER_VALUE: Final = bytes((0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E))
_KEY_VALUE: Final = bytes((0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6))
_HASHES: Final = {"SHA1": "sha1", "SHA-1": "sha1", "SHA256": "sha256", "SHA384": "sha384", "SHA512": "sha512"}
_STANDARD_SPINS: Final = 50_000
_SAVE: Final = "Open it in Excel, remove the password (File, Info, Protect Workbook), save it, and choose that."
_READABLE: Final = "What the password protects cannot be read here."
_NAMESPACE: Final = "{http://schemas.microsoft.com/office/2006/encryption}"
_KEY_ENCRYPTOR: Final = "{http://schemas.microsoft.com/office/2006/keyEncryptor/password}"


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


def decrypted_package(file: str, compound: Compound, password: str | None) -> bytes:
    """Return the workbook that is in a protected one.

    Raises PasswordNeeded without the right password, SourceError where it is damaged or protected in another way.
    """
    info = compound.read("EncryptionInfo") if "EncryptionInfo" in compound else b""
    if len(info) < 8:
        raise damaged(file, "It is protected, and what says how is missing.")
    if password is None:
        raise password_needed(file)
    major, minor, _flags = struct.unpack_from("<HHI", info)
    package = compound.read("EncryptedPackage")
    if len(package) < 8:
        raise damaged(file, "It is protected, and what is in it breaks off.")
    size = struct.unpack_from("<Q", package)[0]
    try:
        if (major, minor) == (4, 4):
            plain = _agile(file, info[8:], package[8:], password)
        elif major in {2, 3, 4} and minor == 2:
            plain = _standard(file, info[8:], package[8:], password)
        else:
            raise SourceError(file, f"It is protected with rights management or in another way. {_READABLE}", _SAVE)
    except (struct.error, ValueError, KeyError, TypeError, binascii.Error, etree.XMLSyntaxError) as error:
        raise damaged(file, "It is protected, and what says how makes no sense.") from error
    if len(plain) < size:
        raise damaged(file, "It is protected, and what is in it breaks off.")
    return plain[:size]


def _agile(file: str, description: bytes, data: bytes, password: str) -> bytes:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(description, parser)
    key_data = root.find(f"{_NAMESPACE}keyData")
    encrypted = root.find(f".//{_KEY_ENCRYPTOR}encryptedKey")
    if key_data is None or encrypted is None:
        raise SourceError(file, f"It is protected by a certificate, not a password. {_READABLE}", _SAVE)
    for element in (key_data, encrypted):
        if element.get("cipherAlgorithm") != "AES" or element.get("cipherChaining") != "ChainingModeCBC":
            raise SourceError(
                file, f"It is protected with {str(element.get('cipherAlgorithm'))[:20]}. {_READABLE}", _SAVE
            )
    spins = int(str(encrypted.get("spinCount")))
    if not 0 <= spins <= limits.MAX_SPINS:
        raise SourceError(file, f"It asks for {spins:,} rounds to open, as a trap does.", _SAVE)
    hash_name = _HASHES[str(encrypted.get("hashAlgorithm"))]
    salt = base64.b64decode(str(encrypted.get("saltValue")))
    bits = int(str(encrypted.get("keyBits")))
    digest = hashlib.new(hash_name, salt + password.encode("utf-16-le")).digest()
    for spin in range(spins):
        digest = hashlib.new(hash_name, spin.to_bytes(4, "little") + digest).digest()

    def opened(name: str, purpose: bytes) -> bytes:
        key = _sized(hashlib.new(hash_name, digest + purpose).digest(), bits // 8)
        return Aes(key).decrypt_cbc(base64.b64decode(str(encrypted.get(name))), _sized(salt, 16))

    wanted = hashlib.new(hash_name, opened("encryptedVerifierHashInput", _VERIFIER_INPUT)[: len(salt)]).digest()
    if not hmac.compare_digest(opened("encryptedVerifierHashValue", _VERIFIER_VALUE)[: len(wanted)], wanted):
        raise password_wrong(file)
    secret = opened("encryptedKeyValue", _KEY_VALUE)[: int(str(key_data.get("keyBits"))) // 8]
    aes = Aes(secret)
    data_salt = base64.b64decode(str(key_data.get("saltValue")))
    data_hash = _HASHES[str(key_data.get("hashAlgorithm"))]
    plain = []
    for number, place in enumerate(range(0, len(data), _SEGMENT)):
        start = hashlib.new(data_hash, data_salt + number.to_bytes(4, "little")).digest()
        segment = data[place : place + _SEGMENT]
        plain.append(aes.decrypt_cbc(segment[: len(segment) // 16 * 16], _sized(start, 16)))
    return b"".join(plain)


def _sized(data: bytes, length: int) -> bytes:
    """Return a hash as a key or start of the length wanted: cut, or filled up with 0x36."""
    return data[:length].ljust(length, b"\x36")


def _standard(file: str, description: bytes, data: bytes, password: str) -> bytes:
    header_size = struct.unpack_from("<I", description)[0]
    _flags, _extra, algorithm, _hash, bits = struct.unpack_from("<5I", description, 4)
    if algorithm not in {0x660E, 0x660F, 0x6610}:
        raise SourceError(file, f"It is protected in the way of Excel 2003. {_READABLE}", _SAVE)
    verifier = description[4 + header_size :]
    salt, wanted_input = verifier[4:20], verifier[20:36]
    hash_size = struct.unpack_from("<I", verifier, 36)[0]
    wanted = verifier[40:72]
    digest = hashlib.sha1(salt + password.encode("utf-16-le")).digest()  # noqa: S324 - what the format has
    for spin in range(_STANDARD_SPINS):
        digest = hashlib.sha1(spin.to_bytes(4, "little") + digest).digest()  # noqa: S324
    digest = hashlib.sha1(digest + bytes(4)).digest()  # noqa: S324
    padded = digest.ljust(64, b"\x00")
    derived = b"".join(
        hashlib.sha1(bytes(byte ^ pad for byte in padded)).digest()  # noqa: S324
        for pad in (0x36, 0x5C)
    )
    aes = Aes(derived[: bits // 8])
    verified = hashlib.sha1(aes.decrypt_ecb(wanted_input)).digest()  # noqa: S324
    if not hmac.compare_digest(aes.decrypt_ecb(wanted)[: min(hash_size, 20)], verified):
        raise password_wrong(file)
    return aes.decrypt_ecb(data[: len(data) // 16 * 16])
