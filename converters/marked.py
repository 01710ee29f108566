"""Whether files are of a practice return, and the refusal to mix: practice people never stand in a real return."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from converters.built import Sources
from converters.request import CannotRun, Request
from converters.sample.truth import table
from converters.sources.message import LoadedMessage
from converters.sources.table import Table
from swf_desktop.facts import person_label
from swf_desktop.practice import NI_PREFIX, says_practice
from swf_desktop.record import Return

_FIRST_ROWS: Final = 5
"""Rows from the top in which a sheet says that it is practice: title rows, not data."""

_GIVEN: Final = re.compile(r"[A-Z]{2}[0-9]{6}[A-D]")
_TEMPORARY: Final = "TN"
"""A number of another form, or a temporary one, is nobody's: a fault that was planted."""


def is_marked_table(table: Table) -> bool:
    """Whether a sheet says in its first rows that it is practice."""
    return any(says_practice(cell) for column in table.columns for cell in column[:_FIRST_ROWS])


def practice_of(sources: Sources, request: Request) -> bool:
    """Return whether tables make a practice return: asked for, or because they say so.

    Raises CannotRun where practice and real files are given together, or last year's return is of the other sort.
    """
    marked = {table.file for table in sources.tables if is_marked_table(table)}
    others = {table.file for table in sources.tables} - marked
    if marked and others and not request.practice:
        raise CannotRun(
            f"Practice files ({_listed(marked)}) and others ({_listed(others)}) were given together.",
            "Give one sort alone: a practice return cannot become a real one. For practice with your own made files, "
            "start a practice return (--practice).",
        )
    practice = request.practice or bool(marked)
    if sources.last_year is not None and sources.last_year.return_.practice != practice:
        last = "a practice return" if sources.last_year.return_.practice else "a real one"
        this = "a practice return" if practice else "a real one"
        raise CannotRun(
            f"This is {this}, and last year's return is {last}.", "Give last year's return of the same sort, or none."
        )
    return practice


def look_at_messages(messages: Iterable[LoadedMessage], request: Request) -> None:
    """Raise CannotRun where a real return is to be opened as practice."""
    if request.practice and any(not message.return_.practice for message in messages):
        raise CannotRun(
            "This is a return that was made before, and it is no practice return.",
            "Practise with a practice return (swf-desktop practice makes one), or open this one without --practice.",
        )


def real_looking(return_: Return) -> list[str]:
    """Return the people of a practice return whose NI numbers no practice person has, as people name them."""
    if not return_.practice:
        return []
    return [
        person_label(person)
        for person in return_.staff
        if (number := person.code("NINumber")) is not None
        and _GIVEN.fullmatch(number)
        and not number.startswith((NI_PREFIX, _TEMPORARY))
        and number not in _sample_numbers()
    ]


@cache
def _sample_numbers() -> frozenset[str]:
    return frozenset(row["NINumber"] for row in table("staff") if row["NINumber"])


def _listed(files: Iterable[str]) -> str:
    names = sorted(files)
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
