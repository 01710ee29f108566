"""What the columns of a sheet are to one another: sums, products, shares and spans of days that come out row by row.

A heading may say anything; that hours divided by full-time hours are the share, in every row, is no chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from converters.matching.evidence.cells import day_of
from converters.matching.look import ENOUGH
from converters.sources.table import Cell
from swf_desktop.collection import Collection

_MOSTLY: Final = 0.9
"""So many of the rows that have all figures must come out."""

_FEWEST_PARTS: Final = 2
_PENNY: Final = 0.011
_SATURDAY: Final = 5
_LONGEST_ABSENCE: Final = 800

Figures = Sequence[float | None]
Days = Sequence[date | None]


class Shown(NamedTuple):
    """What the arithmetic shows of a column. target: the field; reason: in words; rows: how many rows came out."""

    target: str
    reason: str
    rows: int


class _Law(NamedTuple):
    """One thing that holds between fields: what the named fields give for the one that is looked for.

    of: the fields that are known; near: the most that the two may be apart, for rounded figures.
    """

    target: str
    of: tuple[str, ...]
    gives: Callable[..., float]
    near: float
    reason: str


_HOURS, _FULL, _SHARE = "contract.HoursPerWeek", "contract.FTEHours", "contract.FTE"
_YEAR, _ACTUAL, _FULL_TIME, _MONTH = (
    "contract.AnnualSalary",
    "contract.ActualSalary",
    "contract.FullTimeSalary",
    "contract.MonthlyPay",
)

_LAWS: Final = (
    _Law(_SHARE, (_HOURS, _FULL), lambda hours, full: hours / full, 0.006, "it is hours / full-time hours"),
    _Law(_FULL, (_HOURS, _SHARE), lambda hours, share: hours / share, 0.26, "it is hours / share of full time"),
    _Law(_HOURS, (_FULL, _SHARE), lambda full, share: full * share, 0.26, "it is share x full-time hours"),
    _Law(_MONTH, (_ACTUAL,), lambda year: year / 12, 0.02, "it is a twelfth of the year's pay"),
    _Law(_ACTUAL, (_MONTH,), lambda month: month * 12, 0.13, "it is twelve times the month's pay"),
    _Law(_ACTUAL, (_FULL_TIME, _SHARE), lambda full, share: full * share, 1.0, "it is share x full-time pay"),
    _Law(
        _ACTUAL,
        (_FULL_TIME, _HOURS, _FULL),
        lambda pay, hours, full: pay * hours / full,
        1.0,
        "it is full-time pay x hours / full-time hours",
    ),
    _Law(_FULL_TIME, (_ACTUAL, _SHARE), lambda pay, share: pay / share, 3.0, "it is the pay / share of full time"),
    _Law("element.ElementAmount", ("element.ElementRate", "element.ElementUnits"), lambda rate, units: rate * units,
         0.02, "it is rate x units"),
    _Law("element.ElementUnits", ("element.ElementAmount", "element.ElementRate"), lambda sum_, rate: sum_ / rate,
         0.02, "it is amount / rate"),
    _Law("element.ElementRate", ("element.ElementAmount", "element.ElementUnits"), lambda sum_, units: sum_ / units,
         0.02, "it is amount / units"),
)  # fmt: skip
"""What holds between the figures of a contract, or of a pay element."""

FIELDS: Final = frozenset({name for law in _LAWS for name in (law.target, *law.of)})


class Sheet:
    """The cells of one sheet, read as figures and as days once for each column."""

    def __init__(self, cells: Sequence[Sequence[Cell]], rows: Sequence[int], collection: Collection) -> None:
        self._cells = cells
        self._rows = rows
        self._collection = collection
        self._figures: dict[int, Figures] = {}
        self._days: dict[int, Days] = {}

    def figures(self, column: int) -> Figures:
        """Return the figures of a column, row by row; None where a cell is none."""
        if column not in self._figures:
            self._figures[column] = [_figure(self._cells[column][row]) for row in self._rows]
        return self._figures[column]

    def days(self, column: int) -> Days:
        """Return the days of a column, row by row; None where a cell is none."""
        if column not in self._days:
            self._days[column] = [day_of(self._cells[column][row], self._collection) for row in self._rows]
        return self._days[column]

    def shown(self, column: int, known: Mapping[str, int]) -> Iterator[Shown]:
        """Yield what the arithmetic shows of a column. known: field to the column that has it."""
        mine = self.figures(column)
        if sum(figure is not None for figure in mine) >= ENOUGH:
            for law in _LAWS:
                if law.target in known or any(name not in known or known[name] == column for name in law.of):
                    continue
                rows = _holds(law, mine, [self.figures(known[name]) for name in law.of])
                if rows:
                    yield Shown(law.target, law.reason, rows)
            yield from self._absence(column, known)
        else:
            yield from self._order(column, known)

    def _absence(self, column: int, known: Mapping[str, int]) -> Iterator[Shown]:
        first, last = known.get("absence.FirstDayOfAbsence"), known.get("absence.LastDayOfAbsence")
        if first is None or last is None or "absence.WorkingDaysLost" in known:
            return
        rows = working_days(self.days(first), self.days(last), self.figures(column))
        if rows:
            yield Shown("absence.WorkingDaysLost", "it is the working days from the first day to the last", rows)

    def _order(self, column: int, known: Mapping[str, int]) -> Iterator[Shown]:
        """Dates that each lie on or after another's are its ends: of an absence, or of a contract."""
        for start, end in (
            ("absence.FirstDayOfAbsence", "absence.LastDayOfAbsence"),
            ("contract.ContractStart", "contract.ContractEnd"),
        ):
            for target, other, before in ((end, start, True), (start, end, False)):
                if target in known or other not in known or known[other] == column:
                    continue
                mine, theirs = self.days(column), self.days(known[other])
                pairs = [(a, b) for a, b in zip(mine, theirs, strict=True) if a is not None and b is not None]
                inside = sum((b <= a) if before else (a <= b) for a, b in pairs)
                if len(pairs) >= ENOUGH and inside == len(pairs) and len({*pairs}) > 1:
                    words = "on or after the start" if before else "on or before the end"
                    yield Shown(target, f"each date lies {words} beside it", len(pairs))


def _figure(cell: Cell) -> float | None:
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return float(cell)
    if isinstance(cell, str):
        try:
            text = cell.replace("£", "").replace(",", "").strip()
            return float(text[:-1]) / 100 if text.endswith("%") else float(text)
        except ValueError:
            return None
    return None


def _holds(law: _Law, mine: Figures, known: Sequence[Figures]) -> int:
    """Return in how many rows a law comes out; 0 where it does not mostly, or proves nothing.

    Rows in which everything is the same everywhere prove nothing: 37 / 37 is 1 for any two columns that are alike.
    """
    good = bad = 0
    seen: set[tuple[float, ...]] = set()
    for row, figure in enumerate(mine):
        others = [figures[row] for figures in known]
        if figure is None or any(other is None for other in others):
            continue
        try:
            wanted = law.gives(*others)
        except ZeroDivisionError:
            continue
        if abs(wanted - figure) <= law.near:
            good += 1
            seen.add((round(figure, 3), *[float(other) for other in others if other is not None]))
        else:
            bad += 1
    # More than one row that differs, and not only those of full time, where all comes out.
    telling = [one for one in seen if len(set(one)) > 1 and 1.0 not in one]
    return good if good >= ENOUGH and good >= _MOSTLY * (good + bad) and len(telling) > 1 else 0


def working_days(first: Days, last: Days, figures: Figures) -> int:
    """Return in how many rows a figure is the weekdays from one day to another, or half a day less; 0 where mostly not.

    Absences of one day alone prove nothing; holidays in between may make a figure less, so some may be less.
    """
    exact = less = other = longer = 0
    for start, end, figure in zip(first, last, figures, strict=True):
        if start is None or end is None or figure is None:
            continue
        span = (end - start).days
        if not 0 <= span <= _LONGEST_ABSENCE:
            other += 1
            continue
        days = sum((start + timedelta(days=day)).weekday() < _SATURDAY for day in range(span + 1))
        if figure in (days, days - 0.5):
            exact += 1
            longer += days > 1
        elif 0 < figure < days:
            less += 1
        else:
            other += 1
    total = exact + less + other
    return exact if exact >= ENOUGH and longer > 1 and exact >= 0.6 * total and other <= 0.1 * total else 0


def is_sum(total: Figures, parts: Sequence[Figures]) -> bool:
    """Whether a column is the sum of several others, row by row; blanks are nothing."""
    if len(parts) < _FEWEST_PARTS:
        return False
    good = bad = 0
    for row, figure in enumerate(total):
        if figure is None:
            continue
        found = sum(part[row] or 0.0 for part in parts)
        if abs(found - figure) <= _PENNY * len(parts):
            good += 1
        else:
            bad += 1
    return good >= ENOUGH and good >= _MOSTLY * (good + bad)


def is_product(value: Figures, rate: Figures, units: Figures) -> bool:
    """Whether a column is rate x units in every row that has all three, to a penny or the rounding of the rate."""
    good = bad = 0
    for amount, each, many in zip(value, rate, units, strict=True):
        if amount is None or each is None or many is None:
            continue
        near = max(_PENNY, 0.005 * abs(many), 0.005 * abs(each))
        if abs(each * many - amount) <= near:
            good += 1
        else:
            bad += 1
    return good >= ENOUGH and bad == 0


def mostly_more(one: Sequence[float | date | None], other: Sequence[float | date | None]) -> tuple[int, int]:
    """Return in how many rows the one is more (later) than the other, and how many rows have both."""
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    return sum(a > b for a, b in pairs), len(pairs)  # type: ignore[operator]  # both figures, or both days
