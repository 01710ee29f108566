"""Checking slips that came back on paper, keyed: a person at a time, Enter for the next.

An item is right until somebody says it is not: N, then what it is. Enter takes the slip of the person and goes to the
next; what was filled in is a change by hand, one step for each person, and nothing else is changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from swf_desktop.words import sort_key
from ui.session import slips as kept
from ui.session.events import What
from ui.session.session import Session
from ui.steps.parts import Parts
from ui.widgets.announce import announce
from ui.widgets.basic import button, heading, label, named, row
from ui.widgets.boxes import SearchBox
from ui.widgets.editors import FIELD_ROLE, FieldDelegate
from ui.widgets.row_views import RowView
from ui.widgets.table_model import AnyIndex, Column, RowsModel

if TYPE_CHECKING:
    from converters.before.slips import Item
    from swf_desktop.record import Record

REASON: Final = "checking slip"
_IS: Final = 3
"""The column of what an item is."""


@dataclass(slots=True, eq=False)
class Line:
    """One item on the slip. right: whether the employee says so; answer: what it is, as it was typed."""

    item: Item
    right: bool = True
    answer: str = ""

    @property
    def said(self) -> str:
        """Yes or No, in words."""
        return "Yes" if self.right else "No"


def _key_of(line: Line) -> tuple[str, str]:
    return line.item.record.key, line.item.field.name


class _Items(RowsModel[Line]):
    """The items of a slip; what they are is typed into the last column, in the editor of the item's own kind."""

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == FIELD_ROLE and index.isValid() and index.column() == _IS:
            return self.row_at(index).item.field
        if role == Qt.ItemDataRole.EditRole and index.isValid() and index.column() == _IS:
            return self.row_at(index).answer
        return super().data(index, role)


class _ItemTable(RowView):
    """Y and N say whether an item is right, F2 or typing says what it is, Enter takes the whole slip."""

    taken = Signal()
    said = Signal(bool)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
            return
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if plain and event.key() in (Qt.Key.Key_Y, Qt.Key.Key_N):
            self.said.emit(event.key() == Qt.Key.Key_Y)
            return
        if event.key() == Qt.Key.Key_F2 and self.currentIndex().isValid():
            self.said.emit(False)
            return
        super().keyPressEvent(event)


class KeySlips(QWidget):
    """People at the left, the slip of one of them at the right. closed: back to the page."""

    closed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        named(self, "Checking slips that came back")
        self.title = heading("Checking slips that came back", 1)
        self.how_many = named(label(""), "How many slips are keyed")
        self.people_model: RowsModel[Record] = RowsModel(
            [
                Column(
                    "Person", session.shown.name_of, sort=lambda one: sort_key(session.shown.name_of(one)), wide=True
                ),
                Column("Slip", lambda one: "✓ keyed" if one.key in self._keyed else ""),
            ],
            self,
        )
        self.people = RowView(self.people_model, "People with a slip", lambda one: one.key)
        self.search = SearchBox("Find the person of a slip", "Find a name", self.people)
        self.who = heading("", 2)
        self.job = label("")
        self.items_model = _Items(
            [
                Column("Item", lambda line: line.item.field.label, tip=lambda line: line.item.field.help),
                Column("We hold", lambda line: line.item.stands or "(blank)", wide=True),
                Column("Right?", lambda line: line.said),
                Column("What it is", lambda line: line.answer, edit=self._typed, wide=True),
            ],
            self,
        )
        self.items = _ItemTable(
            self.items_model, "Items of the slip", lambda line: (line.item.record.key, line.item.field.name)
        )
        self.items.setItemDelegate(FieldDelegate(lambda: session.collection, self.items))
        self.items.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self._keyed: set[str] = set()
        self._shown = ""
        self.take = button("All of it is in: &next person", self._take, tip="Enter", main=True)
        self.yes = button("It is &right", lambda: self._say(True), tip="Y")
        self.no = button("It is n&ot right …", lambda: self._say(False), tip="N, then what it is")
        self.close_ = button("&Close", self._close, tip="Escape: what was keyed is kept")
        self._lay_out()

    def _lay_out(self) -> None:
        self.search.textChanged.connect(lambda _text: self._find())
        self.search.returnPressed.connect(self._to_items)
        self.people.moved.connect(lambda: self._show_person())
        self.people.opened.connect(lambda _one: self._to_items())
        self.items.taken.connect(self._take)
        self.items.said.connect(self._say)
        at_left, at_right = QWidget(), QWidget()
        left, right = QVBoxLayout(at_left), QVBoxLayout(at_right)
        for side in (left, right):
            side.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self.search)
        left.addWidget(self.people, 1)
        right.addWidget(self.who)
        right.addWidget(self.job)
        right.addWidget(self.items, 1)
        right.addWidget(row(self.take, self.yes, self.no))
        self.parts = Parts(at_left, at_right, "Divider between people and slip", (2, 5))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.title)
        layout.addWidget(
            label("Every item is right until you say it is not: N, then type what it is. Enter takes the slip.")
        )
        layout.addWidget(self.how_many)
        layout.addWidget(self.parts, 1)
        layout.addWidget(row(self.close_))

    def _by_name(self, person: Record) -> Any:
        return sort_key(self.session.shown.name_of(person))

    # Opening

    def open(self) -> bool:
        """Show the slips of everybody; return whether there are any that can be keyed now."""
        session = self.session
        if session.private:
            session.tell("Names are hidden. Show them again in the menu View, then key the slips.", "problem")
            return False
        if session.return_ is None or not session.may_change():
            return False
        self._load()
        if not self.people_model.rows:
            session.tell("Nobody has a contract that is open on census day, so that there is no slip.", "problem")
            return False
        self.show()
        self._go_on(-1)
        self._to_items()
        return True

    def refresh(self, what: frozenset[What]) -> None:
        """Follow the session while it is on show."""
        if self.isHidden():
            return
        if what & {What.OPENED, What.PRIVACY} and (self.session.private or self.session.return_ is None):
            self._close()
        elif what & {What.OPENED, What.RECORDS, What.EDITS}:
            self._load()
            self._show_person(anew=True)

    def _load(self) -> None:
        from swf_desktop.facts import is_open

        session, collection = self.session, self.session.collection
        self._keyed = kept.keyed(session)
        people = (
            []
            if collection is None
            else [
                one for one in session.people if any(is_open(contract, collection) for contract in one.of("contract"))
            ]
        )
        self.people.show_rows(sorted(people, key=self._by_name))
        self._count()

    def _count(self) -> None:
        all_ = len(self.people_model.rows)
        done = sum(1 for one in self.people_model.rows if one.key in self._keyed)
        self.how_many.setText(f"{done:,} of {all_:,} keyed" + ("" if done < all_ else ". That is everybody."))

    def _find(self) -> None:
        words = self.search.text().casefold().split()
        name_of = self.session.shown.name_of
        self.people.filter_rows((lambda one: all(word in name_of(one).casefold() for word in words)) if words else None)

    def _to_items(self) -> None:
        if self.items_model.rowCount():
            self.items.select_place(0)
            self.items.setFocus()
            # Once the room is shared out, where this has only just been shown.
            QTimer.singleShot(0, self, lambda: self.parts.bring(self.items))

    # One slip

    def _show_person(self, *, anew: bool = False) -> None:
        from converters.before.slips import slip_of

        person: Record | None = self.people.current()
        collection = self.session.collection
        same = person is not None and person.key == self._shown
        if same and not anew:
            return
        # What was said of a slip stays while the return is built again below it.
        said = {_key_of(line): line for line in self.items_model.rows} if same else {}
        self._shown = person.key if person is not None else ""
        slip = slip_of(person, collection) if person is not None and collection is not None else None
        self.who.setText(slip.person if slip is not None else "Nobody is chosen")
        self.job.setText(slip.job if slip is not None else "")
        lines = [Line(item) for item in slip.items] if slip is not None else []
        for line in lines:
            before = said.get(_key_of(line))
            if before is not None:
                line.right, line.answer = before.right, before.answer
        self.items.show_rows(lines)
        if lines and not same:
            self.items.select_place(0)
        for one in (self.take, self.yes, self.no):
            one.setEnabled(slip is not None)

    def _say(self, right: bool) -> None:
        line: Line | None = self.items.current()
        if line is None:
            return
        line.right = right
        place = self.items.currentIndex().row()
        if right:
            line.answer = ""
            self.items_model.redraw()
            self.items.setFocus()
            return
        self.items_model.redraw()
        self.items.setFocus()
        index = self.items_model.index(place, _IS)
        self.items.setCurrentIndex(index)
        self.items.edit(index)

    def _typed(self, line: Line, text: str) -> bool:
        line.answer = text.strip()
        line.right = not line.answer
        typed = self.session.edits.read(line.item.record, line.item.field.tag, line.answer)
        if typed.problem:
            meant = f" Did you mean {' or '.join(typed.choices[:3])}?" if typed.choices else ""
            self.session.tell(f"{line.item.field.label}: {typed.problem}{meant}", "problem")
        return True

    def _take(self) -> None:
        """Take the slip: what was filled in is changed in one step; then the next person."""
        person: Record | None = self.people.current()
        if person is None or not self.take.isEnabled():
            return
        unsaid = next((at for at, line in enumerate(self.items_model.rows) if not line.right and not line.answer), None)
        if unsaid is not None:
            self.session.tell(
                "Type what it is, or press Y if it is right after all. To make it blank, use the person's card.",
                "problem",
            )
            self.items.select_place(unsaid, _IS)
            self.items.setFocus()
            return
        edits = [
            (line.item.record, line.item.field.tag, self._read(line))
            for line in self.items_model.rows
            if not line.right
        ]
        place = self.people.currentIndex().row()
        name = self.session.shown.name_of(person)
        # Kept before anything is changed: the list is made again with each change.
        self._keyed.add(person.key)
        if edits and not self.session.edits.edit_many(edits, "Checking slip of 1 person", reason=REASON):
            return
        self._keyed.add(person.key)
        if not kept.keep(self.session, self._keyed):
            return
        self.people_model.redraw()
        self._count()
        if not self._go_on(place):
            self.session.tell(f"{self.how_many.text()} You can close the slips.", "done")
            self.close_.setFocus()
            return
        announce(self, f"{name} is taken. Next: {self.who.text()}")
        self._to_items()

    def _read(self, line: Line) -> str:
        return self.session.edits.read(line.item.record, line.item.field.tag, line.answer).text

    def _go_on(self, place: int) -> bool:
        """Go to the next person whose slip is not keyed, after a place and round; whether there is one."""
        if self.search.text():
            # The name was found; the next slip is anybody's.
            current = self.people.current()
            self.search.clear()
            self._find()
            place = self.people_model.place_of(lambda one: current is not None and one.key == current.key)
        count = self.people_model.rowCount()
        for step in range(1, count + 1):
            at = (place + step) % count
            if self.people_model.row_at(at).key not in self._keyed:
                self.people.select_place(at)
                self._show_person()
                return True
        return False

    def _close(self) -> None:
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self._close()
            return
        super().keyPressEvent(event)
