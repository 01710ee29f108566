"""Jobs with which a return begins: last year's carried forward, and a lesson with its files. No Qt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from swf_desktop.words import counted
from swf_desktop.workspace.keys import Key, remember

if TYPE_CHECKING:
    from ui.worker.process import Report, State


class Carried(NamedTuple):
    """What came of last year's return. path: the workbook; said: what was carried and what was not, in sentences."""

    path: str
    said: tuple[str, ...]


def carry_forward(_state: State, report: Report, last: str, year: int, out: str, key: Key | None = None) -> Carried:
    """Write the workbook with which last year's return starts this year's, and say what it holds.

    key: what opens that return, where it has a password; the window asked for it.
    Raises CannotRun where the file is no earlier return, SourceError where it cannot be read, OSError.
    """
    from converters.joining.last_year import read_last_year
    from converters.papers.roll_forward import roll_forward, write_start
    from converters.request import CannotRun
    from converters.workspace import is_workspace
    from swf_desktop.collection import Collection
    from swf_desktop.files.untouched import replacing
    from swf_desktop.workspace.workspace import Workspace
    from ui.worker.process import PROGRESS

    if key is not None:
        remember(Key(*key))
    path = Path(last)
    report(PROGRESS, (f"Reading {path.name}", 0.2))
    after = Collection.load(year)
    if is_workspace(path):
        with Workspace.open(path) as workspace:
            held = workspace.setting("year")
            before = Collection.load(int(held)) if held.isdigit() else after
            return_ = workspace.load_return(before)
        if return_ is None:
            raise CannotRun(f"{path.name} holds no return yet.", "Choose the .xml that was made of it.")
    else:
        loaded = read_last_year(path)
        return_, before = loaded.return_, loaded.collection
    if before.year >= year:
        raise CannotRun(
            f"{path.name} is a return of {before.year}, and this one is of {year}.",
            "Choose the return of an earlier year, or a later collection in “School and year”.",
        )
    rolled = roll_forward(return_, before, after)
    with replacing():
        # The dialog asked about a file that is there.
        made = write_start(rolled, after, Path(out))
    said = [
        f"{counted(len(rolled.return_.staff), 'person', 'people')} with the contracts that were open on "
        f"{before.reference_date:%d/%m/%Y}; {len(rolled.gone)} who had left by then are not carried.",
        *rolled.notes,
        *(f"To decide: {question.text}" for question in rolled.questions),
        *(f"To be asked again: {label} of {count}." for label, count in rolled.asked_again.items()),
        "Who left since: fill in the last day, destination and leaving reason in the workbook, and add it again. Pay, "
        "hours and absences are not carried: add this year's payroll report beside it.",
    ]
    return Carried(str(made), tuple(said))


def start_lesson(_state: State, report: Report, name: str, folder: str, year: int) -> str:
    """Set a lesson up in a folder, from the beginning; return the path of its practice return. Raises OSError."""
    from converters.practice.lesson import find_lesson
    from converters.practice.lesson_walk import WORKSPACE_NAME, start
    from swf_desktop.files.untouched import replacing
    from ui.worker.process import PROGRESS

    report(PROGRESS, ("Setting the lesson up", 0.2))
    # The folder is the lesson's own: what a trainee changed in its files goes when it begins anew.
    with replacing():
        start(find_lesson(name), Path(folder), year)
    return str(Path(folder) / WORKSPACE_NAME)
