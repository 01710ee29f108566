"""The card on a corrected file: does it replace the one that is here, what that changes, and what becomes of edits."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QVBoxLayout, QWidget

from ui.session.corrected import Waiting
from ui.session.events import HIDDEN
from ui.session.session import Session
from ui.widgets.basic import button, heading, label, named, row


class CorrectedCard(QFrame):
    """One file that waits. keep, take: for each change by hand whose cell changed, the two answers."""

    def __init__(self, session: Session, waiting: Waiting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.waiting = session, waiting
        self.setProperty("card", True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        fit, changed = waiting.fit, waiting.changed
        named(self, fit.question)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(heading(fit.question, 2))
        layout.addWidget(label("If it replaces it, all your answers stay, and this changes:"))
        for sentence in changed.all:
            layout.addWidget(label(f"•  {self._shown(sentence)}"))
        self.keep: list[QRadioButton] = []
        self.take: list[QRadioButton] = []
        if changed.by_hand:
            layout.addWidget(heading("You changed these by hand, and the file changed them too", 3))
        for one in changed.by_hand:
            # While names are hidden the item alone is told.
            layout.addWidget(label(f"{one.label}: {HIDDEN}" if session.private else one.sentence))
            about = one.label if session.private else f"{one.label} of {one.who}"
            mine = named(QRadioButton("Keep mine"), f"Keep mine: {about}")
            theirs = named(QRadioButton("Take the file's"), f"Take the file's: {about}")
            mine.setChecked(True)
            group = QButtonGroup(self)
            group.addButton(mine)
            group.addButton(theirs)
            self.keep.append(mine)
            self.take.append(theirs)
            layout.addWidget(row(mine, theirs))
        old = "the one that is here" if fit.new == fit.old else fit.old
        self.replace = button(f"Replace {old}".replace("&", "&&"), self._replace, main=True)
        self.add = button(f"Add to {old}".replace("&", "&&"), lambda: session.corrected.add(waiting))
        self.drop = button("Do not take it", lambda: session.corrected.drop(waiting))
        layout.addWidget(row(self.replace, self.add, self.drop))

    def _shown(self, sentence: str) -> str:
        """Return a sentence, of which names and figures are hidden while they are to be."""
        if not self.session.private:
            return sentence
        start, colon, _ = sentence.partition(":")
        return f"{start}: {HIDDEN}" if colon else HIDDEN

    def _replace(self) -> None:
        taken = [one for one, theirs in zip(self.waiting.changed.by_hand, self.take, strict=True) if theirs.isChecked()]
        self.session.corrected.replace(self.waiting, taken)
