"""What the columns of a sheet are to one another decides, explains and contradicts what their headings say."""

from __future__ import annotations

from datetime import date

import pytest

from converters.built import Sources
from converters.matching.plan import SheetPlan
from converters.pipeline import build
from converters.recipe.target import IGNORE, OPEN
from converters.request import Request
from converters.sources.table import Cell
from tests.converters.tables import mapped, plan, table

FAMILIES = ("Ashworth", "Bell", "Crossley", "Dyson", "Fielden", "Hartley")
GIVENS = ("Ann", "Bo", "Col", "Di", "Eve", "Flo")
NAMES: list[list[Cell]] = [
    [f"{100 + n}", family, given] for n, (family, given) in enumerate(zip(FAMILIES, GIVENS, strict=True))
]
HOURS = [32.5, 19.5, 16.25, 26, 13, 32.5]
FULL = [32.5, 32.5, 32.5, 32.5, 32.5, 32.5]
SHARE = [1, 0.6, 0.5, 0.8, 0.4, 1]
MONTH = [2655.67, 1593.4, 1227.5, 2124.53, 982, 2655.67]
DAYS = [(date(2012, 10, day), date(2012, 10, day + more), 1 + more) for day, more in ((1, 0), (2, 2), (8, 4), (15, 1))]


def sheet(*columns: tuple[str, list[Cell]], who: int = 6) -> SheetPlan:
    """Plan a sheet of people with these columns beside their names."""
    heads: list[Cell] = ["Payroll No", "Surname", "Forename", *(heading for heading, _ in columns)]
    rows = [[*NAMES[n], *(cells[n] for _, cells in columns)] for n in range(who)]
    (found,) = plan(table(heads, *rows)).plans
    return found


def decided(of: SheetPlan) -> dict[str, str]:
    return {column.heading: column.decided for column in of.decided}


def reason(of: SheetPlan, heading: str) -> str:
    return next(column.reason for column in of.decided if column.heading == heading)


@pytest.mark.parametrize(
    ("known", "cells", "target"),
    [
        ([("Hours per Week", HOURS), ("FTE Hours", FULL)], SHARE, "contract.FTE"),
        ([("Hours per Week", HOURS), ("FTE", SHARE)], FULL, "contract.FTEHours"),
        ([("FTE Hours", FULL), ("FTE", SHARE)], HOURS, "contract.HoursPerWeek"),
        ([("Actual Salary", [12 * pay for pay in MONTH])], MONTH, "contract.MonthlyPay"),
    ],
    ids=["hours / full-time hours", "hours / share", "share x full-time hours", "a twelfth of the year"],
)
def test_what_comes_out_row_by_row_is_no_chance(
    known: list[tuple[str, list[Cell]]], cells: list[Cell], target: str
) -> None:
    found = sheet(*known, ("Zorp", cells))
    assert decided(found)["Zorp"] == target
    assert "rows" in reason(found, "Zorp")


def test_figures_that_do_not_come_out_are_asked_about() -> None:
    found = sheet(("Hours per Week", HOURS), ("FTE Hours", FULL), ("Zorp", [0.9, 0.2, 0.7, 0.1, 0.9, 0.3]))
    assert decided(found)["Zorp"] == OPEN


def test_all_the_same_everywhere_proves_nothing() -> None:
    found = sheet(("Hours per Week", FULL), ("FTE Hours", FULL), ("Zorp", [1] * 6))
    assert decided(found)["Zorp"] != "contract.FTE"


def test_days_from_the_first_to_the_last_are_the_days_lost() -> None:
    heads = ["Payroll No", "First Day", "Last Day", "How many", "Why"]
    rows = [[NAMES[n][0], first, last, days, "Sickness"] for n, (first, last, days) in enumerate(DAYS)]
    (found,) = plan(table(heads, *rows, sheet="Absence")).plans
    assert mapped(found)["How many"] == "absence.WorkingDaysLost"
    calendar = [[NAMES[n][0], first, last, 8 * days, "Sickness"] for n, (first, last, days) in enumerate(DAYS)]
    (found,) = plan(table(heads, *calendar, sheet="Absence")).plans
    assert decided(found)["How many"] == OPEN


PAID: list[list[Cell]] = [
    ["Payments by Employee", None, None, "Tax Month 7 (October 2013)"],
    [None, None, None, "Basic Pay", None, None, "Overtime", None, None, None, None],
    ["Ref", "Surname", "Forename", "Rate", "Units", "Value", "Rate", "Units", "Value", "Gross", "Net"],
    *[
        [*NAMES[n], rate, units, round(rate * units, 2), *([9.5, 2, 19] if n == 2 else [None] * 3), 2000 + n, 1500 + n]
        for n, (rate, units) in enumerate([(2655.67, 1), (1593.4, 1), (6.54, 18.08), (6.45, 43.45), (982, 1), (7, 20)])
    ],
]


def test_rate_and_units_are_explained_by_their_value() -> None:
    (found,) = plan(table(*PAID, file="payments.csv", sheet=None)).plans
    said = decided(found)
    assert said["Basic Pay Value"] == "contract.PayAmount"
    assert said["Basic Pay Rate"] == said["Basic Pay Units"] == said["Overtime Value"] == IGNORE
    assert "rate times units" in reason(found, "Basic Pay Rate")
    built = build(Sources([table(*PAID, file="payments.csv", sheet=None)]), Request(lea="999", estab="2999", year=2013))
    assert not [question for question in built.questions if question.key.startswith("pay period")]


def test_a_value_that_is_not_rate_times_units_is_asked_about() -> None:
    wrong = [[*row[:5], row[5] + 100, *row[6:]] for row in PAID[3:]]  # type: ignore[operator]
    (found,) = plan(table(*PAID[:3], *wrong, file="payments.csv", sheet=None)).plans
    assert decided(found)["Basic Pay Units"] != IGNORE


def test_hours_above_those_of_full_time_are_asked_about() -> None:
    found = sheet(("Hours per Week", FULL), ("FTE Hours", [30, 30, 30, 30, 30, 30]))
    assert decided(found)["Hours per Week"] == decided(found)["FTE Hours"] == OPEN
    assert "more than those of full time" in reason(found, "FTE Hours")


def test_dates_that_changed_places_are_asked_about() -> None:
    starts: list[Cell] = [date(2010 + n % 3, 9, 1) for n in range(6)]
    ends: list[Cell] = [date(2008, 8, 31)] * 6
    found = sheet(("Start Date", starts), ("End Date", ends))
    assert decided(found)["Start Date"] == decided(found)["End Date"] == OPEN


def test_a_total_is_the_sum_of_what_stands_before_it() -> None:
    one, two = [1000.5, 900, 800, 700, 600, 500.25], [100, 90, 80, 70, 60, 50]
    parts: list[tuple[str, list[Cell]]] = [("Basic Pay", [*one]), ("Overtime", [*two])]
    summed = sheet(*parts, ("Total", [a + b for a, b in zip(one, two, strict=True)]))
    assert decided(summed)["Total"] == IGNORE
    assert "sum of the columns before it" in reason(summed, "Total")
    assert decided(sheet(*parts, ("Total", [37, 36, 35, 37, 20.5, 18])))["Total"] == OPEN


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Reason for Change", [date(2001 + n, 9, 1) for n in range(6)]),
        ("Total Gross", ["Permanent", "Temporary", "Permanent", "Fixed Term", "Permanent", "Permanent"]),
        ("Pay Date", MONTH),
        ("QTS Date", ["Yes", "No", "Yes", "Yes", "No", "Yes"]),
        ("Notes", HOURS),
    ],
)
def test_a_reason_that_the_cells_do_not_bear_out_is_asked_about(heading: str, cells: list[Cell]) -> None:
    assert decided(sheet((heading, cells)))[heading] == OPEN


def test_two_that_nobody_knows_are_told_by_a_third() -> None:
    """Hours are known; what they are `of`, and the per cent beside them, come out with them and with nothing else."""
    percent: list[Cell] = [f"{100 * hours / full:.0f}%" for hours, full in zip(HOURS, FULL, strict=True)]
    found = sheet(("Hours per Week", HOURS), ("of", FULL), ("Zorp", percent))
    assert decided(found)["of"] == "contract.FTEHours"
    assert decided(found)["Zorp"] == "contract.FTE"


def test_per_cent_that_are_nobodys_share_are_asked() -> None:
    found = sheet(("Hours per Week", HOURS), ("of", FULL), ("Zorp", ["10%", "90%", "33%", "20%", "15%", "70%"]))
    assert (decided(found)["of"], decided(found)["Zorp"]) == (OPEN, OPEN)
