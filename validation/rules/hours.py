"""Hours and weeks of a contract or role (4740 to 4780), and the total share of full time of one person (6530Q)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from swf_desktop.facts import OWN_CONTRACTS
from validation.rule import HOURS_TAGS, Hit, PayBlock, Person, rule

FTE_HOURS: Final = (Decimal(24), Decimal(40))
"""Full-time hours a week that are usual; both ends are."""

MOST_WEEKS: Final = 52
"""A contract has whole weeks, and no more of them than this."""

SHORTEST_WEEK: Final = Decimal("0.5")

_TWO_DIGITS: Final = re.compile(r"[0-9]{1,2}")


def _blocks(person: Person) -> Iterator[PayBlock]:
    for contract in person.contracts:
        yield from contract.hours_blocks()


def _open_blocks(person: Person) -> Iterator[PayBlock]:
    for contract in person.open_contracts:
        yield from contract.hours_blocks()


def _missing(person: Person, tag: str) -> Iterator[Hit]:
    """Yield open contracts, or roles where hours are by role, of teachers and assistants (1 to 3) without an item.

    The implementation of 2010 tests categories 1 to 3. Hours are collected for other support staff too; whether under
    this number is not known: X35 asks for those.
    """
    if person.category in (1, 2, 3):
        for block in _open_blocks(person):
            if not block.has(tag):
                yield Hit(block.record, tag)


@rule("4740", "person.category", "contract.open", "contract.pay_level")
def hours_given(person: Person) -> Iterator[Hit]:
    """Report HoursPerWeek absent from an open contract of category 1 to 3."""
    yield from _missing(person, "HoursPerWeek")


@rule("4746Q", "contract.open", "contract.HoursPerWeek", "role.HoursPerWeek")
def hours_enough(person: Person) -> Iterator[Hit]:
    """Report an open contract of less than half an hour a week (2022 on)."""
    for block in _open_blocks(person):
        hours = block.hours
        if hours is not None and hours < SHORTEST_WEEK:
            yield Hit(block.record, "HoursPerWeek")


@rule("4760", "person.category", "contract.open", "contract.pay_level")
def full_time_hours_given(person: Person) -> Iterator[Hit]:
    """Report FTEHours absent from an open contract of category 1 to 3."""
    yield from _missing(person, "FTEHours")


@rule("4765", "contract.FTEHours", "role.FTEHours")
@rule("4765Q", "contract.FTEHours", "role.FTEHours")
def full_time_hours_usual(person: Person) -> Iterator[Hit]:
    """Report FTEHours below 24 or above 40; an error in 2010, a query when seen in 2022 (4765Q): the milder stands."""
    low, high = FTE_HOURS
    for block in _blocks(person):
        hours = block.fte_hours
        if hours is not None and not low <= hours <= high:
            yield Hit(block.record, "FTEHours")


@rule("4770", "contract.WeeksPerYear", "role.WeeksPerYear", covers=("contract.WeeksPerYear", "role.WeeksPerYear"))
def weeks_form(person: Person) -> Iterator[Hit]:
    """Report weeks that are no whole number of at most two digits; no upper bound was seen: X30 asks above 52."""
    for block in _blocks(person):
        if block.has("WeeksPerYear") and _TWO_DIGITS.fullmatch(str(block.record.code("WeeksPerYear"))) is None:
            yield Hit(block.record, "WeeksPerYear")


@rule("4780", "person.category", "contract.open", "contract.DailyRate", "contract.pay_level")
def weeks_given(person: Person) -> Iterator[Hit]:
    """Report WeeksPerYear absent from an open contract of category 1 to 3 that is not paid by the day."""
    for hit in _missing(person, "WeeksPerYear"):
        contract = hit.record if hit.record.kind == "contract" else hit.record.parent
        if contract is None or contract.code("DailyRate") != "Y":
            yield hit


LONGEST_WEEK: Final = 48


@rule("4745Q", "contract.open", "contract.ContractType", "contract.pay_level")
def week_not_too_long(person: Person) -> Iterator[Hit]:
    """Report more than 48 hours a week over the open contracts of types PRM, FXT and TMP (2021 on).

    That the contracts are added up is our reading: software wrote one contract several times, and the rule came of it.
    """
    total = sum((hours for hours, _ in _own_hours(person)), Decimal(0))
    if total > LONGEST_WEEK:
        yield Hit(person.record, None, {"hours": format(total.normalize(), "f")})


@rule("X88", "person.category", "contract.ContractEnd", "contract.open", "contract.pay_level")
def hours_of_ended_contracts(person: Person) -> Iterator[Hit]:
    """Report hours, full-time hours or weeks absent from a contract that ended in the window, category 1 to 3.

    The numbered rules (4740, 4760, 4780) are read as testing open contracts; a vendor's help of 2022 has them for ended
    ones too. Once for a contract.
    """
    if person.category not in (1, 2, 3):
        return
    first = person.collection.contracts_from
    for contract in person.contracts:
        if contract.open or contract.end is None or contract.end < first:
            continue
        for block in contract.hours_blocks():
            missing = [tag for tag in HOURS_TAGS if not block.has(tag)]
            if missing and not (missing == ["WeeksPerYear"] and contract.daily_rate is True):
                yield Hit(block.record, missing[0])


@rule("X22", "contract.HoursPerWeek", "role.HoursPerWeek")
def hours_not_negative(person: Person) -> Iterator[Hit]:
    """Report HoursPerWeek below zero; the data items take any amount from zero up."""
    for block in _blocks(person):
        hours = block.hours
        if hours is not None and hours < 0:
            yield Hit(block.record, "HoursPerWeek")


@rule("X29", "contract.HoursPerWeek", "role.HoursPerWeek", "contract.FTEHours", "role.FTEHours")
def hours_within_full_time(person: Person) -> Iterator[Hit]:
    """Report HoursPerWeek above FTEHours in one contract or role; FTEHours of 0 is left to 4765."""
    for block in _blocks(person):
        hours, full = block.hours, block.fte_hours
        if hours is not None and full and hours > full:
            yield Hit(block.record, "HoursPerWeek", {"fte_hours": format(full, "f")})


@rule("X30", "contract.WeeksPerYear", "role.WeeksPerYear")
def weeks_in_a_year(person: Person) -> Iterator[Hit]:
    """Report 53 to 99 weeks a year: a payroll year, or a slip of the finger; more digits are left to 4770."""
    for block in _blocks(person):
        weeks = block.weeks
        if weeks is not None and MOST_WEEKS < weeks < 100:
            yield Hit(block.record, "WeeksPerYear")


@rule("X35", "person.category", "contract.open", "contract.DailyRate", "contract.pay_level")
def support_hours_given(person: Person) -> Iterator[Hit]:
    """Report hours, full-time hours or weeks absent from an open contract of other staff (category 4 and above).

    The three items are collected for all categories, but the numbered rules (4740, 4760, 4780) are only known to test
    1 to 3.
    """
    if person.category is None or person.category < 4:
        return
    for block in _open_blocks(person):
        for tag in ("HoursPerWeek", "FTEHours", "WeeksPerYear"):
            if not block.has(tag) and not (tag == "WeeksPerYear" and block.contract.daily_rate is True):
                yield Hit(block.record, tag)


def _own_hours(person: Person) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield hours and full-time hours of open contracts of types PRM, FXT and TMP, by role where they are so."""
    for contract in person.open_contracts:
        if contract.type in OWN_CONTRACTS:
            blocks = contract.hours_blocks()
            # Hours at both levels (X27) are counted once.
            for block in blocks[:1] if blocks[0].record is contract.record else blocks:
                hours, full = block.hours, block.fte_hours
                if hours is not None and full:
                    yield hours, full


def total_share(person: Person) -> Fraction:
    """Return the sum of HoursPerWeek / FTEHours over open contracts of types PRM, FXT and TMP, roles summed; exact.

    The rule of 2010 took contracts without an end date; a fixed term that ends later counts here too. Full-time hours
    of 0 are skipped.
    """
    return sum((Fraction(hours) / Fraction(full) for hours, full in _own_hours(person)), Fraction(0))


def _high_share(person: Person) -> Fraction:
    """Return the total share where it may be above 1.2, else 0: exact fractions are slow, and few people need them."""
    rough = sum(float(hours) / float(full) for hours, full in _own_hours(person))
    return total_share(person) if rough > _NEARLY_HIGH else Fraction(0)


_SHARE_LIMITS: Final = (Fraction(6, 5), Fraction(3, 2))
_NEARLY_HIGH: Final = 1.19
_TOTAL: Final = ("contract.open", "contract.ContractType", "contract.pay_level")


def _as_text(share: Fraction) -> str:
    return f"{float(share):.4f}".rstrip("0").rstrip(".")


@rule("6530Q", *_TOTAL)
def total_share_possible(person: Person) -> Iterator[Hit]:
    """Report a total share above 1.5; an error in 2010, a query when seen in 2022: the milder stands."""
    total = _high_share(person)
    if total > _SHARE_LIMITS[1]:
        yield Hit(person.record, None, {"ratio": _as_text(total)})


@rule("X11", *_TOTAL)
def total_share_usual(person: Person) -> Iterator[Hit]:
    """Report a total share of full time above 1.2 and up to 1.5; above that 6530Q does."""
    low, high = _SHARE_LIMITS
    total = _high_share(person)
    if low < total <= high:
        yield Hit(person.record, None, {"ratio": _as_text(total)})
