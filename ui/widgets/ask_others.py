"""“I don't know”: one way, wherever a question is shown, to put it on the sheet of questions of somebody who does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from ui.session.session import Session
from ui.widgets.basic import named

if TYPE_CHECKING:
    from converters.recipe.question import Question


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
