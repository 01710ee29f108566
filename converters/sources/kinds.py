"""What a file is, told from its first bytes. Names lie: a payroll's `.xls` is often HTML, or text with tabs."""

from __future__ import annotations

import codecs
import re
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
    TEXT = "text"
    OTHER = "other"


class Form(NamedTuple):
    """A kind; and for files that are not read, what they are (with an article) and what to do."""

    kind: Kind
    words: str = ""
    remedy: str = ""


_TABLE: Final = "Ask for the table behind it as a workbook or a .csv file."
_UNPACK: Final = "Unpack it, and choose the files in it (or make it a .zip)."
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
    # Workbook streams without the wrapping that Excel gives them since 1993.
    (b"\x09\x00\x04\x00", Form(Kind.OLD_EXCEL)),
    (b"\x09\x00\x06\x00", Form(Kind.OLD_EXCEL)),
    (b"\x09\x02\x06\x00", Form(Kind.OLD_EXCEL)),
    (b"\x09\x04\x06\x00", Form(Kind.OLD_EXCEL)),
    (b"\x09\x08\x08\x00", Form(Kind.OLD_EXCEL)),
    (b"\x09\x08\x10\x00", Form(Kind.OLD_EXCEL)),
)
_PAGE: Final = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|style|div)\b", re.IGNORECASE | re.DOTALL
)
_MIME: Final = re.compile(rb"\s*MIME-Version:", re.IGNORECASE)
_BYTE_ORDER_MARKS: Final = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
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
        return Form(Kind.OTHER, "a page of HTML", _SAVE_AS)
    if _MIME.match(body):
        return Form(Kind.OTHER, "a web page saved with its parts (MHTML)", _SAVE_AS)
    stripped = body.lstrip()
    if stripped.startswith(b"<?xml") or re.match(rb"<[A-Za-z_][\w.:-]*[\s/>]", stripped):
        return Form(Kind.XML)
    if marked or _is_wide(head):
        return Form(Kind.TEXT)
    # Text has next to no control characters; what is packed or compiled is full of them.
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls * 100 > len(head) or head.count(0) * 20 > len(head):
        return Form(Kind.OTHER, "", "")
    return Form(Kind.TEXT)


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
