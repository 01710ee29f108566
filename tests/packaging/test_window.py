"""The first lines of the two programs, run from source."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import ROOT


def run(code: str, place: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(place), "APPDATA": str(place)}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_the_window_opens_and_closes_and_leaves_the_settings_alone(tmp_path: Path) -> None:
    done = run("import sys; from ui.cli.selftest import run_window; sys.exit(run_window([]))", tmp_path)
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("instead", "said"),
    [
        ("def run(files): raise RuntimeError('no screen')", "no screen"),
        ("def run(files): return 3", "ended with 3"),
        ("def run(files): QApplication.instance().exec(); return 0", "No window was opened."),
        (
            "def run(files):\n w = QWidget(); w.resize(300, 300); w.show(); QApplication.instance().exec(); return 0",
            "blank",
        ),
    ],
)
def test_a_window_that_does_not_open_is_told(instead: str, said: str, tmp_path: Path) -> None:
    code = f"""
import sys
from PySide6.QtWidgets import QApplication, QWidget
import ui.app
{instead}
ui.app.run = run
from ui.cli.selftest import run_window
sys.exit(run_window([]))
"""
    done = run(code, tmp_path)
    assert done.returncode == 1
    assert said in done.stderr


@pytest.mark.parametrize("way", ["window", "worker"])
def test_each_process_keeps_copies_of_returns_in_local_data(tmp_path: Path, way: str) -> None:
    code = {
        "window": """
from PySide6.QtWidgets import QApplication
import ui.app
QApplication.exec = lambda *_: 0
assert ui.app.run([]) == 0
""",
        "worker": """
from multiprocessing import Pipe
from ui.worker.process import serve
ours, theirs = Pipe()
ours.close()
serve(theirs)
""",
    }[way]
    done = run(
        f"{code}\nfrom swf_desktop.workspace import last_closed\nfrom ui.settings import local_folder\n"
        "assert last_closed.place() == local_folder() / last_closed.FOLDER, last_closed.place()",
        tmp_path,
    )
    assert done.returncode == 0, done.stderr


def test_the_console_program_says_its_version() -> None:
    from swf_desktop import __version__

    command = [sys.executable, str(ROOT / "packaging" / "console.py"), "--version"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.strip() == f"swf-desktop {__version__}"
