"""The window at 20,000 staff: loading as a ratio to the command, the longest stall, and edits until findings are right.

Run with `python -m tests.bench.editing [staff] [--against REV]`; it needs no screen. The session freezes the collector
after loading, here as in use.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from converters.sample.big import big_school
from tests.bench.measure import Limits, run

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

STAFF = 20_000
EDITS = 60
MOST_AFTER_EDIT_MS = 100
MOST_STALL_MS = 50
MOST_TO_COMMAND = 1.3
TICK_MS = 2


class Heartbeat:
    """A timer that ticks all the time: what passes between two ticks is how long the window was deaf."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        self.last = time.perf_counter()
        self.gaps: list[float] = []
        self.timer = QTimer()
        self.timer.setInterval(TICK_MS)
        self.timer.timeout.connect(self._tick)

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self.last) * 1000)
        self.last = now

    def start(self) -> None:
        """Begin anew."""
        self.gaps, self.last = [], time.perf_counter()
        self.timer.start()

    def worst(self, count: int = 1) -> list[float]:
        """Return the longest gaps so far, in milliseconds."""
        return sorted(self.gaps, reverse=True)[:count]


def wait(condition: Callable[[], bool], seconds: float = 600) -> None:
    """Let the window live until something is so."""
    from PySide6.QtCore import QCoreApplication

    until = time.monotonic() + seconds
    while not condition():
        QCoreApplication.processEvents()
        time.sleep(0.0002)
        if time.monotonic() > until:
            raise TimeoutError


def command(source: Path, folder: Path) -> float:
    """Return the seconds that the command takes from the file to a checked message."""
    words = ["convert", str(source), "--lea", "999", "--estab", "2999", "--out", str(folder / "by command.xml")]
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "ui.cli.main", *words], capture_output=True, check=False)
    if done.returncode > 1:
        raise SystemExit(f"the command ended with {done.returncode}")
    return time.perf_counter() - start


def in_window(staff: int, limits: Limits) -> dict[str, float]:
    """Make a school, load it into a window, edit; return the figures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "big.xlsx"
        big_school(source, staff)
        return measured(source, folder, staff, limits)


def once(staff: int) -> dict[str, float]:
    """Measure one pass, and print nothing but its figures."""
    with contextlib.redirect_stdout(io.StringIO()):
        return in_window(staff, Limits())


def measure(staff: int) -> int:
    """Measure and print; 1 where a limit is passed."""
    limits = Limits()
    in_window(staff, limits)
    return limits.exit_code()


def measured(source: Path, folder: Path, staff: int, limits: Limits) -> dict[str, float]:
    """Load the file into a window, and edit."""
    from PySide6.QtWidgets import QApplication

    from ui.app import _WARM
    from ui.settings import Settings
    from ui.window.main_window import MainWindow

    alone = command(source, folder)
    # As the program does in a thread of its own while its first window is looked at.
    for name in _WARM:
        importlib.import_module(name)
    app = QApplication([])
    window = MainWindow(Settings(folder / "settings.json"))
    window.resize(1366, 728)
    window.show()
    session = window.session
    session.open(folder / "big.swfreturn")
    session.decisions.change_settings("School", lea="999", estab="2999")
    window.go_to("people")
    wait(lambda: not session.busy)
    beat = Heartbeat()
    beat.start()
    begun = time.perf_counter()
    session.files.add([source])
    wait(lambda: len(session.people) == staff and not session.busy and not session.builder.building)
    app.processEvents()
    beat.timer.stop()
    gaps = ", ".join(f"{gap:.0f}" for gap in beat.worst(5))
    worst = beat.worst()[0]
    took = time.perf_counter() - begun
    print(f"{staff} staff, {len(session.findings)} findings, loaded and checked in {took:.1f} s; command {alone:.1f} s")
    limits.at_most("ratio of loading to the command", took / alone, MOST_TO_COMMAND)
    print(f"the longest stalls while loading: {gaps} ms")
    limits.at_most("longest stall while loading", worst, MOST_STALL_MS, " ms")
    figures = {"loading (s)": took, "longest stall (ms)": worst, **steps(window, "few findings", limits)}
    start = time.perf_counter()
    session.edits.edit_many([(person, "Ethnicity", "") for person in session.people], f"Ethnicity of {staff} people")
    blocked = (time.perf_counter() - start) * 1000
    wait(lambda: not session.busy)
    print(f"fix all alike, {staff} cells in one step, {len(session.findings)} findings after it")
    limits.at_most("fix all alike without a pause", blocked, MOST_STALL_MS, " ms")
    figures |= steps(window, "many findings", limits)
    window.close()
    window.deleteLater()
    return figures


def steps(window: MainWindow, words: str, limits: Limits) -> dict[str, float]:
    """Make edits with each of the two steps on show; return the median of each in milliseconds."""
    figures = {}
    for step in ("check", "people"):
        window.go_to(step)
        wait(lambda: not window.session.busy)
        figures[f"edit, {words}, step {step} (ms)"] = edits(window, step, words, limits)
    return figures


def edits(window: MainWindow, step: str, words: str, limits: Limits) -> float:
    """Make edits, and measure until the list on show is right again; return the median in milliseconds."""
    from PySide6.QtCore import QCoreApplication

    session = window.session
    times: list[float] = []
    people = session.people[:: max(len(session.people) // EDITS, 1)][:EDITS]
    before = len(session.findings)
    for number, person in enumerate(people):
        # Wrong, then right again: findings come and go.
        for text in ("", session.shown.text(person, "GenderCurrent")):
            wanted = before + (1 if text == "" else 0)
            start = time.perf_counter()
            session.edits.edit_many([(person, "GenderCurrent", text)], f"Gender of 1 person {number}")
            QCoreApplication.processEvents()
            while len(session.findings) != wanted:
                QCoreApplication.processEvents()
            # What the page and the docked list show is drawn, too.
            window.repaint()
            QCoreApplication.processEvents()
            times.append((time.perf_counter() - start) * 1000)
    median, worst = statistics.median(times), max(times)
    ninth = sorted(times)[len(times) * 9 // 10]
    print(
        f"edit to findings right and drawn, {words}, step {step}: median {median:.0f} ms, nine of ten {ninth:.0f} ms, "
        f"worst {worst:.0f} ms"
    )
    limits.at_most(f"nine of ten edits, {words}, step {step}", ninth, MOST_AFTER_EDIT_MS, " ms")
    return median


if __name__ == "__main__":
    sys.exit(run("tests.bench.editing", measure, once, STAFF))
