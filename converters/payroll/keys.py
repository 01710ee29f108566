"""The keys of questions about pay, made in one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from converters.values.periods import words_of
from swf_desktop.pay.figures import KINDS
from swf_desktop.record import Record


def element_key(name: str) -> str:
    """Return where the recipe keeps what a pay element is; names that differ in signs and case only share it."""
    return f"pay element: {words_of(name) or '(blank)'}"


def period_key(text: str) -> str:
    """Return where the recipe keeps what a period's text means."""
    return f"pay period: {text.strip() or '(blank)'}"


_SEND: Final = "send: "


REGION_KEY: Final = "pay region of the school"


BARE_KEY: Final = "spine points without letters"


SUPPORT_POINTS_KEY: Final = "spine points of support staff"


DAYS_KEY: Final = "days in a year of daily pay"


WEEKS_KEY: Final = "payroll weeks in a year"


HOURS_OF_SHARE_KEY: Final = "hours from the share of full time"


LONG_YEAR_KEY: Final = "53 weeks a year"


WEEKS_OF: Final = "weeks a year of "
"""How the key begins of the question on weeks that no file gives, of `teachers` or of `support staff`."""


FOUR_WEEKS_KEY: Final = "payroll four-week periods in a year"


def column_key(need: str, kind: str, column: str) -> str:
    """Return where the recipe keeps an answer about a column of pay: `annual salary basis.

    Payroll.xlsx/Pay/column G`.
    """
    names = {"basis": "basis", "months": "holds months", "year": "holds years"}
    return f"{KINDS[kind].words} {names[need]}: {column}"


def share_key(column: str) -> str:
    """Return where the recipe keeps what a column of shares of full time counts."""
    return f"share of full time: {column}"


def paid_weeks_key(weeks: str) -> str:
    """Return where the recipe keeps the paid weeks of contracts of so many weeks worked."""
    return f"paid weeks for {weeks or 'unknown'} weeks a year"


def full_hours_key(group: str) -> str:
    """Return where the recipe keeps the full-time hours of `teachers` or `support staff`."""
    return f"full-time hours of {group}"


def weeks_key(group: str) -> str:
    """Return where the recipe keeps the weeks a year of `teachers` or `support staff`, where no file gives them."""
    return WEEKS_OF + group


def point_key(text: str) -> str:
    """Return where the recipe keeps which point a text is."""
    return f"spine point: {text.strip()}"


def send_key(group: str) -> str:
    """Return where the recipe keeps what is sent of one record (by its key), of a scale or of a post."""
    return f"{_SEND}{group}"


def sent_of_its_own(answers: Mapping[str, str]) -> dict[str, str]:
    """Return what the recipe sends of records, scales and posts, by what stands after `send: ` in the key."""
    return {key.removeprefix(_SEND): answer for key, answer in answers.items() if key.startswith(_SEND)}


def several_rates_key(contract: Record) -> str:
    """Return where the recipe keeps what becomes of a contract with several hourly rates."""
    return f"several rates: {contract.key}"


def units_key(column: str) -> str:
    """Return where the recipe keeps whether the units of hourly lines are hours a week or in a month."""
    return f"units of hourly lines: {column}"


def payment_months_key(column: str) -> str:
    """Return where the recipe keeps whether a column of additional payments holds months."""
    return f"additional payments holds months: {column}"


_WHICH_POINT: Final = "which point: "
_PART_PAID: Final = "paid during an absence: "

OF_ONE_CONTRACT: Final = (_WHICH_POINT, _PART_PAID)
"""How keys begin that are about the figures of one contract alone."""


def which_point_key(record: Record) -> str:
    """Return where the recipe keeps which of two points that fit a contract is on."""
    return f"{_WHICH_POINT}{record.key}"


def part_paid_key(record: Record) -> str:
    """Return where the recipe keeps whether what was paid during an absence is the contract's full rate."""
    return f"{_PART_PAID}{record.key}"


def payment_amount_key(name: str) -> str:
    """Return where the recipe keeps a year's amount of a payment that is only named, such as `TLR2A`."""
    return f"amount of {name.strip().upper()}"
