"""The keys under which a recipe keeps answers: made and read here, and for questions of pay in `payroll.keys`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

REJECT: Final = "reject"
"""What a recipe answers to `repair <kind>: <field>`: the cells of that field stay as they stand in the file."""

TYPES_KEY: Final = "type of contracts without an end"
RENEWALS_KEY: Final = "destination of renewed contracts"
OTHER_YEARS_KEY: Final = "absences of other years"
EARLY, LATE = "contracts ended before the census window", "contracts starting after census day"

_GRAIN: Final = "what one row is: "
_RELATION: Final = "relation: "
_REPAIR: Final = "repair "
_LEAVE_OUT: Final = "leave out: "
_LAST_YEAR: Final = "from last year: "
_NO_LAST_LETTER: Final = "NI numbers without their last letter: "

WHICH_COLUMN: Final = "which column"
"""What is doubtful where two columns of a sheet are said to be one field and differ."""

AGENCY_STAFF: Final = "agency staff: "
BY_NAME_LAST_YEAR: Final = f"{_LAST_YEAR}by name alone"


LEAVERS: Final = "people of last year in no file"
DESTINATION_OF_LEAVERS: Final = "destination of those who left"
ORIGIN_OF_NEWCOMERS: Final = "origin of newcomers"
ORIGIN_OF_FIRST_YEARS: Final = "origin of newcomers in their first year"


def grain_key(place: str) -> str:
    """Return where a recipe keeps the answer to what one row of a sheet is."""
    return f"{_GRAIN}{place}"


def relation_key(place: str) -> str:
    """Return where a recipe says that a table is left alone, whatever other tables its keys name."""
    return f"{_RELATION}{place}"


def column_key(what: str, place: str, heading: str) -> str:
    """Return where a recipe keeps what is doubtful for a whole column: its `date order`, `hours` or `name order`."""
    return f"{what}: {place}/{heading}"


def no_last_letter_key(place: str) -> str:
    """Return where a recipe keeps what becomes of a sheet's NI numbers without their last letter."""
    return f"{_NO_LAST_LETTER}{place}"


def is_no_last_letter(key: str) -> bool:
    """Whether a key is of the question on NI numbers without their last letter."""
    return key.startswith(_NO_LAST_LETTER)


def repair_key(kind: str, field: str | None) -> str:
    """Return where a recipe rejects all repairs of one kind and field."""
    return f"{_REPAIR}{kind}: {field}"


def rejected_repairs(answers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return kind and field of the repairs that a recipe rejects."""
    found = []
    for key, answer in answers.items():
        if key.startswith(_REPAIR) and answer == REJECT:
            kind, _, field = key.removeprefix(_REPAIR).partition(": ")
            found.append((kind, field))
    return found


def leave_out_key(pattern: str) -> str:
    """Return where a recipe keeps whether people of one pattern (`casual`, `governor` ...) are left out."""
    return f"{_LEAVE_OUT}{pattern}"


def answered_patterns(answers: Mapping[str, str], answer: str) -> frozenset[str]:
    """Return the patterns of people for which a recipe has one answer, such as `keep`."""
    return frozenset(
        key.removeprefix(_LEAVE_OUT) for key, given in answers.items() if key.startswith(_LEAVE_OUT) and given == answer
    )


def last_year_key(tag: str) -> str:
    """Return where a recipe keeps whether one field, such as `Ethnicity`, is filled from last year's return."""
    return f"{_LAST_YEAR}{tag}"


def last_year_tag(key: str) -> str | None:
    """Return the field that a key asks about, None where it is no question on last year's return."""
    return key.removeprefix(_LAST_YEAR) if key.startswith(_LAST_YEAR) else None


def by_name_key(place: str) -> str:
    """Return where a recipe keeps whether rows are joined by name alone."""
    return f"join by name alone: {place}"


def renumbered_key(place: str) -> str:
    """Return where a recipe keeps whether people with other staff numbers and the same names are the same people."""
    return f"other staff numbers: {place}"


def same_number_key(place: str) -> str:
    """Return where a recipe keeps that a number belongs to two people."""
    return f"same number, other person: {place}"


def strangers_key(place: str) -> str:
    """Return where a recipe keeps what becomes of rows about people who are in no other file."""
    return f"not on any list of staff: {place}"


def which_contract_key(place: str) -> str:
    """Return where a recipe keeps what becomes of rows that do not say which contract they belong to."""
    return f"which contract: {place}"


def which_contract_of_key(place: str, person: str) -> str:
    """Return where a recipe keeps which contract each of a person's rows is, on a sheet that does not say it."""
    return f"which contract: {place}, {person}"


def same_layout_key(one: str, other: str) -> str:
    """Return where a recipe keeps which of two sheets of one layout stands where they differ; the order is the same."""
    first, second = sorted((one, other))
    return f"which is newer: {first} or {second}"


def absence_days_key(place: str) -> str:
    """Return where a recipe keeps whether rows of single days are one absence."""
    return f"absence days: {place}"


def take_on_key(day: date) -> str:
    """Return where a recipe keeps whether a start that most contracts share is a take-on."""
    return f"take-on date {day.isoformat()}"


def starts_key(one: str, other: str) -> str:
    """Return where a recipe keeps which start stands where two sheets differ; the order of the two is the same."""
    first, second = sorted((one, other))
    return f"starts that differ: {first} or {second}"


def whose_word_key(name: str, one: str, other: str) -> str:
    """Return where a recipe keeps which of two sheets counts for an item, by its full name."""
    first, second = sorted((one, other))
    return f"whose word counts for {name}: {first} or {second}"


def award_key(year: int) -> str:
    """Return where a recipe keeps whether the pay award of a year's September has been paid."""
    return f"pay award of September {year}"


def professional_key(role: str) -> str:
    """Return where a recipe keeps whether the holders of a role are school business professionals."""
    return f"school business professionals with role {role}"


def ended_code_key(field_name: str, code: str) -> str:
    """Return where a recipe keeps which code stands in the place of one that ended."""
    return f"ended code {field_name} {code}"


_EMPTY_COLUMN: Final = "empty for everybody: "


def empty_column_key(field_name: str) -> str:
    """Return where a recipe keeps what it means that an item stands empty for everybody."""
    return f"{_EMPTY_COLUMN}{field_name}"


def empty_column_tag(key: str) -> str | None:
    """Return the field that such a key asks about, None for another key."""
    return key.rpartition(".")[2] if key.startswith(_EMPTY_COLUMN) else None


def role_of_post_key(post: str) -> str:
    """Return where a recipe keeps the role of contracts that have a post and no role."""
    return f"role of contracts with post {post}"


def agency_key(place: str) -> str:
    """Return where a recipe keeps whether the people of a sheet are an agency's."""
    return f"{AGENCY_STAFF}{place}"


def support_scale_key(title: str) -> str:
    """Return where a recipe keeps the post of somebody who by title is a teacher and by pay scale is not."""
    return f"teacher on a support scale: {title}"


def gender_key() -> str:
    """Return where a recipe keeps whether gender is taken from Mr and Mrs."""
    return "gender from titles"


AS_IT_STANDS: Final = "as it stands"
"""The answer to `shape_key` that a sheet is a plain table, whatever shape it seems to have."""


def hidden_key(place: str) -> str:
    """Return where a recipe keeps whether a hidden sheet is read."""
    return f"hidden sheet: {place}"


def shape_key(place: str) -> str:
    """Return where a recipe says that a sheet of another shape is read as it stands."""
    return f"shape: {place}"


PERIOD_LENGTH: Final = "minutes of a period: "


def period_length_key(place: str) -> str:
    """Return where a recipe keeps how long the periods of a timetable are."""
    return f"{PERIOD_LENGTH}{place}"


def year_of_days_key(place: str) -> str:
    """Return where a recipe keeps the year in which the days across a sheet begin."""
    return f"year of the days: {place}"


def months_key(place: str) -> str:
    """Return where a recipe keeps what becomes of a sheet that counts absences by month."""
    return f"absences by month: {place}"


LEAVE_EMPTY: Final = "leave empty"
"""The answer that a figure in another unit is not sent at all."""

HOURS_OF_A_DAY: Final = "hours of a day: "
CALENDAR_DAYS: Final = "calendar days: "


def hours_of_a_day_key(place: str) -> str:
    """Return where a recipe keeps how many hours of absence are a day."""
    return f"{HOURS_OF_A_DAY}{place}"


def calendar_days_key(place: str) -> str:
    """Return where a recipe keeps what becomes of days of absence that count weekends."""
    return f"{CALENDAR_DAYS}{place}"


OTHERS: Final = "others"
"""The answer to `like_numbers_key` that numbers with the same digits are of other people."""


def like_numbers_key(place: str) -> str:
    """Return where a recipe keeps whether staff numbers written in another way are those of the same people."""
    return f"same numbers written otherwise: {place}"
