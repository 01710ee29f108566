"""One cell that says two things: `25 hrs TTO` in a column of hours, `temp till 22/7/14` in one of contract types."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from converters.recipe.keys import REJECT, repair_key
from converters.recipe.target import Target
from converters.rows.parts import SheetRepair
from converters.rows.sheet import SheetReading
from converters.sources.table import Cell
from converters.values.cells import raw_text
from converters.values.dates import parse_date
from converters.values.working_time import TERM_TIME, WorkingTime, read_working_time
from swf_desktop.canonical import value_of
from swf_desktop.record import Value
from swf_desktop.words import counted

REPAIR: Final = "working time"

LONGEST_TYPE: Final = 120
"""A longer text names no type of contract with its end."""
_UNTIL: Final = re.compile(
    r"(?P<type>.*?)[\s,;:(\-]*\b(?:(?:un)?till?|to|up to|ends?|ending|ended|exp(?:ires?|iring|iry)?|finish(?:es|ing)?)"
    r"\b[\s.:]*(?:on\s+)?(?P<date>.*\d)\)?\s*",
    re.IGNORECASE,
)


def hours_alone(
    reading: SheetReading, target: Target, column: int, cells: list[Cell]
) -> tuple[list[Cell], dict[int, str]]:
    """Take apart a column of working time that says it in words.

    Returns the cells of hours, and the texts that some of them are taken from. Shares of full time (`full time`, `3
    days`, and a bare 0.8 beside such words) and weeks a year (`all year`) become values of the fields they are; what
    `TTO` stands for is asked once.
    """
    found = {index: time for index, cell in enumerate(cells) if (time := _time(cell)) is not None}
    if not found or reading.plan.answers.get(repair_key(REPAIR, target.field)) == REJECT:
        return cells, {}
    if any(time.of_full_time is not None for time in found.values()):
        found |= {index: WorkingTime(share=share) for index, cell in enumerate(cells) if (share := _share(cell))}
    hours, texts = list(cells), dict[int, str]()
    for index, time in found.items():
        hours[index] = None if time.hours is None else format(time.hours, "f")
        if time.hours is not None:
            texts[index] = raw_text(cells[index]).strip()
    _shares(reading, target, column, cells, found)
    _weeks(reading, target, column, cells, found)
    return hours, texts


def weeks_alone(
    reading: SheetReading, target: Target, column: int, cells: list[Cell]
) -> tuple[list[Cell], dict[int, str]]:
    """Read a column of weeks in words: `TTO`, `TTO+1`, `AYR`, and `FT` beside such words, which is the whole year.

    Returns the cells as weeks, and the texts that they are taken from. What `TTO` stands for is asked once.
    """
    found = {index: time for index, cell in enumerate(cells) if (time := _time(cell)) is not None}
    term = [index for index, time in found.items() if time.weeks == TERM_TIME]
    in_words = any(time.weeks for time in found.values())
    if not in_words or reading.plan.answers.get(repair_key(REPAIR, target.field)) == REJECT:
        return cells, {}
    base = _weeks_of_term(reading, column, cells, term, found)
    weeks, texts = list(cells), dict[int, str]()
    for index, time in found.items():
        said = str(base + time.beyond) if time.weeks == TERM_TIME and base else time.weeks
        if not said and time.share == 1:
            said = "52"
        if said.isdigit():
            texts[index] = raw_text(cells[index]).strip()
            weeks[index] = said
        elif time.weeks == TERM_TIME:
            weeks[index] = None
    return weeks, texts


def _weeks_of_term(
    reading: SheetReading, column: int, cells: list[Cell], term: list[int], found: dict[int, WorkingTime]
) -> int:
    """Return the weeks that `TTO` stands for in a column, 0 while nobody has said it: then it is asked."""
    if not term:
        return 0
    key = reading.key("weeks of term time", column)
    answer = reading.plan.answers.get(key, "").strip()
    if answer.isdigit() and 0 < int(answer) <= 53:
        return int(answer)
    more = sorted({found[index].beyond for index in term} - {0})
    besides = f" What is added to it ({', '.join(f'+{weeks}' for weeks in more)}) is counted on top." if more else ""
    reading.ask(
        key,
        f"{reading.plan.place}, column '{reading.heading(column)}': {counted(len(term), 'cell says', 'cells say')} "
        f"term time only (TTO), such as '{raw_text(cells[term[0]]).strip()}'. How many weeks a year is that?{besides}",
        (("39", "term time and training days"), ("38", "term time only")),
        len(term),
        column,
        term[0],
        own=True,
    )
    return 0


def _time(cell: Cell) -> WorkingTime | None:
    return read_working_time(cell) if isinstance(cell, str) and any(map(str.isalpha, cell)) else None


def _share(cell: Cell) -> Decimal | None:
    """Return a bare number up to 1: beside `full time` and `3 days` it is the share that they are."""
    if isinstance(cell, bool) or cell is None:
        return None
    try:
        share = Decimal(raw_text(cell).strip())
    except ArithmeticError:
        return None
    return share if share.is_finite() and 0 < share <= 1 else None


def _shares(
    reading: SheetReading, target: Target, column: int, cells: list[Cell], found: dict[int, WorkingTime]
) -> None:
    shares = {index: share for index, time in found.items() if (share := time.of_full_time) is not None}
    field_ = reading.collection.fields[f"{target.kind}.FTE"]
    _put(
        reading,
        target,
        "FTE",
        column,
        {index: value_of(field_, share, raw_text(cells[index]).strip()) for index, share in shares.items()},
    )
    for index, share in shares.items():
        text = raw_text(cells[index]).strip()
        days = found[index].days
        reason = (
            "The share of full time, as the words beside it are."
            if days is None
            else f"{days} of the 5 days of a week, as a share of full time."
        )
        reading.result.repairs.append(
            SheetRepair(REPAIR, reading.source(column, index), field_.name, text, format(share, "f"), reason)
        )


def _weeks(
    reading: SheetReading, target: Target, column: int, cells: list[Cell], found: dict[int, WorkingTime]
) -> None:
    term = [index for index, time in found.items() if time.weeks == TERM_TIME]
    name = "contract.WeeksPerYear" if target.kind == "contract" else f"{target.kind}.WeeksPerYear"
    field_ = reading.collection.fields.get(name)
    if field_ is None:
        return
    weeks = {}
    base = _weeks_of_term(reading, column, cells, term, found)
    for index, time in found.items():
        said = str(base + time.beyond) if time.weeks == TERM_TIME and base else time.weeks
        if said.isdigit():
            weeks[index] = value_of(field_, int(said), raw_text(cells[index]).strip())
    _put(reading, target, "WeeksPerYear", column, weeks)


def _put(reading: SheetReading, target: Target, tag: str, column: int, values: dict[int, Value]) -> None:
    """Add values of another field of the same record, where no column of its own has said them."""
    if not values:
        return
    part = reading.part(target)
    standing = part.columns.setdefault(tag, [None] * len(reading.row_numbers))
    part.places.setdefault(tag, column)
    for index, value in values.items():
        if standing[index] is None:
            standing[index] = value


def types_alone(
    reading: SheetReading, target: Target, column: int, cells: list[Cell]
) -> tuple[list[Cell], dict[int, str]]:
    """Take the end date off types of contracts such as `temp till 22/7/14`.

    Returns the types, and the texts that some of them are taken from. A text that the recipe settles as a whole keeps
    its answer; its date is taken all the same.
    """
    types, texts, ends = list(cells), dict[int, str](), dict[int, Value]()
    field_ = reading.collection.fields["contract.ContractEnd"]
    settled = reading.plan.codes.get(target.field, {})
    for index, cell in enumerate(cells):
        short = isinstance(cell, str) and len(cell) <= LONGEST_TYPE and cell[-1:] in "0123456789) "
        match = _UNTIL.fullmatch(str(cell)) if short else None
        day = None if match is None else parse_date(match["date"].strip(), reading.collection.reference_date).date
        if match is None or day is None or not isinstance(cell, str):
            continue
        ends[index] = value_of(field_, day, cell)
        if cell not in settled and cell.casefold() not in settled:
            types[index], texts[index] = match["type"].strip(" ,;:(-") or None, cell
    if reading.plan.answers.get(repair_key("end date", field_.name)) == REJECT or not ends:
        return cells, {}
    _put(reading, target, "ContractEnd", column, ends)
    for index, value in ends.items():
        shown = f"{value.typed:%d/%m/%Y}"
        reading.result.repairs.append(
            SheetRepair(
                "end date",
                reading.source(column, index),
                field_.name,
                value.raw,
                shown,
                "The end of the contract, as its type says.",
            )
        )
    return types, texts
