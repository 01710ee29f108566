"""A recipe saved from one month's payroll file is used for the next: columns moved, one renamed, ten new staff."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from converters.built import Built
from converters.pipeline import build, read_all
from converters.recipe.keys import gender_key
from converters.recipe.recipe import Recipe
from converters.recipe.recipe_file import parse_recipe, recipe_text
from converters.recipe.target import IGNORE, OPEN
from converters.request import Request
from converters.sample.school import write_sample
from swf_desktop.record import Record

HEADING_ROW = 5
RENAMED, NEW_NAME = "Weeks/Yr", "Yr Basis"
ORDER = (16, 3, 1, 2, 12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 17, 18, 19, 20, 21, 22)
"""The old column (from 1) at each place of the new file; headings over several columns stay together."""
NEW_STAFF = 10


def next_month(before: Path, after: Path) -> Path:
    """Write the changed copy: another file and sheet name, columns moved, one renamed, ten new people at the end."""
    old = load_workbook(before).worksheets[0]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Period 9"
    places = {column: place for place, column in enumerate(ORDER, 1)}
    for cells in old.iter_rows(max_row=4):
        for cell in cells:
            if cell.value is not None and not isinstance(cell, MergedCell):
                sheet.cell(cell.row, cell.column).value = str(cell.value).replace("30/11/2013", "31/12/2013")
    for cells in old.iter_rows(min_row=HEADING_ROW):
        for cell in cells:
            if isinstance(cell, MergedCell) or cell.value is None:
                continue
            furniture = cell.column == 1 and isinstance(cell.value, str) and not cell.value.startswith("Pers")
            page = cell.column == 20 and str(cell.value).startswith("Page")
            target = sheet.cell(cell.row, cell.column if furniture or page else places[cell.column])
            target.value = NEW_NAME if cell.value == RENAMED else cell.value
            target.number_format = cell.number_format
            target.data_type = cell.data_type
            target.font = copy(cell.font)
    for block in old.merged_cells.ranges:
        left = places[block.min_col]
        sheet.merge_cells(
            start_row=block.min_row,
            end_row=block.max_row,
            start_column=left,
            end_column=left + block.max_col - block.min_col,
        )
    row = max(cell.row for cells in old.iter_rows() for cell in cells if cell.value == "Grand Total") - 1
    sheet.insert_rows(row, NEW_STAFF * 3)
    for number in range(NEW_STAFF):
        _new_person(sheet, row + number * 3, number, places)
    book.save(after)
    return after


def _new_person(sheet: Worksheet, row: int, number: int, places: dict[int, int]) -> None:
    put = {
        1: 10101 + number,
        2: f"NEWCOMER, {'ABCDEFGHIJ'[number]}nna (Ms)",
        3: f"0{10101 + number}-1",
        4: "Teaching Assistant",
        5: "Permanent",
        6: date(2013, 11, 1),
        8: 30.0,
        9: 37.0,
        10: 39,
        11: 44.743,
        12: "NJC",
        16: "E03",
        18: "Basic Pay",
        19: "M",
        20: 1000.0,
        21: 1,
        22: 1000.0,
    }
    for column, value in put.items():
        cell = sheet.cell(row, places[column])
        cell.value = value
        if column == 1:
            cell.number_format = "000000"
        if isinstance(value, date):
            cell.number_format = "DD/MM/YYYY"


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, Path, Recipe]:
    folder = tmp_path_factory.mktemp("months")
    (november, *_) = write_sample(folder)
    built = build(read_all([november]), Request(year=2013))
    # The payroll alone has no gender, only titles in its names: last month HR was asked for a column.
    settled = replace(built.recipe, answers={**built.recipe.answers, gender_key(): "no"})
    # Through the file that a support team sends round.
    recipe = parse_recipe(recipe_text(settled, [one for one in built.questions if one.key != gender_key()]))
    return built, next_month(november, folder / "payroll 2013-12.xlsx"), recipe


@pytest.fixture(scope="module")
def december(months: tuple[Built, Path, Recipe]) -> Built:
    _, path, recipe = months
    return build(read_all([path]), Request(year=2013, recipe=recipe))


def test_one_question_is_left_and_it_is_on_the_renamed_column(december: Built) -> None:
    (question,) = december.questions
    assert (question.kind, question.key) == ("column", NEW_NAME)
    assert question.choices[0][0] == "contract.WeeksPerYear"
    (sheet,) = [sheet for sheet in december.recipe.sheets if sheet.sheet == "Period 9"]
    assert [heading for heading, target in sheet.columns.items() if target == OPEN] == [NEW_NAME]


def test_what_no_longer_fits_is_said(december: Built) -> None:
    told = [note for note in december.notes if RENAMED in note]
    assert len(told) == 1
    assert "Period 9" in told[0]


def test_everybody_of_last_month_is_the_same_and_ten_are_new(
    months: tuple[Built, Path, Recipe], december: Built
) -> None:
    november, path, _ = months
    recipe = december.recipe
    sheets = tuple(
        replace(sheet, columns={**sheet.columns, NEW_NAME: "contract.WeeksPerYear"})
        if sheet.sheet == "Period 9"
        else sheet
        for sheet in recipe.sheets
    )
    answered = replace(recipe, sheets=sheets)
    again = build(read_all([path]), Request(year=2013, recipe=answered))
    assert again.questions == []
    before, after = _people(november), _people(again)
    assert {ref: after[ref] for ref in before} == before
    assert len(after) - len(before) == NEW_STAFF
    assert {ref for ref in after if ref not in before} == {f"{10101 + number:06}" for number in range(NEW_STAFF)}


def _people(built: Built) -> dict[str, list[object]]:
    def all_of(record: Record) -> list[object]:
        values = sorted((tag, value.sent) for tag, value in record.values.items())
        below = [all_of(child) for kind, some in sorted((record.children or {}).items()) for child in some]
        return [record.kind, values, below]

    return {person.code("PersonRef") or "": all_of(person) for person in built.returns[0].return_.staff}


def test_a_decision_of_last_month_holds_and_not_what_the_program_would_take(months: tuple[Built, Path, Recipe]) -> None:
    _, path, recipe = months
    (sheet,) = recipe.sheets
    assert sheet.columns["CFR"] == "contract.StaffGroup"
    decided = replace(recipe, sheets=(replace(sheet, columns={**sheet.columns, "CFR": IGNORE}),))
    for asked, has in ((recipe, True), (decided, False)):
        people = build(read_all([path]), Request(year=2013, recipe=asked)).returns[0].return_.staff
        assert any(contract.has("StaffGroup") for person in people for contract in person.of("contract")) is has
