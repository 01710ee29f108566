"""Whether the cells of a column bear out the reason for which its heading would set it aside.

`Reason` over dates is no reason, and `Total` over words no total: then what the heading is known for is not what it is.
"""

from __future__ import annotations

from typing import Final

from converters.matching.look import ENOUGH, Look, broken
from converters.values.periods import words_of

_WORDS: Final = "words"
_MARKS: Final = "marks"
_FIGURES: Final = "figures"
_DATES: Final = "dates"
_NAMES: Final = "names"
_NO_YES: Final = "no yes and no"

_BEARS_OUT: Final = {
    "remarks are not read": _WORDS,
    "full or part time follows from the hours": _WORDS,
    "how the school or payroll arranges people is not asked for by the census": _WORDS,
    "an illness is nobody's business in this return": _WORDS,
    "the agency is not asked for by the census": _WORDS,
    "a reason is not asked for by the census": _MARKS,
    "a mark of the payroll system; contracts are judged by their own dates and hours": _MARKS,
    "the contributions letter is not the NI number": _MARKS,
    "a total is not a value of its own": _FIGURES,
    "gross, net, totals and costs hold more or less than base pay": _FIGURES,
    "a deduction is never part of base pay": _FIGURES,
    "contributions are not pay": _FIGURES,
    "continuous service counts other employers: neither the contract's start nor the arrival in school": _DATES,
    "a name somebody is known as is not the legal name": _NAMES,
    "a date or certificate is not the status itself": _NO_YES,
}
"""Reason (of `aliases.csv`) to the kind of cells that bear it out; those of other reasons may be anything."""

_MOSTLY: Final = 0.8


def against_reason(reason: str, look: Look, heading: str = "") -> str | None:
    """Return in words how cells speak against the reason for setting them aside; None where they bear it out."""
    if look.filled < ENOUGH:
        return None
    # `(under 'Pay')`, `(over 'Value')` and the like tell where a heading was found.
    kind = _BEARS_OUT.get(reason.partition(" (")[0])
    figures, dates = look.numbers >= _MOSTLY, look.dates >= _MOSTLY
    words = look.letters >= _MOSTLY and not dates
    if figures and broken(look) > 0.2 and "date" in words_of(heading).split():
        return "the cells are no dates"
    if kind == _WORDS and (figures or dates):
        return "the cells are figures or dates"
    if kind == _MARKS and (dates or (figures and broken(look) > 0.2)):
        return "the cells are dates" if dates else "the cells are figures with parts"
    if kind == _FIGURES and (words or dates):
        return "the cells are words" if words else "the cells are dates"
    if kind == _DATES and words:
        return "the cells are words"
    if kind == _NAMES and (figures or dates):
        return "the cells are figures or dates"
    if kind == _NO_YES and look.yes_no >= _MOSTLY and look.letters >= _MOSTLY:
        return "the cells are yes and no"
    return None
