"""Hands of a trainee: they click and type on the controls of the window, and reach for nothing else.

What is found out beforehand (which row a finding stands in, which line of a card a field has) is looked up in the
models; what is done goes through the mouse and the keyboard.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QLineEdit, QScrollArea, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from swf_desktop.record import Record
from tests.ui.conftest import wait_until_ready
from ui.steps.check.model import Group
from ui.widgets import dialogs
from ui.window.main_window import MainWindow
from validation.finding import Finding


class Hands:
    """Two hands at one window."""

    def __init__(self, qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
        self.qtbot, self.window, self._patch = qtbot, window, monkeypatch

    # What every hand can do

    def settle(self) -> None:
        """Wait until what was done has come to rest."""
        QApplication.processEvents()
        wait_until_ready(self.qtbot, self.window.session)
        self.qtbot.waitUntil(lambda: not self.window.session.checking.running, timeout=30_000)
        QApplication.processEvents()

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click a control that is on show and can be used."""
        area: QWidget | None = widget
        while (area := area.parentWidget() if area is not None else None) is not None:
            if isinstance(area, QScrollArea) and area.widget().isAncestorOf(widget):
                area.ensureWidgetVisible(widget, 0, 0)
        QApplication.processEvents()
        assert widget.isVisible(), f"{widget.objectName()} {widget.accessibleName()!r} is not on show"
        assert widget.isEnabled(), f"{widget.accessibleName()!r} cannot be used"
        assert not widget.visibleRegion().isEmpty(), f"{widget.accessibleName()!r} is out of sight"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at if at is not None else widget.rect().center())
        QApplication.processEvents()

    def click_row(self, view: QAbstractItemView, index: QModelIndex) -> None:
        """Click a row of a list."""
        assert index.isValid()
        view.scrollTo(index)
        QApplication.processEvents()
        self.click(view.viewport(), view.visualRect(index).center())

    def click_tab(self, tabs: QTabWidget, page: QWidget) -> None:
        """Click the tab of a page."""
        bar = tabs.tabBar()
        self.click(bar, bar.tabRect(tabs.indexOf(page)).center())
        assert tabs.currentWidget() is page

    def type_into(self, editor: QWidget, text: str, *, then: Qt.Key | None = Qt.Key.Key_Return) -> None:
        """Click a field, replace what stands in it, and leave it by a key."""
        self.click(editor)
        self.qtbot.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.keyClick(editor, Qt.Key.Key_Delete)
        for letter in text:
            self.qtbot.keyClicks(QApplication.activePopupWidget() or editor, letter)
        if then is not None:
            self.press(editor, then)
        self.settle()

    def press(self, widget: QWidget, key: Qt.Key) -> None:
        """Press a key: it goes to the list that is open over a field, as it does on a screen, and then to the field."""
        popup = QApplication.activePopupWidget()
        if popup is None:
            self.qtbot.keyClick(widget, key)
            return
        self.qtbot.keyClick(popup, key)
        # Without a window manager nobody gives the window its place back when a list closes.
        self.window.activateWindow()
        QApplication.processEvents()
        if key == Qt.Key.Key_Return and not popup.isVisible():
            # It took from the list what was typed; the field wants one of its own.
            self.qtbot.keyClick(widget, key)

    def go(self, name: str) -> None:
        """Click a step in the rail."""
        rail = self.window.rail
        at = next(row for row in range(rail.model().rowCount()) if self.window._rail_model.row_at(row) == name)
        self.click_row(rail, rail.model().index(at, 0))
        assert self.window.page.name == name

    # What the steps of lessons ask for

    def add_files(self, paths: list[Path]) -> None:
        """Add files: the button, and the files chosen in the system's own dialog."""
        self._patch.setattr(dialogs, "ask_files", lambda *_: paths)
        self.go("sources")
        self.click(self.window.page.add)  # type: ignore[attr-defined]
        self.settle()

    def choose_finding(self, finding: Finding) -> None:
        """Click a finding in the list of what is to fix; its group is opened first where it is folded."""
        page = self.window.step("check")
        model, table = page.model, page.table  # type: ignore[attr-defined]
        for group in model.groups:
            if finding in group.findings and not (group.open or len(group.findings) == 1):
                self.click_row(table, model.index(model.place_of_group(group), 0))
        place = model.place_of(finding)
        if place < 0:
            place = next(
                at for at in range(model.rowCount())
                if isinstance(row := model.row(model.index(at, 0)), Group) and finding in row.findings
            )  # fmt: skip
        self.click_row(table, model.index(place, 0))
        assert page._current is finding  # type: ignore[attr-defined]

    def fix_finding(self, finding: Finding, text: str, tag: str = "") -> None:
        """Type what is right into the field beside the finding: that of an item, where it has several ways out."""
        page = self.window.step("check")
        self.go("check")
        self.choose_finding(finding)
        panel = page.finding_panel  # type: ignore[attr-defined]
        if page.tabs.currentWidget() is not panel:  # type: ignore[attr-defined]
            self.click_tab(page.tabs, panel)  # type: ignore[attr-defined]
        ways = [one.editor for one in panel.mendings if one.way.field.tag == tag] or [panel.editor]
        assert ways[0] is not None
        self.type_into(ways[0], text)

    def fix_in_card(self, record: Record, tag: str, text: str) -> None:
        """Find a person in the list of people, and type into their card."""
        self.go("people")
        page = self.window.page
        person = record.person()
        assert person is not None
        if page.model.row_of(person.key) < 0:  # type: ignore[attr-defined]
            # The list opens on who needs attention: whoever does not is found by name.
            self.type_into(page.search, person.raw("PersonFamilyName"), then=None)  # type: ignore[attr-defined]
            self.settle()
            self.qtbot.waitUntil(lambda: page.model.row_of(person.key) >= 0)  # type: ignore[attr-defined]
        self.click_row(page.table, page.table.model().index(page.model.row_of(person.key), 0))  # type: ignore[attr-defined]
        card = page.card  # type: ignore[attr-defined]
        index = card.model.index_of(record.key, tag)
        self.click_row(card.tree, index)
        self.qtbot.keyClick(card.tree, Qt.Key.Key_Return)
        editor = next(
            one for one in card.tree.viewport().findChildren(QWidget)
            if isinstance(one, QLineEdit | QComboBox) and one.isVisible()
        )  # fmt: skip
        if isinstance(editor, QComboBox):
            # Yes or No: its first letter chooses it.
            self.qtbot.keyClicks(editor, "Y" if text == "true" else "N")
            self.qtbot.keyClick(editor, Qt.Key.Key_Return)
            self.settle()
        else:
            self.type_into(editor, text)

    def base_pay_by_hand(self, record: Record, text: str, reason: str) -> None:
        """Choose a contract in the pay sheet and say its base pay."""
        self.go("pay")
        page = self.window.page
        rows = page.rows  # type: ignore[attr-defined]
        if page.shown.value():  # type: ignore[attr-defined]
            # The page opens on pay with doubts.
            page.shown.setFocus()  # type: ignore[attr-defined]
            self.qtbot.keyClick(page.shown, Qt.Key.Key_Home)  # type: ignore[attr-defined]
            self.settle()
            assert not page.shown.value()  # type: ignore[attr-defined]
        at = next(place for place in range(page.table.rowCount()) if page.table.row_at(place).pay.record is record)  # type: ignore[attr-defined]
        self.click_row(rows, rows.model().index(at, 2))
        change = page.amount.parentWidget()  # type: ignore[attr-defined]
        self.click_tab(page.tabs, change)  # type: ignore[attr-defined]
        self.type_into(page.amount, text, then=None)  # type: ignore[attr-defined]
        self.type_into(page.reason, reason, then=None)  # type: ignore[attr-defined]
        self.click(page.override)  # type: ignore[attr-defined]
        self.settle()

    def choose_code(self, text: str, code: str) -> None:
        """Answer the card of a word by its button or, where it has none, by the search."""
        self.go("codes")
        deck = self.window.page.deck  # type: ignore[attr-defined]
        for _ in deck.cards:
            if text in deck.current.alike:
                break
            self.click(deck.after)
        assert text in deck.current.alike
        button = next((one for one, answer in deck.buttons.items() if answer == code), None)
        if button is None:
            if not deck.chooser.isVisible():
                self.click(deck.more)
            self.type_into(deck.chooser.search, code)
        else:
            self.click(button)
        self.settle()

    def write_note(self, finding: Finding, text: str) -> None:
        """Write a note to a query."""
        self.go("check")
        page = self.window.page
        self.choose_finding(finding)
        self.click_tab(page.tabs, page.notes)  # type: ignore[attr-defined]
        self.click(page.notes.text)  # type: ignore[attr-defined]
        self.qtbot.keyClicks(page.notes.text, text)  # type: ignore[attr-defined]
        self.qtbot.wait(600)
        self.settle()

    def write_file(self) -> None:
        """Write the file."""
        self.go("finish")
        self.click(self.window.page.write)  # type: ignore[attr-defined]
        workspace = self.window.session.workspace
        assert workspace is not None
        self.qtbot.waitUntil(lambda: bool(workspace.exports()), timeout=60_000)
        self.settle()

    def choose_level(self, level: str) -> None:
        """Say whose return it is."""
        self.go("start")
        box = self.window.page.level  # type: ignore[attr-defined]
        self.click(box)
        place = box.findData(level)
        # By the keys: a click that follows at once is taken by the system for the second half of the first.
        view = box.view()
        by = place - box.currentIndex()
        for _ in range(abs(by)):
            self.qtbot.keyClick(view, Qt.Key.Key_Down if by > 0 else Qt.Key.Key_Up)
        self.qtbot.keyClick(view, Qt.Key.Key_Return)
        assert box.value() == level
        self.settle()

    def choose_school(self, lea: str, estab: str) -> None:
        """Say which school it is."""
        self.go("start")
        page = self.window.page
        self.type_into(page.lea.lineEdit(), lea, then=Qt.Key.Key_Tab)  # type: ignore[attr-defined]
        self.type_into(page.estab, estab, then=Qt.Key.Key_Tab)  # type: ignore[attr-defined]

    def count(self, tag: str, text: str) -> None:
        """Fill in a head count."""
        self.go("headcounts")
        page = self.window.page
        line = {**page.occasionals, **page.psychologists}[tag]  # type: ignore[attr-defined]
        self.type_into(line, text, then=Qt.Key.Key_Tab)


def as_typed(text: str) -> str:
    """Return a value of a message as people type it."""
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return text
