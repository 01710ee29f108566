"""Pay against the tables: ranges, points, additional payments, and the tables as they are printed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from swf_desktop.collection import Collection
from swf_desktop.pay.checks import (
    LEADING_PRACTITIONER,
    annex5_table,
    compare_with_point,
    looks_monthly,
    outside_range,
    payment_doubt,
)
from swf_desktop.pay.figures import FULL_TIME, Share, money, pence, plain

COLLECTION = Collection.load(2013)
D = Decimal
PART = Share(D("19.5"), D("32.5"), "0.6")


@pytest.mark.parametrize(
    ("amount", "scale", "share", "side"),
    [
        (D(21804), "TE", FULL_TIME, None),
        (D("21803.00"), "TE", FULL_TIME, None),
        (D("21802.99"), "TE", FULL_TIME, "below"),
        (D(31868), "TE", FULL_TIME, None),
        (D("31869.00"), "TE", FULL_TIME, None),
        (D("31869.01"), "TE", FULL_TIME, "above"),
        (D("13082.40"), "TE", PART, None),
        (D("13081.39"), "TE", PART, "below"),
        (D("19121.81"), "TE", PART, "above"),
        (D(45000), LEADING_PRACTITIONER, FULL_TIME, None),
        (D(60000), LEADING_PRACTITIONER, FULL_TIME, "above"),
        (D(5), "NJ", FULL_TIME, None),
    ],
)
def test_ranges(amount, scale, share, side):
    found = outside_range(amount, scale, "EW", share, COLLECTION)
    assert (None if found is None else found.side) == side


def test_a_range_without_region_is_none():
    assert outside_range(D(5), "TE", None, FULL_TIME, COLLECTION) is None


@pytest.mark.parametrize(
    ("amount", "verdict", "difference"),
    [
        (D("19120.80"), "matches", "0.00"),
        (D("19121.80"), "within a pound", "1.00"),
        (D("19119.80"), "within a pound", "-1.00"),
        (D("19121.81"), "differs", "1.01"),
    ],
)
def test_points(amount, verdict, difference):
    found = compare_with_point(amount, COLLECTION.pay_points["TE", "EW", "M6"], PART)
    assert (found.verdict, found.difference) == (verdict, D(difference))


@pytest.mark.parametrize(
    ("type_", "amount", "fits"),
    [
        ("TLR", "2561", True),
        ("TLR", "505", True),
        ("TLR", "12517", True),
        ("TLR", "504.00", True),
        ("TLR", "503.99", False),
        ("TLR", "6900", False),
        ("TLR", "12519", False),
        ("SEN", "2022", True),
        ("SEN", "3995.01", False),
        ("RAR", "9", True),
    ],
)
def test_payments(type_, amount, fits):
    assert (payment_doubt(type_, D(amount), COLLECTION) == "") is fits


def test_monthly_payments_are_seen_by_their_range():
    assert looks_monthly("TLR", D("213.42"), COLLECTION)
    assert not looks_monthly("TLR", D("2561"), COLLECTION)
    assert not looks_monthly("TLR", D("5"), COLLECTION)
    assert not looks_monthly("RAR", D("5"), COLLECTION)


def test_all_tables():
    tables = {table.scale: table for table in annex5_table(COLLECTION)}
    assert {scale: len(table.rows) for scale, table in tables.items()} == {
        "TE": 6,
        "TU": 3,
        "UT": 6,
        "LD": 43,
        "AS": 18,
    }
    main = tables["TE"]
    assert (main.name, main.title, main.regions) == ("Annex 5", "Teachers Main", ("LI", "LO", "LF", "EW"))
    point, figures = main.rows[5]
    assert point == "M6"
    assert [figure.annual for figure in figures][3] == 31868
    assert all("2013" in document for table in tables.values() for document in table.documents)
    marks = {
        table.scale: {figure.mark for _, row in table.rows for figure in row if figure} for table in tables.values()
    }
    assert marks["TE"] == {""}
    assert marks["AS"] == {"inferred"}
    assert marks["UT"] == {"", "±1"}
    assert marks["LD"] == {"", "±1", "inferred"}


def test_one_region_and_one_scale():
    (table,) = annex5_table(COLLECTION, region="LI", scale="TU")
    assert table.regions == ("LI",)
    assert [point for point, _ in table.rows] == ["U1", "U2", "U3"]
    assert annex5_table(COLLECTION, scale="NJ") == []
    assert annex5_table(COLLECTION, region="XX") == []


def test_numbers_in_words():
    assert [money(D(text)) for text in ("31868", "1593.4", "0.005", "1234567.891")] == [
        "31,868",
        "1,593.40",
        "0.01",
        "1,234,567.89",
    ]
    assert [plain(D(text)) for text in ("32.50", "52.143", "10", "0.60")] == ["32.5", "52.143", "10", "0.6"]
    assert pence(D("16250.955")) == D("16250.96")
    assert pence(D("0.004999")) == D("0.00")
