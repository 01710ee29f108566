"""School and year: which return this is; and the way to others, old and new."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from swf_desktop.words import people
from ui.session.events import TITLES, What
from ui.session.session import Session
from ui.settings import Recent
from ui.steps.start.other_year import OtherYear, how_sure, year_doubt
from ui.steps.step import Step
from ui.widgets import dialogs
from ui.widgets.basic import button, heading, known, label, named, row, scrolling, wide
from ui.widgets.opening import Opening, decisions_of, earlier_returns
from ui.widgets.table_model import Column, RowsModel
from ui.widgets.tables import Table

if TYPE_CHECKING:
    from swf_desktop.collection import Collection

LEVELS = [("school", "A school or academy"), ("la", "A local authority's central staff")]


class Page(Step):
    """The page."""

    name = "start"
    title = TITLES["start"]
    says = "Say which return this is. Everything is saved as you go; there is nothing to save at the end."
    help_page = "steps/school-and-year.html"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._opening = Opening(session, self)
        self._recent: list[Recent] = []
        inner = QWidget()
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(0, 0, 8, 0)
        self._parts = layout
        self._this: QWidget | None = None
        layout.addWidget(self._make_others(), 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._area = scrolling(inner)
        outer.addWidget(self._area)

    # Making it

    def _of_return(self) -> QWidget:
        """Return what is there for the return that is open; made with the first one, as the first window shows none."""
        if self._this is None:
            self._this = QWidget()
            layout = QVBoxLayout(self._this)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.addWidget(self._make_this())
            layout.addWidget(self._make_earlier())
            self._parts.insertWidget(0, self._this)
        return self._this

    def _make_this(self) -> QWidget:
        # Loaded here, as below: the first window shows no return.
        from PySide6.QtWidgets import QFormLayout, QGroupBox, QLineEdit

        from ui.widgets.boxes import ChoiceBox

        box = QGroupBox("This return")
        named(box, "This return")
        form = QFormLayout(box)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        self.year = known(ChoiceBox("Collection"), "collection year")
        self.year.picked.connect(lambda value: self.session.decisions.change_setting("Census year", "year", value))
        self.level = known(ChoiceBox("Whose return", LEVELS), "whose return")
        self.level.picked.connect(lambda value: self.session.decisions.change_setting("Whose return", "level", value))
        self.lea = known(ChoiceBox("Local authority", search=True), "local authority")
        self.lea.setMinimumContentsLength(26)
        self.lea.picked.connect(lambda value: self._set("Local authority", "lea", value))
        line = self.lea.lineEdit()
        if line is not None:
            line.editingFinished.connect(self._lea_typed)
        self.estab = named(QLineEdit(), "Establishment number", "The four digits of the school, such as 2999")
        known(self.estab, "establishment number").setMaxLength(4)
        wide(self.estab, 12, fixed=True)
        self.estab.editingFinished.connect(self._estab_typed)
        self.estabs = ChoiceBox("Which school of these files")
        self.estabs.picked.connect(self._estab_picked)
        self.school = named(QLineEdit(), "Name of the school", "For your lists and reports; it is not sent")
        wide(self.school, 30)
        self.school.editingFinished.connect(
            lambda: self.session.decisions.change_setting(
                "Name of the school", "school name", self.school.text().strip()
            )
        )
        self._from_files = named(QLabel(), "What the files say")
        self._from_files.setWordWrap(True)
        for title, widget in (
            ("&Collection", self.year),
            ("&Whose return", self.level),
            ("&Local authority", self.lea),
            ("&Establishment number", self.estab),
            ("Which &school of these files", self.estabs),
            ("&Name of the school", self.school),
        ):
            form.addRow(title, widget)
            buddy = form.labelForField(widget)
            if isinstance(buddy, QLabel):
                buddy.setBuddy(widget)
        # Over both columns: with large text there is no room for a sentence beside the names.
        form.addRow(self._from_files)
        self.other_year = OtherYear(self.session)
        form.addRow(self.other_year)
        self._certainty = named(label(""), "How sure this year is")
        form.addRow(self._certainty)
        self._file = named(label(""), "Where it is kept")
        form.addRow(self._file)
        self._form = form
        return box

    def _make_earlier(self) -> QWidget:
        from PySide6.QtWidgets import QGroupBox

        from ui.widgets.boxes import ChoiceBox

        box = QGroupBox("Saved answers")
        named(box, "Saved answers")
        layout = QVBoxLayout(box)
        self._offer = label("")
        layout.addWidget(self._offer)
        self.earlier = ChoiceBox("Earlier return")
        self.earlier.setMinimumContentsLength(28)
        self.use_earlier = button("&Use its answers", self._use_earlier)
        layout.addWidget(row(self.earlier, self.use_earlier))
        layout.addWidget(
            row(
                button("From a &file …", self._use_file),
                button("&Save the answers …", self._save_decisions, tip="Save them as a file, to send or keep"),
            )
        )
        return box

    def _make_others(self) -> QWidget:
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 8, 0, 0)
        self._welcome = label(
            "This program turns your staff spreadsheets, payroll reports and databases into the file that COLLECT "
            "takes. It works on this computer alone: nothing is sent anywhere."
        )
        layout.addWidget(self._welcome)
        self.new = button(
            "From my &files …", self._opening.from_files, tip="Choose the files with your staff", main=True
        )
        self.continue_ = button("&Continue", self._continue, tip="Open the return that was open last")
        self.open = button("&Open a return …", self._opening.open, tip="Ctrl+O")
        self.sample = button("&Try the sample school", self._opening.sample, tip="Fictional staff, files with faults")
        for way in (self.new, self.continue_, self.open, self.sample):
            way.setProperty("way", True)
            way.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._ways = row(self.new, self.continue_, self.open, self.sample, stretch=False)
        layout.addWidget(self._ways)
        self._drop = QFrame()
        self._drop.setProperty("drop", True)
        drop = QVBoxLayout(self._drop)
        drop.setContentsMargins(16, 32, 16, 32)
        says = label("Or drop files anywhere in this window: spreadsheets, .csv files, databases, last year's return")
        says.setAlignment(Qt.AlignmentFlag.AlignCenter)
        drop.addWidget(says)
        layout.addWidget(self._drop)
        self._others = layout
        self.recent: Table | None = None
        self._links: QWidget | None = None
        self._panels: dict[str, QWidget] = {}
        layout.addStretch(1)
        return box

    def complete(self) -> None:
        """Add what the first window need not wait for: what is needed, last year's return, lessons."""
        if self._links is not None:
            return
        self.needed = button("&What you need, and from whom", lambda: self._turn("need"))
        self.carry = button("Begin with &last year's return …", self._opening.carry_forward)
        self.learn = button("Learn with a l&esson, or practise", lambda: self._turn("lessons"))
        self.years = button("&How sure each census year is, and what teaches more", lambda: self._turn("years"))
        self.many = button(
            "&Many schools …", self.session.asked_for_schools.emit, tip="All returns of an authority or a trust"
        )
        links = (self.needed, self.carry, self.learn, self.years, self.many)
        for link in links:
            link.setProperty("link", True)
        # One below another: with large text they do not stand side by side.
        self._links = QWidget()
        below = QVBoxLayout(self._links)
        below.setContentsMargins(0, 8, 0, 0)
        below.setSpacing(0)
        for link in links:
            below.addWidget(link)
        self._others.insertWidget(self._others.indexOf(self._drop) + 1, self._links)

    def _turn(self, name: str) -> None:
        """Open one of the panels below the links, or close it again."""
        panel = self._panels.get(name)
        if panel is None:
            panel = self._panels[name] = self._make_panel(name)
            place = self._others.indexOf(self._links) + 1 if self._links is not None else 0
            self._others.insertWidget(place, panel)
            panel.hide()
        for other in self._panels.values():
            other.setVisible(other is panel and panel.isHidden())
        if not panel.isHidden():
            self._show_panel(panel)
            QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(panel, 0, 0))

    def _make_panel(self, name: str) -> QWidget:
        if name == "need":
            from ui.steps.start.need_panel import NeedPanel

            return NeedPanel(self.session)
        if name == "years":
            from ui.steps.start.years_panel import YearsPanel

            return YearsPanel(self.session, self._opening)
        from ui.steps.start.lesson_list import LessonList

        return LessonList(self.session, self._opening)

    def _show_panel(self, panel: QWidget) -> None:
        from swf_desktop.collection import Collection
        from ui.steps.start.need_panel import NeedPanel

        if isinstance(panel, NeedPanel):
            panel.show_for(self.session.collection or Collection.newest())

    def _make_recent(self) -> Table:
        """Make the list of recent returns; with the first one, as the first window of all has none."""
        self.recent_model: RowsModel[Recent] = RowsModel(
            [
                Column("Return", lambda one: one.name or Path(one.path).stem, wide=True),
                Column("Number", lambda one: one.number),
                Column("Census", lambda one: str(one.year or "")),
                Column("Last open", _when, sort=lambda one: one.when),
                Column("Kept in", lambda one: one.path if one.is_there else f"{one.path} (not there now)"),
            ],
            self,
        )
        table = Table(self.recent_model, "Recent returns")
        table.setSelectionMode(Table.SelectionMode.SingleSelection)
        table.opened.connect(lambda one: self._opening.open_path(Path(one.path)))
        self._recent_title = heading("Recent returns", 2)
        place = self._others.count() - 1
        self._others.insertWidget(place, self._recent_title)
        self._others.insertWidget(place + 1, table)
        return table

    def _continue(self) -> None:
        """Open the return that was open last."""
        recent = self._recent
        if recent:
            self._opening.open_path(Path(recent[0].path))

    # The session

    def refresh(self, what: frozenset[What]) -> None:  # noqa: D102
        session = self.session
        if session.is_open or self._this is not None:
            self._of_return().setVisible(session.is_open)
        # With a return open the page is its short form: others are in the menu File.
        for widget in (self._drop, self._welcome, self._ways):
            widget.setVisible(not session.is_open)
        if session.is_open:
            self.complete()
        if what & {What.OPENED, What.SETTINGS, What.MATCHING, What.EXPORTS, What.STATE} and session.is_open:
            self._show_this()
        if what & {What.OPENED, What.SETTINGS, What.MATCHING}:
            recent = session.settings.recent() if session.settings is not None else []
            self._show_recent(recent)
            if session.is_open:
                self._show_earlier()

    def _show_recent(self, recent: list[Recent]) -> None:
        """Show the recent returns only where there are some, and name the last one on its button."""
        if recent and self.recent is None:
            self.recent = self._make_recent()
        if self.recent is not None and self._recent != recent:
            self.recent_model.set_rows(recent)
            self.recent.fit_height(most=6)
        if self.recent is not None:
            for widget in (self.recent, self._recent_title):
                widget.setVisible(bool(recent) and not self.session.is_open)
        self._recent = recent
        last = recent[0] if recent else None
        self.continue_.setVisible(last is not None and last.is_there and not self.session.is_open)
        if last is not None:
            name = last.name or Path(last.path).stem
            self.continue_.setText(f"&Continue {name.replace('&', '&&')}")
            self.continue_.setAccessibleName(f"Continue {name}")

    def _show_this(self) -> None:
        session, built = self.session, self.session.built
        collection = session.collection
        if collection is not None and self.lea.count() == 0:
            from swf_desktop.collection import collection_years

            self.year.set_choices([(str(year), f"November {year}") for year in collection_years()])
            self.lea.set_choices(_authorities(collection))
        self.year.set_value(session.setting("year") or str(collection.year if collection is not None else ""))
        self.level.set_value(
            session.setting("level") or ("la" if built is not None and built.level == "L" else "school")
        )
        lea = session.setting("lea") or (built.lea if built is not None else "")
        typing = self.lea.lineEdit()
        if typing is None or not typing.hasFocus() or not typing.isModified():
            self.lea.set_value(lea)
        for line, text in (
            (self.estab, session.setting("estab") or (built.estab if built is not None else "") or ""),
            (self.school, session.setting("school name")),
        ):
            # What somebody is typing is left alone.
            if not line.hasFocus() or not line.isModified():
                line.setText(text)
        self._file.setText(f"Kept in {session.path}" if session.path is not None else "")
        several = built.estabs if built is not None else ()
        self._form.setRowVisible(self.estabs, bool(several))
        if several:
            choices = [(one.estab, f"{one.estab}: {people(one.people)}") for one in several]
            self.estabs.set_choices([("", "Choose the school"), *choices])
            self.estabs.set_value("")
        self._form.setRowVisible(self.estab, self.level.value() != "la")
        self._from_files.setText(self._said())
        self.other_year.show_now()
        self._form.setRowVisible(self.other_year, year_doubt(session) is not None)
        self._certainty.setText(how_sure(session))
        self._certainty.setVisible(bool(self._certainty.text()))
        locked = bool(session.locked)
        for widget in (self.year, self.level, self.lea, self.estab, self.school, self.estabs):
            widget.setEnabled(not locked)

    def _said(self) -> str:
        session, built = self.session, self.session.built
        if built is not None and built.estabs:
            return f"These files are about {len(built.estabs)} schools. Choose the one that this return is for."
        if session.problem is not None and session.problem.kind == "run":
            return session.problem.found + " Fill it in above."
        if built is not None and not session.setting("lea"):
            return "Taken from the files. Correct it here if it is wrong."
        return ""

    def _show_earlier(self) -> None:
        found = earlier_returns(self.session)
        choices = [(one.path, f"{one.name or Path(one.path).stem}, {one.number}, {one.year}") for one in found]
        self.earlier.set_choices(choices or [("", "No earlier return is known")])
        self.earlier.setCurrentIndex(0)
        for widget in (self.earlier, self.use_earlier):
            widget.setEnabled(bool(choices))
        workspace = self.session.workspace
        fresh = bool(choices) and workspace is not None and not workspace.recipe
        self._offer.setText(
            f"You have answered questions about columns and words before, for {choices[0][1]}. Use those answers again?"
            if fresh
            else "What you answered about columns and words for an earlier return can be used again."
        )

    def why_later(self) -> str:  # noqa: D102
        return ""

    def left(self) -> int:  # noqa: D102
        session = self.session
        if not session.is_open:
            return 1
        built = session.built
        if built is None:
            asked = ["lea"] if session.setting("level") == "la" else ["lea", "estab"]
            return sum(1 for name in asked if not session.setting(name))
        return (1 if built.estabs else 0) + (1 if year_doubt(session) is not None else 0)

    def set_up_focus(self) -> None:  # noqa: D102
        if self.session.is_open:
            self._of_return()
        (self.lea if self.session.is_open else self.new).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def can_show(self, kind: str, tag: str) -> bool:  # noqa: D102
        return kind == "message" or (kind == "school" and tag in ("Estab", "ReferenceDate"))

    def show_field(self, key: str, tag: str) -> None:  # noqa: ARG002, D102
        self._of_return()
        widget = {"Estab": self.estab, "Year": self.year, "SourceLevel": self.level}.get(tag, self.lea)
        widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def actions_for_menu(self) -> list[QAction]:  # noqa: D102
        # The text by itself, as in `give_menu`: an icon's whole class would be made for it.
        action = QAction(self)
        action.setText("Use the saved answers of an earlier return")
        action.setShortcut(QKeySequence("Ctrl+Shift+E"))
        action.triggered.connect(self._use_earlier)
        return [action]

    # What was typed

    def _set(self, title: str, name: str, value: str) -> None:
        self.session.decisions.change_setting(title, name, value)

    def _lea_typed(self) -> None:
        """Take three digits that are on no list: a new authority, or a fictional one."""
        text = self.lea.currentText().strip()
        if text == self.session.setting("lea") or self.lea.findText(text) >= 0 or not text:
            return
        if len(text) == 3 and text.isascii() and text.isdigit():
            self._set("Local authority", "lea", text)
        elif self.lea.findData(text) < 0 and text != (self.session.built.lea if self.session.built else ""):
            self.session.tell(f"An authority's number has three digits, such as 916; “{text}” was typed.", "problem")

    def _estab_picked(self, value: str) -> None:
        if value:
            self._set("Establishment number", "estab", value)

    def _estab_typed(self) -> None:
        text = self.estab.text().strip()
        known = self.session.setting("estab") or (self.session.built.estab if self.session.built else "") or ""
        self.estab.setModified(False)
        if text == known:
            return
        if text and not (len(text) == 4 and text.isascii() and text.isdigit()):
            self.session.tell("The establishment number has four digits, such as 2999.", "problem")
            return
        self._set("Establishment number", "estab", text)

    # Saved answers

    def _use_earlier(self) -> None:
        from swf_desktop.workspace.faults import WorkspaceError

        path = self.earlier.value() if self._this is not None else ""
        if not path:
            self.session.tell("No earlier return is known here. Choose “From a file”.", "problem")
            return
        try:
            text = decisions_of(Path(path))
        except WorkspaceError as error:
            self.session.tell(f"{Path(path).name}: {error.found} {error.remedy}", "problem")
            return
        self._use(text, Path(path).stem)

    def _use_file(self) -> None:
        path = dialogs.ask_open(self, "Saved answers", Path.home(), "Saved answers (*.toml);;All files (*)")
        if path is not None:
            try:
                text = path.read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError):
                self.session.tell(f"{path.name} cannot be read. Choose a file of saved answers (.toml).", "problem")
                return
            self._use(text, path.stem)

    def _use(self, text: str, name: str) -> None:
        from converters.recipe.recipe import RecipeError

        if not text:
            self.session.tell(f"Nothing was answered in {name}.", "problem")
            return
        try:
            used = self.session.decisions.use_recipe(text, f"Saved answers of {name}")
        except RecipeError as error:
            self.session.tell(f"{error.found} {error.remedy}", "problem")
            return
        if used:
            self.session.tell(f"The answers of {name} are used. Undo takes them back.", "done")

    def _save_decisions(self) -> None:
        built = self.session.built
        if built is None:
            self.session.tell("There are no answers yet: add files first.", "problem")
            return
        path = dialogs.ask_save(self, "Save the answers", Path.home() / "saved answers.toml", "Saved answers (*.toml)")
        if path is not None:
            self.session.files.run_job(
                "ui.worker.jobs:write_recipe",
                built.recipe,
                built.questions,
                str(path),
                title="Saving the answers",
                then=lambda saved: self.session.tell(f"Saved to {saved}.", "done"),
            )


def _authorities(collection: Collection) -> list[tuple[str, str]]:
    field = collection.fields["message.LEA"]
    codes = collection.code_sets[field.code_set].codes.values()
    return [("", ""), *((code.code, f"{code.code}  {code.description}") for code in codes)]


def _when(recent: Recent) -> str:
    try:
        return f"{datetime.fromisoformat(recent.when):%d/%m/%Y %H:%M}"
    except ValueError:
        return ""
