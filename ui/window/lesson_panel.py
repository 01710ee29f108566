"""The panel of the lesson that is taken: its story, the step that is next, a check that it was done, how far one is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from ui.session.events import TITLES
from ui.session.session import Session
from ui.widgets.basic import button, heading, label, named, row, scrolling, wide
from ui.widgets.opening import Opening

if TYPE_CHECKING:
    from converters.practice.lesson import Lesson, Pointer
    from converters.practice.lesson_state import State

PRACTISED = "PRACTICE practised.html"
OUTLINES = "lesson outlines"
"""The setting that says `off` where the trainee sent the outlines away."""


class LessonPanel(QWidget):
    """One lesson, beside the pages. current: the number of the step that is shown, from 1."""

    pointed = Signal()
    """What is to be outlined in the window may be another now (see `pointers`)."""

    def __init__(self, session: Session, opening: Opening, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self._opening = session, opening
        self.lesson: Lesson | None = None
        self.done: set[int] = set()
        self.current = 1
        self.title = heading("", 2)
        self.story = label("")
        self.bar = named(QProgressBar(), "How much of the lesson is done")
        self.bar.setFormat("%v of %m steps done")
        self.number = label("")
        self.goal = heading("", 2)
        self.hint = label("")
        self.look = label("")
        self.result = named(label(""), "What the check found")
        tip = "Outline what this step is done with (Ctrl+Shift+W; Escape: no more)"
        self.point = button("Show me &where", self.pointed.emit, tip=tip)
        self.point.setCheckable(True)
        self.point.setChecked(session.settings is None or session.settings.get(OUTLINES) != "off")
        self.point.toggled.connect(lambda _on: self._pointed())
        self._say_pointing()
        self.go = button("Go &there", self._go, tip="Go to the step of the window in which it is done")
        self.check = button("Chec&k this step", self.check_now, main=True)
        self.earlier = button("‹ Step before", lambda: self.show_step(self.current - 1))
        self.later = button("Step after ›", lambda: self.show_step(self.current + 1))
        self.again = button("Begin the lesson again", self._again, tip="Its files and its return are made anew")
        self.page = button("What was practised", self._practised, tip="A page to keep or hand in")
        inside = QWidget()
        layout = QVBoxLayout(inside)
        for widget in (
            self.title, self.story, self.bar, self.number, self.goal, self.hint, self.point, self.go,
            self.check, self.result, self.look, row(self.earlier, self.later), self.page, self.again,
        ):  # fmt: skip
            layout.addWidget(widget)
        layout.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(inside))
        wide(self, 46)

    def show_open(self) -> bool:
        """Show the lesson of the return that is open; whether there is one."""
        workspace = self.session.workspace
        if workspace is None:
            return False
        from converters.practice.lesson import LessonError, find_lesson
        from converters.practice.lesson_state import lesson_of, progress

        name = lesson_of(workspace)
        if not name:
            return False
        try:
            self.lesson = find_lesson(name)
        except LessonError:
            # A trainer's own lesson, whose file is not here: its return is a practice return like any other.
            self.lesson = None
            return False
        self.done = progress(workspace, self.lesson)
        self.title.setText(self.lesson.title)
        self.title.setAccessibleName(self.lesson.title)
        self.story.setText(self.lesson.story.replace("\n", " "))
        self.bar.setRange(0, len(self.lesson.steps))
        self._show_progress()
        self.show_step(self._first_open())
        return True

    def _first_open(self) -> int:
        steps = self.lesson.steps if self.lesson is not None else ()
        return next((number for number in range(1, len(steps) + 1) if number not in self.done), len(steps))

    def _show_progress(self) -> None:
        if self.lesson is None:
            return
        self.bar.setValue(len(self.done))
        finished = len(self.done) == len(self.lesson.steps)
        self.page.setVisible(finished)

    def show_step(self, number: int) -> None:
        """Show a step, from 1."""
        if self.lesson is None or not 1 <= number <= len(self.lesson.steps):
            return
        from swf_desktop.words import step_of, with_titles

        self.current = number
        step = self.lesson.steps[number - 1]
        done = number in self.done
        self.number.setText(f"Step {number} of {len(self.lesson.steps)}{', done' if done else ''}")
        self.goal.setText(step.goal)
        self.goal.setAccessibleName(step.goal)
        self.hint.setText(f"Hint: {with_titles(step.hint)}")
        self.look.setText(f"Look at it: {with_titles(step.look)}" if step.look and done else "")
        self.look.setVisible(bool(self.look.text()))
        self.result.setText("")
        where = step_of(step.where) if step.where else None
        self.go.setVisible(where is not None)
        if where is not None:
            self.go.setText(f"Go to “{TITLES[where]}”")
            self.go.setAccessibleName(self.go.text())
        self.earlier.setEnabled(number > 1)
        self.later.setEnabled(number < len(self.lesson.steps))
        self.point.setVisible(bool(step.show))
        self.pointed.emit()

    def pointers(self) -> tuple[Pointer, ...]:
        """Return what the step on show is done with; nothing once it is done."""
        if self.lesson is None or self.current in self.done:
            return ()
        return self.lesson.steps[self.current - 1].show

    def _pointed(self) -> None:
        if self.session.settings is not None:
            self.session.settings.set(OUTLINES, "" if self.point.isChecked() else "off")
        self._say_pointing()
        self.pointed.emit()

    def _go(self) -> None:
        from swf_desktop.words import step_of

        if self.lesson is not None:
            self.session.go_to(step_of(self.lesson.steps[self.current - 1].where) or "start")

    def _say_pointing(self) -> None:
        words = "Take the outlines a&way" if self.point.isChecked() else "Show me &where"
        self.point.setText(words)
        self.point.setAccessibleName(words.replace("&", ""))
        # Qt takes the key of the new text in the place of it.
        self.point.setShortcut(QKeySequence("Ctrl+Shift+W"))

    # Checking

    def check_now(self) -> None:
        """Look whether the step on show was done; say so, and go on to the next."""
        lesson, workspace = self.lesson, self.session.workspace
        if lesson is None or workspace is None:
            return
        if self.session.busy or self.session.builder.waiting:
            self._say("The return is still being built. Check again in a moment.")
            return
        from converters.practice.lesson_state import keep_reached

        self.done = keep_reached(workspace, lesson, self._state())
        self._show_progress()
        number = self.current
        if number not in self.done:
            self._say("Not done yet. Read the hint again, or go where it is done.")
            return
        look = lesson.steps[number - 1].look
        if len(self.done) == len(lesson.steps):
            self.show_step(number)
            self._say("Done, and with it the whole lesson.", done=True)
        else:
            self.show_step(self._first_open())
            self._say(f"Step {number} is done. {look}", done=True)

    def _say(self, text: str, *, done: bool = False) -> None:
        self.result.setText(text)
        self.result.setAccessibleDescription(text)
        self.session.tell(text, "done" if done else "info")

    def _state(self) -> State:
        """Return what the window holds now, as the lesson's checks take it."""
        from converters.practice.lesson_state import State, edited_fields
        from converters.workspace import kept_notes

        session = self.session
        workspace, built = session.workspace, session.built
        if workspace is None or built is None or session.return_ is None:
            return State()
        noted = frozenset((key.rule, key.record) for key, note in kept_notes(workspace).items() if note.text)
        return State(
            len({view.file for view in session.files.views}),
            len(session.people),
            tuple(session.findings),
            noted,
            len(workspace.exports()),
            built.level,
            edited_fields(workspace),
        )

    def _again(self) -> None:
        if self.lesson is not None:
            self._opening.lesson(self.lesson.name, again=True)

    def _practised(self) -> None:
        """Write the page of what was practised beside the lesson's files, and say where."""
        path = self.session.path
        if self.lesson is None or path is None:
            return
        from converters.practice.handout import practised
        from swf_desktop.files.writing import write_text

        today = date.today()  # noqa: DTZ011 - the day on the trainee's own clock
        try:
            written = write_text(path.with_name(PRACTISED), practised(self.lesson, self.done, today))
        except OSError as error:
            self.session.tell(f"The page could not be written: {error.strerror}.", "problem")
        else:
            self.session.tell(f"Written: {written}", "done")
