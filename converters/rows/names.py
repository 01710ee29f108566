"""Names and numbers of people that need taking apart.

Full names, initials, several names in one cell, assignment suffixes.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from converters.recipe.keys import REJECT, repair_key
from converters.recipe.target import Target
from converters.rows.parts import SheetRepair
from converters.rows.sheet import SheetReading
from converters.sources.table import Cell
from converters.values.codes import matcher_for
from converters.values.names import SplitName, split_full_name, split_given
from swf_desktop.canonical import value_of
from swf_desktop.collection import Field
from swf_desktop.record import Value
from swf_desktop.words import counted, row_words

_ROLES: Final = re.compile(r"(?:(?<!\s)\s++)?(?:/|&|\+|;|,|\band\b)\s*+", re.IGNORECASE)
_SUFFIX: Final = re.compile(r"(?P<base>.*[^-/\s])\s*[-/](?P<number>0?[1-9])")


class _Named(NamedTuple):
    """The values that one full name gives."""

    family: Value | None = None
    given: Value | None = None
    initials: Value | None = None


def without_initials(reading: SheetReading, values: list[Value | None]) -> list[Value | None]:
    """Tell given names from initials: what is no more than `J` or `J A` is a gap to fill, kept as initials."""
    part = reading.part(Target("staff.Initials"))
    initials = part.columns.get("Initials")
    found: list[Value | None] = []
    name, letters = reading.collection.fields["staff.PersonGivenName"], reading.collection.fields["staff.Initials"]
    for index, value in enumerate(values):
        if value is None or value.typed is None:
            found.append(value)
            continue
        given, short = split_given(value.raw.split()) if len(value.raw) < 8 or "." in value.raw else ((), "")
        if not short:
            found.append(value)
            continue
        if initials is None:
            initials = part.columns.setdefault("Initials", [None] * len(values))
            part.places.setdefault("Initials", -1)
        if initials[index] is None:
            initials[index] = value_of(letters, short, value.raw)
        found.append(value_of(name, (" ".join(given),), value.raw) if given else None)
    return found


def split_full_names(reading: SheetReading) -> None:
    """Split full names into family and given names, where no column of their own says them."""
    part = reading.building.get(("staff", None, None))
    if part is None or "FullName" not in part.columns:
        return
    column = part.places["FullName"]
    key = reading.key("name order", column)
    order = reading.plan.answers.get(key, "")
    fulls = part.columns["FullName"]
    size = len(fulls)
    family = part.columns.setdefault("PersonFamilyName", [None] * size)
    given = part.columns.setdefault("PersonGivenName", [None] * size)
    initials = part.columns.setdefault("Initials", [None] * size)
    for tag in ("PersonFamilyName", "PersonGivenName", "Initials"):
        part.places.setdefault(tag, column)
    unclear: list[int] = []
    known: dict[str, _Named] = {}
    for index, full in enumerate(fulls):
        if full is None or full.typed is None or family[index] is not None:
            continue
        named = known.get(full.raw)
        if named is None:
            named = known[full.raw] = _named(reading, full, split_full_name(str(full.sent), order))
        if named.family is None:
            unclear.append(index)
            continue
        family[index] = named.family
        if given[index] is None:
            given[index] = named.given
        if initials[index] is None:
            initials[index] = named.initials
    if unclear and not order:
        reading.ask(
            key,
            f"{reading.plan.place}, column '{reading.heading(column)}': "
            f"{counted(len(unclear), 'name does', 'names do')} not show which word is the family name "
            f"({row_words([reading.row_numbers[index] for index in unclear])}). Which order are they in?",
            (("given family", "Jane Smith"), ("family given", "Smith Jane")),
            len(unclear),
            column,
            unclear[0],
        )


def _named(reading: SheetReading, full: Value, split: SplitName | None) -> _Named:
    if split is None or not split.family:
        return _Named()
    fields = reading.collection.fields
    return _Named(
        value_of(fields["staff.PersonFamilyName"], split.family, full.raw),
        value_of(fields["staff.PersonGivenName"], split.given, full.raw) if split.given else None,
        value_of(fields["staff.Initials"], split.initials, full.raw) if split.initials else None,
    )


def split_assignments(reading: SheetReading) -> None:
    """Take 12345-1 and 12345-2 in a column of staff numbers as two contracts of person 12345.

    Only where every number of the column has such an ending, or where a number is there with several endings.
    """
    staff = reading.building.get(("staff", None, None))
    if staff is None or "PersonRef" not in staff.columns:
        return
    values = staff.columns["PersonRef"]
    matches = {value: _SUFFIX.fullmatch(str(value.sent)) for value in set(values) if value is not None}
    if not any(matches.values()):
        return
    bases: dict[str, set[str]] = {}
    for number, ending in matches.items():
        bases.setdefault(ending["base"] if ending else str(number.sent), set()).add(str(number.sent))
    all_have = all(matches.values())
    contract = reading.part(Target("contract.ContractRef"))
    references = contract.columns.get("ContractRef")
    column = staff.places["PersonRef"]
    person, reference = reading.collection.fields["staff.PersonRef"], reading.collection.fields["contract.ContractRef"]
    if reading.plan.answers.get(repair_key("assignment suffix", person.name)) == REJECT:
        return
    if reading.result.grain == "person" and any(len(endings) > 1 for endings in bases.values()):
        # A row for each assignment: what looked like a list of people is one of contracts.
        reading.result.grain = "contract"
    for index, value in enumerate(list(values)):
        match = None if value is None else matches[value]
        if value is None or match is None or not (all_have or len(bases[match["base"]]) > 1):
            continue
        values[index] = value_of(person, match["base"], value.raw)
        if references is None:
            references = contract.columns.setdefault("ContractRef", [None] * len(values))
            contract.places.setdefault("ContractRef", column)
        if references[index] is None:
            references[index] = value_of(reference, str(value.sent), value.raw)
        reading.result.repairs.append(
            SheetRepair(
                "assignment suffix",
                reading.source(column, index),
                person.name,
                value.raw,
                match["base"],
                "The ending is the number of the assignment: one person, a contract for each.",
            )
        )


def several_roles(reading: SheetReading, cells: list[Cell]) -> tuple[list[Cell], list[list[Cell]]]:
    """Tell several roles in one cell apart, where the whole is no role and every piece of it is one.

    Returns the cells with the first role of each, and a column for the second roles, the third, and so on.
    """
    field = reading.collection.fields["role.RoleIdentifier"]
    matcher = matcher_for(reading.collection, field.name, reading.plan.codes.get(field.name, {}))
    pieces_of: dict[str, list[str]] = {}
    for text in {cell for cell in cells if isinstance(cell, str)}:
        pieces = [piece for part in _ROLES.split(text) if (piece := part.strip())]
        if matcher is None or len(pieces) < 2:
            continue
        whole = matcher.match(text)
        if whole.code is None and not whole.blank and all(matcher.match(piece).code for piece in pieces):
            pieces_of[text] = pieces
    if not pieces_of:
        return cells, []
    most = max(map(len, pieces_of.values()))
    columns: list[list[Cell]] = [[None] * len(cells) for _ in range(most)]
    for index, cell in enumerate(cells):
        found = pieces_of.get(cell, [cell]) if isinstance(cell, str) else [cell]
        for number, piece in enumerate(found):
            columns[number][index] = piece
    return columns[0], columns[1:]


def words_apart(field_: Field, value: Value) -> Value:
    """Several names in a column of middle names are so many given names."""
    names = [name for part in value.sent for name in part.split()]
    return value if len(names) == 1 else value_of(field_, tuple(names), value.raw)
