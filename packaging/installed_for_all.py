"""Install the .msi under Wine, run it as somebody else, install again, remove it: nothing may stay."""

from __future__ import annotations

import re
from pathlib import Path

from installed import NOT_OURS, files, registered, same
from trial import Program, TrialError, selftest
from wine import Wine

INSTALLER_KEEPS = re.compile(r"windows/Installer/", re.IGNORECASE)
"""Windows Installer's own copy of what it installed; Wine does not always delete it."""


def trial_of(wine: Wine, package: Path, built: Path) -> str:
    """Walk the whole way with one .msi; return what was seen. Raises TrialError, WineError."""
    drive = wine.prefix / "drive_c"
    before, registry = files(drive), registered(wine)
    folder = drive / "Program Files" / "SWF Desktop"
    msiexec(wine, "/i", package)
    same(folder, built, more=frozenset())
    # Windows puts it into everybody's start menu (the package is per machine); Wine 8 into that of who installs.
    if not [name for name in files(drive) - before if name.endswith("/Start Menu/Programs/SWF Desktop.lnk")]:
        raise TrialError("There is no entry in the start menu.")
    if not any(line.startswith('@="') and "SWF Desktop.exe" in line for line in registered(wine) - registry):
        raise TrialError("A double click on a .swfreturn would not open it.")
    said = selftest(second_user(wine, folder))
    changed = sorted(name for name in files(folder) ^ files(built))
    if changed:
        raise TrialError(f"Running it changed the program's folder: {changed[:5]}")
    msiexec(wine, "/i", package)
    same(folder, built, more=frozenset())
    msiexec(wine, "/x", package)
    ours = [name for name in files(drive) - before if not NOT_OURS.match(name) and not INSTALLER_KEEPS.match(name)]
    if left := sorted(name for name in ours if not name.startswith("users/second")):
        raise TrialError(f"After removal these files are there: {left[:10]}")
    return f"for all users: installed, run by a second profile ({said.splitlines()[-1]}), installed again, removed"


def msiexec(wine: Wine, what: str, package: Path) -> None:
    """Run Windows Installer without a window, as a roll-out does."""
    wine.run(["msiexec", what, wine.place(package), "/qn", "/norestart"])
    wine.run([], server="-w")


def second_user(wine: Wine, folder: Path) -> Program:
    """Return the program as somebody runs it whose profile the installer never saw."""
    home = wine.prefix / "drive_c" / "users" / "second"
    places = {"USERPROFILE": home, "APPDATA": home / "AppData" / "Roaming", "LOCALAPPDATA": home / "AppData" / "Local"}
    places |= dict.fromkeys(("TEMP", "TMP"), home / "AppData" / "Local" / "Temp")
    for path in places.values():
        path.mkdir(parents=True, exist_ok=True)
    environment = {**wine.environment, **{name: wine.place(path) for name, path in places.items()}}
    return Program(folder, wine.runner, environment, wine.place, suffix=".exe")
