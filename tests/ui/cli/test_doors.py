"""The way into the window: files named on the command line, and libraries that are missing."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

import pytest

from ui import app
from ui.cli import main


def test_files_alone_are_opened_in_the_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.swfreturn"
    path.touch()
    opened: list[list[str]] = []
    monkeypatch.setattr(app, "run", lambda files: opened.append(list(files)) or 0)
    monkeypatch.setattr(sys, "argv", ["swf-desktop", str(path)])
    assert main.main() == 0
    assert opened == [[str(path)]]


def test_a_command_stays_one_beside_a_file_of_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("check", "roll-forward"):
        Path(name).touch()
        assert not main.are_files([name])
    assert not main.are_files([])
    assert not main.are_files(["no such file"])
    assert main.are_files(["./check"])


def test_missing_libraries_are_named_as_packages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def load(name: str) -> None:
        if name == "libxcb-cursor.so.0":
            raise OSError(name)

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", load)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    assert app.missing_packages() == ["libxcb-cursor0"]
    assert app.run([]) == app.CANNOT_SHOW
    assert "sudo apt install libxcb-cursor0" in capsys.readouterr().err
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert app.missing_packages() == []
