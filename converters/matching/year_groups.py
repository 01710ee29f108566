"""Year groups across the sheet: a timetable with a column for each, and the hours in the cells."""

from __future__ import annotations

import re
from typing import Final

HOURS: Final = "curriculum.SubjectHours"

_YEAR: Final = re.compile(
    r"(?:years?|yrs?|y|nc year|nc|year group|form)\.?\s*(?P<year>1[0-4]|[1-9])(?:\s*(?:hours|hrs))?"
)
_OTHERS: Final = {
    **dict.fromkeys(("reception", "rec", "yr r", "year r", "fs2", "yr 0", "year 0"), "R"),
    **dict.fromkeys(("nursery", "nur", "fs1", "n1", "nursery 1"), "N1"),
    **dict.fromkeys(("n2", "nursery 2"), "N2"),
    **dict.fromkeys(("mixed", "mixed age", "mixed years"), "M"),
}


def year_group(heading: str) -> str | None:
    """Return the code of the year group that a heading is: `Yr 7` is 7. None where it is none."""
    text = " ".join(heading.casefold().split())
    match = _YEAR.fullmatch(text)
    return match["year"] if match is not None else _OTHERS.get(text)


def hours_of(heading: str) -> str | None:
    """Return the target of a column headed by a year group: its hours, `curriculum.SubjectHours Y7`."""
    code = year_group(heading)
    return None if code is None else f"{HOURS} {f'Y{code}' if code.isdigit() else code}"


def code_of(type_: str) -> str:
    """Return the year group's code of what a target has for it: `Y7` is 7, `R` is R."""
    return type_[1:] if type_[:1] == "Y" and type_[1:].isdigit() else type_
