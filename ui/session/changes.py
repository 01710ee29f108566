"""The one way in which anything of a return changes: kept in the workspace first, then shown; undone and done again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from ui.session.builder import Builder
from ui.session.events import What
from ui.session.state import State

if TYPE_CHECKING:
    from swf_desktop.workspace.journal import Change, Entry
    from swf_desktop.workspace.workspace import Workspace


class Changes:
    """Makes steps, takes them back, and makes them again."""

    def __init__(self, state: State, builder: Builder) -> None:
        self._state = state
        self._builder = builder

    @property
    def stale(self) -> bool:
        """Whether a change stands that what was built does not show yet."""
        return self._builder.stale

    def do(self, entry: Entry) -> bool:
        """Make one step that can be undone; whether it was made."""
        return self.make(lambda workspace: workspace.do(entry))

    def make(self, step: Callable[[Workspace], Entry]) -> bool:
        """Have one step made that can be undone; whether it was. step: makes it, and returns it."""
        # Loaded here, as in the functions below: the window shows before anything can be changed.
        from swf_desktop.workspace.faults import WorkspaceError

        state = self._state
        if not state.may_change() or state.workspace is None:
            return False
        try:
            entry = step(state.workspace)
        except WorkspaceError as error:
            state.tell(f"{error.found} {error.remedy}", "problem")
            return False
        state.journal = state.journal.add(entry)
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
        while self._state.journal.done > done and self._step(back=True):
            pass
        while self._state.journal.done < done and self._step(back=False):
            pass

    def _step(self, *, back: bool) -> bool:
        from swf_desktop.workspace.faults import WorkspaceError

        state = self._state
        if not state.may_change() or state.workspace is None:
            return False
        try:
            entry = state.workspace.undo() if back else state.workspace.redo()
        except WorkspaceError as error:
            state.tell(f"{error.found} {error.remedy}", "problem")
            return False
        if entry is None:
            return False
        state.journal = state.journal.undone() if back else state.journal.redone()
        self._after(entry.changes)
        state.tell(f"{'Undone' if back else 'Done again'}: {entry.label}")
        return True

    def _after(self, changes: Sequence[Change]) -> None:
        """Bring everything here up to what the workspace says now."""
        from swf_desktop.workspace.journal import FieldChange, FilesChange, RecordChange, SettingChange

        state = self._state
        state.saved_at = datetime.now()  # noqa: DTZ005 - shown to the user, whose clock it is
        build = False
        for change in changes:
            if isinstance(change, FieldChange):
                if change.after is None:
                    state.overlay.pop((change.record, change.field), None)
                else:
                    state.overlay[change.record, change.field] = change.after
            elif isinstance(change, RecordChange):
                if change.after is None:
                    state.added.pop(change.key, None)
                else:
                    state.added[change.key] = change.after
            else:
                build = True
                if isinstance(change, SettingChange):
                    state.announce(What.SETTINGS)
                    if change.name == "year":
                        state.load_collection()
                elif isinstance(change, FilesChange):
                    self._builder.take_files()
                else:
                    state.announce(What.MATCHING)
        state.announce(What.JOURNAL, What.STATE)
        self._builder.take_up(changes, build=build)
