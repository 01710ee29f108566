"""What a killed program left half written is removed, and nothing else is."""

from __future__ import annotations

import os
import time
from pathlib import Path

from swf_desktop.files import writing
from swf_desktop.workspace.workspace import Workspace

OLD = ".0123456789abcdef.part"
OTHERS = (".fedcba9876543210.part", "report.part", ".0123.part", f"x{OLD}", f"{OLD}.xlsx")
"""One that may be under way, and names that are not ours."""


def left_in(folder: Path) -> None:
    for name in (OLD, f"{OLD}-journal", *OTHERS):
        (folder / name).write_text("half", encoding="utf-8")
        if name != OTHERS[0]:
            before = time.time() - 2 * writing._OLD
            os.utime(folder / name, (before, before))


def test_by_writing_and_by_opening_a_return(tmp_path: Path) -> None:
    ways = (lambda at: writing.write_text(at / "a.txt", "x"), lambda at: Workspace.open(at / "a.swfreturn"))
    for number, use in enumerate(ways):
        folder = tmp_path / str(number)
        folder.mkdir()
        left_in(folder)
        used = use(folder)
        if isinstance(used, Workspace):
            used.close()
        names = {path.name for path in folder.iterdir()}
        assert names >= set(OTHERS)
        assert not names & {OLD, f"{OLD}-journal"}


def test_a_folder_is_looked_through_once(tmp_path: Path) -> None:
    writing.write_text(tmp_path / "a.txt", "x")
    left_in(tmp_path)
    writing.write_text(tmp_path / "b.txt", "x")
    assert (tmp_path / OLD).exists()
