"""The notes on queries, and which of them were entered in COLLECT: a tick beside each.

Notes are entered after the message was sent, when the return may be locked already, so both may always be changed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ui.session.events import What
from ui.session.state import State

if TYPE_CHECKING:
    from validation.finding import Finding

Key = tuple[str, str, str]


def note_key(finding: Finding) -> Key:
    """Return what a note belongs to: rule, record's key and field ("" for none)."""
    return finding.rule, finding.record.key if finding.record is not None else "", finding.field or ""


class Notes:
    """Notes and their ticks. texts: the notes as they stand."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.texts: dict[Key, str] = {}

    def open(self) -> None:
        """Take up what the workspace holds."""
        workspace = self._state.workspace
        kept = workspace.notes() if workspace is not None else []
        self.texts = {(note.rule, note.record, note.field): note.text for note in kept}

    def take_up(self) -> None:
        """Take up what was put into the workspace beside this, and tell of it."""
        self.open()
        self._state.announce(What.NOTES, What.STATE)

    def close(self) -> None:
        """Forget everything."""
        self.texts = {}

    def note(self, finding: Finding) -> str:
        """Return the note that was written for a query."""
        return self.texts.get(note_key(finding), "")

    def set_note(self, finding: Finding, text: str) -> None:
        """Keep a note for a query; an empty text removes it."""
        from swf_desktop.workspace.faults import WorkspaceError

        state = self._state
        if state.workspace is None:
            return
        key = note_key(finding)
        try:
            state.workspace.note(*key, text)
        except WorkspaceError as error:
            state.tell(f"{error.found} {error.remedy}", "problem")
            return
        if text:
            self.texts[key] = text
        else:
            self.texts.pop(key, None)
        state.announce(What.NOTES, What.STATE)

    def entered(self) -> frozenset[Key]:
        """Return the keys of the notes that were entered in COLLECT."""
        # Loaded here: the first window has no use for it.
        from converters.workspace import SETTING, entered_keys

        return entered_keys(self._state.setting(SETTING))

    def is_entered(self, finding: Finding) -> bool:
        """Whether the note of a query was entered in COLLECT."""
        return note_key(finding) in self.entered()

    def set_entered(self, finding: Finding, on: bool) -> None:
        """Tick a note, or take the tick away. Raises WorkspaceError."""
        from converters.workspace import SETTING

        state = self._state
        if state.workspace is None:
            return
        keys = set(self.entered())
        if on:
            keys.add(note_key(finding))
        else:
            keys.discard(note_key(finding))
        state.workspace.set_setting(SETTING, json.dumps(sorted(keys)) if keys else "")
        state.announce(What.NOTES, What.STATE)
