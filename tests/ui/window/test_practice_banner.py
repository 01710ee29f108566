"""A practice return in the window: the banner on every step, the mark kept, and the file's name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from converters.practice.maker import Wanted, make_practice
from converters.sources.message import read_message
from swf_desktop import collection
from tests.ui.conftest import wait_until_ready
from ui.settings import Settings
from ui.widgets import dialogs
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


@pytest.mark.parametrize("place", [0, 1], ids=["return", "workbook"])
def test_what_is_dropped_makes_practice_and_no_copy_or_version_is_without_it(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, place: int
) -> None:
    file = make_practice(Wanted(2013, 15), tmp_path / "in").paths[place]
    plain = file.rename(tmp_path / f"staff{file.suffix}")
    session = window.session
    session.open(tmp_path / "a.swfreturn")
    window.take_paths([plain])
    wait_until_ready(qtbot, session)
    assert session.practice
    session.save_copy(tmp_path / "copy.swfreturn")
    wait_until_ready(qtbot, session)
    assert session.path == tmp_path / "copy.swfreturn"
    assert session.practice
    session.next_version(tmp_path / "next.swfreturn")
    wait_until_ready(qtbot, session)
    assert session.practice
    # The file goes, and what comes in its place: it stays practice, and so does what is written.
    session.files.remove(session.files.views[0].file)
    wait_until_ready(qtbot, session)
    assert session.practice
    window.take_paths([plain])
    wait_until_ready(qtbot, session)
    finish = window.step("finish")
    window.go_to("finish")
    finish._write()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: bool(list(tmp_path.glob("*.xml"))[place == 0 :]), timeout=30_000)
    wait_until_ready(qtbot, session)
    [written] = [path for path in tmp_path.glob("*.xml") if path != plain]
    assert written.name.startswith("PRACTICE_")
    assert read_message(written).return_.practice


def test_last_years_practice_return_carried_forward_makes_this_one_practice(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = make_practice(Wanted(2025, 15), tmp_path / "in").paths[0].rename(tmp_path / "last.xml")
    monkeypatch.setattr(collection, "clock", lambda: date(2026, 11, 15))
    monkeypatch.setattr(dialogs, "ask_open", lambda *_: last)
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: tmp_path / "start.xlsx")
    window.session.open(tmp_path / "a.swfreturn")
    window.opening.carry_forward()
    qtbot.waitUntil(lambda: bool(window.session.files.views), timeout=30_000)
    wait_until_ready(qtbot, window.session)
    assert (tmp_path / "PRACTICE_start.xlsx").exists()
    assert window.session.practice


def test_a_practice_file_among_real_ones_is_told_and_taken_out_again(
    qtbot: QtBot, window: MainWindow, sample: list[Path], tmp_path: Path
) -> None:
    book = make_practice(Wanted(2013, 15), tmp_path / "in").paths[1].rename(tmp_path / "staff.xlsx")
    session = window.session
    session.open(tmp_path / "real.swfreturn")
    session.files.add(sample)
    wait_until_ready(qtbot, session)
    window.take_paths([book])
    wait_until_ready(qtbot, session)
    assert session.problem is not None
    assert "given together" in str(session.problem)
    session.files.remove(book.name)
    wait_until_ready(qtbot, session)
    assert session.problem is None
    assert not session.practice
