"""The command `notes`: the sheet of query notes, back into the workspace."""

from __future__ import annotations

from pathlib import Path

from converters.after.notes_back import read_query_notes, take_query_notes
from converters.request import CannotRun
from converters.sources.reader import read_source
from swf_desktop.words import counted
from swf_desktop.workspace.workspace import Workspace
from ui.cli.console import console


def take_notes(sheet: Path, workspace_path: Path) -> None:
    """Take the notes and ticks, and say what changed."""
    if not workspace_path.is_file():
        raise CannotRun(f"{workspace_path}: there is no such workspace.", "Check the name and the folder.")
    back = read_query_notes(read_source(sheet))
    with Workspace.open(workspace_path, new=False) as workspace:
        taken = take_query_notes(workspace, back)
    out = console()
    out.print(f"{counted(taken.notes, 'note')} and {counted(taken.ticks, 'tick')} taken.")
    if taken.kept:
        out.print(f"{counted(taken.kept, 'note')} empty in the sheet and kept: take a note away in the window.")
    for problem in back.problems:
        out.print(problem)
