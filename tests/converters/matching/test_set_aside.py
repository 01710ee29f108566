"""What many people lack is looked for among the columns that were set aside, and asked once."""

from dataclasses import replace

from converters.built import Sources
from converters.pipeline import build
from converters.recipe.question import Question
from converters.recipe.recipe import Recipe
from converters.request import Request
from converters.sources.table import Cell
from tests.converters.tables import table

HEADINGS: list[Cell] = ["Payroll No", "Surname", "Forename", "Post", "Contract Type", "Start Date", "Gross Pay"]


def people(cells: list[Cell]) -> list[list[Cell]]:
    """Return a row for each cell, which stands at its end."""
    return [
        [f"1{number}", f"Smith{'abcd'[number]}", "Ann", "TCH", "Permanent", "01/09/2010", cell]
        for number, cell in enumerate(cells)
    ]


def asked(gross: list[Cell], headings: list[Cell] = HEADINGS, recipe: Recipe | None = None) -> list[Question]:
    """Return the questions about columns of four people with these cells in the last column."""
    request = Request(lea="999", estab="2999", recipe=recipe or Recipe())
    built = build(Sources([table(headings, *people(gross))]), request)
    return [one for one in built.questions if one.kind == "column"]


def test_the_only_money_is_asked_about_where_nobody_has_pay() -> None:
    (question,) = asked([2655.67, 1800.10, 2100.0, 950.33])
    assert question.key == "Gross Pay"
    assert question.text.startswith("None of the 4 open contracts has pay. Column G, 'Gross Pay', of list.xlsx")
    assert "gross, net, totals and costs" in question.text
    assert [target for target, _ in question.choices] == ["contract.MonthlyPay", "contract.PayAmount", "ignore"]


def test_the_recipe_has_the_column_open_and_an_answer_settles_it() -> None:
    cells: list[Cell] = [2655.67, 1800.10, 2100.0, 950.33]
    rows = [
        [f"1{n}", f"Smith{'abcd'[n]}", "Ann", "TCH", "Permanent", "01/09/2010", cell] for n, cell in enumerate(cells)
    ]
    sources = Sources([table(HEADINGS, *rows)])
    first = build(sources, Request(lea="999", estab="2999"))
    (sheet,) = first.recipe.sheets
    assert sheet.columns["Gross Pay"] == "?"
    for answer in ("ignore", "contract.MonthlyPay"):
        said = replace(first.recipe, sheets=(replace(sheet, columns={**sheet.columns, "Gross Pay": answer}),))
        again = build(sources, Request(lea="999", estab="2999", recipe=said))
        assert [one.key for one in again.questions if one.kind == "column"] == []


def test_what_nobody_lacks_is_not_asked() -> None:
    headings = [*HEADINGS[:4], "Monthly Pay", "Start Date", "Gross Pay"]
    rows = [["11", "Smith", "Ann", "TCH", 2600.5, "01/09/2010", 2655.67], ["12", "Jones", "Bo", "TCH", 1800.1, "", 1.5]]
    built = build(Sources([table(headings, *rows)]), Request(lea="999", estab="2999"))
    assert "Gross Pay" not in [one.key for one in built.questions]


def test_dates_set_aside_are_offered_as_the_arrival() -> None:
    headings = [*HEADINGS[:6], "Service Start"]
    questions = asked(["01/09/2001", "01/09/2004", "01/01/2010", "01/09/2012"], headings)
    assert [(one.key, one.choices[0][0]) for one in questions] == [("Service Start", "contract.SchoolArrivalDate")]
