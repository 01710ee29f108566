"""Step 4: texts and their codes, settled once for all alike; other questions as cards."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from converters.recipe.question import Question
from swf_desktop.collection import Collection
from swf_desktop.record import Source
from tests.ui.conftest import wait_until_ready
from tests.ui.step_pages import ENTER, SIZE_HINTS, after, keep_rules, nameless, odd_files, show
from ui.session.events import HIDDEN
from ui.session.session import Session
from ui.steps.codes.choices import code_choices
from ui.steps.codes.page import Page, TextRow
from ui.widgets.chooser import ranked
from ui.widgets.question_cards import Cards, about_question

pytestmark = pytest.mark.qt_log_ignore(SIZE_HINTS)
COLLECTION = Collection.load(2013)
TYPE = ("contract.ContractType", "Fest angestellt")


@pytest.fixture
def page(qtbot: QtBot, built: Session) -> Page:
    made = Page(built)
    show(qtbot, built, made)
    made.show_all()
    return made


@pytest.fixture
def odd(qtbot: QtBot, session: Session, sample: list[Path], tmp_path: Path) -> Page:
    """The page over files with words that nobody knows."""
    session.open(tmp_path / "odd.swfreturn")
    session.files.add(odd_files(sample, tmp_path / "files"))
    wait_until_ready(qtbot, session)
    made = Page(session)
    show(qtbot, session, made)
    made.show_all()
    return made


def text(page: Page, key: tuple[str, str]) -> TextRow:
    found = next(one for one in page.table.rows if (one.field, one.text) == key)
    assert isinstance(found, TextRow)
    return found


def a_text(field: str, *, proposed: tuple[str, ...] = ()) -> tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]:
    return field, proposed, ()


@pytest.mark.parametrize(
    ("field", "query", "best"),
    [
        ("contract.Post", "head", "HDT"),
        ("contract.Post", "deputy", "DHT"),
        ("contract.Post", "ta", "TAS"),
        ("staff.Ethnicity", "white british", "WBRI"),
        ("staff.GenderCurrent", "female", "2"),
        ("contract.ContractType", "permanent", "PRM"),
        ("absence.AbsenceCategory", "maternity", "MAT"),
    ],
)
def test_a_code_is_found_by_everyday_words(field: str, query: str, best: str) -> None:
    found = ranked(code_choices(*a_text(field), COLLECTION), query)
    assert best in [choice.key for choice in found[:3]]


def test_proposed_codes_stand_first() -> None:
    choices = code_choices(*a_text("contract.Post", proposed=("TCH", "AHT")), COLLECTION)
    assert [choice.key for choice in choices if choice.first] == ["TCH", "AHT"]
    assert [choice.key for choice in ranked(choices, "")][:2] == ["TCH", "AHT"]


def test_yes_and_no_are_choices_of_a_field_without_a_code_set() -> None:
    field = next(one for one in COLLECTION.fields.values() if one.type == "boolean" and not one.code_set)
    assert [choice.key for choice in code_choices(*a_text(field.name), COLLECTION)] == ["true", "false"]


def test_every_text_of_the_sample_is_known(page: Page) -> None:
    assert page.left() == 0
    assert not any(one.open for one in page.table.rows)
    row = text(page, ("absence.AbsenceCategory", "Sickness"))
    assert (row.cells, row.code, row.meaning, row.state) == (9, "SIC", "Sickness", "✓ known")
    assert row.why
    # What the program adds by itself stands in no file.
    assert "contract.LASchoolLevel" not in {one.field for one in page.table.rows}


def test_every_control_has_a_name_and_every_model_keeps_the_rules(odd: Page) -> None:
    assert keep_rules(odd) >= 2
    assert nameless(odd) == []
    for column in range(odd.table.columnCount()):
        odd.texts.sortByColumn(column, Qt.SortOrder.AscendingOrder)


def test_open_texts_stand_first(odd: Page) -> None:
    rows = odd.texts.visible
    assert [one.open for one in rows[:4]] == [True, True, True, False]
    row = text(odd, TYPE)
    assert row.state == "? to settle"
    assert row.cells > 1
    assert odd.left() == 3
    assert odd.all.text() == "&Back to the questions (3)"


def test_settling_one_settles_all_alike_by_keyboard_alone(qtbot: QtBot, odd: Page) -> None:
    session = odd.session
    odd.set_up_focus()
    assert (odd.texts.current().field, odd.texts.current().text) == TYPE
    qtbot.keyClick(odd.texts, ENTER)
    qtbot.keyClicks(odd.chooser.search, "permanent")
    qtbot.keyClick(odd.chooser.search, ENTER)
    # On to the next that is open, before anything is built.
    assert odd.texts.current().text == "Boss of all"
    wait_until_ready(qtbot, session)
    contracts = [one for person in session.people for one in person.of("contract")]
    alike = [one for one in contracts if one.raw("ContractType") == TYPE[1]]
    assert len(alike) > 1
    assert {one.code("ContractType") for one in alike} == {"PRM"}
    assert text(odd, TYPE).state == "✎ you chose"
    assert odd.left() == 2
    assert "Fest" not in session.journal.entries[-1].label
    after(qtbot, session, session.changes.undo)
    assert text(odd, TYPE).open
    assert odd.left() == 3


def test_a_settled_text_can_be_changed_and_taken_back(qtbot: QtBot, page: Page) -> None:
    key = ("absence.AbsenceCategory", "Training")
    page.texts.go_to_key(key)
    assert not page.again.isEnabled()
    page.chooser.search.setText("sickness")
    after(qtbot, page.session, page.use.click)
    assert text(page, key).code == "SIC"
    assert text(page, key).chosen
    page.texts.go_to_key(key)
    after(qtbot, page.session, page.again.click)
    assert text(page, key).code == "TRN"
    assert not text(page, key).chosen


def test_a_text_can_mean_nothing(qtbot: QtBot, odd: Page) -> None:
    odd.texts.go_to_key(TYPE)
    after(qtbot, odd.session, odd.blank.click)
    row = text(odd, TYPE)
    assert (row.shown, row.open) == ("left blank", False)
    odd.texts.go_to_key(TYPE)
    after(qtbot, odd.session, odd.again.click)
    assert text(odd, TYPE).open


def test_filters(odd: Page) -> None:
    odd.show_box.set_value("open")
    odd._filter()
    assert odd.table.rowCount() == 3
    odd.field_box.set_value("contract.Post")
    odd._filter()
    assert [one.text for one in odd.texts.visible] == ["Boss of all"]
    odd.show_box.set_value("")
    odd.search.setText("assistant")
    assert odd.texts.visible
    assert all("assistant" in f"{one.text} {one.shown}".casefold() for one in odd.texts.visible)


def test_nothing_left_is_said(qtbot: QtBot, page: Page) -> None:
    with qtbot.waitSignal(page.session.told) as told:
        page._next()
    assert told.args[0].text.startswith("✓")


def test_an_empty_page_says_what_is_needed(qtbot: QtBot, session: Session) -> None:
    page = Page(session)
    show(qtbot, session, page)
    assert "“School and year”" in page.message.text()
    assert page.left() == 0


# Cards

QUESTION = Question(
    "answer",
    "full-time hours of teachers",
    "",
    "How many hours a week does a full-time teacher work?",
    (("32.5", "as most schools have it"), ("leave out", "they are not needed")),
    ("a", "b"),
    3,
    Source("pay.xlsx", "Pay", 7, "C"),
    own=True,
)
OTHER = Question("answer", "same number: x", "", "Is it one person?", (("yes", "one person"), ("no", "two people")))


@pytest.fixture
def cards(qtbot: QtBot, built: Session) -> Cards:
    made = Cards(built, "Questions")
    qtbot.addWidget(made)
    made.show_questions([QUESTION, OTHER])
    made.show()
    return made


def test_a_card_says_what_is_asked_and_where(cards: Cards) -> None:
    card = cards.cards[0]
    assert [button.text() for button in card.choices] == ["32.5: as most schools have it", "They are not needed"]
    said = [label.text() for label in card.findChildren(QLabel)]
    assert said[1:] == [QUESTION.text, "Such as a, b. 3 cases. First found in pay.xlsx, sheet Pay, cell C7."]
    assert not card.give.isEnabled()
    assert cards.cards[1].own is None
    assert nameless(cards) == []


def test_an_answer_is_kept(qtbot: QtBot, cards: Cards) -> None:
    card = cards.cards[1]
    after(qtbot, cards.session, next(button for button in card.choices if button.text() == "Two people").click)
    assert cards.session.decisions.recipe.answered()[OTHER.key] == "no"


def test_an_answer_of_ones_own(qtbot: QtBot, cards: Cards) -> None:
    card = cards.cards[0]
    assert card.own is not None
    qtbot.keyClicks(card.own, "27.5")
    after(qtbot, cards.session, card.give.click)
    assert cards.session.decisions.recipe.answered()[QUESTION.key] == "27.5"


def test_a_question_put_off_stands_at_the_end_and_stays_open(qtbot: QtBot, cards: Cards) -> None:
    cards.cards[0].later.click()
    assert [card.question for card in cards.cards] == [OTHER, QUESTION]
    assert cards.session.journal.done == 0
    cards.show_questions([QUESTION, OTHER])
    assert [card.question for card in cards.cards] == [OTHER, QUESTION]
    assert cards.go_to(QUESTION.key)
    assert not cards.go_to("no such question")


def test_a_half_given_answer_stays_when_the_page_is_refreshed(cards: Cards) -> None:
    card = cards.cards[0]
    assert card.own is not None
    card.own.setText("27")
    cards.show_questions([QUESTION, OTHER])
    assert cards.cards[0] is card
    assert card.own.text() == "27"


def test_examples_are_hidden_with_names_and_pay(cards: Cards) -> None:
    cards.session.private = True
    assert HIDDEN in about_question(QUESTION, cards.session)
