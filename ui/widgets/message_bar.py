"""The bar that tells what happened."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from ui.session.events import Message
from ui.widgets.basic import label, named
from ui.widgets.marks import standard_icon


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
