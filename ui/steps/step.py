"""The steps of the window, one module each: a class `Page`, a kind of `Step`.

A step is a widget that shows one part of the return. It reads from the session, changes things only through it, and is
told by `refresh` what kind of thing changed. Steps that are not on show are refreshed when they are next shown, so that
an edit costs only what is seen.
"""

from __future__ import annotations

import importlib
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from ui.session.events import What
from ui.session.session import Session


class State(StrEnum):
    """How far a step has come. A mark is never shown without its word (see `Step.state_words`)."""

    LATER = "later"  # nothing can be done here yet
    OPEN = "open"  # something is left to do
    DONE = "done"  # nothing is left to do
    PROBLEM = "error"  # something here keeps the return from being ready


class Step(QWidget):
    """One step.

    name: the package's, as in TITLES and `Session.go_to`. title: on the rail. says: one line below the title of the
    page, what is done here. help_page: of `resources/help`, opened by F1.
    """

    done = Signal()
    """Nothing is left to do here since a moment ago: the window offers the next step."""

    name: str = ""
    title: str = ""
    says: str = ""
    help_page: str = "index.html"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setAccessibleName(self.title)

    def complete(self) -> None:
        """Add what the first window need not wait for; called once it is on show."""

    def refresh(self, what: frozenset[What]) -> None:
        """Bring the page up to the session; called while it is on show, with all that changed since it last was."""
        raise NotImplementedError

    def left(self) -> int:
        """Return how many things are left to do here: shown on the rail. Called often, so it must be quick."""
        return 0

    def why_later(self) -> str:
        """Return why nothing can be done here yet, "" where something can. The page still opens."""
        if not self.session.is_open:
            return "no return is open yet"
        if not self.session.files.views:
            return "add your files first"
        if self.session.built is None:
            # Nothing was counted yet, so that nothing is done either.
            if self.session.problem is None:
                return "the files are being read"
            return (
                "say first which school it is" if self.session.lacks_school else "the files could not be put together"
            )
        if self.session.built.estabs:
            return "say first which of the schools it is"
        return ""

    def state(self) -> State:
        """Return how far the step has come. Called often, so it must be quick."""
        if self.why_later():
            return State.LATER
        return State.OPEN if self.left() else State.DONE

    def left_words(self) -> str:
        """Return what is left here, for the foot of the page: `4 left here`."""
        state = self.state()
        if state is State.LATER:
            return f"Later: {self.why_later()}"
        if state is State.DONE:
            return "Nothing left here"
        words = self.state_words()
        return f"{words} here" if words.endswith(" left") else words[:1].upper() + words[1:]

    def state_words(self) -> str:
        """Return the state in words, for those who do not see the mark; with how much is left."""
        state, left = self.state(), self.left()
        if state is State.LATER:
            return f"later: {self.why_later()}"
        if state is State.DONE:
            return "done"
        return f"{left:,} left" if left else "not ready"

    def can_show(self, kind: str, tag: str) -> bool:  # noqa: ARG002
        """Whether this is the step in which a field of a kind of record is mended."""
        return False

    def show_field(self, key: str, tag: str) -> None:
        """Go to a record and put the focus into a field of it (any, where the tag is empty)."""

    def rule(self) -> str:
        """Return the rule of the finding that is chosen on the page, for its help; "" for none."""
        return ""

    def actions_for_menu(self) -> list[QAction]:
        """Return what can be done here, each with a shortcut: it stands in the menu Step and the list of shortcuts."""
        return []

    def set_up_focus(self) -> None:
        """Put the focus where work begins, when the step is opened by keyboard."""
        self.setFocus()


def step_class(name: str) -> type[Step]:
    """Return the page of a step, loaded when it is first wanted."""
    page: type[Step] = importlib.import_module(f"ui.steps.{name}.page").Page
    return page
