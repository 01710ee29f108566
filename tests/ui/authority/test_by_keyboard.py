"""An authority's autumn by keyboard alone: keys go to whatever has the focus, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from converters.authority.folder import read_authority
from converters.authority.result import Found, read_result, write_result
from converters.authority.standing import by_rule
from swf_desktop.collection import Collection
from swf_desktop.workspace.workspace import Workspace
from tests.converters.authority.made import authority_in, run
from ui.authority.overview import Overview
from ui.authority.rules_page import ANYTHING
from ui.settings import Settings
from ui.widgets import dialogs
from ui.window.main_window import MainWindow

LONG = 120_000
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # said by Qt without a screen


class Keys:
    """Presses keys, as somebody does who has no mouse."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, times: int = 1) -> None:
        for _ in range(times):
            QApplication.processEvents()
            target = QApplication.activePopupWidget() or QApplication.focusWidget() or QApplication.activeWindow()
            assert target is not None
            self.qtbot.keyClick(target, key, held)
        # A button that is reached by its letter is drawn pressed for a moment before it acts.
        self.qtbot.wait(150)

    def type(self, text: str) -> None:
        for letter in text:
            target = QApplication.activePopupWidget() or QApplication.focusWidget()
            assert target is not None
            self.qtbot.keyClicks(target, letter)

    def until_on(self, widget: QWidget, *, back: bool = False) -> None:
        """Press Tab until a control has the focus: it can be reached so."""
        for _ in range(60):
            if QApplication.focusWidget() is widget:
                return
            self.press_tab(back)
        raise AssertionError(f"{widget.accessibleName()!r} is not reached by Tab")

    def press_tab(self, back: bool) -> None:
        target = QApplication.focusWidget() or QApplication.activeWindow()
        assert target is not None
        self.qtbot.keyClick(target, Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab)


@pytest.fixture
def keys(qtbot: QtBot) -> Keys:
    return Keys(qtbot)


@pytest.fixture
def main(qtbot: QtBot, settings: Settings) -> Iterator[MainWindow]:
    made = MainWindow(settings)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()


def waited(qtbot: QtBot, schools: Overview, keys: Keys, key: Qt.Key, held: Qt.KeyboardModifier) -> str:
    with qtbot.waitSignal(schools.running.ended, timeout=LONG):
        keys.press(key, held)
    return schools.bar.text


def test_from_the_schools_list_to_all_files_written_by_keys_alone(
    qtbot: QtBot, main: MainWindow, keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = authority_in(tmp_path, 3)
    (folder / "authority.toml").unlink()
    asked = iter([folder / "schools.xlsx", folder / "payroll.xlsx"])
    # The system's own boxes, which the keyboard works in too.
    monkeypatch.setattr(dialogs, "ask_open", lambda *_: next(asked))
    monkeypatch.setattr(dialogs, "ask_folder", lambda *_: folder)
    keys.press(Qt.Key.Key_S, CTRL | SHIFT)
    schools = main.schools
    qtbot.waitUntil(schools.isActiveWindow)
    keys.press(Qt.Key.Key_N, ALT)
    assert schools.model.rowCount() == 4
    none = Qt.KeyboardModifier.NoModifier
    said = waited(qtbot, schools, keys, Qt.Key.Key_F5, none)
    assert "Children's Services" in said
    # The one site that nobody knows is said once: its list, the school by a part of its name, and the button.
    keys.press(Qt.Key.Key_A, ALT)
    assert schools.tabs.currentIndex() == 1
    keys.until_on(schools.site_table)
    keys.press(Qt.Key.Key_Home, CTRL)
    keys.until_on(schools.site_school)
    keys.type("central")
    keys.press(Qt.Key.Key_Down)
    keys.press(Qt.Key.Key_Return)
    schools.activateWindow()
    QApplication.processEvents()
    assert schools.site_school.currentData() == "999 central"
    keys.press(Qt.Key.Key_I, ALT)
    assert "is said" in schools.bar.text
    said = waited(qtbot, schools, keys, Qt.Key.Key_F5, none)
    assert "done, 3 had not changed" in said
    assert len(list((folder / "returns").glob("*.xml"))) == 4
    assert "papers" in waited(qtbot, schools, keys, Qt.Key.Key_P, ALT)
    # Back in the list: sent, authorised, opened, and back to all schools.
    keys.press(Qt.Key.Key_S, ALT)
    assert schools.tabs.currentIndex() == 0
    keys.until_on(schools.table)
    keys.press(Qt.Key.Key_Home, CTRL)
    keys.press(Qt.Key.Key_M, ALT)
    keys.press(Qt.Key.Key_H, ALT)
    assert schools.model.rows[0].state.value == "authorised"
    keys.until_on(schools.table)
    keys.press(Qt.Key.Key_Down)
    keys.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: main.session.is_open and main.isActiveWindow(), timeout=LONG)
    qtbot.waitUntil(lambda: not main.session.busy and not main.session.builder.waiting, timeout=LONG)
    keys.press(Qt.Key.Key_8, ALT)
    assert main.page.name == "check"
    # From every step, also where the step has keys of its own.
    with qtbot.waitSignal(schools.running.ended, timeout=LONG):
        keys.press(Qt.Key.Key_S, CTRL | SHIFT)
    assert not main.session.is_open
    assert schools.isActiveWindow()
    assert len(list((folder / "returns").glob("*.xml"))) == 4


def test_no_key_means_two_things_at_any_step(main: MainWindow) -> None:
    main.make_the_rest()
    menus = {
        action.shortcut().toString()
        for menu in main._menus
        if menu is not main._step_menu
        for action in menu.actions()
        if not action.shortcut().isEmpty()
    }
    for step in main.steps:
        own = [one.shortcut().toString() for one in step.actions_for_menu() if not one.shortcut().isEmpty()]
        assert len(own) == len(set(own)), step.name
        assert not menus & set(own), step.name


def _letters(parts: list[QWidget]) -> list[str]:
    found = []
    for one in parts:
        text = one.text() if isinstance(one, QAbstractButton | QLabel) else ""
        letter = QKeySequence.mnemonic(text)
        if not letter.isEmpty() and (not isinstance(one, QLabel) or one.buddy() is not None):
            found.append(letter.toString())
    return found


def test_no_letter_names_two_controls_of_the_schools_window(qtbot: QtBot, main: MainWindow, tmp_path: Path) -> None:
    folder = authority_in(tmp_path, 3)
    run(folder)
    schools = main.schools
    schools.show()
    assert schools.load(folder)
    tabs: QTabWidget = schools.tabs
    of_tabs = [QKeySequence.mnemonic(tabs.tabText(at)).toString() for at in range(tabs.count())]
    for at in range(tabs.count()):
        page = tabs.widget(at)
        assert page is not None
        around = [one for one in schools.findChildren(QAbstractButton) if not tabs.isAncestorOf(one)]
        inside = [*page.findChildren(QAbstractButton), *page.findChildren(QLabel)]
        letters = [*of_tabs, *_letters([*around, *inside])]
        assert len(letters) == len(set(letters)), (tabs.tabText(at), letters)
    assert not [one for one in schools.findChildren(QAction) if one.shortcut().toString() in ("Alt+S", "Alt+A")]


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Three schools, at each of which one person has a teacher number that is none."""
    folder = authority_in(tmp_path, 3)
    outcome = run(folder)
    for school in outcome.authority.schools[:3]:
        with Workspace.open(outcome.authority.workspace(school)) as workspace:
            return_ = workspace.load_return(Collection.newest())
            assert return_ is not None
            workspace.edit(return_.staff[0].key, "staff.NINumber", "AB1", label="NI number")
    run(folder)
    return folder


def test_one_rule_is_fixed_at_all_schools_by_keys_alone(
    qtbot: QtBot, main: MainWindow, keys: Keys, broken: Path
) -> None:
    schools = main.schools
    schools.show()
    schools.activateWindow()
    assert schools.load(broken)
    keys.press(Qt.Key.Key_B, ALT)
    page = schools.rules
    at = next(row for row in range(page.rules.rowCount()) if len(page.rules.row_at(row).schools) == 3)
    rule = page.rules.row_at(at).rule
    keys.until_on(page.table)
    keys.press(Qt.Key.Key_Home, CTRL)
    keys.press(Qt.Key.Key_Down, times=at)
    assert page.table.current().rule == rule
    # What is no value of the field is refused, and nothing is changed.
    keys.until_on(page.text)
    keys.type("not a number")
    keys.press(Qt.Key.Key_Return)
    assert "Nothing was changed" in schools.bar.text
    keys.press(Qt.Key.Key_A, CTRL)
    keys.type("zy 12 34 56 a")
    keys.press(Qt.Key.Key_Return)
    # Once more, with the numbers: only then is it done.
    assert "in 3 fields at 3 schools" in schools.bar.text
    assert page.fix.text() == "&Fix 3 fields at 3 schools now"
    with qtbot.waitSignal(schools.running.ended, timeout=LONG):
        keys.press(Qt.Key.Key_Return)
    assert "3 fields changed at 3 schools" in schools.bar.text
    left = [one for one in by_rule(read_authority(broken), schools.results) if one.rule == rule]
    assert not left, [(school.name, each.message, each.value) for one in left for school, each in one.found]
    for school in read_authority(broken).schools[:3]:
        with Workspace.open(read_authority(broken).workspace(school)) as workspace:
            undone = workspace.undo()
            assert undone is not None
            assert rule in undone.label
            assert {edit.text for edit in workspace.overlay()} == {"AB1"}


def test_what_is_asked_again_is_forgotten_where_something_else_is_typed(main: MainWindow, broken: Path) -> None:
    schools = main.schools
    assert schools.load(broken)
    page = schools.rules
    page.table.select_place(
        next(row for row in range(page.rules.rowCount()) if len(page.rules.row_at(row).schools) == 3)
    )
    page.text.setText("ZY123456A")
    page.fix.click()
    assert "at 3 schools now" in page.fix.text()
    page.text.setText("ZY123456B")
    assert "now" not in page.fix.text()
    assert page.holds.value() in (ANYTHING, "AB1")


def test_wording_is_agreed_once_and_confirmed_for_the_chosen_schools(
    qtbot: QtBot, main: MainWindow, tmp_path: Path
) -> None:
    folder = authority_in(tmp_path, 3)
    authority = run(folder).authority
    for school in authority.schools[:2]:
        result = read_result(authority.results, school.key)
        assert result is not None
        query = Found("4220", "query", "m", "a", "HALE, Mim (1)", "staff.NINumber", "", "r", suggested="Asked for.")
        write_result(authority.results, replace(result, findings=(query,)))
    schools = main.schools
    assert schools.load(folder)
    page = schools.rules
    assert page.rules.row_at(0).rule == "4220"
    assert page.words.text() == "Asked for."
    page.confirm.click()
    assert "Keep the wording first" in schools.bar.text
    page.words.setText("Checked with payroll.")
    page.agree.click()
    assert read_authority(folder).wording == {"4220": "Checked with payroll."}
    page.found_table.select_place(1)
    with qtbot.waitSignal(schools.running.ended, timeout=LONG):
        page.confirm.click()
    assert "1 note written at 1 school" in schools.bar.text
    for school, notes in zip(authority.schools[:2], ([], ["Checked with payroll."]), strict=True):
        with Workspace.open(authority.workspace(school)) as workspace:
            assert [note.text for note in workspace.notes()] == notes
