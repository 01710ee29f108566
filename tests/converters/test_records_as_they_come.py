"""Whole files as they come, each with what must come of them: periods, absences, leavers, starts, agency staff.

Each case is a small sheet or two of fictional people, taken the whole way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from converters.built import Built, Sources
from converters.members.missing import OTHER_YEAR, YEAR_ANSWER, cannot_be_right
from converters.pipeline import build
from converters.recipe.recipe import Recipe
from converters.request import Request
from converters.sources.table import Cell
from swf_desktop.record import Record
from tests.converters.tables import table

TEACHER: dict[str, Cell] = {
    "Payroll No": "101", "Surname": "Able", "Forename": "Ann", "Gender": "F", "DOB": "12/03/1975",
    "NI Number": "JK300101A", "Teacher Number": "9500101", "Ethnicity": "White British", "Disabled": "No",
    "QTS": "Yes", "HLTA": "No", "Job Title": "Teacher", "Contract Type": "Permanent", "Start Date": "01/09/2008",
    "Date Joined School": "01/09/2008", "Hours": 32.5, "FT Hours": 32.5, "Weeks": 52, "Point": "M6",
}  # fmt: skip


def people(*rows: Mapping[str, Cell], of: Mapping[str, Cell] = TEACHER) -> list[list[Cell]]:
    """Rows of people who differ from a model in what is said of each; None takes a column away."""
    gone = {heading for heading, cell in rows[0].items() if cell is None}
    more = [heading for row in rows for heading in row if heading not in of]
    headings = [heading for heading in [*of, *dict.fromkeys(more)] if heading not in gone]
    cells: list[list[Cell]] = [list(headings)]
    for number, row in enumerate(rows, 1):
        own = {
            **of, "Payroll No": str(100 + number), "Surname": f"Able{chr(96 + number)}",
            "NI Number": f"JK3001{number:02d}A", "Teacher Number": f"95001{number:02d}", **row,
        }  # fmt: skip
        cells.append([own.get(heading) for heading in headings])
    return cells


@dataclass
class Case:
    """Sheets by file name, the answers, and what must come: tag to texts in the order of the return.

    asks: how the keys of all open questions begin, in any order. A tag is that of the record it stands on.
    """

    sheets: Mapping[str, list[list[Cell]]]
    wanted: Mapping[str, list[str | None]]
    asks: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    says: str = ""
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def built(case: Case) -> Built:
    tables = [table(*rows, file=name, sheet=None) for name, rows in case.sheets.items()]
    recipe = Recipe(lea="999", estab="2999", answers=dict(case.answers), codes=dict(case.codes))
    return build(Sources(tables), Request(recipe=recipe))


def texts(of: Built, name: str) -> list[Any]:
    kind, tag = name.split(".")
    found: list[Record] = [record for one in of.returns for record in one.return_.message.walk() if record.kind == kind]
    return [record.code(tag) for record in found]


PAYROLL = ["Payroll No", "Surname", "Start Date", "Basic Pay (Monthly)", "TLR (Monthly)"]
STAFF = people({}, {})
OCTOBER: list[list[Cell]] = [
    PAYROLL, ["101", "Ablea", "01/09/2008", 2529.25, 213.42], ["102", "Ableb", "01/09/2008", 2655.67, 213.42],
]  # fmt: skip
NOVEMBER: list[list[Cell]] = [
    PAYROLL, ["101", "Ablea", "01/09/2008", 2655.67, None], ["102", "Ableb", "01/09/2008", 2655.67, 213.42],
]  # fmt: skip
LATER = {
    "contract.BasePay": ["31868.00", "31868.00"],
    "payment.PaymentAmount": ["2561.04"],
}

ARRIVED = [f"01/09/20{n:02d}" for n in range(9)]
TAKEN_ON = [{"Start Date": "01/04/2013", "Annual Salary": 31868, "Date Joined School": day} for day in ARRIVED]
ORIGINAL: list[list[Cell]] = [
    ["Payroll No", "Surname", "Forename", "Contract Start"],
    *[[str(101 + n), f"Able{chr(97 + n)}", "Ann", f"01/09/20{n:02d}"] for n in range(9)],
]
STARTS = [f"20{n:02d}-09-01" for n in range(9)]
AGENCY: list[list[Cell]] = [
    ["Agency / supply teachers"],
    ["Ref", "Surname", "Forename", "Job Title", "Start Date", "Hours", "FT Hours", "Weeks", "Day Rate"],
    ["A1", "Moss", "Ivy", "Supply Teacher", "02/09/2013", 32.5, 32.5, 39, 140],
    ["A2", "Fern", "Lee", "Teacher", "02/09/2013", 32.5, 32.5, 39, 150],
]
SHORT = [
    {"Contract Type": "Temporary", "Annual Salary": 31868, "Start Date": "11/10/2013", "End Date": None},
    {"Contract Type": "Temporary", "Annual Salary": 31868, "Start Date": "10/10/2013"},
    {"Contract Type": "Temporary", "Annual Salary": 31868, "Start Date": "14/10/2013", "Leaving Date": "20/12/2013"},
    {"Contract Type": "Temporary", "Annual Salary": 31868, "Start Date": "14/10/2013", "Leaving Date": "01/11/2013"},
]
SENCO = people({"Job Title": "SENCO", "QTS": "No", "Point": "25", "Scale": "NJC", "Annual Salary": 22000})
TITLES = people({"Title": "Mrs", "Gender": ""}, {"Title": "Mr", "Gender": ""}, {"Title": "Dr", "Gender": ""})
RELIEF = people(
    {"Annual Salary": 31868},
    {"Job Title": "Relief Midday Supervisory Assistant", "Hours": 0, "QTS": "No", "Point": None, "Scale": "NJC"},
)

CASES = {
    "a take-on date is one question, whichever file was read first": Case(
        {"hr.csv": ORIGINAL, "p.csv": people(*TAKEN_ON)}, {}, asks=("take-on date 2013-04-01",)
    ),
    "the answer that it is a take-on settles every conflict": Case(
        {"p.csv": people(*TAKEN_ON), "z.csv": ORIGINAL},
        {"contract.ContractStart": STARTS},
        answers={"take-on date 2013-04-01": "take-on"},
    ),
    "and so does the answer that it is the real start": Case(
        {"hr.csv": ORIGINAL, "p.csv": people(*TAKEN_ON)},
        {"contract.ContractStart": ["2013-04-01"] * 9},
        answers={"take-on date 2013-04-01": "start"},
    ),
    "without another file the day of arrival may be the start": Case(
        {"p.csv": people(*TAKEN_ON)},
        {"contract.ContractStart": STARTS},
        answers={"take-on date 2013-04-01": "arrival"},
    ),
    "a sheet of agency staff is one question": Case({"Agency.csv": AGENCY}, {}, asks=("agency staff: Agency.csv",)),
    "agency staff have a daily rate and no pay": Case(
        {"Agency.csv": AGENCY},
        {
            "contract.ContractType": ["SAG", "SAG"],
            "contract.DailyRate": ["Y", "Y"],
            "contract.BasePay": [None, None],
        },
        answers={"agency staff: Agency.csv": "SAG"},
    ),
    "a temporary contract of fewer than 28 days is asked about": Case(
        {"p.csv": people(*SHORT)}, {"contract.ContractStart": ["2013-10-11", "2013-10-10", "2013-10-14", "2013-10-14"]},
        asks=("leave out: short",),
    ),
    "and left out with a word on the headcounts": Case(
        {"p.csv": people(*SHORT)},
        {"contract.ContractStart": ["2013-10-10", "2013-10-14"]},
        answers={"leave out: short": "leave out"},
        says="Those in school that day count among the headcounts",
    ),
    "a SENCO on a support scale without qualified status is asked about": Case(
        {"p.csv": SENCO}, {"contract.Post": ["TCH"]}, asks=("teacher on a support scale: SENCO",)
    ),
    "and sent as was answered": Case(
        {"p.csv": SENCO}, {"contract.Post": ["SUP"]}, answers={"teacher on a support scale: SENCO": "SUP"}
    ),
    "titles propose gender and do not give it": Case(
        {"p.csv": TITLES}, {"staff.GenderCurrent": [None] * 3}, asks=("gender from titles",),
        says="ABLEA, Ann (101): Mrs, female; ABLEB, Ann (102): Mr, male",
    ),
    "gender is taken from titles where that is answered": Case(
        {"p.csv": TITLES}, {"staff.GenderCurrent": ["2", "1", None]}, answers={"gender from titles": "yes"}
    ),
    "an answer that leaves people out holds where their title has a code": Case(
        {"p.csv": RELIEF}, {"contract.JobTitle": ["Teacher"]},
        answers={"leave out: casual": "leave out"},
        codes={"contract.JobTitle": {"Relief Midday Supervisory Assistant": "SUP/MIDS"}},
    ),
    "of two months of a payroll the later stands, whichever name sorts first": Case(
        {"a.csv": [["Payroll Period 08 - November 2013"], *NOVEMBER], "staff.csv": STAFF,
         "z.csv": [["Payroll Period 07 - October 2013"], *OCTOBER]},
        LATER,
        says="a.csv is newer than z.csv",
    ),
    "the name of a file says its month": Case(
        {"Payroll 2013-10.csv": OCTOBER, "Payroll 2013-11.csv": NOVEMBER, "staff.csv": STAFF}, LATER
    ),
    "of two files of which neither says its month one question is asked": Case(
        {"pay one.csv": OCTOBER, "pay two.csv": NOVEMBER, "staff.csv": STAFF},
        {},
        asks=("which is newer: pay one.csv or pay two.csv",),
    ),
    "the answer which of two files is newer settles every difference": Case(
        {"pay one.csv": OCTOBER, "pay two.csv": NOVEMBER, "staff.csv": STAFF},
        LATER,
        answers={"which is newer: pay one.csv or pay two.csv": "pay two.csv"},
    ),
    "an allowance is of the period that its heading says": Case(
        {
            "p.csv": people(
                {"Basic Pay (Monthly)": 2655.67, "TLR (Monthly)": 213.42, "R & R p/m": 125},
                {"Basic Pay (Monthly)": 2655.67, "SEN per annum": 2022, "First Aid (weekly)": 10},
            )
        },
        {
            "contract.BasePay": ["31868.00", "31868.00"],
            "payment.PaymentType": ["TLR", "RAR", "SEN", "OTH"],
            "payment.PaymentAmount": ["2561.04", "1500.00", "2022.00", "521.43"],
        },
    ),
    "an allowance of a pay period is of the period in which the person is paid": Case(
        {"p.csv": people({"Pay": 2655.67, "Pay Period": "Monthly", "TLR (per period)": 213.42})},
        {"payment.PaymentAmount": ["2561.04"]},
    ),
    "a pay period that nobody says is asked": Case(
        {"p.csv": people({"TLR (per period)": 213.42})},
        {"payment.PaymentAmount": ["213.42"]},
        asks=("pay period: per period",),
    ),
    "a safeguarded sum is of the period that its heading says": Case(
        {
            "p.csv": people(
                {"Basic Pay (Monthly)": 2655.67, "Safeguarded Sum (Monthly)": 100},
                {"Basic Pay (Monthly)": 2655.67},
            )
        },
        {"contract.BasePay": ["33068.00", "31868.00"], "contract.SafeguardedSalary": ["true", None]},
    ),
    "safeguarding in pounds is no check before employment": Case(
        {
            "p.csv": people(
                {"Basic Pay (Monthly)": 2655.67, "Safeguarding (Monthly)": 100},
                {"Basic Pay (Monthly)": 2655.67, "Safeguarding (Monthly)": 50},
                {"Basic Pay (Monthly)": 2655.67},
            )
        },
        {"contract.BasePay": ["33068.00", "32468.00", "31868.00"]},
    ),
    "safeguarding with dates is one": Case(
        {"p.csv": people(*[{"Annual Salary": 31868, "Safeguarding": f"0{n}/09/2012"} for n in range(1, 6)])},
        {"contract.BasePay": ["31868.00"] * 5, "contract.SafeguardedSalary": [None] * 5},
    ),
    "an answer that a column holds months is for the figures that fit as months": Case(
        {
            "p.csv": people(
                {"Annual Salary": 4793.33, "Point": "L18", "Job Title": "Head Teacher"}, {"Annual Salary": 31868}
            )
        },
        {"contract.BasePay": ["57520.00", "31868.00"]},
        answers={"annual salary holds months: p.csv/column T": "months"},
    ),
    "half pay during an absence that is open is no base pay": Case(
        {
            "p.csv": people({"Monthly Basic Pay": 1059.17, "Point": "M3"}, {"Monthly Basic Pay": 2655.67}),
            "abs.csv": [
                ["Payroll No", "Absence Reason", "First Day", "Last Day", "Working Days"],
                ["101", "Maternity", "02/09/2013", None, None],
                ["102", "Sickness", "04/03/2013", "05/03/2013", 2],
            ],
        },
        {"contract.BasePay": ["25420.00", "31868.00"], "absence.FirstDayOfAbsence": ["2013-03-04"]},
        says="1 absences that began after 31/08/2013 belong to the next census and are left out.",
    ),
    "full pay during an absence that is open is base pay": Case(
        {
            "p.csv": people({"Monthly Basic Pay": 2118.33, "Point": "M3"}),
            "abs.csv": [
                ["Payroll No", "Absence Reason", "First Day", "Last Day"],
                ["101", "Sickness", "02/09/2013", None],
            ],
        },
        {"contract.BasePay": ["25420.00"], "absence.FirstDayOfAbsence": []},
    ),
    "without a point it is asked whether pay during an absence is in full": Case(
        {
            "p.csv": people({"Monthly Basic Pay": 700, "Point": "", "Job Title": "School Secretary", "QTS": "No"}),
            "abs.csv": [["Payroll No", "Absence Reason", "First Day"], ["101", "Sickness", "02/09/2013"]],
        },
        {"contract.BasePay": [None]},
        asks=("paid during an absence: ",),
    ),
    "one row a day ends on the day on which it begins": Case(
        {
            "p.csv": people({"Annual Salary": 31868}),
            "abs.csv": [
                ["Payroll No", "Absence Date", "Absence Reason", "Days"],
                ["101", "05/11/2012", "Sickness", 1],
                ["101", "14/05/2013", "Sickness", 0.5],
            ],
        },
        {
            "absence.FirstDayOfAbsence": ["2012-11-05", "2013-05-14"],
            "absence.LastDayOfAbsence": ["2012-11-05", "2013-05-14"],
        },
    ),
    "days that are joined and days that stand alone all have a last day": Case(
        {
            "p.csv": people({"Annual Salary": 31868}),
            "abs.csv": [
                ["Payroll No", "Absence Date", "Absence Reason"],
                *[["101", f"0{day}/10/2012", "Sickness"] for day in range(1, 6)],
                ["101", "14/05/2013", "Sickness"],
            ],
        },
        {
            "absence.FirstDayOfAbsence": ["2012-10-01", "2013-05-14"],
            "absence.LastDayOfAbsence": ["2012-10-05", "2013-05-14"],
        },
        answers={"absence days: abs.csv": "join"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_comes_of_the_files(name: str) -> None:
    case = CASES[name]
    of = built(case)
    for tag, wanted in case.wanted.items():
        assert texts(of, tag) == wanted, tag
    keys = [question.key for question in of.questions]
    assert len(keys) == len(case.asks), keys
    assert all(any(key.startswith(ask) for key in keys) for ask in case.asks), keys
    assert of.assembly is not None
    assert of.assembly.conflicts == []
    assert not case.says or any(case.says in note for note in of.notes), of.notes


@pytest.mark.parametrize("names", [("a.csv", "b.csv"), ("b.csv", "a.csv")])
def test_of_two_files_that_disagree_the_later_state_stands(names: tuple[str, str]) -> None:
    early, late = names
    staff: list[list[Cell]] = [["Staff as at 30/09/2013"], *people({"Annual Salary": 31868})]
    hours: list[list[Cell]] = [
        ["Hours as at 07/11/2013"],
        ["Payroll No", "Surname", "Job Title", "Hours"],
        ["101", "Ablea", "Teacher", 20],
    ]
    of = built(Case(dict(sorted({early: staff, late: hours}.items())), {}))
    assert texts(of, "contract.HoursPerWeek") == ["20.00"]
    assert of.assembly is not None
    assert [conflict.tag for conflict in of.assembly.conflicts] == ["HoursPerWeek"]


def test_a_return_without_an_open_contract_cannot_be_right() -> None:
    left = people({"Annual Salary": 31868, "Leaving Date": "31/12/2012", "Destination": "Retirement"})
    of = built(Case({"p.csv": left}, {}))
    assert of.missing[0].text == "Nobody has a contract that is open on 07/11/2013."
    assert of.missing[0].id.startswith("cannot be right: ")


def test_a_part_far_below_last_years_cannot_be_right() -> None:
    staff = people(*[{"Annual Salary": 31868} for _ in range(6)])
    days: list[list[Cell]] = [
        ["Payroll No", "Absence Reason", "First Day", "Last Day"],
        *[[str(101 + n), "Sickness", "05/11/2012", "07/11/2012"] for n in range(6)],
    ]
    before = built(Case({"p.csv": staff, "a.csv": days}, {})).returns[0].return_
    now = built(Case({"p.csv": staff}, {})).returns[0]
    (doubt,) = cannot_be_right(now.return_, now.collection, before)
    assert doubt.text == "There are no absences; last year's return has 6."
    assert cannot_be_right(now.return_, now.collection) == []


_PAY = people({"Basic": 2000.0, "Safeguarding": 100.0, "Hours": 32.5}, {"Basic": 2000.0, "Safeguarding": None})
_PERIOD_08 = [["Pay report  Period 08  November 2013"]]


def _under_a_group(group: str) -> list[list[Cell]]:
    """Return a sheet whose last two columns, of money, stand below a heading of their own."""
    at, job = _PAY[0].index("Basic"), _PAY[0].index("Job Title")
    above: list[Cell] = ["Employee", *[None] * (job - 1), "Post", *[None] * (at - job - 1), group, None]
    return [above, *_PAY]


@pytest.mark.parametrize(
    ("sheet", "base", "asked"),
    [
        ([*_PERIOD_08, *_under_a_group("Pay this period")], "25200.00", False),
        (_under_a_group("Pay per month"), "25200.00", False),
        (_under_a_group("Pay this period"), None, True),
    ],
)
def test_a_safeguarded_sum_is_of_the_period_of_its_group(
    sheet: list[list[Cell]], base: str | None, asked: bool
) -> None:
    built = build(
        Sources(tables=[table(*sheet, file="pay.xlsx")]), Request(year=2013, lea="999", estab="2999", recipe=Recipe())
    )
    contract = built.returns[0].return_.staff[0].of("contract")[0]
    periods = [one.key for one in built.questions if one.key.startswith("pay period")]
    assert bool(periods) is asked, periods
    if base is not None:
        assert contract.raw("BasePay") == base
        assert contract.raw("SafeguardedSalary") == "true"


def test_a_period_number_is_no_day() -> None:
    built = build(
        Sources(tables=[table(["Pay report  Period 08 November 2013"], *_PAY, file="pay.xlsx")]),
        Request(year=2013, lea="999", estab="2999"),
    )
    assert not any("08/11/2013" in note for note in built.notes)


@pytest.mark.parametrize(
    ("title", "year", "meant"),
    [
        ("Staff list as at 08/11/2013", 2026, 2013),
        ("Staff list as at 08/11/2013", 2013, None),
        ("Staff list as at 30/09/2025", 2026, None),
        ("Staff list as at 08/11/2026", 2013, 2026),
        ("Pay report Period 08 November 2013", 2025, 2013),
    ],
)
def test_files_of_another_year_cannot_be_right(title: str, year: int, meant: int | None) -> None:
    sources = Sources(tables=[table([title], *_PAY, file="pay.xlsx")])
    built = build(sources, Request(year=year, lea="999", estab="2999"))
    said = [one.id.rpartition(" ")[2] for one in built.doubts if one.id.startswith(OTHER_YEAR)]
    assert said == ([str(meant)] if meant else [])
    settled = Recipe(answers={YEAR_ANSWER: str(year)})
    again = build(sources, Request(year=year, lea="999", estab="2999", recipe=settled))
    assert not [one for one in again.doubts if one.id.startswith(OTHER_YEAR)]


def test_a_school_whose_newest_start_is_years_ago_is_of_another_year() -> None:
    rows = people(*({"Start Date": f"01/09/{2000 + number % 12}"} for number in range(24)))
    built = build(Sources(tables=[table(*rows, file="a.xlsx")]), Request(year=2026, lea="999", estab="2999"))
    assert f"{OTHER_YEAR}2011" in [one.id for one in built.doubts]
    few = build(Sources(tables=[table(*rows[:6], file="a.xlsx")]), Request(year=2026, lea="999", estab="2999"))
    assert not [one for one in few.doubts if one.id.startswith(OTHER_YEAR)]
