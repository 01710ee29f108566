"""The banner over every step of a practice return."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from swf_desktop.practice import BANNER, WORD
from ui.widgets.basic import label, named


class PracticeBanner(QFrame):
    """Says on every step that this is practice; it cannot be closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.Box)
        self.setLineWidth(2)
        text = label(f"{WORD}. {BANNER}")
        font = text.font()
        font.setBold(True)
        text.setFont(font)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addWidget(text, 1)
        named(self, f"{WORD}. {BANNER}")
        self.hide()
