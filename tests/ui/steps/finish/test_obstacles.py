"""What stands between a return and COLLECT."""

from pytestqt.qtbot import QtBot

from ui.session.session import Session
from ui.steps.finish.obstacles import obstacles


def test_what_stands_in_the_way_goes_when_it_is_mended(qtbot: QtBot, built: Session) -> None:
    before = [one.severity for one in obstacles(built)]
    assert "error" in before
    for finding in [one for one in built.findings if one.severity == "query"]:
        built.notes.set_note(finding, "It is right.")
    assert "query" not in [one.severity for one in obstacles(built)]
