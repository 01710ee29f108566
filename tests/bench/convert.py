"""From a workbook of 20,000 staff to a validated message: time as a ratio to the floor, memory, where the time goes.

The floor, measured in the same run: python-calamine reads the values of the same workbook; lxml serialises, parses and
validates the same message. Processor time on both sides, of one process on one core. Run with `nox -s bench` or
`python -m tests.bench.convert [staff] [--against REV]`.
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
from tests.bench.measure import RUNS, Limits, Series, run

STAFF = 20_000
MOST_RATIO = 4
MOST_MB = 400
STAGES = ("read", "build", "write and validate", "rules", "whole")


def way(source: Path, target: Path) -> dict[str, float]:
    """Walk the whole way once; return seconds for each stage. Run in a process of its own, for its peak memory."""
    from converters.pipeline import build, read_all, rule_findings, write_return
    from converters.request import Request
    from validation.finding import Severity

    stages = {}
    start = last = time.perf_counter()
    cpu_start = cpu_last = time.process_time()

    def stage(name: str) -> None:
        nonlocal last, cpu_last
        now, cpu = time.perf_counter(), time.process_time()
        stages[name], stages[f"{name} cpu"] = now - last, cpu - cpu_last
        last, cpu_last = now, cpu

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
    stages["whole cpu"] = time.process_time() - cpu_start
    errors = sum(1 for finding in findings if finding.severity in (Severity.ERROR, Severity.SCHEMA))
    stages["people"] = len(one.return_.staff)
    stages["errors"] = errors
    stages["questions"] = len(built.questions)
    stages["peak MB"] = peak_mb()
    return stages


def floor(source: Path, message: Path) -> tuple[float, float]:
    """Return the seconds of processor time that calamine and lxml need for the least that has to be done."""
    start = time.process_time()
    book = CalamineWorkbook.from_path(str(source))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    read = time.process_time() - start
    tree = etree.parse(str(message))
    schema = etree.XMLSchema(file=str(resource("census", "2013", "swf.xsd")))
    start = time.process_time()
    data = etree.tostring(tree, encoding="UTF-8")
    schema.assertValid(etree.fromstring(data))
    return read, time.process_time() - start


def peak_mb() -> float:
    """Return the most memory that this process has held, in MB.

    Not `ru_maxrss`: Linux hands a parent's peak down to a child that it starts.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return float("nan")


def walk(source: Path, target: Path) -> dict[str, float]:
    """Walk the way once in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.convert", "--way", str(source), str(target)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    return dict(json.loads(done.stdout))


def once(staff: int) -> dict[str, float]:
    """Measure one pass."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "big.xlsx", Path(folder) / "big.xml"
        big_school(source, staff)
        stages = walk(source, target)
    return {**{f"{name} (s)": stages[f"{name} cpu"] for name in STAGES}, "peak (MB)": stages["peak MB"]}


def measure(staff: int) -> int:
    """Measure and print; 1 where a limit is passed."""
    limits = Limits()
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "big.xlsx", Path(folder) / "big.xml"
        big_school(source, staff)
        walks, reads, writes = [], [], []
        for _ in range(RUNS):
            walks.append(walk(source, target))
            read, xml = floor(source, target)
            reads.append(read)
            writes.append(xml)
    whole = Series(tuple(one["whole cpu"] for one in walks))
    least = min(reads) + min(writes)
    print(f"{staff} staff: {walks[0]['errors']:.0f} errors, {walks[0]['questions']:.0f} questions")
    print(f"floor, fastest of {RUNS}: {least:.2f} s (calamine {min(reads):.2f}, lxml {min(writes):.2f})")
    for name in STAGES:
        print(f"  {name}: {Series(tuple(one[f'{name} cpu'] for one in walks))}")
    limits.at_most("ratio of the whole way to the floor", whole.median / least, MOST_RATIO)
    limits.at_most("peak memory", max(one["peak MB"] for one in walks), MOST_MB, " MB")
    return limits.exit_code()


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "--way":
        print(json.dumps(way(Path(sys.argv[2]), Path(sys.argv[3]))))
        sys.exit(0)
    sys.exit(run("tests.bench.convert", measure, once, STAFF))
