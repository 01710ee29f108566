"""What a file is, told from its first bytes. Names lie: a payroll's `.xls` is often HTML, or text with tabs."""

from __future__ import annotations

import codecs
import re
import struct
from enum import Enum
from typing import Final, NamedTuple
from xml.parsers import expat


class Kind(Enum):
    """The families of files that are read, and the rest."""

    ZIP = "zip"
    OLE = "ole"
    OLD_EXCEL = "old Excel"
    ACCESS = "access"
    XML = "xml"
    HTML = "html"
    MHTML = "mhtml"
    DBF = "dbf"
    TEXT = "text"
    OTHER = "other"


class Form(NamedTuple):
    """A kind; and for files that are not read, what they are (with an article) and what to do."""

    kind: Kind
    words: str = ""
    remedy: str = ""


_TABLE: Final = "Ask for the table behind it as a workbook or a .csv file."
_UNPACK: Final = "Unpack it, and choose the files in it (or make it a .zip)."
_OLD_OFFICE: Final = "Open it in LibreOffice and save it as an Excel workbook (.xlsx)."
_SAVE_AS: Final = "Open it in Excel and save it as an Excel workbook (.xlsx)."
_KNOWN: Final[tuple[tuple[bytes, Form], ...]] = (
    (b"PK\x03\x04", Form(Kind.ZIP)),
    (b"PK\x05\x06", Form(Kind.ZIP)),
    (b"PK\x07\x08", Form(Kind.ZIP)),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Form(Kind.OLE)),
    (b"\x00\x01\x00\x00Standard Jet DB", Form(Kind.ACCESS)),
    (b"\x00\x01\x00\x00Standard ACE DB", Form(Kind.ACCESS)),
    (b"%PDF-", Form(Kind.OTHER, "a PDF", _TABLE)),
    (b"{\\rtf", Form(Kind.OTHER, "a text document (RTF)", _TABLE)),
    (b"\x89PNG", Form(Kind.OTHER, "a picture", _TABLE)),
    (b"\xff\xd8\xff", Form(Kind.OTHER, "a picture", _TABLE)),
    (b"GIF8", Form(Kind.OTHER, "a picture", _TABLE)),
    (b"II*\x00", Form(Kind.OTHER, "a picture", _TABLE)),
    (b"MM\x00*", Form(Kind.OTHER, "a picture", _TABLE)),
    (b"\x1f\x8b", Form(Kind.OTHER, "a packed file (gzip)", _UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", Form(Kind.OTHER, "a packed file (7-Zip)", _UNPACK)),
    (b"Rar!\x1a\x07", Form(Kind.OTHER, "a packed file (RAR)", _UNPACK)),
    (b"BZh", Form(Kind.OTHER, "a packed file (bzip2)", _UNPACK)),
    (b"MZ", Form(Kind.OTHER, "a program", "It was not run. Choose the file with the data.")),
    (
        b"SQLite format 3\x00",
        Form(Kind.OTHER, "an SQLite database", "Choose the files that the return is to be made from."),
    ),
    (b"ID;P", Form(Kind.OTHER, "a workbook in the old SYLK form", _SAVE_AS)),
    (b"TABLE\r\n0,1", Form(Kind.OTHER, "a workbook in the old DIF form", _SAVE_AS)),
    (b"TABLE\n0,1", Form(Kind.OTHER, "a workbook in the old DIF form", _SAVE_AS)),
    (b"TABLE\r0,1", Form(Kind.OTHER, "a workbook in the old DIF form", _SAVE_AS)),
    (b"\x00\x00\x02\x00\x04\x04\x06\x00", Form(Kind.OTHER, "a workbook of Lotus 1-2-3", _OLD_OFFICE)),
    (b"\x00\x00\x02\x00\x06\x04\x06\x00", Form(Kind.OTHER, "a workbook of Lotus 1-2-3", _OLD_OFFICE)),
    (b"\x00\x00\x1a\x00", Form(Kind.OTHER, "a workbook of Lotus 1-2-3", _OLD_OFFICE)),
    (b"\xff\x00\x02\x00\x04\x04", Form(Kind.OTHER, "a workbook of Microsoft Works", _OLD_OFFICE)),
    (b"\x00\x00\x02\x00\x20\x51", Form(Kind.OTHER, "a workbook of Quattro Pro", _OLD_OFFICE)),
    # Workbook streams without the wrapping that Excel gives them since 1993.
    (b"\x09\x00\x04\x00", Form(Kind.OLD_EXCEL)),
    (b"\x09\x00\x06\x00", Form(Kind.OLD_EXCEL)),
    (b"\x09\x02\x06\x00", Form(Kind.OLD_EXCEL)),
    (b"\x09\x04\x06\x00", Form(Kind.OLD_EXCEL)),
    (b"\x09\x08\x08\x00", Form(Kind.OLD_EXCEL)),
    (b"\x09\x08\x10\x00", Form(Kind.OLD_EXCEL)),
)
_PAGE: Final = re.compile(
    rb"\s*(?:<\?xml[^<>]*>\s*)?(?:<!--(?:(?!-->).)*+-->\s*)*+"
    rb"<(?:!doctype\s+html|html|head|title|meta|link|style|script|body|form|div|center|font|p|h[1-6]|br|hr|table|tr)\b",
    re.IGNORECASE | re.DOTALL,
)
_FIRST_HEADERS: Final = rb"\s*(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){0,20}?"
_MIME: Final = re.compile(_FIRST_HEADERS + rb"MIME-Version:", re.IGNORECASE)
_BYTE_ORDER_MARKS: Final = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_GOOGLE: Final = re.compile(rb'\{\s*"[^{}]{0,2000}(?:docs|drive)\.google\.com')
_DBF_HEAD: Final = 32  # bytes of the header, and of each field in it
_DBF_VERSIONS: Final = frozenset({2, 3, 4, 5, 0x30, 0x31, 0x32, 0x43, 0x63, 0x7B, 0x83, 0x8B, 0x8C, 0xCB, 0xF5, 0xFB})
_CONTROLS: Final = bytes(code for code in range(32) if code not in b"\t\n\r\x0c\x1a\x1b\x00")


def form_of(head: bytes) -> Form:
    """Return what a file is that begins with these bytes (some thousand of them, not empty)."""
    for start, form in _KNOWN:
        if head.startswith(start):
            return form
    marked = head.startswith(_BYTE_ORDER_MARKS)
    body = head.removeprefix(codecs.BOM_UTF8)
    if head.startswith(_BYTE_ORDER_MARKS[1:]) or _is_wide(head):
        body = head.replace(b"\x00", b"")[2 if marked else 0 :]
    if _PAGE.match(body):
        return Form(Kind.HTML)
    if _MIME.match(body):
        return Form(Kind.MHTML)
    stripped = body.lstrip()
    if stripped.startswith(b"<?xml") or re.match(rb"<[A-Za-z_][\w.:-]*[\s/>]", stripped):
        return Form(Kind.XML)
    if marked or _is_wide(head):
        return Form(Kind.TEXT)
    if _GOOGLE.match(stripped):
        return Form(Kind.OTHER, "a link to a Google document", "Open it there and download it (File, Download, .xlsx).")
    if is_dbf(head):
        return Form(Kind.DBF)
    # Text has next to no control characters; what is packed or compiled is full of them.
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls * 100 > len(head) or head.count(0) * 20 > len(head):
        return Form(Kind.OTHER, "", "")
    return Form(Kind.TEXT)


def is_dbf(head: bytes) -> bool:
    """Return whether a file begins as a table of dBase, FoxPro and the like: its header is of one make throughout."""
    if len(head) < _DBF_HEAD + 1 or head[0] not in _DBF_VERSIONS:
        return False
    month, day = head[2], head[3]
    rows, header, width = struct.unpack_from("<IHH", head, 4)
    if month > 12 or day > 31 or not header > _DBF_HEAD or width < 2 or rows > 1 << 30:
        return False
    place, total = _DBF_HEAD, 1
    while place + _DBF_HEAD <= min(header, len(head)) and head[place] != 0x0D:
        total += head[place + 16] + (256 * head[place + 17] if head[place + 11 : place + 12] == b"C" else 0)
        place += _DBF_HEAD
    return place > _DBF_HEAD and head[place : place + 1] == b"\r" and total == width


def _is_wide(head: bytes) -> bool:
    """Return whether it is UTF-16 without a mark."""
    half = len(head) // 2
    return half > 1 and (
        (head[1::2].count(0) > half * 0.7 and head[::2].count(0) < half * 0.05)
        or (head[::2].count(0) > half * 0.7 and head[1::2].count(0) < half * 0.05)
    )


class _Stop(Exception):  # noqa: N818 - ends the look, no error
    def __init__(self, name: str) -> None:
        self.name = name


def root_name(head: bytes) -> str | None:
    """Return the local name of the outermost element of XML that begins so; None where it is no XML.

    Nothing of a document type declaration is used: the look ends at the first element.
    """
    parser = expat.ParserCreate()

    def start(name: str, _attributes: dict[str, str]) -> None:
        raise _Stop(name.rpartition(":")[2])

    parser.StartElementHandler = start
    try:
        parser.Parse(head.lstrip(b"\r\n\t "), False)
    except _Stop as stop:
        return stop.name
    except (expat.ExpatError, ValueError, LookupError):
        return None
    return None
