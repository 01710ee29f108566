"""The table of staff: one row a person, as an array of those on show, sorted and filtered here.

A proxy model over Python data takes seconds for what takes milliseconds in a list.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from swf_desktop.facts import category, category_name, is_open
from swf_desktop.record import Record
from swf_desktop.words import sort_key
from ui.session.events import HIDDEN
from ui.session.session import Session
from ui.session.typed import shown
from ui.widgets.editors import FIELD_ROLE, edit_text
from ui.widgets.marks import ORDER, count_words, mark_colour, mark_icon

if TYPE_CHECKING:
    from swf_desktop.collection import Field

Index = QModelIndex | QPersistentModelIndex

KEY_ROLE: Final = Qt.ItemDataRole.UserRole + 41
"""Of an index: the key of its person."""

NAME: Final = 0
TO_DO: Final = 1


class Column(NamedTuple):
    """One column. kind: `staff`, `contract` (of the main contract), or "" for what is worked out from all."""

    name: str
    title: str
    kind: str
    tag: str
    shown: bool


_OWN: Final = (
    Column("name", "Name", "", "name", True),
    Column("to do", "To look at", "", "to do", True),
    Column("category", "Category", "", "category", True),
)
_COUNTS: Final = (
    Column("contracts", "Contracts", "", "contract", False),
    Column("absences", "Absences", "", "absence", False),
    Column("curriculum", "Curriculum records", "", "curriculum", False),
    Column("qualifications", "Qualifications", "", "qualification", False),
)
_AT_FIRST: Final = frozenset(
    {"staff.PersonRef", "staff.GenderCurrent", "staff.PersonBirthDate", "staff.QTStatus", "contract.Post",
     "contract.ContractType", "contract.ContractStart", "contract.BasePay", "contract.HoursPerWeek"}
)  # fmt: skip
_WORKING: Final = frozenset({"staff.PersonRef", "contract.JobTitle", "contract.ContractRef"})

SEVERITIES: Final = ("schema", "error", "query", "question")
_LETTERS: Final = {"schema": "s", "error": "e", "query": "q", "question": "?", "repair": ""}


class Only(NamedTuple):
    """A filter that is offered by name."""

    name: str
    title: str


ONLY: Final = (
    Only("", "Everybody"),
    Only("any", "Who need attention"),
    Only("error", "With errors"),
    Only("query", "With queries"),
    Only("question", "With open questions"),
    Only("changed", "Changed or added here"),
    Only("open", "With a contract open on census day"),
    Only("not open", "Without a contract open on census day"),
    Only("1", "Teachers"),
    Only("2", "Agency teachers"),
    Only("3", "Teaching assistants"),
    Only("4", "Support staff"),
)


def main_contract(person: Record, session: Session) -> Record | None:
    """Return the first contract open on census day, else the last one."""
    contracts = person.of("contract")
    if len(contracts) == 1:
        return contracts[0]
    if session.collection is not None:
        for contract in contracts:
            if is_open(contract, session.collection):
                return contract
    return contracts[-1] if contracts else None


class StaffModel(QAbstractTableModel):
    """People on show. columns: fixed for a census year; people: all of them; visible: those on show, in their order."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.columns: list[Column] = list(_OWN)
        self.people: list[Record] = []
        self.visible: list[Record] = []
        self._letters: dict[int, str] = {}
        self._needing: frozenset[str] | None = None
        self.unsettled = False
        """Records came anew and were not checked yet: who needs attention is who did before."""
        self.text = ""
        self.only = ""
        self.sorted_by: int | None = None
        self.order = Qt.SortOrder.AscendingOrder
        self._year: int | None = None

    @property
    def needing(self) -> int:
        """How many people have anything to look at."""
        return sum(1 for person in self.people if id(person) in self._letters)

    # Filling

    def load(self) -> None:
        """Take up the people of the session anew."""
        self.beginResetModel()
        collection = self.session.collection
        year = collection.year if collection is not None else None
        if collection is not None and year != self._year:
            self._year = year
            self.columns = [*_OWN, *self._of_kind("staff"), *self._of_kind("contract"), *_COUNTS]
        self.people = list(self.session.people)
        self._count()
        self.visible = self._found()
        self.endResetModel()

    def _of_kind(self, kind: str) -> list[Column]:
        collection = self.session.collection
        if collection is None:
            return []
        found = [
            Column(item.name, item.label, kind, item.tag, item.name in _AT_FIRST)
            for item in collection.kinds[kind].fields.values()
            if item.sent or item.name in _WORKING
        ]
        # The number that schools know people by comes first.
        return sorted(found, key=lambda column: column.name not in _WORKING) if kind == "staff" else found

    def count_findings(self) -> None:
        """Count findings anew after they changed; the order and choice of rows stay as they are.

        But for the first count of records that came anew: only then it is known who needs attention.
        """
        self._count()
        if self.unsettled and not self.session.checking.running:
            self.unsettled = False
            self.show_only(self.text, self.only)
            return
        if self.visible:
            self.dataChanged.emit(self.index(0, TO_DO), self.index(len(self.visible) - 1, TO_DO))

    def _count(self) -> None:
        # One string a person, a letter a finding: for tens of thousands far quicker to make than a dictionary each.
        letters: dict[int, str] = {}
        for finding in self.session.findings:
            record = finding.record
            while record is not None and record.kind != "staff":
                record = record.parent
            if record is not None:
                key = id(record)
                letters[key] = letters.get(key, "") + _LETTERS[finding.severity]
        self._letters = letters

    def counts_of(self, person: Record) -> dict[str, int]:
        """Return how many findings of each severity a person has, the gravest first."""
        letters = self._letters.get(id(person), "")
        if not letters:
            return {}
        return {name: count for name in SEVERITIES if (count := letters.count(_LETTERS[name]))}

    def touch(self) -> None:
        """Show the cells anew after edits; the same people stay on show, so that no row is lost from sight."""
        # Records have no equality but identity, so that this compares which they are.
        if self.session.people != self.people:
            self.load()
            return
        if self.visible:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.visible) - 1, len(self.columns) - 1))

    def show_only(self, text: str, only: str) -> None:
        """Show the people whose name, numbers or post hold all words of a text, and who are of a kind (see ONLY)."""
        self.beginResetModel()
        self.text, self.only = text, only
        self.visible = self._found()
        self.endResetModel()

    def _found(self) -> list[Record]:
        words = self.text.casefold().split()
        # Who looks for a name wants that person, whether anything is wrong with them or not, and with others of it.
        only = None if words and self.only == "any" else self._only()
        if not self.unsettled:
            self._needing = frozenset(person.key for person in self.people if id(person) in self._letters)
        found = [
            person
            for person in self.people
            if (only is None or only(person)) and (not words or self._holds(person, words))
        ]
        return self._in_order(found)

    def _holds(self, person: Record, words: list[str]) -> bool:
        if self.session.private:
            text = self.session.shown.name_of(person).casefold()
        else:
            text = " ".join(
                value.raw
                for tag in ("PersonFamilyName", "PersonGivenName", "FormerFamilyName", "PersonRef", "TeacherNumber",
                            "NINumber")
                if (value := person.values.get(tag)) is not None
            ).casefold()  # fmt: skip
            text += " ".join(
                value.raw
                for contract in person.of("contract")
                for tag in ("Post", "JobTitle", "ContractRef")
                if (value := contract.values.get(tag)) is not None
            ).casefold()
        return all(word in text for word in words)

    def _only(self) -> Callable[[Record], bool] | None:
        only, session = self.only, self.session
        collection = session.collection
        if not only or collection is None:
            return None
        if only == "any":
            before = self._needing if self.unsettled else None
            if before is not None:
                return lambda person: person.key in before
            # Where nobody needs attention, an empty list would help nobody.
            return (lambda person: id(person) in self._letters) if self._letters else None
        if only == "error":
            return lambda person: not {"e", "s"}.isdisjoint(self._letters.get(id(person), ""))
        if only in ("query", "question"):
            return lambda person: _LETTERS[only] in self._letters.get(id(person), "")
        if only == "changed":
            keys = {key for key, _ in session.overlay} | set(session.added)
            return lambda person: any(record.key in keys for record in person.walk())
        if only in ("open", "not open"):
            wanted = only == "open"
            return lambda person: any(is_open(one, collection) for one in person.of("contract")) is wanted
        return lambda person: str(category(person, collection)) == only

    # Order

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the rows on show; blanks are always last."""
        self.layoutAboutToBeChanged.emit()
        self.sorted_by = column if column >= 0 else None
        self.order = order
        before = self.persistentIndexList()
        kept = [(self.visible[index.row()], index.column()) for index in before]
        self.visible = self._in_order(self.visible if self.sorted_by is not None else self._found())
        rows = {id(person): row for row, person in enumerate(self.visible)} if before else {}
        after = [self.index(rows[id(person)], place) if id(person) in rows else QModelIndex() for person, place in kept]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _in_order(self, people: list[Record]) -> list[Record]:
        if self.sorted_by is None or self.sorted_by >= len(self.columns):
            return people
        key = self._key(self.columns[self.sorted_by])
        filled = [(found, place) for place, person in enumerate(people) if (found := key(person)) is not None]
        blank = [person for person in people if key(person) is None]
        filled.sort(key=lambda pair: pair[0], reverse=self.order == Qt.SortOrder.DescendingOrder)
        return [people[place] for _, place in filled] + blank

    def _key(self, column: Column) -> Callable[[Record], Any]:
        session = self.session
        if column.name == "name":
            if session.private:
                return session.records.number_of
            return lambda person: (
                sort_key(person.code("PersonFamilyName") or "~"),
                sort_key(person.raw("PersonGivenName")),
                person.key,
            )
        if column.name == "to do":
            return self._gravity
        collection = session.collection
        if column.name == "category":
            return lambda person: None if collection is None else category(person, collection)
        if not column.kind:
            tag = column.tag
            return lambda person: len(person.of(tag)) or None
        item = collection.fields[column.name] if collection is not None else None
        type_ = item.type if item is not None else "text"
        wanted: type = {"date": date, "money": Decimal, "hours": Decimal, "days": Decimal, "integer": int}.get(
            type_, object
        )

        def key(person: Record) -> Any:
            record = person if column.kind == "staff" else main_contract(person, session)
            value = record.values.get(column.tag) if record is not None else None
            if value is None:
                return None
            if wanted is object:
                return (0, sort_key(str(value.sent)))
            return (0, value.typed) if isinstance(value.typed, wanted) else (1, value.raw)

        return key

    def _gravity(self, person: Record) -> tuple[int, int] | None:
        counts = self.counts_of(person)
        first = next(iter(counts), None)
        return None if first is None else (ORDER[first], -counts[first])

    # The model

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Return the number of people on show."""
        return 0 if parent.isValid() else len(self.visible)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Return the number of columns, hidden ones too."""
        return 0 if parent.isValid() else len(self.columns)

    def person(self, index: Index) -> Record | None:
        """Return the person of an index."""
        return self.visible[index.row()] if index.isValid() and index.row() < len(self.visible) else None

    def row_of(self, key: str) -> int:
        """Return the row of a person by key, -1 where they are not on show."""
        return next((row for row, person in enumerate(self.visible) if person.key == key), -1)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the headings; a column of the main contract says so in its tip."""
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole and column.kind == "contract":
            return f"{column.title}: of the contract open on census day, the first where there are several"
        return None

    def _record(self, index: Index) -> tuple[Record, Column] | None:
        person = self.person(index)
        column = self.columns[index.column()]
        if person is None or not column.kind:
            return None
        record = person if column.kind == "staff" else main_contract(person, self.session)
        return None if record is None else (record, column)

    def field(self, index: Index) -> tuple[Record, str] | None:
        """Return the record and tag that an index shows, None where it is worked out."""
        found = self._record(index)
        return None if found is None else (found[0], found[1].tag)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Fields can be edited, unless they are hidden or the return is locked."""
        found = super().flags(index)
        place = self._record(index) if index.isValid() else None
        if place is not None and not self.session.locked:
            record, column = place
            item = self.session.shown.field(record, column.tag)
            if item is not None and not (self.session.private and self.session.shown.is_private(*_what(item))):
                found |= Qt.ItemFlag.ItemIsEditable
        return found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        person = self.person(index)
        if person is None:
            return None
        if role == KEY_ROLE:
            return person.key
        column = self.columns[index.column()]
        if not column.kind:
            return self._own(person, column, role)
        return self._of_field(index, role)

    def _own(self, person: Record, column: Column, role: int) -> Any:
        if column.name == "to do":
            return self._to_do(person, role)
        if role == Qt.ItemDataRole.DisplayRole:
            if column.name == "name":
                return self.session.shown.name_of(person)
            if column.name == "category":
                collection = self.session.collection
                return None if collection is None else category_name(person, collection)
            return str(len(person.of(column.tag)))
        if role == Qt.ItemDataRole.FontRole and column.name == "name" and person.key in self.session.added:
            font = QFont()
            font.setItalic(True)
            return font
        return None

    def _to_do(self, person: Record, role: int) -> Any:
        counts = self.counts_of(person)
        found = list(counts)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return ", ".join(count_words(name, counts[name]) for name in found)
        if not found:
            return None
        if role == Qt.ItemDataRole.DecorationRole:
            return mark_icon(found[0])
        return mark_colour(found[0]) if role == Qt.ItemDataRole.ForegroundRole else None

    def _of_field(self, index: Index, role: int) -> Any:
        place = self._record(index)
        if place is None:
            return None
        record, column = place
        item: Field | None = self.session.shown.field(record, column.tag)
        if item is None:
            return None
        if role == FIELD_ROLE:
            return item
        value = record.values.get(column.tag)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            if value is not None and self.session.private and self.session.shown.is_private(*_what(item)):
                return HIDDEN
            if role == Qt.ItemDataRole.EditRole:
                return edit_text(item, value)
            return shown(item, value, collection=self.session.collection)
        if role == Qt.ItemDataRole.TextAlignmentRole and item.type in ("money", "hours", "integer", "days"):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and (record.key, item.name) in self.session.overlay:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Change a field to what was typed."""
        place = self._record(index) if index.isValid() else None
        if place is None or role != Qt.ItemDataRole.EditRole or not self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        record, column = place
        self.session.edits.change_field(record, column.tag, str(value))
        return True


def _what(item: Field) -> tuple[str, str, str]:
    return item.kind, item.tag, item.type
