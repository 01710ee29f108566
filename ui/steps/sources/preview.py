"""A raw table as in a spreadsheet: rows asked for as they are looked at, heading rows marked, rows left out greyed."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QApplication

from swf_desktop.record import column_letter
from ui.session.events import HIDDEN
from ui.session.session import Session
from ui.widgets.look import colour
from ui.widgets.table_model import AnyIndex
from ui.worker.views import FileView, SheetView

BLOCK: Final = 100
_NOWHERE = QModelIndex()


class PreviewModel(QAbstractTableModel):
    """One raw table. Rows and columns count from 0 here, as people count in the headers."""

    first_came = Signal()
    """The first rows are here."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.file: FileView | None = None
        self.headings: frozenset[int] = frozenset()
        self.skipped: dict[int, str] = {}
        self._first = 0
        self._fields: dict[int, str] = {}
        self._digest = ""
        self._blocks: dict[int, list[list[str]]] = {}
        self._asked: set[int] = set()

    def show_table(self, file: FileView | None, sheet: SheetView | None, digest: str) -> None:
        """Show a table, or nothing; the cells that are here already are kept where it is the same one."""
        self.beginResetModel()
        if digest != self._digest:
            self._blocks.clear()
            self._asked.clear()
        self.file, self._digest = file, digest
        self.headings = frozenset(sheet.header_rows) if sheet is not None else frozenset()
        self.skipped = dict(sheet.skipped) if sheet is not None else {}
        self._first = sheet.first_row if sheet is not None else 0
        self._fields = {one.index: one.words for one in sheet.columns} if sheet is not None else {}
        self.endResetModel()

    def state_of(self, row: int) -> str:
        """Say in words what a row is: headings, left out with the reason, or nothing for a row of data."""
        if row in self.headings:
            return "headings"
        if row in self.skipped:
            return f"left out: {self.skipped[row]}"
        return "above the headings" if self.headings and row < min(self.headings) else ""

    def _cells(self, row: int) -> list[str] | None:
        block, within = divmod(row, BLOCK)
        if block not in self._blocks:
            if block not in self._asked and self._digest:
                self._asked.add(block)
                digest = self._digest
                self.session.files.fetch_rows(
                    digest, block * BLOCK, BLOCK, lambda rows: self._arrive(digest, block, rows)
                )
            return None
        rows = self._blocks[block]
        return rows[within] if within < len(rows) else None

    def _arrive(self, digest: str, block: int, rows: list[list[str]]) -> None:
        if digest != self._digest:
            return
        self._blocks[block] = rows
        last = min((block + 1) * BLOCK, self.rowCount()) - 1
        if last >= 0 and self.columnCount():
            self.dataChanged.emit(self.index(block * BLOCK, 0), self.index(last, self.columnCount() - 1))
        if block == 0:
            self.first_came.emit()

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:  # noqa: N802, D102
        return 0 if parent.isValid() or self.file is None else self.file.height

    def columnCount(self, parent: AnyIndex = _NOWHERE) -> int:  # noqa: N802, D102
        return 0 if parent.isValid() or self.file is None else self.file.width

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        if not index.isValid():
            return None
        row = index.row()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            text = self._text(row, index.column())
            if role == Qt.ItemDataRole.DisplayRole:
                return text
            state = self.state_of(row)
            return f"{column_letter(index.column())}{row + 1}: {text or 'blank'}{f' ({state})' if state else ''}"
        state = self.state_of(row)
        if role == Qt.ItemDataRole.FontRole and state:
            font = QFont(QApplication.font())
            font.setBold(row in self.headings)
            font.setItalic(row not in self.headings)
            return font
        if role == Qt.ItemDataRole.ForegroundRole and state and row not in self.headings:
            return colour("quiet")
        if role == Qt.ItemDataRole.BackgroundRole and row in self.headings:
            return QApplication.palette().brush(QPalette.ColorRole.Midlight)
        if role == Qt.ItemDataRole.ToolTipRole:
            return state or None
        return None

    def _text(self, row: int, column: int) -> str:
        cells = self._cells(row)
        if cells is None:
            return "…"
        text = cells[column] if column < len(cells) else ""
        return HIDDEN if self.session.private and text and row >= self._first else text

    def headerData(  # noqa: N802, D102
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return column_letter(section)
            return self._fields.get(section) or None if role == Qt.ItemDataRole.ToolTipRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            if section in self.headings:
                return f"{section + 1} headings"
            return f"{section + 1} left out" if section in self.skipped else str(section + 1)
        return None
