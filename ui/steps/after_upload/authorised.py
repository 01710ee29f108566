"""The return was authorised: recorded with its day, locked, kept for the years the school says, then to be removed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from swf_desktop.workspace.faults import WorkspaceError
from ui.session.session import Session
from ui.widgets.basic import button, heading, label, named, row, wide


class Authorised(QWidget):
    """The day of the authorisation, the lock, and how long the return is kept."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.state = named(heading("", 2), "Whether it was authorised")
        self.day = named(QLineEdit(), "Day of the authorisation", "Day, month and year, with strokes between")
        wide(self.day, 14, fixed=True)
        self.authorise = button("It was &authorised", self._authorise, main=True)
        self.years = named(QSpinBox(), "Years to keep the return")
        self.years.setRange(1, 30)
        self.years.editingFinished.connect(self._keep_years)
        self.until = named(label("", wrap=False), "Kept until")
        self.reason = named(QLineEdit(), "Why it is unlocked", "Such as: the authority asked for a change of hours")
        self.reason.setPlaceholderText("Why it is unlocked")
        self.reason.textChanged.connect(lambda _text: self._may())
        self.reason.returnPressed.connect(self._unlock)
        self.unlock = button("&Unlock", self._unlock)
        self.history = named(label(""), "When it was unlocked, and why")
        self.remove = button("&Remove this return …", self._ask_remove, tip="Deletes the file of this return")
        self.sure = button("Yes, &delete it for good", self._remove)
        self.stay = button("Keep it", lambda: self._show_remove(asking=False))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.state)
        form = QFormLayout()
        form.addRow("&Day it was authorised", row(self.day, self.authorise))
        form.addRow("&Years to keep it", row(self.years, self.until))
        self._reason_row = row(self.reason, self.unlock, stretch=False)
        form.addRow("To change it again", self._reason_row)
        layout.addLayout(form)
        layout.addWidget(label("Your school's retention schedule says how long: all in this file is personal data."))
        layout.addWidget(self.history)
        layout.addWidget(row(self.remove, self.sure, self.stay))
        layout.addStretch(1)
        self._form = form

    def refresh(self) -> None:
        """Bring it up to the session."""
        session, upload = self.session, self.session.upload
        day, until = upload.authorised, upload.keep_until
        if day is not None:
            said = f"Authorised on {day:%d/%m/%Y}. The return is locked as number {session.locked} was sent."
        elif session.locked:
            said = f"Locked: number {session.locked} was sent as this return stands."
        else:
            said = "Not authorised yet. COLLECT shows it once the department has accepted the return."
        self.state.setText(said)
        self.state.setAccessibleName(said)
        if not self.day.text():
            self.day.setText(f"{date.today():%d/%m/%Y}")  # noqa: DTZ011 - the user's own day
        self.day.setEnabled(day is None)
        self.authorise.setEnabled(session.is_open and day is None)
        self.years.blockSignals(True)
        self.years.setValue(upload.keep_years)
        self.years.blockSignals(False)
        self.until.setText(f"until {until:%d/%m/%Y}" if until is not None else "counted from the authorisation")
        self._form.setRowVisible(self._reason_row, bool(session.locked))
        told = [f"{date.fromisoformat(when):%d/%m/%Y}: {reason}" for when, _serial, reason in upload.unlocked()]
        self.history.setText("Unlocked before: " + "; ".join(told) if told else "")
        self.history.setVisible(bool(told))
        self._may()
        self._show_remove(asking=False)
        self.changed.emit()

    def _may(self) -> None:
        self.unlock.setEnabled(bool(self.session.locked and self.reason.text().strip()))

    def _keep_years(self) -> None:
        if self.session.is_open and self.years.value() != self.session.upload.keep_years:
            self.session.upload.set_keep_years(self.years.value())

    def _authorise(self) -> None:
        from converters.values.dates import parse_date

        session = self.session
        workspace = session.workspace
        if workspace is None:
            return
        exports = workspace.exports()
        if not exports:
            session.tell("No file was written yet, so none can be authorised: write it in “Finish”.", "problem")
            return
        today = date.today()  # noqa: DTZ011 - the user's own day
        day = parse_date(self.day.text(), today).date
        if day is None:
            session.tell(f"“{self.day.text()}” is no date. Write it as {today:%d/%m/%Y}.", "problem")
            self.day.setFocus()
            return
        if day > today:
            session.tell(f"{day:%d/%m/%Y} is still to come. Write the day on which it was authorised.", "problem")
            self.day.setFocus()
            return
        if session.upload.authorise(day, session.locked or f"{exports[-1].serial:03d}"):
            session.tell("Recorded and locked. The return stays as it was authorised.", "done")

    def _unlock(self) -> None:
        if self.session.upload.unlock(self.reason.text(), date.today()):  # noqa: DTZ011 - the user's own day
            self.reason.clear()
            self.session.tell("Unlocked, with the reason. The next file has the next serial number.", "done")

    # Removing

    @property
    def is_over(self) -> bool:
        """Whether the time is over for which the return is kept."""
        until = self.session.upload.keep_until
        return until is not None and until < date.today()  # noqa: DTZ011 - the user's own day

    def _ask_remove(self) -> None:
        self._show_remove(asking=True)
        self.stay.setFocus()

    def _show_remove(self, *, asking: bool) -> None:
        over = self.is_over
        self.remove.setVisible(over and not asking)
        self.sure.setVisible(over and asking)
        self.stay.setVisible(over and asking)

    def _remove(self) -> None:
        session = self.session
        path: Path | None = session.path
        if path is None or not self.is_over:
            return
        session.close()
        try:
            path.unlink()
        except OSError as error:
            session.tell(f"{path.name} could not be deleted: {error.strerror}.", "problem")
            try:
                session.open(path)
            except WorkspaceError as fault:
                session.tell(f"{fault.found} {fault.remedy}", "problem")
            return
        session.tell(
            f"{path.name} was deleted. Files you wrote from it (.xml, reports) are where you put them.", "done"
        )
