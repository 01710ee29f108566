"""Steps 1, 2, 8 and 9: headings moved, repairs rejected, several schools, central staff, files written, locks."""

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from converters.pipeline import build, read_all
from converters.request import Request
from tests.ui.conftest import wait_until_ready
from ui.session.events import What
from ui.session.session import Session
from ui.steps.finish import page as finish
from ui.steps.headcounts import page as headcounts
from ui.steps.sources import page as sources
from ui.steps.start import page as start
from ui.widgets import dialogs
from ui.worker.told import MOST, _some
from ui.worker.views import Failure, ToldView
from validation.reports.notes import TICKED

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
    assert entry.state == "not used"
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
    assert "step 1" in session.problem.remedy
    page = start.Page(session)
    qtbot.addWidget(page)
    page.refresh(ALL)
    page.estab.setText("20x1")
    told: list[str] = []
    session.told.connect(lambda message: told.append(message.text))
    page.estab.editingFinished.emit()
    assert "four digits" in told[0]
    assert session.setting("estab") == ""


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


def test_a_practice_file_is_named_so_and_not_counted(
    qtbot: QtBot, built: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = finish.Page(built)
    qtbot.addWidget(page)
    page.refresh(ALL)
    page.practice.setChecked(True)
    page._write()
    target = tmp_path / "practice 9992999_SWF_999LL13_001.xml"
    qtbot.waitUntil(target.exists, timeout=30_000)
    qtbot.waitUntil(lambda: not built.busy, timeout=30_000)
    page.refresh(ALL)
    assert page.exports.rowCount() == 0
    assert "do not upload" in page._result.text()
    page.real.setChecked(True)
    page._write()
    qtbot.waitUntil(lambda: built.workspace is not None and bool(built.workspace.exports()), timeout=30_000)
    qtbot.waitUntil(lambda: not built.busy, timeout=30_000)
    page.refresh(ALL)
    assert page.exports.row_at(0).serial == 1
    assert page.serial.text() == "002"
    page._lock()
    page.refresh(ALL)
    assert built.locked == "001"
    assert page.left() == 0
    monkeypatch.setattr(dialogs, "ask_new_return", lambda _parent, suggestion: suggestion)
    page._next()
    wait_until_ready(qtbot, built)
    assert built.path == tmp_path / "Harbour Lane version 2.swfreturn"
    assert not built.locked
    page.refresh(ALL)
    assert page.serial.text() == "002"


def test_all_reports_are_written(qtbot: QtBot, built: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = finish.Page(built)
    qtbot.addWidget(page)
    page.refresh(ALL)
    query = next(finding for finding in built.findings if finding.severity == "query")
    built.notes.set_note(query, "It is right as it stands.")
    built.notes.set_entered(query, True)
    folder = tmp_path / "reports"
    monkeypatch.setattr(dialogs, "ask_folder", lambda *_: folder)
    page._reports()
    qtbot.waitUntil(lambda: not built.busy, timeout=60_000)
    names = {path.name for path in folder.iterdir()}
    assert {"summary.html", "pay sheet.xlsx", "findings.xlsx", "recipe.toml"} <= names
    sheet = load_workbook(folder / "query notes.xlsx").worksheets[0]
    noted = [row[7:9] for row in sheet.iter_rows(min_row=2, values_only=True) if row[7]]
    assert noted == [("It is right as it stands.", TICKED)]
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: tmp_path / "summary.pdf")
    page._pdf()
    assert (tmp_path / "summary.pdf").read_bytes().startswith(b"%PDF-")


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
    told = {(one.kind, one.about): one for one in page.told.rows}
    assert told["Left out", "CEDAR, Cat (1003)"].text.startswith("Contract TCH: Ended on 31/12/2010")
    assert told["Not understood", "list.csv, cell D4"].found == "31/02/1975"
    page.told_table.opened.emit(told["Left out", "CEDAR, Cat (1003)"])
    session.set_private(True)
    assert page.told.index(0, 1).data() == "•••"


def test_what_is_told_is_not_endless() -> None:
    views = list(_some("Left out", (ToldView("Left out", str(n), "") for n in range(MOST + 5)), MOST + 5))
    assert len(views) == MOST + 1
    assert views[-1].text == "and 5 more"


def test_a_wrong_serial_number_is_refused(qtbot: QtBot, built: Session) -> None:
    page = finish.Page(built)
    qtbot.addWidget(page)
    page.refresh(ALL)
    told: list[str] = []
    built.told.connect(lambda message: told.append(message.text))
    for wrong in ("", "000", "1a", "-1"):
        page.serial.setText(wrong)
        page._write()
    assert len(told) == 4
    assert not built.worker.busy


def test_recent_returns_are_listed_with_their_state(qtbot: QtBot, built: Session, tmp_path: Path) -> None:
    page = start.Page(built)
    qtbot.addWidget(page)
    page.refresh(ALL)
    shown = page.recent_model.row_at(0)
    assert (shown.number, shown.year) == ("999/2999", 2013)
    assert datetime.fromisoformat(shown.when).date() == date.today()
    assert page.lea.value() == "999"
    assert page.estab.text() == "2999"
