"""Returns made new, opened and tried out, from menus, the start page and dropped files alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.session.events import SUFFIX, What
from ui.session.session import Session
from ui.widgets import dialogs

SAMPLE: Final = "sample school "
"""What the name of the sample school's own folder begins with."""


LEARNT_FROM: Final = (
    "A return that COLLECT accepted, the department's papers, a year pack (*.xml *.xsd *.xlsx *.swfyear);;All files (*)"
)
"""What may teach of a census year."""

LESSONS: Final = "PRACTICE lessons"
"""The folder of the lessons that were begun."""


class Opening(QObject):
    """What there is to do around opening; problems are told in place."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self.session = session
        self.window_ = window

    @property
    def _folder(self) -> Path:
        recent = self.session.settings.recent() if self.session.settings is not None else []
        folders = [Path(one.path).parent for one in recent]
        # The sample school is kept among temporary files: nobody's own work belongs there.
        folder = next((one for one in folders if not is_temporary(one)), Path.home() / "Documents")
        return folder if folder.is_dir() else Path.home()

    def from_files(self) -> None:
        """Make a new return of files that the user chooses; it is proposed to be kept beside them."""
        paths = dialogs.ask_files(self.window_, self._folder)
        if paths and self.new(beside=paths[0]):
            self.session.files.add(paths)
            self.session.go_to("sources")

    def new(self, *, beside: Path | None = None, practice: bool = False) -> bool:
        """Make a new return where the user says; returns whether there is one now. practice: for good."""
        from swf_desktop.collection import Collection

        folder = beside.parent if beside is not None else self._folder
        name = f"School Workforce Census {Collection.newest().year}{SUFFIX}"
        if practice:
            from swf_desktop.practice import practice_name

            name = practice_name(name)
        path = dialogs.ask_new_return(self.window_, _free(folder / name))
        if path is None:
            return False
        if path.exists():
            self.session.tell(f"{path.name} is there already. Open it, or choose another name.", "problem")
            return False
        if not self.open_path(path):
            return False
        if practice and self.session.workspace is not None:
            from converters.workspace import mark_practice

            mark_practice(self.session.workspace)
            self.session.announce(What.SETTINGS)
        return True

    def practice(self) -> None:
        """Make a practice return: nothing in it can ever become a real one."""
        if self.new(practice=True):
            self.session.tell("This is a practice return. Add files to it, your own or made ones.", "done")

    def carry_forward(self) -> None:
        """Begin this year's return with last year's: a workbook of the people and open contracts, and add it."""
        from swf_desktop.workspace.faults import WorkspaceError

        last = dialogs.ask_open(
            self.window_, "Last year's return", self._folder, f"Returns (*.xml *{SUFFIX});;All files (*)"
        )
        if last is None or (not self.session.is_open and not self.new(beside=last)):
            return
        collection = self.session.collection
        year = collection.year if collection is not None else 0
        out = dialogs.ask_save(
            self.window_,
            "Where to keep the workbook that carries it forward",
            _free(last.parent / f"Carried forward to {year}.xlsx"),
            "Workbooks (*.xlsx)",
        )
        if out is None:
            return

        def carried(result: Any) -> None:
            self.session.files.add([Path(result.path)])
            self.session.go_to("sources")
            self.session.tell(" ".join(result.said), "done")

        try:
            key = _key_of(last)
        except WorkspaceError as error:
            self.session.tell(f"{last.name}: {error.found} {error.remedy}", "problem")
            return
        self.session.files.run_job(
            "ui.worker.starting:carry_forward",
            str(last),
            year,
            str(out),
            key,
            title="Carrying last year's return forward",
            then=carried,
        )

    def learn_year(self, path: Path | None = None, *, then: Callable[[], None] | None = None) -> None:
        """Learn of this return's census year (the newest's without one) from a file, chosen where none is given."""
        from swf_desktop.collection import Collection
        from ui.settings import packs_folder

        if path is None:
            path = dialogs.ask_open(self.window_, "What to learn from", self._folder, LEARNT_FROM)
        if path is None:
            return
        collection = self.session.collection or Collection.newest()
        self.session.files.run_job(
            "ui.worker.years:learn_year",
            str(path),
            collection.year,
            str(packs_folder()),
            title=f"Learning from {path.name}",
            then=partial(self._years_changed, then),
        )

    def take_out_pack(self, folder: Path, *, then: Callable[[], None] | None = None) -> None:
        """Take a year pack out of use."""
        self.session.files.run_job(
            "ui.worker.years:take_out",
            str(folder),
            title=f"Taking {folder.name} out",
            then=partial(self._years_changed, then),
        )

    def _years_changed(self, then: Callable[[], None] | None, learnt: Any) -> None:
        """Go by what the worker learnt in the window too, and build the return anew."""
        from swf_desktop.packs import use_again
        from ui.settings import packs_folder

        use_again(packs_folder())
        session = self.session
        if session.is_open:
            session.load_collection()
            session.announce(*What)
            session.builder.build_soon()
        session.tell(" ".join(learnt.said), "done")
        if then is not None:
            then()

    def lessons_folder(self, name: str) -> Path:
        """Return the folder of a lesson: among the user's own documents, as the program's may be read only."""
        documents = Path.home() / "Documents"
        return (documents if documents.is_dir() else Path.home()) / LESSONS / name

    def lesson(self, name: str, *, again: bool = False) -> None:
        """Take a lesson up where it was left, or begin it (again)."""
        from converters.practice.lesson import find_lesson
        from converters.practice.lesson_walk import WORKSPACE_NAME
        from swf_desktop.collection import Collection, collection_years

        folder = self.lessons_folder(name)
        at = folder / WORKSPACE_NAME
        if at.exists() and not again:
            self.open_path(at)
            return
        taken = find_lesson(name)
        newest = Collection.newest().year
        years = [year for year in collection_years() if year <= newest and (not taken.years or year in taken.years)]
        if self.session.path == at:
            self.session.close()

        def begun(path: str) -> None:
            self.open_path(Path(path))

        self.session.files.run_job(
            "ui.worker.starting:start_lesson", name, str(folder), max(years), title="Setting the lesson up", then=begun
        )

    def open(self) -> None:
        """Open a return that the user chooses."""
        path = dialogs.ask_return(self.window_, self._folder)
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> bool:
        """Open a return; returns whether it is open."""
        # Loaded here, as below: the window shows before a return is open.
        from swf_desktop.workspace.faults import WorkspaceError

        if self.session.path is not None and self.session.path == path:
            return True
        try:
            self.session.open(path)
        except WorkspaceError as error:
            copy = error.copy
            if copy is not None and self._goes_back(path, error.found, copy):
                return self._open_copy(path, copy)
            self.session.tell(f"{path.name}: {error.found} {error.remedy}", "problem")
            return False
        self.session.go_to("start")
        return True

    def _goes_back(self, path: Path, found: str, copy: Path) -> bool:
        # On the clock of whoever reads it.
        when = datetime.fromtimestamp(copy.stat().st_mtime)  # noqa: DTZ006
        return dialogs.ask_sure(
            self.window_,
            "Open the copy?",
            f"{path.name}: {found}\n\nA copy was kept when it was last closed, on {when:%d/%m/%Y} at {when:%H:%M}. "
            "What was changed after that is not in it. It is put beside the damaged file, which stays as it is.",
            "Open the copy",
        )

    def _open_copy(self, path: Path, copy: Path) -> bool:
        """Put the copy of a damaged return beside it as a return of its own, and open that."""
        from swf_desktop.files.writing import write_bytes

        target = _free(path.with_name(f"{path.stem} as last closed{path.suffix}"))
        try:
            write_bytes(target, copy.read_bytes(), own=True)
        except OSError as error:
            self.session.tell(f"The copy {copy} could not be put beside it: {error.strerror or error}.", "problem")
            return False
        if not self.open_path(target):
            return False
        self.session.tell(f"This is {target.name}, as it was last closed. {path.name} stays as it is.", "done")
        return True

    def save_copy(self) -> None:
        """Save what is open elsewhere, and go on there; also where its own file has gone from under the window."""
        from swf_desktop.workspace.faults import WorkspaceError

        here = self.session.path
        if here is None:
            self.session.tell("Make or open a return first.", "problem")
            return
        folder = here.parent if here.parent.is_dir() else Path.home()
        path = dialogs.ask_new_return(self.window_, _free(folder / f"{here.stem} copy{SUFFIX}"))
        if path is None or path == here:
            return
        try:
            self.session.save_copy(path)
        except WorkspaceError as error:
            self.session.tell(f"{error.found} {error.remedy}", "problem")
        except OSError as error:
            self.session.tell(f"The copy could not be saved: {error.strerror}.", "problem")
        else:
            self.session.tell(f"Saved as {path}. You go on in this file.", "done")

    def sample(self) -> None:
        """Open the sample school: its files are written to a folder of their own, and read."""
        # Loaded here, as it brings much along that no start should wait for.
        import tempfile

        from swf_desktop.collection import Collection

        folder = Path(tempfile.mkdtemp(prefix=SAMPLE))

        def written(paths: list[str]) -> None:
            if self.open_path(folder / f"Harbour Lane{SUFFIX}"):
                self.session.decisions.change_setting("Name of the school", "school name", "Harbour Lane Primary")
                self.session.files.add([Path(path) for path in paths])
                self.session.go_to("sources")

        job, year = "ui.worker.jobs:write_sample", Collection.newest().year
        self.session.files.run_job(job, str(folder), year, title="Writing the sample", then=written)

    def add_files(self) -> None:
        """Add files that the user chooses."""
        if not self.session.is_open:
            self.session.tell("Make or open a return first.", "problem")
            return
        paths = dialogs.ask_files(self.window_, self._folder)
        if paths:
            self.session.files.add(paths)
            self.session.go_to("sources")


def _key_of(path: Path) -> Any:
    """Return what opens a return with a password, which is asked for here: a worker process can ask nobody.

    None where it has none. Raises WorkspaceError.
    """
    from swf_desktop.workspace.keys import salt_of
    from swf_desktop.workspace.workspace import Workspace

    if salt_of(path) is None:
        return None
    with Workspace.open(path, new=False) as other:
        return other.key


def decisions_of(path: Path) -> str:
    """Return the recipe of another return, "" where it has none. Raises WorkspaceError where it cannot be read."""
    from swf_desktop.workspace.workspace import Workspace

    with Workspace.open(path, new=False) as other:
        return other.recipe


def earlier_returns(session: Session) -> list[Any]:
    """Return the recent returns whose decisions might be used for this one: of the same school first."""
    if session.settings is None or session.path is None:
        return []
    number = f"{session.setting('lea')}/{session.setting('estab')}"
    others = [
        one
        for one in session.settings.recent()
        if Path(one.path) != session.path and one.is_there and one.number and not is_temporary(Path(one.path).parent)
    ]
    return sorted(others, key=lambda one: one.number != number)


def is_temporary(folder: Path) -> bool:
    """Whether a folder is among the system's temporary files, as that of the sample school is."""
    import tempfile

    return folder.name.startswith(SAMPLE) and folder.parent == Path(tempfile.gettempdir())


def _free(path: Path) -> Path:
    """Return a name that no file has yet."""
    number, free = 2, path
    while free.exists():
        free = path.with_stem(f"{path.stem} {number}")
        number += 1
    return free
