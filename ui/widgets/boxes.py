"""Boxes to search and to choose."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QCompleter, QLineEdit, QToolButton, QWidget

from ui.widgets.basic import named, wide


class SearchBox(QLineEdit):
    """A field to type a part of what is looked for; Down goes from it into the list below."""

    left_down = Signal()
    """Down was pressed: what is typed counts now, and the list takes the focus."""

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
            self.left_down.emit()
            self._list.setFocus()
            if isinstance(self._list, QAbstractItemView) and not self._list.currentIndex().isValid():
                # Else the first press of Down in the list would pass over the first match.
                model = self._list.model()
                self._list.setCurrentIndex(model.index(0, 0))
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
                line.textEdited.connect(self._whole)
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
        line = self.lineEdit()
        if line is not None and not line.hasFocus():
            # Words longer than the field are read from their beginning.
            line.setCursorPosition(0)

    def _whole(self, text: str) -> None:
        """Take the list away once a whole value is typed: it lies over what comes next, and takes the click for it."""
        completer = self.completer()
        if completer is not None and self.findData(text.strip()) >= 0:
            # After the completer's own turn, which shows it.
            QTimer.singleShot(0, completer.popup(), completer.popup().hide)

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
