"""What changed since the file that was sent last, in words."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from swf_desktop.words import counted
from ui.session.events import HIDDEN
from ui.session.session import Session
from ui.widgets import dialogs
from ui.widgets.basic import button, heading, label, named, row
from ui.widgets.table_model import Column, RowsModel
from ui.widgets.tables import Table
from ui.worker.views import Failure

if TYPE_CHECKING:
    from swf_desktop.workspace.workspace import Export


class Changes(QWidget):
    """A sentence for each thing that is another than in the last file; on show once a file was written."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._compared: object = None
        self._last: Export | None = None
        self.title = heading("", 2)
        self.model: RowsModel[str] = RowsModel(
            [Column("What changed", lambda one: HIDDEN if session.private else one, tip=lambda one: one, wide=True)],
            self,
        )
        self.table = Table(self.model, "What changed since the last file")
        self.table.horizontalHeader().hide()
        self.says = named(label(""), "Whether anything changed")
        self.choose = button("&Where is it now? …", self._choose, tip="The file that was uploaded last")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.title)
        layout.addWidget(self.table)
        layout.addWidget(self.says)
        layout.addWidget(row(self.choose))
        self.hide()

    def refresh(self, last: Export | None) -> None:
        """Compare with the last file, where there is one and anything may have changed since it was compared."""
        session = self.session
        self._last = last
        self.setVisible(last is not None)
        if last is None or session.built is None:
            self._compared = None
            return
        asked = session.builder.asked()
        if self._compared == (last, asked):
            self.model.redraw()
            return
        path = session.setting("written to")
        self._compare(Path(path) if path else session.folder / last.file_name)

    def _compare(self, path: Path) -> None:
        session, last = self.session, self._last
        if last is None:
            return
        asked = session.builder.asked()
        self._compared = (last, asked)
        self.title.setText(f"Changed since number {last.serial:03d} was written")
        self.title.setAccessibleName(self.title.text())

        def compared(sentences: Any) -> None:
            self._show(list(sentences))

        session.files.run_job(
            "ui.worker.after:changes",
            asked,
            datetime.now().replace(microsecond=0),  # noqa: DTZ005 - as the message has it
            str(path),
            last.sha256,
            title="",
            then=compared,
            failed=self._failed,
        )

    def _show(self, sentences: list[str]) -> None:
        self.model.set_rows(sentences)
        self.table.setVisible(bool(sentences))
        self.table.fit_height(most=6)
        self.says.setText(
            f"{counted(len(sentences), 'change')}. Write the file again to send them."
            if sentences
            else "Nothing: the file that was written is as the return stands."
        )
        self.choose.hide()

    def _failed(self, failure: Failure) -> None:
        self.session.keep_trace(failure)
        self.model.set_rows([])
        self.table.hide()
        self.says.setText(str(failure))
        if failure.kind == "cancelled":
            # It is compared again when the page is next looked at.
            self._compared = None
            self.says.setText("Not compared yet.")
        self.choose.setVisible(failure.kind != "cancelled")

    def _choose(self) -> None:
        path = dialogs.ask_open(self, "The file that was uploaded last", self.session.folder, "Returns (*.xml)")
        if path is not None:
            self._compare(path)
