"""Delimited text (.csv, .tsv, .txt): encoding, delimiter and quoting found out, every cell kept as text.

Encoding: byte order mark, then strict UTF-8, then Windows-1252; a guesser takes `£` for `Ł` in short files. Delimiter:
the one whose rows look most like a table, its headings above all. Both are kept on the table, and can be given instead.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice, zip_longest
from typing import Final

from converters.sources import limits
from converters.sources.table import Cell, NoTable, SourceError, Table
from swf_desktop.words import counted, row_words

DELIMITERS: Final = (",", ";", "\t", "|")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_SAMPLE_ROWS: Final = 200
_LONGEST_QUOTED: Final = (
    100  # lines in one quoted cell; a memo of a person has fewer, an unclosed mark the rest of the file
)
_SAID: Final = re.compile(r"""\ufeff?"?sep=([^\w\s"]|\t)"?(?=[\r\n])""", re.IGNORECASE)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
# csv's own limit is 131,072 characters, and is one for the whole process.
_FIELD_LIMIT: Final = limits.MAX_CELL_TEXT

# fmt: off
_HEADING_WORDS: Final = frozenset({
    "absence", "account", "address", "age", "amount", "annual", "area", "basic", "birth", "category", "class",
    "code", "contract", "cost", "daily", "date", "days", "department", "dept", "description", "dfe", "disability",
    "dob", "employee", "end", "estab", "establishment", "ethnic", "ethnicity", "family", "fax", "female", "first",
    "fixed", "forename", "forenames", "from", "fte", "full", "gender", "given", "grade", "gross", "head", "heading",
    "hourly", "hours", "hrs", "id", "initials", "item", "job", "join", "joined", "known", "last", "leave", "leaver",
    "leaving", "length", "line", "location", "lost", "male", "marital", "month", "monthly", "name", "net", "ni",
    "nino", "no", "number", "origin", "original", "part", "pay", "payment", "payroll", "pension", "per", "period",
    "person", "phone", "pm", "point", "position", "post", "postcode", "pound", "qts", "qualification", "rate",
    "reason", "ref", "reference", "role", "salary", "scale", "school", "section", "sex", "spine", "staff", "start",
    "status", "subject", "surname", "teacher", "telephone", "term", "time", "title", "tlr", "total", "type", "unit",
    "units", "vacancy", "value", "wage", "weekly", "weeks", "work", "working", "wte", "year", "years"
})
# fmt: on
"""Words that stand in headings of staff and pay tables: the strongest sign of the right delimiter."""

_WORD: Final = re.compile(r"[A-Za-z]+")


def decode(file: str, data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Return a file's text and the name of its encoding.

    encoding: one to use instead of finding out. Raises SourceError where the bytes do not fit it, or there is none of
    that name.
    """
    if encoding is not None:
        try:
            name = codecs.lookup(encoding).name
            return data.decode("utf-8-sig" if name == "utf-8" else name), encoding
        except LookupError as error:
            raise SourceError(
                file, f"There is no encoding called {encoding}.", "Choose UTF-8, Windows-1252 or UTF-16."
            ) from error
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise SourceError(
                file,
                f"It is not written in {encoding} (line {line}).",
                "Choose another encoding, or let it be found out.",
            ) from error
    for mark, codec, shown in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(codec).removeprefix("\ufeff"), shown
            except UnicodeDecodeError as error:
                if codec == "utf-8-sig":
                    break  # a mark that lies: joined from two files
                if len(data) % 2 == 0:
                    # Half a pair of surrogates: kept for now, and replaced where the table is made, with a note.
                    return data.decode(codec, errors="surrogatepass").removeprefix("\ufeff"), shown
                raise SourceError(
                    file, "It begins as UTF-16, but breaks off inside a character.", "It was cut short: copy it again."
                ) from error
    if (half := _unmarked_utf16(data)) is not None:
        return data.decode(half, errors="replace"), "UTF-16"
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        return body.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        # Five bytes stand for nothing in Windows-1252; they become the controls that Latin-1 has there, and are seen as
        # such.
        return body.decode("cp1252", errors="surrogateescape").translate(_UNASSIGNED), "Windows-1252"


_UNASSIGNED: Final = {0xDC00 + code: code for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}


def _unmarked_utf16(data: bytes) -> str | None:
    """Return the byte order of UTF-16 without a mark: every second byte of such a file is 0 nearly always."""
    sample = data[: limits.SNIFF_BYTES]
    half = len(sample) // 2
    if half < 2:
        return None
    if sample[1::2].count(0) > half * 0.7 and sample[::2].count(0) < half * 0.05:
        return "utf-16-le"
    if sample[::2].count(0) > half * 0.7 and sample[1::2].count(0) < half * 0.05:
        return "utf-16-be"
    return None


def find_delimiter(text: str) -> str | None:
    """Return the delimiter that makes the best table of a text; None where none makes two columns."""
    head = _first_lines(text)
    best: tuple[float, str] | None = None
    for delimiter in DELIMITERS:
        score = _score(head, delimiter)
        if score > 0 and (best is None or score > best[0]):
            best = (score, delimiter)
    return None if best is None else best[1]


def _first_lines(text: str) -> str:
    """Return some hundred lines for a look."""
    head = text[: limits.SNIFF_BYTES * 4]
    return head if len(head) == len(text) else head[: max(head.rfind("\n"), head.rfind("\r")) + 1] or head


def _score(text: str, delimiter: str) -> float:
    """Return how much like a table a text is with one delimiter: 0 where it makes no second column.

    Headings that are known count most, then how many rows have the commonest number of cells, then how many cells that
    is.
    """
    rows: list[list[str]] = []
    with contextlib.suppress(csv.Error):
        reader = islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _SAMPLE_ROWS)
        rows.extend(row for row in reader if any(cell.strip() for cell in row))
    wide = Counter(len(row) for row in rows if len(row) > 1)
    if not wide:
        return 0
    width, alike = max(wide.items(), key=lambda item: (item[1] * min(item[0], 4), item[0]))
    headings = max((_headings(row) for row in rows[:40] if len(row) > 1), default=0)
    return headings * 4 + 10 * alike / len(rows) + min(width, 20) / 10


def _headings(row: list[str]) -> float:
    """Return how many cells of a row read like headings: short, without figures, of words that headings have."""
    known = 0
    for cell in row:
        words = _WORD.findall(cell.casefold())
        if (
            words
            and len(cell) <= 40
            and not any(mark.isdigit() for mark in cell[:1])
            and _HEADING_WORDS.intersection(words)
        ):
            known += 1
    return known


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
    text, used = decode(shown, data, encoding)
    return table_of_text(
        file, text, used, delimiter or said_delimiter(text) or find_delimiter(text) or ",", shown=shown
    )


def said_delimiter(text: str) -> str | None:
    """Return the delimiter that a first line `sep=;` says, as some programs write it for Excel; None without one."""
    found = _SAID.match(text)
    return found[1] if found else None


def table_of_text(file: str, text: str, encoding: str, delimiter: str, *, shown: str) -> Table:
    """Return the table that a text is with a delimiter. Rows of uneven length are kept, and said."""
    notes: list[str] = []
    if len(delimiter) != 1 or delimiter in '"\r\n\0':
        raise SourceError(
            shown, f"{delimiter!r} cannot be a delimiter.", "Give one character: a comma, a semicolon, a tab or a bar."
        )
    if "\0" in text:
        notes.append(f"Left out: {counted(text.count(chr(0)), 'NUL character')}, which stand for nothing.")
        text = text.replace("\0", "")
    if _SURROGATE.search(text):
        notes.append("Characters that are half of one were replaced.")
        text = _SURROGATE.sub("\ufffd", text)
    if not text.strip("\r\n\t ,;|\x1a"):
        raise NoTable(shown, "There is nothing in it.", "Export it again, or choose another file.")
    text = text.removesuffix("\x1a")  # the end of file of MS-DOS
    if found := _SAID.match(text):
        # Its line stays, so that rows keep their numbers.
        text = text[found.end() :]
        notes.append("Row 1 says which delimiter the file has, and was left out.")
    rows = _rows(text, delimiter, notes, shown)
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
    return Table(file, None, columns, height, notes=notes, encoding=encoding, delimiter=delimiter)


def _rows(text: str, delimiter: str, notes: list[str], shown: str) -> list[list[str]]:
    """Return the rows, with those at the end that are blank left out.

    A quotation mark that is never closed is taken as it stands, and said.
    """
    csv.field_size_limit(_FIELD_LIMIT)
    rows: list[list[str]] = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
        rows = list(_bounded(reader, shown))
        unclosed = _unclosed(rows)
    except csv.Error:
        unclosed = -1
    if unclosed is not None:
        where = f" from row {unclosed + 1}" if unclosed >= 0 else ""
        notes.append(f"A quotation mark is opened and never closed{where}: quotation marks are taken as they stand.")
        plain = csv.reader(_lines(text), delimiter=delimiter, quoting=csv.QUOTE_NONE)
        try:
            rows = list(_bounded(plain, shown))
        except csv.Error as error:
            raise SourceError(
                shown,
                f"A cell has more than {_FIELD_LIMIT:,} characters.",
                "Check that this is a table of text, and that its delimiter is the right one.",
            ) from error
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def _lines(text: str) -> Iterator[str]:
    """Yield lines as csv ends them: at CR, LF or both, and at nothing else."""
    return iter(re.findall(r"[^\r\n]*(?:\r\n|\r|\n|$)", text))


def _bounded(reader: Iterable[list[str]], shown: str) -> Iterator[list[str]]:
    area = 0
    for number, row in enumerate(reader, 1):
        area += len(row)
        if number > limits.MAX_ROWS or area > limits.MAX_AREA:
            raise SourceError(
                shown,
                f"It has more than {limits.MAX_ROWS:,} rows or {limits.MAX_AREA:,} cells.",
                "Split it, or keep only the part that the return needs.",
            )
        yield row


def _unclosed(rows: list[list[str]]) -> int | None:
    """Return the row in which a quoted cell runs on through the file, None where none does."""
    for index, row in enumerate(rows):
        for cell in row:
            if len(cell) > _LONGEST_QUOTED and cell.count("\n") + cell.count("\r") > _LONGEST_QUOTED:
                return index
    return None


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
