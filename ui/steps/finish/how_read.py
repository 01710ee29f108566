"""How the files were read: what was left out, could not be read, or was filled in."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.session.events import HIDDEN
from ui.session.session import Session
from ui.widgets.basic import heading, label
from ui.widgets.table_model import Column, RowsModel
from ui.widgets.tables import Table
from ui.worker.views import ToldView


class HowRead(QWidget):
    """The list; on show where there is anything to tell."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(heading("How the files were read", 2))
        layout.addWidget(
            label(
                "Contracts that are left out of the return, cells that could not be read, blanks filled from last year."
            )
        )
        self.rows: RowsModel[ToldView] = RowsModel(
            [
                Column("Kind", lambda one: one.kind),
                Column("Who or where", lambda one: HIDDEN if session.private and one.about else one.about),
                Column("What", lambda one: one.text, tip=lambda one: one.text, wide=True),
                Column("Value", lambda one: HIDDEN if session.private and one.found else one.found),
            ],
            self,
        )
        self.table = Table(self.rows, "How the files were read")
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.opened.connect(self._open)
        layout.addWidget(self.table)

    def refresh(self) -> None:
        """Show what the last build told."""
        rows = self.session.built.told if self.session.built is not None else []
        self.rows.set_rows(rows)
        self.setVisible(bool(rows))
        self.table.fit_height(most=8)

    def _open(self, one: ToldView) -> None:
        if one.key:
            self.session.show(one.key)
        else:
            # What it tells of a person or cell stays hidden while names are.
            self.session.tell(one.text if self.session.private else f"{one.about}: {one.text}")
