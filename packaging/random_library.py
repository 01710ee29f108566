"""A library that Windows 10 has and Wine 8 lacks, for Wine's C: drive only: it is never part of the program.

Libraries written in Rust (calamine, pydantic's core) ask `bcryptprimitives.dll` for random numbers by `ProcessPrng` and
are not loaded without it. Wine has the same thing under another name, so a library without a single instruction serves:
an export that points on to that name.
"""

from __future__ import annotations

import struct

NAME = "bcryptprimitives.dll"
EXPORT = b"ProcessPrng"
POINTS_TO = b"ADVAPI32.SystemFunction036"
"""RtlGenRandom by its exported name: (buffer, length) to a truth value, as ProcessPrng."""

_PAGE, _BLOCK = 0x1000, 0x200


def library() -> bytes:
    """Return the library: a 64-bit Windows DLL with one section that holds the table of exports."""
    table = _exports(_PAGE)
    headers = _headers(len(table))
    return headers.ljust(_BLOCK, b"\0") + table.ljust(_BLOCK, b"\0")


def _exports(start: int) -> bytes:
    """Return the table of exports for a section that begins at `start`; an address within it means: points on."""
    texts = start + 40 + 4 + 4 + 4
    names = [NAME.encode() + b"\0", EXPORT + b"\0", POINTS_TO + b"\0"]
    library_name, function_name, target = texts, texts + len(names[0]), texts + len(names[0]) + len(names[1])
    functions, named, ordinals = start + 40, start + 44, start + 48
    head = struct.pack("<IIHHIIIIIII", 0, 0, 0, 0, library_name, 1, 1, 1, functions, named, ordinals)
    return head + struct.pack("<IIHxx", target, function_name, 0) + b"".join(names)


def _headers(size: int) -> bytes:
    """Return the headers of a DLL whose only section holds `size` bytes."""
    dos = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64)
    # AMD64, one section; 0x2022: executable, large addresses, a DLL.
    coff = struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, 240, 0x2022)
    # 0x20B: 64 bit. Subsystem 3, no entry point. 0x0160: may be moved, no code in data.
    optional = struct.pack(
        "<HBBIIIIIQIIHHHHHHIIIIHHQQQQII",
        *(0x20B, 14, 0, 0, _BLOCK, 0, 0, _PAGE, 0x180000000, _PAGE, _BLOCK, 6, 0, 0, 0, 6, 0, 0, 2 * _PAGE, _BLOCK, 0),
        *(3, 0x0160, 0x100000, 0x1000, 0x100000, 0x1000, 0, 16),
    )
    directories = struct.pack("<II", _PAGE, size).ljust(16 * 8, b"\0")
    section = struct.pack("<8sIIIIIIHHI", b".edata", size, _PAGE, _BLOCK, _BLOCK, 0, 0, 0, 0, 0x40000040)
    return dos + b"PE\0\0" + coff + optional + directories + section
