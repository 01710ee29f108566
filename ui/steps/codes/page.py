"""Match codes: each text of the files that stands for a code, settled once for all alike; open questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from converters.values.codes import BLANK
from converters.values.job_titles import OUT
from swf_desktop.words import counted, listed
from ui.session.events import TITLES, What
from ui.session.session import Session
from ui.steps.codes.asked import word_cards
from ui.steps.codes.choices import TITLE, code_choices, is_proposed, meaning_of, own_answer
from ui.steps.step import Step
from ui.widgets.basic import button, known, label, row, scrolling, text_width
from ui.widgets.boxes import ChoiceBox, SearchBox
from ui.widgets.chooser import Choice, Chooser
from ui.widgets.deck import Asked, Decided, Deck, Own, answer_card
from ui.widgets.row_views import RowView
from ui.widgets.table_model import Column, RowsModel

if TYPE_CHECKING:
    from converters.values.codes import CodeMatcher
    from swf_desktop.collection import Collection

_HOW = {
    "code": "it is the code itself",
    "alias": "a usual word for it",
    "description": "it is the code's description",
}


class TextRow(NamedTuple):
    """One text in one field.

    code: what it is read as, "" while open. proposed: the likeliest codes of an open one. asked: the choices of its
    question.
    """

    field: str
    label: str
    text: str
    cells: int
    code: str
    meaning: str
    why: str
    proposed: tuple[str, ...] = ()
    open: bool = False
    chosen: bool = False
    asked: tuple[tuple[str, str], ...] = ()

    @property
    def state(self) -> str:
        """Whether it is settled, as a mark and a word."""
        if self.open:
            return "? to settle"
        if not self.code:
            return "– as it stands"
        return "✎ you chose" if self.chosen else "✓ known"

    @property
    def shown(self) -> str:
        """Code and meaning."""
        if self.open:
            return f"perhaps {self.proposed[0]}: {self.meaning}" if self.proposed else "not known"
        if not self.code:
            return "no code, not asked about"
        if self.code == BLANK:
            return "left blank"
        return f"{self.code}: {self.meaning}" if self.meaning else self.code


class Page(Step):
    """What is to decide, one card at a time; behind “Show all” every word, beside the codes that it may mean."""

    name = "codes"
    title = TITLES["codes"]
    says = "Say which code each word of your files means. Settle one, and all cells that say the same are settled."
    help_page = "steps/what-words-mean.html"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.message = label("")
        self.message.setAccessibleName("Why there is nothing to decide")
        self.show_box = ChoiceBox("Which texts are shown", [("", "all texts"), ("open", "only those to settle")])
        self.show_box.picked.connect(lambda _: self._filter())
        self.field_box = ChoiceBox("Texts of which field", [("", "every field")])
        self.field_box.picked.connect(lambda _: self._filter())
        self.table: RowsModel[TextRow] = RowsModel(
            [
                Column("State", lambda one: one.state, sort=lambda one: (not one.open, not one.chosen)),
                Column("Field", lambda one: one.label),
                Column("Text in your files", lambda one: one.text, tip=lambda one: one.text),
                Column("Cells", lambda one: f"{one.cells:,}", sort=lambda one: -one.cells, right=True),
                Column("Is read as", lambda one: one.shown, tip=lambda one: one.shown),
                Column("Why", lambda one: one.why, tip=lambda one: one.why, wide=True),
            ],
            self,
        )
        self.texts = RowView(
            self.table, "Texts that stand for codes", lambda one: (one.field, one.text), most={1: 24, 2: 26, 4: 30}
        )
        self.texts.show_at_least(7)
        self.search = SearchBox("Find a text", "Find a text or code", self.texts)
        self.search.textChanged.connect(lambda _: self._filter())
        self.texts.moved.connect(self._show_text)
        self.texts.opened.connect(lambda _: self.focus_chooser())
        self.title_ = label("")
        self.title_.setAccessibleName("The current text")
        font = self.title_.font()
        font.setBold(True)
        self.title_.setFont(font)
        self.chooser = Chooser("Which code it means", ("Meaning", "Code"))
        self.chooser.chosen.connect(self._settle)
        self.use = button("It &means this", self.chooser.choose, tip="All cells that say the same get this code")
        self.blank = button("Leave &blank", lambda: self._settle(BLANK), tip="The text means nothing; nothing is sent")
        self.again = button("As the &program finds", lambda: self._settle(""), tip="Take your choice back")
        self.deck = Deck("Questions about words", self._search)
        known(self.deck.card, "question")
        self.deck.answered.connect(self._answered)
        self.deck.offer_everybody(session)
        self.deck.emptied.connect(self.done)
        self.decided = Decided()
        self.all = button("Show all words", lambda: self.show_all(self.views.currentWidget() is not self.area))
        self._tools = row(self.deck.place, self.all, stretch=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.message)
        # With large text the page is larger than the window: it scrolls.
        self.area = scrolling(self._codes_page())
        self.views = QStackedWidget()
        for view in (self.deck, self.decided, self.area):
            self.views.addWidget(view)
        layout.addWidget(self._tools)
        layout.addWidget(self.views, 1)
        self._all = False
        self._current: TextRow | None = None
        self._matchers: dict[str, CodeMatcher | None] = {}
        self._actions = self._make_actions()
        self._show_all()

    def _codes_page(self) -> QWidget:
        top = QHBoxLayout()
        for text, widget in (("Sho&w", self.show_box), ("&of", self.field_box), ("&Text", self.search)):
            before = QLabel(text)
            before.setBuddy(widget)
            top.addWidget(before)
            top.addWidget(widget, 1)
        left = QWidget()
        left_layout = QVBoxLayout(left)
        left_layout.setContentsMargins(0, 0, 0, 0)
        left_layout.addLayout(top)
        left_layout.addWidget(self.texts, 1)
        right = QWidget()
        right_layout = QVBoxLayout(right)
        right_layout.setContentsMargins(text_width(self, 1), 0, 0, 0)
        right_layout.addWidget(self.title_)
        right_layout.addWidget(self.chooser, 1)
        right_layout.addWidget(row(self.use, self.blank, self.again))
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([text_width(self, 110), text_width(self, 66)])
        return splitter

    # What it shows

    def refresh(self, what: frozenset[What]) -> None:  # noqa: D102
        if what & {What.OPENED, What.MATCHING, What.RECORDS, What.SETTINGS, What.PRIVACY}:
            self._show_all()

    def left(self) -> int:  # noqa: D102
        return len(self.session.questions_of("codes"))

    def _show_all(self) -> None:
        session = self.session
        collection, built = session.collection, session.built
        ready = collection is not None and built is not None
        self.message.setText("" if ready else self._why_nothing())
        self.message.setVisible(not ready)
        for widget in (self.views, self._tools):
            widget.setVisible(ready)
        self._matchers = {}
        if not ready or collection is None:
            self.texts.show_rows([])
            self.deck.show_asked([])
            return
        first = not self.table.rows
        rows = text_rows(session, collection, self._matchers)
        names = dict.fromkeys((one.field, one.label) for one in rows)
        self.field_box.set_choices([("", "every field"), *sorted(names, key=lambda pair: pair[1])])
        self.texts.show_rows(rows)
        if first:
            self.texts.select_place(0)
        self._show_text()
        others = [answer_card(one, session) for one in session.questions_of("codes") if one.kind != "code"]
        self.deck.show_asked([*word_cards(session, collection), *others], settled=not session.builder.stale)
        self.decided.say(
            f"✓ Nothing is left to decide: {counted(sum(bool(one.code) for one in rows), 'word')} of your "
            "files are understood."
        )
        self._show_view()

    # One at a time, or all

    def show_all(self, wanted: bool = True) -> None:
        """Show every word, or what is to decide alone."""
        self._all = wanted
        self._show_view()
        self.set_up_focus()

    def _show_view(self) -> None:
        many = len(self.deck.cards)
        now = self.area if self._all else self.deck if many else self.decided
        self.views.setCurrentWidget(now)
        self.deck.place.setVisible(now is self.deck)
        back = f"&Back to the questions ({many})" if many else "Sho&w less"
        self.all.setText(back if self._all else "&Show all words")

    def _search(self, one: Asked) -> tuple[Sequence[Choice], Own | None]:
        question, collection = one.questions[0], self.session.collection
        if question.kind != "code" or collection is None:
            return [Choice(answer, words, "", why) for answer, words, why in one.answers], None
        asked = tuple(choice for choice in question.choices if choice[0] != BLANK)
        proposed = tuple(answer for answer, *_ in one.answers if answer not in (BLANK, OUT))
        blank = Choice(BLANK, "Leave it empty", "", "Nothing is sent for it")
        return [*code_choices(question.scope, proposed, asked, collection), blank], own_answer(
            question.scope, collection
        )

    def _answered(self, one: Asked, answer: str, alike: tuple[str, ...]) -> None:
        """Settle the words of a card, all in one step."""
        question, collection = one.questions[0], self.session.collection
        if question.kind != "code" or collection is None:
            if self.session.decisions.answer(question, answer):
                self.session.tell("The answer is kept. The return is being built again.", "done")
        else:
            name = collection.fields[question.scope].label
            words = "left empty" if answer == BLANK else answer
            cells = counted(sum(other.count for other in one.questions if other.key in alike), "cell")
            step = f"{name}: {words} for {cells} alike"
            if self.session.decisions.set_code(question.scope, dict.fromkeys(alike, answer), step):
                said = listed([f"“{text}”" for text in alike], 3)
                verb = "is" if len(alike) == 1 else "are"
                self.session.tell(f"{name}: {said} {verb} {words} now, in {cells}. Ctrl+Z takes it back.", "done")
        self._show_view()

    def _why_nothing(self) -> str:
        if not self.session.is_open:
            return "No return is open. Open one, or begin a new one, in “School and year”."
        if not self.session.files.views:
            return "There are no files yet. Add the staff list and the payroll report in “Your files”."
        return str(self.session.problem) if self.session.problem is not None else "The codes are being looked at."

    def _filter(self) -> None:
        only, field, text = self.show_box.value(), self.field_box.value(), self.search.text().strip().casefold()

        def keeps(one: TextRow) -> bool:
            return (
                (not only or one.open)
                and (not field or one.field == field)
                and (not text or text in f"{one.text} {one.shown}".casefold())
            )

        self.texts.filter_rows(keeps)

    def _show_text(self) -> None:
        one: TextRow | None = self.texts.current()
        collection = self.session.collection
        if one == self._current and one is not None:
            return
        self._current = one
        for widget in (self.chooser, self.use, self.blank, self.again):
            widget.setEnabled(one is not None)
        if one is None or collection is None:
            self.title_.setText(
                "No text is chosen." if self.table.rows else "✓ No text of your files stands for a code."
            )
            self.chooser.set_choices([])
            return
        cells = counted(one.cells, "cell")
        self.title_.setText(f"{one.label}: what does “{one.text}” mean? ({cells})")
        self.chooser.set_choices(
            code_choices(one.field, one.proposed, one.asked, collection),
            one.code or (one.proposed[0] if one.proposed else ""),
            own_answer(one.field, collection),
        )
        self.again.setEnabled(one.chosen)

    # What it changes

    def _settle(self, code: str) -> None:
        one = self._current
        collection = self.session.collection
        if one is None or collection is None:
            return
        words = {"": "open again", BLANK: "blank"}.get(code, code)
        cells = counted(one.cells, "cell")
        typing = self.chooser.in_use
        if self.session.decisions.set_code(one.field, {one.text: code}, f"{one.label}: {words} for {cells} alike"):
            self.session.tell(f"{one.label}: “{one.text}” is {words} now, in {cells}.", "done")
            self._go_on(one, typing=typing)

    def _go_on(self, done: TextRow, *, typing: bool = False) -> None:
        """Go to the next text that is to settle; where the current one was settled already, stay."""
        if done.open:
            rows = self.texts.visible
            at = rows.index(done) if done in rows else -1
            after = [one for one in (*rows[at + 1 :], *rows[: max(at, 0)]) if one.open]
            if after:
                self.texts.go_to_key((after[0].field, after[0].text))
        # Where the next word goes: who typed goes on typing.
        (self.chooser.search if typing else self.texts).setFocus()

    def focus_chooser(self) -> None:
        """Put the focus into the search box for codes."""
        if self.views.currentWidget() is self.deck:
            self.deck.open_search()
        elif self.chooser.isEnabled():
            self.chooser.search.setFocus()

    def next_open(self) -> bool:
        """Go to the next text or question that is open; whether there is one."""
        rows = self.texts.visible
        current = self.texts.current()
        at = rows.index(current) if current in rows else -1
        after = [one for one in (*rows[at + 1 :], *rows[: at + 1]) if one.open]
        if after:
            self.texts.go_to_key((after[0].field, after[0].text))
            self.texts.setFocus()
            return True
        return False

    def set_up_focus(self) -> None:  # noqa: D102
        if self.views.currentWidget() is self.deck:
            self.deck.set_up_focus()
            return
        if self.views.currentWidget() is self.decided:
            self.all.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        current: TextRow | None = self.texts.current()
        if (current is not None and current.open) or not self.next_open():
            self.texts.setFocus()

    def _next(self) -> None:
        if self.views.currentWidget() is self.deck:
            self.deck.go(1)
        elif not self.next_open():
            self.session.tell("✓ Every text is settled and no question is open.", "done")

    def _make_actions(self) -> list[QAction]:
        actions = []
        for text, keys, call in (
            ("&Next text to settle", "F4", self._next),
            ("&Choose the code", "F2", self.focus_chooser),
            ("Leave this text &blank", "Ctrl+Shift+B", lambda: self._settle(BLANK)),
            ("&Show all words, or the questions alone", "Ctrl+Shift+A", self.all.click),
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


def text_rows(session: Session, collection: Collection, matchers: dict[str, CodeMatcher | None]) -> list[TextRow]:
    """Return every text in a field with codes: those that are open first, then by field and how often they stand."""
    built = session.built
    if built is None:
        return []
    recipe = session.decisions.recipe
    columns = _coded_by_columns(session)
    rows = []
    seen: set[tuple[str, str]] = set()
    stale = session.builder.stale
    for question in session.questions_of("codes"):
        if question.kind != "code":
            continue
        settled = recipe.settled(question.scope).get(question.key, "") if stale else ""
        seen.add((question.scope, question.key))
        field = collection.fields[question.scope]
        # A job title's last two answers are offered for every title.
        offered = question.choices[:-2] if question.scope == TITLE else question.choices
        proposed = tuple(code for code, _ in offered if code not in (BLANK, "true", "false"))[:4]
        short = len(proposed) if is_proposed(question, collection) else 0
        meaning = meaning_of(question.scope, settled or (proposed[0] if short else ""), collection)
        rows.append(
            TextRow(
                question.scope,
                field.label,
                question.key,
                question.count,
                settled,
                meaning,
                "you chose it" if settled else "nothing known is like it" if not short else "it looks like it",
                proposed[:short],
                open=not settled,
                chosen=bool(settled),
                asked=tuple(choice for choice in question.choices if choice[0] != BLANK),
            )
        )
    for use in built.codes:
        if (use.field, use.text) in seen or use.field not in columns or use.field not in collection.fields:
            continue
        chosen = recipe.settled(use.field).get(use.text, "")
        code = chosen or use.code
        rows.append(
            TextRow(
                use.field,
                collection.fields[use.field].label,
                use.text,
                use.count,
                code,
                meaning_of(use.field, code, collection),
                "you chose it" if chosen else _how(use.field, use.text, use.code, collection, matchers),
                # Nothing is asked about it: what it means does not matter, or another question decides it.
                chosen=bool(chosen),
            )
        )
        seen.add((use.field, use.text))
    for name, texts in recipe.codes.items():
        # What was said to mean nothing stands in no record any more.
        for text, code in texts.items():
            if code == BLANK and (name, text) not in seen and name in collection.fields:
                said = collection.fields[name].label
                rows.append(TextRow(name, said, text, 0, BLANK, "", "you chose it", chosen=True))
    return sorted(rows, key=lambda one: (not one.open, one.label, -one.cells, one.text))


def _coded_by_columns(session: Session) -> set[str]:
    """Return the fields that stand in the files: what the program adds by itself has no text to settle."""
    found: set[str] = set()
    for sheet in session.built.sheets if session.built is not None else ():
        if sheet.used:
            found |= {name for name, *_ in sheet.cells}
            found |= {part.strip().partition(" ")[0] for one in sheet.columns for part in one.target.split("+")}
    return found


def _how(name: str, text: str, code: str, collection: Collection, matchers: dict[str, CodeMatcher | None]) -> str:
    """Return why a text is read as a code; "" where something else than the words decided."""
    if not code:
        return "it is no code that is known"
    if name not in matchers:
        from converters.values.codes import matcher_for

        matchers[name] = matcher_for(collection, name, {})
    matcher = matchers[name]
    found = matcher.match(text) if matcher is not None else None
    return _HOW.get(found.how, "") if found is not None and found.code == code else ""
