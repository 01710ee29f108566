"""A table of whole rows that keeps its place: the current row stays current when the rows are replaced."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QItemSelectionModel, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from ui.widgets.basic import text_width
from ui.widgets.table_model import RowsModel
from ui.widgets.tables import Table

NOTHING: Final[Mapping[int, int]] = {}


class RowView(Table):
    """A table over any rows.

    key: what names a row from one refresh to the next. several: rows may be selected together. most: columns that are
    never made wider by themselves than so many characters.
    """

    moved = Signal()
    """Another row is the current one, or none."""

    def __init__(
        self,
        model: RowsModel[Any],
        name: str,
        key: Callable[[Any], object],
        parent: QWidget | None = None,
        *,
        several: bool = False,
        most: Mapping[int, int] = NOTHING,
    ) -> None:
        self._most = most
        self._at_least = 0
        super().__init__(model, name, parent)
        self.table = model
        self.key = key
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if several else mode.SingleSelection)
        self.selectionModel().currentRowChanged.connect(lambda *_: self.moved.emit())

    @property
    def visible(self) -> list[Any]:
        """The rows on show, in order."""
        return [self.table.row_at(place) for place in range(self.table.rowCount())]

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Replace the rows; the current row stays current, and where it is gone the one in its place."""
        self._keeping(lambda: self.table.set_rows(rows))

    def filter_rows(self, keeps: Callable[[Any], bool] | None) -> None:
        """Show the rows that are wanted; the current row stays current where it is one of them."""
        self._keeping(lambda: self.table.set_filter(keeps))

    def _keeping(self, change: Callable[[], None]) -> None:
        current = self.current()
        chosen = {self.key(row) for row in self.chosen()}
        place = max(self.currentIndex().row(), 0)
        key = self.key(current) if current is not None else None
        change()
        found = self._place_of(key) if current is not None else -1
        self.select_place(found if found >= 0 else min(place, self.table.rowCount() - 1))
        if len(chosen) > 1:
            flag = QItemSelectionModel.SelectionFlag
            for place, row in enumerate(self.visible):
                if self.key(row) in chosen:
                    self.selectionModel().select(self.table.index(place, 0), flag.Select | flag.Rows)
        self.moved.emit()

    def _place_of(self, key: object) -> int:
        return self.table.place_of(lambda row: self.key(row) == key)

    def show_at_least(self, rows: int) -> None:
        """Keep room for so many rows, whatever the size of the text."""
        self._at_least = rows
        self._fit_rows()

    def _fit_rows(self) -> None:
        super()._fit_rows()
        if self._at_least:
            self.setMinimumHeight(self.verticalHeader().defaultSectionSize() * (self._at_least + 2))

    def go_to_key(self, key: object) -> bool:
        """Make the row of a key the current one; whether there is one."""
        place = self._place_of(key)
        self.select_place(place)
        return place >= 0

    def _fit_columns(self) -> None:
        super()._fit_columns()
        if self.isVisible():
            for column, characters in self._most.items():
                self.setColumnWidth(column, min(self.columnWidth(column), text_width(self, characters)))
            self._share_room()
