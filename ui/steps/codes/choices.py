"""What a text of the files may mean: codes, yes or no, post and role of a job title, or an answer of the user's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from converters.values.codes import BLANK
from ui.widgets.chooser import Choice

if TYPE_CHECKING:
    from converters.recipe.question import Question
    from swf_desktop.collection import Code, CodeSet, Collection

BOTH: Final = (("true", "yes"), ("false", "no"))
TITLE: Final = "contract.JobTitle"
SCHOOL: Final = "contract.SchoolName"

Own = Callable[[str], str]
"""What a typed text would stand for, in words; "" where it is no answer."""


def set_of(name: str, collection: Collection) -> CodeSet | None:
    """Return the codes of a field, None where it has none."""
    return collection.code_sets.get(collection.fields[name].code_set)


def meaning_of(name: str, code: str, collection: Collection) -> str:
    """Return what a code of a field means, "" where that is not known."""
    code_set = set_of(name, collection)
    if code_set is not None:
        found = code_set.codes.get(code)
        return found.description if found is not None else ""
    return _title_words(code, collection) if name == TITLE else dict(BOTH).get(code, "")


def code_choices(
    name: str, proposed: tuple[str, ...], asked: tuple[tuple[str, str], ...], collection: Collection
) -> list[Choice]:
    """Return what a text in a field may mean, the proposals first.

    asked: the choices of the question, where there is one: all of them are offered, whatever else is.
    """
    code_set = set_of(name, collection)
    if code_set is not None:
        choices = _codes(name, code_set, collection)
    elif name == TITLE:
        choices = _titles(collection)
    elif collection.fields[name].type == "boolean":
        choices = [Choice(code, words, code) for code, words in BOTH]
    else:
        choices = []
    known = {choice.key for choice in choices}
    choices += [Choice(code, words[:1].upper() + words[1:] or code, code) for code, words in asked if code not in known]
    rank = {code: at for at, code in enumerate(proposed)}
    return [
        choice._replace(first=choice.key in rank)
        for choice in sorted(choices, key=lambda choice: rank.get(choice.key, len(rank)))
    ]


def is_proposed(question: Question, collection: Collection) -> bool:
    """Whether the first answer is a proposal and not just the first code of a short list."""
    if question.scope == TITLE:
        # The last two answers are offered for every title.
        return len(question.choices) > 2
    code_set = set_of(question.scope, collection)
    if code_set is None or not question.choices:
        return False
    return question.choices[0][0] != BLANK and [code for code, _ in question.choices[:-1]] != list(code_set.codes)


def own_answer(name: str, collection: Collection) -> Own | None:
    """Return how an answer of the user's own is read for a field, None where only the choices are answers."""
    if name == SCHOOL:
        return lambda text: (
            f"Establishment number {text}" if text.isascii() and text.isdigit() and len(text) == 4 else ""
        )
    if name == TITLE:
        return lambda text: _title_words(text.upper(), collection)
    return None


def _school_words(text: str) -> str:
    return f"Establishment number {text}" if text.isascii() and text.isdigit() and len(text) == 4 else ""


def _codes(name: str, code_set: CodeSet, collection: Collection) -> list[Choice]:
    from converters.values.codes import value_aliases

    words: dict[str, list[str]] = {}
    for alias, code in value_aliases(name, code_set.id, collection.year).items():
        words.setdefault(code, []).append(alias)
    return [
        Choice(code, row.description or code, code, row.note, " ".join(words.get(code, ())))
        for code, row in code_set.codes.items()
    ]


def _titles(collection: Collection) -> list[Choice]:
    """Return each post and role that a known job title stands for, found by those titles; then other posts."""
    from converters.values.job_titles import OUT, known_titles

    called: dict[str, list[str]] = {}
    for words, title in known_titles().items():
        if title.post:
            called.setdefault("/".join(part for part in (title.post, "+".join(title.roles)) if part), []).append(words)
    posts, _roles = _tables(collection)
    with_role = {answer.partition("/")[0] for answer in called if "/" in answer}
    answers = [*sorted(called), *(post for post in posts if post not in with_role and post not in called)]
    choices = [
        Choice(
            answer,
            words,
            answer,
            "Titles that mean this: " + ", ".join(called[answer][:6]) if answer in called else "A post without a role",
            " ".join(called.get(answer, ())),
        )
        for answer in answers
        if (words := _title_words(answer, collection))
    ]
    return [*choices, Choice(OUT, "Not part of this return", OUT, "People with this job title are left out")]


def _tables(collection: Collection) -> tuple[dict[str, Code], dict[str, Code]]:
    posts, roles = set_of("contract.Post", collection), set_of("role.RoleIdentifier", collection)
    return dict(posts.codes) if posts is not None else {}, dict(roles.codes) if roles is not None else {}


def _title_words(answer: str, collection: Collection) -> str:
    """Return what `TAS/LSEN` or `TCH/TCHR+SENC` means, "" where a code in it is not known."""
    if answer.casefold() == "out":
        return "not part of this return"
    posts, roles = _tables(collection)
    post, _, after = answer.partition("/")
    codes = [code for code in after.split("+") if code]
    if post not in posts or any(code not in roles for code in codes):
        return ""
    return ", ".join(dict.fromkeys([posts[post].description, *(roles[code].description for code in codes)]))
