"""What the program remembers between runs: recent returns, the window's layout; one JSON file that people can read.

It stands beside the program where a file `portable.txt` does (a memory stick, a locked-down PC), else in the user's
profile; also where that file lies on a share that nobody may write to. Losing it loses no work.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from swf_desktop.files.writing import write_text

NAME: Final = "swf-desktop.json"
MOST_RECENT: Final = 12


@dataclass(frozen=True, slots=True)
class Recent:
    """A return that was open lately: its file, the school's number and name, the year, and when it was open."""

    path: str
    number: str = ""
    name: str = ""
    year: int = 0
    when: str = ""

    @property
    def is_there(self) -> bool:
        """Whether the file is still where it was."""
        return Path(self.path).exists()


class Settings:
    """All settings; each change is written at once. A file that cannot be read or written is passed over."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path if path is not None else _place()
        self._data: dict[str, Any] = {}
        with contextlib.suppress(OSError, ValueError):
            data = json.loads(self.path.read_text(encoding="utf-8"))
            if isinstance(data, dict):
                self._data = data

    def get(self, name: str, default: str = "") -> str:
        """Return a setting that is a text."""
        value = self._data.get(name, default)
        return value if isinstance(value, str) else default

    def set(self, name: str, value: str) -> None:
        """Keep a setting."""
        if self._data.get(name) != value:
            self._data[name] = value
            self._write()

    def recent(self) -> list[Recent]:
        """Return the returns that were open lately, the last one first."""
        found = []
        for one in self._data.get("recent", []):
            with contextlib.suppress(TypeError):
                found.append(Recent(**one))
        return found

    def add_recent(self, path: Path) -> None:
        """Put a return on top of the list."""
        known = {one.path: one for one in self.recent()}
        before = known.get(str(path), Recent(str(path)))
        self._keep(before, datetime.now().isoformat(timespec="minutes"))  # noqa: DTZ005 - shown to the user

    def describe_recent(self, path: Path, number: str, name: str, year: int) -> None:
        """Keep which return a file holds."""
        for one in self.recent():
            if one.path == str(path):
                self._keep(Recent(one.path, number, name or one.name, year, one.when), one.when)

    def forget(self, path: Path) -> None:
        """Take everything that is kept of a return off the settings."""
        self._data["recent"] = [asdict(one) for one in self.recent() if Path(one.path) != path]
        self._data = {name: value for name, value in self._data.items() if value != str(path)}
        self._write()

    def _keep(self, recent: Recent, when: str) -> None:
        others = [one for one in self.recent() if one.path != recent.path]
        new = Recent(recent.path, recent.number, recent.name, recent.year, when)
        self._data["recent"] = [asdict(one) for one in [new, *others][:MOST_RECENT]]
        self._write()

    def _write(self) -> None:
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_text(self.path, json.dumps(self._data, indent=1, ensure_ascii=False), own=True)


def folder() -> Path:
    """Return the folder for settings and crash reports."""
    return _place().parent


def local_folder() -> Path:
    """Return the folder for what never leaves this computer: not carried with a profile, not synchronised."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "SWF Desktop"


def copies_folder() -> Path:
    """Return the folder of the copies of returns as they were last closed: beside settings that are portable.

    Else in what never leaves this computer: a copy holds all of a return.
    """
    from swf_desktop.workspace.last_closed import FOLDER

    return (folder() if is_portable() else local_folder()) / FOLDER


def use_copies_folder() -> None:
    """Keep the copies of returns as they were last closed in the user's own folder, and not beside them."""
    from swf_desktop.workspace.last_closed import keep_in

    keep_in(copies_folder())


def packs_folder() -> Path:
    """Return the folder of the user's year packs."""
    return folder() / "years"


def use_year_packs() -> None:
    """Put the user's year packs before the program's own tables."""
    place = packs_folder()
    if place.is_dir():
        # Loaded here: most people have none, and the first window should not wait.
        from swf_desktop.packs import use_all

        use_all(place)


@cache
def _may_write(folder: Path) -> bool:
    """Whether a file can be made in a folder. Tried, as Windows answers the question itself only for what it marks."""
    import tempfile

    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _beside() -> Path:
    return Path(sys.executable if getattr(sys, "frozen", False) else sys.argv[0]).resolve().parent


def is_portable() -> bool:
    """Whether the program is carried about with its settings, on a memory stick say."""
    return (_beside() / "portable.txt").exists() and _may_write(_beside())


def _place() -> Path:
    if is_portable():
        return _beside() / NAME
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "SWF Desktop" / NAME
