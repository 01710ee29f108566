"""The table that every list of the window is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QMenu,
    QTableView,
    QToolTip,
    QTreeView,
    QWidget,
)

from ui.widgets.basic import named, row_height, text_width
from ui.widgets.table_model import RowsModel

_SHOWN: Final = Qt.ItemDataRole.DisplayRole


class Table(QTableView):
    """A table that is worked in by keyboard: Enter or double click opens a row, Ctrl+C copies, a heading sorts."""

    fits_columns = True
    """Whether columns are made as wide as their first rows need; not where somebody else sees to it."""
    least_wide = 24
    """How many characters a column that takes what room is left shows at least."""
    opened = Signal(object)
    """The row (of the model's rows) on which Enter was pressed, or that was double clicked."""

    def __init__(self, model: RowsModel[Any], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self._rows = model
        self._room = 0
        named(self, name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSortIndicatorShown(True)
        header.setSectionsClickable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.sortIndicatorChanged.connect(model.sort)
        self.doubleClicked.connect(self._open)
        self._at_a_touch = False
        self._fit_rows()
        self._widths_set = False
        self._bounds: tuple[int, int] | None = None
        model.modelReset.connect(self._fit_columns)
        give_menu(self, lambda index: self.opened.emit(self._rows.row_at(index)))

    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and not (index.flags() & Qt.ItemFlag.ItemIsEditable):
            self.opened.emit(self._rows.row_at(index))

    def open_at_a_touch(self) -> None:
        """Open a row with a single click and with Space, too: where each row is a way to somewhere."""
        self._at_a_touch = True
        self.doubleClicked.disconnect(self._open)
        self.clicked.connect(self._open)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, *((Qt.Key.Key_Space,) if self._at_a_touch else ()))
        if event.key() in keys and self.state() != self.State.EditingState:
            index = self.currentIndex()
            if index.isValid():
                if index.flags() & Qt.ItemFlag.ItemIsEditable:
                    self.edit(index)
                else:
                    self.opened.emit(self._rows.row_at(index))
                return
        super().keyPressEvent(event)

    def current(self) -> Any:
        """Return the row that has the focus, None for none."""
        index = self.currentIndex()
        return self._rows.row_at(index) if index.isValid() else None

    def chosen(self) -> list[Any]:
        """Return the rows that are selected, in the order on show."""
        places = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        return [self._rows.row_at(place) for place in places]

    def select_place(self, place: int, column: int = 0) -> None:
        """Put the focus into a row on show."""
        if 0 <= place < self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(place, column))
            self.scrollTo(self.currentIndex())

    def copy(self) -> None:
        """Put the headings and the selected rows on the clipboard, with tabs between the cells."""
        copy_rows(self)

    def fit_height(self, least: int = 1, most: int = 8) -> None:
        """Make the table as high as its rows, within bounds of rows."""
        if self._bounds is None:
            self.horizontalScrollBar().rangeChanged.connect(lambda *_range: self._fit_height())
        self._bounds = least, most
        self._fit_height()

    def _fit_height(self) -> None:
        if self._bounds is None:
            return
        rows = min(max(self._rows.rowCount(), self._bounds[0]), self._bounds[1])
        head = 0 if self.horizontalHeader().isHidden() else self.horizontalHeader().sizeHint().height()
        bar = self.horizontalScrollBar()
        below = bar.sizeHint().height() if bar.maximum() > 0 else 0
        self.setFixedHeight(rows * self.verticalHeader().defaultSectionSize() + head + below + 2 * self.frameWidth())

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(row_height(self))
        self.verticalHeader().setMinimumSectionSize(self.fontMetrics().height() + 4)
        self.setIconSize(QSize(self.fontMetrics().height(), self.fontMetrics().height()))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_rows()
            self._widths_set = False
            self._fit_columns()
            self._fit_height()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        # What is resized is the viewport. Asking for that itself makes PySide look through every kind of widget there
        # is, once, which takes as long as a page.
        self._room = event.size().width()
        self._share_room()

    def fit_columns(self) -> None:
        """Make columns as wide as their first rows need now, also where they were made so before."""
        self._widths_set = False
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Make columns as wide as their first rows need, once; the user may change them after that."""
        if self._widths_set or not self.fits_columns or not self.isVisible():
            return
        # Without rows the headings alone decide, until there are some.
        self._widths_set = self._rows.rowCount() > 0
        metrics, header = self.fontMetrics(), self.horizontalHeader()
        for index, column in enumerate(self._rows.columns):
            texts = [column.text(self._rows.row_at(place)) for place in range(min(60, self._rows.rowCount()))]
            widest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
            extra = metrics.height() + 8 if column.icon is not None else 0
            title = header.fontMetrics().horizontalAdvance(column.title) + 28
            header.resizeSection(index, min(max(widest + extra + 16, title), text_width(self, 46)))
        self._share_room()

    def _share_room(self) -> None:
        """Give what room is left to the columns that want it."""
        wide = [index for index, column in enumerate(self._rows.columns) if column.wide]
        if not wide:
            return
        header = self.horizontalHeader()
        others = sum(
            header.sectionSize(index)
            for index in range(header.count())
            if index not in wide and not header.isSectionHidden(index)
        )
        room = self._room - others
        for index in wide:
            header.resizeSection(index, max(room // len(wide), text_width(self, self.least_wide)))


# What every table can do with its rows, by right click, the menu key or keys


def give_menu(view: QTableView | QTreeView, go: Callable[[QModelIndex], object] | None = None) -> None:
    """Give a table its menu, and Ctrl+C. go: opens the row of an index, as Enter does; None where Enter edits."""
    # The text by itself: with it Qt's binding looks for an icon too, and makes its whole class for the first window.
    copy = QAction(view)
    copy.setText("&Copy")
    copy.setShortcut(QKeySequence.StandardKey.Copy)
    copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    copy.triggered.connect(lambda _on=False: copy_rows(view))
    view.addAction(copy)
    view.installEventFilter(_Copying(view))
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    view.customContextMenuRequested.connect(lambda at: _open(view, at, copy, go))


class _Copying(QObject):
    """Takes Ctrl+C before the view itself, which copies the one cell that has the focus."""

    def __init__(self, view: QTableView | QTreeView) -> None:
        super().__init__(view)
        self._view = view

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if not event.matches(QKeySequence.StandardKey.Copy):
            return False
        copy_rows(self._view)
        return True


def copy_rows(view: QTableView | QTreeView) -> None:
    """Put the headings and the selected rows on the clipboard, as they show, with tabs between the cells."""
    QApplication.clipboard().setText(rows_text(view))


def rows_text(view: QTableView | QTreeView) -> str:
    """Return the headings and the selected rows (the current one where none is selected) as text with tabs."""
    model, header = view.model(), _header(view)
    columns = [
        column for place in range(header.count()) if not header.isSectionHidden(column := header.logicalIndex(place))
    ]
    chosen = {index.siblingAtColumn(0) for index in view.selectionModel().selectedIndexes()}
    if not chosen and view.currentIndex().isValid():
        chosen = {view.currentIndex().siblingAtColumn(0)}
    lines = [[str(model.headerData(column, Qt.Orientation.Horizontal, _SHOWN) or "") for column in columns]]
    lines += [
        [_one_line(index.siblingAtColumn(column).data(_SHOWN)) for column in columns]
        for index in sorted(chosen, key=lambda index: _path(index))
    ]
    return "\n".join("\t".join(line) for line in lines)


def _header(view: QTableView | QTreeView) -> QHeaderView:
    return view.header() if isinstance(view, QTreeView) else view.horizontalHeader()


def _path(index: QModelIndex) -> list[int]:
    """Return where a row stands, from the outermost one that holds it."""
    rows: list[int] = []
    while index.isValid():
        rows.insert(0, index.row())
        index = index.parent()
    return rows


def _one_line(text: object) -> str:
    return "" if text is None else " ".join(str(text).split())


def row_menu(
    view: QTableView | QTreeView, index: QModelIndex, copy: QAction, go: Callable[[QModelIndex], object] | None
) -> QMenu:
    """Return the menu of a cell."""
    menu = named(QMenu(view), "What can be done with this row")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.addAction(copy)
    why = menu.addAction("Show &why")
    said = index.data(Qt.ItemDataRole.ToolTipRole)
    why.setEnabled(bool(said))
    why.triggered.connect(lambda _on=False: _say(view, index, str(said)))
    if go is not None:
        menu.addAction("&Go to it").triggered.connect(lambda _on=False: go(index))
    return menu


def _open(view: QTableView | QTreeView, at: QPoint, copy: QAction, go: Callable[[QModelIndex], object] | None) -> None:
    index = view.indexAt(at)
    if not index.isValid():
        # The menu key asks at a place of its own.
        index = view.currentIndex()
    if index.isValid():
        chosen = view.selectionModel()
        if not chosen.isSelected(index) and view.selectionMode() != QAbstractItemView.SelectionMode.NoSelection:
            view.setCurrentIndex(index)
        row_menu(view, index, copy, go).popup(view.viewport().mapToGlobal(at))


def _say(view: QTableView | QTreeView, index: QModelIndex, said: str) -> None:
    place = view.visualRect(index)
    QToolTip.showText(view.viewport().mapToGlobal(place.bottomLeft()), said, view)
