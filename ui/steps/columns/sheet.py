"""A page on columns: the columns of one sheet, and what the current one is and may be."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from converters.recipe.target import IGNORE, OPEN
from swf_desktop.words import counted, row_words
from ui.session.session import Session
from ui.steps.columns.column_panel import ColumnPanel, plain_label, samples_of
from ui.steps.columns.fields import certainty, taken_twice, target_words
from ui.widgets.basic import text_width
from ui.widgets.boxes import ChoiceBox
from ui.widgets.row_views import RowView
from ui.widgets.table_model import Column, RowsModel
from ui.worker.views import ColumnView, SheetView

if TYPE_CHECKING:
    pass


def _why(column: ColumnView) -> str:
    return "" if column.chosen else column.reason


TWICE: Final = "‼ taken twice"

# The columns of one sheet


class SheetPage(QWidget):
    """One sheet: whether it is used, what one row stands for, its columns, and what the current one may be."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.view: SheetView | None = None
        self._twice: dict[int, str] = {}
        self.use = QCheckBox("&Use this sheet")
        self.use.clicked.connect(self._use)
        self.grain = ChoiceBox("What one row of this sheet is")
        self.grain.picked.connect(self._grain)
        row_is = QLabel("&One row is")
        row_is.setBuddy(self.grain)
        self.about = plain_label(name="About this sheet")
        self.table: RowsModel[ColumnView] = RowsModel(
            [
                Column("Col.", lambda one: one.letter, sort=lambda one: one.index),
                Column("Heading", lambda one: one.heading or "(no heading)"),
                Column("Sample values", self._samples, tip=self._samples),
                Column("Is read as", self._read_as, tip=self._read_as),
                Column("How sure", self._sure, sort=lambda one: (one.index not in self._twice, certainty(one).rank)),
                Column("Why", _why, tip=_why, wide=True),
            ],
            self,
        )
        self.columns = RowView(self.table, "Columns of this sheet", lambda one: one.index, most={1: 18, 2: 21, 3: 21})
        self.columns.show_at_least(7)
        self.columns.moved.connect(self._show_column)
        self.panel = ColumnPanel(session)
        self.panel.decided.connect(self._decide)
        self.columns.opened.connect(lambda _: self.panel.focus_chooser())
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.columns)
        self.splitter.addWidget(self.panel)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setChildrenCollapsible(False)
        head = QHBoxLayout()
        head.addWidget(self.use)
        head.addSpacing(text_width(self, 2))
        head.addWidget(row_is)
        head.addWidget(self.grain)
        head.addSpacing(text_width(self, 2))
        head.addWidget(self.about, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self.splitter, 1)

    # What it shows

    def show_sheet(self, view: SheetView) -> None:
        """Show a sheet, with what was decided since it was last looked at by the worker."""
        another = self.view is None or self.view.place != view.place
        self.view = view
        self.use.setChecked(view.used)
        self._fill_grains(view)
        self.about.setText(_about(view))
        rows = self._rows(view)
        self._twice = taken_twice(rows, self.session.collection) if self.session.collection is not None else {}
        self.columns.show_rows(rows)
        if another:
            self.columns.select_place(0)
            self.columns.go_to_key(self._first_open())
        self.splitter.setEnabled(view.used)
        self._show_column()

    def _rows(self, view: SheetView) -> list[ColumnView]:
        said = next(
            (one for one in self.session.decisions.recipe.sheets if (one.file, one.sheet) == (view.file, view.sheet)),
            None,
        )
        decided = dict(said.columns) if said is not None else {}
        if view.pairs:
            return self._labels(view, decided)
        columns = []
        for column in view.columns:
            now = decided.get(column.heading, column.target) if column.heading else column.target
            if now != column.target and self.session.builder.stale:
                column = replace(column, target=now, words=self._words(now), chosen=now != OPEN)
            columns.append(column)
        return columns

    def _labels(self, view: SheetView, decided: dict[str, str]) -> list[ColumnView]:
        """Return the labels of a sheet of label and value as if each were a column."""
        from swf_desktop.record import column_letter

        places = {name: (row, column) for name, _, row, column in view.cells}
        rows = []
        for at, (heading, target) in enumerate(decided.items()):
            row, column = places.get(target, (-1, -1))
            cell = f"{column_letter(column)}{row + 1}" if row >= 0 else ""
            sure = 1.0 if target not in (OPEN, IGNORE) else 0.0
            rows.append(
                ColumnView(at, cell, heading, target, self._words(target), (), 1, sure, "the label says so", False)
            )
        return rows

    def _words(self, target: str) -> str:
        collection = self.session.collection
        return target_words(target, collection) if collection is not None else target

    def _samples(self, column: ColumnView) -> str:
        collection = self.session.collection
        return samples_of(column, self.session, collection) if collection is not None else ""

    def _read_as(self, column: ColumnView) -> str:
        words = column.words or ("left out" if column.target in ("", IGNORE) else column.target)
        others = self._twice.get(column.index)
        return f"{words} (column {others} too)" if others else words

    def _sure(self, column: ColumnView) -> str:
        return TWICE if column.index in self._twice else str(certainty(column))

    def _fill_grains(self, view: SheetView) -> None:
        from converters.recipe.grains import GRAIN_LABELS

        if self.grain.count() == 0:
            self.grain.set_choices([(grain, words.partition(" (")[0]) for grain, words in GRAIN_LABELS.items()])
        self.grain.set_value(view.grain)
        self.grain.setToolTip(GRAIN_LABELS.get(view.grain, ""))
        self.grain.setEnabled(view.used and not view.pairs)

    def _show_column(self) -> None:
        if self.view is not None and self.session.collection is not None:
            self.panel.show_column(self.view, self.columns.current(), self.table.rows)

    def _first_open(self) -> int | None:
        return next((one.index for one in self.table.rows if one.target == OPEN), None)

    # What it changes

    def _use(self, wanted: bool) -> None:
        view = self.view
        if view is None:
            return
        decisions = self.session.decisions
        set_sheet = decisions.use_sheet if wanted else decisions.leave_sheet
        if not set_sheet(view.file, view.sheet, view.place):
            self.use.setChecked(view.used)

    def _grain(self, grain: str) -> None:
        view = self.view
        if view is None or grain == view.grain:
            return
        # What the program found for another kind of row may be wrong for this one; what the user chose stays.
        columns = {one.heading: one.target if one.chosen else OPEN for one in view.columns if one.heading}
        words = self.grain.currentText()
        self.session.decisions.set_sheet(
            f"One row of {view.place} is {words}", view.file, view.sheet, use=True, grain=grain, columns=columns
        )

    def _decide(self, heading: str, target: str) -> None:
        view = self.view
        if view is None:
            return
        label = (
            f"Column {heading} is {self._words(target)}" if target != OPEN else f"Column {heading} as the program finds"
        )
        here, typing = self.columns.current(), self.panel.chooser.in_use
        if self.session.decisions.set_column(view.file, view.sheet, heading, target, label):
            self.show_sheet(view)
            # On to the next one that is open, as most of them stand together.
            if here is not None and here.target == OPEN:
                self._go_on(here.index)
            # Where the next word goes: who typed goes on typing.
            (self.panel.chooser.search if typing else self.columns).setFocus()

    def _go_on(self, index: int) -> None:
        rows = self.columns.visible
        after = [one for one in rows if one.target == OPEN and one.index > index]
        before = [one for one in rows if one.target == OPEN and one.index != index]
        if after or before:
            self.columns.go_to_key((after or before)[0].index)

    def ignore_column(self) -> None:
        """Leave the current column out."""
        if self.columns.current() is not None and self.isVisible():
            self._decide(self.columns.current().heading, IGNORE)

    def as_proposed(self) -> None:
        """Let the program decide the current column again."""
        if self.columns.current() is not None and self.isVisible():
            self._decide(self.columns.current().heading, OPEN)

    def next_open(self, *, stay: bool = False) -> None:
        """Go to the next column that is to decide; stay on the current one where it is."""
        current: ColumnView | None = self.columns.current()
        if not (stay and current is not None and current.target == OPEN):
            self._go_on(current.index if current is not None and current.target == OPEN else -1)
        self.columns.setFocus()

    def set_up_focus(self) -> None:
        """Put the focus on the columns."""
        self.columns.setFocus()


def _about(view: SheetView) -> str:
    if not view.used:
        return "This sheet is not used."
    parts = []
    if view.pairs:
        parts.append("Labels with a value beside each.")
    else:
        rows = row_words([row + 1 for row in view.header_rows])
        parts.append(f"{counted(view.rows, 'row')} of data; headings in {rows}.")
    if view.fill_down:
        parts.append(f"Blank cells of {counted(len(view.fill_down), 'column')} are taken from the row above.")
    if view.as_at:
        parts.append(f"The state at {view.as_at}.")
    return " ".join(parts)
