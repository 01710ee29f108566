"""A sheet of which nothing is used is a state that must be answered, and never a tick."""

from pathlib import Path

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import wait_until_ready
from tests.ui.step_pages import SIZE_HINTS, after, nameless, show
from ui.session.events import What
from ui.session.session import Session
from ui.steps.columns import page as columns
from ui.steps.sources.page import Page
from ui.steps.step import State

pytestmark = pytest.mark.qt_log_ignore(SIZE_HINTS)
HEAD = ("Employee Number", "Surname", "Forename", "Date of Birth", "Gender", "Job Title", "Start Date")
PEOPLE = [
    ("1001", "Ash", "Ann", "01/02/1970", "Female", "Class Teacher", "01/09/2010"),
    ("1002", "Birch", "Bob", "03/02/1975", "Male", "Class Teacher", "01/09/2011"),
]
MENU = [("Week", "Pudding"), ("1", "Crumble"), ("2", "Sponge")]
COVER = [("For the office only",)]


def book(path: Path, **sheets: list[tuple[str, ...]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


@pytest.fixture
def page(qtbot: QtBot, session: Session, tmp_path: Path) -> Page:
    session.open(tmp_path / "a.swfreturn")
    session.decisions.change_settings("School", lea="999", estab="2001")
    session.files.add(
        [
            book(
                tmp_path / "staff.xlsx",
                Staff=[HEAD, PEOPLE[0]],
                More=[HEAD, PEOPLE[1]],
                Menu=MENU,
                Cover=COVER,
                Empty=[],
            )
        ]
    )
    wait_until_ready(qtbot, session)
    made = Page(session)
    show(qtbot, session, made)
    made.refresh(frozenset(What))
    return made


def states(page: Page) -> dict[str, tuple[str, bool]]:
    return {str(one.file.sheet): (one.state, one.unanswered) for one in page.model.rows}


def test_what_was_passed_over_is_asked_about(page: Page) -> None:
    now = states(page)
    assert now["Staff"][1] is False
    assert now["Menu"] == ("Not used", True)
    assert now["Cover"] == ("Not used", True)
    assert not now.get("Empty", ("", False))[1]
    assert page.left() == 2
    assert page.state() is State.OPEN
    assert page.session.decisions.to_answer == len(page.session.questions) + 2
    assert nameless(page) == []


def test_not_needed_is_an_answer_that_stays_and_is_undone(qtbot: QtBot, page: Page) -> None:
    page.set_up_focus()
    assert page.table.current().file.sheet == "Menu"
    assert "Is it needed?" in page._idle_words.text()
    after(qtbot, page.session, page.not_needed.click)
    assert states(page)["Menu"] == ("Not used", False)
    assert page.left() == 1
    after(qtbot, page.session, page.session.changes.undo)
    assert states(page)["Menu"] == ("Not used", True)


def test_a_sheet_that_was_left_out_can_be_used_again(qtbot: QtBot, page: Page) -> None:
    page.table.select_place(page.model.place_of(lambda one: one.file.sheet == "More"))
    after(qtbot, page.session, lambda: page._use(False))
    assert states(page)["More"] == ("Not used", False)
    after(qtbot, page.session, lambda: page._use(True))
    assert states(page)["More"][0] != "Not used"


def test_the_list_of_columns_ticks_only_what_is_used(qtbot: QtBot, page: Page) -> None:
    made = columns.Page(page.session)
    show(qtbot, page.session, made)
    words = [place.words for place in made.list.visible]
    assert "– Menu: not used" in words
    assert "✓ Menu" not in words


def test_nothing_is_done_before_it_is_known_which_school_it_is(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    session.open(tmp_path / "b.swfreturn")
    session.files.add([book(tmp_path / "staff.xlsx", Staff=[HEAD, *PEOPLE])])
    wait_until_ready(qtbot, session)
    assert session.lacks_school
    made = columns.Page(session)
    show(qtbot, session, made)
    assert made.state() is State.LATER
    assert "which school" in made.why_later()
    sources = Page(session)
    show(qtbot, session, sources)
    sources.refresh(frozenset(What))
    assert states(sources)["Staff"][0] == "not read: say which school first"
