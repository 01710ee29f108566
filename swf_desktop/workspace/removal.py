"""All of one return taken off this computer: what that is, listed before anything is done; then done, and said.

Only what the program made, and can tell for its own, is removed: the workspace, the copies of it, and the files it
wrote from it, where they still have the very bytes that were written. Sources are never touched.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from swf_desktop.workspace.faults import WorkspaceError, WorkspaceLocked
from swf_desktop.workspace.last_closed import copy_beside, parts_of
from swf_desktop.workspace.workspace import Workspace

WRITTEN_TO: Final = "written to"
"""The setting that says where the window wrote the message last."""

BEYOND: Final = (
    "reports, question sheets and recipes that you had written into folders of your own",
    "your own files with staff data: they are only read, and stay",
    "what OneDrive, SharePoint or a server keep of earlier versions, and the recycle bin of a synchronised folder",
    "backups of this computer or of the server",
    "what was sent or uploaded: to COLLECT, to the authority, by e-mail",
)
"""What cannot be reached from here, in the words of the list."""


@dataclass(slots=True)
class Removal:
    """What removing a return takes away.

    paths: each with why. changed: files of messages that were written but have other bytes now, and stay. problem: why
    the workspace itself could not be asked, empty where it could.
    """

    workspace: Path
    paths: dict[Path, str] = field(default_factory=dict)
    changed: list[Path] = field(default_factory=list)
    problem: str = ""
    removed: list[Path] = field(default_factory=list)
    failed: dict[Path, str] = field(default_factory=dict)


def look(path: Path) -> Removal:
    """Find everything that belongs to a return. Raises WorkspaceError where it is open elsewhere or is no workspace."""
    found = Removal(path, {path: "the return itself: all that was read, decided and corrected"})
    sums: dict[str, str] = {}
    folders = [path.parent]
    try:
        with Workspace.open(path, new=False) as workspace:
            sums = {export.file_name: export.sha256 for export in workspace.exports()}
            written_to = workspace.setting(WRITTEN_TO)
            if written_to:
                folders.append(Path(written_to).parent)
    except WorkspaceError as error:
        # A password that nobody knows any more must not keep a return on the computer.
        if "damaged" not in error.found and not isinstance(error, WorkspaceLocked):
            raise
        found.problem = f"{error.found} Files written from it cannot be told, and stay."
    for beside, why in _beside(path):
        found.paths[beside] = why
    for folder in dict.fromkeys(folders):
        for name, digest in sums.items():
            target = folder / Path(name).name
            if target.is_file() and target not in found.paths:
                if hashlib.sha256(target.read_bytes()).hexdigest() == digest:
                    found.paths[target] = "a return (.xml) that was written from it"
                elif target not in found.changed:
                    found.changed.append(target)
    return found


def _beside(path: Path) -> Iterable[tuple[Path, str]]:
    copy = copy_beside(path)
    yield from parts_of(path)
    older = re.compile(re.escape(path.stem) + r"\.version-\d+" + re.escape(path.suffix), re.IGNORECASE)
    for each in sorted(path.parent.iterdir()):
        if older.fullmatch(each.name):
            yield each, "the copy that was kept before it was brought to a newer version"
        elif each.name in (f"{path.name}-journal", f"{copy.name}-journal"):
            yield each, "what was left of a change that was cut short"


def remove(removal: Removal) -> Removal:
    """Remove what was listed, the workspace last; what cannot be removed is noted with the reason."""
    for path in [*(one for one in removal.paths if one != removal.workspace), removal.workspace]:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            removal.failed[path] = error.strerror or str(error)
        else:
            removal.removed.append(path)
    return removal


def listed(removal: Removal) -> list[str]:
    """Return the list that is shown before, a line for each file and for what cannot be reached."""
    lines = [f"{path}: {why}" for path, why in removal.paths.items()]
    lines += [f"{path}: stays, since it was changed after it was written" for path in removal.changed]
    if removal.problem:
        lines.append(removal.problem)
    lines.append("Not reached from here:")
    return lines + [f"  {what}" for what in BEYOND]


def record_of(removal: Removal, now: datetime) -> str:
    """Return the record for information governance: what was removed, what was not, and what cannot be reached."""
    parts = [
        "Record of removal: one School Workforce Census return",
        f"{now:%d/%m/%Y %H:%M}",
        "",
        "Removed:",
        *(f"  {path}: {removal.paths[path]}" for path in removal.removed),
        *(["", "Could not be removed:"] if removal.failed else []),
        *(f"  {path}: {why}" for path, why in removal.failed.items()),
        *(["", "Left, since changed after they were written:"] if removal.changed else []),
        *(f"  {path}" for path in removal.changed),
        *(["", removal.problem] if removal.problem else []),
        "",
        "Not reached by this program; whoever keeps them has to see to it:",
        *(f"  {what}" for what in BEYOND),
        "",
        "Files were deleted, not overwritten: a disk may keep their bytes until it uses the room again.",
        "",
    ]
    return "\n".join(parts)
