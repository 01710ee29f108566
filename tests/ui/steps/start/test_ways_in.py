"""Start: what is needed and from whom, last year's return, lessons and a practice return."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from swf_desktop.collection import Collection
from tests.ui.conftest import wait_until_ready
from tests.ui.step_pages import SIZE_HINTS, nameless
from tests.ui.worker.test_starting import last  # noqa: F401 - a fixture
from ui.session.events import What
from ui.session.session import Session
from ui.steps.start.lesson_list import LessonList
from ui.steps.start.need_panel import NeedPanel
from ui.steps.start.page import Page
from ui.widgets import dialogs

pytestmark = pytest.mark.qt_log_ignore(SIZE_HINTS)


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> Page:
    made = Page(session)
    qtbot.addWidget(made)
    session.changed.connect(made.refresh)
    made.refresh(frozenset(What))
    made.resize(1000, 700)
    made.show()
    made.complete()
    return made


def test_what_is_needed_is_a_click_away_and_an_e_mail_is_copied(page: Page) -> None:
    page.needed.click()
    panel = page._panels["need"]
    assert isinstance(panel, NeedPanel)
    assert panel.isVisible()
    assert nameless(page) == []
    said = " ".join(label.text() for label in panel.findChildren(QLabel))
    newest = Collection.newest()
    assert f"{newest.reference_date:%d/%m/%Y}" in said
    # Where last year's return is found.
    assert "SWF" in said
    button = next(one for one in panel.findChildren(QPushButton) if "Copy the e-mail to Payroll" in one.text())
    button.click()
    text = QApplication.clipboard().text()
    assert text.startswith(f"School Workforce Census {newest.year}")
    assert "payroll number" in text
    assert "Absences" not in text
    panel.show_letter("hr")
    assert "Absences" in panel.text.toPlainText()
    page.needed.click()
    assert panel.isHidden()


def test_what_is_needed_follows_the_year(page: Page, session: Session, tmp_path: Path) -> None:
    session.open(tmp_path / "a.swfreturn")
    session.decisions.change_setting("Census year", "year", "2013")
    page.needed.click()
    said = " ".join(label.text() for label in page._panels["need"].findChildren(QLabel))
    assert f"{Collection.load(2013).reference_date:%d/%m/%Y}" in said


def test_with_a_return_open_the_page_is_its_short_form(page: Page, session: Session, tmp_path: Path) -> None:
    assert page.new.isVisible()
    session.open(tmp_path / "a.swfreturn")
    page.refresh(frozenset(What))
    assert not page.new.isVisible()
    assert page.year.isVisible()
    assert page.needed.isVisible()


def test_a_practice_return_is_marked_from_the_start_and_by_its_name(
    page: Page, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed: list[Path] = []

    def ask(_parent: object, suggestion: Path) -> Path:
        proposed.append(suggestion)
        return tmp_path / suggestion.name

    monkeypatch.setattr(dialogs, "ask_new_return", ask)
    page.learn.click()
    panel = page._panels["lessons"]
    assert isinstance(panel, LessonList)
    assert panel.table.model().rowCount() >= 8
    panel.practice.click()
    assert proposed[0].name.startswith("PRACTICE_")
    assert session.practice
    # For good: there is no step that undo could take back.
    assert not session.journal.can_undo


def test_last_year_s_return_begins_this_year_s(
    qtbot: QtBot,
    page: Page,
    session: Session,
    last: Path,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dialogs, "ask_open", lambda *_: last)
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: tmp_path / "carried.xlsx")
    told: list[str] = []
    session.told.connect(lambda message: told.append(message.text))
    session.open(tmp_path / "new.swfreturn")
    session.decisions.change_setting("Census year", "year", "2025")
    page.carry.click()
    wait_until_ready(qtbot, session)
    assert (tmp_path / "carried.xlsx").exists(), told
    qtbot.waitUntil(lambda: session.return_ is not None and len(session.people) > 20, timeout=60_000)
    assert any("not carried" in text for text in told)
    assert session.collection is not None
    assert session.collection.year == 2025
