"""Open questions as plain cards: the question, its answers to choose from, what is concerned, or decide later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from swf_desktop.record import place_words
from ui.session.events import HIDDEN
from ui.session.session import Session
from ui.widgets.basic import button, label, named, row
from ui.widgets.boxes import ChoiceBox
from ui.widgets.marks import severity_icon

if TYPE_CHECKING:
    from converters.recipe.question import Question

OWN: Final = "\0own"
"""What stands for an answer that the user types."""


class Card(QFrame):
    """One question."""

    answered = Signal(object, str)
    """The question, the answer as the recipe takes it."""
    put_off = Signal(object)

    def __init__(self, question: Question, number: int, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question = question
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(f"Question {number}")
        self.text = QLabel(question.text)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        font = self.text.font()
        font.setBold(True)
        self.text.setFont(font)
        about = QLabel(self._about(question, session))
        about.setWordWrap(True)
        about.setTextFormat(Qt.TextFormat.PlainText)
        self.group = QButtonGroup(self)
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        self.choices: dict[QRadioButton, str] = {}
        for place, (answer, meaning) in enumerate(question.choices):
            choice = QRadioButton(_words(answer, meaning))
            choice.setAccessibleDescription(question.text)
            self.group.addButton(choice)
            self.choices[choice] = answer
            grid.addWidget(choice, place, 0)
        self.own = QLineEdit()
        self.own.setAccessibleName("Another answer")
        self.own.textEdited.connect(self._typed)
        if question.own or not question.choices:
            other = QRadioButton("Something else:")
            self.group.addButton(other)
            self.choices[other] = OWN
            line = QHBoxLayout()
            line.addWidget(other)
            line.addWidget(self.own, 1)
            line.addStretch(1)
            grid.addLayout(line, len(question.choices), 0)
        self.give = QPushButton("Use this answer")
        self.give.setAccessibleName(f"Use this answer to question {number}")
        self.give.setEnabled(False)
        self.give.clicked.connect(self._give)
        self.later = QPushButton("Decide later")
        self.later.setAccessibleName(f"Decide question {number} later")
        self.later.clicked.connect(lambda: self.put_off.emit(self.question))
        self.group.buttonClicked.connect(lambda _: self._ready())
        self.group.buttonToggled.connect(lambda *_: self._ready())
        buttons = QHBoxLayout()
        buttons.addWidget(self.give)
        buttons.addWidget(self.later)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(about)
        layout.addLayout(grid)
        layout.addLayout(buttons)

    @staticmethod
    def _about(question: Question, session: Session) -> str:
        parts = []
        if question.examples:
            parts.append("Such as " + (HIDDEN if session.private else ", ".join(question.examples)) + ".")
        if question.count:
            parts.append(f"{question.count:,} {'case' if question.count == 1 else 'cases'}.")
        place = place_words(question.source)
        if place:
            parts.append(f"First found in {place}.")
        return " ".join(parts)

    def _typed(self) -> None:
        for choice, answer in self.choices.items():
            if answer == OWN:
                choice.setChecked(True)
        self._ready()

    @property
    def answer(self) -> str:
        """The answer that is marked, "" for none."""
        for choice, answer in self.choices.items():
            if choice.isChecked():
                return self.own.text().strip() if answer == OWN else answer
        return ""

    def _ready(self) -> None:
        self.give.setEnabled(bool(self.answer))

    def _give(self) -> None:
        if self.answer:
            self.answered.emit(self.question, self.answer)


def _words(answer: str, meaning: str) -> str:
    """Return an answer as people read it; the recipe's own word is shown only where it says something."""
    if not meaning:
        return answer.replace("&", "&&")
    code = answer if answer.isupper() or any(char.isdigit() for char in answer) else ""
    text = f"{code}: {meaning}" if code else meaning[0].upper() + meaning[1:]
    return text.replace("&", "&&")


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
            card.answered.connect(self._answer)
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
        if self.cards and self.cards[0].choices:
            next(iter(self.cards[0].choices)).setFocus()
        else:
            self.setFocus()

    def go_to(self, key: str) -> bool:
        """Show the card of a question; whether there is one."""
        for card in self.cards:
            if card.question.key == key:
                self.ensureWidgetVisible(card)
                if card.choices:
                    next(iter(card.choices)).setFocus()
                return True
        return False

    def _answer(self, question: Question, answer: str) -> None:
        if self.session.decisions.answer(question, answer):
            self.session.tell("The answer is kept. The return is being built again.", "done")

    def _later(self, question: Question) -> None:
        if question.key in self._put_off:
            self._put_off.remove(question.key)
        self._put_off.append(question.key)
        questions = [card.question for card in self.cards]
        self._shown = ()
        self.show_questions(questions)


class QuestionCard(QFrame):
    """An open question with its answers: pick one, or type another."""

    def __init__(self, session: Session, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.question = session, question
        self.setFrameShape(QFrame.Shape.StyledPanel)
        named(self, f"Question: {question.text}")
        icon = QLabel()
        side = self.fontMetrics().height() + 6
        icon.setPixmap(severity_icon("question").pixmap(QSize(side, side)))
        layout = QVBoxLayout(self)
        top = QHBoxLayout()
        top.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(label(question.text), 1)
        layout.addLayout(top)
        if question.examples and not session.private:
            layout.addWidget(label("For example: " + ", ".join(question.examples)))
        choices = [
            (answer, f"{meaning}  ({answer})" if meaning and meaning != answer else answer)
            for answer, meaning in question.choices
        ]
        self.box = ChoiceBox(
            f"Answer to: {question.text}", [("", "Choose an answer, or type one"), *choices], search=True
        )
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.box.setCurrentIndex(0)
        take = button("Use this answer", self._answer)
        layout.addWidget(row(self.box, take, stretch=False))

    def _answer(self) -> None:
        answer = self.box.value() or self.box.currentText().strip()
        if answer and answer != self.box.itemText(0):
            self.session.decisions.answer(self.question, answer)
        else:
            self.session.tell("Choose an answer first.", "problem")
