"""What tests of the window share that begin lessons; modules with a window of their own take that."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.settings import Settings
from ui.widgets.opening import Opening
from ui.window.main_window import MainWindow


@pytest.fixture
def window(qtbot: QtBot, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """An empty window, whose lessons lie in a folder of the test's."""
    monkeypatch.setattr(Opening, "lessons_folder", lambda _self, name: tmp_path / "lessons" / name)
    made = MainWindow(settings)
    made.show()
    made.activateWindow()
    QApplication.processEvents()
    # Afterwards: a window is never shown larger than its screen, and this one has a small screen.
    made.resize(1366, 768)
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()
