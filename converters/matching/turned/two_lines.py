"""One person over two lines, as on a printed page: two rows of headings, and cells of two kinds in turn below them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from converters.matching.data_rows import is_furniture
from converters.matching.headings import Headings
from converters.matching.shape import Layout, could_be_heading, heading_cell
from converters.matching.turned.made import Ground, New, Shape, made_table
from converters.sources.table import Cell, Table, cell_text, is_blank
from swf_desktop.words import counted, row_words

_SEARCHED: Final = 25
_FEWEST_KNOWN: Final = 3
_MOST: Final = 0.8
_FEWEST_PAIRS: Final = 3
_FEWEST_COLUMNS: Final = 2
_KINDS: Final = (
    ("date", re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}[ \-][A-Za-z]{3,9}[ \-]\d{2,4}")),
    ("ni", re.compile(r"[A-Za-z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-Za-z]?")),
    ("money", re.compile(r"£?\s?-?[\d,]+\.\d+")),
    ("number", re.compile(r"\d+")),
    ("code", re.compile(r"[A-Za-z]{1,4}[\s\-/]?\d+\w*")),
    ("words", re.compile(r"[^\d]+")),
)


def person_over_two_lines(table: Table, ground: Ground, _answers: Mapping[str, str]) -> Shape | None:
    """Read a sheet with two lines for each person as one row for each; None where it is no such sheet."""
    top = _heading_rows(table, ground.headings)
    if top is None:
        return None
    first, second = [[heading_cell(cell) for cell in table.row(row)] for row in (top, top + 1)]
    rows, skipped = _data(table, top, first, second)
    both = [column for column in range(table.width) if first[column] and second[column]]
    forms = _forms(table, rows, both)
    if len(rows) < 2 * _FEWEST_PAIRS or len(forms) < _FEWEST_COLUMNS:
        return None
    pairs, alone = _paired(table, rows, forms)
    if len(pairs) < _FEWEST_PAIRS or len(alone) > (1 - _MOST) * len(rows):
        return None
    kept = {column: text for column, text in enumerate(first) if text}
    seen = {text.casefold() for text in first if text}
    new = [
        New(
            f"{text} (line 2)" if text.casefold() in seen else text,
            [table.columns[column][under] for _, under in pairs],
            [column] * len(pairs),
        )
        for column, text in enumerate(second)
        if text
    ]
    said = f"a sheet with two lines for each person: {counted(len(pairs), 'pair')} of lines are one row each."
    if alone:
        said += f" Without a second line, and left out: {row_words([table.row_on_sheet(row) + 1 for row in alone])}."
    if skipped:
        rows_left = row_words([table.row_on_sheet(row) + 1 for row in skipped])
        said += f" Headings again, page furniture and totals left out: {rows_left}."
    layout = Layout([top, top + 1], [], [])
    return Shape(made_table(table, layout, [row for row, _ in pairs], kept=kept, new=new), said)


def _heading_rows(table: Table, headings: Headings) -> int | None:
    """Return the first of two rows that are headings, each by itself; a group over its sub-headings is one heading."""
    for row in range(min(table.height - 1, _SEARCHED)):
        if not could_be_heading(table, row) or not could_be_heading(table, row + 1):
            continue
        if any(top in (row, row + 1) for top, *_ in table.merged):
            continue
        known = []
        for line in (row, row + 1):
            texts = [heading_cell(cell) for cell in table.row(line) if not is_blank(cell)]
            known.append(sum(map(headings.knows, texts)) if texts else 0)
            if known[-1] < _FEWEST_KNOWN or known[-1] < _MOST * len(texts):
                break
        else:
            joined = [
                f"{one} {other}"
                for one, other in zip(_texts(table, row), _texts(table, row + 1), strict=True)
                if one and other
            ]
            if len(joined) >= _FEWEST_COLUMNS and sum(map(headings.knows, joined)) < 0.5 * len(joined):
                return row
    return None


def _texts(table: Table, row: int) -> list[str]:
    return [heading_cell(cell) for cell in table.row(row)]


def _data(table: Table, top: int, first: list[str], second: list[str]) -> tuple[list[int], list[int]]:
    """Return the rows of data below two heading rows, and those that are headings again, furniture or totals."""
    heads = [{text.casefold() for text in line if text} for line in (first, second)]
    rows, skipped = [], []
    for row in range(top + 2, table.height):
        texts = [text for cell in table.row(row) if (text := cell_text(cell))]
        if not texts:
            continue
        here = {text.casefold() for text in texts}
        if any(here and len(here & head) >= _MOST * len(here) for head in heads) or is_furniture(texts):
            skipped.append(row)
        else:
            rows.append(row)
    return rows, skipped


def _kind(cell: Cell) -> str:
    if is_blank(cell):
        return ""
    if isinstance(cell, str):
        text = cell.strip()
        return next((name for name, form in _KINDS if form.fullmatch(text)), "other")
    if isinstance(cell, bool):
        return "words"
    if isinstance(cell, int):
        return "number"
    return "money" if not hasattr(cell, "year") else "date"


def _forms(table: Table, rows: Sequence[int], columns: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return the columns whose cells are of one kind on the first lines and of another on the second ones."""
    found = {}
    for column in columns:
        kinds = []
        for start in (0, 1):
            seen = Counter(kind for row in rows[start::2] if (kind := _kind(table.columns[column][row])))
            usual = seen.most_common(1)
            kinds.append(usual[0][0] if usual and usual[0][1] >= _MOST * seen.total() else "")
        if kinds[0] and kinds[1] and kinds[0] != kinds[1]:
            found[column] = (kinds[0], kinds[1])
    return found


def _paired(
    table: Table, rows: Sequence[int], forms: Mapping[int, tuple[str, str]]
) -> tuple[list[tuple[int, int]], list[int]]:
    """Return each first line with the second one below it, and the lines that are left alone."""
    pairs: list[tuple[int, int]] = []
    alone: list[int] = []
    standing: int | None = None
    for row in rows:
        here = [_kind(table.columns[column][row]) for column in forms]
        score = [sum(kind == form[line] for kind, form in zip(here, forms.values(), strict=True)) for line in (0, 1)]
        if score[0] >= score[1]:
            if standing is not None:
                alone.append(standing)
            standing = row
        elif standing is not None:
            pairs.append((standing, row))
            standing = None
        else:
            alone.append(row)
    if standing is not None:
        alone.append(standing)
    return pairs, alone
