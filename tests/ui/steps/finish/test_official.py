"""The department's own files in the window: run over what was written, told in a list that leads to the field."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.step_pages import SIZE_HINTS, after
from tests.validation.test_official import CHECKS
from ui.session.session import Session
from ui.steps.finish import page as finish
from ui.widgets import dialogs

pytestmark = pytest.mark.qt_log_ignore(SIZE_HINTS)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "from the department"
    made.mkdir()
    monkeypatch.setattr(dialogs, "ask_folder", lambda *_: made)
    return made


def test_it_waits_for_a_file(page: finish.Page) -> None:
    assert not page.official.check.isEnabled()
    assert page.official.table.isHidden()


@pytest.mark.parametrize("of_year", [False, True])
def test_what_they_find_is_listed_and_leads_to_the_field(
    qtbot: QtBot, built: Session, page: finish.Page, folder: Path, of_year: bool
) -> None:
    # The check of the test tells of the first person of the file, once for each birth date that lacks.
    someone = built.people[0]
    after(qtbot, built, lambda: built.edits.edit(someone, "PersonBirthDate", ""))
    after(qtbot, built, page._write)
    place = folder / str(built.collection.year) if of_year and built.collection is not None else folder
    place.mkdir(exist_ok=True)
    (place / "checks.xslt").write_text(CHECKS, encoding="utf-8")
    after(qtbot, built, page.official.check.click)
    found = page.official.model.rows
    assert found
    assert page.official.table.isVisibleTo(page)
    assert any(one.key == someone.key for one in found), "told of the person who has no birth date"
    gone: list[str] = []
    built.asked_to_show.connect(lambda key, _tag: gone.append(key))
    page.official._go(next(one for one in found if one.key == someone.key))
    assert gone == [someone.key]
    # The folder is proposed the next time.
    assert built.settings is not None
    assert built.settings.get("folder of the department's files") == str(folder)


def test_a_folder_without_such_files_is_said(qtbot: QtBot, built: Session, page: finish.Page, folder: Path) -> None:
    after(qtbot, built, page._write)
    after(qtbot, built, page.official.check.click)
    assert page.official.says.text() == f"There is no .xsd, .xsl or .xslt file in {folder}: nothing was checked."
    assert page.official.table.isHidden()


def test_nothing_found_is_said(qtbot: QtBot, built: Session, page: finish.Page, folder: Path) -> None:
    after(qtbot, built, page._write)
    nothing = '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"/>'
    (folder / "checks.xslt").write_text(f"{nothing}</xsl:stylesheet>", encoding="utf-8")
    after(qtbot, built, page.official.check.click)
    assert page.official.says.text().startswith("The department's files find nothing in 999")
