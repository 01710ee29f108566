"""Time to the first window, as a ratio to an empty PySide6 window in the same run: `python -m tests.bench.window`.

Each is measured in a fresh process, from its first import to the first window being drawn; the best of several counts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

RUNS = 7
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


def best(cache: str, code: str, *arguments: str) -> float:
    """Return the shortest time of several runs, in seconds. cache: folder for compiled modules."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPYCACHEPREFIX": cache}
    # As installed: compiled when it was, not at every start.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    times = []
    for _ in range(RUNS):
        command = [sys.executable, "-c", code, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        times.append(float(done.stdout))
    return min(times)


def main() -> int:
    """Measure; return 1 where the ratio is above what is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        cache = f"{folder}/compiled"
        empty, ours = best(cache, EMPTY), best(cache, OURS, f"{folder}/settings.json")
    print(f"empty window {empty * 1000:.0f} ms, ours {ours * 1000:.0f} ms, ratio {ours / empty:.2f} (at most {MOST})")
    return int(ours / empty > MOST)


if __name__ == "__main__":
    sys.exit(main())
