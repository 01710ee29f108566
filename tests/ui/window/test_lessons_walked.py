"""Every lesson is walked in the window by doing what its steps say, in 2013 and in the newest year.

Each step's check is pressed before anything was done for it, after each part of it but the last, and at the end.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from converters.practice.lesson import Step, built_in
from converters.practice.lesson_walk import record_at, write_files
from converters.practice.maker import Mend
from swf_desktop import collection
from swf_desktop.collection import collection_years
from tests.ui.window.hands import Hands, as_typed
from ui.window.lesson_panel import LessonPanel
from ui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # said by Qt without a screen

NEWEST = collection_years()[-1]
WALKS = [
    (name, year)
    for name, lesson in built_in().items()
    for year in (2013, NEWEST)
    if not lesson.years or year in lesson.years
]


class Walk:
    """One lesson in one year, and hands that do what its answers say."""

    def __init__(self, hands: Hands, panel: LessonPanel, paths: list[Path], mends: tuple[Mend, ...]) -> None:
        self.hands, self.panel, self.paths, self.mends = hands, panel, paths, mends

    def is_done(self, number: int) -> bool:
        """Press the panel's check; whether this step counts as done."""
        self.hands.settle()
        self.hands.click(self.panel.check)
        while self.panel.result.text().startswith("The return is still being built"):
            self.hands.settle()
            self.hands.click(self.panel.check)
        return number in self.panel.done

    def parts(self, step: Step) -> list[tuple[str, Any]]:
        """Return what a step's answer is made of, one fault at a time."""
        parts: list[tuple[str, Any]] = []
        for action, what in step.answer.items():
            parts += [(action, one) for one in what] if action == "mend" else [(action, what)]
        return parts

    def do(self, step: Step, action: str, what: Any) -> None:
        hands = self.hands
        if action == "load":
            known = {view.file for view in hands.window.session.files.views}
            chosen = [path for path in self.paths if "all" in what or any(word in path.name for word in what)]
            hands.add_files([path for path in chosen if path.name not in known])
        elif action == "level":
            hands.choose_level(what)
        elif action == "school":
            hands.choose_school(what["lea"], what["estab"])
        elif action == "code":
            hands.choose_code(what["text"], what["is"])
        elif action == "note":
            [finding] = [one for one in hands.window.session.findings if one.rule == what["rule"]]
            hands.write_note(finding, what["text"])
        elif action == "write":
            hands.write_file()
        else:
            self.mend(step, what)

    def mend(self, step: Step, fault: str) -> None:
        hands, session = self.hands, self.hands.window.session
        for mend in [one for one in self.mends if one.fault == fault]:
            assert session.return_ is not None
            record = record_at(session.return_, mend)
            tag, text = mend.field.partition(".")[2], as_typed(mend.text)
            finding = next((one for one in session.findings if one.record is record and one.field == mend.field), None)
            if step.where == "headcounts":
                hands.count(tag, text)
            elif step.where == "pay" and tag == "BasePay":
                hands.base_pay_by_hand(record, text, "said by payroll")
            elif step.where == "check" and finding is not None:
                hands.fix_finding(finding, text, tag)
            else:
                hands.fix_in_card(record, tag, text)


@pytest.mark.parametrize(("name", "year"), WALKS)
def test_a_lesson_is_walked_in_the_window(
    name: str,
    year: int,
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lesson = built_in()[name]
    # A lesson is set up for the newest year there is on the day.
    monkeypatch.setattr(collection, "clock", lambda: date(year, 11, 15))
    window.opening.lesson(name)
    qtbot.waitUntil(lambda: window.session.is_open and "lesson_dock" in window.__dict__, timeout=60_000)
    hands = Hands(qtbot, window, monkeypatch)
    hands.settle()
    panel = window.lesson_dock.widget()
    assert isinstance(panel, LessonPanel)
    folder = tmp_path / "lessons" / name
    paths = [path for path in sorted(folder.iterdir()) if path.suffix in (".xlsx", ".csv", ".xml")]
    _, mends = write_files(lesson, tmp_path / "again", year)
    walk = Walk(hands, panel, paths, mends)
    for number, step in enumerate(lesson.steps, 1):
        assert panel.current == number
        if step.where:
            hands.click(panel.go)
            assert window.page.name == step.where
        assert window.guide is not None
        window.guide.look()
        shown = [mark.words for mark in window.guide.outlines.marks]
        assert shown[:1] == [one.words for one in step.show[:1]], f"step {number} points at {shown}"
        parts = walk.parts(step)
        for action, what in parts:
            assert not walk.is_done(number), f"step {number} counts as done before {action} {what}"
            walk.do(step, action, what)
        left = sorted({one.rule for one in window.session.findings})
        assert walk.is_done(number), f"step {number}: {panel.result.text()} Found: {left}"
    assert panel.done == set(range(1, len(lesson.steps) + 1))
    assert "whole lesson" in panel.result.text()
