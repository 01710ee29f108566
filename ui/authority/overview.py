"""All schools in one window: how each return stands, what is asked once for many, and one rule at all schools."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QProgressBar, QTabWidget, QVBoxLayout, QWidget

from ui.authority.rules_page import RulesPage
from ui.authority.running import Ended, Running
from ui.session.events import Message
from ui.widgets import dialogs
from ui.widgets.basic import button, heading, label, named, row
from ui.widgets.boxes import ChoiceBox, SearchBox
from ui.widgets.message_bar import MessageBar
from ui.widgets.table_model import Column, RowsModel
from ui.widgets.tables import Table

if TYPE_CHECKING:
    from converters.authority.folder import Authority
    from converters.authority.result import SchoolResult
    from converters.authority.standing import Line, SharedQuestion

TABLES: Final = "Tables (*.xlsx *.xls *.ods *.csv *.txt *.xlsb);;All files (*)"
OpenReturn = Callable[[Path, str], bool]


class Overview(QWidget):
    """The window. open_return(path, name) opens a return in its ordinary window; is_open(path): it is open there."""

    def __init__(self, open_return: OpenReturn, is_open: Callable[[Path], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._open_return, self._is_open = open_return, is_open
        self.authority: Authority | None = None
        self.results: dict[str, SchoolResult] = {}
        self._opened: str = ""
        self._after = ""
        self.running = Running(self)
        self.running.step.connect(self._step)
        self.running.ended.connect(self._ended)
        self.setWindowTitle("All schools")
        self.setObjectName("all schools")
        self.resize(1366, 728)
        self._make()
        self._show()

    # Making it

    def _make(self) -> None:
        layout = QVBoxLayout(self)
        self._title = heading("All schools")
        self._says = label("")
        self.bar = MessageBar()
        self.new = button("&New, from a list of schools …", self._new, tip="LA, number and name of each school")
        self.open = button("&Open a folder …", self._open_folder, tip="A folder with authority.toml in it")
        self.run = button("&Run what changed", self.run_all, tip="F5: only what changed is done again", main=True)
        self.stop = button("S&top", self._stop, tip="What is done is kept")
        self.papers = button("&Papers", self._papers, tip="Overview, chase list, question sheets and packs")
        self.progress = named(QProgressBar(), "How many schools are done")
        self.progress.setFormat("%v of %m")
        layout.addWidget(self._title)
        layout.addWidget(self._says)
        layout.addWidget(row(self.new, self.open, self.run, self.stop, self.papers, self.progress))
        layout.addWidget(self.bar)
        self.tabs = named(QTabWidget(), "Lists")
        self.tabs.addTab(self._make_schools(), "&Schools")
        self.tabs.addTab(self._make_questions(), "&Asked once")
        self.tabs.addTab(self._make_rules(), "&By rule")
        layout.addWidget(self.tabs, 1)
        for keys, call in (("F5", self.run_all), ("Ctrl+F", lambda: self.search.setFocus())):
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _checked=False, made=call: made())
            self.addAction(action)

    def _make_schools(self) -> QWidget:
        def figure(name: str) -> Callable[[Line], str]:
            return lambda line: str(getattr(line, name)) if line.result is not None and line.result.file else ""

        self.model: RowsModel[Line] = RowsModel(
            [
                Column("Number", lambda line: line.school.key),
                Column("School", lambda line: line.school.name),
                Column("Type", lambda line: line.kind),
                Column(
                    "State", lambda line: line.state.value, sort=lambda line: list(type(line.state)).index(line.state)
                ),
                Column("People", figure("people"), sort=lambda line: line.people, right=True),
                Column("Errors", figure("errors"), sort=lambda line: line.errors, right=True),
                Column("Queries", figure("queries"), sort=lambda line: line.queries, right=True),
                Column("Questions", figure("questions"), sort=lambda line: line.questions, right=True),
                Column("Waits for", lambda line: line.waits_for, tip=lambda line: line.waits_for, wide=True),
                Column("From", lambda line: line.waits_from),
                Column(
                    "Last change",
                    lambda line: f"{line.when:%d/%m/%Y %H:%M}" if line.when else "",
                    sort=lambda line: line.when.isoformat() if line.when else "",
                ),
                Column("Remark", self._remark, tip=self._remark),
            ],
            self,
        )
        self.table = Table(self.model, "Schools")
        self.table.opened.connect(self.open_school)
        self.search = SearchBox("Find a school", "Number, name or whom it waits for", self.table)
        self.search.textChanged.connect(self._filter)
        self.state = ChoiceBox("State", [("", "Every state")])
        self.kind = ChoiceBox(
            "Type",
            [
                ("", "All schools"),
                ("maintained", "Maintained"),
                ("academy", "Academies"),
                ("central staff", "Central staff"),
            ],
        )
        for box in (self.state, self.kind):
            box.currentIndexChanged.connect(self._filter)
        self.open_one = button("Open this r&eturn", self._open_current, tip="Enter: its ordinary window")
        self.sent = button("&Mark as sent", lambda: self._mark("sent"))
        self.authorised = button("Mark as aut&horised", lambda: self._mark("authorised"))
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addWidget(row(self.search, self.state, self.kind))
        layout.addWidget(self.table, 1)
        layout.addWidget(row(self.open_one, self.sent, self.authorised))
        return page

    def _make_questions(self) -> QWidget:
        self.questions: RowsModel[SharedQuestion] = RowsModel(
            [
                Column("Schools", lambda one: str(len(one.schools)), sort=lambda one: len(one.schools), right=True),
                Column("Cells", lambda one: str(one.count), sort=lambda one: one.count, right=True),
                Column("Who may know", lambda one: one.asked.who),
                Column("Question", lambda one: one.asked.text, tip=lambda one: one.asked.text, wide=True),
            ],
            self,
        )
        self.question_table = Table(self.questions, "Questions that many schools ask")
        self.question_table.selectionModel().currentRowChanged.connect(lambda *_: self._show_question())
        self._question = label("")
        self.answer = ChoiceBox("Answer", search=True)
        self.answer.setMinimumContentsLength(60)
        self.give = button("&Give this answer to all of them", self._answer)
        self.sites: RowsModel[tuple[str, str]] = RowsModel(
            [Column("Site or cost centre", lambda one: one[0]), Column("School", self._site_words, wide=True)], self
        )
        self.site_table = Table(self.sites, "Sites and cost centres of shared files")
        self.site_school = ChoiceBox("Which school it is", search=True)
        self.site_school.setMinimumContentsLength(40)
        self.give_site = button("&It is this one", self._say_site)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addWidget(self.question_table, 2)
        layout.addWidget(self._question)
        layout.addWidget(row(self.answer, self.give))
        layout.addWidget(label("Sites and cost centres of the shared files: each is said once."))
        layout.addWidget(self.site_table, 1)
        layout.addWidget(row(self.site_school, self.give_site))
        return page

    def _make_rules(self) -> QWidget:
        self.rules = RulesPage()
        self.rules.asked_for.connect(self._open_key)
        self.rules.changed.connect(self._take_up)
        self.rules.authority_changed.connect(self._set_authority)
        self.rules.said.connect(self._tell)
        return self.rules

    def _set_authority(self, authority: Authority) -> None:
        self.authority = authority

    def _take_up(self, keys: list[str]) -> None:
        """Run the schools that were changed from here, so that the lists say what came of it."""
        if self.authority is not None and not self.running.is_busy:
            self._after = self.bar.text
            self.running.run(self.authority.folder, only=keys)
            self._show_busy()

    # What is shown

    def load(self, folder: Path) -> bool:
        """Show an authority's folder; returns whether it could be read."""
        from converters.authority.folder import read_authority
        from converters.authority.run import kept_results
        from converters.request import CannotRun

        try:
            self.authority = read_authority(folder)
        except CannotRun as error:
            self._tell(str(error), "problem")
            return False
        self.results = kept_results(self.authority)
        self._show()
        return True

    def _show(self) -> None:
        authority = self.authority
        for widget in (self.tabs, self.run, self.papers):
            widget.setEnabled(authority is not None)
        self._show_busy()
        if authority is None:
            self._says.setText(
                "One folder holds all returns of an authority or a trust: make it of a list of schools, or open one."
            )
            return
        from converters.authority.standing import State, by_rule, overview, shared_questions

        lines = overview(authority, self.results)
        self._keep_place(self.table, self.model, lines, lambda line: line.school.key)
        chosen = self.state.currentData()
        self.state.blockSignals(True)
        self.state.clear()
        self.state.addItem("Every state", "")
        counts = {state: sum(line.state is state for line in lines) for state in State}
        for state, count in counts.items():
            if count:
                self.state.addItem(f"{state.value} ({count})", state.value)
        self.state.setCurrentIndex(max(self.state.findData(chosen), 0))
        self.state.blockSignals(False)
        self._title.setText(authority.name or f"All schools in {authority.folder.name}")
        self.setWindowTitle(f"{authority.name or authority.folder.name}: all schools")
        self._says.setText(_counted(lines))
        asked = shared_questions(authority, self.results)
        self._keep_place(self.question_table, self.questions, asked, lambda one: (one.asked.key, one.asked.scope))
        sites = sorted(authority.sites.items(), key=lambda one: one[1] != "?")
        self._keep_place(self.site_table, self.sites, sites, lambda one: one[0])
        self.site_school.clear()
        for school in authority.schools:
            self.site_school.addItem(f"{school.key} {school.name}", school.key)
        self.site_school.addItem("none: it belongs to no return here", "none")
        self.site_school.setCurrentIndex(-1)
        open_sites = sum(key == "?" for _, key in sites)
        self.tabs.setTabText(1, f"&Asked once ({len(asked) + open_sites})")
        rules = by_rule(authority, self.results)
        self.rules.show_rules(authority, self.results, rules)
        self.tabs.setTabText(2, f"&By rule ({len(rules)})")
        self._filter()
        self._show_question()

    @staticmethod
    def _keep_place(table: Table, model: RowsModel[Any], rows: list[Any], key: Callable[[Any], Any]) -> None:
        current = table.current()
        wanted = key(current) if current is not None else None
        model.set_rows(rows)
        table.select_place(max(model.place_of(lambda one: key(one) == wanted), 0))

    def _remark(self, line: Line) -> str:
        open_ = self.authority is not None and self._is_open(self.authority.workspace(line.school))
        return "; ".join(filter(None, ("open in the other window" if open_ else "", line.remark)))

    def _site_words(self, one: tuple[str, str]) -> str:
        if one[1] == "?":
            return "? (say which school it is)"
        names = {school.key: school.name for school in self.authority.schools} if self.authority else {}
        return f"{one[1]} {names.get(one[1], '')}".strip()

    def _filter(self) -> None:
        text, state, kind = self.search.text().casefold(), self.state.currentData(), self.kind.currentData()

        def keeps(line: Line) -> bool:
            words = f"{line.school.key} {line.school.name} {line.waits_from} {line.waits_for}".casefold()
            return text in words and (not state or line.state.value == state) and (not kind or line.kind == kind)

        current = self.table.current()
        self.model.set_filter(keeps if text or state or kind else None)
        self.table.select_place(max(self.model.place_of(lambda line: line is current), 0))

    def _show_question(self) -> None:
        one = self.question_table.current()
        self.answer.clear()
        self._question.setText("Nothing is asked." if one is None else one.asked.text)
        self.give.setEnabled(one is not None and bool(one.asked.layout) and not self.running.is_busy)
        if one is None:
            return
        for answer, meaning in one.asked.choices:
            self.answer.addItem(f"{answer}: {meaning}" if meaning else answer, answer)
        # Nothing is proposed: one key too many must not answer for thirty schools.
        self.answer.setCurrentIndex(-1)
        where = f"Asked at {', '.join(school.name for school in one.schools[:6])}"
        more = f" and {len(one.schools) - 6} more" if len(one.schools) > 6 else ""
        own = "" if one.asked.layout else " Only that school's return can answer it: open it there."
        self._question.setText(f"{one.asked.text}\n{where}{more}.{own}")

    # What is done

    def _tell(self, text: str, kind: Literal["info", "done", "problem"] = "done") -> None:
        self.bar.show_message(Message(text, kind))

    def _new(self) -> None:
        from converters.authority.folder import Authority, make_authority
        from converters.authority.school_list import read_schools
        from converters.request import CannotRun, Request
        from converters.sources.reader import read_source
        from converters.sources.table import SourceError

        list_ = dialogs.ask_open(self, "The list of schools", Path.home(), TABLES)
        if list_ is None:
            return
        folder = dialogs.ask_folder(self, "The folder for all returns", list_.parent)
        if folder is None:
            return
        payroll = dialogs.ask_open(self, "The payroll of all schools (Cancel: there is none)", list_.parent, TABLES)
        try:
            schools = read_schools(read_source(list_))
            shared = () if payroll is None else (_named(payroll, folder),)
            year = Request().chosen_year
            make_authority(Authority(folder, "", schools[0].lea, year, shared, schools=tuple(schools)))
        except (CannotRun, SourceError, OSError) as error:
            self._tell(str(error), "problem")
            return
        self.load(folder)
        self._tell(
            f"Put each school's files into a folder in {folder / 'schools'} that begins with its number. Then run."
        )
        self.run.setFocus()

    def _open_folder(self) -> None:
        folder = dialogs.ask_folder(self, "A folder with authority.toml", Path.home())
        if folder is not None and self.load(folder):
            self.table.setFocus()

    def run_all(self) -> None:
        """Bring all returns up to date."""
        if self.authority is not None and not self.running.is_busy:
            self.running.run(self.authority.folder, jobs=max(1, (os.cpu_count() or 2) // 2))
            self._tell("Bringing the returns up to date. What is done shows in the list.", "info")
            self._show_busy()

    def _stop(self) -> None:
        self.running.stop()
        self._tell("Stopping after the schools that are under way; what is done is kept.")

    def _papers(self) -> None:
        if self.authority is not None and not self.running.is_busy:
            self.running.papers(self.authority.folder, packs=True)
            self._show_busy()

    def _show_busy(self) -> None:
        busy = self.running.is_busy
        self.stop.setEnabled(busy)
        self.progress.setVisible(busy)
        for widget in (self.new, self.open):
            widget.setEnabled(not busy)
        for widget in (self.run, self.papers):
            widget.setEnabled(not busy and self.authority is not None)

    def _step(self, key: str, number: int, of: int) -> None:
        from converters.authority.result import read_result
        from converters.authority.standing import line_of

        self.progress.setMaximum(of)
        self.progress.setValue(number)
        if self.authority is None:
            return
        result = read_result(self.authority.results, key)
        if result is None or self.results.get(key) == result:
            return
        self.results[key] = result
        for place, line in enumerate(self.model.rows):
            if line.school.key == key:
                self.model.rows[place] = line_of(line.school, result)
        self.model.redraw()
        self._says.setText(_counted(self.model.rows))

    def _ended(self, ended: Ended) -> None:
        if self.authority is not None:
            self.load(self.authority.folder)
            # Figures and days came into columns that were as wide as their headings.
            self.table.fit_columns()
        self._show_busy()
        # What was done to several returns at once is said together with what came of it.
        before, self._after = self._after, ""
        said = " ".join(filter(None, (before, *ended.said)))
        self._tell(said, "problem" if ended.problem or len(ended.said) > 1 else "done")

    def _open_current(self) -> None:
        line = self.table.current()
        if line is not None:
            self.open_school(line)

    def open_school(self, line: Line) -> None:
        """Open a school's return in its ordinary window."""
        self._open_key(line.school.key)

    def _open_key(self, key: str) -> None:
        authority = self.authority
        school = next((one for one in authority.schools if one.key == key), None) if authority is not None else None
        if authority is None or school is None:
            return
        path = authority.workspace(school)
        if not path.exists():
            self._tell(f"{school.name} has no return yet: put its files into its folder, and run.", "problem")
            return
        if self._open_return(path, school.name):
            self._opened = key

    def came_back(self) -> None:
        """Take up what was done to the return that was opened from here, once it is closed."""
        authority, key = self.authority, self._opened
        if authority is None or not key or self.running.is_busy:
            return
        school = next((one for one in authority.schools if one.key == key), None)
        if school is None or self._is_open(authority.workspace(school)):
            return
        self._opened = ""
        self.running.run(authority.folder, only=[key])
        self._show_busy()

    def _mark(self, what: str) -> None:
        from converters.authority.deciding import mark_authorised, mark_sent
        from converters.request import CannotRun

        line = self.table.current()
        if self.authority is None or line is None:
            return
        mark = mark_sent if what == "sent" else mark_authorised
        try:
            mark(self.authority, line.school, line.result, date.today())  # noqa: DTZ011 - the day of whoever sits here
        except (CannotRun, OSError) as error:
            self._tell(str(error), "problem")
            return
        self.load(self.authority.folder)
        self._tell(f"{line.school.name}: {what}.")

    def _answer(self) -> None:
        from converters.authority.deciding import answer_once
        from converters.recipe.recipe import RecipeError
        from converters.request import CannotRun

        one = self.question_table.current()
        if self.authority is None or one is None:
            return
        typed = self.answer.currentText().strip()
        at = self.answer.findText(typed)
        text = str(self.answer.itemData(at)) if at >= 0 else typed
        if not text:
            self._tell("Choose an answer, or type one.", "problem")
            return
        try:
            answer_once(self.authority, one, text)
        except (CannotRun, RecipeError, OSError) as error:
            self._tell(str(error), "problem")
            return
        self._tell(f"Answered for {len(one.schools)} schools: {text}. Run to take it up.")

    def _say_site(self) -> None:
        from converters.authority.deciding import map_site
        from converters.request import CannotRun

        one = self.site_table.current()
        if self.authority is None or one is None:
            return
        at = self.site_school.findText(self.site_school.currentText())
        if at < 0:
            self._tell("Choose a school of the list.", "problem")
            return
        try:
            map_site(self.authority, one[0], str(self.site_school.itemData(at)))
        except (CannotRun, OSError) as error:
            self._tell(str(error), "problem")
            return
        self.load(self.authority.folder)
        self._tell(f"{one[0]} is said. Run to take it up.")

    # Qt's side

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.came_back()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802, D102
        self.running.close()
        super().closeEvent(event)


def _counted(lines: Sequence[Line]) -> str:
    """Say how many returns stand how."""
    from converters.authority.standing import State

    counts = {state: sum(line.state is state for line in lines) for state in State}
    done = sum(counts[state] for state in (State.READY, State.SENT, State.AUTHORISED))
    # “1 with errors”, and not “1 errors”.
    words = {State.QUESTIONS: "with questions", State.ERRORS: "with errors"}
    parts = ", ".join(f"{count} {words.get(state, state.value)}" for state, count in counts.items() if count)
    return f"{done} of {len(lines)} ready, sent or authorised.  {parts}"


def _named(path: Path, folder: Path) -> str:
    """Return how `authority.toml` names a file: short within its folder, whole elsewhere."""
    inside = path.resolve().is_relative_to(folder.resolve())
    return path.resolve().relative_to(folder.resolve()).as_posix() if inside else str(path.resolve())
