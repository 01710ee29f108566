"""A scripted run of use, killed at fifty random moments: what was acknowledged is there when it is opened again."""

import random
from multiprocessing.connection import Connection
from pathlib import Path

from swf_desktop.workspace.workspace import Workspace
from tests.killing import killed_after

KILLS = 50
PACE = 0.05
"""The longest time, in seconds, that a run is left alone after its first change."""


def use(path: str, first: int, pipe: Connection) -> None:
    """Change something, over and over, and say after each change that it is made."""
    from PySide6.QtCore import QCoreApplication

    from swf_desktop.record import Record
    from ui.session.session import Session

    app = QCoreApplication([])
    session = Session()
    session.open(Path(path))
    for number in range(first, first + 100_000):
        record = Record("staff", f"k{number}")
        session.edits.edit_many([(record, "PersonFamilyName", f"N{number}")], f"Step {number}")
        if number % 3 == 0:
            session.edits.add_record("vacancy", "school", {"VacancyPost": "TCH"}, f"Vacancy {number}")
        if number % 5 == 0:
            session.changes.undo()
            session.changes.redo()
        pipe.send(number)
    app.quit()


def test_no_committed_change_is_lost_at_fifty_kills(tmp_path: Path) -> None:
    path = tmp_path / "a.swfreturn"
    chance = random.Random(6)
    said = -1
    for _ in range(KILLS):
        said = killed_after(chance.random() * PACE, use, str(path), said + 1)
        with Workspace.open(path) as workspace:
            there = {int(edit.record[1:]) for edit in workspace.overlay() if edit.record.startswith("k")}
            journal = workspace.journal()
        # All that was said, in order, and at most the change that was under way when the end came.
        assert there in (set(range(said + 1)), set(range(said + 2))), f"after {said}"
        assert len(journal.entries) >= said + 1
        said = max(there)
        # An undo that was not followed by its redo is made again, as the user would.
        with Workspace.open(path) as workspace:
            while workspace.redo() is not None:
                pass
