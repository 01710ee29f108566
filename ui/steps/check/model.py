"""The findings, grouped by rule (or person) and folded: one array of the rows on show, made anew at every change.

A tree view asks its model for every child that it lays out, which takes too long for tens of thousands; a table asks
for what is on the screen. So groups are rows of a table, and folding one leaves its findings out of the array.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QGuiApplication, QPalette

from swf_desktop.record import place_words
from ui.findings.words import finding_rule, finding_text, finding_who
from ui.session.events import HIDDEN
from ui.session.session import Session
from ui.widgets.marks import ORDER, count_words, mark_icon, word_for

if TYPE_CHECKING:
    from validation.causes import Cause
    from validation.finding import Finding

Index = QModelIndex | QPersistentModelIndex

OPEN_BELOW: Final = 120
"""With so many findings or fewer, all groups are open at first."""

HEADINGS: Final = ("What and who", "Item", "Value", "Note", "Where from")
ITEM, FILE = 1, 4
"""The columns whose heading has a filter."""

CAUSE, RULE, PERSON = "cause", "rule", "person"
"""How findings are grouped."""

_PAY: Final = frozenset(
    {"Scale", "RegionSpine", "SpinePoint", "BasePay", "SafeguardedSalary", "DailyRate", "PaymentType", "PaymentAmount"}
)
_HOURS: Final = frozenset({"HoursPerWeek", "FTEHours", "WeeksPerYear"})
_PART_OF_KIND: Final = {
    "staff": "person",
    "contract": "contract",
    "role": "contract",
    "payment": "pay",
    "element": "pay",
    "absence": "absence",
    "curriculum": "curriculum",
    "qualification": "qualification",
    "school": "school",
    "vacancy": "school",
    "headcount": "school",
    "la": "school",
    "message": "return",
}
PARTS: Final = (
    ("", "All parts"),
    ("person", "Personal details"),
    ("contract", "Contracts, roles and hours"),
    ("pay", "Pay"),
    ("absence", "Absences"),
    ("curriculum", "Curriculum"),
    ("qualification", "Qualifications"),
    ("school", "School and headcounts"),
    ("return", "The return as a whole"),
    ("files", "Files and columns"),
)
_TITLES: Final = {
    "question": "Questions about your files",
    "conflict": "Your files disagree",
    "schema": "Structure of the message",
}


@dataclass(slots=True, eq=False)
class Group:
    """Findings of one cause or rule, or about one person. key: of its state, open or folded; title: what it says."""

    key: tuple[str, str]
    severity: str
    title: str
    findings: list[Finding]
    open: bool = False


Row = Group | object
"""A group or a Finding."""


def part_of(finding: Finding) -> str:
    """Return which part of the return a finding is about; see PARTS."""
    if finding.field is None:
        if finding.record is None:
            return "files" if finding.rule == "question" else "return"
        return _PART_OF_KIND.get(finding.record.kind, "return")
    kind, _, tag = finding.field.partition(".")
    return "pay" if tag in _PAY else _PART_OF_KIND.get(kind, "return")


def _file_of(finding: Finding) -> str:
    return finding.source.file if finding.source is not None else ""


def same_finding(one: Finding, two: Finding) -> bool:
    """Whether two findings are about the same thing, whatever they say of it."""
    if one is two:
        return True
    key = one.record.key if one.record is not None else one.message
    other = two.record.key if two.record is not None else two.message
    return (one.rule, one.field, key) == (two.rule, two.field, other)


def rule_title(session: Session, finding: Finding) -> str:
    """Return a rule's number and title."""
    row = session.collection.rules.get(finding.rule) if session.collection is not None else None
    if row is not None:
        return f"{finding.rule}  {row.title}"
    return _TITLES.get(finding.rule, finding.rule)


def _place_of(group: Group) -> tuple[int, bool, int, str]:
    """Return where a rule stands among others: the grave ones first, then by number, our own checks after those."""
    digits = re.match(r"[A-Z]*([0-9]+)", group.key[1])
    return (
        ORDER[group.severity],
        not group.key[1][:1].isdigit(),
        int(digits.group(1)) if digits is not None else 0,
        group.key[1],
    )


class CheckModel(QAbstractTableModel):
    """Groups and the findings of those that are open. total: of all, by severity, whatever is filtered."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.rows: list[Any] = []
        self.groups: list[Group] = []
        self.total: dict[str, int] = {}
        self.on_show = 0
        self.by = CAUSE
        self.item = self.file = ""
        self.kinds: frozenset[str] = frozenset({"schema", "error", "query", "question"})
        self.part = ""
        self.words: tuple[str, ...] = ()
        self._open: dict[tuple[str, str], bool] = {}

    # Filling

    def refresh(self) -> None:
        """Group the session's findings anew."""
        self.beginResetModel()
        self._count(self.session.findings)
        self.groups = self._grouped()
        self._arrange()
        self.endResetModel()

    @property
    def by_person(self) -> bool:
        """Whether they are grouped by person."""
        return self.by == PERSON

    def set_filter(
        self, kinds: Iterable[str], part: str, text: str, *, by: str, item: str = "", file: str = ""
    ) -> None:
        """Show findings of these kinds and of one part that hold all words of a text, grouped by cause, rule or person.

        item, file: only those about one item (as people call it), or from one file; empty for all.
        """
        self.kinds, self.part = frozenset(kinds), part
        self.words = tuple(text.casefold().split())
        self.by, self.item, self.file = by, item, file
        self.refresh()

    def choices(self, column: int) -> list[str]:
        """Return what the filter in a heading offers: the items or files that findings are about."""
        text = self.label if column == ITEM else _file_of
        return sorted({said for one in self.session.findings if (said := text(one))}, key=str.casefold)

    def _count(self, findings: list[Finding]) -> None:
        total: dict[str, int] = {}
        # They come in the order of severity, so that counting is comparing with the one before.
        last, start = "", 0
        for place, finding in enumerate(findings):
            if finding.severity is not last:
                if place > start:
                    total[str(last)] = total.get(str(last), 0) + place - start
                last, start = finding.severity, place
        if len(findings) > start:
            total[str(last)] = total.get(str(last), 0) + len(findings) - start
        self.total = total

    def _kept(self) -> list[Finding]:
        kinds, part, words = self.kinds, self.part, self.words
        found = self.session.findings
        if any(name not in kinds for name in self.total):
            found = [one for one in found if one.severity in kinds]
        if part:
            found = [one for one in found if part_of(one) == part]
        if self.item:
            found = [one for one in found if self.label(one) == self.item]
        if self.file:
            found = [one for one in found if _file_of(one) == self.file]
        if words:
            found = [one for one in found if self._holds(one, words)]
        return found

    def _holds(self, finding: Finding, words: tuple[str, ...]) -> bool:
        session = self.session
        if session.private:
            text = f"{finding_who(session, finding)} {finding_text(session, finding)} {finding.rule}".casefold()
        else:
            text = f"{finding.person or ''} {finding.message} {finding.rule} {finding.value or ''}".casefold()
        return all(word in text for word in words)

    def _grouped(self) -> list[Group]:
        found = self._kept()
        self.on_show = len(found)
        if self.by == CAUSE:
            # Loaded here: the page is made before there is anything to check.
            from validation.causes import causes

            return [self._of_cause(cause) for cause in causes(found, self.session.collection)]
        by_key: dict[Any, list[Finding]] = {}
        if self.by_person:
            for finding in found:
                record = finding.record
                while record is not None and record.parent is not None and record.kind != "staff":
                    record = record.parent
                by_key.setdefault(None if record is None else record.key, []).append(finding)
        else:
            for finding in found:
                # A rule has one severity; the kinds without a number are rules of their own here.
                by_key.setdefault(finding.rule, []).append(finding)
        groups = [self._group(findings) for findings in by_key.values()]
        return groups if self.by_person else sorted(groups, key=_place_of)

    def _group(self, findings: list[Finding]) -> Group:
        first = findings[0]
        severity = str(first.severity)
        if not self.by_person:
            title = rule_title(self.session, first)
            key = ("rule", first.rule)
        else:
            person = first.record.person() if first.record is not None else None
            title = finding_who(self.session, first) or (
                "The school and the return" if first.record is not None else "Files and columns"
            )
            key = ("person", person.key if person is not None else title)
        return Group(key, severity, title, findings, self._open.get(key, self.on_show <= OPEN_BELOW))

    def _of_cause(self, cause: Cause) -> Group:
        """Return the one line of a cause: its findings, and those that follow from it, are below it."""
        lead = cause.lead
        # Its sentence may name people.
        title = rule_title(self.session, lead) if self.session.private else cause.message
        key = ("cause", "|".join((lead.rule, lead.field or "", lead.person or "", cause.message)))
        return Group(key, str(lead.severity), title, list(cause.all), self._open.get(key, False))

    def _arrange(self) -> None:
        rows: list[Any] = []
        for group in self.groups:
            rows.append(group)
            if group.open:
                rows += group.findings
        self.rows = rows

    # Rows

    def row(self, index: Index) -> Any:
        """Return the Group or Finding of an index, None for none."""
        return self.rows[index.row()] if index.isValid() and index.row() < len(self.rows) else None

    def group(self, index: Index) -> Group | None:
        """Return a group, or the one that a finding belongs to."""
        at = index.row() if index.isValid() else -1
        while at >= 0:
            if at < len(self.rows) and isinstance(self.rows[at], Group):
                found: Group = self.rows[at]
                return found
            at -= 1
        return None

    def finding(self, index: Index) -> Finding | None:
        """Return a finding; of a group the first one."""
        row = self.row(index)
        if isinstance(row, Group):
            return row.findings[0]
        found: Finding | None = row
        return found

    def place_of(self, finding: Finding) -> int:
        """Return the row of a finding or one like it, -1 where it is not on show."""
        at = next((at for at, row in enumerate(self.rows) if row is finding), -1)
        if at >= 0:
            return at
        return next(
            (at for at, row in enumerate(self.rows) if not isinstance(row, Group) and same_finding(row, finding)), -1
        )

    def place_of_group(self, group: Group) -> int:
        """Return the row of a group, -1 where it is gone."""
        return next((at for at, row in enumerate(self.rows) if isinstance(row, Group) and row.key == group.key), -1)

    def set_open(self, group: Group, open_: bool) -> None:
        """Open or fold a group."""
        if group.open == open_:
            return
        at = self.place_of_group(group)
        self._open[group.key] = open_
        count = len(group.findings)
        here = self.index(at, 0)
        group.open = open_
        self.dataChanged.emit(here, here)
        if open_:
            self.beginInsertRows(QModelIndex(), at + 1, at + count)
            self.rows[at + 1 : at + 1] = group.findings
            self.endInsertRows()
        else:
            self.beginRemoveRows(QModelIndex(), at + 1, at + count)
            del self.rows[at + 1 : at + 1 + count]
            self.endRemoveRows()

    def set_all_open(self, open_: bool) -> None:
        """Open or fold all groups."""
        self.beginResetModel()
        for group in self.groups:
            group.open = self._open[group.key] = open_
        self._arrange()
        self.endResetModel()

    def redraw(self) -> None:
        """Draw all again, after notes changed, say."""
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(HEADINGS) - 1))

    # The model

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Return the number of rows on show."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(HEADINGS)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the headings."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.ToolTipRole and section in (ITEM, FILE):
            return "Click to show some of them only"
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation != Qt.Orientation.Horizontal:
            return str(section + 1)
        chosen = {ITEM: self.item, FILE: self.file}.get(section)
        return (
            HEADINGS[section]
            if chosen is None
            else f"{HEADINGS[section]}: {chosen}"
            if chosen
            else f"{HEADINGS[section]} ▾"
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        row = self.row(index)
        if row is None:
            return None
        return self._of_group(row, index, role) if isinstance(row, Group) else self._of_finding(row, index, role)

    def _of_group(self, group: Group, index: Index, role: int) -> Any:
        if role == Qt.ItemDataRole.BackgroundRole:
            return QGuiApplication.palette().brush(QPalette.ColorRole.AlternateBase)
        if index.column() != 0:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            sign = "▾" if group.open else "▸"
            counts = self._counts(group)
            if role == Qt.ItemDataRole.ToolTipRole:
                return group.title
            if self.by == CAUSE and len(group.findings) == 1:
                # There is nothing below it to open.
                return group.title
            return f"{sign} {group.title}  ({counts})"
        if role == Qt.ItemDataRole.DecorationRole:
            return mark_icon(group.severity)
        if role == Qt.ItemDataRole.FontRole and self.by != CAUSE:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{group.title}, {self._counts(group)}, {'open' if group.open else 'folded'}"
        return None

    def _counts(self, group: Group) -> str:
        if self.by == RULE:
            return count_words(group.severity, len(group.findings))
        found: dict[str, int] = {}
        for finding in group.findings:
            found[str(finding.severity)] = found.get(str(finding.severity), 0) + 1
        return ", ".join(count_words(name, found[name]) for name in sorted(found, key=ORDER.__getitem__))

    def _of_finding(self, finding: Finding, index: Index, role: int) -> Any:
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(finding, column)
        if role == Qt.ItemDataRole.DecorationRole and column == 0:
            return mark_icon(str(finding.severity)) if self.by_person else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return finding_text(self.session, finding)
        if role == Qt.ItemDataRole.AccessibleTextRole and column == 0:
            rule = finding_rule(finding)
            return f"{word_for(str(finding.severity))}: {finding_text(self.session, finding)} {rule}".strip()
        return None

    def _text(self, finding: Finding, column: int) -> str:
        session = self.session
        if column == 0:
            if self.by_person:
                return f"    {word_for(str(finding.severity))} {rule_title(session, finding)}"
            if self.by == CAUSE and finding_rule(finding):
                who = finding_who(session, finding) or "The return"
                return f"    {who}: {finding_rule(finding)}"
            who = finding_who(session, finding) or (
                "The return" if finding.record is not None else finding.message if not session.private else "A question"
            )
            return f"    {who}"
        if column == 1:
            return self.label(finding)
        if column == 2:
            return self.value(finding)
        if column == 3:
            return self._note(finding)
        return place_words(finding.source)

    def label(self, finding: Finding) -> str:
        """Return what people call the field that a finding is about."""
        collection = self.session.collection
        if finding.field is None or collection is None or finding.field not in collection.fields:
            return ""
        return collection.fields[finding.field].label

    def value(self, finding: Finding) -> str:
        """Return what stands in the field, hidden where it has to be."""
        session = self.session
        if finding.field is None or finding.record is None or session.collection is None:
            return ""
        item = session.collection.fields.get(finding.field)
        if item is None:
            return ""
        if finding.value and session.private and session.shown.is_private(item.kind, item.tag, item.type):
            return HIDDEN
        if finding.record.kind == item.kind:
            return session.shown.text(finding.record, item.tag, described=True) or "(blank)"
        return finding.value or "(blank)"

    def _note(self, finding: Finding) -> str:
        if finding.severity != "query":
            return ""

        if self.session.notes.is_entered(finding):
            return "☑ in COLLECT"
        return "Note written" if self.session.notes.note(finding) else ""
