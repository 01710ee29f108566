"""The session: the one shared object of a window. What is open, what it says, and every change to it.

Steps and dialogs never know one another: they read from the session, change things through its parts, and listen to its
one signal `changed`, which says what kind of thing changed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from swf_desktop.files.writing import whole
from ui.session.builder import Builder
from ui.session.changes import Changes
from ui.session.checking import Checking
from ui.session.corrected import Corrected
from ui.session.decisions import Decisions
from ui.session.edits import Edits
from ui.session.events import What
from ui.session.files import Files
from ui.session.notes import Notes
from ui.session.shown import Shown
from ui.session.state import State
from ui.session.upload import Upload

if TYPE_CHECKING:
    from ui.settings import Settings
    from ui.worker.views import Failure


class Session(State):
    """One open return, or none: its state, and the parts that work on it.

    shown: records as they are shown. files: raw tables. checking: findings. builder: records made of files and
    decisions. changes: undo and redo. corrected: files that may replace others. decisions: settings and recipe. edits:
    changes of records. notes: on queries. upload: what came of the upload.
    """

    def __init__(self, settings: Settings | None = None, parent: QObject | None = None) -> None:
        super().__init__(settings, parent)
        self.shown = Shown(self)
        self.files = Files(self)
        self.checking = Checking(self, self.shown)
        self.builder = Builder(self, self.files, self.checking)
        self.changes = Changes(self, self.builder)
        self.corrected = Corrected(self, self.files, self.builder, self.changes)
        self.decisions = Decisions(self, self.changes)
        self.edits = Edits(self, self.changes, self.shown)
        self.notes = Notes(self)
        self.upload = Upload(self)

    @property
    def busy(self) -> bool:
        """Whether files are read, the return is built or checked, or something is written."""
        return self.worker.busy or self.checking.running

    # Opening and closing

    def open(self, path: Path) -> None:
        """Open a workspace, made new where there is no such file.

        Raises WorkspaceError (WorkspaceBusy where it is open elsewhere); what was open then stays open.
        """
        # Loaded here: the window shows before a return is open.
        from swf_desktop.packs import PACKS_SETTING, opening_sentence
        from swf_desktop.workspace.workspace import Workspace

        workspace = Workspace.open(path, new=not path.exists())
        if not workspace.setting("year") and not workspace.raw_tables():
            from swf_desktop.collection import Collection

            # A new return says its year from the start, so that it stays the same one next year.
            workspace.set_setting("year", str(Collection.newest().year))
        self.close()
        self.workspace = workspace
        self.journal = workspace.journal()
        self.overlay = {(edit.record, edit.field): edit for edit in workspace.overlay()}
        self.added = {added.key: added for added in workspace.added()}
        self.load_collection()
        self.saved_at = datetime.now()  # noqa: DTZ005 - shown to the user, whose clock it is
        self.notes.open()
        self.files.open()
        self.builder.build_soon()
        if self.settings is not None:
            self.settings.add_recent(path)
        self.announce(*What)
        if changed := opening_sentence(workspace.setting(PACKS_SETTING)):
            self.tell(changed, "problem")

    def close(self) -> None:
        """Close what is open; everything is saved already."""
        self.builder.close()
        self.checking.close()
        self.files.close()
        self.corrected.close()
        self.notes.close()
        if self.workspace is not None:
            self.workspace.close()
        self.workspace = self.collection = self.built = self.problem = None
        self.findings = []
        self.overlay, self.added = {}, {}
        self.journal = None
        self.announce(*What)

    def shut_down(self) -> None:
        """Close everything and end the worker process: the window is going away."""
        self.close()
        self.fall_silent()
        self.worker.close()

    def set_private(self, hide: bool) -> None:
        """Hide names and pay for demonstrations, or show them again."""
        self.private = hide
        self.announce(What.PRIVACY)

    # Writing

    @property
    def folder(self) -> Path:
        """The folder into which files are written: that of the last one, else that of the return."""
        before = self.setting("written to")
        if before and Path(before).parent.is_dir():
            return Path(before).parent
        return self.path.parent if self.path is not None else Path.home()

    def write(
        self,
        path: Path,
        *,
        serial: str,
        practice: bool,
        now: datetime,
        force: bool = False,
        then: Callable[[dict[str, Any]], None],
        failed: Callable[[Failure], None],
    ) -> None:
        """Write the message, the same way as the command does. A practice file is marked, and not counted."""

        def written(result: dict[str, Any]) -> None:
            if not practice and self.workspace is not None:
                self.workspace.record_export(serial, path.name, now, result["sha256"])
                self.workspace.set_setting("written to", str(path))
                self.announce(What.EXPORTS, What.STATE)
            then(result)

        self.files.run_job(
            "ui.worker.jobs:write",
            self.builder.asked(),
            str(path),
            serial,
            now,
            force,
            practice,
            title=f"Writing {path.name}",
            then=written,
            failed=failed,
        )

    def lock(self, serial: str) -> None:
        """Keep the return as it was sent: nothing can be changed any more."""
        if self.workspace is not None:
            self.workspace.set_setting("locked", serial)
            self.announce(What.EXPORTS, What.STATE)

    def save_copy(self, path: Path) -> None:
        """Write everything into another file and go on there: this one's may have gone.

        Raises WorkspaceError, and OSError where the other cannot be written; what is open then stays open.
        """
        if self.workspace is not None:
            self.workspace.save_to(path)
            self.open(path)

    def next_version(self, path: Path) -> None:
        """Copy this return into a new file that may be changed, and open that; this one stays as it is.

        Raises WorkspaceError, and OSError where the file cannot be copied.
        """
        before = self.path
        if before is None:
            return
        self.close()
        try:
            # The dialog asked about a file that is there.
            with before.open("rb") as old, whole(path, own=True) as new:
                while data := old.read(1 << 20):
                    new.write(data)
        except OSError:
            self.open(before)
            raise
        self.open(path)
        if self.workspace is not None:
            self.workspace.set_setting("locked", "")
            self.announce(What.EXPORTS)
