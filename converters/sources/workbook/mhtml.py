"""Web pages saved with their parts in one file (.mht, .mhtml, and workbooks saved so under the name .xls).

The parts are taken apart by the standard library; each page that holds tables is read as a page of HTML.
"""

from __future__ import annotations

import email
import email.message
import email.policy
import re
from typing import Final

from converters.sources import limits
from converters.sources.package.library import refusing
from converters.sources.table import NoTable, SourceError, Table
from converters.sources.workbook.html import page_text, read_html

_SHEET: Final = re.compile(
    r"""<x:ExcelWorksheet>\s*<x:Name>([^<]{1,200})</x:Name>\s*<x:WorksheetSource HRef=["']?([^"'<>\s]{1,300})""",
    re.IGNORECASE,
)


def read_mhtml(file: str, data: bytes, *, shown: str | None = None) -> list[Table]:
    """Read all tables of all pages. Raises NoTable where there are none, SourceError where it is damaged."""
    shown = shown or file
    with refusing(shown, "It is a web page saved with its parts (MHTML), but cannot be taken apart."):
        message = email.message_from_bytes(data.lstrip(), policy=email.policy.compat32)
        pages = [_page(shown, part) for part in message.walk() if part.get_content_type() == "text/html"]
    if len(pages) > limits.MAX_SHEETS:
        raise SourceError(shown, f"It has more than {limits.MAX_SHEETS} pages.", "Keep only those that hold the data.")
    names = {
        _last(place): name.replace("&amp;", "&").replace("&lt;", "<")
        for _place, text in pages
        for name, place in _SHEET.findall(text)
    }
    tables: list[Table] = []
    for place, text in pages:
        try:
            found = read_html(file, text, shown=shown, sheet=names.get(_last(place)))
        except NoTable:
            continue  # the frame, the row of tabs
        for index, table in enumerate(found):
            if table.sheet is None and len(pages) > 1:
                table.sheet = f"Page {len(tables) + index + 1}"
        tables += found
    if not tables:
        raise NoTable(
            shown,
            "It is a web page saved with its parts (MHTML), without a table.",
            "Open it in Excel and save it as an Excel workbook (.xlsx).",
        )
    return tables


def _page(shown: str, part: email.message.Message) -> tuple[str, str]:
    """Return where a page lies, as its part says, and its text."""
    body = part.get_payload(decode=True)
    data = body if isinstance(body, bytes) else b""
    charset = part.get_content_charset()
    try:
        text = data.decode(charset) if charset else page_text(shown, data)
    except (LookupError, UnicodeDecodeError):
        text = page_text(shown, data)
    return str(part.get("Content-Location", "")), text


def _last(place: str) -> str:
    return place.replace("\\", "/").rpartition("/")[2].casefold()
