"""Places that are named on the command line are looked at first; doubts about pay are told with the return."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ui.cli.main import app

LIST = (
    "Payroll No,Surname,Forename,Post,Scale,Spine Point,Annual Salary,Hours per Week,Full-time Hours,Weeks per Year\n"
    "000001,Smith,Jane,TCH,Main,M6+TLR2a,31868.00,32.5,32.5,52\n"
)
SCHOOL = ["--lea", "999", "--estab", "2999", "--now", "2013-11-11T09:30:00"]


@pytest.fixture
def staff(tmp_path: Path) -> Path:
    path = tmp_path / "staff.csv"
    path.write_text(LIST)
    return path


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["-o", "{staff}"], "-o needs a folder"),
        (["--report", "{staff}"], "--report needs a folder"),
        (["--recipe", "{folder}/none/r.toml"], "for the recipe"),
        (["--official", "{folder}/none"], "There is no folder"),
    ],
)
def test_a_place_that_cannot_be_used_stops_the_command_before_anything_is_written(
    staff: Path, tmp_path: Path, options: list[str], said: str
) -> None:
    out = tmp_path / "out"
    named = [option.format(staff=staff, folder=tmp_path) for option in options]
    result = CliRunner().invoke(app, ["convert", str(staff), "-o", str(out), *SCHOOL, *named])
    assert result.exit_code == 2
    assert said in result.output
    assert not out.exists()


def test_doubts_about_pay_are_told_with_the_return(staff: Path, tmp_path: Path) -> None:
    arguments = ["convert", str(staff), "-o", str(tmp_path / "out"), *SCHOOL]
    told = CliRunner().invoke(app, arguments).output
    assert "Not certain about pay:" in told
    assert "TLR2A stands beside the point" in told
    (one,) = json.loads(CliRunner().invoke(app, [*arguments, "--json"]).stdout)
    assert [(entry["people"], "TLR2A" in entry["doubt"]) for entry in one["pay_doubts"]] == [
        (["SMITH, Jane (000001)"], True)
    ]
