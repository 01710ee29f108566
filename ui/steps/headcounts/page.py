"""Headcounts: what no staff list has: vacancies, occasional teachers, third-party staff, psychologists."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFormLayout, QGroupBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from swf_desktop.record import Record, place_words
from swf_desktop.words import counted, kind_words
from ui.session.events import TITLES, What
from ui.session.session import Session
from ui.session.typed import describe_code
from ui.steps.headcounts.day_sheet import DaySheet
from ui.steps.step import Step
from ui.widgets.basic import button, known, label, named, row, scrolling, wide
from ui.widgets.boxes import ChoiceBox
from ui.widgets.marks import mark_icon, word_for
from ui.widgets.table_model import Column, RowsModel
from ui.widgets.tables import Table

OCCASIONALS: Final = ("OccasionalsQTS", "OccasionalsNOTQTS", "OccasionalsNOTKNWN")
PSYCHOLOGISTS: Final = ("EdPsychsFT", "EdPsychsPT", "EdPsychsFTE")
VACANCY: Final = ("VacancyPost", "Subject", "Tenure", "VacancyTemporarilyFilled", "VacancyAdvertised")
KINDS: Final = frozenset({"school", "vacancy", "headcount", "la"})
_WHERE: Final = (
    "It can still be found: the signing-in book of that day, the cover diary, and invoices of the agencies. Ask "
    "whoever arranges cover. Leave it blank until it is known: a blank is asked about, and a guess is not."
)
_WHERE_THIRD: Final = (
    "It can still be found: the contractors' and visitors' signing-in book of that day, the caterer's and the cleaning "
    "firm's rotas, and invoices of the agencies. Ask the site manager and the kitchen. Leave it blank till it is known."
)
_NONE_RULE: Final = "X85"
"""The query on a school without third-party support staff: that there were none is said in its note."""
_WHOLE: Final = QFormLayout.ItemRole.SpanningRole
_NOT_KNOWN: Final = "We do not know how many there were"
YES_NO: Final = [("", "Not said"), ("true", "Yes"), ("false", "No")]


class Page(Step):
    """The page."""

    name = "headcounts"
    title = TITLES["headcounts"]
    says = "Figures that no list of staff has. Count them on census day; 0 is an answer."
    help_page = "steps/headcounts.html"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._opened = ""
        self._wait = label("Add “Your files” first: then the school's figures can be filled in here.")
        self.occasionals = {tag: self._number(tag, "school") for tag in OCCASIONALS}
        self.psychologists = {tag: self._number(tag, "la") for tag in PSYCHOLOGISTS}
        self.third_party: dict[str, QLineEdit] = {}
        self._school = QWidget()
        layout = QVBoxLayout(self._school)
        layout.setContentsMargins(0, 0, 0, 0)
        self._occasionals_form = _form("Occasional teachers (here for less than 28 days) in school on census day")
        self._third_form = _form("Support staff in school on census day whom somebody else employs")
        self.none = button(
            "There were &none on the day",
            self._none_there,
            tip="Puts 0 where nothing is filled in for occasional teachers",
        )
        self.uncounted = button(_NOT_KNOWN, self._say_where, tip="Where the figures can still be found")
        self.where = named(label(_WHERE), "Where it can still be found")
        self.where.hide()
        self.third_none = button(
            "There were no s&uch staff on the day",
            self._no_third_party,
            tip="Writes the note that COLLECT asks for where a school has no such staff",
        )
        self.third_uncounted = button(_NOT_KNOWN, self._say_where_third, tip="Where the figures can still be found")
        self.third_where = named(label(_WHERE_THIRD), "Where third-party staff can still be found")
        self.third_where.hide()
        self.sheet = DaySheet(session)
        layout.addWidget(self.sheet)
        layout.addWidget(self._make_vacancies())
        layout.addWidget(self._occasionals_form)
        layout.addWidget(self._third_form)
        self._la_form = known(_form("Educational psychologists of the authority"), "educational psychologists")
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 8, 0)
        inside.addWidget(self._wait)
        inside.addWidget(self._school)
        inside.addWidget(self._la_form)
        inside.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(inner))

    # Making it

    def _number(self, tag: str, kind: str) -> QLineEdit:
        line = named(QLineEdit(), tag)
        wide(line, 12, fixed=True)
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.editingFinished.connect(partial(self._typed, line, kind, tag))
        return line

    def _make_vacancies(self) -> QWidget:
        box = QGroupBox("Teaching posts that are vacant on census day")
        named(box, box.title())
        layout = QVBoxLayout(box)
        session = self.session
        self.vacancies: RowsModel[Record] = RowsModel(
            [
                Column("Post", lambda one: session.shown.text(one, "VacancyPost", described=True), wide=True),
                Column("Subject", lambda one: session.shown.text(one, "Subject", described=True)),
                Column("Tenure", lambda one: session.shown.text(one, "Tenure", described=True)),
                Column("Temporarily filled", lambda one: session.shown.text(one, "VacancyTemporarilyFilled")),
                Column("Advertised", lambda one: session.shown.text(one, "VacancyAdvertised")),
                Column("Where it comes from", lambda one: place_words(one.source()) or "made by hand"),
            ],
            self,
        )
        self.table = Table(self.vacancies, "Vacancies")
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.selectionModel().currentRowChanged.connect(self._vacancy_chosen)
        self.boxes: dict[str, ChoiceBox] = {tag: ChoiceBox(tag, search=tag == "Subject") for tag in VACANCY}
        self.table.opened.connect(lambda _one: self._open_vacancy())
        layout.addWidget(self.table)
        for tag, widget in self.boxes.items():
            widget.picked.connect(partial(self._vacancy_picked, tag))
        self.add = button("&Add a vacancy", self._add, tip="Choose the post below first, or correct it afterwards")
        self.remove = button("Re&move this vacancy", self._remove)
        layout.addWidget(row(self.add, self.remove))
        self._vacancy_form = QWidget()
        form = QFormLayout(self._vacancy_form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        for widget in self.boxes.values():
            widget.setMinimumContentsLength(40)
            form.addRow(QLabel(), widget)
        layout.addWidget(self._vacancy_form)
        return box

    def _set_up(self) -> None:
        """Fill choices and labels from the year's catalogue, once it is known."""
        collection = self.session.collection
        if collection is None:
            return
        form = self._vacancy_form.layout()
        for tag, box in self.boxes.items():
            field = collection.fields[f"vacancy.{tag}"]
            if field.type == "boolean":
                box.set_choices(YES_NO)
            else:
                codes = collection.code_sets[field.code_set].codes.values()
                box.set_choices(
                    [("", "Not said"), *((code.code, f"{code.code}  {code.description}") for code in codes)]
                )
            named(box, field.label, field.help)
            title = form.labelForField(box) if isinstance(form, QFormLayout) else None
            if isinstance(title, QLabel):
                title.setText(field.label)
                title.setBuddy(box)
        for kind, lines, made in (
            ("school", self.occasionals, self._occasionals_form),
            ("la", self.psychologists, self._la_form),
        ):
            for tag, line in lines.items():
                field = collection.fields[f"{kind}.{tag}"]
                _line(made, field.label, line, field.help)
        # Within the frame of what they are about, below its figures.
        _below(self._occasionals_form, (self.none, self.uncounted), self.where)
        codes = collection.code_sets[collection.fields["headcount.AgencyTPsupportCategory"].code_set].codes.values()
        for code in codes:
            if code.code not in self.third_party:
                line = named(QLineEdit(), code.description)
                wide(line, 12, fixed=True)
                line.setAlignment(Qt.AlignmentFlag.AlignRight)
                line.editingFinished.connect(partial(self._counted, line, code.code))
                self.third_party[code.code] = line
                words = kind_words(code.code, code.description)
                none = button("None", partial(self._none_of, line, code.code), tip=f"{words}: 0 on census day")
                none.setAccessibleName(f"None: {words}")
                tip = "How many were in school on census day"
                _line(self._third_form, f"{words} ({code.code})", line, tip, none)
        _below(self._third_form, (self.third_none, self.third_uncounted), self.third_where)

    # The session

    def refresh(self, what: frozenset[What]) -> None:  # noqa: D102
        session = self.session
        if what & {What.OPENED, What.SETTINGS}:
            self._set_up()
        built = session.built
        central = built is not None and built.level == "L"
        ready = session.return_ is not None
        self._wait.setVisible(not ready)
        self._school.setVisible(ready and not central)
        self._la_form.setVisible(ready and central)
        if not ready or not what & {What.OPENED, What.RECORDS, What.EDITS, What.PRIVACY, What.EXPORTS, What.FINDINGS}:
            return
        self._show_vacancies()
        for kind, lines in (("school", self.occasionals), ("la", self.psychologists)):
            record = self._owner(kind)
            for tag, line in lines.items():
                self._show(line, session.shown.text(record, tag) if record is not None else "", record, tag)
        counts = self._counts()
        for code, line in self.third_party.items():
            count = counts.get(code)
            self._show(
                line, session.shown.text(count, "SupHeadCount") if count is not None else "", count, "SupHeadCount"
            )

    def _show(self, line: QLineEdit, text: str, record: Record | None, tag: str) -> None:
        if not (line.hasFocus() and line.isModified()):
            line.setText(text)
        line.setReadOnly(bool(self.session.locked))
        place = place_words(record.source(tag)) if record is not None and record.has(tag) else ""
        edited = record is not None and self.session.edits.edit_of(record, tag) is not None
        line.setToolTip("Typed in by hand" if edited else f"From {place}" if place else "Not filled in")
        self._mark(line, record, tag)

    def _mark(self, line: QLineEdit, record: Record | None, tag: str) -> None:
        """Put the mark of the gravest finding about a field into it, with its words."""
        for action in line.actions():
            line.removeAction(action)
        found = next(
            (
                one
                for one in self.session.findings
                if record is not None and one.record is record and (one.field or "").partition(".")[2] == tag
            ),
            None,
        )
        help_ = line.property("help") or ""
        if found is None:
            line.setAccessibleDescription(help_)
            return
        said = f"{found.message} {found.action}"
        mark = line.addAction(mark_icon(str(found.severity)), QLineEdit.ActionPosition.LeadingPosition)
        mark.setToolTip(said)
        line.setToolTip(said)
        line.setAccessibleDescription(f"{word_for(str(found.severity))}: {said}")

    def _show_vacancies(self) -> None:
        school = self._owner("school")
        # A vacancy of a file that was removed is kept, empty, so that it can come back.
        found = [one for one in school.of("vacancy") if one.values] if school is not None else []
        before = self.table.current()
        self.vacancies.set_rows(found)
        self.table.fit_height(least=3, most=6)
        key = before.key if before is not None else ""
        self.table.select_place(max(self.vacancies.place_of(lambda one: one.key == key), 0))
        self._show_vacancy(self.table.current() if found else None)

    def _open_vacancy(self) -> None:
        """Show the form of a vacancy that came from a file, too: it was asked for."""
        vacancy = self.table.current()
        self._opened = vacancy.key if vacancy is not None else ""
        self._show_vacancy(vacancy)
        self.boxes["VacancyPost"].setFocus()

    def _show_vacancy(self, vacancy: Record | None) -> None:
        # One from a file shows all it has in the list: the form is for those added by hand, and on Enter.
        mine = vacancy is not None and (vacancy.key in self.session.added or vacancy.key == self._opened)
        self._vacancy_form.setVisible(mine)
        locked = bool(self.session.locked)
        for tag, box in self.boxes.items():
            box.set_value((vacancy.code(tag) or "") if vacancy is not None else "")
            box.setEnabled(not locked)
        self.add.setEnabled(not locked)
        self.remove.setEnabled(vacancy is not None and not locked)

    def _owner(self, kind: str) -> Record | None:
        return_ = self.session.return_
        if return_ is None:
            return None
        return return_.school if kind == "school" else return_.la

    def _counts(self) -> dict[str, Record]:
        school = self._owner("school")
        counts: dict[str, Record] = {}
        for one in school.of("headcount") if school is not None else ():
            category = one.code("AgencyTPsupportCategory")
            if category:
                counts.setdefault(category, one)
        return counts

    def left(self) -> int:  # noqa: D102
        count = 0
        for one in self.session.findings:
            if one.severity not in ("error", "schema") or (one.severity == "error" and one.person is not None):
                # The worst come first, and among errors those about nobody in particular: what follows is of people.
                break
            count += one.record is not None and one.record.kind in KINDS
        return count

    def can_show(self, kind: str, tag: str) -> bool:  # noqa: ARG002, D102
        return kind in KINDS

    def show_field(self, key: str, tag: str) -> None:  # noqa: D102
        record = self.session.shown.record(key)
        widget: QWidget = self.table
        if record is not None and record.kind == "vacancy":
            self.table.select_place(self.vacancies.place_of(lambda one: one.key == key))
            self._open_vacancy()
            widget = self.boxes.get(tag, self.table)
        elif record is not None and record.kind == "headcount":
            widget = self.third_party.get(record.code("AgencyTPsupportCategory") or "", self.table)
        else:
            widget = {**self.occasionals, **self.psychologists}.get(tag, self.table)
            if tag == "SupHeadCount" and self.third_party:
                # The school's counts as a whole: the first that is blank is wanted.
                lines = self.third_party.values()
                widget = next((one for one in lines if not one.text().strip()), next(iter(lines)))
        widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_up_focus(self) -> None:  # noqa: D102
        built = self.session.built
        central = built is not None and built.level == "L"
        first: QWidget = self.psychologists["EdPsychsFT"] if central else self.table
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def actions_for_menu(self) -> list[QAction]:  # noqa: D102
        made = []
        for text, keys, call in (
            ("Add a vacancy", "Ctrl+Shift+N", self._add),
            ("Remove this vacancy", "Ctrl+Del", self._remove),
            ("Print the census-day sheet", "Ctrl+P", self.sheet.print_it),
        ):
            action = QAction(text, self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(partial(_call, call))
            made.append(action)
        return made

    # What was typed

    def _none_there(self) -> None:
        """Say 0 where nothing is filled in: one step, which can be undone."""
        session, school = self.session, self._owner("school")
        blank = [tag for tag in OCCASIONALS if school is None or not school.has(tag)]
        if not blank:
            session.tell("All of them are filled in already: change a figure to 0 by hand where it is wrong.")
        elif school is None:
            session.edits.add_record("school", "message", dict.fromkeys(blank, "0"), "No occasional teachers")
        elif session.edits.edit_many([(school, tag, "0") for tag in blank], "No occasional teachers on the day"):
            session.tell(f"0 was put into {counted(len(blank), 'blank')}. Undo takes it back.", "done")

    def _no_third_party(self) -> None:
        """Say that there were none: the return says it by having no row, and the query on that gets its note."""
        session, collection = self.session, self.session.collection
        if self._counts():
            session.tell("Figures stand there: blank those that are wrong first.", "problem")
            return
        asked = [one for one in session.findings if one.rule == _NONE_RULE]
        if not asked or collection is None:
            session.tell("There is nothing to say: the return holds none, and nobody asks about it.", "done")
            return
        note = collection.rules[_NONE_RULE].note
        for one in asked:
            if not session.notes.note(one):
                session.notes.set_note(one, note)
        session.tell(f"The note for COLLECT is written: “{note}”", "done")

    def _say_where_third(self) -> None:
        self.third_where.setVisible(not self.third_where.isVisible())

    def _none_of(self, line: QLineEdit, code: str) -> None:
        """Say that there was nobody of one kind."""
        line.setText("0")
        self._counted(line, code)

    def _say_where(self) -> None:
        self.where.setVisible(not self.where.isVisible())

    def _typed(self, line: QLineEdit, kind: str, tag: str) -> None:
        record = self._owner(kind)
        text = line.text().strip()
        line.setModified(False)
        if (record is not None and text == self.session.shown.text(record, tag)) or (record is None and not text):
            return
        if record is None:
            self.session.edits.add_record(kind, "message", {tag: text}, self._label(kind, tag))
            return
        typed = self.session.edits.edit(record, tag, text, label=self._label(kind, tag))
        self._tell(typed.problem)

    def _tell(self, problem: str) -> None:
        if problem:
            self.session.tell(f"{problem} It is kept as you typed it, and reported until it is fixed.", "problem")

    def _label(self, kind: str, tag: str) -> str:
        collection = self.session.collection
        return collection.fields[f"{kind}.{tag}"].label if collection is not None else tag

    def _counted(self, line: QLineEdit, code: str) -> None:
        session = self.session
        school, count = self._owner("school"), self._counts().get(code)
        text = line.text().strip()
        line.setModified(False)
        collection = session.collection
        if school is None or collection is None or text == (session.shown.text(count, "SupHeadCount") if count else ""):
            return
        words = describe_code(collection.fields["headcount.AgencyTPsupportCategory"], code, collection)
        if count is None:
            values = {"AgencyTPsupportCategory": code, "SupHeadCount": text}
            session.edits.add_record("headcount", school, values, f"Head count: {words}")
        elif not text:
            session.edits.remove_record(count, f"Head count removed: {words}")
        else:
            self._tell(session.edits.edit(count, "SupHeadCount", text, label=f"Head count: {words}").problem)

    def _add(self) -> None:
        school = self._owner("school")
        if school is None:
            self.session.tell("Add “Your files” first.", "problem")
            return
        key = self.session.edits.add_record("vacancy", school, {"VacancyPost": "TCH"}, "Vacancy added")
        if key is not None:
            self._show_vacancies()
            self.table.select_place(self.vacancies.place_of(lambda one: one.key == key))
            self.boxes["VacancyPost"].setFocus(Qt.FocusReason.OtherFocusReason)
            self.session.tell("A vacancy for a classroom teacher was added. Choose its post, subject and tenure.")

    def _remove(self) -> None:
        vacancy = self.table.current()
        if vacancy is not None:
            self.session.edits.remove_record(vacancy, "Vacancy removed")

    def _vacancy_chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        self._show_vacancy(self.vacancies.row_at(current) if current.isValid() else None)

    def _vacancy_picked(self, tag: str, value: str) -> None:
        vacancy = self.table.current()
        if vacancy is None:
            self.session.tell("Add a vacancy first.", "problem")
        else:
            self.session.edits.edit_many([(vacancy, tag, value)], f"Vacancy: {self._label('vacancy', tag)}")


def _form(title: str) -> QGroupBox:
    box = QGroupBox(title)
    named(box, title)
    QFormLayout(box)
    return box


def _below(box: QGroupBox, buttons: tuple[QWidget, ...], words: QWidget) -> None:
    """Put buttons, and words that they show, below the fields of a form, over its whole width, once."""
    form = box.layout()
    if isinstance(form, QFormLayout) and not box.property("closed"):
        box.setProperty("closed", True)
        form.addRow(row(*buttons))
        form.addRow(words)


def _line(box: QGroupBox, title: str, widget: QLineEdit, tip: str, beside: QWidget | None = None) -> None:
    """Put a field with its label into a form, once, with what stands beside it."""
    form = box.layout()
    if isinstance(form, QFormLayout) and widget.accessibleName() != title:
        place: QWidget = widget if beside is None else row(widget, beside)
        at = next((at for at in range(form.rowCount()) if form.itemAt(at, _WHOLE) is not None), form.rowCount())
        form.insertRow(at, title, place)
        buddy = form.labelForField(place)
        if isinstance(buddy, QLabel):
            buddy.setBuddy(widget)
            buddy.setToolTip(tip)
    named(widget, title)
    widget.setProperty("help", tip)
    widget.setAccessibleDescription(tip)


def _call(call: Callable[[], None], _checked: bool = False) -> None:
    call()
