"""The docked list of findings: the true total always on show, filters below it, Enter goes to the field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from swf_desktop.record import place_words
from ui.findings.words import counts_text, finding_rule, finding_text, finding_who
from ui.session.events import What
from ui.session.session import Session
from ui.widgets.basic import label, named, row
from ui.widgets.boxes import ChoiceBox, SearchBox
from ui.widgets.marks import ORDER, mark_icon, word_for
from ui.widgets.table_model import Column, RowsModel
from ui.widgets.tables import Table

if TYPE_CHECKING:
    from validation.finding import Finding


class FindingsList(QWidget):
    """The list with its totals and filters."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.model: RowsModel[Finding] = RowsModel(
            [
                Column(
                    "Kind",
                    lambda finding: word_for(finding.severity),
                    sort=lambda finding: ORDER[finding.severity],
                    icon=lambda finding: mark_icon(str(finding.severity)),
                ),
                Column("Who", lambda finding: finding_who(session, finding)),
                Column(
                    "What is wrong, and what to do",
                    lambda finding: finding_text(session, finding),
                    tip=lambda finding: finding_text(session, finding),
                    wide=True,
                ),
                Column("Rule", finding_rule),
                Column("Where it comes from", lambda finding: place_words(finding.source)),
            ],
            self,
        )
        self.table = Table(self.model, "Findings", self)
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.opened.connect(session.checking.go_to)
        self.total = named(label("", wrap=False), "Totals")
        self.kind = ChoiceBox(
            "Kind of finding",
            [("", "All kinds"), ("error", "Errors"), ("query", "Queries"), ("question", "Questions")],
        )
        self.kind.setMinimumContentsLength(10)
        self.kind.picked.connect(lambda _value: self._filter())
        self.search = SearchBox("Find in findings", "Find a name, rule or word", self.table)
        self.search.textChanged.connect(lambda _text: self._filter())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 2, 4, 2)
        layout.addWidget(row(self.total, self.kind, self.search))
        layout.addWidget(self.table, 1)
        self.setMinimumHeight(self.fontMetrics().height() * 7)
        session.changed.connect(self._changed)
        self.refresh()

    def _changed(self, what: frozenset[What]) -> None:
        if what & {What.FINDINGS, What.PRIVACY, What.OPENED, What.STATE}:
            self.refresh()

    def refresh(self) -> None:
        """Bring the list up to the session's findings; the row with the focus keeps it."""
        session = self.session
        if self.model.rows != session.findings:
            before = self.table.current()
            place = self.table.currentIndex().row()
            self.model.set_rows(session.findings)
            if before is not None:
                at = self.model.place_of(
                    lambda one: (one.rule, one.field, one.person) == (before.rule, before.field, before.person)
                )
                self.table.select_place(at if at >= 0 else min(place, self.model.rowCount() - 1))
        else:
            self.model.redraw()
        text = counts_text(session.findings) if session.is_open else "No return is open"
        if session.checking.running or session.builder.building:
            text = "Checking …"
        elif session.is_open and session.return_ is None:
            text = "Nothing to check yet"
        self.total.setText(text)

    def _filter(self) -> None:
        kind, words = self.kind.value(), self.search.text().casefold().split()
        kinds = {"error": ("error", "schema")}.get(kind, (kind,))

        def keeps(finding: Finding) -> bool:
            if kind and finding.severity not in kinds:
                return False
            if not words:
                return True
            text = " ".join(
                (finding_who(self.session, finding), finding_text(self.session, finding), finding.rule)
            ).casefold()
            return all(word in text for word in words)

        self.model.set_filter(keeps if kind or words else None)

    def go(self, step: int) -> None:
        """Go to the next (1) or previous (-1) finding and to its field."""
        count = self.model.rowCount()
        if not count:
            self.session.tell("There are no findings in the list.")
            return
        current = self.table.currentIndex()
        place = (current.row() + step) % count if current.isValid() else (0 if step > 0 else count - 1)
        self.table.select_place(place)
        self.session.checking.go_to(self.model.row_at(place))
