"""The line above a list that opens on what needs attention: how much that is, and the way to all and back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui.session.session import Session
from ui.widgets.basic import button, label, named

ATTENTION = "attention"
"""What is kept of a list that shows only what needs attention; `all` of one that shows everything."""


class AttentionBar(QWidget):
    """How much is on show, and one button to all of it or back. turned: whether only what needs attention is wanted."""

    turned = Signal(bool)

    def __init__(self, session: Session, kept_as: str, name: str) -> None:
        super().__init__()
        self._session = session
        self._kept_as = kept_as
        self.says = named(label("", wrap=False), name)
        self.turn: QPushButton = button("", self._turn)
        self.turn.setProperty("link", True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.says)
        layout.addWidget(self.turn)
        layout.addStretch(1)
        self._to_attention = False

    @property
    def wanted(self) -> bool:
        """Whether the list opens on what needs attention; so it is until somebody asks for all."""
        settings = self._session.settings
        return settings is None or settings.get(self._kept_as, ATTENTION) == ATTENTION

    def keep(self, wanted: bool) -> None:
        """Remember for the next time whether only what needs attention is shown."""
        if self._session.settings is not None:
            self._session.settings.set(self._kept_as, ATTENTION if wanted else "all")

    def say(self, text: str, words: str = "", *, to_attention: bool = False) -> None:
        """Show how much is on show, and the words of the button; none where there is nothing to turn to."""
        self.says.setText(text)
        self._to_attention = to_attention
        self.turn.setText(words)
        self.turn.setAccessibleName(words)
        self.turn.setVisible(bool(words))

    def _turn(self) -> None:
        self.keep(self._to_attention)
        self.turned.emit(self._to_attention)
