"""People and contracts: the table of staff, and the card of one person with everything about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from swf_desktop.record import Record
from swf_desktop.words import counted, people
from ui.session.events import TITLES, What
from ui.session.session import Session
from ui.steps.attention import AttentionBar
from ui.steps.parts import Parts
from ui.steps.people.left_out import LeftOut, ReasonBar
from ui.steps.people.person_card import PersonCard
from ui.steps.people.staff_model import ONLY, StaffModel
from ui.steps.step import Step
from ui.widgets.basic import known, named, scrolling, text_width
from ui.widgets.boxes import ChoiceBox, SearchBox
from ui.widgets.editors import FieldDelegate
from ui.widgets.frozen_table import FrozenTable
from ui.widgets.question_cards import Card

KINDS: Final = frozenset({"staff", "contract", "role", "payment", "element", "absence", "curriculum", "qualification"})

_COLUMNS: Final = "people columns"


class Page(Step):
    """The page."""

    name = "people"
    title = TITLES["people"]
    says = "Look people over and put right what is wrong. Click a value and type; nothing in your files is changed."
    help_page = "steps/people-and-contracts.html"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.model = StaffModel(session, self)
        self.table = known(FrozenTable("Staff"), "list of people")
        self.card = known(PersonCard(session), "card")
        self.reason_bar = ReasonBar()
        self.left_out = LeftOut(session)
        self.search = SearchBox("Find a person", "Find a name, number or job", self.table)
        self.only = ChoiceBox("Who to show", [(one.name, one.title) for one in ONLY])
        self.attention = AttentionBar(session, "people shown", "How many people")
        self.attention.turned.connect(self._turn)
        if self.attention.wanted:
            self.only.set_value("any")
            self.model.only = "any"
        self._searching = QTimer(self)
        self._searching.setSingleShot(True)
        self._searching.setInterval(120)
        self._searching.timeout.connect(self._filter)
        self._wanted: tuple[str, str] | None = None
        self._row = 0
        self._fitted = False
        self._make_actions()
        self._lay_out()

    # Making it

    def _action(self, text: str, keys: str, call: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _checked=False: call())
        return action

    def _make_actions(self) -> None:
        self._find = self._action("&Find a person", "Ctrl+F", self._to_search)
        self._add = self._action("Add a &person", "Ctrl+Shift+P", self.add_person)
        self._copy = self._action("D&uplicate this person", "Ctrl+Shift+D", self.duplicate_person)
        self._leave = self._action("&Leave out the chosen people …", "Ctrl+Shift+L", self.leave_out_chosen)
        self._back = self._action("Who was left &out", "Ctrl+Shift+B", self.open_left_out)
        self._columns = self._action("Choose &columns …", "Ctrl+Shift+C", self.open_columns)
        self._over = self._action("Between &table and card", "Ctrl+T", self._go_over)

    def actions_for_menu(self) -> list[QAction]:
        """Return what can be done here."""
        own = [self._find, self._over, self._add, self._copy, self._leave, self._back, self._columns]
        return [*own, *self.card.actions_of_card()]

    def _lay_out(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.set_sorting(self.model.sort)
        delegate = FieldDelegate(lambda: self.session.collection, table)
        table.setItemDelegate(delegate)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        table.frozen.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.selectionModel().currentChanged.connect(self._current_changed)
        table.opened.connect(lambda _index: self._to_card())
        self.model.modelReset.connect(self._count)
        self.search.textChanged.connect(lambda _text: self._searching.start())
        self.only.picked.connect(self._pick)
        self.only.setMinimumContentsLength(14)
        self.card.left.connect(self._to_table)
        self.card.leave_out.connect(lambda record: self._ask([record]))
        self.reason_bar.taken.connect(self._leave_out)
        self.reason_bar.closed.connect(table.setFocus)
        self.left_out.closed.connect(table.setFocus)
        self.columns_button = self._tool("&Columns", self._columns)
        self.columns_menu = QMenu(self)
        self.columns_menu.setAccessibleName("Columns to show")
        self.columns_menu.aboutToShow.connect(self._fill_columns)
        self.columns_button.setMenu(self.columns_menu)
        self.columns_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.out_button = self._tool("Left out", self._back)
        self.out_button.clicked.connect(self.open_left_out)
        add = self._tool("Add &person", self._add)
        add.clicked.connect(self.add_person)
        leave = self._tool("&Leave out", self._leave)
        leave.clicked.connect(self.leave_out_chosen)
        left = QWidget()
        beside = QVBoxLayout(left)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(3)
        beside.addWidget(_line(self.search, self.only, self.columns_button))
        beside.addWidget(self.attention)
        beside.addWidget(table, 1)
        below = QHBoxLayout()
        below.addStretch(1)
        for tool in (add, leave, self.out_button):
            below.addWidget(tool)
        beside.addLayout(below)
        self.questions = QWidget()
        self._question_list = QVBoxLayout(self.questions)
        self._question_list.setContentsMargins(0, 0, 0, 0)
        self._question_area = scrolling(self.questions)
        named(self._question_area, "Open questions about people")
        named(self.questions, "Open questions about people")
        self._question_area.hide()
        self.parts = Parts(left, self.card, "Divider between table and card", (9, 11))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._question_area)
        layout.addWidget(self.reason_bar)
        layout.addWidget(self.left_out)
        layout.addWidget(self.parts, 1)
        self.setFocusProxy(table)

    def _tool(self, text: str, action: QAction) -> QToolButton:
        made = QToolButton()
        made.setText(text)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        words = action.text().replace("&", "").replace("…", "").strip()
        return named(made, words, f"{words} ({keys})")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the size of the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "parts") and self.model.visible:
            self._fit_columns()

    # The step

    def refresh(self, what: frozenset[What]) -> None:
        """Bring the page up to the session."""
        if what & {What.OPENED, What.RECORDS}:
            self._load()
        elif What.EDITS in what:
            self.model.touch()
        if what & {What.FINDINGS, What.OPENED}:
            self.model.count_findings()
        elif what & {What.PRIVACY}:
            self.model.show_only(self.model.text, self.model.only)
        self.card.refresh(what)
        if what & {What.OPENED, What.MATCHING, What.PRIVACY}:
            self._ask_questions()
            count = self.left_out.refresh()
            self.out_button.setText(f"Left out ({count})")
            self.out_button.setVisible(count > 0)
            if not count:
                self.left_out.hide()
        if what & {What.OPENED, What.RECORDS, What.EDITS, What.PRIVACY}:
            self._keep_current()
        self._count()
        if self._wanted is not None and self.session.shown.record(self._wanted[0]) is not None:
            key, tag = self._wanted
            self._wanted = None
            self.show_field(key, tag)

    def left(self) -> int:
        """Return the number of open questions and conflicts about people."""
        session = self.session
        open_ = [
            1
            for record, tag in session.records.conflicts
            if (record.key, f"{record.kind}.{tag}") not in session.overlay
        ]
        return len(session.questions_of("people")) + len(open_)

    def can_show(self, kind: str, tag: str) -> bool:  # noqa: ARG002 - all fields of these
        """Everything about people is mended here."""
        return kind in KINDS

    def show_field(self, key: str, tag: str) -> None:
        """Go to a field of a person's card."""
        record = self.session.shown.record(key)
        person = record.person() if record is not None else None
        if person is None:
            # Made a moment ago, say: it is shown as soon as it is here.
            self._wanted = (key, tag)
            return
        if self.model.row_of(person.key) < 0:
            self.model.touch()
        if self.model.row_of(person.key) < 0:
            self.search.clear()
            self.only.set_value("")
            self._filter()
        at = self.model.row_of(person.key)
        if at >= 0:
            self._go(at)
        self.card.set_person(person)
        if not self.card.show_field(key, tag):
            self.card.tree.setFocus()
        self.parts.bring(self.card)

    def set_up_focus(self) -> None:
        """Work begins in the table."""
        self.table.setFocus()

    # People on show

    def _load(self) -> None:
        person = self.card.person
        columns = len(self.model.columns)
        self.model.unsettled = True
        self.model.load()
        if len(self.model.columns) != columns or not self._fitted:
            self._show_columns()
            self._fitted = bool(self.model.visible)
        if person is not None:
            self.card.set_person(self.session.shown.record(person.key))

    def _keep_current(self) -> None:
        """Keep the row of the person on the card, or the row in its place, as the current one."""
        person = self.card.person
        at = self.model.row_of(person.key) if person is not None else -1
        if at < 0 and self.model.visible:
            at = min(self._row, len(self.model.visible) - 1)
        if at >= 0 and self.table.currentIndex().row() != at:
            self._go(at)
        if not self.model.visible:
            self.card.set_person(None)

    def _go(self, at: int) -> None:
        column = max(self.table.currentIndex().column(), 0)
        index = self.model.index(at, column)
        self.table.selectionModel().setCurrentIndex(
            index,
            QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
        )
        self.table.scrollTo(index)

    def _current_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        person = self.model.person(index)
        if person is not None:
            self._row = index.row()
            if person is not self.card.person:
                self.card.set_person(person)

    def _filter(self) -> None:
        self._searching.stop()
        self.model.show_only(self.search.text(), self.only.value())
        self._keep_current()

    def _turn(self, attention: bool) -> None:
        """Show those who need attention, or everybody; the box says the same."""
        self.only.set_value("any" if attention else "")
        self._filter()
        self.table.setFocus()

    def _pick(self, value: str) -> None:
        """Show whom the box names. Whether that is everybody or who needs attention is kept for the next time."""
        if value in ("", "any"):
            self.attention.keep(bool(value))
        self._filter()

    def _count(self) -> None:
        everybody, on_show = len(self.model.people), len(self.model.visible)
        needing, words, to_attention = self.model.needing, "", False
        if not self.session.is_open:
            text = "No return is open"
        elif self.session.return_ is None:
            text = "Nobody yet: add files in “Your files”"
        elif self.model.only == "any" and not self.model.text and needing and not self.model.unsettled:
            text = f"{on_show:,} of {people(everybody)} need attention."
            words = f"Show all {everybody:,}"
        elif everybody == on_show:
            text = people(everybody)
            if not self.model.unsettled:
                text += f"; {needing:,} need attention." if needing else "; nobody needs attention."
                words = f"Show only {'that one' if needing == 1 else f'those {needing:,}'}" if needing else ""
                to_attention = True
        else:
            text = f"{on_show:,} of {people(everybody)} shown"
            words = f"Look among all {everybody:,}" if self.model.text and self.model.only else ""
            words = words or ("" if self.model.text else f"Show all {everybody:,}")
        self.attention.say(text, words, to_attention=to_attention)

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _go_over(self) -> None:
        if self.card.tree.hasFocus():
            self._to_table()
        else:
            self._to_card()

    def _to_card(self) -> None:
        self.card.tree.setFocus()
        self.parts.bring(self.card)

    def _to_table(self) -> None:
        self.table.setFocus()
        self.parts.bring(self.table)

    # Columns

    def open_columns(self) -> None:
        """Open the list of columns."""
        self.columns_button.showMenu()

    def _fill_columns(self) -> None:
        self.columns_menu.clear()
        for place, column in enumerate(self.model.columns):
            if place == 0:
                continue
            action = self.columns_menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self.table.isColumnHidden(place))
            action.toggled.connect(lambda on, place=place: self._show_column(place, on))

    def _show_column(self, place: int, on: bool) -> None:
        self.table.setColumnHidden(place, not on)
        if on:
            self._fit_column(place)
        if self.session.settings is not None:
            names = [c.name for at, c in enumerate(self.model.columns) if not self.table.isColumnHidden(at)]
            self.session.settings.set(_COLUMNS, ";".join(names))

    def _show_columns(self) -> None:
        kept = self.session.settings.get(_COLUMNS) if self.session.settings is not None else ""
        names = set(kept.split(";")) if kept else set()
        for place, column in enumerate(self.model.columns):
            wanted = column.name in names if names else column.shown
            self.table.setColumnHidden(place, not wanted and place > 0)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Make columns as wide as their first rows need."""
        for place in range(len(self.model.columns)):
            if not self.table.isColumnHidden(place):
                self._fit_column(place)

    def _fit_column(self, place: int) -> None:
        metrics, model = self.table.fontMetrics(), self.model
        column = model.columns[place]
        texts = [str(model.data(model.index(at, place)) or "") for at in range(min(40, len(model.visible)))]
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
        icon = metrics.height() * 2 if column.name == "to do" else metrics.height()
        title = self.table.horizontalHeader().fontMetrics().horizontalAdvance(column.title) + metrics.height() * 2
        most = text_width(self.table, 34 if place == 0 else 26)
        self.table.setColumnWidth(place, min(max(widest + icon, title), most))

    # Adding and leaving out

    def add_person(self) -> None:
        """Add somebody who is in no file."""
        if self.session.return_ is None:
            self.session.tell("Add files or choose the school first: there is no return yet.", "problem")
            return
        key = self.session.edits.add_record("staff", "message", {}, "Person added")
        if key is not None:
            self._wanted = (key, "PersonFamilyName")
            self.session.tell("A new person. Fill in the card, and add a contract with “Add” (Ctrl+Shift+A).")

    def duplicate_person(self) -> None:
        """Copy the person on the card, without what makes them this person."""
        person = self.card.person
        if person is not None and self.card.show_field(person.key, ""):
            self.card.duplicate()

    def chosen(self) -> list[Record]:
        """Return the people who are selected in the table."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [self.model.visible[at] for at in rows if at < len(self.model.visible)]

    def leave_out_chosen(self) -> None:
        """Leave out the people selected: those of files with a reason, those made by hand are removed."""
        people = self.chosen()
        if not people:
            self.session.tell("Choose somebody in the table first.", "problem")
            return
        by_hand = [person for person in people if person.key in self.session.added]
        for person in by_hand:
            self.session.edits.remove_record(person, "Person removed")
        others = [person for person in people if person.key not in self.session.added]
        if others:
            self._ask(others)

    def _ask(self, records: list[Record]) -> None:
        if self.session.locked:
            self.session.decisions.leave_out(records, "", "")
            return
        first = records[0]
        person = first.person()
        who = self.session.shown.name_of(person) if person is not None else ""
        if len(records) > 1:
            words = people(len(records))
        elif first.kind == "contract" and person is not None:
            words = f"contract {person.of('contract').index(first) + 1} of {who}"
        else:
            words = who
        self.reason_bar.ask(records, words)

    def _leave_out(self, records: list[Record], reason: str) -> None:
        contracts = records[0].kind == "contract"
        said = counted(len(records), "contract") if contracts else people(len(records))
        self.session.decisions.leave_out(records, reason, f"{said} left out")

    def open_left_out(self) -> None:
        """Show who was left out."""
        if self.left_out.refresh():
            self.left_out.open()
        else:
            self.session.tell("Nobody was left out.")

    # Questions

    def _ask_questions(self) -> None:
        for card in self.questions.findChildren(Card):
            self._question_list.removeWidget(card)
            card.hide()
            card.deleteLater()
        questions = self.session.questions_of("people")
        for number, question in enumerate(questions, 1):
            self._question_list.addWidget(Card(question, number, self.session, later=False))
        self._question_area.setVisible(bool(questions))
        if questions:
            self._question_area.setMaximumHeight(
                min(self.questions.sizeHint().height() + 4, self.fontMetrics().height() * 11)
            )


def _line(*widgets: QWidget) -> QWidget:
    made = QWidget()
    layout = QHBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    for place, widget in enumerate(widgets):
        layout.addWidget(widget, 0 if place else 1)
    return made
