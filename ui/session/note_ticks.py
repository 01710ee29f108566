"""Which notes were entered in COLLECT: a tick beside each, kept in the return's own file.

Notes are entered after the message was sent, when the return may be locked already, so ticking is always allowed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from converters.workspace import SETTING, entered_keys
from ui.session.events import What
from ui.session.session import Session

if TYPE_CHECKING:
    from validation.finding import Finding

Key = tuple[str, str, str]


def key_of(finding: Finding) -> Key:
    """Return what a note belongs to: rule, record's key and field."""
    return finding.rule, finding.record.key if finding.record is not None else "", finding.field or ""


def entered(session: Session) -> frozenset[Key]:
    """Return the keys of the notes that were entered in COLLECT."""
    return entered_keys(session.setting(SETTING))


def is_entered(session: Session, finding: Finding) -> bool:
    """Whether the note of a query was entered in COLLECT."""
    return key_of(finding) in entered(session)


def set_entered(session: Session, finding: Finding, on: bool) -> None:
    """Tick a note, or take the tick away. Raises WorkspaceError."""
    if session.workspace is None:
        return
    keys = set(entered(session))
    if on:
        keys.add(key_of(finding))
    else:
        keys.discard(key_of(finding))
    session.workspace.set_setting(SETTING, json.dumps(sorted(keys)) if keys else "")
    session.announce(What.NOTES, What.STATE)
