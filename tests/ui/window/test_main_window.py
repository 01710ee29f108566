"""The window as people use it: by keyboard, with names for screen readers, from an empty start to the message."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDockWidget,
    QLineEdit,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from converters.pipeline import build, read_all, write_return
from converters.request import Request
from tests.ui.conftest import wait_until_ready
from ui.session.events import TITLES
from ui.settings import Settings
from ui.widgets import dialogs
from ui.widgets.text_size import scale_text
from ui.window.main_window import MainWindow


@pytest.fixture
def window(qtbot: QtBot, settings: Settings) -> Iterator[MainWindow]:
    made = MainWindow(settings)
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    scale_text(made, 100)
    made.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def open_window(qtbot: QtBot, window: MainWindow, sample: list[Path], tmp_path: Path) -> MainWindow:
    window.session.open(tmp_path / "Harbour Lane.swfreturn")
    window.session.files.add(sample)
    wait_until_ready(qtbot, window.session)
    return window


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    """Press a key as the user would: wherever the focus is."""
    held = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        held |= modifier
    qtbot.keyClick(window.focusWidget() or window, key, held)
    QApplication.processEvents()


CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def test_the_whole_way_by_keyboard_alone(
    qtbot: QtBot, window: MainWindow, sample: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "work" / "Harbour Lane.swfreturn"
    target.parent.mkdir()
    monkeypatch.setattr(dialogs, "ask_new_return", lambda *_: target)
    monkeypatch.setattr(dialogs, "ask_files", lambda *_: sample)
    press(qtbot, window, Qt.Key.Key_N, CTRL)
    assert window.session.path == target
    press(qtbot, window, Qt.Key.Key_I, CTRL)
    wait_until_ready(qtbot, window.session)
    assert window.page.name == "sources"
    for number in range(1, len(window.steps) + 1):
        press(qtbot, window, Qt.Key(Qt.Key.Key_0 + number % 10), ALT)
        assert window.page is window.steps[number - 1]
        assert window.focusWidget() is not None
    press(qtbot, window, Qt.Key.Key_9, ALT)
    assert window.page.name == "finish"
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    written = target.parent / "9992999_SWF_999LL13_001.xml"
    qtbot.waitUntil(written.exists, timeout=30_000)
    qtbot.waitUntil(lambda: not window.session.worker.busy, timeout=30_000)
    stamp = re.search(r"<DateTime>(.*?)</DateTime>", written.read_text(encoding="utf-8"))
    assert stamp is not None
    one = build(read_all(sample), Request(year=2013)).returns[0]
    write_return(one, tmp_path / "command.xml", serial="001", now=datetime.fromisoformat(stamp[1]))
    assert written.read_bytes() == (tmp_path / "command.xml").read_bytes()


def test_every_step_opens_with_nothing_in_it(qtbot: QtBot, window: MainWindow) -> None:
    for step in window.steps:
        window.go_to(step.name)
        QApplication.processEvents()
        assert window.page is step
        step.left()
        step.set_up_focus()


class _Strays(QObject):
    """Widgets that were shown as windows of their own, if only for a moment: they take the focus from the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.window = window
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if (
            event.type() == QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.isWindow()
            and watched is not self.window
        ):
            self.seen.append(type(watched).__name__)
        return False


def test_no_part_of_a_page_shows_as_a_window_of_its_own(qtbot: QtBot, open_window: MainWindow) -> None:
    strays = _Strays(open_window)
    QApplication.instance().installEventFilter(strays)  # type: ignore[union-attr]
    try:
        for step in open_window.steps:
            open_window.go_to(step.name)
            QApplication.processEvents()
        open_window.session.edits.edit(open_window.session.people[0], "GenderCurrent", "9")
        open_window.session.changes.undo()
        wait_until_ready(qtbot, open_window.session)
    finally:
        QApplication.instance().removeEventFilter(strays)  # type: ignore[union-attr]
    assert strays.seen == []


def test_the_steps_stand_in_their_order(window: MainWindow) -> None:
    assert {step.name: step.title for step in window.steps} == TITLES
    assert [step.name for step in window.steps] == list(TITLES)
    for step in window.steps:
        assert step.says
        assert step.help_page.startswith("steps/")


def unnamed(top: QWidget) -> list[str]:
    """Controls that a screen reader could not name."""
    found = []
    for widget in top.findChildren(QWidget):
        if isinstance(widget, QAbstractButton):
            named = bool(widget.accessibleName() or widget.text())
        elif isinstance(widget, QLineEdit | QComboBox | QTextEdit | QAbstractItemView):
            named = bool(widget.accessibleName())
        else:
            continue
        inside = widget.parent()
        # What Qt itself puts inside its own widgets is named by them.
        own = type(inside).__name__ in ("QTabBar", "QHeaderView", "QMenuBar", "QToolBar", "QComboBoxPrivateContainer")
        corner = type(widget).__name__ in ("QTableCornerButton", "QHeaderView") or widget.objectName().startswith("qt_")
        if not named and not own and not corner and not isinstance(inside, QComboBox | QAbstractItemView):
            found.append(f"{type(widget).__name__} {widget.objectName()} in {type(inside).__name__}")
    return found


def test_every_control_has_a_name(qtbot: QtBot, open_window: MainWindow) -> None:
    for step in open_window.steps:
        open_window.go_to(step.name)
        QApplication.processEvents()
    assert unnamed(open_window) == []


def test_the_models_keep_qt_s_rules(qtbot: QtBot, open_window: MainWindow) -> None:
    window = open_window
    names = {step.name: step for step in window.steps}
    sources, counts, finish = names["sources"], names["headcounts"], names["finish"]
    models = [
        window.findings.model,
        window.history.model,
        sources.model,  # type: ignore[attr-defined]
        sources.preview_model,  # type: ignore[attr-defined]
        sources.repairs,  # type: ignore[attr-defined]
        sources.cells,  # type: ignore[attr-defined]
        counts.vacancies,  # type: ignore[attr-defined]
        finish.obstacles,  # type: ignore[attr-defined]
        finish.exports,  # type: ignore[attr-defined]
        names["start"].recent_model,  # type: ignore[attr-defined]
    ]
    testers = [QAbstractItemModelTester(model) for model in models]
    for step in window.steps:
        window.go_to(step.name)
        QApplication.processEvents()
    window.findings.search.setText("begum")
    window.findings.model.sort(1, Qt.SortOrder.DescendingOrder)
    window.findings.search.clear()
    person = window.session.people[2]
    window.session.edits.edit(person, "GenderCurrent", "8")
    window.session.changes.undo()
    wait_until_ready(qtbot, window.session)
    for tester in testers:
        tester.deleteLater()


def test_a_finding_leads_to_its_field(qtbot: QtBot, open_window: MainWindow) -> None:
    window = open_window
    shown: list[tuple[str, str]] = []
    window.session.asked_to_show.connect(lambda key, tag: shown.append((key, tag)))
    press(qtbot, window, Qt.Key.Key_F6)
    place = window.findings.model.place_of(lambda one: one.record is not None and one.field is not None)
    window.findings.table.select_place(place)
    press(qtbot, window, Qt.Key.Key_Return)
    finding = window.findings.model.row_at(place)
    assert finding.record is not None
    assert shown == [(finding.record.key, (finding.field or "").partition(".")[2])]


def test_undo_by_keyboard_names_the_change(qtbot: QtBot, open_window: MainWindow) -> None:
    window = open_window
    person = window.session.people[0]
    before = person.values.get("GenderCurrent")
    window.session.edits.edit(person, "GenderCurrent", "9")
    QApplication.processEvents()
    assert window.undo.text() == "&Undo: Gender of 1 person"
    press(qtbot, window, Qt.Key.Key_Z, CTRL)
    assert person.values.get("GenderCurrent") == before
    assert window.bar.text == "Undone: Gender of 1 person"
    assert window.history.model.row_at(0).undone


def drop(window: MainWindow, paths: list[Path]) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(QPoint(20, 20)),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    QApplication.processEvents()


def test_files_can_be_dropped_anywhere(
    qtbot: QtBot, window: MainWindow, sample: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def choose(_parent: object, suggestion: Path) -> Path:
        asked.append(suggestion)
        return tmp_path / "new.swfreturn"

    monkeypatch.setattr(dialogs, "ask_new_return", choose)
    drop(window, sample)
    qtbot.waitUntil(lambda: window.session.is_open, timeout=5_000)
    wait_until_ready(qtbot, window.session)
    assert asked[0].parent == sample[0].parent
    assert len(window.session.people) > 40
    window.session.close()
    drop(window, [tmp_path / "new.swfreturn"])
    qtbot.waitUntil(lambda: window.session.is_open, timeout=5_000)


def test_a_return_that_is_open_elsewhere_is_refused_in_place(
    qtbot: QtBot, window: MainWindow, open_window: MainWindow, settings: Settings
) -> None:
    other = MainWindow(settings)
    path = open_window.session.path
    assert path is not None
    assert not other.opening.open_path(path)
    assert "open in another window" in other.bar.text
    other.close()
    other.deleteLater()


def test_a_file_that_cannot_be_read_says_what_to_do(qtbot: QtBot, open_window: MainWindow, tmp_path: Path) -> None:
    window = open_window
    people = len(window.session.people)
    bad = tmp_path / "notes.pdf"
    bad.write_bytes(b"%PDF-1.4 nothing for us")
    window.session.files.add([bad])
    wait_until_ready(qtbot, window.session)
    assert "notes.pdf" in window.bar.text
    window.go_to("sources")
    assert not window.bar.text, "a message about another page is stale"
    assert list(window.session.files.unread) == [str(bad)]
    assert window.page.left() == 1
    assert len(window.session.people) == people


def test_hidden_names_are_nowhere_on_show(qtbot: QtBot, open_window: MainWindow) -> None:
    window = open_window
    press(qtbot, window, Qt.Key.Key_H, CTRL)
    model = window.findings.model
    shown = " ".join(
        str(model.data(model.index(place, column)))
        for place in range(model.rowCount())
        for column in range(model.columnCount() - 1)
    )
    for person in window.session.people:
        assert person.raw("PersonFamilyName").upper() not in shown.upper().split()
    assert "Person " in shown


def test_text_can_be_twice_as_large(qtbot: QtBot, open_window: MainWindow) -> None:
    window = open_window
    window.counts.click()
    before = window.findings.table.verticalHeader().defaultSectionSize()
    rail = window.rail.width()
    for _ in range(5):
        press(qtbot, window, Qt.Key.Key_Plus, CTRL)
    assert window.settings.get("text size") == "200"
    assert window.findings.table.verticalHeader().defaultSectionSize() > 1.5 * before
    assert window.rail.width() > 1.5 * rail
    press(qtbot, window, Qt.Key.Key_0, CTRL)
    assert window.rail.width() == rail


def test_help_on_the_step_and_on_the_rule(qtbot: QtBot, open_window: MainWindow) -> None:
    window = open_window
    press(qtbot, window, Qt.Key.Key_2, ALT)
    press(qtbot, window, Qt.Key.Key_F1)
    assert "Your files" in window.help.text.toPlainText()
    place = window.findings.model.place_of(lambda one: one.rule == "4430")
    window.findings.table.select_place(place)
    press(qtbot, window, Qt.Key.Key_F1, SHIFT)
    assert "4430" in window.help.text.toPlainText()
    press(qtbot, window, Qt.Key.Key_F1, CTRL)
    assert "Ctrl+Z" in window.help.text.toPlainText()
    window.help.search.setText("zzqqx")
    assert "Nothing was found" in window.help.text.toPlainText()


def test_licences_of_everything_are_in_the_help(qtbot: QtBot, window: MainWindow) -> None:
    window._about()
    window.help._follow(QUrl("licence:"))
    listed = window.help.text.toPlainText()
    assert "PySide6_Essentials" in listed
    assert "lxml" in listed
    link = re.search(r'href="(licence:\d+)"[^>]*>(?:<[^>]*>)*lxml<', window.help.text.toHtml())
    assert link is not None
    window.help._follow(QUrl(link[1]))
    assert "lxml is copyright Infrae" in window.help.text.toPlainText()
    window.help._follow(QUrl("licence:9999"))
    assert "What this program is made of" in window.help.text.toPlainText()


def test_the_layout_is_remembered(qtbot: QtBot, settings: Settings) -> None:
    first = MainWindow(settings)
    first.show()
    first.history_dock.show()
    first.close()
    first.deleteLater()
    second = MainWindow(Settings(settings.path))
    second.show()
    assert second.history_dock.isVisible()
    second.close()
    second.deleteLater()


def test_after_a_crash_it_opens_where_it_stood(qtbot: QtBot, settings: Settings, tmp_path: Path) -> None:
    first = MainWindow(settings)
    first.session.open(tmp_path / "a.swfreturn")
    QApplication.processEvents()
    first.go_to("headcounts")
    before = Settings(settings.path)
    assert (before.get("open"), before.get("step")) == (str(tmp_path / "a.swfreturn"), "headcounts")
    # The process is gone, and with it the lock.
    first.session.shut_down()
    second = MainWindow(Settings(settings.path))
    second.open_again(Path(before.get("open")), before.get("step"))
    assert second.page.name == "headcounts"
    assert second.session.is_open
    assert "Nothing was lost" in second.bar.text
    second.close()
    assert Settings(settings.path).get("open") == ""
    for window in (first, second):
        window.deleteLater()


def test_only_qt_and_the_standard_library_are_loaded_before_the_window_shows(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from ui.app import make_application
from ui.window.main_window import MainWindow
from ui.settings import Settings
app = make_application([])
window = MainWindow(Settings(Path({str(tmp_path / "none.json")!r})))
window.show()
app.processEvents()
ours = ("ui", "swf_desktop", "resources", "PySide6", "shiboken6", "shibokensupport", "signature_bootstrap")
tops = {{name.partition(".")[0] for name in sys.modules}}
print(sorted(top for top in tops if top not in sys.stdlib_module_names and top not in ours and top[0] != "_"))
window.close()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_the_first_window_does_not_show_is_not_loaded_for_it(tmp_path: Path) -> None:
    # Settings that need not be written: writing loads hashlib.
    (tmp_path / "settings.json").write_text('{"step": "start", "open": ""}', encoding="utf-8")
    late = ("hashlib", "html", "importlib.resources", "swf_desktop.record", "ui.widgets.boxes", "ui.window.passwords")
    code = f"""
import sys
from pathlib import Path
import PySide6.QtWidgets
before = set(sys.modules)
from ui.app import make_application
from ui.window.main_window import MainWindow
from ui.settings import Settings
app = make_application([])
window = MainWindow(Settings(Path({str(tmp_path / "settings.json")!r})))
window.show()
app.processEvents()
print(sorted(name for name in {late!r} if name in sys.modules and name not in before))
window.close()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_docks_are_made_after_the_first_window_where_none_was_open(qtbot: QtBot, settings: Settings) -> None:
    first = MainWindow(settings)
    first.show()
    assert first.findChildren(QDockWidget) == []
    first.make_the_rest()
    made = [action for action in first._view_menu.actions() if not action.isSeparator()][:3]
    assert [(one.text(), one.shortcut().toString()) for one in made] == [
        ("Findings", "Ctrl+1"),
        ("History", "Ctrl+2"),
        ("Help", "Ctrl+3"),
    ]
    made[1].trigger()
    assert first.history_dock.isVisible()
    first.close()
    second = MainWindow(Settings(settings.path))
    assert len(second.findChildren(QDockWidget)) == 3
    second.show()
    assert second.history_dock.isVisible()
    second.history_dock.close()
    second.close()
    # None was open at the end of that one; one that never made them keeps the layout as it was.
    layout = Settings(settings.path).get("layout")
    third = MainWindow(Settings(settings.path))
    third.show()
    assert third.findChildren(QDockWidget) == []
    third.close()
    assert layout
    assert Settings(settings.path).get("layout") == layout
    for window in (first, second, third):
        window.deleteLater()


def test_the_list_of_findings_is_where_it_is_of_use(
    qtbot: QtBot, window: MainWindow, sample: list[Path], tmp_path: Path
) -> None:
    assert not window.findings_dock.isVisible()
    window.session.open(tmp_path / "Harbour Lane.swfreturn")
    window.session.files.add(sample)
    wait_until_ready(qtbot, window.session)
    QApplication.processEvents()
    # Folded to the line of its totals until somebody wants it.
    assert not window.findings_dock.isVisible()
    assert window.counts.text() == "2 errors, 3 queries  (F6)"
    window.counts.click()
    assert window.findings_dock.isVisible()
    window.go_to("check")
    assert not window.findings_dock.isVisible()
    window.go_to("people")
    assert window.findings_dock.isVisible()
    # Whoever closes it does not get it back by walking on.
    window.findings_dock.close()
    window.go_to("check")
    window.go_to("people")
    assert not window.findings_dock.isVisible()
    window.findings_dock.toggleViewAction().trigger()
    window.go_to("pay")
    assert window.findings_dock.isVisible()


def test_a_rule_of_step_seven_is_explained_in_the_help(qtbot: QtBot, open_window: MainWindow) -> None:
    window = open_window
    window.go_to("check")
    page = window.page
    page.set_up_focus()
    rule = page.rule()
    assert rule
    explain = next(action for action in page.actions_for_menu() if "xplain" in action.text())
    explain.trigger()
    assert window.help_dock.isVisible()
    assert rule in window.help.text.toPlainText()
