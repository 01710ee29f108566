"""Checking 20,000 staff: all rules as a ratio to lxml parsing and validating their message, and one edit's time.

Run with `nox -s bench` or `python -m tests.bench.checking [staff] [--against REV]`.
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

from converters.built import OneReturn
from converters.pipeline import build, read_all, write_return
from converters.request import Request
from converters.sample.big import big_school
from resources import resource
from swf_desktop.record import Value
from tests.bench.measure import Limits, in_turn, run
from validation.engine import Checker

STAFF = 20_000
EDITS = 200
MOST_RATIO = 4
MOST_EDIT_MS = 50


def made(staff: int) -> tuple[OneReturn, bytes]:
    """Return a built return and its message."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "big.xlsx", Path(folder) / "big.xml"
        big_school(source, staff)
        (one,) = build(read_all([source]), Request(year=2013, lea="999", estab="2999")).returns
        write_return(one, target, serial="001", now=datetime(2013, 11, 11, 9, 30))
        data = target.read_bytes()
    gc.freeze()
    return one, data


def check_all(one: OneReturn) -> float:
    """Return the seconds of all rules over everybody; the collector is off, as it is in the window."""
    gc.disable()
    start = time.process_time()
    Checker(one.return_, one.collection, level=one.level)
    took = time.process_time() - start
    gc.enable()
    return took


def validate(data: bytes, schema: etree.XMLSchema) -> float:
    """Return the seconds that lxml needs to parse the message and validate it."""
    start = time.process_time()
    schema.assertValid(etree.fromstring(data))
    return time.process_time() - start


def edit_times(one: OneReturn) -> list[float]:
    """Return the milliseconds of single edits; what was loaded is frozen for the collector, as the window does."""
    checker = Checker(one.return_, one.collection, level=one.level)
    gc.collect()
    gc.freeze()
    people = one.return_.staff
    times = []
    for number in range(EDITS):
        person = people[number * len(people) // EDITS]
        code = "1" if person.code("GenderCurrent") == "2" else "2"
        person.values["GenderCurrent"] = Value(code, code, code)
        start = time.perf_counter()
        checker.recheck(person)
        times.append((time.perf_counter() - start) * 1000)
    return times


def once(staff: int) -> dict[str, float]:
    """Measure one pass."""
    one, _ = made(staff)
    seconds = check_all(one)
    times = edit_times(one)
    return {"all rules (s)": seconds, "one edit (ms)": statistics.median(times)}


def measure(staff: int) -> int:
    """Measure and print; 1 where a limit is passed."""
    limits = Limits()
    schema = etree.XMLSchema(file=str(resource("census", "2013", "swf.xsd")))
    one, data = made(staff)
    took = in_turn({"lxml": lambda: validate(data, schema), "all rules": lambda: check_all(one)})
    print(f"{staff} staff: all rules {took['all rules']}; lxml, fastest of its runs, {took['lxml'].fastest:.2f} s")
    limits.at_most("ratio of all rules to lxml", took["all rules"].median / took["lxml"].fastest, MOST_RATIO)
    times = edit_times(one)
    print(f"one edit: median {statistics.median(times):.2f} ms of {EDITS}")
    limits.at_most("slowest edit", max(times), MOST_EDIT_MS, " ms")
    return limits.exit_code()


if __name__ == "__main__":
    sys.exit(run("tests.bench.checking", measure, once, STAFF))
