"""How sheets of other shapes look to the window: each in the places of its own sheet."""

from __future__ import annotations

from converters.built import Built, Sources
from converters.pipeline import build
from converters.request import Request
from converters.sources.table import Cell, Table
from tests.converters.tables import table
from ui.steps.sources.page import Entry
from ui.worker.matching import sheet_views
from ui.worker.views import FileView, SheetView

STAFF: list[list[Cell]] = [
    ["Payroll No", "Surname", "Forename", "Job Title", "Start Date", "Hours"],
    *[[str(100 + n), f"Able{n}", "Ann", "Teacher", "01/09/2008", 30] for n in range(4)],
]
ABSENCES: list[list[Cell]] = [
    ["Payroll No", "Absence Type", "First Day", "Last Day", "Zorp"],
    ["100", "Sickness", "01/10/2012", "02/10/2012", "q"],
]


def views(*tables: Table) -> tuple[Built, list[SheetView]]:
    built = build(Sources(list(tables)), Request(year=2013, lea="999", estab="2999"))
    return built, sheet_views(tables, {id(one): f"digest {one.sheet}" for one in tables}, built)


def test_a_table_lower_on_a_sheet_is_shown_beside_the_first() -> None:
    built, (first, lower) = views(table(["Staff"], *STAFF, [], ["Absences"], *ABSENCES))
    assert (first.sheet, lower.sheet) == ("Sheet1", "Sheet1 (from row 8)")
    assert (first.digest, lower.digest) == ("digest Sheet1", "digest Sheet1")
    assert (first.header_rows, lower.header_rows) == ((1,), (8,))
    assert (lower.first_row, lower.rows) == (9, 1)
    (question,) = [one for one in built.questions if one.kind == "column"]
    assert (question.key, question.scope) == ("Zorp", lower.place)


def test_made_columns_have_the_letters_of_the_sheet() -> None:
    headings: list[Cell] = [*STAFF[0], "Job Title 2", "Start Date 2", "Hours 2"]
    rows: list[list[Cell]] = [[*STAFF[1], "Cleaner", "01/01/2011", 5], *STAFF[2:]]
    _, (view,) = views(table(headings, *rows))
    assert {one.heading: one.letter for one in view.columns if one.heading} == {
        "Payroll No": "A",
        "Surname": "B",
        "Forename": "C",
        "Job Title": "D",
        "Start Date": "E",
        "Hours": "F",
    }
    assert (view.header_rows, view.first_row, view.rows) == ((0,), 1, 5)


def test_a_calendar_has_the_column_of_its_first_day() -> None:
    days: list[Cell] = ["Payroll No", *[f"{day:02}/10/2012" for day in (1, 2, 3, 4, 5)]]
    calendar = table(["Absence"], days, ["100", None, "Sick", "Sick", None, None], sheet="Calendar")
    _, (_, view) = views(table(*STAFF), calendar)
    letters = {one.heading: one.letter for one in view.columns if one.heading}
    assert letters["Payroll No"] == "A"
    assert letters["First Day"] == "C"
    assert view.header_rows == (1,)


def test_sums_by_month_are_shown_as_not_used() -> None:
    months: list[Cell] = ["Payroll No", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb"]
    _, (_, view) = views(table(*STAFF), table(["Days of absence"], months, ["100", 1, 0, 2, 0, 0, 1], sheet="Months"))
    assert not view.used
    assert view.why.startswith("it is days of absence counted by month, without dates.")


def test_a_list_of_words_is_used_and_said_to_be() -> None:
    genders = table(["GenderID", "Description"], [1, "Female"], [2, "Male"], file="db/lkpGender.csv", sheet=None)
    rows: list[list[Cell]] = [[str(501 + n), f"Able{n}", "Ann", n % 2 + 1] for n in range(4)]
    staff = table(["StaffID", "Surname", "Forename", "GenderID"], *rows, file="db/tblStaff.csv", sheet=None)
    pay = table(["StaffID", "Basic"], *[[str(501 + n), 2000 + n] for n in range(4)], file="db/tblPay.csv", sheet=None)
    _, (words, *_) = views(genders, staff, pay)
    assert words.words
    assert not words.passed_over
    assert words.rows == 2
    assert (
        Entry(FileView("db/lkpGender.csv", None, "", 3, 2, None, None, False, ()), words, 0).state
        == "a list of words, used"
    )
