"""Corrected files in the window: one with the columns of a file that is here waits until somebody says what it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from ui.session.builder import Builder
from ui.session.changes import Changes
from ui.session.events import What
from ui.session.files import Files, Read
from ui.session.state import State

if TYPE_CHECKING:
    from converters.replacing import ByHand, Changed, Fit
    from swf_desktop.workspace.journal import Entry
    from swf_desktop.workspace.workspace import Workspace


@dataclass(slots=True)
class Waiting:
    """A file that was read and is not in the return yet: it may replace another, or be added to it."""

    fit: Fit
    changed: Changed
    tables: list[Read]


class Corrected:
    """Asks of files with known columns whether they replace the one that is here. waiting: those not answered yet."""

    def __init__(self, state: State, files: Files, builder: Builder, changes: Changes) -> None:
        self._state, self._files, self._builder, self._changes = state, files, builder, changes
        self.waiting: list[Waiting] = []
        files.before_keeping = self._look

    def close(self) -> None:
        """Forget what waits."""
        self.waiting = []

    def _look(self, tables: list[Read]) -> None:
        """Keep what is plainly new, and hold back what may take another file's place."""
        state, files = self._state, self._files
        here = {(view.file, view.sheet): digest for view in files.views if (digest := files.digests_of_file(view.file))}
        if state.locked or not here or any(view.message for view, _, _, _ in tables):
            files.keep(tables)
            return
        same = [read for read in tables if files.digest_of(read[0].file, read[0].sheet) == read[1]]
        same_files = {view.file for view, *_ in same} - {
            view.file for view, digest, _, _ in tables if files.digest_of(view.file, view.sheet) != digest
        }
        tables = [read for read in tables if read[0].file not in same_files]
        if same_files and not tables:
            state.tell(f"{', '.join(sorted(same_files))}: here already, exactly so. Nothing was changed.")
            state.announce(What.FILES, What.STATE)
            return
        self._give(tables)

        def told(found: list[tuple[Fit, Changed]]) -> None:
            held = {fit.new for fit, _ in found}
            self.waiting = [one for one in self.waiting if one.fit.new not in {view.file for view, *_ in tables}]
            self.waiting += [
                Waiting(fit, changed, [read for read in tables if read[0].file == fit.new]) for fit, changed in found
            ]
            if found:
                state.tell(" ".join(fit.question for fit, _ in found), "problem")
            files.keep([read for read in tables if read[0].file not in held])

        files.run_job(
            "ui.worker.corrected:look",
            self._builder.asked(),
            [digest for _, digest, _, _ in tables],
            title="Comparing with the files that are here",
            then=told,
        )

    def _give(self, tables: list[Read]) -> None:
        """Hand over tables that the worker process may have read before it was stopped."""
        for _, digest, size, packed in tables:
            self._state.worker.give(digest, size, packed)

    # The answers

    def replace(self, waiting: Waiting, theirs: Sequence[ByHand] = ()) -> bool:
        """Let a file take the place of the other, as one step. theirs: changes by hand that give way to the file."""
        # Loaded here: the window shows before a return is open.
        from converters.replacing import put_in_place

        state = self._state
        standing = [one for one in theirs if state.overlay.get((one.edit.record, one.edit.field)) == one.edit]
        packed = [
            (view.file, view.sheet, size, data, json.dumps({**asdict(view), "digest": digest}))
            for view, digest, size, data in waiting.tables
        ]

        def make(workspace: Workspace) -> Entry:
            return put_in_place(workspace, packed, [waiting.fit], standing)

        if not self._changes.make(make):
            return False
        self._answered(waiting)
        state.tell(f"{waiting.fit.old} was replaced. Edit, Undo brings it back.", "done")
        return True

    def add(self, waiting: Waiting) -> None:
        """Add a file to the one that is here; where both have one name, it gets another."""
        files = self._files
        taken = {view.file for view in files.views}
        if waiting.fit.new not in taken:
            self._answered(waiting)
            files.keep(waiting.tables)
            return
        path, number = PurePath(waiting.fit.new), 2
        while (name := f"{path.stem} ({number}){path.suffix}") in taken:
            number += 1
        found: list[Read] = []
        self._give(waiting.tables)

        def event(kind: str, payload: Any) -> None:
            if kind == "table":
                found.append(payload)

        def done(_count: int) -> None:
            self._answered(waiting)
            files.keep(found)

        self._state.worker.submit(
            "ui.worker.corrected:rename",
            [digest for _, digest, _, _ in waiting.tables],
            [view.path for view, *_ in waiting.tables],
            name,
            title=f"Adding {waiting.fit.new}",
            on_event=event,
            on_done=done,
            on_failed=self._state.job_failed,
        )

    def drop(self, waiting: Waiting) -> None:
        """Do not take a file."""
        self._answered(waiting)
        self._state.tell(f"{waiting.fit.new} was not added. Everything is as it was.")

    def _answered(self, waiting: Waiting) -> None:
        self.waiting = [one for one in self.waiting if one is not waiting]
        self._state.announce(What.FILES, What.STATE)
