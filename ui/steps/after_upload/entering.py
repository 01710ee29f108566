"""The notes on queries, entered in COLLECT one after another with one key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from swf_desktop.workspace.faults import WorkspaceError
from ui.findings.notes_panel import NotesPanel
from ui.findings.words import finding_text, finding_who
from ui.session.session import Session
from ui.widgets import dialogs
from ui.widgets.basic import button, heading, label, named, row
from ui.widgets.table_model import Column, RowsModel
from ui.widgets.tables import Table

if TYPE_CHECKING:
    from validation.finding import Finding

_SHEETS = "Query notes (*.xlsx *.xls *.ods *.csv);;All files (*)"


class Entering(QWidget):
    """Each query with its note. One key copies a note; pressed again it ticks that one and copies the next."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.copied: Finding | None = None
        self.total = named(heading("", 2), "Notes entered")
        self.next = button("&Copy the first note", self.copy_next, tip="F9", main=True)
        self.read = button(
            "Notes from a &workbook …", self._read, tip="The sheet “query notes”, filled in by somebody else"
        )
        self.model: RowsModel[Finding] = RowsModel(
            [
                Column(
                    "In COLLECT",
                    lambda one: "☑" if session.notes.is_entered(one) else "☐",
                    spoken=lambda one: "entered" if session.notes.is_entered(one) else "not entered yet",
                ),
                Column("Rule", lambda one: one.rule),
                Column("Who", lambda one: finding_who(session, one) or "The return"),
                Column(
                    "Note",
                    lambda one: (
                        "•••"
                        if session.private and session.notes.note(one)
                        else session.notes.note(one) or "(none yet)"
                    ),
                    tip=lambda one: finding_text(session, one),
                    quiet=lambda one: not session.notes.note(one),
                    wide=True,
                ),
            ],
            self,
        )
        self.table = Table(self.model, "Queries and their notes")
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show())
        self.table.opened.connect(self.copy_this)
        self.note = NotesPanel(session)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.table)
        splitter.addWidget(self.note)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.total)
        layout.addWidget(
            label("Press F9, paste the note in COLLECT, press F9 again: that note is ticked and the next one copied.")
        )
        layout.addWidget(splitter, 1)
        layout.addWidget(row(self.next, self.read))

    # Showing it

    def refresh(self) -> None:
        """Bring the list up to the queries and notes of now."""
        session = self.session
        queries = session.upload.queries() if session.is_open and not session.checking.running else []
        if self.model.rows != queries:
            before = self.table.current()
            self.model.set_rows(queries)
            place = self.model.place_of(lambda one: before is not None and _same(one, before))
            self.table.select_place(max(place, 0))
        else:
            self.model.redraw()
        if self.copied is not None:
            self.copied = next((one for one in queries if _same(one, self.copied)), None)
        done = sum(session.notes.is_entered(one) for one in queries)
        said = f"{done:,} of {len(queries):,} notes entered in COLLECT" if queries else "There is no query to explain"
        self.total.setText(said)
        self.total.setAccessibleName(said)
        self.next.setEnabled(bool(queries))
        self._say_next()
        self.note.refresh()
        if self.note.finding is not self.table.current():
            self._show()
        self.changed.emit()

    def _show(self) -> None:
        self.note.show_finding(self.table.current())

    def _say_next(self) -> None:
        text = "&Copy the first note" if self.copied is None else "&Entered: tick it and copy the next"
        self.next.setText(text)
        self.next.setAccessibleName(text.replace("&", ""))

    def left(self) -> int:
        """Return how many queries have no tick yet."""
        return sum(not self.session.notes.is_entered(one) for one in self.model.rows)

    # Copying

    def copy_next(self) -> None:
        """Tick the note that was copied last as entered, and copy the next one."""
        session = self.session
        self.note.keep()
        if self.copied is not None:
            try:
                session.notes.set_entered(self.copied, on=True)
            except WorkspaceError as error:
                session.tell(f"{error.found} {error.remedy}", "problem")
                return
        place = self.model.place_of(lambda one: not session.notes.is_entered(one))
        self.copied = None
        if place < 0:
            self.model.redraw()
            self._say_next()
            session.tell("All notes are entered. In COLLECT: submit the return.", "done")
            return
        self.copy_this(self.model.row_at(place))

    def copy_this(self, finding: Finding) -> None:
        """Copy the note of one query; where it has none, ask for it."""
        session = self.session
        place = self.model.place_of(lambda one: one is finding)
        self.table.select_place(place)
        note = session.notes.note(finding)
        if not note:
            self.copied = None
            self._say_next()
            session.tell("This query has no note yet: write it, or use the suggestion, then press F9.", "problem")
            self.note.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        QGuiApplication.clipboard().setText(note)
        self.copied = finding
        self.model.redraw()
        self._say_next()
        who = "" if session.private else f" for {finding_who(session, finding) or 'the return'}"
        session.tell(f"Copied: the note on {finding.rule}{who}. Paste it in COLLECT, then press F9.", "done")

    def _read(self) -> None:
        session = self.session
        path = dialogs.ask_open(self, "Query notes that came back", session.folder, _SHEETS)
        if path is None:
            return

        def read(back: Any) -> None:
            self._take(back)

        session.files.run_job("ui.worker.after:read_notes", str(path), title=f"Reading {path.name}", then=read)

    def _take(self, back: Any) -> None:
        from converters.after.notes_back import take_query_notes
        from swf_desktop.words import counted

        session = self.session
        if session.workspace is None:
            return
        try:
            with session.workspace.together():
                taken = take_query_notes(session.workspace, back)
        except WorkspaceError as error:
            session.tell(f"{error.found} {error.remedy}", "problem")
            return
        session.notes.take_up()
        said = f"{counted(taken.notes, 'note')} and {counted(taken.ticks, 'tick')} taken."
        if taken.kept:
            said += f" {counted(taken.kept, 'note')} empty in the sheet and kept."
        session.tell(" ".join([said, *back.problems]), "problem" if back.problems else "done")


def _same(one: Finding, two: Finding) -> bool:
    keys = [(each.rule, each.field, each.record.key if each.record is not None else "") for each in (one, two)]
    return keys[0] == keys[1]
