"""Questions: what is not sure, asked once for a layout, column, code or pattern, and settled in the recipe."""

from __future__ import annotations

from dataclasses import dataclass

from swf_desktop.record import Source


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the user.

    kind: `column` (what is this column), `code` (which code is this text) or `answer` (anything else). key: where the
    recipe keeps the answer: for `column` the heading, for `code` the text, for `answer` a stable id such as
        `annual salary basis: payroll.xlsx/Pay/Salary`.
    scope: for `column` the table's place, for `code` the field name, for `answer` empty. text: the question in words,
    with what was found. choices: (what the recipe takes, what it means), best first. examples: up to three cells as
    found; empty where they would show pay or a name without need. count: cells or contracts concerned.
    """

    kind: str
    key: str
    scope: str
    text: str
    choices: tuple[tuple[str, str], ...] = ()
    examples: tuple[str, ...] = ()
    count: int = 0
    source: Source | None = None
