"""What is to decide of words, as cards: words that are alike together, with their cells and the likely meanings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converters.recipe.question import Question
from converters.values.clusters import clusters
from converters.values.codes import BLANK
from converters.values.job_titles import OUT
from swf_desktop.record import place_words
from swf_desktop.words import counted, listed
from ui.session.session import Session
from ui.steps.codes.choices import TITLE, is_proposed, meaning_of, set_of
from ui.widgets.deck import MOST_ANSWERS, Asked

if TYPE_CHECKING:
    from swf_desktop.collection import Collection

_LEAVE = "Leave it empty"


def word_cards(session: Session, collection: Collection) -> list[Asked]:
    """Return the open questions about words, those of one field together; words that are alike are one card."""
    by_field: dict[str, dict[str, Question]] = {}
    for question in session.questions_of("codes"):
        if question.kind == "code":
            by_field.setdefault(question.scope, {})[question.key] = question
    return [
        _card(name, [questions[text] for text in group], collection)
        for name, questions in by_field.items()
        for group in clusters(questions)
    ]


def _card(name: str, questions: list[Question], collection: Collection) -> Asked:
    field = collection.fields[name]
    first, texts = questions[0], tuple(question.key for question in questions)
    count = sum(question.count for question in questions)
    quoted = (
        " and ".join(f"“{text}”" for text in texts) if len(texts) < 3 else f"“{texts[0]}” and {len(texts) - 1} like it"
    )
    verb = "does" if len(texts) == 1 else "do"
    place = place_words(first.source)
    answers: dict[str, str] = {}
    for question in questions:
        # The last two answers of a job title are offered for every title, and tell nothing of this one.
        for code, words in question.choices[:-2] if name == TITLE else question.choices:
            if code != BLANK:
                answers.setdefault(code, words)
    likely = list(answers.items())[: MOST_ANSWERS - 1]
    shown = [(code, _words(name, code, words, collection), "") for code, words in likely]
    if name == TITLE:
        shown.append((OUT, "Not part of this return", "all who have this title are left out"))
    else:
        shown.append((BLANK, _LEAVE, "nothing is sent for it"))
    return Asked(
        f"code {name}/{listed(texts)}",
        tuple(questions),
        f"{field.label}: what {verb} {quoted} mean?",
        f"{counted(count, 'cell')}." + (f" First found in {place}." if place else ""),
        answers=tuple(shown) if answers else (),
        reason=_reason(name, bool(answers), collection),
        search="another meaning" if answers else "all meanings",
        alike=texts,
        likely=any(is_proposed(question, collection) for question in questions),
    )


def _words(name: str, code: str, words: str, collection: Collection) -> str:
    meaning = meaning_of(name, code, collection) or words
    if set_of(name, collection) is None and name != TITLE:
        return meaning[:1].upper() + meaning[1:]
    return f"{meaning[:1].upper()}{meaning[1:]} ({code})" if code != meaning else code


def _reason(name: str, proposed: bool, collection: Collection) -> str:
    if name == TITLE:
        begin = "It is like titles that are known." if proposed else "No known job title is like it."
        return f"{begin} Say which post and role it is; all who have this title get them."
    helped = collection.fields[name].help
    return helped if proposed else f"Nothing known is like it. {helped}"
