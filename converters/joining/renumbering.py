"""Staff numbers that changed between two files: a new payroll or HR system gives everybody another one.

Who has a teacher number, NI number or birth date in both files is joined by it. Where names alone are left, half a
school would stand in the return twice; one question for the whole sheet settles it.
"""

from __future__ import annotations

from typing import Final

from converters.joining.people import People
from converters.rows.parts import Part
from converters.values.names import name_key
from swf_desktop.record import Record, Value

FEWEST: Final = 3
"""So many people of other numbers and the same names are no chance."""

MANY: Final = 0.6
"""From this share of a sheet's people on, its numbers are another system's."""

FEW: Final = 0.2
"""Where more than this share are known by number and name, the numbers are the same system's."""

LOOKED_AT: Final = 60
"""So many people tell whether it is worth looking at all."""


def renumbered(part: Part, people: People) -> dict[str, Record]:
    """Return staff number to person for a sheet whose numbers are other ones than those of the files before it.

    Empty where its numbers are theirs, or where its names are too few or not each that of one person.
    """
    if not people.records:
        return {}
    found: dict[str, list[Record]] = {}
    seen: set[str] = set()
    known = 0
    for values in part.rows():
        number = values.get("PersonRef")
        if number is None or str(number.sent) in seen or name_key(values) is None:
            continue
        seen.add(str(number.sent))
        match = people.find(values).person
        if match is not None:
            known += _number(match.values.get("PersonRef")) == _number(number)
        else:
            found[str(number.sent)] = [one for one in people.by_name(values) if _other_number(one, number, values)]
        if len(seen) == LOOKED_AT and known > FEW * LOOKED_AT:
            return {}
    same = {number: alike[0] for number, alike in found.items() if len(alike) == 1}
    if len({id(person) for person in same.values()}) < len(same):
        # Two numbers of the sheet have one name: who is who, a name cannot say.
        counts = [id(person) for person in same.values()]
        same = {number: person for number, person in same.items() if counts.count(id(person)) == 1}
    enough = len(same) >= FEWEST and len(same) >= MANY * len(found) and known <= FEW * len(seen)
    return same if enough else {}


def _number(value: Value | None) -> str:
    text = "" if value is None else str(value.sent).upper()
    return text.lstrip("0") or text


def _other_number(person: Record, number: Value, values: dict[str, Value]) -> bool:
    """Whether somebody has a staff number, another one than a row's, and nothing that says they are two people."""
    own = person.values.get("PersonRef")
    if own is None or _number(own) == _number(number):
        return False
    return not any(person.has(tag) and tag in values for tag in ("TeacherNumber", "NINumber", "PersonBirthDate"))
