"""How all benches measure: ours in turn with the floor, the spread said, and no limit that stops the rest.

The floor is the fastest of its runs: nothing but the machine can make it slower than it is. Ours is the median of its
runs, each in turn with one of the floor, so that a busy moment meets both. No ratio is chosen from among others.
`--against REV` measures an older commit in turn with this one, with the benches of this one.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

RUNS = 5
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Series:
    """What one thing took, run by run."""

    values: tuple[float, ...]

    @property
    def fastest(self) -> float:
        return min(self.values)

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def spread(self) -> float:
        """From the fastest to the slowest run, as a share of the median."""
        return (max(self.values) - min(self.values)) / self.median if self.median else 0.0

    def __str__(self) -> str:
        return f"{self.median:.2f} s (from {min(self.values):.2f} to {max(self.values):.2f}, spread {self.spread:.0%})"


def in_turn(parts: Mapping[str, Callable[[], float]], runs: int = RUNS) -> dict[str, Series]:
    """Run each part once, then each again, and so on; each returns its seconds. Return what each took."""
    took: dict[str, list[float]] = {name: [] for name in parts}
    for _ in range(runs):
        for name, part in parts.items():
            took[name].append(part())
    return {name: Series(tuple(values)) for name, values in took.items()}


@dataclass(slots=True)
class Limits:
    """What was measured against what is allowed. No limit stops the rest; `exit_code` says what was above."""

    passed: list[str] = field(default_factory=list)

    def at_most(self, what: str, value: float, most: float, unit: str = "") -> None:
        """Print a figure with its limit, and remember where it is above."""
        above = value > most
        print(f"{what}: {value:.2f}{unit} (at most {most:g}{unit}){'  ABOVE' if above else ''}")
        if above:
            self.passed.append(what)

    def exit_code(self) -> int:
        """Say which limits were passed; 1 where there is one."""
        if self.passed:
            print("above the limit: " + "; ".join(self.passed))
        return int(bool(self.passed))


def python_build() -> str:
    """Return which Python measured: one built without profile-guided optimisation is 20 to 45 percent slower."""
    arguments = sysconfig.get_config_var("CONFIG_ARGS")
    if arguments is None:
        optimised = "the build does not say how it was optimised"
    elif sys.executable.startswith("/usr/bin/") and Path("/etc/debian_version").exists():
        # Debian's own rules decide, and the arguments of its build do not say.
        optimised = "Debian's own build"
    else:
        with_profile = "--enable-optimizations" in arguments
        optimised = "with profile-guided optimisation" if with_profile else "WITHOUT profile-guided optimisation"
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    build = f"Python {platform.python_version()} ({platform.python_compiler()}), {optimised}"
    return f"{build}, {os.cpu_count()} cores{load}"


def run(module: str, measure: Callable[[int], int], once: Callable[[int], Mapping[str, float]], size: int) -> int:
    """Do what the command line asks: [size] measures, `--once` prints one pass as JSON, `--against REV` compares.

    once: seconds or milliseconds by name, of one pass.
    """
    arguments = sys.argv[1:]
    rev = ""
    if "--against" in arguments:
        at = arguments.index("--against")
        rev = arguments[at + 1]
        del arguments[at : at + 2]
    single = "--once" in arguments
    sizes = [int(argument) for argument in arguments if argument != "--once"]
    size = sizes[0] if sizes else size
    if single:
        print(json.dumps(dict(once(size))))
        return 0
    print(python_build())
    return against(module, size, rev) if rev else measure(size)


def against(module: str, size: int, rev: str) -> int:
    """Measure a commit in turn with this one; 1 where something here is slower by more than the spread."""
    with tempfile.TemporaryDirectory() as folder:
        other = Path(folder) / "other"
        subprocess.run(["git", "-C", str(ROOT), "worktree", "add", "--detach", "-q", str(other), rev], check=True)
        try:
            shutil.copytree(ROOT / "tests" / "bench", other / "tests" / "bench", dirs_exist_ok=True)
            return _compare(module, size, rev, other)
        finally:
            subprocess.run(["git", "-C", str(ROOT), "worktree", "remove", "--force", str(other)], check=True)


def _compare(module: str, size: int, rev: str, other: Path) -> int:
    here: dict[str, list[float]] = {}
    there: dict[str, list[float]] = {}
    for _ in range(RUNS):
        for tree, figures in ((other, there), (ROOT, here)):
            for name, value in _once(module, size, tree).items():
                figures.setdefault(name, []).append(value)
    slower = []
    for name in [name for name in here if name in there]:
        now, before = Series(tuple(here[name])), Series(tuple(there[name]))
        spread = max(now.spread, before.spread)
        ratio = now.median / before.median if before.median else 1.0
        print(f"{name}: {before.median:.2f} at {rev}, {now.median:.2f} here, ratio {ratio:.2f}, spread {spread:.0%}")
        if ratio > 1 + spread:
            slower.append(name)
    if slower:
        print("slower by more than the spread: " + ", ".join(slower))
    return int(bool(slower))


def _once(module: str, size: int, tree: Path) -> dict[str, float]:
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    command = [sys.executable, "-m", module, "--once", str(size)]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{module} cannot measure {tree.name}: {done.stderr.strip().splitlines()[-1]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))
