"""A run through the real session, worker and export, killed at random moments: nothing acknowledged is ever lost."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lxml import etree

from converters.sample.school import write_sample
from swf_desktop.workspace import keys
from swf_desktop.workspace.faults import WorkspaceError
from swf_desktop.workspace.protection import protect
from swf_desktop.workspace.workspace import Workspace

PASSWORD = "heron ladder tuesday"
LONGEST = 9.0
"""Seconds of a run before it is killed: the sample is read, built, edited and written by then."""


def use(folder: Path, first: int) -> None:
    """Open a return, add the sample, and edit and write over and over; say each thing that is done."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from datetime import datetime

    from PySide6.QtWidgets import QApplication

    from swf_desktop.record import Record
    from ui.session.session import Session
    from ui.settings import Settings

    keys.ask_by(lambda _path, _why: PASSWORD)
    app = QApplication([])
    session = Session(Settings(folder / "settings" / "swf-desktop.json"))

    def said(text: str) -> None:
        print(text, flush=True)

    def wait() -> None:
        while session.busy or session.builder.waiting:
            app.processEvents()
            time.sleep(0.002)

    session.open(folder / "a.swfreturn")
    said("opened")
    if not session.files.views:
        session.files.add(sorted((folder / "sample").iterdir()))
        wait()
        said("read")
    wait()
    for number in range(first, first + 100_000):
        record = Record("staff", f"k{number}")
        session.edits.edit_many([(record, "PersonFamilyName", f"N{number}")], f"Step {number}")
        said(f"edit {number}")
        if number % 5 == 0:
            session.write(
                folder / "out.xml",
                serial="001",
                practice=False,
                now=datetime(2013, 11, 11, 9, 30),
                force=True,
                then=lambda result: said(f"written {result['sha256']}"),
                failed=lambda failure: said(f"failed {failure.found}"),
            )
            wait()


def kill_some(
    chance: random.Random, *, times: int = 1 << 60, until: float = float("inf"), protected: bool = False
) -> dict[str, int]:
    """Run and kill so many times, or until that time (monotonic). Raises AssertionError where anything was lost.

    protected: the return has a password, and stays encrypted at every moment.
    """
    went = {"kills": 0, "edits said": 0, "files written": 0, "left to be opened again": 0}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_sample(folder / "sample")
        path, said, read = folder / "a.swfreturn", -1, False
        if protected:
            Workspace.open(path).close()
            protect(path, PASSWORD)
        while went["kills"] < times and time.monotonic() < until:
            log = folder / "said.txt"
            with log.open("wb") as out:
                process = subprocess.Popen(
                    [sys.executable, "-m", "tests.soak.kills", str(folder), str(said + 1)],
                    stdout=out,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(chance.random() * LONGEST)
                assert process.poll() is None, f"the run ended by itself with {process.returncode}"
                # The process alone, as a power cut or the task manager would; its worker has to end by itself.
                process.kill()
                process.wait()
            with contextlib.suppress(ProcessLookupError, PermissionError):
                time.sleep(0.3)
                os.killpg(process.pid, signal.SIGKILL)
            went["kills"] += 1
            lines = log.read_text(encoding="utf-8").splitlines()
            assert not [line for line in lines if line.startswith("failed")], lines
            edits = [int(line.split()[1]) for line in lines if line.startswith("edit ")]
            read = read or "read" in lines
            went["edits said"] += len(edits)
            went["files written"] += sum(line.startswith("written") for line in lines)
            said = max([said, *edits])
            if path.exists() and path.stat().st_size:
                assert not protected or keys.salt_of(path) is not None, "it lies there without its password"
                with _opened(path) as workspace:
                    kept = {int(edit.record[1:]) for edit in workspace.overlay() if edit.record.startswith("k")}
                    assert kept >= set(range(said + 1)), f"lost: {sorted(set(range(said + 1)) - kept)[:5]}"
                    assert not read or len(workspace.raw_tables()) >= 4, "tables were lost"
                    for place_of in workspace.raw_tables():
                        assert workspace.raw(*place_of) is not None
                    said = max([said, *kept])
            else:
                assert said < 0, "the file is gone"
                went["left to be opened again"] += 1
            if (folder / "out.xml").exists():
                etree.parse(str(folder / "out.xml"))
    return went


def _opened(path: Path) -> Workspace:
    for _ in range(50):
        try:
            return Workspace.open(path)
        except WorkspaceError as error:
            if "another window" not in error.found:
                raise AssertionError(str(error)) from error
            time.sleep(0.1)
    raise AssertionError("the lock was kept after the end")


if __name__ == "__main__":
    use(Path(sys.argv[1]), int(sys.argv[2]))
