"""A sheet part of an .xlsx workbook read by pattern: several times as fast as a parser, for parts written as usual.

Whether a part is written so is checked as it is read (every cell must be one that the pattern knows); where it is not,
`Unusual` is raised and the plain reader takes the part. All that is not a cell goes through the plain reader's parser
in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from converters.sources.workbook.grid import Grid, RawCells, unescaped
from converters.sources.workbook.xlsx_plain import SheetParser

_CELL: Final = re.compile(
    r'<c r="([A-Z]{1,3})([0-9]{1,7})"'
    r'((?: s="[0-9]{1,6}"(?: t="[A-Za-z]{1,9}")?| t="[A-Za-z]{1,9}"(?: s="[0-9]{1,6}")?)?'
    r'(?: [cv]m="[0-9]{1,9}")?(?: ph="[a-z0-9]{1,5}")?)'
    r"(?:/>|>"
    r'(<f(?: [a-z]+[0-9]?="[^"<>&]*")*(?:/>|>[^<]*</f>))?'
    r'(?:(?:<v>|<is><t(?: xml:space="preserve")?>)([^<]*)(?:</v>|</t></is>)|<v ?/>|<is><t ?/></is>)?'
    r"</c>)"
)
_STRIDE: Final = _CELL.groups + 1
_ROW_TAG: Final = r'<row(?: [A-Za-z][A-Za-z0-9:]*="[^"<>&]*")*'
_EMPTY_ROWS: Final = rf"\s*(?:{_ROW_TAG} ?(?:/>|>\s*</row>)\s*)*"
_FIRST: Final = re.compile(rf"{_EMPTY_ROWS}{_ROW_TAG}>\s*")
_BETWEEN: Final = re.compile(rf"\s*(?:</row>{_EMPTY_ROWS}{_ROW_TAG}>\s*)?")
_LAST: Final = re.compile(rf"\s*</row>{_EMPTY_ROWS}")
_NO_CELL: Final = re.compile(_EMPTY_ROWS)
_ROW: Final = re.compile(r"<row ([^<>]*)>")
_NUMBER: Final = re.compile(r'\br="([0-9]{1,7})"')
_HIDDEN: Final = re.compile(r'\bhidden="(?:1|true)"')
_ENCODING: Final = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["'](?!(?:utf-8|us-ascii)["'])""", re.IGNORECASE)
_SHEET: Final = re.compile(rb"<worksheet[\s>]")
_BODY: Final = re.compile(rb"<sheetData\s*(/?)>")
_ENTITY: Final = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6});|#([0-9]{1,7});|(amp|lt|gt|quot|apos);)?")
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_CONTROLS: Final = bytes(code for code in range(32) if code not in b"\t\n\r")
_END: Final = b"</sheetData>"
_ROW_END: Final = b"</row>"
_PIECE: Final = 1 << 18
_TAG_MOST: Final = 64  # bytes of `<sheetData>`, blanks in it too
_MOST: Final = 32 << 20  # one row; 16,384 columns of long texts stay well below


class Unusual(Exception):  # noqa: N818 - no error: the other reader takes the part
    """The part is not written in the usual way."""


def _character(match: re.Match[str]) -> str:
    """Return what a reference stands for, if XML knows it by itself."""
    if match[3]:
        return _ENTITIES[match[3]]
    code = int(match[1], 16) if match[1] else int(match[2] or "0")
    if code in {9, 10, 13} or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF:
        return chr(code)
    raise Unusual


def decoded(text: str) -> str:
    """Return text of an XML part with its character references resolved. Raises Unusual where one is not as usual."""
    return _ENTITY.sub(_character, text) if "&" in text else text


def scan(file: str, chunks: Iterable[bytes], grid: Grid) -> SheetParser:
    """Read a sheet part into the grid; return what stands around it. Raises Unusual, and what the plain reader does."""
    source = iter(chunks)
    head, rest = _head(source)
    tail = b"".join(source) if rest is None else _rows(source, rest, grid)
    around = SheetParser(file, grid)
    around.read(chain(_pieces(head), _pieces(tail)))
    return around


def _pieces(data: bytes) -> Iterator[bytes]:
    """Yield data as the package would: so both readers refuse the same."""
    for start in range(0, len(data), _PIECE):
        yield data[start : start + _PIECE]


def _head(source: Iterator[bytes]) -> tuple[bytes, bytes | None]:
    """Return what stands before the rows, with an empty element in their place, and what was read of the rows."""
    head = b""
    for chunk in source:
        before_chunk = len(head)
        head += chunk
        # What was searched already is not searched again, but for a tag that the end cut.
        found = _BODY.search(head, max(before_chunk - _TAG_MOST, 0))
        if found:
            break
        if len(head) > _MOST:
            raise Unusual
    else:
        raise Unusual
    before = head[: found.start()]
    # A comment or a character data section could hold anything that looks like a cell.
    if b"<!" in before or _ENCODING.match(before.lstrip(b"\xef\xbb\xbf")) or not _SHEET.search(before):
        raise Unusual
    if found[1]:
        return before + b"<sheetData/>" + head[found.end() :], None
    return before + b"<sheetData/>", head[found.end() :]


def _rows(source: Iterator[bytes], buffer: bytes, grid: Grid) -> bytes:
    """Read all rows; return what stands behind them."""
    while True:
        end = buffer.find(_END)
        if end >= 0:
            _take(buffer[:end], grid)
            return buffer[end + len(_END) :] + b"".join(source)
        cut = buffer.rfind(_ROW_END)
        if cut >= 0:
            cut += len(_ROW_END)
            _take(buffer[:cut], grid)
            buffer = buffer[cut:]
        elif len(buffer) > _MOST:
            raise Unusual
        chunk = next(source, None)
        if chunk is None:
            raise Unusual
        buffer += chunk


def _take(data: bytes, grid: Grid) -> None:
    """Read whole rows. Raises Unusual where there is more in them than the patterns found."""
    if not data:
        return
    if (
        b"<!" in data
        or b"<?" in data
        or b"]]>" in data
        or b"xmlns" in data
        or len(data.translate(None, _CONTROLS)) != len(data)
    ):
        raise Unusual
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise Unusual from error
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\ufffe" in text or "\uffff" in text:
        raise Unusual
    pieces = _CELL.split(text)
    between = pieces[::_STRIDE]
    if len(between) == 1:
        if not _NO_CELL.fullmatch(text):
            raise Unusual
    elif not (
        _FIRST.fullmatch(between[0])
        and _LAST.fullmatch(between[-1])
        and all(map(_BETWEEN.fullmatch, set(between[1:-1])))
    ):
        raise Unusual
    formulas = [formula or "" for formula in pieces[4::_STRIDE]] if "<f" in text else None
    texts = pieces[5::_STRIDE]
    if None in texts:
        texts = [value or "" for value in texts]
    if "&" in text:
        texts = [decoded(value) for value in texts]
        formulas = None if formulas is None else [decoded(formula) for formula in formulas]
    if len(between) > 1:
        grid.add(RawCells(pieces[1::_STRIDE], pieces[2::_STRIDE], pieces[3::_STRIDE], formulas, texts))
    if "hidden=" in text:
        _hidden(text, grid)


def _hidden(text: str, grid: Grid) -> None:
    for row in _ROW.findall(text):
        if _HIDDEN.search(row):
            number = _NUMBER.search(row)
            if number is None:
                raise Unusual
            grid.hidden_rows.append(int(number[1]) - 1)


_SHARED: Final = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')

_SHARED_HEAD: Final = re.compile(
    r'(?:<\?xml version="1\.0"[^<>&]*\?>)?\s*<sst(?: [A-Za-z][A-Za-z0-9:]*="[^"<>&]*")*>\s*'
)


def shared_texts(data: bytes) -> list[str]:
    """Return the shared texts of a workbook, where its part is written as usual. Raises Unusual where it is not."""
    head = data[:200].lstrip(b"\xef\xbb\xbf")
    if b"<!" in data or b"]]>" in data or _ENCODING.match(head) or len(data.translate(None, _CONTROLS)) != len(data):
        raise Unusual
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusual from error
    if "\ufffe" in text or "\uffff" in text:
        raise Unusual
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    pieces = _SHARED.split(text)
    between, texts = pieces[::2], pieces[1::2]
    if len(between) == 1 or not (
        _SHARED_HEAD.fullmatch(between[0])
        and between[-1].strip() == "</sst>"
        and not any(piece.strip() for piece in set(between[1:-1]))
    ):
        raise Unusual
    if "&" in text:
        texts = [decoded(item) for item in texts]
    if "_x" in text:
        texts = [unescaped(item) for item in texts]
    return texts
