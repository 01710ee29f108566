"""What number formats show, and the days that serial numbers stand for."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converters.sources.workbook.number_format import BUILT_IN, Shows, moment, shows, span


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("General", Shows.NUMBER),
        ("0000000", Shows.NUMBER),
        ("#,##0.00", Shows.NUMBER),
        ("0.00E+00", Shows.NUMBER),
        ("# ?/?", Shows.NUMBER),
        ("@", Shows.NUMBER),
        ('"£"#,##0.00;[Red]-"£"#,##0.00', Shows.NUMBER),
        ("[$£-809]#,##0.00", Shows.NUMBER),
        ('0 "days"', Shows.NUMBER),
        (r"0\ \d\a\y\s", Shows.NUMBER),
        ("[>100]0;[Red]0", Shows.NUMBER),
        ('"yes";"no"', Shows.NUMBER),
        ("_-* #,##0_-", Shows.NUMBER),
        ("dd/mm/yyyy", Shows.DATE),
        ("DD/MM/YY", Shows.DATE),
        ("[$-809]dd mmmm yyyy;@", Shows.DATE),
        ("[$-F800]dddd, mmmm dd, yyyy", Shows.DATE),
        ("mmm", Shows.DATE),
        ("yyyy", Shows.DATE),
        ("dd/mm/yyyy hh:mm", Shows.DATE),
        ("yyyy-mm-dd hh:mm:ss.000", Shows.DATE),
        (r"dd\.mm\.yyyy", Shows.DATE),
        ("h:mm", Shows.TIME),
        ("h:mm AM/PM", Shows.TIME),
        ("[h]:mm", Shows.TIME),
        ("[hh]:mm:ss", Shows.TIME),
        ("[mm]:ss", Shows.TIME),
        ("mm:ss.0", Shows.TIME),
        ("ss", Shows.TIME),
        ('[h]" hrs"', Shows.TIME),
    ],
)
def test_what_a_format_shows(code: str, expected: Shows) -> None:
    assert shows(code) is expected


def test_built_in_formats() -> None:
    assert {number for number, code in BUILT_IN.items() if shows(code) is Shows.DATE} == {14, 15, 16, 17, 22}
    assert {number for number, code in BUILT_IN.items() if shows(code) is Shows.TIME} == {18, 19, 20, 21, 45, 46, 47}


@given(st.dates(date(1900, 3, 1), date(9999, 12, 31)))
def test_days_of_both_systems(day: date) -> None:
    assert moment((day - date(1899, 12, 30)).days) == day
    if day >= date(1904, 1, 1):
        assert moment((day - date(1904, 1, 1)).days, since_1904=True) == day


@pytest.mark.parametrize(
    ("serial", "expected"),
    [
        (41585.999999999, date(2013, 11, 8)),
        (41585.5, datetime(2013, 11, 7, 12)),
        (0.5, None),
        (60, None),
        (-1, None),
        (2958466, None),
    ],
)
def test_odd_serials(serial: float, expected: object) -> None:
    assert moment(serial) == expected


@given(st.integers(-(10**8), 10**8))
def test_spans_are_exact_to_the_second(seconds: int) -> None:
    assert span(seconds / 86400) == timedelta(seconds=seconds)


def test_a_span_beyond_the_calendar() -> None:
    assert span(1e9) is None
