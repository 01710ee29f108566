"""How ready a return is, and what stands in its way."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from converters.recipe.asking import waiting
from swf_desktop.words import counted, readiness
from ui.session.session import Session

if TYPE_CHECKING:
    from validation.finding import Finding


class Obstacle:
    """One line of what stands in the way: how much, and the step in which it is mended. severity: for its icon."""

    def __init__(self, text: str, step: str, severity: str) -> None:
        self.text, self.step, self.severity = text, step, severity


def obstacles(session: Session) -> list[Obstacle]:
    """Return what stands between a return and COLLECT, the worst first."""

    def count(*severities: str) -> list[Finding]:
        return [one for one in session.findings if one.severity in severities]

    found = []
    errors, queries, questions = count("error", "schema"), count("query"), count("question")
    without = [one for one in queries if not session.notes.note(one)]
    if session.problem is not None:
        found.append(Obstacle(str(session.problem), "start" if session.problem.kind == "run" else "sources", "error"))
    if session.built is not None and session.built.estabs:
        found.append(Obstacle("The files are about several schools: choose one", "start", "error"))
    if errors:
        found.append(Obstacle(counted(len(errors), "error", "errors") + " to fix", "check", "error"))
    if without:
        words = (
            "1 query has no note: fix it, or say why it is right"
            if len(without) == 1
            else f"{len(without):,} queries have no note: fix them, or say why they are right"
        )
        found.append(Obstacle(words, "check", "query"))
    if questions:
        answered = session.questions
        step = answered[0].step if answered else "check"
        words = counted(len(questions), "question is", "questions are") + " open"
        waits = waiting(one.question for one in answered)
        found.append(Obstacle(f"{words}. {waits}" if waits else words, step, "question"))
    if session.built is not None:
        found += [Obstacle(f"{one.text} {one.action}", "people", "question") for one in session.built.missing]
    gone = len(session.built.edits_gone) + len(session.built.added_gone) if session.built is not None else 0
    if gone:
        words = counted(gone, "edit has", "edits have")
        found.append(Obstacle(f"{words} no record any more: see History", "people", "question"))
    return found


def errors_of(session: Session) -> int:
    """Return how many errors keep the return from being ready: they come first among the findings."""
    return sum(1 for one in takewhile(lambda one: one.severity in ("schema", "error"), session.findings))


def status(session: Session) -> tuple[str, str]:
    """Return how ready the return is: the name of its mark, and one plain sentence."""
    if session.return_ is None:
        return "later", "Nothing to write yet"
    if session.builder.building or session.checking.running:
        return "later", "Being checked …"
    queries = sum(one.severity == "query" for one in session.findings)
    return readiness(errors_of(session), queries, len(session.questions), session.decisions.waits)
