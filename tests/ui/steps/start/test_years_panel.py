"""Census years in the window: how sure they are, learnt from what is dropped, given on and taken out again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from swf_desktop.collection import Collection
from swf_desktop.message_schema import schema_text
from swf_desktop.packs import PACKS_SETTING, use_again
from tests.ui.cli.test_years import rule_workbook
from tests.ui.conftest import wait_until_ready
from tests.ui.step_pages import SIZE_HINTS, nameless
from ui.session.session import Session
from ui.steps.start.page import Page
from ui.steps.start.years_panel import YearsPanel
from ui.widgets import dialogs
from ui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore(SIZE_HINTS)


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    place = tmp_path / "packs"
    monkeypatch.setattr("ui.settings.packs_folder", lambda: place)
    yield place
    for folder in place.glob("*") if place.is_dir() else ():
        for file in sorted(folder.rglob("*"), reverse=True):
            file.unlink() if file.is_file() else file.rmdir()
        folder.rmdir()
    use_again(place)


@pytest.fixture
def window(qtbot: QtBot, packs: Path, session: Session) -> Iterator[MainWindow]:
    assert session.settings is not None
    made = MainWindow(session.settings)
    qtbot.addWidget(made)
    made.show()
    made.make_the_rest()
    yield made
    made.session.shut_down()


@pytest.fixture
def panel(window: MainWindow) -> YearsPanel:
    page = window.step("start")
    assert isinstance(page, Page)
    page.complete()
    page.years.click()
    made = page._panels["years"]
    assert isinstance(made, YearsPanel)
    return made


def _learnt(qtbot: QtBot, window: MainWindow, path: Path) -> list[str]:
    told: list[str] = []
    window.session.told.connect(lambda message: told.append(message.text))
    window.take_paths([path])
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    return told


def test_each_year_says_how_sure_it_is(panel: YearsPanel) -> None:
    assert panel.isVisible()
    assert panel.model.rows[0].year == 2026
    assert {one.year for one in panel.model.rows} >= {2013, 2025, 2026}
    assert panel.packs.isHidden()
    assert panel.give.isHidden()
    assert nameless(panel) == []


def test_a_schema_that_is_dropped_makes_the_year_surer_at_once(
    qtbot: QtBot, window: MainWindow, panel: YearsPanel, packs: Path, tmp_path: Path
) -> None:
    newest = Collection.newest().year
    path = tmp_path / "theirs.xsd"
    path.write_text(schema_text(newest), encoding="utf-8")
    told = _learnt(qtbot, window, path)
    assert f"In use from now on: year-{newest}" in told[0]
    assert Collection.load(newest).certainty["message"].level == "seen"
    assert not window.session.is_open, "a schema is no reason to make a return"
    panel.show_now()
    assert panel.packs.isVisible()
    panel.out.click()
    qtbot.waitUntil(lambda: panel.packs.isHidden(), timeout=20_000)
    assert Collection.load(newest).certainty["message"].level != "seen"
    assert not list(packs.iterdir())


def test_a_rule_workbook_changes_the_return_that_is_open(
    qtbot: QtBot,
    window: MainWindow,
    panel: YearsPanel,
    sample: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = window.session
    session.open(tmp_path / "a.swfreturn")
    session.files.add(sample)
    wait_until_ready(qtbot, session)
    assert session.collection is not None
    year = session.collection.year
    assert session.collection.rules["4110"].severity == "error"
    monkeypatch.setattr(dialogs, "ask_open", lambda *_: rule_workbook(tmp_path / "rules.xlsx"))
    panel.learn.click()
    qtbot.waitUntil(lambda: len(panel.packs_model.rows) == 1, timeout=20_000)
    wait_until_ready(qtbot, session)
    assert session.collection.rules["4110"].severity == "query"
    assert session.workspace is not None
    assert f"year-{year}" in session.workspace.setting(PACKS_SETTING)
    target = tmp_path / "given.swfyear"
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: target)
    panel.give.click()
    assert target.read_bytes()[:2] == b"PK"


def test_what_teaches_nothing_is_told_and_nothing_changes(
    qtbot: QtBot, window: MainWindow, packs: Path, tmp_path: Path
) -> None:
    path = tmp_path / "spoilt.swfyear"
    path.write_bytes(b"no zip")
    told = _learnt(qtbot, window, path)
    assert "no year pack" in told[0]
    assert not packs.exists() or not list(packs.iterdir())
