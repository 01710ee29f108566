"""Time to the first window, as a ratio to an empty PySide6 window, and of the command, as one to bare Python.

Run with `python -m tests.bench.window`. Each is measured in a fresh process and in processor time: a window from its
first import to its being drawn, the command (`--version`) from start to end. The floor is the fastest of its runs,
ours the median. For Linux, where a process is told what its children took.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile

from tests.bench.measure import Limits, in_turn, run

MOST = 2.0
MOST_COMMAND = 13.0

EMPTY = """
import time
start = time.process_time()
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.show()
app.processEvents()
print(time.process_time() - start)
"""

OURS = """
import sys, time
start = time.process_time()
from pathlib import Path
from ui.app import make_application
from ui.window.main_window import MainWindow
from ui.settings import Settings
app = make_application([])
window = MainWindow(Settings(Path(sys.argv[1])))
window.show()
app.processEvents()
print(time.process_time() - start)
window.close()
"""


def seconds(cache: str, code: str, *arguments: str) -> float:
    """Return the seconds of one run in a process of its own. cache: folder for compiled modules."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPYCACHEPREFIX": cache}
    # As installed: compiled when it was, not at every start.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return float(done.stdout)


def processor(cache: str, *arguments: str) -> float:
    """Return the seconds of processor time of Python with these arguments, from start to end."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], capture_output=True, check=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


VERSION = ("-m", "ui.cli.main", "--version")


def once(_size: int) -> dict[str, float]:
    """Measure one pass, after one that compiles."""
    with tempfile.TemporaryDirectory() as folder:
        words = (f"{folder}/compiled", OURS, f"{folder}/settings.json")
        seconds(*words)
        processor(words[0], *VERSION)
        return {"first window (s)": seconds(*words), "command (s)": processor(words[0], *VERSION)}


def measure(_size: int) -> int:
    """Measure and print; 1 where a limit is passed."""
    limits = Limits()
    with tempfile.TemporaryDirectory() as folder:
        cache = f"{folder}/compiled"
        parts = {
            "empty": lambda: seconds(cache, EMPTY),
            "ours": lambda: seconds(cache, OURS, f"{folder}/settings.json"),
            "python": lambda: processor(cache, "-c", "pass"),
            "command": lambda: processor(cache, *VERSION),
        }
        for part in parts.values():
            part()
        took = in_turn(parts)
    print(f"first window {took['ours']}; an empty window, fastest of its runs, {took['empty'].fastest:.2f} s")
    limits.at_most("ratio of the first window to an empty one", took["ours"].median / took["empty"].fastest, MOST)
    print(f"swf-desktop --version {took['command']}; bare Python, fastest of its runs, {took['python'].fastest:.3f} s")
    limits.at_most("ratio of the command to bare Python", took["command"].median / took["python"].fastest, MOST_COMMAND)
    return limits.exit_code()


if __name__ == "__main__":
    sys.exit(run("tests.bench.window", measure, once, 0))
