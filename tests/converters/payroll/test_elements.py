"""Pay elements by name: the table sorts them, an answer stands above it, an unknown name stays unknown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from converters.payroll.elements import basic_of, element_table, parse_sorting, read_lines, sort_element
from converters.payroll.keys import element_key
from converters.sample.truth import table
from converters.values.periods import read_period
from swf_desktop.collection import Collection
from swf_desktop.record import Record
from tests.converters.payroll.payroll_records import element

COLLECTION = Collection.load(2013)
D = Decimal

SORTED = {
    "Basic Pay": "base pay",
    "BASIC PAY": "base pay",
    "Basic": "base pay",
    "Salary": "base pay",
    "Teachers' Salary": "base pay",
    "Substantive Salary": "base pay",
    "Basic Pay Arrears": "leave out",
    "TLR Arrears": "leave out",
    "Employer NI": "leave out",
    "NI": "leave out",
    "Employee Pension": "leave out",
    "Salary Sacrifice - Childcare": "leave out",
    "Strike Deduction 17/10/13": "leave out",
    "Statutory Maternity Pay": "leave out",
    "SSP": "leave out",
    "Overtime x 1.5": "leave out",
    "Union - NUT": "leave out",
    "Safeguarded Salary": "safeguarding",
    "Salary Safeguarding": "safeguarding",
    "TLR2": "payment TLR",
    "TLR 1b": "payment TLR",
    "SEN Allowance": "payment SEN",
    "SEN 2": "payment SEN",
    "Recruitment & Retention": "payment RAR",
    "Acting Allowance": "payment ACT",
    "Acting Up": "payment ACT",
    "Management Allowance": "payment MAL",
    "Outer London Weighting": "payment LOT",
    "First Aid Allowance": "payment OTH",
    "Honorarium": "ask",
    "London Weighting": "ask",
    "Pay Protection": "ask",
    "Special Allowance": "ask",
}


@pytest.mark.parametrize(("name", "expected"), SORTED.items())
def test_names(name, expected):
    sorting = sort_element(name, 2013)
    assert f"{sorting.treatment} {sorting.type}".strip() == expected


@pytest.mark.parametrize("name", ["Lettings", "Element 4711", "", "Senior Supplement", "Taxi"])
def test_unknown_names(name):
    assert sort_element(name, 2013) is None


def test_every_element_of_the_sample_is_known():
    assert [row["Element"] for row in table("pay") if sort_element(row["Element"], 2013) is None] == []


def test_the_table_is_sound():
    types = COLLECTION.code_sets[COLLECTION.fields["payment.PaymentType"].code_set].codes
    rows = element_table(2013)
    assert len(rows) > 100
    for row in rows:
        sorting = row.sorting
        assert sorting.treatment in ("base pay", "payment", "safeguarding", "leave out", "ask")
        assert (sorting.type in types) == (sorting.treatment == "payment"), row
        assert bool(sorting.choices) == (sorting.treatment == "ask"), row
        assert all(parse_sorting(choice, COLLECTION) is not None for choice in sorting.choices), row
        assert all((sorting.basis, sorting.confidence, sorting.note)), row


def test_no_line_of_the_table_is_hidden_by_an_earlier_one():
    rows = element_table(2013)
    hidden = []
    for row in rows:
        name = tuple(word.rstrip("*") for word in row.words)
        if next(other for other in rows if other.fits(name)) is not row:
            hidden.append(" ".join(row.words))
    assert hidden == []


def test_tlr_has_one_code_to_2014_and_two_from_2015():
    assert sort_element("TLR2", 2014).type == "TLR"
    assert sort_element("TLR2a", 2015).type == "TLE"
    assert sort_element("TLR3", 2026).type == "TL3"
    assert sort_element("TLR", 2026).choices == ("payment TLE", "payment TL3")


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("M", "monthly"),
        ("Monthly", "monthly"),
        ("per month", "monthly"),
        ("A", "annual"),
        ("Per Annum", "annual"),
        ("p.a.", "annual"),
        ("W", "weekly"),
        ("4-Weekly", "four_weekly"),
        ("Lunar", "four_weekly"),
        ("Fortnightly", "fortnightly"),
        ("H", "hourly"),
        ("Hourly", "hourly"),
        ("D", "daily"),
        ("Term", "termly"),
        ("", None),
        ("X", None),
        ("PER", None),
        ("12", None),
    ],
)
def test_periods(text, period):
    assert read_period(text) == period


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("base pay", ("base pay", "")),
        ("Leave out", ("leave out", "")),
        ("payment TLR", ("payment", "TLR")),
        ("RAR", ("payment", "RAR")),
        ("safeguarding", ("safeguarding", "")),
    ],
)
def test_answers(answer, expected):
    sorting = parse_sorting(answer, COLLECTION)
    assert (sorting.treatment, sorting.type) == expected


def test_an_answer_that_is_none_is_refused():
    assert parse_sorting("payment XYZ", COLLECTION) is None
    assert parse_sorting("?", COLLECTION) is None


def lines(*rows):
    contract = Record("contract", "c")
    for row in rows:
        element(contract, *row)
    return read_lines(contract, COLLECTION, {})


def test_an_answer_stands_above_the_table():
    contract = Record("contract", "c")
    element(contract, "Basic Pay", "M", "100")
    (line,) = read_lines(contract, COLLECTION, {element_key("basic  PAY"): "payment OTH"})
    assert (line.sorting.treatment, line.sorting.type) == ("payment", "OTH")


@pytest.mark.parametrize(
    ("rows", "share", "hours", "amount"),
    [
        ([("Basic", "M", "2000")], D(1), None, D(2000)),
        ([("Basic", "M", "2000", "0.9")], D(1), None, D(2000)),
        ([("Basic", "M", "2000", "0.6")], D("0.6"), None, D(1200)),
        ([("Basic", "M", "2000", "0.6")], D("0.8"), None, D(2000)),
        ([("Basic", "M", "2000", "0.6"), ("Basic", "M", "2000", "0.4")], D(1), None, D(2000)),
        ([("Basic", "M", "1200"), ("Basic", "M", "800")], D(1), None, D(2000)),
        ([("Basic", "M", "2000"), ("Basic", "M", "-100")], D(1), None, D(2000)),
        ([("Basic", "M", None, "0.5", "1000")], D(1), None, D(2000)),
        ([("Basic", "H", "8.00", "12"), ("Basic", "H", "8.00", "13")], None, D(25), D(8)),
        ([("Basic", "H", "8.00", "12"), ("Basic", "H", "9.00", "13")], None, D(25), None),
    ],
)
def test_lines_of_basic_pay(rows, share, hours, amount):
    assert basic_of(lines(*rows), share, hours, amounts_hold=True).amount == amount


def test_amounts_do_not_count_during_an_absence():
    assert basic_of(lines(("Basic", "M", None, "1", "1000")), D(1), None, amounts_hold=False).amount is None
    assert basic_of(lines(("Basic", "M", "2000", "1", "1000")), D(1), None, amounts_hold=False).amount == 2000
