"""COLLECT refused to load the file: what its message points to, and the file written again with that part turned."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QVBoxLayout, QWidget

from swf_desktop.workspace.faults import WorkspaceError
from ui.session.session import Session
from ui.widgets.basic import button, empty, heading, label, named, row
from ui.worker.views import Failure

if TYPE_CHECKING:
    from validation.collect.refusal import SwitchSuggestion


class Refused(QWidget):
    """What COLLECT said is pasted; what may be turned is offered, the likely ones ticked; then the file is written."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._ticks: list[tuple[QCheckBox, SwitchSuggestion]] = []
        self.text = named(QPlainTextEdit(), "What COLLECT said", "All of the message that COLLECT showed")
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText("Paste here all that COLLECT said when it refused the file")
        self.text.setFixedHeight(self.fontMetrics().height() * 7)
        self.text.textChanged.connect(self._typed)
        self.explain = button("What does it &mean?", self.explain_it, main=True)
        self.says = named(heading("", 2), "What it means")
        self._box = QWidget()
        self._list = QVBoxLayout(self._box)
        self._list.setContentsMargins(0, 0, 0, 0)
        self.lost = named(label(""), "What is lost with the next upload")
        self.write = button("&Write the file again", self._write)
        self.result = named(label(""), "What was written")
        self.tried = named(label(""), "What was tried")
        self.copy = button("Copy what was &tried", self._copy, tip="For your authority: it helps other schools")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(
            label(
                "Before it checks anything COLLECT can refuse a file as a whole. Nothing is lost: its message usually "
                "names the part that it does not take, and the file can be written without it."
            )
        )
        layout.addWidget(self.text)
        layout.addWidget(row(self.explain))
        layout.addWidget(self.says)
        layout.addWidget(self._box)
        layout.addWidget(self.lost)
        layout.addWidget(row(self.write))
        layout.addWidget(self.result)
        layout.addWidget(self.tried)
        layout.addWidget(row(self.copy))
        layout.addStretch(1)
        self._show([])
        self._typed()

    def _typed(self) -> None:
        self.explain.setEnabled(bool(self.text.toPlainText().strip()))

    # Explaining

    def explain_it(self) -> None:
        """Say what the message points to."""
        from validation.collect.refusal import load_refusal

        collection = self.session.collection
        if collection is None or self.session.return_ is None:
            self.session.tell("There is no return yet to look at.", "problem")
            return
        found = load_refusal(self.text.toPlainText(), self._collection())
        self._show(found)
        if not found:
            self.says.setText("It names nothing that can be written in another way")
            self.result.setText(
                "Send the message with the file to your authority or the department's helpdesk. Do not change the file "
                "by hand."
            )
            self.result.show()
        else:
            self.write.setFocus()
        self.says.setAccessibleName(self.says.text())

    def _collection(self) -> Any:
        """Return the year's facts with what was turned before."""
        from dataclasses import replace

        collection = self.session.collection
        if collection is None:
            return None
        return replace(collection, switches={**collection.switches, **self.session.upload.switches})

    def _show(self, found: list[SwitchSuggestion]) -> None:
        empty(self._list)
        self._ticks = []
        any_likely = any(one.likely for one in found)
        for place, one in enumerate(found):
            likely = "Likely" if one.likely else "Possible"
            box = QCheckBox(f"{likely}: {_words(one)}")
            named(box, box.text())
            box.setToolTip(one.reason)
            box.setAccessibleDescription(one.reason)
            # The likely ones; where none is, one at a time is tried.
            box.setChecked(one.likely or (not any_likely and place == 0))
            box.toggled.connect(lambda _on: self._may_write())
            why = label(one.reason)
            self._list.addWidget(box)
            self._list.addWidget(why)
            self._ticks.append((box, one))
        self.says.setText("What it points to" if found else "")
        self.says.setVisible(bool(self.text.toPlainText().strip()))
        self.result.hide()
        self._may_write()

    def _may_write(self) -> None:
        chosen = any(box.isChecked() for box, _ in self._ticks)
        self.write.setVisible(bool(self._ticks))
        self.write.setEnabled(chosen)
        self.refresh_lost()

    def refresh_lost(self) -> None:
        """Say what is lost with the next upload."""
        session = self.session
        words = session.upload.lost_words(len(session.notes.entered())) if session.is_open else ""
        self.lost.setText(words)
        self.lost.setVisible(bool(words) and bool(self._ticks))

    def refresh(self) -> None:
        """Bring what was tried up to the workspace."""
        self.refresh_lost()
        words = self._tried_words()
        self.tried.setText(words)
        self.tried.setVisible(bool(words))
        self.copy.setVisible(bool(words))

    def _tried_words(self) -> str:
        if self.session.workspace is None:
            return ""
        from converters.after.attempts import attempts

        kept = attempts(self.session.workspace)
        if not kept:
            return ""
        return "Written again: " + "; ".join(f"{one.serial} ({one.file_name})" for one in kept) + "."

    def _copy(self) -> None:
        from PySide6.QtGui import QGuiApplication

        from converters.after.attempts import attempts
        from validation.collect.refusal import attempts_text
        from validation.reports.page import Heading

        session = self.session
        if session.workspace is None or session.collection is None:
            return
        heading_ = Heading.of(session.collection, session.return_)
        QGuiApplication.clipboard().setText(attempts_text(attempts(session.workspace), heading_))
        session.tell("Copied. No person is in it unless COLLECT named one: look before you send it.", "done")

    # Writing

    def _write(self) -> None:
        session = self.session
        workspace, built = session.workspace, session.built
        if workspace is None or built is None or not session.may_change():
            return
        from converters.message.header import message_file_name
        from swf_desktop.practice import practice_name

        turned = {one.switch: one.then for box, one in self._ticks if box.isChecked()}
        try:
            serial = workspace.next_serial()
        except WorkspaceError as error:
            session.tell(f"{error.found} {error.remedy}", "problem")
            return
        name = message_file_name(built.lea, built.estab, built.year, serial)
        path = session.folder / (practice_name(name) if session.practice else name)
        before = session.upload.switches
        outcome = f"before it: {self.text.toPlainText().strip()}"
        if not session.upload.set_switches({**before, **turned}):
            return
        self.write.setEnabled(False)

        def written(result: dict[str, Any]) -> None:
            self._keep(serial, path.name, outcome)
            self.write.setEnabled(True)
            self.result.setText(
                f"Written: {result['path']}. Upload this one in COLLECT. Later files are written so too."
            )
            self.result.show()
            self.refresh()
            session.tell(f"{path.name} was written.", "done")

        def failed(failure: Failure) -> None:
            # Nothing was written so, and nothing is to be written so later.
            session.upload.set_switches(before)
            self.write.setEnabled(True)
            session.tell(str(failure), "problem")

        session.write(
            path,
            serial=serial,
            practice=False,
            now=datetime.now().replace(microsecond=0),  # noqa: DTZ005 - the message holds local time without a zone
            then=written,
            failed=failed,
        )

    def _keep(self, serial: str, name: str, outcome: str) -> None:
        from converters.after.attempts import note_attempt
        from validation.collect.refusal import Attempt

        session = self.session
        if session.workspace is None:
            return
        try:
            note_attempt(session.workspace, Attempt(serial, name, dict(self._collection().switches), outcome))
        except WorkspaceError as error:
            session.tell(f"{error.found} {error.remedy}", "problem")


def _words(one: SwitchSuggestion) -> str:
    """Return what is done, in words: `leave out the list of levels in the header (header.content)`."""
    from validation.collect.refusal import what_of

    what = what_of(one.switch)
    if what and isinstance(one.then, bool):
        return f"{'write' if one.then else 'leave out'} {what}"
    return f"{one.switch}: {one.then}"
