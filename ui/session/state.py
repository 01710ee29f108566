"""What a session holds, how it tells of changes, and the one way in which anything in it changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from ui.session.events import Message, What
from ui.session.records import Records
from ui.worker.worker import Worker

if TYPE_CHECKING:
    from swf_desktop.collection import Collection
    from swf_desktop.record import Record, Return
    from swf_desktop.workspace.journal import Added, Change, Edit, Entry, Journal
    from swf_desktop.workspace.workspace import Workspace
    from ui.session.builder import Loader
    from ui.settings import Settings
    from ui.worker.views import BuiltView, Failure, FileView
    from validation.finding import Finding


class SessionBase(QObject):
    """What a session holds, and the one way in which it changes. See `ui.session.Session`.

    workspace: the open file, None where nothing is open. collection: the census year. return_: the records, None until
    they were built. built: what came of the files beside the records (sheets, columns, questions, repairs, codes).
    files: the raw tables. findings: errors, queries and open questions, the worst first. touched: keys of the people
    (`""` for the school or return) that the last EDITS were about.
    """

    loader: Loader
    changed = Signal(object)
    """frozenset[What]"""
    told = Signal(object)
    """Message: to be shown in the window's message bar."""
    asked_to_show = Signal(str, str)
    """Record key and tag (may be empty): the window goes to the step, record and field."""
    asked_to_explain = Signal(str)
    """Number of a rule, as findings have it: the window opens its page in the help."""
    asked_to_step = Signal(str)
    """Name of a step to go to."""

    def __init__(self, settings: Settings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.worker = Worker(self)
        self.workspace: Workspace | None = None
        self.collection: Collection | None = None
        self.built: BuiltView | None = None
        self.files: list[FileView] = []
        self.findings: list[Finding] = []
        self.touched: frozenset[str] = frozenset()
        self.problem: Failure | None = None
        self.unread: dict[str, Failure] = {}
        self._journal: Journal | None = None
        self.records = Records()
        self.overlay: dict[tuple[str, str], Edit] = {}
        self.added: dict[str, Added] = {}
        self.notes: dict[tuple[str, str, str], str] = {}
        self.private = False
        self.saved_at: datetime | None = None
        self._pending: set[What] = set()
        self._touching: set[str] = set()
        self._flush = QTimer(self)
        self._flush.setSingleShot(True)
        self._flush.setInterval(0)
        self._flush.timeout.connect(self._emit)
        self.worker.progress.connect(lambda: self.announce(What.STATE))

    # Telling

    def announce(self, *whats: What) -> None:
        """Say that something changed; all that changes in one go is told in one signal, a moment later."""
        self._pending.update(whats)
        if not self._flush.isActive():
            self._flush.start()

    def touch(self, keys: Iterable[str]) -> None:
        """Say that records of these people (`""` for the school or return) changed in place."""
        self._touching.update(keys)
        self.announce(What.EDITS)

    def _emit(self) -> None:
        whats, self._pending = frozenset(self._pending), set()
        if What.EDITS in whats:
            # Of all edits since the last signal.
            self.touched, self._touching = frozenset(self._touching), set()
        if whats:
            self.changed.emit(whats)

    def tell(self, text: str, kind: Literal["info", "done", "problem"] = "info") -> None:
        """Show a sentence in the window's message bar."""
        self.told.emit(Message(text, kind))

    def show(self, record: Record | str, tag: str = "") -> None:
        """Go to a field, wherever it is shown."""
        self.asked_to_show.emit(record if isinstance(record, str) else record.key, tag)

    def go_to(self, step: str) -> None:
        """Go to a step: `start`, `sources`, `columns`, `codes`, `people`, `pay`, `check`, `headcounts`, `finish`."""
        self.asked_to_step.emit(step)

    # What is open

    @property
    def is_open(self) -> bool:
        """Whether a return is open."""
        return self.workspace is not None

    @property
    def path(self) -> Path | None:
        """The workspace's file."""
        return self.workspace.path if self.workspace is not None else None

    @property
    def journal(self) -> Journal:
        """What can be undone and redone; empty where nothing is open."""
        if self._journal is None:
            # Loaded here, as the workspace is in the functions below: the window shows before a return is open.
            from swf_desktop.workspace.journal import Journal

            self._journal = Journal()
        return self._journal

    @property
    def return_(self) -> Return | None:
        """The records; None until they were built, and while no file says which school it is."""
        return self.records.return_

    @property
    def people(self) -> list[Record]:
        """The people of the return, in the order they are sent."""
        return [] if self.records.return_ is None else self.records.return_.staff

    @property
    def locked(self) -> str:
        """The serial number of the message that was sent and keeps this return as it is; "" where it may be changed."""
        return self.workspace.setting("locked") if self.workspace is not None else ""

    @property
    def busy(self) -> bool:
        """Whether files are read, the return is built or checked, or something is written."""
        return self.worker.busy or self.loader.checking

    def setting(self, name: str) -> str:
        """Return a setting as the user set it, "" where they did not.

        `year`, `lea`, `estab`, `level` (school, la), `send` (base, point, both), `basis` (actual, fte), `school name`.
        """
        return self.workspace.setting(name) if self.workspace is not None else ""

    def _load_collection(self) -> None:
        """Take the census year that is set, until a build says which it is."""
        # Loaded here: the window shows before a return is open.
        from swf_desktop.collection import Collection, collection_years

        year = self.setting("year")
        self.collection = Collection.load(int(year) if year.isdigit() else collection_years()[0])

    # Every change goes through here

    def _may_change(self) -> bool:
        if self.workspace is None:
            return False
        if self.locked:
            self.tell(
                f"This return is locked: number {self.locked} was sent as it stands. To change something, choose "
                "“Make the next version” in step 9.",
                "problem",
            )
            return False
        return True

    def _do(self, entry: Entry) -> bool:
        from swf_desktop.workspace.workspace import WorkspaceError

        if not self._may_change() or self.workspace is None:
            return False
        try:
            self.workspace.do(entry)
        except WorkspaceError as error:
            self.tell(f"{error.found} {error.remedy}", "problem")
            return False
        self._journal = self.journal.add(entry)
        self._after(entry.changes)
        return True

    def undo(self) -> None:
        """Take the last step back."""
        self._step(back=True)

    def redo(self) -> None:
        """Make the last undone step again."""
        self._step(back=False)

    def go_back_to(self, done: int) -> None:
        """Undo or redo until so many steps stand."""
        while self.journal.done > done and self._step(back=True):
            pass
        while self.journal.done < done and self._step(back=False):
            pass

    def _step(self, *, back: bool) -> bool:
        from swf_desktop.workspace.workspace import WorkspaceError

        if not self._may_change() or self.workspace is None:
            return False
        try:
            entry = self.workspace.undo() if back else self.workspace.redo()
        except WorkspaceError as error:
            self.tell(f"{error.found} {error.remedy}", "problem")
            return False
        if entry is None:
            return False
        self._journal = self.journal.undone() if back else self.journal.redone()
        self._after(entry.changes)
        self.tell(f"{'Undone' if back else 'Done again'}: {entry.label}")
        return True

    def _after(self, changes: Sequence[Change]) -> None:
        """Bring everything here up to what the workspace says now."""
        from swf_desktop.workspace.journal import FieldChange, RecordChange, SettingChange

        self.saved_at = datetime.now()  # noqa: DTZ005 - shown to the user, whose clock it is
        build = False
        for change in changes:
            if isinstance(change, FieldChange):
                if change.after is None:
                    self.overlay.pop((change.record, change.field), None)
                else:
                    self.overlay[change.record, change.field] = change.after
            elif isinstance(change, RecordChange):
                if change.after is None:
                    self.added.pop(change.key, None)
                else:
                    self.added[change.key] = change.after
            else:
                build = True
                if isinstance(change, SettingChange):
                    self.announce(What.SETTINGS)
                    if change.name == "year":
                        self._load_collection()
                else:
                    self.announce(What.MATCHING)
        self.announce(What.JOURNAL, What.STATE)
        self.loader.changed(changes, build=build)
