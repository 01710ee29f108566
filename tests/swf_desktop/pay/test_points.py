"""Spine points, scales and regions as people write them.

Certain ones become codes, the rest is asked, nothing is rounded.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swf_desktop.collection import Collection
from swf_desktop.pay.points import (
    POINT_PREFIXES,
    is_leading_practitioner,
    read_point,
    read_region,
    read_scale,
    region_of_authority,
    scale_of_point,
    scale_points,
)

COLLECTION = Collection.load(2013)

WRITTEN = {
    "M6": "M6",
    "m6": "M6",
    "MPS6": "M6",
    "MPS 6": "M6",
    "mps6 ": "M6",
    "M06": "M6",
    "M 06": "M6",
    "M.6": "M6",
    "M-6": "M6",
    "M6.0": "M6",
    "Main 6": "M6",
    "Main Pay Range 4": "M4",
    "Main Scale Point 2": "M2",
    "MPS pt 3": "M3",
    "MPS(5)": "M5",
    "TMS 4": "M4",
    "UPS2": "U2",
    "UPS 2": "U2",
    "U.2": "U2",
    "UPR3": "U3",
    "Upper 1": "U1",
    "Upper Pay Scale 3": "U3",
    "Ldr 18": "L18",
    "L18": "L18",
    "L18*": "L18",
    "L 18": "L18",
    "Lead 18": "L18",
    "Lead Spine 18": "L18",
    "Leadership Group Spine 7": "L7",
    "Leadership Spine Point 12": "L12",
    "UQ3": "UQT3",
    "UNQ 3": "UQT3",
    "UQT 3": "UQT3",
    "Unqualified Teacher 6": "UQT6",
    "AST 7": "AST7",
    "AST07": "AST7",
    "Advanced Skills 18": "AST18",
    "M\u00a06": "M6",
}


@pytest.mark.parametrize(("text", "point"), WRITTEN.items())
def test_certain_points(text, point):
    reading = read_point(text, None, COLLECTION)
    assert (reading.point, reading.scale) == (point, scale_of_point(point))
    assert not reading.question
    assert not reading.payments
    if text != point:
        assert point in reading.rule, "the rule applied is said in words"


ASKED = {
    "M1a": "unknown point",
    "M7": "no such point",
    "M0": "no such point",
    "U4": "no such point",
    "L44": "no such point",
    "AST19": "no such point",
    "UQT7": "no such point",
    "L4.5": "half point",
    "M5½": "half point",
    "M4.5": "half point",
    "L12-L18": "range",
    "L12 - 18": "range",
    "L12 to L18": "range",
    "M4/M5": "range",
    "12-18": "range",
    "1": "bare number without scale",
    "6": "bare number without scale",
    "LPS 3": "unknown point",
    "P6": "unknown point",
    "between M5 and M6": "unknown point",
    "M6*": "unknown point",
    "£31,868": "unknown point",
}


@pytest.mark.parametrize(("text", "pattern"), ASKED.items())
def test_what_is_not_certain_is_asked(text, pattern):
    reading = read_point(text, None, COLLECTION)
    assert reading.point is None
    assert reading.pattern == pattern
    assert reading.question.endswith("?")


@pytest.mark.parametrize("text", ["Scp 23", "SCP23", "NJC 23", "Scp 23 ", "NJC Scp 23"])
def test_support_staff_points_are_no_teachers_points(text):
    reading = read_point(text, None, COLLECTION)
    assert (reading.point, reading.scale, reading.support) == (None, "NJ", "23")
    assert not reading.question
    assert "support staff" in reading.rule


PAYMENTS = {
    "M6+TLR2a": ("M6", [("TLR", "TLR2A")]),
    "M6 + TLR 2": ("M6", [("TLR", "TLR2")]),
    "U3 SEN1": ("U3", [("SEN", "SEN1")]),
    "U3/TLR1B": ("U3", [("TLR", "TLR1B")]),
    "M6TLR2": ("M6", [("TLR", "TLR2")]),
    "MPS 6 & SEN": ("M6", [("SEN", "SEN")]),
    "U2+TLR2b+SEN2": ("U2", [("TLR", "TLR2B"), ("SEN", "SEN2")]),
    "UPS3 plus R&R": ("U3", [("RAR", "R&R")]),
}


@pytest.mark.parametrize(("text", "expected"), PAYMENTS.items())
def test_point_and_payment_are_split(text, expected):
    reading = read_point(text, None, COLLECTION)
    assert (reading.point, [tuple(vars_of(payment)) for payment in reading.payments]) == expected
    assert "additional payment" in reading.rule


def vars_of(payment):
    return payment.type, payment.name


@pytest.mark.parametrize("text", ["14-17+2SPA", "Soulbury 14-17 + 2 SPA", "EP 3-6+1SPA", "Soulbury 12"])
def test_soulbury_is_never_an_annex_5_point(text):
    reading = read_point(text, "SO", COLLECTION)
    assert (reading.point, reading.scale) == (None, "SO")
    assert not reading.question


def test_a_bare_number_is_a_point_of_its_scale_only_when_that_was_answered():
    asked = read_point("6", "TE", COLLECTION)
    assert (asked.point, asked.pattern, asked.choices) == (None, "bare number", ("M6",))
    answered = read_point("6", "TE", COLLECTION, bare_of_scale=True)
    assert (answered.point, answered.scale) == ("M6", "TE")
    assert read_point("7", "TE", COLLECTION, bare_of_scale=True).point is None
    assert read_point("23", "NJ", COLLECTION).support == "23"


@given(st.sampled_from(sorted(COLLECTION.pay_points)))
def test_every_code_reads_as_itself(key):
    scale, _, point = key
    reading = read_point(point, None, COLLECTION)
    assert (reading.point, reading.scale, reading.rule, reading.question) == (point, scale, "", "")


@given(st.text(max_size=12))
def test_any_text_gives_a_listed_point_or_none(text):
    reading = read_point(text, None, COLLECTION)
    if reading.point is not None:
        assert reading.point in scale_points(reading.scale, COLLECTION)
        assert not reading.question


def test_scales_have_their_points():
    assert {scale: len(scale_points(scale, COLLECTION)) for scale in POINT_PREFIXES} == {
        "TE": 6,
        "TU": 3,
        "UT": 6,
        "LD": 43,
        "AS": 18,
    }
    assert scale_points("LD", COLLECTION)[0] == "L1"
    assert scale_points("LD", COLLECTION)[-1] == "L43"
    assert scale_points("NJ", COLLECTION) == ()


SCALES = {
    "TE": "TE",
    "Teachers Main": "TE",
    "MPS": "TE",
    "Main Pay Range": "TE",
    "main scale": "TE",
    "MPS6": "TE",
    "Upper Pay Scale": "TU",
    "UPS": "TU",
    "Unqualified Teachers": "UT",
    "Leadership": "LD",
    "Leadership Spine": "LD",
    "L18": "LD",
    "Advanced Skills Teachers": "AS",
    "Excellent Teacher": "EX",
    "Soulbury": "SO",
    "NJC": "NJ",
    "Local Government Services": "NJ",
    "Scp 23": "NJ",
    "Leading Practitioner": "OT",
    "Other": "OT",
}


@pytest.mark.parametrize(("text", "code"), SCALES.items())
def test_scales(text, code):
    reading = read_scale(text, COLLECTION)
    assert (reading.code, reading.question) == (code, "")


@pytest.mark.parametrize("text", ["Band 3", "X", "Teachers", "London"])
def test_an_unknown_scale_is_asked(text):
    reading = read_scale(text, COLLECTION)
    assert reading.code is None
    assert "TE" in reading.choices


def test_leading_practitioners_have_no_code():
    assert is_leading_practitioner("Leading Practitioner")
    assert not is_leading_practitioner("Lead Practitioner's aide")
    assert "OT" in read_scale("Leading practitioner", COLLECTION).note


REGIONS = {
    "Inner London": "LI",
    "LI": "LI",
    "inner": "LI",
    "Band A": "LI",
    "Outer London": "LO",
    "Band B": "LO",
    "London Fringe": "LF",
    "fringe area": "LF",
    "Fringe": "LF",
    "England & Wales": "EW",
    "Rest of England and Wales": "EW",
    "E&W": "EW",
    "Band D": "EW",
}


@pytest.mark.parametrize(("text", "code"), REGIONS.items())
def test_regions(text, code):
    assert read_region(text, COLLECTION).code == code


@pytest.mark.parametrize("text", ["London", "South East", "Band Z"])
def test_an_unknown_region_is_asked(text):
    reading = read_region(text, COLLECTION)
    assert reading.code is None
    assert reading.choices == ("LI", "LO", "LF", "EW")


def test_region_from_the_authority():
    # Barking and Dagenham, Brent, Ealing, Greenwich and Merton are Inner London for pay.
    assert {lea: region_of_authority(lea, COLLECTION).code for lea in ("301", "304", "307", "203", "315", "936")} == {
        "301": "LI",
        "304": "LI",
        "307": "LI",
        "203": "LI",
        "315": "LI",
        "936": "LF",
    }
    derived = region_of_authority("999", COLLECTION)
    assert derived.code == "EW"
    assert "derived" in derived.rule
    for lea in ("825", "881", "919", "886", "938"):
        asked = region_of_authority(lea, COLLECTION)
        assert asked.code is None
        assert set(asked.choices) == {"LF", "EW"}
    for lea in ("123", "", None):
        assert region_of_authority(lea, COLLECTION).code is None
        assert region_of_authority(lea, COLLECTION).question
