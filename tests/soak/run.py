"""`nox -s soak`: kills, full disks, flips, fuzzing and traces for as long as is asked, with figures at the end.

`python -m tests.soak.run --minutes 60 --seed 1`. Exit code 1 where anything was lost, silent, endless or a traceback.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
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
from tests.soak.kills import kill_some
from tests.soak.traces import look_for_traces

ROUNDS = 4
"""The parts are run in turn so many times, so that a run that is cut short has done some of each."""

SHARES = {"kills": 0.5, "full disks": 0.15, "flips": 0.1, "fuzzing": 0.25}


def main() -> int:
    """Run for the time asked for, print the figures as JSON, and say whether anything was found."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--seed", type=int, default=int(time.time()))
    asked = options.parse_args()
    chance = random.Random(asked.seed)
    began = time.monotonic()
    figures: dict[str, Counter[str]] = {}
    faults: list[str] = []
    seconds = asked.minutes * 60

    def part(name: str, run: Callable[[], dict[str, int]]) -> None:
        try:
            figures.setdefault(name, Counter()).update(run())
        except Exception:
            faults.append(f"{name}: {traceback.format_exc()}")
            print(faults[-1], file=sys.stderr, flush=True)

    part("traces", look_for_traces)
    mounts = can_mount()
    left = seconds - (time.monotonic() - began)
    for _ in range(ROUNDS):
        share = {name: max(left, 0) * of / ROUNDS for name, of in SHARES.items()}
        part("kills", lambda: kill_some(chance, until=time.monotonic() + share["kills"]))  # noqa: B023 - run at once
        if mounts:
            part("full disks", lambda: fill_some(chance, until=time.monotonic() + share["full disks"]))  # noqa: B023
        until = time.monotonic() + share["flips"]
        while time.monotonic() < until:
            with tempfile.TemporaryDirectory() as place:
                folder = Path(place)
                part("flips", lambda: flip(folder, chance, 250))  # noqa: B023 - run at once
        for name in TARGETS:
            each = share["fuzzing"] / len(TARGETS)
            part(f"fuzzing {name}", lambda: fuzz(name, chance, until=time.monotonic() + each))  # noqa: B023
        # Told as it goes, so that a run that is ended from outside has said what it did.
        done = {name: dict(counts) for name, counts in figures.items()}
        print(json.dumps({"minutes": round((time.monotonic() - began) / 60, 1), **done}), file=sys.stderr, flush=True)
    if importlib.util.find_spec("atheris") is not None:
        for name in TARGETS:
            # For a tenth of the time more, and a process each: the library ends it.
            limit = max(5, int(seconds / 10 / len(TARGETS)))
            ended = subprocess.run([sys.executable, "-m", "tests.soak.fuzz", name, str(limit)], check=False).returncode
            figures.setdefault("coverage-guided (atheris)", Counter()).update({"targets": 1, "finds": int(ended != 0)})
    took = (time.monotonic() - began) / 60
    finds = sum(counts["finds"] for counts in figures.values())
    print(
        json.dumps(
            {
                "minutes": round(took, 1),
                "seed": asked.seed,
                "full disks": "tried" if mounts else "not tried: no file system may be mounted here",
                "figures": {name: dict(counts) for name, counts in figures.items()},
                "lost, silent or broken": len(faults),
                "finds of fuzzing": finds,
            },
            indent=1,
        )
    )
    if finds:
        print(f"What was found is kept in {CORPUS}.", file=sys.stderr)
    return 1 if faults or finds else 0


if __name__ == "__main__":
    sys.exit(main())
