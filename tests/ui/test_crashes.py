"""A mistake of the program: told, and kept without data."""

import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from ui import crashes


def test_a_mistake_of_the_program_is_told_and_kept_without_data(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boxes: list[str] = []
    monkeypatch.setattr(crashes, "folder", lambda: tmp_path)
    monkeypatch.setattr(QMessageBox, "exec", lambda box: boxes.append(box.text()))
    try:
        raise LookupError("SMITH, Jane AB123456C")
    except LookupError as error:
        crashes._unexpected(type(error), error, error.__traceback__)
    assert "Your work is safe" in boxes[0]
    kept = (tmp_path / crashes.LOG).read_text(encoding="utf-8")
    assert "LookupError" in kept
    assert Path(__file__).name in kept
    assert "SMITH" not in kept + crashes.report_text()
    assert "AB123456C" not in kept + crashes.report_text()


def test_ctrl_c_is_no_mistake_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "__excepthook__", lambda kind, *_: seen.append(kind))
    crashes._unexpected(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert seen == [KeyboardInterrupt]
