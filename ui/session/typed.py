"""What people type into a field, read as files are read; and what a value looks like to them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from swf_desktop.collection import Collection, Field
    from swf_desktop.record import Value


class Typed(NamedTuple):
    """What came of a text that somebody typed.

    text: in the message's own form where it was understood, else as it was typed; "" for a blank. problem: why it was
    not understood, in words; "" where it was. choices: for a text that is no code, the likeliest codes.
    """

    text: str
    problem: str = ""
    choices: tuple[str, ...] = ()


def read_typed(field: Field, text: str, collection: Collection) -> Typed:
    """Read what somebody typed into a field: `1/9/13`, `£31,868`, `Female`, a code or its description."""
    if not text.strip():
        return Typed("")
    from converters.values.field_reader import FieldReader
    from swf_desktop.canonical import SEPARATOR

    read = FieldReader(field, collection).read(text)
    if read.value is None:
        # `n/a` and the like: as in a file, nothing.
        return Typed("")
    sent = read.value.sent
    shown = SEPARATOR.join(sent) if isinstance(sent, tuple) else sent
    if read.value.parsed and read.problem is None:
        code_set = collection.code_sets.get(field.code_set)
        if field.type == "code" and code_set is not None and not field.repeats and not code_set.holds(shown):
            return Typed(shown, f"{shown} is not one of the codes for {field.label}.", read.proposals)
        return Typed(shown)
    problem = read.problem.text if read.problem is not None else f"This is not a {_type_words(field)}."
    return Typed(text.strip(), problem, read.proposals)


def _type_words(field: Field) -> str:
    return {"date": "date such as 01/09/1985", "money": "sum of money", "hours": "number of hours", "code": "code"}.get(
        field.type, "value that this field can take"
    )


def shown(field: Field, value: Value | None, *, collection: Collection | None = None) -> str:
    """Return a value as people read it: dates dd/mm/yyyy, money with commas; given a collection, what a code means."""
    # Loaded here: the window shows before there is a value to show.
    from decimal import Decimal

    from swf_desktop.canonical import SEPARATOR

    if value is None:
        return ""
    typed = value.typed
    if typed is None:
        return value.raw
    if isinstance(typed, bool):
        return "Yes" if typed else "No"
    if isinstance(typed, date):
        return f"{typed:%d/%m/%Y}"
    if isinstance(typed, Decimal) and field.type == "money":
        return f"{typed:,.2f}"
    text = SEPARATOR.join(value.sent) if isinstance(value.sent, tuple) else value.sent
    if collection is not None and field.type == "code" and not field.repeats:
        described = describe_code(field, text, collection)
        return f"{text}  {described}" if described else text
    return text


def describe_code(field: Field, code: str, collection: Collection) -> str:
    """Return the description of a code, "" where it has none."""
    code_set = collection.code_sets.get(field.code_set)
    found = code_set.codes.get(code) if code_set is not None else None
    return found.description if found is not None else ""
