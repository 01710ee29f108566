"""Where the headings and the data of a sheet stand: titles, two-row headings, totals and page furniture told apart.

Nothing here knows what a heading means; the caller says with `knows` which headings it has heard of. Rows and columns
count from 0.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from converters.sources.table import Cell, CellError, Table

HEADING_WITHIN: Final = 60
"""Headings stand in the first rows; a report with more than 60 lines of titles has not been seen."""

MOST_HEADING_ROWS: Final = 3
LONGEST_HEADING: Final = 80
MOST_SCORED: Final = 300
"""Columns looked at in the search for the headings: a sheet may have 16,384."""

LONGEST_MARK: Final = 200
"""Totals, page numbers and the like are short; longer texts are not searched for them."""

Knows = Callable[[str], bool]

_TOTAL = re.compile(
    r"\W*(?:(?:sub|grand|overall|page|report|department|section|school|cost cent(?:re|er)|employee|person|group|final)"
    r"[\s-]*)?totals?\b|\W*(?:number|no\.?|count) of (?:staff|employees|records|people|rows)\b|\W*(?:count|sum)\s*[:=]",
    re.IGNORECASE,
)
_TOTAL_AT_END = re.compile(r".{1,60}\s(?:sub[\s-]?|grand\s)?totals?\s*:?\s*", re.IGNORECASE)
_FURNITURE = re.compile(
    r"\W*page\W*\d+(?:\s*(?:of|/)\s*\d+)?\W*|.*\bpage\s+\d+\s+of\s+\d+\b.*|\*{2,}.*|.*\*{3,}|[-=_*~.\s]{3,}"
    r"|\W*end of (?:report|list|file|page|document)\b.*"
    r"|\W*(?:report|run|print(?:ed)?)\s*(?:date|time|id|ref|no|by|on|at)\b.*"
    r"|\W*continued\b.*|.*\(?cont(?:inue)?d\.?\)?\s*\W*"
    r"|\W*(?:strictly )?(?:private|confidential)\b.*|\W*produced (?:by|on)\b.*",
    re.IGNORECASE,
)
_TOTAL_WORD = re.compile(r"total|number|no\.|count|sum", re.IGNORECASE)

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DATE = (
    r"(?:(?P<d>\d{1,2})[/.\-](?P<m>\d{1,2})[/.\-](?P<y>\d{4}|\d{2})"
    r"|(?P<d2>\d{1,2})(?:st|nd|rd|th)?[\s\-](?P<mon>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?"
    r"[\s\-](?P<y2>\d{4}|\d{2})"
    r"|(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2}))"
)
_AS_AT = re.compile(
    r"(?:\bas\s*(?:at|of|on)|\bat|\bending|\bended|\beffective(?: date)?|\bextract(?:ed)?(?: date| on)?"
    r"|\bperiod\s*\d+|\bcensus da(?:y|te)|\bposition on|\bdate of (?:report|extract)|\brun (?:date|on)"
    r"|\bprinted(?: on)?|\breport date)\W{0,4}" + _DATE,
    re.IGNORECASE,
)
_AS_AT_LABEL = re.compile(
    r".*\b(?:as at|as of|period end(?:ing)?|(?:effective|report|run|extract) date|census (?:day|date))\s*:?\s*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Layout:
    """Where everything stands on a sheet.

    header_rows: the heading rows. headings: one for each column, joined from all heading rows, unique, "" where there
    is none. parts: the texts that each heading is joined from, from the top. rows: the rows of data. skipped: rows
    left out, with the reason. titles: the texts above the headings. as_at: the date of the extract, where a title
    says it. cut_at: the row at which another table begins, which is not read.
    """

    header_rows: list[int]
    headings: list[str]
    parts: list[tuple[str, ...]]
    rows: list[int] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    as_at: date | None = None
    cut_at: int | None = None


def cell_text(cell: Cell) -> str:
    """Return a cell as people see it, on one line: dates day first, whole numbers without decimals, blanks as ""."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    return str(cell)


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing that a person can see."""
    return cell is None or (isinstance(cell, str) and not isinstance(cell, CellError) and not cell.strip())


def find_layout(table: Table, knows: Knows, header_rows: Sequence[int] = ()) -> Layout | None:
    """Find headings and data. `header_rows`: the heading rows where somebody has said them already.

    Returns None where no row looks like headings: fewer than two cells of text, or nothing below them.
    """
    if header_rows and all(0 <= row < table.height for row in header_rows):
        rows = sorted(header_rows)
    else:
        rows = _find_header(table, knows)
    if not rows:
        return None
    parts = _heading_parts(table, rows)
    layout = Layout(rows, _unique([" ".join(part) for part in parts]), parts)
    _read_titles(table, layout)
    _sort_rows(table, layout, knows)
    return layout


def find_titles(table: Table) -> tuple[list[str], date | None]:
    """Return the texts of the first rows of a sheet without headings, and the date that they say, if any."""
    layout = Layout([min(table.height, HEADING_WITHIN)], [], [])
    _read_titles(table, layout)
    return layout.titles, layout.as_at


def read_date(text: str) -> date | None:
    """Return the first date in a title such as `Period 6, 30/09/2013`; day before month. None where there is none."""
    match = re.search(_DATE, text, re.IGNORECASE)
    return None if match is None else _date_of(match)


# Headings


def _find_header(table: Table, knows: Knows) -> list[int]:
    best: list[int] = []
    best_score = 0.0
    data_below = False
    for row in range(min(table.height, HEADING_WITHIN)):
        if best and row > best[-1] and not _could_be_heading(table, row) and _count(table, row) > 1:
            data_below = True
        for count in range(1, MOST_HEADING_ROWS + 1):
            rows = list(range(row, row + count))
            if row + count > table.height or (count > 1 and not _could_be_heading(table, rows[-1])):
                break
            if count > 1 and _is_title_line(table, row):
                break
            score = _header_score(table, rows, knows)
            # Headings further down must be clearly better: below data they are those of the next page, or of another
            # table.
            needed = best_score * 2 if data_below else best_score + (0.4 if row > (best or [row])[-1] else 0.1)
            goes_on = rows[:-1] == best and score > best_score - 0.3 and _all_joined_known(table, rows, knows)
            if score > needed or goes_on:
                best, best_score = rows, score
    return best or _header_by_look(table)


def _all_joined_known(table: Table, rows: list[int], knows: Knows) -> bool:
    """Whether a further row of a wrapped heading (`Hours`, `per`, `Week`) makes known headings with those above."""
    added = [cell_text(cell) for cell in table.row(rows[-1])]
    parts = _heading_parts(table, rows)
    return any(added) and all(knows(" ".join(part)) for part, text in zip(parts, added, strict=True) if text)


def _count(table: Table, row: int) -> int:
    return sum(not is_blank(cell) for cell in table.row(row))


def _could_be_heading(table: Table, row: int) -> bool:
    """Whether a row holds nothing but short text: figures and dates are data."""
    cells = [cell for cell in table.row(row) if not is_blank(cell)]
    return bool(cells) and all(
        isinstance(cell, str) and len(cell) <= LONGEST_HEADING and not _is_figure(cell) for cell in cells
    )


def _is_figure(text: str) -> bool:
    digits = sum(char.isdigit() for char in text)
    return digits > 0 and not any(char.isalpha() for char in text)


def _header_score(table: Table, rows: list[int], knows: Knows) -> float:
    """Say how much rows look like headings.

    Known headings count, figures and long sentences count against, distinct ones help.
    """
    if not _could_be_heading(table, rows[0]) or (len(rows) == 1 and _is_band(table, rows[0])):
        return 0.0
    parts = _heading_parts(table, rows, MOST_SCORED)
    joined = [" ".join(part) for part in parts if part]
    if len(joined) < 2:
        return 0.0
    found: set[str] = set()
    full = partly = 0
    for part in parts:
        if not part:
            continue
        text = " ".join(part)
        if text in found:
            continue
        if knows(text):
            full += 1
            found.add(text)
        elif len(part) > 1 and knows(part[-1]):
            partly += 1
            found.add(text)
    if full + partly < 2 or (full + partly < 4 and full + partly < 0.25 * len(joined)):
        return 0.0
    unknown = len(joined) - full - partly
    return full + 0.8 * partly - unknown / len(joined)


def _is_title_line(table: Table, row: int) -> bool:
    """Whether a row's one text stands over the first column of the row below: a title, not a group of headings.

    Merged over some columns only, it is a group all the same.
    """
    filled = [column for column, cell in enumerate(table.row(row)) if not is_blank(cell)]
    below = [column for column, cell in enumerate(table.row(row + 1)) if not is_blank(cell)]
    if len(filled) != 1 or len(below) < 2 or filled[0] > below[0]:
        return False
    return not any(top == row and right < below[-1] for top, _, _, right in table.merged)


def _is_band(table: Table, row: int) -> bool:
    """Whether a row has merged blocks over several columns only.

    The heading of groups of columns, never a heading alone.
    """
    across = [block for block in table.merged if block[0] == row and block[3] > block[1]]
    filled = sum(not is_blank(cell) for cell in table.row(row))
    return bool(across) and filled == len(across)


def _header_by_look(table: Table) -> list[int]:
    """Find a row of different short texts, across most of the columns, over rows that are not all text."""
    limit = min(table.height - 1, HEADING_WITHIN)
    widths = [
        sum(not is_blank(cell) for cell in table.row(row)) for row in range(min(table.height, HEADING_WITHIN + 20))
    ]
    widest = max(widths, default=0)
    if widest < 3:
        return []
    for row in range(limit):
        if widths[row] < max(3, 0.7 * widest) or not _could_be_heading(table, row):
            continue
        texts = [cell_text(cell).casefold() for cell in table.row(row) if not is_blank(cell)]
        below = [
            cell
            for index in range(row + 1, min(row + 6, table.height))
            for cell in table.row(index)
            if not is_blank(cell)
        ]
        figures = sum(not isinstance(cell, str) or _is_figure(cell) for cell in below)
        if len(set(texts)) == len(texts) and below and figures >= 0.1 * len(below):
            return [row]
        return []
    return []


def _heading_parts(table: Table, rows: list[int], most: int | None = None) -> list[tuple[str, ...]]:
    """Return for each column the texts of its heading, from the top; a group's text stands over all its columns."""
    columns = table.columns[:most]
    lines = [[_heading_cell(column[row]) for column in columns] for row in rows]
    blocks = {(top, left): right for top, left, _, right in table.merged if top in rows}
    for number, (row, line) in enumerate(zip(rows[:-1], lines[:-1], strict=True)):
        below = lines[number + 1 :]
        spread = list(line)
        for column, text in enumerate(line):
            if not text:
                continue
            if (row, column) in blocks:
                end = blocks[row, column]
            elif table.merged and any(top == row for top, _ in blocks):
                end = column
            else:
                end = column
                # Without merged cells a group's text stands over its first column: it reaches as far as the cells
                # beside it are blank and the row below goes on.
                while (
                    any(under[column] for under in below)
                    and end + 1 < len(line)
                    and not line[end + 1]
                    and any(u[end + 1] for u in below)
                ):
                    end += 1
            for other in range(column, min(end, len(line) - 1) + 1):
                spread[other] = text
        lines[number] = spread
    parts = []
    for column in range(len(columns)):
        texts: list[str] = []
        for line in lines:
            if line[column] and (not texts or texts[-1].casefold() != line[column].casefold()):
                texts.append(line[column])
        parts.append(tuple(texts))
    return parts


def _heading_cell(cell: Cell) -> str:
    text = cell_text(cell)
    return text if len(text) <= LONGEST_HEADING else text[:LONGEST_HEADING].rstrip()


def _unique(headings: list[str]) -> list[str]:
    seen: Counter[str] = Counter()
    result = []
    for heading in headings:
        if heading:
            seen[heading] += 1
        result.append(f"{heading} ({seen[heading]})" if seen[heading] > 1 else heading)
    return result


# Titles


def _read_titles(table: Table, layout: Layout) -> None:
    for row in range(layout.header_rows[0] if layout.header_rows else 0):
        if row >= table.height:
            break
        cells = [cell for cell in table.row(row) if not is_blank(cell)]
        if not cells:
            continue
        texts = [cell_text(cell) for cell in cells]
        layout.titles.extend(texts)
        layout.skipped.append((row, "title"))
        if layout.as_at is None:
            layout.as_at = _as_at(cells, texts)


def _as_at(cells: list[Cell], texts: list[str]) -> date | None:
    for text in texts:
        match = _AS_AT.search(text)
        if match is not None:
            return _date_of(match)
    for label, cell in zip(texts, cells[1:], strict=False):
        if _AS_AT_LABEL.fullmatch(label):
            if isinstance(cell, datetime):
                return cell.date()
            if isinstance(cell, date):
                return cell
            if isinstance(cell, str):
                return read_date(cell)
    return None


def _date_of(match: re.Match[str]) -> date | None:
    day = match["d"] or match["d2"] or match["d3"]
    year = int(match["y"] or match["y2"] or match["y3"])
    month = _MONTHS.index(match["mon"].lower()) + 1 if match["mon"] else int(match["m"] or match["m3"])
    try:
        return date(year + 2000 if year < 100 else year, month, int(day))
    except ValueError:
        return None


# Rows


def _sort_rows(table: Table, layout: Layout, knows: Knows) -> None:
    """Tell the rows below the headings apart: data, totals, headings again, page furniture, blanks."""
    top = layout.header_rows[-1] + 1
    filled = _filled(table)
    special = _special_rows(table, layout, top, filled, knows)
    usual = _usual_width(filled[top:])
    titles = {title.casefold() for title in layout.titles}
    alone_of = {column for column, text in enumerate(layout.headings) if text}
    rows, skipped = layout.rows, layout.skipped
    for row in range(top, table.height):
        count = filled[row]
        if count == 0:
            continue
        reason = special.get(row)
        if reason is None and count <= 2 and usual > 3:
            reason = _lone_row(table, row, titles, alone_of)
        if reason is None:
            rows.append(row)
        elif reason == _OTHER_TABLE:
            layout.cut_at = row
            skipped.extend((other, reason) for other in range(row, table.height) if filled[other])
            break
        else:
            skipped.append((row, reason))


_OTHER_TABLE: Final = "the headings of another table begin here"


def _filled(table: Table) -> list[int]:
    """Return for each row the number of cells that are not blank."""
    counts = [0] * table.height
    for column in table.columns:
        # Most cells are not blank and most blanks are None: the slow test is for text that might be only spaces.
        for row, cell in enumerate(column):
            if cell is not None and (type(cell) is not str or not (cell == "" or cell.isspace())):
                counts[row] += 1
    return counts


def _usual_width(counts: list[int]) -> int:
    used = [count for count in counts if count]
    if not used:
        return 0
    return sorted(used)[(len(used) * 3) // 4]


def _special_rows(table: Table, layout: Layout, top: int, filled: list[int], knows: Knows) -> dict[int, str]:
    """Return the rows that some text of theirs marks as no data, with the reason.

    Each different text is looked at once.
    """
    verdicts: dict[str, str] = {}
    marked: dict[int, list[tuple[int, str]]] = {}
    heading_texts = {
        text.casefold() for row in layout.header_rows for text in map(_heading_cell, table.row(row)) if text
    }
    heading_hits: Counter[int] = Counter()
    known_hits: Counter[int] = Counter()
    titles = {title.casefold() for title in layout.titles}
    for index, column in enumerate(table.columns):
        for row in range(top, table.height):
            cell = column[row]
            if type(cell) is not str or not cell:
                continue
            verdict = verdicts.get(cell)
            if verdict is None:
                verdict = verdicts[cell] = _verdict(cell, heading_texts, titles)
            if not verdict:
                continue
            if verdict == "heading":
                heading_hits[row] += 1
            else:
                marked.setdefault(row, []).append((index, verdict))
    for row, count in heading_hits.items():
        # A two-row heading repeats row by row, each with only its own texts.
        if count >= 2 and count >= 0.6 * filled[row]:
            marked.setdefault(row, []).insert(0, (0, "heading repeated"))
    result: dict[int, str] = {}
    for row, marks in marked.items():
        reason = _reason(table, row, marks, filled[row])
        if reason is not None:
            result[row] = reason
    if len(heading_texts) >= 3:
        for row in range(top, table.height):
            if row in result or filled[row] < 3 or (row - 1 not in result and row > top and filled[row - 1] > 2):
                continue
            if not _could_be_heading(table, row):
                continue
            known_hits[row] = sum(knows(cell_text(cell)) for cell in table.row(row) if not is_blank(cell))
            if known_hits[row] >= 3 and known_hits[row] >= 0.6 * filled[row]:
                result[row] = _OTHER_TABLE
                break
    return result


def _verdict(text: str, headings: set[str], titles: set[str]) -> str:
    if len(text) > LONGEST_MARK:
        return ""
    plain = " ".join(text.split()).casefold()
    if plain in headings:
        return "heading"
    if _TOTAL_WORD.search(plain) and (_TOTAL.match(plain) or _TOTAL_AT_END.fullmatch(plain)):
        return "total"
    if plain in titles:
        return "page title"
    if _FURNITURE.fullmatch(plain):
        return "page furniture"
    return ""


def _reason(table: Table, row: int, marks: list[tuple[int, str]], filled: int) -> str | None:
    first = next((column for column in range(table.width) if not is_blank(table.columns[column][row])), 0)
    for column, verdict in marks:
        if verdict == "heading repeated":
            return verdict
        if verdict == "total":
            # "Total" stands at the left of its row; further right, beside a name, it would be the name of something.
            others = [cell for index, cell in enumerate(table.row(row)) if index != column and not is_blank(cell)]
            text_beside = [cell for cell in others if isinstance(cell, str) and any(char.isalpha() for char in cell)]
            if column == first or not text_beside:
                return verdict
        elif filled <= len(marks) + 1:
            return verdict
    return None


def _lone_row(table: Table, row: int, titles: set[str], named: set[int]) -> str | None:
    """Return why a row with one or two cells is no data.

    Text that stands under no heading, or a line across the sheet.
    """
    cells = [(column, cell) for column, cell in enumerate(table.row(row)) if not is_blank(cell)]
    if all(isinstance(cell, str) for _, cell in cells):
        if all(column not in named for column, _ in cells):
            return "text under no heading"
        if any(cell_text(cell).casefold() in titles for _, cell in cells):
            return "page title"
        if any(block[0] <= row <= block[2] and block[3] - block[1] >= 2 for block in table.merged):
            return "a line across the sheet"
        if len(cells) == 1 and len(cell_text(cells[0][1])) > LONGEST_HEADING:
            return "a remark"
    return None
