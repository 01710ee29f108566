"""AES in Python alone, for opening protected workbooks and archives: a second for each MB, enough for a school's.

FIPS 197. It only ever opens a file that the user has, with the user's own password: no secret is kept that timing could
tell of. A library for it would be a compiled dependency of several MB for the rare file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final


def _double(value: int) -> int:
    value <<= 1
    return value ^ 0x11B if value & 0x100 else value


def _times(value: int, factor: int) -> int:
    """Return a product in the field of 256 elements that AES counts in."""
    product = 0
    while factor:
        if factor & 1:
            product ^= value
        value = _double(value)
        factor >>= 1
    return product


def _substitution() -> tuple[int, ...]:
    """Return the substitution of each byte: its inverse in the field, turned by an affine map."""
    powers, logs = [0] * 255, [0] * 256
    value = 1
    for exponent in range(255):
        powers[exponent], logs[value] = value, exponent
        value ^= _double(value)  # times 3, which generates the field
    box = []
    for byte in range(256):
        inverse = powers[-logs[byte] % 255] if byte else 0
        turned = inverse
        for shift in (1, 2, 3, 4):
            turned ^= (inverse << shift | inverse >> (8 - shift)) & 0xFF
        box.append(turned ^ 0x63)
    return tuple(box)


_BOX: Final = _substitution()
_INVERSE_BOX: Final = tuple(_BOX.index(byte) for byte in range(256))


def _turned(table: list[int]) -> tuple[tuple[int, ...], ...]:
    """Return a table of words, and the same turned by one, two and three bytes."""
    tables = [tuple(table)]
    for _ in range(3):
        tables.append(tuple((word >> 8 | word << 24) & 0xFFFFFFFF for word in tables[-1]))
    return tuple(tables)


def _word(*parts: int) -> int:
    return parts[0] << 24 | parts[1] << 16 | parts[2] << 8 | parts[3]


_FORWARD: Final = _turned([_word(_times(s, 2), s, s, _times(s, 3)) for s in _BOX])
_BACKWARD: Final = _turned([_word(_times(s, 14), _times(s, 9), _times(s, 13), _times(s, 11)) for s in _INVERSE_BOX])


def _expanded(key: bytes) -> list[int]:
    """Return the round keys, as words."""
    length = len(key) // 4
    if len(key) not in {16, 24, 32}:
        raise ValueError("AES keys have 16, 24 or 32 bytes")
    words = list(struct.unpack(f">{length}I", key))
    constant = 1
    for index in range(length, 4 * (length + 7)):
        word = words[-1]
        if index % length == 0:
            word = (word << 8 | word >> 24) & 0xFFFFFFFF
            word = _substituted(word) ^ constant << 24
            constant = _double(constant)
        elif length > 6 and index % length == 4:
            word = _substituted(word)
        words.append(words[index - length] ^ word)
    return words


def _substituted(word: int) -> int:
    return _word(_BOX[word >> 24], _BOX[word >> 16 & 255], _BOX[word >> 8 & 255], _BOX[word & 255])


def _mixed_back(word: int) -> int:
    """Return a round key word as decryption wants it."""
    return (
        _BACKWARD[0][_BOX[word >> 24]]
        ^ _BACKWARD[1][_BOX[word >> 16 & 255]]
        ^ _BACKWARD[2][_BOX[word >> 8 & 255]]
        ^ _BACKWARD[3][_BOX[word & 255]]
    )


class Aes:
    """One key. Data are whole blocks of 16 bytes. Raises ValueError for a key or data of another length."""

    def __init__(self, key: bytes) -> None:
        words = _expanded(key)
        self._keys = [tuple(words[place : place + 4]) for place in range(0, len(words), 4)]
        self._back = [self._keys[-1]]
        self._back += [tuple(map(_mixed_back, keys)) for keys in reversed(self._keys[1:-1])]
        self._back.append(self._keys[0])

    def encrypt_block(self, block: bytes) -> bytes:
        """Return one block encrypted."""
        return _rounds(block, self._keys, _FORWARD, _BOX, 1)

    def _decrypt_block(self, block: bytes) -> bytes:
        return _rounds(block, self._back, _BACKWARD, _INVERSE_BOX, 3)

    def decrypt_ecb(self, data: bytes) -> bytes:
        """Return data decrypted, each block by itself."""
        return b"".join(self._decrypt_block(block) for block in _blocks(data))

    def decrypt_cbc(self, data: bytes, start: bytes) -> bytes:
        """Return data decrypted whose blocks were chained from `start`."""
        before = int.from_bytes(start[:16], "big")
        plain = []
        for block in _blocks(data):
            value = int.from_bytes(self._decrypt_block(block), "big") ^ before
            plain.append(value.to_bytes(16, "big"))
            before = int.from_bytes(block, "big")
        return b"".join(plain)

    def counted(self, data: bytes) -> bytes:
        """Return data of any length put under a counter from 1, as archives have it: both ways alike."""
        blocks = (len(data) + 15) // 16
        stream = b"".join(self.encrypt_block(count.to_bytes(16, "little")) for count in range(1, blocks + 1))
        length = len(data)
        return (int.from_bytes(data, "big") ^ int.from_bytes(stream[:length], "big")).to_bytes(length, "big")


def _blocks(data: bytes) -> Iterator[bytes]:
    if len(data) % 16:
        raise ValueError("data are not whole blocks")
    for place in range(0, len(data), 16):
        yield data[place : place + 16]


def _rounds(
    block: bytes, keys: list[tuple[int, ...]], tables: tuple[tuple[int, ...], ...], box: tuple[int, ...], step: int
) -> bytes:
    """Return one block put through all rounds. step: how far a row is turned, 1 to encrypt and 3 (back) to decrypt."""
    t0, t1, t2, t3 = tables
    a, b, c, d = struct.unpack(">4I", block)
    k = keys[0]
    a, b, c, d = a ^ k[0], b ^ k[1], c ^ k[2], d ^ k[3]
    if step == 1:
        for k in keys[1:-1]:
            a, b, c, d = (
                t0[a >> 24] ^ t1[b >> 16 & 255] ^ t2[c >> 8 & 255] ^ t3[d & 255] ^ k[0],
                t0[b >> 24] ^ t1[c >> 16 & 255] ^ t2[d >> 8 & 255] ^ t3[a & 255] ^ k[1],
                t0[c >> 24] ^ t1[d >> 16 & 255] ^ t2[a >> 8 & 255] ^ t3[b & 255] ^ k[2],
                t0[d >> 24] ^ t1[a >> 16 & 255] ^ t2[b >> 8 & 255] ^ t3[c & 255] ^ k[3],
            )
        order = ((a, b, c, d), (b, c, d, a), (c, d, a, b), (d, a, b, c))
    else:
        for k in keys[1:-1]:
            a, b, c, d = (
                t0[a >> 24] ^ t1[d >> 16 & 255] ^ t2[c >> 8 & 255] ^ t3[b & 255] ^ k[0],
                t0[b >> 24] ^ t1[a >> 16 & 255] ^ t2[d >> 8 & 255] ^ t3[c & 255] ^ k[1],
                t0[c >> 24] ^ t1[b >> 16 & 255] ^ t2[a >> 8 & 255] ^ t3[d & 255] ^ k[2],
                t0[d >> 24] ^ t1[c >> 16 & 255] ^ t2[b >> 8 & 255] ^ t3[a & 255] ^ k[3],
            )
        order = ((a, d, c, b), (b, a, d, c), (c, b, a, d), (d, c, b, a))
    k = keys[-1]
    return struct.pack(
        ">4I",
        *(
            _word(box[w >> 24], box[x >> 16 & 255], box[y >> 8 & 255], box[z & 255]) ^ key
            for (w, x, y, z), key in zip(order, k, strict=True)
        ),
    )
