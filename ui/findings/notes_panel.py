"""The note to a query: what is suggested, the user's own words, a copy for COLLECT, and a tick when it is entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent, QTextCursor
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QVBoxLayout, QWidget

from swf_desktop.workspace.faults import WorkspaceError
from ui.session.session import Session
from ui.widgets.basic import button, label, named, row

if TYPE_CHECKING:
    from validation.finding import Finding


class NotesPanel(QWidget):
    """The note of one query; what is typed is kept as it is typed."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        named(self, "Note for COLLECT")
        self.finding: Finding | None = None
        self.says = label("")
        self.suggested = label("")
        self.text = named(QPlainTextEdit(), "Our note", "In your own words, as it is to stand in COLLECT")
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText("The note as it is to stand in COLLECT")
        self.text.textChanged.connect(self._typed)
        self.use = button("&Use the suggestion", self.use_suggested)
        self.copy = button("&Copy", self.copy_note, tip="Copy the note, to paste it into COLLECT")
        self.tick = named(QCheckBox("&Entered in COLLECT"), "Entered in COLLECT")
        self.tick.clicked.connect(self._ticked)
        self._keep = QTimer(self)
        self._keep.setSingleShot(True)
        self._keep.setInterval(400)
        self._keep.timeout.connect(self.keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self.says)
        layout.addWidget(self.suggested)
        layout.addWidget(self.text, 1)
        layout.addWidget(row(self.use, self.copy))
        layout.addWidget(self.tick)

    def show_finding(self, finding: Finding | None) -> None:
        """Show the note of a query."""
        self.keep()
        self.finding = finding
        is_query = finding is not None and finding.severity == "query"
        for widget in (self.suggested, self.text, self.use, self.copy, self.tick):
            widget.setVisible(is_query)
        if finding is None or not is_query:
            self.says.setText("Notes are for queries: choose a query in the list.")
            return
        self.says.setText(
            "If the query is right as it stands, explain it in COLLECT. Notes are not part of the XML file."
        )
        said = self.suggestion(finding)
        self.suggested.setText(f"Suggestion: {said}" if said else "There is no suggestion for this rule.")
        self.use.setEnabled(bool(said))
        self._put(self.session.notes.note(finding))
        self.tick.setChecked(self.session.notes.is_entered(finding))

    def suggestion(self, finding: Finding) -> str:
        """Return the suggested note; while names are hidden, the rule's own text with its gaps."""
        collection = self.session.collection
        if collection is None:
            return ""
        if self.session.private:
            rule = collection.rules.get(finding.rule)
            return rule.note if rule is not None else ""
        from validation.reports.notes import suggested_note

        return suggested_note(finding, collection)

    def _put(self, text: str) -> None:
        if self.text.toPlainText() != text:
            self.text.blockSignals(True)
            self.text.setPlainText(text)
            self.text.blockSignals(False)
        self.copy.setEnabled(bool(text))

    def _typed(self) -> None:
        self.copy.setEnabled(bool(self.text.toPlainText().strip()))
        self._keep.start()

    def keep(self) -> None:
        """Keep what was typed."""
        self._keep.stop()
        finding = self.finding
        if finding is None or finding.severity != "query":
            return
        text = self.text.toPlainText().strip()
        if text != self.session.notes.note(finding):
            self.session.notes.set_note(finding, text)

    def refresh(self) -> None:
        """Bring the panel up to notes that changed elsewhere; not while somebody types."""
        finding = self.finding
        if finding is not None and finding.severity == "query" and not self._keep.isActive():
            if not self.text.hasFocus():
                self._put(self.session.notes.note(finding))
            self.tick.setChecked(self.session.notes.is_entered(finding))

    def use_suggested(self) -> None:
        """Take the suggestion as the note."""
        if self.finding is not None:
            self.text.setPlainText(self.suggestion(self.finding))
            self.text.moveCursor(QTextCursor.MoveOperation.End)
            self.keep()
            self.text.setFocus()

    def copy_note(self) -> None:
        """Put the note on the clipboard."""
        text = self.text.toPlainText().strip()
        if text:
            QGuiApplication.clipboard().setText(text)
            self.session.tell("The note is on the clipboard: paste it into COLLECT, then tick it here.", "done")

    def _ticked(self, on: bool) -> None:
        if self.finding is None:
            return
        self.keep()
        try:
            self.session.notes.set_entered(self.finding, on)
        except WorkspaceError as error:
            self.session.tell(f"{error.found} {error.remedy}", "problem")

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Keep what was typed when the panel goes out of sight."""
        self.keep()
        super().hideEvent(event)
