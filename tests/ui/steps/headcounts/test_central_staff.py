"""Step 8 of an authority's central staff."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import wait_until_ready
from ui.session.events import What
from ui.session.session import Session
from ui.steps.headcounts import page as headcounts
from ui.steps.sources import page as sources

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


def test_central_staff_have_psychologists_and_no_school(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(CSV.replace(",2001,", ",,").replace(",2002,", ",,"), encoding="utf-8")
    session.open(tmp_path / "a.swfreturn")
    session.decisions.change_settings("Central staff", lea="999", level="la")
    session.files.add([path])
    wait_until_ready(qtbot, session)
    page = headcounts.Page(session)
    qtbot.addWidget(page)
    page.refresh(ALL)
    assert not page._la_form.isHidden()
    assert page._school.isHidden()
    page.psychologists["EdPsychsFT"].setText("3")
    page.psychologists["EdPsychsFT"].editingFinished.emit()
    page.psychologists["EdPsychsFTE"].setText("1.5")
    page.psychologists["EdPsychsFTE"].editingFinished.emit()
    session.builder.build_soon()
    wait_until_ready(qtbot, session)
    la = session.return_.la  # type: ignore[union-attr]
    assert la is not None
    assert (la.code("EdPsychsFT"), la.code("EdPsychsFTE")) == ("3", "1.5")
