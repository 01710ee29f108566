"""How far the returns had come, day by day: kept once a day, drawn where there are days to compare."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

from converters.authority.days import FILE, MOST_SHOWN, keep_day, read_days
from converters.authority.papers import write_overview
from converters.authority.standing import State, overview
from swf_desktop.collection import Collection
from tests.converters.authority.made import NOW, authority_in, run


def test_days_are_kept_and_drawn(tmp_path: Path) -> None:
    folder = authority_in(tmp_path, 3)
    outcome = run(folder)
    authority, results = outcome.authority, outcome.results
    lines = overview(authority, results)
    assert read_days(authority) == []
    keep_day(authority, lines, date(2026, 11, 6))
    [first] = read_days(authority)
    assert first.counts == dict.fromkeys(State, 0) | Counter(line.state for line in lines)
    # One day alone is no progress.
    collection = Collection.load(2026)
    _, page = write_overview(authority, results, tmp_path / "papers", collection=collection, now=NOW)
    assert "Day by day" not in page.read_text(encoding="utf-8")
    waiting = [replace(line, state=State.WAITING) for line in lines]
    keep_day(authority, waiting, date(2026, 11, 5))
    keep_day(authority, waiting, date(2026, 11, 6))
    keep_day(authority, lines, date(2026, 11, 6))
    days = read_days(authority)
    assert [(one.day.day, one.counts[State.WAITING]) for one in days] == [
        (5, len(lines)),
        (6, first.counts[State.WAITING]),
    ]
    assert days[0].done == 0
    assert days[1].done == sum(line.state is State.READY for line in lines)
    _, page = write_overview(authority, results, tmp_path / "papers", collection=collection, now=NOW)
    text = page.read_text(encoding="utf-8")
    assert "Day by day" in text
    assert "05/11/2026" in text
    assert text.count("<svg") >= 1


def test_the_same_day_twice_writes_nothing_and_lines_that_are_no_days_are_passed_over(tmp_path: Path) -> None:
    folder = authority_in(tmp_path, 3)
    authority = run(folder).authority
    lines = overview(authority, {})
    keep_day(authority, lines, date(2026, 11, 6))
    path = folder / FILE
    before = path.stat().st_mtime_ns
    keep_day(authority, lines, date(2026, 11, 6))
    assert path.stat().st_mtime_ns == before
    # As a spreadsheet may save it again: with a byte order mark, another column, and a line of somebody's own.
    path.write_bytes(b"\xef\xbb\xbfday,ready,moon\r\n2026-11-04,2,full\r\nhalf term,,\r\n2026-11-05,x,\r\n")
    assert [(one.day.day, one.counts[State.READY]) for one in read_days(authority)] == [(4, 2)]
    keep_day(authority, lines, date(2026, 11, 6))
    assert [one.day.day for one in read_days(authority)] == [4, 6]
    assert MOST_SHOWN < 31
