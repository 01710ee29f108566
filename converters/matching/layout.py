"""Where the headings and the data of a sheet stand: titles, two-row headings, totals and page furniture told apart.

Nothing here knows what a heading means; the caller says with `knows` which headings it has heard of. Rows and columns
count from 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Final

from converters.matching.data_rows import sort_rows
from converters.matching.shape import (
    HEADING_WITHIN,
    Knows,
    Layout,
    could_be_heading,
    filled_cells,
    heading_cell,
    is_figure,
)
from converters.matching.titles import read_titles
from converters.sources.table import Table, cell_text, is_blank

MOST_HEADING_ROWS: Final = 3
MOST_SCORED: Final = 300
"""Columns looked at in the search for the headings: a sheet may have 16,384."""


def find_layout(table: Table, knows: Knows, header_rows: Sequence[int] = ()) -> Layout | None:
    """Find headings and data. `header_rows`: the heading rows where somebody has said them already.

    Returns None where no row looks like headings: fewer than two cells of text, or nothing below them. Within
    `found_once` a table is looked through once, whoever asks.
    """
    kept = _KEPT[-1] if _KEPT and not header_rows else None
    if kept is None:
        return _found(table, knows, header_rows)
    key = id(table), knows
    if key not in kept:
        # The table is kept with it, so that no other gets its id meanwhile.
        kept[key] = table, _found(table, knows, header_rows)
    return kept[key][1]


_KEPT: Final[list[dict[tuple[int, Knows], tuple[Table, Layout | None]]]] = []


@contextmanager
def found_once() -> Iterator[None]:
    """Keep the layouts that are found within: a table is looked through for several questions, and is as it is."""
    if _KEPT:
        # Within another: what that one keeps serves.
        yield
        return
    _KEPT.append({})
    try:
        yield
    finally:
        _KEPT.pop()


def _found(table: Table, knows: Knows, header_rows: Sequence[int]) -> Layout | None:
    if header_rows and all(0 <= row < table.height for row in header_rows):
        rows = sorted(header_rows)
    else:
        rows = _find_header(table, knows)
    if not rows:
        return None
    parts = _heading_parts(table, rows)
    layout = Layout(rows, _unique([" ".join(part) for part in parts]), parts)
    read_titles(table, layout)
    sort_rows(table, layout, knows)
    return layout


# Headings


def _find_header(table: Table, knows: Knows) -> list[int]:
    best: list[int] = []
    best_score = 0.0
    data_below = False
    for row in range(min(table.height, HEADING_WITHIN)):
        if best and row > best[-1] and not could_be_heading(table, row) and filled_cells(table, row) > 1:
            data_below = True
        for count in range(1, MOST_HEADING_ROWS + 1):
            rows = list(range(row, row + count))
            if row + count > table.height or (count > 1 and not could_be_heading(table, rows[-1])):
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
    best = best or _header_by_look(table)
    while best and best[0] > 0 and len(best) < MOST_HEADING_ROWS and _is_group_row(table, best[0] - 1, best[0]):
        best = [best[0] - 1, *best]
    return best


def _is_group_row(table: Table, row: int, below: int) -> bool:
    """Whether a row holds the headings of groups of columns: texts that each stand over headings of the row below.

    Merged blocks over some columns each show it. Without them there are several texts, each over the first heading of
    its group, and some heading below stands under more than one of them, as `Rate`, `Units` and `Value` do; or all
    of them are words that groups are headed by, such as `Employee` and `Pay this period`.
    """
    cells = [(column, heading_cell(cell)) for column, cell in enumerate(table.row(row)) if not is_blank(cell)]
    heads = {column: heading_cell(cell) for column, cell in enumerate(table.row(below)) if not is_blank(cell)}
    if not could_be_heading(table, row) or not cells or len(heads) <= len(cells) or _is_title_line(table, row):
        return False
    spans = [(left, right) for top, left, bottom, right in table.merged if top == row and right > left]
    if spans:
        wide = max(right - left for left, right in spans) + 1
        return wide < max(heads) - min(heads) + 1 and all(
            any(left <= column <= right for left, right in spans) or column in heads for column, _ in cells
        )
    if len(cells) < 2 or any(column not in heads for column, _ in cells):
        return False
    starts = [column for column, _ in cells]
    if _head_groups([text for _, text in cells]) and all(right - left > 1 for left, right in pairwise(starts)):
        return True
    under: dict[str, set[int]] = {}
    for column, text in heads.items():
        group = sum(start <= column for start in starts)
        under.setdefault(text.casefold(), set()).add(group)
    return any(len(groups - {0}) > 1 for groups in under.values())


_OF_GROUPS: Final = frozenset({
    "employee", "employees", "person", "personal", "staff", "teacher", "position", "post", "posts", "job",
    "contract", "contracts", "employment", "appointment", "grade", "grading", "scale", "pay", "payments", "salary",
    "earnings", "allowances", "additions", "deductions", "payroll", "hours", "time", "service", "dates", "absence",
    "absences", "qualification", "qualifications", "costing", "census", "equality", "monitoring", "identifiers",
    "numbers",
})  # fmt: skip
"""Words by which groups of columns are headed. A title has others too, or figures."""


def _head_groups(texts: Sequence[str]) -> bool:
    """Whether all texts of a row are what groups of columns are headed by."""
    return all(
        not any(letter.isdigit() for letter in text) and _OF_GROUPS & set(text.casefold().replace("/", " ").split())
        for text in texts
    )


def _all_joined_known(table: Table, rows: list[int], knows: Knows) -> bool:
    """Whether a further row of a wrapped heading (`Hours`, `per`, `Week`) makes known headings with those above."""
    added = [cell_text(cell) for cell in table.row(rows[-1])]
    parts = _heading_parts(table, rows)
    return any(added) and all(knows(" ".join(part)) for part, text in zip(parts, added, strict=True) if text)


def _header_score(table: Table, rows: list[int], knows: Knows) -> float:
    """Say how much rows look like headings.

    Known headings count, figures and long sentences count against, distinct ones help.
    """
    if not could_be_heading(table, rows[0]) or (len(rows) == 1 and _is_band(table, rows[0])):
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
        if widths[row] < max(3, 0.7 * widest) or not could_be_heading(table, row):
            continue
        texts = [cell_text(cell).casefold() for cell in table.row(row) if not is_blank(cell)]
        below = [
            cell
            for index in range(row + 1, min(row + 6, table.height))
            for cell in table.row(index)
            if not is_blank(cell)
        ]
        figures = sum(not isinstance(cell, str) or is_figure(cell) for cell in below)
        if len(set(texts)) == len(texts) and below and figures >= 0.1 * len(below):
            return [row]
        return []
    return []


def _heading_parts(table: Table, rows: list[int], most: int | None = None) -> list[tuple[str, ...]]:
    """Return for each column the texts of its heading, from the top; a group's text stands over all its columns."""
    columns = table.columns[:most]
    lines = [[heading_cell(column[row]) for column in columns] for row in rows]
    blocks = {(top, left): right for top, left, _, right in table.merged if top in rows}
    for number, (row, line) in enumerate(zip(rows[:-1], lines[:-1], strict=True)):
        below = lines[number + 1 :]
        spread = list(line)
        widest = _width_of_groups(line, below[-1])
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
                    and end + 1 < column + widest
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


def _width_of_groups(line: list[str], below: list[str]) -> int:
    """Return how wide a group may be where nothing is merged: any width, unless the groups repeat the same headings.

    After the last `Rate`, `Units`, `Value` come columns of no group.
    """
    starts = [column for column, text in enumerate(line) if text]
    if len(starts) < MOST_HEADING_ROWS:
        return len(line)
    groups = [tuple(below[start:end]) for start, end in pairwise(starts)]
    repeated = groups[-1]
    last = below[starts[-1] : starts[-1] + len(repeated)]
    same = len(repeated) > 1 and groups.count(repeated) > 1 and tuple(last) == repeated
    return len(repeated) if same and all(len(group) <= len(repeated) for group in groups) else len(line)


def _unique(headings: list[str]) -> list[str]:
    seen: Counter[str] = Counter()
    result = []
    for heading in headings:
        if heading:
            seen[heading] += 1
        result.append(f"{heading} ({seen[heading]})" if seen[heading] > 1 else heading)
    return result


# Titles


# Rows
