"""Temporary files of the program: for their owner alone, and gone also after a kill."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from ui.worker import own_folder
from ui.worker.own_folder import sweep, use_own_folder

SCRIPT = """
import sys, tempfile, time
from pathlib import Path
from ui.worker.own_folder import use_own_folder
own = use_own_folder(Path(sys.argv[1]))
(Path(tempfile.mkdtemp()) / "somebody.xml").write_text("Tait")
print(own, flush=True)
if sys.argv[2] == "stay":
    time.sleep(60)
"""


def started(place: Path, way: str) -> tuple[subprocess.Popen[str], Path]:
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(place), way], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    own = Path(process.stdout.readline().strip())
    process.stdout.close()
    return process, own


def test_it_is_emptied_at_the_end(tmp_path: Path) -> None:
    process, own = started(tmp_path / "work", "end")
    assert process.wait(60) == 0
    assert own.parent == tmp_path / "work"
    assert not own.exists()


def test_what_a_killed_process_left_is_emptied_and_what_is_in_use_stays(tmp_path: Path) -> None:
    killed, left = started(tmp_path / "work", "stay")
    living, used = started(tmp_path / "work", "stay")
    try:
        assert list(left.rglob("somebody.xml"))
        killed.kill()
        killed.wait()
        assert left.exists()
        assert sweep(tmp_path / "work") == 1
        assert not left.exists()
        assert list(used.rglob("somebody.xml"))
    finally:
        living.kill()
        living.wait()
    assert sweep(tmp_path / "work") == 1


@pytest.mark.skipif(os.name != "posix", reason="on Windows the folder's own list of rights says who may read it")
def test_it_is_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", tempfile.tempdir)
    monkeypatch.setattr(own_folder.atexit, "register", lambda *_: None)
    own = use_own_folder(tmp_path / "work")
    assert own is not None
    assert Path(tempfile.gettempdir()) == own
    assert stat.S_IMODE(own.stat().st_mode) == 0o700
    own_folder._leave(own)
    assert not own.exists()


def test_where_none_can_be_made_the_systems_own_serves(tmp_path: Path) -> None:
    (tmp_path / "work").write_text("in the way")
    assert use_own_folder(tmp_path / "work") is None
