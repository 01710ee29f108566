"""Every column is in exactly one of: used, with fields; asked about; set aside for a reason, and listed."""

from pathlib import Path

import pytest

from converters.built import Sources
from converters.matching.columns.column import Column
from converters.matching.plan import SheetPlan
from converters.matching.questions import NOT_NEEDED, holds
from converters.pipeline import build, read_all
from converters.recipe.keys import grain_key
from converters.recipe.recipe import Recipe
from converters.recipe.target import IGNORE, OPEN
from converters.request import Request
from converters.sample.school import write_sample
from converters.sources.table import Cell
from swf_desktop.record import column_letter
from tests.converters.tables import STAFF, mapped, plan, table

SCHOOLS = Path(__file__).parents[2] / "understanding" / "schools"


def school_files() -> list[Path]:
    """Return the folder of files of each school."""
    return sorted(path / "files" for path in SCHOOLS.iterdir() if path.is_dir())


def check(sources: Sources) -> int:
    """Build the return of some files, check each column, and return how many there were."""
    built = build(sources, Request(lea="999", estab="2999"))
    asked = {(question.scope, question.key) for question in built.questions if question.kind == "column"}
    count = 0
    for one in built.plans:
        if one.pairs:
            continue
        notes = " ".join(one.notes)
        for column in one.decided:
            count += 1
            used, open_ = bool(column.targets), (one.place, column.heading) in asked
            # Sheets of one layout are asked about once, and the notes of the others say where.
            open_ = open_ or (column.decided == OPEN and f"'{column.heading}'" in notes.partition("asked about on ")[2])
            aside = column.decided == IGNORE
            assert used + open_ + aside == 1, (one.place, column.heading, column.decided)
            assert open_ == (column.decided == OPEN)
            assert not used or column.index in one.columns
            if aside:
                assert column.reason, (one.place, column.heading)
                assert _listed(one, column, notes), (one.place, column.heading)
    return count


def _listed(plan: SheetPlan, column: Column, notes: str) -> bool:
    """Whether the notes name a column, and what its cells are."""
    if not column.heading and not column.look.filled:
        return True
    name = f"'{column.heading}'" if column.heading else f"column {column_letter(column.index)}"
    held = f"{name} ({holds(column.look)})"
    return held in notes or sum(one.decided == IGNORE for one in plan.decided) > MOST_LISTED


MOST_LISTED = 30
"""Columns that a note names of one reason."""


@pytest.mark.parametrize("folder", school_files(), ids=lambda path: path.parent.name)
def test_schools(folder: Path) -> None:
    assert check(read_all([folder])) > 20


def test_the_sample_school(tmp_path: Path) -> None:
    write_sample(tmp_path)
    assert check(read_all([tmp_path])) > 100


def test_what_is_set_aside_is_said_with_what_it_holds() -> None:
    rows = [[*row, word, 1000 + n, None] for n, (row, word) in enumerate(zip(PEOPLE, WORDS, strict=True))]
    (found,) = plan(table(["Payroll No", "Surname", "Forename", "Cost Centre", "Total Gross", "Notes"], *rows)).plans
    notes = " ".join(found.notes)
    assert "'Cost Centre' (holds 'Maths', 'Science')" in notes, notes
    assert "'Total Gross' (holds 4 figures)" in notes
    assert "'Notes' (empty)" in notes
    assert "1000" not in notes


WORDS = ["Maths", "Science", "Maths", "Maths"]
PEOPLE = [["P101", "Ashworth", "Ann"], ["P102", "Bell", "Bo"], ["P103", "Crossley", "Col"], ["P104", "Dyson", "Di"]]
STOCK: list[list[Cell]] = [["Shelf", "Item", "Pieces"], ["A", "Chair", 3], ["B", "Desk", 4], ["C", "Lamp", 5]]


def test_a_list_of_which_no_row_is_used_is_asked_about() -> None:
    staff, stock = table(*STAFF, sheet="Staff"), table(*STOCK, sheet="Store")
    first = plan(staff, stock)
    key = grain_key(stock.place)
    assert [question.key for question in first.questions] == [key]
    assert "'Shelf', 'Item'" in first.questions[0].text
    answered = plan(staff, stock, recipe=Recipe(answers={key: NOT_NEEDED}))
    assert not answered.questions
    assert any("that was the answer" in note for note in answered.notes)
    again = plan(staff, stock, recipe=first.recipe)
    assert [question.key for question in again.questions] == [key], "an open question is no answer"


def test_the_answer_says_what_a_row_of_it_is() -> None:
    stock = table(*STOCK, sheet="Store")
    answered = plan(table(*STAFF, sheet="Staff"), stock, recipe=Recipe(answers={grain_key(stock.place): "person"}))
    assert [one.place for one in answered.plans] == ["list.xlsx, sheet Staff", "list.xlsx, sheet Store"]
    assert not mapped(answered.plans[1])


def test_titles_and_keys_are_no_lists() -> None:
    remarks = table(["Read me first"], ["Nothing in here"], sheet="Notes")
    assert not plan(table(*STAFF, sheet="Staff"), remarks).questions
