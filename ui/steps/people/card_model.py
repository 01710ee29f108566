"""What the card of one person shows: a section for each record, a line for each field with its marks and its place."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QGuiApplication, QPalette

from swf_desktop.facts import is_open
from swf_desktop.record import Origin, Record, Source, Value, column_letter, place_words
from ui.findings.words import finding_rule
from ui.session.events import HIDDEN
from ui.session.session import Session
from ui.session.typed import describe_code, shown
from ui.widgets.editors import FIELD_ROLE, edit_text
from ui.widgets.marks import EDITED, ORDER, TWO_VALUES, mark_colour, mark_icon, word_for

if TYPE_CHECKING:
    from swf_desktop.collection import Collection, Field
    from validation.finding import Finding

Index = QModelIndex | QPersistentModelIndex

ALWAYS: Final = frozenset({"PersonRef", "ContractRef", "JobTitle"})
"""Items that are never sent but say who or what it is: shown wherever they are filled."""

_SWITCHES: Final = {"staff.OverseasTrndTchr": "staff.overseasTrained"}

_CHILDREN: Final = {
    "staff": ("contract", "absence", "curriculum", "qualification"),
    "contract": ("role", "payment", "element"),
    "role": ("payment",),
}


class Show(IntEnum):
    """Which fields the card shows."""

    SENT = 0  # all that may be sent, empty or not
    FILLED = 1
    ALL = 2  # working items too


class Column(IntEnum):
    """The columns of the card."""

    ITEM = 0
    VALUE = 1
    MARK = 2
    SOURCE = 3


HEADINGS: Final = ("Item", "Value", "To look at", "Where from")


@dataclass(slots=True, eq=False)
class Line:
    """One field of one record."""

    record: Record
    tag: str
    field: Field
    findings: list[Finding] = dataclasses.field(default_factory=list)


@dataclass(slots=True, eq=False)
class Section:
    """One record and its fields."""

    record: Record
    title: str
    lines: list[Line]
    findings: list[Finding] = dataclasses.field(default_factory=list)

    @property
    def worst(self) -> str:
        """The gravest severity in it, "" for none."""
        found = [*self.findings, *(one for line in self.lines for one in line.findings)]
        return min((str(one.severity) for one in found), key=ORDER.__getitem__, default="")


@dataclass(frozen=True, slots=True)
class Lost:
    """A value that was not used: what it says, in the message's own form where it parses, and where it stands."""

    shown: str
    text: str
    source: Source | None


def records_of(person: Record) -> Iterable[Record]:
    """Yield a person and all below, in the order of the card."""
    yield person
    for kind in _CHILDREN.get(person.kind, ()):
        for child in person.of(kind):
            yield from records_of(child)


def source_of(origin: Origin | None, kind: str, tag: str) -> Source | None:
    """Return the cell that a field of a row stands in."""
    if origin is None:
        return None
    column = origin.sheet.columns.get(f"{kind}.{tag}")
    return Source(origin.sheet.file, origin.sheet.name, origin.row, None if column is None else column_letter(column))


def lost_values(session: Session, record: Record, tag: str) -> list[Lost]:
    """Return the values that lost against the one that stands in a field, the user's own choice included."""
    item = session.shown.field(record, tag)
    if item is None:
        return []
    found: list[tuple[Value, Origin | None]] = [*record.lost(tag)]
    original = session.records.original(record.key, f"{record.kind}.{tag}")
    if original is not None:
        found.append((original, record.origin_of(tag)))
    current = record.values.get(tag)
    lost: list[Lost] = []
    for value, origin in found:
        text = "; ".join(value.sent) if isinstance(value.sent, tuple) else value.sent
        if current is not None and value.sent == current.sent:
            continue
        one = Lost(shown(item, value, collection=session.collection), text, source_of(origin, record.kind, tag))
        if one not in lost:
            lost.append(one)
    return lost


def section_title(session: Session, record: Record) -> str:
    """Return what a record is in a few words, such as `Contract 2: Classroom teacher, from 01/09/2010, open`."""
    collection = session.collection
    if collection is None:
        return record.kind
    if record.kind == "staff":
        return "Details"
    label = collection.kinds[record.kind].label
    siblings = record.parent.of(record.kind) if record.parent is not None else [record]
    number = next((place for place, one in enumerate(siblings, 1) if one is record), 1)
    if record.kind != "contract":
        above = record.parent
        if above is not None and above.kind == "contract" and above.parent is not None:
            contracts = above.parent.of("contract")
            place = next((one for one, contract in enumerate(contracts, 1) if contract is above), 1)
            label = f"Contract {place}: {label.lower()}"
    words = [word for word in _words_of(session, record, collection) if word]
    return f"{label} {number}" + (f": {', '.join(words)}" if words else "")


def _words_of(session: Session, record: Record, collection: Collection) -> list[str]:
    def code(tag: str) -> str:
        item = session.shown.field(record, tag)
        text = session.shown.text(record, tag)
        return (describe_code(item, text, collection) or text) if item is not None else ""

    kind = record.kind
    if kind == "contract":
        start, end = session.shown.text(record, "ContractStart"), session.shown.text(record, "ContractEnd")
        state = "open on census day" if is_open(record, collection) else "not open on census day"
        return [code("Post"), f"from {start}" if start else "", f"to {end}" if end else "", state]
    if kind == "role":
        return [code("RoleIdentifier")]
    if kind == "payment":
        return [code("PaymentType"), session.shown.text(record, "PaymentAmount")]
    if kind == "element":
        return [session.shown.text(record, "ElementName")]
    if kind == "absence":
        return [code("AbsenceCategory"), session.shown.text(record, "FirstDayOfAbsence")]
    if kind == "curriculum":
        return [code("Subject"), code("YearGroup")]
    return [code("QualificationCode")]


class CardModel(QAbstractItemModel):
    """The records of one person as sections, their fields as lines below. Edits go through the session."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.person: Record | None = None
        self.show = Show.SENT
        self.sections: list[Section] = []

    # Filling

    def set_person(self, person: Record | None, show: Show | None = None) -> None:
        """Show a person, or nobody."""
        self.beginResetModel()
        self.person = person
        if show is not None:
            self.show = show
        self.sections = self._made()
        self.endResetModel()

    def refresh(self) -> bool:
        """Bring the lines up to the records and findings; return whether lines came or went, so that all was reset."""
        fresh = self._made()
        if _shape(fresh) != _shape(self.sections):
            self.beginResetModel()
            self.sections = fresh
            self.endResetModel()
            return True
        for old, new in zip(self.sections, fresh, strict=True):
            old.record, old.title, old.findings = new.record, new.title, new.findings
            for line, other in zip(old.lines, new.lines, strict=True):
                line.record, line.findings = other.record, other.findings
        last = len(Column) - 1
        if self.sections:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.sections) - 1, last))
        for row, section in enumerate(self.sections):
            if section.lines:
                top = self.index(row, 0)
                self.dataChanged.emit(self.index(0, 0, top), self.index(len(section.lines) - 1, last, top))
        return False

    def _made(self) -> list[Section]:
        person, collection = self.person, self.session.collection
        if person is None or collection is None:
            return []
        records = list(records_of(person))
        here = {id(record) for record in records}
        by_field: dict[tuple[int, str], list[Finding]] = {}
        for finding in self.session.findings:
            if finding.record is not None and id(finding.record) in here:
                by_field.setdefault((id(finding.record), (finding.field or "").partition(".")[2]), []).append(finding)
        sections: list[Section] = []
        for record in records:
            if record.kind == "element":
                _take_element(sections, record, by_field, collection)
                continue
            lines = []
            fields = collection.kinds[record.kind].fields if record.kind in collection.kinds else {}
            for tag, item in fields.items():
                findings = by_field.pop((id(record), tag), [])
                if findings or self._shown(record, item):
                    lines.append(Line(record, tag, item, findings))
            own = by_field.pop((id(record), ""), [])
            sections.append(Section(record, section_title(self.session, record), lines, own))
        return sections

    def _shown(self, record: Record, item: Field) -> bool:
        filled = item.tag in record.values
        if self.show is Show.ALL or (record.key, item.name) in self.session.overlay:
            return True
        if self.show is Show.FILLED or (record.kind == "role" and item.required != "yes"):
            # What a role says of pay and hours is for the few whose roles are paid apart.
            return filled and (item.sent or item.tag in ALWAYS)
        return (item.sent and _in_use(item, self.session)) or (filled and item.tag in ALWAYS)

    # Finding lines

    def line(self, index: Index) -> Line | None:
        """Return the line of an index, None for a section."""
        if not index.isValid() or not index.internalId():
            return None
        section = self.section(index)
        return section.lines[index.row()] if section is not None and index.row() < len(section.lines) else None

    def section(self, index: Index) -> Section | None:
        """Return the section that an index is or belongs to."""
        if not index.isValid():
            return None
        # The number of a line's section, counted from 1, is the id of its index; sections have 0.
        row = int(index.internalId()) - 1 if index.internalId() else index.row()
        return self.sections[row] if row < len(self.sections) else None

    def index_of(self, key: str, tag: str = "", column: int = Column.VALUE) -> QModelIndex:
        """Return where a field of a record stands: its section where the field is not shown, else nothing."""
        at = QModelIndex()
        for row, section in enumerate(self.sections):
            top = self.index(row, 0)
            if section.record.key == key:
                at = top
            for place, line in enumerate(section.lines):
                if line.record.key == key and (line.tag == tag or (tag and line.record.kind == "element")):
                    return self.index(place, column, top)
        return at

    # The model

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Return the index of a section, or of a line below one."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        if not parent.isValid():
            return self.createIndex(row, column, 0)
        return self.createIndex(row, column, parent.row() + 1)

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        """Return the section of a line."""
        number = int(index.internalId()) if index.isValid() else 0
        return self.createIndex(number - 1, 0, 0) if number else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Return the number of sections, or of lines in one."""
        if not parent.isValid():
            return len(self.sections)
        if parent.column() != 0 or parent.internalId():
            return 0
        return len(self.sections[parent.row()].lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008, ARG002
        """Return the number of columns."""
        return len(Column)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the headings."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section] if 0 <= section < len(HEADINGS) else None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Values can be edited, unless they are hidden or the return is locked."""
        found = super().flags(index)
        line = self.line(index)
        if line is not None and index.column() == Column.VALUE and self._editable(line):
            found |= Qt.ItemFlag.ItemIsEditable
        return found

    def _editable(self, line: Line) -> bool:
        hidden = self.session.private and self.session.shown.is_private(line.field.kind, line.tag, line.field.type)
        return not hidden and not self.session.locked

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid():
            return None
        line = self.line(index)
        if line is None:
            section = self.section(index)
            return self._of_section(section, index.column(), role) if section is not None else None
        return self._of_line(line, index.column(), role)

    def _of_section(self, section: Section, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            if column == Column.ITEM:
                return section.title + (f" · {word_for(section.worst)}" if section.worst else "")
            return None
        if role == Qt.ItemDataRole.DecorationRole and column == Column.ITEM and section.worst:
            return mark_icon(section.worst)
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ToolTipRole:
            return section.title
        if role == Qt.ItemDataRole.BackgroundRole:
            return QGuiApplication.palette().brush(QPalette.ColorRole.AlternateBase)
        if role == Qt.ItemDataRole.AccessibleTextRole and column == Column.ITEM:
            return f"Section {section.title}" + (f", {word_for(section.worst)}" if section.worst else "")
        return None

    def _of_line(self, line: Line, column: int, role: int) -> Any:
        session = self.session
        if role == FIELD_ROLE:
            return line.field
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(line, column, role)
        if role == Qt.ItemDataRole.DecorationRole and column == Column.MARK:
            names = self.marks(line)
            return mark_icon(names[0]) if names else None
        if role == Qt.ItemDataRole.ForegroundRole and column == Column.MARK:
            names = self.marks(line)
            return mark_colour(names[0]) if names else None
        if role == Qt.ItemDataRole.ForegroundRole and column == Column.ITEM and not line.field.sent:
            return QGuiApplication.palette().brush(QPalette.ColorRole.PlaceholderText)
        if role == Qt.ItemDataRole.FontRole and column == Column.VALUE:
            font = QFont()
            font.setBold((line.record.key, line.field.name) in session.overlay)
            return font
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(line, column)
        if role == Qt.ItemDataRole.AccessibleTextRole and column == Column.VALUE:
            marks = ", ".join(word_for(name) for name in self.marks(line))
            value = self._text(line, column, Qt.ItemDataRole.DisplayRole) or "empty"
            return f"{line.field.label}: {value}" + (f", {marks}" if marks else "")
        return None

    def _text(self, line: Line, column: int, role: int) -> str:
        session = self.session
        if column == Column.ITEM and line.record.kind == "element":
            units = session.shown.text(line.record, "ElementUnits")
            return session.shown.text(line.record, "ElementName") + (f" × {units}" if units not in ("", "1") else "")
        if column == Column.ITEM:
            return line.field.label + (" *" if line.field.required in ("yes", "open") else "")
        if column == Column.VALUE:
            if role == Qt.ItemDataRole.EditRole:
                hidden = session.private and session.shown.is_private(line.field.kind, line.tag, line.field.type)
                return HIDDEN if hidden else edit_text(line.field, line.record.values.get(line.tag))
            return session.shown.text(line.record, line.tag, described=True)
        if column == Column.MARK:
            return ", ".join(self._mark_words(line))
        if session.edits.edit_of(line.record, line.tag) is not None:
            return "typed here"
        if line.tag not in line.record.values:
            return ""
        source = line.record.source(line.tag)
        if source is None:
            return "typed here" if line.record.key in session.added else ""
        return place_words(source) if source.column else f"worked out ({source.file}, row {source.row})"

    def marks(self, line: Line) -> list[str]:
        """Return the names of the marks that a line bears, the gravest first."""
        found = dict.fromkeys(sorted((str(one.severity) for one in line.findings), key=ORDER.__getitem__))
        names = [name for name in found if name != "repair"]
        if self.session.edits.edit_of(line.record, line.tag) is not None:
            names.append(EDITED)
        elif line.record.lost(line.tag) and "question" not in names and line.tag in line.record.values:
            names.append(TWO_VALUES)
        return names

    def _mark_words(self, line: Line) -> list[str]:
        words = [f"{word_for(str(one.severity))} {finding_rule(one)}".strip() for one in line.findings]
        return words + [word_for(name) for name in self.marks(line) if name in (EDITED, TWO_VALUES)]

    def _tip(self, line: Line, column: int) -> str:
        if column == Column.MARK or (line.findings and column == Column.VALUE):
            if self.session.private:
                return ", ".join(self._mark_words(line))
            return "\n".join(f"{one.message} {one.action} ({one.rule})" for one in line.findings)
        if column == Column.ITEM:
            return line.field.help + (" * needed" if line.field.required in ("yes", "open") else "")
        return self._text(line, column, Qt.ItemDataRole.DisplayRole)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Change a field to what was typed."""
        line = self.line(index)
        if line is None or role != Qt.ItemDataRole.EditRole or index.column() != Column.VALUE:
            return False
        if not self._editable(line):
            return False
        self.session.edits.change_field(line.record, line.tag, str(value))
        return True


def _take_element(
    sections: list[Section],
    record: Record,
    by_field: dict[tuple[int, str], list[Finding]],
    collection: Collection,
) -> None:
    """Put a pay element into one section with the others of its contract: one line, its rate or amount."""
    parent = record.parent
    if not sections or sections[-1].record.kind != "element" or sections[-1].record.parent is not parent:
        contracts = parent.parent.of("contract") if parent is not None and parent.parent is not None else []
        place = next((number for number, one in enumerate(contracts, 1) if one is parent), 1)
        sections.append(Section(record, f"Contract {place}: lines of pay in the files, not sent", []))
    tag = "ElementRate" if record.has("ElementRate") or not record.has("ElementAmount") else "ElementAmount"
    findings = [one for key in [key for key in by_field if key[0] == id(record)] for one in by_field.pop(key)]
    sections[-1].lines.append(Line(record, tag, collection.fields[f"element.{tag}"], findings))


def _shape(sections: list[Section]) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    return [(section.record.key, tuple((line.record.key, line.tag) for line in section.lines)) for section in sections]


def _in_use(item: Field, session: Session) -> bool:
    """Whether a field is sent this year: those that are switched off are not."""
    switch = _SWITCHES.get(item.name, "")
    return session.collection is None or session.collection.switches.get(switch) is not False
