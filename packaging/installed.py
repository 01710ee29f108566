"""Install under Wine, run what was installed, use it, install over it, remove it: only the user's files may stay."""

from __future__ import annotations

import os
import re
import subprocess
import time
from fnmatch import fnmatch
from pathlib import Path

from trial import NOW, Program, TrialError, selftest
from wine import Wine

KEY = "Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\SWF Desktop"
BACKSLASH = "\\"
ESCAPED = re.compile(r"\\(x[0-9a-f]{1,4}|.)")
"""How Wine's registry file writes quotes, backslashes and letters beyond ASCII."""

NOT_OURS = re.compile(
    r"windows/|ProgramData/Microsoft/|users/Public/|users/[^/]+/(AppData/Local/)?Temp/~nsu\w*\.tmp/Un\.exe$"
)
"""Places where Wine itself keeps books while any program runs; and the copy as which an uninstaller ends, which Windows
deletes at its next start."""


def trial_of(wine: Wine, setup: Path, built: Path) -> str:
    """Walk the whole way with one installer; return what stayed. Raises TrialError."""
    drive = wine.prefix / "drive_c"
    before, registry = files(drive), registered(wine)
    said = [usual_place(wine, setup, built, drive)]
    said.append(odd_place(wine, setup, drive))
    left = sorted(name for name in files(drive) - before if not NOT_OURS.match(name))
    if not all_kept([Path(name) for name in left]):
        raise TrialError(f"After removal these files are there, and only {KEPT} should be: {left}")
    if more := sorted(line for line in registered(wine) - registry if "swf" in line.casefold()):
        raise TrialError(f"After removal these lines are in the registry: {more[:10]}")
    return f"{'; '.join(said)}; after removal only the user's files stay: {', '.join(left)}"


def all_kept(left: list[Path]) -> bool:
    """Whether these files are those that should stay, each once; a copy and its note in the folder of copies alone."""
    found = [next((kept for kept in reversed(KEPT) if fits(path, kept)), "") for path in left]
    return sorted(found) == sorted(KEPT)


def fits(path: Path, kept: str) -> bool:
    """Whether a file is one of those that stay."""
    return fnmatch(path.name, kept) and ("*" not in kept or path.parent.name == "last closed")


KEPT = (
    "9992999_SWF_999LL13_001.xml",
    "Harbour Lane.swfreturn",
    "kept beside the program.swfreturn",
    "Harbour Lane.*.swfreturn",
    "Harbour Lane.*.swfreturn.json",
)
"""What a user makes in the trial: a message and a workspace in a folder, another workspace by the program; and the copy
of the first as it was last closed, with its note, in the user's local data (its name has a sum of the place in it)."""

SETTINGS = ("swf-desktop.json", "problems.txt", "crash.txt")
"""What the window keeps in the user's profile: settings and traces of faults, not the user's work."""


def usual_place(wine: Wine, setup: Path, built: Path, drive: Path) -> str:
    """Install where it goes by itself, silently; use it; install over it; remove it."""
    home = next(path for path in (drive / "users").iterdir() if path.name != "Public")
    folder = home / "AppData" / "Local" / "Programs" / "SWF Desktop"
    menu = home / "AppData" / "Roaming" / "Microsoft" / "Windows" / "Start Menu" / "Programs" / "SWF Desktop.lnk"
    wine.run([wine.place(setup), "/S"])
    same(folder, built)
    if not menu.is_file():
        raise TrialError("There is no entry in the start menu.")
    opens = value(wine, "Software\\Classes\\SWFDesktop.Return\\shell\\open\\command", "")
    if opens != f'"{wine.place(folder / "SWF Desktop.exe")}" "%1"':
        raise TrialError(f"A double click on a .swfreturn would not open it: {opens}")
    program = Program(folder, wine.runner, wine.environment, wine.place, suffix=".exe")
    selftest(program)
    # Not Documents: Wine makes that a link to this machine's home folder.
    documents = home / "School returns é ł"
    documents.mkdir()
    program.run("swf-desktop", "sample", "--collection", "2013", "-o", drive / "sample")
    keep = ("--workspace", documents / KEPT[1])
    program.run("swf-desktop", "convert", drive / "sample", "-o", documents, "--now", NOW, *keep, good=(0, 1))
    for file in (drive / "sample").iterdir():
        file.unlink()
    (drive / "sample").rmdir()
    (folder / KEPT[2]).write_bytes((documents / KEPT[1]).read_bytes())
    settings = home / "AppData" / "Roaming" / "SWF Desktop"
    settings.mkdir(exist_ok=True)
    for name in SETTINGS:
        (settings / name).write_text("{}", encoding="utf-8")
    (folder / "_internal" / "of an older version.dll").write_bytes(b"old")
    wine.run([wine.place(setup), "/S"])
    if (folder / "_internal" / "of an older version.dll").exists():
        raise TrialError("Installing over an older version leaves its files.")
    if not (folder / KEPT[2]).exists():
        raise TrialError("Installing over an older version removed a user's file.")
    remove(wine, folder)
    return "installed, ran, installed again, removed"


def odd_place(wine: Wine, setup: Path, drive: Path) -> str:
    """Install into a folder with spaces and letters of two code pages, and run it there."""
    folder = drive / "Schule Łódź é" / "SWF Desktop"
    # The installer wants /D without quotes, which Wine puts around an argument that has a space.
    wine.run([wine.place(setup), "/S", *f"/D={wine.place(folder)}".split(" ")])
    if not (folder / "swf-desktop.exe").is_file():
        raise TrialError(f"It was not installed into {folder.name} below {folder.parent.name}.")
    said = selftest(Program(folder, wine.runner, wine.environment, wine.place, suffix=".exe"))
    remove(wine, folder)
    if folder.exists():
        raise TrialError("An empty folder of the program stays.")
    folder.parent.rmdir()
    return f"the same in a folder with accents ({said.splitlines()[-1]})"


def refuses_while_open(wine: Wine, setup: Path) -> str:
    """Install, open the window, and try to install again: nothing may change. Then close and remove the program."""
    home = next(path for path in (wine.prefix / "drive_c" / "users").iterdir() if path.name != "Public")
    folder = home / "AppData" / "Local" / "Programs" / "SWF Desktop"
    started = home / "AppData" / "Roaming" / "SWF Desktop" / "crash.txt"
    wine.run([wine.place(setup), "/S"])
    marker = folder / "_internal" / "still here.txt"
    marker.write_text("an installer that goes on would remove this", encoding="utf-8")
    program = Program(folder, wine.runner, wine.environment, wine.place, suffix=".exe")
    window = subprocess.Popen(
        program.command("SWF Desktop"),
        env={**os.environ, **program.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + 60
        while not started.exists():
            if time.monotonic() > end or window.poll() is not None:
                raise TrialError("The installed window did not open within a minute.")
            time.sleep(0.2)
        for one in (setup, folder / "uninstall.exe"):
            # The uninstaller's own process returns at once; the copy that it starts finds the program open.
            wine.run([wine.place(one), "/S"], good=(2,) if one == setup else (0, 2))
            time.sleep(3)
            if not marker.exists() or not (folder / "SWF Desktop.exe").exists():
                raise TrialError(f"{one.name} went on although the program was open.")
    finally:
        wine.stop()
        window.wait(30)
    remove(wine, folder)
    return "installer and uninstaller change nothing while the window is open"


def remove(wine: Wine, folder: Path) -> None:
    """Remove the program silently, by the command that Windows keeps for it. Raises TrialError."""
    said = value(wine, KEY, "QuietUninstallString")
    if said != f'"{wine.place(folder / "uninstall.exe")}" /S':
        raise TrialError(f"Windows does not know how to remove the program: {said}")
    wine.run([wine.place(folder / "uninstall.exe"), "/S"])
    # The uninstaller goes on as a copy of itself in the temporary folder, so that it can delete itself.
    end = time.monotonic() + 60
    while (folder / "uninstall.exe").exists() or (folder / "_internal").exists():
        if time.monotonic() > end:
            raise TrialError(f"One minute after removal there is still: {[path.name for path in folder.iterdir()]}")
        time.sleep(0.2)
    wine.run([], server="-w")


def same(folder: Path, built: Path, more: frozenset[Path] = frozenset({Path("uninstall.exe")})) -> None:
    """Compare the installed folder with the built one; more: files that only the installed one has."""
    ours = {path.relative_to(built) for path in built.rglob("*") if path.is_file()}
    theirs = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    if theirs - ours != more or ours - theirs:
        raise TrialError(f"Installed: missing {sorted(ours - theirs)[:5]}, too many {sorted(theirs - ours)[:5]}")
    for place in ours:
        if (folder / place).read_bytes() != (built / place).read_bytes():
            raise TrialError(f"Installed file differs: {place}")


def files(drive: Path) -> set[str]:
    """Return the files of a C: drive, as places with forward slashes."""
    return {path.relative_to(drive).as_posix() for path in drive.rglob("*") if path.is_file() and not path.is_symlink()}


def value(wine: Wine, key: str, name: str) -> str:
    """Return a text in the user's registry, empty where there is none; name: empty for the key's own value.

    Read from Wine's file: `reg` prints in a code page that lacks some letters.
    """
    wine.run([], server="-w")
    text = (wine.prefix / "user.reg").read_text(encoding="utf-8", errors="replace")
    _, _, rest = text.partition(f"\n[{key.replace(BACKSLASH, 2 * BACKSLASH)}] ")
    label = f'"{name}"' if name else "@"
    found = re.search(rf'^{label}="((?:[^"\\]|\\.)*)"', rest.split("\n\n")[0], re.MULTILINE)
    return ESCAPED.sub(lambda one: chr(int(one[1][1:], 16)) if one[1][0] == "x" else one[1], found[1]) if found else ""


def registered(wine: Wine) -> set[str]:
    """Return the lines of the user's and the machine's registry."""
    wine.run([], server="-w")
    lines: set[str] = set()
    for name in ("user.reg", "system.reg"):
        lines.update((wine.prefix / name).read_text(encoding="utf-8", errors="replace").splitlines())
    return lines
