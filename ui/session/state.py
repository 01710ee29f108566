"""What is open, and how a session tells of changes: the common ground on which its parts stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from swf_desktop.practice import PRACTICE_SETTING
from ui.session.events import Message, OpenQuestion, What
from ui.session.records import Records
from ui.worker.worker import Worker

if TYPE_CHECKING:
    from converters.recipe.question import Question
    from swf_desktop.collection import Collection
    from swf_desktop.record import Record, Return
    from swf_desktop.workspace.journal import Added, Edit, Journal
    from swf_desktop.workspace.workspace import Workspace
    from ui.settings import Settings
    from ui.worker.views import BuiltView, Failure
    from validation.finding import Finding


class State(QObject):
    """What is open, and the signals by which everybody hears of changes.

    workspace: the open file, None where nothing is open. collection: the census year. records: the return with its
    index. built: what came of the files beside the records (sheets, columns, questions, repairs, codes). findings:
    errors, queries and open questions, the worst first. touched: keys of the people (`""` for the school or return)
    that the last EDITS were about. problem: why the last build failed. overlay: the user's edits, by record key and
    field. added: records made by hand, by key. private: whether names and pay are hidden. saved_at: of the last change.
    """

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
    asked_for_findings = Signal(str)
    """To fix is to show the first finding of a severity that something is to be done about."""
    asked_for_schools = Signal()
    """The window of all schools of an authority is wanted."""

    def __init__(self, settings: Settings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.worker = Worker(self)
        self.workspace: Workspace | None = None
        self.collection: Collection | None = None
        self.records = Records()
        self.built: BuiltView | None = None
        self.findings: list[Finding] = []
        self.touched: frozenset[str] = frozenset()
        self.problem: Failure | None = None
        self.overlay: dict[tuple[str, str], Edit] = {}
        self.added: dict[str, Added] = {}
        self.private = False
        self.saved_at: datetime | None = None
        self._journal: Journal | None = None
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

    def fall_silent(self) -> None:
        """Tell nothing more: the window is going away."""
        self._flush.stop()
        self._pending.clear()

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

    def go_to_findings(self, severity: str) -> None:
        """Go to the first error (`error`), or to the first query without a note (`query`)."""
        self.asked_to_step.emit("check")
        self.asked_for_findings.emit(severity)

    @staticmethod
    def keep_trace(failure: Failure) -> None:
        """Keep where the program made a mistake, for the report that the user may save."""
        if failure.details:
            from ui.crashes import keep

            keep(failure.details)

    def job_failed(self, failure: Failure) -> None:
        """Tell in place why a job did not come to its end."""
        self.keep_trace(failure)
        if failure.kind != "cancelled":
            self.tell(str(failure), "problem")
        else:
            self.tell("Stopped. Nothing was changed.")

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

    @journal.setter
    def journal(self, journal: Journal | None) -> None:
        self._journal = journal

    @property
    def return_(self) -> Return | None:
        """The records; None until they were built, and while no file says which school it is."""
        return self.records.return_

    @property
    def people(self) -> list[Record]:
        """The people of the return, in the order they are sent."""
        return [] if self.records.return_ is None else self.records.return_.staff

    @property
    def questions(self) -> list[OpenQuestion]:
        """The questions that are open."""
        if self.built is None:
            return []
        return [OpenQuestion(question.step, question) for question in self.built.questions]

    def questions_of(self, step: str) -> list[Question]:
        """Return the open questions that are answered in one step."""
        return [one.question for one in self.questions if one.step == step]

    @property
    def doubtful(self) -> bool:
        """Whether something shows that the return as a whole cannot be right: then it is never said to be ready."""
        from converters.members.missing import CANNOT_BE_RIGHT

        return self.built is not None and any(one.id.startswith(CANNOT_BE_RIGHT) for one in self.built.missing)

    @property
    def lacks_school(self) -> bool:
        """Whether the return could not be built because nobody and no file says which school it is."""
        return self.problem is not None and self.problem.kind == "run" and self.built is None

    @property
    def locked(self) -> str:
        """The serial number of the message that was sent and keeps this return as it is; "" where it may be changed."""
        return self.setting("locked")

    @property
    def practice(self) -> bool:
        """Whether this is a practice return, which can never become a real one."""
        if self.workspace is None:
            return False
        return self.setting(PRACTICE_SETTING) == "yes" or (self.built is not None and self.built.practice)

    def may_change(self) -> bool:
        """Whether anything may be changed; where not because the return is locked, that is told."""
        if self.workspace is None:
            return False
        if self.locked:
            self.tell(
                f"This return is locked: number {self.locked} was sent as it stands. To change something, choose "
                "“Make the next version” in “Finish”.",
                "problem",
            )
            return False
        return True

    def setting(self, name: str) -> str:
        """Return a setting as the user set it, "" where they did not.

        `year`, `lea`, `estab`, `level` (school, la), `send` (base, point, both), `basis` (actual, fte), `school name`.
        """
        return self.workspace.setting(name) if self.workspace is not None else ""

    def load_collection(self) -> None:
        """Take the census year that is set, until a build says which it is."""
        # Loaded here: the window shows before a return is open.
        from swf_desktop.collection import Collection, collection_years

        year = self.setting("year")
        known = year.isdigit() and int(year) in collection_years()
        self.collection = Collection.load(int(year)) if known else Collection.newest()
