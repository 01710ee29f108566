"""Absences that a file has as one row for each day: touching days of one absence are joined, where the user says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from converters.recipe.keys import OTHER_YEARS_KEY, absence_days_key
from converters.recipe.question import Question
from swf_desktop.canonical import sent_decimal
from swf_desktop.collection import Collection
from swf_desktop.record import Record, Return, Value
from swf_desktop.words import counted, sheet_words

FEWEST_PAIRS: Final = 3
"""So many days that touch, in one file, look like a file of single days; fewer may be chance."""

MOST_OTHERS: Final = 0.2
"""Where more than this share of a file's absences spans several days, its rows are absences and no single days."""


def join_days(return_: Return, answers: Mapping[str, str]) -> tuple[list[Question], list[str]]:
    """Join absences of single days that touch. Asked once for a file; while that is open they stay as they are.

    Days touch where one is the next day, or the Monday after a Friday, and person and category are the same. The
    working days lost are added where every row says them, and left out where one does not. Returns the questions and
    sentences on what was joined.
    """
    chains: dict[str, list[list[Record]]] = {}
    for place, chain in _chains(return_):
        chains.setdefault(place, []).append(chain)
    spans = _spans(return_)
    questions, notes = [], []
    alone = _without_last_day(return_)
    days = {place: found for place, found in alone.items() if _all_single(found)}
    for place, found in chains.items():
        pairs = sum(len(chain) - 1 for chain in found)
        several, all_rows = spans[place]
        if pairs < FEWEST_PAIRS or several > MOST_OTHERS * all_rows:
            continue
        key = absence_days_key(place)
        answer = answers.get(key)
        if answer in ("join", "keep"):
            days[place] = alone.get(place, [])
        if answer == "join":
            for chain in found:
                _join(chain)
            notes.append(
                f"{place}: {sum(map(len, found))} rows of single days are {counted(len(found), 'absence')}, as the "
                "recipe says."
            )
        elif answer is None:
            text = (
                f"{place} seems to have a row for each day of an absence: "
                f"{counted(pairs, 'row follows', 'rows follow')} straight on the one before. Join them?"
            )
            choices = (("join", "days that touch are one absence"), ("keep", "each row is an absence of its own"))
            source = found[0][0].source()
            questions.append(Question("answer", key, "", text, choices, count=pairs, source=source, step="columns"))
    for place, singles in days.items():
        # Those that were joined have their last day by now.
        rest = [absence for absence in singles if not absence.has("LastDayOfAbsence")]
        for absence in rest:
            first = absence.values["FirstDayOfAbsence"]
            absence.put("LastDayOfAbsence", first, absence.origin_of("FirstDayOfAbsence"))
        if rest:
            notes.append(
                f"{place} has a row for each day of absence and no last days: "
                f"{counted(len(rest), 'absence ends', 'absences end')} on the day of its beginning."
            )
    return questions, notes


def leave_out_of_year(return_: Return, collection: Collection, answers: Mapping[str, str]) -> list[str]:
    """Leave out absences of another year's census: begun after the year that is collected, or ended before it.

    To be run after pay, which looks at the absences that are open on census day. An answer `keep` to
    `OTHER_YEARS_KEY` keeps them. Returns sentences on what was left out.
    """
    if answers.get(OTHER_YEARS_KEY) == "keep":
        return []
    later, before = 0, 0
    for person in return_.staff:
        kept = []
        for absence in person.of("absence"):
            first, last = absence.typed("FirstDayOfAbsence"), absence.typed("LastDayOfAbsence")
            if isinstance(first, date) and first > collection.absences_until:
                later += 1
            elif isinstance(last, date) and last < collection.absences_from and not _runs_back(first, last):
                before += 1
            else:
                kept.append(absence)
        if person.children is not None and len(kept) < len(person.of("absence")):
            person.children["absence"] = kept
    keep = f"To keep them, put “{OTHER_YEARS_KEY}” = “keep” under answers in the recipe."
    notes = []
    if later:
        notes.append(
            f"{later} absences that began after {collection.absences_until:%d/%m/%Y} belong to the next census and are "
            f"left out. {keep}"
        )
    if before:
        notes.append(
            f"{before} absences that ended before {collection.absences_from:%d/%m/%Y} belong to the census before and "
            f"are left out. {keep}"
        )
    return notes


def _runs_back(first: object, last: date) -> bool:
    """Whether an absence ends before it begins: then its dates are wrong, and who is to say which."""
    return isinstance(first, date) and last < first


def _without_last_day(return_: Return) -> dict[str, list[Record]]:
    """Return for each file that has no last day at all its absences of a day."""
    found: dict[str, list[Record]] = {}
    ending: set[str] = set()
    for person in return_.staff:
        for absence in person.of("absence"):
            place = _place(absence)
            if place is None or absence.origin is None:
                continue
            if absence.has("LastDayOfAbsence") or "absence.LastDayOfAbsence" in absence.origin.sheet.columns:
                ending.add(place)
            elif isinstance(absence.typed("FirstDayOfAbsence"), date):
                found.setdefault(place, []).append(absence)
    return {place: absences for place, absences in found.items() if place not in ending}


def _all_single(absences: list[Record]) -> bool:
    """Whether the days lost say that each row is one day: a day or a part of one, in every row."""
    days = [absence.typed("WorkingDaysLost") for absence in absences]
    return all(isinstance(number, Decimal) and 0 < number <= 1 for number in days)


def _place(record: Record) -> str | None:
    if record.origin is None:
        return None
    sheet = record.origin.sheet
    return sheet_words(sheet.file, sheet.name)


def _spans(return_: Return) -> dict[str, tuple[int, int]]:
    """Return for each file how many absences span several days, and how many there are."""
    found: dict[str, tuple[int, int]] = {}
    for person in return_.staff:
        for absence in person.of("absence"):
            place = _place(absence)
            if place is not None:
                several, all_rows = found.get(place, (0, 0))
                found[place] = several + (not _is_one_day(absence)), all_rows + 1
    return found


def _is_one_day(absence: Record) -> bool:
    first, last = absence.typed("FirstDayOfAbsence"), absence.typed("LastDayOfAbsence")
    return (
        isinstance(first, date)
        and (last is None or first == last)
        and not (last is None and absence.has("LastDayOfAbsence"))
    )


def _chains(return_: Return) -> Iterator[tuple[str, list[Record]]]:
    """Yield each run of touching days: the file and the absences, first day first."""
    for person in return_.staff:
        absences = person.of("absence")
        if len(absences) < 2:
            continue
        groups: dict[tuple[str, str | None], list[Record]] = {}
        for absence in absences:
            place = _place(absence)
            if place is not None and _is_one_day(absence):
                groups.setdefault((place, absence.code("AbsenceCategory")), []).append(absence)
        for (place, _), group in groups.items():
            group.sort(key=_first)
            chain = [group[0]]
            for absence in group[1:]:
                if _touches(_first(chain[-1]), _first(absence)):
                    chain.append(absence)
                    continue
                if len(chain) > 1:
                    yield place, chain
                chain = [absence]
            if len(chain) > 1:
                yield place, chain


def _first(absence: Record) -> date:
    day = absence.typed("FirstDayOfAbsence")
    return day if isinstance(day, date) else date.min


def _touches(one: date, other: date) -> bool:
    apart = other - one
    return apart == timedelta(1) or (apart == timedelta(3) and one.weekday() == 4)


def _join(chain: list[Record]) -> None:
    first, last = chain[0], chain[-1]
    tag = "LastDayOfAbsence" if last.has("LastDayOfAbsence") else "FirstDayOfAbsence"
    first.put("LastDayOfAbsence", last.values[tag], last.origin_of(tag))
    days = [absence.typed("WorkingDaysLost") for absence in chain]
    numbers = [number for number in days if isinstance(number, Decimal)]
    if len(numbers) == len(chain):
        total = sum(numbers, Decimal(0))
        raw = " + ".join(absence.raw("WorkingDaysLost") for absence in chain)
        first.put("WorkingDaysLost", Value(raw, total, sent_decimal(total, "days")))
    else:
        # Days of a part of it are not those of the whole.
        first.withdraw("WorkingDaysLost")
    gone = set(map(id, chain[1:]))
    person = first.parent
    if person is not None and person.children is not None:
        person.children["absence"] = [absence for absence in person.of("absence") if id(absence) not in gone]
