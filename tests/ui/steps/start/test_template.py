"""The empty workbook to fill in, from the panel of what is needed."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from pytestqt.qtbot import QtBot

from swf_desktop.collection import Collection
from tests.ui.step_pages import SIZE_HINTS, after
from ui.session.session import Session
from ui.steps.start.need_panel import NeedPanel
from ui.widgets import dialogs

pytestmark = pytest.mark.qt_log_ignore(SIZE_HINTS)


def test_it_is_saved_for_the_year_that_is_shown(
    qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "to fill in.xlsx"
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: path)
    panel = NeedPanel(session)
    qtbot.addWidget(panel)
    panel.show_for(Collection.load(2025))
    after(qtbot, session, panel.save_template)
    book = load_workbook(path)
    assert len(book.sheetnames) > 3
    assert "2025" in " ".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)
