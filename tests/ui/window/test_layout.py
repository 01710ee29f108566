"""Where things are in the window: the rail and its states, the foot of the page, messages, the screen's room."""

from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.conftest import wait_until_ready
from tests.ui.window.test_main_window import open_window, window  # noqa: F401 - fixtures
from ui.session.events import TITLES
from ui.settings import Recent, Settings
from ui.steps.step import State
from ui.widgets import dialogs
from ui.widgets.opening import SAMPLE, Opening
from ui.window.main_window import MainWindow


def states(window: MainWindow) -> dict[str, State]:  # noqa: F811
    return {step.name: step.state() for step in window.steps}


def rail(window: MainWindow) -> dict[str, str]:  # noqa: F811
    """Return what the rail says of each step beside its name."""
    model = window.rail.model()
    return {name: model.index(place, 1).data() for place, name in enumerate(TITLES)}


def test_a_step_has_one_of_four_states(qtbot: QtBot, open_window: MainWindow) -> None:  # noqa: F811
    window = open_window  # noqa: F811
    now = states(window)
    assert now["sources"] is now["columns"] is State.DONE
    assert now["check"] is now["finish"] is State.PROBLEM
    assert window.step("finish").state_words() == "not ready"
    assert rail(window)["check"] == "5"
    window.session.close()
    QApplication.processEvents()
    assert set(states(window).values()) == {State.OPEN, State.LATER}
    assert states(window)["start"] is State.OPEN
    assert window.step("pay").state_words() == "later: no return is open yet"


def test_finish_says_plainly_how_ready_the_return_is(qtbot: QtBot, open_window: MainWindow) -> None:  # noqa: F811
    window = open_window  # noqa: F811
    window.go_to("finish")
    page = window.page
    QApplication.processEvents()
    assert page._status.text() == "Not ready: 2 errors"
    for finding in [one for one in window.session.findings if one.severity == "error"]:
        person = finding.record.person() if finding.record is not None else None
        assert person is not None
        window.session.decisions.leave_out([person], "left before the census", "Somebody left out")
    wait_until_ready(qtbot, window.session)
    QApplication.processEvents()
    assert page._status.text().startswith("Ready, with ")
    assert page._status.text().endswith("to explain in COLLECT")
    assert page.state() is State.OPEN


def test_a_message_moves_nothing(qtbot: QtBot, open_window: MainWindow) -> None:  # noqa: F811
    window = open_window  # noqa: F811
    window.bar.clear()
    QApplication.processEvents()
    before = window.stack.geometry()
    window.session.tell("Something happened that takes a long sentence to tell. " * 5, "problem")
    QApplication.processEvents()
    assert window.bar.text.startswith("Something happened")
    assert window.stack.geometry() == before


def test_next_leads_through_all_steps_and_names_them(qtbot: QtBot, open_window: MainWindow) -> None:  # noqa: F811
    window = open_window  # noqa: F811
    window.go_to("start")
    for before, name in zip(TITLES, [*TITLES][1:], strict=False):
        assert window.page.name == before
        assert window.next.text() == f"Next: {TITLES[name]} ›"
        window.next.click()
    assert window.page.name == "after_upload"
    assert not window.next.isVisible()
    window.back.click()
    assert window.page.name == "finish"


@pytest.mark.parametrize("size", [(1366, 728), (1093, 582), (683, 364)])
def test_the_window_is_never_larger_than_its_screen(
    qtbot: QtBot,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
) -> None:
    """At 1366x768 and 125 percent Windows offers 1093x582 points, at 200 percent 683x364."""

    class Screen:
        def availableGeometry(self) -> QRect:  # noqa: N802 - Qt's name
            return QRect(0, 0, *size)

        def name(self) -> str:
            return "small"

    monkeypatch.setattr(MainWindow, "screen", lambda _self: Screen())
    made = MainWindow(settings)
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: made.frameGeometry().width() <= size[0], timeout=2_000)
    assert made.frameGeometry().height() <= size[1]
    made.close()
    assert settings.get(f"geometry small {size[0]}x{size[1]}")
    made.deleteLater()


def test_a_new_return_is_proposed_beside_its_files_and_never_in_the_samples_folder(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    folder = tmp_path / f"{SAMPLE}x1"
    folder.mkdir()
    (folder / "Harbour Lane.swfreturn").touch()
    settings.add_recent(folder / "Harbour Lane.swfreturn")
    settings.describe_recent(folder / "Harbour Lane.swfreturn", "999/2999", "Harbour Lane", 2013)
    assert isinstance(settings.recent()[0], Recent)
    asked: list[Path] = []
    monkeypatch.setattr(dialogs, "ask_new_return", lambda _parent, suggestion: asked.append(suggestion))
    monkeypatch.setattr(dialogs, "ask_files", lambda _parent, _folder: [tmp_path / "mine" / "staff.csv"])
    opening = Opening(window.session, window)
    opening.new()
    opening.from_files()
    assert asked[0].parent != folder
    assert asked[1].parent == tmp_path / "mine"
