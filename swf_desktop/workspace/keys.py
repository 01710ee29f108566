"""Passwords of workspaces: the key that comes of one, the recovery key to print, and which are known while we run.

The key is derived as SQLCipher derives it (PBKDF2, HMAC, SHA-512), so that a file can also be opened with other tools
of that kind. It is kept in memory alone, until the program ends. There is no other way in: who has neither the password
nor the recovery key has lost the file.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

SALT: Final = 16
"""Bytes at the beginning of a protected file, which are all of it that can be read."""

PAGE: Final = 4096
SHORTEST: Final = 10
"""Letters that a password has at least; three words that do not belong together are better."""

_RAW: Final = 32
_ROUNDS: Final = 256_000
"""SQLCipher 4's own number of rounds."""

_PLAIN: Final = b"SQLite format 3\0"
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of a recovery key: none that is mistaken for another."""

_TAKEN_FOR: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_CHECK: Final = 2
_GROUP: Final = 5
_LEAST_KINDS: Final = 200
"""Different bytes in a first page that is encrypted: nearly all 256 of them are, and in no text."""


class Key(NamedTuple):
    """What opens a protected file: 32 bytes, and the 16 that stand at its beginning."""

    raw: bytes
    salt: bytes

    def __repr__(self) -> str:
        return "<Key>"


class NoKey(ValueError):  # noqa: N818 - the name says what it is
    """A text that is no password or recovery key for a file; its text says why, for people."""


def key_of(password: str, salt: bytes) -> Key:
    """Return the key of a password; takes some tenths of a second, on purpose."""
    # Loaded here, as below: the window knows this module before anything is protected, and it takes as long as a page.
    import hashlib
    import unicodedata

    text = unicodedata.normalize("NFC", password)
    return Key(hashlib.pbkdf2_hmac("sha512", text.encode("utf-8"), salt, _ROUNDS, _RAW), salt)


def new_key(password: str) -> Key:
    """Return a key for a file that is to be protected. Raises NoKey where the password is too short."""
    if len(password.strip()) < SHORTEST:
        raise NoKey(f"A password has at least {SHORTEST} letters. Three words that do not belong together are good.")
    return key_of(password, os.urandom(SALT))


def recovery_text(key: Key) -> str:
    """Return the recovery key as it is printed: 16 groups of 5 letters, in lines of 4 groups."""
    import hashlib

    data = key.raw + key.salt
    data += hashlib.sha256(data).digest()[:_CHECK]
    number, letters = int.from_bytes(data, "big"), ""
    for _ in range(len(data) * 8 // _GROUP):
        number, rest = divmod(number, len(_LETTERS))
        letters = _LETTERS[rest] + letters
    groups = [letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP)]
    return "\n".join("-".join(groups[at : at + 4]) for at in range(0, len(groups), 4))


def from_recovery(text: str) -> Key | None:
    """Return the key that a recovery key stands for, None where the text has not its form, so is a password.

    Raises NoKey where it has the form and a letter is wrong.
    """
    import hashlib

    letters = "".join(letter for letter in text.upper() if not letter.isspace() and letter != "-").translate(_TAKEN_FOR)
    length = _RAW + SALT + _CHECK
    if len(letters) != length * 8 // _GROUP or any(letter not in _LETTERS for letter in letters):
        return None
    number = 0
    for letter in letters:
        number = number * len(_LETTERS) + _LETTERS.index(letter)
    data = number.to_bytes(length, "big")
    kept, check = data[:-_CHECK], data[-_CHECK:]
    if hashlib.sha256(kept).digest()[:_CHECK] != check:
        raise NoKey("A letter of the recovery key is wrong. Compare it with the printed one, group by group.")
    return Key(kept[:_RAW], kept[_RAW:])


def key_for(text: str, salt: bytes) -> Key:
    """Return the key for a file from what somebody gave: a password, or the recovery key.

    Raises NoKey where it is a recovery key with a wrong letter, or that of another file.
    """
    key = from_recovery(text)
    if key is None:
        return key_of(text, salt)
    if key.salt != salt:
        raise NoKey("This recovery key is of another return, or of before its password was changed.")
    return key


def salt_of(path: Path) -> bytes | None:
    """Return the salt of a file that looks protected, None for any other, and where it cannot be read.

    A protected file has nothing that could be read; so it is told by being made of whole pages of no order.
    """
    try:
        size = path.stat().st_size
        if not path.is_file() or size < PAGE or size % PAGE:
            return None
        with path.open("rb") as file:
            page = file.read(PAGE)
    except OSError:
        return None
    if page.startswith(_PLAIN) or len(set(page)) < _LEAST_KINDS:
        return None
    return page[:SALT]


# What is known while the program runs

Asker = Callable[[Path, str], str | None]
"""Asks for the password of a file; the second is why, empty at first. None where nobody answers."""

_known: dict[bytes, Key] = {}
_asker: list[Asker] = []


def remember(key: Key) -> None:
    """Keep a key in memory for this run: it opens every copy of its file."""
    _known[key.salt] = key


def known(salt: bytes) -> Key | None:
    """Return the key that is known for a file that begins with this salt."""
    return _known.get(salt)


def forget(salt: bytes) -> None:
    """Forget a key: it did not open its file, or the file was protected anew."""
    _known.pop(salt, None)


def ask_by(asker: Asker | None) -> None:
    """Say how a password is asked for where a file needs one; None: not at all."""
    _asker[:] = [] if asker is None else [asker]


def asked(path: Path, why: str = "") -> str | None:
    """Ask for a file's password, where that can be done."""
    return _asker[0](path, why) if _asker else None
