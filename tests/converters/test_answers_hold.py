"""Answers hold: whatever the order in which they are given, none is voided by another, and the return is the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from converters.built import Built, Sources
from converters.message.writer import message_chunks
from converters.pipeline import build, read_all
from converters.recipe.question import Question
from converters.recipe.recipe import Recipe
from converters.recipe.recipe_file import parse_recipe, recipe_text
from converters.request import Request

HR = """Ref,Title,Surname,Forename,DOB,Job Title,Type,Start Date,Leaving Date,Arrived
1,Mrs,Ash,Ann,12/03/1975,Class Teacher,,01/09/2003,,01/09/2003
2,Mr,Birch,Bob,13/03/1976,Class Teacher,,01/09/2006,,01/09/2006
3,Mrs,Cedar,Cat,14/03/1977,Relief Midday Supervisory Assistant,,01/09/2010,,01/09/2010
4,Miss,Dogwood,Deb,15/03/1978,Wizard of the Library,,01/01/2012,,01/01/2012
5,Mr,Elm,Ed,16/03/1979,Governor,,01/01/2012,,
6,Mrs,Fir,Flo,17/03/1980,Teacher,Temporary,20/10/2013,,20/10/2013
7,Mrs,Gorse,Gil,18/03/1981,Teacher,,01/09/2014,,
8,Mrs,Hazel,Hope,19/03/1982,Teacher,,01/09/2008,31/08/2011,
"""
PAY = """Ref,Name,Eff From,Hours,FT Hours,Scale,Point,Annual Salary,TLR
1,Ash,01/09/2013,32.5,32.5,Main,M6,31868,
2,Birch,01/04/2013,16.25,32.5,Main,M6,31868,2561
3,Cedar,01/09/2010,0,37,NJC,6,0,
4,Dogwood,01/01/2012,37,37,NJC,12,16000,
6,Fir,20/10/2013,32.5,32.5,Main,M2,23528,
"""
AGENCY = """Agency / supply teachers
Ref,Surname,Forename,DOB,Job Title,Start Date,Day rate
A1,Novak,Petra,01/02/1980,Supply Teacher,01/09/2013,150
"""
OWN = {"Wizard of the Library": "Librarian"}
"""Answers of the user's own, in words."""


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    folder = tmp_path_factory.mktemp("given")
    for name, text in (("hr.csv", HR), ("pay.csv", PAY), ("agency.csv", AGENCY)):
        (folder / name).write_text(text, encoding="utf-8")
    return read_all(sorted(folder.iterdir()))


def _built(sources: Sources, recipe: Recipe) -> Built:
    return build(sources, Request(year=2013, lea="999", estab="2999", recipe=recipe))


def _place(question: Question) -> tuple[str, str, str]:
    return question.kind, question.scope, question.key


def _answer(recipe: Recipe, question: Question, answer: str) -> Recipe:
    """Answer as the window does: the recipe of the last build, with this one line."""
    if question.kind == "answer":
        return replace(recipe, answers={**recipe.answers, question.key: answer})
    if question.kind == "code":
        codes = {**recipe.codes, question.scope: {**recipe.codes.get(question.scope, {}), question.key: answer}}
        return replace(recipe, codes=codes)
    sheets = tuple(
        replace(one, columns={**one.columns, question.key: answer}) if one.place == question.scope else one
        for one in recipe.sheets
    )
    return replace(recipe, sheets=sheets)


def _chosen(question: Question, pick: int) -> str:
    """Return an answer: one of the user's own where there is one, else one of the first two choices."""
    if question.key in OWN:
        return OWN[question.key]
    choices = [answer for answer, _ in question.choices][:2]
    return choices[pick % len(choices)]


def _sent(built: Built) -> str:
    (one,) = built.returns
    return "".join(message_chunks(one.return_, one.collection))


@given(st.data())
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_answer_is_voided_by_another_in_whatever_order_they_are_given(sources: Sources, data: st.DataObject) -> None:
    picks: dict[tuple[str, str, str], int] = {}
    given_, recipe = dict[tuple[str, str, str], str](), Recipe()
    for _ in range(40):
        built = _built(sources, recipe)
        recipe = parse_recipe(recipe_text(built.recipe, built.questions))
        again = [question.text for question in built.questions if _place(question) in given_]
        assert again == [], f"asked again after {given_}"
        if not built.questions:
            break
        number = data.draw(st.integers(0, len(built.questions) - 1))
        question = built.questions[number]
        picks[_place(question)] = data.draw(st.integers(0, 1))
        given_[_place(question)] = _chosen(question, picks[_place(question)])
        recipe = _answer(recipe, question, given_[_place(question)])
    assert built.questions == []
    # The same answers, all at once: the same return.
    at_once = Recipe()
    for kind, scope, key in given_:
        at_once = _answer(
            at_once if kind != "column" else _with_sheets(at_once, built.recipe),
            Question(kind, key, scope, ""),
            given_[kind, scope, key],
        )
    assert _sent(_built(sources, at_once)) == _sent(built)


def _with_sheets(recipe: Recipe, known: Recipe) -> Recipe:
    """Give a recipe the sheets of another, with nothing decided in them."""
    if recipe.sheets:
        return recipe
    return replace(recipe, sheets=tuple(replace(one, columns={}, grain="", header_rows=()) for one in known.sheets))


def test_there_is_a_question_of_each_kind_that_matters(sources: Sources) -> None:
    keys = {question.key for question in _built(sources, Recipe()).questions}
    assert {"leave out: casual", "leave out: governor", "leave out: short"} <= keys
    assert {"gender from titles", "starts that differ: hr.csv or pay.csv", "Wizard of the Library"} <= keys
    assert any(key.startswith("agency staff") for key in keys)


def test_somebody_who_was_left_out_needs_no_code(sources: Sources) -> None:
    built = _built(sources, Recipe(answers={"leave out: casual": "leave out"}))
    assert "Relief Midday Supervisory Assistant" not in {question.key for question in built.questions}
    assert "Cedar" not in {person.code("PersonFamilyName") for person in built.returns[0].return_.staff}
    coded = {"contract.JobTitle": {"Relief Midday Supervisory Assistant": "Midday Supervisor"}}
    both = _built(sources, Recipe(answers={"leave out: casual": "leave out"}, codes=coded))
    assert "Cedar" not in {person.code("PersonFamilyName") for person in both.returns[0].return_.staff}
    assert not any(question.key.startswith("leave out: zero") for question in both.questions)
