"""The window of all schools by keyboard alone: from the list of schools to all files, and one return and back."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import perf_counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from converters.authority.folder import Authority
from converters.authority.result import Found, SchoolResult
from converters.authority.school_list import School
from swf_desktop.collection import Collection
from swf_desktop.workspace.workspace import Workspace
from tests.converters.authority.made import authority_in, run
from ui.authority.overview import Overview
from ui.settings import Settings
from ui.widgets import dialogs
from ui.window.main_window import MainWindow

LONG = 120_000


@pytest.fixture
def opened() -> list[Path]:
    return []


@pytest.fixture
def window(qtbot: QtBot, opened: list[Path]) -> Iterator[Overview]:
    def open_return(path: Path, _name: str) -> bool:
        opened.append(path)
        return True

    made = Overview(open_return, lambda _path: False)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


def ended(qtbot: QtBot, window: Overview, act: object) -> str:
    with qtbot.waitSignal(window.running.ended, timeout=LONG):
        act()  # type: ignore[operator]
    return window.bar.text


def press(
    qtbot: QtBot, widget: QWidget, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    qtbot.keyClick(widget, key, keys)


def test_from_the_list_of_schools_to_all_files_by_keyboard(
    window: Overview, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = authority_in(tmp_path, 3)
    (folder / "authority.toml").unlink()
    asked = iter([folder / "schools.xlsx", folder / "payroll.xlsx"])
    monkeypatch.setattr(dialogs, "ask_open", lambda *_: next(asked))
    monkeypatch.setattr(dialogs, "ask_folder", lambda *_: folder)
    press(qtbot, window.new, Qt.Key.Key_Space)
    assert window.model.rowCount() == 4
    assert {line.state.value for line in window.model.rows} == {"waiting for files"}
    said = ended(qtbot, window, lambda: press(qtbot, window.run, Qt.Key.Key_Space))
    assert "Children's Services" in said
    # The one site that nobody knows is said once.
    window.tabs.setCurrentIndex(1)
    assert window.sites.row_at(0) == ("Children's Services", "?")
    window.site_table.select_place(0)
    press(qtbot, window.give_site, Qt.Key.Key_Space)
    assert "Choose a school" in window.bar.text
    window.site_school.setCurrentIndex(window.site_school.findData("999 central"))
    press(qtbot, window.give_site, Qt.Key.Key_Space)
    assert "done, 3 had not changed" in ended(qtbot, window, lambda: press(qtbot, window, Qt.Key.Key_F5))
    assert [line.state.value for line in window.model.rows] == ["ready"] * 4
    assert len(list((folder / "returns").iterdir())) == 4
    said = ended(qtbot, window, lambda: press(qtbot, window.papers, Qt.Key.Key_Space))
    assert "papers" in said
    assert (folder / "papers" / "question sheets.zip").exists()
    window.tabs.setCurrentIndex(0)
    window.table.select_place(0)
    press(qtbot, window.authorised, Qt.Key.Key_Space)
    assert "Mark it as sent first" in window.bar.text
    press(qtbot, window.sent, Qt.Key.Key_Space)
    press(qtbot, window.authorised, Qt.Key.Key_Space)
    assert window.model.rows[0].state.value == "authorised"


def test_enter_opens_a_return_and_coming_back_takes_up_what_was_done(
    window: Overview, qtbot: QtBot, tmp_path: Path, opened: list[Path]
) -> None:
    folder = authority_in(tmp_path, 3)
    run(folder)
    assert window.load(folder)
    window.table.select_place(1)
    press(qtbot, window.table, Qt.Key.Key_Return)
    assert [path.name for path in opened] == ["9992002 Birch Hill School.swfreturn"]
    with Workspace.open(opened[0]) as workspace:
        return_ = workspace.load_return(Collection.newest())
        assert return_ is not None
        workspace.edit(return_.staff[0].key, "staff.NINumber", "AB1", label="NI number")
    before = window.model.rows[1]
    ended(qtbot, window, window.came_back)
    after = window.model.rows[1]
    assert (before.errors, after.errors > 0 or after.queries > 0) == (0, True)
    assert window.table.current().school.key == "9992002"
    # The rule is one list with people, and Enter opens the school's return from there.
    window.tabs.setCurrentIndex(2)
    window.rules.table.select_place(0)
    assert window.rules.found.rowCount() >= 1
    press(qtbot, window.rules.found_table, Qt.Key.Key_Home)
    press(qtbot, window.rules.found_table, Qt.Key.Key_Return)
    assert len(opened) == 2


def test_it_can_be_stopped_and_what_is_done_is_kept(window: Overview, qtbot: QtBot, tmp_path: Path) -> None:
    folder = authority_in(tmp_path)
    assert window.load(folder)
    window.running.step.connect(lambda *_: window.running.stop())
    with qtbot.waitSignal(window.running.ended, timeout=LONG):
        window.running.run(folder)
    assert "Stopped" in window.bar.text
    count = len(list((folder / "returns").iterdir()))
    assert 0 < count < 13


def test_what_cannot_be_read_is_told(window: Overview, qtbot: QtBot, tmp_path: Path) -> None:
    assert not window.load(tmp_path)
    assert "authority.toml" in window.bar.text
    folder = authority_in(tmp_path, 3)
    assert window.load(folder)
    (folder / "payroll.xlsx").write_bytes(b"%PDF-1.4")
    assert "payroll.xlsx" in ended(qtbot, window, window.run_all)


def many(folder: Path, count: int) -> tuple[Authority, dict[str, SchoolResult]]:
    """Return an authority of many schools and their results, of every state."""
    schools, results = [], {}
    for number in range(count):
        school = School("999", f"{2001 + number}", f"School {number:03d}", contact=f"office{number}@example.org")
        state = number % 6
        result = SchoolResult(
            school.key,
            "f",
            datetime(2026, 11, 28, 9, number % 60).isoformat(),
            file="x.xml",
            sha256="a" * 64,
            people=75,
        )
        if state == 0:
            result = replace(result, waiting=True, file="")
        elif state == 1:
            found = Found("4490", "error", "Ethnicity is missing.", "Fill it in.", "HALE, Miriam (000123)")
            result = replace(result, counts={"error": 1}, findings=(found,))
        elif state == 2:
            school = replace(school, sent=("a" * 64, "2026-11-27"), authorised="2026-11-28")
        elif state == 3:
            school = replace(school, sent=("a" * 64, "2026-11-27"))
        schools.append(school)
        results[school.key] = result
    return Authority(folder, "County", "999", 2026, schools=tuple(schools)), results


def test_five_hundred_schools_are_sorted_filtered_and_scrolled_at_once(window: Overview, tmp_path: Path) -> None:
    window.authority, window.results = many(tmp_path, 500)
    window._show()
    window.resize(1366, 768)
    QAbstractItemModelTester(window.model)
    start = perf_counter()
    for column in range(window.model.columnCount()):
        window.table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
    sorting = (perf_counter() - start) / window.model.columnCount()
    window.search.setText("school 49")
    assert window.model.rowCount() == 10
    window.search.clear()
    window.state.setCurrentIndex(window.state.findData("errors"))
    assert {line.state.value for line in (window.model.row_at(n) for n in range(window.model.rowCount()))} == {"errors"}
    window.state.setCurrentIndex(0)
    slowest = 0.0
    for value in range(0, window.table.verticalScrollBar().maximum(), 7):
        start = perf_counter()
        window.table.verticalScrollBar().setValue(value)
        QApplication.processEvents()
        slowest = max(slowest, perf_counter() - start)
    # A quarter of a second is no measure of speed, only that nothing grows with the number of schools.
    assert sorting < 0.25
    assert slowest < 0.25
    window.tabs.setCurrentIndex(2)
    assert window.rules.rules.row_at(0).words == "4490 at 84 schools"


def test_everything_has_a_name_for_a_screen_reader_and_takes_the_keyboard(window: Overview, tmp_path: Path) -> None:
    window.authority, window.results = many(tmp_path, 12)
    window._show()
    for kind in (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit):
        for widget in window.findChildren(kind):
            if not widget.isVisibleTo(window) or re.match(r"qt_|.*Corner", widget.objectName()):
                continue
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                assert widget.accessibleName(), widget


def test_start_has_a_link_and_the_window_goes_there_and_back(qtbot: QtBot, settings: Settings, tmp_path: Path) -> None:
    folder = authority_in(tmp_path, 3)
    run(folder)
    main = MainWindow(settings)
    qtbot.addWidget(main)
    main.show()
    main.make_the_rest()
    link = next(one for one in main.findChildren(QAbstractButton) if one.text().startswith("&Many schools"))
    press(qtbot, link, Qt.Key.Key_Space)
    schools = main.schools
    assert schools.isVisible()
    assert schools.load(folder)
    schools.table.select_place(0)
    press(qtbot, schools.table, Qt.Key.Key_Return)
    assert main.session.path == folder / "9992001 Ash Hill School.swfreturn"
    assert schools.model.columns[-1].text(schools.model.rows[0]) == "open in the other window"
    qtbot.waitUntil(lambda: not main.session.worker.busy, timeout=LONG)
    with qtbot.waitSignal(schools.running.ended, timeout=LONG):
        main.show_schools()
    assert not main.session.is_open
    # To have been looked at changes nothing.
    assert "0 schools done, 1 had not changed" in schools.bar.text
    main.close()
    assert not schools.isVisible()
