"""The history of changes: what stands, what was undone, and the way to any point of it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.session.events import What
from ui.session.session import Session
from ui.widgets.basic import label
from ui.widgets.table_model import Column, RowsModel
from ui.widgets.tables import Table


@dataclass(frozen=True, slots=True)
class Step:
    """One change. number: how many changes stand after it; undone: it was taken back."""

    number: int
    text: str
    undone: bool


class History(QWidget):
    """All changes, the last one on top. Enter goes back (or forward) to the moment after a change."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.model: RowsModel[Step] = RowsModel(
            [
                Column("State", lambda step: "undone" if step.undone else "done"),
                Column("Change", lambda step: step.text, wide=True, tip=lambda step: step.text),
            ],
            self,
        )
        self.table = Table(self.model, "History of changes", self)
        self.table.horizontalHeader().setSectionsClickable(False)
        self.table.opened.connect(lambda step: session.changes.go_back_to(step.number))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 2, 4, 2)
        layout.addWidget(label("Press Enter on a change to go back to the moment after it."))
        layout.addWidget(self.table, 1)
        session.changed.connect(self._changed)
        self.refresh()

    def _changed(self, what: frozenset[What]) -> None:
        if what & {What.JOURNAL, What.OPENED}:
            self.refresh()

    def refresh(self) -> None:
        """Bring the list up to the journal."""
        journal = self.session.journal
        steps = [Step(number, entry.label, number > journal.done) for number, entry in enumerate(journal.entries, 1)]
        steps.insert(0, Step(0, "As the files were read", undone=False))
        self.model.set_rows(steps[::-1])
