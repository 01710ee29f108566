"""How sure each census year is, and the year packs: what taught them, given on as a file, taken out again."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from swf_desktop.certainty import PARTS
from ui.session.session import Session
from ui.widgets import dialogs
from ui.widgets.basic import button, heading, label, named, row
from ui.widgets.opening import Opening
from ui.widgets.table_model import Column, RowsModel
from ui.widgets.tables import Table

if TYPE_CHECKING:
    from swf_desktop.collection import Collection


class YearsPanel(QFrame):
    """All years with how sure each part of them is, and the packs in use; made when it is first wanted."""

    def __init__(self, session: Session, opening: Opening, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self._opening = session, opening
        self.setProperty("card", True)
        named(self, "Census years")
        self.model: RowsModel[Collection] = RowsModel(
            [
                Column("Census day", lambda one: _day(one.reference_date), sort=lambda one: one.reference_date),
                Column("Deadline", lambda one: _day(one.deadline), sort=lambda one: one.deadline),
                Column("Use", lambda one: "written" if one.written else "read only"),
                *(Column(title, _level(part), tip=_why(part)) for part, title in PARTS.items()),
                Column("What is new in it", lambda one: one.changes, tip=lambda one: one.changes, wide=True),
            ],
            self,
        )
        self.table = Table(self.model, "Census years")
        self.packs_model: RowsModel[Path] = RowsModel(
            [
                Column("Year pack", lambda folder: folder.name, wide=True),
                Column("Sum", lambda folder: self._sums.get(folder, "")),
            ],
            self,
        )
        self._sums: dict[Path, str] = {}
        self.packs = Table(self.packs_model, "Year packs in use")
        self.packs.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.learn = button("&Learn from a file …", lambda: self._opening.learn_year(then=self.show_now), main=True)
        self.give = button("&Give a pack on …", self._give, tip="Save it as one file for other schools")
        self.out = button("&Take a pack out", self._take_out, tip="The program's own tables count again")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.addWidget(heading("How sure each census year is", 2))
        layout.addWidget(self.table)
        layout.addWidget(
            label(
                "A return of the year that COLLECT accepted (.xml, from any system) or the department's own schema "
                "(.xsd), rule workbook or Common Basic Data Set (.xlsx) makes a year surer. Nothing about people is "
                "kept of it. What was learnt is a year pack, and can be given to others as one file."
            )
        )
        layout.addWidget(self.packs)
        layout.addWidget(row(self.learn, self.give, self.out))
        self.show_now()

    def show_now(self) -> None:
        """Show the years and packs as they are now."""
        from swf_desktop.collection import Collection, collection_years
        from swf_desktop.packs import installed, sum_of
        from ui.settings import packs_folder

        self.model.set_rows([Collection.load(year) for year in sorted(collection_years(), reverse=True)])
        self.table.fit_height(most=6)
        folders = installed(packs_folder())
        self._sums = {folder: sum_of(folder)[:16] for folder in folders}
        self.packs_model.set_rows(folders)
        self.packs.fit_height(most=4)
        self.packs.select_place(0)
        for widget in (self.packs, self.give, self.out):
            widget.setVisible(bool(folders))

    def _give(self) -> None:
        folder = self.packs.current()
        if folder is None:
            return
        from swf_desktop.files.untouched import replacing
        from swf_desktop.packs import SUFFIX, export

        path = dialogs.ask_save(
            self, "Give the year pack on", Path.home() / f"{folder.name}{SUFFIX}", f"Year packs (*{SUFFIX})"
        )
        if path is None:
            return
        try:
            with replacing():
                export(folder, path)
        except OSError as error:
            self.session.tell(f"{path.name} could not be written: {error.strerror or error}.", "problem")
        else:
            self.session.tell(f"Written: {path}. Whoever gets it drops it into this window.", "done")

    def _take_out(self) -> None:
        folder = self.packs.current()
        if folder is not None:
            self._opening.take_out_pack(folder, then=self.show_now)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _level(part: str) -> Any:
    return lambda one: one.certainty[part].level


def _why(part: str) -> Any:
    return lambda one: one.certainty[part].text
