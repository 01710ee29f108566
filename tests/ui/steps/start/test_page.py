"""Step 1: which school it is, several schools, recent returns."""

from datetime import date, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from converters.pipeline import build, read_all
from converters.request import Request
from tests.ui.conftest import wait_until_ready
from ui.session.events import What
from ui.session.session import Session
from ui.steps.sources import page as sources
from ui.steps.start import page as start

ALL = frozenset(What)

CSV = """Staff list as at 07/11/2013
Employee Number,Surname,Forename,Date of Birth,Gender,School Number,Job Title,Start Date,Contract Type
1001,Ash,Ann,01/02/1970,Female,2001,Class Teacher,01/09/2010,Permanent
1002,Birch,Bob,03/04/1975,Male,2001,Class Teacher,01/09/2011,Permanent
1003,Cedar,Cat,05/06/1980,Female,2002,Class Teacher,01/09/2012,Permanent
"""


@pytest.fixture
def page(qtbot: QtBot, built: Session) -> sources.Page:
    made = sources.Page(built)
    qtbot.addWidget(made)
    made.refresh(ALL)
    return made


def test_files_about_two_schools_ask_which(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(CSV, encoding="utf-8")
    session.open(tmp_path / "a.swfreturn")
    page = start.Page(session)
    qtbot.addWidget(page)
    assert page.left() == 2
    session.decisions.change_setting("Local authority", "lea", "999")
    session.files.add([path])
    wait_until_ready(qtbot, session)
    page.refresh(ALL)
    assert session.return_ is None
    assert session.built is not None
    assert [(one.estab, one.people) for one in session.built.estabs] == [("2001", 2), ("2002", 1)]
    assert page.left() == 1
    page.estabs.set_value("2002")
    page.estabs.picked.emit("2002")
    wait_until_ready(qtbot, session)
    page.refresh(ALL)
    assert [person.raw("PersonFamilyName") for person in session.people] == ["Cedar"]
    assert page.estab.text() == "2002"
    made = build(read_all([path]), Request(lea="999", estab="2002"))
    assert len(made.returns[0].return_.staff) == 1


def test_which_school_it_is_is_asked_in_the_window_s_words(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(CSV, encoding="utf-8")
    session.open(tmp_path / "a.swfreturn")
    session.files.add([path])
    wait_until_ready(qtbot, session)
    assert session.problem is not None
    assert "--" not in str(session.problem)
    assert "“School and year”" in session.problem.remedy
    page = start.Page(session)
    qtbot.addWidget(page)
    page.refresh(ALL)
    page.estab.setText("20x1")
    told: list[str] = []
    session.told.connect(lambda message: told.append(message.text))
    page.estab.editingFinished.emit()
    assert "four digits" in told[0]
    assert session.setting("estab") == ""


def test_recent_returns_are_listed_with_their_state(qtbot: QtBot, built: Session, tmp_path: Path) -> None:
    page = start.Page(built)
    qtbot.addWidget(page)
    page.refresh(ALL)
    shown = page.recent_model.row_at(0)
    assert (shown.number, shown.year) == ("999/2999", 2013)
    assert datetime.fromisoformat(shown.when).date() == date.today()
    assert page.lea.value() == "999"
    assert page.estab.text() == "2999"


def test_the_year_says_how_sure_it_is_whatever_the_files_say(qtbot: QtBot, built: Session) -> None:
    page = start.Page(built)
    qtbot.addWidget(page)
    page.refresh(ALL)
    assert page._from_files.text() == "Taken from the files. Correct it here if it is wrong."
    assert "We have not seen the department's own rules" in page._certainty.text()
    assert not page._certainty.isHidden()
    line = page.lea.lineEdit()
    assert line is not None
    assert line.cursorPosition() == 0


def test_files_of_another_year_are_asked_about_and_one_button_settles_it(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(CSV.replace(",2002,", ",2001,"), encoding="utf-8")
    session.open(tmp_path / "a.swfreturn")
    session.decisions.change_setting("Local authority", "lea", "999")
    session.decisions.change_setting("Census year", "year", "2026")
    session.files.add([path])
    wait_until_ready(qtbot, session)
    page = start.Page(session)
    qtbot.addWidget(page)
    page.refresh(ALL)
    assert session.collection is not None
    assert page.left() == 1
    assert "The newest date of these files is 07/11/2013" in page.other_year.text.text()
    assert page.other_year.take.text() == "It is the return of November 2013"
    page.other_year.keep.click()
    wait_until_ready(qtbot, session)
    page.refresh(ALL)
    assert (page.left(), session.collection.year) == (0, 2026)
    session.changes.undo()
    wait_until_ready(qtbot, session)
    page.refresh(ALL)
    page.other_year.take.click()
    wait_until_ready(qtbot, session)
    page.refresh(ALL)
    assert (page.left(), session.collection.year) == (0, 2013)
    assert not page._form.isRowVisible(page.other_year)


@pytest.mark.qt_log_ignore(r"This plugin does not support")
def test_a_whole_number_takes_the_list_away_and_what_is_typed_stays(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    session.open(tmp_path / "a.swfreturn")
    page = start.Page(session)
    qtbot.addWidget(page)
    page.refresh(ALL)
    page.show()
    qtbot.waitExposed(page)
    line, completer = page.lea.lineEdit(), page.lea.completer()
    assert line is not None
    assert completer is not None
    page.lea.setFocus()
    qtbot.waitUntil(line.hasFocus)
    line.selectAll()
    qtbot.keyClicks(line, "91")
    qtbot.waitUntil(completer.popup().isVisible)
    page.refresh(ALL)
    assert line.text() == "91", "a return that is read meanwhile must not take away what somebody types"
    qtbot.keyClicks(line, "6")
    qtbot.waitUntil(lambda: not completer.popup().isVisible())
    assert line.text() == "916"
