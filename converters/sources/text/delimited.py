"""Delimited text (.csv, .tsv, .txt) as a table: every cell kept as text, and what was odd in the file said.

Encoding and delimiter are found out (`text/encoding.py`, `text/delimiter.py`), kept on the table, and can be given
instead.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import zip_longest
from typing import Final

from converters.sources import limits
from converters.sources.table import Cell, NoTable, Repair, SourceError, Table
from converters.sources.text.delimiter import find_delimiter, said_delimiter, without_saying
from converters.sources.text.encoding import UTF_8, decode
from converters.sources.text.records import read_records
from swf_desktop.record import column_letter
from swf_desktop.words import counted, row_words

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_BAD_BYTES: Final = re.compile("[\udc80-\udcff]+")
_MANY: Final = 10  # addresses said in a note


def read_delimited(
    file: str,
    data: bytes,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    shown: str | None = None,
) -> Table:
    """Read a delimited file as one table of text. A text without any delimiter is a table of one column.

    Raises SourceError where the file is empty, does not fit the encoding given, or is larger than limits.py allows.
    """
    shown = shown or file
    decoded = decode(shown, data, encoding)
    text = decoded.text
    used = delimiter or said_delimiter(text) or find_delimiter(text) or ","
    table = table_of_text(file, text, decoded.encoding, used, shown=shown)
    table.notes[:0] = decoded.notes
    return table


def table_of_text(file: str, text: str, encoding: str, delimiter: str, *, shown: str) -> Table:
    """Return the table that a text is with a delimiter. Rows of uneven length are kept, and said."""
    notes: list[str] = []
    if len(delimiter) != 1 or delimiter in '"\r\n\0':
        raise SourceError(
            shown, f"{delimiter!r} cannot be a delimiter.", "Give one character: a comma, a semicolon, a tab or a bar."
        )
    text = without_nuls(text, notes)
    if not text.strip("\r\n\t ,;|\x1a"):
        raise NoTable(shown, "There is nothing in it.", "Export it again, or choose another file.")
    text = text.removesuffix("\x1a")  # the end of file of MS-DOS
    if (rest := without_saying(text)) is not None:
        # Its line stays, so that rows keep their numbers.
        text = rest
        notes.append("Row 1 says which delimiter the file has, and was left out.")
    rows, odd = read_records(text, delimiter, shown)
    notes += odd
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    _say_uneven(rows, notes)
    height = len(rows)
    width = max(map(len, rows), default=0)
    if width > limits.MAX_COLUMNS or height > limits.MAX_ROWS or width * height > limits.MAX_AREA:
        raise SourceError(
            shown,
            f"It has {height:,} rows and {width:,} columns.",
            f"At most {limits.MAX_ROWS:,} rows, {limits.MAX_COLUMNS:,} columns "
            f"and {limits.MAX_AREA:,} cells are read: split it.",
        )
    columns: list[list[Cell]] = [[cell or None for cell in column] for column in zip_longest(*rows, fillvalue="")]
    while columns and not any(columns[-1]):
        columns.pop()
    table = Table(file, None, columns, height, notes=notes, encoding=encoding, delimiter=delimiter)
    settle_characters(table, text)
    return table


def without_nuls(text: str, notes: list[str]) -> str:
    """Return a text without NUL characters, and say how many there were."""
    if "\0" not in text:
        return text
    notes.append(f"Left out: {counted(text.count(chr(0)), 'NUL character')}, which stand for nothing.")
    return text.replace("\0", "")


def settle_characters(table: Table, text: str) -> None:
    """Replace in a table what is no character: bad bytes of UTF-8 as Windows-1252 has them, each listed; halves by �.

    text: what the table was made of, for a quick look whether there is any.
    """
    if not _SURROGATE.search(text):
        return
    halves = 0
    found: list[str] = []
    for index, column in enumerate(table.columns):
        for row, cell in enumerate(column):
            if not isinstance(cell, str) or not _SURROGATE.search(cell):
                continue
            settled = cell
            if table.encoding == UTF_8:
                settled = _BAD_BYTES.sub(_as_windows_has_it, cell)
                if settled != cell:
                    found.append(f"{column_letter(index)}{row + 1}")
                    before = cell.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
                    reason = "A byte of it is no UTF-8, which the rest of the file is; read as Windows-1252 has it."
                    table.repairs.append(Repair("text", row, index, before, settled, reason))
            if _SURROGATE.search(settled):
                halves += 1
                settled = _SURROGATE.sub("\ufffd", settled)
            column[row] = settled
    if found:
        more = f" and {len(found) - _MANY} more" if len(found) > _MANY else ""
        table.notes.append(
            f"The file is written in UTF-8 but for some bytes, in {', '.join(found[:_MANY])}{more}: check these cells."
        )
    if halves:
        table.notes.append("Characters that are half of one were replaced.")


def _as_windows_has_it(match: re.Match[str]) -> str:
    return bytes(ord(mark) - 0xDC00 for mark in match[0]).decode("cp1252", errors="replace")


def _say_uneven(rows: list[list[str]], notes: list[str]) -> None:
    """Say which rows have more or fewer cells than most."""
    widths = Counter(len(row) for row in rows if any(row))
    if len(widths) < 2:
        return
    usual = max(widths.items(), key=lambda item: (item[1], item[0]))[0]
    # A title above the table has fewer cells and means nothing; more cells than the table has is a delimiter inside a
    # cell.
    longer = [index + 1 for index, row in enumerate(rows) if len(row) > usual]
    first = next(index for index, row in enumerate(rows) if len(row) == usual)
    shorter = [index + 1 for index, row in enumerate(rows) if index > first and any(row) and len(row) < usual]
    for uneven, word in ((longer, "more"), (shorter, "fewer")):
        if uneven:
            rows_are = row_words(uneven, 10).capitalize()
            notes.append(f"{rows_are}: {word} than the usual {counted(usual, 'cell')}. All are kept where they stand.")
