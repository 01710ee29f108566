"""Small widgets that all steps share. Sizes follow the font, so that text can be twice as large."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFont, QIcon, QKeyEvent, QKeySequence, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QCompleter,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.session.session import Message, Session
from ui.widgets.table_model import RowsModel

if TYPE_CHECKING:
    from converters.recipe.question import Question

AnyWidget = TypeVar("AnyWidget", bound=QWidget)


def named(widget: AnyWidget, name: str, tip: str = "") -> AnyWidget:
    """Give a widget its accessible name (and tip) and return it."""
    widget.setAccessibleName(name)
    if tip:
        widget.setToolTip(tip)
        widget.setAccessibleDescription(tip)
    return widget


def text_width(widget: QWidget, characters: int) -> int:
    """Return how wide so many characters are, in the widget's font."""
    return widget.fontMetrics().averageCharWidth() * characters


def standard_icon(name: str) -> QIcon:
    """Return one of the style's own icons, by its name in QStyle.StandardPixmap without `SP_`."""
    # Loaded with the first icon: its many names take a while, and the first window has none.
    from PySide6.QtWidgets import QStyle

    return QApplication.style().standardIcon(QStyle.StandardPixmap[f"SP_{name}"])


_SEVERITY = {
    "error": ("MessageBoxCritical", "Error"),
    "schema": ("MessageBoxCritical", "Structure"),
    "query": ("MessageBoxWarning", "Query"),
    "question": ("MessageBoxQuestion", "Question"),
    "repair": ("MessageBoxInformation", "Repair"),
}


def severity_icon(severity: str) -> QIcon:
    """Return the icon of a severity; always shown with its word."""
    return standard_icon(_SEVERITY[severity][0])


def severity_word(severity: str) -> str:
    """Return a severity in one word."""
    return _SEVERITY[severity][1]


def label(text: str, *, wrap: bool = True) -> QLabel:
    """Return a text that wraps and can be selected with the mouse."""
    made = QLabel(text)
    made.setWordWrap(wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def heading(text: str, level: int = 1) -> QLabel:
    """Return a heading: level 1 for a page, 2 for a part of it."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    Scaled(made, 1.5 if level == 1 else 1.15, bold=level > 1)
    made.setAccessibleName(text)
    return made


def wide(widget: AnyWidget, characters: int, *, fixed: bool = False) -> AnyWidget:
    """Make a widget at least (or just) so many characters wide, in any size of text, and return it."""
    widget.setProperty("characters wide", characters)
    widget.setProperty("width is fixed", fixed)
    _widen(widget)
    return widget


def _widen(widget: QWidget) -> None:
    width = text_width(widget, int(widget.property("characters wide")))
    if widget.property("width is fixed"):
        widget.setFixedWidth(width)
    else:
        widget.setMinimumWidth(width)


class Scaled:
    """Keeps a widget's font a multiple of the application's, also when that changes."""

    def __init__(self, widget: QWidget, factor: float, *, bold: bool = False) -> None:
        font = QFont(QApplication.font())
        font.setPointSizeF(font.pointSizeF() * factor)
        font.setBold(bold)
        widget.setFont(font)
        widget.setProperty("font factor", factor)
        widget.setProperty("font bold", bold)

    @staticmethod
    def again(top: QWidget) -> None:
        """Scale all such widgets below `top` to the application's font of now."""
        for widget in top.findChildren(QWidget):
            factor = widget.property("font factor")
            if factor:
                Scaled(widget, float(factor), bold=bool(widget.property("font bold")))
            if widget.property("characters wide"):
                _widen(widget)


def button(text: str, call: Callable[[], object], *, tip: str = "", main: bool = False) -> QPushButton:
    """Return a button; `&` in the text marks its key with Alt. main: the one that is usually pressed."""
    made = QPushButton(text)
    made.clicked.connect(lambda _checked=False: call())
    named(made, text.replace("&", ""), tip)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    if main:
        made.setDefault(True)
        font = made.font()
        font.setBold(True)
        made.setFont(font)
    return made


def row(*widgets: QWidget, stretch: bool = True) -> QWidget:
    """Return widgets side by side."""
    made = QWidget()
    layout = QHBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        layout.addWidget(widget)
    if stretch:
        layout.addStretch(1)
    return made


def scrolling(inner: QWidget) -> QScrollArea:
    """Return a scroll area around a page that may be higher than the window; the keyboard never stops at it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(inner)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    return area


class MessageBar(QFrame):
    """A sentence at the top of the page, with an icon and a word; it stays until it is closed or replaced."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._icon = QLabel()
        self._text = label("")
        self._close = QToolButton()
        self._close.setAutoRaise(True)
        named(self._close, "Close this message", "Close this message (Esc)")
        self._close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 4, 4)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        named(self, "Message")
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def show_message(self, message: Message) -> None:
        """Show a message in the place of the one before."""
        pixmap = {
            "problem": "MessageBoxWarning",
            "done": "DialogApplyButton",
            "info": "MessageBoxInformation",
        }[message.kind]
        if self._close.icon().isNull():
            # With the first message: the first icon takes a moment, and the first window has none.
            self._close.setIcon(standard_icon("TitleBarCloseButton"))
        side = self.fontMetrics().height() + 4
        self._icon.setPixmap(standard_icon(pixmap).pixmap(QSize(side, side)))
        self._text.setText(message.text)
        named(self, f"Message: {message.text}")
        self.setBackgroundRole(QPalette.ColorRole.AlternateBase)
        self.show()


class Table(QTableView):
    """A table that is worked in by keyboard: Enter or double click opens a row, Ctrl+C copies, a heading sorts."""

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
        self._fit_rows()
        self._widths_set = False
        self._bounds: tuple[int, int] | None = None
        model.modelReset.connect(self._fit_columns)
        copy = QAction("Copy", self)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy)
        self.addAction(copy)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and not (index.flags() & Qt.ItemFlag.ItemIsEditable):
            self.opened.emit(self._rows.row_at(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.state() != self.State.EditingState:
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
        """Put the selected rows on the clipboard, with tabs between the cells."""
        model = self._rows
        lines = [
            "\t".join(str(model.data(model.index(place, column))) for column in range(model.columnCount()))
            for place in sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        ]
        QApplication.clipboard().setText("\n".join(lines))

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
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
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

    def _fit_columns(self) -> None:
        """Make columns as wide as their first rows need, once; the user may change them after that."""
        if self._widths_set or not self.isVisible():
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


class SearchBox(QLineEdit):
    """A field to type a part of what is looked for; Down goes from it into the list below."""

    def __init__(self, name: str, hint: str, list_: QWidget | None = None) -> None:
        super().__init__()
        self.setPlaceholderText(hint)
        wide(self, len(hint) + 6)
        self.setClearButtonEnabled(True)
        for inside in self.findChildren(QToolButton):
            named(inside, "Clear")
        self._list = list_
        named(self, name)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if event.key() == Qt.Key.Key_Down and self._list is not None:
            self._list.setFocus()
            return
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)


class ChoiceBox(QComboBox):
    """A list of choices, each a value with its words; typing finds by words. The mouse wheel leaves it alone."""

    picked = Signal(str)
    """The value that the user chose."""

    def __init__(self, name: str, choices: list[tuple[str, str]] | None = None, *, search: bool = False) -> None:
        super().__init__()
        named(self, name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(18)
        if search:
            self.setEditable(True)
            self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            completer = QCompleter(self.model(), self)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
            completer.popup().setAccessibleName(f"{name}: found")
            self.setCompleter(completer)
            line = self.lineEdit()
            if line is not None:
                line.setAccessibleName(name)
                line.editingFinished.connect(self._typed)
        self.view().setAccessibleName(f"{name}: choices")
        self.set_choices(choices or [])
        self.activated.connect(lambda _index: self.picked.emit(self.value()))

    def set_choices(self, choices: list[tuple[str, str]]) -> None:
        """Offer other choices; what was chosen stays where it is among them."""
        before = self.value()
        self.blockSignals(True)
        self.clear()
        for value, words in choices:
            self.addItem(words, value)
        self.set_value(before)
        self.blockSignals(False)

    def value(self) -> str:
        """Return the value that is chosen, "" for none."""
        data = self.currentData()
        return data if isinstance(data, str) else ""

    def set_value(self, value: str) -> None:
        """Show a value as chosen; nobody is told. One that is no choice shows as nothing chosen."""
        self.setCurrentIndex(self.findData(value))
        if self.isEditable() and self.currentIndex() < 0:
            self.setEditText(value)

    def _typed(self) -> None:
        """Take what was typed: a value, or words that stand for one."""
        text = self.currentText().strip()
        for index in range(self.count()):
            if text in (self.itemData(index), self.itemText(index)):
                if index != self.currentIndex() or not self._same(index):
                    self.setCurrentIndex(index)
                    self.picked.emit(self.value())
                return

    def _same(self, index: int) -> bool:
        return self.currentIndex() == index and self.currentText() == self.itemText(index)

    def wheelEvent(self, event: Any) -> None:  # noqa: N802, D102
        event.ignore()


class QuestionCard(QFrame):
    """An open question with its answers: pick one, or type another."""

    def __init__(self, session: Session, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.question = session, question
        self.setFrameShape(QFrame.Shape.StyledPanel)
        named(self, f"Question: {question.text}")
        icon = QLabel()
        side = self.fontMetrics().height() + 6
        icon.setPixmap(severity_icon("question").pixmap(QSize(side, side)))
        layout = QVBoxLayout(self)
        top = QHBoxLayout()
        top.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(label(question.text), 1)
        layout.addLayout(top)
        if question.examples and not session.private:
            layout.addWidget(label("For example: " + ", ".join(question.examples)))
        choices = [
            (answer, f"{meaning}  ({answer})" if meaning and meaning != answer else answer)
            for answer, meaning in question.choices
        ]
        self.box = ChoiceBox(
            f"Answer to: {question.text}", [("", "Choose an answer, or type one"), *choices], search=True
        )
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.box.setCurrentIndex(0)
        take = button("Use this answer", self._answer)
        layout.addWidget(row(self.box, take, stretch=False))

    def _answer(self) -> None:
        answer = self.box.value() or self.box.currentText().strip()
        if answer and answer != self.box.itemText(0):
            self.session.answer(self.question, answer)
        else:
            self.session.tell("Choose an answer first.", "problem")


def empty(layout: QLayout) -> None:
    """Take all widgets out of a layout and let them go."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.setParent(None)
            widget.deleteLater()


def faded(palette: QPalette) -> QColor:
    """Return a colour for what matters less, that can still be read: two thirds of the way from paper to ink."""
    ink, paper = palette.color(QPalette.ColorRole.Text), palette.color(QPalette.ColorRole.Base)
    parts = ((ink.red(), paper.red()), (ink.green(), paper.green()), (ink.blue(), paper.blue()))
    return QColor(*(round(0.64 * dark + 0.36 * light) for dark, light in parts))
