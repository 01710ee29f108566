"""What a lesson points at: every control there is stands on its step; outlines are sent away and brought back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from converters.practice.lesson import LessonError, built_in, controls, parse_lesson
from tests.ui.conftest import wait_until_ready
from ui.settings import Settings
from ui.window import guide
from ui.window.lesson_panel import OUTLINES, LessonPanel
from ui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # said by Qt without a screen


def begin(qtbot: QtBot, window: MainWindow, name: str) -> LessonPanel:
    window.opening.lesson(name)
    qtbot.waitUntil(lambda: window.session.is_open and window.guide is not None, timeout=60_000)
    wait_until_ready(qtbot, window.session)
    panel = window.lesson_dock.widget()
    assert isinstance(panel, LessonPanel)
    window.activateWindow()
    return panel


def words(window: MainWindow) -> list[str]:
    assert window.guide is not None
    window.guide.look()
    return [mark.words for mark in window.guide.outlines.marks]


def test_every_control_that_a_lesson_can_name_stands_on_its_step(qtbot: QtBot, window: MainWindow) -> None:
    begin(qtbot, window, "first-return")
    for step, name in controls():
        found = window.step(step).findChildren(QWidget, name)
        assert len(found) == 1, f"{step}/{name}: {len(found)} controls"


def test_every_step_of_every_lesson_points_at_something() -> None:
    for lesson in built_in().values():
        for step in lesson.steps:
            assert step.show, step.goal
            assert step.show[0].step == step.where


def test_the_way_and_then_the_control_are_outlined(qtbot: QtBot, window: MainWindow) -> None:
    panel = begin(qtbot, window, "first-return")
    window.go_to("start")
    assert words(window) == ["Go to “Your files”"]
    assert window.guide is not None
    rail = window.rail
    [mark] = window.guide.outlines.marks
    at = rail.viewport().mapFrom(window, mark.at.center())
    assert window._rail_model.row_at(rail.indexAt(at)) == "sources"
    panel.go.click()
    assert words(window) == ["Add the workbook here"]
    add = window.page.findChild(QWidget, "add files")
    assert add is not None
    [mark] = window.guide.outlines.marks
    assert mark.at.contains(add.mapTo(window, add.rect().center()))
    # The words stand in the window and beside the control, not upon it.
    label = window.guide.outlines.label_rect(mark)
    assert window.rect().contains(label)
    assert not label.intersects(add.rect().translated(add.mapTo(window, add.rect().topLeft())))
    # Nothing is taken from the mouse.
    assert window.childAt(mark.at.center()) is add


def test_outlines_are_sent_away_by_escape_for_good_and_brought_back_by_the_keyboard(
    qtbot: QtBot, window: MainWindow, settings: Settings
) -> None:
    panel = begin(qtbot, window, "first-return")
    panel.go.click()
    assert words(window)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert words(window) == []
    assert settings.get(OUTLINES) == "off"
    window.go_to("start")
    assert words(window) == []
    qtbot.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: words(window) == ["Go to “Your files”"])
    assert settings.get(OUTLINES) == ""
    # Without the panel nothing is outlined, and with the return it goes.
    window.lesson_dock.close()
    assert words(window) == []
    window.session.close()
    qtbot.waitUntil(lambda: words(window) == [])


def test_a_screen_reader_is_told_once_for_each_place(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(guide, "announce", lambda _widget, text: said.append(text))
    panel = begin(qtbot, window, "first-return")
    panel.go.click()
    words(window)
    words(window)
    assert said.count("Outlined: Add the workbook here. Escape sends the outlines away.") == 1


def test_what_is_behind_a_tab_is_outlined_by_its_tab(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    panel = begin(qtbot, window, "answering-queries")
    window.session.files.add(list((tmp_path / "lessons" / "answering-queries").glob("*.xlsx")))
    wait_until_ready(qtbot, window.session)
    panel.check.click()
    assert panel.current == 2
    window.go_to("check")
    assert words(window) == ["Choose the query", "Write the note"]
    assert window.guide is not None
    page = window.page
    bar = page.tabs.tabBar()  # type: ignore[attr-defined]
    at = bar.mapFrom(window, window.guide.outlines.marks[1].at.center())
    assert bar.tabAt(at) == page.tabs.indexOf(page.notes)  # type: ignore[attr-defined]


@pytest.mark.parametrize("at", ["sources/nothing", "kitchen/add files", "add files", "finish/add files"])
def test_a_control_that_is_not_there_is_refused_with_the_list(at: str) -> None:
    text = f"""
title = "One"
story = "A story."
[[step]]
goal = "a"
hint = "b"
show = {{ "{at}" = "Here" }}
check = {{ people = 12 }}
"""
    with pytest.raises(LessonError, match="sources/add files"):
        parse_lesson(text, "x.toml")
