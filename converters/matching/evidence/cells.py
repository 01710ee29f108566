"""What the cells of a column tell by themselves, whatever stands above them.

Every code set is a recogniser, by its labels, codes and everyday words; so are NI and teacher numbers, spine points,
dates of birth, hours, weeks, shares, titles and subjects. The strength of each is how sure somebody would be who saw
the cells and no heading: 1 is beyond doubt, 0.5 one of two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Final, NamedTuple

from converters.matching.look import ENOUGH, Look, is_point, worked_share
from converters.sources.table import Cell
from converters.values.codes import matcher_for
from converters.values.dates import parse_date
from converters.values.job_titles import fits_a_pattern, job_title
from converters.values.working_time import read_working_time
from swf_desktop.collection import Collection
from swf_desktop.pay.points import read_scale

TELLING: Final = 0.85
"""From here the cells alone say what a column is."""

YOUNGEST, OLDEST = 16, 90
"""Ages of people at work."""

_LOOKED_AT: Final = 60
"""Different texts of a column that are looked up."""

_LONG_WORD: Final = 6

_FULL_TIME_HOURS: Final = (30.0, 42.0)
_WORKED_WEEKS: Final = (36.0, 53.0)

_YEAR_GROUP: Final = re.compile(
    r"(?:y(?:ea)?r?\.?\s*|n\.?c\.?\s*)(?:1[0-3]|[1-9])|reception|nursery|foundation", re.IGNORECASE
)


HOURLY: Final = re.compile(
    r"£?\s*\d{1,3}(?:\.\d{1,4})?\s*(?:p\.?\s*/?\s*h\.?|/\s*h(?:ou)?r|per hour|an hour)", re.IGNORECASE
)
"""A rate of pay as people write it beside points: `£8.15ph`."""

POINT_OR_RATE: Final = "contract.SpinePoint + contract.HourlyRate"


SAYS_WEEKS: Final = "the cells say term time or all year"


class Recognised(NamedTuple):
    """One field that the cells of a column may be. strength: 0 to 1; reason: in words."""

    field: str
    strength: float
    reason: str


_WORDS_TELL: Final[Mapping[str, tuple[float, str]]] = {
    "staff.Ethnicity": (0.96, "the cells are ethnic groups"),
    "contract.ContractType": (0.92, "the cells are types of contract"),
    "contract.Post": (0.9, "the cells are posts"),
    "role.RoleIdentifier": (0.88, "the cells are roles"),
    "contract.DestinationCode": (0.9, "the cells are destinations of leavers"),
    "contract.Origin": (0.9, "the cells say where people came from"),
    "payment.PaymentType": (0.88, "the cells are types of additional payments"),
    "absence.AbsenceCategory": (0.92, "the cells are kinds of absence"),
    "qualification.QualificationCode": (0.9, "the cells are qualifications"),
    "qualification.ClassOfDegree": (0.92, "the cells are classes of a degree"),
    "staff.QTSRoute": (0.9, "the cells are routes to qualified status"),
    "curriculum.Subject": (0.88, "the cells are subjects"),
    "qualification.QualificationSubject": (0.86, "the cells are subjects"),
    "headcount.AgencyTPsupportCategory": (0.9, "the cells are kinds of third-party staff"),
}
"""Code sets whose words are used for nothing else, how telling they are, and what to say."""


def recognise(look: Look, collection: Collection) -> list[Recognised]:
    """Return the fields that the cells of a column tell, the surest first; none where there are too few cells."""
    if not look.filled:
        return []
    if look.filled < ENOUGH:
        few = [one for one in _codes(look, collection) if _is_plain(look, one.field, collection)]
        return few + [one for one in _words(look, collection) if one.field == "staff.HLTAStatus"]
    found: dict[str, Recognised] = {}
    for part in (_identities, _dates, _words, _codes, _points, _numbers, _percent, _working_time):
        for one in part(look, collection):
            if one.strength >= 0.3 and (one.field not in found or found[one.field].strength < one.strength):
                found[one.field] = one
    return sorted(found.values(), key=lambda one: (-one.strength, one.field))


def _is_plain(look: Look, name: str, collection: Collection) -> bool:
    """Whether one or two cells are all words of one code set, and no short ones: they tell as much as many."""
    matcher = matcher_for(collection, name, {})
    return matcher is not None and all(len(text) > _LONG_WORD and matcher.knows(text) for text in look.texts)


def _identities(look: Look, _collection: Collection) -> Iterable[Recognised]:
    if look.ni >= 0.7:
        yield Recognised("staff.NINumber", 0.97, "the cells are National Insurance numbers")
    if look.teacher >= 0.7:
        marked = sum("/" in text or text.upper().startswith("RP") for text in look.texts) / max(len(look.texts), 1)
        seven = sum(len(text) == 7 and text.isdigit() for text in look.texts) / max(len(look.texts), 1)
        strength = 0.93 if marked >= 0.6 else 0.7 if seven >= 0.7 else 0.3
        yield Recognised("staff.TeacherNumber", strength, "the cells have the form of teacher numbers")


def _dates(look: Look, collection: Collection) -> Iterable[Recognised]:
    if look.dates < 0.8:
        return
    days = [day for cell in look.cells if (day := day_of(cell, collection)) is not None]
    if len(days) < ENOUGH:
        return
    today = collection.reference_date
    born = sum(today.year - OLDEST <= day.year <= today.year - YOUNGEST for day in days) / len(days)
    if born >= 0.95 and sum(day.year <= today.year - 30 for day in days) >= 0.35 * len(days):
        yield Recognised("staff.PersonBirthDate", 0.9, "the dates are those of people's birth")
    elif look.filled:
        within = sum(collection.absences_from <= day <= collection.absences_until for day in days) / len(days)
        if within == 1 and len(days) >= ENOUGH:
            yield Recognised("absence.FirstDayOfAbsence", 0.6, "the dates are days of the last school year")
            yield Recognised("absence.LastDayOfAbsence", 0.5, "the dates are days of the last school year")
        past = sum(day <= today for day in days) / len(days)
        if past >= 0.95:
            yield Recognised("contract.ContractStart", 0.5, "the cells are dates before census day")
            yield Recognised("contract.SchoolArrivalDate", 0.5, "the cells are dates before census day")
        yield Recognised("contract.ContractEnd", 0.4, "the cells are dates")


def day_of(cell: Cell, collection: Collection) -> date | None:
    """Return the day of a cell, None where it is none."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, str):
        return parse_date(cell.strip(), collection.reference_date).date
    return None


def _words(look: Look, _collection: Collection) -> Iterable[Recognised]:
    texts = look.texts[:_LOOKED_AT]
    lowered = {text.casefold().strip(" .") for text in texts}
    if lowered <= {"m", "f", "male", "female", "man", "woman"} and len(lowered) >= 1:
        yield Recognised("staff.GenderCurrent", 0.95, "the cells are male and female")
    if lowered <= {"hlta", "hlta status", "level 4 hlta"} and lowered:
        yield Recognised("staff.HLTAStatus", 0.9, "the cells say who is a higher level teaching assistant")
    if look.letters >= 0.7 and look.dates < 0.3:
        titles = share(texts, lambda text: job_title(text) is not None or fits_a_pattern(text))
        if titles >= 0.5 and len(texts) >= ENOUGH:
            yield Recognised("contract.JobTitle", 0.5 + 0.42 * titles, "the cells are job titles")
    if texts and all(_YEAR_GROUP.fullmatch(text.strip()) for text in texts):
        yield Recognised("curriculum.YearGroup", 0.9, "the cells are year groups")


def _codes(look: Look, collection: Collection) -> Iterable[Recognised]:
    if look.letters < 0.5 or look.dates > 0.5:
        return
    texts = look.texts[:_LOOKED_AT]
    for name, (strength, reason) in _WORDS_TELL.items():
        if name not in collection.fields:
            continue
        matcher = matcher_for(collection, name, {})
        if matcher is None:
            continue
        known = share(texts, matcher.knows)
        if known < 0.5:
            continue
        # One or two short codes may be anything; words and many different codes are not.
        words = share(texts, lambda text: len(text) > 4)
        plain = 1.0 if words >= 0.5 else 0.75 if len(texts) >= 4 else 0.55
        yield Recognised(name, strength * plain * (0.4 + 0.6 * known), reason)


def _points(look: Look, collection: Collection) -> Iterable[Recognised]:
    texts = look.texts[:_LOOKED_AT]
    if look.letters < 0.3 or look.dates > 0.3:
        return
    points = share(texts, lambda text: is_point(text, collection))
    hourly = share(texts, lambda text: HOURLY.fullmatch(text.strip()) is not None)
    if points >= 0.3 and hourly >= 0.1 and points + hourly >= 0.6:
        yield Recognised(POINT_OR_RATE, 0.92, "the cells are spine points, and rates of pay an hour")
        return
    if points >= 0.5:
        yield Recognised("contract.SpinePoint", 0.5 + 0.45 * points, "the cells are spine points")
        return
    scales = share(texts, lambda text: len(text) > 1 and read_scale(text, collection).code is not None)
    if scales >= 0.5:
        yield Recognised("contract.Scale", 0.5 + 0.42 * scales, "the cells are pay scales")


def _numbers(look: Look, _collection: Collection) -> Iterable[Recognised]:
    if look.numbers < 0.8 or look.letters > 0.3 or look.dates > 0.3:
        return
    figures = figures_of(look)
    if len(figures) < ENOUGH:
        return
    top, low = max(figures), min(figures)
    different = len(set(figures))
    usual = max(figures.count(figure) for figure in set(figures)) / len(figures)
    whole = sum(figure == int(figure) for figure in figures) / len(figures)
    pence = sum(round(figure * 100) % 100 != 0 for figure in figures) / len(figures)
    if 0 < top <= 1 and low >= 0:
        yield Recognised("contract.FTE", 0.8 if whole < 1 or usual == 1 else 0.5, "the cells are shares up to 1")
    if low > 0 and top <= _FULL_TIME_HOURS[1]:
        if low >= _FULL_TIME_HOURS[0] and different <= 4 and whole < 1:
            yield Recognised("contract.FTEHours", 0.7, "the cells are hours of a full week")
        yield Recognised("contract.HoursPerWeek", 0.6 if top > 15 else 0.35, f"the cells are {low:g} to {top:g}")
    if _WORKED_WEEKS[0] <= low and top <= _WORKED_WEEKS[1] and whole >= 0.9:
        yield Recognised("contract.WeeksPerYear", 0.75 if top > _FULL_TIME_HOURS[1] else 0.5, "the cells are weeks")
    if top >= 9000 and low >= 1000:
        yield Recognised("contract.AnnualSalary", 0.5, "the cells are sums of a year's pay")
    elif 300 <= top < 12000 and pence >= 0.3:
        yield Recognised("contract.MonthlyPay", 0.5, "the cells are sums of a month's pay")


def _percent(look: Look, _collection: Collection) -> Iterable[Recognised]:
    """Per cent up to a hundred, with fewer than a hundred among them, are shares of full time."""
    said = [cell.strip() for cell in look.cells if isinstance(cell, str) and cell.strip().endswith("%")]
    if len(said) < ENOUGH or len(said) < 0.8 * look.filled:
        return
    figures = [figure for figure in figures_of(look) if 0 < figure <= 100]
    if len(figures) >= 0.9 * len(said) and len(set(figures)) > 1:
        yield Recognised("contract.FTE", 0.8 if max(figures) == 100 else 0.6, "the cells are per cent up to 100")


def _working_time(look: Look, _collection: Collection) -> Iterable[Recognised]:
    times = [time for cell in look.cells if isinstance(cell, str) and (time := read_working_time(cell)) is not None]
    of_the_year = all(time.hours is None and time.days is None and time.share in (None, 1) for time in times)
    if len(times) >= max(ENOUGH, 0.8 * look.filled) and of_the_year and any(time.weeks for time in times):
        # `TTO`, `TTO+1`, `AYR`, and `FT` beside them: weeks of the year, and no hours.
        yield Recognised("contract.WeeksPerYear", 0.92, SAYS_WEEKS)
        return
    worked = worked_share(look)
    if worked >= 0.3 and worked + look.numbers >= 0.8:
        strength = 0.55 + 0.4 * (worked + look.numbers)
        yield Recognised("contract.HoursPerWeek", min(strength, 0.95), "the cells say how much somebody works")


def figures_of(look: Look) -> list[float]:
    """Return the figures of a column's sample, without signs of money; texts that are none are left out."""
    found = []
    for cell in look.cells:
        if isinstance(cell, bool):
            continue
        if isinstance(cell, int | float):
            found.append(float(cell))
        elif isinstance(cell, str):
            try:
                found.append(float(cell.replace("£", "").replace(",", "").strip().rstrip("%")))
            except ValueError:
                continue
    return found


def share(texts: Iterable[str], test: Callable[[str], bool]) -> float:
    """Return the share of texts for which a test holds, 0 where there are none."""
    listed = list(texts)
    return sum(map(test, listed)) / len(listed) if listed else 0.0
