"""The cell that a value came from, with the rows around it, as it stands in the source file."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QTableView, QVBoxLayout, QWidget

from swf_desktop.record import Source, column_letter, place_words
from ui.session.session import Session
from ui.widgets.basic import label, named
from ui.widgets.tables import give_menu

Index = QModelIndex | QPersistentModelIndex

AROUND: Final = 3
"""So many rows above and below are shown."""


class SourceModel(QAbstractTableModel):
    """Some rows of a raw table. first: number of the first of them, counted from 1; cell: row and column marked."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[list[str]] = []
        self.first = 1
        self.headings: dict[int, str] = {}
        self.cell = (-1, -1)

    def show_rows(self, rows: list[list[str]], first: int, headings: dict[int, str], cell: tuple[int, int]) -> None:
        """Show rows."""
        self.beginResetModel()
        self.rows, self.first, self.headings, self.cell = rows, first, headings, cell
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Return the number of columns."""
        return 0 if parent.isValid() else max(map(len, self.rows), default=0)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the row's number, or the column's letter with its heading."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(self.first + section)
        name = self.headings.get(section, "")
        return f"{column_letter(section)}  {name}" if name else column_letter(section)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text; the one that is meant is bold."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        text = row[index.column()] if index.column() < len(row) else ""
        here = (index.row(), index.column()) == self.cell
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return text
        if role == Qt.ItemDataRole.FontRole and here:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.AccessibleTextRole and here:
            return f"This cell: {text or 'empty'}"
        return None


class SourceCell(QWidget):
    """Shows a place in a file; the rows come from the worker process a moment later. filled: they are here."""

    filled = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.model = SourceModel(self)
        self.says = label("")
        self.table = named(QTableView(), "Rows of the source file")
        give_menu(self.table)
        self.table.setModel(self.model)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.says)
        layout.addWidget(self.table)
        named(self, "Source cell")
        self._asked: Source | None = None

    def show_source(self, source: Source | None) -> None:
        """Show a place, or say why it cannot be shown."""
        self._asked = source
        self.table.hide()
        if source is None or source.row is None:
            self.says.setText("No file says this: it was typed here or worked out.")
            return
        place = place_words(source)
        if self.session.private:
            self.says.setText(f"{place}. Not shown while names and pay are hidden.")
            return
        digest = self.session.files.digest_of(source.file, source.sheet)
        if not digest:
            self.says.setText(f"{place}. The table itself is not kept in this return.")
            return
        self.says.setText(f"{place}:")
        first = max(source.row - AROUND, 1)

        def came(rows: list[list[str]]) -> None:
            if self._asked is source:
                self._show(rows, first, source)

        self.session.files.fetch_rows(digest, first - 1, 2 * AROUND + 1, came, of_file=True)

    def _show(self, rows: list[list[str]], first: int, source: Source) -> None:
        column = _number(source.column) if source.column else -1
        built = self.session.built
        place = (source.file, source.sheet)
        sheet = next((one for one in built.sheets if (one.file, one.sheet) == place), None) if built else None
        headings = {one.index: one.heading for one in sheet.columns} if sheet is not None else {}
        row = (source.row or 1) - first
        self.model.show_rows(rows, first, headings, (row, column))
        table = self.table
        table.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 1.4))
        table.resizeColumnsToContents()
        height = table.horizontalHeader().sizeHint().height() + table.verticalHeader().length()
        table.setFixedHeight(height + table.horizontalScrollBar().sizeHint().height() + 2 * table.frameWidth())
        table.show()
        index = self.model.index(row, max(column, 0))
        if index.isValid():
            table.setCurrentIndex(index)
            table.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        self.filled.emit()


def _number(letters: str) -> int:
    """Return the index of a column from its letters: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
