"""A file that the program did not make is replaced in the window only where the user said so, about that very file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.conftest import wait_until_ready
from ui.settings import Settings
from ui.widgets import dialogs
from ui.window.main_window import MainWindow

NOW = datetime(2013, 11, 20, 10, 30)


@pytest.fixture
def window(qtbot: QtBot, settings: Settings, sample: list[Path], tmp_path: Path) -> Iterator[MainWindow]:
    made = MainWindow(settings)
    made.session.open(tmp_path / "Harbour Lane.swfreturn")
    made.session.files.add(sample)
    wait_until_ready(qtbot, made.session)
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()


def answering(monkeypatch: pytest.MonkeyPatch, *answers: bool) -> list[str]:
    waiting, asked = list(answers), []

    def ask(_parent: object, _title: str, question: str, _yes: str) -> bool:
        asked.append(question)
        return waiting.pop(0)

    monkeypatch.setattr(dialogs, "ask_sure", ask)
    return asked


@pytest.mark.parametrize("answer", [True, False])
def test_a_return_over_a_foreign_file(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: bool
) -> None:
    path = tmp_path / "out.xml"
    path.write_bytes(b"<Mine/>")
    asked = answering(monkeypatch, answer)
    went: list[object] = []
    for again in range(2 if answer else 1):
        window.session.write(
            path,
            serial="001",
            practice=False,
            now=NOW,
            then=went.append,
            failed=lambda said: went.append(str(said)),
        )
        wait_until_ready(qtbot, window.session)
        # The second time it is the program's own, and nothing is asked.
        assert len(asked) == 1, again
    assert "out.xml" in asked[0]
    assert "did not make it" in asked[0]
    assert (path.read_bytes() == b"<Mine/>") is not answer
    if answer:
        assert len(went) == 2
        assert isinstance(went[0], dict)
    else:
        assert "did not make it" in str(went[0])


def test_reports_ask_of_each_foreign_file_and_of_no_other(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name in ("findings.html", "summary.html"):
        (folder / name).write_text("mine")
    asked = answering(monkeypatch, True, False)
    window.session.files.run_job(
        "ui.worker.jobs:write_reports", window.session.builder.asked(), str(folder), NOW, {}, title="x", then=print
    )
    wait_until_ready(qtbot, window.session)
    assert len(asked) == 2
    assert {name for name in ("findings.html", "summary.html") for each in asked if name in each} == {
        "findings.html",
        "summary.html",
    }
    assert [(folder / name).read_text() == "mine" for name in ("findings.html", "summary.html")] in (
        [True, False],
        [False, True],
    )


@pytest.mark.parametrize("kind", ["findings", "slips"])
def test_where_the_systems_dialog_has_asked_nothing_is_asked_again(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / ("a.html" if kind == "findings" else "a.xlsx")
    path.write_bytes(b"mine")
    asked = answering(monkeypatch)
    window.session.files.run_job(
        "ui.worker.papers:files", window.session.builder.asked(), NOW, kind, str(path), {}, title="x", then=print
    )
    wait_until_ready(qtbot, window.session)
    assert asked == []
    assert path.read_bytes() != b"mine"


def test_a_source_is_never_asked_about(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, sample: list[Path]
) -> None:
    asked, before, failed = answering(monkeypatch), sample[0].read_bytes(), []
    window.session.write(sample[0], serial="001", practice=False, now=NOW, then=print, failed=failed.append)
    wait_until_ready(qtbot, window.session)
    assert asked == []
    assert len(failed) == 1
    assert sample[0].read_bytes() == before


@pytest.mark.parametrize(("typed", "asks"), [("a.swfreturn", 0), ("a", 1), ("b", 0)])
def test_a_name_without_its_ending_is_asked_about_as_it_will_be(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, typed: str, asks: int
) -> None:
    (tmp_path / "a.swfreturn").write_bytes(b"a return")
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getSaveFileName", lambda *_: (str(tmp_path / typed), ""))
    asked = answering(monkeypatch, False)
    found = dialogs.ask_new_return(window, tmp_path / "c.swfreturn")
    assert len(asked) == asks
    assert found == (None if asks else (tmp_path / typed).with_suffix(".swfreturn"))
