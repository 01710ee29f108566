"""Two parts of a page stand side by side where there is room, else one below the other."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.step_pages import SIZE_HINTS
from ui.steps.parts import LINES, Parts
from ui.widgets.basic import scrolling

pytestmark = pytest.mark.qt_log_ignore(SIZE_HINTS)


def wide(width: int) -> QWidget:
    made = QWidget()
    made.setMinimumWidth(width)
    return made


def test_they_turn_where_there_is_no_room_and_back(qtbot: QtBot) -> None:
    left, right = wide(400), wide(500)
    parts = Parts(left, right, "Divider", (1, 1))
    area = scrolling(parts)
    qtbot.addWidget(area)
    area.resize(1000, 300)
    area.show()
    assert parts.orientation() == Qt.Orientation.Horizontal
    area.resize(700, 300)
    qtbot.waitUntil(lambda: parts.orientation() == Qt.Orientation.Vertical)
    # Nothing beside the window, and each part is high enough to work in.
    qtbot.waitUntil(lambda: area.horizontalScrollBar().maximum() == 0)
    for part in (left, right):
        assert part.height() >= parts.fontMetrics().height() * LINES
        assert part.mapTo(area, part.rect().topRight()).x() < area.width()
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    parts.bring(right)
    assert area.verticalScrollBar().value() > 0
    area.resize(1000, 300)
    qtbot.waitUntil(lambda: parts.orientation() == Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)
