"""A page on columns: the fields that the census needs and no column has, and the columns that each could be in."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from converters.recipe.target import IGNORE, OPEN
from ui.session.session import Session
from ui.steps.columns.column_panel import bold, plain_label, samples_of
from ui.steps.columns.fields import Missing, target_words, with_target
from ui.widgets.basic import text_width
from ui.widgets.chooser import Choice, Chooser
from ui.widgets.row_views import RowView
from ui.widgets.table_model import Column, RowsModel
from ui.worker.views import ColumnView, SheetView


class _Candidate(NamedTuple):
    sheet: SheetView
    column: ColumnView


class NeededPage(QWidget):
    """Fields that the census needs and no column has; for each the columns that it could be in."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._candidates: dict[str, _Candidate] = {}
        self.none = plain_label(
            "✓ Every field that the census needs has a column, or was worked out. "
            "What single people lack is in “To fix”."
        )
        self.about = plain_label(
            "The census needs these, and no column was found for them, or not for most people. Say which column it is. "
            "If your files have none, ask whoever makes the report to add it, or type it into “People and contracts”."
        )
        self.table: RowsModel[Missing] = RowsModel(
            [
                Column("Needed", lambda one: f"▲ {one.field.label}", tip=lambda one: one.field.help),
                Column("Belongs to", self._kind),
                Column("How many lack it", lambda one: one.words, sort=lambda one: one.lacking, wide=True),
            ],
            self,
        )
        self.fields = RowView(self.table, "Needed fields that no column has", lambda one: one.field.name)
        self.fields.moved.connect(self._show_field)
        self.title = bold(plain_label(name="The current field"))
        self.chooser = Chooser("Which column it is in", ("Column", "Now read as"))
        self.chooser.chosen.connect(self._use)
        self.use = QPushButton("It is in this &column")
        self.use.clicked.connect(self.chooser.choose)
        self.type_in = QPushButton("&Type it in for each person")
        self.type_in.setAccessibleDescription("Goes to “People and contracts”")
        self.type_in.clicked.connect(lambda: self.session.go_to("people"))
        self.fields.opened.connect(lambda _: self.chooser.search.setFocus())
        buttons = QHBoxLayout()
        buttons.addWidget(self.use)
        buttons.addWidget(self.type_in)
        right = QWidget()
        right_layout = QVBoxLayout(right)
        right_layout.setContentsMargins(text_width(self, 1), 0, 0, 0)
        right_layout.addWidget(self.title)
        right_layout.addWidget(self.chooser, 1)
        right_layout.addLayout(buttons)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.fields)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.none)
        layout.addWidget(self.about)
        layout.addWidget(self.splitter, 1)
        layout.addStretch(0)

    def _kind(self, missing: Missing) -> str:
        collection = self.session.collection
        return collection.kinds[missing.field.kind].label if collection is not None else ""

    def show_missing(self, missing: list[Missing]) -> None:
        """Show the fields that are missing."""
        self.none.setVisible(not missing)
        self.about.setVisible(bool(missing))
        self.splitter.setVisible(bool(missing))
        self.fields.show_rows(missing)
        self._show_field()

    def _show_field(self) -> None:
        missing: Missing | None = self.fields.current()
        collection = self.session.collection
        built = self.session.built
        if missing is None or collection is None or built is None:
            return
        from converters.recipe.grains import ALLOWED

        self.title.setText(f"{missing.field.label}: which column is it in?")
        self._candidates = {}
        choices = []
        for at, sheet in enumerate(built.sheets):
            if not sheet.used or sheet.pairs or missing.field.kind not in ALLOWED.get(sheet.grain, ()):
                continue
            for column in sheet.columns:
                if not column.heading or not column.filled:
                    continue
                key = f"{at}:{column.index}"
                self._candidates[key] = _Candidate(sheet, column)
                likely = any(missing.field.name in one.target for one in column.proposals)
                samples = samples_of(column, self.session, collection)
                help_ = f"{sheet.place}, column {column.letter}. {samples}"
                choices.append(Choice(key, column.heading, column.words or "left out", help_, sheet.place, likely))
        order = {OPEN: 0, IGNORE: 1, "": 1}
        choices.sort(key=lambda one: order.get(self._candidates[one.key].column.target, 2))
        self.chooser.set_choices(choices)

    def _use(self, key: str) -> None:
        missing: Missing | None = self.fields.current()
        found = self._candidates.get(key)
        collection = self.session.collection
        if missing is None or found is None or collection is None:
            return
        target = with_target(found.column.target, missing.field.name)
        label = f"Column {found.column.heading} is {target_words(target, collection)}"
        if self.session.decisions.set_column(found.sheet.file, found.sheet.sheet, found.column.heading, target, label):
            self.session.tell(f"{label}. The return is being built again.", "done")

    def set_up_focus(self) -> None:
        """Put the focus on the needed fields."""
        self.fields.setFocus()
