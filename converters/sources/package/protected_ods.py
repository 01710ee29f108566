"""OpenDocument files that a password protects, opened in memory only.

Facts from OpenDocument 1.2 part 3 and 1.3: each part is packed, then enciphered by itself (AES, or Blowfish in files of
before 2010); LibreOffice since 24.2 enciphers the whole package instead. The ciphers are cryptography's.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import zlib
from dataclasses import dataclass
from typing import Final

from lxml import etree

from converters.sources import limits
from converters.sources.package.library import refusing
from converters.sources.package.protected import password_needed, password_wrong
from converters.sources.package.zip_parts import Package, damaged
from converters.sources.table import SourceError

MANIFEST: Final = "meta-inf/manifest.xml"
_WHOLE: Final = "encrypted-package"
_NO_SENSE: Final = "It is protected, and what says how makes no sense."
_SAVE: Final = "Open it in LibreOffice, save it without the password, and choose that."
_CHECKED: Final = 1024  # bytes of a part that its check sum is of
_IV_BYTES: Final = 12  # of the start of AES in Galois counter mode


@dataclass(frozen=True, slots=True)
class _How:
    """How one part is protected. derivation: iterations of PBKDF2, or (passes, kB, lanes) of Argon2id."""

    cipher: str
    start: bytes
    key_size: int
    start_hash: str
    salt: bytes
    derivation: int | tuple[int, int, int]
    check: tuple[str, bytes] | None
    size: int


class ProtectedParts:
    """The parts of a protected package. Raises PasswordNeeded without the right password."""

    def __init__(self, file: str, package: Package, password: str | None) -> None:
        self._file = file
        self._package = package
        self._password = password or ""
        with refusing(file, _NO_SENSE):
            self._parts = _manifest(package.read(MANIFEST))
        if self._parts and password is None:
            raise password_needed(file, f"Give the password. Or: {_SAVE}")
        self._keys: dict[tuple[object, ...], bytes] = {}

    def __bool__(self) -> bool:
        return bool(self._parts)

    def inner(self) -> Package | None:
        """Return the package that is in this one, where it is protected as a whole."""
        if _WHOLE not in self._parts:
            return None
        return Package(self._file, io.BytesIO(self.read(_WHOLE)))

    def read(self, name: str) -> bytes:
        """Return a part without its protection."""
        data = self._package.read(name)
        how = self._parts.get(name)
        if how is None:
            return data
        with refusing(self._file, _NO_SENSE):
            plain = _deciphered(how, self._key(how), data)
            if plain is None:
                raise password_wrong(self._file)
            if how.check is not None:
                hash_name, wanted = how.check
                if not hmac.compare_digest(hashlib.new(hash_name, plain[:_CHECKED]).digest(), wanted):
                    raise password_wrong(self._file)
            return plain if name == _WHOLE and plain.startswith(b"PK") else _unpacked(self._file, plain)

    def _key(self, how: _How) -> bytes:
        known = (how.start_hash, how.salt, how.derivation, how.key_size)
        key = self._keys.get(known)
        if key is None:
            first = hashlib.new(how.start_hash, self._password.encode()).digest()
            key = self._keys[known] = _derived(self._file, how, first)
        return key


def _manifest(data: bytes) -> dict[str, _How]:
    if b"encryption-data" not in data:
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    parts = {}
    for entry in etree.fromstring(data, parser).iter("{*}file-entry"):
        protected = entry.find("{*}encryption-data")
        if protected is None:
            continue
        said = {}
        for element in (entry, protected, *protected):
            kind = etree.QName(element).localname
            said.update({f"{kind} {etree.QName(key).localname}": str(value) for key, value in element.attrib.items()})
        parts[said["file-entry full-path"].lstrip("/").casefold()] = _how(said)
    return parts


def _how(said: dict[str, str]) -> _How:
    start_hash = said.get("start-key-generation start-key-generation-name", "SHA1")
    check = said.get("encryption-data checksum-type", "")
    derivation: int | tuple[int, int, int]
    if "argon2id" in said.get("key-derivation key-derivation-name", ""):
        derivation = (
            int(said["key-derivation argon2-iterations"]),
            int(said["key-derivation argon2-memory"]),
            int(said["key-derivation argon2-lanes"]),
        )
    else:
        derivation = int(said["key-derivation iteration-count"])
    return _How(
        said["algorithm algorithm-name"].rpartition("#")[2].casefold(),
        base64.b64decode(said.get("algorithm initialisation-vector", "")),
        int(said.get("key-derivation key-size", "16")),
        "sha256" if "256" in start_hash else "sha1",
        base64.b64decode(said["key-derivation salt"]),
        derivation,
        ("sha256" if "256" in check else "sha1", base64.b64decode(said["encryption-data checksum"])) if check else None,
        int(said.get("file-entry size", "0")),
    )


def _derived(file: str, how: _How, first: bytes) -> bytes:
    if isinstance(how.derivation, int):
        if not 0 < how.derivation <= limits.MAX_SPINS:
            raise _trap(file)
        return hashlib.pbkdf2_hmac("sha1", first, how.salt, how.derivation, how.key_size)
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    passes, memory, lanes = how.derivation
    if not (0 < passes <= limits.MAX_ARGON_PASSES and 0 < memory <= limits.MAX_ARGON_KB and 0 < lanes <= 64):
        raise _trap(file)
    return Argon2id(salt=how.salt, length=how.key_size, iterations=passes, lanes=lanes, memory_cost=memory).derive(
        first
    )


def _trap(file: str) -> SourceError:
    return SourceError(file, "It asks for more work to open than any program makes, as a trap does.", _SAVE)


def _deciphered(how: _How, key: bytes, data: bytes) -> bytes | None:
    """Return data deciphered; None where the key is seen not to be the right one."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if how.cipher.endswith("gcm"):
        # The start stands before the data, as XML encryption has it, and in the manifest.
        body = data.removeprefix(how.start) if len(how.start) == _IV_BYTES else data[_IV_BYTES:]
        start = how.start if len(how.start) == _IV_BYTES else data[:_IV_BYTES]
        try:
            return AESGCM(key).decrypt(start, body, None)
        except InvalidTag:
            return None
    if how.cipher.endswith("cbc"):
        plain = Cipher(algorithms.AES(key), modes.CBC(how.start)).decryptor().update(data[: len(data) // 16 * 16])
        return plain[: -plain[-1]] if plain and 1 <= plain[-1] <= 16 else plain
    if "blowfish" in how.cipher:
        from cryptography.hazmat.decrepit.ciphers.algorithms import Blowfish
        from cryptography.hazmat.decrepit.ciphers.modes import CFB

        return Cipher(Blowfish(key), CFB(how.start)).decryptor().update(data)
    raise ValueError("unknown cipher")


def _unpacked(file: str, data: bytes) -> bytes:
    most = min(limits.MAX_PART_BYTES, max(len(data) * limits.MAX_RATIO, limits.RATIO_FROM_BYTES))
    try:
        plain = zlib.decompressobj(-15).decompress(data, most + 1)
    except zlib.error as error:
        raise damaged(file, "A part of it cannot be unpacked.") from error
    if len(plain) > most:
        raise SourceError(
            file, "It unpacks to many times its size, as a trap does and a table does not.", "It was not opened."
        )
    return plain
