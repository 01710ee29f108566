"""National numbers as people write them: NI numbers, teacher numbers, establishment numbers."""

from __future__ import annotations

import re
from typing import Final

from converters.values.cells import Problem, Read, Repaired
from swf_desktop.canonical import value_of
from swf_desktop.collection import Field
from swf_desktop.record import Value

TEMPORARY_NI: Final = ("TN", "BG", "GB", "NK", "KN", "NT", "ZZ")
"""Letters with which numbers begin that are no real NI numbers (rule 4155)."""

_TEACHER_LEAD: Final = re.compile(r"(?:RP|TP|TN|DFE|DFES|GTC)?[ :./-]*", re.IGNORECASE)
_NI: Final = re.compile(r"[A-Z]{2}[0-9]{6}[A-Z]?")
_NI_FIND: Final = re.compile(r"[A-Z]{2}[0-9]{6}[A-Z]")
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_DIGITS: Final = re.compile(r"[0-9]+")
_BETWEEN: Final = re.compile(r"[\s/.-]")


def is_digits(text: str) -> bool:
    """Whether a text is nothing but the digits 0 to 9."""
    return _DIGITS.fullmatch(text) is not None


def with_zeros(field: Field, digits: str, raw: str) -> Read:
    """Propose the leading zeros that a spreadsheet lost; listed as a repair, never silent."""
    padded = digits.zfill(field.width)
    reason = f"{field.label} has {field.width} digits: spreadsheets lose leading zeros. Proposed; check it."
    return Read(value_of(field, padded, raw), Repaired("leading zero", raw, padded, reason))


def ni_number(field: Field, text: str) -> Read:
    """Read an NI number: spaces out, capitals; a missing last letter is said.

    Of two in one cell the real one counts where the other is temporary.
    """
    bare = _BETWEEN.sub("", text).upper()
    two = _NI_FIND.findall(bare)
    if len(two) == 2:
        real = [number for number in two if not number.startswith(TEMPORARY_NI)]
        if len(real) == 1:
            reason = "Two NI numbers in one cell, of which one is temporary: the other one is used."
            return Read(value_of(field, real[0], text), Repaired("temporary NI number", text, real[0], reason))
    if not _NI.fullmatch(bare):
        problem = Problem("unreadable", "This is not in the form of an NI number.")
        return Read(value_of(field, text, text), None, problem)
    repair = None
    if bare != text:
        repair = Repaired("NI number", text, bare, "NI numbers stand in capitals without spaces.")
    short = None if len(bare) == 9 else Problem("suffix", "The last letter of the NI number is missing.")
    return Read(value_of(field, bare, text), repair, short)


def teacher_number(field: Field, text: str) -> Read:
    """Read a teacher number: `98/12345` and `RP 98/12345` are 9812345; of six digits, a leading zero is proposed."""
    lead = _TEACHER_LEAD.match(text)
    bare = _BETWEEN.sub("", text[lead.end() if lead else 0 :])
    if not is_digits(bare) or not 6 <= len(bare) <= 7:
        return Read(Value(text, None, text), None, Problem("unreadable", "A teacher number has seven digits."))
    if len(bare) == 6:
        return with_zeros(field, bare, text)
    repair = None
    if bare != text:
        repair = Repaired("teacher number", text, bare, "Teacher numbers are seven digits, without letters or strokes.")
    return Read(value_of(field, bare, text), repair)


def establishment(field: Field, text: str) -> Read:
    """Read an establishment number: 999/2001, 9992001 and 2,001 are 2001."""
    if is_digits(text) and len(text) == 4:
        return Read(value_of(field, text, text))
    bare = text.replace(",", "") if _THOUSANDS.fullmatch(text) else _BETWEEN.sub("", text)
    if is_digits(bare) and len(bare) in (4, 7):
        reason = "The establishment number is four digits"
        reason += "; the three before it are the LA's." if len(bare) == 7 else "."
        return Read(value_of(field, bare[-4:], text), Repaired("establishment number", text, bare[-4:], reason))
    problem = Problem("unreadable", f"'{text}' is no establishment number of four digits.")
    return Read(Value(text, None, text), None, problem)
