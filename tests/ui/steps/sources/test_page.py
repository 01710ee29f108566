"""Your files: the preview, headings moved, repairs rejected, files read again, what the files told."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.conftest import wait_until_ready
from ui.session.events import What
from ui.session.session import Session
from ui.steps.finish import page as finish
from ui.steps.sources import page as sources
from ui.worker.told import MOST, _some
from ui.worker.views import Failure, ToldView

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


def choose(page: sources.Page, file: str, sheet: str | None) -> None:
    page.table.select_place(page.model.place_of(lambda one: (one.file.file, one.file.sheet) == (file, sheet)))


def test_the_preview_shows_the_file_with_headings_and_rows_left_out(qtbot: QtBot, page: sources.Page) -> None:
    choose(page, "HR list.csv", None)
    model = page.preview_model
    row = min(model.headings)
    qtbot.waitUntil(lambda: model.data(model.index(row, 0)) not in (None, "…"), timeout=20_000)
    headings = [model.data(model.index(row, column)) for column in range(model.columnCount())]
    assert "Surname" in " ".join(headings) or "Name" in " ".join(headings)
    assert model.state_of(row) == "headings"
    skipped = next(iter(model.skipped))
    assert model.state_of(skipped).startswith("left out: ")
    assert model.state_of(row + 1) == ""


def test_the_heading_row_can_be_moved_and_found_again(qtbot: QtBot, page: sources.Page) -> None:
    session = page.session
    choose(page, "HR list.csv", None)
    before = page.preview_model.headings
    people = len(session.people)
    page.preview.setCurrentIndex(page.preview_model.index(4, 0))
    page._headings()
    wait_until_ready(qtbot, session)
    page.refresh(ALL)
    assert page.preview_model.headings == frozenset({4})
    page._find_headings()
    wait_until_ready(qtbot, session)
    page.refresh(ALL)
    assert page.preview_model.headings == before
    assert len(session.people) == people
    session.changes.undo()
    session.changes.undo()
    wait_until_ready(qtbot, session)
    page.refresh(ALL)
    assert page.preview_model.headings == before


def test_a_sheet_can_be_left_out_and_used_again(qtbot: QtBot, page: sources.Page) -> None:
    session = page.session
    choose(page, "absences.xlsx", "Absence")
    page._use(checked=False)
    wait_until_ready(qtbot, session)
    page.refresh(ALL)
    assert not any(person.of("absence") for person in session.people)
    entry = page.model.row_at(page.model.place_of(lambda one: one.file.file == "absences.xlsx"))
    assert entry.state == "Not used"
    choose(page, "absences.xlsx", "Absence")
    page._use(checked=True)
    wait_until_ready(qtbot, session)
    assert any(person.of("absence") for person in session.people)


def test_a_repair_can_be_rejected_and_accepted(qtbot: QtBot, page: sources.Page) -> None:
    session = page.session
    place = page.repairs.place_of(lambda one: one.kind == "NI number")
    page.repairs_table.select_place(place)
    assert page.cells.rowCount() > 0
    before = {person.key: person.code("NINumber") for person in session.people}
    page._turn_repair()
    wait_until_ready(qtbot, session)
    page.refresh(ALL)
    group = page.repairs.row_at(page.repairs.place_of(lambda one: one.kind == "NI number"))
    assert group.rejected
    after = {person.key: person.code("NINumber") for person in session.people}
    assert after != before
    page.repairs_table.select_place(page.repairs.place_of(lambda one: one.kind == "NI number"))
    page._turn_repair()
    wait_until_ready(qtbot, session)
    assert {person.key: person.code("NINumber") for person in session.people} == before


def test_a_cell_of_a_repair_is_shown_in_the_preview(page: sources.Page) -> None:
    page.repairs_table.select_place(0)
    cell = page.cells.row_at(0)
    page.cells_table.opened.emit(cell)
    assert page.tabs.currentIndex() == 0
    assert page.preview.currentIndex().row() == (cell.row or 0) - 1
    entry = page.table.current()
    assert (entry.file.file, entry.file.sheet) == (cell.file, cell.sheet)


def test_a_file_read_again_with_another_delimiter(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(CSV, encoding="utf-8")
    session.open(tmp_path / "a.swfreturn")
    session.decisions.change_settings("School", lea="999", estab="2001")
    session.files.add([path])
    wait_until_ready(qtbot, session)
    assert session.files.views[0].width == 9
    session.files.read_again("staff.csv", encoding="cp1252", delimiter=";")
    wait_until_ready(qtbot, session)
    assert session.files.views[0].delimiter == ";"
    assert session.files.views[0].width == 1
    session.files.read_again("staff.csv")
    wait_until_ready(qtbot, session)
    assert len(session.people) == 2
    session.files.remove("staff.csv")
    wait_until_ready(qtbot, session)
    assert session.return_ is None
    assert path.read_text(encoding="utf-8") == CSV


def test_a_password_is_asked_for_in_place(qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[list[Path], str | None]] = []
    monkeypatch.setattr(session.files, "add", lambda paths, password=None: asked.append((paths, password)))
    widget = sources._Unread(session, "/x/payroll.xlsx", Failure("password", "It is protected.", "Give its password."))
    qtbot.addWidget(widget)
    field = widget.findChild(QLineEdit)
    assert field is not None
    assert field.echoMode() == QLineEdit.EchoMode.Password
    field.setText("secret")
    field.returnPressed.emit()
    assert asked == [([Path("/x/payroll.xlsx")], "secret")]
    assert len(widget.findChildren(QPushButton)) == 2


TOLD = """Staff list as at 07/11/2013
Employee Number,Surname,Forename,Date of Birth,Gender,School Number,Job Title,Start Date,End Date,Contract Type
1001,Ash,Ann,01/02/1970,Female,2001,Class Teacher,01/09/2010,,Permanent
1002,Birch,Bob,31/02/1975,Male,2001,Class Teacher,01/09/2011,,Permanent
1003,Cedar,Cat,05/06/1980,Female,2001,Class Teacher,01/09/2009,31/12/2010,Permanent
"""


def test_what_the_files_told_is_listed(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(TOLD, encoding="utf-8")
    session.open(tmp_path / "told.swfreturn")
    session.decisions.change_settings("School", lea="999", estab="2001")
    session.files.add([tmp_path / "list.csv"])
    wait_until_ready(qtbot, session)
    session.decisions.leave_out(session.people[2:], "Left long ago", "Cedar")
    wait_until_ready(qtbot, session)
    page = finish.Page(session)
    qtbot.addWidget(page)
    page.refresh(ALL)
    told = {(one.kind, one.about): one for one in page.read.rows.rows}
    assert told["Left out", "CEDAR, Cat (1003)"].text == "Contract TCH: Left long ago"
    assert told["Not understood", "list.csv, cell D4"].found == "31/02/1975"
    page.read.table.opened.emit(told["Left out", "CEDAR, Cat (1003)"])
    session.set_private(True)
    assert page.read.rows.index(0, 1).data() == "•••"


def test_what_is_told_is_not_endless() -> None:
    views = list(_some("Left out", (ToldView("Left out", str(n), "") for n in range(MOST + 5)), MOST + 5))
    assert len(views) == MOST + 1
    assert views[-1].text == "and 5 more"
