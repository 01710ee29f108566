"""Finish: what stands in the way, the XML, the reports, and what was sent."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from swf_desktop.words import counted, people
from swf_desktop.workspace.faults import WorkspaceError
from swf_desktop.workspace.workspace import Export
from ui.session.events import SUFFIX, TITLES, What
from ui.session.session import Session
from ui.steps.finish.changes import Changes
from ui.steps.finish.how_read import HowRead
from ui.steps.finish.obstacles import Obstacle, errors_of, obstacles, status
from ui.steps.finish.official import Official
from ui.steps.finish.papers import Papers
from ui.steps.finish.slips import KeySlips
from ui.steps.step import State, Step
from ui.widgets import dialogs
from ui.widgets.basic import button, heading, known, label, named, row, scrolling, set_main, wide
from ui.widgets.look import icon
from ui.widgets.marks import mark_icon
from ui.widgets.table_model import Column, RowsModel
from ui.widgets.tables import Table
from ui.worker.views import Failure

_THEN: Final = (
    "Sign in to COLLECT, choose the School Workforce Census and your school.",
    "Upload {file} from {folder}. Wait until COLLECT has loaded and checked it.",
    "Open its page of errors and queries, copy the rows, and paste them in “After the upload”.",
    "Errors: fix them here, write the file again and upload that. Queries that are right: enter the notes (F9 there).",
    "With no error left and a note on each query, submit the return. Your authority or the department accepts it.",
)
"""What is done in COLLECT once the file is written: in general terms, its own guide has the names of its buttons."""


class Page(Step):
    """The page."""

    name = "finish"
    title = TITLES["finish"]
    says = "Write the file for COLLECT and the reports, and keep what was sent as it was."
    help_page = "steps/finish.html"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._folder: Path | None = None
        self._written: Path | None = None
        self._forced_practice = False
        inner = QWidget()
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.addWidget(self._make_obstacles())
        self.changes = Changes(session)
        layout.addWidget(self.changes)
        layout.addWidget(self._make_write())
        layout.addWidget(self._make_then())
        self.papers = Papers(session, self._paper_written, self._key_slips)
        layout.addWidget(self.papers)
        layout.addWidget(self._make_sent(), 1)
        self.read = HowRead(session)
        layout.addWidget(self.read)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._area = scrolling(inner)
        outer.addWidget(self._area)
        self.slips = KeySlips(session)
        self.slips.hide()
        self.slips.closed.connect(self._slips_closed)
        outer.addWidget(self.slips)

    def _key_slips(self) -> None:
        """Key slips in the place of the page."""
        if self.slips.open():
            self._area.hide()

    def _slips_closed(self) -> None:
        self._area.show()
        self.papers.key.setFocus()

    # Making it

    def _make_obstacles(self) -> QWidget:
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        self._status_mark = named(QLabel(), "State of the return")
        self._status = heading("", 1)
        self._status.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        layout.addWidget(row(self._status_mark, self._status, stretch=False))
        self.obstacles: RowsModel[Obstacle] = RowsModel(
            [
                Column("What", lambda one: one.text, icon=lambda one: mark_icon(one.severity), wide=True),
            ],
            self,
        )
        self.table = Table(self.obstacles, "What stands in the way")
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.horizontalHeader().hide()
        self.table.opened.connect(lambda one: one.go(self.session))
        self.table.open_at_a_touch()
        self._clear = label("")
        layout.addWidget(self.table)
        layout.addWidget(self._clear)
        return box

    def _make_write(self) -> QWidget:
        box = QWidget()
        # Texts that wrap stand beside the form and not in it: a form cuts them off.
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(heading("The file for COLLECT", 2))
        self.lost = named(label(""), "What is lost with the next upload")
        layout.addWidget(self.lost)
        form = QFormLayout()
        layout.addLayout(form)
        self.serial = named(QLineEdit(), "Serial number", "Three digits, one more for each file that is uploaded")
        self.serial.setMaxLength(3)
        wide(self.serial, 8, fixed=True)
        self.serial.textEdited.connect(lambda _text: self._name())
        form.addRow("&Serial number", self.serial)
        self.file = named(QLabel(), "Name of the file")
        self.file.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        form.addRow("Name of the file", self.file)
        self.folder = named(QLabel(), "Folder")
        self.choose = button("&Choose the folder …", self._choose)
        form.addRow("Folder", self.folder)
        self._certain = named(label(""), "What is not sure about the year")
        layout.addWidget(self._certain)
        self.write = known(button("&Write the file", self._write, tip="Ctrl+Return", main=True), "write the file")
        self.force = button("Write it &all the same", self._force)
        self.force.hide()
        self.copy = button(
            "A &practice copy",
            self._write_copy,
            tip="To look at or to rehearse with: marked PRACTICE inside and in its name, and not counted",
        )
        layout.addWidget(row(self.write, self.choose, self.copy, self.force))
        self._result = named(label(""), "What was written")
        self._open = button("&Open the folder", self._open_folder)
        layout.addWidget(self._result)
        layout.addWidget(row(self._open))
        self._result.hide()
        self._open.hide()
        return box

    def _make_then(self) -> QWidget:
        self._then_box = QWidget()
        layout = QVBoxLayout(self._then_box)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(heading("Then, in COLLECT", 2))
        self.then = [label("") for _ in _THEN]
        for line in self.then:
            layout.addWidget(line)
        return self._then_box

    def _show_then(self) -> None:
        """Say in numbered lines what to do in COLLECT; for a practice return there is nothing to do there."""
        exports = self.exports.rows
        file = exports[0].file_name if exports else "the file you write here"
        folder = str(self._target()) if exports else "its folder"
        for number, (line, text) in enumerate(zip(self.then, _THEN, strict=True), 1):
            line.setText(f"{number}.  {text.format(file=file, folder=folder)}")
        self._then_box.setVisible(self.session.is_open and not self.session.practice)

    def _make_sent(self) -> QWidget:
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(heading("What was written", 2))
        self.exports: RowsModel[Export] = RowsModel(
            [
                Column("Serial", lambda one: f"{one.serial:03d}"),
                Column("File", lambda one: one.file_name, wide=True),
                Column("When", lambda one: f"{one.time:%d/%m/%Y %H:%M}", sort=lambda one: one.time),
            ],
            self,
        )
        self.sent = Table(self.exports, "Files that were written")
        self.sent.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.sent.setMinimumHeight(self.fontMetrics().height() * 5)
        self.lock = button(
            "&Lock as sent", self._lock, tip="Nothing can be changed then: what was sent stays as it was"
        )
        self.next = button(
            "Make the &next version …", self._next, tip="A copy that can be changed, for the next serial"
        )
        self.details = button(
            "&Details", self._turn_details, tip="The check sum (SHA-256) by which a file is known again"
        )
        self.details.setCheckable(True)
        self._sum = named(label(""), "Check sum (SHA-256)")
        self._sum.hide()
        self.sent.selectionModel().currentRowChanged.connect(lambda *_: self._show_sum())
        self._state = named(label(""), "Whether it is locked")
        layout.addWidget(self.sent, 1)
        layout.addWidget(row(self.lock, self.next, self.details))
        layout.addWidget(self._sum)
        layout.addWidget(self._state)
        self.official = Official(self.session)
        layout.addWidget(self.official)
        return box

    # The session

    def refresh(self, what: frozenset[What]) -> None:  # noqa: D102
        session = self.session
        ready = session.return_ is not None and not session.builder.building and not session.checking.running
        for widget in (self.write, self.copy):
            widget.setEnabled(ready)
        self.copy.setVisible(not session.practice)
        if what & {What.OPENED, What.EDITS, What.SETTINGS}:
            set_main(self.write, True)
            set_main(self._open, False)
        self.papers.refresh(ready=ready)
        self.slips.refresh(what)
        if what & {What.OPENED, What.FINDINGS, What.NOTES, What.RECORDS, What.STATE}:
            self._show_obstacles()
        if what & {What.OPENED, What.RECORDS, What.PRIVACY}:
            self.read.refresh()
        if what & {What.OPENED, What.EXPORTS, What.SETTINGS, What.RECORDS}:
            if What.OPENED in what:
                self._result.hide()
                self._open.hide()
                self._folder = None
            self._show_sent()
            self._name()
            self._show_certain()
            self._show_then()
        if what & {What.OPENED, What.EXPORTS, What.UPLOAD, What.NOTES}:
            self._show_lost()
        last = self._target() / self.exports.rows[0].file_name if self.exports.rows else None
        self.official.show_for(last if last is not None and last.is_file() else None, ready=ready)
        if ready:
            self.changes.refresh(self.exports.rows[0] if self.exports.rows else None)

    def _show_certain(self) -> None:
        # Loaded here: the window shows before a return is open.
        from swf_desktop.certainty import guess_sentence, plain_sentence

        collection, return_ = self.session.collection, self.session.return_
        said = [] if collection is None else [plain_sentence(collection)]
        if collection is not None and return_ is not None:
            said.append(guess_sentence(return_, collection))
        self._certain.setText(" ".join(filter(None, said)))
        self._certain.setVisible(any(said))

    def _show_obstacles(self) -> None:
        session = self.session
        mark, said = status(session)
        self._status.setText(said)
        self._status.setAccessibleName(said)
        side = self._status.fontMetrics().height()
        self._status_mark.setPixmap(icon(mark).pixmap(QSize(side, side)))
        rows = obstacles(session)
        self.obstacles.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.table.fit_height(most=6)
        if session.return_ is None:
            self._clear.setText(
                "There is no return yet: say in “School and year” which school it is, and add “Your files”."
            )
        elif rows:
            self._clear.setText(
                "A click goes to each. COLLECT takes a file with errors too, but it cannot be authorised with them."
            )
        else:
            self._clear.setText("Nothing: there are no errors, and every query has a note.")

    def _show_lost(self) -> None:
        session = self.session
        # Nothing can be lost before a first upload.
        words = session.upload.lost_words(len(session.notes.entered())) if self.exports.rows else ""
        self.lost.setText(words)
        self.lost.setVisible(bool(words))

    def _turn_details(self) -> None:
        self._sum.setVisible(self.details.isChecked())
        self._show_sum()

    def _show_sum(self) -> None:
        one: Export | None = self.sent.current() or (self.exports.rows[0] if self.exports.rows else None)
        self._sum.setText(f"{one.file_name}: SHA-256 {one.sha256}" if one is not None else "No file was written yet.")

    def _show_sent(self) -> None:
        session = self.session
        workspace = session.workspace
        exports = workspace.exports() if workspace is not None else []
        self.exports.set_rows(exports[::-1])
        locked = session.locked
        self.lock.setEnabled(bool(exports) and not locked)
        self.next.setEnabled(bool(exports) or bool(locked))
        if locked:
            self._state.setText(
                f"Locked: number {locked} was sent as this return stands. Make the next version to change it."
            )
        elif exports:
            self._state.setText("Lock it once the file is uploaded, so that you can always show what was sent.")
        else:
            self._state.setText("Nothing was written yet.")
        try:
            self.serial.setText(workspace.next_serial() if workspace is not None else "001")
        except WorkspaceError as error:
            session.tell(f"{error.found} {error.remedy}", "problem")

    def _name(self) -> None:
        self.file.setText(self._file_name())
        self.folder.setText(str(self._target()) if self.session.is_open else "")

    def _file_name(self, *, practice: bool = False) -> str:
        built = self.session.built
        if built is None:
            return ""
        from converters.message.header import message_file_name
        from swf_desktop.practice import practice_name

        name = message_file_name(built.lea, built.estab, built.year, self.serial.text() or "001")
        return practice_name(name) if practice or self.session.practice else name

    def _target(self) -> Path:
        return self._folder if self._folder is not None else self.session.folder

    def state(self) -> State:  # noqa: D102
        state = super().state()
        if state is not State.LATER and (self.session.return_ is None or errors_of(self.session)):
            return State.PROBLEM
        return state

    def state_words(self) -> str:  # noqa: D102
        words = {State.PROBLEM: "not ready", State.OPEN: "not written yet", State.DONE: "written"}
        return words.get(self.state()) or super().state_words()

    def left(self) -> int:  # noqa: D102
        workspace = self.session.workspace
        return 0 if self.session.locked or (workspace is not None and self.exports.rows) else 1

    def set_up_focus(self) -> None:  # noqa: D102
        (self.write if self.write.isEnabled() else self.table).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def actions_for_menu(self) -> list[QAction]:  # noqa: D102
        made = []
        for text, keys, call in (
            ("Write the file", "Ctrl+Return", self._write),
            ("Write a practice copy", "", self._write_copy),
            ("Write all reports", "Ctrl+Shift+R", lambda: self.papers.make(self.papers.paper("all"))),
            ("Print the summary", "Ctrl+P", lambda: self.papers.print_it(self.papers.paper("summary"))),
            ("Page for the head", "", lambda: self.papers.make(self.papers.paper("head"))),
            ("Check with the department's files", "", self.official.ask),
            ("Compare with an earlier return", "", lambda: self.papers.make(self.papers.paper("compare"))),
            ("Key checking slips", "Ctrl+K", self._key_slips),
            ("Bring answers back", "", self.papers.back.click),
            ("Lock as sent", "Ctrl+L", self._lock),
            ("Make the next version", "Ctrl+Shift+V", self._next),
        ):
            action = QAction(text, self)
            if keys:
                action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _checked=False, call=call: call())
            made.append(action)
        return made

    # Writing

    def _choose(self) -> None:
        folder = dialogs.ask_folder(self, "Where to write the file", self._target())
        if folder is not None:
            self._folder = folder
            self._name()

    def _write_copy(self) -> None:
        self._write(practice=True)

    def _write(self, *, force: bool = False, practice: bool = False) -> None:
        session = self.session
        serial = self.serial.text().strip()
        if not (serial.isascii() and serial.isdigit() and 0 < int(serial) < 1000):
            session.tell("The serial number is three digits, from 001 to 999.", "problem")
            self.serial.setFocus()
            return
        if not self.write.isEnabled():
            session.tell("There is nothing to write yet, or it is still being checked.", "problem")
            return
        self.serial.setText(f"{int(serial):03d}")
        self.force.hide()
        self.write.setEnabled(False)
        practice = practice and not session.practice
        self._forced_practice = practice
        session.write(
            self._target() / self._file_name(practice=practice),
            serial=self.serial.text(),
            practice=practice,
            now=datetime.now().replace(microsecond=0),  # noqa: DTZ005 - the message holds local time without a zone
            force=force,
            then=partial(self._done, practice=practice),
            failed=self._failed,
        )

    def _force(self) -> None:
        self._write(force=True, practice=self._forced_practice)

    def _done(self, result: dict[str, Any], *, practice: bool) -> None:
        self.write.setEnabled(True)
        self._written = Path(result["path"])
        contracts = counted(result["contracts"], "contract")
        inside = f"{people(result['people'])}, {contracts} ({result['open']:,} open on census day)"
        valid = (
            f"It does NOT have the right structure in {counted(result['structure'], 'place')}."
            if result["structure"]
            else "Its structure is right by our schema (a reconstruction: the department's own could not be read)."
        )
        then = (
            "It is marked PRACTICE, inside and in its name: never upload it as the real return."
            if practice or self.session.practice
            else "What to do next in COLLECT stands below."
        )
        notes = " ".join(result["notes"])
        workspace = self.session.workspace
        serial = ""
        if not practice and workspace is not None:
            serial = f"A next file, should one be needed, gets number {workspace.next_serial()}."
        said = f"Written: {self._written.name}, {inside}. {valid} {notes} {then} {serial}"
        self._result.setText(" ".join(said.split()))
        # It is done: what is usually pressed now is no second file with another number.
        set_main(self.write, False)
        set_main(self._open, True)
        self._result.show()
        self._open.show()
        self.session.tell(f"{self._written.name} was written.", "done")

    def _failed(self, failure: Failure) -> None:
        self.write.setEnabled(True)
        if failure.kind == "refused":
            self.force.show()
        self.session.tell(str(failure), "problem")

    def _open_folder(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written.parent)))

    def _paper_written(self, path: Path) -> None:
        self._written = path
        self._open.show()

    # What was sent

    def _lock(self) -> None:
        if self.exports.rows and not self.session.locked:
            self.session.lock(f"{self.exports.rows[0].serial:03d}")
            self.session.tell("Locked. The return stays as it was sent; undo is off too.", "done")

    def _next(self) -> None:
        path = self.session.path
        if path is None:
            return
        number, suggestion = 2, path.with_name(f"{path.stem} version 2{SUFFIX}")
        while suggestion.exists():
            number += 1
            suggestion = path.with_name(f"{path.stem} version {number}{SUFFIX}")
        chosen = dialogs.ask_new_return(self, suggestion)
        if chosen is None or chosen == path:
            return
        try:
            self.session.next_version(chosen)
        except (WorkspaceError, OSError) as error:
            self.session.tell(f"The copy could not be made: {getattr(error, 'found', None) or error}.", "problem")
        else:
            self.session.tell(f"This is the next version, {chosen.name}. The one before stays as it was sent.", "done")
