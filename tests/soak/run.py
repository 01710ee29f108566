"""`nox -s soak`: kills, full disks, flips, fuzzing and traces for as long as is asked, with figures at the end.

`python -m tests.soak.run --minutes 60 --seed 1 --figures out/soak.json`. Nobody has to sit by: the figures are written
after every part, also where it is ended from outside (SIGTERM, Ctrl+C), and what does not come back is ended. Exit code
1 where anything was lost, silent, endless or a traceback, or where it did not run to its end.
"""

from __future__ import annotations

import argparse
import faulthandler
import importlib.util
import json
import os
import platform
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.soak.disk import can_mount, fill_some
from tests.soak.flips import flip
from tests.soak.fuzz import CORPUS, TARGETS, fuzz
from tests.soak.kills import PASSWORD, kill_some
from tests.soak.traces import look_for_traces

ROUNDS = 4
"""The parts are run in turn so many times, so that a run that is cut short has done some of each."""

SHARES = {"kills": 0.35, "kills, protected": 0.1, "full disks": 0.15, "flips": 0.1, "fuzzing": 0.2, "coverage": 0.1}
BY_COVERAGE = "coverage-guided (atheris)"
STARTS = 40.0
"""Seconds until atheris has seen through every module, before its first input."""

BEYOND = 900.0
"""Seconds over the time asked for after which whatever still runs hangs: parts end at their time or soon after."""


class Soak:
    """One run: what was asked, what was counted, what was found."""

    def __init__(self, minutes: float, seed: int, path: Path) -> None:
        self.chance = random.Random(seed)
        self.seconds = minutes * 60
        self.began = time.monotonic()
        self.path = path
        self.figures: dict[str, Counter[str]] = {}
        self.faults: list[str] = []
        self.told: dict[str, object] = {
            "asked for, minutes": minutes,
            "seed": seed,
            "begun": time.strftime("%d/%m/%Y %H:%M"),
            "commit": _commit(),
            "machine": f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
            f"{platform.system()}, {os.cpu_count()} cores",
        }

    def left(self) -> float:
        """Seconds that are left of the time asked for."""
        return max(0.0, self.seconds - (time.monotonic() - self.began))

    def part(self, name: str, run: Callable[[], dict[str, int]]) -> bool:
        """Run a part and count; whether it came back without a fault."""
        whole = True
        try:
            self.figures.setdefault(name, Counter()).update(run())
        except Exception:
            self.faults.append(f"{name}: {traceback.format_exc()}")
            print(self.faults[-1], file=sys.stderr, flush=True)
            whole = False
        self.write("going on")
        return whole

    @property
    def finds(self) -> int:
        """How many inputs of fuzzing were finds."""
        return sum(counts["finds"] for counts in self.figures.values())

    def write(self, ended: str) -> dict[str, object]:
        """Write the figures as they stand, and return them."""
        figures = {
            **self.told,
            "ended": ended,
            "minutes": round((time.monotonic() - self.began) / 60, 1),
            "figures": {name: dict(counts) for name, counts in self.figures.items()},
            "lost, silent or broken": len(self.faults),
            "finds of fuzzing": self.finds,
            "faults": self.faults,
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_suffix(".part")
        part.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        part.replace(self.path)
        return figures

    def run(self) -> None:
        """Run every part in turn until the time is over."""
        chance = self.chance
        self.part("traces", look_for_traces)
        mounts = can_mount()
        self.told["full disks"] = "tried" if mounts else "not tried: no file system may be mounted here"
        guided = importlib.util.find_spec("atheris") is not None
        self.told[BY_COVERAGE] = "tried" if guided else "not tried: atheris is not installed"
        shares = {
            name: self.left() * of / (1 if guided or name == "coverage" else 1 - SHARES["coverage"])
            for name, of in SHARES.items()
        }
        for _ in range(ROUNDS):
            until = time.monotonic() + shares["kills"] / ROUNDS
            self.part("kills", lambda: kill_some(chance, until=until))  # noqa: B023 - run at once
            until = time.monotonic() + shares["kills, protected"] / ROUNDS
            self.part("kills, protected", lambda: kill_some(chance, until=until, protected=True))  # noqa: B023
            if mounts:
                until = time.monotonic() + shares["full disks"] / ROUNDS
                self.part("full disks", lambda: fill_some(chance, until=until))  # noqa: B023
            until = time.monotonic() + shares["flips"] / ROUNDS
            while time.monotonic() < until:
                with tempfile.TemporaryDirectory() as place:
                    folder = Path(place)
                    (folder / "protected").mkdir()
                    if not self.part("flips", lambda: flip(folder, chance, 250)):  # noqa: B023
                        break
                    there = folder / "protected"
                    self.part("flips, protected", lambda: flip(there, chance, 50, password=PASSWORD))  # noqa: B023
            for name in TARGETS:
                until = time.monotonic() + shares["fuzzing"] / ROUNDS / len(TARGETS)
                self.part(f"fuzzing {name}", lambda: fuzz(name, chance, until=until))  # noqa: B023
            # Told as it goes, so that whoever looks sees that it lives.
            print(json.dumps(self.write("going on")), file=sys.stderr, flush=True)
        if guided:
            self.by_coverage(shares["coverage"])

    def by_coverage(self, seconds: float) -> None:
        """Let atheris look at as many targets as fit, in a process each: the library ends it."""
        # What reads the most kinds of bytes comes first; a short run has time for few.
        names = list(TARGETS)[: max(1, int(seconds / (STARTS + 5)))]
        limit = max(5, int(seconds / len(names) - STARTS))
        self.told["targets by coverage"] = names
        for name in names:
            self.part(BY_COVERAGE, lambda: _guided(name, limit))  # noqa: B023 - run at once


def _guided(name: str, limit: int) -> dict[str, int]:
    with tempfile.TemporaryDirectory() as place:
        # Whatever a target makes for a moment goes with the folder: the library ends its process without a word to it.
        folder = Path(place)
        (folder / "tmp").mkdir()
        (folder / "own").mkdir()
        result = subprocess.run(
            [sys.executable, "-m", "tests.soak.fuzz", name, str(limit), str(folder / "own")],
            env={**os.environ, "TMPDIR": str(folder / "tmp")},
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            timeout=limit + BEYOND,
            check=False,
        )
    ran = re.search(r"stat::number_of_executed_units:\s*(\d+)", result.stderr)
    if result.returncode:
        print(result.stderr[-4000:], file=sys.stderr, flush=True)
    elif ran is None:
        raise AssertionError(f"atheris did not say how many inputs it ran: {result.stderr[-1000:]}")
    return {"targets": 1, "inputs": 0 if ran is None else int(ran[1]), "finds": int(result.returncode != 0)}


def _commit() -> str:
    said = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=Path(__file__).parent, capture_output=True, text=True, check=False
    )
    return said.stdout.strip() or "unknown"


def _ended(_signal: int, _frame: object) -> None:
    raise SystemExit("ended from outside")


def main() -> int:
    """Run for the time asked for, print the figures as JSON, and say whether anything was found."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--seed", type=int, default=int(time.time()))
    options.add_argument("--figures", type=Path, default=Path("out/soak.json"), help="the file that the figures go to")
    asked = options.parse_args()
    soak = Soak(asked.minutes, asked.seed, asked.figures)
    signal.signal(signal.SIGTERM, _ended)
    # What is stuck where Python is not asked ends with the lines where it stands, and exit code 1.
    faulthandler.dump_traceback_later(soak.seconds + BEYOND, exit=True)
    ended = "cut short"
    try:
        soak.run()
        ended = "whole"
    except (KeyboardInterrupt, SystemExit) as end:
        print(f"Cut short: {end}", file=sys.stderr)
    finally:
        faulthandler.cancel_dump_traceback_later()
        print(json.dumps(soak.write(ended), indent=1))
    if soak.finds:
        print(f"What was found is kept in {CORPUS}.", file=sys.stderr)
    return 1 if soak.faults or soak.finds or ended != "whole" else 0


if __name__ == "__main__":
    sys.exit(main())
