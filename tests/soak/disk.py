"""A disk that is full at any write: what was there before is there after, and the command says so in words."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lxml import etree

from converters.recipe.recipe_file import read_recipe
from converters.sample.school import write_sample
from swf_desktop.workspace.workspace import Workspace

SIZE = 6 << 20


def can_mount() -> bool:
    """Whether a small file system can be made here."""
    if os.name != "posix" or os.geteuid() != 0:
        return False
    with tempfile.TemporaryDirectory() as place:
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place], capture_output=True).returncode:
            return False
        subprocess.run(["umount", place], check=True)
    return True


def fill_some(chance: random.Random, *, times: int = 1 << 60, until: float = float("inf")) -> dict[str, int]:
    """Convert onto a disk with ever other room left. Raises AssertionError where anything was lost or broken."""
    went = {"runs": 0, "full": 0, "whole": 0}
    with tempfile.TemporaryDirectory() as place:
        sample = Path(place) / "sample"
        write_sample(sample)
        disk = Path(place) / "disk"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(disk)], check=True)
        try:
            assert _convert(sample, disk).returncode in (0, 1)
            while went["runs"] < times and time.monotonic() < until:
                ballast = disk / "ballast"
                ballast.write_bytes(b"")
                free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
                room = int(free * chance.random() ** 3)
                ballast.write_bytes(b"x" * (free - room))
                result = _convert(sample, disk)
                ballast.unlink()
                went["runs"] += 1
                assert "Traceback" not in result.stderr, result.stderr
                assert result.returncode in (0, 1, 2), result.returncode
                went["full" if result.returncode == 2 else "whole"] += 1
                _look(disk)
        finally:
            subprocess.run(["umount", str(disk)], check=True)
    return went


def _convert(sample: Path, disk: Path) -> subprocess.CompletedProcess[str]:
    words = ["convert", str(sample), "-o", str(disk / "out"), "--report", str(disk / "report")]
    words += ["--recipe", str(disk / "recipe.toml"), "--workspace", str(disk / "a.swfreturn"), "--collection", "2013"]
    return subprocess.run(
        [sys.executable, "-m", "swf_desktop", *words], capture_output=True, text=True, timeout=300, check=False
    )


def _look(disk: Path) -> None:
    """Look that every file is whole."""
    with Workspace.open(disk / "a.swfreturn") as workspace:
        assert len(workspace.raw_tables()) >= 4
        for place in workspace.raw_tables():
            assert workspace.raw(*place)
    read_recipe(disk / "recipe.toml")
    written = sorted((disk / "out").glob("*.xml"))
    assert written
    for path in written:
        etree.parse(str(path))
    assert not [path.name for path in disk.rglob("*.part")]
