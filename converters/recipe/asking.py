"""A question that is left open and put to somebody ("I don't know: ask payroll"), kept in the recipe.

For the window, the command and the papers alike: `ask` puts a question to somebody, `Question.ask` says to whom.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from converters.recipe.question import Question
from converters.recipe.recipe import Recipe
from converters.recipe.target import OPEN
from swf_desktop.words import counted

WHO: Final[Mapping[str, str]] = {"payroll": "payroll", "HR": "HR", "head": "the head"}
"""Whom a question can be put to, as question sheets name them, and as sentences do."""

DONT_KNOW: Final = {who: f"I don't know: ask {said}" for who, said in WHO.items()}
"""What is offered beside the choices of every question."""

_ASK: Final = re.compile(
    r"(?:\?|i\s+)?(?:don['\u2019]?t|do not|not)?\s*(?:know|sure)?\s*[:,.;]?\s*"
    r"ask (?:the )?(payroll|hr|head)(?: ?teacher)?[.]?",
    re.IGNORECASE,
)


def asked_key(kind: str, scope: str, key: str) -> str:
    """Return where a recipe keeps whom a question was put to."""
    return f"{kind}: {scope}: {key}" if scope else f"{kind}: {key}"


def key_of(question: Question) -> str:
    """Return where a recipe keeps whom this question was put to."""
    return asked_key(question.kind, question.scope, question.key)


def addressee_in(text: str) -> str:
    """Return whom a text such as `ask payroll` or `I don't know: ask HR` names, empty where it is no such text."""
    found = _ASK.fullmatch(" ".join(text.split()))
    if found is None:
        return ""
    return {"hr": "HR"}.get(found[1].casefold(), found[1].casefold())


def ask(recipe: Recipe, question: Question, who: str) -> Recipe:
    """Return the recipe with a question put to `payroll`, `HR` or `head`; it stays open. Raises ValueError for others.

    An empty `who` takes it back: the question is the user's own again.
    """
    if who and who not in WHO:
        raise ValueError(f"nobody is called {who!r}")
    kept = {key: asked for key, asked in recipe.asked.items() if key != key_of(question)}
    return replace(recipe, asked={**kept, key_of(question): who} if who else kept)


def with_asked(questions: Iterable[Question], recipe: Recipe) -> list[Question]:
    """Return the questions, each with whom it was put to."""
    return [replace(one, ask=recipe.asked.get(key_of(one), "")) if recipe.asked else one for one in questions]


def still_asked_of(recipe: Recipe, questions: Iterable[Question]) -> Recipe:
    """Return the recipe without notes on questions that are not open any more."""
    open_ = {key_of(question) for question in questions}
    return replace(recipe, asked={key: who for key, who in recipe.asked.items() if key in open_})


def waiting(questions: Iterable[Question]) -> str:
    """Return who is waited for, as a sentence such as `2 questions wait for payroll.`, empty where nobody is."""
    counts: dict[str, int] = {}
    for question in questions:
        if question.ask:
            counts[question.ask] = counts.get(question.ask, 0) + 1
    if not counts:
        return ""
    parts = [f"{number} for {WHO[who]}" for who in WHO if (number := counts.get(who))]
    first = counted(sum(counts.values()), "question waits", "questions wait")
    if len(parts) == 1:
        return f"{first} for {WHO[next(iter(counts))]}."
    return f"{first} for others: {', '.join(parts[:-1])} and {parts[-1]}."


def taken_apart(texts: Mapping[str, str], kind: str, scope: str, asked: dict[str, str]) -> dict[str, str]:
    """Return lines of a recipe with `ask payroll` as what it is: open, and noted in `asked`."""
    kept = {}
    for key, text in texts.items():
        who = addressee_in(text)
        if who:
            asked[asked_key(kind, scope, key)] = who
        kept[key] = OPEN if who else text
    return kept
