"""How the window gets its records: the return built in the worker process, and changed in place edit by edit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer

from swf_desktop.practice import PRACTICE_SETTING
from ui.session.checking import Checking
from ui.session.events import What
from ui.session.files import Files
from ui.session.records import NotHere, Records, take_apart
from ui.session.state import State

if TYPE_CHECKING:
    from swf_desktop.record import Record
    from swf_desktop.workspace.journal import Change
    from ui.worker.bundles import Unpacker
    from ui.worker.views import Asked, BuiltView, Failure

SOON_MS: Final = 150


_NOT_PAY: Final = frozenset({"Origin", "DestinationCode", "SchoolArrivalDate", "LASchoolLevel"})
_PAY_KINDS: Final = frozenset({"contract", "role", "payment", "element"})
_TAKEN_APART: Final = 25


class Builder(QObject):
    """Keeps records and matching up to the files and decisions of the workspace.

    building: whether the worker process is at it. stale: whether what is shown is older than the decisions.
    """

    def __init__(self, state: State, files: Files, checking: Checking) -> None:
        super().__init__(state)
        self._state, self._files, self._checking = state, files, checking
        self.building = False
        self.stale = True
        self.now = datetime.now()  # noqa: DTZ005 - the message holds local time without a zone
        self._again = False
        self._since: list[Change] = []
        self._coming: Records | None = None
        self._unpacker: Unpacker | None = None
        self._old: list[Record] = []
        self._soon = self._timer(SOON_MS, self._build, single=True)
        self._letting_go = self._timer(0, self._let_go)
        files.kept.connect(self.build_soon)

    def _timer(self, interval: int, call: Callable[[], None], *, single: bool = False) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval)
        timer.setSingleShot(single)
        timer.timeout.connect(call)
        return timer

    def close(self) -> None:
        """Stop all work for what was open."""
        self._soon.stop()
        if self._state.worker.busy:
            # Nobody waits any more for what is under way.
            self._state.worker.close()
        self.building = self._again = False
        self.stale = True
        self._coming = self._unpacker = None
        self._since = []
        self._discard(self._state.records)

    @property
    def waiting(self) -> bool:
        """Whether a build is under way or about to begin."""
        return self.building or self._soon.isActive()

    # Building

    def asked(self) -> Asked:
        """Return what is to be built now."""
        # Loaded here and below, as the first window has no use for it.
        from converters.request import Request
        from ui.worker.views import Asked

        state, files = self._state, self._files
        request = Request(overlay=tuple(state.overlay.values()), added=tuple(state.added.values()))
        return Asked(
            tuple(digest for view in files.views if (digest := files.digest_of(view.file, view.sheet))),
            request.with_settings(state.setting),
            state.workspace.recipe if state.workspace is not None else "",
        )

    def build_soon(self) -> None:
        """Build, once the changes of the next moments are in too."""
        self.stale = True
        self._soon.start()

    def _build(self) -> None:
        state, files = self._state, self._files
        if state.workspace is None:
            return
        if self.building:
            self._again = True
            return
        if not files.views:
            self._nothing()
            return
        self.building, self._again = True, False
        self._since = []
        self._coming = Records()
        missing = files.undescribed
        if missing is not None:
            files.describe(missing, self._described, self._not_built)
            return
        files.give_tables()
        self._checking.hold_collector()
        state.worker.submit(
            "ui.worker.jobs:build_return",
            self.asked(),
            self.now,
            title="Building the return",
            on_event=self._arrives,
            on_done=self._built,
            on_failed=self._not_built,
        )
        state.announce(What.STATE)

    def _described(self) -> None:
        self.building = False
        self._build()

    def _nothing(self) -> None:
        state = self._state
        self._discard(state.records)
        state.built = state.problem = None
        state.findings = []
        self._checking.forget()
        state.announce(What.MATCHING, What.RECORDS, What.PAY, What.FINDINGS, What.STATE)

    def _arrives(self, kind: str, payload: Any) -> None:
        if self._coming is None:
            return
        if kind == "head":
            from ui.worker.bundles import Unpacker

            self._coming.start(*payload)
            self._unpacker = Unpacker()
        elif kind == "people" and self._unpacker is not None:
            self._coming.add_people(self._unpacker.unpack(payload))

    def _note_packs(self) -> None:
        """Keep with the return which year packs it was built with."""
        from swf_desktop.packs import PACKS_SETTING, sums_in_use, sums_text

        workspace, now = self._state.workspace, sums_text(sums_in_use())
        if workspace is not None and not self._state.locked and workspace.setting(PACKS_SETTING) != now:
            workspace.set_setting(PACKS_SETTING, now)

    def _built(self, view: BuiltView) -> None:
        from swf_desktop.collection import Collection

        state = self._state
        coming, self._coming = self._coming, None
        self._unpacker = None
        self.building = False
        collection = Collection.load(view.year)
        if view.last_award:
            from converters.payroll.award import with_last_award

            collection = with_last_award(collection)
        state.collection = collection
        state.built, state.problem = view, None
        if view.practice and state.workspace is not None:
            # For good: whatever comes into it later, this stays a practice return.
            state.workspace.set_setting(PRACTICE_SETTING, "yes")
        self._note_packs()
        self.stale = self._soon.isActive() or self._again
        old = state.records
        state.records = coming if coming is not None else Records()
        self._discard(old)
        if view.rekeyed:
            self._take_keys(view.rekeyed)
        needs_build = False
        for change in self._since:
            try:
                state.records.apply(change, state.collection)
            except NotHere:
                needs_build = True
        self._since = []
        self._keep_what_it_is(view)
        state.announce(What.SETTINGS, What.MATCHING, What.RECORDS, What.PAY, What.FINDINGS, What.STATE)
        if self._again or needs_build:
            self.build_soon()
        self._checking.check()
        self._checking.let_collector_run()

    def _take_keys(self, keys: dict[str, str]) -> None:
        """Bring what an older version kept of records under their present keys, in the file and here."""
        from converters.workspace import rekey

        state = self._state
        if state.workspace is None:
            return
        rekey(state.workspace, keys)
        state.journal = state.workspace.journal()
        state.overlay = {(edit.record, edit.field): edit for edit in state.workspace.overlay()}
        state.added = {added.key: added for added in state.workspace.added()}

    def _keep_what_it_is(self, view: BuiltView) -> None:
        """Keep what the files say of the school, where the user has not: the list of recent returns shows it."""
        state = self._state
        if state.workspace is not None and state.settings is not None and state.path is not None:
            number = f"{view.lea}/{view.estab}" if view.estab else view.lea
            state.settings.describe_recent(state.path, number, state.setting("school name"), view.year)

    def _not_built(self, failure: Failure) -> None:
        state = self._state
        self.building, self._coming, self._unpacker = False, None, None
        self._checking.let_collector_run()
        if failure.kind == "cancelled":
            state.tell("Stopped. What is shown is from before; press F5 to build again.")
        else:
            state.problem = failure
            state.keep_trace(failure)
            state.tell(str(failure), "problem")
        state.announce(What.MATCHING, What.STATE, What.FINDINGS)
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

    # Changes in place

    def take_files(self) -> None:
        """Take up the files that the workspace holds now, after others took their places."""
        self._files.open()
        self._state.announce(What.FILES)

    def take_up(self, changes: Sequence[Change], *, build: bool) -> None:
        """Bring records and findings up to changes that the workspace has kept. build: a decision changed as well."""
        from swf_desktop.workspace.journal import FieldChange, RecordChange

        state = self._state
        if self.building:
            self._since += changes
        people: dict[int, Record] = {}
        touched: set[str] = set()
        of_return = False
        for change in changes:
            if not isinstance(change, FieldChange | RecordChange) or state.collection is None:
                continue
            try:
                record = state.records.apply(change, state.collection)
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
            state.touch(touched)
            self._checking.check_again(people.values(), of_return=of_return)
        if build:
            self.build_soon()
