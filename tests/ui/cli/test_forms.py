"""The command with the sample in other forms, with last year's return, and with answers that came back."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from converters.papers.question_sheet import GAP_COLUMNS, HEADING_ROW
from converters.sample.forms import write_earlier_message
from converters.sample.school import write_sample
from swf_desktop.workspace.workspace import Workspace
from ui.cli.main import main

NOW = "2013-11-11T09:30:00"
ANSWER, ITEM = (
    next(i for i, (name, _) in enumerate(GAP_COLUMNS, 1) if name == wanted) for wanted in ("Answer", "Item key")
)


class Ran:
    """What a command gave back."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    def command(*words: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["swf-desktop", *map(str, words)])
        code = main()
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Ran(code, captured.out, captured.err)

    return command


def body(path: Path) -> list[str]:
    """Return the lines of a message below its header, sorted: the order of people is no content."""
    return sorted(path.read_text(encoding="utf-8").partition("</Header>")[2].splitlines())


@pytest.mark.parametrize("form", ["access", "ods", "xml"])
def test_each_form_of_the_sample_is_converted_to_the_same_lines(form: str, run: Any, tmp_path: Path) -> None:
    written = {}
    for name in ("payroll", form):
        run("sample", "-o", tmp_path / name, "--form", name)
        sources = sorted((tmp_path / name).iterdir())
        done = run("convert", *sources, "-o", tmp_path / f"{name}.xml", "--now", NOW)
        assert done.code == 1  # the sample's own faults
        written[name] = body(tmp_path / f"{name}.xml")
    assert written[form] == written["payroll"]


def test_last_years_return_fills_and_is_listed(run: Any, tmp_path: Path) -> None:
    payroll = write_sample(tmp_path / "s")[0]
    last = write_earlier_message(tmp_path / "last.xml")
    plain = run("convert", payroll, "-o", tmp_path / "plain.xml", "--now", NOW)
    done = run(
        "convert", payroll, "--last-year", last, "-o", tmp_path / "out", "--report", tmp_path / "r", "--now", NOW
    )
    assert "is from last year: this year's files do not say it" in done.out
    assert "from last year" not in plain.out
    count = [(tmp_path / "plain.xml").read_text(encoding="utf-8").count("<Ethnicity>")]
    count.append(next((tmp_path / "out").iterdir()).read_text(encoding="utf-8").count("<Ethnicity>"))
    assert count[0] == 0 < count[1]
    assert load_workbook(tmp_path / "r" / "who is in.xlsx")["From last year"].max_row > count[1]


def test_spreadsheets_beside_a_return_name_the_option(run: Any, tmp_path: Path) -> None:
    payroll = write_sample(tmp_path / "s")[0]
    last = write_earlier_message(tmp_path / "last.xml")
    done = run("convert", payroll, last, "-o", tmp_path / "out")
    assert done.code == 2
    assert "--last-year" in done.err
    assert not (tmp_path / "out").exists()


def test_answers_that_came_back_mend_the_return_and_stand_in_the_journal(run: Any, tmp_path: Path) -> None:
    write_sample(tmp_path / "s")
    run("convert", tmp_path / "s", "-o", tmp_path / "o.xml", "--report", tmp_path / "r", "--now", NOW)
    book = load_workbook(tmp_path / "r" / "questions for HR.xlsx")
    sheet = book["Gaps"]
    said = {"contract.DestinationCode": "OTHPRM", "contract.SchoolArrivalDate": "05/01/2009", "staff.Ethnicity": "NOBT"}
    for row in range(HEADING_ROW + 1, sheet.max_row + 1):
        sheet.cell(row, ANSWER).value = said.pop(str(sheet.cell(row, ITEM).value))
    assert not said
    book.save(tmp_path / "back.xlsx")
    checked = run("check", tmp_path / "s", "--answers", tmp_path / "back.xlsx", "--json")
    left = {finding["rule"] for finding in json.loads(checked.out) if finding["severity"] in ("error", "query")}
    assert (checked.code, left) == (0, {"4505", "4160Q"})
    work = tmp_path / "w.swfreturn"
    done = run(
        "convert", tmp_path / "s", "--answers", tmp_path / "back.xlsx", "--workspace", work, "-o", tmp_path / "a.xml"
    )
    assert done.code == 0
    assert "<DestinationCode>OTHPRM<" in (tmp_path / "a.xml").read_text(encoding="utf-8")
    with Workspace.open(work) as workspace:
        assert {edit.reason for edit in workspace.overlay()} == {"answered by HR, back.xlsx"}
        assert next(entry.label for entry in workspace.journal().entries) == "3 answers to questions"
        workspace.undo()
    # What is in the workspace now counts, without the sheet.
    again = run("check", work, "--json")
    assert again.code in (0, 1)


def test_a_file_that_is_no_question_sheet(run: Any, tmp_path: Path) -> None:
    files = write_sample(tmp_path / "s")
    done = run("convert", *files, "--answers", files[1], "-o", tmp_path / "o.xml")
    assert done.code == 2
    assert "no question sheet" in done.err


def test_a_workspace_keeps_last_years_return_and_a_return_made_before(run: Any, tmp_path: Path) -> None:
    payroll = write_sample(tmp_path / "s")[0]
    last = write_earlier_message(tmp_path / "last.xml")
    work, other = tmp_path / "w.swfreturn", tmp_path / "o.swfreturn"
    run("convert", payroll, "--last-year", last, "--workspace", work, "-o", tmp_path / "a.xml", "--now", NOW)
    run("convert", last, "--workspace", other, "-o", tmp_path / "b.xml", "--now", NOW)
    last.unlink()
    filled = [one for one in json.loads(run("check", work, "--json").out) if "is from last year" in one["message"]]
    assert len(filled) > 5
    found = json.loads(run("check", other, "--json").out)
    assert {one["rule"] for one in found if one["severity"] in ("error", "query")} >= {"4385", "4430", "X02"}


def test_what_a_vendor_added_is_said_once_by_each_command(run: Any, tmp_path: Path) -> None:
    path = write_earlier_message(tmp_path / "vendor.xml")
    text = path.read_text(encoding="utf-8").replace("<Post>DHT</Post>", "<Post>DHT</Post><Extra>blue</Extra>", 1)
    path.write_text(text, encoding="utf-8", newline="\n")
    checked = json.loads(run("check", path, "--json").out)
    assert sum("Extra" in one["message"] for one in checked) == 1
    done = run("convert", path, "-o", tmp_path / "out.xml", "--json")
    (written,) = json.loads(done.out)
    assert [one["rule"] for one in written["findings"] if "Extra" in one["message"]] == ["left out"]
    assert "Extra" not in (tmp_path / "out.xml").read_text(encoding="utf-8")
