"""What data holds never works the terminal it is shown on."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from rich.text import Text
from typer.testing import CliRunner

from ui.cli.console import complain, console, print_table, without_controls
from ui.cli.main import app

BAD = "Ann\x1b[31m\x1b]0;title\x07\x9b2J\x00\r\u202eTait"
CONTROLS = ["\x1b", "\x07", "\x9b", "\x00", "\r", "\u202e"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("terminal", [True, False])
def test_no_way_of_printing_lets_a_control_character_through(monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    screen = Terminal() if terminal else io.StringIO()
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(sys, "stderr", screen)
    console().print(BAD)
    console(err=True).print(Text(BAD))
    complain(BAD, BAD, BAD)
    print_table((BAD, "b"), [(BAD, "c")], title=BAD)
    said = screen.getvalue()
    assert said.count("Tait") >= 7
    assert not [one for one in CONTROLS if one in said]


def test_letters_of_every_script_stay() -> None:
    text = "Łukasz O\u2019Brien-Øyelowo 李 عمر\tx\n"
    assert without_controls(text) == text


def test_a_command_over_such_data(tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text(
        f'Surname,Forename,Gender\n"{BAD.replace(chr(13), "")}",Ann,Q\n', encoding="utf-8"
    )
    words = ["check", str(tmp_path / "staff.csv"), "--lea", "999", "--estab", "2999"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code in (0, 1, 2)
    assert not [one for one in CONTROLS if one in result.output]
