"""A pay award that is not paid yet: when most pay fits last September's tables, one question in place of many findings.

Awards are often decided in the summer and paid after census day. Pay on the tables of the year before is then right,
and the points of those tables are the fallback too.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from converters.recipe.keys import award_key
from converters.recipe.question import Question
from swf_desktop.collection import Collection
from swf_desktop.facts import is_open
from swf_desktop.pay.tables import pay_tables_on
from swf_desktop.record import Record, Return

FEWEST: Final = 3
"""So many contracts on last year's points, and more than on this year's, are no coincidence."""

POUND: Final = Decimal(1)
PAID, NOT_PAID = "paid", "not paid"


class Fits(NamedTuple):
    """How many contracts are paid a point of this year's tables, and how many one of last year's and none of these."""

    now: int
    before: int
    first: Record | None


def with_last_award(collection: Collection) -> Collection:
    """Return the collection with the pay tables of the September before."""
    points, ranges = pay_tables_on(_year_before(collection.reference_date))
    return replace(collection, pay_points=points, pay_ranges=ranges)


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1)


def pay_of_the_year(collection: Collection, answers: dict[str, str]) -> tuple[Collection, list[str]]:
    """Return the collection with the pay tables that were in force by the user's answer, and a sentence on them."""
    if answers.get(award_key(collection.year)) != NOT_PAID:
        return collection, []
    return with_last_award(collection), [
        f"The pay award of September {collection.year} is not paid yet: pay is compared with the tables of September "
        f"{collection.year - 1}, and points are worth what they were. Note for COLLECT: pay award pending."
    ]


def ask_about_award(return_: Return, collection: Collection, answers: dict[str, str]) -> list[Question]:
    """Ask once whether the award has been paid, where most teachers' pay fits last year's points."""
    key = award_key(collection.year)
    if key in answers:
        return []
    fits = _fits(return_, collection)
    if fits.before < FEWEST or fits.before <= fits.now or fits.first is None:
        return []
    return [
        Question(
            "answer",
            key,
            "",
            f"{fits.before} contracts are paid a point of the tables of September {collection.year - 1}, {fits.now} "
            f"one of those of this year. Has the September {collection.year} pay award been paid yet?",
            (
                (NOT_PAID, "not yet: pay is compared with last year's tables, and nobody is reported for it"),
                (PAID, "yes: pay that is on last year's tables is reported"),
            ),
            count=fits.before,
            source=fits.first.source("BasePay"),
            step="pay",
        )
    ]


def _fits(return_: Return, collection: Collection) -> Fits:
    last = with_last_award(collection)
    here, before = _figures(collection), _figures(last)
    now = then = 0
    first: Record | None = None
    # Many are paid the same: each amount is held against the tables once.
    known: dict[tuple[Decimal, tuple[str | None, str | None]], tuple[bool, bool]] = {}
    for person in return_.staff:
        for contract in person.of("contract"):
            for record in (contract, *contract.of("role")) if is_open(contract, collection) else ():
                annual, place = _full_time(record, contract), (record.code("Scale"), record.code("RegionSpine"))
                if annual is None:
                    continue
                near = known.get((annual, place))
                if near is None:
                    near = _near(annual, here.get(place, ())), _near(annual, before.get(place, ()))
                    known[annual, place] = near
                if near[0]:
                    now += 1
                elif near[1]:
                    then += 1
                    first = first or record
    return Fits(now, then, first)


def _figures(collection: Collection) -> dict[tuple[str | None, str | None], list[Decimal]]:
    found: dict[tuple[str | None, str | None], list[Decimal]] = {}
    for point in collection.pay_points.values():
        found.setdefault((point.scale, point.region), []).append(point.annual)
    return found


def _full_time(record: Record, contract: Record) -> Decimal | None:
    """Return the full-time amount of a level's base pay, None where hours do not tell it."""
    pay = record.typed("BasePay")
    hours = record.typed("HoursPerWeek") or contract.typed("HoursPerWeek")
    full = record.typed("FTEHours") or contract.typed("FTEHours")
    if not isinstance(pay, Decimal) or not isinstance(hours, Decimal) or not isinstance(full, Decimal):
        return None
    return pay * full / hours if hours > 0 and full > 0 else None


def _near(annual: Decimal, figures: list[Decimal] | tuple[()]) -> bool:
    return any(abs(annual - figure) <= POUND for figure in figures)
