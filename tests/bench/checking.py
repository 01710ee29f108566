"""Checking 20,000 staff: all rules as a ratio to lxml's parsing and validating, one edit, and one number for everybody.

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
MOST_RATIO = 2.5
MOST_EDIT_MS, MOST_USUAL_EDIT_MS = 20, 1


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
        start = time.process_time()
        checker.recheck(person)
        times.append((time.process_time() - start) * 1000)
    return times


def with_one_number(one: OneReturn) -> dict[int, Value]:
    """Give everybody one NI number; return those that stood there."""
    number = Value("AB123456C", "AB123456C", "AB123456C")
    before = {id(person): person.values["NINumber"] for person in one.return_.staff if person.has("NINumber")}
    for person in one.return_.staff:
        person.values["NINumber"] = number
    return before


def check_with_one_number(one: OneReturn) -> float:
    """Return the seconds of all rules over everybody, all of whom have one NI number."""
    before = with_one_number(one)
    try:
        return check_all(one)
    finally:
        for person in one.return_.staff:
            person.values.pop("NINumber", None)
            if id(person) in before:
                person.values["NINumber"] = before[id(person)]


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
    took = in_turn(
        {
            "lxml": lambda: validate(data, schema),
            "all rules": lambda: check_all(one),
            "one number": lambda: check_with_one_number(one),
        }
    )
    print(f"{staff} staff: all rules {took['all rules']}; lxml, fastest of its runs, {took['lxml'].fastest:.2f} s")
    limits.at_most("ratio of all rules to lxml", took["all rules"].median / took["lxml"].fastest, MOST_RATIO)
    print(f"all rules, one NI number for everybody: {took['one number']}")
    # No more than different ones: what lies within the spread of the runs is the same.
    most = 1 + max(took["one number"].spread, took["all rules"].spread)
    limits.at_most(
        "ratio of one NI number to different ones", took["one number"].median / took["all rules"].median, most
    )
    for words in ("", ", one NI number for everybody"):
        times = edit_times(one)
        print(f"one edit of {EDITS}{words}:")
        limits.at_most(f"median edit{words}", statistics.median(times), MOST_USUAL_EDIT_MS, " ms")
        limits.at_most(f"slowest edit{words}", max(times), MOST_EDIT_MS, " ms")
        with_one_number(one)
    return limits.exit_code()


if __name__ == "__main__":
    sys.exit(run("tests.bench.checking", measure, once, STAFF))
