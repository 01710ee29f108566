"""A list to choose from by typing everyday words: fields of the return, codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.widgets.basic import label
from ui.widgets.boxes import SearchBox
from ui.widgets.row_views import RowView
from ui.widgets.table_model import Column, RowsModel

_WORD: Final = re.compile(r"[a-z0-9]+")
_CALLED: Final = 1.5
"""What a word is worth that begins one of what else a choice is called; in its explanation alone it is worth less."""
_MOVES: Final = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


class Choice(NamedTuple):
    """One thing to choose.

    key: what it stands for. title: what is read first. detail: said beside it. help: a sentence or two, shown for the
    current one. words: what else people call it, for the search. first: a proposal, listed before all others.
    """

    key: str
    title: str
    detail: str = ""
    help: str = ""
    words: str = ""
    first: bool = False


def words_of(text: str) -> list[str]:
    """Return the words of a text, small, without what is no letter or digit."""
    return _WORD.findall(text.casefold().replace("'", "").replace("’", ""))


def ranked(choices: Sequence[Choice], query: str) -> list[Choice]:
    """Return the choices that a search finds, the best first; proposals first, then all, where nothing is searched.

    Each word must begin a word of the choice. One that stands in the title counts more than one in what else it is
    called, and that more than one in the explanation. A proposal that is called so comes before all others.
    """
    wanted = words_of(query)
    if not wanted:
        return sorted(choices, key=lambda choice: not choice.first)
    joined = "".join(wanted)
    scored = []
    for at, choice in enumerate(choices):
        score = _score(choice, wanted, joined)
        if score:
            called = choice.first and score >= _CALLED * len(wanted) - 0.5
            scored.append((not called, -score, at, choice))
    return [choice for *_, choice in sorted(scored, key=lambda one: one[:3])]


def _score(choice: Choice, wanted: list[str], joined: str) -> float:
    title = words_of(f"{choice.title} {choice.key}")
    others = words_of(f"{choice.words} {choice.detail}")
    explained = words_of(choice.help)
    total = 0.0
    for word in wanted:
        if word in title:
            total += 4
        elif any(one.startswith(word) for one in title):
            total += 3
        elif word in others:
            total += 2
        elif any(one.startswith(word) for one in others):
            total += _CALLED
        elif any(one.startswith(word) for one in explained):
            total += 1
        else:
            # Abbreviations: `NI number` is called `nino` too.
            whole = "".join(title)
            return 3 if whole.startswith(joined) else 0
    # The shorter of two titles with the same words is the nearer one.
    return total + (1 if " ".join(wanted) == " ".join(words_of(choice.title)) else 0) - len(title) / 1000


class Chooser(QWidget):
    """A search box above a list. Up and Down in the box move in the list, Enter chooses."""

    chosen = Signal(str)
    """Key of the choice."""
    moved = Signal()

    def __init__(self, what: str, columns: tuple[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(what)
        self._choices: list[Choice] = []
        self._own: Callable[[str], str] | None = None
        self.search = SearchBox(f"{what}: search by any word", "Search by any word")
        self.search.textChanged.connect(self._search)
        self.search.installEventFilter(self)
        self.table: RowsModel[Choice] = RowsModel(
            [
                Column(columns[0], _title, tip=_tip, wide=True),
                Column(columns[1], lambda choice: choice.detail, tip=_tip),
            ],
            self,
        )
        self.view = RowView(self.table, what, lambda choice: choice.key)
        self.view.show_at_least(5)
        self.view.opened.connect(lambda _: self.choose())
        self.view.moved.connect(self._moved)
        self.none = label("Nothing is called that. Try another word.")
        self.none.hide()
        self.help = label("")
        self.help.setAccessibleName("What the chosen line means")
        self.help.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        box = QHBoxLayout()
        searching = QLabel("Sea&rch")
        searching.setBuddy(self.search)
        box.addWidget(searching)
        box.addWidget(self.search, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(box)
        layout.addWidget(self.none)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.help)
        self.setFocusProxy(self.search)
        self._fit_help()

    @property
    def current(self) -> Choice | None:
        """The current choice."""
        found: Choice | None = self.view.current()
        return found

    def set_choices(
        self, choices: Sequence[Choice], current: str = "", own: Callable[[str], str] | None = None
    ) -> None:
        """Replace what there is to choose from, and forget the search; `current` is the key to begin at.

        own: says what a typed text stands for that is no choice, "" where it is no answer; it is offered first.
        """
        self._choices = list(choices)
        self._own = own
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self._search("")
        first = next((choice.key for choice in self._choices if choice.first), "")
        if not (self.view.go_to_key(current) if current else first and self.view.go_to_key(first)):
            self.view.select_place(0)

    @property
    def in_use(self) -> bool:
        """Whether the keyboard is in it: after a choice the next word goes there as well."""
        return self.search.hasFocus() or self.view.hasFocus()

    def choose(self) -> None:
        """Choose the current one."""
        if self.current is not None:
            self.chosen.emit(self.current.key)

    def _search(self, text: str) -> None:
        found = ranked(self._choices, text)
        typed = text.strip()
        if self._own is not None and typed and all(choice.key.casefold() != typed.casefold() for choice in found):
            meant = self._own(typed)
            if meant:
                found.insert(0, Choice(typed if typed.isdigit() else typed.upper(), meant, typed))
        self.view.show_rows(found)
        if text:
            self.view.select_place(0)
        self.none.setVisible(not found)

    def _moved(self) -> None:
        self.help.setText(self.current.help if self.current is not None else "")
        self.moved.emit()

    def _fit_help(self) -> None:
        """Keep room for the usual length of an explanation, so that the list does not jump from line to line."""
        self.help.setMinimumHeight(self.fontMetrics().lineSpacing() * 4)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_help()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _MOVES:
                self.view.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.choose()
                return True
        return super().eventFilter(watched, event)


def _title(choice: Choice) -> str:
    return f"★ {choice.title}" if choice.first else choice.title


def _tip(choice: Choice) -> str:
    return choice.help or choice.title
