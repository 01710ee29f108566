"""Which items of the return an answer decides, by the key of its question."""

from __future__ import annotations

from typing import Final

from converters.recipe.keys import (
    CALENDAR_DAYS,
    DESTINATION_OF_LEAVERS,
    HOURS_OF_A_DAY,
    LEAVERS,
    ORIGIN_OF_NEWCOMERS,
    PERIOD_LENGTH,
    RENEWALS_KEY,
    TYPES_KEY,
    empty_column_tag,
    last_year_tag,
)

_BY_BEGINNING: Final = (
    (TYPES_KEY, ("ContractType",)),
    (RENEWALS_KEY, ("DestinationCode", "Origin")),
    (LEAVERS, ("ContractEnd",)),
    (DESTINATION_OF_LEAVERS, ("DestinationCode",)),
    (ORIGIN_OF_NEWCOMERS, ("Origin",)),
    ("take-on date", ("ContractStart", "SchoolArrivalDate", "Origin")),
    ("starts that differ", ("ContractStart",)),
    ("post of contracts with role", ("Post",)),
    ("gender from titles", ("GenderCurrent",)),
    ("agency staff", ("ContractType", "DailyRate", "BasePay")),
    ("teacher on a support scale", ("Post", "Scale")),
    ("role of contracts with post", ("RoleIdentifier",)),
    (PERIOD_LENGTH, ("SubjectHours",)),
    (HOURS_OF_A_DAY, ("WorkingDaysLost",)),
    (CALENDAR_DAYS, ("WorkingDaysLost",)),
    ("absence days", ("LastDayOfAbsence", "WorkingDaysLost")),
    ("full-time hours of", ("FTEHours", "BasePay")),
    ("weeks a year of", ("WeeksPerYear", "BasePay")),
    ("53 weeks a year", ("WeeksPerYear",)),
    ("pay region", ("RegionSpine", "SpinePoint")),
    ("spine point", ("SpinePoint", "Scale", "BasePay")),
    ("which point", ("SpinePoint",)),
    ("units of hourly lines", ("HoursPerWeek", "BasePay")),
    ("additional payments holds months", ("PaymentAmount",)),
    ("pay element", ("BasePay", "PaymentType", "PaymentAmount")),
)


def decided_by(key: str, *, pay: bool) -> tuple[str, ...]:
    """Return the tags of the items that an answer decides. pay: whether it is a question about pay."""
    tag = last_year_tag(key) or empty_column_tag(key)
    if tag is not None:
        return (tag,)
    for beginning, tags in _BY_BEGINNING:
        if key.startswith(beginning):
            return tags
    return ("BasePay",) if pay else ()
