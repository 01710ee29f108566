"""Everything a school needs of the command line is in the window: each command and option against its place there."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QMenu, QTabWidget, QWidget
from pytestqt.qtbot import QtBot
from typer.main import get_command

from converters.sample.later import write_sample_of
from resources import resource
from swf_desktop.collection import Collection
from tests.ui.conftest import wait_until_ready
from tests.ui.step_pages import SIZE_HINTS
from tests.ui.window.test_main_window import window  # noqa: F401 - a fixture
from ui.cli.main import app
from ui.session.events import TITLES
from ui.widgets.table_model import RowsModel
from ui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore(SIZE_HINTS)
MENU = "menu"
EVERY = "*"
COMMON = frozenset({"--help"})


def rows() -> list[dict[str, str]]:
    with resource("design", "commands.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def commands(group: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Give each command with "" and with each of its options and arguments."""
    for name, command in group.commands.items():
        whole = f"{before} {name}".strip()
        if hasattr(command, "commands"):
            yield from commands(command, whole)
            continue
        yield whole, ""
        for parameter in command.params:
            said = parameter.opts[-1] if parameter.opts[0].startswith("-") else f"<{parameter.name}>"
            if said not in COMMON:
                yield whole, said


def test_every_command_and_option_has_its_row_and_no_row_is_left_over() -> None:
    known = [(row["command"], row["option"]) for row in rows()]
    assert len(known) == len(set(known))
    there = set(commands(get_command(app)))
    # An option that is the same wherever it stands has one row, for all commands.
    everywhere = {option for command, option in known if command == EVERY}
    assert everywhere <= {option for _, option in there}, "a row of what is gone"
    known = [pair for pair in known if pair[0] != EVERY]
    there = {pair for pair in there if pair[1] not in everywhere}
    assert there - set(known) == set(), "a command or option without a place in the window or a reason"
    assert set(known) - there == set(), "a row of what is gone"


def test_each_row_has_a_place_or_a_reason_and_never_both() -> None:
    for row in rows():
        assert bool(row["control"]) != bool(row["reason"]), row
        assert bool(row["control"]) == bool(row["step"]), row
        assert row["step"] in {"", MENU, *TITLES}, row
        # A reason is a sentence, not a shrug.
        assert not row["reason"] or len(row["reason"].split()) >= 3, row


def said_on(page: QWidget) -> set[str]:
    """Return everything on a page that people could be sent to: names, texts of buttons, tabs and lists."""
    found: set[str] = set()
    for widget in page.findChildren(QWidget):
        found.add(widget.accessibleName())
        text = getattr(widget, "text", None)
        if callable(text):
            found.add(str(text()).replace("&", ""))
        if isinstance(widget, QTabWidget):
            found |= {widget.tabText(at).replace("&", "") for at in range(widget.count())}
    for model in page.findChildren(RowsModel):
        found |= {str(model.index(at, 0).data()) for at in range(min(model.rowCount(), 40))}
    return found


def test_each_place_is_there(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:  # noqa: F811
    window.session.open(tmp_path / "Harbour Lane.swfreturn")
    window.session.files.add(write_sample_of(tmp_path / "sample", Collection.newest().year))
    wait_until_ready(qtbot, window.session)
    there: dict[str, set[str]] = {}
    for step in window.steps:
        window.go_to(step.name)
        QApplication.processEvents()
        wait_until_ready(qtbot, window.session)
        if step.name == "start":
            # What is needed is made when somebody wants to see it.
            step.needed.click()  # type: ignore[attr-defined]
        there[step.name] = said_on(step)
    there[MENU] = {
        action.text().replace("&", "") for menu in window.menuBar().findChildren(QMenu) for action in menu.actions()
    }
    lost = [row for row in rows() if row["control"] and row["control"] not in there[row["step"]]]
    assert lost == []
