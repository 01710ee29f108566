"""Editors for fields: dates with a calendar, codes found by words, yes or no, money; and the delegate that opens them.

Every editor takes what people type; how it is read is for `Session.read` and `Session.edit`. So nothing is refused
while somebody types, and what is not understood stands in the field and is reported, as it would be from a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final, cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QDate,
    QEvent,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QSize,
    QStringListModel,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QFocusEvent, QIcon, QKeyEvent, QPainter, QPalette, QPen, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QComboBox,
    QCompleter,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from swf_desktop.canonical import SEPARATOR
from swf_desktop.collection import Collection, Field
from swf_desktop.record import Value
from ui.session.typed import shown

FIELD_ROLE: Final = Qt.ItemDataRole.UserRole + 40
"""Of an index: the Field that it shows, None where it is no field."""

GAP: Final = "  "
"""What stands between a code and its description."""

SHORT_LIST: Final = 60
"""A code list of so many codes is shown whole as soon as its editor opens."""

_MOST: Final = 400

_PRESSES: Final = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress)

Index = QModelIndex | QPersistentModelIndex


def edit_text(field: Field, value: Value | None) -> str:
    """Return a value as it stands in an editor: dates dd/mm/yyyy, money without commas, the code alone of a code."""
    if value is not None and isinstance(value.typed, Decimal) and field.type == "money":
        return f"{value.typed:f}" if value.typed != value.typed.quantize(Decimal("0.01")) else f"{value.typed:.2f}"
    return shown(field, value)


def code_choices(field: Field, collection: Collection) -> list[tuple[str, str]]:
    """Return (code, description) of all codes that a field may have, in the order of the list; none for ranges."""
    code_set = collection.code_sets.get(field.code_set.rstrip("*"))
    if code_set is None or code_set.membership == "ranges":
        return []
    return [(code.code, code.description) for code in code_set.codes.values()]


def everyday_words(field: Field, collection: Collection) -> dict[str, str]:
    """Return what people write for the codes of a field (`pgce`, `scitt`), by code, folded and separated by `; `."""
    # Loaded here, as it reads a large table: the window shows before anything is typed.
    from converters.values.codes import value_aliases

    words: dict[str, list[str]] = {}
    for alias, code in value_aliases(field.name, field.code_set.rstrip("*"), collection.year).items():
        words.setdefault(code, []).append(alias)
    return {code: "; ".join(aliases) for code, aliases in words.items()}


def matching_codes(
    choices: list[tuple[str, str]], typed: str, everyday: Mapping[str, str] | None = None
) -> list[tuple[str, str]]:
    """Return the codes that fit what was typed: the code's beginning first, then all words anywhere, in any order.

    everyday: what people write for each code; one that is found by that alone comes before those found in the middle
    of words.
    """
    words = re.findall(r"\w+", typed.casefold())
    if not words:
        return choices[:]
    whole = typed.strip().casefold()
    first, exact, starts, said, holds = [], [], [], [], []
    for choice in choices:
        code, description = choice[0].casefold(), choice[1].casefold()
        if code == whole:
            first.append(choice)
        elif code.startswith(whole):
            exact.append(choice)
        elif all(re.search(rf"\b{re.escape(word)}", f"{code} {description}") for word in words):
            starts.append(choice)
        elif everyday and all(re.search(rf"\b{re.escape(word)}", everyday.get(choice[0], "")) for word in words):
            said.append(choice)
        elif all(word in code or word in description for word in words):
            holds.append(choice)
    return first + exact + starts + said + holds


class TextEdit(QLineEdit):
    """One line of text; `done` says that a value was chosen, so that whoever opened the editor may take it."""

    done = Signal()

    def value_text(self) -> str:
        """Return what was typed."""
        return self.text()

    def set_value_text(self, text: str) -> None:
        """Put a text in, all of it marked so that typing replaces it."""
        self.setText(text)
        self.selectAll()


class MoneyEdit(TextEdit):
    """An amount of money: a pound sign and commas may be typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("£")
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class DateEdit(TextEdit):
    """A date, typed in any usual way, or taken from a calendar (Alt+Down)."""

    def __init__(self, parent: QWidget | None = None, *, start: date | None = None) -> None:
        super().__init__(parent)
        self._start = start
        self.setPlaceholderText("dd/mm/yyyy")
        self._action = QAction(_calendar_icon(self.palette()), "Choose from a calendar (Alt+Down)", self)
        self._action.triggered.connect(self.open_calendar)
        self.addAction(self._action, QLineEdit.ActionPosition.TrailingPosition)
        self._popup: _Calendar | None = None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Alt+Down opens the calendar."""
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
            return
        super().keyPressEvent(event)

    def open_calendar(self) -> None:
        """Show a calendar below, at the date that stands there or the one that was given as a start."""
        day = QDate.fromString(self.text().strip(), "dd/MM/yyyy")
        if not day.isValid() and self._start is not None:
            day = QDate(self._start.year, self._start.month, self._start.day)
        self._popup = _Calendar(self, day if day.isValid() else QDate.currentDate())
        self._popup.show_below()

    def take(self, day: QDate) -> None:
        """Take a day from the calendar."""
        self.setText(day.toString("dd/MM/yyyy"))
        self.done.emit()


class _Calendar(QWidget):
    """The calendar of a date's editor. A child of the editor, so that the editor is not left when it has the focus."""

    def __init__(self, editor: DateEdit, day: QDate) -> None:
        super().__init__(editor, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._editor = editor
        self.setAccessibleName("Calendar")
        self.calendar = QCalendarWidget(self)
        self.calendar.setAccessibleName("Calendar")
        self.calendar.setLocale(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setSelectedDate(day)
        self.calendar.activated.connect(self._take)
        self.calendar.clicked.connect(self._take)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.addWidget(self.calendar)

    def show_below(self) -> None:
        self.adjustSize()
        self.move(self._editor.mapToGlobal(QPoint(0, self._editor.height())))
        self.show()
        self.calendar.setFocus()

    def _take(self, day: QDate) -> None:
        editor = self._editor
        self.close()
        editor.setFocus()
        editor.take(day)


class CodeEdit(TextEdit):
    """A code, found by its letters or by any words of its description. Down or Alt+Down shows the list.

    Where the field repeats, codes are separated by semicolons and the list is for the one being typed.
    """

    entered = Signal()
    """A code was taken from the list with Enter: whoever waits for Enter may go on."""

    def __init__(
        self,
        choices: list[tuple[str, str]],
        parent: QWidget | None = None,
        *,
        repeats: bool = False,
        everyday: Callable[[], Mapping[str, str]] | None = None,
    ) -> None:
        super().__init__(parent)
        self.choices = choices
        self._everyday = everyday
        self._repeats = repeats
        self._open_at_once = False
        self._enter = False
        self._list = QStringListModel(self)
        completer = QCompleter(self._list, self)
        # The list is made here, by words in any order, which the completer's own modes cannot.
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(14)
        completer.setWidget(self)
        completer.popup().setAccessibleName("Codes")
        # After the completer's own, so that it is asked first.
        completer.popup().installEventFilter(self)
        completer.activated.connect(self._chosen)
        self.list_of_codes = completer
        self.setPlaceholderText("Words or a code; ↓ shows the list" if repeats else "Words or a code")
        self.textEdited.connect(self._typed)
        show = QAction(_arrow_icon(self.palette()), "Show the list (Down)", self)
        show.triggered.connect(self._show_all)
        self.addAction(show, QLineEdit.ActionPosition.TrailingPosition)

    def open_list(self, typed: str = "") -> None:
        """Show the codes that fit a text, all for none."""
        everyday = self._everyday() if typed and self._everyday is not None else None
        found = matching_codes(self.choices, typed, everyday)[:_MOST]
        self._list.setStringList([f"{code}{GAP}{description}" for code, description in found])
        popup = self.list_of_codes.popup()
        if not found:
            popup.hide()
            return
        rect = self.rect()
        wide = max(popup.sizeHintForColumn(0) + popup.verticalScrollBar().sizeHint().width() + 12, self.width())
        screen = self.screen().availableGeometry()
        rect.setWidth(min(wide, screen.width() // 2))
        self.list_of_codes.complete(rect)
        here = next((row for row, (code, _) in enumerate(found) if code == self.text().strip()), None)
        if typed:
            popup.setCurrentIndex(self._list.index(0))
        elif here is not None:
            popup.setCurrentIndex(self._list.index(here))

    def _show_all(self) -> None:
        if not self.isReadOnly():
            self.setFocus()
            self.open_list()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Note whether a code is taken with Enter or with the mouse."""
        if watched is self.list_of_codes.popup() and event.type() in _PRESSES:
            enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            self._enter = isinstance(event, QKeyEvent) and event.key() in enter
        return super().eventFilter(watched, event)

    def open_at_once(self) -> None:
        """Show the whole list as soon as the editor is on the screen."""
        self._open_at_once = True

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Show the list where that was asked for."""
        super().showEvent(event)
        if self._open_at_once:
            self._open_at_once = False
            QTimer.singleShot(0, self, self._open_first)

    def _open_first(self) -> None:
        if self.isVisible() and not self.isReadOnly() and not self.list_of_codes.popup().isVisible():
            self.open_list(self._part() if self.isModified() else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Down shows the list; Enter takes from it while it is open, and is not for the field."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.list_of_codes.popup().isVisible():
            event.ignore()
            return
        if event.key() == Qt.Key.Key_Down and not self.list_of_codes.popup().isVisible():
            self.open_list()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Close the list when the editor is left."""
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.list_of_codes.popup().hide()
        super().focusOutEvent(event)

    def _part(self) -> str:
        return self.text().rpartition(";")[2].strip() if self._repeats else self.text().strip()

    def _typed(self, _text: str) -> None:
        self.open_list(self._part()) if self._part() else self.list_of_codes.popup().hide()

    def _chosen(self, line: str) -> None:
        code = line.partition(GAP)[0]
        if self._repeats:
            before, semicolon, _ = self.text().rpartition(";")
            self.setText(f"{before}{SEPARATOR}{code}" if semicolon else code)
        else:
            self.setText(code)
        self.setModified(True)
        self.done.emit()
        if self._enter:
            self._enter = False
            self.entered.emit()


class ChoiceEdit(QComboBox):
    """One of a few: Yes or No, say. What stands there and is none of them can stay."""

    done = Signal()

    def __init__(self, choices: list[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.addItems(["", *choices])
        self.activated.connect(lambda _: self.done.emit())

    def value_text(self) -> str:
        """Return what was chosen."""
        return self.currentText()

    def set_value_text(self, text: str) -> None:
        """Choose a text; one that is no choice becomes one."""
        found = self.findText(text)
        if found < 0:
            self.addItem(text)
            found = self.count() - 1
        self.setCurrentIndex(found)


Editor = TextEdit | ChoiceEdit


def make_editor(field: Field, collection: Collection, parent: QWidget | None = None) -> Editor:
    """Return the right editor for a field, with its accessible name."""
    editor: Editor
    choices = code_choices(field, collection) if field.type == "code" else []
    if field.type == "boolean":
        editor = ChoiceEdit(["Yes", "No"], parent)
    elif choices:
        everyday = partial(everyday_words, field, collection)
        editor = CodeEdit(choices, parent, repeats=field.repeats, everyday=everyday)
    elif field.type in ("date", "datetime"):
        editor = DateEdit(parent, start=None if field.tag == "PersonBirthDate" else collection.reference_date)
    elif field.type == "money":
        editor = MoneyEdit(parent)
    else:
        editor = TextEdit(parent)
        if field.repeats:
            editor.setPlaceholderText("several are separated by ;")
        elif field.example:
            editor.setPlaceholderText(f"such as {field.example}")
    editor.setAccessibleName(field.label)
    editor.setAccessibleDescription(field.help)
    return editor


class FieldDelegate(QStyledItemDelegate):
    """Opens the editor of the field that an index shows (FIELD_ROLE), and gives the model what was typed."""

    def __init__(self, collection: Callable[[], Collection | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._collection = collection

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        """Rows have some air, so that they are easy to hit."""
        size = super().sizeHint(option, index)
        size.setHeight(max(size.height(), round(option.fontMetrics.height() * 1.35)))  # type: ignore[attr-defined]
        return size

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: N802
        """Open the editor of a field; a plain line where the index shows none."""
        field = index.data(FIELD_ROLE)
        collection = self._collection()
        if field is None or collection is None:
            return super().createEditor(parent, option, index)
        editor = make_editor(field, collection, parent)
        editor.setAutoFillBackground(True)
        editor.done.connect(lambda: self._finish(editor))
        if isinstance(editor, CodeEdit) and not field.repeats and len(editor.choices) <= SHORT_LIST:
            editor.open_at_once()
        if isinstance(editor, ChoiceEdit):
            QTimer.singleShot(0, editor, editor.showPopup)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802 - Qt's name
        """Put in what stands in the field; not again while somebody types."""
        if isinstance(editor, TextEdit | ChoiceEdit):
            if not (isinstance(editor, TextEdit) and editor.isModified()):
                editor.set_value_text(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            return
        super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: N802
        """Give the model what was typed, if it is something else."""
        if isinstance(editor, TextEdit | ChoiceEdit):
            text = editor.value_text()
            if text != str(index.data(Qt.ItemDataRole.EditRole) or ""):
                model.setData(cast(QModelIndex, index), text, Qt.ItemDataRole.EditRole)
            return
        super().setModelData(editor, model, index)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        """Let an editor be as high as it needs, and wide enough to read."""
        super().updateEditorGeometry(editor, option, index)
        rect = editor.geometry()
        hint = editor.sizeHint()
        if hint.height() > rect.height():
            rect.setTop(rect.top() - (hint.height() - rect.height()) // 2)
            rect.setHeight(hint.height())
        least = editor.fontMetrics().averageCharWidth() * 14
        if rect.width() < least:
            rect.setWidth(least)
        editor.setGeometry(rect)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Leave the keys to a list of codes that is open."""
        if (
            isinstance(watched, CodeEdit)
            and event.type() == QEvent.Type.KeyPress
            and watched.list_of_codes.popup().isVisible()
        ):
            return False
        return super().eventFilter(watched, event)

    def _finish(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)


def _arrow_icon(palette: QPalette) -> QIcon:
    with _drawn(palette, 3) as (painter, pixmap):
        painter.drawLine(8, 12, 16, 21)
        painter.drawLine(16, 21, 24, 12)
    return QIcon(pixmap)


def _calendar_icon(palette: QPalette) -> QIcon:
    with _drawn(palette, 2) as (painter, pixmap):
        painter.drawRect(4, 7, 24, 21)
        painter.drawLine(4, 13, 28, 13)
        painter.drawLine(10, 3, 10, 9)
        painter.drawLine(22, 3, 22, 9)
        for x in (10, 16, 22):
            for y in (18, 23):
                painter.drawPoint(x, y)
    return QIcon(pixmap)


@contextmanager
def _drawn(palette: QPalette, width: int) -> Iterator[tuple[QPainter, QPixmap]]:
    """Draw on a clear picture of 32 pixels in the colour of text."""
    pixmap = QPixmap(32, 32)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    pen = QPen(palette.color(QPalette.ColorRole.Text))
    pen.setWidth(width)
    painter.setPen(pen)
    yield painter, pixmap
    painter.end()
