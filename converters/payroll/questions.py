"""How pay asks: about one contract, or about a whole column."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Final

from converters.payroll.item import Item, number
from converters.payroll.keys import (
    DAYS_KEY,
    column_key,
    paid_weeks_key,
    part_paid_key,
    period_key,
    share_key,
    which_point_key,
)
from converters.payroll.patterns import FACTOR_WEEKS, LEAVE_WEEKS, paid_weeks_seen
from converters.recipe.question import Asker
from swf_desktop.pay.figures import KINDS, BasePay, Need, plain
from swf_desktop.record import Record

_PERIODS: Final = ("Month", "Year", "Four weeks", "Fortnight", "Week", "Day", "Hour")


def ask_period(asker: Asker, text: str, record: Record, tag: str) -> None:
    """Ask once what a text means of which time an amount is; "" for amounts of which nothing says it."""
    question = f"What period does “{text}” mean?" if text else "Some amounts of pay have no period. Which is it?"
    asker.answer(period_key(text), question, tuple((period, "") for period in _PERIODS), record, tag)


def ask_about_pay(need: Need, item: Item, items: list[Item], results: list[BasePay], asker: Asker) -> None:
    """Put a contract's need as a question, once for all that share it."""
    if need.kind in ("basis", "months", "year"):
        _ask_column(need, item, items, results, asker)
    elif need.kind == "share":
        column = item.columns.get("share", "FTE")
        asker.answer(
            share_key(column),
            f"What does the share of full time in {column} count?",
            (("hours and weeks", "hours and paid weeks"), ("hours", "hours only")),
            item.record,
            "FTE",
        )
    elif need.kind == "paid weeks":
        seen = paid_weeks_seen(items, need.about)
        weeks = f"{need.about} weeks worked" if need.about else "an unknown number of weeks"
        choices = [(weeks_paid, words) for weeks_paid, words in seen]
        if not seen:
            worked = number(need.about) or Decimal(39)
            choices.append(
                (
                    f"{plain(worked)}+{LEAVE_WEEKS}",
                    f"{plain(worked + LEAVE_WEEKS)}: the weeks worked and 5.6 weeks of paid leave, the least there is",
                )
            )
        factor = f"{need.about or 39}/{FACTOR_WEEKS}"
        if factor not in dict(seen):
            choices.append((factor, "the factor that some payrolls use, as a share of a full year"))
        asker.answer(
            paid_weeks_key(need.about),
            f"Contracts with {weeks} a year have an hourly rate but no paid weeks (weeks worked and paid leave). "
            "How many are "
            "paid? Give a number such as 44.5, or weeks and leave such as 39+5.5.",
            tuple(choices),
            item.record,
            "WeeksPerYear",
            own=True,
        )
    elif need.kind == "day divisor":
        meanings = {"195": "a teacher's working days", "260": "weekdays of a year", "365": "days of a year"}
        asker.answer(
            DAYS_KEY,
            "Some salaried contracts have only a pay per day. How many days' pay is a year's pay?",
            tuple((choice, meanings[choice]) for choice in need.choices),
            item.record,
            "DailyPay",
            own=True,
        )
    elif need.kind == "part paid":
        asker.answer(
            part_paid_key(item.record),
            f"The {KINDS[need.about].words} of a contract was paid during {item.part_paid}. Is it the contract's full "
            "rate? Half or no pay is never base pay.",
            (("full rate", "it is the contract's full rate"), ("not full", "it is not; the pay will be filled in")),
            item.record,
            KINDS[need.about].tag,
        )
    elif need.kind == "which point":
        asker.answer(
            which_point_key(item.record),
            f"A contract's pay fits {' and '.join(need.choices)}. Which point is it?",
            tuple((choice, "") for choice in need.choices),
            item.record,
            "SpinePoint",
        )


def _ask_column(need: Need, item: Item, items: list[Item], results: list[BasePay], asker: Asker) -> None:
    kind, column = need.about, item.columns[need.about]
    words, key = KINDS[kind].words, column_key(need.kind, need.about, column)
    if need.kind == "basis":
        shown = Counter(
            result.reading
            for other, result in zip(items, results, strict=True)
            if result.shown and result.kind == kind and other.columns.get(kind) == column
        )
        meanings = {"actual": "pay for the hours and weeks worked", "full-time": "the pay of somebody full time"}
        order = sorted(need.choices, key=lambda choice: -shown[choice])
        told = ", ".join(
            f"{count} {'is' if count == 1 else 'are'} {meanings[reading]}" for reading, count in shown.most_common()
        )
        asker.answer(
            key,
            f"The {words} in {column} of people who work part time: is it for the hours worked or for full time?"
            + (f" Of the others in this column, {told}, as the tables or the row show." if told else ""),
            tuple((choice, meanings[choice]) for choice in order),
            item.record,
            KINDS[kind].tag,
        )
        return
    held, headed = ("a month's", "a year's") if need.kind == "months" else ("a year's", "a month's")
    asker.answer(
        key,
        f"{column} is headed as {headed} pay ({words}), but figures in it fit the tables or the row's other "
        "figures only "
        f"as {held} pay. What does the column hold?",
        ((need.kind, f"{held} pay"), ("as headed", f"{headed} pay, as its heading says")),
        item.record,
        KINDS[kind].tag,
    )
