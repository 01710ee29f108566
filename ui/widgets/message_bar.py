"""The strip that tells what happened."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from ui.session.events import Message
from ui.widgets.announce import announce
from ui.widgets.basic import label, named
from ui.widgets.look import icon

_ICONS = {"problem": ("query", "query"), "done": ("done", "done"), "info": ("info", "question")}
LINES = 2
"""So many lines of a message are seen; the whole of it is in the tip."""


class MessageBar(QFrame):
    """A sentence in a place of its own, with an icon; it stays until it is closed or replaced, and moves nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = named(QLabel(), "Kind of message")
        self._text = label("")
        self._close = QToolButton()
        self._close.setAutoRaise(True)
        named(self._close, "Close this message", "Close this message (Esc)")
        self._close.clicked.connect(self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 0, 0)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._close)
        self._fit()
        self.clear()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def show_message(self, message: Message) -> None:
        """Show a message in the place of the one before."""
        name, tint = _ICONS[message.kind]
        if self._close.icon().isNull():
            # With the first message: the first icon takes a moment, and the first window has none.
            self._close.setIcon(icon("close", "quiet"))
        side = self.fontMetrics().height() + 4
        self._icon.setPixmap(icon(name, tint).pixmap(QSize(side, side)))
        self._text.setText(message.text)
        self._text.setToolTip(message.text)
        named(self._icon, {"problem": "Problem", "done": "Done"}.get(message.kind, "For your information"))
        self._close.show()
        named(self, f"Message: {message.text}")
        announce(self, message.text, urgent=message.kind == "problem")

    def clear(self) -> None:
        """Say nothing."""
        self._icon.clear()
        self._text.clear()
        self._text.setToolTip("")
        self._close.hide()
        named(self, "Message")

    def _fit(self) -> None:
        self._text.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * LINES + 8)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_text"):
            self._fit()
