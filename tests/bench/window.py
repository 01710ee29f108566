"""Time to the first window, as a ratio to an empty PySide6 window in the same run: `python -m tests.bench.window`.

Each is measured in a fresh process, from its first import to the first window being drawn; the floor is the fastest of
its runs, ours the median.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from tests.bench.measure import Limits, in_turn, run

MOST = 2.0

EMPTY = """
import time
start = time.perf_counter()
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.show()
app.processEvents()
print(time.perf_counter() - start)
"""

OURS = """
import sys, time
start = time.perf_counter()
from pathlib import Path
from ui.app import make_application
from ui.window.main_window import MainWindow
from ui.settings import Settings
app = make_application([])
window = MainWindow(Settings(Path(sys.argv[1])))
window.show()
app.processEvents()
print(time.perf_counter() - start)
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


def once(_size: int) -> dict[str, float]:
    """Measure one pass, after one that compiles."""
    with tempfile.TemporaryDirectory() as folder:
        words = (f"{folder}/compiled", OURS, f"{folder}/settings.json")
        seconds(*words)
        return {"first window (s)": seconds(*words)}


def measure(_size: int) -> int:
    """Measure and print; 1 where a limit is passed."""
    limits = Limits()
    with tempfile.TemporaryDirectory() as folder:
        cache = f"{folder}/compiled"
        parts = {
            "empty": lambda: seconds(cache, EMPTY),
            "ours": lambda: seconds(cache, OURS, f"{folder}/settings.json"),
        }
        for part in parts.values():
            part()
        took = in_turn(parts)
    print(f"first window {took['ours']}; an empty window, fastest of its runs, {took['empty'].fastest:.2f} s")
    limits.at_most("ratio of the first window to an empty one", took["ours"].median / took["empty"].fastest, MOST)
    return limits.exit_code()


if __name__ == "__main__":
    sys.exit(run("tests.bench.window", measure, once, 0))
