"""Open questions as plain cards: the question, its answers to choose from, what is concerned, or decide later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from swf_desktop.record import place_words
from swf_desktop.words import counted
from ui.session.events import HIDDEN
from ui.session.session import Session
from ui.widgets.basic import button, label, named, row, wide
from ui.widgets.boxes import ChoiceBox
from ui.widgets.marks import mark_icon

if TYPE_CHECKING:
    from converters.recipe.question import Question

MOST_BUTTONS: Final = 6
"""So many answers have a button each; of more, the likeliest do, and all are found by searching."""


class AskOthers(QToolButton):
    """The button beside the answers of a question. menu: whom to ask."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText("I don't &know …")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        named(self, "I don't know", "Put the question on a sheet for somebody who knows; it stays open here")
        self.whom = QMenu(self)
        self.whom.setAccessibleName("Whom to ask")
        self.setMenu(self.whom)

    def offer(self, whom: Sequence[tuple[str, str]], put: Callable[[str], object]) -> None:
        """Offer people to ask. whom: (key, words). put: called with the key of the one that was chosen."""
        self.whom.clear()
        for key, words in whom:
            self.whom.addAction(words, partial(put, key))

    def offer_everybody(self, put: Callable[[str], object]) -> None:
        """Offer payroll, HR and the head."""
        from converters.recipe.asking import WHO

        self.offer([(key, f"Ask {said}") for key, said in WHO.items()], put)


def put_to(session: Session, questions: Sequence[Question], whom: str) -> bool:
    """Put questions to somebody, and say what came of it; whether it was done."""
    from converters.recipe.asking import WHO

    if not session.decisions.put_to(questions, whom):
        return False
    tell_put(session, WHO[whom])
    return True


def tell_put(session: Session, said: str) -> None:
    """Say that something was put to somebody. said: whom, in words."""
    session.tell(
        f"The question is put to {said}, and stays open here. It stands on their sheet of questions: “Finish”, Write "
        "all reports.",
        "done",
    )


def waits_words(questions: Sequence[Question]) -> str:
    """Return that a question waits for somebody, "" where it does not."""
    from converters.recipe.asking import WHO

    asked = next((question.ask for question in questions if question.ask), "")
    return f"Put to {WHO[asked]}; waiting for the answer." if asked else ""


class Card(QFrame):
    """One question: the likely answers are buttons, others are searched for or typed.

    choices: the buttons, each with its answer as the recipe takes it.
    """

    put_off = Signal(object)
    """The question: it is to be asked last."""

    def __init__(
        self, question: Question, number: int, session: Session, parent: QWidget | None = None, *, later: bool = True
    ) -> None:
        super().__init__(parent)
        self.question, self.session = question, session
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setProperty("card", True)
        named(self, f"Question {number}: {question.text}")
        icon = named(QLabel(), "Question")
        side = self.fontMetrics().height() + 4
        icon.setPixmap(mark_icon("question").pixmap(QSize(side, side)))
        text = label(question.text)
        font = text.font()
        font.setBold(True)
        text.setFont(font)
        top = QHBoxLayout()
        top.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(text, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addLayout(top)
        about = about_question(question, session)
        waits = waits_words([question])
        if about or waits:
            layout.addWidget(label(f"{about} {waits}".strip()))
        self.choices: dict[QPushButton, str] = {}
        many = len(question.choices) > MOST_BUTTONS
        for answer, meaning in question.choices[: MOST_BUTTONS - 1] if many else question.choices:
            choice = button(_words(answer, meaning), partial(self._take, answer))
            choice.setAccessibleDescription(question.text)
            self.choices[choice] = answer
            layout.addWidget(choice)
        self.others: ChoiceBox | None = None
        if many:
            listed = [(answer, _words(answer, meaning).replace("&&", "&")) for answer, meaning in question.choices]
            self.others = ChoiceBox(f"Another answer to: {question.text}", [("", ""), *listed], search=True)
            self.others.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            line = self.others.lineEdit()
            if line is not None:
                line.setPlaceholderText("Another answer: type a word of it")
            layout.addWidget(row(self.others, button("Use this answer", self._take_other), stretch=False))
        self.own: QLineEdit | None = None
        if question.own or not question.choices:
            self.own = named(QLineEdit(), "An answer of your own")
            self.own.setPlaceholderText("An answer of your own")
            self.own.returnPressed.connect(self._take_own)
            self.give = button("Use this answer", self._take_own)
            self.give.setEnabled(False)
            self.own.textChanged.connect(lambda typed: self.give.setEnabled(bool(typed.strip())))
            layout.addWidget(row(wide(self.own, 24), self.give))
        self.unknown = AskOthers()
        self.unknown.offer_everybody(lambda whom: put_to(session, [question], whom))
        foot: list[QWidget] = [self.unknown]
        if later:
            self.later = button("Decide later", lambda: self.put_off.emit(self.question), tip="It stays open")
            foot.insert(0, self.later)
        layout.addWidget(row(*foot))

    def _take(self, answer: str) -> None:
        if self.session.decisions.answer(self.question, answer):
            self.session.tell("The answer is kept. The return is being built again.", "done")

    def _take_own(self) -> None:
        if self.own is not None and self.own.text().strip():
            self._take(self.own.text().strip())

    def _take_other(self) -> None:
        answer = self.others.value() if self.others is not None else ""
        if answer:
            self._take(answer)
        else:
            self.session.tell("Choose an answer in the list first.", "problem")

    def set_up_focus(self) -> None:
        """Put the focus on the first answer."""
        first = next(iter(self.choices), None) or self.own
        if first is not None:
            first.setFocus()


def about_question(question: Question, session: Session) -> str:
    """Return what a question is about: samples of the cells, how many, and where the first one is."""
    parts = []
    if question.examples:
        parts.append("Such as " + (HIDDEN if session.private else ", ".join(question.examples)) + ".")
    if question.count:
        parts.append(f"{counted(question.count, 'case')}.")
    place = place_words(question.source)
    if place:
        parts.append(f"First found in {place}.")
    return " ".join(parts)


def answer_words(answer: str, meaning: str) -> str:
    """Return an answer as people read it; the recipe's own word is shown only where it says something."""
    if not meaning:
        return answer
    if meaning[0].isdigit():
        # The meaning says the figure itself, as people write it.
        return meaning
    code = answer if answer.isupper() or any(char.isdigit() for char in answer) else ""
    return f"{code}: {meaning}" if code else meaning[0].upper() + meaning[1:]


def _words(answer: str, meaning: str) -> str:
    """Return an answer as a button has it."""
    return answer_words(answer, meaning).replace("&", "&&")


class Cards(QScrollArea):
    """The open questions, one below another; those put off stand at the end and are said to be open still."""

    def __init__(self, session: Session, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._put_off: list[str] = []
        self._shown: tuple[object, ...] = ()
        self.cards: list[Card] = []
        self._fill([])

    def show_questions(self, questions: list[Question]) -> None:
        """Show these questions. What is half answered stays as it is where the questions are the same."""
        rank = {key: at for at, key in enumerate(self._put_off)}
        ordered = sorted(questions, key=lambda one: rank.get(one.key, -1))
        shown = (self.session.private, *ordered)
        if shown != self._shown:
            self._shown = shown
            self._fill(ordered)

    def _fill(self, questions: list[Question]) -> None:
        focus = any(card.isAncestorOf(self.focusWidget()) for card in self.cards if self.focusWidget() is not None)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        if not questions:
            layout.addWidget(QLabel("✓ No question is open here."))
        self.cards = []
        for number, question in enumerate(questions, 1):
            if question.key in self._put_off and (number == 1 or questions[number - 2].key not in self._put_off):
                layout.addWidget(QLabel("Put off; still open:"))
            card = Card(question, number, self.session)
            card.put_off.connect(self._later)
            layout.addWidget(card)
            self.cards.append(card)
        layout.addStretch(1)
        # Not deleted at once: one of its buttons may be the sender of the signal that brought us here.
        old = self.takeWidget()
        if old is not None:
            old.deleteLater()
        self.setWidget(inside)
        if focus and self.cards:
            self.cards[0].setFocus()
            self.set_up_focus()

    def set_up_focus(self) -> None:
        """Put the focus on the first answer of the first card."""
        if self.cards:
            self.cards[0].set_up_focus()
        else:
            self.setFocus()

    def go_to(self, key: str) -> bool:
        """Show the card of a question; whether there is one."""
        for card in self.cards:
            if card.question.key == key:
                self.ensureWidgetVisible(card)
                card.set_up_focus()
                return True
        return False

    def _later(self, question: Question) -> None:
        if question.key in self._put_off:
            self._put_off.remove(question.key)
        self._put_off.append(question.key)
        questions = [card.question for card in self.cards]
        self._shown = ()
        self.show_questions(questions)
