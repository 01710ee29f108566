"""Fix all alike: the different values of one field with how often each stands, and one change for all of a kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from swf_desktop.canonical import SEPARATOR
from swf_desktop.record import Record, Return, Value
from swf_desktop.words import counted, people
from ui.session.events import HIDDEN, What
from ui.session.session import Session
from ui.session.typed import shown
from ui.widgets.basic import button, label, named
from ui.widgets.boxes import ChoiceBox
from ui.widgets.editors import ChoiceEdit, CodeEdit, Editor, make_editor
from ui.widgets.table_model import Column, RowsModel
from ui.widgets.tables import Table

if TYPE_CHECKING:
    from swf_desktop.collection import Collection, Field
    from validation.finding import Finding

BLANK: Final = "(blank)"

_KINDS: Final = (
    "staff",
    "contract",
    "role",
    "payment",
    "absence",
    "curriculum",
    "qualification",
    "school",
    "vacancy",
    "headcount",
)


@dataclass(slots=True, eq=False)
class Alike:
    """All cells of a field that say the same. text: in the message's own form, "" for blank."""

    text: str
    shown: str
    records: list[Record] = field(default_factory=list)

    @property
    def people(self) -> int:
        """How many people they are about."""
        return len({id(record.person()) for record in self.records})


def records_of_kind(return_: Return, kind: str) -> list[Record]:
    """Return all records of a kind."""
    if kind == "staff":
        return list(return_.staff)
    found: list[Record] = []
    parents = {"role": ("contract",), "payment": ("contract", "role")}.get(kind, ())
    for person in return_.staff:
        if not parents:
            found += person.of(kind)
            continue
        for contract in person.of("contract"):
            found += contract.of(kind)
            if "role" in parents:
                for role in contract.of("role"):
                    found += role.of(kind)
    school = return_.school
    if school is not None:
        found += [school] if kind == "school" else school.of(kind)
    return found


def facet(records: list[Record], item: Field, collection: Collection) -> list[Alike]:
    """Return the different values of a field with the records that have them, the most frequent first."""
    by_text: dict[str, Alike] = {}
    tag = item.tag
    for record in records:
        value = record.values.get(tag)
        text = _sent(value)
        alike = by_text.get(text)
        if alike is None:
            said = shown(item, value, collection=collection) if value is not None else BLANK
            alike = by_text[text] = Alike(text, said)
        alike.records.append(record)
    return sorted(by_text.values(), key=lambda alike: (-len(alike.records), alike.shown))


def _sent(value: Value | None) -> str:
    if value is None:
        return ""
    return SEPARATOR.join(value.sent) if isinstance(value.sent, tuple) else value.sent


def change_label(item: Field, alike: Alike) -> str:
    """Return what the step is called in the history: never a value that may be somebody's."""
    count = len(alike.records)
    return f"{item.label} of {people(alike.people)}" + (f", {counted(count, 'cell')}" if count != alike.people else "")


class FacetPanel(QWidget):
    """The panel. changed: a change was made, with the words of it."""

    changed = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        named(self, "Fix all alike")
        self._item: Field | None = None
        self._rule = ""
        self._stale = True
        self.field_box = ChoiceBox("Item", search=True)
        self.field_box.picked.connect(self.set_field)
        self.where = ChoiceBox("Where", [("", "All cells of this item")])
        self.where.picked.connect(lambda _value: self.reload())
        self.model: RowsModel[Alike] = RowsModel(
            [
                Column("Value", self._shown, wide=True),
                Column("Cells", lambda alike: f"{len(alike.records):,}", sort=lambda a: len(a.records), right=True),
                Column("People", lambda alike: f"{alike.people:,}", sort=lambda alike: alike.people, right=True),
            ],
            self,
        )
        self.table = Table(self.model, "Values of this item")
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.opened.connect(lambda _row: self._to_editor())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._say())
        self.says = label("")
        self.problem = label("")
        self.problem.hide()
        self.editor: Editor | None = None
        self._editor_place = QHBoxLayout()
        self.apply_button = button("Change &all", self.apply, main=True)
        self._editor_place.addWidget(self.apply_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self.field_box)
        layout.addWidget(self.where)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.says)
        layout.addLayout(self._editor_place)
        layout.addWidget(self.problem)

    # What is shown

    def set_up(self) -> None:
        """Offer the fields of the census year."""
        collection = self.session.collection
        choices = []
        if collection is not None:
            for kind in _KINDS:
                words = collection.kinds[kind].label
                choices += [
                    (item.name, f"{words}: {item.label}")
                    for item in collection.kinds[kind].fields.values()
                    if item.sent or (kind == "contract" and item.tag == "JobTitle")
                ]
        before = self.field_box.value()
        self.field_box.set_choices(choices)
        self.field_box.set_value(before)

    def set_finding(self, finding: Finding | None) -> None:
        """Take up the field of a finding, at the value that it is about."""
        collection = self.session.collection
        if finding is None or finding.field is None or collection is None or finding.field not in collection.fields:
            return
        item = collection.fields[finding.field]
        rule = finding.rule
        same = self._item is not None and self._item.name == item.name and self._rule == rule
        self._item, self._rule = item, rule
        if not same:
            self.field_box.set_value(item.name)
            self._offer_where()
            self._new_editor()
            blank = finding.value is None
            self.where.set_value(rule if blank else "")
        self.reload(at=self._text_of(finding, item))

    def set_field(self, name: str) -> None:
        """Show the values of a field, by its full name."""
        collection = self.session.collection
        item = collection.fields.get(name) if collection is not None else None
        if item is None:
            return
        self._item, self._rule = item, ""
        self.field_box.set_value(name)
        self._offer_where()
        self._new_editor()
        self.reload()

    def _offer_where(self) -> None:
        choices = [("", "All cells of this item")]
        if self._rule:
            choices.append((self._rule, f"Only cells that {self._rule} is about"))
        self.where.set_choices(choices)
        self.where.set_value("")

    def _text_of(self, finding: Finding, item: Field) -> str | None:
        record = finding.record
        if record is None or record.kind != item.kind:
            return None
        return _sent(record.values.get(item.tag))

    def reload(self, at: str | None = None) -> None:
        """Count the values anew; the one that was current stays so."""
        self._stale = False
        return_, collection, item = self.session.return_, self.session.collection, self._item
        current = self.table.current()
        place = self.table.currentIndex().row()
        if return_ is None or collection is None or item is None:
            self.model.set_rows([])
            self._say()
            return
        self.model.set_rows(facet(self._records(return_, item), item, collection))
        wanted = at if at is not None else current.text if current is not None else None
        found = self.model.place_of(lambda alike: alike.text == wanted) if wanted is not None else -1
        if found < 0:
            found = min(max(place, 0), self.model.rowCount() - 1)
        self.table.select_place(found)
        self._say()

    def _records(self, return_: Return, item: Field) -> list[Record]:
        rule = self.where.value()
        if not rule:
            return records_of_kind(return_, item.kind)
        found = {
            id(one.record): one.record
            for one in self.session.findings
            if one.rule == rule and one.field == item.name and one.record is not None
        }
        return list(found.values())

    def refresh(self, what: frozenset[What]) -> None:
        """Note what changed; the values are counted anew when the panel is on show."""
        if what & {What.OPENED, What.SETTINGS}:
            self.set_up()
        if what & {What.OPENED, What.RECORDS, What.EDITS, What.PRIVACY, What.FINDINGS}:
            self._stale = True
        if self._stale and self.isVisible():
            self.reload()

    def showEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Count when it comes into sight."""
        super().showEvent(event)  # type: ignore[arg-type]
        if self._stale:
            self.reload()

    def _shown(self, alike: Alike) -> str:
        item = self._item
        hidden = (
            item is not None and self.session.private and self.session.shown.is_private(item.kind, item.tag, item.type)
        )
        return HIDDEN if hidden and alike.text else alike.shown

    # Changing

    def _new_editor(self) -> None:
        item, collection = self._item, self.session.collection
        if self.editor is not None:
            self._editor_place.removeWidget(self.editor)
            self.editor.hide()
            self.editor.deleteLater()
            self.editor = None
        if item is None or collection is None:
            return
        self.editor = make_editor(item, collection, self)
        named(self.editor, f"New {item.label}", item.help)
        if isinstance(self.editor, ChoiceEdit):
            self.editor.currentTextChanged.connect(lambda _text: self._say())
        else:
            self.editor.textChanged.connect(lambda _text: self._say())
            self.editor.returnPressed.connect(self.apply)
            if isinstance(self.editor, CodeEdit):
                # Enter in the list is meant as Enter in the box is; a click there chooses, and the sentence says what
                # would be changed.
                self.editor.entered.connect(lambda: QTimer.singleShot(0, self, self.apply))
        self._editor_place.insertWidget(0, self.editor, 1)
        QWidget.setTabOrder(self.table, self.editor)
        QWidget.setTabOrder(self.editor, self.apply_button)

    def _to_editor(self) -> None:
        if self.editor is not None:
            self.editor.setFocus()

    def _say(self) -> None:
        alike: Alike | None = self.table.current()
        item = self._item
        self.problem.hide()
        if alike is None or item is None or self.editor is None:
            self.says.setText("Choose an item to see its values.")
            self.apply_button.setEnabled(False)
            return
        typed = self.editor.value_text().strip()
        cells = counted(len(alike.records), "cell")
        into = f"to “{typed}”" if typed else "to a blank"
        value = self._shown(alike)
        same = typed.casefold() == alike.text.casefold()
        if same:
            said = "blank" if not alike.text else f"“{value}”"
            self.says.setText(f"{cells} of {people(alike.people)}: {said}. Type or choose another value below.")
        else:
            self.says.setText(f"Change “{value}” {into}: {cells} of {people(alike.people)}, one step to undo.")
        hidden = value == HIDDEN
        self.apply_button.setText(f"Change &all {len(alike.records):,}")
        self.apply_button.setAccessibleName(f"Change all {cells}")
        self.apply_button.setEnabled(not same and not hidden and not self.session.locked)

    def apply(self) -> None:
        """Make the change, as one step."""
        alike: Alike | None = self.table.current()
        item = self._item
        if alike is None or item is None or self.editor is None or not alike.records:
            return
        typed = self.session.edits.read(alike.records[0], item.tag, self.editor.value_text())
        if typed.problem:
            meant = f" Did you mean {' or '.join(typed.choices[:3])}?" if typed.choices else ""
            self.problem.setText(f"Not changed. {typed.problem}{meant}")
            self.problem.show()
            self.editor.setFocus()
            return
        if typed.text == alike.text:
            self.problem.setText("Not changed: that is what stands there already.")
            self.problem.show()
            return
        words = change_label(item, alike)
        if self.session.edits.edit_many([(record, item.tag, typed.text) for record in alike.records], words):
            self.session.tell(f"Changed: {words}. Undo (Ctrl+Z) takes it back in one step.", "done")
            self.changed.emit(words)
            self.table.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter makes the change from a list of Yes and No, too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(self.editor, ChoiceEdit):
            if self.editor.hasFocus():
                self.apply()
            return
        super().keyPressEvent(event)
