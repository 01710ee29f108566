"""The sheet to count on, and what is said where nobody of a third party was there or nobody counted."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.step_pages import SIZE_HINTS, after, show
from ui import printing
from ui.session.events import What
from ui.session.session import Session
from ui.steps.headcounts.page import Page
from ui.widgets import dialogs

pytestmark = pytest.mark.qt_log_ignore(SIZE_HINTS)


@pytest.fixture
def page(qtbot: QtBot, built: Session) -> Page:
    made = Page(built)
    show(qtbot, built, made)
    made.refresh(frozenset(What))
    return made


def test_the_sheet_is_printed_from_its_button(
    qtbot: QtBot, built: Session, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[tuple[str, str]] = []

    def print_html(_parent: object, html: str, title: str) -> bool:
        printed.append((html, title))
        return True

    monkeypatch.setattr(printing, "print_html", print_html)
    built.decisions.change_setting("Name of the school", "school name", "Harbour Lane Primary")
    page.sheet.print_.setFocus()
    after(qtbot, built, lambda: qtbot.keyClick(page.sheet.print_, Qt.Key.Key_Space))
    ((html, title),) = printed
    assert "Occasional teachers in school on the day" in html
    assert "Harbour Lane Primary" in html
    assert title == "Census-day sheet 2013, Harbour Lane Primary"
    # Every kind that the page asks for stands on the sheet.
    for line in page.third_party.values():
        assert line.accessibleName().partition(" (")[0].replace("&", "&amp;").replace("'", "&#39;") in html


def test_the_sheet_is_saved_as_pdf(
    qtbot: QtBot, built: Session, page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sheet.pdf"
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: path)
    after(qtbot, built, page.sheet.save)
    assert path.read_bytes().startswith(b"%PDF")


def test_nobody_of_a_third_party_is_a_note_to_the_query(qtbot: QtBot, built: Session, page: Page) -> None:
    page._no_third_party()
    assert not any(text for (rule, _, _), text in built.notes.texts.items() if rule == "X85"), "figures stand there"
    after(
        qtbot,
        built,
        lambda: [built.edits.remove_record(one, "Away") for one in list(page._counts().values())] and None,
    )
    (asked,) = [one for one in built.findings if one.rule == "X85"]
    page.third_none.setFocus()
    after(qtbot, built, lambda: qtbot.keyClick(page.third_none, Qt.Key.Key_Space))
    assert built.notes.note(asked) == "No agency or third-party support staff on census day."


def test_nobody_counted_them_says_where(qtbot: QtBot, page: Page) -> None:
    assert not page.third_where.isVisible()
    page.third_uncounted.setFocus()
    qtbot.keyClick(page.third_uncounted, Qt.Key.Key_Space)
    assert page.third_where.isVisible()
    assert "invoices of the agencies" in page.third_where.text()
