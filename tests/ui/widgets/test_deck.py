"""One card at a time: by number, by Enter, by search; what is alike together; every kind of question answered."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from converters.recipe.question import Question
from swf_desktop.record import Source
from tests.ui.conftest import wait_until_ready
from tests.ui.step_pages import ENTER, SIZE_HINTS, after, nameless, odd_files, show
from ui.session.session import Session
from ui.steps.codes import page as codes
from ui.steps.columns import page as columns
from ui.widgets.chooser import Choice
from ui.widgets.deck import Asked, Deck, answer_card

pytestmark = pytest.mark.qt_log_ignore(SIZE_HINTS)
STAFF = """Employee Number,Surname,Forename,Date of Birth,Gender,Job Title,Start Date,Contract Type
1001,Ash,Ann,01/02/1970,Female,Class Teacher,01/09/2010,Permanent
1002,Birch,Bob,03/02/1975,Male,Wizard Asst L2,01/09/2011,Permanent
1003,Cedar,Cat,05/06/1980,Female,Wizard assistant 2,01/09/2009,Permanent
1004,Dogwood,Dan,05/06/1981,Male,WIZARD ASST. LEVEL 2,01/09/2008,Permanent
1005,Elder,Eve,05/06/1982,Female,Class Teacher,01/09/2008,Permanent
"""


def card(key: str, *answers: str, alike: tuple[str, ...] = (), search: str = "", own: bool = False) -> Asked:
    question = Question("answer", key, "", f"{key}?", tuple((one, one) for one in answers))
    named = tuple((one, f"the {one}", "") for one in answers)
    return Asked(key, (question,), f"What is {key}?", answers=named, alike=alike, search=search, own=own)


@pytest.fixture
def deck(qtbot: QtBot) -> Deck:
    made = Deck("Questions", lambda one: ([Choice("found", "A thing that is found")], None))
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


def given(deck: Deck) -> list[tuple[str, str, tuple[str, ...]]]:
    heard: list[tuple[str, str, tuple[str, ...]]] = []
    deck.answered.connect(lambda one, answer, alike: heard.append((one.key, answer, alike)))
    return heard


def test_number_keys_give_the_answers_and_the_next_card_stands_there_at_once(qtbot: QtBot, deck: Deck) -> None:
    heard = given(deck)
    deck.show_asked([card("a", "x", "y"), card("b", "z")])
    assert deck.place.text() == "Question 1 of 2"
    qtbot.keyClick(next(iter(deck.buttons)), Qt.Key.Key_2)
    assert heard == [("a", "y", ())]
    assert deck.current is not None
    assert deck.current.key == "b"
    qtbot.keyClick(next(iter(deck.buttons)), Qt.Key.Key_9)
    assert len(heard) == 1
    with qtbot.waitSignal(deck.emptied):
        qtbot.keyClick(next(iter(deck.buttons)), Qt.Key.Key_1)
    assert deck.current is None
    assert deck.place.text() == "No question is open here"


def test_enter_gives_the_likeliest(qtbot: QtBot, deck: Deck) -> None:
    heard = given(deck)
    deck.show_asked([card("a", "x", "y")])
    deck.set_up_focus()
    button = deck.focusWidget()
    assert deck.buttons[button] == "x"  # type: ignore[index]
    qtbot.keyClick(button, ENTER)
    assert heard == [("a", "x", ())]


def test_enter_gives_nothing_where_no_answer_is_likelier(qtbot: QtBot, deck: Deck) -> None:
    heard = given(deck)
    deck.show_asked([replace(card("a", "x", "y"), likely=False)])
    deck.set_up_focus()
    assert deck.focusWidget() is deck.card
    qtbot.keyClick(deck.card, ENTER)
    assert heard == []
    qtbot.keyClick(deck.card, Qt.Key.Key_2)
    assert heard == [("a", "y", ())]


def test_a_letter_begins_the_search(qtbot: QtBot, deck: Deck) -> None:
    heard = given(deck)
    deck.show_asked([card("a", "x", search="another thing")])
    deck.set_up_focus()
    qtbot.keyClick(next(iter(deck.buttons)), "f")
    assert deck.chooser.search.text() == "f"
    qtbot.keyClicks(deck.chooser.search, "ound")
    qtbot.keyClick(deck.chooser.search, ENTER)
    assert heard == [("a", "found", ())]


def test_what_was_answered_is_not_asked_again_while_it_is_built(deck: Deck) -> None:
    cards = [card("a", "x"), card("b", "y")]
    deck.show_asked(cards)
    deck.give("x")
    deck.show_asked(cards, settled=False)
    assert [one.key for one in deck.cards] == ["b"]
    # The build is there, and the question is still open: the answer did not do.
    deck.show_asked(cards, settled=True)
    assert [one.key for one in deck.cards] == ["a", "b"]
    # It is asked again at once, as one that was undone is.
    assert deck.current is not None
    assert deck.current.key == "a"


def test_an_answer_that_is_taken_back_later_is_asked_again_at_once(deck: Deck) -> None:
    cards = [card("a", "x"), card("b", "y"), card("c", "z")]
    deck.show_asked(cards)
    deck.give("x")
    deck.show_asked(cards[1:])
    assert deck.current == cards[1]
    deck.show_asked(cards)
    assert deck.current == cards[0]


def test_what_is_not_decided_stays_open(qtbot: QtBot, deck: Deck) -> None:
    heard = given(deck)
    deck.show_asked([card("a", "x"), card("b", "y")])
    deck.after.click()
    assert deck.current is not None
    assert deck.current.key == "b"
    qtbot.keyClick(next(iter(deck.buttons)), Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert deck.current.key == "a"
    assert heard == []


def test_an_answer_is_searched_for_or_typed(qtbot: QtBot, deck: Deck) -> None:
    heard = given(deck)
    deck.show_asked([card("a", "x", search="another thing"), card("b", search="all things"), card("c", own=True)])
    assert deck.more.isVisible()
    deck.more.click()
    qtbot.keyClicks(deck.chooser.search, "found")
    qtbot.keyClick(deck.chooser.search, ENTER)
    # Where nothing is proposed the search is there by itself.
    assert deck.chooser.isVisible()
    assert not deck.more.isVisible()
    qtbot.keyClick(deck.chooser.search, ENTER)
    qtbot.keyClicks(deck.own, "27.5")
    qtbot.keyClick(deck.own, ENTER)
    assert heard == [("a", "found", ()), ("b", "found", ()), ("c", "27.5", ())]


def test_what_is_alike_is_answered_together_but_for_what_was_taken_out(deck: Deck) -> None:
    heard = given(deck)
    deck.show_asked([card("a", "x", alike=("TA2", "T.A. 2", "TA 3"))])
    assert nameless(deck) == []
    deck.ticks[2].setChecked(False)
    deck.give("x")
    assert heard == [("a", "x", ("TA2", "T.A. 2"))]
    # One is left: the question stays until the return is built again.
    assert [one.key for one in deck.cards] == ["a"]


def test_a_word_by_itself_has_no_tick_and_is_answered(deck: Deck) -> None:
    heard = given(deck)
    deck.show_asked([card("a", "x", alike=("Caretaker",))])
    assert deck.ticks == []
    deck.give("x")
    assert heard == [("a", "x", ("Caretaker",))]
    assert deck.cards == []


def test_somebody_else_is_asked_and_the_question_stays_open(deck: Deck) -> None:
    asked: list[tuple[str, str]] = []
    deck.show_asked([card("a", "x"), card("b", "y")])
    assert not deck.unknown.isVisible()
    deck.offer_to_ask([("payroll", "Ask payroll")], lambda one, whom: asked.append((one.key, whom)))
    assert deck.unknown.isVisible()
    deck.unknown.whom.actions()[0].trigger()
    assert asked == [("a", "payroll")]
    assert [one.key for one in deck.cards] == ["a", "b"]
    assert deck.current is not None
    assert deck.current.key == "b"


def test_a_question_of_any_kind_has_a_way_to_be_answered(session: Session) -> None:
    source = Source("pay.xlsx", "Pay", 7, "C")
    few = Question("answer", "few", "", "Which?", (("a", "one"), ("b", "two")), ("cell",), 3, source)
    many = Question("answer", "many", "", "Which?", tuple((f"A{at}", f"answer {at}") for at in range(12)))
    own = Question("answer", "own", "", "How many?", (("no point", "none"),), own=True)
    none = Question("answer", "none", "", "What?", ())
    assert [one for one, *_ in answer_card(few, session).answers] == ["a", "b"]
    assert "cell C7" in answer_card(few, session).about
    assert answer_card(many, session).search
    assert answer_card(own, session).own
    assert answer_card(none, session).own


# In the window


def test_a_word_nobody_here_knows_is_put_to_payroll(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text(STAFF, encoding="utf-8")
    session.open(tmp_path / "titles.swfreturn")
    session.decisions.change_settings("School", lea="999", estab="2001")
    session.files.add([tmp_path / "staff.csv"])
    wait_until_ready(qtbot, session)
    page = codes.Page(session)
    show(qtbot, session, page)
    before = page.left()
    assert page.deck.unknown.isVisible()
    after(qtbot, session, page.deck.unknown.whom.actions()[0].trigger)
    assert page.left() == before
    assert {one.ask for one in session.questions_of("codes")} == {"payroll"}
    assert "Put to payroll" in page.deck.about.text()
    after(qtbot, session, session.changes.undo)
    assert "Put to" not in page.deck.about.text()


def test_words_that_are_alike_are_settled_in_one_step(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text(STAFF, encoding="utf-8")
    session.open(tmp_path / "titles.swfreturn")
    session.decisions.change_settings("School", lea="999", estab="2001")
    session.files.add([tmp_path / "staff.csv"])
    wait_until_ready(qtbot, session)
    page = codes.Page(session)
    show(qtbot, session, page)
    one = page.deck.current
    assert one is not None
    assert set(one.alike) == {"Wizard Asst L2", "Wizard assistant 2", "WIZARD ASST. LEVEL 2"}
    assert page.views.currentWidget() is page.deck
    before = session.journal.done
    page.set_up_focus()
    page.focus_chooser()
    qtbot.keyClicks(page.deck.chooser.search, "caretaker")
    after(qtbot, session, lambda: qtbot.keyClick(page.deck.chooser.search, ENTER))
    assert session.journal.done == before + 1
    posts = [contract.code("Post") for person in session.people for contract in person.of("contract")]
    assert posts.count("SUP") == 3
    assert page.left() == 0
    assert page.views.currentWidget() is page.decided
    after(qtbot, session, session.changes.undo)
    assert page.left() == 3
    assert page.views.currentWidget() is page.deck


def test_columns_are_decided_one_at_a_time_by_keyboard(
    qtbot: QtBot, session: Session, sample: list[Path], tmp_path: Path
) -> None:
    session.open(tmp_path / "odd.swfreturn")
    session.files.add(odd_files(sample, tmp_path / "files"))
    wait_until_ready(qtbot, session)
    page = columns.Page(session)
    show(qtbot, session, page)
    assert page.views.currentWidget() is page.deck
    open_ = page.left()
    assert open_ == len(page.deck.cards) > 0
    one = page.deck.current
    assert one is not None
    assert one.samples
    assert one.heading in page.deck._samples.text()
    assert nameless(page) == []
    page.set_up_focus()
    last = str(list(page.deck.buttons).__len__())
    with qtbot.waitSignal(session.told) as told:
        qtbot.keyClick(page.deck.focusWidget() or page.deck, last)
    assert "left out" in told.args[0].text
    wait_until_ready(qtbot, session)
    assert page.left() == open_ - 1
    # All columns are a key away, and back.
    page.all.click()
    assert page.views.currentWidget() is page.area
    page.all.click()
    assert page.views.currentWidget() is not page.area
    QApplication.processEvents()
