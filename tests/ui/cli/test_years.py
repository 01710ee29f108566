"""The commands on census years, as people use them."""

from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner

from swf_desktop.collection import Collection
from swf_desktop.message_schema import schema_text
from swf_desktop.tables import add_root, remove_root
from ui.cli.main import app

STAFF = (
    "Payroll No,Surname,Forename,Post,Pay Range,Pay Point,Base Pay,Hours,FTE Hours,Weeks\n"
    "000001,Smith,Jane,TCM,TE,M6,46940,32.5,32.5,52\n"
)
SCHOOL = ["--lea", "999", "--estab", "2999", "--collection", "2026", "--now", "2026-11-20T09:30:00"]


def run(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(word) for word in words])
    return done.exit_code, " ".join(done.output.split())


@pytest.mark.parametrize("send", ["point", "both"])
@pytest.mark.parametrize("command", ["convert", "pay"])
def test_points_are_refused_in_a_sentence_where_the_return_has_no_place_for_them(
    command: str, send: str, tmp_path: Path
) -> None:
    staff = tmp_path / "staff.csv"
    staff.write_text(STAFF)
    out = ["-o", tmp_path / "out"] if command == "convert" else []
    code, said = run(command, staff, *out, *SCHOOL[: 6 if command == "pay" else 8], "--pay", send)
    assert code == 2
    assert "The return of 2026 has no place for spine points" in said
    assert "give --pay base" in said
    assert not (tmp_path / "out").exists()


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "packs"
    monkeypatch.setattr("ui.cli.years.packs_folder", lambda: place)
    return place


def rule_workbook(path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (["Rule number", "Severity", "Message"], ["4110", "Query", "Family name"], ["4105", "Error", "Number"]):
        sheet.append(row)
    book.save(path)
    return path


def test_a_rule_workbook_is_told_beside_ours_and_taken_into_use(tmp_path: Path, packs: Path) -> None:
    path = rule_workbook(tmp_path / "rules.xlsx")
    code, said = run("learn", path, "-o", tmp_path / "year-2026", "--collection", "2026", "--use")
    assert code == 0
    assert "The department's rule workbook beside ours of 2026: 1 alike, 0 theirs only," in said
    assert "Differ: 4110: error / query" in said
    assert "In use from now on: year-2026" in said
    assert (packs / "year-2026" / "rules.csv").is_file()
    code, said = run("year-pack", "list")
    assert "year-2026" in said


def test_learning_twice_adds_to_the_pack(tmp_path: Path, packs: Path) -> None:
    folder = tmp_path / "year-2026"
    run("learn", rule_workbook(tmp_path / "rules.xlsx"), "-o", folder, "--collection", "2026", "--use")
    xsd = tmp_path / "theirs.xsd"
    xsd.write_text(schema_text(2026), encoding="utf-8")
    code, said = run("learn", xsd, "-o", folder, "--collection", "2026", "--use")
    assert code == 0
    assert "The department's schema beside ours of 2026" in said
    add_root(packs / "year-2026")
    try:
        certainty = Collection.load(2026).certainty
        assert (certainty["rules"].level, certainty["message"].level) == ("seen", "seen")
    finally:
        remove_root(packs / "year-2026")


@pytest.mark.parametrize(("name", "text"), [("x.xsd", "not xml"), ("x.csv", "a,b\n1,2\n"), ("x.xml", "<a/>")])
def test_what_teaches_nothing_is_refused(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    code, said = run("learn", path, "-o", tmp_path / "pack", "--collection", "2026")
    assert code == 2, said
    assert not (tmp_path / "pack").exists()


def test_the_years_and_what_changed_are_printed() -> None:
    code, said = run("collections", "--now", "2026-11-20T09:30:00")
    assert code == 0
    assert "A new return starts with the collection of 2026." in said
    assert "We have not seen the department's own rules for this file in 2026." in said
    code, said = run("diff-years", "2013", "2026")
    assert code == 0
    assert "Sex" in said


def test_a_new_year_is_made_checked_and_given_on(tmp_path: Path, packs: Path) -> None:
    folder, file = tmp_path / "year-2027", tmp_path / "2027.swfyear"
    code, said = run("new-year", "2027", "--from", "2026", "-o", folder)
    assert (code, "Still to be filled in for 2027" in said) == (0, True)
    assert run("year-pack", "export", folder, file)[0] == 0
    code, said = run("year-pack", "install", file)
    assert (code, "Installed" in said) == (0, True)
    assert (packs / "2027" / "2027" / "collection.toml").is_file()


def test_what_was_learnt_in_another_folder_stays(tmp_path: Path, packs: Path) -> None:
    run(
        "learn",
        rule_workbook(tmp_path / "one.xlsx"),
        "-o",
        tmp_path / "a" / "year-2026",
        "--collection",
        "2026",
        "--use",
    )
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (["Rule number", "Severity", "Message"], ["4105", "Query", "Number"], ["4100", "Error", "x"]):
        sheet.append(row)
    book.save(tmp_path / "two.xlsx")
    run("learn", tmp_path / "two.xlsx", "-o", tmp_path / "b" / "year-2026", "--collection", "2026", "--use")
    rows = (packs / "year-2026" / "rules.csv").read_text(encoding="utf-8")
    assert "4110" in rows
    assert "4105" in rows
