"""What the tests of single steps share: a page on show that hears of changes, and the sample school with odd words."""

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QTabWidget,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.conftest import wait_until_ready
from ui.session.session import Session
from ui.steps.step import Step
from ui.widgets.table_model import RowsModel

SIZE_HINTS = "This plugin does not support propagateSizeHints"
"""Said by Qt's own platform without a screen, and not about the program."""


def odd_files(sample: list[Path], folder: Path) -> list[Path]:
    """Copy the sample school's files, with headings and words in the HR list that nobody knows."""
    folder.mkdir()
    files = [Path(shutil.copy(path, folder)) for path in sample]
    path = next(path for path in files if path.name == "HR list.csv")
    data = path.read_bytes()
    for before, after in (
        (b"Gender", b"Sexe"),
        (b",Male,", b",Mann,"),
        (b",Female,", b",Frau,"),
        # Yes and no: of several fields the cells could be.
        (b"Disability", b"Wie"),
        (b"Permanent", b"Fest angestellt"),
        (b"Head Teacher", b"Boss of all"),
    ):
        assert before in data
        data = data.replace(before, after)
    path.write_bytes(data)
    return files


def show(qtbot: QtBot, session: Session, page: Step) -> None:
    """Show a page as the window does: it hears of every change while it is on show."""
    qtbot.addWidget(page)
    page.resize(1120, 560)
    session.changed.connect(page.refresh)
    page.show()
    wait_until_ready(qtbot, session)
    # What the page asks the worker for itself.
    qtbot.wait(50)
    wait_until_ready(qtbot, session)


def after(qtbot: QtBot, session: Session, act: Callable[[], object]) -> None:
    """Do something, and wait until everything is built and shown."""
    act()
    wait_until_ready(qtbot, session)
    qtbot.wait(50)
    wait_until_ready(qtbot, session)


def nameless(page: QWidget) -> list[str]:
    """Return the controls of a page that a screen reader could not name."""
    kinds = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QTabWidget, QTextEdit)
    found = []
    for widget in page.findChildren(QWidget):
        if not isinstance(widget, kinds) or isinstance(widget, QHeaderView):
            continue
        name = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
        inner = widget.objectName().startswith("qt_") or type(widget.parent()).__name__ in ("QTabBar", "QTableView")
        if (
            not name
            and not inner
            and not (isinstance(widget, QAbstractButton) and widget.metaObject().className() == "QTableCornerButton")
        ):
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def keep_rules(page: QWidget) -> int:
    """Hold every table model of a page against the rules of Qt; return how many there are."""
    models = page.findChildren(RowsModel)
    for model in models:
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    return len(models)


ENTER = Qt.Key.Key_Return
