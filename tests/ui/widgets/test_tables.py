"""What every table can do with its rows: copy with headings, show why, go to; by keyboard and by right click."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QTableView, QTreeView
from pytestqt.qtbot import QtBot

from swf_desktop.words import sort_key
from tests.ui.step_pages import show
from ui.session.events import TITLES
from ui.session.session import Session
from ui.steps.step import step_class
from ui.widgets.table_model import Column, RowsModel
from ui.widgets.tables import Table, rows_text

NAMES = ["Zed", "Øyelowo", "Oakley", "Écoles", "Eagle", "Pratt", "Łukasz", "Lamb", "Lutz"]


def made(qtbot: QtBot) -> Table:
    model = RowsModel(
        [Column[str]("Name", str, tip=lambda one: f"Why {one}"), Column[str]("Letters", lambda one: f"{len(one)}")]
    )
    model.set_rows(NAMES)
    table = Table(model, "Names")
    model.setParent(table)
    qtbot.addWidget(table)
    table.show()
    return table


def test_a_letter_with_a_stroke_or_accent_stands_with_its_plain_one(qtbot: QtBot) -> None:
    table = made(qtbot)
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    shown = [table.model().index(row, 0).data() for row in range(len(NAMES))]
    assert shown == ["Eagle", "Écoles", "Lamb", "Łukasz", "Lutz", "Oakley", "Øyelowo", "Pratt", "Zed"]
    assert sort_key("Øre") == sort_key("ORE")


def test_copying_takes_the_headings_and_the_selection_as_they_show(qtbot: QtBot) -> None:
    table = made(qtbot)
    table.selectRow(1)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "Name\tLetters\nØyelowo\t7\nOakley\t6"
    table.setColumnHidden(1, True)
    assert rows_text(table) == "Name\nØyelowo\nOakley"


def test_the_menu_copies_says_why_and_goes(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    # Without a screen Qt warns of a menu that opens.
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)
    table = made(qtbot)
    opened: list[str] = []
    table.opened.connect(opened.append)
    index = table.model().index(2, 0)
    table.customContextMenuRequested.emit(table.visualRect(index).center())
    menu = table.findChild(QMenu)
    assert menu is not None
    texts = [action.text().replace("&", "") for action in menu.actions()]
    assert texts == ["Copy", "Show why", "Go to it"]
    assert table.currentIndex() == index
    menu.actions()[2].trigger()
    assert opened == ["Oakley"]
    menu.actions()[0].trigger()
    assert QApplication.clipboard().text() == "Name\tLetters\nOakley\t6"
    menu.close()


@pytest.mark.parametrize("name", list(TITLES))
def test_every_table_has_the_menu(qtbot: QtBot, built: Session, name: str) -> None:
    page = step_class(name)(built)
    show(qtbot, built, page)
    for view in [*page.findChildren(QTableView), *page.findChildren(QTreeView)]:
        if view.window() is not page.window() or view.parent().metaObject().className() == "QComboBoxPrivateContainer":
            # A list that drops down is no table.
            continue
        assert view.contextMenuPolicy() == Qt.ContextMenuPolicy.CustomContextMenu, view.accessibleName()
        assert [action for action in view.actions() if action.text().replace("&", "") == "Copy"], view.accessibleName()
