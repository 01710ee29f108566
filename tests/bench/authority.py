"""An authority of 300 schools and 22,500 staff: schools a second of one core, and memory as it goes.

One payroll workbook for all, a folder of files for each in six layouts. Run with `nox -s bench` or
`python -m tests.bench.authority [schools] [staff at each]`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from unittest import mock

from tests.bench.measure import Limits, python_build

SCHOOLS, STAFF = 300, 75
LEAST_KEPT, LEAST = 5.0, 8.0
"""Schools a second and core: with their workspaces written, and with workspaces in memory alone."""
MOST_MB = 300
MOST_GROWTH_MB = 40
"""What memory may grow from the first third of the schools to the last: a little for lists of what was found."""


def one_run(folder: Path, *, kept: bool) -> dict[str, float]:
    """Run all schools once in this process; return CPU seconds, schools a second, and memory on the way."""
    from converters.authority import one_school
    from converters.authority.run import run_authority
    from converters.request import Request
    from swf_desktop.workspace.workspace import Workspace

    real = Workspace.open
    first: list[float] = []
    memory: list[float] = []

    def step(*_: object) -> None:
        if not first:
            first.append(time.process_time())
        memory.append(now_mb())

    class InMemory:
        @staticmethod
        def open(path: Path) -> Workspace:
            return real(path if kept else None)

    begun = time.process_time()
    with mock.patch.object(one_school, "Workspace", InMemory):
        outcome = run_authority(folder, Request(), now=datetime(2026, 11, 28, 9, 30), step=step)
    whole = time.process_time() - begun
    count = len(outcome.done)
    third = max(count // 3, 1)
    return {
        "schools": count,
        "people": sum(result.people for result in outcome.results.values()),
        "cannot be made": sum(bool(result.problem) for result in outcome.results.values()),
        "CPU seconds": whole,
        "of them before the first school is done": first[0] - begun,
        "a second": count / whole,
        "peak MB": max(memory),
        "growth MB": max(memory[-third:]) - max(memory[:third]),
    }


def now_mb() -> float:
    """Return how much memory this process holds now, in MB; its peak where the system does not say that."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * 4096 / 1e6
    except OSError:
        from tests.bench.convert import peak_mb

        return peak_mb()


def main(arguments: list[str]) -> int:
    if arguments and arguments[0] == "--one":
        sys.stdout.write(json.dumps(one_run(Path(arguments[1]), kept=arguments[2] == "kept")))
        return 0
    # A commit to compare with is for the other benches: this one measures what no earlier commit has.
    numbers = [int(argument) for argument in arguments if argument.isdigit()]
    schools, staff = (numbers[0], numbers[1]) if len(numbers) == 2 else (SCHOOLS, STAFF)
    from converters.practice.made_authority import make_sample_authority

    print(python_build())
    limits = Limits()
    for kept, least in (("kept", LEAST_KEPT), ("in memory", LEAST)):
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made) / "authority"
            make_sample_authority(folder, schools=schools, staff=staff)
            words = [sys.executable, "-m", "tests.bench.authority", "--one", str(folder), kept]
            told = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
        print(f"workspaces {kept}: " + ", ".join(f"{name} {value:,.1f}" for name, value in told.items()))
        limits.at_most(f"CPU seconds for a school, workspaces {kept}", 1 / told["a second"], 1 / least)
        limits.at_most(f"memory, workspaces {kept}", told["peak MB"], MOST_MB, " MB")
        limits.at_most(f"growth of memory, workspaces {kept}", told["growth MB"], MOST_GROWTH_MB, " MB")
    return limits.exit_code()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
