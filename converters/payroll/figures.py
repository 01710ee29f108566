"""From the records of a contract to the figures that base pay is worked out from, with the user's answers applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from converters.payroll.elements import ASK, BASE, NOT_COUNTED, PAYMENT, SAFEGUARDING, Line, basic_of, read_lines
from converters.payroll.full_time import Groups
from converters.payroll.hours_and_weeks import TimeReader
from converters.payroll.item import FIGURE_TAGS, Cell, FoundPayment, Item, column_of, decimal_of, number, pay_levels
from converters.payroll.keys import (
    DAYS_KEY,
    FOUR_WEEKS_KEY,
    OF_ONE_CONTRACT,
    WEEKS_KEY,
    column_key,
    element_key,
    part_paid_key,
    period_key,
    several_rates_key,
    units_key,
)
from converters.payroll.questions import ask_period
from converters.payroll.scale_and_point import CodeReader
from converters.recipe.question import Asker
from converters.values.periods import PER_PERIOD, a_year_of, read_period, words_of
from swf_desktop.collection import Collection
from swf_desktop.pay.figures import FIRST_MONTH, FULL_YEAR_WEEKS, KINDS, OPEN_ABSENCE, PAID, YEARLY, PayFigures, money
from swf_desktop.record import Record
from swf_desktop.workspace.journal import Edit

RECENT: Final = timedelta(days=62)
"""So long after a start the payroll of its month may be the one that the school has."""

_NOT_PAY: Final = frozenset({"ContractRef", "ContractStart", "ContractEnd", "SchoolArrivalDate"})
"""What a contract says and its pay does not depend on, but for what `Reader._part_paid` makes of its start."""

_MEANINGS: Final = {
    "actual": "for the hours worked",
    "full-time": "for full time",
    "months": "a month's pay",
    "year": "a year's pay",
    "as headed": "as its heading says",
}


class Reader:
    """Reads items for one return. edits: the user's edits, of which those of base pay are decisions by hand."""

    def __init__(
        self,
        collection: Collection,
        lea: str | None,
        answers: Mapping[str, str],
        asker: Asker,
        edits: Iterable[Edit] = (),
        groups: Groups | None = None,
    ) -> None:
        self.collection = collection
        self.answers = answers
        self.ask = asker
        self.codes = CodeReader(collection, lea, answers, asker)
        self.time = TimeReader(answers, asker, groups or Groups())
        self.edits = {edit.record: edit for edit in edits if edit.field in ("contract.BasePay", "role.BasePay")}
        self.weekly_periods = number(answers.get(WEEKS_KEY))
        self.four_week_periods = number(answers.get(FOUR_WEEKS_KEY))
        self.days = number(answers.get(DAYS_KEY))
        self._of_one = any(key.startswith(OF_ONE_CONTRACT) for key in answers)
        self._absent: dict[int, bool] = {}
        self._known: dict[tuple[object, ...], Item] = {}

    def items(self, person: Record, contract: Record) -> list[Item]:
        """Return the levels of pay of one open contract, read."""
        levels = pay_levels(contract)
        said = self._said(person, contract) if levels[0] is contract else None
        known = self._known.get(said) if said is not None else None
        if known is not None:
            return [known.of(person, contract)]
        items = []
        asked = self.ask.asked
        for record in levels:
            item = Item(person, contract, record)
            if contract.code("DailyRate") == "Y":
                item.figures = PayFigures(daily_rate=True, post=item.post)
                items.append(item)
                break
            if len(levels) == 1:
                item.lines = read_lines(contract, self.collection, self.answers)
            elif record is levels[0]:
                self._both_levels(item)
            self._read(item)
            items.append(item)
        if said is not None and self.ask.asked == asked:
            self._known[said] = items[0]
        return items

    def _said(self, person: Record, contract: Record) -> tuple[object, ...] | None:
        """Return all that is read of a plain contract: another that says the same has the same figures.

        None for one that is more: with roles that are looked at, pay elements, values from several places or an answer
        or edit of its own. Values are shared, so that the same one is the same object.
        """
        children = contract.children or {}
        if (
            "element" in children
            or ("role" in children and "HoursPerWeek" not in contract.values)
            or contract.losers
            or contract.field_origins
            or self._of_one
            or (self.edits and contract.key in self.edits)
        ):
            return None
        pay = [(tag, id(value)) for tag, value in contract.values.items() if tag not in _NOT_PAY]
        origin = None if contract.origin is None else id(contract.origin.sheet)
        return self._part_paid(person, contract), person.typed("QTStatus"), bool(person.of("absence")), origin, *pay

    def _both_levels(self, item: Item) -> None:
        """Say where pay stands on a contract and on its roles: one level holds it, never both."""
        lines = read_lines(item.contract, self.collection, self.answers)
        basic = any(line.sorting is not None and line.sorting.treatment == BASE for line in lines)
        if basic or any(tag in item.contract.values for tag in FIGURE_TAGS):
            item.doubts.append("Pay stands on the contract and on its roles; that of the roles is used.")

    def _read(self, item: Item) -> None:
        record = item.record
        self.codes.read(item)
        self.time.read(item)
        for tag in record.values:
            kind = FIGURE_TAGS.get(tag)
            amount = decimal_of(record, tag) if kind is not None else None
            if kind is not None and amount is not None:
                item.put(kind, amount, column_of(record, tag), Cell(record, tag))
        self._pay_amount(item)
        self._safeguarded(item)
        if item.lines:
            self._elements(item)
        self._settle(item)
        edit = self.edits.get(record.key)
        by_hand = number(edit.text) if edit is not None else None
        reason = edit.reason if edit is not None else ""
        if PAID & item.amounts.keys() or (YEARLY & item.amounts.keys() and item.person.of("absence")):
            item.part_paid = self._part_paid(item.person, item.contract)
            self._settle_part_paid(item)
        item.finish(by_hand, reason, self.weekly_periods, self.four_week_periods, self.days)

    def _settle(self, item: Item) -> None:
        """Apply the answers about whole columns."""
        if not self.answers:
            return
        for kind, column in item.columns.items():
            if kind == "share":
                continue
            for need in ("basis", "months", "year"):
                answer = self.answers.get(column_key(need, kind, column))
                if answer in _MEANINGS:
                    item.meanings.append((kind, answer))
                    item.remarks.append(
                        f"The {KINDS[kind].words} of this column: {_MEANINGS[answer]}, as was answered."
                    )

    def _settle_part_paid(self, item: Item) -> None:
        """Apply the answer whether what was paid during an absence is the full rate."""
        answer = self.answers.get(part_paid_key(item.record), "") if item.part_paid else ""
        for kind in PAID & item.amounts.keys() if answer else ():
            if answer == "full rate":
                item.meanings.append((kind, answer))
            elif answer == "not full":
                del item.amounts[kind]
                item.remarks.append(f"The {KINDS[kind].words} was paid during {item.part_paid} and is not used.")

    # --- an amount whose period stands in a column of its own --------------------------------------------------------

    def _pay_amount(self, item: Item) -> None:
        record = item.record
        amount = decimal_of(record, "PayAmount")
        if amount is None:
            return
        text = record.raw("PayPeriod").strip()
        kind = read_period(text) or read_period(self.answers.get(period_key(text), ""))
        if kind is None:
            self._ask_period(item, text, record, "PayPeriod")
        else:
            item.put(kind, amount, column_of(record, "PayAmount"), Cell(record, "PayAmount"))

    def _safeguarded(self, item: Item) -> None:
        """Keep the safeguarded sum of a column as a year's; what its period is, where that is not known, is asked."""
        record = item.record
        amount = decimal_of(record, "SafeguardedAmount")
        if amount is None or amount <= 0:
            return
        text = record.raw("SafeguardedPeriod").strip()
        # The period in which the person is paid, where the row says it.
        said = item.text("PayPeriod").strip() if words_of(text) == PER_PERIOD else ""
        kind = (
            (read_period(said) or read_period(text) or read_period(self.answers.get(period_key(text), "")))
            if text
            else "annual"
        )
        times = None if kind is None else a_year_of(kind)
        if kind is None:
            ask_period(self.ask, text, record, "SafeguardedPeriod")
        if times is None:
            item.doubts.append(
                f"The period of the safeguarded sum (“{text}”) is not known; it is taken as it stands, as a year's."
            )
        item.safeguarded = amount * (times or 1)

    def _ask_period(self, item: Item, text: str, record: Record, tag: str) -> None:
        item.doubts.append(f"The period of the pay (“{text or 'blank'}”) is not known; the amount is not used.")
        ask_period(self.ask, text, record, tag)

    # --- pay elements ------------------------------------------------------------------------------------------------

    def _elements(self, item: Item) -> None:
        """Send each pay element to base pay, to an additional payment, to safeguarding, or leave it out."""
        basic: dict[str, list[Line]] = {}
        not_counted: dict[str, None] = {}
        for line in item.lines:
            treatment = ASK if line.sorting is None else line.sorting.treatment
            if treatment == ASK:
                self._ask_element(item, line)
            elif treatment not in (BASE, PAYMENT, SAFEGUARDING):
                not_counted[line.name] = None
            elif line.period is None:
                self._ask_period(item, line.period_text, line.record, "ElementPeriod")
            elif treatment == BASE:
                basic.setdefault(line.period, []).append(line)
            else:
                self._other_element(item, line, treatment)
        for kind, lines in basic.items():
            self._basic(item, kind, lines)
        if not_counted:
            item.remarks.append(f"Left out of base pay: {', '.join(not_counted)}.")

    def _other_element(self, item: Item, line: Line, treatment: str) -> None:
        """Keep an additional payment or a safeguarded sum as a year's amount."""
        year = self._year_of(item, line)
        if year is None:
            item.doubts.append(f"“{line.name}” cannot be made a year's amount and is not used.")
        elif treatment == SAFEGUARDING:
            item.safeguarded = year + (item.safeguarded or Decimal(0))
            item.remarks.append(f"“{line.name}” is a safeguarded sum of {money(year)} a year, part of base pay.")
        elif line.sorting is not None:
            item.payments.append(FoundPayment(line.sorting.type, line.name, year, line.record))

    def _basic(self, item: Item, kind: str, lines: list[Line]) -> None:
        """Keep what the lines of basic pay of one period come to."""
        share = item.hours / item.fte_hours if item.hours and item.fte_hours else item.share
        found = basic_of(lines, share, item.hours, amounts_hold=self._amounts_hold(item))
        if found.several:
            self._several_rates(item, lines)
            return
        if found.hours is not None and item.hours is None:
            self._unit_hours(item, found.hours, lines[0].record)
        if found.remark:
            item.remarks.append(found.remark)
        if found.amount is None:
            item.doubts.append(
                "What was paid during an absence, or for a part of a month, is not used, and there is no rate."
            )
            return
        first = lines[0]
        tag = "ElementRate" if first.record.has("ElementRate") else "ElementAmount"
        sheet = column_of(first.record, tag).rpartition("/")[0]
        column = f"{sheet}/{first.name}" if sheet else first.name
        item.put(kind, found.amount, column, Cell(first.record, tag, first.name))

    def _amounts_hold(self, item: Item) -> bool:
        """Whether what was paid is a whole period's pay: not during an absence, nor for who began within the month."""
        start = item.contract.typed("ContractStart")
        day = self.collection.reference_date
        if isinstance(start, date) and (start.year, start.month) == (day.year, day.month) and start.day > 1:
            return False
        return not self._is_absent(item.person)

    def _is_absent(self, person: Record) -> bool:
        """Whether an absence of the person is open on the reference date."""
        absent = self._absent.get(id(person))
        if absent is None:
            absent = any(map(self._is_open, person.of("absence")))
            self._absent[id(person)] = absent
        return absent

    def _is_open(self, absence: Record) -> bool:
        day = self.collection.reference_date
        first, last = absence.typed("FirstDayOfAbsence"), absence.typed("LastDayOfAbsence")
        lasts = not absence.has("LastDayOfAbsence") or (isinstance(last, date) and last >= day)
        return isinstance(first, date) and first <= day and lasts

    def _part_paid(self, person: Record, contract: Record) -> str:
        """Return why the amounts of a pay period may be no whole pay, empty where nothing says so."""
        if self._is_absent(person):
            return OPEN_ABSENCE
        start, day = contract.typed("ContractStart"), self.collection.reference_date
        if isinstance(start, date) and start.day > 1 and day - RECENT <= start <= day:
            return FIRST_MONTH
        return ""

    def _year_of(self, item: Item, line: Line) -> Decimal | None:
        """Return a year's amount of an element other than basic pay."""
        rate = line.full_rate
        if rate is None or rate <= 0 or line.period is None:
            return None
        if line.period == "hourly":
            return None if item.hours is None else rate * item.hours * (item.paid_weeks or FULL_YEAR_WEEKS)
        if line.period == "weekly" and self.weekly_periods is not None:
            return rate * self.weekly_periods
        if line.period == "four_weekly" and self.four_week_periods is not None:
            return rate * self.four_week_periods
        multiplier = KINDS[line.period].multiplier
        return None if multiplier is None else rate * multiplier

    # --- questions about elements ------------------------------------------------------------------------------------

    def _ask_element(self, item: Item, line: Line) -> None:
        sorting = line.sorting
        item.doubts.append(f"The pay element “{line.name}” is left out until it is answered what it is.")
        choices = sorting.choices if sorting is not None else (BASE, NOT_COUNTED, "payment OTH", SAFEGUARDING)
        why = f" {sorting.note}." if sorting is not None else ""
        self.ask.answer(
            element_key(line.name),
            f"What is the pay element “{line.name}”?{why}",
            tuple((choice, "") for choice in choices),
            line.record,
            "ElementName",
        )

    def _several_rates(self, item: Item, lines: list[Line]) -> None:
        """Several hourly rates on one contract are several jobs: one choice for the person, never a sum."""
        names = ", ".join(f"“{line.name}”" for line in lines)
        item.doubts.append(
            f"The contract has {len(lines)} hourly rates ({names}). They are not added: give each job a contract "
            "or a role of its own."
        )
        key = several_rates_key(item.contract)
        if self.answers.get(key) not in ("roles", "contracts"):
            self.ask.answer(
                key,
                f"A contract has {len(lines)} hourly rates of basic pay ({names}). Each job needs a contract of "
                "its own, or a role with its pay and hours: make them in the source or by hand.",
                (("roles", "pay is given by role"), ("contracts", "each job has a contract of its own")),
                item.record,
                None,
            )

    def _unit_hours(self, item: Item, units: Decimal, record: Record) -> None:
        """Take the hours a week from the units of hourly lines, where that was answered."""
        key = units_key(column_of(record, "ElementUnits"))
        answer = self.answers.get(key, "")
        if answer == "week":
            item.hours = units
        elif answer == "month":
            item.hours = units * 12 / FULL_YEAR_WEEKS
        else:
            self.ask.answer(
                key,
                "Some contracts have no hours a week, and their hourly lines of basic pay have units. What are "
                "the units?",
                (("week", "hours a week"), ("month", "hours in the month")),
                record,
                "ElementUnits",
            )
