"""COLLECT's list beside ours: pasted, dropped, chosen or typed; then one line for each rule, by what is to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from swf_desktop.files.writing import write_text
from swf_desktop.words import counted
from ui.session.events import HIDDEN
from ui.session.session import Session
from ui.widgets import dialogs
from ui.widgets.basic import button, heading, label, named, row
from ui.widgets.table_model import Column, RowsModel
from ui.widgets.tables import Table

if TYPE_CHECKING:
    from validation.collect.errors import CollectError, Pair
    from validation.collect.grouped import Line

_LISTS = "COLLECT's list (*.csv *.xlsx *.txt *.tsv);;All files (*)"
_KNOWN = "Known differences (*.csv)"


class ListBox(QPlainTextEdit):
    """Where the list is pasted, typed, or dropped as a file."""

    dropped = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        named(self, "COLLECT's list of errors", "Paste the rows as you copied them, or type number, name and message")
        self.setTabChangesFocus(True)
        self.setPlaceholderText(
            "Paste here what you copied from COLLECT's page of errors (Ctrl+V), or drop the file it saved.\n"
            "You can type it too, a line for each: 4385, Error, Jane Smith, No destination"
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802, D102
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802, D102
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            # After the drop is over: the program that was dragged from waits for its end.
            QTimer.singleShot(0, self, lambda: self.dropped.emit(paths[0]))
        else:
            super().dropEvent(event)


class Listed(QWidget):
    """COLLECT's list and what is to be done about it."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.lines: list[Line] = []
        self._shown: object = None
        self.stack = QStackedWidget()
        self.stack.addWidget(self._make_asking())
        self.stack.addWidget(self._make_result())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.stack)

    # Making it

    def _make_asking(self) -> QWidget:
        made = QWidget()
        layout = QVBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(
            label(
                "In COLLECT open the page of all errors and queries, select the rows and copy them; or let COLLECT "
                "save them as a file. Here they stand beside what this program found, by what is to be done."
            )
        )
        self.compare = button("&Compare with what is here", self.take_text, main=True)
        self.compare.setEnabled(False)
        self.text = ListBox()
        self.text.dropped.connect(self.take_file)
        self.text.textChanged.connect(lambda: self.compare.setEnabled(bool(self.text.toPlainText().strip())))
        layout.addWidget(self.text, 1)
        self.paste = button("&Paste", self.take_clipboard, tip="Take what you copied in COLLECT, and compare it")
        self.choose = button("Choose a &file …", self._choose)
        self.back = button("Back to the comparison", lambda: self.stack.setCurrentIndex(1))
        layout.addWidget(row(self.compare, self.paste, self.choose, self.back))
        return made

    def _make_result(self) -> QWidget:
        made = QWidget()
        layout = QVBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        self.total = named(heading("", 2), "What the comparison shows")
        layout.addWidget(self.total)
        self.model: RowsModel[Line] = RowsModel(
            [
                Column("What to do", _todo),
                Column("Rule", lambda one: one.rule),
                Column("What it is about", lambda one: one.title, tip=lambda one: one.title, wide=True),
                Column("How many", lambda one: f"{len(one.pairs):,}", sort=lambda one: len(one.pairs), right=True),
            ],
            self,
        )
        self.table = Table(self.model, "COLLECT's list, by what is to be done")
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_line())
        self.table.opened.connect(lambda _line: self._to_people())
        beside = QWidget()
        side = QVBoxLayout(beside)
        side.setContentsMargins(8, 0, 0, 0)
        self.line_title = heading("", 2)
        self.advice = named(label(""), "What to do")
        self.says = named(label(""), "What COLLECT says")
        self.pairs: RowsModel[Pair] = RowsModel(
            [
                Column("Who", self._who),
                Column("What it says", self._said, tip=self._said, wide=True),
            ],
            self,
        )
        self.people = Table(self.pairs, "Whom it is about")
        self.people.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.people.opened.connect(self._go)
        self.go = button("&Go to it", lambda: self._go(self.people.current()), tip="Enter in the list does the same")
        self.ring = button("Copy for the &authority", self._copy, tip="What COLLECT says, without names, to send on")
        for widget in (self.line_title, self.advice, self.says):
            side.addWidget(widget)
        side.addWidget(self.people, 1)
        side.addWidget(row(self.go, self.ring))
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.table)
        splitter.addWidget(beside)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setChildrenCollapsible(False)
        layout.addWidget(splitter, 1)
        self.other = button("Take a &newer list …", self._again, tip="After each upload COLLECT makes a new list")
        self.use_known = button("&Known differences …", self._use_known, tip="A file from your authority (.csv)")
        self.keep_known = button(
            "&Save the differences …", self._keep_known, tip="Rules only, no names: write the reasons and share it"
        )
        self.known_says = QLabel()
        layout.addWidget(row(self.other, self.use_known, self.keep_known, self.known_says))
        return made

    # Taking a list

    def take_clipboard(self) -> None:
        """Take what was copied in COLLECT."""
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self.session.tell("Nothing is copied yet: select the rows in COLLECT and press Ctrl+C there.", "problem")
            return
        self.text.setPlainText(text)
        self.take_text()

    def take_text(self) -> None:
        """Compare what stands in the box."""
        self._read(self.text.toPlainText(), is_file=False)

    def take_file(self, path: str) -> None:
        """Compare a file that COLLECT saved."""
        self._read(path, is_file=True)

    def _choose(self) -> None:
        path = dialogs.ask_open(self, "COLLECT's list of errors", self.session.folder, _LISTS)
        if path is not None:
            self.take_file(str(path))

    def _read(self, source: str, *, is_file: bool) -> None:
        session = self.session

        def read(errors: list[CollectError]) -> None:
            if session.upload.set_errors(errors):
                session.tell(f"{counted(len(errors), 'line')} of COLLECT's list taken.", "done")
                self.text.clear()
                self.refresh()
                self.stack.setCurrentIndex(1)
                self.table.select_place(0)
                self.table.setFocus()

        session.files.run_job("ui.worker.after:read_list", source, is_file, title="Reading COLLECT's list", then=read)

    def _again(self) -> None:
        self.stack.setCurrentIndex(0)
        self.text.setFocus()

    # Known differences

    def _use_known(self) -> None:
        session = self.session
        path = dialogs.ask_open(self, "Known differences", session.folder, _KNOWN)
        if path is None:
            return

        def read(known: list[Any]) -> None:
            if session.upload.set_known(known):
                session.tell(f"{counted(len(known), 'known difference')} taken from {path.name}.", "done")
                self.refresh()

        session.files.run_job(
            "ui.worker.after:read_known_differences", str(path), title="Reading known differences", then=read
        )

    def _keep_known(self) -> None:
        from validation.collect.errors import beside
        from validation.collect.known import known_text, with_new

        session = self.session
        if session.collection is None:
            return
        path = dialogs.ask_save(self, "Save the differences", session.folder / "known differences.csv", _KNOWN)
        if path is None:
            return
        found = beside(session.findings, session.upload.errors())
        text = known_text(with_new(session.upload.known(), found, session.collection.year))
        try:
            # The dialog asked about a file that is there.
            write_text(path, text, encoding="utf-8-sig", own=True)
        except OSError as error:
            session.tell(f"{path.name} could not be written: {error.strerror}.", "problem")
        else:
            session.tell(
                f"{path.name} was written. Write the reason beside each rule, then it counts as known.", "done"
            )

    # Showing it

    def refresh(self) -> None:
        """Bring the comparison up to COLLECT's list and the findings of now."""
        session = self.session
        errors = session.upload.errors() if session.is_open else []
        self.back.setVisible(bool(errors))
        if not errors or session.collection is None or session.return_ is None or session.checking.running:
            self.lines, self._shown = [], None
            self.model.set_rows([])
            if not errors:
                self.stack.setCurrentIndex(0)
            self.changed.emit()
            return
        from validation.collect.errors import beside
        from validation.collect.grouped import TITLES, counts, lines
        from validation.collect.known import without_known

        known = session.upload.known()
        parted = without_known(beside(session.findings, errors), known, session.collection.year)
        fresh = self._shown is None
        before = self.table.current()
        self.lines = lines(parted, session.collection)
        self._shown = True
        self.model.set_rows(self.lines)
        if before is not None:
            place = self.model.place_of(lambda one: (one.todo, one.rule) == (before.todo, before.rule))
            self.table.select_place(max(place, 0))
        else:
            self.table.select_place(0)
        said = "  ·  ".join(f"{TITLES[todo]}: {count:,}" for todo, count in counts(self.lines).items())
        said = said or "COLLECT and this program agree: nothing is left"
        self.total.setText(said)
        self.total.setAccessibleName(said)
        self.known_says.setText(f"{counted(len(known), 'known difference')} in use" if known else "")
        self._show_line()
        if fresh:
            self.stack.setCurrentIndex(1)
        self.changed.emit()

    def _show_line(self) -> None:
        from validation.collect.grouped import ADVICE, Todo

        line: Line | None = self.table.current()
        for widget in (self.line_title, self.advice, self.says, self.people, self.go, self.ring):
            widget.setVisible(line is not None)
        if line is None:
            return
        self.line_title.setText(f"{line.rule}  {line.title}")
        self.advice.setText(line.reason or ADVICE[line.todo])
        said = line.said
        self.says.setText(f"COLLECT says: {said[0]}" if said and not self.session.private else "")
        self.says.setVisible(bool(self.says.text()))
        self.pairs.set_rows(line.pairs)
        self.people.select_place(0)
        self.go.setVisible(any(pair.ours for pair in line.pairs))
        self.ring.setVisible(line.todo in (Todo.CENTRAL, Todo.AGAIN))

    def _to_people(self) -> None:
        self.people.setFocus()

    def _who(self, pair: Pair) -> str:
        if not pair.person:
            return "The return"
        return HIDDEN if self.session.private else pair.person

    def _said(self, pair: Pair) -> str:
        if self.session.private:
            return HIDDEN
        return pair.theirs[0].message if pair.theirs else pair.ours[0].message

    def _go(self, pair: Pair | None) -> None:
        if pair is None:
            return
        if pair.ours:
            self.session.checking.go_to(pair.ours[0])
        else:
            self.session.tell("This program has no finding about it, so there is no field to go to.")

    def _copy(self) -> None:
        line: Line | None = self.table.current()
        session = self.session
        if line is None or session.collection is None or session.built is None:
            return
        text = (
            f"School {session.built.lea}/{session.built.estab or ''}, {session.collection.name} "
            f"{session.collection.year}: COLLECT lists {line.rule} ({line.title}) {counted(len(line.pairs), 'time')}; "
            f"our own check finds nothing wrong there. What has to be changed?"
        )
        QGuiApplication.clipboard().setText(text)
        session.tell("Copied, without names: paste it into an e-mail, or read it out.", "done")


def _todo(line: Line) -> str:
    from validation.collect.grouped import TITLES

    return TITLES[line.todo]
