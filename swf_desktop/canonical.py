"""The message's own form of a value: strict, as it stands in XML and as the program keeps it.

What people write (`01/09/2013`, `£31,868.00`, `Female`) is read by `converters.values`; here only the form that is sent
parses.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from swf_desktop.collection import Field
from swf_desktop.record import Value

SEPARATOR: Final = "; "
"""What stands between the values of a field that repeats, where they are one text."""

PLACES: Final = {"money": Decimal("0.01"), "hours": Decimal("0.01"), "days": Decimal("0.1")}
"""Decimal places in which amounts are sent: structure of the message, 1.8."""

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATETIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?")
_WHOLE: Final = re.compile(r"-?[0-9]{1,12}")
# CBDS takes 1 and 0 too; the message of every system that was seen has the words.
_BOOLEANS: Final = {"true": True, "false": False, "1": True, "0": False}


def sent_decimal(amount: Decimal, type_: str) -> str:
    """Return an amount as it is sent: money and hours with two decimals, days with one, others as they are."""
    places = PLACES.get(type_)
    if places is None:
        return format(amount, "f")
    # More decimals than are sent stay: they are a finding, and rounding would hide it.
    return format(amount.quantize(places) if amount == amount.quantize(places) else amount.normalize(), "f")


def _date(text: str) -> date | None:
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _datetime(text: str) -> datetime | None:
    if not _DATETIME.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _whole(text: str) -> int | None:
    return int(text) if _WHOLE.fullmatch(text) else None


_READERS: Final[dict[str, Callable[[str], object]]] = {
    "date": _date,
    "datetime": _datetime,
    "boolean": _BOOLEANS.get,
    "money": _decimal,
    "hours": _decimal,
    "days": _decimal,
    "share": _decimal,
    "integer": _whole,
}


def canonical_value(field: Field, text: str) -> Value:
    """Return the value of a text in the message's form; its `typed` is None where the text is not in that form.

    Outer spaces are no part of a value. A field that repeats takes its values separated by `; `.
    """
    if field.repeats:
        texts = tuple(part.strip() for part in text.split(SEPARATOR.strip()) if part.strip())
        return Value(text, texts, texts)
    stripped = text.strip()
    read = _READERS.get(field.type)
    if read is None:
        return Value(text, stripped, stripped)
    # What is sent is what was written: another system's `1` for true, or `32.5` for hours, goes back as it came.
    return Value(text, read(stripped), stripped)


def value_of(field: Field, typed: object, raw: str | None = None) -> Value:
    """Return the value of something typed (a date, amount, number, truth or text), in the form it is sent.

    raw: what the source had, where that was another text.
    """
    if isinstance(typed, tuple):
        texts = tuple(str(part) for part in typed)
        return Value(SEPARATOR.join(texts) if raw is None else raw, texts, texts)
    if isinstance(typed, bool):
        sent = "true" if typed else "false"
    elif isinstance(typed, Decimal):
        sent = sent_decimal(typed, field.type)
    elif isinstance(typed, date | datetime):
        sent = typed.isoformat()
    else:
        sent = str(typed)
    return Value(sent if raw is None else raw, typed, sent)
