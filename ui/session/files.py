"""The files of a return: read, kept, read again, removed; and the worker process, which is handed their tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from swf_desktop.files.untouched import spare
from swf_desktop.words import counted, listed, whole_sheet
from ui.session.events import What
from ui.session.state import State

if TYPE_CHECKING:
    from ui.worker.views import Failure, FileView

Place = tuple[str, str | None]
"""File and sheet."""

Read = tuple["FileView", str, int, bytes]
"""A table that was read: what is known of it, its digest, its size, and its compressed bytes."""


class Files(QObject):
    """The raw tables of a return.

    views: what is known of each table. unread: why a file could not be read, by path. digests: the name by which the
    worker process knows a table; missing where nobody has looked at the table yet. before_keeping: called with what was
    added, in the place of keeping it: it calls `keep` for what is to be kept.
    """

    kept = Signal()
    """Tables came or went: the return is to be built again."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self._state = state
        self.views: list[FileView] = []
        self.unread: dict[str, Failure] = {}
        self.digests: dict[Place, str] = {}
        self.may_replace: Callable[[str], bool] = lambda _path: False
        self.before_keeping: Callable[[list[Read]], None] | None = None

    def open(self) -> None:
        """Take up what the workspace holds."""
        # Loaded here and below, as the first window has no use for it.
        from ui.worker.views import FileView

        workspace = self._state.workspace
        saved = {(one["file"], one["sheet"]): one for one in self.saved()}
        here = workspace.raw_tables() if workspace is not None else []
        kept = [place for place in saved if place in set(here)]
        # The command line keeps tables without a word about them: what they are is found out before building.
        unknown = [place for place in here if place not in saved]
        self.views = [file_view(saved[place]) for place in kept]
        self.views += [FileView(file, sheet, "", 0, 0, None, None, False, ()) for file, sheet in unknown]
        self.digests = {place: saved[place]["digest"] for place in kept if saved[place].get("digest")}

    def close(self) -> None:
        """Forget everything."""
        self.views, self.unread, self.digests = [], {}, {}
        spare(())

    def saved(self) -> list[dict[str, Any]]:
        """Return what is kept of the raw tables: file, sheet, path and the like."""
        text = self._state.setting("files")
        return list(json.loads(text)) if text else []

    # Reading

    def add(self, paths: Sequence[Path], *, password: str | None = None) -> None:
        """Read files or folders and keep their tables; then build.

        One that may take the place of a file that is here is asked about first: see `session.corrected`.
        """
        self._read([(str(path), None, None) for path in paths], password, self.before_keeping)

    def read_again(self, file: str, *, encoding: str | None = None, delimiter: str | None = None) -> None:
        """Read one text file again, with another encoding or delimiter."""
        path = next((view.path for view in self.views if view.file == file and view.path), None)
        if path is None or not Path(path).exists():
            self._state.tell(
                f"{file} is no longer where it was read from. Add it again from where it is now.", "problem"
            )
            return
        self._read([(path, encoding, delimiter)], None)

    def _read(
        self,
        files: Sequence[tuple[str, str | None, str | None]],
        password: str | None,
        look: Callable[[list[Read]], None] | None = None,
    ) -> None:
        """Read files in the worker process; nothing is kept before all are read. look: what is done with them first."""
        tables: list[Read] = []
        state = self._state

        def event(kind: str, payload: Any) -> None:
            if kind == "table":
                tables.append(payload)
            elif kind == "unread":
                path, failure = payload
                self.unread[path] = failure
                state.tell(str(failure), "problem")

        def done(_count: int) -> None:
            (look if look is not None and tables else self.keep)(tables)

        for path, _, _ in files:
            self.unread.pop(path, None)
        title = f"Reading {Path(files[0][0]).name}" + (f" and {len(files) - 1} more" if len(files) > 1 else "")
        state.worker.submit(
            "ui.worker.jobs:read",
            list(files),
            password,
            title=title,
            on_event=event,
            on_done=done,
            on_failed=state.job_failed,
        )
        state.announce(What.FILES, What.STATE)

    def keep(self, tables: list[Read]) -> None:
        """Keep tables that were read, in the place of those of the same files, and build."""
        state = self._state
        workspace = state.workspace
        if workspace is None:
            return
        state.announce(What.FILES, What.STATE)
        if not tables:
            return
        if state.locked:
            state.tell("This return is locked, so nothing was added.", "problem")
            return
        # Loaded here: the window shows before a return is open.
        from swf_desktop.workspace.faults import WorkspaceError

        read = {view.file for view, _, _, _ in tables}
        others = [view for view in self.views if view.file not in read]
        try:
            with workspace.together():
                for file in read:
                    workspace.remove_raw(file)
                for view, _, size, packed in tables:
                    workspace.put_raw_packed(view.file, view.sheet, size, packed)
                views = [*others, *(view for view, _, _, _ in tables)]
                digests = self._save(
                    views, self.digests | {(view.file, view.sheet): digest for view, digest, _, _ in tables}
                )
        except WorkspaceError as error:
            state.tell(f"{error.found} {error.remedy}", "problem")
            return
        self.views, self.digests = views, digests
        # The process that read them has them already.
        state.worker.has_already(digest for _, digest, _, _ in tables)
        count = counted(len(tables), "table was", "tables were")
        state.tell(f"{count} read from {listed(sorted(read), 3)}.", "done")
        self.kept.emit()

    def _save(self, views: list[FileView], digests: dict[Place, str]) -> dict[Place, str]:
        """Keep what is known of the tables, and return the digests of those there are.

        What is shown follows when it is on the disk, and never runs ahead of it.
        """
        here = {(view.file, view.sheet) for view in views}
        digests = {place: digest for place, digest in digests.items() if place in here}
        saved = [{**asdict(view), "digest": digests.get((view.file, view.sheet), "")} for view in views]
        if self._state.workspace is not None:
            self._state.workspace.set_setting("files", json.dumps(saved))
        return digests

    def remove(self, file: str) -> None:
        """Forget the tables of one file, and build again. The file itself is left alone."""
        state = self._state
        if not state.may_change() or state.workspace is None:
            return
        # Loaded here: the window shows before a return is open.
        from swf_desktop.workspace.faults import WorkspaceError

        try:
            with state.workspace.together():
                state.workspace.remove_raw(file)
                views = [view for view in self.views if view.file != file]
                digests = self._save(views, self.digests)
        except WorkspaceError as error:
            state.tell(f"{error.found} {error.remedy}", "problem")
            return
        self.views, self.digests = views, digests
        state.tell(f"{file} was taken out. The file itself is where it was.")
        state.announce(What.FILES, What.STATE)
        self.kept.emit()

    # The worker process

    @property
    def undescribed(self) -> Place | None:
        """The first table that nobody has looked at yet: see `describe`."""
        return next(
            (place for place in ((view.file, view.sheet) for view in self.views) if place not in self.digests), None
        )

    def describe(self, place: Place, then: Callable[[], None], failed: Callable[[Failure], None]) -> None:
        """Find out about a table that the command line put into the workspace."""
        state = self._state
        packed = state.workspace.raw_packed(*place) if state.workspace is not None else None
        if packed is None:
            self.views = [one for one in self.views if (one.file, one.sheet) != place]
            then()
            return

        def found(told: tuple[FileView, str]) -> None:
            view, digest = told
            state.worker.has_already([digest])
            views = [view if (one.file, one.sheet) == place else one for one in self.views]
            digests = self._save(views, self.digests | {place: digest})
            self.views, self.digests = views, digests
            state.announce(What.FILES, What.STATE)
            then()

        state.worker.submit(
            "ui.worker.jobs:describe",
            *place,
            *packed,
            title=f"Opening {place[0]}",
            on_done=found,
            on_failed=failed,
        )

    def give_tables(self) -> None:
        """Hand the worker process the raw tables that it does not have yet, and the files it must not write over."""
        workspace, worker = self._state.workspace, self._state.worker
        if workspace is None:
            # What was read for a return that is closed may be made anew, as a lesson's files are.
            worker.spare([])
            return
        sources = sorted({view.path for view in self.views if view.path})
        spare(map(Path, sources))
        worker.spare(sources)
        for (file, sheet), digest in self.digests.items():
            if not worker.has(digest):
                packed = workspace.raw_packed(file, sheet)
                if packed is not None:
                    worker.give(digest, *packed)

    def digest_of(self, file: str, sheet: str | None) -> str:
        """Return the digest by which the worker knows a raw table, "" for none: that of the sheet, for a part of it."""
        return self.digests.get((file, sheet), "") or self.digests.get((file, whole_sheet(sheet)), "")

    def digests_of_file(self, file: str) -> list[str]:
        """Return the digests of the tables of one file that is no return made before."""
        return [
            digest
            for view in self.views
            if view.file == file and not view.message and (digest := self.digests.get((view.file, view.sheet), ""))
        ]

    def fetch_rows(
        self,
        digest: str,
        start: int,
        count: int,
        then: Callable[[list[list[str]]], None],
        *,
        of_file: bool = False,
    ) -> None:
        """Ask for rows of a raw table as people see them; `then` gets them a little later.

        of_file: they are counted as in the file, of which an authority's part of a sheet has only some.
        """
        self.give_tables()
        self._state.worker.submit("ui.worker.jobs:rows", digest, start, count, of_file, on_done=then)

    def run_job(
        self,
        name: str,
        *arguments: object,
        title: str,
        then: Callable[[Any], None],
        failed: Callable[[Failure], None] | None = None,
    ) -> None:
        """Run `module:function(state, report, *arguments)` in the worker process; failures are told in place.

        Where it would write over a file that the program did not make, the user is asked about that one
        (`may_replace`), and it is run again if the answer is yes.
        """
        self._run(name, arguments, (), title, then, failed or self._state.job_failed)

    def _run(
        self,
        name: str,
        arguments: tuple[object, ...],
        replaced: tuple[str, ...],
        title: str,
        then: Callable[[Any], None],
        failed: Callable[[Failure], None],
    ) -> None:
        def stopped(failure: Failure) -> None:
            if failure.kind == "not ours" and failure.file not in replaced and self.may_replace(failure.file):
                self._run(name, arguments, (*replaced, failure.file), title, then, failed)
            else:
                failed(failure)

        self.give_tables()
        submit = partial(self._state.worker.submit, title=title, on_done=then, on_failed=stopped)
        if replaced:
            submit("ui.worker.process:replacing_files", replaced, name, *arguments)
        else:
            submit(name, *arguments)


def file_view(saved: dict[str, Any]) -> FileView:
    """Return the view of a file from what the workspace keeps of it."""
    from ui.worker.views import FileView

    known = {name: value for name, value in saved.items() if name != "digest"}
    known["notes"] = tuple(known.get("notes", ()))
    return FileView(**known)
