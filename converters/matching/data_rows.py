"""Which rows below the headings are data: totals, page breaks and furniture are set aside, each with a reason."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from converters.matching.shape import LONGEST_HEADING, Knows, Layout, could_be_heading, heading_cell
from converters.sources.table import Table, cell_text, is_blank

LONGEST_MARK: Final = 200
"""Totals, page numbers and the like are short; longer texts are not searched for them."""


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


_MAY_BE_FURNITURE = re.compile(
    r"page|\*\*|^[-=_*~.\s]{3}|end of|report|run|print|cont|private|confidential|produced", re.IGNORECASE
)
"""What every text of `_FURNITURE` has somewhere: most cells have none of it, and are not held against the rest."""


_TOTAL_WORD = re.compile(r"total|number|no\.|count|sum", re.IGNORECASE)


def sort_rows(table: Table, layout: Layout, knows: Knows) -> None:
    """Tell the rows below the headings apart: data, totals, headings again, page furniture, blanks."""
    top = layout.header_rows[-1] + 1
    filled = filled_counts(table)
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


def filled_counts(table: Table) -> list[int]:
    """Return for each row the number of cells that are not blank."""
    counts = [table.width] * table.height
    for column in table.columns:
        # Most cells are not blank: the blanks are found by themselves, and counted off.
        blank = {cell for cell in set(column) if is_blank(cell)}
        if blank:
            for row in [row for row, cell in enumerate(column) if cell in blank]:
                counts[row] -= 1
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
        text.casefold() for row in layout.header_rows for text in map(heading_cell, table.row(row)) if text
    }
    heading_hits: Counter[int] = Counter()
    known_hits: Counter[int] = Counter()
    titles = {title.casefold() for title in layout.titles}
    for index, column in enumerate(table.columns):
        texts = {cell for cell in column[top:] if type(cell) is str and cell}
        for text in texts.difference(verdicts):
            verdicts[text] = _verdict(text, heading_texts, titles)
        telling = {text for text in texts if verdicts[text]}
        for row in range(top, table.height) if telling else ():
            cell = column[row]
            if type(cell) is not str or cell not in telling:
                continue
            verdict = verdicts[cell]
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
            if row in result or filled[row] < 3 or (row - 1 not in result and filled[row - 1] > 2):
                continue
            if not could_be_heading(table, row):
                continue
            known = [text for cell in table.row(row) if not is_blank(cell) and knows(text := cell_text(cell))]
            known_hits[row] = len(known)
            # Headings differ; `No` twice in a row are two answers. Under the last row there is no table.
            if len(set(known)) < 3 or known_hits[row] < 0.6 * filled[row] or not any(filled[row + 1 :]):
                continue
            if not _is_like_the_others(table, row, top, all_known=known_hits[row] == filled[row]):
                result[row] = _OTHER_TABLE
                break
    return result


def _is_like_the_others(table: Table, row: int, top: int, *, all_known: bool) -> bool:
    """Whether a row of words is data as the rows around it are: `P104`, `Teacher`, `No` are in lists of words alone.

    A number of its column's form tells it, and so does a text that stands elsewhere in its column, unless every text of
    the row is a known heading: those of a second table may stand there again.
    """
    for column in table.columns:
        text = cell_text(column[row])
        if not text:
            continue
        others = [
            cell_text(cell) for place, cell in enumerate(column[top:], top) if place != row and not is_blank(cell)
        ]
        if any(char.isdigit() for char in text) and sum(_form(other) == _form(text) for other in others) > 1:
            return True
        if not all_known and text in others:
            return True
    return False


def _form(text: str) -> str:
    """Return the form of a short text: `P104` is A9."""
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d+", "9", text[:LONGEST_MARK]))


def is_furniture(texts: list[str]) -> bool:
    """Whether the texts of a row are a page number, the end of a report or a total, and no data."""
    verdicts = [_verdict(text, set(), set()) for text in texts]
    return verdicts[0] == "total" or (len(texts) <= 2 and any(verdicts))


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
    if _MAY_BE_FURNITURE.search(plain) and _FURNITURE.fullmatch(plain):
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
