"""What a screen reader has: a name for every control of every page, and announcements of what changes beside the focus.

The walk is over Qt's accessible tree, which is what AT-SPI and UI Automation are given. Then a return is made from
files to XML by keyboard alone, led by names, states and announcements and by nothing that is only seen.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import wait_until_ready
from tests.ui.step_pages import SIZE_HINTS, odd_files
from ui.session.events import TITLES
from ui.settings import Settings
from ui.widgets import dialogs
from ui.widgets.opening import Opening
from ui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore(SIZE_HINTS)
ROLE = QAccessible.Role
CONTROLS = {
    ROLE.Button, ROLE.CheckBox, ROLE.RadioButton, ROLE.ComboBox, ROLE.EditableText, ROLE.SpinBox, ROLE.Table,
    ROLE.List, ROLE.Tree, ROLE.PageTab, ROLE.PageTabList, ROLE.MenuItem, ROLE.ButtonMenu, ROLE.ProgressBar, ROLE.Link,
    ROLE.Slider, ROLE.Dial, ROLE.Graphic, ROLE.Canvas, ROLE.Chart,
}  # fmt: skip
INSIDE = {ROLE.Table, ROLE.List, ROLE.Tree, ROLE.ComboBox, ROLE.SpinBox, ROLE.ScrollBar}
"""Their parts are named by what they are part of."""

MOST_TABS = 120


@pytest.fixture
def window(qtbot: QtBot, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setattr(Opening, "lessons_folder", lambda _self, name: tmp_path / "lessons" / name)
    made = MainWindow(settings)
    made.resize(1366, 768)
    made.show()
    made.make_the_rest()
    qtbot.waitUntil(lambda: len(made._pages) == len(TITLES))
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()


def unnamed(widget: QWidget) -> list[str]:
    """Return the visible controls of the accessible tree below a widget that have no name, by role and place."""
    found: list[str] = []

    def walk(one: QAccessibleInterface, path: str) -> None:
        role = one.role()
        if one.state().invisible:
            return
        name = one.text(QAccessible.Text.Name)
        here = f"{path}/{role.name}"
        if role in CONTROLS and not name.strip():
            held = one.object()
            found.append(f"{here} ({type(held).__name__} {held.objectName() if held is not None else ''})")
        if role in INSIDE:
            return
        for place in range(one.childCount()):
            child = one.child(place)
            if child is not None and child.isValid():
                walk(child, f"{here} {name}".rstrip()[-120:])

    top = QAccessible.queryAccessibleInterface(widget)
    assert top is not None
    walk(top, "")
    return found


def test_the_walk_finds_what_has_no_name(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QPushButton, QVBoxLayout

    page = QWidget()
    qtbot.addWidget(page)
    layout = QVBoxLayout(page)
    layout.addWidget(QPushButton(""))
    layout.addWidget(QPushButton("named"))
    page.show()
    assert len(unnamed(page)) == 1


def test_every_control_of_every_page_is_named_with_nothing_open(window: MainWindow) -> None:
    for name in TITLES:
        window.go_to(name)
        QApplication.processEvents()
        assert unnamed(window) == [], name
    start = window.step("start")
    window.go_to("start")
    for link in ("needed", "learn"):
        getattr(start, link).click()
        QApplication.processEvents()
        assert unnamed(window) == [], link


def test_every_control_of_every_page_is_named_with_a_return(
    qtbot: QtBot, window: MainWindow, sample: list[Path], tmp_path: Path
) -> None:
    window.session.open(tmp_path / "odd.swfreturn")
    window.session.files.add(odd_files(sample, tmp_path / "files"))
    wait_until_ready(qtbot, window.session)
    for name in TITLES:
        window.go_to(name)
        window.page.set_up_focus()
        QApplication.processEvents()
        wait_until_ready(qtbot, window.session)
        assert unnamed(window) == [], name
    for name in ("columns", "codes"):
        window.go_to(name)
        window.page.show_all()  # type: ignore[attr-defined]
        QApplication.processEvents()
        assert unnamed(window) == [], name
    for dock in (window.findings_dock, window.history_dock, window.help_dock):
        dock.show()
        QApplication.processEvents()
        assert unnamed(window) == [], dock.windowTitle()


def test_the_panel_of_a_lesson_is_named(qtbot: QtBot, window: MainWindow) -> None:
    window.opening.lesson("first-return")
    qtbot.waitUntil(lambda: window.session.is_open, timeout=60_000)
    wait_until_ready(qtbot, window.session)
    qtbot.waitUntil(lambda: "lesson_dock" in window.__dict__)
    assert unnamed(window) == []


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader is told."""
    said: list[str] = []
    update = QAccessible.updateAccessibility

    def listen(event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            said.append(event.message())
        update(event)

    monkeypatch.setattr(QAccessible, "updateAccessibility", listen)
    return said


def test_messages_work_and_new_counts_are_announced(
    qtbot: QtBot, window: MainWindow, heard: list[str], sample: list[Path], tmp_path: Path
) -> None:
    window.session.tell("Something went wrong.", "problem")
    assert heard == ["Something went wrong."]
    window.session.open(tmp_path / "a.swfreturn")
    window.session.files.add(sample)
    wait_until_ready(qtbot, window.session)
    qtbot.waitUntil(lambda: any("error" in text for text in heard))
    assert any("Reading" in text or "reading" in text for text in heard)
    # Never before they are counted.
    assert "Nothing is wrong" not in heard
    errors = next(text for text in heard if "error" in text)
    before = len(heard)
    window.session.edits.edit(window.session.people[0], "PersonBirthDate", "")
    qtbot.waitUntil(lambda: any("error" in text and text != errors for text in heard[before:]))


def spoken(widget: QWidget | None) -> str:
    """Return what a screen reader says of a control: its name."""
    held = QAccessible.queryAccessibleInterface(widget) if widget is not None else None
    return held.text(QAccessible.Text.Name) if held is not None else ""


class Reader:
    """Somebody who hears and types, and sees nothing."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(self.window.focusWidget() or self.window, key, modifiers)
        QApplication.processEvents()
        wait_until_ready(self.qtbot, self.window.session)
        QApplication.processEvents()

    def tab_to(self, beginning: str) -> str:
        """Press Tab until something is spoken that begins so; return it."""
        for _ in range(MOST_TABS):
            said = spoken(self.window.focusWidget())
            if said.startswith(beginning):
                return said
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"nothing is called {beginning}")


CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_return_is_made_by_keyboard_and_ear_alone(
    qtbot: QtBot,
    window: MainWindow,
    heard: list[str],
    sample: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "work" / "By ear.swfreturn"
    target.parent.mkdir()
    files = odd_files(sample, tmp_path / "files")
    monkeypatch.setattr(dialogs, "ask_new_return", lambda *_: target)
    monkeypatch.setattr(dialogs, "ask_files", lambda *_: files)
    reader = Reader(qtbot, window)
    window.activateWindow()
    window.step("start").set_up_focus()
    reader.tab_to("From my files")
    reader.press(Qt.Key.Key_Space)
    assert any(text.startswith("First:") and "question" in text for text in heard)
    for _ in range(20):
        first = spoken(window.first)
        if not first.startswith("First:") or "question" not in first:
            break
        reader.tab_to("First:")
        reader.press(Qt.Key.Key_Space)
        # The likeliest answer has the focus, else the question, and the name says what it is.
        said = spoken(window.focusWidget())
        assert said, first
        if "what does" in said or "What is" in said:
            # The question itself: no answer is likelier than another.
            reader.press(Qt.Key.Key_1)
        else:
            reader.press(Qt.Key.Key_Return)
    assert window.session.decisions.to_answer == 0
    reader.tab_to("Steps")
    while window.page.name != "finish":
        reader.press(Qt.Key.Key_Down)
    reader.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(list(target.parent.glob("*.xml"))), timeout=60_000)
    wait_until_ready(qtbot, window.session)
    qtbot.waitUntil(lambda: any(".xml" in text for text in heard))
