"""Checking 20,000 staff: all rules as a ratio to lxml parsing and validating their message, and one edit's time.

Run with `nox -s bench` or `python -m tests.bench.checking [staff]`.
"""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from lxml import etree

from converters.pipeline import build, read_all, write_return
from converters.request import Request
from converters.sample.big import big_school
from resources import resource
from swf_desktop.record import Value
from validation.engine import Checker

STAFF = 20_000
RUNS = 3
EDITS = 200


def main() -> int:
    """Measure and print; exit code 1 where a limit is passed."""
    staff = int(sys.argv[1]) if len(sys.argv) > 1 else STAFF
    schema = etree.XMLSchema(file=str(resource("census", "2013", "swf.xsd")))
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "big.xlsx", Path(folder) / "big.xml"
        big_school(source, staff)
        (one,) = build(read_all([source]), Request(year=2013, lea="999", estab="2999")).returns
        write_return(one, target, serial="001", now=datetime(2013, 11, 11, 9, 30))
        data = target.read_bytes()
    gc.freeze()
    ratios = []
    for _ in range(RUNS):
        start = time.process_time()
        schema.assertValid(etree.fromstring(data))
        floor = time.process_time() - start
        start = time.process_time()
        checker = Checker(one.return_, one.collection, level=one.level)
        ratios.append(((time.process_time() - start) / floor, floor))
    ratio, floor = min(ratios)
    print(f"{staff} staff, {len(checker.rules)} rules: {ratio * floor:.2f} s; lxml needs {floor:.2f} s")
    print(f"ratio {ratio:.2f} (at most 4)")
    people = one.return_.staff
    times = []
    for number in range(EDITS):
        person = people[number * len(people) // EDITS]
        code = "1" if person.code("GenderCurrent") == "2" else "2"
        person.values["GenderCurrent"] = Value(code, code, code)
        start = time.perf_counter()
        checker.recheck(person)
        times.append((time.perf_counter() - start) * 1000)
    print(f"one edit: {statistics.median(times):.2f} ms, the slowest of {EDITS} {max(times):.2f} ms (below 50)")
    return int(ratio > 4 or max(times) > 50)


if __name__ == "__main__":
    sys.exit(main())
