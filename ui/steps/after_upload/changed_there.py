"""What was changed in COLLECT itself: lost with the next upload, unless it is changed here too."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from ui.session.session import Session
from ui.widgets.basic import label, named


class ChangedThere(QWidget):
    """A line for each thing, kept as it is typed; Finish and a refused file remind of it before they write."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.text = named(QPlainTextEdit(), "Changed in COLLECT itself", "A line for each thing you changed there")
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText("Such as: contract of Jane Smith ended on 31/08")
        self.text.textChanged.connect(self._keep)
        self.lost = named(label(""), "What is lost with the next upload")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(
            label(
                "Did somebody change the return in COLLECT itself, your authority perhaps? The next upload takes its "
                "place, and what was changed there is lost. Write it down, a line for each thing, and change it here "
                "too. Before the next file is written you are reminded of it."
            )
        )
        layout.addWidget(self.text, 1)
        layout.addWidget(self.lost)

    def refresh(self) -> None:
        """Bring it up to what is kept."""
        session = self.session
        kept = session.upload.changed_there
        if not self.text.hasFocus() and self.text.toPlainText().strip() != kept:
            self.text.blockSignals(True)
            self.text.setPlainText(kept)
            self.text.blockSignals(False)
        words = session.upload.lost_words(len(session.notes.entered())) if session.is_open else ""
        self.lost.setText(words)
        self.lost.setVisible(bool(words))

    def _keep(self) -> None:
        text = self.text.toPlainText().strip()
        if text != self.session.upload.changed_there:
            self.session.upload.set_changed_there(text)
