"""Build the Windows program, its installer and the portable archive on Debian, and test them: `nox -s windows`.

Everything is fetched by name through pip and apt, pinned by hash, and kept below `build/windows`. What was made is in
`build/windows/release`. Options: `--newer-wine` puts a newer Wine into a folder so that the window can be tested too.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import installed
import installed_for_all
import msi
import pack
import trial
import windows_python
import wine
from supply import pin
from wine import Wine

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILD = pack.BUILD
PROGRAM = pack.PROGRAM
NEWER = BUILD / "trixie"

TOOLS = {
    "wine": "wine wine64",
    "makensis": "nsis",
    "wixl": "wixl",
    "osslsigncode": "osslsigncode",
    "openssl": "openssl",
}
"""Programs that are run, and the Debian packages they are in."""

NOT_TESTED = (
    "a real Windows: SmartScreen, Defender and other scanners, screen readers, printing, a double click on a return",
    "two screens, 200 percent scaling and high contrast as Windows does them; OneDrive; network drives of Windows",
    "a signature: there is no key here, so nothing is signed",
    "the .msi as SYSTEM, by group policy or Intune, and everybody's start menu (Wine 8 uses the installing user's)",
)


def main() -> int:
    """Build and test; returns 1 where a test failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--newer-wine", action="store_true", help="make a folder with a newer Wine (root, 1.6 GB)")
    parser.add_argument("--no-build", action="store_true", help="test what an earlier run built")
    arguments = parser.parse_args()
    os.environ.pop("PYTHONPATH", None)
    have_tools()
    here = Wine(BUILD / "prefix")
    python = BUILD / "python"
    if not arguments.no_build:
        timed("Windows CPython", lambda: str(windows_python.make_python(python, BUILD / "downloads")))
        timed("wheels", lambda: wheels(python))
        timed("Wine", lambda: fresh(here))
        timed("program", lambda: build(here, python))
        for step in (pack.empty, pack.installer, msi.msi, pack.archive, pack.bill, pack.checksums):
            timed(step.__name__, step)
    else:
        timed("Wine", lambda: fresh(here))
    untested = list(NOT_TESTED)
    passed = [
        tests_here(here),
        trial.report("install, run, uninstall", lambda: installed.trial_of(here, pack.setup_file(), PROGRAM)),
        trial.report("the .msi", lambda: installed_for_all.trial_of(here, msi.msi_file(), PROGRAM)),
        tests_newer(arguments.newer_wine, untested),
    ]
    print("\nMade, in build/windows/release:")
    for path in sorted(pack.RELEASE.iterdir()):
        print(f"  {path.stat().st_size / trial.MB:6.1f} MB  {path.name}")
    print("\nNOT tested here:")
    for line in untested:
        print(f"  - {line}")
    return 0 if all(passed) else 1


def timed(name: str, step: Callable[[], str]) -> None:
    """Run one step of the build and print what it says and how long it took."""
    started = time.monotonic()
    said = step()
    print(f"built   {name} ({time.monotonic() - started:.1f} s){': ' + said if said else ''}", flush=True)


def have_tools() -> None:
    """Install what is missing, as root; else say what to install and stop."""
    missing = [packages for program, packages in TOOLS.items() if shutil.which(program) is None]
    if not missing:
        return
    names = " ".join(missing).split()
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(f"Please install first: apt-get install {' '.join(names)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=quiet)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names]
    subprocess.run(install, check=True, env=quiet, stdout=subprocess.DEVNULL)


def fresh(here: Wine) -> str:
    """Give Wine a new C: drive."""
    shutil.rmtree(here.prefix, ignore_errors=True)
    here.start()
    return f"version {wine.version(here.system)}"


def wheels(python: Path) -> str:
    """Lay out the pinned wheels beside the Windows CPython; pip checks each one's hash."""
    target = python / "Lib" / "site-packages"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile", "--require-hashes"]
    pins = ["--requirement", str(pin.TARGET)]
    subprocess.run([*pip, *pin.PLATFORM, "--target", str(target), *pins], check=True)
    return f"{len(pin.TARGET.read_text(encoding='utf-8').splitlines()) - 1} wheels at pinned hashes"


def build(here: Wine, python: Path) -> str:
    """Run PyInstaller under Wine."""
    shutil.rmtree(PROGRAM, ignore_errors=True)
    folders = ["--distpath", here.place(BUILD), "--workpath", here.place(BUILD / "work")]
    options = ["--noconfirm", "--clean", "--log-level", "ERROR", *folders, here.place(ROOT / "build.spec")]
    said = here.run([here.place(python / "python.exe"), "-m", "PyInstaller", *options], limit=1200)
    if not (PROGRAM / "SWF Desktop.exe").is_file():
        raise wine.WineError(f"PyInstaller made no program:\n{said}")
    size, count = trial.size(PROGRAM)
    return f"{size / trial.MB:.1f} MB in {count} files"


def tests_here(here: Wine) -> bool:
    """Test the program under this machine's Wine."""
    number = wine.version()
    print(f"\nUnder Wine {number}:")
    program = trial.Program(PROGRAM, here.runner, here.environment, here.place, suffix=".exe")
    return all(
        [
            trial.report("size", lambda: trial.sizes(PROGRAM)),
            trial.report("licences", lambda: trial.licences(PROGRAM)),
            trial.report("self-test", lambda: trial.selftest(program)),
            trial.report("sample return equals Linux's", lambda: trial.conversion(program)),
            trial.report("a protected return", lambda: trial.protected(program)),
        ]
    )


def tests_newer(make: bool, untested: list[str]) -> bool:
    """Test the program and its window under a newer Wine, where there is one or it may be made."""
    try:
        if make and not NEWER.is_dir():
            timed("newer Wine", lambda: wine.make_newer(NEWER))
        other = newer()
    except wine.WineError as error:
        print(f"FAILED  newer Wine: {error}")
        return False
    if other is None:
        untested.append("the window: it needs Wine 10 (`nox -s windows -- --newer-wine` makes one, as root)")
        return True
    print(f"\nUnder Wine {wine.version(other.system)}:")
    fresh(other)
    base = other.prefix.parent
    folder = base / "SWF Desktop"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(PROGRAM, folder)
    (folder / "portable.txt").write_text(pack.MARKER, encoding="ascii", newline="")
    program = trial.Program(folder, other.runner, other.environment, other.place, scratch=base, suffix=".exe")
    picture = base / "window.png"
    try:
        passed = [
            trial.report("self-test", lambda: trial.selftest(program)),
            trial.report("sample return equals Linux's", lambda: trial.conversion(program)),
            trial.report("window", lambda: trial.window(program, picture)),
            trial.report("settings of a portable program", lambda: portable_settings(folder)),
            trial.report("a program that is open", lambda: installed.refuses_while_open(other, copied_setup(base))),
        ]
        for taken in base.glob("window*.png"):
            shutil.copy(taken, BUILD)
            print(f"        build/windows/{taken.name}: look at it")
    finally:
        other.stop()
    return all(passed)


def portable_settings(folder: Path) -> str:
    """Look for the settings of the window that was just opened: beside the program, for `portable.txt` is there."""
    if not (folder / "swf-desktop.json").is_file():
        raise trial.TrialError("A portable program does not keep its settings in its own folder.")
    return "beside the program"


def copied_setup(folder: Path) -> Path:
    """Copy the installer to where another system sees it; return the copy."""
    return Path(shutil.copy(pack.setup_file(), folder))


def newer() -> Wine | None:
    """Return a Wine in which the window opens, None where there is none."""
    if NEWER.is_dir() and os.geteuid() == 0 and wine.version(NEWER) >= wine.NEW_ENOUGH:
        return Wine(NEWER / "srv" / "prefix", NEWER)
    return None


if __name__ == "__main__":
    sys.exit(main())
