"""Step 9: files written, real and for practice, and the reports."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from pytestqt.qtbot import QtBot

from tests.ui.conftest import wait_until_ready
from ui.session.events import What
from ui.session.session import Session
from ui.steps.finish import page as finish
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
