"""Tables N to S of the summary: absences, curriculum, vacancies, occasional teachers; an authority's psychologists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from swf_desktop.record import Record
from validation.reports.page import uk_date
from validation.reports.summary.counted import Cell, Column, Counted, SummaryTable, categories_of, records, rounded
from validation.rule import Person

_SICKNESS: Final = "SIC"
_NO_SCHOOL: Final = "The return has no part for the school."

Row = tuple[Cell, ...]
Groups = dict[str | None, list[tuple[Person, Record]]]


def _absences(counted: Counted) -> tuple[list[tuple[Person, Record]], int]:
    """Return the absences that touch the year asked for, and how many do not or have no first day."""
    inside, outside = [], 0
    for person, absence in records(counted.people, "absence"):
        first, last = absence.typed("FirstDayOfAbsence"), absence.typed("LastDayOfAbsence")
        touches = (
            isinstance(first, date)
            and first <= counted.collection.absences_until
            and not (isinstance(last, date) and last < counted.collection.absences_from)
        )
        if touches:
            inside.append((person, absence))
        outside += not touches
    return inside, outside


def _year(counted: Counted) -> str:
    return f"{uk_date(counted.collection.absences_from)} to {uk_date(counted.collection.absences_until)}"


def _absence_notes(counted: Counted, outside: int) -> tuple[str, ...]:
    notes = []
    if counted.return_.message.typed("AbsencesIncluded") is False:
        notes.append("The return says that it brings no absences.")
    if outside:
        notes.append(f"Not counted, because they lie outside {_year(counted)} or have no first day: {outside:,}.")
    return tuple(notes)


def _days(absences: Iterable[Record]) -> Decimal:
    days = (absence.typed("WorkingDaysLost") for absence in absences)
    return sum((number for number in days if isinstance(number, Decimal)), Decimal("0.0"))


def _people(found: Iterable[tuple[Person, Record]]) -> int:
    return len({id(person) for person, _ in found})


def table_n(counted: Counted) -> SummaryTable:
    """Sickness absence of the previous academic year, by staff category."""
    inside, outside = _absences(counted)
    sick = [(person, absence) for person, absence in inside if absence.code("AbsenceCategory") == _SICKNESS]

    def row(label: str, found: list[tuple[Person, Record]], staff: int) -> Row:
        days = _days(absence for _, absence in found)
        return (
            label,
            staff,
            _people(found),
            len(found),
            days,
            rounded(days / staff, Decimal("0.1")) if staff else None,
            sum(not absence.has("WorkingDaysLost") for _, absence in found),
        )

    rows = []
    for category, label in categories_of(counted.collection).items():
        staff = sum(person.category == category for person in counted.people)
        some = [(person, absence) for person, absence in sick if person.category == category]
        if staff:
            rows.append(row(label, some, staff))
    heads = (
        "Staff records",
        "People with sickness",
        "Absences",
        "Working days lost",
        "Days for each person",
        "Without days",
    )
    return SummaryTable(
        "N",
        f"Sickness absence of the previous academic year ({_year(counted)})",
        (Column("Staff", number=False), *map(Column, heads)),
        tuple(rows),
        (row("In all", sick, len(counted.people)),),
        "Do the days look like the school's own record? No absence of teachers at all usually means that the list is "
        "missing. Other support staff need not be here.",
        ("Staff records are those of A.", "Absences of other kinds are in O."),
        _absence_notes(counted, outside),
    )


def table_o(counted: Counted) -> SummaryTable:
    """Absences of other kinds than sickness."""
    inside, outside = _absences(counted)
    set_id = counted.collection.fields["absence.AbsenceCategory"].code_set
    kinds: dict[str | None, list[tuple[Person, Record]]] = {}
    for person, absence in inside:
        code = absence.code("AbsenceCategory")
        if code != _SICKNESS:
            kinds.setdefault(code, []).append((person, absence))

    def row(label: str, found: list[tuple[Person, Record]]) -> Row:
        return (label, _people(found), len(found), _days(absence for _, absence in found))

    every = [pair for found in kinds.values() for pair in found]
    return SummaryTable(
        "O",
        "Other types of absence",
        (Column("Type", number=False), *map(Column, ("People", "Absences", "Working days lost"))),
        tuple(row(counted.describe(set_id, code), kinds[code]) for code in counted.in_code_order(set_id, kinds)),
        (row("In all", every),),
        "Are maternity leave, training and unpaid leave told apart from sickness?",
        ("Sickness is in N.",),
        _absence_notes(counted, outside),
    )


_TAUGHT: Final = {1: "Teachers, own contracts", 3: "Teaching assistants"}


def _curriculum(counted: Counted) -> tuple[Groups, list[str | None], tuple[str, ...]]:
    """Return the curriculum records of regular teachers and teaching assistants by year group, the order, and notes."""
    years: Groups = {}
    others = 0
    for person, lesson in records(counted.people, "curriculum"):
        if person.category in _TAUGHT:
            years.setdefault(lesson.code("YearGroup"), []).append((person, lesson))
        else:
            others += 1
    notes = []
    if counted.return_.message.typed("CurriculumsIncluded") is False:
        notes.append("The return says that it brings no curriculum; schools without a timetable system need not.")
    if others:
        notes.append(f"Curriculum records of other staff, not counted here: {others:,}.")
    set_id = counted.collection.fields["curriculum.YearGroup"].code_set
    return years, counted.in_code_order(set_id, years), tuple(notes)


def table_p(counted: Counted) -> SummaryTable:
    """Who delivers the curriculum, by year group: each person once in a row."""
    years, order, notes = _curriculum(counted)

    def row(label: str, found: list[tuple[Person, Record]]) -> Row:
        parts = [_people(pair for pair in found if pair[0].category == category) for category in _TAUGHT]
        return (label, *parts, _people(found))

    set_id = counted.collection.fields["curriculum.YearGroup"].code_set
    every = [pair for found in years.values() for pair in found]
    return SummaryTable(
        "P",
        "Regular teachers and teaching assistants delivering the curriculum, by NC year group",
        (Column("Year group", number=False), *map(Column, (*_TAUGHT.values(), "People"))),
        tuple(row(counted.describe(set_id, code), years[code]) for code in order),
        (row("In all", every),) if every else (),
        "Does each year group that you teach have its teachers? Somebody who teaches several counts once in each.",
        ("Q has the hours of the same people.", "There are no more people here than teachers and assistants in A."),
        notes,
    )


def table_q(counted: Counted) -> SummaryTable:
    """Hours of curriculum by year group."""
    years, order, notes = _curriculum(counted)

    def hours(found: Iterable[tuple[Person, Record]]) -> Decimal:
        numbers = (lesson.typed("SubjectHours") for _, lesson in found)
        return sum((number for number in numbers if isinstance(number, Decimal)), Decimal("0.00"))

    def row(label: str, found: list[tuple[Person, Record]]) -> Row:
        parts = [hours(pair for pair in found if pair[0].category == category) for category in _TAUGHT]
        return (label, *parts, hours(found))

    set_id = counted.collection.fields["curriculum.YearGroup"].code_set
    every = [pair for found in years.values() for pair in found]
    return SummaryTable(
        "Q",
        "Hours spent delivering the curriculum, by NC year group",
        (Column("Year group", number=False), *map(Column, (*_TAUGHT.values(), "Hours"))),
        tuple(row(counted.describe(set_id, code), years[code]) for code in order),
        (row("In all", every),) if every else (),
        "Are these the hours of one week, or of the timetable cycle divided into weeks?",
        ("P has the people.",),
        notes,
    )


def table_r(counted: Counted) -> SummaryTable:
    """Vacancies on the reference date, by post."""
    school = counted.return_.school
    posts: dict[str | None, list[Record]] = {}
    for vacancy in [] if school is None else school.of("vacancy"):
        posts.setdefault(vacancy.code("VacancyPost"), []).append(vacancy)

    def row(label: str, found: list[Record]) -> Row:
        return (
            label,
            len(found),
            sum(vacancy.code("Tenure") == "F" for vacancy in found),
            sum(vacancy.code("Tenure") == "P" for vacancy in found),
            sum(vacancy.typed("VacancyTemporarilyFilled") is True for vacancy in found),
            sum(vacancy.typed("VacancyAdvertised") is True for vacancy in found),
        )

    set_id = counted.collection.fields["vacancy.VacancyPost"].code_set
    heads = ("Vacancies", "Full time", "Part time", "Temporarily filled", "Advertised")
    every = [vacancy for found in posts.values() for vacancy in found]
    return SummaryTable(
        "R",
        "Vacancies on the reference date",
        (Column("Post", number=False), *map(Column, heads)),
        tuple(row(counted.describe(set_id, code), posts[code]) for code in counted.in_code_order(set_id, posts)),
        (row("In all", every),) if every else (),
        "Only teachers' posts are asked for. Is each vacant post here, and is whoever fills it for now in the staff "
        "records?",
        ("A head teacher's vacancy here explains a missing head teacher in G.",),
        (_NO_SCHOOL,) if school is None else () if every else ("No vacancies are given.",),
    )


def table_s(counted: Counted) -> SummaryTable:
    """Occasional teachers in school on the reference date."""
    school = counted.return_.school
    rows: list[Row] = []
    blank = 0
    for tag, label in (
        ("OccasionalsQTS", "With qualified teacher status"),
        ("OccasionalsNOTQTS", "Without qualified teacher status"),
        ("OccasionalsNOTKNWN", "Status not known"),
    ):
        number = None if school is None else school.typed(tag)
        blank += not isinstance(number, int)
        rows.append((label, number if isinstance(number, int) else None))
    notes: tuple[str, ...] = ()
    if school is None:
        notes = (_NO_SCHOOL,)
    elif blank:
        notes = (f"Head counts that are blank or no number: {blank}.",)
    return SummaryTable(
        "S",
        "Occasional teachers in school on the reference date",
        (Column("Teachers", number=False), Column("Head count")),
        () if school is None else tuple(rows),
        () if school is None else (("In all", sum(number for _, number in rows if isinstance(number, int))),),
        "Teachers with a contract or agreement of less than a month who worked on the day. A nought says that there "
        "was nobody; a blank says nothing.",
        ("Nobody of S should be in D.",),
        notes,
    )


def table_psychologists(counted: Counted) -> SummaryTable:
    """Educational psychologists of an authority."""
    la = counted.return_.la
    rows: list[Row] = []
    for tag in ("EdPsychsFT", "EdPsychsPT", "EdPsychsFTE"):
        number = None if la is None else la.typed(tag)
        rows.append(
            (counted.collection.fields[f"la.{tag}"].label, number if isinstance(number, int | Decimal) else None)
        )
    return SummaryTable(
        "LA",
        "Educational psychologists employed by the authority",
        (Column("", number=False), Column("Figure")),
        () if la is None else tuple(rows),
        (),
        "The full-time equivalent is that of the part-timers only.",
        (),
        ("The return has no part for the authority.",) if la is None else (),
    )
