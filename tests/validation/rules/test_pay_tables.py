"""Pay against the tables, over all scales, regions and points of the year: what stands in them is never asked about."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection
from swf_desktop.pay.tables import PayPoint
from swf_desktop.record import Record, Return
from validation.engine import check
from validation.rule import REGISTRY

COLLECTION = Collection.load(2013)
POINTS = [point for point in COLLECTION.pay_points.values() if point.scale in {"TE", "TU", "UT", "LD", "AS"}]
OTHERS = set(REGISTRY) - {"X40", "X41", "X42", "X43", "X44"}
PENCE = Decimal("0.01")

hours = st.decimals(min_value=1, max_value=Decimal("32.5"), places=2)


def paid(
    point: PayPoint, base_pay: Decimal, week: Decimal, collection: Collection = COLLECTION, **more: str
) -> list[str]:
    """Return the numbers of what is found for base pay and a point together."""
    message, staff, contract = Record("message"), Record("staff"), Record("contract")
    values = {
        "ContractStart": "2010-09-01",
        "Scale": point.scale,
        "RegionSpine": point.region,
        "SpinePoint": point.point,
        "BasePay": f"{base_pay:.2f}",
        "HoursPerWeek": f"{week:.2f}",
        "FTEHours": "32.50",
        **more,
    }
    for tag, text in values.items():
        contract.values[tag] = canonical_value(collection.fields[f"contract.{tag}"], text)
    message.add(staff).add(contract)
    return [finding.rule for finding in check(Return(message), collection, off=OTHERS)]


def share(week: Decimal) -> Decimal:
    return week / Decimal("32.50")


@given(point=st.sampled_from(POINTS), week=hours)
def test_a_points_own_salary_at_any_share_is_right(point: PayPoint, week: Decimal) -> None:
    assert paid(point, (point.annual * share(week)).quantize(PENCE), week) == []


@given(point=st.sampled_from(POINTS), week=hours, months=st.just(12))
def test_monthly_pay_rounded_to_pence_times_twelve_is_right(point: PayPoint, week: Decimal, months: int) -> None:
    monthly = (point.annual * share(week) / months).quantize(PENCE)
    assert paid(point, monthly * months, week) == []


@given(point=st.sampled_from(POINTS), week=hours, off=st.decimals(min_value=Decimal("1.02"), max_value=900, places=2))
def test_more_than_a_pound_below_the_point_is_asked_about(point: PayPoint, week: Decimal, off: Decimal) -> None:
    exact = (point.annual * share(week)).quantize(PENCE)
    if exact > off:
        assert "X42" in paid(point, exact - off, week)


@given(point=st.sampled_from(POINTS), week=hours, off=st.decimals(min_value=Decimal("1.02"), max_value=900, places=2))
def test_above_the_point_is_asked_about_unless_it_is_safeguarded(point: PayPoint, week: Decimal, off: Decimal) -> None:
    base_pay = (point.annual * share(week)).quantize(PENCE) + off
    assert "X42" in paid(point, base_pay, week)
    assert paid(point, base_pay, week, SafeguardedSalary="true") == []


@given(point=st.sampled_from(POINTS), week=hours)
def test_full_time_pay_is_compared_as_it_is_where_the_return_sends_that(point: PayPoint, week: Decimal) -> None:
    full_time = replace(COLLECTION, base_pay_basis="fte")
    assert paid(point, point.annual, week, full_time) == []


@pytest.mark.parametrize("place", sorted({(point.scale, point.region) for point in POINTS}))
def test_the_ends_of_each_range_are_in_it_and_two_pounds_beyond_are_not(place: tuple[str, str]) -> None:
    low, high = COLLECTION.pay_ranges[place]
    rung = next(point for point in POINTS if (point.scale, point.region) == place)
    assert {"X40", "X41"}.isdisjoint(paid(rung, low, Decimal("32.50")) + paid(rung, high, Decimal("32.50")))
    assert "X40" in paid(rung, low - 2, Decimal("32.50"))
    assert "X41" in paid(rung, high + 2, Decimal("32.50"))
