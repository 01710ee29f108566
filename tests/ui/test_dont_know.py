"""Every kind of question is answered where it is shown, in words, and can be put to somebody who knows."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from converters.pipeline import build, read_all
from converters.recipe.question import Question
from converters.request import Request
from swf_desktop.collection import Collection
from tests.places import ROOT
from tests.ui.conftest import wait_until_ready
from ui.session.events import What
from ui.session.session import Session
from ui.steps.finish.obstacles import obstacles, status
from ui.steps.step import step_class
from ui.widgets.deck import Deck
from ui.widgets.question_cards import AskOthers, Card, answer_words

ALL = frozenset(What)
HEADINGS = (
    *("Employee Number", "Surname", "Forename", "Date of Birth", "Gender", "Job Title", "Contract Type", "QTS"),
    *("Start Date", "Status", "Prefect", "Hours per week", "Annual Salary"),
)
LIST = f"""{",".join(HEADINGS)}
1001,Ash,Ann,01/02/1970,Female,Class Teacher,Permanent,Yes,01/09/2010,Qualified,A1,32.5,44000
1002,Birch,Bob,03/04/1975,Male,Keeper of the keys,Permanent,No,01/09/2011,n/a,B2,16.25,20612
1003,Cedar,Cat,05/06/1980,Female,Class Teacher,Permanent,Yes,01/12/2026,Qualified,C3,20,26000
1004,Dogwood,Dan,07/08/1985,Male,Class Teacher,Permanent,Yes,01/09/2013,Qualified,D4,16.25,24000
"""
KEYS = "Cupboard,Shelf\nA,1\nB,2\nC,3\n"

FIELD = re.compile(
    r"\b(?:staff|contract|role|payment|element|absence|curriculum|qualification|vacancy|headcount|school|la)\.[A-Z]\w+"
)


def tags() -> frozenset[str]:
    """Names of elements that are no words of people's: those in two capitals or more."""
    fields = Collection.load(2026).fields.values()
    return frozenset(field.tag for field in fields if len(re.findall(r"[A-Z][a-z]", field.tag)) > 1)


TAGS = tags()


def unlike_people(text: str) -> list[str]:
    """Return what in a text is a name of the program's own and none of people's."""
    return FIELD.findall(text) + [word for word in re.findall(r"\w+", text) if word in TAGS]


@pytest.fixture
def asked(qtbot: QtBot, session: Session, tmp_path: Path) -> Session:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    (tmp_path / "keys.csv").write_text(KEYS, encoding="utf-8")
    session.open(tmp_path / "a.swfreturn")
    session.decisions.change_settings("School", year="2026", lea="999", estab="2001")
    session.files.add([tmp_path / "list.csv", tmp_path / "keys.csv"])
    wait_until_ready(qtbot, session)
    return session


def page_of(qtbot: QtBot, session: Session, step: str) -> QWidget:
    page = step_class(step)(session)
    qtbot.addWidget(page)
    page.complete()
    page.show()
    page.refresh(ALL)
    return page


def shown(page: QWidget) -> dict[tuple[str, str, str], tuple[list[str], AskOthers, Callable[[], None]]]:
    """Return the questions on a page: their words, the way to put them to others, and the way to bring them on show."""
    found: dict[tuple[str, str, str], tuple[list[str], AskOthers, Callable[[], None]]] = {}

    def identity(question: Question) -> tuple[str, str, str]:
        return question.kind, question.scope, question.key

    for card in page.findChildren(Card):
        words = [*(label.text() for label in card.findChildren(QLabel)), *(one.text() for one in card.choices)]
        found[identity(card.question)] = words, card.unknown, lambda: None
    for deck in page.findChildren(Deck):
        for one in deck.cards:
            deck.go_to(one.key)
            words = [label.text() for label in deck.card.findChildren(QLabel)]
            words += [button.text() for button in deck.buttons]
            for question in one.questions:
                found[identity(question)] = words, deck.unknown, lambda deck=deck, key=one.key: deck.go_to(key)
    return found


def test_every_kind_in_the_window(qtbot: QtBot, asked: Session, tmp_path: Path) -> None:
    questions = [one.question for one in asked.questions]
    assert {one.step for one in questions} == {"columns", "codes", "people", "pay"}
    assert {one.kind for one in questions} == {"column", "code", "answer"}
    # The sheet of which nothing is used is asked about where it stands.
    sources = page_of(qtbot, asked, "sources")
    sources.set_up_focus()  # type: ignore[attr-defined]
    assert sources.unknown.isVisible()  # type: ignore[attr-defined]
    sources.unknown.whom.actions()[2].trigger()  # type: ignore[attr-defined]
    wait_until_ready(qtbot, asked)
    put = {("answer", "", "what one row is: keys.csv"): "head"}
    for step in ("columns", "codes", "people", "pay"):
        here = [one for one in questions if one.step == step]
        for question in here:
            page = page_of(qtbot, asked, step)
            there = shown(page)
            key = question.kind, question.scope, question.key
            assert key in there, f"{question.text} is not shown in {step}"
            words, button, show = there[key]
            for text in words:
                assert unlike_people(text) == []
            show()
            assert not button.isHidden()
            action = button.whom.actions()[1]
            assert action.text() == "Ask HR"
            action.trigger()
            wait_until_ready(qtbot, asked)
            put[key] = "HR"
            page.hide()
    now = {(one.question.kind, one.question.scope, one.question.key): one.question.ask for one in asked.questions}
    assert now == put
    # It is counted: on the rail by the sentence that stands there, and at Finish.
    assert asked.decisions.to_answer == 0
    assert asked.decisions.waits == f"{len(put)} questions wait for others: {len(put) - 1} for HR and 1 for the head."
    assert any(asked.decisions.waits in one.text for one in obstacles(asked))
    if not any(one.severity in ("error", "schema") for one in asked.findings):
        assert "wait for others" in status(asked)[1]
    # The sheets hold it.
    assert on_sheets(qtbot, asked, tmp_path / "first") == {"HR": len(put) - 1, "head": 1}
    # Answered later, it waits for nobody any more.
    first = next(one.question for one in asked.questions if one.question.step == "people")
    asked.decisions.answer(first, first.choices[0][0])
    wait_until_ready(qtbot, asked)
    assert all(one.question.key != first.key for one in asked.questions)
    assert f"answer: {first.key}" not in asked.decisions.recipe.asked
    assert on_sheets(qtbot, asked, tmp_path / "then") == {"HR": len(put) - 2, "head": 1}


def on_sheets(qtbot: QtBot, session: Session, folder: Path) -> dict[str, int]:
    """Return how many questions stand on the sheet of each who is asked."""
    from datetime import datetime

    done: list[object] = []
    session.files.run_job(
        "ui.worker.jobs:write_reports",
        session.builder.asked(),
        str(folder),
        datetime(2026, 11, 20),
        {},
        title="Reports",
        then=done.append,
    )
    qtbot.waitUntil(lambda: bool(done), timeout=60_000)
    found = {}
    for path in folder.glob("questions for *.xlsx"):
        book = load_workbook(path)
        for sheet in book.worksheets:
            rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
            if any("Question" in row for row in rows):
                start = next(number for number, row in enumerate(rows) if "Question" in row)
                found[path.stem.removeprefix("questions for ")] = len([row for row in rows[start + 1 :] if row[0]])
    return found


def of_schools() -> Iterator[tuple[str, Question]]:
    for school in sorted((ROOT / "tests" / "understanding" / "schools").glob("*/files")):
        built = build(read_all([school]), Request(year=2013, lea="999", estab="2001"))
        for question in built.questions:
            yield school.parent.name, question


def test_questions_and_answers_are_in_words() -> None:
    found = list(of_schools())
    assert len(found) > 20
    for school, question in found:
        for text in (question.text, *(answer_words(answer, meaning) for answer, meaning in question.choices)):
            assert unlike_people(text) == [], f"{school}: {text}"
        for answer, meaning in question.choices:
            words = answer_words(answer, meaning)
            is_word = re.fullmatch("[A-Z]?[a-z]+( [a-z]+)*", answer)
            assert words != answer or is_word, f"{school}: {question.text} offers {answer} without a word"
            assert not re.match(r"([\d,.+/]+): \1", words), words
