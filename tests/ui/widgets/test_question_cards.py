"""Every kind of question can be answered in the window, with every answer that the command takes."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from converters.recipe.question import Question
from swf_desktop.collection import Collection
from tests.ui.conftest import wait_until_ready
from tests.ui.step_pages import SIZE_HINTS, after, show
from ui.session.session import Session
from ui.steps.codes.choices import code_choices, own_answer
from ui.steps.codes.page import Page
from ui.widgets.chooser import Chooser
from ui.widgets.question_cards import MOST_BUTTONS, Card

pytestmark = pytest.mark.qt_log_ignore(SIZE_HINTS)
COLLECTION = Collection.load(2013)
STAFF = """Employee Number,Surname,Forename,Date of Birth,Gender,Job Title,Start Date,Contract Type
1001,Ash,Ann,01/02/1970,Female,Class Teacher,01/09/2010,Permanent
1002,Birch,Bob,03/02/1975,Male,Wizard of Oz,01/09/2011,Permanent
1003,Cedar,Cat,05/06/1980,Female,Class Teacher,01/09/2009,Permanent
"""
CODES = [
    Question("code", "Wizard", "contract.JobTitle", "?", (("TAS/TASS", "teaching assistant"), ("out", "not part"))),
    Question("code", "vielleicht", "staff.QTStatus", "?", (("true", "yes"), ("false", "no"), ("blank", "empty"))),
    Question("code", "Fest", "contract.ContractType", "?", (("PRM", "Permanent"), ("blank", "empty"))),
]


@pytest.mark.parametrize("question", CODES, ids=lambda one: one.scope)
def test_each_answer_of_a_code_question_is_offered(question: Question) -> None:
    asked = tuple(choice for choice in question.choices if choice[0] != "blank")
    offered = {choice.key for choice in code_choices(question.scope, (), asked, COLLECTION)}
    assert offered >= {answer for answer, _ in asked}


def test_a_job_title_finds_its_post_and_role_by_any_title_of_that_kind(qtbot: QtBot) -> None:
    chooser = Chooser("Which code it means", ("Meaning", "Code"))
    qtbot.addWidget(chooser)
    field = "contract.JobTitle"
    chooser.set_choices(code_choices(field, (), (), COLLECTION), "", own_answer(field, COLLECTION))
    chooser.search.setText("teaching assistant")
    assert chooser.current is not None
    assert chooser.current.key == "TAS/TASS"
    chooser.search.setText("tch/tchr+senc")
    assert chooser.current.key == "TCH/TCHR+SENC"
    chooser.search.setText("TCH/NOSUCH")
    assert chooser.current is None


def test_the_number_of_a_school_is_typed(qtbot: QtBot) -> None:
    chooser = Chooser("Which code it means", ("Meaning", "Code"))
    qtbot.addWidget(chooser)
    chooser.set_choices([], "", own_answer("contract.SchoolName", COLLECTION))
    with qtbot.waitSignal(chooser.chosen) as chosen:
        qtbot.keyClicks(chooser.search, "2001")
        qtbot.keyClick(chooser.search, Qt.Key.Key_Return)
    assert chosen.args == ["2001"]


def test_a_question_of_many_answers_has_all_of_them(qtbot: QtBot, session: Session) -> None:
    answers = tuple((f"A{number}", f"answer {number}") for number in range(MOST_BUTTONS + 4))
    card = Card(Question("answer", "many", "", "Which?", answers), 1, session)
    qtbot.addWidget(card)
    assert card.others is not None
    assert {card.others.itemData(place) for place in range(card.others.count())} == {"", *dict(answers)}
    assert list(card.choices.values()) == [answer for answer, _ in answers[: MOST_BUTTONS - 1]]


def test_a_job_title_that_nobody_knows_is_settled_by_pressing_what_it_is(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    (tmp_path / "staff.csv").write_text(STAFF, encoding="utf-8")
    session.open(tmp_path / "titles.swfreturn")
    session.decisions.change_settings("School", lea="999", estab="2001")
    session.files.add([tmp_path / "staff.csv"])
    wait_until_ready(qtbot, session)
    page = Page(session)
    show(qtbot, session, page)
    page.show_all()
    one = page.texts.current()
    assert (one.field, one.text, one.open) == ("contract.JobTitle", "Wizard of Oz", True)
    page.focus_chooser()
    qtbot.keyClicks(page.chooser.search, "caretaker")
    after(qtbot, session, lambda: qtbot.keyClick(page.chooser.search, Qt.Key.Key_Return))
    wizard = next(person for person in session.people if person.raw("PersonFamilyName") == "Birch")
    assert wizard.of("contract")[0].code("Post") == "SUP"
