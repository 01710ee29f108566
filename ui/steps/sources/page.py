"""Your files: the files, how each sheet is read, and what was repaired on the way in.

Longer than other modules, because all parts of the page show one and the same sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QSplitter,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from swf_desktop.words import counted
from ui.session.events import HIDDEN, TITLES, What
from ui.session.session import Session
from ui.steps.sources.corrected_card import CorrectedCard
from ui.steps.sources.preview import PreviewModel
from ui.steps.step import Step
from ui.widgets.basic import button, empty, known, label, named, row, scrolling, set_main, text_width
from ui.widgets.boxes import ChoiceBox
from ui.widgets.marks import mark_icon
from ui.widgets.opening import Opening
from ui.widgets.question_cards import AskOthers, tell_put
from ui.widgets.table_model import Column, RowsModel
from ui.widgets.tables import Table, give_menu
from ui.worker.views import Failure, FileView, RepairGroup, RepairView, SheetView

ENCODINGS: Final = [
    ("", "As found"),
    ("utf-8-sig", "UTF-8"),
    ("cp1252", "Windows (Western Europe)"),
    ("utf-16", "UTF-16"),
    ("iso8859-15", "ISO 8859-15"),
    ("cp850", "DOS"),
    ("mac_roman", "Old Macintosh"),
]
DELIMITERS: Final = [("", "As found"), (",", "Comma"), (";", "Semicolon"), ("\t", "Tab"), ("|", "Vertical bar")]
_WORDS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list of tables.

    unanswered: nothing of the sheet is used, and nobody has said that it is not needed. waits: it is read once it is
    known which school the return is of.
    """

    file: FileView
    sheet: SheetView | None
    questions: int
    unanswered: bool = False
    waits: bool = False

    @property
    def open_words(self) -> str:
        """What is to be answered about it, in words."""
        return "is it needed?" if self.unanswered else f"{self.questions} to answer" if self.questions else ""

    @property
    def state(self) -> str:
        """What is made of it, in words."""
        if self.file.message:
            return "a return made before"
        if self.sheet is None:
            return "not read: say which school first" if self.waits else "not read yet"
        if self.sheet.words:
            return "a list of words, used"
        if self.sheet.idle or not self.sheet.used:
            return "Not used"
        return self.sheet.grain_words if not self.sheet.pairs else f"one value of {self.sheet.grain_words}"


class Page(Step):
    """The page."""

    name = "sources"
    title = TITLES["sources"]
    says = "Add the files that payroll, HR and the school office gave you. They are read, never changed."
    help_page = "steps/your-files.html"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._opening = Opening(session, self)
        add = button("&Add files …", self._opening.add_files, tip="Ctrl+I, or drop them here", main=True)
        self.add = known(add, "add files")
        self.remove = button("Take &out", self._remove, tip="Forget this file; the file itself stays where it is")
        self._unread = QWidget()
        self._unread_layout = QVBoxLayout(self._unread)
        self._unread_layout.setContentsMargins(0, 0, 0, 0)
        self.model: RowsModel[Entry] = RowsModel(
            [
                Column("File and sheet", _title, tip=lambda one: one.file.path),
                Column("Rows", lambda one: str(one.sheet.rows if one.sheet else one.file.height), right=True),
                Column("One row is", lambda one: one.state, tip=_notes_of, wide=True),
                Column(
                    "Open",
                    lambda one: one.open_words,
                    icon=lambda one: mark_icon("question") if one.open_words else None,
                ),
            ],
            self,
        )
        self.table = known(Table(self.model, "Files and sheets"), "files")
        self.table.least_wide = 10
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.table.opened.connect(lambda _entry: self.preview.setFocus())
        left = QWidget()
        layout = QVBoxLayout(left)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(row(self.add, self.remove))
        layout.addWidget(self._unread)
        layout.addWidget(self.table, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self._make_right())
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        split.setSizes([text_width(self, 64), text_width(self, 96)])
        split.setChildrenCollapsible(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._corrected = QWidget()
        self._corrected_layout = QVBoxLayout(self._corrected)
        self._corrected_layout.setContentsMargins(0, 0, 0, 0)
        self._corrected_area = named(scrolling(self._corrected), "Files that may replace others")
        self.cards: list[CorrectedCard] = []
        self._cards_of: tuple[object, ...] = ()
        outer.addWidget(self._corrected_area, 2)
        outer.addWidget(split, 1)

    # Making it

    def _make_right(self) -> QWidget:
        self.tabs = named(QTabWidget(), "About the files")
        self.tabs.tabBar().setAccessibleName("About the files")
        self.tabs.addTab(self._make_preview(), "&Preview")
        self.tabs.addTab(self._make_repairs(), "&Repairs")
        self.tabs.addTab(self._make_notes(), "&Notes")
        return self.tabs

    def _make_preview(self) -> QWidget:
        self.preview_model = PreviewModel(self.session, self)
        self.preview = named(QTableView(), "Preview of the file")
        give_menu(self.preview)
        self.preview.setModel(self.preview_model)
        self.preview.setTabKeyNavigation(False)
        self.preview.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.preview.setWordWrap(False)
        self.preview.selectionModel().currentChanged.connect(self._cell)
        self.preview_model.first_came.connect(self._fit_preview)
        self._fit_preview_rows()
        self.preview.horizontalHeader().setDefaultSectionSize(text_width(self, 16))
        self.use = named(QCheckBox("&Use this sheet"), "Use this sheet")
        self.use.clicked.connect(self._use)
        self.grain = ChoiceBox("What one row stands for")
        self.grain.setMinimumContentsLength(30)
        self.grain.picked.connect(self._grain)
        self.headings = button(
            "&Headings are in this row",
            self._headings,
            tip="Take the row with the focus as the row of headings (Ctrl+Shift+H)",
        )
        self.find_headings = button("&Find the headings again", self._find_headings)
        self.encoding = ChoiceBox("Encoding", ENCODINGS)
        self.encoding.picked.connect(lambda value: self._again(encoding=value))
        self.delimiter = ChoiceBox("Delimiter", DELIMITERS)
        self.delimiter.picked.connect(lambda value: self._again(delimiter=value))
        for box in (self.encoding, self.delimiter):
            box.setMinimumContentsLength(12)
        self._about = named(label(""), "About this sheet")
        self._text_file = row(
            label("Encoding", wrap=False), self.encoding, label("Delimiter", wrap=False), self.delimiter
        )
        self._row_words = named(label(""), "About this row")
        self._idle = QFrame()
        self._idle.setProperty("card", True)
        named(self._idle, "Nothing of this sheet is used")
        self._idle_words = label("")
        self.not_needed = button("It is &not needed", lambda: self._use(False), main=True)
        self.needed = button("&Use it all the same", lambda: self._use(True))
        idle = QVBoxLayout(self._idle)
        idle.addWidget(self._idle_words)
        self.unknown = AskOthers()
        self.unknown.offer_everybody(self._put_sheet_to)
        idle.addWidget(row(self.not_needed, self.needed, self.unknown))
        self._sheet_tools = QWidget()
        tools = QVBoxLayout(self._sheet_tools)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.addWidget(row(self.use, label("One row is", wrap=False), self.grain))
        tools.addWidget(row(self.headings, self.find_headings))
        tools.addWidget(self._text_file)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addWidget(self._about)
        layout.addWidget(self._idle)
        layout.addWidget(self._sheet_tools)
        layout.addWidget(self.preview, 1)
        layout.addWidget(self._row_words)
        return page

    def _make_repairs(self) -> QWidget:
        self.repairs: RowsModel[RepairGroup] = RowsModel(
            [
                Column("State", lambda one: "rejected" if one.rejected else "accepted"),
                Column("What was repaired", lambda one: f"{one.kind}: {one.words}"),
                Column(
                    "Cells", lambda one: str(one.count) if one.count else "", sort=lambda one: one.count, right=True
                ),
                Column("For example", self._example),
                Column("Why", lambda one: one.reason, tip=lambda one: one.reason, wide=True),
            ],
            self,
        )
        self.repairs_table = Table(self.repairs, "Repairs")
        self.repairs_table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.repairs_table.selectionModel().currentRowChanged.connect(self._repair_chosen)
        self.repairs_table.opened.connect(lambda _group: self._turn_repair())
        self.turn = button(
            "Re&ject this repair", self._turn_repair, tip="The cells then stay as they stand in the file"
        )
        self.cells: RowsModel[RepairView] = RowsModel(
            [
                Column("Where", lambda one: one.source, wide=True),
                Column("In the file", lambda one: self._shown(one.before)),
                Column("Read as", lambda one: self._shown(one.after)),
            ],
            self,
        )
        self.cells_table = Table(self.cells, "Cells of this repair")
        self.cells_table.opened.connect(self._to_cell)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addWidget(label("Everything that was changed on the way in. Your files are as they were."))
        layout.addWidget(self.repairs_table, 3)
        layout.addWidget(row(self.turn))
        layout.addWidget(self.cells_table, 2)
        return page

    def _make_notes(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        self.notes: RowsModel[str] = RowsModel([Column("Note", lambda one: one, tip=lambda one: one, wide=True)], self)
        self.notes_table = Table(self.notes, "Notes on how the files were read")
        layout.addWidget(label("How the files were read:"))
        layout.addWidget(self.notes_table, 1)
        return page

    # The session

    def refresh(self, what: frozenset[What]) -> None:  # noqa: D102
        session = self.session
        self.add.setEnabled(session.is_open and not session.locked)
        set_main(self.add, not session.files.views)
        self.remove.setEnabled(bool(session.files.views) and not session.locked)
        if what & {What.OPENED, What.FILES, What.MATCHING}:
            self._show_files()
            self._show_unread()
            built = session.built
            self.repairs.set_rows(built.repairs if built is not None else [])
            self.notes.set_rows(list(dict.fromkeys(built.notes)) if built is not None else [])
            self.tabs.setTabText(1, f"&Repairs ({sum(one.count for one in self.repairs.rows)})")
            self._show_corrected()
        if What.PRIVACY in what:
            self._show_corrected()
            self.repairs.redraw()
            self.cells.redraw()
            self.preview_model.layoutChanged.emit()

    def _show_files(self) -> None:
        session = self.session
        built = session.built
        sheets = {(one.file, one.sheet): one for one in built.sheets} if built is not None else {}
        open_ = [one.question.scope for one in session.questions if one.question.kind == "column"]
        passed_over = {(one.file, one.sheet) for one in session.decisions.sheets_to_answer()}
        entries = [
            Entry(view, sheet, open_.count(view.place), (view.file, view.sheet) in passed_over, session.lacks_school)
            for view in session.files.views
            for sheet in [sheets.get((view.file, view.sheet))]
        ]
        before = self.table.current()
        self.model.set_rows(entries)
        place = self.model.place_of(
            lambda one: before is not None and (one.file.file, one.file.sheet) == (before.file.file, before.file.sheet)
        )
        self.table.select_place(max(place, 0))
        if not entries:
            self._show_entry(None)

    def _show_corrected(self) -> None:
        waiting = self.session.corrected.waiting
        shown = (self.session.private, *map(id, waiting))
        self._corrected_area.setVisible(bool(waiting))
        if shown == self._cards_of:
            return
        self._cards_of = shown
        empty(self._corrected_layout)
        self.cards = [CorrectedCard(self.session, one) for one in waiting]
        for card in self.cards:
            self._corrected_layout.addWidget(card)
        self._corrected_layout.addStretch(1)
        self._fit_corrected()

    def _fit_corrected(self) -> None:
        """Give what waits no more room than it fills: the list of files has the rest of the page."""
        # The cards themselves: a layout knows of new ones only with the next round of events.
        gaps = self._corrected_layout.spacing() * len(self.cards)
        high = sum(card.heightForWidth(self._corrected_area.viewport().width()) for card in self.cards)
        self._corrected_area.setMaximumHeight(high + gaps)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._fit_corrected()

    def _show_unread(self) -> None:
        empty(self._unread_layout)
        for path, failure in self.session.files.unread.items():
            self._unread_layout.addWidget(_Unread(self.session, path, failure))
        self._unread.setVisible(bool(self.session.files.unread))

    def why_later(self) -> str:  # noqa: D102
        return "" if self.session.is_open else "no return is open yet"

    def left(self) -> int:  # noqa: D102
        session = self.session
        # Questions about what is in the sheets are answered, and counted, in the next step.
        passed_over = len(session.decisions.sheets_to_answer())
        waiting = len(session.corrected.waiting)
        return (0 if session.files.views else 1) + len(session.files.unread) + passed_over + waiting

    def set_up_focus(self) -> None:  # noqa: D102
        if self.cards:
            self.cards[0].replace.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        passed_over = self.model.place_of(lambda one: one.unanswered)
        if passed_over >= 0:
            self.table.select_place(passed_over)
            self.tabs.setCurrentIndex(0)
            self.not_needed.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        (self.table if self.session.files.views else self.add).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def actions_for_menu(self) -> list[QAction]:  # noqa: D102
        actions = []
        for text, keys, call in (
            ("Headings are in this row", "Ctrl+Shift+H", self._headings),
            ("Take this file out", "Ctrl+Del", self._remove),
            ("Accept or reject this repair", "Ctrl+R", self._turn_repair),
            ("Preview", "Ctrl+Shift+1", partial(self.tabs.setCurrentIndex, 0)),
            ("Repairs", "Ctrl+Shift+2", partial(self.tabs.setCurrentIndex, 1)),
            ("Notes", "Ctrl+Shift+3", partial(self.tabs.setCurrentIndex, 2)),
        ):
            action = QAction(text, self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _checked=False, call=call: call())
            actions.append(action)
        return actions

    # One sheet

    def _chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        self._show_entry(self.model.row_at(current) if current.isValid() else None)

    def _show_entry(self, entry: Entry | None) -> None:
        file = entry.file if entry is not None else None
        sheet = entry.sheet if entry is not None else None
        digest = self.session.files.digest_of(file.file, file.sheet) if file is not None and not file.message else ""
        self.preview_model.show_table(file if digest else None, sheet, digest)
        table = file is not None and not file.message
        self._sheet_tools.setVisible(table)
        self._text_file.setVisible(file is not None and file.decoded)
        locked = bool(self.session.locked)
        for widget in (self.use, self.grain, self.headings, self.find_headings, self.encoding, self.delimiter):
            widget.setEnabled(not locked)
        self._idle.setVisible(entry is not None and entry.unanswered and not locked)
        if entry is None or file is None:
            self._about.setText("Add files, or choose one in the list.")
            return
        why = f": {sheet.why}" if sheet is not None and sheet.why else "."
        self._idle_words.setText(f"Nothing of this sheet comes into the return{why} Is it needed?")
        self.use.setChecked(sheet is not None and sheet.used)
        self.grain.set_choices(_grains())
        self.grain.set_value(sheet.grain if sheet is not None else "")
        self.encoding.set_value("")
        self.delimiter.set_value("")
        said = [file.place, f"{counted(file.height, 'row')}, {counted(file.width, 'column')}"]
        if sheet is not None and sheet.as_at:
            said.append(f"as at {sheet.as_at}")
        if sheet is not None and sheet.skipped:
            said.append(f"{counted(len(sheet.skipped), 'row')} left out (greyed)")
        if file.encoding:
            said.append(
                f"read as {file.encoding}, {_WORDS.get(file.delimiter or '', file.delimiter or 'fixed columns')}"
            )
        self._about.setText(", ".join(said) + ".")

    def _fit_preview_rows(self) -> None:
        self.preview.verticalHeader().setDefaultSectionSize(self.preview.fontMetrics().height() + 6)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "preview"):
            self._fit_preview_rows()
            self._fit_preview()

    def _fit_preview(self) -> None:
        """Make columns as wide as what is in the first rows, within bounds."""
        least, most = text_width(self, 6), text_width(self, 26)
        for column in range(min(self.preview_model.columnCount(), 60)):
            self.preview.setColumnWidth(column, min(max(self.preview.sizeHintForColumn(column) + 8, least), most))

    def _cell(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            state = self.preview_model.state_of(current.row())
            self._row_words.setText(f"Row {current.row() + 1}: {state}." if state else f"Row {current.row() + 1}.")

    def _use(self, checked: bool) -> None:
        entry = self.table.current()
        if entry is None:
            return
        file, decisions = entry.file, self.session.decisions
        if checked:
            decisions.use_sheet(file.file, file.sheet, file.place, self.grain.value())
        else:
            decisions.leave_sheet(file.file, file.sheet, file.place)

    def _put_sheet_to(self, who: str) -> None:
        from converters.recipe.asking import WHO

        entry = self.table.current()
        if entry is not None and self.session.decisions.put_sheet_to(entry.file.place, who):
            tell_put(self.session, WHO[who])

    def _grain(self, value: str) -> None:
        entry = self.table.current()
        if entry is not None and value:
            self.session.decisions.set_sheet(
                f"Rows of {entry.file.place}", entry.file.file, entry.file.sheet, grain=value, use=True
            )

    def _headings(self) -> None:
        entry, index = self.table.current(), self.preview.currentIndex()
        if entry is None or not index.isValid():
            self.session.tell("Go to the row with the headings in the preview first.", "problem")
            return
        # The columns are named anew by these headings, so what was decided for the old ones is left behind.
        self.session.decisions.set_sheet(
            f"Headings of {entry.file.place} in row {index.row() + 1}",
            entry.file.file,
            entry.file.sheet,
            header_rows=(index.row() + 1,),
            columns={},
            fill_down=None,
            use=True,
        )

    def _find_headings(self) -> None:
        entry = self.table.current()
        if entry is not None:
            self.session.decisions.set_sheet(
                f"Headings of {entry.file.place} found again",
                entry.file.file,
                entry.file.sheet,
                header_rows=(),
                columns={},
                fill_down=None,
                grain="",
            )

    def _again(self, *, encoding: str = "", delimiter: str = "") -> None:
        entry = self.table.current()
        if entry is not None:
            self.session.files.read_again(
                entry.file.file,
                encoding=encoding or entry.file.encoding,
                delimiter=delimiter or (None if encoding else entry.file.delimiter),
            )

    def _remove(self) -> None:
        entry = self.table.current()
        if entry is not None:
            self.session.files.remove(entry.file.file)

    # Repairs

    def _shown(self, text: str) -> str:
        return HIDDEN if self.session.private and text else text

    def _example(self, group: RepairGroup) -> str:
        if not group.cells:
            return ""
        return f"{self._shown(group.cells[0].before)} → {self._shown(group.cells[0].after)}"

    def _repair_chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        group = self.repairs.row_at(current) if current.isValid() else None
        self.cells.set_rows(group.cells if group is not None else [])
        self.turn.setEnabled(group is not None and bool(group.key) and not self.session.locked)
        self.turn.setText("Acce&pt this repair" if group is not None and group.rejected else "Re&ject this repair")

    def _turn_repair(self) -> None:
        group = self.repairs_table.current()
        if group is None:
            self.session.tell("Choose a repair in the list first.", "problem")
        elif not group.key:
            self.session.tell("This is about the form of the file. Choose another encoding or delimiter.", "problem")
        elif group.rejected:
            self.session.decisions.set_answer(group.key, "", f"Repair accepted: {group.kind}, {group.words}")
        else:
            self.session.decisions.set_answer(group.key, "reject", f"Repair rejected: {group.kind}, {group.words}")

    def _to_cell(self, cell: RepairView) -> None:
        self.show_cell(cell.file, cell.sheet, cell.row, cell.column)

    def show_cell(self, file: str, sheet: str | None, line: int | None, letter: str | None) -> None:
        """Show a cell of a file in the preview. line: as people count."""
        self.table.select_place(self.model.place_of(lambda one: (one.file.file, one.file.sheet) == (file, sheet)))
        self.tabs.setCurrentIndex(0)
        column = _column_index(letter) if letter else 0
        index = self.preview_model.index((line or 1) - 1, column)
        if index.isValid():
            self.preview.setCurrentIndex(index)
            self.preview.scrollTo(index)
            self.preview.setFocus(Qt.FocusReason.OtherFocusReason)


class _Unread(QFrame):
    """A file that could not be read, with what to do; a password can be given for one that is protected."""

    def __init__(self, session: Session, path: str, failure: Failure) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        named(self, f"Not read: {Path(path).name}")
        layout = QVBoxLayout(self)
        top = QHBoxLayout()
        top.addWidget(label(f"{Path(path).name} was not read. {failure.found} {failure.remedy}"), 1)
        layout.addLayout(top)
        tools: list[QWidget] = []
        if failure.kind == "password":
            password = named(QLineEdit(), f"Password of {Path(path).name}")
            password.setEchoMode(QLineEdit.EchoMode.Password)
            password.setPlaceholderText("Password")
            password.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

            def open_it() -> None:
                session.files.add([Path(path)], password=password.text())

            password.returnPressed.connect(open_it)
            tools += [password, button("Open with it", open_it)]
        else:
            tools.append(button("Try again", lambda: session.files.add([Path(path)])))

        def forget() -> None:
            session.files.unread.pop(path, None)
            session.announce(What.FILES)

        tools.append(button("Do not add it", forget))
        layout.addWidget(row(*tools))


def _title(entry: Entry) -> str:
    return entry.file.file if entry.file.sheet is None else f"{entry.file.file}: {entry.file.sheet}"


def _notes_of(entry: Entry) -> str:
    return "\n".join([*entry.file.notes, *(entry.sheet.notes if entry.sheet is not None else ())])


def _grains() -> list[tuple[str, str]]:
    from converters.recipe.grains import GRAIN_LABELS

    return [("", "Not known"), *GRAIN_LABELS.items()]


def _column_index(letter: str) -> int:
    index = 0
    for char in letter:
        index = index * 26 + ord(char) - ord("A") + 1
    return index - 1
