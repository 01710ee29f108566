"""The notes to queries that a workspace keeps, with the ticks of those that were entered in COLLECT; without Qt."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Final

from swf_desktop.workspace.workspace import Workspace
from validation.reports.notes import NoteKey, QueryNote

SETTING: Final = "notes entered in COLLECT"
"""The setting in which the keys of those notes stand, as JSON."""


@lru_cache(maxsize=4)
def entered_keys(text: str) -> frozenset[tuple[str, str, str]]:
    """Return the keys (rule, record, field) that the setting's text holds; none where it cannot be read."""
    try:
        rows = json.loads(text) if text else []
        return frozenset((str(rule), str(record), str(field)) for rule, record, field in rows)
    except (ValueError, TypeError):
        # A file that somebody else wrote to: the notes themselves are not touched by that.
        return frozenset()


def kept_notes(workspace: Workspace) -> dict[NoteKey, QueryNote]:
    """Return all notes and ticks of a workspace, as the sheet of query notes takes them."""
    ticked = {NoteKey(*key) for key in entered_keys(workspace.setting(SETTING))}
    texts = {NoteKey(note.rule, note.record, note.field): note.text for note in workspace.notes()}
    return {key: QueryNote(texts.get(key, ""), key in ticked) for key in dict.fromkeys([*texts, *sorted(ticked)])}
