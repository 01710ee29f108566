"""What was tried after COLLECT refused a file, as a workspace keeps it, and what holds for every later file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from converters.request import SWITCHES_SETTING
from swf_desktop.workspace.workspace import Workspace
from validation.collect.refusal import Attempt

ATTEMPTS: Final = "attempts"
"""The workspace's setting that keeps what was tried, as JSON."""


def attempts(workspace: Workspace) -> list[Attempt]:
    """Return what was tried, the first file first."""
    return [Attempt(*row) for row in json.loads(workspace.setting(ATTEMPTS, "[]"))]


def turned(workspace: Workspace) -> dict[str, object]:
    """Return the parts of the message that are turned for this return."""
    return dict(json.loads(workspace.setting(SWITCHES_SETTING) or "{}"))


def keep_attempt(
    workspace: Workspace, attempt: Attempt, switches: Mapping[str, object], now: datetime, sha256: str
) -> list[Attempt]:
    """Keep that a file was written again, and that later ones are written so; returns all attempts.

    switches: what was turned for it. All of it is kept, or nothing. Raises WorkspaceError.
    """
    with workspace.together():
        kept = note_attempt(workspace, attempt)
        workspace.set_setting(SWITCHES_SETTING, json.dumps({**turned(workspace), **switches}, sort_keys=True))
        workspace.record_export(attempt.serial, attempt.file_name, now, sha256)
    return kept


def note_attempt(workspace: Workspace, attempt: Attempt) -> list[Attempt]:
    """Keep that a file was tried, and nothing else; returns all attempts. Raises WorkspaceError."""
    kept = [*attempts(workspace), attempt]
    rows = [[one.serial, one.file_name, dict(one.switches), one.outcome] for one in kept]
    workspace.set_setting(ATTEMPTS, json.dumps(rows, ensure_ascii=False))
    return kept
