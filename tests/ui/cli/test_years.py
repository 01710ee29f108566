"""The commands on census years, as people use them."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

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
