"""How the window gets its data: files read, the return built and checked, in the worker process and in short slices."""

from __future__ import annotations

import gc
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer

from swf_desktop.record import Record
from ui.session.checking import MOST_IN_PLACE, SLICE
from ui.session.files import file_view, listed
from ui.session.records import NotHere, Records, take_apart

if TYPE_CHECKING:
    from swf_desktop.workspace.journal import Change
    from ui.session.events import OpenQuestion
    from ui.session.session import Session
    from ui.worker.views import Asked, BuiltView, Failure, FileView
    from validation.engine import Checker

SOON_MS: Final = 150


_NOT_PAY: Final = frozenset({"Origin", "DestinationCode", "SchoolArrivalDate", "LASchoolLevel"})
_PAY_KINDS: Final = frozenset({"contract", "role", "payment", "element"})
_TAKEN_APART: Final = 25


class Loader(QObject):
    """Keeps the session's records, matching and findings up to the files and decisions of the workspace."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session
        self.digests: dict[tuple[str, str | None], str] = {}
        self.question_of: dict[int, OpenQuestion] = {}
        self.checker: Checker | None = None
        self.checking = False
        self.building = False
        self.stale = True
        self.now = datetime.now()  # noqa: DTZ005 - the message holds local time without a zone
        self._again = False
        self._since: list[Change] = []
        self._coming: Records | None = None
        self._old: list[Record] = []
        self._soon = self._timer(SOON_MS, self._build, single=True)
        self._slices = self._timer(0, self._check_on)
        self._letting_go = self._timer(0, self._let_go)

    def _timer(self, interval: int, call: Any, *, single: bool = False) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval)
        timer.setSingleShot(single)
        timer.timeout.connect(call)
        return timer

    # Opening and closing

    def open(self) -> None:
        """Take up what the workspace holds, and build."""
        # Loaded here and below, as the first window has no use for it.
        from ui.worker.views import FileView

        session = self.session
        saved = {(one["file"], one["sheet"]): one for one in session.saved_files()}
        here = session.workspace.raw_tables() if session.workspace is not None else []
        kept = [place for place in saved if place in set(here)]
        # The command line keeps tables without a word about them: what they are is found out before building.
        unknown = [place for place in here if place not in saved]
        session.files = [file_view(saved[place]) for place in kept]
        session.files += [FileView(file, sheet, "", 0, 0, None, None, False, ()) for file, sheet in unknown]
        self.digests = {place: saved[place]["digest"] for place in kept if saved[place].get("digest")}
        self.build_soon()

    def close(self) -> None:
        """Stop all work for what was open."""
        for timer in (self._soon, self._slices):
            timer.stop()
        if self.session.worker.busy:
            # Nobody waits any more for what is under way.
            self.session.worker.close()
        self.checking = self.building = self._again = False
        gc.enable()
        self.stale = True
        self.checker = self._coming = None
        self._since = []
        self.digests = {}
        self.question_of = {}
        self._discard(self.session.records)

    @property
    def waiting(self) -> bool:
        """Whether a build is under way or about to begin."""
        return self.building or self._soon.isActive()

    # Files

    def give_tables(self) -> None:
        """Hand the worker process the raw tables that it does not have yet."""
        workspace, worker = self.session.workspace, self.session.worker
        if workspace is None:
            return
        for (file, sheet), digest in self.digests.items():
            if not worker.has(digest):
                packed = workspace.raw_packed(file, sheet)
                if packed is not None:
                    worker.give(digest, *packed)

    def read(self, files: Sequence[tuple[str, str | None, str | None]], password: str | None) -> None:
        """Read files in the worker process; nothing is kept before all are read."""
        tables: list[tuple[FileView, str, int, bytes]] = []
        session = self.session

        def event(kind: str, payload: Any) -> None:
            if kind == "table":
                tables.append(payload)
            elif kind == "unread":
                path, failure = payload
                session.unread[path] = failure
                session.tell(str(failure), "problem")

        def done(_count: int) -> None:
            self._keep(tables)

        for path, _, _ in files:
            session.unread.pop(path, None)
        title = f"Reading {Path(files[0][0]).name}" + (f" and {len(files) - 1} more" if len(files) > 1 else "")
        session.worker.submit(
            "ui.worker.jobs:read",
            list(files),
            password,
            title=title,
            on_event=event,
            on_done=done,
            on_failed=session.job_failed,
        )
        session.announce(*_changed("files", "state"))

    def _keep(self, tables: list[tuple[FileView, str, int, bytes]]) -> None:
        session = self.session
        workspace = session.workspace
        if workspace is None:
            return
        session.announce(*_changed("files", "state"))
        if not tables:
            return
        if session.locked:
            session.tell("This return is locked, so nothing was added.", "problem")
            return
        # Loaded here: the window shows before a return is open.
        from swf_desktop.workspace.workspace import WorkspaceError

        read = {view.file for view, _, _, _ in tables}
        kept = [view for view in session.files if view.file not in read]
        try:
            for file in read:
                workspace.remove_raw(file)
            for view, digest, size, packed in tables:
                workspace.put_raw_packed(view.file, view.sheet, size, packed)
                self.digests[view.file, view.sheet] = digest
            session.files = [*kept, *(view for view, _, _, _ in tables)]
            self._save_files()
        except WorkspaceError as error:
            session.tell(f"{error.found} {error.remedy}", "problem")
            return
        # The process that read them has them already.
        session.worker.has_already(digest for _, digest, _, _ in tables)
        count = len(tables)
        session.tell(
            f"{count} {'table was' if count == 1 else 'tables were'} read from {listed(sorted(read))}.", "done"
        )
        self.build_soon()

    def _save_files(self) -> None:
        session = self.session
        here = {(view.file, view.sheet) for view in session.files}
        self.digests = {place: digest for place, digest in self.digests.items() if place in here}
        saved = [{**asdict(view), "digest": self.digests.get((view.file, view.sheet), "")} for view in session.files]
        if session.workspace is not None:
            session.workspace.set_setting("files", json.dumps(saved))

    def remove(self, file: str) -> None:
        """Forget the tables of one file."""
        session = self.session
        if session.workspace is None:
            return
        session.workspace.remove_raw(file)
        session.files = [view for view in session.files if view.file != file]
        self._save_files()
        session.tell(f"{file} was taken out. The file itself is where it was.")
        session.announce(*_changed("files", "state"))
        self.build_soon()

    # Building

    def asked(self) -> Asked:
        """Return what is to be built now."""
        from ui.worker.views import Asked

        session = self.session
        year = session.setting("year")
        return Asked(
            tuple(digest for view in session.files if (digest := self.digests.get((view.file, view.sheet)))),
            int(year) if year.isdigit() else None,
            session.setting("lea") or None,
            session.setting("estab") or None,
            session.setting("level") or None,
            session.setting("send") or None,
            session.setting("basis") or None,
            session.workspace.recipe if session.workspace is not None else "",
            tuple(session.overlay.values()),
            tuple(session.added.values()),
        )

    def build_soon(self) -> None:
        """Build, once the changes of the next moments are in too."""
        self.stale = True
        self._soon.start()

    def _build(self) -> None:
        session = self.session
        if session.workspace is None:
            return
        if self.building:
            self._again = True
            return
        if not session.files:
            self._nothing()
            return
        missing = [place for place in ((v.file, v.sheet) for v in session.files) if place not in self.digests]
        self.building, self._again = True, False
        self._since = []
        self._coming = Records()
        if missing:
            self._describe(missing[0])
            return
        self.give_tables()
        gc.disable()
        session.worker.submit(
            "ui.worker.jobs:build_return",
            self.asked(),
            self.now,
            title="Building the return",
            on_event=self._arrives,
            on_done=self._built,
            on_failed=self._not_built,
        )
        session.announce(*_changed("state"))

    def _describe(self, place: tuple[str, str | None]) -> None:
        """Find out about a table that the command line put into the workspace; then build, or go on to the next."""
        session = self.session
        packed = session.workspace.raw_packed(*place) if session.workspace is not None else None

        def found(told: tuple[FileView, str]) -> None:
            view, self.digests[place] = told
            session.worker.has_already([self.digests[place]])
            session.files = [view if (one.file, one.sheet) == place else one for one in session.files]
            self.building = False
            self._save_files()
            session.announce(*_changed("files", "state"))
            self._build()

        if packed is None:
            self.building = False
            session.files = [one for one in session.files if (one.file, one.sheet) != place]
            self._build()
            return
        session.worker.submit(
            "ui.worker.jobs:describe",
            *place,
            *packed,
            title=f"Opening {place[0]}",
            on_done=found,
            on_failed=self._not_built,
        )

    def _nothing(self) -> None:
        session = self.session
        self._discard(session.records)
        session.built = session.problem = None
        session.findings = []
        self.checker = None
        session.announce(*_changed("matching", "records", "pay", "findings", "state"))

    def _arrives(self, kind: str, payload: Any) -> None:
        if self._coming is None:
            return
        import pickle

        if kind == "head":
            self._coming.start(*payload)
        elif kind == "people":
            self._coming.add_people(pickle.loads(payload))  # noqa: S301 - from our own process

    def _built(self, view: BuiltView) -> None:
        session = self.session
        coming, self._coming = self._coming, None
        self.building = False
        from swf_desktop.collection import Collection

        session.collection = Collection.load(view.year)
        session.built, session.problem = view, None
        self.stale = self._soon.isActive() or self._again
        old = session.records
        session.records = coming if coming is not None else Records()
        self._discard(old)
        needs_build = False
        for change in self._since:
            try:
                session.records.apply(change, session.collection)
            except NotHere:
                needs_build = True
        self._since = []
        self._keep_what_it_is(view)
        session.announce(*_changed("settings", "matching", "records", "pay", "findings", "state"))
        if self._again or needs_build:
            self.build_soon()
        self.check()

    def _keep_what_it_is(self, view: BuiltView) -> None:
        """Keep what the files say of the school, where the user has not: the list of recent returns shows it."""
        session = self.session
        if session.workspace is not None and session.settings is not None and session.path is not None:
            number = f"{view.lea}/{view.estab}" if view.estab else view.lea
            session.settings.describe_recent(session.path, number, session.setting("school name"), view.year)

    def _not_built(self, failure: Failure) -> None:
        session = self.session
        self.building, self._coming = False, None
        if not self.checking:
            self._collect_again()
        if failure.kind == "cancelled":
            session.tell("Stopped. What is shown is from before; press F5 to build again.")
        else:
            session.problem = failure
            session.keep_trace(failure)
            session.tell(str(failure), "problem")
        session.announce(*_changed("matching", "state", "findings"))
        if self._again:
            self.build_soon()

    def _discard(self, old: Records) -> None:
        """Let go of records that were replaced, a few people at a time: freeing all at once would stall the window."""
        if old.return_ is not None:
            self._old += old.return_.staff
            message = old.return_.message
            if message.children:
                message.children.pop("staff", None)
            take_apart(message)
            self._letting_go.start()
        old.clear()

    def _let_go(self) -> None:
        for record in self._old[-_TAKEN_APART:]:
            take_apart(record)
        del self._old[-_TAKEN_APART:]
        if not self._old:
            self._letting_go.stop()

    # Edits

    def changed(self, changes: Sequence[Change], *, build: bool) -> None:
        """Bring records and findings up to changes that the workspace has kept. build: a decision changed as well."""
        from swf_desktop.workspace.journal import FieldChange, RecordChange

        session = self.session
        if self.building:
            self._since += changes
        people: dict[int, Record] = {}
        touched: set[str] = set()
        of_return = False
        for change in changes:
            if not isinstance(change, FieldChange | RecordChange) or session.collection is None:
                continue
            try:
                record = session.records.apply(change, session.collection)
            except NotHere:
                build = True
                continue
            if record is None:
                build = True
                continue
            if record.kind in _PAY_KINDS and not (
                isinstance(change, FieldChange) and change.field.partition(".")[2] in _NOT_PAY
            ):
                build = True
            person = record.person()
            if person is None:
                of_return = True
                touched.add("")
            else:
                people[id(person)] = person
                touched.add(person.key)
        if touched:
            session.touch(touched)
            self._check_again(list(people.values()), of_return)
        if build:
            self.build_soon()

    # Checking

    def check(self) -> None:
        """Check everything, in slices."""
        session = self.session
        return_, built, collection = session.return_, session.built, session.collection
        self._slices.stop()
        self.checking = False
        self.checker = None
        if return_ is None or built is None or collection is None:
            self._tell_findings()
            self._collect_again()
            return
        from validation.engine import Checker

        self.checker = Checker(return_, collection, level=built.level, start=False)
        self.checking = True
        gc.disable()
        self._slices.start()
        session.announce(*_changed("state"))

    def _check_on(self) -> None:
        if self.checker is None or self.checker.step(SLICE):
            self._slices.stop()
            self.checking = False
            self._tell_findings()
            self._collect_again()
            self.session.announce(*_changed("state"))

    def _collect_again(self) -> None:
        """Let the collector run again, over what is made from now on.

        It is off from the beginning of a build to the end of checking: what is made then stays, and the collector would
        go through it in vain, a quarter of a second each time.
        """
        gc.freeze()
        if not self.building:
            gc.enable()

    def _check_again(self, people: list[Record], of_return: bool) -> None:
        checker = self.checker
        if checker is None:
            return
        if self.checking or len(people) > MOST_IN_PLACE:
            self.check()
            return
        for person in people:
            checker.recheck(person)
        if of_return and not people:
            checker.recheck_return()
        self._tell_findings()

    def _tell_findings(self) -> None:
        from ui.session.loose_findings import of_conflicts, of_questions, of_schema

        session = self.session
        questions = of_questions(session)
        self.question_of = {id(finding): question for finding, question in questions}
        rules = self.checker.worst_first() if self.checker is not None else []
        # In the order of severity: structure, errors, queries, questions.
        session.findings = [
            *of_schema(session),
            *rules,
            *(finding for finding, _ in questions),
            *of_conflicts(session),
        ]
        session.announce(*_changed("findings"))


def _changed(*names: str) -> Any:
    from ui.session.events import What

    return [What(name) for name in names]
