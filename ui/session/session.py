"""The session: the one shared object of a window. What is open, what it says, and every change to it.

Steps and dialogs never know one another: they read from the session, change things through it, and listen to its one
signal `changed`, which says what kind of thing changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from ui.session.builder import Loader
from ui.session.edits import Editable
from ui.session.events import OpenQuestion, What
from ui.session.notes import note_key

if TYPE_CHECKING:
    from swf_desktop.record import Record
    from ui.settings import Settings
    from ui.worker.views import Failure
    from validation.finding import Finding


class Session(Editable):
    """One open return, or none: the attributes of `SessionBase`, decisions, records, files, findings and writing."""

    def __init__(self, settings: Settings | None = None, parent: QObject | None = None) -> None:
        super().__init__(settings, parent)
        self.loader = Loader(self)

    # Opening and closing

    def open(self, path: Path) -> None:
        """Open a workspace, made new where there is no such file.

        Raises WorkspaceError (WorkspaceBusy where it is open elsewhere); what was open then stays open.
        """
        # Loaded here, as in the functions below: the window shows before a return is open.
        from swf_desktop.workspace.workspace import Workspace

        workspace = Workspace.open(path)
        self.close()
        self.workspace = workspace
        self._journal = workspace.journal()
        self.overlay = {(edit.record, edit.field): edit for edit in workspace.overlay()}
        self.added = {added.key: added for added in workspace.added()}
        self.notes = {(note.rule, note.record, note.field): note.text for note in workspace.notes()}
        self._load_collection()
        self.saved_at = datetime.now()  # noqa: DTZ005 - shown to the user, whose clock it is
        self.loader.open()
        if self.settings is not None:
            self.settings.add_recent(path)
        self.announce(*What)

    def close(self) -> None:
        """Close what is open; everything is saved already."""
        self.loader.close()
        if self.workspace is not None:
            self.workspace.close()
        self.workspace = self.collection = self.built = self.problem = None
        self.files, self.findings, self.unread = [], [], {}
        self.overlay, self.added, self.notes = {}, {}, {}
        self._journal = None
        self.records.clear()
        self.announce(*What)

    def shut_down(self) -> None:
        """Close everything and end the worker process: the window is going away."""
        self.close()
        self._flush.stop()
        self._pending.clear()
        self.worker.close()

    # Files

    def add_files(self, paths: Sequence[Path], *, password: str | None = None) -> None:
        """Read files or folders and keep their tables, in the place of those of the same names; then build."""
        self.loader.read([(str(path), None, None) for path in paths], password)

    def read_again(self, file: str, *, encoding: str | None = None, delimiter: str | None = None) -> None:
        """Read one text file again, with another encoding or delimiter."""
        path = next((view.path for view in self.files if view.file == file and view.path), None)
        if path is None or not Path(path).exists():
            self.tell(f"{file} is no longer where it was read from. Add it again from where it is now.", "problem")
            return
        self.loader.read([(path, encoding, delimiter)], None)

    def remove_file(self, file: str) -> None:
        """Forget the tables of one file, and build again. The file itself is left alone."""
        if not self._may_change():
            return
        self.loader.remove(file)

    def fetch_rows(self, digest: str, start: int, count: int, then: Callable[[list[list[str]]], None]) -> None:
        """Ask for rows of a raw table as people see them; `then` gets them a little later."""
        self.loader.give_tables()
        self.worker.submit("ui.worker.jobs:rows", digest, start, count, on_done=then)

    def digest_of(self, file: str, sheet: str | None) -> str:
        """Return the digest by which the worker knows a raw table, "" for none."""
        return self.loader.digests.get((file, sheet), "")

    def run_job(
        self,
        name: str,
        *arguments: object,
        title: str,
        then: Callable[[Any], None],
        failed: Callable[[Failure], None] | None = None,
    ) -> None:
        """Run `module:function(state, report, *arguments)` in the worker process; failures are told in place."""
        self.loader.give_tables()
        self.worker.submit(name, *arguments, title=title, on_done=then, on_failed=failed or self.job_failed)

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

    # Findings and notes

    def findings_of(self, person: Record) -> list[Finding]:
        """Return the findings about one person."""
        return [one for one in self.findings if one.record is not None and one.record.person() is person]

    def question_of(self, finding: Finding) -> OpenQuestion | None:
        """Return the open question that a finding of severity QUESTION stands for."""
        return self.loader.question_of.get(id(finding))

    def go_to_finding(self, finding: Finding) -> None:
        """Go to where a finding is mended."""
        question = self.question_of(finding)
        if question is not None:
            self.go_to(question.step)
        elif finding.record is not None:
            self.show(finding.record, (finding.field or "").partition(".")[2])
        else:
            self.go_to("check")

    def note(self, finding: Finding) -> str:
        """Return the note that was written for a query."""
        return self.notes.get(note_key(finding), "")

    def set_note(self, finding: Finding, text: str) -> None:
        """Keep a note for a query; an empty text removes it.

        Of a locked return too: notes are entered in COLLECT after the message was sent, and it does not hold them.
        """
        from swf_desktop.workspace.workspace import WorkspaceError

        if self.workspace is None:
            return
        key = note_key(finding)
        try:
            self.workspace.note(*key, text)
        except WorkspaceError as error:
            self.tell(f"{error.found} {error.remedy}", "problem")
            return
        if text:
            self.notes[key] = text
        else:
            self.notes.pop(key, None)
        self.announce(What.NOTES, What.STATE)

    # Writing

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
        """Write the message, the same way as the command does. A practice file is not counted."""

        def written(result: dict[str, Any]) -> None:
            if not practice and self.workspace is not None:
                self.workspace.record_export(serial, path.name, now, result["sha256"])
                self.workspace.set_setting("written to", str(path))
                self.announce(What.EXPORTS, What.STATE)
            then(result)

        self.loader.give_tables()
        self.worker.submit(
            "ui.worker.jobs:write",
            self.loader.asked(),
            str(path),
            serial,
            now,
            force,
            title=f"Writing {path.name}",
            on_done=written,
            on_failed=failed,
        )

    def lock(self, serial: str) -> None:
        """Keep the return as it was sent: nothing can be changed any more."""
        if self.workspace is not None:
            self.workspace.set_setting("locked", serial)
            self.announce(What.EXPORTS, What.STATE)

    def next_version(self, path: Path) -> None:
        """Copy this return into a new file that may be changed, and open that; this one stays as it is.

        Raises WorkspaceError, and OSError where the file cannot be copied.
        """
        # Loaded here, as it brings much along that no start should wait for.
        import shutil

        before = self.path
        if before is None:
            return
        self.close()
        try:
            shutil.copyfile(before, path)
        except OSError:
            self.open(before)
            raise
        self.open(path)
        if self.workspace is not None:
            self.workspace.set_setting("locked", "")
            self.announce(What.EXPORTS)

    def set_private(self, hide: bool) -> None:
        """Hide names and pay for demonstrations, or show them again."""
        self.private = hide
        self.announce(What.PRIVACY)

    def saved_files(self) -> list[dict[str, Any]]:
        """Return what is kept of the raw tables: file, sheet, path and the like."""
        text = self.setting("files")
        return list(json.loads(text)) if text else []
