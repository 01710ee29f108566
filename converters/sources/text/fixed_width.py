"""Print files of fixed width (.txt, .prn, .lst): columns are found by position, never by splitting at spaces.

A line of dashes under the headings rules where there is one. Else a column ends where nearly all lines are blank. Lines
that do not keep to the columns (titles, page heads, wide headings) are split at gaps of two spaces, and each piece goes
to the column that it stands over.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import Final, NamedTuple

from converters.sources import limits
from converters.sources.table import Cell, SourceError, Table
from converters.sources.text.delimited import settle_characters, without_nuls
from swf_desktop.words import counted

_LINE_ENDS: Final = re.compile(r"\r\n|\r|\n|\f")
_RULER: Final = re.compile(r"[\s|+]*(?:[-=_]{2,}[\s|+]+)+[-=_]{2,}[\s|+]*")
_DASHES: Final = re.compile(r"[-=_]{2,}")
_PIECE: Final = re.compile(r"\S+(?: \S+)*")
_SAMPLE: Final = 2000  # lines looked at to find the columns
_FEWEST: Final = 3  # lines; two may look like a table by chance
_WIDEST: Final = 2000  # characters in a line of print; 132 is usual
_STRAY: Final = 0.15  # of the lines may cross a gap: titles, page heads, totals
_KEEPING: Final = 0.6  # of the lines must keep to the columns
_SURE: Final = 12  # lines from which on a gap of one blank in all lines is a gap


class Ruling(NamedTuple):
    """starts: where each column begins, the first at 0. ruler: whether a line of dashes said so."""

    starts: tuple[int, ...]
    ruler: bool


def _lines(text: str) -> list[str]:
    lines = _LINE_ENDS.split(text.removesuffix("\x1a"))
    return [line.rstrip().expandtabs(8) for line in lines]


def find_columns(text: str) -> Ruling | None:
    """Return where the columns of a print file stand; None where it has none by position."""
    lines = [line for line in _lines(text[: limits.SNIFF_BYTES * 16])[:_SAMPLE] if line]
    if len(lines) < _FEWEST or max(map(len, lines)) > _WIDEST:
        return None
    rulers = Counter(line.replace("=", "-").replace("_", "-") for line in lines if _RULER.fullmatch(line))
    if rulers:
        ruler = max(rulers, key=lambda line: (rulers[line], len(_DASHES.findall(line))))
        starts = [match.start() for match in _DASHES.finditer(ruler)]
        return Ruling((0, *starts[1:]), ruler=True)
    return _by_gaps(lines)


def _by_gaps(lines: list[str]) -> Ruling | None:
    width = max(map(len, lines))
    # A line of one piece is a title or a remark, and says nothing of columns.
    speaking = [line for line in lines if len(_PIECE.findall(line)) > 1] or lines
    filled = [0] * (width + 1)
    for line in speaking:
        for piece in re.finditer(r"\S+", line):
            for place in range(piece.start(), piece.end()):
                filled[place] += 1
    tolerated = int(len(speaking) * _STRAY)
    starts = [0]
    place = next((index for index, count in enumerate(filled) if count > tolerated), width)
    while place < width:
        gap = next((index for index in range(place, width) if filled[index] <= tolerated), width)
        end = next((index for index in range(gap, width) if filled[index] > tolerated), width)
        if end >= width:
            break
        least = min(filled[gap:end])
        if end - gap > 1 or (least == 0 and len(speaking) >= _SURE):
            # Columns of text run out on the right, columns of figures on the left: the emptiest place between them is
            # the border.
            emptiest = [index for index in range(gap, end) if filled[index] == least]
            starts.append(emptiest[-1] + 1 if emptiest[-1] + 1 == end else emptiest[len(emptiest) // 2])
        place = end
    if len(starts) < 2:
        return None
    ruling = Ruling(tuple(starts), ruler=False)
    keeping = sum(
        1 for line in speaking if _keeps(line, ruling.starts) and sum(map(bool, _cut(line, ruling.starts))) > 1
    )
    return ruling if keeping >= max(_FEWEST, len(speaking) * _KEEPING) else None


def _keeps(line: str, starts: tuple[int, ...]) -> bool:
    """Return whether no word of a line crosses a border."""
    return not any(line[start - 1 : start].strip() and line[start : start + 1].strip() for start in starts[1:])


def _cut(line: str, starts: tuple[int, ...]) -> list[str]:
    return [line[start:end].strip() for start, end in pairwise((*starts, len(line) + starts[-1] + 1))]


def _place(line: str, starts: tuple[int, ...]) -> list[str]:
    """Return the cells of a line that does not keep to the columns."""
    cells = [""] * len(starts)
    for piece in _PIECE.finditer(line):
        middle = (piece.start() + piece.end()) // 2
        column = max(index for index, start in enumerate(starts) if start <= middle)
        cells[column] = f"{cells[column]} {piece[0]}".strip()
    return cells


def read_fixed_width(file: str, text: str, encoding: str, ruling: Ruling, *, shown: str | None = None) -> Table:
    """Read a print file as a table of text. Raises SourceError where it is larger than limits.py allows."""
    notes: list[str] = []
    lines = _lines(without_nuls(text, notes))
    while lines and not lines[-1]:
        lines.pop()
    starts = ruling.starts
    if len(lines) > limits.MAX_ROWS or len(lines) * len(starts) > limits.MAX_AREA:
        raise SourceError(
            shown or file, f"It has {len(lines):,} lines.", f"At most {limits.MAX_ROWS:,} are read: split it."
        )
    rows: list[list[str]] = []
    crossing = 0
    for line in lines:
        if ruling.ruler and _RULER.fullmatch(line):
            rows.append([""] * len(starts))
        elif _keeps(line, starts):
            rows.append(_cut(line, starts))
        else:
            crossing += 1
            rows.append(_place(line, starts))
    columns: list[list[Cell]] = [[cell or None for cell in column] for column in zip(*rows, strict=True)]
    spans = ", ".join(f"{start + 1}-{end}" for start, end in pairwise(starts)) + f", {starts[-1] + 1}-"
    how = "as the line of dashes rules them" if ruling.ruler else "where nearly all lines are blank between them"
    notes.insert(0, f"A print file of fixed width. Columns by position, {how}: {spans}.")
    if crossing:
        notes.append(
            f"{counted(crossing, 'line')} not kept to the columns: each piece stands in the column it is printed over."
        )
    table = Table(file, None, columns, len(rows), notes=notes, encoding=encoding)
    settle_characters(table, text)
    return table


def fits_better(text: str, ruling: Ruling, delimiter: str) -> bool:
    """Return whether columns by position read a text better than a delimiter that was found too.

    Delimiters are counted as the file has them: a tab is one, and not the blanks it prints as. A ruler decides. Else
    the delimiter stands unless its rows are fewer cells wide than the columns by position: a name with a comma makes
    two cells of every line of a print file, while in a real delimited file, padded with blanks, each cell has a
    delimiter.
    """
    if ruling.ruler:
        return True
    lines = [line for line in _LINE_ENDS.split(text[: limits.SNIFF_BYTES])[:_SAMPLE] if line.strip()]
    if not lines:
        return False
    # Cells of print are filled up with blanks, so that most lines have some together.
    if sum("  " in line.strip() for line in lines) * 2 < len(lines):
        return False
    counts = Counter(line.count(delimiter) for line in lines)
    usual = max(counts, key=lambda count: (counts[count], count))
    return usual + 1 < len(ruling.starts)
