"""What a question says of itself: its step, and whether an answer of the user's own is taken."""

import pytest

from converters.built import Sources
from converters.pipeline import build
from converters.recipe.keys import (
    answered_patterns,
    last_year_key,
    last_year_tag,
    leave_out_key,
    rejected_repairs,
    repair_key,
)
from converters.recipe.question import Question
from converters.request import Request
from converters.sources.table import Table
from tests.converters.tables import table


@pytest.fixture(scope="module")
def asked() -> list[Question]:
    staff: Table = table(
        ["Payroll No", "Surname", "Forename", "Zorp", "Gender", "Post", "Scale", "Spine Point", "Start Date"],
        *[
            [f"10{row}", "Smith" + chr(65 + row), "Ann", "q", "Feminine", "TCH", "TE", "M9", "01/09/2010"]
            for row in range(6)
        ],
    )
    return build(Sources([staff]), Request(lea="999", estab="2999")).questions


def test_each_question_knows_its_step(asked: list[Question]) -> None:
    steps = {(question.kind, question.key): question.step for question in asked}
    assert steps["column", "Zorp"] == "columns"
    assert steps["code", "Feminine"] == "codes"
    assert steps["answer", "spine point: M9"] == "pay"
    assert steps["answer", "type of contracts without an end"] == "people"


def test_only_some_questions_take_an_answer_of_ones_own(asked: list[Question]) -> None:
    own = {question.key for question in asked if question.own}
    assert "spine point: M9" in own
    assert "type of contracts without an end" not in own


def test_keys_are_read_as_they_are_made() -> None:
    answers = {
        repair_key("leading zero", "staff.TeacherNumber"): "reject",
        repair_key("capitals", "staff.PersonFamilyName"): "",
        leave_out_key("casual"): "keep",
        leave_out_key("governor"): "leave out",
    }
    assert rejected_repairs(answers) == [("leading zero", "staff.TeacherNumber")]
    assert answered_patterns(answers, "keep") == {"casual"}
    assert last_year_tag(last_year_key("Ethnicity")) == "Ethnicity"
    assert last_year_tag(leave_out_key("casual")) is None
