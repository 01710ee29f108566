"""A lesson is taken in the window by doing what its steps say; each check turns true only when it was done."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.conftest import wait_until_ready
from tests.ui.step_pages import SIZE_HINTS, nameless
from ui.widgets import dialogs
from ui.window.lesson_panel import PRACTISED, LessonPanel
from ui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore(SIZE_HINTS)


def begin(qtbot: QtBot, window: MainWindow, name: str) -> LessonPanel:
    window.opening.lesson(name)
    qtbot.waitUntil(lambda: window.session.is_open and "lesson_dock" in window.__dict__, timeout=60_000)
    wait_until_ready(qtbot, window.session)
    panel = window.lesson_dock.widget()
    assert isinstance(panel, LessonPanel)
    return panel


def test_the_first_return_from_start_to_end(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = begin(qtbot, window, "first-return")
    assert window.lesson_dock.isVisible()
    assert window.practice.isVisible()
    assert nameless(panel) == []
    assert panel.lesson is not None
    assert panel.bar.maximum() == len(panel.lesson.steps)
    # Nothing is done yet, and the check says so.
    panel.check.click()
    assert panel.done == set()
    assert "Not done yet" in panel.result.text()
    # Step 1: the workbook is added where the hint says.
    assert panel.current == 1
    panel.go.click()
    assert window.page.name == "sources"
    book = next((tmp_path / "lessons" / "first-return").glob("*.xlsx"))
    monkeypatch.setattr(dialogs, "ask_files", lambda *_: [book])
    qtbot.keyClick(window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    wait_until_ready(qtbot, window.session)
    panel.check.click()
    assert panel.done == {1}
    assert panel.current == 2
    assert "done" in panel.result.text()
    # Step 2: not before the file is written.
    panel.check.click()
    assert panel.done == {1}
    panel.go.click()
    assert window.page.name == "finish"
    window.page.set_up_focus()
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(list(book.parent.glob("PRACTICE_*.xml"))), timeout=60_000)
    wait_until_ready(qtbot, window.session)
    panel.check.click()
    assert panel.done == {1, 2}
    assert "whole lesson" in panel.result.text()
    assert panel.bar.value() == 2
    panel.page.click()
    assert "PRACTICE" in (book.parent / PRACTISED).read_text(encoding="utf-8")


def test_progress_is_kept_and_the_lesson_can_begin_again(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    panel = begin(qtbot, window, "first-return")
    folder = tmp_path / "lessons" / "first-return"
    window.session.files.add([next(folder.glob("*.xlsx"))])
    wait_until_ready(qtbot, window.session)
    panel.check.click()
    assert panel.done == {1}
    path = window.session.path
    assert path is not None
    window.session.close()
    qtbot.waitUntil(lambda: not window.lesson_dock.isVisible())
    window.opening.lesson("first-return")
    qtbot.waitUntil(lambda: panel.done == {1} and window.lesson_dock.isVisible())
    assert panel.current == 2
    wait_until_ready(qtbot, window.session)
    panel.again.click()
    qtbot.waitUntil(lambda: window.session.path == path and not window.session.files.views, timeout=60_000)
    qtbot.waitUntil(lambda: panel.done == set())
    wait_until_ready(qtbot, window.session)


def test_a_real_return_shows_no_lesson(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.session.open(tmp_path / "a.swfreturn")
    wait_until_ready(qtbot, window.session)
    assert "lesson_dock" not in window.__dict__
