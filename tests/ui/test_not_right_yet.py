"""What cannot be right as a whole is said first, everywhere, and nobody is told that it is valid or ready."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from typer.testing import CliRunner, Result

from converters.sample.school import write_sample
from tests.ui.conftest import wait_until_ready
from ui.cli.main import app
from ui.session.session import Session
from ui.steps.finish.obstacles import obstacles, status

HEADINGS = (
    *("Employee Number", "Surname", "Forename", "Date of Birth", "Gender", "Job Title", "Contract Type", "QTS"),
    *("Start Date", "End Date", "Hours per week", "Full time hours", "Weeks per year", "Annual Salary"),
)
ABSENCES = "Employee Number,First Day,Last Day,Absence type,Working days lost\n1001,01/10/2025,03/10/2025,Sickness,3\n"
KETTLES = "Kettle,Colour,Bought\nTall,Blue,yes\nWide,Red,no\nSmall,Green,no\nOther,Pink,no\n"
MANY = 24

Row = dict[str, str]


def rows() -> list[Row]:
    return [
        dict(
            zip(
                HEADINGS,
                [
                    *(str(1001 + number), f"Family{number}", f"Given{number}", "01/02/1970", "Female", "Class Teacher"),
                    *("Permanent", "Yes", "01/09/2010" if number else "01/09/2026", "", "32.5", "32.5", "52", "44000"),
                ],
                strict=True,
            )
        )
        for number in range(MANY)
    ]


def write(folder: Path, people: list[Row], *, absences: str = ABSENCES, more: str = "") -> list[Path]:
    text = "\n".join([",".join(HEADINGS), *(",".join(row.values()) for row in people)]) + "\n"
    texts = {"list.csv": text, "absences.csv": absences, "kettles.csv": more}
    paths = []
    for name, one in texts.items():
        if one:
            (folder / name).write_text(one, encoding="utf-8")
            paths.append(folder / name)
    return paths


def with_(**values: str) -> Callable[[int, Row], Row]:
    return lambda _number, row: {**row, **{name.replace("_", " "): value for name, value in values.items()}}


def no_start(_number: int, row: Row) -> Row:
    return {name: "" if name in ("Start Date", "Contract Type", "Job Title") else value for name, value in row.items()}


def half_unpaid(number: int, row: Row) -> Row:
    return {**row, "Annual Salary": "" if number % 2 else row["Annual Salary"]}


CASES = {
    "contracts all ended": (with_(End_Date="31/08/2024"), {}, r"Nobody has a contract"),
    "nobody has a contract": (no_start, {}, r"Nobody has a contract"),
    "half without pay": (half_unpaid, {}, r"12 of 24 open contracts have no pay\."),
    "no absences": (with_(), {"absences": ""}, r"There are no absences, though 24 people have an open contract\."),
    "a file that gave nothing": (with_(), {"more": KETTLES}, r"kettles\.csv gave nothing: no column of it is used\."),
}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


ASKED = ("--collection", "2026", "--lea", "999", "--estab", "2001")
READY = re.compile(r"(?<!not )\b(valid|ready)\b", re.IGNORECASE)


def made(folder: Path, name: str) -> tuple[list[Path], str]:
    change, files, said = CASES[name]
    return write(folder, [change(number, row) for number, row in enumerate(rows())], **files), said


@pytest.mark.parametrize("name", CASES)
def test_the_command_says_it_first(tmp_path: Path, name: str) -> None:
    paths, said = made(tmp_path, name)
    report = tmp_path / "report"
    result = run("convert", *map(str, paths), *ASKED, "-o", str(tmp_path / "out"), "--report", str(report))
    text = " ".join(result.output.split())
    assert re.search(rf"Written: \S+ This cannot be right yet: {said}", text), text[:600]
    assert not READY.search(text)
    for page in ("summary.html", "findings.html"):
        inside = (report / page).read_text(encoding="utf-8")
        assert re.search(rf"This cannot be right yet: {said}", inside), page
        assert "Ready" not in inside
    told = json.loads(run("convert", *map(str, paths), *ASKED, "-o", str(tmp_path / "json"), "--json").output)
    assert re.search(said, told[0]["cannot_be_right"][0]["found"])


@pytest.mark.parametrize("name", CASES)
def test_check_and_the_head_page_say_it_first(tmp_path: Path, name: str) -> None:
    paths, said = made(tmp_path, name)
    result = run("check", *map(str, paths), *ASKED)
    text = " ".join(result.output.split())
    assert re.match(rf"This cannot be right yet: {said}", text), text[:600]
    assert not READY.search(text)
    (first, *_) = json.loads(run("check", *map(str, paths), *ASKED, "--json").output)
    assert first["rule"] == "cannot be right"
    assert re.search(said, first["message"])
    page = tmp_path / "head.html"
    assert run("head", *map(str, paths), *ASKED, "-o", str(page)).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert re.search(rf"This cannot be right yet: {said}", text), text[text.index("<body>") :][:700]


@pytest.mark.parametrize("name", CASES)
def test_the_window_says_it(qtbot: QtBot, session: Session, tmp_path: Path, name: str) -> None:
    paths, said = made(tmp_path, name)
    session.open(tmp_path / "a.swfreturn")
    session.decisions.change_settings("School", year="2026", lea="999", estab="2001")
    session.files.add(paths)
    wait_until_ready(qtbot, session)
    assert session.doubtful
    assert any(re.search(said, one.text) for one in obstacles(session))
    assert status(session)[1].startswith("Not ready")
    session.findings = []
    session.built.questions = []  # type: ignore[union-attr]
    assert status(session) == ("error", "Not ready: this cannot be right yet")


def test_a_whole_school_is_not_doubted(tmp_path: Path) -> None:
    result = run("check", *map(str, write(tmp_path, rows())), *ASKED)
    assert "cannot be right" not in result.output


def test_far_below_last_year(tmp_path: Path) -> None:
    (tmp_path / "last").mkdir()
    last = run(
        "convert", *map(str, write_sample(tmp_path / "last")), "--collection", "2013", "-o", str(tmp_path / "was")
    )
    assert last.exit_code in (0, 1)
    (message,) = (tmp_path / "was").glob("*.xml")
    few = [{**row, "Start Date": "01/09/2010"} for row in rows()[:8]]
    result = run(
        *("convert", *map(str, write(tmp_path, few)), "--collection", "2013", "--lea", "999", "--estab", "2999"),
        *("--last-year", str(message), "-o", str(tmp_path / "out")),
    )
    text = " ".join(result.output.split())
    assert re.search(r"This cannot be right yet: There are \d+ contracts; last year's return has \d+\.", text), text[
        :500
    ]
    assert re.search(r"There (are no|is 1|are 1) absences?; last year's return has", text)
    assert not READY.search(text)
