"""Triangulation: what the columns of a file mean, from all contracts together.

For each contract the annual, monthly and hourly figures, share, hours and weeks are tested against each other and the
tables; here the pattern that fits the whole file is named, so that one answer settles every row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from converters.payroll.item import Item
from converters.payroll.keys import share_key
from converters.recipe.question import Asker
from swf_desktop.pay.figures import FULL_YEAR_WEEKS, KINDS, MONTHS, BasePay, PayFigures, plain
from swf_desktop.pay.reading import share_reading, whole_year
from swf_desktop.words import counted

SHARE_MEANINGS: Final = {
    "hours": "hours only: 0.6 is 19.5 of 32.5 hours",
    "hours and weeks": "hours and paid weeks together",
    "a percentage of hours": "a percentage of full-time hours",
    "a percentage of hours and weeks": "a percentage of hours and paid weeks",
    "averaged hours": "hours a week averaged over the year",
    "heads": "people, so it says nothing about the share",
}


def settle_shares(items: list[Item], answers: Mapping[str, str], asker: Asker) -> list[str]:
    """Name what each column of shares of full time counts, and ask where contracts without hours depend on it.

    Returns sentences on what was found. Contracts that depend on an open question hold their share back.
    """
    notes = []
    columns: dict[str, list[Item]] = {}
    for item in items:
        if "share" in item.columns and item.figures.share is not None:
            columns.setdefault(item.columns["share"], []).append(item)
    for column, members in columns.items():
        seen: Counter[str] = Counter()
        for item in members:
            reading = share_reading(item.figures)
            # Somebody full time all year shows nothing: there every reading but a percentage gives 1.
            if reading and (reading.startswith("a percentage") or item.figures.share != 1 or reading == "heads"):
                seen[reading] += 1
        tested = sum(seen.values())
        if tested:
            told = ", ".join(f"{words} in {count}" for words, count in seen.most_common())
            notes.append(
                f"{column}, the share of full time, counts {told} of {counted(tested, 'contract')} whose hours show it."
            )
        if share_key(column) in answers and answers[share_key(column)] in SHARE_MEANINGS:
            continue
        common = seen.most_common(1)[0][0] if seen else ""
        for item in members:
            if _depends(item, common):
                item.figures = replace(item.figures, meanings=(*item.figures.meanings, ("share", "held")))
                _ask_share(column, item, seen, asker)
    return notes


def _depends(item: Item, common: str) -> bool:
    """Whether a contract's pay depends on what the column of shares counts."""
    figures = item.figures
    if figures.share is None or (figures.hours and figures.fte_hours):
        return False
    if figures.share > 1 or common == "heads" or common.startswith("a percentage") or common == "averaged hours":
        return True
    return not figures.teacher and not whole_year(figures)


def _ask_share(column: str, item: Item, seen: Counter[str], asker: Asker) -> None:
    share = item.figures.share
    likely = [words for words, _ in seen.most_common()]
    if share is not None and share > 1:
        rest = ["a percentage of hours", "averaged hours", "a percentage of hours and weeks", "heads"]
    else:
        rest = ["hours and weeks", "hours", "heads"]
    order = list(dict.fromkeys([*likely, *rest]))
    shown = f" Where hours are known it is mostly {likely[0]}." if likely else ""
    asker.answer(
        share_key(column),
        f"Some contracts have no hours, only the share of full time in {column}. What does it count?{shown}",
        tuple((words, SHARE_MEANINGS[words]) for words in order),
        item.record,
        "FTE",
    )


def evidence_of_columns(items: list[Item], results: list[BasePay]) -> list[str]:
    """Name what the tables and the rows show of each column of yearly pay without a basis in its heading."""
    seen: dict[tuple[str, str], Counter[str]] = {}
    for item, result in zip(items, results, strict=True):
        if result.shown and result.kind in item.columns and result.kind == "annual":
            seen.setdefault((result.kind, item.columns[result.kind]), Counter())[result.reading] += 1
    words = {"actual": "for the hours worked", "full-time": "for full time"}
    return [
        f"{column}, the {KINDS[kind].words}: "
        + ", ".join(f"{words[reading]} in {count}" for reading, count in counts.most_common())
        + " of the part-time contracts, as the tables or the row's other figures show."
        for (kind, column), counts in seen.items()
    ]


FACTOR_WEEKS: Final = Decimal("44.743")
"""Some payrolls pay term-time staff weeks worked / 44.743 of a full year (read: real-life facts, 21)."""

LEAVE_WEEKS: Final = Decimal("5.6")
"""Weeks of paid leave a year that the Working Time Regulations 1998 give everybody at least, bank holidays included."""


def _implied_weeks(figures: PayFigures) -> Decimal | None:
    """Return the paid weeks that two figures of one contract show together; None where there are not two."""
    if not figures.hours:
        return None
    year = figures.actual or (figures.monthly * MONTHS if figures.monthly else None)
    if year is not None and figures.hourly:
        return year / (figures.hourly * figures.hours)
    if year is not None and figures.full_time and figures.fte_hours:
        return year * figures.fte_hours * FULL_YEAR_WEEKS / (figures.full_time * figures.hours)
    return None


def paid_weeks_seen(items: list[Item], weeks: str) -> list[tuple[str, str]]:
    """Return the paid weeks of other contracts with so many weeks worked, given or shown, most frequent first."""
    given: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    for item in items:
        figures = item.figures
        if figures.weeks is None or plain(figures.weeks) != weeks:
            continue
        if figures.paid_weeks is not None:
            given[plain(figures.paid_weeks)] += 1
            continue
        implied = _implied_weeks(figures)
        if implied is not None:
            factor = abs(implied - figures.weeks * FULL_YEAR_WEEKS / FACTOR_WEEKS) <= Decimal("0.1")
            shown[f"{weeks}/{FACTOR_WEEKS}" if factor else plain(implied.quantize(Decimal("0.1"), ROUND_HALF_UP))] += 1
    found = [
        (paid, f"as {counted(count, 'other contract has', 'other contracts have')}")
        for paid, count in given.most_common(2)
    ]
    found += [
        (paid, f"as the figures of {counted(count, 'contract')} show")
        for paid, count in shown.most_common(2)
        if paid not in given
    ]
    return found
