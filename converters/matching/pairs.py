"""Sheets of label and value: the school's own figures, one on each row (`Occasional teachers with QTS`, 2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from converters.matching.columns.column import CERTAIN
from converters.matching.headings import Headings, exact_key
from converters.recipe.target import IGNORE, OPEN, parse_targets
from converters.sources.table import Cell, Table, cell_text, is_blank
from converters.values.codes import matcher_for

MOST_ROWS = 300
"""A form with more rows than this has not been seen; longer sheets are lists."""


@dataclass(slots=True)
class Pairs:
    """What the labels of a sheet are.

    cells: full field name to the row and column of its value. labels: label to target. open: labels with a number
    beside them that nobody knows, with their place. ignored: labels left out. counts: rows with a category of third-
    party staff and its head count, which stand in `count_columns`. offers: the fields that such a sheet can have.
    """

    grain: str
    cells: dict[str, tuple[int, int]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    open: dict[str, tuple[int, int]] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    count_columns: tuple[int, int] = (0, 1)
    offers: tuple[str, ...] = ()


def find_pairs(table: Table, headings: Headings, said: Mapping[str, str]) -> Pairs | None:
    """Find the labels and values of a sheet; None where it is no such sheet. said: what the recipe says of labels."""
    if table.height > MOST_ROWS or table.width < 2:
        return None
    said_of = {exact_key(label): target for label, target in said.items()}
    found = _labels(table, headings, said_of)
    columns = Counter(column for _, column, _, target in found if target not in (None, IGNORE))
    if not columns:
        return None
    label_column, _ = columns.most_common(1)[0]
    mine = [one for one in found if one[1] == label_column]
    fields = {target for _, _, _, target in mine if target not in (None, IGNORE)}
    telling = [name for name in fields if name and name.startswith(("school.Occasionals", "la."))]
    if len(fields) < 2 and not telling:
        return None
    pairs = Pairs(
        "school"
        if any(name and name.startswith("school.") for name in fields)
        or not any(name and name.startswith("la.") for name in fields)
        else "la"
    )
    kinds = ("school", "message.LEA") if pairs.grain == "school" else ("la", "message.LEA")
    pairs.offers = tuple(
        name
        for name, one in headings.collection.fields.items()
        if (one.kind in kinds or name in kinds) and one.tag != "ReferenceDate" and name not in fields
    )
    categories = matcher_for(headings.collection, "headcount.AgencyTPsupportCategory", {})
    for row, column, value_column, target in mine:
        label = cell_text(table.columns[column][row])
        if target == IGNORE:
            pairs.ignored.append(label)
        elif target is not None:
            if target not in pairs.cells:
                pairs.cells[target] = (row, value_column)
                pairs.labels[label] = target
        elif (
            categories is not None
            and categories.match(label).code is not None
            and _is_count(table.columns[value_column][row])
        ):
            pairs.counts.append(row)
            pairs.count_columns = (column, value_column)
        elif telling and pairs.offers and _is_count(table.columns[value_column][row]):
            pairs.open[label] = (row, column)
    return pairs


def _labels(table: Table, headings: Headings, said: Mapping[str, str]) -> list[tuple[int, int, int, str | None]]:
    """Return (row, column, column of the value, target or None) for each text beside which no other label stands."""
    found = []
    for row in range(table.height):
        cells = [(column, cell) for column, cell in enumerate(table.row(row)) if not is_blank(cell)]
        if len(cells) < 2 or len(cells) > 3:
            continue
        (column, label), (value_column, value) = cells[0], cells[1]
        if not isinstance(label, str) or (_target(cell_text(label), headings, said) is None and isinstance(value, str)):
            continue
        if isinstance(value, str) and _target(cell_text(value), headings, said) is not None:
            continue
        found.append((row, column, value_column, _target(cell_text(label), headings, said)))
    return found


def _target(text: str, headings: Headings, said: Mapping[str, str]) -> str | None:
    settled = said.get(exact_key(text))
    if settled is not None and settled != OPEN:
        return settled
    for grain in ("school", "la"):
        for candidate in headings.candidates(text.rstrip(" :?"), grain):
            if candidate.worth >= CERTAIN and (candidate.target == IGNORE or len(parse_targets(candidate.target)) == 1):
                return candidate.target
    return None


def _is_count(cell: Cell) -> bool:
    return (isinstance(cell, int | float) and not isinstance(cell, bool)) or (
        isinstance(cell, str) and cell.strip().isdigit()
    )
