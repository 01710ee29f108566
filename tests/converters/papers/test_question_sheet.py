"""Question sheets there and back: only gaps are asked, in a row each, and what comes back is an edit or a decision."""

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from converters.built import Built
from converters.papers.answers import as_step, read_answers, with_answers
from converters.papers.question_sheet import GAP_COLUMNS, HEADING_ROW, KEYS_ROW, find_gaps, write_question_sheets
from converters.pipeline import build, check_return, read_all, write_return
from converters.recipe.recipe import Recipe
from converters.request import Request
from converters.sample.forms import write_earlier_message
from converters.sample.school import write_sample
from converters.sources.reader import read_source
from converters.sources.table import SourceError
from swf_desktop.addressee import addressee_of
from swf_desktop.collection import Collection
from swf_desktop.record import Record
from swf_desktop.workspace.journal import Edit
from swf_desktop.workspace.workspace import Workspace
from validation.finding import Finding, Severity

NOW = datetime(2013, 11, 11, 9, 30)
COLLECTION = Collection.load(2013)
HEADINGS = [heading for heading, _ in GAP_COLUMNS]
ANSWER, KEY, ITEM = (HEADINGS.index(name) + 1 for name in ("Answer", "Record key", "Item key"))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def payroll_only(files: list[Path]) -> Built:
    return build(read_all(files[:1]), Request(year=2013))


def findings_of(built: Built) -> list[Finding]:
    return check_return(built.returns[0], now=NOW)


def sheets(built: Built, folder: Path) -> dict[str, Path]:
    paths = write_question_sheets(built, findings_of(built), folder, COLLECTION)
    return {path.stem.removeprefix("questions for "): path for path in paths}


def answered(path: Path, answers: dict[tuple[str, str], object], target: Path) -> Path:
    """Fill in the answers as a person would and save the workbook; every answer must have its row."""
    book = load_workbook(path)
    left = dict(answers)
    for key, cell in cells_of(book).items():
        if key in left:
            cell.value = left.pop(key)
    assert not left
    book.save(target)
    return target


def cells_of(book: Workbook) -> dict[tuple[str, str], Cell]:
    """Return the cell for the answer about each record and item, on the list of gaps and on the grid of people."""
    found = {}
    if "Gaps" in book.sheetnames:
        sheet = book["Gaps"]
        for row in range(HEADING_ROW + 1, sheet.max_row + 1):
            found[str(sheet.cell(row, KEY).value), str(sheet.cell(row, ITEM).value)] = sheet.cell(row, ANSWER)
    if "People" in book.sheetnames:
        sheet = book["People"]
        headings = [cell.value for cell in sheet[HEADING_ROW]]
        for row in range(HEADING_ROW + 1, sheet.max_row + 1):
            for column in range(1, len(headings) + 1):
                item, cell = sheet.cell(KEYS_ROW, column).value, sheet.cell(row, column)
                if item is not None and cell.value != "-":
                    kind = "Person key" if str(item).startswith("staff.") else "Contract key"
                    found[str(sheet.cell(row, headings.index(kind) + 1).value), str(item)] = cell
    return found  # type: ignore[return-value]


def person(built: Built, ref: str) -> Record:
    return next(one for one in built.returns[0].return_.staff if one.code("PersonRef") == ref)


def test_the_sample_asks_payroll_and_hr_for_just_its_gaps(files: list[Path], tmp_path: Path) -> None:
    paths = sheets(build(read_all(files), Request(year=2013)), tmp_path)
    assert sorted(paths) == ["HR", "payroll"]
    asked = {
        name: {(row[KEY - 1], row[ITEM - 1]) for row in _rows(load_workbook(path)["Gaps"])}
        for name, path in paths.items()
    }
    assert asked == {
        "payroll": {("PersonRef:010047", "staff.NINumber")},
        "HR": {
            ("PersonRef:010035/contract:010035-1", "contract.DestinationCode"),
            ("PersonRef:010042/contract:010042-2", "contract.SchoolArrivalDate"),
            ("PersonRef:010053", "staff.Ethnicity"),
        },
    }


def _rows(sheet: Worksheet) -> list[tuple[object, ...]]:
    return list(sheet.iter_rows(min_row=HEADING_ROW + 1, values_only=True))


def test_answers_come_back_as_edits_and_the_findings_are_gone(files: list[Path], tmp_path: Path) -> None:
    built = build(read_all(files), Request(year=2013))
    paths = sheets(built, tmp_path)
    hr = answered(
        paths["HR"],
        {
            ("PersonRef:010035/contract:010035-1", "contract.DestinationCode"): "OTHPRM",
            ("PersonRef:010042/contract:010042-2", "contract.SchoolArrivalDate"): date(2009, 1, 5),
            ("PersonRef:010053", "staff.Ethnicity"): "Information not yet obtained",
        },
        tmp_path / "HR back.xlsx",
    )
    payroll = answered(
        paths["payroll"], {("PersonRef:010047", "staff.NINumber"): "jx 30 01 99 a"}, tmp_path / "pay back.xlsx"
    )
    request = Request(year=2013)
    for path in (hr, payroll):
        answers = read_answers(read_source(path), COLLECTION)
        assert answers.notes == []
        request = with_answers(request, answers)
    assert sorted(request.overlay) == [
        Edit(
            "PersonRef:010035/contract:010035-1", "contract.DestinationCode", "OTHPRM", "answered by HR, HR back.xlsx"
        ),
        Edit(
            "PersonRef:010042/contract:010042-2",
            "contract.SchoolArrivalDate",
            "2009-01-05",
            "answered by HR, HR back.xlsx",
        ),
        Edit("PersonRef:010047", "staff.NINumber", "JX300199A", "answered by payroll, pay back.xlsx"),
        Edit("PersonRef:010053", "staff.Ethnicity", "NOBT", "answered by HR, HR back.xlsx"),
    ]
    again = build(read_all(files), request)
    assert again.edits_gone == []
    assert find_gaps(findings_of(again), COLLECTION) == []
    assert [finding.rule for finding in findings_of(again)] == ["4505"]


def test_a_code_item_has_a_drop_down_whose_every_choice_is_read_back(payroll_only: Built, tmp_path: Path) -> None:
    path = sheets(payroll_only, tmp_path)["HR"]
    book = load_workbook(path)
    sheet, lists = book["People"], book["Lists"]
    assert lists.sheet_state == "hidden"
    key, cell = next((key, cell) for key, cell in cells_of(book).items() if key[1] == "staff.Ethnicity")
    (formula,) = {one.formula1 for one in sheet.data_validations.dataValidation if cell.coordinate in one.sqref}
    choices = [cell[0].value for cell in lists[formula.partition("!")[2].replace("$", "")]]
    assert len(choices) > 10
    codes = set()
    for number, choice in enumerate(choices):
        back = answered(path, {key: choice}, tmp_path / f"{number}.xlsx") if number % 5 == 0 else None
        if back is not None:
            answers = read_answers(read_source(back), COLLECTION)
            assert answers.notes == []
            codes.add(answers.edits[0].text)
    assert codes <= set(COLLECTION.code_sets["D00005"].codes)


def test_head_counts_are_asked_of_the_head_and_stand_where_no_file_has_a_school(
    files: list[Path], payroll_only: Built, tmp_path: Path
) -> None:
    path = sheets(payroll_only, tmp_path)["head"]
    counts = {
        ("school", f"school.Occasionals{name}"): value for name, value in (("QTS", 2), ("NOTQTS", 0), ("NOTKNWN", 1))
    }
    answers = read_answers(read_source(answered(path, dict(counts), tmp_path / "b.xlsx")), COLLECTION)
    again = build(read_all(files[:1]), with_answers(Request(year=2013), answers))
    assert again.edits_gone == []
    school = again.returns[0].return_.school
    assert school is not None
    assert [school.code(f"Occasionals{name}") for name in ("QTS", "NOTQTS", "NOTKNWN")] == ["2", "0", "1"]


def test_what_is_no_answer_or_cannot_be_read_is_told(files: list[Path], tmp_path: Path) -> None:
    built = build(read_all(files), Request(year=2013))
    path = sheets(built, tmp_path)["HR"]
    back = answered(
        path,
        {
            ("PersonRef:010053", "staff.Ethnicity"): "don't know",
            ("PersonRef:010042/contract:010042-2", "contract.SchoolArrivalDate"): "spring term",
        },
        tmp_path / "b.xlsx",
    )
    answers = read_answers(read_source(back), COLLECTION)
    assert [(edit.field, edit.text) for edit in answers.edits] == [("contract.SchoolArrivalDate", "spring term")]
    assert len(answers.notes) == 2
    assert any("Ethnicity: no answer yet" in note for note in answers.notes)
    assert any("could not be read" in note for note in answers.notes)


def test_a_role_that_is_missing_is_made_for_its_answer(files: list[Path], tmp_path: Path) -> None:
    built = build(read_all(files), Request(year=2013))
    contract = person(built, "010014").of("contract")[0]
    finding = Finding("4700", Severity.ERROR, "no role", "add one", field="role.RoleIdentifier", record=contract)
    path = write_question_sheets(built, [finding], tmp_path, COLLECTION)[0]
    key = f"new:{contract.key}"
    back = answered(path, {(key, "role.RoleIdentifier"): "SENCO"}, tmp_path / "b.xlsx")
    answers = read_answers(read_source(back), COLLECTION)
    again = build(read_all(files), with_answers(Request(year=2013), answers))
    assert again.edits_gone == []
    assert "SENC" in [role.code("RoleIdentifier") for role in person(again, "010014").of("contract")[0].of("role")]


def test_an_open_question_is_asked_and_its_answer_is_a_decision(files: list[Path], tmp_path: Path) -> None:
    book = load_workbook(files[2])
    sheet = book.worksheets[0]
    sheet.cell(5, 3).value = "Gone fishing"
    book.save(tmp_path / "absences.xlsx")
    sources = [*files[:2], tmp_path / "absences.xlsx", files[3]]
    built = build(read_all(sources), Request(year=2013))
    (question,) = built.questions
    path = sheets(built, tmp_path / "q")["HR"]
    filled = load_workbook(path)
    decisions = filled["Decisions"]
    assert decisions.cell(HEADING_ROW + 1, 1).value == question.text
    assert "OTH" not in str(decisions.cell(HEADING_ROW + 1, 2).value)
    decisions.cell(HEADING_ROW + 1, 3).value = "Other paid authorised absence, e.g. compassionate leave"
    filled.save(tmp_path / "b.xlsx")
    answers = read_answers(read_source(tmp_path / "b.xlsx"), COLLECTION)
    assert answers.decisions == {("code", "absence.AbsenceCategory", "Gone fishing"): "OTH"}
    again = build(read_all(sources), with_answers(Request(year=2013), answers))
    assert again.questions == []


def test_answers_stand_above_earlier_edits_and_are_one_step_of_the_journal() -> None:
    earlier = Edit("PersonRef:1", "staff.Ethnicity", "REFU")
    other = Edit("PersonRef:2", "staff.Ethnicity", "REFU")
    from converters.papers.answers import Answers

    answers = Answers(edits=[Edit("PersonRef:1", "staff.Ethnicity", "WBRI", "answered by HR, x.xlsx")])
    request = with_answers(Request(year=2013, overlay=(earlier, other), recipe=Recipe(answers={"a": "b"})), answers)
    assert request.overlay == (other, answers.edits[0])
    with Workspace.open(None) as workspace:
        for edit in (earlier, other):
            workspace.edit(edit.record, edit.field, edit.text, label="x")
        step = as_step(answers, workspace.overlay(), workspace.added())
        assert step is not None
        workspace.do(step)
        assert {edit.record: edit.text for edit in workspace.overlay()} == {
            "PersonRef:1": "WBRI",
            "PersonRef:2": "REFU",
        }
        assert as_step(answers, workspace.overlay(), workspace.added()) is None
        workspace.undo()
        assert {edit.record: edit.text for edit in workspace.overlay()} == {
            "PersonRef:1": "REFU",
            "PersonRef:2": "REFU",
        }


def test_the_same_input_gives_the_same_bytes(payroll_only: Built, tmp_path: Path) -> None:
    one, two = (sheets(payroll_only, tmp_path / name) for name in ("one", "two"))
    assert {name: path.read_bytes() for name, path in one.items()} == {n: p.read_bytes() for n, p in two.items()}


def test_another_file_is_refused(files: list[Path]) -> None:
    with pytest.raises(SourceError, match="no question sheet"):
        read_answers(read_source(files[1]), COLLECTION)


def test_every_item_has_somebody_to_ask() -> None:
    asked = {addressee_of(name) for name, field in COLLECTION.fields.items() if field.sent}
    assert asked == {"payroll", "HR", "head"}


def test_a_name_that_looks_like_a_formula_is_text(tmp_path: Path, payroll_only: Built) -> None:
    staff = Record("staff", key="PersonRef:1")
    staff.values["PersonFamilyName"] = staff_name = (
        person(payroll_only, "010014").values["PersonFamilyName"]._replace(raw="=cmd|x", typed="=cmd|x", sent="=cmd|x")
    )
    assert staff_name.sent == "=cmd|x"
    finding = Finding("4180", Severity.ERROR, "", "", field="staff.GenderCurrent", record=staff)
    (path,) = write_question_sheets(payroll_only, [finding], tmp_path, COLLECTION)
    cell = load_workbook(path)["Gaps"].cell(HEADING_ROW + 1, 1)
    assert (cell.data_type, str(cell.value).startswith("=CMD")) == ("s", True)


def test_answers_mend_a_return_that_another_system_made(tmp_path: Path) -> None:
    message = write_earlier_message(tmp_path / "vendor.xml")
    built = build(read_all([message]), Request(year=2013))
    gaps = {gap.item: gap.record.key for gap in find_gaps(findings_of(built), COLLECTION)}
    assert set(gaps) >= {"staff.Ethnicity", "contract.SchoolArrivalDate"}
    back = answered(
        sheets(built, tmp_path)["HR"],
        {
            (gaps["staff.Ethnicity"], "staff.Ethnicity"): "Refused",
            (gaps["contract.SchoolArrivalDate"], "contract.SchoolArrivalDate"): date(2009, 1, 5),
        },
        tmp_path / "b.xlsx",
    )
    request = with_answers(Request(year=2013), read_answers(read_source(back), COLLECTION))
    again = build(read_all([message]), request)
    assert again.edits_gone == []
    written = write_return(again.returns[0], tmp_path / "out.xml", serial="008", now=NOW)
    text = written.path.read_text(encoding="utf-8")
    assert text.count("<Ethnicity>REFU<") == message.read_text(encoding="utf-8").count("<Ethnicity>REFU<") + 1
    assert "<SchoolArrivalDate>2009-01-05<" in text
