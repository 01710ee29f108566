"""A maker of .xls workbooks, record by record, in a compound file; protected ones in each way that Excel had.

The ciphers follow MS-OFFCRYPTO: RC4 (2.3.6), RC4 CryptoAPI (2.3.5) and XOR obfuscation (2.3.7).
"""

from __future__ import annotations

import hashlib
import struct

from converters.sources.access.pages import _unscramble as rc4


def in_xls(kind: int, body: bytes) -> bytes:
    """Return a record of an .xls stream."""
    return struct.pack("<HH", kind, len(body)) + body


def book(cells: bytes, *, first: bytes = b"") -> bytes:
    """Return the workbook stream of Excel 97 with one sheet of these records; style 1 is 000000."""
    begin = struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 6)
    sheet = in_xls(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 6)) + cells + in_xls(0x0A, b"")
    code = struct.pack("<HHB", 164, 6, 0) + b"000000"
    styles = in_xls(0x041E, code) + in_xls(0xE0, bytes(20)) + in_xls(0xE0, struct.pack("<HH16x", 0, 164))
    head = in_xls(0x0809, begin) + first + styles
    entry_size = 4 + 8 + 3
    place = len(head) + entry_size + 4
    entry = in_xls(0x85, struct.pack("<IBBBB", place, 0, 0, 3, 0) + b"Pay")
    return head + entry + in_xls(0x0A, b"") + sheet


def formula(row: int, column: int, result: bytes, *, kind: int = 0x06, flags: int = 0) -> bytes:
    return in_xls(kind, struct.pack("<HHH", row, column, 0) + result + struct.pack("<HIH", flags, 0, 0))


BLANK_TEXT = b"\x03\x00\x00\x00\x00\x00\xff\xff"


def compound(stream: bytes, name: str = "Workbook") -> bytes:
    """Return a compound file with one stream, in sectors of 512 bytes."""
    stream = stream.ljust(4096, b"\0")
    count = (len(stream) + 511) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, count + 2), 0xFFFFFFFE]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)

    def entry(called: str, kind: int, child: int, start: int, size: int) -> bytes:
        raw = (called + "\0").encode("utf-16-le")
        none = 0xFFFFFFFF
        return raw.ljust(64, b"\0") + struct.pack("<HBBIII36xIQ", len(raw), kind, 1, none, none, child, start, size)

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 2, len(stream)) + bytes(256)
    fat = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    return header + fat + directory + stream.ljust(count * 512, b"\0")


SALT = bytes(range(16))
VERIFIER = bytes(range(100, 116))
PLAIN_KINDS = {0x0809, 0x2F, 0xE1, 0x194, 0x195, 0x138, 0x196}


def protected(stream: bytes, way: str, password: str) -> bytes:
    """Return a workbook stream protected with a password. way: rc4, cryptoapi-40, cryptoapi-128 or xor."""
    filepass = _filepass(way, password)
    head = 4 + struct.unpack_from("<H", stream, 2)[0]
    record = in_xls(0x2F, filepass)
    out = bytearray(stream[:head] + record + stream[head:])
    place = 0
    covered = bytearray(len(out))
    spans = []
    while place + 4 <= len(out):
        kind, size = struct.unpack_from("<HH", out, place)
        start, end = place + 4, place + 4 + size
        if kind == 0x85:
            begins = struct.unpack_from("<I", out, start)[0] + len(record)
            struct.pack_into("<I", out, start, begins)
            start += 4
        if kind not in PLAIN_KINDS:
            covered[start:end] = out[start:end]
            spans.append((start, end, size))
        place = end
    cipher = _xor(bytes(covered), spans, password) if way == "xor" else _rc4_blocks(bytes(covered), way, password)
    for start, end, _size in spans:
        out[start:end] = cipher[start:end]
    return bytes(out)


def _key(way: str, password: str, block: int) -> bytes:
    secret = password.encode("utf-16-le")
    if way == "rc4":
        truncated = hashlib.md5((hashlib.md5(secret).digest()[:5] + SALT) * 16).digest()[:5]
        return hashlib.md5(truncated + struct.pack("<I", block)).digest()
    final = hashlib.sha1(hashlib.sha1(SALT + secret).digest() + struct.pack("<I", block)).digest()
    return final[:5] + bytes(11) if way == "cryptoapi-40" else final[:16]


def _rc4_blocks(data: bytes, way: str, password: str) -> bytes:
    blocks = range(0, len(data), 1024)
    return b"".join(rc4(_key(way, password, at // 1024), data[at : at + 1024]) for at in blocks)


def _filepass(way: str, password: str) -> bytes:
    if way == "xor":
        return struct.pack("<HHH", 0, 0, _xor_verifier(password))
    check = hashlib.md5(VERIFIER) if way == "rc4" else hashlib.sha1(VERIFIER)
    sealed = rc4(_key(way, password, 0), VERIFIER + check.digest())
    if way == "rc4":
        return struct.pack("<HHH", 1, 1, 1) + SALT + sealed
    name = "Microsoft Enhanced Cryptographic Provider v1.0\0".encode("utf-16-le")
    header = struct.pack("<8I", 4, 0, 0x6801, 0x8004, int(way[10:]), 1, 0, 0) + name
    checked = struct.pack("<I", 16) + SALT + sealed[:16] + struct.pack("<I", 20) + sealed[16:]
    return struct.pack("<HHHII", 1, 2, 2, 4, len(header)) + header + checked


def _xor_verifier(password: str) -> int:
    verifier = 0
    for byte in reversed([len(password), *password.encode("cp1252")]):
        verifier = (verifier >> 14 & 1 | verifier << 1 & 0x7FFF) ^ byte
    return verifier ^ 0xCE4B


def _xor(data: bytes, spans: list[tuple[int, int, int]], password: str) -> bytes:
    from msoffcrypto.method.xor_obfuscation import DocumentXOR

    keys = DocumentXOR.create_xor_array_method1(password.encode("cp1252").decode("latin-1"))
    out = bytearray(data)
    for start, end, size in spans:
        for at in range(start, end):
            turned = (data[at] << 5 | data[at] >> 3) & 0xFF
            # The place of a byte in its record, and how long the record is, say which byte of the key is its own.
            out[at] = turned ^ keys[(at + size) % 16]
    return bytes(out)
