"""After the upload: COLLECT's list and what is done about it, the notes, a file that was refused, the authorisation."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from ui.session.events import TITLES, What
from ui.session.session import Session
from ui.steps.after_upload.authorised import Authorised
from ui.steps.after_upload.changed_there import ChangedThere
from ui.steps.after_upload.entering import Entering
from ui.steps.after_upload.listed import Listed
from ui.steps.after_upload.refused import Refused
from ui.steps.step import State, Step
from ui.widgets.basic import named, scrolling


class Page(Step):
    """The page: five things that COLLECT can say, each with what is done about it."""

    name = "after_upload"
    title = TITLES["after_upload"]
    says = "What COLLECT said, and what to do about it. Nothing is sent from here: you work in COLLECT beside it."
    help_page = "steps/after-the-upload.html"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.tabs = named(QTabWidget(), "What COLLECT said")
        self.listed = Listed(session)
        self.entering = Entering(session)
        self.refused = Refused(session)
        self.changed_there = ChangedThere(session)
        self.authorised = Authorised(session)
        self.tabs.addTab(self.listed, "It lists &errors and queries")
        self.tabs.addTab(self.entering, "&Notes to enter")
        self.tabs.addTab(scrolling(self.refused), "It &refused the file")
        self.tabs.addTab(self.changed_there, "It was &changed there")
        self.tabs.addTab(scrolling(self.authorised), "It was &authorised")
        self.tabs.currentChanged.connect(lambda _index: self._refresh_tab())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)

    def refresh(self, what: frozenset[What]) -> None:  # noqa: D102
        if what - {What.STATE} or (What.STATE in what and not self.session.checking.running):
            self._refresh_tab()
        if What.OPENED in what:
            self._propose_removal()

    def _refresh_tab(self) -> None:
        place = self.tabs.currentIndex()
        (self.listed, self.entering, self.refused, self.changed_there, self.authorised)[place].refresh()

    def _propose_removal(self) -> None:
        if self.session.is_open and self.authorised.is_over:
            until = self.session.upload.keep_until
            self.session.tell(
                f"This return was to be kept until {until:%d/%m/%Y}. It can be removed now, under “It was authorised”."
            )

    # The rail

    def why_later(self) -> str:  # noqa: D102
        why = super().why_later()
        if why:
            return why
        workspace = self.session.workspace
        if workspace is None or not (workspace.exports() or self.session.upload.errors()):
            return "write the file first, and upload it"
        return ""

    def state(self) -> State:  # noqa: D102
        if self.why_later():
            return State.LATER
        return State.DONE if self.session.upload.authorised is not None else State.OPEN

    def state_words(self) -> str:  # noqa: D102
        words = {State.OPEN: "not authorised yet", State.DONE: "authorised"}
        return words.get(self.state()) or super().state_words()

    def left_words(self) -> str:  # noqa: D102
        if self.state() is State.LATER:
            return super().left_words()
        return self.state_words().capitalize()

    def set_up_focus(self) -> None:  # noqa: D102
        self.tabs.tabBar().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def actions_for_menu(self) -> list[QAction]:  # noqa: D102
        made = []
        for text, keys, call in (
            ("Paste COLLECT's list", "Ctrl+Shift+U", self._paste),
            ("Copy the next note", "F9", self._next_note),
            ("COLLECT refused the file", "", lambda: self._open(2)),
            ("The return was changed in COLLECT itself", "", lambda: self._open(3)),
            ("It was authorised", "", lambda: self._open(4)),
        ):
            action = QAction(text, self)
            if keys:
                action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _checked=False, call=call: call())
            made.append(action)
        return made

    def _open(self, place: int) -> None:
        self.tabs.setCurrentIndex(place)
        page = self.tabs.widget(place)
        if page is not None:
            page.setFocus()

    def _paste(self) -> None:
        self.tabs.setCurrentIndex(0)
        self.listed.take_clipboard()

    def _next_note(self) -> None:
        self.tabs.setCurrentIndex(1)
        self.entering.copy_next()
