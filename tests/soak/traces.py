"""What a whole run of command and window leaves behind and reaches for: no socket, nobody's name outside its places."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from swf_desktop.workspace.last_closed import FOLDER

NAME, NI = "Quillfeather", "QQ123456C"
"""A family name and an NI number that nobody has, planted in the files."""

_INTERNET = re.compile(r"socket\(AF_INET|connect\([^)]*AF_INET|sendto\([^)]*AF_INET")


def look_for_traces() -> dict[str, int]:
    """Run the command and the window over planted files. Raises AssertionError for a socket or a trace."""
    went = {"traced by strace": 0, "files looked at": 0}
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        for name in ("home", "tmp", "chosen", "sources"):
            (root / name).mkdir()
        (root / "sources" / "staff.csv").write_text(
            "Surname,Forename,NI Number,Date of birth,Gender,Post,Start date\n"
            f"{NAME},Ann,{NI},02/03/1980,F,TCH,01/09/2010\nTait,Bob,QQ123457A,05/06/1970,M,TCH,01/09/2011\n",
            encoding="utf-8",
        )
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("XDG_")},
            "HOME": str(root / "home"),
            "TMPDIR": str(root / "tmp"),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2])]),
        }
        chosen = root / "chosen"
        words = ["convert", str(root / "sources"), "-o", str(chosen / "out"), "--report", str(chosen / "report")]
        words += ["--workspace", str(chosen / "c.swfreturn"), "--lea", "999", "--estab", "2999", "--collection", "2013"]
        for command in (
            [sys.executable, "-m", "swf_desktop", *words],
            [sys.executable, "-m", "tests.soak.traces", str(root)],
        ):
            log = root / "trace.txt"
            traced = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(log)] if shutil.which("strace") else []
            result = subprocess.run(
                [*traced, *command], env=environment, capture_output=True, text=True, timeout=600, check=False
            )
            assert result.returncode in (0, 1), result.stderr[-2000:]
            if traced:
                went["traced by strace"] += 1
                found = _INTERNET.findall(log.read_text(encoding="utf-8", errors="replace"))
                assert not found, found
                log.unlink()
        copies = root / "home" / ".cache" / "SWF Desktop" / FOLDER
        kept = [path.name for path in copies.iterdir()]
        assert len(kept) == 2, kept
        assert all(name.startswith("c.") for name in kept), kept
        for path in (one for place_of in ("home", "tmp") for one in (root / place_of).rglob("*")):
            # The copy of the last closing holds all of a return, and has this place alone.
            if path.is_file() and path.parent != copies:
                went["files looked at"] += 1
                assert not _holds(path), f"{path.relative_to(root)} holds the planted name"
        assert any(_holds(path) for path in chosen.rglob("*") if path.is_file()), "the search finds nothing at all"
    return went


def _holds(path: Path) -> bool:
    data = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            data += b"".join(archive.read(name) for name in archive.namelist())
    words = [word.encode(code) for word in (NAME, NI) for code in ("utf-8", "utf-16-le")]
    return any(word in data for word in words)


def use_the_window(root: Path) -> None:
    """Read the files in the window, edit, write the return and the reports, and close."""
    from datetime import datetime

    from PySide6.QtWidgets import QApplication

    from ui.session.session import Session
    from ui.settings import Settings

    app = QApplication([])
    session = Session(Settings())

    def wait() -> None:
        while session.busy or session.builder.waiting:
            app.processEvents()

    session.open(root / "chosen" / "w.swfreturn")
    session.files.add([root / "sources" / "staff.csv"])
    wait()
    for label, setting, value in (("LA", "lea", "999"), ("School", "estab", "2999")):
        session.decisions.change_setting(label, setting, value)
    wait()
    person = session.people[0]
    session.edits.edit(person, "PersonFamilyName", f"{NAME}-Tait")
    told: list[object] = []
    session.write(
        root / "chosen" / "w.xml",
        serial="001",
        practice=False,
        now=datetime(2013, 11, 11, 9, 30),
        force=True,
        then=told.append,
        failed=told.append,
    )
    wait()
    assert told
    session.shut_down()


if __name__ == "__main__":
    use_the_window(Path(sys.argv[1]))
