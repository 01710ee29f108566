"""Bytes of a workspace changed at random: it is refused, or holds what it held. Never other data, never a traceback."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path
from typing import Any

from converters.sources.stored import table_bytes
from swf_desktop.collection import Collection
from swf_desktop.workspace.faults import WorkspaceError
from swf_desktop.workspace.protection import protect
from swf_desktop.workspace.workspace import Workspace
from tests.converters.handmade import table
from tests.known_good import school

COLLECTION = Collection.load(2013)


def workspace_of_everything(path: Path) -> Path:
    """Make a workspace that holds something in each of its tables, and close it."""
    with Workspace.open(path) as workspace:
        workspace.set_setting("year", "2013")
        for number in range(6):
            rows = [["Surname", "Pay"], *([f"Tait {number} {row}", 100 * row] for row in range(20 * number))]
            made = table(rows, file=f"staff {number}.xlsx", sheet="Sheet1" if number % 2 else None)
            workspace.put_raw(made.file, made.sheet, table_bytes(made))
            key = f"PersonRef:{number}"
            workspace.edit(key, "PersonFamilyName", f"Tait{number}", label="Family name", reason="seen")
            workspace.note("4160Q", f"PersonRef:{number}", "BasePay", f"Asked for {number}")
        workspace.change_recipe('format = 1\n[answers]\nperiod = "month"\n', label="Decisions")
        workspace.record_export("001", "a.xml", datetime(2013, 11, 11, 9, 30), "0" * 64)
        workspace.save_return(school(2013), COLLECTION)
        workspace.undo()
    return path


def content_of(path: Path) -> Any:
    """Return everything that a workspace holds. Raises WorkspaceError."""
    with Workspace.open(path, new=False) as workspace:
        return_ = workspace.load_return(COLLECTION)
        return (
            [(place, workspace.raw(*place)) for place in workspace.raw_tables()],
            workspace.overlay(),
            workspace.added(),
            workspace.notes(),
            workspace.exports(),
            workspace.journal(),
            workspace.recipe,
            [workspace.setting(name) for name in ("year", "journal done", "return name", "files", "written to")],
            None
            if return_ is None
            else [(r.kind, r.key, r.values, r.field_origins, r.losers) for r in return_.message.walk()],
        )


def flip(folder: Path, chance: random.Random, times: int, *, password: str = "") -> dict[str, int]:
    """Change bytes of a workspace so many times, one file each; return how it went. password: it is protected with it.

    Raises AssertionError, with the places of the flips, where it held other data.
    """
    original = workspace_of_everything(folder / "original.swfreturn")
    if password:
        protect(original, password)
    data, truth = original.read_bytes(), content_of(original)
    # Most of a small workspace is empty room, where a change changes nothing.
    used = [place for place, byte in enumerate(data) if byte] * 4 + list(range(0, len(data), 8))
    path = folder / "flipped.swfreturn"
    went = {"refused": 0, "same": 0}
    for _ in range(times):
        flipped = bytearray(data)
        places = [(chance.choice(used), chance.randrange(1, 256)) for _ in range(chance.choice((1, 1, 1, 4)))]
        for place, bits in places:
            flipped[place] ^= bits
        path.write_bytes(flipped)
        try:
            found = content_of(path)
        except WorkspaceError:
            went["refused"] += 1
        else:
            assert found == truth, f"other data after {places}"
            went["same"] += 1
    return went
