"""What is to decide, one card at a time: the question, sample cells, the reason, and the likely answers as buttons.

The keys 1 to 9 give the answers, Enter the one with the focus. An answer that is no button is searched for in the
card; a letter that is typed begins the search. Nothing moves before it is answered; after an answer the next card
stands in its place at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from swf_desktop.record import place_words
from swf_desktop.words import counted
from ui.session.events import HIDDEN
from ui.session.session import Session
from ui.widgets.basic import button, empty, heading, label, named, row, wide
from ui.widgets.chooser import Choice, Chooser
from ui.widgets.question_cards import AskOthers, answer_words, put_to, waits_words

if TYPE_CHECKING:
    from converters.recipe.question import Question

MOST_ANSWERS: Final = 6
"""So many answers have a button; all of them are found by the search."""

Own = Callable[[str], str]
Choices = Callable[["Asked"], tuple[Sequence[Choice], Own | None]]
"""Gives what there is to search for a card."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One card.

    key: what names it from one build to the next. questions: those that one answer answers. title: the question in a
    few words. about: where, and how many cells. samples: cells as they stand in the file; heading: above them.
    reason: why it is asked. answers: (answer, words, why), the likeliest first. search: what is searched for besides
    them (`another meaning`), "" where the answers are all there are. own: an answer may be typed. alike: texts that
    are answered together, each of which can be taken out. likely: the first answer is a proposal, which Enter gives;
    where it is only the first of a list, Enter gives nothing.
    """

    key: str
    questions: tuple[Question, ...]
    title: str
    about: str = ""
    heading: str = ""
    samples: tuple[str, ...] = ()
    reason: str = ""
    answers: tuple[tuple[str, str, str], ...] = ()
    search: str = ""
    own: bool = False
    alike: tuple[str, ...] = ()
    likely: bool = True


def answer_card(question: Question, session: Session) -> Asked:
    """Return the card of a question that is neither about a column nor about a word."""
    samples = (HIDDEN,) if session.private and question.examples else question.examples
    place = place_words(question.source)
    about = f"{counted(question.count, 'case')}." if question.count else ""
    return Asked(
        f"answer {question.key}",
        (question,),
        question.text,
        f"{about} First found in {place}." if place else about,
        "",
        samples,
        "",
        tuple((answer, answer_words(answer, meaning), "") for answer, meaning in question.choices),
        "another answer" if len(question.choices) > MOST_ANSWERS else "",
        question.own or not question.choices,
    )


class Deck(QWidget):
    """One card at a time of those that are open. place: which of how many; the page puts it where it has room."""

    answered = Signal(object, str, object)
    """The Asked, the answer, and of texts that are alike those it holds for (tuple)."""
    emptied = Signal()
    """The last card was answered."""

    def __init__(self, name: str, choices: Choices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, name)
        self._choices = choices
        self._cards: list[Asked] = []
        self._gone: set[str] = set()
        self._last = ""
        self._at = 0
        self._ask: Callable[[Asked, str], object] | None = None
        self.buttons: dict[QPushButton, str] = {}
        self.ticks: list[QCheckBox] = []
        self.place = named(label("", wrap=False), "Which question this is")
        policy = self.place.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.place.setSizePolicy(policy)
        self.before = button("‹ Pre&vious", lambda: self.go(-1), tip="The question before (Ctrl+Page Up)")
        self.after = button("Decide &later ›", lambda: self.go(1), tip="It stays open (Ctrl+Page Down)")
        self.card = QFrame()
        self.card.setProperty("card", True)
        self.card.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.title = heading("", 2)
        self.about = label("")
        self.reason = label("")
        self._samples = label("")
        self._samples.setProperty("cells", True)
        self._ticks = QVBoxLayout()
        self._ticks.setSpacing(2)
        self._answers = QVBoxLayout()
        self._answers.setSpacing(6)
        self.more = button("Another answer", self.open_search)
        self.chooser = Chooser("All answers", ("Answer", "About it"))
        self.chooser.chosen.connect(self.give)
        self.take = button("It is &this", self.chooser.choose, main=True)
        self.own = named(QLineEdit(), "An answer of your own")
        self.own.setPlaceholderText("An answer of your own")
        self.own.returnPressed.connect(lambda: self.give(self.own.text().strip()))
        self.give_own = button("Use this answer", lambda: self.give(self.own.text().strip()))
        self._own_row = row(wide(self.own, 24), self.give_own)
        self.unknown = AskOthers()
        self._lay_out()
        self.show_asked([])

    def _lay_out(self) -> None:
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(24, 16, 24, 16)
        inside.setSpacing(8)
        inside.addWidget(self.title)
        inside.addWidget(self.about)
        inside.addWidget(self._samples)
        inside.addWidget(self.reason)
        inside.addLayout(self._ticks)
        inside.addLayout(self._answers)
        inside.addWidget(self._own_row)
        inside.addWidget(row(self.more))
        inside.addWidget(self.chooser, 1)
        inside.addWidget(self.take)
        foot = QHBoxLayout()
        foot.addWidget(self.before)
        foot.addWidget(self.after)
        foot.addWidget(self.unknown)
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.card)
        layout.addLayout(foot)
        layout.addStretch(1)

    # What it shows

    @property
    def current(self) -> Asked | None:
        """The card on show."""
        return self._cards[self._at] if self._cards else None

    @property
    def cards(self) -> list[Asked]:
        """All cards that are open."""
        return list(self._cards)

    def offer_to_ask(self, whom: Sequence[tuple[str, str]], ask: Callable[[Asked, str], object]) -> None:
        """Offer that somebody else is asked. whom: (key, words), such as payroll, HR, the head."""
        self._ask = ask
        self.unknown.offer(whom, self._put_to)
        self._show()

    def offer_everybody(self, session: Session) -> None:
        """Offer payroll, HR and the head: the question is put to them, and stays open here."""
        self._ask = lambda one, whom: put_to(session, one.questions, whom)
        self.unknown.offer_everybody(self._put_to)
        self._show()

    def _put_to(self, whom: str) -> None:
        if self.current is not None and self._ask is not None:
            self._ask(self.current, whom)
            self.go(1)

    def show_asked(self, cards: Sequence[Asked], *, settled: bool = True) -> None:
        """Show these cards; the one on show stays where it is still open. settled: they are those of the last build.

        What was answered a moment ago is not asked again while the return is being built.
        """
        if settled:
            self._gone.clear()
        now = self.current
        self._cards = [one for one in cards if one.key not in self._gone]
        # An answer that was taken back, or did not do, is asked again at once.
        back = settled and any(one.key == self._last for one in self._cards)
        wanted = self._last if back else now.key if now is not None else ""
        if back:
            self._last = ""
        place = next((at for at, one in enumerate(self._cards) if one.key == wanted), None)
        self._at = place if place is not None else min(self._at, max(len(self._cards) - 1, 0))
        if self.current == now and now is not None:
            self._say_place()
            return
        had_focus = self._has_focus()
        self._show()
        if had_focus:
            self.set_up_focus()

    def _has_focus(self) -> bool:
        inside = self.focusWidget()
        return inside is not None and inside.hasFocus()

    def _say_place(self) -> None:
        many = len(self._cards)
        said = f"Question {self._at + 1} of {many}" if many else "No question is open here"
        self.place.setText(said)
        named(self.place, said)
        self.before.setEnabled(many > 1)
        self.after.setEnabled(many > 1)

    def _show(self) -> None:
        one = self.current
        self._say_place()
        for widget in (self.card, self.before, self.after):
            widget.setVisible(one is not None)
        self.unknown.setVisible(one is not None and self._ask is not None)
        empty(self._answers)
        empty(self._ticks)
        self.buttons, self.ticks = {}, []
        self.chooser.hide()
        self.take.hide()
        if one is None:
            return
        named(self.card, f"{one.title} {one.about}")
        self.title.setText(one.title)
        self.title.setAccessibleName(one.title)
        about = f"{one.about} {waits_words(one.questions)}".strip()
        self.about.setText(about)
        self.about.setVisible(bool(about))
        self.reason.setText(one.reason)
        self.reason.setVisible(bool(one.reason))
        self._samples.setText("\n".join([*([one.heading] if one.heading else []), *one.samples]))
        self._samples.setVisible(bool(one.samples))
        named(self._samples, "Cells as they stand in the file: " + ", ".join(one.samples))
        if len(one.alike) > 1:
            self._ticks.addWidget(label("These look alike and are answered together:"))
            for text in one.alike:
                tick = named(QCheckBox(text.replace("&", "&&")), f"Answer {text} as well")
                tick.setChecked(True)
                self.ticks.append(tick)
                self._ticks.addWidget(tick)
        for number, (answer, words, why) in enumerate(one.answers[:MOST_ANSWERS], 1):
            self._add_answer(number, answer, words, why, first=number == 1)
        self.more.setText(f"{one.search[:1].upper()}{one.search[1:]} …")
        self.more.setAccessibleName(one.search)
        self.more.setVisible(bool(one.search) and bool(one.answers))
        self.own.clear()
        self._own_row.setVisible(one.own)
        if one.search and not one.answers:
            self._fill_search()

    def _add_answer(self, number: int, answer: str, words: str, why: str, *, first: bool) -> None:
        made = QPushButton(
            f"{number}   {words}".replace("&", "&&") + (f"   –   {why}".replace("&", "&&") if why else "")
        )
        made.setProperty("answer", True)
        made.setAutoDefault(True)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # The key is drawn apart from the words by what the sheet says of answers; here it is part of the text.
        named(made, f"{words}", f"Key {number}. {why}".strip())
        made.clicked.connect(lambda _checked=False: self.give(answer))
        self.buttons[made] = answer
        self._answers.addWidget(made)
        # At once, and not with the next turn of the event loop: only what is on show can have the focus.
        made.show()
        if first:
            made.setProperty("likeliest", True)

    # What is done

    def go(self, by: int) -> None:
        """Go to another card; what is passed over stays open."""
        if self._cards:
            self._at = (self._at + by) % len(self._cards)
            self._show()
            self.set_up_focus()

    def go_to(self, key: str) -> bool:
        """Show the card of a question, by the key of the card; whether there is one."""
        place = next((at for at, one in enumerate(self._cards) if one.key == key), None)
        if place is None:
            return False
        self._at = place
        self._show()
        self.set_up_focus()
        return True

    def open_search(self) -> None:
        """Search for an answer that is no button."""
        if self.current is not None and self.current.search:
            self._fill_search()
            self.chooser.search.setFocus()

    def _fill_search(self) -> None:
        one = self.current
        if one is None:
            return
        choices, own = self._choices(one)
        self.chooser.set_choices(choices, one.answers[0][0] if one.answers else "", own)
        self.chooser.show()
        self.take.show()
        self.more.hide()

    def give(self, answer: str) -> None:
        """Answer the card on show, and go on to the next."""
        one = self.current
        if one is None or not answer:
            return
        # One word by itself has no tick.
        taken = [tick.isChecked() for tick in self.ticks] or [True] * len(one.alike)
        alike = tuple(text for text, wanted in zip(one.alike, taken, strict=True) if wanted)
        if one.alike and not alike:
            return
        if len(alike) == len(one.alike):
            self._gone.add(one.key)
            self._last = one.key
        self._cards = [other for other in self._cards if other.key not in self._gone]
        self._at = self._at if self._at < len(self._cards) else 0
        self._show()
        self.answered.emit(one, answer, alike)
        if self._cards:
            self.set_up_focus()
        else:
            self.emptied.emit()

    def set_up_focus(self) -> None:
        """Put the focus on the likeliest answer, so that Enter gives it; else where an answer is typed or read."""
        one = self.current
        first: QWidget | None = next(iter(self.buttons), None)
        if first is not None and one is not None and not one.likely:
            first = self.card
        elif first is None and one is not None:
            first = self.chooser.search if one.search else self.own
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        number = event.key() - Qt.Key.Key_0
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier:
            answers = list(self.buttons.values())
            if 1 <= number <= len(answers):
                self.give(answers[number - 1])
                return
        if event.text().isalpha() and self.current is not None and self.current.search:
            # Who types a word looks for it: else it would go nowhere, and Enter give what nobody meant.
            self.open_search()
            self.chooser.search.setText(event.text())
            return
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() in _TURNS:
            self.go(_TURNS[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)


_TURNS: Final[dict[Any, int]] = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class Decided(QWidget):
    """What a page shows where nothing is to decide: one line, and the way to everything."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLabel()
        self.line.setWordWrap(True)
        self.line.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.line)
        layout.addStretch(1)

    def say(self, text: str) -> None:
        """Say what was decided."""
        self.line.setText(text)
        self.line.setAccessibleName(text)
