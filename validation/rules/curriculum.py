"""What a teacher teaches in the week of the census. Checks of our own: number 6000 is known by its name only."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from validation.rule import Hit, Person, rule

LEAST_HOURS: Final = Decimal("0.01")
MOST_HOURS: Final = Decimal(40)
"""Hours of a teaching week: the largest value of one record in the data items, and more than any timetable has."""


@rule("X60", "curriculum.Subject", "curriculum.SubjectHours", "curriculum.YearGroup")
def curriculum_items_given(person: Person) -> Iterator[Hit]:
    """Report subject, hours or year group absent: the data items require all three in every curriculum record."""
    for record in person.curriculum:
        for tag in ("Subject", "SubjectHours", "YearGroup"):
            if not record.has(tag):
                yield Hit(record, tag)


@rule("X61", "curriculum.SubjectHours")
def subject_hours_in_range(person: Person) -> Iterator[Hit]:
    """Report hours below 0.01 or above 40.00; what is no number is left to X96."""
    for record in person.curriculum:
        hours = record.typed("SubjectHours")
        if isinstance(hours, Decimal) and not LEAST_HOURS <= hours <= MOST_HOURS:
            yield Hit(record, "SubjectHours")


@rule("X63", "curriculum.SubjectHours")
def hours_in_a_week(person: Person) -> Iterator[Hit]:
    """Report a person whose curriculum hours come to more than 40: a timetable of two weeks, or a record twice.

    Hours of one record above 40 are left to X61.
    """
    found = [record.typed("SubjectHours") for record in person.curriculum]
    hours = [amount for amount in found if isinstance(amount, Decimal) and 0 < amount <= MOST_HOURS]
    total = sum(hours, Decimal(0))
    if total > MOST_HOURS:
        yield Hit(person.record, None, {"value": format(total, "f")})
