"""From a workbook of 20,000 staff to a validated message: time as a ratio to the floor, memory, where the time goes.

The floor, measured in the same run: python-calamine reads the values of the same workbook; lxml serialises, parses and
validates the same message. Run with `nox -s bench` or `python -m tests.bench.convert [staff]`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from lxml import etree
from python_calamine import CalamineWorkbook

from converters.sample.big import big_school
from resources import resource

STAFF = 20_000
RUNS = 3


def way(source: Path, target: Path) -> dict[str, float]:
    """Walk the whole way once; return seconds for each stage. Run in a process of its own, for its peak memory."""
    from converters.pipeline import build, read_all, rule_findings, write_return
    from converters.request import Request
    from validation.finding import Severity

    stages = {}
    start = last = time.perf_counter()

    def stage(name: str) -> None:
        nonlocal last
        now = time.perf_counter()
        stages[name] = now - last
        last = now

    sources = read_all([source])
    stage("read")
    built = build(sources, Request(year=2013, lea="999", estab="2999"))
    stage("build")
    (one,) = built.returns
    written = write_return(one, target, serial="001", now=datetime(2013, 11, 11, 9, 30))
    stage("write and validate")
    findings = [*written.findings, *rule_findings(one)]
    stage("rules")
    stages["whole"] = time.perf_counter() - start
    errors = sum(1 for finding in findings if finding.severity in (Severity.ERROR, Severity.SCHEMA))
    stages["people"] = len(one.return_.staff)
    stages["errors"] = errors
    stages["questions"] = len(built.questions)
    stages["peak MB"] = peak_mb()
    return stages


def floor(source: Path, message: Path) -> tuple[float, float]:
    """Return the seconds that calamine and lxml need for the least that has to be done."""
    start = time.perf_counter()
    book = CalamineWorkbook.from_path(str(source))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    read = time.perf_counter() - start
    tree = etree.parse(str(message))
    schema = etree.XMLSchema(file=str(resource("census", "2013", "swf.xsd")))
    start = time.perf_counter()
    data = etree.tostring(tree, encoding="UTF-8")
    schema.assertValid(etree.fromstring(data))
    return read, time.perf_counter() - start


def peak_mb() -> float:
    """Return the most memory that this process has held, in MB.

    Not `ru_maxrss`: Linux hands a parent's peak down to a child that it starts.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return float("nan")


def main() -> int:
    """Measure and print."""
    if len(sys.argv) == 4 and sys.argv[1] == "--way":
        print(json.dumps(way(Path(sys.argv[2]), Path(sys.argv[3]))))
        return 0
    staff = int(sys.argv[1]) if len(sys.argv) > 1 else STAFF
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "big.xlsx", Path(folder) / "big.xml"
        big_school(source, staff)
        runs = []
        for _ in range(RUNS):
            command = [sys.executable, "-m", __spec__.name, "--way", str(source), str(target)]
            stages = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
            read, xml = floor(source, target)
            runs.append((stages["whole"] / (read + xml), stages, read, xml))
        ratio, stages, read, xml = min(runs, key=lambda run: run[0])
        print(f"{staff} staff: {stages['errors']:.0f} errors, {stages['questions']:.0f} questions")
        print(f"floor {read + xml:.2f} s (calamine {read:.2f}, lxml {xml:.2f}); whole way {stages['whole']:.2f} s")
        print(f"ratio to the floor {ratio:.2f} (at most 6; below 4 is remarkable)")
        print(f"peak memory {stages['peak MB']:.0f} MB (below 600)")
        for name in ("read", "build", "write and validate", "rules"):
            print(f"  {name}: {stages[name]:.2f} s, {stages[name] / stages['whole']:.0%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
