"""Windows programs under Wine: on this machine, or in a folder that holds a newer Debian with a newer Wine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import random_library

NEW_ENOUGH = 10
"""The first Wine in which the window opens; in 8 Qt's application object aborts."""


class WineError(Exception):
    """Wine is missing or failed: what happened, and what to do."""


@dataclass(slots=True)
class Wine:
    """One Wine with a C: drive of its own. prefix: its folder. system: the root of another Debian, None: this one.

    Paths are those of this machine; `place` makes them ones that the Windows program understands.
    """

    prefix: Path
    system: Path | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What Wine wants to find in the environment; nothing of a display, so that no window opens by chance."""
        return {
            "WINEPREFIX": self.inside(self.prefix),
            # Wine's Documents, Desktop and so on are links to this folder: nothing may land in a person's own.
            "HOME": self.inside(self.prefix.parent / "home"),
            "WINEDEBUG": "-all",
            "WINEARCH": "win64",
            # Neither .NET nor a browser, which Wine would offer to fetch, nor entries in this machine's own menus.
            "WINEDLLOVERRIDES": "winemenubuilder.exe=d;mscoree,mshtml=",
            # Names with accents on a command line are passed on only in a UTF-8 locale.
            "LC_ALL": "C.UTF-8",
        }

    @property
    def runner(self) -> list[str]:
        """The command before a Windows program's path."""
        if self.system is None:
            return ["wine"]
        variables = [f"{name}={value}" for name, value in self.environment.items()]
        clean = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", *variables]
        return [*entered(self.system), *clean, "xvfb-run", "-a", "-s", "-screen 0 1366x768x24", "wine"]

    def inside(self, path: Path) -> str:
        """Return a path as the system that Wine runs in sees it."""
        if self.system is None:
            return str(path)
        return "/" + path.relative_to(self.system).as_posix()

    def place(self, path: Path) -> str:
        """Return a path of this machine as the Windows program sees it."""
        drive = self.prefix / "drive_c"
        if path.is_relative_to(drive):
            return "C:\\" + str(path.relative_to(drive)).replace("/", "\\")
        return "Z:" + self.inside(path).replace("/", "\\")

    def start(self) -> None:
        """Make the C: drive and let it pass for Windows 10. Raises WineError."""
        (self.prefix.parent / "home").mkdir(parents=True, exist_ok=True)
        self.run(["wineboot", "-i"])
        self.run(["reg", "add", "HKCU\\Software\\Wine", "/v", "Version", "/d", "win10", "/f"])
        self.run([], server="-w")
        libraries = self.prefix / "drive_c" / "windows" / "system32"
        if not libraries.is_dir():
            raise WineError(f"Wine did not set up its drive in {self.prefix}.")
        lacking = libraries / random_library.NAME
        if not lacking.exists():
            lacking.write_bytes(random_library.library())

    def run(
        self, arguments: Sequence[str], *, server: str = "", limit: float = 600, good: tuple[int, ...] = (0,)
    ) -> str:
        """Run a Windows command, or Wine's server with one option, and return what was printed. Raises WineError."""
        command = [*self.runner, *arguments]
        if server:
            command = [*self.runner[:-1], "wineserver", server]
        # Through a pipe: CPython under Wine 8 does not start when its output is a file.
        done = subprocess.run(
            command,
            env={**quiet_environment(), **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=limit,
            check=False,
        )
        said = done.stdout.decode("utf-8", "replace").replace("\r\n", "\n")
        if done.returncode not in good:
            raise WineError(f"{' '.join(arguments)} ended with {done.returncode}:\n{said}")
        return said

    def stop(self) -> None:
        """End what still runs on this C: drive."""
        self.run([], server="-k", good=(0, 1, 2))


def quiet_environment() -> dict[str, str]:
    """Return our environment without a display."""
    return {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}


def entered(system: Path) -> list[str]:
    """Return the command before one that is to run in another system's folder, with the /proc that Wine 10 wants."""
    script = 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"'
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, str(system)]


def version(system: Path | None = None) -> int:
    """Return the first number of Wine's version, 0 where there is none."""
    start = [] if system is None else entered(system)
    if system is None and shutil.which("wine") is None:
        return 0
    done = subprocess.run([*start, "wine", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"wine-(\d+)", done.stdout)
    return int(found[1]) if found else 0


def make_newer(system: Path) -> str:
    """Put a Debian 13 with its Wine into a folder; return its place. As root, 1.6 GB, 2 minutes. Raises WineError.

    Packages come from where this machine's own come from: apt is asked, no address is known here.
    """
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        raise WineError("To make one, be root and install the package debootstrap.")
    asked = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    listed = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
    mirrors = [address for address in listed if address.rstrip("/").endswith("/debian")]
    if not mirrors:
        raise WineError("apt knows no archive of Debian itself.")
    packages = "ca-certificates,wine,wine64,xvfb,xauth"
    command = ["debootstrap", "--variant=minbase", f"--include={packages}", "trixie", str(system), mirrors[0]]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        shutil.rmtree(system, ignore_errors=True)
        raise WineError("debootstrap failed:\n" + "\n".join(done.stdout.splitlines()[-5:]))
    return f"Debian 13 in {system.name}"
