"""Finish: files written, real and for practice, and the reports."""

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from converters.papers.question_sheet import HEADING_ROW
from converters.pipeline import build, read_all, write_return
from converters.request import Request
from converters.sample.school import write_sample
from converters.sources.message import read_message
from tests.ui.conftest import wait_until_ready
from tests.ui.step_pages import after, show
from ui.session.events import What
from ui.session.session import Session
from ui.steps.finish import page as finish
from ui.steps.finish.papers import PAPERS
from ui.steps.sources import page as sources
from ui.widgets import dialogs
from validation.reports.notes import TICKED

ALL = frozenset(What)


@pytest.fixture
def page(qtbot: QtBot, built: Session) -> sources.Page:
    made = sources.Page(built)
    qtbot.addWidget(made)
    made.refresh(ALL)
    return made


def shown(qtbot: QtBot, session: Session) -> finish.Page:
    page = finish.Page(session)
    show(qtbot, session, page)
    page.refresh(ALL)
    wait_until_ready(qtbot, session)
    return page


@pytest.mark.parametrize("way", ["button", "menu"])
def test_a_practice_copy_is_marked_inside_and_in_its_name_and_not_counted(
    qtbot: QtBot, built: Session, tmp_path: Path, way: str
) -> None:
    page = shown(qtbot, built)
    if way == "button":
        page.copy.setFocus()
        qtbot.keyClick(page.copy, Qt.Key.Key_Space)
    else:
        next(one for one in page.actions_for_menu() if one.text() == "Write a practice copy").trigger()
    wait_until_ready(qtbot, built)
    copy = tmp_path / "PRACTICE_9992999_SWF_999LL13_001.xml"
    assert read_message(copy.rename(tmp_path / "renamed.xml")).return_.practice
    assert page.exports.rowCount() == 0
    assert "never upload" in page._result.text()
    # The return itself stays a real one, and its file has no mark.
    after(qtbot, built, page._write)
    real = tmp_path / "9992999_SWF_999LL13_001.xml"
    assert "PRACTICE" not in real.read_text(encoding="utf-8")
    assert not read_message(real).return_.practice


def test_a_copy_of_a_return_made_before_is_marked_too(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    made = tmp_path / "in"
    made.mkdir()
    path = made / "return.xml"
    one = build(read_all(write_sample(tmp_path / "files")), Request(year=2013)).returns[0]
    write_return(one, path, serial="001", now=datetime(2013, 11, 20))
    session.open(tmp_path / "a.swfreturn")
    session.files.add([path])
    wait_until_ready(qtbot, session)
    page = shown(qtbot, session)
    after(qtbot, session, page._write_copy)
    copy = next(tmp_path.glob("PRACTICE_*.xml"))
    assert read_message(copy.rename(tmp_path / "renamed.xml")).return_.practice


def test_files_are_written_locked_and_followed_by_the_next_version(
    qtbot: QtBot, built: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(qtbot, built)
    after(qtbot, built, page._write)
    # The number is not moved on without a word, and what is usually pressed is no second file.
    assert "A next file, should one be needed, gets number 002." in page._result.text()
    assert not page.write.property("main")
    assert page._open.property("main")
    page.refresh(frozenset({What.EDITS}))
    assert page.write.property("main")
    assert not page._open.property("main")
    page.refresh(ALL)
    assert page.exports.row_at(0).serial == 1
    assert page.serial.text() == "002"
    assert "9992999_SWF_999LL13_001.xml" in page.then[1].text()
    assert not page._sum.isVisible()
    page.details.setFocus()
    qtbot.keyClick(page.details, Qt.Key.Key_Space)
    assert page._sum.isVisible()
    assert page.exports.row_at(0).sha256 in page._sum.text()
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


def test_what_changed_since_the_last_file_is_said(qtbot: QtBot, built: Session, tmp_path: Path) -> None:
    page = shown(qtbot, built)
    assert not page.changes.isVisible()
    after(qtbot, built, page._write)
    assert "as the return stands" in page.changes.says.text()
    person = built.people[0]
    after(qtbot, built, lambda: built.edits.edit(person, "PersonFamilyName", "Newname"))
    assert [one for one in page.changes.model.rows if "is Newname" in one]
    assert "1 change." in page.changes.says.text()
    # A file that was changed by hand is not taken for the one that was sent.
    path = tmp_path / "9992999_SWF_999LL13_001.xml"
    path.write_bytes(path.read_bytes() + b"\n")
    after(qtbot, built, lambda: built.edits.edit(person, "PersonFamilyName", "Other"))
    assert "it was changed since" in page.changes.says.text()
    assert page.changes.choose.isVisible()


def test_before_a_rewrite_it_says_what_is_lost_in_collect(qtbot: QtBot, built: Session) -> None:
    page = shown(qtbot, built)
    built.upload.set_changed_there("Hours of Jane Smith")
    wait_until_ready(qtbot, built)
    qtbot.wait(50)
    assert not page.lost.isVisible()
    after(qtbot, built, page._write)
    assert page.lost.text() == (
        "Changes made in COLLECT itself are lost when you upload again. These are: Hours of Jane Smith."
    )


def test_every_paper_is_made_from_one_place(
    qtbot: QtBot, built: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(qtbot, built)
    query = next(finding for finding in built.findings if finding.severity == "query")
    built.notes.set_note(query, "It is right as it stands.")
    built.notes.set_entered(query, True)
    earlier = tmp_path / "earlier.xml"
    after(qtbot, built, page._write)
    (tmp_path / "9992999_SWF_999LL13_001.xml").rename(earlier)
    out = tmp_path / "out"
    out.mkdir()
    told: list[tuple[str, str]] = []
    built.told.connect(lambda message: told.append((message.kind, message.text)))
    monkeypatch.setattr(dialogs, "ask_save", lambda _parent, _title, suggestion, _kinds: out / suggestion.name)
    monkeypatch.setattr(dialogs, "ask_open", lambda *_: earlier)
    table = page.papers.table
    for place, paper in enumerate(PAPERS):
        folder = out / paper.kind
        monkeypatch.setattr(dialogs, "ask_folder", lambda *_, folder=folder: folder)
        table.select_place(place)
        after(qtbot, built, lambda: qtbot.keyClick(table, Qt.Key.Key_Return))
        assert told[-1][0] == "done", (paper.kind, told[-1])
    names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert {
        "page for the head.pdf",
        "summary.pdf",
        "COLLECT.pdf",
        "compared.pdf",
        "query notes.xlsx",
        "checking slips.xlsx",
        "pack/checking slips.html",
        "pack/census dates.ics",
        "all/pay sheet.xlsx",
        "all/recipe.toml",
        "support/PRACTICE_redacted.xml",
    } <= names
    for name in names:
        if name.endswith(".pdf"):
            assert (out / name).read_bytes().startswith(b"%PDF-")
    sheet = load_workbook(out / "query notes.xlsx").worksheets[0]
    noted = [row[7:9] for row in sheet.iter_rows(min_row=2, values_only=True) if row[7]]
    assert noted == [("It is right as it stands.", TICKED)]


def test_slips_come_back_and_change_what_was_filled_in_and_nothing_else(
    qtbot: QtBot, built: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(qtbot, built)
    path = tmp_path / "checking slips.xlsx"
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: path)
    after(qtbot, built, lambda: page.papers.make(page.papers.paper("slips")))
    monkeypatch.setattr(dialogs, "ask_open", lambda *_: path)
    after(qtbot, built, page.papers.back.click)
    assert not built.overlay
    book = load_workbook(path)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[HEADING_ROW]]
    key, item, answer = (headings.index(name) + 1 for name in ("Record key", "Item key", "Answer"))
    row = next(
        number
        for number in range(HEADING_ROW + 1, sheet.max_row + 1)
        if sheet.cell(number, item).value == "staff.FormerFamilyName"
    )
    sheet.cell(row, answer).value = "Oldname"
    book.save(path)
    after(qtbot, built, page.papers.back.click)
    assert list(built.overlay) == [(sheet.cell(row, key).value, "staff.FormerFamilyName")]
    assert next(iter(built.overlay.values())).text == "Oldname"
    built.changes.undo()
    wait_until_ready(qtbot, built)
    assert not built.overlay


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
