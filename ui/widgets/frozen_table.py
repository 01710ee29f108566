"""Tables whose first column stays in sight while the others are scrolled sideways."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from ui.widgets.basic import row_height
from ui.widgets.marks import icon_size
from ui.widgets.row_views import NOTHING, RowView
from ui.widgets.table_model import RowsModel
from ui.widgets.tables import give_menu

Index = QModelIndex | QPersistentModelIndex


class FrozenColumn(QObject):
    """Lays the first column of a table over its place, where it stays while the others are scrolled.

    view: the same rows again, of no use to the keyboard or to a screen reader.
    """

    def __init__(self, table: QTableView, name: str) -> None:
        super().__init__(table)
        self._table = table
        view = QTableView(table)
        self.view = view
        view.setAccessibleName(f"{name}: first column")
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setWordWrap(False)
        view.setCornerButtonEnabled(False)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for one in (table, view):
            one.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        here, there = table.horizontalHeader(), view.horizontalHeader()
        there.setSectionsClickable(True)
        there.setHighlightSections(False)
        there.setSortIndicatorShown(True)
        there.setSortIndicatorClearable(here.isSortIndicatorClearable())
        there.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        there.sortIndicatorChanged.connect(self._sorted_there)
        here.sortIndicatorChanged.connect(self._sorted_here)
        here.sectionResized.connect(lambda *_: self.place())
        there.sectionResized.connect(lambda _at, _old, new: table.setColumnWidth(0, new))
        view.verticalScrollBar().valueChanged.connect(table.verticalScrollBar().setValue)
        table.verticalScrollBar().valueChanged.connect(view.verticalScrollBar().setValue)
        view.setProperty("part", True)
        self._edge = QFrame(table)
        self._edge.setAutoFillBackground(True)
        self._edge.setBackgroundRole(QPalette.ColorRole.Mid)
        self._edge.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        table.viewport().stackUnder(view)

    def follow(self) -> None:
        """Show the table's model with its look, and the first column of it alone."""
        table, view = self._table, self.view
        if view.model() is not table.model():
            view.setModel(table.model())
            table.model().modelReset.connect(self._only_first)
        view.setSelectionModel(table.selectionModel())
        view.setSelectionBehavior(table.selectionBehavior())
        view.setSelectionMode(table.selectionMode())
        view.setAlternatingRowColors(table.alternatingRowColors())
        view.setShowGrid(table.showGrid())
        view.horizontalHeader().setDefaultAlignment(table.horizontalHeader().defaultAlignment())
        self.fit_rows()
        self._only_first()

    def _only_first(self) -> None:
        model = self._table.model()
        for column in range(1, model.columnCount() if model is not None else 0):
            self.view.setColumnHidden(column, True)
        self.place()

    def fit_rows(self) -> None:
        """Make the rows as high as the table's."""
        here, there = self._table.verticalHeader(), self.view.verticalHeader()
        there.setMinimumSectionSize(here.minimumSectionSize())
        there.setDefaultSectionSize(here.defaultSectionSize())
        self.view.setIconSize(self._table.iconSize())

    def _sorted_there(self, column: int, order: Qt.SortOrder) -> None:
        if column <= 0:
            self._table.horizontalHeader().setSortIndicator(column, order)

    def _sorted_here(self, column: int, order: Qt.SortOrder) -> None:
        header = self.view.horizontalHeader()
        header.blockSignals(True)
        header.setSortIndicator(column, order)
        header.blockSignals(False)
        header.viewport().update()

    def place(self) -> None:
        """Lay the first column over its place."""
        table, header = self._table, self.view.horizontalHeader()
        header.blockSignals(True)
        self.view.setColumnWidth(0, table.columnWidth(0))
        header.blockSignals(False)
        header.setFixedHeight(table.horizontalHeader().height())
        side = table.frameWidth()
        height = table.viewport().height() + table.horizontalHeader().height()
        self.view.setGeometry(side, side, table.columnWidth(0), height)
        self._edge.setGeometry(side + table.columnWidth(0) - 1, side, 2, height)

    def uncover(self, index: Index) -> None:
        """Bring a cell that the table has just brought into sight out from under the first column."""
        covered = self._table.columnWidth(0) - self._table.visualRect(index).left()
        if index.column() > 0 and covered > 0:
            bar = self._table.horizontalScrollBar()
            bar.setValue(bar.value() - covered)


class FrozenTable(QTableView):
    """A table over any model with rows to choose, a first column that stays, and rows as high as the text needs.

    opened: Enter on a cell that cannot be edited, or a double click on one.
    """

    opened = Signal(QModelIndex)
    _column: FrozenColumn | None = None
    """None while the table is made: Qt calls the functions below then already."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._column = FrozenColumn(self, name)
        self.frozen = self._column.view
        self._set_heights()
        self.frozen.doubleClicked.connect(self.opened)
        self.doubleClicked.connect(self._double_clicked)
        give_menu(self, self.opened.emit)
        give_menu(self.frozen, self.opened.emit)

    def setModel(self, model: QAbstractItemModel | None) -> None:  # noqa: N802 - Qt's name
        """Show a model in both parts."""
        super().setModel(model)
        if self._column is not None:
            self._column.follow()

    def set_sorting(self, sort: Callable[[int, Qt.SortOrder], None]) -> None:
        """Let a click on a heading sort; at first the rows stand as the model has them."""
        for view in (self, self.frozen):
            header = view.horizontalHeader()
            header.setSectionsClickable(True)
            header.setSortIndicatorShown(True)
            header.setSortIndicatorClearable(True)
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.horizontalHeader().sortIndicatorChanged.connect(sort)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the frozen part as high as the table."""
        super().resizeEvent(event)
        if self._column is not None:
            self._column.place()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Rows grow with the text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._set_heights()

    def _set_heights(self) -> None:
        self.verticalHeader().setDefaultSectionSize(row_height(self))
        self.verticalHeader().setMinimumSectionSize(self.fontMetrics().height())
        self.setIconSize(icon_size(self))
        if self._column is not None:
            self._column.fit_rows()

    def scrollTo(  # noqa: N802 - Qt's name
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a cell into sight, beside the frozen column and not below it."""
        super().scrollTo(index, hint)
        if self._column is not None:
            self._column.uncover(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter opens what cannot be edited in place."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            self.state() != QAbstractItemView.State.EditingState
        ):
            index = self.currentIndex()
            if index.isValid() and event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            ):
                self.opened.emit(index)
                return
        super().keyPressEvent(event)

    def _double_clicked(self, index: QModelIndex) -> None:
        if not index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.opened.emit(index)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:  # noqa: N802 - Qt's name
        """Keep the focus in the table when an editor closes."""
        super().closeEditor(editor, hint)
        if not self.hasFocus() and self.isVisible():
            self.setFocus()


class FrozenRowView(RowView):
    """A table of rows whose first column stays in sight while the others are scrolled sideways."""

    _column: FrozenColumn | None = None

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
        super().__init__(model, name, key, parent, several=several, most=most)
        self._column = FrozenColumn(self, name)
        self.frozen = self._column.view
        self.frozen.doubleClicked.connect(self._open)
        give_menu(self.frozen, self._open)
        if self._column is not None:
            self._column.follow()

    def _fit_rows(self) -> None:
        super()._fit_rows()
        if self._column is not None:
            self._column.fit_rows()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        if self._column is not None:
            self._column.place()

    def scrollTo(  # noqa: N802, D102
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        super().scrollTo(index, hint)
        if self._column is not None:
            self._column.uncover(index)
