"""Table models: rows of any kind, an array of those that are visible, sorted and filtered in Python.

No QSortFilterProxyModel: over Python data it takes seconds for one sort, this takes milliseconds at 20,000 rows.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from swf_desktop.words import sort_key
from ui.widgets.look import colour

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

Row = TypeVar("Row")
AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Column(NamedTuple, Generic[Row]):
    """One column.

    text: of a row's cell. sort: the key to sort by, the text where None. tip: of a cell. icon: beside the text. right:
    numbers stand to the right. edit(row, text): takes what was typed, returns whether it was taken; the column can be
    edited where it is given. wide: takes what room is left. help: the heading's tip. quiet:
    whether a cell is written in the quiet colour. spoken: what a screen reader says of a cell, where an icon says more
    than its text.
    """

    title: str
    text: Callable[[Row], str]
    sort: Callable[[Row], Any] | None = None
    tip: Callable[[Row], str] | None = None
    icon: Callable[[Row], QIcon | None] | None = None
    right: bool = False
    edit: Callable[[Row, str], bool] | None = None
    wide: bool = False
    help: str = ""
    quiet: Callable[[Row], bool] | None = None
    spoken: Callable[[Row], str] | None = None


class RowsModel(QAbstractTableModel, Generic[Row]):
    """A table of rows. `rows` are all of them, `visible` the positions of those on show, in the order on show."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.rows: list[Row] = []
        self.visible: array[int] = array("l")
        self._keeps: Callable[[Row], bool] | None = None
        self._sorted: tuple[int, Qt.SortOrder] | None = None

    # What is shown

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows, sorted and filtered as before."""
        self.beginResetModel()
        self.rows = list(rows)
        self._arrange()
        self.endResetModel()

    def set_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Show other columns; sorting is forgotten where its column is gone."""
        self.beginResetModel()
        self.columns = list(columns)
        if self._sorted is not None and self._sorted[0] >= len(self.columns):
            self._sorted = None
        self._arrange()
        self.endResetModel()

    def set_filter(self, keeps: Callable[[Row], bool] | None) -> None:
        """Show only rows for which `keeps` is true."""
        self.beginResetModel()
        self._keeps = keeps
        self._arrange()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 goes back to the order in which the rows came."""
        self.layoutAboutToBeChanged.emit()
        held = [(index, self.visible[index.row()]) for index in self.persistentIndexList() if index.isValid()]
        self._sorted = (column, order) if 0 <= column < len(self.columns) else None
        self._arrange()
        places = {row: place for place, row in enumerate(self.visible)}
        for index, row in held:
            self.changePersistentIndex(index, self.index(places[row], index.column()))
        self.layoutChanged.emit()

    def redraw(self) -> None:
        """Draw all rows again."""
        if self.visible and self.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.visible) - 1, len(self.columns) - 1))

    def _arrange(self) -> None:
        keeps, rows = self._keeps, self.rows
        places = list(range(len(rows))) if keeps is None else [at for at, row in enumerate(rows) if keeps(row)]
        if self._sorted is not None:
            column = self.columns[self._sorted[0]]
            key = column.sort or (lambda row: sort_key(column.text(row)))
            keys = {at: key(rows[at]) for at in places}
            places.sort(key=keys.__getitem__, reverse=self._sorted[1] == Qt.SortOrder.DescendingOrder)
        self.visible = array("l", places)

    def row_at(self, index: AnyIndex | int) -> Row:
        """Return the row at an index, or at a place on show."""
        return self.rows[self.visible[index if isinstance(index, int) else index.row()]]

    def place_of(self, matches: Callable[[Row], bool]) -> int:
        """Return the place on show of the first row that matches, -1 for none."""
        return next((place for place, row in enumerate(self.visible) if matches(self.rows[row])), -1)

    # Qt's side

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:  # noqa: N802, D102
        return 0 if parent.isValid() else len(self.visible)

    def columnCount(self, parent: AnyIndex = _NOWHERE) -> int:  # noqa: N802, D102
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        if not index.isValid() or index.row() >= len(self.visible):
            return None
        column, row = self.columns[index.column()], self.rows[self.visible[index.row()]]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tip(row) if column.tip is not None else None
        if role == Qt.ItemDataRole.DecorationRole:
            return column.icon(row) if column.icon is not None else None
        if role == Qt.ItemDataRole.ForegroundRole:
            return colour("quiet") if column.quiet is not None and column.quiet(row) else None
        if role == Qt.ItemDataRole.TextAlignmentRole and column.right:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.AccessibleTextRole and column.spoken is not None:
            return column.spoken(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title}: {column.text(row) or 'blank'}"
        return None

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802, D102
        if not index.isValid() or role != Qt.ItemDataRole.EditRole:
            return False
        edit = self.columns[index.column()].edit
        if edit is None or not edit(self.row_at(index), str(value)):
            return False
        if index.row() < len(self.visible):
            self.dataChanged.emit(self.index(index.row(), 0), self.index(index.row(), len(self.columns) - 1))
        return True

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:  # noqa: D102
        flags = super().flags(index)
        if index.isValid() and self.columns[index.column()].edit is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(  # noqa: N802, D102
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.ToolTipRole:
                return self.columns[section].help or None
        elif orientation == Qt.Orientation.Vertical and role == Qt.ItemDataRole.DisplayRole:
            return str(section + 1)
        return None
