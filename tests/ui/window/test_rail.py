"""The rail leads: what comes first above it, what waits greyed with its reason, and the way on at the foot."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.conftest import wait_until_ready
from tests.ui.step_pages import SIZE_HINTS, odd_files
from ui.settings import Settings
from ui.window.main_window import MainWindow, round_up

pytestmark = pytest.mark.qt_log_ignore(SIZE_HINTS)


@pytest.fixture
def window(qtbot: QtBot, settings: Settings) -> Iterator[MainWindow]:
    made = MainWindow(settings)
    made.resize(1366, 768)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()


def spoken(window: MainWindow, name: str) -> str:
    model = window.rail.model()
    place = list(window._rail_model.rows).index(name)
    return str(model.data(model.index(place, 0), Qt.ItemDataRole.AccessibleTextRole))


@pytest.mark.parametrize(("minutes", "said"), [(1, 1), (5, 5), (6, 10), (9, 10), (11, 15), (31, 35)])
def test_minutes_are_round(minutes: int, said: int) -> None:
    assert round_up(minutes) == said


def test_each_hindrance_comes_first_in_its_turn(
    qtbot: QtBot, window: MainWindow, sample: list[Path], tmp_path: Path
) -> None:
    assert not window.first.isVisible()
    window.session.open(tmp_path / "a.swfreturn")
    wait_until_ready(qtbot, window.session)
    qtbot.waitUntil(lambda: window.first.text() == "First: add your files")
    window.first.click()
    assert window.page.name == "sources"
    path = tmp_path / "staff.csv"
    path.write_text(
        "Surname,Forename,Date of Birth,Gender,Job Title,Start Date\nAsh,Ann,01/02/1970,Female,Teacher,01/09/2010\n",
        encoding="utf-8",
    )
    window.session.files.add([path])
    wait_until_ready(qtbot, window.session)
    qtbot.waitUntil(lambda: window.first.text() == "First: say which school it is")
    # Next leads back to what all the rest waits for, and says so.
    assert window.next.text() == "Next: School and year ›"
    window.make_the_rest()
    qtbot.waitUntil(lambda: "pay" in window._pages)
    assert "which school" in spoken(window, "pay")
    window.next.click()
    assert window.page.name == "start"
    assert window.here.text() == "2 left here"


def test_questions_come_before_what_they_may_cause(
    qtbot: QtBot, window: MainWindow, sample: list[Path], tmp_path: Path
) -> None:
    window.session.open(tmp_path / "odd.swfreturn")
    window.session.files.add(odd_files(sample, tmp_path / "files"))
    wait_until_ready(qtbot, window.session)
    assert len(window.steps) == len(window._rail_model.rows)
    questions = window.session.decisions.to_answer
    assert questions > 1
    qtbot.waitUntil(lambda: window.first.text().startswith(f"First: {questions} questions,"))
    assert "\n" not in window.first.accessibleName()
    model = window._rail_model
    check = list(model.rows).index("check")
    assert model.data(model.index(check, 1)) == ""
    assert "questions first" in spoken(window, "check")
    window.first.click()
    assert window.page.name == "columns"
    # Greyed, and open all the same.
    window.go_to("check")
    assert window.page.name == "check"
    assert "left here" in window.here.text()


def test_one_button_of_a_page_is_the_usual_one(
    qtbot: QtBot, window: MainWindow, sample: list[Path], tmp_path: Path
) -> None:
    window.session.open(tmp_path / "odd.swfreturn")
    window.session.files.add(odd_files(sample, tmp_path / "files"))
    wait_until_ready(qtbot, window.session)
    for step in window.steps:
        window.go_to(step.name)
        QApplication.processEvents()
        usual = [one.text() for one in window.findChildren(QPushButton) if one.isDefault() and one.isVisible()]
        drawn = [one.text() for one in window.findChildren(QPushButton) if one.property("main") and one.isVisible()]
        assert usual == drawn, step.name
        assert len(usual) <= 1, step.name
