"""Questions: what is not sure, asked once for a layout, column, code or pattern, and settled in the recipe."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from swf_desktop.record import Record, Source

Step = Literal["columns", "codes", "people", "pay"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the user.

    kind: `column` (what is this column), `code` (which code is this text) or `answer` (anything else). key: where the
    recipe keeps the answer: for `column` the heading, for `code` the text, for `answer` a stable id such as
        `annual salary basis: payroll.xlsx/Pay/Salary`.
    scope: for `column` the table's place, for `code` the field name, for `answer` empty. text: the question in words,
    with what was found. choices: (what the recipe takes, what it means), best first. examples: up to three cells as
    found; empty where they would show pay or a name without need. count: cells or contracts concerned. step: where the
    window asks it: `columns`, `codes`, `people` or `pay`. own: whether an answer of the user's own (a number, a point,
    a code) is taken beside the choices. ask: whom the user put it to (`payroll`, `HR`, `head`), empty for nobody.
    """

    kind: str
    key: str
    scope: str
    text: str
    choices: tuple[tuple[str, str], ...] = ()
    examples: tuple[str, ...] = ()
    count: int = 0
    source: Source | None = None
    step: Step = "people"
    own: bool = False
    ask: str = ""


class Asker:
    """Collects questions about pay by their key."""

    def __init__(self) -> None:
        self._questions: dict[str, Question] = {}
        self._about: dict[str, set[int]] = {}
        # How often anything was asked, of the same record too.
        self.asked = 0

    def answer(
        self,
        key: str,
        text: str,
        choices: tuple[tuple[str, str], ...],
        record: Record,
        tag: str | None,
        *,
        own: bool = False,
    ) -> None:
        """Ask, or count one more contract under a question that is asked already. own: see `Question`."""
        self.asked += 1
        about = self._about.setdefault(key, set())
        if id(record) in about:
            return
        about.add(id(record))
        known = self._questions.get(key)
        if known is None:
            self._questions[key] = Question(
                "answer", key, "", text, choices, count=1, source=record.source(tag), step="pay", own=own
            )
        else:
            self._questions[key] = replace(known, count=len(about))

    @property
    def questions(self) -> list[Question]:
        """The questions, in the order they came up."""
        return list(self._questions.values())
