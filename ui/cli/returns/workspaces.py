"""Commands on a workspace that is kept: the sheet of query notes back into it, and all of it off this computer."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from converters.after.notes_back import read_query_notes, take_query_notes
from converters.request import CannotRun
from converters.sources.reader import read_source
from converters.workspace import is_workspace
from swf_desktop.files.writing import write_text
from swf_desktop.words import counted
from swf_desktop.workspace.keys import NoKey
from swf_desktop.workspace.protection import FINAL, protect, recovery_page, unprotect
from swf_desktop.workspace.removal import listed, look, record_of, remove
from swf_desktop.workspace.workspace import Workspace
from ui.cli.console import complain, console
from ui.cli.outcome import CANNOT_RUN, OK
from ui.cli.returns.passwords import new_password
from ui.settings import Settings


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


def protect_return(path: Path, *, new_password_file: Path | None, out: Path | None, off: bool, now: datetime) -> None:
    """Give a return a password, or take it off, and say what that means; the recovery key is written, or shown."""
    if not is_workspace(path) or not path.is_file():
        raise CannotRun(f"{path} is no workspace.", "Give the .swfreturn file of the return.")
    shown = console()
    if off:
        unprotect(path)
        shown.print(f"{path.name} has no password now: whoever can read the file can read everything in it.")
        return
    shown.print(FINAL)
    try:
        key = protect(path, new_password(new_password_file))
    except NoKey as error:
        raise CannotRun(str(error), "Nothing was changed.") from error
    page = recovery_page(path.name, key, now)
    shown.print(f"{path.name} is protected. What was written from it before (.xml, reports) is not.")
    if out is None:
        shown.print(page)
    else:
        # Whoever has this page can open the return.
        shown.print(f"Written: {write_text(out, page)}. Print it, put it into the safe, and delete the file.")


def remove_return(path: Path, out: Path | None, yes: bool, now: datetime) -> int:
    """Show what would be removed, or remove it and say so; exit code 2 where something could not be removed."""
    if not is_workspace(path) or not path.is_file():
        raise CannotRun(f"{path} is no workspace.", "Give the .swfreturn file of the return.")
    removal = look(path.resolve())
    shown = console()
    shown.print("This would be removed:" if not yes else "Removing:")
    for line in listed(removal):
        shown.print(f"  {line}")
    shown.print(f"  {Settings().path}: its mention among the returns that were open lately")
    if not yes:
        shown.print("\nNothing was removed. To do it, add --yes.")
        return OK
    remove(removal)
    Settings().forget(path.resolve())
    for failed, why in removal.failed.items():
        complain(str(failed), f"It could not be removed: {why}.", "Close it in other programs, and delete it yourself.")
    if out is not None:
        shown.print(f"Written: {write_text(out, record_of(removal, now))}")
    shown.print(f"{len(removal.removed)} files were removed.")
    return CANNOT_RUN if removal.failed else OK
