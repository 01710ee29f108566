"""The papers around the return, all in one place: what each is for, made as a file or printed; and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from swf_desktop.words import counted
from ui.session.session import Session
from ui.widgets import dialogs
from ui.widgets.basic import button, heading, row
from ui.widgets.table_model import Column, RowsModel
from ui.widgets.tables import Table

PAGE, FILE, FOLDER = "page", "file", "folder"


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper. kind: as `ui.worker.papers` has it. form: a page to print, a file, or a folder of files.

    earlier: whether an earlier return goes with it: `needed`, `asked`, or "".
    """

    kind: str
    title: str
    use: str
    form: str
    name: str
    earlier: str = ""


PAPERS: Final = (
    Paper(
        "head",
        "Page for the head",
        "To read and sign: figures, pay, what changed and why",
        PAGE,
        "page for the head.pdf",
        earlier="asked",
    ),
    Paper("summary", "Summary", "Every table of the department's summary, for the file", PAGE, "summary.pdf"),
    Paper("collect", "What COLLECT will show", "Errors and queries, counted as COLLECT does", PAGE, "COLLECT.pdf"),
    Paper(
        "compare",
        "Compared with an earlier return",
        "Who came and went, whose hours and pay changed",
        PAGE,
        "compared.pdf",
        earlier="needed",
    ),
    Paper("notes", "Query notes", "A workbook: somebody else fills in the notes", FILE, "query notes.xlsx"),
    Paper("slips", "Checking slips", "A workbook: each employee says what is right", FILE, "checking slips.xlsx"),
    Paper("pack", "Census-day pack", "Calendar, sheet of counts and slips to print", FOLDER, "census day"),
    Paper("all", "All reports", "Summary, pay sheet, findings, notes, who is in", FOLDER, "reports"),
    Paper("support", "For a helpdesk", "Details and a copy of the return, about nobody", FOLDER, "for the helpdesk"),
)
_BOOKS: Final = "Workbooks (*.xlsx *.xls *.ods *.csv);;All files (*)"
_RETURNS: Final = "Returns (*.xml);;All files (*)"


class Papers(QWidget):
    """The list of papers. Enter makes one."""

    def __init__(
        self,
        session: Session,
        written: Callable[[Path], None],
        key_slips: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self._written = written
        self.model: RowsModel[Paper] = RowsModel(
            [
                Column("Paper", lambda one: one.title),
                Column("What it is for", lambda one: one.use, wide=True),
                Column("As", _form),
            ],
            self,
        )
        self.model.set_rows(PAPERS)
        self.table = Table(self.model, "Papers")
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.opened.connect(self.make)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._may())
        self.table.fit_height(most=len(PAPERS))
        self.save = button("&Make it …", lambda: self.make(self.table.current()), tip="Enter in the list does the same")
        self.print_ = button(
            "Pr&int it …", lambda: self.print_it(self.table.current()), tip="Ctrl+P prints the summary"
        )
        self.back = button(
            "&Bring answers back …", self._answers, tip="Checking slips or question sheets that came back filled in"
        )
        self.key = button(
            "&Key slips …",
            key_slips,
            tip="Slips that came back on paper: a person at a time, Enter for the next",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(heading("Papers", 2))
        layout.addWidget(self.table)
        layout.addWidget(row(self.save, self.print_, self.back, self.key))
        self.table.select_place(0)

    def refresh(self, *, ready: bool) -> None:
        """Allow what can be made now."""
        self._ready = ready
        self.back.setEnabled(ready)
        self.key.setEnabled(ready)
        self._may()

    _ready = False

    def _may(self) -> None:
        one: Paper | None = self.table.current()
        self.save.setEnabled(self._ready and one is not None)
        self.print_.setEnabled(self._ready and one is not None and one.form == PAGE)

    def paper(self, kind: str) -> Paper:
        """Return a paper by its kind."""
        return next(one for one in PAPERS if one.kind == kind)

    # Making

    def make(self, paper: Paper | None) -> None:
        """Ask where it goes, and make it there."""
        if paper is None or not self._may_make():
            return
        if paper.form == FOLDER:
            folder = dialogs.ask_folder(self, f"{paper.title}: in which folder", self.session.folder)
            if folder is not None:
                self._files(paper, folder)
            return
        kinds = "PDF (*.pdf)" if paper.form == PAGE else "Workbook (*.xlsx)"
        path = dialogs.ask_save(self, paper.title, self.session.folder / paper.name, kinds)
        if path is None:
            return
        if paper.form == FILE:
            self._files(paper, path)
            return

        def made(html: str) -> None:
            from ui.printing import html_to_pdf

            try:
                # The system asked before a file was chosen that is there already.
                html_to_pdf(html, path, self._foot(paper), own=True)
            except OSError as error:
                self.session.tell(f"{path.name} could not be written: {error.strerror or error}.", "problem")
            else:
                self._done([str(path)])

        self._page(paper, made)

    def print_it(self, paper: Paper | None) -> None:
        """Ask for a printer, and print a page."""
        if paper is None or paper.form != PAGE or not self._may_make():
            return

        def made(html: str) -> None:
            from ui.printing import print_html

            if print_html(self, html, self._foot(paper)):
                self.session.tell(f"{paper.title}: sent to the printer.", "done")

        self._page(paper, made)

    def _may_make(self) -> bool:
        if not self._ready:
            self.session.tell("There is no return yet, or it is still being checked.", "problem")
        return self._ready

    def _foot(self, paper: Paper) -> str:
        """Return what stands at the foot of each page: the paper, the census, and whose it is."""
        collection = self.session.collection
        year = f" {collection.year}" if collection is not None else ""
        return f"{paper.title}{year}, {self.session.setting('school name') or self._number()}"

    def _number(self) -> str:
        built = self.session.built
        return "" if built is None else f"{built.lea}/{built.estab}" if built.estab else built.lea

    def _page(self, paper: Paper, then: Callable[[str], None]) -> None:
        session = self.session
        before = self._last_year() if paper.earlier else ""
        if paper.earlier == "needed" and not before:
            chosen = dialogs.ask_open(self, "The earlier return", session.folder, _RETURNS)
            if chosen is None:
                return
            before = str(chosen)
        session.files.run_job(
            "ui.worker.papers:page",
            session.builder.asked(),
            _now(),
            paper.kind,
            before,
            session.setting("school name"),
            title=f"Making: {paper.title}",
            then=then,
        )

    def _last_year(self) -> str:
        """Return where last year's return is, if it stands among the files of this one and is still there."""
        views = self.session.files.views
        beside = any(not view.message for view in views)
        paths = [view.path for view in views if view.message and view.path and Path(view.path).is_file()]
        return paths[0] if beside and paths else ""

    def _files(self, paper: Paper, target: Path) -> None:
        from converters.workspace import kept_notes

        session = self.session
        notes = kept_notes(session.workspace) if session.workspace is not None else {}
        if paper.kind == "all":
            session.files.run_job(
                "ui.worker.jobs:write_reports",
                session.builder.asked(),
                str(target),
                _now(),
                notes,
                session.setting("school name"),
                title="Writing reports",
                then=self._done,
            )
            return
        session.files.run_job(
            "ui.worker.papers:files",
            session.builder.asked(),
            _now(),
            paper.kind,
            str(target),
            notes,
            title=f"Making: {paper.title}",
            then=self._done,
        )

    def _done(self, paths: list[str]) -> None:
        first = Path(paths[0])
        self._written(first)
        said = first.name if len(paths) == 1 else counted(len(paths), "file")
        self.session.tell(f"{said} written to {first.parent}.", "done")

    # Bringing back

    def _answers(self) -> None:
        session = self.session
        if session.collection is None or not session.may_change():
            return
        path = dialogs.ask_open(self, "Slips or question sheets that came back", session.folder, _BOOKS)
        if path is None:
            return
        session.files.run_job(
            "ui.worker.papers:answers",
            [str(path)],
            session.collection.year,
            title=f"Reading {path.name}",
            then=lambda found: self._take(found, path.name),
        )

    def _take(self, found: Any, name: str) -> None:
        from converters.papers.answers import as_step, decided

        session = self.session
        step = as_step(found, session.overlay.values(), session.added.values())
        taken = step is None or session.changes.do(step)
        if found.decisions and taken:
            sheets = session.built.sheets if session.built is not None else []
            places = {sheet.place: (sheet.file, sheet.sheet) for sheet in sheets}
            recipe = decided(session.decisions.recipe, found.decisions, places)
            session.decisions.decide(f"Answers of {name}", recipe)
        if not taken:
            return
        said = f"{counted(found.rows, 'answer')} taken from {name}." if found.rows else f"{name} holds no answer yet."
        session.tell(" ".join([said, *found.notes[:3]]), "problem" if found.notes or not found.rows else "done")


def _form(paper: Paper) -> str:
    return {PAGE: "PDF or on paper", FILE: "workbook", FOLDER: "folder"}[paper.form]


def _now() -> datetime:
    return datetime.now().replace(microsecond=0)  # noqa: DTZ005 - shown to the user
