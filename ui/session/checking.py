"""Checking in slices that never hold the window up, and the findings that come of it."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from ui.session.events import OpenQuestion, What
from ui.session.shown import Shown
from ui.session.state import State

if TYPE_CHECKING:
    from swf_desktop.record import Record
    from validation.engine import Checker
    from validation.finding import Finding

SLICE: Final = 0.005
"""Seconds of checking at a time."""


MOST_IN_PLACE: Final = 40
"""An edit of more people than this is checked in slices, as everything is after a build."""


class Checking(QObject):
    """Keeps the findings up to the records. running: whether everything is being checked."""

    def __init__(self, state: State, shown: Shown) -> None:
        super().__init__(state)
        self._state = state
        self._shown = shown
        self.running = False
        self._checker: Checker | None = None
        self._question_of: dict[int, OpenQuestion] = {}
        self._held = False
        self._slices = QTimer(self)
        self._slices.setInterval(0)
        self._slices.timeout.connect(self._check_on)

    def close(self) -> None:
        """Stop, and forget everything."""
        self._slices.stop()
        self.running = self._held = False
        self._checker = None
        self._question_of = {}
        gc.enable()

    def hold_collector(self) -> None:
        """Keep the collector off while records are made, until `let_collector_run`.

        It is off from the beginning of a build to the end of checking: what is made then stays, and the collector would
        go through it in vain, a quarter of a second each time.
        """
        self._held = True
        gc.disable()

    def let_collector_run(self) -> None:
        """Let the collector run again, once checking is over too."""
        self._held = False
        if not self.running:
            self._collect_again()

    def _collect_again(self) -> None:
        """Let the collector run again, over what is made from now on."""
        gc.freeze()
        if not self._held:
            gc.enable()

    def forget(self) -> None:
        """Know that there are no records any more."""
        self._checker = None

    def check(self) -> None:
        """Check everything, in slices."""
        state = self._state
        return_, built, collection = state.return_, state.built, state.collection
        self._slices.stop()
        self.running = False
        self._checker = None
        if return_ is None or built is None or collection is None:
            self._tell_findings()
            self._collect_again()
            return
        # Loaded here: the window shows before there is anything to check.
        from validation.engine import Checker

        self._checker = Checker(return_, collection, level=built.level, start=False)
        self.running = True
        gc.disable()
        self._slices.start()
        state.announce(What.STATE)

    def _check_on(self) -> None:
        if self._checker is None or self._checker.step(SLICE):
            self._slices.stop()
            self.running = False
            self._tell_findings()
            self._collect_again()
            self._state.announce(What.STATE)

    def check_again(self, people: Iterable[Record], *, of_return: bool) -> None:
        """Check some people again, and what was said of the return where only that changed."""
        checker = self._checker
        if checker is None:
            return
        changed = list(people)
        if self.running or len(changed) > MOST_IN_PLACE:
            self.check()
            return
        for person in changed:
            checker.recheck(person)
        if of_return and not changed:
            checker.recheck_return()
        self._tell_findings()

    def _tell_findings(self) -> None:
        from ui.session.loose_findings import of_conflicts, of_questions, of_schema

        state = self._state
        questions = of_questions(state)
        self._question_of = {id(finding): question for finding, question in questions}
        rules = self._checker.worst_first() if self._checker is not None else []
        # In the order of severity: structure, errors, queries, questions.
        state.findings = [
            *of_schema(state, self._shown),
            *rules,
            *(finding for finding, _ in questions),
            *of_conflicts(state, self._shown),
        ]
        state.announce(What.FINDINGS)

    # What is asked of findings

    def findings_of(self, person: Record) -> list[Finding]:
        """Return the findings about one person."""
        return [one for one in self._state.findings if one.record is not None and one.record.person() is person]

    def question_of(self, finding: Finding) -> OpenQuestion | None:
        """Return the open question that a finding of severity QUESTION stands for."""
        return self._question_of.get(id(finding))

    def go_to(self, finding: Finding) -> None:
        """Go to where a finding is mended."""
        question = self.question_of(finding)
        if question is not None:
            self._state.go_to(question.step)
        elif finding.record is not None:
            self._state.show(finding.record, (finding.field or "").partition(".")[2])
        else:
            self._state.go_to("check")
