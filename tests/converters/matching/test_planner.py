"""From tables to plans: the sample school, the layouts of real life, the template, and the recipe used again."""

import csv
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from converters.matching.plan import Plans
from converters.papers.template import write_template
from converters.recipe.recipe import Recipe, RecipeError, SheetRecipe
from converters.recipe.recipe_file import parse_recipe, recipe_text
from converters.sample.school import write_sample
from converters.sample.truth import table as truth_table
from converters.sources.reader import read_source
from converters.sources.table import Cell, SourceError, Table, cell_text
from tests.converters.tables import COLLECTION, STAFF, mapped, one, plan, table

DAY = date(2010, 9, 1)


# The sample school


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def tables(files: list[Path]) -> list[Table]:
    return [read for file in files for read in read_source(file)]


@pytest.fixture(scope="module")
def sample(tables: list[Table]) -> Plans:
    return plan(*tables)


def test_the_sample_asks_nothing_about_columns(sample: Plans) -> None:
    assert sample.questions == []


def test_the_grain_of_every_sheet_of_the_sample(sample: Plans) -> None:
    assert {planned.place: planned.grain for planned in sample.plans} == {
        "payroll 2013-11.xlsx, sheet Period 8": "element",
        "HR list.csv": "contract",
        "absences.xlsx, sheet Absence": "absence",
        "school.xlsx, sheet Headcounts": "school",
        "school.xlsx, sheet Third party": "headcount",
        "school.xlsx, sheet Vacancies": "vacancy",
        "school.xlsx, sheet Qualifications": "qualification",
        "school.xlsx, sheet Curriculum": "curriculum",
        "school.xlsx, sheet Role pay": "role",
        "school.xlsx, sheet Agency": "person",
    }


def test_the_payroll_report_of_the_sample(sample: Plans) -> None:
    payroll = sample.plans[0]
    on_payroll = {row["ContractRef"] for row in truth_table("contracts") if row["file"] == "payroll"}
    assert len(payroll.rows) == sum(row["ContractRef"] in on_payroll for row in truth_table("pay"))
    assert mapped(payroll) == {
        "Pers.No.": "staff.PersonRef",
        "Employee": "staff.FullName",
        "Assign No": "contract.ContractRef",
        "Job Title": "contract.JobTitle",
        "Cont Type": "contract.ContractType",
        "Occupancy Start": "contract.ContractStart",
        "Occupancy End": "contract.ContractEnd",
        "Cont Hrs": "contract.HoursPerWeek",
        "FT Hrs": "contract.FTEHours",
        "Weeks/Yr": "contract.WeeksPerYear",
        "Paid Wks": "contract.PaidWeeks",
        "Grade": "contract.Scale",
        "Spt": "contract.SpinePoint",
        "Pay Region": "contract.RegionSpine",
        "DfE No": "staff.TeacherNumber",
        "CFR": "contract.StaffGroup",
        "Element Description": "element.ElementName",
        "Element Freq": "element.ElementPeriod",
        "Element Rate": "element.ElementRate",
        "Element Units": "element.ElementUnits",
        "Element Amount": "element.ElementAmount",
    }
    filled = {payroll.headings[column] for column in payroll.fill_down}
    assert filled == {heading for heading, target in mapped(payroll).items() if not target.startswith("element.")}
    assert payroll.as_at == date(2013, 11, 30)
    assert {reason for _, reason in payroll.skipped} == {
        *("title", "total", "page title", "heading repeated", "page furniture"),
    }
    assert sum(reason == "total" for _, reason in payroll.skipped) == 1 + len(
        {row["PersonRef"] for row in truth_table("contracts") if row["file"] == "payroll"}
    )


def test_the_hr_list_of_the_sample(sample: Plans) -> None:
    people = sample.plans[1]
    columns = mapped(people)
    assert columns["Role 1"] == "role.RoleIdentifier #1"
    assert columns["Role 2"] == "role.RoleIdentifier #2"
    assert columns["Forename"] == columns["Middle Name"] == "staff.PersonGivenName"
    assert not {"Title", "Known As", "NI Cat", "E-mail", "Remarks"} & set(columns)
    for heading in ("Title", "Known As", "NI Cat", "E-mail", "Remarks"):
        assert any(f"'{heading}'" in note and "not used" in note for note in people.notes), heading


def test_the_headcounts_of_the_sample(sample: Plans) -> None:
    school = sample.plans[3]
    assert school.pairs
    assert school.cells == {
        "message.LEA": (2, 1),
        "school.Estab": (3, 1),
        "school.OccasionalsQTS": (4, 1),
        "school.OccasionalsNOTQTS": (5, 1),
        "school.OccasionalsNOTKNWN": (6, 1),
    }


def test_the_completed_recipe_gives_the_same_plans(sample: Plans, tables: list[Table]) -> None:
    again = plan(*tables, recipe=parse_recipe(recipe_text(sample.recipe)))
    assert again.questions == []
    assert again.recipe == sample.recipe
    for before, after in zip(sample.plans, again.plans, strict=True):
        assert (before.columns, before.rows, before.fill_down, before.cells) == (
            *(after.columns, after.rows, after.fill_down, after.cells),
        )


def test_the_sample_as_text_gives_the_same_plans(sample: Plans, tables: list[Table], tmp_path: Path) -> None:
    """A .csv has no merged cells, no number formats, and no sheet names."""
    again = []
    for read in tables:
        path = tmp_path / f"{read.sheet or 'HR list'}.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([cell_text(cell) for cell in read.row(row)] for row in range(read.height))
        again.extend(read_source(path))
    plans = plan(*again)
    assert plans.questions == []
    for before, after in zip(sample.plans, plans.plans, strict=True):
        assert (before.grain, before.columns, before.rows) == (after.grain, after.columns, after.rows), after.place
        assert (before.fill_down, before.cells, before.as_at) == (after.fill_down, after.cells, after.as_at), (
            after.place
        )


# A recipe on a changed copy


def changed(path: Path, target: Path, rename: dict[str, str]) -> Path:
    """Copy the sample's payroll report with columns moved, some headings renamed, and ten people more."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    merged = [str(block) for block in sheet.merged_cells.ranges]
    for block in merged:
        sheet.unmerge_cells(block)
    order = [1, 2, 3, *range(9, 18), *range(4, 9), *range(18, 23)]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=22)]
    formats = [[cell.number_format for cell in row] for row in sheet.iter_rows(max_col=22)]
    for number, (values, forms) in enumerate(zip(rows, formats, strict=True), 1):
        for column, old in enumerate(order, 1):
            cell = sheet.cell(number, column)
            value = values[old - 1]
            cell.value = rename.get(value, value) if isinstance(value, str) else value
            cell.number_format = forms[old - 1]
    last = sheet.max_row - 4
    for extra in range(10):
        sheet.cell(last + extra, 1).value = 20000 + extra
        sheet.cell(last + extra, 2).value = f"NEWMAN, Nell{chr(97 + extra)} (Ms)"
        sheet.cell(last + extra, 18).value = "Basic Pay"
        sheet.cell(last + extra, 22).value = 100.0
    book.save(target)
    return target


@pytest.mark.parametrize("name", ["payroll 2013-11.xlsx", "payroll 2013-12.xlsx"])
@pytest.mark.parametrize("heading", ["Zorp", "Contracted Hours"])
def test_a_recipe_on_a_changed_copy_leaves_one_question(
    sample: Plans, files: list[Path], tmp_path: Path, name: str, heading: str
) -> None:
    copy = changed(files[0], tmp_path / name, {"Cont Hrs": heading})
    again = plan(*read_source(copy), recipe=sample.recipe)
    assert [(question.kind, question.key) for question in again.questions] == [("column", heading)]
    assert again.questions[0].choices[0][0] == "contract.HoursPerWeek"
    assert "Cont Hrs" in again.questions[0].text
    assert len(mapped(again.plans[0])) == len(mapped(sample.plans[0])) - 1
    settled = parse_recipe(
        recipe_text(again.recipe, again.questions)
        .replace(f'"{heading}" = "?"', f'"{heading}" = "contract.HoursPerWeek"')
        .replace(f'{heading} = "?"', f'{heading} = "contract.HoursPerWeek"')
    )
    final = plan(*read_source(copy), recipe=settled)
    assert final.questions == []
    assert mapped(final.plans[0])[heading] == "contract.HoursPerWeek"


# The template


def test_the_template_filled_in_maps_by_itself(tmp_path: Path) -> None:
    path = write_template(tmp_path / "template.xlsx", COLLECTION)
    book = load_workbook(path)
    for sheet in book.worksheets:
        if sheet.title not in ("Read me", "Codes"):
            for row in (2, 3):
                for column in range(1, sheet.max_column + 1):
                    sheet.cell(row, column).value = f"{row}"
    book.save(path)
    plans = plan(*read_source(path))
    assert plans.questions == []
    assert [planned.grain for planned in plans.plans] == [
        *("person", "contract", "role", "payment", "absence", "curriculum", "qualification"),
        *("school", "vacancy", "headcount", "la"),
    ]
    for planned in plans.plans:
        assert len(planned.columns) == planned.table.width, planned.place
        for column, targets in planned.columns.items():
            label = COLLECTION.fields[targets[0].field].label
            assert planned.headings[column] in (label, f"{label} 2")


# The recipe overrides


def test_the_recipe_overrides_everything() -> None:
    said = SheetRecipe(
        "list.xlsx",
        "Sheet1",
        grain="contract",
        header_rows=(2,),
        fill_down=("Surname",),
        columns={"Surname": "staff.PersonFamilyName", "Gender": "ignore", "Payroll No": "contract.ContractRef"},
        defaults={"contract.ContractType": "Permanent"},
    )
    of = one(["Payroll No", "Nothing", "Else"], *STAFF, recipe=Recipe(sheets=(said,)))
    assert (of.grain, of.rows) == ("contract", [2, 3])
    assert mapped(of) == {"Payroll No": "contract.ContractRef", "Surname": "staff.PersonFamilyName"}
    assert {of.headings[column] for column in of.fill_down} == {"Surname"}
    assert of.defaults == {"contract.ContractType": "Permanent"}


def test_answers_and_codes_reach_the_plan_without_what_is_open() -> None:
    recipe = Recipe(answers={"a": "yes", "b": "?"}, codes={"contract.Post": {"Lady": "SUP", "Lord": "?"}})
    of = one(*STAFF, recipe=recipe)
    assert of.answers == {"a": "yes"}
    assert of.codes == {"contract.Post": {"Lady": "SUP"}}


def test_a_sheet_that_the_recipe_leaves_out() -> None:
    said = Recipe(sheets=(SheetRecipe("list.xlsx", "Sheet1", use=False),))
    with pytest.raises(SourceError):
        plan(table(*STAFF), recipe=said)
    plans = plan(table(*STAFF), table(*STAFF, sheet="Two"), recipe=said)
    assert [planned.table.sheet for planned in plans.plans] == ["Two"]
    assert plans.recipe.sheets[0] == said.sheets[0]


@pytest.mark.parametrize(
    "said",
    [
        SheetRecipe("list.xlsx", "Sheet1", columns={"Surname": "staff.Nothing"}),
        SheetRecipe("list.xlsx", "Sheet1", columns={"Surname": "no target"}),
        SheetRecipe("list.xlsx", "Sheet1", grain="animal"),
        SheetRecipe("list.xlsx", "Sheet1", defaults={"staff.Nothing": "x"}),
    ],
)
def test_a_recipe_with_a_mistake_is_refused_with_place(said: SheetRecipe) -> None:
    with pytest.raises(RecipeError, match="Sheet1"):
        plan(table(*STAFF), recipe=Recipe(sheets=(said,)))


def test_open_lines_of_a_recipe_are_asked_again() -> None:
    rows = [[*STAFF[0], "Zorp"], ["1", "Smith", "F", "q"], ["2", "Jones", "M", "r"]]
    first = plan(table(*rows))
    assert first.recipe.sheets[0].columns["Zorp"] == "?"
    again = plan(table(*rows), recipe=first.recipe)
    assert [question.key for question in again.questions] == ["Zorp"]


def test_decisions_for_other_files_are_kept() -> None:
    other = SheetRecipe("other.xlsx", "Pay", grain="element", columns={"A": "ignore", "B": "ignore"})
    assert plan(table(*STAFF), recipe=Recipe(sheets=(other,))).recipe.sheets[-1] == other


def test_a_question_shows_neither_names_nor_pay() -> None:
    rows: list[list[Cell]] = [
        ["Payroll No", "Surname", "Surnmae 2", "Salray"],
        *[[str(n), "Smith", f"Name{n}", 1000.5 + n] for n in range(9)],
    ]
    questions = plan(table(*rows)).questions
    assert questions
    assert all(question.examples == () for question in questions)


def test_the_place_of_a_question_is_the_heading() -> None:
    question = plan(table(["A title"], [*STAFF[0], "Zorp"], ["1", "Smith", "F", "q"])).questions[0]
    assert question.source is not None
    assert (question.source.row, question.source.column) == (2, "D")


def test_datetime_titles() -> None:
    of = plan(table(["As at", datetime(2013, 9, 30)], *STAFF)).plans[0]
    assert of.as_at == date(2013, 9, 30)


def test_the_notes_of_a_lost_column() -> None:
    recipe = plan(table(*STAFF)).recipe
    sheet = replace(recipe.sheets[0], columns={**recipe.sheets[0].columns, "Postcode": "contract.Post"})
    notes = plan(table(*STAFF), recipe=replace(recipe, sheets=(sheet,))).notes
    assert any("'Postcode'" in note and "gone" in note for note in notes)
