"""Answers in words: what a recipe says in the words of a question is taken as what those words stand for.

`"Role" = "Staff number"`, `"Dinner lady" = "Midday Assistant"` and `"..." = "they do not belong in this return"` are as
good as the field's name, the code and `leave out`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from converters.papers.question_sheet import in_words
from converters.recipe.question import Question
from converters.recipe.recipe import Recipe
from converters.recipe.target import IGNORE, OPEN, parse_targets
from converters.values.job_titles import OUT, job_title
from swf_desktop.collection import Collection

_LEFT_OUT = frozenset({"left out", "leave it out", "leave out", "not needed", "ignored", "nothing"})


def columns_and_codes(recipe: Recipe, collection: Collection) -> Recipe:
    """Return the recipe with columns by the labels of items, and codes by their descriptions, as names and codes."""
    labels: dict[str, str] = {}
    for name, field in collection.fields.items():
        labels.setdefault(_plain(field.label), name)
    sheets = tuple(
        replace(sheet, columns={heading: _target(text, labels) for heading, text in sheet.columns.items()})
        for sheet in recipe.sheets
    )
    codes = {
        name: {text: _code(name, answer, collection) for text, answer in texts.items()}
        for name, texts in recipe.codes.items()
    }
    return replace(recipe, sheets=sheets, codes=codes)


def answers(recipe: Recipe, questions: Iterable[Question]) -> Recipe:
    """Return the recipe with answers in the words of open questions as what they stand for."""
    settled = dict(recipe.answers)
    codes: dict[str, dict[str, str]] = {}
    for question in questions:
        if question.kind == "answer":
            taken = _stands_for(settled.get(question.key, OPEN), question)
            if taken:
                settled[question.key] = taken
        elif question.kind == "code":
            taken = _stands_for(recipe.codes.get(question.scope, {}).get(question.key, OPEN), question)
            if taken:
                codes.setdefault(question.scope, {})[question.key] = taken
    merged = {name: {**recipe.codes.get(name, {}), **codes.get(name, {})} for name in {**recipe.codes, **codes}}
    return replace(recipe, answers=settled, codes=merged)


def _stands_for(text: str, question: Question) -> str:
    if text == OPEN or any(text == answer for answer, _ in question.choices):
        return ""
    said = _plain(text)
    return next((answer for words, answer in in_words(question).items() if _plain(words) == said), "")


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")


def _target(text: str, labels: Mapping[str, str]) -> str:
    """Return the target that a column's text in words means; what is one already, or none, stays as it is."""
    if text in (OPEN, IGNORE):
        return text
    try:
        parse_targets(text)
    except ValueError:
        if _plain(text) in _LEFT_OUT:
            return IGNORE
        names = [labels.get(_plain(text))]
        if names == [None]:
            names = [labels.get(_plain(part)) for part in text.split(" and ")]
        return text if None in names else " + ".join(name for name in names if name)
    return text


def _code(name: str, answer: str, collection: Collection) -> str:
    field = collection.fields.get(name)
    if field is None or answer == OPEN:
        return answer
    if name == "contract.JobTitle":
        said = job_title(answer) if "/" not in answer and answer != OUT else None
        return answer if said is None or not said.post else "/".join((said.post, "+".join(said.roles)))
    code_set = collection.code_sets.get(field.code_set)
    if code_set is None or answer in code_set.codes:
        return answer
    found = [code for code, row in code_set.codes.items() if _plain(row.description) == _plain(answer)]
    return found[0] if len(found) == 1 else answer
