"""Questions about pay: collected while contracts are read, each put once with how many contracts it concerns."""

from __future__ import annotations

from dataclasses import replace

from converters.recipe.question import Question
from swf_desktop.record import Record


class Asker:
    """Collects questions by their key."""

    def __init__(self) -> None:
        self._questions: dict[str, Question] = {}
        self._about: dict[str, set[int]] = {}

    def answer(
        self, key: str, text: str, choices: tuple[tuple[str, str], ...], record: Record, tag: str | None
    ) -> None:
        """Ask, or count one more contract under a question that is asked already."""
        about = self._about.setdefault(key, set())
        if id(record) in about:
            return
        about.add(id(record))
        known = self._questions.get(key)
        if known is None:
            self._questions[key] = Question("answer", key, "", text, choices, count=1, source=record.source(tag))
        else:
            self._questions[key] = replace(known, count=len(about))

    @property
    def questions(self) -> list[Question]:
        """The questions, in the order they came up."""
        return list(self._questions.values())
