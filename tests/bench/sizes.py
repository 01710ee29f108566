"""What one person costs at every size: processor time and memory of the whole way, as a table and a picture.

`python -m tests.bench.sizes [staff ...]` walks the way of `tests.bench.convert` in processes of their own, prints the
table of docs/performance.md and draws docs/images/performance.svg. Processor time is told, because it is nearly the
same whatever else the machine does.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

import pygal
from pygal.style import LightColorizedStyle

from converters.sample.big import big_school
from tests.bench.convert import walk
from tests.bench.measure import ROOT

SIZES = (100, 1_000, 20_000, 100_000)
RUNS = {100: 5, 1_000: 5, 20_000: 3}
"""Passes at a size; one at any other."""

PICTURE = ROOT / "docs" / "images" / "performance.svg"
STAGES = ("read cpu", "build cpu", "write and validate cpu", "rules cpu")


def measured(staff: int) -> dict[str, float]:
    """Return the medians of the passes at a size, and the spread of the whole way."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "big.xlsx", Path(folder) / "big.xml"
        big_school(source, staff)
        walks = [walk(source, target) for _ in range(RUNS.get(staff, 1))]
    found = {name: statistics.median(one[name] for one in walks) for name in walks[0]}
    whole = [one["whole cpu"] for one in walks]
    return {**found, "spread": (max(whole) - min(whole)) / statistics.median(whole), "runs": len(walks)}


def draw(found: dict[int, dict[str, float]], path: Path) -> Path:
    """Draw what a person costs at each size, stage on stage, in milliseconds."""
    chart = pygal.StackedBar(
        style=LightColorizedStyle, title="Processor time for one person, ms", js=(), no_prefix=True
    )
    chart.x_labels = [f"{staff:,} staff" for staff in found]
    for name in STAGES:
        chart.add(name.removesuffix(" cpu"), [round(one[name] * 1000 / staff, 3) for staff, one in found.items()])
    path.write_text(chart.render(is_unicode=True), encoding="utf-8")
    return path


def main(sizes: list[int]) -> int:
    """Measure, print and draw."""
    found = {}
    print("| Staff | Passes | Whole way | One person | Read | Build | Write | Rules | Memory | Spread |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for staff in sizes:
        one = found[staff] = measured(staff)
        parts = " | ".join(f"{one[name]:.2f} s" for name in STAGES)
        each = one["whole cpu"] * 1000 / staff
        print(
            f"| {staff:,} | {one['runs']:.0f} | {one['whole cpu']:.2f} s | {each:.2f} ms | {parts} | "
            f"{one['peak MB']:.0f} MB | {one['spread']:.0%} |",
            flush=True,
        )
    print(draw(found, PICTURE))
    return 0


if __name__ == "__main__":
    sys.exit(main([int(text) for text in sys.argv[1:]] or list(SIZES)))
