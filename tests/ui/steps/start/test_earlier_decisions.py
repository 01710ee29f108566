"""Decisions of an earlier return."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.ui.conftest import wait_until_ready
from ui.session.session import Session
from ui.widgets.opening import decisions_of, earlier_returns


def test_decisions_of_an_earlier_return_are_offered_and_used(qtbot: QtBot, built: Session, tmp_path: Path) -> None:
    assert built.built is not None
    sheet, column = next(
        (sheet, column)
        for sheet in built.built.sheets
        for column in sheet.columns
        if column.target == "staff.GenderCurrent"
    )
    built.decisions.set_column(sheet.file, sheet.sheet, column.heading, "ignore")
    wait_until_ready(qtbot, built)
    first = built.path
    assert first is not None
    built.open(tmp_path / "next year.swfreturn")
    offered = earlier_returns(built)
    assert [Path(one.path) for one in offered] == [first]
    text = decisions_of(first)
    assert built.decisions.use_recipe(text, "Decisions of last year")
    said = built.decisions.recipe.for_sheet(sheet.file, sheet.sheet)
    assert said is not None
    assert said.columns[column.heading] == "ignore"
    assert built.decisions.recipe.lea is None
