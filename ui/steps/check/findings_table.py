"""The list of what is to fix: groups that fold, worked in by keyboard."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.steps.check.model import CAUSE, CheckModel, Group
from ui.widgets.basic import named, text_width
from ui.widgets.marks import icon_size
from ui.widgets.tables import give_menu

_MOST_SPANS: Final = 400


_MOST_LINES: Final = 4


class _WholeRow(QStyledItemDelegate):
    """Writes a sentence that goes over all columns into what is in sight of the list, however wide the columns are."""

    def __init__(self, table: FindingsTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a cell."""
        if self._table.goes_over(index):
            # The stub lacks it; a copy, because Qt's own is used again for the next cell.
            option = QStyleOptionViewItem(option)
            rect: QRect = option.rect  # type: ignore[attr-defined]
            option.rect = QRect(0, rect.top(), self._table.viewport().width(), rect.height())  # type: ignore[attr-defined]
        super().paint(painter, option, index)


class FindingsTable(QTableView):
    """The list: Enter or double click opens a finding, Left and Right fold and open groups."""

    opened = Signal(object)

    def __init__(self, model: CheckModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        named(self, "What is to fix")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setItemDelegate(_WholeRow(self))
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.doubleClicked.connect(self._double_clicked)
        give_menu(self, self._go_to)
        self.clicked.connect(self._clicked)
        for signal in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            signal.connect(self.span_groups)
        self._heights = QTimer(self)
        self._heights.setSingleShot(True)
        self._heights.setInterval(0)
        self._heights.timeout.connect(self.fit_heights)
        self.horizontalHeader().sectionResized.connect(lambda *_: self._heights.start())
        self.fit()

    def fit(self) -> None:
        """Make rows and columns fit the font."""
        self.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 1.5))
        self.setIconSize(icon_size(self))
        for column, characters in enumerate((36, 24, 24, 14, 30)):
            self.setColumnWidth(column, text_width(self, characters))
        self.fit_heights()

    def goes_over(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether a row's one sentence goes over all columns."""
        return index.column() == 0 and self.columnSpan(index.row(), 0) > 1

    def fit_heights(self) -> None:
        """Make rows as high as their text needs, so that no sentence is cut at the edge of the list."""
        if not hasattr(self, "_heights"):
            return
        model, header = self._model, self.verticalHeader()
        usual = header.defaultSectionSize()
        if len(model.groups) > _MOST_SPANS:
            # Thousands of lines: cells are as they were, the whole sentence stands beside the list.
            return
        # Findings of an opened group as far as they can be looked through.
        everything = len(model.rows) <= _MOST_SPANS
        for at, row in enumerate(model.rows):
            if not everything and not isinstance(row, Group):
                continue
            lines = 1
            for column in range(1 if self.columnSpan(at, 0) > 1 else model.columnCount()):
                index = model.index(at, column)
                lines = max(lines, self._lines(str(index.data() or ""), self._room_of(index)))
            height = usual + (min(lines, _MOST_LINES) - 1) * self.fontMetrics().lineSpacing()
            if header.sectionSize(at) != height:
                header.resizeSection(at, height)

    def _room_of(self, index: QModelIndex) -> int:
        """Return how wide the text of a cell may be."""
        if self.goes_over(index):
            return self.viewport().width() - self.iconSize().width() - 16
        taken = self.iconSize().width() + 6 if index.data(Qt.ItemDataRole.DecorationRole) is not None else 0
        return self.columnWidth(index.column()) - taken - 10

    def _lines(self, text: str, room: int) -> int:
        metrics = self.fontMetrics()
        if not text or metrics.horizontalAdvance(text) <= room:
            return 1
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
        return -(-metrics.boundingRect(0, 0, max(room, 40), 10_000, int(flags), text).height() // metrics.lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Wrap anew at another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and hasattr(self, "_heights"):
            self._heights.start()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the size of the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_model"):
            self.fit()

    def span_groups(self) -> None:
        """Let the titles of groups go over all columns."""
        self.clearSpans()
        if len(self._model.groups) > _MOST_SPANS:
            return
        self._heights.start()
        columns = self._model.columnCount()
        at = 0
        for group in self._model.groups:
            self.setSpan(at, 0, 1, columns)
            if group.open and group.key[1] == "question" and len(group.findings) <= _MOST_SPANS:
                # A question is about no field: its words take the whole row.
                for row in range(at + 1, at + 1 + len(group.findings)):
                    self.setSpan(row, 0, 1, columns)
            at += 1 + (len(group.findings) if group.open else 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter goes to the field; Left, Right, Space fold and open."""
        index = self.currentIndex()
        row = self._model.row(index)
        key = event.key()
        group = row if isinstance(row, Group) else None
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None and not event.modifiers() & ~_KEYPAD:
            if group is not None and (len(group.findings) > 1 or self._model.by != CAUSE):
                self.fold(group, not group.open)
            else:
                # A cause with one finding is that finding.
                self.opened.emit(row if group is None else group.findings[0])
            return
        if key == Qt.Key.Key_Space and group is not None:
            self.fold(group, not group.open)
            return
        if key == Qt.Key.Key_Right and group is not None:
            self.fold(group, True)
            return
        if key == Qt.Key.Key_Left and row is not None:
            above = self._model.group(index)
            if above is not None and group is None:
                self.select(self._model.place_of_group(above))
            elif group is not None:
                self.fold(group, False)
            return
        super().keyPressEvent(event)

    def fold(self, group: Group, open_: bool) -> None:
        """Open or fold a group; it stays the current row."""
        self._model.set_open(group, open_)
        self.select(self._model.place_of_group(group))

    def select(self, place: int) -> None:
        """Make a row the current one."""
        if 0 <= place < self._model.rowCount():
            index = self._model.index(place, 0)
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def _go_to(self, index: QModelIndex) -> None:
        """Open the finding of a row, of a cause or group the first one."""
        finding = self._model.finding(index)
        if finding is not None:
            self.opened.emit(finding)

    def _double_clicked(self, index: QModelIndex) -> None:
        row = self._model.row(index)
        if row is not None and not isinstance(row, Group):
            self.opened.emit(row)
        elif isinstance(row, Group) and len(row.findings) == 1 and self._model.by == CAUSE:
            self.opened.emit(row.findings[0])

    def _clicked(self, index: QModelIndex) -> None:
        row = self._model.row(index)
        if isinstance(row, Group) and (len(row.findings) > 1 or self._model.by != CAUSE):
            self.fold(row, not row.open)


_KEYPAD: Final = Qt.KeyboardModifier.KeypadModifier
