"""Check and fix: all findings by rule and person, and beside them what is needed to mend or explain them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QTabWidget,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.findings.notes_panel import NotesPanel
from ui.findings.rule_page import rule_html
from ui.session.events import TITLES, What
from ui.session.session import Session
from ui.steps.check.facet import FacetPanel
from ui.steps.check.finding_panel import FindingPanel
from ui.steps.check.findings_table import FindingsTable
from ui.steps.check.model import CAUSE, FILE, ITEM, PARTS, PERSON, RULE, CheckModel, Group, same_finding
from ui.steps.parts import Parts
from ui.steps.step import State, Step
from ui.widgets.basic import known, label, named
from ui.widgets.boxes import ChoiceBox, SearchBox
from ui.widgets.marks import count_words, icon_size, mark_icon

if TYPE_CHECKING:
    from validation.finding import Finding

_KINDS: Final = (
    ("error", "&Errors", ("error", "schema")),
    ("query", "&Queries", ("query",)),
    ("question", "Q&uestions", ("question",)),
)


class Page(Step):
    """The page."""

    name = "check"
    title = TITLES["check"]
    says = "What stands in the way, a line for each cause. Errors must be fixed; a query may be explained instead."
    help_page = "steps/to-fix.html"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.model = CheckModel(session, self)
        self.table = known(FindingsTable(self.model), "findings")
        self.total = named(label(""), "Totals of findings")
        self.search = SearchBox("Find in findings", "Find a name, rule or word", self.table)
        self.kind_buttons = {name: self._kind_button(name, text) for name, text, _ in _KINDS}
        self.part = ChoiceBox("Part of the return", list(PARTS))
        self.grouping = ChoiceBox("Group by", [(CAUSE, "By cause"), (RULE, "By rule"), (PERSON, "By person")])
        self.grouping.set_value(CAUSE)
        self.progress = named(QProgressBar(), "How much is fixed or explained")
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(max(6, self.fontMetrics().height() // 2))
        self._most = 0
        self.finding_panel = known(FindingPanel(session), "finding")
        self.facet = FacetPanel(session)
        self.notes = known(NotesPanel(session), "note")
        self.rule_page = named(QTextBrowser(), "About the rule")
        self.rule_page.setOpenLinks(False)
        self.tabs = named(QTabWidget(), "About the finding")
        self._current: Finding | None = None
        self._counted: tuple[object, int, int] = (None, -1, 0)
        self._searching = QTimer(self)
        self._searching.setSingleShot(True)
        self._searching.setInterval(150)
        self._searching.timeout.connect(self._filter)
        self._make_actions()
        self._lay_out()

    # Making it

    def _kind_button(self, name: str, text: str) -> QToolButton:
        made = QToolButton()
        made.setText(text)
        made.setIcon(mark_icon(name))
        made.setCheckable(True)
        made.setChecked(True)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.toggled.connect(lambda _on: self._filter())
        shown = f"Show {text.replace('&', '').lower()}"
        return known(named(made, shown), shown.lower())

    def _action(self, text: str, keys: str, call: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _checked=False: call())
        return action

    def _make_actions(self) -> None:
        self._actions = [
            self._action("&Find in findings", "Ctrl+F", self._to_search),
            self._action("&Fix it here", "Ctrl+M", lambda: self.open_tab(self.finding_panel)),
            self._action("Fix &all alike …", "Ctrl+Shift+A", lambda: self.open_tab(self.facet)),
            self._action("&Note for COLLECT …", "Ctrl+Shift+N", lambda: self.open_tab(self.notes)),
            self._action("E&xplain this rule", "Ctrl+Shift+X", self._explain),
            self._action("&Go to the field", "Ctrl+G", self._go),
            self._action("Show &one item only …", "Ctrl+Shift+I", lambda: self._ask_filter(ITEM)),
            self._action("Show one fi&le only …", "", lambda: self._ask_filter(FILE)),
            self._action("&Open all groups", "Ctrl+Shift++", lambda: self._all(True)),
            self._action("Fol&d all groups", "Ctrl+Shift+-", lambda: self._all(False)),
        ]

    def actions_for_menu(self) -> list[QAction]:
        """Return what can be done here."""
        return self._actions

    def _lay_out(self) -> None:
        self.search.textChanged.connect(lambda _text: self._searching.start())
        self.part.picked.connect(lambda _value: self._filter())
        self.grouping.picked.connect(lambda _value: self._filter())
        self.part.setMinimumContentsLength(14)
        self.grouping.setMinimumContentsLength(8)
        self.search.left_down.connect(self._filter_now)
        self.table.horizontalHeader().setSectionsClickable(True)
        self.table.horizontalHeader().sectionClicked.connect(self._ask_filter)
        self.table.opened.connect(self.session.checking.go_to)
        self.table.selectionModel().currentChanged.connect(self._current_changed)
        self.tabs.addTab(self.finding_panel, "F&inding")
        self.tabs.addTab(self.facet, "Fix all ali&ke")
        self.tabs.addTab(self.notes, "&Note")
        self.tabs.addTab(self.rule_page, "&Rule")
        self.tabs.tabBar().setAccessibleName("About the finding")
        self.tabs.currentChanged.connect(lambda _place: self._fill_tab())
        kinds = QHBoxLayout()
        for one in self.kind_buttons.values():
            kinds.addWidget(one)
        kinds.addStretch(1)
        kinds.addWidget(self.grouping)
        filters = QHBoxLayout()
        filters.addWidget(self.search, 1)
        filters.addWidget(self.part)
        left = QWidget()
        beside = QVBoxLayout(left)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(3)
        beside.addWidget(self.total)
        beside.addWidget(self.progress)
        beside.addLayout(kinds)
        beside.addLayout(filters)
        beside.addWidget(self.table, 1)
        self.parts = Parts(left, self.tabs, "Divider between list and finding", (11, 9))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.parts)
        self.setFocusProxy(self.table)
        self.session.asked_for_findings.connect(self._show_first)
        # In the order in which they stand; made in another.
        order = [*self.kind_buttons.values(), self.grouping, self.search, self.part, self.table, self.tabs]
        for first, then in pairwise(order):
            QWidget.setTabOrder(first, then)
        for inside in self.tabs.tabBar().findChildren(QToolButton):
            named(inside, "More tabs")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the size of the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "kind_buttons"):
            for one in self.kind_buttons.values():
                one.setIconSize(icon_size(self))

    # The step

    def refresh(self, what: frozenset[What]) -> None:
        """Bring the page up to the session."""
        if What.OPENED in what:
            self._most = 0
            self.model.item = self.model.file = ""
        if what & {What.OPENED, What.FINDINGS, What.PRIVACY, What.RECORDS}:
            self._regroup()
        elif What.NOTES in what:
            self.model.redraw()
        if What.NOTES in what:
            self.notes.refresh()
            self._show_progress()
        self.facet.refresh(what)
        if what & {What.STATE, What.FINDINGS, What.OPENED, What.PRIVACY}:
            self._say()

    def state(self) -> State:
        """Errors are a problem; queries without a note are left to do."""
        state = super().state()
        errors = any(one.severity in ("error", "schema") for one in self.session.findings[:1])
        return State.PROBLEM if errors and state is State.OPEN else state

    def left(self) -> int:
        """Return the number of errors, and of queries without a note."""
        findings, notes = self.session.findings, self.session.notes.texts
        if self._counted[0] is not findings or self._counted[1] != len(notes):
            count = 0
            noted = {rule for rule, _, _ in notes}
            for one in findings:
                severity = one.severity
                if severity == "query":
                    count += one.rule not in noted or not self.session.notes.note(one)
                elif severity in ("error", "schema"):
                    count += 1
                else:
                    # Sorted by severity: what follows is no more grave.
                    break
            self._counted = (findings, len(notes), count)
        return self._counted[2]

    def set_up_focus(self) -> None:
        """Work begins in the list."""
        self.table.setFocus()
        if not self.table.currentIndex().isValid():
            self.table.select(0)

    def _show_first(self, severity: str) -> None:
        """Show the first error, or the first query without a note, whatever was filtered before."""
        kinds = ("schema", "error") if severity == "error" else (severity,)
        found = next(
            (
                one
                for one in self.session.findings
                if one.severity in kinds and not (severity == "query" and self.session.notes.note(one))
            ),
            None,
        )
        if found is None:
            return
        for name, _, shown in _KINDS:
            if set(kinds) & set(shown):
                self.kind_buttons[name].setChecked(True)
        self.search.clear()
        self.part.set_value("")
        self.model.item = self.model.file = ""
        self._filter()
        group = next((one for one in self.model.groups if any(it is found for it in one.findings)), None)
        if group is not None:
            self.model.set_open(group, True)
        self.table.select(self.model.place_of(found))
        self.table.setFocus()

    def _regroup(self) -> None:
        """Group anew; the focus stays on the finding, or goes to the one that took its place."""
        before, place = self._current, self.table.currentIndex().row()
        group = self.model.row(self.table.currentIndex())
        self.model.refresh()
        at = -1
        if isinstance(group, Group):
            at = self.model.place_of_group(group)
        elif before is not None:
            at = self.model.place_of(before)
        if at < 0 and place >= 0:
            at = min(place, self.model.rowCount() - 1)
        if at >= 0:
            self.table.select(at)
        else:
            self._current_changed(QModelIndex(), QModelIndex())
        self._say()

    def _filter(self) -> None:
        self._searching.stop()
        kinds = [kind for name, _, kinds in _KINDS if self.kind_buttons[name].isChecked() for kind in kinds]
        before = self._current
        self.model.set_filter(
            kinds,
            self.part.value(),
            self.search.text(),
            by=self.grouping.value(),
            item=self.model.item,
            file=self.model.file,
        )
        at = self.model.place_of(before) if before is not None else -1
        self.table.select(max(at, 0))
        self._say()

    def _filter_now(self) -> None:
        """Take what was typed at once: the list is gone to, and must not change under the first key there."""
        if self._searching.isActive():
            self._filter()

    def _ask_filter(self, column: int) -> None:
        """Offer what the findings are about, below the heading that was clicked."""
        if column not in (ITEM, FILE):
            return
        header = self.table.horizontalHeader()
        menu = self.filter_menu(column)
        at = header.mapToGlobal(QPoint(header.sectionViewportPosition(column), header.height()))
        menu.popup(at)

    def filter_menu(self, column: int) -> QMenu:
        """Return the menu of a heading's filter."""
        menu = named(QMenu(self), "Show only")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen = self.model.item if column == ITEM else self.model.file
        for text in ("", *self.model.choices(column)):
            action = menu.addAction(text.replace("&", "&&") or "All")
            action.setCheckable(True)
            action.setChecked(text == chosen)
            action.triggered.connect(lambda _on=False, text=text: self._filter_by(column, text))
        return menu

    def _filter_by(self, column: int, text: str) -> None:
        if column == ITEM:
            self.model.item = text
        else:
            self.model.file = text
        self._filter()
        self.table.setFocus()

    def _show_progress(self) -> None:
        left = self.left()
        self._most = max(self._most, left)
        self.progress.setVisible(self._most > 0)
        self.progress.setMaximum(max(self._most, 1))
        self.progress.setValue(self._most - left)
        self.progress.setAccessibleDescription(f"{self._most - left:,} of {self._most:,} fixed or explained")
        self.progress.setToolTip(self.progress.accessibleDescription())

    def _say(self) -> None:
        if not self.session.builder.building and not self.session.checking.running:
            self._show_progress()
        session, total = self.session, self.model.total
        for name, text, kinds in _KINDS:
            count = sum(total.get(kind, 0) for kind in kinds)
            self.kind_buttons[name].setText(f"{text} {count:,}")
            self.kind_buttons[name].setAccessibleName(f"Show {text.replace('&', '').lower()}: {count:,}")
        if not session.is_open:
            text = "No return is open."
        elif session.builder.building or session.checking.running:
            text = "Checking …"
        elif session.return_ is None and not total:
            text = "Nothing to check yet: add files in “Your files”."
        else:
            said = [
                count_words(name, total[name]) for name in ("schema", "error", "query", "question") if name in total
            ]
            text = ", ".join(said) + " in all" if said else "Nothing is wrong: every check is passed."
            everything = sum(total.values())
            if self.model.on_show != everything:
                text += f"; {self.model.on_show:,} of {everything:,} shown"
        self.total.setText(text)

    def _all(self, open_: bool) -> None:
        before = self.model.group(self.table.currentIndex())
        self.model.set_all_open(open_)
        if before is not None:
            self.table.select(self.model.place_of_group(before))

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def rule(self) -> str:
        """Return the rule of the current finding."""
        return self._current.rule if self._current is not None else ""

    def _explain(self) -> None:
        if self.rule():
            self.session.asked_to_explain.emit(self.rule())
        else:
            self.session.tell("Choose a finding in the list first: its rule is then explained.")

    def _go(self) -> None:
        if self._current is not None:
            self.session.checking.go_to(self._current)

    # Beside the list

    def _current_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        finding = self.model.finding(index) if index.isValid() else None
        self._current = finding
        self._fill_tab()

    def _fill_tab(self) -> None:
        finding = self._current
        shown = self.tabs.currentWidget()
        if shown is self.finding_panel:
            kept = self.finding_panel.finding
            typing = self.finding_panel.typed or (
                self.finding_panel.editor is not None and self.finding_panel.editor.hasFocus()
            )
            if not (typing and kept is not None and finding is not None and same_finding(kept, finding)):
                self.finding_panel.show_finding(finding)
        elif shown is self.facet:
            self.facet.set_finding(finding)
        elif shown is self.rule_page:
            collection = self.session.collection
            if finding is None or collection is None:
                self.rule_page.setHtml("<p>Choose a finding in the list.</p>")
            else:
                self.rule_page.setHtml(rule_html(collection, finding.rule))
        # Always, so that what was typed is kept with the query that it was typed for.
        self.notes.show_finding(finding)

    def open_tab(self, tab: QWidget) -> None:
        """Show a tab, with the focus where work begins in it."""
        self.tabs.setCurrentWidget(tab)
        self._fill_tab()
        if tab is self.finding_panel:
            self.finding_panel.to_editor()
        elif tab is self.facet:
            self.facet.table.setFocus()
        elif tab is self.notes:
            self.notes.text.setFocus() if self.notes.text.isVisible() else self.tabs.setFocus()
        else:
            tab.setFocus()
