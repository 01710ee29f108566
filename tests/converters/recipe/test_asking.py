"""A question put to somebody stays open, says so, and is kept in the recipe until it is answered."""

from __future__ import annotations

import pytest

from converters.recipe.asking import DONT_KNOW, addressee_in, ask, still_asked_of, waiting, with_asked
from converters.recipe.question import Question
from converters.recipe.recipe import Recipe, RecipeError, SheetRecipe
from converters.recipe.recipe_file import parse_recipe, recipe_text

QUESTIONS = [
    Question("answer", "type of contracts", "", "Which type?", (("PRM", "permanent"),)),
    Question("code", "Wizard", "contract.JobTitle", "What is a wizard?"),
    Question("column", "Ref", "staff.xlsx, sheet Pay", "What is this column?"),
]
RECIPE = Recipe(
    answers={"type of contracts": "?"},
    codes={"contract.JobTitle": {"Wizard": "?"}},
    sheets=(SheetRecipe("staff.xlsx", "Pay", columns={"Ref": "?"}),),
)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.kind)
@pytest.mark.parametrize("who", ["payroll", "HR", "head"])
def test_a_question_is_put_to_somebody_and_stays_open(question: Question, who: str) -> None:
    kept = parse_recipe(recipe_text(ask(RECIPE, question, who), QUESTIONS))
    assert (kept.answered(), kept.settled("contract.JobTitle")) == ({}, {})
    assert kept.sheets[0].columns == {"Ref": "?"}
    assert [one.ask for one in with_asked(QUESTIONS, kept)] == [who if one is question else "" for one in QUESTIONS]
    assert ask(kept, question, "").asked == {}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.kind)
@pytest.mark.parametrize(
    "said", ["ask payroll", "I don't know: ask payroll", "Don’t know, ask payroll.", "ASK PAYROLL"]
)
def test_it_may_be_written_on_the_questions_own_line_of_the_recipe(question: Question, said: str) -> None:
    text = recipe_text(RECIPE, QUESTIONS).replace(f'{_line(question)} = "?"', f'{_line(question)} = "{said}"')
    kept = parse_recipe(text)
    assert [one.ask for one in with_asked(QUESTIONS, kept)] == [
        "payroll" if one is question else "" for one in QUESTIONS
    ]
    assert (kept.answered(), kept.settled("contract.JobTitle"), kept.sheets[0].columns["Ref"]) == ({}, {}, "?")


def _line(question: Question) -> str:
    return f'"{question.key}"' if " " in question.key else question.key


def test_a_recipe_of_before_has_nobody_to_wait_for() -> None:
    assert parse_recipe('format = 1\n[answers]\n"a" = "b"\n').asked == {}


def test_nobody_else_can_be_asked() -> None:
    with pytest.raises(ValueError, match="nobody is called"):
        ask(RECIPE, QUESTIONS[0], "caretaker")
    with pytest.raises(RecipeError, match=r"\[ask\] says whom to ask: payroll, HR, head"):
        parse_recipe('[ask]\n"answer: a" = "caretaker"\n')


def test_what_is_answered_is_waited_for_no_more() -> None:
    asked = ask(ask(RECIPE, QUESTIONS[0], "HR"), QUESTIONS[1], "head")
    assert still_asked_of(asked, QUESTIONS[1:]).asked == {"code: contract.JobTitle: Wizard": "head"}


def test_who_is_waited_for_is_said_in_a_sentence() -> None:
    asked = RECIPE
    assert waiting(with_asked(QUESTIONS, asked)) == ""
    asked = ask(asked, QUESTIONS[0], "HR")
    assert waiting(with_asked(QUESTIONS, asked)) == "1 question waits for HR."
    asked = ask(asked, QUESTIONS[1], "head")
    assert waiting(with_asked(QUESTIONS, asked)) == "2 questions wait for others: 1 for HR and 1 for the head."


def test_what_is_offered_is_understood() -> None:
    assert [addressee_in(text) for text in DONT_KNOW.values()] == list(DONT_KNOW)
    assert addressee_in("ask") == addressee_in("the payroll") == addressee_in("flask payroll") == ""
