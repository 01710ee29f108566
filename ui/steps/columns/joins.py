"""A page on columns: by which columns the sheets are joined, as a list and as a picture, and how to join others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QTabWidget, QVBoxLayout, QWidget

from converters.recipe.target import IGNORE
from ui.session.session import Session
from ui.steps.columns.column_panel import plain_label
from ui.steps.columns.fields import with_target
from ui.widgets.basic import scrolling
from ui.widgets.boxes import ChoiceBox
from ui.widgets.row_views import RowView
from ui.widgets.table_model import Column, RowsModel

if TYPE_CHECKING:
    from ui.worker.joins import FoundJoin, SheetJoin

End = tuple[str, str | None, str]
"""A column: file, sheet, heading."""


class JoinsPage(QWidget):
    """By which columns the rows of each sheet find their people and contracts; joins that the values suggest."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._of: object = None
        self.about = plain_label(
            "Rows of different sheets become one person where a staff, teacher or NI number and the name "
            "or date of birth agree; one contract where the contract number, or start date and post, agree. To join by "
            "other columns, choose them below."
        )
        self.picture = JoinsPicture()
        self.table: RowsModel[SheetJoin] = RowsModel(
            [
                Column("Sheet", lambda one: one.place, tip=lambda one: one.place),
                Column("One row is", lambda one: one.grain_words.partition(" (")[0]),
                Column("Finds its person by", lambda one: ", ".join(one.person_by) or "–"),
                Column("Finds its contract by", lambda one: ", ".join(one.contract_by) or "–"),
                Column("Rows", lambda one: f"{one.rows:,}", sort=lambda one: one.rows, right=True),
                Column("Of them used", _used, tip=_unused, sort=lambda one: one.rows - one.used, wide=True),
            ],
            self,
        )
        self.sheets = RowView(self.table, "How each sheet is joined", lambda one: one.place)
        self.sheets.moved.connect(self._mark)
        self.unused = plain_label(name="Rows that gave nothing")
        self._ends: list[End] = []
        self.child = ChoiceBox("Column of one sheet")
        self.parent_ = ChoiceBox("Column of another sheet")
        self.by = ChoiceBox("What the two columns name")
        self.join = QPushButton("&Join by these")
        self.join.clicked.connect(self._join)
        self.found = plain_label(name="A join that the values suggest")
        grid = QGridLayout()
        for at, (text, box) in enumerate(
            (
                ("&Rows with", self.child),
                ("belong to those &with", self.parent_),
                ("which &is the", self.by),
            )
        ):
            before = QLabel(text)
            before.setBuddy(box)
            grid.addWidget(before, at // 2, at % 2 * 2)
            grid.addWidget(box, at // 2, at % 2 * 2 + 1)
        grid.addWidget(self.join, 1, 3)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.about)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("How the sheets are joined")
        self.tabs.addTab(self.sheets, "As a list")
        self.tabs.addTab(scrolling(self.picture), "As a picture")
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.unused)
        layout.addWidget(self.found)
        layout.addLayout(grid)

    def show_joins(self) -> None:
        """Ask the worker for how the sheets of the last build hang together, once for each build."""
        if self.session.built is self._of or self.session.built is None or self.session.builder.stale:
            return
        self._of = self.session.built
        self._fill_boxes()
        self.session.files.run_job(
            "ui.worker.joins:joins", title="Looking at how the sheets are joined", then=self._show
        )

    def _show(self, result: tuple[list[SheetJoin], list[FoundJoin]]) -> None:
        sheets, found = result
        self.sheets.show_rows(sheets)
        self.picture.show_sheets(sheets)
        self._mark()
        self.found.setVisible(bool(found))
        if found:
            one = found[0]
            self.found.setText(
                f"Could be joined too: {_end(one.child)} and {_end(one.parent)}. {one.reason} They are chosen below."
            )
            self._choose(self.child, one.child)
            self._choose(self.parent_, one.parent)

    def _mark(self) -> None:
        current: SheetJoin | None = self.sheets.current()
        self.picture.mark(current.place if current is not None else "")
        self.unused.setText(_unused(current) if current is not None else "")
        self.unused.setVisible(bool(self.unused.text()))

    def _fill_boxes(self) -> None:
        built, collection = self.session.built, self.session.collection
        if built is None or collection is None:
            return
        before = [self._end_of(box) for box in (self.child, self.parent_)]
        self._ends = [
            (sheet.file, sheet.sheet, column.heading)
            for sheet in built.sheets
            if sheet.used and not sheet.pairs
            for column in sheet.columns
            if column.heading and column.filled
        ]
        for box, end in zip((self.child, self.parent_), before, strict=True):
            box.set_choices([(str(at), _end(one)) for at, one in enumerate(self._ends)])
            self._choose(box, end if end in self._ends else self._ends[0] if self._ends else None)
        if self._ends and self._end_of(self.child) == self._end_of(self.parent_):
            others = (end for end in self._ends if end[:2] != self._ends[0][:2])
            self._choose(self.child, next(others, self._ends[0]))
        if self.by.count() == 0:
            self.by.set_choices([(name, collection.fields[name].label) for name in JOIN_BY])
            self.by.set_value(JOIN_BY[0])

    def _choose(self, box: ChoiceBox, end: End | None) -> None:
        box.set_value(str(self._ends.index(end)) if end in self._ends else "")

    def _end_of(self, box: ChoiceBox) -> End | None:
        return self._ends[int(box.value())] if box.value() and self._ends else None

    def _join(self) -> None:
        """Make both columns the number that the rows are joined by, as one step."""
        child, parent, name = self._end_of(self.child), self._end_of(self.parent_), self.by.value()
        if child is None or parent is None or not name:
            return
        if child[:2] == parent[:2]:
            self.session.tell("Choose columns of two different sheets.", "problem")
            return
        recipe = self.session.decisions.recipe
        ends = {(end[0], end[1]): end[2] for end in (child, parent)}
        sheets = []
        for sheet in recipe.sheets:
            heading = ends.get((sheet.file, sheet.sheet))
            if heading is None:
                sheets.append(sheet)
                continue
            now = sheet.columns.get(heading, "")
            # A number that only this database knows takes the place of another number of the same sheet.
            columns = {other: IGNORE if target == name else target for other, target in sheet.columns.items()}
            columns[heading] = with_target("" if now == name else now, name)
            sheets.append(replace(sheet, columns=columns))
        label_ = f"{_end(child)} joined to {_end(parent)}"
        if self.session.decisions.decide(label_, replace(recipe, sheets=tuple(sheets))):
            self.session.tell("The sheets are joined by these columns. The return is being built again.", "done")

    def set_up_focus(self) -> None:
        """Put the focus on the sheets."""
        self.sheets.setFocus()


JOIN_BY: Final = ("staff.PersonRef", "staff.TeacherNumber", "staff.NINumber", "contract.ContractRef")


def _end(end: End) -> str:
    file, sheet, heading = end
    return f"{sheet or file}: {heading}"


def _used(one: SheetJoin) -> str:
    return "all" if one.used == one.rows else f"{one.used:,}; {one.rows - one.used:,} gave nothing"


def _unused(one: SheetJoin) -> str:
    if not one.unused:
        return ""
    rows = ", ".join(map(str, one.unused[:8])) + (" …" if one.rows - one.used > 8 else "")
    return (
        f"{one.place}: row {rows} gave nothing to the return: it says what another row says already, is about somebody "
        "who is not on the staff lists, or about a contract outside the census dates."
    )


class JoinsPicture(QWidget):
    """Each sheet with lines to the people, contracts or school that its rows are about, and the columns that join."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheets: list[SheetJoin] = []
        self._marked = ""
        self.setAccessibleName("Picture of how the sheets are joined; the list beside it says the same")

    def show_sheets(self, sheets: list[SheetJoin]) -> None:
        """Draw these sheets."""
        self._sheets = sheets
        self.setMinimumHeight(self._step() * (len(sheets) + 1))
        self.update()

    def mark(self, place: str) -> None:
        """Draw one sheet and its lines in bold."""
        self._marked = place
        self.update()

    def _step(self) -> int:
        return int(self.fontMetrics().height() * 1.9)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step, unit = self._step(), self.fontMetrics().averageCharWidth()
        hubs = [hub for hub in HUBS if any(hub in hubs_of(one) for one in self._sheets)]
        right = max(self.width() - unit * 18, unit * 60)
        gap = step * max(len(self._sheets), 1) / max(len(hubs), 1)
        at = {hub: QPointF(right, step * 0.5 + gap * (number + 0.5)) for number, hub in enumerate(hubs)}
        widest = max((self.fontMetrics().horizontalAdvance(_by_words(one)) for one in self._sheets), default=0)
        begin = min(unit * 30 + int(widest * 1.1), int(right * 0.75))
        for number, one in enumerate(self._sheets):
            y = step * (number + 1.0) - step * 0.25
            self._pen(painter, one.place == self._marked)
            for hub in hubs_of(one):
                painter.drawLine(QPointF(begin, y), at[hub])
            self._box(painter, QRectF(unit, y - step * 0.38, unit * 26, step * 0.76), one.sheet or one.file)
            place = QRectF(unit * 29, y - step * 0.45, begin - unit * 30, step * 0.9)
            shown = painter.fontMetrics().elidedText(_by_words(one), Qt.TextElideMode.ElideRight, int(place.width()))
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        for hub, point in at.items():
            self._pen(painter, False)
            self._box(painter, QRectF(point.x(), point.y() - step * 0.5, unit * 16, step), hub)
        painter.end()

    def _pen(self, painter: QPainter, strong: bool) -> None:
        font = self.font()
        font.setBold(strong)
        painter.setFont(font)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.WindowText), 2.4 if strong else 1.0))

    def _box(self, painter: QPainter, box: QRectF, text: str) -> None:
        painter.setBrush(self.palette().color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(box, 4, 4)
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, int(box.width()) - 8)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, elided)


def _by_words(one: SheetJoin) -> str:
    return "; ".join(by for by in hubs_of(one).values() if by)


PEOPLE: Final = "People"
CONTRACTS: Final = "Contracts"
SCHOOL: Final = "The school"
HUBS: Final = (PEOPLE, CONTRACTS, SCHOOL)


def hubs_of(one: SheetJoin) -> dict[str, str]:
    """Return what the rows of a sheet are about, with the columns that say which."""
    if one.grain in ("school", "la", "vacancy", "headcount"):
        return {SCHOOL: ""}
    found = {PEOPLE: ", ".join(one.person_by) or "nothing says whom"}
    if one.contract_by:
        found[CONTRACTS] = ", ".join(one.contract_by)
    return found
