"""Two values in one cell, as on a printed page made a sheet: `10023 SMITH Jane`, `01/09/2008 - 31/08/2013`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from converters.matching.columns.column import CERTAIN
from converters.matching.headings import LOOSE, Headings
from converters.matching.look import fit, look_at
from converters.matching.shape import Layout, could_be_heading
from converters.matching.turned.made import Ground, New, Shape, left_out, made_table
from converters.recipe.target import IGNORE, parse_targets
from converters.sources.table import Table, is_blank
from swf_desktop.words import counted

LONGEST: Final = 120
"""A longer text is no heading of two values, and no two values."""
_HEADING_CUTS: Final = re.compile(r"\s*(?:/|&|\n|\+|,|\s-\s|\band\b)\s*", re.IGNORECASE)
_NUMBER_FIRST: Final = re.compile(r"(?P<one>[A-Za-z]{0,3}\d{3,10})\s*[-–:,/]?\s+(?P<other>[^\W\d].*)", re.DOTALL)
_NUMBER_LAST: Final = re.compile(r"(?P<one>[^\W\d][^\d]*?)\s*[-–:,/]?\s+[(\[]?(?P<other>[A-Za-z]{0,3}\d{3,10})[)\]]?")
_CUTS: Final[tuple[str, ...]] = (r"\s*\n\s*", r"\s+/\s+", r"\s{2,}", r"\s+[-–]\s+", r"/", r"[-–]", r",\s*", r"\s+")
"""What may stand between two values, the plainest first."""

_WHO: Final = frozenset({"employee", "staff", "person", "staff member", "member of staff", "name", "employee name"})
_GRAINS: Final = ("contract", "absence", "element", "qualification", "curriculum")
_SEARCHED: Final = 25
_FEWEST: Final = 3
_MOST: Final = 0.9
_FITS: Final = 0.6

Cut = Callable[[str], tuple[str, str] | None]


def two_values_in_a_cell(table: Table, ground: Ground, _answers: Mapping[str, str]) -> Shape | None:
    """Read each column with two values in its cells as two columns; None where there is none."""
    if not _may_be(table):
        return None
    layout = ground.layout_of(table)
    if layout is None or len(layout.rows) < _FEWEST:
        return None
    kept = dict(enumerate(layout.headings))
    new: list[New] = []
    said: list[str] = []
    for column, heading in enumerate(layout.headings):
        names = _names(table, layout, column, ground.headings)
        if names is None:
            continue
        texts = [cell.strip() if isinstance(cell := table.columns[column][row], str) else "" for row in layout.rows]
        cut = _cut(texts, names, ground.headings)
        if cut is None or any(
            not is_blank(table.columns[column][row]) and not isinstance(table.columns[column][row], str)
            for row in layout.rows
        ):
            continue
        pairs = [(cut(text) or (text, "")) if text else ("", "") for text in texts]
        del kept[column]
        where = [column] * len(layout.rows)
        new += [New(name, [pair[place] or None for pair in pairs], where) for place, name in enumerate(names)]
        said.append(f"'{heading}' as '{names[0]}' and '{names[1]}'")
    if not new:
        return None
    text = f"a sheet with two values in a cell: {', '.join(said)}, in {counted(len(layout.rows), 'row')}."
    return Shape(made_table(table, layout, layout.rows, kept=kept, new=new), text + left_out(table, layout))


def _may_be(table: Table) -> bool:
    """Whether some row could be headings, one of them of two parts or of nothing but who it is. Cheap."""
    for row in range(min(table.height, _SEARCHED)):
        texts = [cell.strip() for cell in table.row(row) if isinstance(cell, str) and 0 < len(cell) <= LONGEST]
        if (
            len(texts) >= _FEWEST
            and any(len(_HEADING_CUTS.split(text)) == 2 or text.casefold() in _WHO for text in texts)
            and could_be_heading(table, row)
        ):
            return True
    return False


def _names(table: Table, layout: Layout, column: int, headings: Headings) -> tuple[str, str] | None:
    """Return the two headings of a column: its own is two known ones and none together, or says only who it is."""
    heading = layout.headings[column]
    if not heading:
        return None
    if heading.casefold() in _WHO:
        return "Payroll No", "Name"
    if _target(heading, headings, LOOSE):
        return None
    raw = table.columns[column][layout.header_rows[-1]]
    one = isinstance(raw, str) and len(raw) <= LONGEST and len(layout.parts[column]) == 1
    parts = _HEADING_CUTS.split(str(raw).strip()) if one else []
    if len(parts) != 2:
        return None
    first, second = _target(parts[0], headings), _target(parts[1], headings)
    return (parts[0], parts[1]) if first and second and first != second else None


def _target(heading: str, headings: Headings, above: float = 0.0) -> str:
    """Return what a heading is, on a sheet of whatever grain; empty where it is worth too little."""
    for grain in _GRAINS:
        best = next(iter(headings.candidates(heading, grain)), None)
        if best is not None and best.worth >= CERTAIN and best.worth > above and best.target != IGNORE:
            return best.target
    return ""


def _cut(texts: Sequence[str], names: tuple[str, str], headings: Headings) -> Cut | None:
    """Return what cuts nearly all cells in two that fit the two headings; None where nothing does."""
    filled = [text for text in texts if text]
    if len(filled) < _FEWEST:
        return None
    for cut in (_by_form(_NUMBER_FIRST), _by_form(_NUMBER_LAST), *(_by_text(form) for form in _CUTS)):
        pairs = [pair for text in filled if (pair := cut(text)) is not None]
        if len(pairs) < _MOST * len(filled):
            continue
        if _all_fit(pairs, names, headings):
            return cut
        if _all_fit([(other, one) for one, other in pairs], names, headings):
            return _turned(cut)
    return None


def _turned(cut: Cut) -> Cut:
    def turned(text: str) -> tuple[str, str] | None:
        pair = cut(text)
        return None if pair is None else (pair[1], pair[0])

    return turned


def _by_text(form: str) -> Cut:
    pattern = re.compile(form)

    def cut(text: str) -> tuple[str, str] | None:
        parts = pattern.split(text) if len(text) <= LONGEST else ()
        return (parts[0].strip(), parts[1].strip()) if len(parts) == 2 and all(part.strip() for part in parts) else None

    return cut


def _by_form(form: re.Pattern[str]) -> Cut:
    def cut(text: str) -> tuple[str, str] | None:
        match = form.fullmatch(text) if len(text) <= LONGEST else None
        return None if match is None else (match["one"].strip(), match["other"].strip())

    return cut


def _all_fit(pairs: Sequence[tuple[str, str]], names: tuple[str, str], headings: Headings) -> bool:
    for place, name in enumerate(names):
        cells = [pair[place] for pair in pairs]
        look = look_at(list(cells), range(len(cells)))
        field = headings.collection.fields[parse_targets(_target(name, headings))[0].field]
        fits = fit(field, look, headings.collection)
        if fits is None:
            # Any text would do: then it is words, as names are.
            if sum(any(char.isdigit() for char in cell) for cell in cells) > (1 - _MOST) * len(cells):
                return False
        elif fits < _FITS:
            return False
    return True
