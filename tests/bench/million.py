"""A million staff in 22,000 schools, one authority after another: an even rate and a flat memory, whatever the number.

Each authority is made in a process of its own, run in this one and removed again, so that the disk holds one at a time
and the memory is that of the runs. `python -m tests.bench.million [schools]` runs so many schools (2,000: some 13
minutes of one core) and reckons the rest by their rate; `--figures FILE` keeps what was measured as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from tests.bench.authority import now_mb
from tests.bench.measure import Limits, python_build

SCHOOLS, STAFF, PEOPLE = 2_000, 45, 1_000_000
OF_ONE = 100
"""Schools of one authority: the middle of those there are."""
MOST_MB = 1_000
MOST_GROWTH_MB = 60
"""What memory may grow from the second authority to the last: the first brings tables and caches along."""
LEAST_EVEN = 0.7
"""What the slowest authority's rate may be, as a share of the median's: other work on the machine shows here too."""


def make(folder: Path, schools: int, seed: int) -> None:
    """Make one authority."""
    from converters.practice.made_authority import make_sample_authority

    make_sample_authority(folder, schools=schools, staff=STAFF, seed=seed)


def run(folder: Path) -> dict[str, float]:
    """Run one authority here; return its schools, people, CPU seconds, and the memory afterwards."""
    from converters.authority.run import run_authority
    from converters.request import Request

    begun = time.process_time()
    outcome = run_authority(folder, Request(), now=datetime(2026, 11, 28, 9, 30))
    return {
        "schools": len(outcome.done),
        "people": sum(result.people for result in outcome.results.values()),
        "cannot be made": sum(bool(result.problem) for result in outcome.results.values()),
        "CPU seconds": time.process_time() - begun,
        "MB": now_mb(),
    }


def main(arguments: list[str]) -> int:
    if arguments and arguments[0] == "--make":
        make(Path(arguments[1]), int(arguments[2]), int(arguments[3]))
        return 0
    figures = Path(arguments[arguments.index("--figures") + 1]) if "--figures" in arguments else None
    wanted = next((int(argument) for argument in arguments if argument.isdigit()), SCHOOLS)
    print(python_build())
    done: list[dict[str, float]] = []
    while (left := wanted - int(sum(one["schools"] for one in done))) > 0:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "authority"
            words = ["--make", str(folder), str(max(min(OF_ONE, left) - 1, 1)), str(len(done) + 1)]
            subprocess.run([sys.executable, "-m", "tests.bench.million", *words], check=True)
            done.append(run(folder))
        one = done[-1]
        print(
            f"authority {len(done)}: {one['schools']:.0f} returns, {one['people']:,.0f} people, "
            f"{one['schools'] / one['CPU seconds']:.2f} returns a second of one core, {one['MB']:.0f} MB",
            flush=True,
        )
        if figures is not None:
            figures.parent.mkdir(parents=True, exist_ok=True)
            figures.write_text(json.dumps(done, indent=1), encoding="utf-8")
    people, seconds = sum(one["people"] for one in done), sum(one["CPU seconds"] for one in done)
    rates = sorted(one["people"] / one["CPU seconds"] for one in done)
    print(
        f"{people:,.0f} people in {seconds:,.0f} s; {PEOPLE:,} at this rate: {PEOPLE / people * seconds / 3600:.1f} h"
    )
    limits = Limits()
    limits.at_most("returns that could not be made", sum(one["cannot be made"] for one in done), 0)
    limits.at_most("memory", max(one["MB"] for one in done), MOST_MB, " MB")
    if len(done) > 2:
        growth = max(one["MB"] for one in done[2:]) - done[1]["MB"]
        limits.at_most("growth of memory after the second authority", growth, MOST_GROWTH_MB, " MB")
        limits.at_most("the median rate, of the slowest authority's", rates[len(rates) // 2] / rates[0], 1 / LEAST_EVEN)
    return limits.exit_code()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
