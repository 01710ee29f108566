"""A practice return in the window: the banner on every step, the mark kept, and the file's name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from converters.practice.maker import Wanted, make_practice
from tests.ui.conftest import wait_until_ready
from ui.settings import Settings
from ui.window.main_window import MainWindow


@pytest.fixture
def window(qtbot: QtBot, settings: Settings) -> Iterator[MainWindow]:
    made = MainWindow(settings)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()


def test_the_banner_stands_on_every_step_and_the_mark_stays(
    qtbot: QtBot, window: MainWindow, sample: list[Path], tmp_path: Path
) -> None:
    book = make_practice(Wanted(2013, 15), tmp_path / "in").paths[1]
    plain = book.rename(tmp_path / "staff.xlsx")
    path = tmp_path / "a.swfreturn"
    assert not window.practice.isVisible()
    window.session.open(path)
    assert not window.practice.isVisible()
    window.session.files.add([plain])
    wait_until_ready(qtbot, window.session)
    assert window.session.problem is None
    for name in ("start", "sources", "columns", "codes", "people", "pay", "check", "headcounts", "finish"):
        window.go_to(name)
        assert window.practice.isVisible(), name
    finish = window.step("finish")
    assert finish._file_name().startswith("PRACTICE_9992999_SWF")  # type: ignore[attr-defined]
    window.session.close()
    qtbot.waitUntil(lambda: not window.practice.isVisible())
    window.session.open(path)
    wait_until_ready(qtbot, window.session)
    assert window.practice.isVisible()


def test_a_real_return_has_no_banner(qtbot: QtBot, window: MainWindow, sample: list[Path], tmp_path: Path) -> None:
    window.session.open(tmp_path / "real.swfreturn")
    window.session.files.add(sample)
    wait_until_ready(qtbot, window.session)
    assert window.session.return_ is not None
    assert not window.practice.isVisible()
