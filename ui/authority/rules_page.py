"""One rule at all schools: its findings as one list, one correction for all of them, and agreed wording for queries."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from swf_desktop.words import counted
from ui.widgets.basic import button, heading, label, named, row, wide
from ui.widgets.boxes import ChoiceBox
from ui.widgets.table_model import Column, RowsModel
from ui.widgets.tables import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from converters.authority.deciding import Reached
    from converters.authority.folder import Authority
    from converters.authority.result import SchoolResult
    from converters.authority.standing import OneRule

ANYTHING = "\0"
"""Of what stands in the fields now: all of it. A blank is a value of its own."""


class RulesPage(QWidget):
    """The page. asked_for: the return of the school with this key is to be opened."""

    asked_for = Signal(str)
    changed = Signal(list)
    """Returns were changed: the keys of their schools."""
    authority_changed = Signal(object)
    """The Authority, with wording that was agreed."""
    said = Signal(str, str)
    """A sentence, and `done` or `problem`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._authority: Authority | None = None
        self._results: Mapping[str, SchoolResult] = {}
        self._asked: tuple[object, ...] = ()
        self._rule = ""
        self.rules: RowsModel[OneRule] = RowsModel(
            [
                Column("Rule", lambda one: one.rule),
                Column("Severity", lambda one: one.severity),
                Column("Schools", lambda one: str(len(one.schools)), sort=lambda one: len(one.schools), right=True),
                Column("Findings", lambda one: str(len(one.found)), sort=lambda one: len(one.found), right=True),
                Column("For example", lambda one: one.found[0][1].message, wide=True),
            ],
            self,
        )
        self.table = Table(self.rules, "Rules at all schools")
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_rule())
        self.found: RowsModel[Any] = RowsModel(
            [
                Column("School", lambda one: one[0].name),
                Column("Person", lambda one: one[1].person),
                Column("Value", lambda one: one[1].value),
                Column("Note", lambda one: one[1].note, tip=lambda one: one[1].note),
                Column("What it says", lambda one: one[1].message, tip=lambda one: one[1].action, wide=True),
                Column("Where", lambda one: one[1].place),
            ],
            self,
        )
        self.found_table = Table(self.found, "Findings of this rule, with people")
        self.found_table.opened.connect(lambda one: self.asked_for.emit(one[0].key))
        self.holds = ChoiceBox("Where this stands now")
        self.text = wide(named(QLineEdit(), "What is to stand there"), 20)
        self.reason = wide(named(QLineEdit(), "Why, kept with each change"), 24)
        self.reason.setPlaceholderText("why, such as: HR's list of 12 November")
        self.fix = button("&Fix them all", self._fix, tip="One change in each return, which can be undone there")
        self.words = wide(named(QLineEdit(), "Agreed wording of the note"), 50)
        self.agree = button("&Keep the wording", self._agree, tip="It is offered for every query of this rule")
        self.confirm = button(
            "It is right for the &chosen schools", self._confirm, tip="Their queries of this rule get it as their note"
        )
        self._fixing = QWidget()
        fixing = QVBoxLayout(self._fixing)
        fixing.setContentsMargins(0, 0, 0, 0)
        fixing.addWidget(heading("The same correction everywhere", 3))
        where, put = label("Where", wrap=False), label("stands, put", wrap=False)
        fixing.addWidget(row(where, self.holds, put, self.text, self.reason, self.fix, stretch=False))
        self._wording = QWidget()
        wording = QVBoxLayout(self._wording)
        wording.setContentsMargins(0, 0, 0, 0)
        wording.addWidget(heading("Agreed wording of the note", 3))
        wording.addWidget(row(self.words, self.agree, self.confirm, stretch=False))
        layout = QVBoxLayout(self)
        layout.addWidget(self.table, 1)
        layout.addWidget(label("Enter opens the school's return."))
        layout.addWidget(self.found_table, 2)
        layout.addWidget(self._fixing)
        layout.addWidget(self._wording)
        for box in (self.text, self.reason):
            box.textChanged.connect(lambda _text: self._show_count())
        self.holds.currentIndexChanged.connect(lambda _at: self._show_count())
        self.text.returnPressed.connect(self._fix)
        self.reason.returnPressed.connect(self._fix)
        self.words.returnPressed.connect(self._agree)

    def show_rules(self, authority: Authority, results: Mapping[str, SchoolResult], rules: list[OneRule]) -> None:
        """Show what the last run found; the rule that was chosen stays so where it is still there."""
        self._authority, self._results = authority, results
        current = self.table.current()
        wanted = (current.rule, current.severity) if current is not None else None
        self.rules.set_rows(rules)
        self.table.select_place(max(self.rules.place_of(lambda one: (one.rule, one.severity) == wanted), 0))
        self._show_rule()

    def _show_rule(self) -> None:
        one: OneRule | None = self.table.current()
        rule = one.rule if one is not None else ""
        if rule != self._rule:
            # What was typed was meant for the other rule.
            self._rule = rule
            self.text.clear()
            self.reason.clear()
        found = [] if one is None else list(one.found)
        self.found.set_rows(found)
        # Only what stands in a field can be put right for all: what is said of a whole return has none.
        values = Counter(each.value for _, each in found if each.record and each.field)
        self._fixing.setVisible(bool(values))
        self._wording.setVisible(one is not None and one.severity == "query")
        said = [
            (value, f"“{value}”, {counted(count, 'field')}" if value else f"nothing, {counted(count, 'field')}")
            for value, count in values.most_common()
        ]
        whole = (ANYTHING, f"whatever stands there, {counted(values.total(), 'field')}")
        self.holds.set_choices([whole, *said] if len(said) > 1 else said)
        self.holds.setCurrentIndex(0 if values else -1)
        agreed = self._authority.wording.get(one.rule, "") if self._authority is not None and one is not None else ""
        first = next((each.suggested for _, each in found if each.suggested), "")
        self.words.setText(agreed or first)
        self._show_count()

    def _concerned(self) -> list[tuple[Any, Any]]:
        """Return the findings whose field would be changed."""
        value = self.holds.value()
        return [
            (school, each)
            for school, each in self.found.rows
            if each.record and each.field and value in (ANYTHING, each.value) and not self._elsewhere(school.key)
        ]

    def _elsewhere(self, key: str) -> bool:
        result = self._results.get(key)
        return result is None or result.made_elsewhere

    def _show_count(self) -> None:
        self._asked = ()
        concerned = self._concerned()
        self.fix.setEnabled(bool(concerned) and bool(self.text.text().strip()))
        self.fix.setText(f"&Fix {counted(len(concerned), 'field')}")
        self.fix.setAccessibleName(self.fix.text().replace("&", ""))

    def _fix(self) -> None:
        """Ask once more with the numbers, and then do it."""
        one: OneRule | None = self.table.current()
        authority, concerned = self._authority, self._concerned()
        if authority is None or one is None or not self.fix.isEnabled():
            return
        from converters.authority.deciding import fix_everywhere
        from converters.request import Request
        from swf_desktop.collection import Collection
        from ui.session.typed import read_typed

        collection = Collection.load(authority.year or Request().chosen_year)
        names = {each.field for _, each in concerned}
        if len(names) > 1:
            labels = " and ".join(sorted(collection.fields[name].label for name in names))
            self.said.emit(f"This rule is about {labels}: one text is not right for both. Open the returns.", "problem")
            return
        item = collection.fields[names.pop()]
        typed = read_typed(item, self.text.text(), collection)
        if typed.problem:
            meant = f" Did you mean {' or '.join(typed.choices[:3])}?" if typed.choices else ""
            self.said.emit(f"{item.label}: {typed.problem}{meant} Nothing was changed.", "problem")
            return
        schools = list(dict.fromkeys(school.name for school, _ in concerned))
        asked = (one.rule, self.holds.value(), self.text.text(), len(concerned))
        if self._asked != asked:
            self._asked = asked
            self.fix.setText(f"&Fix {counted(len(concerned), 'field')} at {counted(len(schools), 'school')} now")
            self.fix.setAccessibleName(self.fix.text().replace("&", ""))
            what = f"“{self.text.text().strip()}” will stand in {counted(len(concerned), 'field')}"
            self.said.emit(
                f"{what} at {counted(len(schools), 'school')}: one change in each return, which can be undone there. "
                "Press it again to do it.",
                "info",
            )
            return
        value = self.holds.value()
        reached = fix_everywhere(
            authority,
            self._results,
            one.rule,
            typed.text,
            value=None if value == ANYTHING else value,
            reason=self.reason.text().strip(),
        )
        self._tell(reached, "changed", "field")

    def _agree(self) -> None:
        one: OneRule | None = self.table.current()
        if self._authority is None or one is None:
            return
        from converters.authority.deciding import agree_wording
        from converters.request import CannotRun

        try:
            self._authority = agree_wording(self._authority, one.rule, self.words.text().strip())
        except (CannotRun, OSError) as error:
            self.said.emit(str(error), "problem")
            return
        self.authority_changed.emit(self._authority)
        kept = "The wording is kept" if self.words.text().strip() else "There is no agreed wording any more"
        self.said.emit(f"{kept} for {one.rule}. Choose the schools for which it is right, and confirm it.", "done")

    def _confirm(self) -> None:
        one: OneRule | None = self.table.current()
        authority = self._authority
        if authority is None or one is None:
            return
        if authority.wording.get(one.rule, "") != self.words.text().strip() or not self.words.text().strip():
            self.said.emit("Keep the wording first: then it is the same at every school.", "problem")
            return
        from dataclasses import replace

        from converters.authority.deciding import confirm_wording

        keys = dict.fromkeys(school.key for school, _ in self.found_table.chosen())
        if not keys:
            self.said.emit("Choose the schools in the list first (Shift or Ctrl for several).", "problem")
            return
        only = replace(authority, wording={one.rule: authority.wording[one.rule]})
        self._tell(confirm_wording(only, self._results, keys), "written", "note")

    def _tell(self, reached: Reached, verb: str, noun: str) -> None:
        done = sum(reached.done.values())
        said = f"{counted(done, noun)} {verb} at {counted(len(reached.done), 'school')}."
        kind: Literal["done", "problem"] = "done"
        if reached.busy:
            names = ", ".join(school.name for school in reached.busy[:3])
            said += f" Left as they were, because they are open elsewhere: {names}. Close them and do it again."
            kind = "problem"
        self._asked = ()
        self.said.emit(said, kind)
        if reached.done:
            self.changed.emit(list(reached.done))
