"""Pay with the months across the sheet: the newest month that is paid by census day is the pay, the others are not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from converters.matching.shape import Layout
from converters.matching.turned.days import about, month_in
from converters.matching.turned.made import Ground, New, Shape, left_out, made_table
from converters.recipe.grains import IDENTITY
from converters.sources.table import Cell, Table, cell_text, is_blank
from swf_desktop.words import quoted

_FEWEST: Final = 3
"""So many months stand across; two may be this month's pay beside last month's."""

_MONEY: Final = 100
"""The largest figure below months is more than this: days of absence and lessons are less."""

_MOST: Final = 0.8
_HALF: Final = 0.5
_LONGEST_CELL: Final = 30
_SUM: Final = re.compile(r"\b(?:totals?|sum|ytd|to date|cum(?:ulative)?|average)\b", re.IGNORECASE)
_OTHER_PAY: Final = re.compile(r"\b(?P<what>gross|net|basic)\b", re.IGNORECASE)
_FIGURE: Final = re.compile(r"[(\-]?\s?£?\s?\d[\d,]*(?:\.\d+)?\)?-?")


@dataclass(slots=True)
class _Months:
    """The columns of months, in their order on the sheet, each with its year (0 where nothing says it) and month."""

    columns: dict[int, tuple[int, int]]


def pay_by_month(table: Table, ground: Ground, _answers: Mapping[str, str]) -> Shape | None:
    """Read a sheet of pay with months across as the pay of one month; None where it is no such sheet."""
    table = _with_names_of_months(table)
    layout = ground.layout_of(table)
    if layout is None or len(layout.rows) < _FEWEST:
        return None
    months = _months(table, layout)
    if months is None or not _are_pay(table, months, layout.rows):
        return None
    headings = layout.headings
    others = {index: text for index, text in enumerate(headings) if index not in months.columns and text}
    meant = {index: _meaning(text, ground) for index, text in others.items()}
    if not IDENTITY & set(meant.values()):
        return None
    chosen = _newest(table, months, layout.rows, ground.headings.collection.reference_date)
    if chosen is None:
        return None
    sums = {index for index, text in others.items() if index > min(months.columns) and _SUM.search(text)}
    by_element = "element.ElementName" in meant.values()
    kept = {index: text for index, text in others.items() if index not in sums}
    kept[chosen] = "Element Amount" if by_element else _heading(table, layout)
    new = [New("Element Period", ["Month"] * len(layout.rows), [-1] * len(layout.rows))] if by_element else []
    made = made_table(table, layout, layout.rows, kept=kept, new=new)
    dropped = [
        headings[column] or cell_text(table.columns[column][layout.header_rows[-1]]) for column in months.columns
    ]
    name = cell_text(table.columns[chosen][layout.header_rows[-1]]) or headings[chosen]
    rest = [text for column, text in zip(months.columns, dropped, strict=True) if column != chosen]
    text = (
        f"pay with the months across: '{name}' is the newest that is paid by census day, and its pay is used. Left out "
        f"are the other months ({quoted(rest, 12)})"
        + (f" and their sums ({quoted([others[index] for index in sorted(sums)], 6)})" if sums else "")
        + f".{left_out(table, layout)}"
    )
    return Shape(made, text)


def _with_names_of_months(table: Table) -> Table:
    """Return a table whose headings that are dates, one a month, are names of months: dates are no headings else."""
    for row in range(min(table.height, _SEARCHED)):
        cells = table.row(row)
        days = {column: cell for column, cell in enumerate(cells) if isinstance(cell, date)}
        texts = sum(isinstance(cell, str) for cell in cells)
        if len(days) < _FEWEST or len({(day.year, day.month) for day in days.values()}) < len(days) or texts < 2:
            continue
        columns = list(table.columns)
        for column, day in days.items():
            columns[column] = [*columns[column][:row], f"{day:%b %Y}", *columns[column][row + 1 :]]
        return replace(table, columns=columns)
    return table


_SEARCHED: Final = 12


def _months(table: Table, layout: Layout) -> _Months | None:
    """Return the columns headed by months; None where there are too few, or two of one month."""
    last = layout.header_rows[-1]
    found = {
        column: month
        for column, cells in enumerate(table.columns)
        if (month := month_in(cells[last])) is not None or (month := month_in(layout.headings[column])) is not None
    }
    if len(found) < _FEWEST or len(set(found.values())) < len(found):
        return None
    return _Months(found)


def _are_pay(table: Table, months: _Months, rows: Sequence[int]) -> bool:
    cells = [table.columns[column][row] for column in months.columns for row in rows]
    filled = [cell for cell in cells if not is_blank(cell)]
    figures = [figure for cell in filled if (figure := _figure(cell)) is not None]
    return bool(figures) and len(figures) >= _MOST * len(filled) and max(map(abs, figures)) > _MONEY


def _figure(cell: Cell) -> float | None:
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return float(cell)
    text = cell_text(cell)
    if len(text) > _LONGEST_CELL or not _FIGURE.fullmatch(text):
        return None
    return float(re.sub(r"[^\d.]", "", text))


def _meaning(heading: str, ground: Ground) -> str:
    for grain in ("element", "person"):
        found = ground.headings.candidates(heading, grain)
        if found:
            return found[0].target
    return ""


def _newest(table: Table, months: _Months, rows: Sequence[int], day: date) -> int | None:
    """Return the column of the newest month by census day in which most rows that ever are paid have pay."""
    paid = {column: sum(bool(_figure(table.columns[column][row])) for row in rows) for column in months.columns}
    most = max(paid.values())
    best: int | None = None
    for column, (year, month) in months.columns.items():
        late = (year, month) > (day.year, day.month) if year else False
        if late or paid[column] < _HALF * most:
            continue
        if best is None or not year or (year, month) > months.columns[best]:
            best = column
    return best


def _heading(table: Table, layout: Layout) -> str:
    """Return the heading of the month's pay: as gross or net as the sheet says that it is."""
    said = _OTHER_PAY.search(about(table, layout.header_rows[0]))
    return f"Monthly {said['what'].title()} Pay" if said is not None else "Monthly Pay"
