"""What the arithmetic of a sheet says of its columns: what it shows, what it explains, and what it contradicts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from converters.matching.columns.candidates import ASKED_AT_MOST
from converters.matching.columns.column import CERTAIN, Column, Proposal
from converters.matching.evidence.arithmetic import FIELDS, Sheet, Shown, is_product, is_sum, mostly_more
from converters.matching.headings import Headings, words
from converters.matching.look import ENOUGH, SHORTEST_FULL_WEEK
from converters.recipe.grains import ALLOWED
from converters.recipe.target import IGNORE, OPEN, parse_targets
from swf_desktop.words import counted

_SHOWN: Final = 0.9
"""What arithmetic is worth that comes out in row after row."""

_ORDER_ALONE: Final = 0.6
"""What it is worth that dates lie in some order: many do."""

_ENOUGH_ROWS: Final = 5
"""So many rows have to come out where the heading says nothing."""

_RATE: Final = frozenset({"rate", "price"})
_UNITS: Final = frozenset({"units", "unit", "hours", "hrs", "quantity", "qty", "number", "no", "days"})
_VALUE: Final = frozenset({"value", "amount", "pay", "total", "sum", "gross"})

_PAYMENT: Final = "payment.PaymentAmount"
_HOURS, _FULL = "contract.HoursPerWeek", "contract.FTEHours"

_TOTAL: Final = "a total is not a value of its own"

_NEVER_MORE: Final = (
    ("contract.HoursPerWeek", "contract.FTEHours", "hours a week are more than those of full time"),
    ("contract.MonthlyPay", "contract.AnnualSalary", "a month's pay is more than a year's"),
    ("contract.MonthlyPay", "contract.ActualSalary", "a month's pay is more than a year's"),
    ("contract.ActualSalary", "contract.FullTimeSalary", "actual pay is more than that of full time"),
    ("contract.ContractStart", "contract.ContractEnd", "the start lies after the end"),
    ("absence.FirstDayOfAbsence", "absence.LastDayOfAbsence", "the first day lies after the last"),
    ("staff.PersonBirthDate", "contract.ContractStart", "the birth lies after the start"),
)
"""Two fields of which the first is never more, or later, than the second, and what to say where it is."""


def by_figures(columns: Sequence[Column], headings: Headings, grain: str, sheet: Sheet) -> None:
    """Decide, explain and open columns by what their figures and dates are to one another."""
    if grain != "element":
        _products(columns, headings, grain, sheet)
    _show(columns, headings, grain, sheet)
    _show_together(columns, headings, grain, sheet)
    _totals(columns, sheet)
    _contradict(columns, sheet)
    _full_hours(columns, sheet)


def _full_hours(columns: Sequence[Column], sheet: Sheet) -> None:
    """Open a column of hours that is nothing but full weeks, where an open one beside it holds hours and never more."""
    known = _known(columns)
    if _HOURS not in known or _FULL in known:
        return
    mine = next(one for one in columns if one.index == known[_HOURS])
    figures = [figure for figure in sheet.figures(mine.index) if figure is not None]
    if mine.settled or len(figures) < ENOUGH or min(figures) < SHORTEST_FULL_WEEK:
        return
    for other in columns:
        hours = other.decided == OPEN and any(one.field == _HOURS and one.strength >= 0.5 for one in other.seen or ())
        if not hours:
            continue
        more, both = mostly_more(sheet.figures(mine.index), sheet.figures(other.index))
        less, _ = mostly_more(sheet.figures(other.index), sheet.figures(mine.index))
        if both >= ENOUGH and more and not less:
            mine.decided = OPEN
            mine.reason = f"'{other.heading}' holds hours too, and never more, so that this may be those of full time"
            mine.proposals.append(Proposal(_FULL, 0.6, f"'{other.heading}' beside it holds hours, and never more"))
            return


def _known(columns: Sequence[Column]) -> dict[str, int]:
    """Return field to column, of fields that stand alone and have one column."""
    found: dict[str, list[int]] = {}
    for column in columns:
        if len(column.targets) == 1 and column.targets[0].group is None and column.look.filled:
            found.setdefault(column.targets[0].field, []).append(column.index)
    return {name: places[0] for name, places in found.items() if len(places) == 1}


def _show(columns: Sequence[Column], headings: Headings, grain: str, sheet: Sheet) -> None:
    """Take an open column for what the arithmetic shows, where its heading may mean that or means nothing."""
    for column in columns:
        if column.decided != OPEN or column.settled or column.look.filled < ENOUGH:
            continue
        shown = [one for one in sheet.shown(column.index, _known(columns)) if _has_place(one.target, headings, grain)]
        targets = {one.target for one in shown}
        if len(targets) != 1:
            continue
        best = max(shown, key=lambda one: one.rows)
        likely = next((one.confidence for one in column.proposals if one.target == best.target), 0.0)
        others = max(
            (one.confidence for one in column.proposals if one.target not in (best.target, IGNORE)), default=0.0
        )
        sure = not _is_order(best) and (
            likely >= ASKED_AT_MOST or (best.rows >= _ENOUGH_ROWS and others < ASKED_AT_MOST + 0.1)
        )
        reason = f"the heading may mean it, and {best.reason}" if likely >= ASKED_AT_MOST else best.reason
        reason = f"{reason} in {counted(best.rows, 'row')}"
        worth = _SHOWN if sure else max(likely, _ORDER_ALONE)
        column.proposals = [
            Proposal(best.target, worth, reason),
            *[one for one in column.proposals if one.target != best.target],
        ]
        if sure:
            column.decided, column.reason, column.confidence = best.target, reason, worth


def _show_together(columns: Sequence[Column], headings: Headings, grain: str, sheet: Sheet) -> None:
    """Take two open columns for what they may be, where with a third that is known they come out row after row.

    `Hrs` is known, `of` may be full-time hours and `%` a share: hours / full-time hours = share decides both.
    """
    unsure = [one for one in columns if one.decided == OPEN and not one.settled and one.look.filled >= ENOUGH]
    known = _known(columns)
    for one in unsure[:_MOST_TRIED]:
        for other in unsure[:_MOST_TRIED]:
            if one is other or one.decided != OPEN or other.decided != OPEN:
                continue
            for first in one.proposals:
                if first.target not in FIELDS or first.target in known or other.decided != OPEN:
                    continue
                shown = sheet.shown(other.index, {**known, first.target: one.index})
                best = next(
                    (
                        found
                        for found in shown
                        if found.rows >= _ENOUGH_ROWS
                        and not _is_order(found)
                        and _has_place(found.target, headings, grain)
                        and any(found.target == likely.target for likely in other.proposals)
                    ),
                    None,
                )
                if best is not None:
                    reason = f"{best.reason} in {counted(best.rows, 'row')}"
                    other.decided, other.reason, other.confidence = best.target, reason, _SHOWN
                    one.decided, one.confidence = first.target, _SHOWN
                    one.reason = f"with it '{other.heading}' comes out: {reason}"
                    known = _known(columns)


_MOST_TRIED: Final = 12
"""Open columns that are tried two by two."""


def _is_order(shown: Shown) -> bool:
    return shown.reason.startswith("each date")


def _has_place(target: str, headings: Headings, grain: str) -> bool:
    return target.partition(".")[0] in ALLOWED[grain] and target in headings.collection.fields


def _products(columns: Sequence[Column], headings: Headings, grain: str, sheet: Sheet) -> None:
    """Leave rate and units out where the value beside them, of the same group, is the one times the other.

    A report of payments has the three for each element: what was paid is the value.
    """
    groups: dict[str, list[Column]] = {}
    for column in columns:
        if len(column.parts) > 1:
            groups.setdefault(" ".join(column.parts[:-1]).casefold(), []).append(column)
    for members in groups.values():
        rate, units, value = (_named(members, names) for names in (_RATE, _UNITS, _VALUE))
        if rate is None or units is None or value is None:
            continue
        few = value.look.filled < ENOUGH
        if not few and not is_product(*(sheet.figures(one.index) for one in (value, rate, units))):
            continue
        if few and not all(_product_of_few(sheet, value, rate, units)):
            continue
        for one in (rate, units):
            if not one.settled:
                one.decided = IGNORE
                one.reason = f"'{value.heading}' is rate times units, and holds what was paid"
        value.paid = True
        if not value.settled:
            _of_the_group(value, headings, grain)


def _of_the_group(value: Column, headings: Headings, grain: str) -> None:
    """Take a value, of which rate and units are explained, for what its group is."""
    over = " ".join(value.parts[:-1])
    found = headings.candidates(over, grain)
    money = [one for one in found if one.target == IGNORE or _is_money(one.target, headings)]
    if money and money[0].worth >= CERTAIN:
        value.decided, value.confidence = money[0].target, money[0].worth
        value.reason = f"{money[0].reason}, and rate times units come to it"
        return
    likely = [one for one in value.proposals if one.confidence >= ASKED_AT_MOST and one.target != IGNORE]
    payments = [one for one in likely if one.target.startswith(_PAYMENT)]
    named = [one for one in headings.similar(over, grain) if one[0].target.startswith(_PAYMENT)]
    if payments and named and value.decided == OPEN:
        # Of which type each is, its name says, or it is asked with the amount.
        value.decided, value.confidence = _PAYMENT, CERTAIN
        value.reason = f"'{over}' is an additional payment, and rate times units come to it"


def _is_money(target: str, headings: Headings) -> bool:
    return headings.collection.fields[parse_targets(target)[0].field].type == "money"


def _product_of_few(sheet: Sheet, value: Column, rate: Column, units: Column) -> list[bool]:
    rows = zip(*(sheet.figures(one.index) for one in (value, rate, units)), strict=True)
    full = [(a, b, c) for a, b, c in rows if a is not None and b is not None and c is not None]
    return [abs(b * c - a) <= max(0.011, 0.005 * abs(c), 0.005 * abs(b)) for a, b, c in full] or [False]


def _named(members: Sequence[Column], names: frozenset[str]) -> Column | None:
    found = [one for one in members if set(words(re.sub(r"\(\d+\)$", "", one.parts[-1]))) & names]
    return found[0] if len(found) == 1 else None


def _totals(columns: Sequence[Column], sheet: Sheet) -> None:
    """Open a column that is headed as a total and is none of the columns beside it."""
    for place, column in enumerate(columns):
        if column.decided != IGNORE or column.settled or column.reason.partition(" (")[0] != _TOTAL:
            continue
        if column.look.filled < ENOUGH or column.look.numbers < 1:
            continue
        numeric = [
            one for one in columns[:place] if one.look.filled and one.look.numbers >= 0.8 and one.look.letters < 0.2
        ]
        mine = sheet.figures(column.index)
        ends = [[sheet.figures(one.index) for one in numeric[first:]] for first in range(len(numeric) - 1)]
        if any(is_sum(mine, parts) for parts in ends):
            column.reason = f"{_TOTAL}: it is the sum of the columns before it"
        else:
            column.decided, column.reason = OPEN, f"{_TOTAL}, but it is not the sum of the columns before it"


def _contradict(columns: Sequence[Column], sheet: Sheet) -> None:
    """Open two columns of which one is mostly more than the other, though it never can be."""
    for first, second, words_ in _NEVER_MORE:
        known = _known(columns)
        if first not in known or second not in known:
            continue
        pair = [next(one for one in columns if one.index == known[name]) for name in (first, second)]
        if any(one.settled for one in pair):
            continue
        read = sheet.days if pair[0].look.dates >= 0.5 and pair[1].look.dates >= 0.5 else sheet.figures
        more, both = mostly_more(read(pair[0].index), read(pair[1].index))
        if both < ENOUGH or more <= both / 2:
            continue
        for one, other in (pair, reversed(pair)):
            other_field = second if one is pair[0] else first
            one.proposals.append(Proposal(other_field, 0.6, f"beside '{other.heading}' it would fit"))
            one.decided = OPEN
            one.reason = (
                f"'{pair[0].heading}' and '{pair[1].heading}' cannot both be it: in {more} of {both} rows {words_}"
            )
