"""What is doubtful for a whole column, asked once: American dates, clock hours, incomplete NI numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from converters.recipe.keys import no_last_letter_key
from converters.rows.sheet import SheetReading
from converters.sources.table import Cell
from converters.values.amounts import minutes_after_point, minutes_of_clock
from converters.values.column import ColumnRead
from swf_desktop.collection import Field
from swf_desktop.record import Value
from swf_desktop.words import counted, row_words

_MINUTES_HEADING: Final = re.compile(r"h(?:ou)?rs?\W*[:.&]?\W*min|h{1,2}[:.]mm", re.IGNORECASE)


def date_order(reading: SheetReading, field_: Field, column: int, read: ColumnRead) -> ColumnRead:
    """Take no date that could be read both ways where others make sense only with the month first."""
    american = [index for index, one in read.odd if one.problem is not None and one.problem.kind == "american date"]
    key = reading.key("date order", column)
    if not american or reading.plan.answers.get(key) in ("day first", "month first"):
        return read
    doubtful = [index for index, one in read.odd if one.both_ways]
    values = list(read.values)
    for index in doubtful:
        value = values[index]
        if value is not None:
            values[index] = Value(value.raw, None, value.raw)
    example = read.values[american[0]]
    reading.ask(
        key,
        f"{field_.label} in {reading.plan.place}, column '{reading.heading(column)}': "
        f"{counted(len(american), 'date')} (such as {'' if example is None else example.raw}) can only be read with "
        f"the month first, and {counted(len(doubtful), 'other')} could be read both ways. Which order is the column "
        "in?",
        (
            ("month first", "American: 12/25 is Christmas"),
            ("day first", "British; the others are mistakes to correct in the file"),
        ),
        len(american) + len(doubtful),
        column,
        american[0],
    )
    gone = set(doubtful)
    return ColumnRead(values, [(index, one) for index, one in read.odd if index not in gone])


def clock_hours(reading: SheetReading, field_: Field, column: int, read: ColumnRead) -> ColumnRead:
    """Under `Hrs:Mins`, 32.30 may be thirty-two and a half hours: not taken until somebody says."""
    key = reading.key("hours", column)
    clocks = [index for index, one in read.odd if one.problem is not None and one.problem.kind == "clock"]
    longer = [index for index, one in read.odd if one.problem is not None and one.problem.kind == "month hours"]
    if reading.plan.answers.get(key):
        return read
    doubtful: list[int] = []
    values = read.values
    if _MINUTES_HEADING.search(reading.heading(column)):
        fine = [(index, value) for index, value in enumerate(values) if value is not None and value.typed is not None]
        split = [index for index, value in fine if value.typed != int(value.typed)]  # type: ignore[call-overload]
        if split and all(minutes_after_point(value.typed) is not None for _, value in fine):  # type: ignore[arg-type]
            odd = {index for index, one in read.odd if one.repair is not None and one.repair.kind == "clock hours"}
            doubtful = [index for index in split if index not in odd]
    if doubtful or clocks:
        values = list(values)
        for index in doubtful:
            value = values[index]
            values[index] = None if value is None else Value(value.raw, None, value.raw)
        example = values[(doubtful or clocks)[0]]
        reading.ask(
            key,
            f"{field_.label} in {reading.plan.place}, column '{reading.heading(column)}': is "
            f"{'' if example is None else example.raw} "
            "hours and minutes, or decimal hours?",
            (
                ("minutes" if doubtful else "clock", "hours and minutes: 32.30 or 32:30 is 32.50"),
                ("decimal", "decimal hours: it is 32.30"),
            ),
            len(doubtful) + len(clocks),
            column,
            (doubtful or clocks)[0],
        )
    elif longer:
        example = values[longer[0]]
        reading.ask(
            key,
            f"{field_.label} in {reading.plan.place}, column '{reading.heading(column)}': "
            f"{'' if example is None else example.raw} hours are more than "
            "a week's. What are they?",
            (
                ("monthly", "a month's: 140.83 x 12 / 52 is 32.50"),
                ("annual 52", "a year's, over 52 weeks"),
                ("annual 39", "a year's, over 39 weeks of term"),
                ("weekly", "a week's, as it stands"),
            ),
            len(longer),
            column,
            longer[0],
        )
    # One question for the column says it all: not one more for each cell.
    gone = {*doubtful, *(clocks if doubtful or clocks else longer)}
    return ColumnRead(values, [(index, one) for index, one in read.odd if index not in gone]) if gone else read


CLOCK_BY_CELLS: Final = "clock by cells"
"""What the cells say of hours with a colon: that they are hours and minutes."""

_QUARTERS: Final = frozenset({15, 30, 45})
_HUNDREDTHS: Final = frozenset({25, 50, 75})
"""Minutes that quarters of an hour have, and what they are where the colon stands for a decimal point."""


_FEWEST: Final = 3
"""One or two cells show nothing."""


def on_the_clock(cells: Sequence[Cell]) -> str:
    """Return `CLOCK_BY_CELLS` where texts with a colon are hours and minutes beyond doubt, else nothing.

    They are where 15, 30 or 45 stand after the colon and never 25, 50 or 75; of whole hours both readings are one.
    """
    found = [minutes for cell in cells if isinstance(cell, str) and (minutes := minutes_of_clock(cell)) is not None]
    after = set(found)
    return (
        CLOCK_BY_CELLS
        if len(found) >= _FEWEST and not after & _HUNDREDTHS and (after & _QUARTERS or after == {0})
        else ""
    )


def ask_suffixes(reading: SheetReading, column: int, rows: list[int], values: list[Value | None]) -> None:
    """Ask what becomes of NI numbers without their last letter, and do what the recipe answers."""
    key = no_last_letter_key(reading.plan.place)
    answer = reading.plan.answers.get(key)
    if answer == "leave out":
        for index in rows:
            values[index] = None
    elif answer is None:
        reading.ask(
            key,
            f"{reading.plan.place}: {counted(len(rows), 'NI number has', 'NI numbers have')} no last letter "
            f"({row_words([reading.row_numbers[index] for index in rows])}). "
            "Ask payroll for it: the letter cannot be worked out.",
            (
                ("keep", "send them as they are; rule 4150 reports each"),
                ("leave out", "send these people without an NI number"),
            ),
            len(rows),
            column,
            rows[0],
        )
