"""Match columns: what each column of each sheet is, what is still needed, and how the sheets are joined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from converters.recipe.target import IGNORE, OPEN
from swf_desktop.words import counted
from ui.session.events import TITLES, What
from ui.session.session import Session
from ui.steps.columns.asked import cards_of, column_of
from ui.steps.columns.fields import field_choices, missing_fields, target_words
from ui.steps.columns.joins import JoinsPage
from ui.steps.columns.needed import NeededPage
from ui.steps.columns.sheet import SheetPage
from ui.steps.step import Step
from ui.widgets.basic import button, row, scrolling, text_width
from ui.widgets.chooser import Choice
from ui.widgets.deck import Asked, Decided, Deck, Own
from ui.widgets.question_cards import Cards
from ui.widgets.row_views import RowView
from ui.widgets.table_model import Column, RowsModel
from ui.worker.views import BuiltView, SheetView

if TYPE_CHECKING:
    from converters.recipe.question import Question

NEEDED: Final = "needed"
SHEET: Final = "sheet"
JOINS: Final = "joins"
ASKED: Final = "asked"


class Place(NamedTuple):
    """One line of the list at the left. left: how many things are to decide there; mark: said where there is none."""

    what: str
    key: str
    title: str
    left: int = 0
    mark: str = ""

    @property
    def tip(self) -> str:
        """Said beside the mouse: the file too."""
        return self.key if self.what == SHEET else self.title

    @property
    def words(self) -> str:
        """The line: a mark, the name, and what is left in words."""
        if self.what == NEEDED:
            return f"▲ {self.title}: {self.left}" if self.left else f"✓ {self.title}: none"
        if self.left:
            return f"? {self.title}: {self.left:,} to decide"
        return f"{self.mark} {self.title}"


class Page(Step):
    """What is to decide, one card at a time; behind “Show all” every sheet with its columns.

    There: sheets at the left, with what is still needed before them; the columns of one; and what a column may be.
    """

    name = "columns"
    title = TITLES["columns"]
    says = "Say what a column of your files is. What the program knows by itself it does not ask."
    help_page = "steps/what-columns-are.html"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setAccessibleName("Why there is nothing to decide")
        self.places: RowsModel[Place] = RowsModel(
            [Column("Sheet", lambda place: place.words, tip=lambda place: place.tip, wide=True)],
            self,
        )
        self.list = RowView(self.places, "Sheets, and what is still needed", lambda place: place.key)
        self.list.setMinimumWidth(text_width(self, 27))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.moved.connect(self._show_place)
        self.list.opened.connect(lambda _: self._into_place())
        self.needed = NeededPage(session)
        self.sheet = SheetPage(session)
        self.joins = JoinsPage(session)
        self.asked = Cards(session, "Questions about the sheets")
        self.stack = QStackedWidget()
        for page in (self.needed, self.sheet, self.joins, self.asked):
            self.stack.addWidget(page)
        self.body = QSplitter(Qt.Orientation.Horizontal)
        self.body.addWidget(self.list)
        self.body.addWidget(self.stack)
        self.body.setStretchFactor(0, 0)
        self.body.setStretchFactor(1, 1)
        self.body.setChildrenCollapsible(False)
        width = self.fontMetrics().averageCharWidth()
        self.body.setSizes([width * 30, width * 140])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.message)
        self.deck = Deck("Questions about your columns", self._search)
        self.deck.answered.connect(self._answered)
        self.deck.offer_everybody(session)
        self.deck.emptied.connect(self.done)
        self.decided = Decided()
        self.all = button("Show all columns", lambda: self.show_all(self.views.currentWidget() is not self.area))
        self.gaps = button("What is still needed", self._to_gaps)
        self._tools = row(self.deck.place, self.gaps, self.all, stretch=False)
        # With large text the page is larger than the window: it scrolls.
        self.area = scrolling(self.body)
        self.views = QStackedWidget()
        for view in (self.deck, self.decided, self.area):
            self.views.addWidget(view)
        layout.addWidget(self._tools)
        layout.addWidget(self.views, 1)
        self._all = False
        self._counts: dict[str, tuple[int, int]] = {}
        self._counted: BuiltView | None = None
        self._actions = self._make_actions()
        self._show_all()

    # What it shows

    def refresh(self, what: frozenset[What]) -> None:  # noqa: D102
        if what & {What.OPENED, What.MATCHING, What.RECORDS, What.SETTINGS, What.PRIVACY, What.FILES}:
            self._show_all()

    def left(self) -> int:  # noqa: D102
        return len(self.session.questions_of("columns"))

    def _show_all(self) -> None:
        built = self.session.built
        sheets = built.sheets if built is not None else []
        self.message.setText(self._why_nothing())
        self.message.setVisible(not sheets)
        for widget in (self.views, self._tools):
            widget.setVisible(bool(sheets))
        if not sheets or self.session.collection is None:
            self.list.show_rows([])
            return
        missing = missing_fields(self.session.collection, sheets, self._counts, built.people if built else 0)
        self.needed.show_missing(missing)
        self._count()
        questions = [one for one in self.session.questions_of("columns") if one.kind == "answer"]
        self.asked.show_questions(questions)
        self.list.show_rows(self._places(sheets, len(missing), questions))
        self._show_place()
        self.deck.show_asked(cards_of(self.session), settled=not self.session.builder.stale)
        self.decided.say(_summary(sheets))
        self.gaps.setText(f"What is still &needed ({len(missing)})")
        self.gaps.setVisible(bool(missing))
        self._show_view()

    # One at a time, or all

    def show_all(self, wanted: bool = True) -> None:
        """Show every sheet and column, or what is to decide alone."""
        self._all = wanted
        self._show_view()
        if wanted:
            self.list.setFocus()
        else:
            self.set_up_focus()

    def _show_view(self) -> None:
        many = len(self.deck.cards)
        now = self.area if self._all else self.deck if many else self.decided
        self.views.setCurrentWidget(now)
        self.deck.place.setVisible(now is self.deck)
        back = f"&Back to the questions ({many})" if many else "Sho&w less"
        self.all.setText(back if self._all else "&Show all columns")

    def _to_gaps(self) -> None:
        self.show_all()
        self.list.go_to_key(NEEDED)
        self.needed.set_up_focus()

    def _search(self, one: Asked) -> tuple[Sequence[Choice], Own | None]:
        """Return every field that a column may be, or every answer of another question."""
        question, collection = one.questions[0], self.session.collection
        if question.kind != "column" or collection is None:
            choices = [Choice(answer, words, "", why) for answer, words, why in one.answers]
            return choices, None
        found = column_of(question, self.session)
        if found is None:
            return [], None
        sheet, column = found
        filled = {
            part.strip().partition(" ")[0]: other.heading
            for other in sheet.columns
            if other.index != column.index and other.target not in ("", OPEN, IGNORE)
            for part in other.target.split("+")
        }
        return field_choices(collection, sheet.grain, column.proposals, filled), None

    def _answered(self, one: Asked, answer: str, _alike: object) -> None:
        question, collection = one.questions[0], self.session.collection
        found = column_of(question, self.session) if question.kind == "column" else None
        if found is None or collection is None:
            done = self.session.decisions.answer(question, answer)
            said = "The answer is kept. The return is being built again."
        else:
            sheet = found[0]
            said = f"Column {question.key} is {target_words(answer, collection)}."
            done = self.session.decisions.set_column(sheet.file, sheet.sheet, question.key, answer, said[:-1])
        if done:
            self.session.tell(f"{said} Undo takes it back (Ctrl+Z).", "done")
        self._show_view()

    def _count(self) -> None:
        """Ask the worker, once for each build, how many records lack what is needed."""
        built = self.session.built
        if built is None or built is self._counted or self.session.builder.stale:
            return
        self._counted = built

        def counted(counts: dict[str, tuple[int, int]]) -> None:
            if self.session.built is built:
                self._counts = counts
                self._show_all()

        self.session.files.run_job("ui.worker.lacking:lacking", title="Looking for what is still needed", then=counted)

    def _places(self, sheets: list[SheetView], missing: int, questions: list[Question]) -> list[Place]:
        places = [Place(NEEDED, NEEDED, "Still needed", missing)]
        if questions:
            places.append(Place(ASKED, ASKED, "Questions", len(questions)))
        open_of: dict[str, int] = {}
        for question in self.session.questions_of("columns"):
            if question.kind == "column":
                open_of[question.scope] = open_of.get(question.scope, 0) + 1
        for sheet in sheets:
            idle = sheet.idle or not sheet.used
            title = (sheet.sheet or sheet.file) + (": not used" if idle else "")
            places.append(Place(SHEET, sheet.place, title, open_of.get(sheet.place, 0), "–" if idle else "✓"))
        places.append(Place(JOINS, JOINS, "How they are joined", mark="↔"))
        return places

    def _why_nothing(self) -> str:
        session = self.session
        if not session.is_open:
            return "No return is open. Open one, or begin a new one, in “School and year”."
        if not session.files.views:
            return "There are no files yet. Add the staff list and the payroll report in “Your files”."
        if session.problem is not None:
            return str(session.problem)
        if session.built is not None and session.built.loaded:
            return "This return was read from a return that was made before (.xml): there are no columns to look at."
        return "The columns are being looked at."

    def _show_place(self) -> None:
        place = self.list.current()
        built = self.session.built
        if place is None or built is None:
            return
        if place.what == SHEET:
            view = next((one for one in built.sheets if one.place == place.key), None)
            if view is not None:
                self.sheet.show_sheet(view)
            self.stack.setCurrentWidget(self.sheet)
        elif place.what == JOINS:
            self.stack.setCurrentWidget(self.joins)
            self.joins.show_joins()
        else:
            self.stack.setCurrentWidget(self.needed if place.what == NEEDED else self.asked)

    # Keyboard

    def _into_place(self) -> None:
        page = self.stack.currentWidget()
        if isinstance(page, SheetPage | NeededPage | JoinsPage | Cards):
            page.set_up_focus()

    def set_up_focus(self) -> None:
        """Begin where something is to decide: there, else at the list of sheets."""
        if self.views.currentWidget() is self.deck:
            self.deck.set_up_focus()
        elif self.views.currentWidget() is self.decided:
            self.all.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif not self.sheet_with_open(stay=True):
            self.list.setFocus()

    def sheet_with_open(self, *, stay: bool = False) -> bool:
        """Go to the next column that is to decide; whether there is one."""
        here = self.list.current()
        rows = self.list.visible
        start = rows.index(here) if here in rows else 0
        for place in rows[start:] + rows[:start]:
            if place.what == ASKED:
                self.list.go_to_key(place.key)
                self.asked.set_up_focus()
                return True
            if place.what == SHEET and place.left:
                self.list.go_to_key(place.key)
                self.sheet.next_open(stay=stay)
                return True
        return False

    def _next(self) -> None:
        if self.views.currentWidget() is self.deck:
            self.deck.go(1)
        elif not self.sheet_with_open():
            self.session.tell("✓ No column is left to decide.", "done")

    def _choose(self) -> None:
        if self.views.currentWidget() is self.deck:
            self.deck.open_search()
        else:
            self.sheet.panel.focus_chooser()

    def _to_joins(self) -> None:
        self.show_all()
        self.list.go_to_key(JOINS)

    def _make_actions(self) -> list[QAction]:
        actions = []
        for text, keys, call in (
            ("&Next column to decide", "F4", self._next),
            ("&Leave this column out", "Ctrl+Shift+L", self.sheet.ignore_column),
            ("&Choose what this column is", "F2", self._choose),
            ("&Show all columns, or the questions alone", "Ctrl+Shift+A", self.all.click),
            ("As the program &finds", "Ctrl+Shift+P", self.sheet.as_proposed),
            ("&How the sheets are joined", "Ctrl+Shift+J", self._to_joins),
        ):
            action = QAction(text, self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(call)
            self.addAction(action)
            actions.append(action)
        return actions

    def actions_for_menu(self) -> list[QAction]:  # noqa: D102
        return self._actions


def _summary(sheets: list[SheetView]) -> str:
    """Return in one line what was decided: how many columns are read, and how many are not needed."""
    columns = [one for sheet in sheets if sheet.used for one in sheet.columns if one.heading]
    known = sum(one.target not in ("", OPEN, IGNORE) for one in columns)
    used = sum(sheet.used and not sheet.idle for sheet in sheets)
    return (
        f"✓ Nothing is left to decide: {counted(known, 'column')} of {counted(used, 'sheet')} are read, "
        f"{len(columns) - known} are not needed."
    )
