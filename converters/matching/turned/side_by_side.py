"""Contracts side by side on one row (`Start 2`, `Contract 2 post`, the same headings again): a row for each of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from converters.matching.headings import Headings, exact_key
from converters.matching.shape import Layout
from converters.matching.turned.made import Ground, New, Shape, left_out, made_table
from converters.recipe.grains import SPREADS
from converters.recipe.target import IGNORE, parse_targets
from converters.sources.table import Cell, Table, cell_text, is_blank
from swf_desktop.words import counted, quoted

_TELLING: Final = frozenset({"contract.ContractStart", "contract.Post", "contract.JobTitle", "contract.ContractRef"})
"""Fields of which a further contract has one at least: hours or pay alone may be parts of one contract."""

_FEWEST: Final = 2
"""So many columns make a contract of its own."""

_MOST: Final = 6
_SAME: Final = 0.5
_FEW_ROWS: Final = 5

_ORDINALS: Final = {
    **dict.fromkeys(("first", "1st"), 1),
    **dict.fromkeys(("second", "2nd", "secondary"), 2),
    **dict.fromkeys(("third", "3rd"), 3),
    **dict.fromkeys(("fourth", "4th"), 4),
}
_NOUN: Final = r"contract|post|job|assignment|appointment|position|occupancy|employment"
_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
LONGEST_HEADING: Final = 120
"""A longer text is no heading with a contract's number."""
_NUMBER: Final = re.compile(
    rf"(?P<word>\b(?:{'|'.join(_ORDINALS)})\b)"
    rf"|\b(?P<noun>{_NOUN})(?P<glued>[1-9])\b"
    rf"|(?<![\w/.,:£-])[(\[#]?\s*(?P<digit>[1-9])\s*[)\]]?(?![\w/.,%]|\s*(?:{_MONTH}|%))",
    re.IGNORECASE,
)
_NOTHING: Final = frozenset({"", "-", "n/a", "none", "na", "nil", "0", "--", "."})


@dataclass(slots=True)
class _Numbered:
    """A column with the number of its contract. base: the heading without it. target: what it is of a contract."""

    column: int
    number: int
    base: str
    target: str


def contracts_side_by_side(table: Table, ground: Ground, _answers: Mapping[str, str]) -> Shape | None:
    """Read a sheet with several contracts on a row as one row for each; None where it is no such sheet."""
    layout = ground.layout_of(table) if _may_be(table) else None
    if layout is None or len(layout.rows) == 0:
        return None
    groups = _groups(table, layout, ground.headings)
    if len(groups) < _FEWEST:
        return None
    return _turned(table, layout, ground.headings, groups)


def _may_be(table: Table) -> bool:
    """Whether some text at the top has a number as a second contract has it, or stands twice in its row. Cheap."""
    for row in range(min(table.height, 30)):
        texts = [cell_text(cell).casefold() for cell in table.row(row) if isinstance(cell, str) and not is_blank(cell)]
        if len(set(texts)) < len(texts) - 1 or any(
            len(text) <= 60 and (found := _number(text)) is not None and found[0] > 1 for text in texts
        ):
            return True
    return False


def _number(heading: str) -> tuple[int, str] | None:
    """Return the number of a contract that a heading has, and the heading without it."""
    if len(heading) > LONGEST_HEADING:
        return None
    found = list(_NUMBER.finditer(heading))
    if len(found) != 1:
        return None
    match = found[0]
    word = match["word"]
    number = _ORDINALS[word.casefold()] if word else int(match["glued"] or match["digit"])
    rest = heading[: match.start()], match["noun"] or "", heading[match.end() :]
    base = " ".join(" ".join(rest).split()).strip(" -:_/.,")
    return (number, base) if base else None


def _groups(table: Table, layout: Layout, headings: Headings) -> dict[int, list[_Numbered]]:
    """Return the columns of each contract by its number, the first with those that partner the others; {} for none."""
    by_number: dict[int, list[_Numbered]] = {}
    plain: dict[str, int] = {}
    for column, heading in enumerate(layout.headings):
        split = _number(heading) if heading else None
        if split is None:
            if heading:
                plain.setdefault(exact_key(heading), column)
            continue
        number, base = split
        target = _target(base, headings)
        if target.startswith("contract."):
            by_number.setdefault(number, []).append(_Numbered(column, number, base, target))
    others = {
        number: columns
        for number, columns in by_number.items()
        if 1 < number <= _MOST
        and len({one.target for one in columns}) >= _FEWEST
        and any(one.target in _TELLING for one in columns)
    }
    if 2 not in others:
        return {}
    first = {exact_key(one.base): one for one in by_number.get(1, ())}
    for columns in others.values():
        for one in columns:
            key = exact_key(one.base)
            if key not in first and key in plain:
                first[key] = _Numbered(plain[key], 1, layout.headings[plain[key]], one.target)
    if not any(one.target in _TELLING for one in first.values()) or len(first) < _FEWEST:
        # `Post`, `Start`, and later `Contract 2 post`: one another's partners by what they are.
        for column, heading in enumerate(layout.headings):
            target = _target(heading, headings) if heading and _number(heading) is None else ""
            if target in {one.target for columns in others.values() for one in columns}:
                first.setdefault(exact_key(heading), _Numbered(column, 1, heading, target))
    if len(first) < _FEWEST or not any(one.target in _TELLING for one in first.values()):
        return {}
    groups = {1: list(first.values())}
    for number in sorted(others):
        if number != len(groups) + 1 or not _is_another(table, layout, groups[1], others[number]):
            break
        groups[number] = others[number]
    return groups if len(groups) > 1 else {}


def _target(heading: str, headings: Headings) -> str:
    """Return the one field of a contract (or of a person) that a heading is; empty where there is none or several."""
    best = next(iter(headings.candidates(heading, "contract")), None)
    if best is None or best.target == IGNORE:
        return ""
    targets = parse_targets(best.target)
    return targets[0].field if all(target.kind == targets[0].kind for target in targets) else ""


def _is_another(table: Table, layout: Layout, first: Sequence[_Numbered], other: Sequence[_Numbered]) -> bool:
    """Whether a further group of columns holds contracts of some people: not a copy of the first, nor one of all."""
    standing = {one.target: one.column for one in first}
    telling = [one for one in other if one.target in _TELLING]
    filled = [row for row in layout.rows if any(_says(table.columns[one.column][row]) for one in telling)]
    if not filled:
        return False
    same = sum(
        all(
            cell_text(table.columns[one.column][row]).casefold()
            == cell_text(table.columns[standing[one.target]][row]).casefold()
            for one in other
            if one.target in standing
        )
        for row in filled
    )
    if same > _SAME * len(filled):
        return False
    return len(filled) < len(layout.rows) or len(layout.rows) < _FEW_ROWS or same == 0


def _says(cell: Cell) -> bool:
    return cell_text(cell).casefold() not in _NOTHING


def _turned(table: Table, layout: Layout, headings: Headings, groups: dict[int, list[_Numbered]]) -> Shape:
    standing: dict[str, int] = {}
    kept: dict[int, str] = {}
    of_others = {one.column for number, columns in groups.items() if number > 1 for one in columns}
    first_only: list[int] = []
    for column, heading in enumerate(layout.headings):
        if column in of_others:
            continue
        kept[column] = heading
        if not _of_the_person(heading, headings):
            first_only.append(column)
    for one in groups[1]:
        kept[one.column] = one.base
        standing.setdefault(exact_key(one.base), one.column)
    by_target = {one.target: one.column for one in groups[1]}
    rows: list[int] = []
    numbers: list[int] = []
    for row in layout.rows:
        found = [number for number, columns in groups.items() if _has(table, row, columns)] or [1]
        rows += [row] * len(found)
        numbers += found
    places: dict[int, dict[int, int]] = {}
    alone: dict[str, dict[int, int]] = {}
    for number, columns in groups.items():
        for one in columns:
            key = exact_key(one.base)
            partner = standing.get(key, by_target.get(one.target))
            if partner is None:
                alone.setdefault(one.base, {})[number] = one.column
            else:
                places.setdefault(partner, {})[number] = one.column
    taken = {column: [places.get(column, {}).get(number, -1) for number in numbers] for column in places}
    for column in first_only:
        if column not in taken:
            taken[column] = [column if number == 1 else -1 for number in numbers]
    new = [
        _column(table, heading, rows, [where.get(number, -1) for number in numbers]) for heading, where in alone.items()
    ]
    more = sum(number > 1 for number in numbers)
    said = (
        f"contracts side by side, up to {len(groups)} on a row: {counted(more, 'further contract')} got a row of their "
        "own."
    )
    once = [
        layout.headings[column] for column in first_only if column not in places and _is_filled(table, layout, column)
    ]
    if once:
        said += f" What stands once on a row goes with the first contract: {quoted(once)}."
    said += left_out(table, layout)
    return Shape(made_table(table, layout, rows, kept=kept, taken=taken, new=new), said)


def _column(table: Table, heading: str, rows: Sequence[int], where: list[int]) -> New:
    cells = [None if there < 0 else table.columns[there][row] for row, there in zip(rows, where, strict=True)]
    return New(heading, cells, where)


def _of_the_person(heading: str, headings: Headings) -> bool:
    """Whether a column says something of the person, and so of each contract: a name, a number, the arrival."""
    target = _target(heading, headings) if heading else ""
    return target.startswith("staff.") or target in SPREADS or target == "contract.Estab"


def _has(table: Table, row: int, columns: Sequence[_Numbered]) -> bool:
    """Whether a row has a contract in these columns: something that tells one, be it but its hours."""
    return any(_says(table.columns[one.column][row]) for one in columns)


def _is_filled(table: Table, layout: Layout, column: int) -> bool:
    return any(not is_blank(table.columns[column][row]) for row in layout.rows)
