"""Payroll as it really is: ugly situations, each with the figure and the question that it must give.

Longer than other modules, because its table of situations is read as one list.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converters.payroll.apply import apply_pay
from converters.payroll.contract_pay import Payroll, pay_rows
from swf_desktop.record import Record, Return
from swf_desktop.workspace.journal import Edit
from tests.converters.payroll.payroll_records import (
    COLLECTION,
    contract,
    element,
    person,
    put,
    sample_school,
    sheet_of,
    unread,
)

D = Decimal
SHEET = sheet_of(
    "payroll.xlsx",
    *("contract.AnnualSalary", "contract.MonthlyPay", "contract.FTE", "contract.SpinePoint", "contract.BasePay"),
    *("element.ElementRate", "element.ElementUnits", "payment.PaymentAmount"),
)
SUPPORT: dict[str, Any] = {"Post": "TAS", "HoursPerWeek": "37.00", "FTEHours": "37.00", "WeeksPerYear": "52"}
TEACHER: dict[str, Any] = {
    "Post": "TCH", "Scale": "TE", "HoursPerWeek": "32.50", "FTEHours": "32.50", "WeeksPerYear": "52",
}  # fmt: skip
PART: dict[str, Any] = {**TEACHER, "HoursPerWeek": "19.50"}
ASSISTANT: dict[str, Any] = {
    "Post": "TAS", "Scale": "NJ", "HoursPerWeek": "25.00", "FTEHours": "37.00", "WeeksPerYear": "39",
}  # fmt: skip


def pay(build: Callable[[Return], object], lea: str | None = "999", **options: Any) -> tuple[Payroll, Return]:
    return_ = Return()
    build(return_)
    return apply_pay(return_, COLLECTION, lea=lea, **options), return_


def one(**values: Any) -> Callable[[Return], Record]:
    """One person with one contract."""
    return lambda return_: contract(person(return_), SHEET, **values)


def with_elements(values: dict[str, Any], *lines: tuple[Any, ...]) -> Callable[[Return], None]:
    def build(return_: Return) -> None:
        record = contract(person(return_), SHEET, **values)
        for line in lines:
            element(record, *line)

    return build


class Case(NamedTuple):
    """One ugly situation. actual: base pay of each contract in turn; asks: how the keys of the questions begin; says.

    Part of a doubt.
    """

    build: Callable[[Return], object]
    actual: tuple[str | None, ...]
    asks: tuple[str, ...] = ()
    says: str = ""
    answers: Mapping[str, str] = MappingProxyType({})
    payments: tuple[tuple[str, str], ...] = ()
    point: str | None = None


def absent(values: dict[str, Any], *lines: tuple[Any, ...]) -> Callable[[Return], None]:
    def build(return_: Return) -> None:
        staff = person(return_)
        record = contract(staff, SHEET, **values)
        for line in lines:
            element(record, *line)
        put(staff.add(Record("absence")), FirstDayOfAbsence="2013-10-01", AbsenceCategory="MAT")

    return build


def column(tag: str, *rows: dict[str, Any]) -> Callable[[Return], None]:
    """Several people whose figure stands in the same column."""

    def build(return_: Return) -> None:
        for number, values in enumerate(rows, 2):
            contract(person(return_, str(number)), SHEET, number, **values)

    return build


def roles(*rows: dict[str, Any]) -> Callable[[Return], None]:
    def build(return_: Return) -> None:
        record = contract(person(return_), SHEET, Post="SUP", Scale="NJ")
        for number, values in enumerate(rows, 1):
            put(record.add(Record("role", f"{record.key}/role:{number}", origin=record.origin)), **values)

    return build


def fte(text: str, **values: Any) -> Callable[[Return], None]:
    def build(return_: Return) -> None:
        record = contract(person(return_), SHEET, **{**TEACHER, "HoursPerWeek": None, "FTEHours": None, **values})
        unread(record, "FTE", text)

    return build


def payment(values: dict[str, Any], **fields: Any) -> Callable[[Return], None]:
    def build(return_: Return) -> None:
        record = contract(person(return_), SHEET, **values)
        put(record.add(Record("payment", origin=record.origin)), **fields)

    return build


BASIC = ("Basic Pay", "M", "2655.67")
ANNUAL_KEY = "annual salary basis: payroll.xlsx/Pay/column A"
MONTHS_KEY = "annual salary holds months: payroll.xlsx/Pay/column A"

CASES: dict[str, Case] = {
    # pay elements in rows
    "strike, vouchers, union and employer's costs are left out": Case(
        with_elements(
            {**TEACHER, "SpinePoint": "M6"},
            BASIC,
            ("Strike Deduction 01/10/13", "M", "-87.31"),
            ("Childcare Vouchers", "M", "-243.00"),
            ("NUT Subs", "M", "-13.75"),
            ("Employers NI", "M", "239.00"),
            ("TPS Pension EE", "M", "-233.70"),
        ),
        ("31868.00",),
        point="M6",
    ),
    "arrears, overtime and keeping-in-touch days are left out": Case(
        with_elements(
            {**TEACHER, "SpinePoint": "M6"},
            BASIC,
            ("Basic Pay Arrears", "M", "400"),
            ("Overtime", "H", "20"),
            ("KIT Days", "D", "150"),
        ),
        ("31868.00",),
    ),
    "an unknown element is asked once and left out": Case(
        with_elements({**TEACHER, "SpinePoint": "M6"}, BASIC, ("Lettings Supplement", "M", "50")),
        ("31868.00",),
        ("pay element: lettings supplement",),
        "is left out until it is answered",
    ),
    "the answer makes it a payment": Case(
        with_elements({**TEACHER, "SpinePoint": "M6"}, BASIC, ("Lettings Supplement", "M", "50")),
        ("31868.00",),
        answers={"pay element: lettings supplement": "payment OTH"},
        payments=(("OTH", "600.00"),),
    ),
    "an honorarium is an acting allowance or another: asked": Case(
        with_elements({**TEACHER, "SpinePoint": "M6"}, BASIC, ("Honorarium", "M", "100")),
        ("31868.00",),
        ("pay element: honorarium",),
    ),
    "a monthly TLR, twelve times": Case(
        with_elements({**TEACHER, "SpinePoint": "M6"}, BASIC, ("TLR 2a", "M", "213.42")),
        ("31868.00",),
        payments=(("TLR", "2561.04"),),
    ),
    "TLR and SEN as yearly amounts": Case(
        with_elements({**TEACHER, "SpinePoint": "M6"}, BASIC, ("TLR1B", "A", "9093"), ("SEN Allowance", "A", "2022")),
        ("31868.00",),
        payments=(("TLR", "9093.00"), ("SEN", "2022.00")),
    ),
    "a TLR outside the ranges is doubted": Case(
        with_elements({**TEACHER, "SpinePoint": "M6"}, BASIC, ("TLR2", "A", "6900")),
        ("31868.00",),
        says="lies outside the ranges",
        payments=(("TLR", "6900.00"),),
    ),
    "safeguarding is part of base pay": Case(
        with_elements({**TEACHER, "SpinePoint": "M6"}, BASIC, ("Safeguarded Salary", "M", "125")),
        ("33368.00",),
        says="understate",
    ),
    "pay protection may be safeguarding: asked": Case(
        with_elements({**TEACHER, "SpinePoint": "M6"}, BASIC, ("Pay Protection", "M", "125")),
        ("31868.00",),
        ("pay element: pay protection",),
    ),
    "Inner London weighting of an assistant": Case(
        with_elements(
            {**ASSISTANT, "PaidWeeks": "44.5"}, ("Basic", "H", "8.15", "25"), ("Inner London Weighting", "A", "2000")
        ),
        ("9066.88",),
        payments=(("LIN", "2000.00"),),
    ),
    "London weighting of which kind: asked": Case(
        with_elements(
            {**ASSISTANT, "PaidWeeks": "44.5"}, ("Basic", "H", "8.15", "25"), ("London Weighting", "A", "2000")
        ),
        ("9066.88",),
        ("pay element: london weighting",),
    ),
    "a starter paid a part of the month: the rate counts": Case(
        with_elements(
            {**TEACHER, "ContractStart": "2013-11-04", "SpinePoint": "M1"},
            ("Basic Pay", "M", "1817.00", "0.9", "1635.30"),
        ),
        ("21804.00",),
        point="M1",
    ),
    "a starter with amounts only: the point counts": Case(
        with_elements(
            {**TEACHER, "ContractStart": "2013-11-04", "SpinePoint": "M1"}, ("Basic Pay", "M", None, None, "1635.30")
        ),
        ("21804.00",),
        says="there is no rate",
    ),
    "maternity: the contract's rate, not what is paid": Case(
        absent(
            {**TEACHER, "SpinePoint": "M5"},
            ("Basic Pay", "M", "2461.08"),
            ("SMP", "M", "591.41"),
            ("Maternity Offset", "M", "-1230"),
        ),
        ("29533.00",),
    ),
    "half-pay sickness with amounts only: the point counts": Case(
        absent({**TEACHER, "SpinePoint": "M5"}, ("Basic Pay", "M", None, None, "1230.54")),
        ("29533.00",),
        says="there is no rate",
    ),
    "amounts of a whole month without a rate": Case(
        with_elements({**TEACHER, "SpinePoint": "M6"}, ("Basic Pay", "M", None, None, "2655.67")), ("31868.00",)
    ),
    "one post split between cost centres": Case(
        with_elements(
            {**TEACHER, "SpinePoint": "M6"}, ("Basic Pay", "M", "2655.67", "0.6"), ("Basic Pay", "M", "2655.67", "0.4")
        ),
        ("31868.00",),
    ),
    "cost centres as two amounts": Case(
        with_elements({**TEACHER, "SpinePoint": "M6"}, ("Basic Pay", "M", "1593.40"), ("Basic Pay", "M", "1062.27")),
        ("31868.00",),
    ),
    "the rate is full time and the units are the share": Case(
        with_elements({**PART, "SpinePoint": "M6"}, ("Basic Pay", "M", "2655.67", "0.6", "1593.40")), ("19120.80",)
    ),
    "an element without a period: asked": Case(
        with_elements({**TEACHER, "SpinePoint": "M6"}, ("Basic Pay", "", "2655.67")),
        ("31868.00",),
        ("pay period: (blank)",),
    ),
    "a period of the payroll's own: answered once": Case(
        with_elements({**ASSISTANT, "WeeksPerYear": "52"}, ("Basic Pay", "PER", "800.00")),
        ("9600.00",),
        answers={"pay period: PER": "Month"},
    ),
    "three hourly rates are three jobs, never a sum": Case(
        with_elements(
            {**ASSISTANT, "PaidWeeks": "44.5"},
            ("Basic TA", "H", "8.15", "15"),
            ("Basic Midday", "H", "7.09", "5"),
            ("Basic Cleaning", "H", "6.90", "5"),
        ),
        (None,),
        ("several rates: PersonRef:1/contract:1",),
        "They are not added",
    ),
    "units that are not the contract's hours": Case(
        with_elements({**ASSISTANT, "PaidWeeks": "44.5"}, ("Basic Pay", "H", "8.15", "108.33")), ("9066.88",)
    ),
    "hours only in the units: asked": Case(
        with_elements({**ASSISTANT, "HoursPerWeek": None, "PaidWeeks": "44.5"}, ("Basic Pay", "H", "8.15", "25")),
        (None,),
        ("units of hourly lines: payroll.xlsx/Pay/column G",),
    ),
    "hours only in the units: a week's": Case(
        with_elements({**ASSISTANT, "HoursPerWeek": None, "PaidWeeks": "44.5"}, ("Basic Pay", "H", "8.15", "25")),
        ("9066.88",),
        answers={"units of hourly lines: payroll.xlsx/Pay/column G": "week"},
    ),
    # periods
    "four-weekly pay is never times 13": Case(one(**TEACHER, FourWeeklyPay="2444.66", SpinePoint="M6"), ("31868.00",)),
    "fortnightly pay is never times 27": Case(
        one(**ASSISTANT, FortnightlyPay="400.00"), ("10428.60",), says="full-time figure"
    ),
    "a payroll that states 13 periods": Case(
        one(**{**ASSISTANT, "WeeksPerYear": "52"}, FourWeeklyPay="1000.00"),
        ("13000.00",),
        answers={"payroll four-week periods in a year": "13"},
    ),
    "amount with its period in a column": Case(
        one(**TEACHER, PayAmount="2655.67", PayPeriod="Monthly", SpinePoint="M6"), ("31868.00",)
    ),
    "termly pay": Case(one(**TEACHER, PayAmount="10622.67", PayPeriod="Term", SpinePoint="M6"), ("31868.00",)),
    "salaried by the day: the divisor is asked": Case(
        one(**{**ASSISTANT, "WeeksPerYear": "52"}, DailyPay="60.00"), (None,), ("days in a year of daily pay",)
    ),
    "hourly for term time without paid weeks: asked": Case(
        one(**ASSISTANT, HourlyRate="8.15"), (None,), ("paid weeks for 39 weeks a year",)
    ),
    "paid weeks answered with leave": Case(
        one(**ASSISTANT, HourlyRate="8.15"), ("9066.88",), answers={"paid weeks for 39 weeks a year": "39 + 5.5"}
    ),
    "paid weeks answered as a factor": Case(
        one(**ASSISTANT, HourlyRate="8.15"), ("9260.47",), answers={"paid weeks for 39 weeks a year": "39/44.743"}
    ),
    # annual columns
    "annual of a part-timer who is not on a point: asked": Case(
        one(**{**ASSISTANT, "PaidWeeks": "44.5"}, AnnualSalary="15724"), (None,), (ANNUAL_KEY,)
    ),
    "answered full time": Case(
        one(**{**ASSISTANT, "PaidWeeks": "44.5"}, AnnualSalary="15724"), ("9067.04",), answers={ANNUAL_KEY: "full-time"}
    ),
    "answered actual": Case(
        one(**{**ASSISTANT, "PaidWeeks": "44.5"}, AnnualSalary="9067"), ("9067.00",), answers={ANNUAL_KEY: "actual"}
    ),
    "annual that is the point in full": Case(
        one(**PART, AnnualSalary="31868", SpinePoint="MPS 6"), ("19120.80",), point="M6"
    ),
    "annual that is the point times the share": Case(
        one(**PART, AnnualSalary="19120.80", SpinePoint="MPS 6"), ("19120.80",)
    ),
    "annual shown by the hourly rate": Case(
        one(**{**ASSISTANT, "PaidWeeks": "44.5"}, AnnualSalary="9066.88", HourlyRate="8.15"), ("9066.88",)
    ),
    "annual that is neither, with a point: not sent": Case(
        one(**PART, AnnualSalary="25000", SpinePoint="M6"), (None,), (ANNUAL_KEY,), "neither M6 nor M6 x 0.6"
    ),
    "annual column holding months: asked once, and every row waits": Case(
        column(
            "AnnualSalary",
            {**TEACHER, "AnnualSalary": "2655.67", "SpinePoint": "M6"},
            {**TEACHER, "AnnualSalary": "1817.00", "SpinePoint": "M1"},
            {**ASSISTANT, "AnnualSalary": "755.57", "PaidWeeks": "44.5", "WeeksPerYear": "52"},
        ),
        ("31868.00", "21804.00", None),
        (MONTHS_KEY,),
        "waits for an answer",
    ),
    "annual column holding months: one answer settles every row": Case(
        column(
            "AnnualSalary",
            {**TEACHER, "AnnualSalary": "2655.67", "SpinePoint": "M6"},
            {**TEACHER, "AnnualSalary": "1817.00", "SpinePoint": "M1"},
            {**ASSISTANT, "AnnualSalary": "1310.00", "HoursPerWeek": "37.00", "WeeksPerYear": "52"},
        ),
        ("31868.00", "21804.00", "15720.00"),
        answers={MONTHS_KEY: "months"},
    ),
    "monthly column holding years: asked": Case(
        one(**TEACHER, MonthlyPay="31868", SpinePoint="M6"),
        ("31868.00",),
        ("monthly pay holds years: payroll.xlsx/Pay/column B",),
    ),
    "base pay that is the full-time figure: asked, the point serves": Case(
        one(**PART, BasePay="31868", SpinePoint="M6"),
        ("19120.80",),
        ("base pay as given basis: payroll.xlsx/Pay/column E",),
    ),
    # shares of full time
    "FTE as 60%": Case(fte("60%", SpinePoint="M6"), ("19120.80",)),
    "FTE as 19.5/32.5": Case(fte("19.5/32.5", SpinePoint="M6"), ("19120.80",)),
    "FTE as 60 without hours: asked": Case(
        one(**{**TEACHER, "HoursPerWeek": None, "FTEHours": None}, FTE="60", SpinePoint="M6"),
        (None,),
        ("share of full time: payroll.xlsx/Pay/column C",),
    ),
    "FTE as 60, answered": Case(
        one(**{**TEACHER, "HoursPerWeek": None, "FTEHours": None}, FTE="60", SpinePoint="M6"),
        ("19120.80",),
        answers={"share of full time: payroll.xlsx/Pay/column C": "a percentage of hours"},
    ),
    "a rounded FTE finds the point": Case(
        one(**{**TEACHER, "HoursPerWeek": None, "FTEHours": None}, FTE="0.58", MonthlyPay="1532.12"),
        ("18385.44",),
        point="M6",
    ),
    "an assistant's FTE without hours: does it include weeks": Case(
        one(Post="TAS", Scale="NJ", WeeksPerYear="39", PaidWeeks="44.5", FTE="0.5766", FullTimeSalary="15723.72"),
        (None,),
        ("share of full time: payroll.xlsx/Pay/column C",),
    ),
    "it does": Case(
        one(Post="TAS", Scale="NJ", WeeksPerYear="39", PaidWeeks="44.5", FTE="0.5766", FullTimeSalary="15723.72"),
        ("9066.30",),
        answers={"share of full time: payroll.xlsx/Pay/column C": "hours and weeks"},
    ),
    "37 as a teacher's full-time hours: one question": Case(
        one(**{**PART, "FTEHours": "37.00"}, MonthlyPay="1593.40", SpinePoint="M6"),
        ("19120.80",),
        ("full-time hours of teachers",),
        "more than M6",
    ),
    "answered 32.5": Case(
        one(**{**PART, "FTEHours": "37.00"}, MonthlyPay="1593.40", SpinePoint="M6"),
        ("19120.80",),
        answers={"full-time hours of teachers": "32.5"},
    ),
    "53 weeks a year: one question": Case(
        one(**{**ASSISTANT, "WeeksPerYear": "53"}, MonthlyPay="800.00"), ("9600.00",), ("53 weeks a year",)
    ),
    "a full-time salary for term time without paid weeks: asked": Case(
        one(**ASSISTANT, FullTimeSalary="15723.72"), (None,), ("paid weeks for 39 weeks a year",)
    ),
    "a full-time salary for term time, paid weeks answered": Case(
        one(**ASSISTANT, FullTimeSalary="15723.72"), ("9066.87",), answers={"paid weeks for 39 weeks a year": "44.5"}
    ),
    # points and regions
    "NJC spine point 4 is out of date": Case(
        one(**{**ASSISTANT, "WeeksPerYear": "52"}, SpinePoint="Scp 4", MonthlyPay="700"), ("8400.00",), says="is it 5?"
    ),
    "a leading practitioner below the range": Case(
        one(**{**TEACHER, "Scale": "OT", "Post": "EXL"}, MonthlyPay="3000"), ("36000.00",), says="below the minimum"
    ),
    "base pay above the range of its scale": Case(
        one(**TEACHER, BasePay="33000"), ("33000.00",), says="above the maximum of TE in EW"
    ),
    "pay on the contract and on its roles": Case(
        lambda return_: put(
            (record := contract(person(return_), SHEET, **{**ASSISTANT, "WeeksPerYear": "52"}, MonthlyPay="500")).add(
                Record("role", f"{record.key}/role:1")
            ),
            RoleIdentifier="TASS",
            ActualSalary="6100",
        ),
        ("6100.00",),
    ),
    "M6+TLR2a with the TLR among the elements": Case(
        with_elements({**TEACHER, "SpinePoint": "M6+TLR2a"}, BASIC, ("TLR2", "A", "2561")),
        ("31868.00",),
        payments=(("TLR", "2561.00"),),
        point="M6",
    ),
    "U3 SEN1 without an amount": Case(
        one(**{**TEACHER, "Scale": "TU"}, SpinePoint="U3 SEN1"),
        ("37124.00",),
        ("amount of SEN1",),
        says="no amount of it was found",
        point="U3",
    ),
    "U3 SEN1 with the amount that was answered": Case(
        one(**{**TEACHER, "Scale": "TU"}, SpinePoint="U3 SEN1"),
        ("37124.00",),
        answers={"amount of SEN1": "2022"},
        payments=(("SEN", "2022.00"),),
        point="U3",
    ),
    "a half point: asked, base pay stands": Case(
        one(**{**TEACHER, "Scale": "LD"}, SpinePoint="L4.5", MonthlyPay="3437.50"),
        ("41250.00",),
        ("spine point: L4.5",),
    ),
    "a range: asked": Case(one(**{**TEACHER, "Scale": "LD"}, SpinePoint="L12-L18"), (None,), ("spine point: L12-L18",)),
    "a range, answered": Case(
        one(**{**TEACHER, "Scale": "LD"}, SpinePoint="L12-L18"),
        ("52131.00",),
        answers={"spine point: L12-L18": "L14"},
        point="L14",
    ),
    "a point outside the scale": Case(
        one(**TEACHER, SpinePoint="M7"), (None,), ("spine point: M7",), "does not stand in the tables", point="M7"
    ),
    "bare numbers: one question for the column": Case(
        column("SpinePoint", {**TEACHER, "SpinePoint": "6"}, {**TEACHER, "SpinePoint": "1"}),
        (None, None),
        ("spine points without letters",),
    ),
    "bare numbers, answered": Case(
        column("SpinePoint", {**TEACHER, "SpinePoint": "6"}, {**TEACHER, "SpinePoint": "1"}),
        ("31868.00", "21804.00"),
        answers={"spine points without letters": "of the scale"},
    ),
    "numbers of support staff: one question for all": Case(
        column(
            "SpinePoint",
            {**SUPPORT, "SpinePoint": "11", "MonthlyPay": "1000"},
            {**SUPPORT, "SpinePoint": "25", "MonthlyPay": "1500"},
        ),
        ("12000.00", "18000.00"),
        ("spine points of support staff",),
    ),
    "numbers of support staff, answered": Case(
        column("SpinePoint", {**SUPPORT, "SpinePoint": "11", "MonthlyPay": "1000"}),
        ("12000.00",),
        answers={"spine points of support staff": "NJ"},
    ),
    "Soulbury has base pay and no point": Case(
        one(
            Post="SUP",
            SpinePoint="14-17+2SPA",
            HoursPerWeek="37.00",
            FTEHours="37.00",
            WeeksPerYear="52",
            MonthlyPay="3750",
        ),
        ("45000.00",),
    ),
    "the scale follows from the point": Case(
        one(**{**TEACHER, "Scale": None}, SpinePoint="UPS2"), ("35802.00",), point="U2"
    ),
    "a point of another scale is a misfit": Case(
        one(**TEACHER, SpinePoint="U2", MonthlyPay="2983.50"),
        ("35802.00",),
        says="U2 is not a point of scale TE",
        point="U2",
    ),
    # payments in columns
    "a TLR column that holds months": Case(
        payment({**TEACHER, "SpinePoint": "M6"}, PaymentType="TLR", PaymentAmount="213.42"),
        ("31868.00",),
        ("additional payments holds months: payroll.xlsx/Pay/column H",),
        "looks like a month's",
        payments=(("TLR", "213.42"),),
    ),
    "a payment whose name says its type": Case(
        payment(
            {**TEACHER, "SpinePoint": "M6"}, PaymentName="R & R allowance", PaymentAmount="100", PaymentPeriod="Monthly"
        ),
        ("31868.00",),
        payments=(("RAR", "1200.00"),),
    ),
    # contracts and roles
    "two contracts are two figures": Case(
        lambda return_: [
            (staff := person(return_)),
            contract(staff, SHEET, **{**TEACHER, "HoursPerWeek": "16.25"}, MonthlyPay="1230.54", SpinePoint="M5"),
            contract(staff, SHEET, **{**ASSISTANT, "HoursPerWeek": "12.00"}, PaidWeeks="44.5", HourlyRate="8.00"),
        ],
        ("14766.50", "4272.00"),
    ),
    "a contract that ended the day before is none, one that ends on the day is": Case(
        lambda return_: [
            contract(person(return_, "1"), SHEET, **TEACHER, ContractEnd="2013-11-06", SpinePoint="M6"),
            contract(person(return_, "2"), SHEET, **TEACHER, ContractEnd="2013-11-07", SpinePoint="M6"),
            contract(person(return_, "3"), SHEET, **TEACHER, ContractStart="2013-11-07", SpinePoint="M6"),
            contract(person(return_, "4"), SHEET, **TEACHER, ContractStart="2013-11-08", SpinePoint="M6"),
        ],
        ("31868.00", "31868.00"),
    ),
    "a contract that begins after census day, kept": Case(
        one(**TEACHER, ContractStart="2013-11-08", SpinePoint="M6"),
        ("31868.00",),
        answers={"contracts starting after census day": "keep"},
    ),
    "pay by role, never a sum": Case(
        roles(
            {
                "RoleIdentifier": "MIDS",
                "HourlyRate": "8.40",
                "HoursPerWeek": "7.50",
                "FTEHours": "37.00",
                "WeeksPerYear": "38",
                "PaidWeeks": "43.5",
            },
            {
                "RoleIdentifier": "CLNR",
                "HourlyRate": "7.30",
                "HoursPerWeek": "10.00",
                "FTEHours": "37.00",
                "WeeksPerYear": "52",
            },
        ),
        ("2740.50", "3806.44"),
    ),
    "agency by the day: nothing is sent": Case(
        one(**TEACHER, DailyRate="Y", DailyPay="163.43", SpinePoint="M6"), (None,)
    ),
    "nothing but a name": Case(one(Post="TCH", Scale="TE"), (None,)),
}


@pytest.mark.parametrize("name", CASES)
def test_ugly_payroll(name):
    case = CASES[name]
    payroll, _ = pay(case.build, answers=case.answers)
    figures = tuple(row["base_pay_actual"] for row in pay_rows(payroll))
    assert figures == case.actual
    keys = [question.key for question in payroll.questions]
    assert keys == list(case.asks)
    doubts = " ".join(doubt for one in payroll.contracts for doubt in one.doubts)
    assert case.says in doubts
    sent = tuple((kind, f"{amount:.2f}") for one in payroll.contracts for kind, _, amount in one.payments)
    assert sent == case.payments
    if case.point is not None:
        assert payroll.contracts[0].result.point == case.point
    for pay_ in payroll.contracts:
        if pay_.result.actual is not None:
            assert pay_.record.code("BasePay") == f"{pay_.result.actual:.2f}"
            assert pay_.result.steps
        elif not pay_.figures.daily_rate:
            assert pay_.doubts or pay_.result.missing


def test_there_are_thirty_ugly_cases_at_least():
    assert len(CASES) >= 30


def test_questions_are_put_once_for_all_they_concern():
    rows = [{**ASSISTANT, "PaidWeeks": "44.5", "AnnualSalary": str(9000 + number)} for number in range(40)]
    payroll, _ = pay(column("AnnualSalary", *rows))
    assert [(question.key, question.count, question.kind) for question in payroll.questions] == [
        (ANNUAL_KEY, 40, "answer")
    ]
    assert payroll.questions[0].source.column == "A"
    assert not payroll.questions[0].examples


def test_the_pattern_of_a_column_is_named_and_offered_first():
    rows = [{**PART, "AnnualSalary": "31868", "SpinePoint": "M6"} for _ in range(3)]
    rows.append({**ASSISTANT, "PaidWeeks": "44.5", "AnnualSalary": "15724"})
    payroll, _ = pay(column("AnnualSalary", *rows))
    (question,) = payroll.questions
    assert question.choices[0][0] == "full-time"
    assert "3 are the pay of somebody full time" in question.text
    assert any("for full time in 3" in note for note in payroll.notes)


def test_what_the_share_column_counts_is_named():
    rows = [{**ASSISTANT, "PaidWeeks": "44.5", "HourlyRate": "8.15", "FTE": "0.5766"} for _ in range(4)]
    rows.append(
        {
            "Post": "TAS",
            "Scale": "NJ",
            "WeeksPerYear": "39",
            "PaidWeeks": "44.5",
            "FTE": "0.6",
            "FullTimeSalary": "15000",
        }
    )
    payroll, _ = pay(column("FTE", *rows))
    (question,) = payroll.questions
    assert question.choices[0][0] == "hours and weeks"
    assert any("counts hours and weeks in 4 of 4" in note for note in payroll.notes)


def test_paid_weeks_of_others_are_offered():
    rows = [{**ASSISTANT, "PaidWeeks": "44.5", "HourlyRate": "8.15"} for _ in range(3)]
    rows.append({**ASSISTANT, "HourlyRate": "8.15"})
    payroll, _ = pay(column("PaidWeeks", *rows))
    (question,) = payroll.questions
    assert question.choices[0] == ("44.5", "as 3 other contracts have")


def test_the_factor_of_a_payroll_is_found_and_named():
    # Paid by 39/44.743 of a full year, which the monthly pay shows beside the hourly rate.
    monthly = D("8.15") * 25 * D("52.143") * 39 / D("44.743") / 12
    rows = [{**ASSISTANT, "MonthlyPay": f"{monthly:.2f}", "HourlyRate": "8.15"} for _ in range(2)]
    rows.append({**ASSISTANT, "HourlyRate": "8.15"})
    payroll, _ = pay(column("PaidWeeks", *rows))
    (question,) = payroll.questions
    assert question.choices == (("39/44.743", "as the figures of 2 contracts show"),)


def test_answers_on_hours_and_weeks_are_written():
    rows = [
        {**PART, "FTEHours": "37.00"},
        {**TEACHER, "HoursPerWeek": "37.00", "FTEHours": "37.00", "WeeksPerYear": "53"},
    ]
    answers = {"full-time hours of teachers": "32.5", "53 weeks a year": "52"}
    payroll, return_ = pay(column("FTEHours", *rows), answers=answers)
    written = [
        tuple(staff.of("contract")[0].code(tag) for tag in ("HoursPerWeek", "FTEHours", "WeeksPerYear"))
        for staff in return_.staff
    ]
    assert written == [("19.50", "32.50", "52"), ("32.50", "32.50", "52")]
    assert not payroll.questions
    kept, return_ = pay(
        column("FTEHours", *rows), answers={"full-time hours of teachers": "37", "53 weeks a year": "53"}
    )
    assert return_.staff[1].of("contract")[0].code("FTEHours") == "37.00"
    assert not kept.questions


def test_pay_is_compared_with_the_point():
    rows = [
        {**TEACHER, "MonthlyPay": "2655.67", "SpinePoint": "M6"},
        {**TEACHER, "BasePay": "31868.00", "SpinePoint": "M6"},
        {**TEACHER, "MonthlyPay": "2461.08", "SpinePoint": "M6"},
        {**TEACHER, "MonthlyPay": "2500.00"},
        {**TEACHER, "SpinePoint": "M6"},
    ]
    payroll, _ = pay(column("MonthlyPay", *rows))
    assert [row["against_point"] for row in pay_rows(payroll)] == [
        "within a pound",
        "matches",
        "differs by -2335.04",
        None,
        None,
    ]


def test_the_working_begins_at_the_source():
    payroll, _ = pay(one(**TEACHER, MonthlyPay="2655.67", SpinePoint="M6"))
    assert payroll.contracts[0].steps[0] == "From the source: payroll.xlsx, Pay, B2."
    assert payroll.contracts[0].person == "TEST (1)"


def test_region_of_an_authority_in_two_bands_is_asked_once_and_settled():
    build = column("SpinePoint", {**TEACHER, "SpinePoint": "M6"}, {**TEACHER, "SpinePoint": "M1"})
    asked, _ = pay(build, lea="825")
    assert [question.key for question in asked.questions] == ["pay region of the school"]
    assert asked.questions[0].count == 2
    assert {code for code, _ in asked.questions[0].choices} == {"LF", "EW"}
    assert asked.contracts[0].result.actual is None
    settled, _ = pay(build, lea="825", answers={"pay region of the school": "LF"})
    assert not settled.questions
    assert settled.contracts[0].result.actual == COLLECTION.pay_points["TE", "LF", "M6"].annual


def test_support_staff_get_no_region():
    payroll, return_ = pay(one(**{**ASSISTANT, "PaidWeeks": "44.5"}, HourlyRate="8.15"), lea="825")
    assert not payroll.questions
    assert not return_.staff[0].of("contract")[0].has("RegionSpine")


def test_send_can_be_chosen_for_a_contract_a_group_or_the_return():
    build = column("SpinePoint", {**TEACHER, "SpinePoint": "M6"}, {**TEACHER, "Scale": "TU", "SpinePoint": "U2"})
    for answers, expected in (
        ({}, [{"BasePay"}, {"BasePay"}]),
        ({"send: scale TU": "point"}, [{"BasePay"}, {"SpinePoint"}]),
        ({"send: post TCH": "both"}, [{"BasePay", "SpinePoint"}, {"BasePay", "SpinePoint"}]),
        ({"send: PersonRef:2/contract:1": "point", "send: scale TE": "both"}, [{"SpinePoint"}, {"BasePay"}]),
    ):
        payroll, _ = pay(build, answers=answers)
        assert [set(one.sent) - {"Scale", "RegionSpine"} for one in payroll.contracts] == expected


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({**TEACHER, "MonthlyPay": "2500"}, "between points"),
        ({**TEACHER, "SpinePoint": "M6", "SafeguardedAmount": "1500"}, "safeguarded"),
        ({**ASSISTANT, "PaidWeeks": "44.5", "HourlyRate": "8.15"}, "without points"),
        ({**TEACHER, "SpinePoint": "M6", "MonthlyPay": "2461.08"}, "differs from M6"),
    ],
)
def test_under_point_what_a_point_cannot_say_keeps_base_pay_and_says_why(values, reason):
    payroll, _ = pay(one(**values), send="point")
    (found,) = payroll.contracts
    assert "BasePay" in found.sent
    assert "SpinePoint" not in found.sent
    assert any(reason in doubt for doubt in found.doubts)


def test_full_time_basis_raises_pay_and_payments():
    payroll, _ = pay(
        with_elements({**PART, "SpinePoint": "M6"}, ("Basic Pay", "M", "1593.40"), ("TLR2", "A", "1536.60")),
        basis="fte",
    )
    (found,) = payroll.contracts
    assert found.sent["BasePay"] == "31868.00"
    assert [(kind, amount) for kind, _, amount in found.payments] == [("TLR", D("2561.00"))]
    assert not any("outside the ranges" in doubt for doubt in found.doubts)


def test_values_keep_the_source_text_and_losers():
    payroll, _ = pay(
        one(**PART, BasePay="31868.00", SpinePoint="MPS 6"),
        answers={"base pay as given basis: payroll.xlsx/Pay/column E": "full-time"},
    )
    record = payroll.contracts[0].record
    assert record.values["BasePay"].raw == "31868.00"
    assert (record.typed("BasePay"), record.code("BasePay")) == (D("19120.80"), "19120.80")
    assert record.losers["SpinePoint"][0][0].raw == "MPS 6"
    assert record.losers["BasePay"][0][0].sent == "31868.00"


def test_pay_that_cannot_be_read_is_sent_as_it_stands():
    def build(return_: Return) -> None:
        unread(
            contract(person(return_), SHEET, **TEACHER, MonthlyPay="2655.67", SpinePoint="M6"), "BasePay", "see memo"
        )

    payroll, _ = pay(build)
    (found,) = payroll.contracts
    assert found.record.code("BasePay") == "see memo"
    assert any("cannot be read" in doubt for doubt in found.doubts)


def test_a_held_base_pay_is_not_sent():
    payroll, _ = pay(one(**{**PART, "Scale": "NJ", "Post": "SUP"}, AnnualSalary="15000"))
    assert "BasePay" not in payroll.contracts[0].sent


def test_daily_rate_has_no_pay_items():
    def build(return_: Return) -> None:
        record = contract(person(return_), SHEET, **TEACHER, DailyRate="Y", SpinePoint="M6", RegionSpine="EW")
        put(record.add(Record("payment")), PaymentType="TLR", PaymentAmount="2561")

    payroll, return_ = pay(build)
    record = return_.staff[0].of("contract")[0]
    assert payroll.contracts[0].sent == {}
    assert not record.of("payment")
    assert not {"Scale", "RegionSpine", "SpinePoint", "BasePay"} & set(record.values)
    assert record.code("HoursPerWeek") == "32.50"


def test_an_edit_is_a_decision_by_hand_with_its_reason():
    edits = [Edit("PersonRef:1/contract:1", "contract.BasePay", "32000", "new rate agreed")]
    payroll, _ = pay(one(**TEACHER, MonthlyPay="2655.67", SpinePoint="M6"), edits=edits)
    (found,) = payroll.contracts
    assert (found.result.method, found.result.actual, found.by_hand) == ("by hand", D("32000.00"), True)
    assert "new rate agreed" in " ".join(found.result.steps)


def test_applying_twice_gives_the_same():
    return_ = sample_school()
    first = [one.sent for one in apply_pay(return_, COLLECTION, lea="999").contracts]
    second = apply_pay(return_, COLLECTION, lea="999")
    assert [one.sent for one in second.contracts] == first


def test_an_unknown_send_is_refused():
    with pytest.raises(ValueError, match="send"):
        pay(one(**TEACHER), send="salary")


def test_nothing_personal_in_questions_and_notes():
    payrolls = [pay(case.build)[0] for case in CASES.values()]
    questions = [question.text for payroll in payrolls for question in payroll.questions]
    notes = [note for payroll in payrolls for note in payroll.notes]
    assert len(questions) > 10
    assert notes
    for text in (*questions, *notes):
        assert "Test" not in text
        assert "2655" not in text


# --- order never matters ----------------------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_never_matters(chance: random.Random):
    straight = {
        one.reference + str(one.role): (one.sent, one.payments)
        for one in apply_pay(sample_school(), COLLECTION, lea="999").contracts
    }
    shuffled = sample_school()
    for record in list(shuffled.message.walk()):
        values = list(record.values.items())
        chance.shuffle(values)
        record.values = dict(values)
        for children in (record.children or {}).values():
            chance.shuffle(children)
    found = {
        one.reference + str(one.role): (one.sent, one.payments)
        for one in apply_pay(shuffled, COLLECTION, lea="999").contracts
    }
    assert found == straight


@pytest.mark.parametrize(("end", "point"), [("2012-12-31", None), ("2013-12-31", "M6"), (None, "M6")])
def test_a_point_without_scale_or_region_is_not_sent_of_a_contract_that_ended(
    end: str | None, point: str | None
) -> None:
    ends = {} if end is None else {"ContractEnd": end}
    _, return_ = pay(one(Post="TCH", SpinePoint="M6", **ends), send="point")
    (found,) = return_.staff[0].of("contract")
    assert found.code("SpinePoint") == point


def test_a_point_with_scale_and_region_of_a_contract_that_ended_stays() -> None:
    _, return_ = pay(one(Post="TCH", SpinePoint="M6", Scale="TE", RegionSpine="EW", ContractEnd="2012-12-31"))
    (found,) = return_.staff[0].of("contract")
    assert (found.code("SpinePoint"), found.code("Scale")) == ("M6", "TE")
