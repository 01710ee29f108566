"""The sheet of query notes on its way back: notes and ticks, each found again by the keys in its hidden columns."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from converters.sources.table import SourceError, Table
from converters.values.cells import raw_text
from converters.workspace import SETTING, entered_keys, kept_notes
from swf_desktop.workspace.workspace import Workspace
from validation.reports.notes import TICKED, NoteKey, QueryNote

_NEEDED: Final = ("Rule", "Our note", "Entered in COLLECT", "Record key", "Item key")
_TICKS: Final = frozenset({TICKED, "yes", "y", "x", "true", "1", "done"})


@dataclass(slots=True)
class NotesBack:
    """What came back. problems: sentences on rows that could not be taken."""

    notes: dict[NoteKey, QueryNote] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def read_query_notes(tables: Iterable[Table]) -> NotesBack:
    """Read the sheet of query notes. Raises SourceError where no sheet is one."""
    back = NotesBack()
    seen, file = False, "the file"
    for table in tables:
        file = table.file
        headings = [raw_text(cell).strip() for cell in table.row(0)] if table.height else []
        if not set(_NEEDED) <= set(headings):
            continue
        seen = True
        columns = [headings.index(heading) for heading in _NEEDED]
        for row in range(1, table.height):
            rule, text, tick, record, item = (raw_text(table.columns[column][row]).strip() for column in columns)
            if not (rule or text or record):
                continue
            key = NoteKey(rule, record, item)
            if not rule:
                back.problems.append(f"{table.place}, row {row + 1}: it does not say which rule it is about.")
            elif key in back.notes:
                back.problems.append(f"{table.place}, row {row + 1}: a second row for the same query was not taken.")
            else:
                back.notes[key] = QueryNote(text, tick.casefold() in _TICKS)
    if not seen:
        raise SourceError(
            file,
            "It is no sheet of query notes: its headings or the hidden columns of keys are missing.",
            "Choose the workbook “query notes.xlsx” of the reports, with the notes filled in.",
        )
    return back


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking them changed. kept: notes that are empty in the sheet and were kept."""

    notes: int
    ticks: int
    kept: int


def take_query_notes(workspace: Workspace, back: NotesBack) -> Taken:
    """Put what differs into the workspace; an empty note takes none away."""
    standing = kept_notes(workspace)
    changed = kept = 0
    for key, note in back.notes.items():
        before = standing.get(key, QueryNote()).text
        if note.text and note.text != before.strip():
            workspace.note(key.rule, key.record, key.field, note.text)
            changed += 1
        elif before and not note.text:
            kept += 1
    before_ticks = set(entered_keys(workspace.setting(SETTING)))
    ticks = (before_ticks - {tuple(key) for key in back.notes}) | {
        (key.rule, key.record, key.field) for key, note in back.notes.items() if note.entered
    }
    if ticks != before_ticks:
        workspace.set_setting(SETTING, json.dumps(sorted(ticks)) if ticks else "")
    return Taken(changed, len(ticks ^ before_ticks), kept)
