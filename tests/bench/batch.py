"""A batch of 40 schools of like layouts: CPU seconds for a school, so that what else the machine does says nothing.

Each is the sample school of 2013 with all its files. Run with `nox -s bench` or `python -m tests.bench.batch [number]`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from tests.bench.measure import Limits, Series, python_build

SCHOOLS = 40
LEAST = 8.0
"""Schools a second and core."""

RUNS = 3


def one_run(folder: Path, out: Path) -> dict[str, float]:
    """Make the returns of all schools once in this process; the first school pays for the tables."""
    from converters.batch import run_batch
    from converters.request import Request

    begun = last = time.process_time()
    took = []
    people = problems = 0
    request = Request(year=2013, lea="999", estab="2999")
    now = datetime(2013, 11, 11, 9, 30)
    for result in run_batch(folder, out, request, serial="001", now=now, progress=lambda *_: None):
        took.append(time.process_time() - last)
        last = time.process_time()
        people += result.people
        problems += bool(result.problem)
    whole = last - begun
    rest = sum(took[1:]) / max(len(took) - 1, 1)
    return {
        "schools": len(took),
        "people": people,
        "cannot be made": problems,
        "a school": whole / max(len(took), 1),
        "the first": took[0],
        "each after it": rest,
    }


def main(arguments: list[str]) -> int:
    if arguments and arguments[0] == "--one":
        sys.stdout.write(json.dumps(one_run(Path(arguments[1]), Path(arguments[2]))))
        return 0
    # A commit to compare with is for the other benches: this one measures by the processor's time, not in turn.
    schools = next((int(argument) for argument in arguments if argument.isdigit()), SCHOOLS)
    from converters.sample.school import write_sample

    print(python_build())
    runs = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made) / "schools"
            for number in range(schools):
                school = folder / f"school {number + 1:02}"
                school.mkdir(parents=True)
                write_sample(school)
            words = [sys.executable, "-m", "tests.bench.batch", "--one", str(folder), str(Path(made) / "out")]
            runs.append(json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout))
    told = runs[0]
    print(f"{told['schools']} schools, {told['people']} people, {told['cannot be made']} cannot be made")
    for name in ("a school", "the first", "each after it"):
        print(f"  CPU, {name}: {Series(tuple(one[name] for one in runs))}")
    limits = Limits()
    limits.at_most(
        "CPU seconds for a school of a batch", Series(tuple(one["a school"] for one in runs)).median, 1 / LEAST, " s"
    )
    limits.at_most("schools that cannot be made", told["cannot be made"], 0)
    return limits.exit_code()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
