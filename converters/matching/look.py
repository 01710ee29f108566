"""What the cells of a column look like.

Dates, numbers, NI numbers, yes and no, titles before a name. Evidence for and against a field.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Final

from converters.sources.table import Cell, CellError, cell_text
from converters.values.codes import NO, YES, matcher_for
from converters.values.working_time import read_working_time
from swf_desktop.collection import Collection, Field
from swf_desktop.pay.points import read_point

SAMPLE: Final = 200
"""Cells looked at in each column, spread over its length."""

ENOUGH: Final = 3
"""Fewer cells than these prove nothing."""

LONG: Final = 60

HIGHEST_POINT: Final = 100
"""No scale has so many points (the longest, of local government, ended at 68): larger numbers are money."""

SHORTEST_FULL_WEEK: Final = 30
"""Full-time weeks have been 32.5 to 40 hours: a column with many that are shorter holds what people work."""

MOST_WEEKLY_HOURS: Final = 60

_DIGIT: Final = re.compile(r"\d")
_NI: Final = re.compile(r"[A-Z]{2}\d{6}[A-Z]?")
_NOT_ALNUM: Final = re.compile(r"[^A-Z0-9]")
_TEACHER: Final = re.compile(r"(?:RP)?\s*\d{2}\s?/?\s?\d{4,5}")
_DATE: Final = re.compile(
    r"\d{1,2}[/.\- ]\d{1,2}[/.\- ]\d{2,4}(?: [\d:.]+)?|\d{4}-\d{2}-\d{2}(?:[T ][\d:.]+)?"
    r"|\d{1,2}[\s\-]?[A-Za-z]{3,9}[\s\-,]*\d{2,4}|[A-Za-z]{3,9} \d{1,2},? \d{4}"
    r"|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|99991231"
)
_NUMBER: Final = re.compile(
    r"[(\-+]?\s*+(?:£\s*+)?-?\d[\d,\s]*+(?:\.\d++\s*+)?(?:%\s*+)?(?:\)\s*+)?(?:-|CR|DR)?"
    r"|[(\-]?\s*+(?:£\s*+)?\.\d++\)?",
    re.IGNORECASE,
)
_CLOCK: Final = re.compile(r"\d{1,4}:\d{2}(?::\d{2})?")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_POSTCODE: Final = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}", re.IGNORECASE)
_HONORIFIC: Final = re.compile(
    r"(?:mr|mrs|miss|ms|mx|dr|rev|revd|sir|lady|prof|professor|sr|sister|master|dame|fr|father)\.?", re.IGNORECASE
)
_REFERENCE: Final = re.compile(r"(?:[A-Za-z]{1,6}[\s/-]?)?\d[\w/.-]*|\d+ [A-Za-z]")
_REFERENCES: Final = frozenset({"PersonRef", "ContractRef"})
_WORDS_ONLY: Final = frozenset({"StaffGroup", "JobTitle", "SchoolName", "PayPeriod", "PaymentPeriod", "PaymentName"})
"""Tags of fields of words, which dates and sums of money never are."""

_NUMERIC: Final = frozenset({"money", "hours", "days", "share", "integer"})


_IN_WORDS: Final = frozenset({"HoursPerWeek", "FTE", "WeeksPerYear"})
"""Tags of fields that people say in words: `25 hrs TTO`, `3 days`, `all year`."""


@dataclass(slots=True)
class Look:
    """What the cells of one column look like, from a sample.

    filled: filled cells in the sample. texts: the sample as people see it, without repeats. The rest are shares (0 to
    1) of the filled cells; `top` is the largest number.
    """

    filled: int = 0
    texts: list[str] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    dates: float = 0.0
    numbers: float = 0.0
    clocks: float = 0.0
    ni: float = 0.0
    teacher: float = 0.0
    yes_no: float = 0.0
    emails: float = 0.0
    postcodes: float = 0.0
    honorifics: float = 0.0
    letters: float = 0.0
    top: float = 0.0


def look_at(column: Sequence[Cell], rows: Sequence[int]) -> Look:
    """Look at up to `SAMPLE` filled cells of a column in the given rows."""
    cells = [cell for cell in map(column.__getitem__, rows) if cell is not None and cell != ""]
    if len(cells) > SAMPLE:
        step = len(cells) / SAMPLE
        cells = [cells[int(index * step)] for index in range(SAMPLE)]
    texts = [cell_text(cell) for cell in cells]
    pairs = [(cell, text) for cell, text in zip(cells, texts, strict=True) if text and not isinstance(cell, CellError)]
    look = Look(
        filled=len(pairs), texts=list(dict.fromkeys(text for _, text in pairs)), cells=[cell for cell, _ in pairs]
    )
    if not pairs:
        return look
    counts = dict.fromkeys(
        ("dates", "numbers", "clocks", "ni", "teacher", "yes_no", "emails", "postcodes", "honorifics", "letters"), 0
    )
    for cell, text in pairs:
        for what in _what(cell, text):
            counts[what] += 1
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            look.top = max(look.top, abs(float(cell)))
    for what, count in counts.items():
        setattr(look, what, count / len(pairs))
    return look


def _what(cell: Cell, text: str) -> list[str]:
    if isinstance(cell, bool):
        return ["yes_no"]
    if isinstance(cell, date | datetime):
        return ["dates"]
    if isinstance(cell, time | timedelta):
        return ["clocks"]
    found = []
    plain = text.removeprefix('="').removesuffix('"').strip()
    # Most cells of a list are words: what needs a digit is not looked for in those.
    digits = _DIGIT.search(plain) is not None
    if isinstance(cell, int | float) or (digits and _NUMBER.fullmatch(plain)):
        found.append("numbers")
    if any(map(str.isalpha, plain)):
        found.append("letters")
    if digits:
        found += _with_digits(plain)
    elif _HONORIFIC.fullmatch(plain):
        found.append("honorifics")
    lowered = plain.casefold()
    if lowered in YES or lowered in NO:
        found.append("yes_no")
    if "@" in plain and _EMAIL.fullmatch(plain):
        found.append("emails")
    return found


def _with_digits(plain: str) -> list[str]:
    """Return what a text with digits in it looks like."""
    found = []
    if _DATE.fullmatch(plain):
        found.append("dates")
    if _CLOCK.fullmatch(plain):
        found.append("clocks")
    upper = plain.upper()
    ni = _NI.fullmatch(_NOT_ALNUM.sub("", upper)) is not None
    if ni:
        found.append("ni")
    if _TEACHER.fullmatch(upper) or (plain.isdigit() and 5 <= len(plain) <= 7):
        found.append("teacher")
    if not ni and _POSTCODE.fullmatch(plain):
        found.append("postcodes")
    return found


def irrelevant(look: Look) -> str | None:
    """Return why the cells themselves say that a column is not for the census, None where they do not."""
    if not look.filled:
        return None
    if look.emails >= 0.6:
        return "the cells are e-mail addresses"
    if look.honorifics >= 0.6:
        return "the cells are titles (Mr, Mrs); the census does not ask for them"
    if look.postcodes >= 0.6:
        return "the cells are postcodes of an address"
    return None


def numbers_rows(look: Look) -> bool:
    """Whether the cells are running numbers: 1, 2, 3, one more in each row."""
    if look.filled < ENOUGH or look.numbers < 1 or len(look.texts) != look.filled or look.filled >= SAMPLE:
        return False
    try:
        figures = [int(text) for text in look.texts]
    except ValueError:
        return False
    return all(after - before == 1 for before, after in pairwise(figures))


def is_prose(look: Look) -> bool:
    """Whether most cells are long texts, such as remarks."""
    return look.filled >= ENOUGH and sum(len(text) > LONG for text in look.texts) >= 0.5 * len(look.texts)


def fit(field_: Field, look: Look, collection: Collection) -> float | None:
    """Return the share of the cells that could be this field's, None where they are too few or any text would do."""
    if look.filled < ENOUGH:
        return None
    if field_.tag == "NINumber":
        return look.ni
    if field_.tag == "TeacherNumber":
        return look.teacher
    if field_.tag == "Estab":
        return _estab(look)
    if field_.tag in _REFERENCES:
        return sum(_REFERENCE.fullmatch(text) is not None for text in look.texts) / max(len(look.texts), 1)
    if field_.type == "date":
        # Dates without a date format are whole numbers of five digits.
        serials = sum(_is_serial(cell) for cell in look.cells)
        return look.dates + 0.6 * serials / look.filled
    if field_.type in _NUMERIC:
        numbers = look.numbers + (look.clocks if field_.type in ("hours", "days") else 0.0)
        if numbers < 1 and look.letters and field_.tag in _IN_WORDS:
            numbers = min(numbers + worked_share(look), 1.0)
        if field_.type == "integer" and look.top > 1000:
            return 0.0
        return numbers
    if field_.type == "boolean":
        return _known(field_, look, collection, boolean=True)
    if field_.type == "code":
        return _known(field_, look, collection, boolean=False)
    if field_.type == "name" or field_.tag in (
        "FullName",
        "JobTitle",
        "SchoolName",
        "Initials",
        "ElementName",
        "PaymentName",
    ):
        return look.letters * (1.0 if look.dates < 0.5 else 0.0)
    return None


def _is_serial(cell: Cell) -> bool:
    """Whether a cell is a day as spreadsheets count them: from 1919 to 2119, as a number or its digits as text."""
    if isinstance(cell, str):
        return len(cell) == 5 and cell.isdecimal() and 7000 < int(cell) < 80000
    return isinstance(cell, int | float) and not isinstance(cell, bool) and 7000 < cell < 80000


def against(field_: Field, look: Look, collection: Collection) -> bool:
    """Whether the cells can hardly be this field's: words where figures belong, dates where codes belong."""
    if look.filled < ENOUGH:
        return False
    if field_.tag in _REFERENCES:
        # Some systems know people by letters, and none by numbers with pence.
        return look.dates > 0.8 or broken(look) > 0.2
    if field_.type == "text" and field_.tag in _WORDS_ONLY:
        parts = sum(isinstance(cell, float) and cell != int(cell) for cell in look.cells)
        return look.dates > 0.8 or parts > 0.3 * look.filled
    share = fit(field_, look, collection)
    if field_.type == "code":
        # Words that are no code yet are asked about one by one; dates and amounts of money never are codes.
        if field_.tag == "SpinePoint" and look.letters > 0.5:
            return not any(is_point(text, collection) for text in look.texts[:40])
        if field_.tag == "SpinePoint" and look.numbers > 0.8 and (look.top > HIGHEST_POINT or broken(look) > 0.2):
            # Half points are rare, and no column has many.
            return True
        if field_.tag == "Scale" and look.numbers > 0.8 and broken(look) > 0.2:
            return True
        return look.dates > 0.8 or (
            share == 0.0 and look.numbers > 0.8 and field_.tag not in ("SpinePoint", "QualificationSubject", "Scale")
        )
    if field_.type == "boolean":
        return look.dates > 0.8 or (share == 0.0 and look.numbers > 0.8)
    if field_.tag == "FTEHours" and _below(look, SHORTEST_FULL_WEEK) > 0.4:
        return True
    if field_.tag == "PayAmount" and look.numbers > 0.8 and 0 < look.top <= MOST_WEEKLY_HOURS:
        # Sums as small as hours, of which no heading says that they are for an hour.
        return True
    return share is not None and share < 0.3


def broken(look: Look) -> float:
    """Return the share of the filled cells that are no whole numbers: 1593.40, 16.25."""
    return sum(isinstance(cell, float) and not cell.is_integer() for cell in look.cells) / max(look.filled, 1)


def _below(look: Look, least: float) -> float:
    numbers = [cell for cell in look.cells if isinstance(cell, int | float) and not isinstance(cell, bool)]
    return sum(cell < least for cell in numbers) / max(look.filled, 1)


def is_point(text: str, collection: Collection) -> bool:
    """Whether a text is a spine point, or would be one if there were so many."""
    if not any(map(str.isdigit, text)):
        return False
    reading = read_point(text, None, collection)
    return reading.point is not None or reading.scale is not None or reading.pattern == "range"


def worked_share(look: Look) -> float:
    """Return the share of the filled cells that say in words how much somebody works."""
    said = [cell for cell in look.cells if isinstance(cell, str) and any(map(str.isalpha, cell))]
    return sum(read_working_time(cell) is not None for cell in said) / max(look.filled, 1)


def _estab(look: Look) -> float:
    good = 0
    for text in look.texts:
        digits = re.sub(r"[,\s/.-]", "", text)
        good += digits.isdigit() and len(digits) in (4, 7)
    return good / max(len(look.texts), 1)


def _known(field_: Field, look: Look, collection: Collection, *, boolean: bool) -> float:
    """Return the share of different texts that are known for a field of codes or of yes and no."""
    if not look.texts:
        return 0.0
    if boolean:
        return look.yes_no
    matcher = matcher_for(collection, field_.name, {})
    if matcher is None:
        return 1.0
    texts = look.texts[:40]
    return sum(map(matcher.knows, texts)) / len(texts)
