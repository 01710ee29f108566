"""A page of step 3: the columns of one sheet, and what the current one is and may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.session.session import HIDDEN, Session
from ui.steps.columns.fields import IGNORE, OPEN, certainty, field_choices, target_words, with_target
from ui.widgets.basic import ChoiceBox, label, named, text_width
from ui.widgets.chooser import Chooser
from ui.widgets.row_views import RowView
from ui.widgets.table_model import Column, RowsModel
from ui.worker.views import ColumnView, SheetView

if TYPE_CHECKING:
    from swf_desktop.collection import Collection

ONE_ON_A_ROW: Final = frozenset({"staff", "contract", "school", "message", "la"})
PAYMENT: Final = "payment.PaymentAmount"


def plain_label(text: str = "", name: str = "") -> QLabel:
    """Return a label that shows a text as it stands and breaks lines."""
    made = label(text)
    if name:
        made.setAccessibleName(name)
    return made


def bold(made: QLabel) -> QLabel:
    """Put a label into bold type."""
    font = made.font()
    font.setBold(True)
    made.setFont(font)
    return made


def _why(column: ColumnView) -> str:
    return "" if column.chosen else column.reason


def samples_of(column: ColumnView, session: Session, collection: Collection) -> str:
    """Return a column's sample values as one line, hidden where names and pay are hidden."""
    if session.private and column.samples and not _is_public(column.target, session, collection):
        return HIDDEN
    return " · ".join(column.samples)


def _is_public(target: str, session: Session, collection: Collection) -> bool:
    """Whether a column certainly holds neither names nor pay."""
    if target in ("", IGNORE, OPEN):
        return False
    from converters.recipe.target import parse_targets

    fields = [collection.fields.get(one.field) for one in parse_targets(target)]
    return all(
        field is not None
        and field.kind != "element"
        and field.type in ("code", "date", "boolean", "hours", "days")
        and not session.is_private(field.kind, field.tag, field.type)
        for field in fields
    )


# The columns of one sheet


class SheetPage(QWidget):
    """One sheet: whether it is used, what one row stands for, its columns, and what the current one may be."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.view: SheetView | None = None
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
                Column("How sure", lambda one: str(certainty(one)), sort=lambda one: certainty(one).rank),
                Column("Why", _why, tip=_why, wide=True),
            ],
            self,
        )
        self.columns = RowView(self.table, "Columns of this sheet", lambda one: one.index, most={1: 18, 2: 21, 3: 21})
        self.columns.show_at_least(7)
        self.columns.moved.connect(self._show_column)
        self.panel = FieldPanel(session)
        self.panel.decided.connect_to(self._decide)
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
        self.columns.show_rows(self._rows(view))
        if another:
            self.columns.select_place(0)
            self.columns.go_to_key(self._first_open())
        self.splitter.setEnabled(view.used)
        self._show_column()

    def _rows(self, view: SheetView) -> list[ColumnView]:
        said = next(
            (one for one in self.session.recipe.sheets if (one.file, one.sheet) == (view.file, view.sheet)), None
        )
        decided = dict(said.columns) if said is not None else {}
        if view.pairs:
            return self._labels(view, decided)
        columns = []
        for column in view.columns:
            now = decided.get(column.heading, column.target) if column.heading else column.target
            if now != column.target and self.session.loader.stale:
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

    @staticmethod
    def _read_as(column: ColumnView) -> str:
        return column.words or ("left out" if column.target in ("", IGNORE) else column.target)

    def _fill_grains(self, view: SheetView) -> None:
        from converters.matching.grain import GRAIN_LABELS

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
        words = "Use" if wanted else "Leave out"
        changes: dict[str, Any] = {"use": wanted}
        if not self.session.set_sheet(f"{words} {view.place}", view.file, view.sheet, **changes):
            self.use.setChecked(view.used)

    def _grain(self, grain: str) -> None:
        view = self.view
        if view is None or grain == view.grain:
            return
        # What the program found for another kind of row may be wrong for this one; what the user chose stays.
        columns = {one.heading: one.target if one.chosen else OPEN for one in view.columns if one.heading}
        words = self.grain.currentText()
        self.session.set_sheet(
            f"One row of {view.place} is {words}", view.file, view.sheet, use=True, grain=grain, columns=columns
        )

    def _decide(self, heading: str, target: str) -> None:
        view = self.view
        if view is None:
            return
        label = f"Column {heading} is {self._words(target)}" if target != OPEN else f"Column {heading} as proposed"
        here = self.columns.current()
        if self.session.set_column(view.file, view.sheet, heading, target, label):
            self.show_sheet(view)
            # On to the next one that is open, as most of them stand together.
            if here is not None and here.target == OPEN:
                self._go_on(here.index)
            self.columns.setFocus()

    def _go_on(self, index: int) -> None:
        rows = self.columns.visible
        after = [one for one in rows if one.target == OPEN and one.index > index]
        before = [one for one in rows if one.target == OPEN and one.index != index]
        if after or before:
            self.columns.go_to_key((after or before)[0].index)

    def leave_out(self) -> None:
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
        rows = ", ".join(str(row + 1) for row in view.header_rows)
        parts.append(f"{view.rows:,} rows of data; headings in row {rows}.")
    if view.fill_down:
        parts.append(f"Blank cells of {len(view.fill_down)} columns are taken from the row above.")
    if view.as_at:
        parts.append(f"The state at {view.as_at}.")
    return " ".join(parts)


class _Call:
    """One listener, told of a decision: column's heading and target."""

    def __init__(self) -> None:
        self._told: Callable[[str, str], None] | None = None

    def connect_to(self, call: Callable[[str, str], None]) -> None:
        """Tell this from now on."""
        self._told = call

    def __call__(self, heading: str, target: str) -> None:
        if self._told is not None:
            self._told(heading, target)


class FieldPanel(QWidget):
    """What one column is and what it may be."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.decided = _Call()
        self.column: ColumnView | None = None
        self._at: tuple[str, ColumnView | None] | None = None
        self.title = bold(plain_label(name="The current column"))
        self.now = plain_label(name="What the current column is")
        self.chooser = Chooser("What the column may be", ("Field", "Of a"))
        self.chooser.chosen.connect(lambda _: self._use())
        self.chooser.moved.connect(self._fits)
        self.number = QSpinBox()
        self.number.setRange(0, 30)
        self.number.setSpecialValueText("the only one")
        named(self.number, "Which of several on one row")
        self.number.lineEdit().setAccessibleName("Which of several on one row")
        self.type = ChoiceBox("Type of the additional payment")
        self.extra = QFormLayout()
        self.extra.addRow("&Number on the row", self.number)
        self.extra.addRow("&Type of payment", self.type)
        self.use = QPushButton("It &is this")
        self.use.setAccessibleDescription("The column is the field that is chosen in the list")
        self.use.clicked.connect(self._use)
        self.also = QPushButton("It is this &as well")
        self.also.setAccessibleDescription("One column for two fields: the field in the list comes to what it is")
        self.also.clicked.connect(self._also)
        self.out = QPushButton("&Leave out")
        self.out.setAccessibleDescription("The return does not need this column")
        self.out.clicked.connect(lambda: self._set(IGNORE))
        self.again = QPushButton("As &proposed")
        self.again.setAccessibleDescription("The program decides again what this column is")
        self.again.clicked.connect(lambda: self._set(OPEN))
        buttons = QGridLayout()
        for at, button in enumerate((self.use, self.also, self.out, self.again)):
            buttons.addWidget(button, at // 2, at % 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(text_width(self, 1), 0, 0, 0)
        layout.addWidget(self.title)
        layout.addWidget(self.now)
        layout.addWidget(self.chooser, 1)
        layout.addLayout(self.extra)
        layout.addLayout(buttons)
        self._fits()

    def show_column(self, sheet: SheetView, column: ColumnView | None, columns: list[ColumnView]) -> None:
        """Show a column of a sheet."""
        place = sheet.place, column
        if place == self._at:
            return
        self._at = place
        self.column = column
        collection = self.session.collection
        known = column is not None and bool(column.heading) and collection is not None
        for widget in (self.chooser, self.use, self.also, self.out, self.again):
            widget.setEnabled(known)
        if column is None or collection is None:
            self.title.setText("No column is chosen.")
            self.now.setText("")
            self.chooser.set_choices([])
            return
        self.title.setText(f"{'Cell' if sheet.pairs else 'Column'} {column.letter}: {column.heading or '(no heading)'}")
        self.now.setText(self._says(column))
        filled = {
            name.partition(" ")[0]: other.heading
            for other in columns
            if other.index != column.index and other.target not in ("", OPEN, IGNORE)
            for name in other.target.split(" + ")
        }
        self.chooser.set_choices(field_choices(collection, sheet.grain, column.proposals, filled), column.target)
        self._fits()

    def _says(self, column: ColumnView) -> str:
        if not column.heading:
            return "A column without a heading cannot be used. Give it one in the file, and add the file again."
        sure = certainty(column)
        if column.target == OPEN:
            best = f" Most likely: {column.proposals[0].words}." if column.proposals else ""
            return f"? Not decided yet.{best}"
        if column.target in ("", IGNORE):
            why = f", because {column.reason}" if column.reason and not column.chosen else ""
            return f"– Left out{why}."
        return f"Read as {column.words}: {sure}."

    def _fits(self) -> None:
        """Show what else must be said of the field in the list, and nothing more."""
        choice = self.chooser.current
        target = choice.key if choice is not None else ""
        simple = choice is not None and "+" not in target and " " not in target
        kind = target.partition(".")[0]
        many = simple and kind not in ONE_ON_A_ROW
        self._show_extra(self.number, many)
        self._show_extra(self.type, simple and target == PAYMENT)
        self.number.setValue(0)
        if target == PAYMENT and self.type.count() == 0 and self.session.collection is not None:
            collection = self.session.collection
            code_set = collection.code_sets[collection.fields["payment.PaymentType"].code_set]
            codes = [(code, f"{code}: {row.description}") for code, row in code_set.codes.items()]
            self.type.set_choices([("", "as another column says"), *codes])
        open_ = self.column is None or self.column.target in ("", OPEN, IGNORE)
        self.also.setEnabled(self.use.isEnabled() and not open_ and choice is not None)

    def _show_extra(self, widget: QWidget, wanted: bool) -> None:
        widget.setVisible(wanted)
        beside = self.extra.labelForField(widget)
        if beside is not None:
            beside.setVisible(wanted)

    def _chosen(self, onto: str) -> str:
        choice = self.chooser.current
        if choice is None:
            return ""
        type_ = self.type.value() if choice.key == PAYMENT else ""
        number = 0 if self.number.isHidden() else self.number.value()
        return with_target(onto, choice.key, type_, number)

    def _use(self) -> None:
        target = self._chosen("")
        if target:
            self._set(target)

    def _also(self) -> None:
        if self.column is not None and self.also.isEnabled():
            target = self._chosen(self.column.target)
            if target:
                self._set(target)

    def _set(self, target: str) -> None:
        if self.column is not None and self.column.heading:
            self.decided(self.column.heading, target)

    def focus_chooser(self) -> None:
        """Put the focus into the search box."""
        if self.isVisible() and self.chooser.isEnabled():
            self.chooser.search.setFocus()
            self.chooser.search.selectAll()
