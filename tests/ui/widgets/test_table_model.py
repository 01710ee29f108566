"""Rows of a table: sorted, filtered, edited, with the focus kept."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from ui.widgets.table_model import Column, RowsModel
from ui.widgets.tables import Table


def a_model() -> RowsModel[list[str]]:
    def edit(row: list[str], text: str) -> bool:
        row[0] = text
        return text != "no"

    made: RowsModel[list[str]] = RowsModel(
        [
            Column("Letter", lambda row: row[0], edit=edit),
            Column("Number", lambda row: row[1], sort=lambda row: int(row[1])),
        ]
    )
    made.set_rows([["b", "10"], ["a", "9"], ["c", "100"]])
    return made


def letters(model: RowsModel[list[str]]) -> str:
    return "".join(model.row_at(place)[0] for place in range(model.rowCount()))


def test_rows_are_sorted_filtered_and_edited(qtbot: QtBot) -> None:
    model = a_model()
    tester = QAbstractItemModelTester(model)
    assert letters(model) == "bac"
    model.sort(1)
    assert letters(model) == "abc"
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert letters(model) == "cba"
    model.set_filter(lambda row: row[0] != "b")
    assert letters(model) == "ca"
    model.sort(-1)
    assert letters(model) == "ac"
    assert model.setData(model.index(0, 0), "z")
    assert not model.setData(model.index(0, 0), "no")
    assert not model.setData(model.index(0, 1), "1")
    model.set_filter(None)
    assert model.place_of(lambda row: row[0] == "c") == 2
    assert model.place_of(lambda row: row[0] == "?") == -1
    tester.deleteLater()


def test_a_row_keeps_the_focus_when_sorted(qtbot: QtBot) -> None:
    model = a_model()
    table = Table(model, "Letters")
    qtbot.addWidget(table)
    table.select_place(2)
    model.sort(0)
    assert table.current()[0] == "c"
    model.sort(0, Qt.SortOrder.DescendingOrder)
    assert table.currentIndex().row() == 0
