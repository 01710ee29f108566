"""Leaving people and contracts out of the return, in place: the question why, and the list of who was left out."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from swf_desktop.record import Record
from swf_desktop.words import counted
from ui.session.events import HIDDEN
from ui.session.session import Session
from ui.widgets.basic import button, label, named, row

REASONS: Final = (
    "Left before the census period",
    "Not employed by this school: agency or contractor",
    "Contract of less than 28 days",
    "In the files twice",
    "No member of staff: governor or volunteer",
    "Returned by the local authority or another school",
)


class ReasonBar(QFrame):
    """Asks in place why somebody is left out. taken: the records and the reason."""

    taken = Signal(object, str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        named(self, "Leave out of the return")
        self.records: list[Record] = []
        self.says = label("")
        self.reason = named(QComboBox(), "Reason")
        self.words = named(QLineEdit(), "Reason")
        self.reason.setLineEdit(self.words)
        self.reason.addItems(REASONS)
        self.reason.view().setAccessibleName("Reasons")
        self.words.returnPressed.connect(self.take)
        self.reason.setMinimumContentsLength(34)
        take = button("&Leave out", self.take, main=True)
        stop = button("Keep in the return", self.stop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addWidget(self.says)
        layout.addWidget(row(named(label("Reason:"), "Reason"), self.reason, take, stop))
        self.hide()

    def ask(self, records: list[Record], words: str) -> None:
        """Ask about some records."""
        self.records = records
        self.says.setText(f"Leave out {words}? It is not sent, and can be brought back at any time.")
        self.show()
        self.reason.setFocus()
        self.words.selectAll()

    def take(self) -> None:
        """Take the reason."""
        reason = self.reason.currentText().strip()
        if reason and self.isVisible():
            self.hide()
            self.taken.emit(self.records, reason)
            self.closed.emit()

    def stop(self) -> None:
        """Leave everything as it is."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape keeps everybody in."""
        if event.key() == Qt.Key.Key_Escape:
            self.stop()
            return
        super().keyPressEvent(event)


class LeftOut(QFrame):
    """Who was left out, why, and the way back."""

    closed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setFrameShape(QFrame.Shape.StyledPanel)
        named(self, "Left out of the return")
        self.list = named(QListWidget(), "Who was left out")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        back = button("&Bring back", self.bring_back, tip="Take the chosen ones into the return again")
        close = button("Close", self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addWidget(label("Left out of the return, with the reason:"))
        layout.addWidget(self.list)
        layout.addWidget(row(back, close))
        self.list.setMaximumHeight(self.fontMetrics().height() * 8)
        self.hide()

    def refresh(self) -> int:
        """List them; return how many there are."""
        chosen = {item.data(Qt.ItemDataRole.UserRole) for item in self.list.selectedItems()}
        self.list.clear()
        left_out = self.session.decisions.recipe.leave_out if self.session.is_open else {}
        for number, (key, reason) in enumerate(left_out.items(), 1):
            who = f"{number}" if self.session.private else _named_by_key(key)
            item = QListWidgetItem(f"{who}: {HIDDEN if self.session.private else reason}")
            item.setData(Qt.ItemDataRole.UserRole, key)
            self.list.addItem(item)
            item.setSelected(key in chosen)
        return len(left_out)

    def open(self) -> None:
        """Show the list."""
        self.show()
        self.list.setFocus()
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)

    def bring_back(self) -> None:
        """Take those chosen into the return again."""
        keys = [item.data(Qt.ItemDataRole.UserRole) for item in self.list.selectedItems()]
        if not keys:
            self.session.tell("Choose in the list who is to come back.", "problem")
            return
        words = counted(len(keys), "record")
        self.session.decisions.bring_back(keys, f"{words} brought back")

    def _close(self) -> None:
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape closes the list."""
        if event.key() == Qt.Key.Key_Escape:
            self._close()
            return
        super().keyPressEvent(event)


def _named_by_key(key: str) -> str:
    """Return how a key reads: `PersonRef:010011/contract:2` is person 010011, contract 2."""
    person, _, rest = key.partition("/")
    words = f"person {person.partition(':')[2] or person}"
    kind, _, number = rest.partition(":")
    return words + (f", {kind} {number}" if kind else "")
