"""The department's own files, where a school has them: an XSD or XSLT checks, run over the file written last."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from swf_desktop.words import counted
from ui.session.events import HIDDEN
from ui.session.session import Session
from ui.widgets import dialogs
from ui.widgets.basic import button, label, named, row
from ui.widgets.marks import mark_icon, word_for
from ui.widgets.table_model import Column, RowsModel
from ui.widgets.tables import Table

if TYPE_CHECKING:
    from ui.worker.views import OfficialView

_KEPT = "folder of the department's files"


class Official(QWidget):
    """A button, and below it what the department's files find in the last file; Enter goes to the field."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._path: Path | None = None
        self.model: RowsModel[OfficialView] = RowsModel(
            [
                Column("Kind", lambda one: word_for(one.severity), icon=lambda one: mark_icon(one.severity)),
                Column("Rule", lambda one: one.rule),
                Column("What", lambda one: HIDDEN if session.private else one.message, wide=True),
                Column("Who", lambda one: HIDDEN if session.private and one.person else one.person),
            ],
            self,
        )
        self.table = Table(self.model, "What the department's files find")
        self.table.opened.connect(self._go)
        self.says = named(label(""), "What came of the department's files")
        self.check = button(
            "Check with the depar&tment's files …",
            self.ask,
            tip="If you have the department's own XSD or XSLT files: they are run over the file that was written last",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(row(self.check))
        layout.addWidget(self.says)
        layout.addWidget(self.table)
        self.forget()

    def forget(self) -> None:
        """Show nothing: another return is open, or another file was written."""
        self.says.hide()
        self.table.hide()

    def show_for(self, path: Path | None, *, ready: bool) -> None:
        """Take the file that was written last, None where there is none or it is not there any more."""
        if path != self._path:
            self.forget()
        self._path = path
        self.check.setEnabled(ready and path is not None)

    def ask(self) -> None:
        """Ask for the folder with the department's files, and run them."""
        session, path = self.session, self._path
        if path is None or not self.check.isEnabled():
            session.tell("Write the file first: the department's files check what was written.", "problem")
            return
        kept = session.settings.get(_KEPT) if session.settings is not None else ""
        folder = dialogs.ask_folder(self, "Folder with the department's files (.xsd, .xsl)", Path(kept or path.parent))
        if folder is None:
            return
        if session.settings is not None:
            session.settings.set(_KEPT, str(folder))
        session.files.run_job(
            "ui.worker.papers:official",
            session.builder.asked(),
            _now(),
            str(path),
            str(folder),
            title="Checking with the department's files",
            then=lambda found: self._show(found, path, folder),
        )

    def _show(self, found: list[OfficialView] | None, path: Path, folder: Path) -> None:
        if found is None:
            self.says.setText(f"There is no .xsd, .xsl or .xslt file in {folder}: nothing was checked.")
        elif not found:
            self.says.setText(f"The department's files find nothing in {path.name}.")
        else:
            self.says.setText(f"The department's files find {counted(len(found), 'thing')} in {path.name}:")
        self.says.show()
        self.model.set_rows(found or [])
        self.table.setVisible(bool(found))
        self.table.fit_height(most=8)
        self.session.tell(self.says.text(), "problem" if found is None or found else "done")

    def _go(self, one: OfficialView) -> None:
        if one.key:
            self.session.show(one.key, one.tag)
        else:
            self.session.tell(HIDDEN if self.session.private else one.message)


def _now() -> object:
    from datetime import datetime

    return datetime.now().replace(microsecond=0)  # noqa: DTZ005 - as the message has it, without a zone
