"""Which contract each row of a payroll is, where it has no contract number: told by which figures fit which contract.

A person has two contracts on the HR list and two rows on the payroll. What each row pays, or says of hours and point,
is held against what each contract would be paid; every way to give the rows to the contracts is weighed, and the best
one is taken where nothing else comes near it. Where another comes near, the ways are the choices of one question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations, permutations, product
from math import log
from typing import Final, NamedTuple

from converters.joining.contracts import ADDED, added
from converters.values.periods import a_year_of, read_period, words_of
from swf_desktop.collection import Collection
from swf_desktop.pay.figures import FULL_YEAR_WEEKS
from swf_desktop.pay.points import PointReading, read_point
from swf_desktop.record import Record, Value

MOST_WAYS: Final = 800
"""Ways to give rows to contracts that are weighed: five of each are 120. More is no payroll of one person."""

FITS: Final = 0.12
"""How far the rows of a way may be from their contracts, on average, as the logarithm of what one is of the other.

Paid weeks are seldom on the list (a year of 39 weeks is paid as 43 to 46), and a point may have moved since.
"""

APART: Final = 0.3
"""How much further off the second best way has to be, added over its rows: about a third more or less pay."""

LESS_THAN_POINT: Final = 1.1
MORE_THAN_POINT: Final = 0.35
"""How far below and above the pay of a teacher's point that person's other job may be paid before it counts.

Midday supervision is paid at about a third of a teacher's rate. Points of support staff are in no table of ours.
"""

OTHER_WORD: Final = 0.5
"""What a title, point or scale costs that is another one than the contract's."""

LEAVE_OUT_WEEKS: Final = Decimal("6.5")
"""Most weeks of leave that are paid on top of the weeks worked, by those who work term time."""

_PERIODS: Final = {
    "BasePay": "annual",
    "ActualSalary": "annual",
    "AnnualSalary": "annual",
    "MonthlyPay": "monthly",
    "FourWeeklyPay": "four_weekly",
    "FortnightlyPay": "fortnightly",
    "WeeklyPay": "weekly",
}
_RATES: Final = ("FullTimeSalary", "HourlyRate")
"""What is paid for the whole of full time, whatever part of it somebody works."""

MONEY: Final = (*_PERIODS, "PayAmount", *_RATES)
_SAME: Final = ("HoursPerWeek", "FTEHours", "FTE", "WeeksPerYear", *MONEY)
_WORDS: Final = ("JobTitle", "Post", "SpinePoint", "Scale", "ContractType", "Estab")


class Way(NamedTuple):
    """One way to give rows to contracts: for each row the number of its contract; how far off it is."""

    contracts: tuple[int, ...]
    cost: float


@dataclass(slots=True)
class Found:
    """What the figures say: all ways, the best first; whether the best stands alone."""

    ways: list[Way]
    clear: bool


def open_on(contracts: Sequence[Record], day: date) -> list[Record]:
    """Return the contracts that run on a day, in their order; those that only came to their end before are not paid."""
    found = []
    for contract in contracts:
        start, end = contract.typed("ContractStart"), contract.typed("ContractEnd")
        if (isinstance(end, date) and end < day) or (isinstance(start, date) and start > day):
            continue
        found.append(contract)
    return found


def weigh(contracts: Sequence[Record], rows: Sequence[Mapping[str, Value]], collection: Collection) -> Found | None:
    """Weigh all ways to give `rows` to `contracts` of one person, by their figures; None where they are too many.

    As many rows as contracts: one each. Fewer rows: some contracts have none. More: the figures of some rows are
    added up, and every contract has one at least.
    """
    ways = _ways(len(rows), len(contracts))
    if ways is None:
        return None
    weighed = sorted((Way(way, _cost(way, contracts, rows, collection)) for way in ways), key=lambda way: way.cost)
    best = weighed[0]
    fits = best.cost <= FITS * len(rows)
    alone = len(weighed) == 1 or weighed[1].cost - best.cost >= APART
    return Found(weighed, fits and alone and _sums_are_borne_out(best, contracts, rows, collection))


def _sums_are_borne_out(
    way: Way, contracts: Sequence[Record], rows: Sequence[Mapping[str, Value]], collection: Collection
) -> bool:
    """Whether rows that a way adds up fit their contract better together than each alone.

    Where nothing says what the contract is paid, the second row may as well be a job that no list has.
    """
    for number, contract in enumerate(contracts):
        own = [row for row, its in zip(rows, way.contracts, strict=True) if its == number]
        if len(own) < 2:
            continue
        together = _evidence(contract, summed(own), collection)
        alone = [_evidence(contract, row, collection) for row in own]
        if together is None or any(one is None or one - together < APART for one in alone):
            return False
    return True


def _evidence(contract: Record, row: Mapping[str, Value], collection: Collection) -> float | None:
    """Say how far a row's hours and pay are from a contract's, None where the contract says neither."""
    paid, point = _full_time_pay(contract, row, collection), _rate_of_point(contract, collection)
    hours = row.get("HoursPerWeek") if isinstance(contract.typed("HoursPerWeek"), Decimal) else None
    if (paid is None or point is None) and hours is None:
        return None
    return _in_common(contract, row) + (_far(paid, point) if paid is not None and point is not None else 0.0)


def summed(rows: Sequence[Mapping[str, Value]]) -> Mapping[str, Value]:
    """Return the figures of several rows as those of one contract: pay and hours are added, the rest is the first's."""
    if len(rows) == 1:
        return rows[0]
    total = dict(rows[0])
    for row in rows[1:]:
        for tag, value in row.items():
            total.setdefault(tag, value)
    for tag in ADDED:
        figures = [row[tag] for row in rows if tag in row and isinstance(row[tag].typed, Decimal)]
        if len(figures) > 1:
            total[tag] = added(tag, figures)
    return total


def _ways(rows: int, contracts: int) -> list[tuple[int, ...]] | None:
    numbers = range(contracts)
    if rows <= contracts:
        count = 1
        for number in range(contracts - rows + 1, contracts + 1):
            count *= number
        if count > MOST_WAYS:
            return None
        return [way for some in combinations(numbers, rows) for way in permutations(some)]
    if contracts**rows > MOST_WAYS:
        return None
    return [way for way in product(numbers, repeat=rows) if len(set(way)) == contracts]


def _cost(
    way: tuple[int, ...], contracts: Sequence[Record], rows: Sequence[Mapping[str, Value]], collection: Collection
) -> float:
    """Say how far the rows are from the contracts they are given to."""
    total = 0.0
    rates: list[tuple[_Span, _Span | None]] = []
    for number in dict.fromkeys(way):
        contract = contracts[number]
        own = [row for row, its in zip(rows, way, strict=True) if its == number]
        row = summed(own)
        total += _in_common(contract, row) * len(own)
        paid = _full_time_pay(contract, row, collection)
        if paid is not None:
            rates.append((paid, _rate_of_point(contract, collection)))
    return total + _of_rates(rates)


def _in_common(contract: Record, row: Mapping[str, Value]) -> float:
    """Compare what both sides say in so many words and figures."""
    cost = 0.0
    for tag in _SAME:
        here, there = row.get(tag), contract.typed(tag)
        if here is not None and isinstance(here.typed, Decimal | int) and isinstance(there, Decimal | int):
            cost += _far(_point(float(here.typed)), _point(float(there)))
    for tag in _WORDS:
        value = row.get(tag)
        if value is None or not contract.has(tag):
            continue
        one, other = (set(words_of(text).split()) for text in (value.raw, contract.raw(tag)))
        if one and other and value.sent != contract.code(tag) and not (one <= other or other <= one):
            cost += OTHER_WORD * (1 - len(one & other) / len(one | other))
    return cost


class _Span(NamedTuple):
    """A figure as the logarithms of its bounds."""

    low: float
    high: float


def _point(figure: float) -> _Span:
    """Return a figure as a span without width; nought and less is very little."""
    at = log(max(figure, 0.01))
    return _Span(at, at)


def _far(one: _Span, other: _Span) -> float:
    return max(one.low - other.high, other.low - one.high, 0.0)


def _of_rates(rates: Sequence[tuple[_Span, _Span | None]]) -> float:
    """Compare what rows pay for full time with the contracts' points, else with one another's.

    A contract without a point is held against the person's other jobs: few people have two whose rates are far apart.
    """
    known = [point for _, point in rates if point is not None]
    if known:
        low, high = min(point.low for point in known), max(point.high for point in known)
        usual = _Span(low - LESS_THAN_POINT, high + MORE_THAN_POINT)
    elif rates:
        middle = sum(paid.low + paid.high for paid, _ in rates) / (2 * len(rates))
        usual = _Span(middle, middle)
    else:
        return 0.0
    return sum(_far(paid, point or usual) for paid, point in rates)


def _number(contract: Record, row: Mapping[str, Value], tag: str) -> float | None:
    typed = contract.typed(tag)
    if not isinstance(typed, Decimal | int) and tag in row:
        typed = row[tag].typed
    return float(typed) if isinstance(typed, Decimal | int) and typed > 0 else None


def _full_time_pay(contract: Record, row: Mapping[str, Value], collection: Collection) -> _Span | None:
    """Return what a row pays for a year of full time, were it this contract; None where it pays nothing."""
    full = _number(contract, row, "FTEHours")
    hourly = _amount(row, "HourlyRate")
    if hourly is not None:
        return _point(hourly * float(FULL_YEAR_WEEKS) * (full or 37))
    if (whole := _amount(row, "FullTimeSalary")) is not None:
        return _point(whole)
    year = _a_year(row)
    if year is None:
        return None
    hours, share = _number(contract, row, "HoursPerWeek"), _number(contract, row, "FTE")
    if hours is not None and full is not None:
        share = hours / full
    elif share is not None and share > 1.5:
        share /= 100
    elif share is None:
        # Hours alone are a share of what nobody says; they tell a small job from a large one all the same.
        share = hours / 37 if hours is not None else 1.0
    weeks = _number(contract, row, "WeeksPerYear")
    least = most = 1.0
    if weeks is not None and weeks < 50:
        least = weeks / float(FULL_YEAR_WEEKS)
        most = min(1.0, (weeks + float(LEAVE_OUT_WEEKS)) / float(FULL_YEAR_WEEKS))
        if _point_of(contract, collection).point is not None:
            # A teacher is paid for the year, whatever weeks the list has.
            most = 1.0
    return _Span(_point(year / (share * most)).low, _point(year / (share * least)).high)


def _amount(row: Mapping[str, Value], tag: str) -> float | None:
    value = row.get(tag)
    return float(value.typed) if value is not None and isinstance(value.typed, Decimal) and value.typed > 0 else None


def _a_year(row: Mapping[str, Value]) -> float | None:
    for tag, period in _PERIODS.items():
        amount = _amount(row, tag)
        if amount is not None:
            return amount * float(a_year_of(period) or 1)
    amount = _amount(row, "PayAmount")
    if amount is None:
        return None
    said = row.get("PayPeriod")
    # A period that is not known yet is the same for all rows of a person: a month's, as most are.
    times = a_year_of(read_period(said.raw) or "monthly") if said is not None else a_year_of("monthly")
    return amount * float(times or 12)


def _point_of(contract: Record, collection: Collection) -> PointReading:
    return read_point(contract.raw("SpinePoint"), contract.code("Scale"), collection)


def _rate_of_point(contract: Record, collection: Collection) -> _Span | None:
    """Return the full-time pay of a contract's point, from the lowest region of the year's tables to the highest."""
    reading = _point_of(contract, collection)
    scale, point = reading.scale or contract.code("Scale"), reading.point or reading.support
    if scale is None or point is None:
        return None
    figures = [row.annual for (its, _, name), row in collection.pay_points.items() if its == scale and name == point]
    if not figures:
        return None
    return _Span(log(float(min(figures))), log(float(max(figures))))
