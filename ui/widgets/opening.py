"""Returns made new, opened and tried out, from menus, the start page and dropped files alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.session.events import SUFFIX
from ui.session.session import Session
from ui.widgets import dialogs

SAMPLE: Final = "sample school "
"""What the name of the sample school's own folder begins with."""


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

    def new(self, *, beside: Path | None = None) -> bool:
        """Make a new return where the user says; returns whether there is one now."""
        from swf_desktop.collection import Collection

        folder = beside.parent if beside is not None else self._folder
        path = dialogs.ask_new_return(
            self.window_, _free(folder / f"School Workforce Census {Collection.newest().year}{SUFFIX}")
        )
        if path is None:
            return False
        if path.exists():
            self.session.tell(f"{path.name} is there already. Open it, or choose another name.", "problem")
            return False
        return self.open_path(path)

    def open(self) -> None:
        """Open a return that the user chooses."""
        path = dialogs.ask_return(self.window_, self._folder)
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> bool:
        """Open a return; returns whether it is open."""
        # Loaded here, as below: the window shows before a return is open.
        from swf_desktop.workspace.workspace import WorkspaceError

        if self.session.path is not None and self.session.path == path:
            return True
        try:
            self.session.open(path)
        except WorkspaceError as error:
            self.session.tell(f"{path.name}: {error.found} {error.remedy}", "problem")
            return False
        self.session.go_to("start")
        return True

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


def decisions_of(path: Path) -> str:
    """Return the recipe of another return, "" where it has none. Raises WorkspaceError where it cannot be read."""
    from swf_desktop.workspace.workspace import Workspace

    with Workspace.open(path) as other:
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
