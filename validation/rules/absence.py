"""Absences (4920 to 4950Q, and checks of our own)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import combinations
from typing import Final

from validation.rule import Absence, Hit, Person, rule

_PREGNANCY_COUNTED: Final = 2024
"""The first year in which working days lost are collected of pregnancy related absence."""


def _uk(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _written(absence: Absence, tag: str) -> str:
    """Return a date as people write it, or what stands in its place."""
    day = absence.record.typed(tag)
    return _uk(day) if isinstance(day, date) else absence.record.raw(tag) or "an unknown day"


@rule("4920", "absence.FirstDayOfAbsence")
def first_day_in_period(person: Person) -> Iterator[Hit]:
    """Report a first day before the academic year before census day.

    Long absences begun earlier are reported too: how they were treated was not seen.
    """
    start = person.collection.absences_from
    for absence in person.absences:
        first = absence.first
        if first is not None and first < start:
            yield Hit(absence.record, "FirstDayOfAbsence", {"first": _uk(start)})


@rule("4936", "absence.LastDayOfAbsence")
def last_day_in_period(person: Person) -> Iterator[Hit]:
    """Report a last day after the 31 August that follows the reference date: until then 4945Q stands on its own."""
    end = date(person.reference_date.year + 1, 8, 31)
    for absence in person.absences:
        last = absence.last
        if last is not None and last > end:
            yield Hit(absence.record, "LastDayOfAbsence", {"last": _uk(end)})


@rule("4945Q", "absence.LastDayOfAbsence")
def last_day_not_ahead(person: Person) -> Iterator[Hit]:
    """Report a last day after the reference date, without the 41 days of grace that one variant of 2010 gives."""
    for absence in person.absences:
        last = absence.last
        if last is not None and last > person.reference_date:
            yield Hit(absence.record, "LastDayOfAbsence", {"reference_date": _uk(person.reference_date)})


@rule("4950Q", "absence.LastDayOfAbsence")
def one_open_absence(person: Person) -> Iterator[Hit]:
    """Report a person with more than one absence without a last day, once."""
    count = sum(not absence.record.has("LastDayOfAbsence") for absence in person.absences)
    if count > 1:
        yield Hit(person.record, None, {"count": str(count)})


@rule("X03", "absence.LastDayOfAbsence")
def absence_ended(person: Person) -> Iterator[Hit]:
    """Report an absence without a last day: it may still be going on, or be forgotten."""
    for absence in person.absences:
        if not absence.record.has("LastDayOfAbsence"):
            yield Hit(absence.record, "LastDayOfAbsence", {"first": _written(absence, "FirstDayOfAbsence")})


@rule("X04", "absence.FirstDayOfAbsence", "absence.LastDayOfAbsence")
def last_after_first(person: Person) -> Iterator[Hit]:
    """Report a last day before the first.

    A warning in the implementation of 2010, surely an error of the department's: the milder stands.
    """
    for absence in person.absences:
        first, last = absence.first, absence.last
        if first is not None and last is not None and last < first:
            yield Hit(absence.record, "LastDayOfAbsence", {"first": _uk(first)})


@rule("X05", "absence.AbsenceCategory", "absence.LastDayOfAbsence", "absence.WorkingDaysLost")
def days_lost_given(person: Person) -> Iterator[Hit]:
    """Report sickness (SIC), from 2024 pregnancy too (PRG), with a last day and without working days lost."""
    counted = {"SIC", "PRG"} if person.collection.year >= _PREGNANCY_COUNTED else {"SIC"}
    for absence in person.absences:
        if (
            absence.record.code("AbsenceCategory") in counted
            and absence.record.has("LastDayOfAbsence")
            and not absence.record.has("WorkingDaysLost")
        ):
            yield Hit(absence.record, "WorkingDaysLost", {"last": _written(absence, "LastDayOfAbsence")})


@rule("X50", "absence.FirstDayOfAbsence", "absence.AbsenceCategory")
def absence_items_given(person: Person) -> Iterator[Hit]:
    """Report a first day or a category absent: the data items require both in every absence."""
    for absence in person.absences:
        for tag in ("FirstDayOfAbsence", "AbsenceCategory"):
            if not absence.record.has(tag):
                yield Hit(absence.record, tag)


@rule("X52", "absence.FirstDayOfAbsence")
def absence_of_last_year(person: Person) -> Iterator[Hit]:
    """Report a first day after the academic year whose absences are collected: it belongs to the next census.

    A query, because the window rests on the papers of other years.
    """
    end = person.collection.absences_until
    for absence in person.absences:
        first = absence.first
        if first is not None and first > end:
            yield Hit(absence.record, "FirstDayOfAbsence", {"end": _uk(end)})


@rule("X53", "absence.FirstDayOfAbsence", "absence.LastDayOfAbsence", "absence.Estab")
def absences_apart(person: Person) -> Iterator[Hit]:
    """Report two absences of one person that share a day, at the later one.

    Absences from different schools may overlap. An absence without a last day counts as lasting: it overlaps an ended
    one that begins on its first day or later; two of them are left to 4950Q.
    """
    if len(person.absences) < 2:
        return
    spans = []
    for absence in person.absences:
        first, last = absence.first, absence.last
        if (
            first is not None
            and (last is not None or not absence.record.has("LastDayOfAbsence"))
            and not (last and last < first)
        ):
            spans.append((first, last, absence))
    spans.sort(key=lambda span: span[0])
    for (first, last, earlier), (second_first, second_last, later) in combinations(spans, 2):
        if second_first > last if last is not None else second_last is None:
            continue
        estabs = {code for absence in (earlier, later) if (code := absence.record.code("Estab")) is not None}
        if len(estabs) < 2:
            ends = "an unknown day" if last is None else _uk(last)
            yield Hit(later.record, "FirstDayOfAbsence", {"first": _uk(first), "last": ends})


@lru_cache(1000)
def _no_half_days(days: Decimal) -> bool:
    """Whether an amount with one decimal is below zero or no number of half days; most amounts are of a few."""
    return days * 10 % 1 == 0 and (days < 0 or days * 2 % 1 != 0)


@rule("X54", "absence.WorkingDaysLost")
def days_lost_in_halves(person: Person) -> Iterator[Hit]:
    """Report working days lost below zero or not in half days; what is no number with one decimal is left to X96."""
    for absence in person.absences:
        days = absence.record.typed("WorkingDaysLost")
        if isinstance(days, Decimal) and _no_half_days(days):
            yield Hit(absence.record, "WorkingDaysLost")


@rule("X55", "absence.FirstDayOfAbsence", "absence.LastDayOfAbsence", "absence.WorkingDaysLost")
def days_lost_within_span(person: Person) -> Iterator[Hit]:
    """Report more working days lost than there are days from the first to the last, weekends included."""
    for absence in person.absences:
        first, last, days = absence.first, absence.last, absence.record.typed("WorkingDaysLost")
        if first is not None and last is not None and last >= first and isinstance(days, Decimal):
            span = (last - first).days + 1
            if days > span:
                yield Hit(absence.record, "WorkingDaysLost", {"days": str(span)})
