"""Our own papers among the files: none is read as a source, and question sheets are answers wherever they lie."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from converters.built import Built
from converters.papers.question_sheet import HEADING_ROW, KEYS_ROW
from converters.papers.recognised import paper_of, set_aside
from converters.papers.report_folder import write_reports
from converters.papers.template import write_template
from converters.pipeline import build, check_return, read_all
from converters.recipe.recipe import Recipe
from converters.recipe.recipe_file import recipe_text
from converters.request import CannotRun, Request
from converters.sample.school import write_sample
from converters.sources.reader import read_source
from swf_desktop.collection import Collection
from swf_desktop.record import Record
from swf_desktop.workspace.journal import Edit

NOW = datetime(2013, 11, 11, 9, 30)
C = Collection.load(2013)
PEOPLE = [
    ("1", "Ash", "Ann"),
    ("2", "Birch", "Bob"),
    ("3", "Cedar", "Cat"),
    ("4", "Dogwood", "Dan"),
    ("5", "Elm", "Eve"),
]
PEOPLE += [("6", "Fir", "Flo"), ("7", "Gorse", "Guy")]
HEAD = "Payroll No,Surname,Forename,Job Title,Contract Type,Start Date,Hours,FT Hours,Weeks,Point\n"


@pytest.fixture
def staff(tmp_path: Path) -> Path:
    path = tmp_path / "given" / "staff.csv"
    path.parent.mkdir()
    rows = [f"{ref},{family},{given},Teacher,Permanent,01/09/2008,32.5,32.5,52,M6\n" for ref, family, given in PEOPLE]
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return path


def _built(*paths: Path, request: Request | None = None) -> Built:
    return build(read_all(list(paths)), request or Request(year=2013, lea="999", estab="2999"))


def _reports(built: Built, folder: Path) -> list[Path]:
    (one,) = built.returns
    (folder / "recipe.toml").parent.mkdir(parents=True, exist_ok=True)
    (folder / "recipe.toml").write_text(recipe_text(built.recipe, built.questions), encoding="utf-8")
    return [*write_reports(built, one, check_return(one, now=NOW), folder, NOW), folder / "recipe.toml"]


def _person(built: Built, family: str) -> Record:
    return next(one for one in built.returns[0].return_.staff if one.code("PersonFamilyName") == family)


def test_every_report_is_known_as_ours_and_nothing_of_the_sample_is(tmp_path: Path) -> None:
    files = write_sample(tmp_path / "sample")
    for path in _reports(build(read_all(files), Request(year=2013)), tmp_path / "reports"):
        tables = read_source(path)
        sources, papers = set_aside(tables)
        assert sources == [], path.name
        assert papers.files, path.name
    for path in files:
        assert [paper_of(table) for table in read_source(path) if paper_of(table)] == []


def test_reports_in_the_folder_of_sources_change_nothing(staff: Path) -> None:
    before = _built(staff)
    for path in _reports(before, staff.parent / "reports"):
        shutil.copy(path, staff.parent / path.name)
    after = _built(staff.parent)
    assert [one.key for one in after.returns[0].return_.staff] == [one.key for one in before.returns[0].return_.staff]
    assert len(after.plans) == len(before.plans) == 1
    assert [one.text for one in after.questions] == [
        one.text.replace("staff.csv", "given/staff.csv") for one in before.questions
    ]
    said = [note for note in after.notes if "this program made" in note]
    names = ["findings.csv", "findings.html", "findings.xlsx", "pay sheet.xlsx", "who is in.xlsx", "summary.html"]
    for name in [*names, "query notes.xlsx", "recipe.toml", "what COLLECT will show.html"]:
        assert any(note.startswith(f"given/{name} ") for note in said), name


def test_nothing_but_papers_is_refused_by_name(staff: Path, tmp_path: Path) -> None:
    paths = [path for path in _reports(_built(staff), tmp_path / "reports") if path.name == "pay sheet.xlsx"]
    with pytest.raises(CannotRun, match=r"pay sheet.xlsx is the pay sheet that this program made.*No other file"):
        _built(*paths)


def test_an_empty_template_is_no_source_and_a_filled_one_is(staff: Path) -> None:
    path = write_template(staff.parent / "template.xlsx", C)
    assert len(_built(staff, path).plans) == 1
    book = load_workbook(path)
    sheet = book["Staff"]
    headings = [cell.value for cell in sheet[1]]
    sheet.cell(2, headings.index("Staff number") + 1).value = "1"
    sheet.cell(2, headings.index("Family name") + 1).value = "Ash"
    sheet.cell(2, headings.index("Gender") + 1).value = "Female"
    book.save(path)
    assert _person(_built(staff, path), "Ash").code("GenderCurrent") == "2"


# Answers


def _grid_filled(built: Built, folder: Path) -> Path:
    (one,) = built.returns
    write_reports(built, one, check_return(one, now=NOW), folder, NOW)
    path = folder / "questions for HR.xlsx"
    book = load_workbook(path)
    sheet = book["People"]
    items = {cell.value: cell.column for cell in sheet[KEYS_ROW] if cell.value}
    assert {"staff.GenderCurrent", "staff.PersonBirthDate", "staff.Ethnicity"} <= set(items)
    assert "Gaps" not in book.sheetnames or sheet.max_row == HEADING_ROW + len(PEOPLE)
    for row, gender in enumerate(["Female", "Male", "Female", "Male", "Female", "Female", "Male"], HEADING_ROW + 1):
        sheet.cell(row, items["staff.GenderCurrent"]).value = gender
    sheet.cell(HEADING_ROW + 1, items["staff.PersonBirthDate"]).value = datetime(1975, 3, 12)
    book.save(path)
    return path


def test_whole_columns_that_are_missing_are_a_grid_of_people_and_come_back(staff: Path, tmp_path: Path) -> None:
    path = _grid_filled(_built(staff), tmp_path / "reports")
    after = _built(staff, path)
    assert [one.code("GenderCurrent") for one in after.returns[0].return_.staff] == ["2", "1", "2", "1", "2", "2", "1"]
    assert _person(after, "Ash").code("PersonBirthDate") == "1975-03-12"
    assert any("a question sheet that came back; 8 answers taken" in note for note in after.notes)


def test_a_grid_without_its_hidden_row_is_read_by_the_labels(staff: Path, tmp_path: Path) -> None:
    path = _grid_filled(_built(staff), tmp_path / "reports")
    book = load_workbook(path)
    for cell in book["People"][KEYS_ROW]:
        cell.value = None
    book.save(path)
    assert _person(_built(staff, path), "Birch").code("GenderCurrent") == "1"


def test_answers_in_a_folder_of_sources_never_undo_what_was_entered_since(staff: Path, tmp_path: Path) -> None:
    path = _grid_filled(_built(staff), tmp_path / "reports")
    shutil.copy(path, staff.parent / "HR again.xlsx")
    by_hand = Edit("PersonRef:1", "staff.GenderCurrent", "1", "by hand")
    after = _built(staff.parent, request=Request(year=2013, lea="999", estab="2999", overlay=(by_hand,)))
    assert _person(after, "Ash").code("GenderCurrent") == "1"
    assert _person(after, "Cedar").code("GenderCurrent") == "2"


def _decided(path: Path, answers: dict[str, str], *, older: bool = False) -> Path:
    book = load_workbook(path)
    sheet = book["Decisions"]
    headings = [cell.value for cell in sheet[HEADING_ROW]]
    left = dict(answers)
    for row in range(HEADING_ROW + 1, sheet.max_row + 1):
        key = str(sheet.cell(row, headings.index("Question key") + 1).value)
        if key in left:
            sheet.cell(row, headings.index("Answer") + 1).value = left.pop(key)
    assert not left
    if older:
        sheet.delete_cols(headings.index("Choices key") + 1)
    book.save(path)
    return path


@pytest.fixture
def asking(staff: Path) -> Path:
    text = staff.read_text(encoding="utf-8")
    text = text.replace("Payroll No", "Ref").replace("Teacher,Permanent", "Wizard,")
    staff.write_text(text, encoding="utf-8")
    return staff


@pytest.mark.parametrize(
    ("said", "older"), [("permanent", False), ("  Permanent ", False), ("PRM", False), ("PRM", True)]
)
def test_a_decision_is_taken_in_words_and_from_a_sheet_of_before(
    asking: Path, tmp_path: Path, said: str, older: bool
) -> None:
    key = "type of contracts without an end"
    before = _built(asking)
    assert key in {one.key for one in before.questions}
    reports = tmp_path / "reports"
    _reports(before, reports)
    path = _decided(reports / "questions for HR.xlsx", {key: said}, older=older)
    after = _built(asking, path)
    assert after.recipe.answers[key] == "PRM"
    assert {one.code("ContractType") for p in after.returns[0].return_.staff for one in p.of("contract")} == {"PRM"}


def test_what_they_do_not_know_is_put_to_whom_they_name_and_stays_open(asking: Path, tmp_path: Path) -> None:
    key = "type of contracts without an end"
    _reports(_built(asking), tmp_path / "reports")
    path = _decided(tmp_path / "reports" / "questions for HR.xlsx", {key: "I don't know: ask payroll"})
    after = _built(asking, path)
    question = next(one for one in after.questions if one.key == key)
    assert question.ask == "payroll"
    _reports(after, tmp_path / "again")
    asked = load_workbook(tmp_path / "again" / "questions for payroll.xlsx")["Decisions"]
    assert question.text in [cell.value for cell in asked["A"]]
    hr = load_workbook(tmp_path / "again" / "questions for HR.xlsx")
    assert question.text not in [cell.value for sheet in hr for cell in sheet["A"]]
    assert after.first == ("1 question waits for payroll.",)
    assert "1 question waits for payroll." in (tmp_path / "again" / "summary.html").read_text(encoding="utf-8")


def test_a_decided_recipe_stands_above_the_sheet(asking: Path, tmp_path: Path) -> None:
    key = "type of contracts without an end"
    _reports(_built(asking), tmp_path / "reports")
    path = _decided(tmp_path / "reports" / "questions for HR.xlsx", {key: "permanent"})
    request = Request(year=2013, lea="999", estab="2999", recipe=Recipe(answers={key: "FXT"}))
    assert _built(asking, path, request=request).recipe.answers[key] == "FXT"


# What gave nothing

ODD = "Kettle,Colour,Bought\nTall,Blue,yes\nWide,Red,no\nSmall,Green,no\n"


def test_a_file_that_gave_nothing_is_named_until_somebody_says_that_it_is_not_needed(
    staff: Path, tmp_path: Path
) -> None:
    odd = tmp_path / "kettles.csv"
    odd.write_text(ODD, encoding="utf-8")
    built = _built(staff, odd)
    assert [one.text for one in built.doubts] == ["kettles.csv gave nothing: no column of it is used."]
    assert built.first[0].startswith("This cannot be right yet: kettles.csv gave nothing")
    _reports(built, tmp_path / "reports")
    for name in ("summary.html", "findings.html"):
        assert "This cannot be right yet: kettles.csv" in (tmp_path / "reports" / name).read_text(encoding="utf-8")
    said = Request(
        year=2013, lea="999", estab="2999", recipe=Recipe(answers={"what one row is: kettles.csv": "leave out"})
    )
    assert _built(staff, odd, request=said).doubts == []
    assert _built(staff).doubts == []


def test_the_department_s_rule_workbook_is_known_for_what_it_is(staff: Path, tmp_path: Path) -> None:
    numbers = [one.number for one in C.rules.values() if one.official][:12]
    path = tmp_path / "given" / "Copy of download (3).csv"
    path.write_text("Rule No,Error Message\n" + "".join(f"{one},Said\n" for one in numbers), encoding="utf-8")
    built = _built(staff, path)
    said = " ".join(built.notes)
    assert "Copy of download (3).csv is a paper of the department about a census year" in said
    assert len(built.returns[0].return_.staff) == len(PEOPLE)


def test_a_staff_list_with_numbers_and_messages_is_no_paper_of_the_department(tmp_path: Path) -> None:
    path = tmp_path / "phones.csv"
    path.write_text("No,Text\n" + "".join(f"{4100 + one},Ring {one}\n" for one in range(40)), encoding="utf-8")
    assert [paper_of(table) for table in read_source(path)] == [""]
