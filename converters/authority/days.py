"""How far the returns had come at the end of each day: one line a day in `progress.csv`, in the authority's folder.

It cannot be made again from the returns, so that it stands beside them and not among the results of runs. Whoever
wants a day's line away deletes it; a column that a version does not know is passed over.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from converters.authority.folder import Authority, locked
from converters.authority.standing import Line, State
from swf_desktop.files.writing import write_bytes

FILE: Final = "progress.csv"
MOST_SHOWN: Final = 20
"""So many days have a bar: the autumn has more, and the last ones are looked at."""
_DAY: Final = "day"


@dataclass(frozen=True, slots=True)
class Day:
    """One day. counts: returns in each state at its last run."""

    day: date
    counts: dict[State, int]

    @property
    def done(self) -> int:
        """How many were ready, sent or authorised."""
        return sum(self.counts.get(state, 0) for state in (State.READY, State.SENT, State.AUTHORISED))


def read_days(authority: Authority) -> list[Day]:
    """Return the days that were kept, the first one first; lines that are no day's are passed over."""
    try:
        text = (authority.folder / FILE).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return []
    days: dict[date, Day] = {}
    for row in csv.DictReader(io.StringIO(text)):
        try:
            day = date.fromisoformat(row.get(_DAY) or "")
            days[day] = Day(day, {state: int(row.get(state.value) or 0) for state in State})
        except ValueError:
            continue
    return [days[day] for day in sorted(days)]


def keep_day(authority: Authority, lines: Iterable[Line], day: date) -> None:
    """Keep how the returns stand on a day, in the place of what was kept of it before. Raises CannotRun, OSError."""
    counts = Counter(line.state for line in lines)
    with locked(authority.folder, "progress"):
        days = {one.day: one for one in read_days(authority)} | {day: Day(day, dict(counts))}
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow([_DAY, *(state.value for state in State)])
        for kept in (days[each] for each in sorted(days)):
            writer.writerow([kept.day.isoformat(), *(kept.counts.get(state, 0) for state in State)])
        data = out.getvalue().encode("utf-8")
        path = authority.folder / FILE
        if not path.exists() or path.read_bytes() != data:
            # Ours for as long as there is this folder, also where somebody took a line out.
            write_bytes(path, data, own=True)
