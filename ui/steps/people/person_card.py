"""The card of one person: everything about them, editable in place, with what is wrong beside the field."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QSplitter,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from swf_desktop.facts import category_name
from swf_desktop.record import Record
from swf_desktop.words import counted
from ui.session.events import What
from ui.session.session import Session
from ui.steps.people.card_model import CardModel, Column, Index, Show
from ui.steps.people.copies import copy_with_children
from ui.steps.people.field_panel import FieldPanel
from ui.steps.people.staff_model import SEVERITIES
from ui.widgets.basic import heading, label, named, text_width
from ui.widgets.boxes import ChoiceBox
from ui.widgets.editors import FieldDelegate
from ui.widgets.marks import count_words, icon_size
from ui.widgets.tables import give_menu

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHOW: Final = (
    (str(int(Show.SENT)), "All sent items"),
    (str(int(Show.FILLED)), "Filled items"),
    (str(int(Show.ALL)), "Working items too"),
)


class CardTree(QTreeView):
    """The sections and lines of a card. left: Escape, to go back to the table."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter edits the value, or opens a section; Escape goes back to the table."""
        editing = self.state() == QAbstractItemView.State.EditingState
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not editing:
            index = self.currentIndex()
            if index.parent().isValid():
                value = index.siblingAtColumn(Column.VALUE)
                if value.flags() & Qt.ItemFlag.ItemIsEditable:
                    self.setCurrentIndex(value)
                    self.edit(value)
            elif index.isValid():
                self.setExpanded(index.siblingAtColumn(0), not self.isExpanded(index.siblingAtColumn(0)))
            return
        if event.key() == Qt.Key.Key_Escape and not editing:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def moveCursor(  # noqa: N802 - Qt's name
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Stay in the column of values while going up and down."""
        index = super().moveCursor(action, modifiers)
        return index.siblingAtColumn(Column.VALUE) if index.parent().isValid() else index

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:  # noqa: N802 - Qt's name
        """Keep the focus in the card when an editor closes."""
        super().closeEditor(editor, hint)
        if self.isVisible() and not self.hasFocus():
            self.setFocus()


class PersonCard(QWidget):
    """One person. leave_out: a person or contract of a file that is to be left out, which needs a reason.

    left: back to the table.
    """

    leave_out = Signal(object)
    left = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        named(self, "Card of one person")
        self.model = CardModel(session, self)
        self.tree = named(CardTree(), "Everything about this person")
        give_menu(self.tree)
        self.panel = FieldPanel(session)
        self.name = heading("", 1)
        self.about = label("")
        self.show_box = ChoiceBox("Which items to show", list(_SHOW))
        self.show_box.set_value(_SHOW[0][0])
        self.show_box.setMinimumContentsLength(12)
        self.show_box.picked.connect(self._show_others)
        self.add_action = self._action("Add to this person …", "Ctrl+Shift+A", self.open_add_menu)
        self.duplicate_action = self._action("Duplicate this record", "Ctrl+D", self.duplicate)
        self.remove_action = self._action("Remove or leave out this record", "Ctrl+Del", self.remove)
        self.cell_action = self._action("Show the source cell", "Ctrl+J", self.show_cell)
        self.next_action = self._action("Next item to look at", "Ctrl+Down", lambda: self.go_to_finding(1))
        self.before_action = self._action("Previous item to look at", "Ctrl+Up", lambda: self.go_to_finding(-1))
        self._closed: set[str] = set()
        self._fitted = 0
        self._before_cell: list[int] = []
        self._lay_out()
        self.set_person(None)

    def _action(self, text: str, keys: str, call: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda _checked=False: call())
        return action

    def actions_of_card(self) -> list[QAction]:
        """Return what can be done in the card."""
        return [
            self.add_action,
            self.duplicate_action,
            self.remove_action,
            self.next_action,
            self.before_action,
            self.cell_action,
        ]

    def _lay_out(self) -> None:
        tree = self.tree
        tree.setModel(self.model)
        tree.setItemDelegate(FieldDelegate(lambda: self.session.collection, tree))
        tree.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.SelectedClicked
        )
        tree.setUniformRowHeights(True)
        tree.setIndentation(self.fontMetrics().averageCharWidth() * 2)
        tree.setAllColumnsShowFocus(False)
        tree.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = tree.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(Column.VALUE, QHeaderView.ResizeMode.Interactive)
        tree.left.connect(self.left)
        tree.selectionModel().currentChanged.connect(self._current_changed)
        tree.collapsed.connect(lambda index: self._closed.add(self._key_of(index)))
        tree.expanded.connect(lambda index: self._closed.discard(self._key_of(index)))
        tree.clicked.connect(self._clicked)
        self.model.modelReset.connect(self._open_sections)
        self.panel.asked_for_cell.connect(self.show_cell)
        self.menu = QMenu(self)
        self.menu.setAccessibleName("Add to this person")
        self.menu.aboutToShow.connect(self._fill_menu)
        self.add_button = self._tool("&Add", self.add_action)
        self.add_button.setMenu(self.menu)
        self.add_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        duplicate = self._tool("&Duplicate", self.duplicate_action)
        duplicate.clicked.connect(self.duplicate)
        remove = self._tool("&Remove", self.remove_action)
        remove.clicked.connect(self.remove)
        tools = QHBoxLayout()
        tools.addWidget(self.show_box)
        tools.addStretch(1)
        for tool in (self.add_button, duplicate, remove):
            tools.addWidget(tool)
        parts = self.parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(tree)
        parts.addWidget(self.panel)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 1)
        parts.handle(1).setAccessibleName("Divider between items and explanation")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self.name)
        layout.addWidget(self.about)
        layout.addLayout(tools)
        layout.addWidget(parts, 1)
        self._fit()

    def _tool(self, text: str, action: QAction) -> QToolButton:
        made = QToolButton()
        made.setText(text)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        named(made, action.text().replace("…", "").strip(), f"{action.text()} ({keys})")
        return made

    def _fit(self) -> None:
        """Share the width between the columns, once for each size of text."""
        width = max(self.tree.viewport().width(), text_width(self, 60))
        self.tree.setColumnWidth(Column.ITEM, min(width * 30 // 100, text_width(self, 40)))
        self.tree.setColumnWidth(Column.VALUE, min(width * 30 // 100, text_width(self, 44)))
        self.tree.setColumnWidth(Column.MARK, min(width * 18 // 100, text_width(self, 20)))
        self.panel.setMinimumHeight(self.fontMetrics().height() * 5)
        self.tree.setIconSize(icon_size(self.tree))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Share the width anew when it is very different: what the user set by hand stays otherwise."""
        super().resizeEvent(event)
        if abs(self.width() - self._fitted) > self.fontMetrics().averageCharWidth() * 12:
            first = not self._fitted
            self._fitted = self.width()
            self._fit()
            if first:
                low = min(self.fontMetrics().height() * 9, self.height() * 35 // 100)
                self.parts.setSizes([self.height() - low, low])

    def show_cell(self) -> None:
        """Show the source cell, with room for it."""
        sizes = self.parts.sizes()
        wanted = min(self.fontMetrics().height() * 16, sum(sizes) * 55 // 100)
        if sum(sizes) and sizes[1] < wanted:
            self._before_cell = self._before_cell or sizes
            self.parts.setSizes([sum(sizes) - wanted, wanted])
        self.panel.show_cell()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the size of the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "parts"):
            self._fit()

    # Whose card it is

    @property
    def person(self) -> Record | None:
        """Whose card it is."""
        return self.model.person

    def set_person(self, person: Record | None) -> None:
        """Show a person's card; the same place in it where it is the same person (after a new build, say)."""
        before = self.model.person
        same = before is not None and person is not None and before.key == person.key
        place = self._place() if same else None
        if not same:
            self._closed = set()
        self.model.set_person(person)
        if not same and person is not None:
            self._closed = {section.record.key for section in self.model.sections if section.record.kind == "element"}
            self._open_sections()
        self._head()
        if place is not None:
            self._go_back(place)
        elif person is not None:
            self.tree.setCurrentIndex(self._first())
        else:
            self.panel.show_line(None, None)
        self.setEnabled(person is not None)

    def refresh(self, what: frozenset[What]) -> None:
        """Bring the card up to the session."""
        person = self.model.person
        if person is None:
            return
        if what & {What.OPENED, What.RECORDS}:
            self.set_person(self.session.shown.record(person.key))
            return
        if what & {What.EDITS, What.FINDINGS, What.PAY, What.PRIVACY, What.STATE, What.EXPORTS}:
            place = self._place()
            if self.model.refresh() and place is not None:
                self._go_back(place)
            self._head()
            index = self.tree.currentIndex()
            self.panel.show_line(self.model.line(index), self.model.section(index))

    def _head(self) -> None:
        person = self.model.person
        if person is None:
            self.name.setText("Nobody is chosen")
            self.about.setText("Choose somebody in the table.")
            return
        name = self.session.shown.name_of(person)
        self.name.setText(name[:1].upper() + name[1:])
        counts: dict[str, int] = {}
        for section in self.model.sections:
            for one in [*section.findings, *(f for line in section.lines for f in line.findings)]:
                counts[str(one.severity)] = counts.get(str(one.severity), 0) + 1
        said = [counted(len(person.of("contract")), "contract")]
        if self.session.collection is not None:
            said.insert(0, category_name(person, self.session.collection))
        said += [count_words(name, counts[name]) for name in SEVERITIES if name in counts]
        self.about.setText(" · ".join(said))

    def _place(self) -> tuple[str, str] | None:
        index = self.tree.currentIndex()
        section, line = self.model.section(index), self.model.line(index)
        if line is not None:
            return line.record.key, line.tag
        return None if section is None else (section.record.key, "")

    def _go_back(self, place: tuple[str, str]) -> None:
        index = self.model.index_of(*place)
        self.tree.setCurrentIndex(index if index.isValid() else self._first())

    def _first(self) -> QModelIndex:
        for section, row in ((one, row) for row, one in enumerate(self.model.sections)):
            if section.lines:
                return self.model.index(0, Column.VALUE, self.model.index(row, 0))
        return QModelIndex()

    def _key_of(self, index: Index) -> str:
        section = self.model.section(index)
        return section.record.key if section is not None else ""

    def _open_sections(self) -> None:
        self.tree.blockSignals(True)
        for row, section in enumerate(self.model.sections):
            index = self.model.index(row, 0)
            self.tree.setFirstColumnSpanned(row, QModelIndex(), True)
            self.tree.setExpanded(index, section.record.key not in self._closed)
        self.tree.blockSignals(False)

    def _show_others(self, value: str) -> None:
        place = self._place()
        self.model.set_person(self.model.person, Show(int(value)))
        if place is not None:
            self._go_back(place)

    def _current_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        if self._before_cell:
            self.parts.setSizes(self._before_cell)
            self._before_cell = []
        self.panel.show_line(self.model.line(index), self.model.section(index))

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == Column.SOURCE and self.model.line(index) is not None:
            self.show_cell()

    # Going about

    def show_field(self, key: str, tag: str) -> bool:
        """Put the focus into a field; return whether it is there."""
        index = self.model.index_of(key, tag)
        if tag and index.isValid() and not index.parent().isValid() and self.model.show is not Show.ALL:
            self.show_box.set_value(str(int(Show.ALL)))
            self._show_others(str(int(Show.ALL)))
            index = self.model.index_of(key, tag)
        if not index.isValid():
            return False
        if index.parent().isValid():
            self.tree.setExpanded(index.parent(), True)
        self.tree.setCurrentIndex(index)
        self.tree.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        self.tree.setFocus()
        return True

    def go_to_finding(self, step: int) -> None:
        """Go to the next or previous line with something to look at."""
        places = [
            self.model.index(place, Column.VALUE, self.model.index(row, 0))
            for row, section in enumerate(self.model.sections)
            for place, line in enumerate(section.lines)
            if line.findings
        ]
        if not places:
            self.session.tell("There is nothing to look at on this card.")
            return
        index = self.tree.currentIndex()
        current = (index.parent().row(), index.row()) if index.parent().isValid() else (index.row(), -1)
        order = [((place.parent().row(), place.row()), place) for place in places]
        if step > 0:
            found = next((place for at, place in order if at > current), order[0][1])
        else:
            found = next((place for at, place in reversed(order) if at < current), order[-1][1])
        self.tree.setExpanded(found.parent(), True)
        self.tree.setCurrentIndex(found)
        self.tree.setFocus()

    def record(self) -> Record | None:
        """Return the record that has the focus."""
        index = self.tree.currentIndex()
        section, line = self.model.section(index), self.model.line(index)
        if line is not None:
            return line.record
        return section.record if section is not None else None

    # Records

    def open_add_menu(self) -> None:
        """Open the menu of what can be added."""
        if self.person is not None:
            self.add_button.showMenu()

    def _fill_menu(self) -> None:
        self.menu.clear()
        person = self.person
        if person is None:
            return
        for kind, words in (
            ("contract", "&Contract"),
            ("absence", "&Absence"),
            ("curriculum", "C&urriculum record"),
            ("qualification", "&Qualification"),
        ):
            self.menu.addAction(words, lambda kind=kind: self.add(kind, person))
        contract = self._contract()
        if contract is not None:
            number = person.of("contract").index(contract) + 1
            self.menu.addSeparator()
            self.menu.addAction(f"&Role of contract {number}", lambda: self.add("role", contract))
            self.menu.addAction(f"Additional &payment of contract {number}", lambda: self.add("payment", contract))

    def _contract(self) -> Record | None:
        record = self.record()
        while record is not None and record.kind not in ("contract", "staff"):
            record = record.parent
        if record is not None and record.kind == "contract":
            return record
        contracts = self.person.of("contract") if self.person is not None else []
        return contracts[0] if contracts else None

    def add(self, kind: str, parent: Record) -> None:
        """Add an empty record, and go to its first field."""
        collection = self.session.collection
        if collection is None:
            return
        words = collection.kinds[kind].label
        key = self.session.edits.add_record(kind, parent, self._at_first(kind), f"{words} added")
        if key is not None:
            self._appear(key)

    def _at_first(self, kind: str) -> dict[str, str]:
        """Return what every record of a kind says in this return."""
        collection, built = self.session.collection, self.session.built
        if collection is None:
            return {}
        fields = collection.kinds[kind].fields
        values = {
            name.partition(".")[2]: value
            for name, value in collection.defaults.items()
            if name.partition(".")[0] == kind
        }
        if built is not None and built.estab and "Estab" in fields and collection.switches.get("estab.repeat"):
            values["Estab"] = built.estab
        return values

    def _appear(self, key: str) -> None:
        self.model.refresh()
        self._open_sections()
        record = self.session.shown.record(key)
        tags = list(self.session.collection.kinds[record.kind].fields) if record and self.session.collection else []
        self.show_field(key, tags[0] if tags else "")

    def duplicate(self) -> None:
        """Copy the record that has the focus, with what is below it; a person without what makes them this person."""
        record = self.record()
        if record is None or self.session.collection is None:
            return
        made: list[tuple[str, Record | str, Mapping[str, str]]] = []
        parent: Record | str = "message" if record.kind == "staff" else record.parent or "message"
        copy_with_children(record, parent, made)
        label_ = self.session.collection.kinds[record.kind].label
        keys = self.session.edits.add_records(made, f"{label_} duplicated")
        if not keys:
            return
        if record.kind == "staff":
            self.session.show(keys[0], "PersonFamilyName")
            self.session.tell("This is a copy. Fill in the name, date of birth and numbers of the new person.")
        else:
            self._appear(keys[0])

    def remove(self) -> None:
        """Take the record that has the focus away. A person or contract of a file is left out, with a reason."""
        record = self.record()
        if record is None or self.session.collection is None:
            return
        if record.kind in ("staff", "contract") and record.key not in self.session.added:
            self.leave_out.emit(record)
            return
        words = self.session.collection.kinds[record.kind].label
        if self.session.edits.remove_record(record, f"{words} removed"):
            self.session.tell(f"{words} removed. Undo (Ctrl+Z) brings it back.", "done")
