"""Faults planted from the corpus: each rule in force, and the check finds it and nothing else."""

from __future__ import annotations

import pytest

from converters.practice.faults import (
    Cannot,
    Planter,
    Way,
    marks,
    moved,
    pay_cases,
    pay_way,
    plantable,
    standing,
    way_of,
)
from converters.practice.made_school import made_return
from converters.practice.order import read_order
from converters.practice.people import Identities
from converters.request import CannotRun
from swf_desktop.collection import Collection, collection_years
from validation.engine import check, in_force

YEARS = sorted({2013, collection_years()[-1]})
IN_FORCE = [(year, rule.number) for year in YEARS for rule in in_force(Collection.load(year))]

NOT_ALONE = {"X20"}
"""Rules whose fault cannot be had alone: without an item of the header the file has a fault of structure too."""

OF_AN_AUTHORITY = {"X90", "X91", "X92"}


@pytest.mark.parametrize(("year", "number"), IN_FORCE)
def test_each_rule_in_force_has_its_fault_or_says_why_not(year: int, number: str) -> None:
    level = "L" if number in OF_AN_AUTHORITY else "S"
    way = way_of(number, year, level)
    if isinstance(way, Cannot):
        assert number in NOT_ALONE, way.reason
        return
    assert number not in NOT_ALONE
    collection = Collection.load(year)
    identities = Identities(11)
    return_ = made_return(collection, identities, staff=25, phase="secondary", level=level)
    planter = Planter(return_, collection, identities)
    planter.plant(way)
    findings = check(return_, collection)
    assert marks(findings) == planter.expected
    assert number in {finding.rule for finding in findings}


@pytest.mark.parametrize("number", range(1, 16))
def test_each_worked_pay_record_has_its_mistake(number: int) -> None:
    way = pay_way(number, 2013)
    assert isinstance(way, Way)
    assert way.case.pay == number
    assert isinstance(pay_way(number, 2012), Cannot)


def test_there_are_fifteen_pay_records() -> None:
    assert list(pay_cases()) == list(range(1, 16))


def test_one_fault_many_times_stands_for_itself_each_time() -> None:
    collection = Collection.load(2013)
    identities = Identities(2)
    planter = Planter(made_return(collection, identities), collection, identities)
    # Two people with one number: the numbers that the case names must not meet those of the next.
    for number in ("6500", "6510", "6500", "6500"):
        way = way_of(number, 2013)
        assert isinstance(way, Way)
        planter.plant(way)
    assert marks(check(planter.return_, collection)) == planter.expected
    assert planter.expected.total() == 8


def test_faults_that_hide_each_other_are_told() -> None:
    ways = [way_of(number, 2013) for number in ("4430", "7010", "7040", "6540Q", "4490")]
    assert all(isinstance(way, Way) for way in ways)
    stand, hidden = standing([way for way in ways if isinstance(way, Way)], Collection.load(2013), "S")
    # Where nobody is head, a head on the wrong scale makes the return have a head again.
    assert 4 in hidden
    assert {0, 3} <= set(stand)
    assert sorted(stand + hidden) == [0, 1, 2, 3, 4]


def test_what_cannot_be_planted_says_why() -> None:
    assert way_of("X90", 2013) == Cannot("it can only fire in an authority's return of its central staff")
    assert way_of("9999", 2013) == Cannot("there is no rule of this number")
    off = way_of("4562", 2013)
    assert isinstance(off, Cannot)
    assert "not checked in 2013" in off.reason
    assert len(plantable(2013)) > 100


def test_dates_move_with_the_year() -> None:
    before = Collection.load(2013)
    assert moved("2012-09-01", before, before) == "2012-09-01"
    for after in map(Collection.load, YEARS[1:]):
        assert moved("2013-11-07", before, after) == after.reference_date.isoformat()
        assert moved("2012-09-01", before, after) == f"{after.year - 1}-09-01"
        assert moved("16425.60", before, after) == "16425.60"
        assert moved("Notadate!!", before, after) == "Notadate!!"


@pytest.mark.parametrize(
    "text", ["4430,9999", "rubbish", "pay:16", "file:nothing", "4430;4490", "random:", "X90", "pay:x"]
)
def test_an_order_that_cannot_be_met_is_refused(text: str) -> None:
    with pytest.raises(CannotRun):
        read_order(text, 2013, "S", Identities(1), ("date",))


def test_an_order_is_read() -> None:
    order = read_order("4430x2, pay:7,file:date,random:3, 4160q", 2013, "S", Identities(1), ("date",))
    names = [name for name, _ in order.ways]
    assert names[:3] == ["4430", "4430", "pay:7"]
    assert names[-1] == "4160Q"
    assert len(names) == 7
    assert order.files == ("date",)
    assert read_order("", 2013, "S", Identities(1), ()).ways == ()
