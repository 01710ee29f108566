"""Pay elements: what each line of a payroll report is, by its name, and what figure a contract's lines come to.

`resources/census/pay_elements.csv` says what a name means; the first line of it that fits decides, and a user's
answer stands above it. A name that no line fits is asked about once.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from converters.payroll.keys import element_key, period_key
from converters.values.periods import read_period, words_of
from resources import resource
from swf_desktop.collection import Collection
from swf_desktop.record import Record

BASE: Final = "base pay"
SAFEGUARDING: Final = "safeguarding"
NOT_COUNTED: Final = "leave out"
PAYMENT: Final = "payment"
ASK: Final = "ask"


@dataclass(frozen=True, slots=True)
class Sorting:
    """What a pay element is. treatment.

    `base pay`, `safeguarding`, `payment` (of `type`), `leave out` or `ask` (one of `choices`).
    """

    treatment: str
    type: str = ""
    choices: tuple[str, ...] = ()
    note: str = ""
    basis: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class ElementRow:
    """One line of the table of pay elements. words: as `words_of` has them, `*` for any ending; whole.

    The name is these words only.
    """

    words: tuple[str, ...]
    whole: bool
    sorting: Sorting
    since: int
    until: int

    def fits(self, name: tuple[str, ...]) -> bool:
        """Whether a name, in words, holds these words one after the other (or is them)."""
        size = len(self.words)
        if self.whole:
            return len(name) == size and self._at(name, 0)
        return any(self._at(name, start) for start in range(len(name) - size + 1))

    def _at(self, name: tuple[str, ...], start: int) -> bool:
        return all(
            name[start + index].startswith(word[:-1]) if word.endswith("*") else name[start + index] == word
            for index, word in enumerate(self.words)
        )


@cache
def element_table(year: int) -> tuple[ElementRow, ...]:
    """Return the table of pay elements of one census year, in its order."""
    text = resource("census", "pay_elements.csv").read_text(encoding="utf-8")
    rows = []
    for line in csv.DictReader(io.StringIO(text)):
        since, until = int(line["from"] or 0), int(line["until"] or 9999)
        if since <= year <= until:
            sorting = Sorting(
                line["treatment"],
                line["type"],
                tuple(line["choices"].split("|")) if line["choices"] else (),
                line["note"],
                line["basis"],
                line["confidence"],
            )
            rows.append(ElementRow(tuple(line["words"].split()), line["match"] == "whole", sorting, since, until))
    return tuple(rows)


@cache
def sort_element(name: str, year: int) -> Sorting | None:
    """Return what a pay element's name says it is, None where the table does not know it."""
    words = tuple(words_of(name).split())
    return next((row.sorting for row in element_table(year) if row.fits(words)), None)


def parse_sorting(answer: str, collection: Collection) -> Sorting | None:
    """Read an answer on a pay element: `base pay`, `safeguarding`, `leave out`, `payment TLR` or `TLR`.

    None where it is none of these.
    """
    words = words_of(answer)
    if words in (BASE, SAFEGUARDING, NOT_COUNTED):
        return Sorting(words, note="as answered")
    type_ = words.removeprefix("payment ").upper()
    codes = collection.code_sets[collection.fields["payment.PaymentType"].code_set].codes
    return Sorting(PAYMENT, type_, note="as answered") if type_ in codes else None


@dataclass(frozen=True, slots=True)
class Line:
    """One pay element of one contract, read. period: kind of figure or None; rate.

    Pounds for one unit of the period.
    """

    record: Record
    name: str
    sorting: Sorting | None
    period: str | None
    period_text: str
    rate: Decimal | None
    units: Decimal | None
    amount: Decimal | None

    @property
    def full_rate(self) -> Decimal | None:
        """Pay for one whole unit: the rate, which holds also where a part of a unit was paid.

        Else the amount by its units.
        """
        if self.rate is not None:
            return self.rate
        if self.amount is not None and self.units is not None and self.units > 0:
            return self.amount / self.units
        return self.amount


def read_lines(contract: Record, collection: Collection, answers: Mapping[str, str]) -> list[Line]:
    """Return a contract's pay elements with what they are, in the order of the source.

    Lines without any amount are left out.
    """
    lines = []
    for record in contract.of("element"):
        name = record.raw("ElementName").strip()
        rate, units, amount = (_decimal(record, tag) for tag in ("ElementRate", "ElementUnits", "ElementAmount"))
        if rate is None and amount is None:
            continue
        answer = answers.get(element_key(name))
        sorting = parse_sorting(answer, collection) if answer else None
        text = record.raw("ElementPeriod").strip()
        period = read_period(text) or read_period(answers.get(period_key(text), ""))
        lines.append(
            Line(record, name, sorting or sort_element(name, collection.year), period, text, rate, units, amount)
        )
    return lines


def _decimal(record: Record, tag: str) -> Decimal | None:
    value = record.typed(tag)
    return value if isinstance(value, Decimal) else Decimal(value) if isinstance(value, int) else None


@dataclass(frozen=True, slots=True)
class Basic:
    """What a contract's lines of basic pay of one period come to.

    amount: pounds for one unit of the period. hours: the weekly hours that hourly lines name. full_time: the rate is
    that of full time, units were the share. several: different hourly rates that must not be summed.
    """

    amount: Decimal | None
    remark: str = ""
    hours: Decimal | None = None
    several: tuple[Decimal, ...] = ()


def basic_of(lines: list[Line], share: Decimal | None, hours: Decimal | None, *, amounts_hold: bool) -> Basic:
    """Return what lines of basic pay of one period come to.

    share: the share of full time by hours; hours: the contract's hours a week. amounts_hold: False while an absence
    is open or where the contract began within the month: then only rates are used, never what was paid.
    """
    used = [line for line in lines if (line.rate or line.amount or Decimal(0)) > 0]
    if not amounts_hold:
        used = [line for line in used if line.rate is not None]
    if not used:
        return Basic(None)
    rates = [rate for line in used if (rate := line.full_rate) is not None]
    units = [line.units for line in used if line.units is not None]
    total = sum(units, Decimal(0))
    if used[0].period == "hourly":
        return _hourly(rates, units, total, hours)
    if share is not None and share < 1 and len(units) == len(used) and abs(total - share) <= Decimal("0.005"):
        paid = sum(
            (rate * line.units for rate, line in zip(rates, used, strict=True) if line.units is not None), Decimal(0)
        )
        return Basic(
            paid, f"The rate is that of full time and the units ({_plain(total)}) are the share: {_plain(paid)}."
        )
    if len(used) == 1:
        part = units and units[0] != 1
        if not part:
            return Basic(rates[0])
        return Basic(rates[0], f"{_plain(units[0])} of a unit was paid; the rate is what counts.")
    if len(set(rates)) == 1 and len(units) == len(used) and total == 1:
        return Basic(rates[0], f"{len(used)} lines of basic pay share one unit: one post, split between cost centres.")
    return Basic(sum(rates, Decimal(0)), f"{len(used)} lines of basic pay are added.")


def _hourly(rates: list[Decimal], units: list[Decimal], total: Decimal, hours: Decimal | None) -> Basic:
    """Return the hourly rate; lines of one rate are the same job, of several rates several jobs."""
    named = total if len(units) == len(rates) and total > 1 else None
    different = tuple(dict.fromkeys(rates))
    if len(different) > 1:
        return Basic(None, several=different)
    remark = ""
    if hours is not None and named is not None and named != hours:
        remark = (
            f"The units ({_plain(named)}) are not the contract's hours a week ({_plain(hours)}); "
            "the contract's hours are used."
        )
    return Basic(rates[0], remark, named)


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
