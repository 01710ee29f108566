"""Pay with months across a sheet: the newest month by census day is the pay, and what is left out is said."""

from __future__ import annotations

from datetime import date

import pytest

from converters.sources.table import Cell
from tests.converters.matching.turned.shaped import shaped, texts, untouched
from tests.converters.tables import mapped, plan, table

FEW = ("101", "Able"), ("102", "Bell"), ("103", "Cole")


def months(heads: list[Cell], more: list[Cell] | None = None, title: str = "Pay by month") -> list[list[Cell]]:
    """Return a sheet with these months: 1000 and a hundred more each month, for three people."""
    rows: list[list[Cell]] = [[title], [], ["Payroll No", "Surname", *heads, *(more or [])]]
    for n, (number, name) in enumerate(FEW):
        pay: list[Cell] = [1000.5 + 100 * month + n for month in range(len(heads))]
        rows.append([number, name, *pay, *[sum(p for p in pay if isinstance(p, float))] * len(more or [])])
    return rows


@pytest.mark.parametrize(
    "heads",
    [
        ["Aug-13", "Sep-13", "Oct-13"],
        ["August", "September", "October"],
        ["Period 5", "Period 6", "Period 7"],
        ["M05", "M06", "M07"],
        [date(2013, 8, 1), date(2013, 9, 1), date(2013, 10, 1)],
        ["Oct 2013", "Sep 2013", "Aug 2013"],
    ],
    ids=["short names", "names", "periods", "months of the tax year", "dates", "newest first"],
)
def test_the_newest_month_is_the_pay(heads: list[Cell]) -> None:
    rows = months(heads, ["Total"])
    result = shaped(table(*rows))
    newest = 0 if heads[0] == "Oct 2013" else 2
    assert texts(result.tables[0])[1:] == [["Payroll No", "Surname", "Monthly Pay"]] + [
        [number, name, f"{1000.5 + 100 * newest + n:.1f}"] for n, (number, name) in enumerate(FEW)
    ]
    (note,) = result.notes
    assert "months across" in note
    assert "'Total'" in note
    (planned,) = plan(*result.tables).plans
    assert mapped(planned)["Monthly Pay"] == "contract.MonthlyPay"


def test_a_month_after_census_day_and_one_that_is_hardly_paid_are_not_it() -> None:
    rows = months(["Sep-13", "Oct-13", "Nov-13", "Dec-13"])
    for row in rows[3:]:
        row[4] = None if row[0] != "101" else row[4]
    (made,) = shaped(table(*rows)).tables
    assert [row[2] for row in texts(made)[2:]] == ["1100.5", "1101.5", "1102.5"]


def test_elements_keep_their_names_and_their_period_is_a_month() -> None:
    rows: list[list[Cell]] = [["Payroll No", "Employee", "Pay element", "Aug-13", "Sep-13", "Oct-13", "Total"]]
    rows += [[number, name, "Basic Salary", "1,000.00", "1,000.00", "1,100.00", "3,100.00"] for number, name in FEW]
    rows.append(["103", "Cole", "TLR", "100.00", "100.00", "200.00", "400.00"])
    (planned,) = plan(*shaped(table(*rows)).tables).plans
    assert planned.grain == "element"
    assert mapped(planned)["Element Amount"] == "element.ElementAmount"
    assert mapped(planned)["Element Period"] == "element.ElementPeriod"


@pytest.mark.parametrize(
    "rows",
    [
        [["Payroll No", "Surname", "Aug", "Sep", "Oct"], *[[number, name, 1, 2, 0] for number, name in FEW]],
        [["Payroll No", "Surname", "Sep", "Oct"], *[[number, name, 1000.5, 1000.5] for number, name in FEW]],
        [["Cost centre", "Budget", "Aug", "Sep", "Oct"], *[["E01", "Teachers", 9000, 9000, 9000]] * 3],
    ],
    ids=["days of absence", "two months", "nobody's"],
)
def test_other_months_stay_as_they_are(rows: list[list[Cell]]) -> None:
    assert untouched(table(*rows))
