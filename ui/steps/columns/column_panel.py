"""The panel of one column: its samples, and which field it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QGridLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout, QWidget

from converters.recipe.target import IGNORE, OPEN
from ui.session.events import HIDDEN
from ui.session.session import Session
from ui.steps.columns.fields import certainty, field_choices, with_target
from ui.widgets.basic import label, named, text_width
from ui.widgets.boxes import ChoiceBox
from ui.widgets.chooser import Chooser
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
        and not session.shown.is_private(field.kind, field.tag, field.type)
        for field in fields
    )


class ColumnPanel(QWidget):
    """What one column is and what it may be."""

    decided = Signal(str, str)
    """The column's heading, and the target that was chosen for it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.column: ColumnView | None = None
        self._at: tuple[str, ColumnView | None] | None = None
        self.title = bold(plain_label(name="The current column"))
        self.now = plain_label(name="What the current column is")
        self.chooser = Chooser("What the column may be", ("Field", "Belongs to"))
        self.chooser.chosen.connect(lambda _: self._use())
        self.chooser.moved.connect(self._fits)
        self.number = QSpinBox()
        self.number.setRange(0, 30)
        self.number.setSpecialValueText("only one on a row")
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
        self.again = QPushButton("As the &program finds")
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
            self.decided.emit(self.column.heading, target)

    def focus_chooser(self) -> None:
        """Put the focus into the search box."""
        if self.isVisible() and self.chooser.isEnabled():
            self.chooser.search.setFocus()
            self.chooser.search.selectAll()
