"""The census-day sheet: what is counted on the day, to print or to send round, with the school's name and the year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.session.session import Session
from ui.widgets import dialogs
from ui.widgets.basic import button, row


class DaySheet(QWidget):
    """Two buttons, and what they do."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        tip = "To count on, in the office and at the gate"
        self.print_ = button("&Print the census-day sheet …", self.print_it, tip=tip)
        self.file = button("&Save it as PDF …", self.save, tip="To send round")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(row(self.print_, self.file))

    def _with(self, then: Callable[[str], None]) -> None:
        session = self.session
        session.files.run_job(
            "ui.worker.papers:page",
            session.builder.asked(),
            datetime.now().replace(microsecond=0),  # noqa: DTZ005 - shown to the user
            "counts",
            "",
            session.setting("school name"),
            title="Making the census-day sheet",
            then=then,
        )

    def print_it(self) -> None:
        """Ask for a printer, and print it."""

        def made(html: str) -> None:
            from ui.printing import print_html

            if print_html(self, html, self._foot()):
                self.session.tell("The census-day sheet was sent to the printer.", "done")

        self._with(made)

    def save(self) -> None:
        """Ask where it goes, and write it there as PDF."""
        path = dialogs.ask_save(
            self, "The census-day sheet", self.session.folder / "census-day sheet.pdf", "PDF (*.pdf)"
        )
        if path is None:
            return

        def made(html: str) -> None:
            from ui.printing import html_to_pdf

            try:
                # The system asked before a file was chosen that is there already.
                html_to_pdf(html, path, self._foot(), own=True)
            except OSError as error:
                self.session.tell(f"{path.name} could not be written: {error.strerror or error}.", "problem")
            else:
                self.session.tell(f"{path.name} was written to {path.parent}.", "done")

        self._with(made)

    def _foot(self) -> str:
        collection = self.session.collection
        year = f" {collection.year}" if collection is not None else ""
        name = self.session.setting("school name")
        return f"Census-day sheet{year}" + (f", {name}" if name else "")
