"""Hours, weeks and share of full time of a contract, with the answers that settle what a file leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from converters.payroll.full_time import SUPPORT, TEACHERS, Groups
from converters.payroll.item import Item, column_of, decimal_of, number, pay_levels
from converters.payroll.keys import (
    HOURS_OF_SHARE_KEY,
    LONG_YEAR_KEY,
    full_hours_key,
    paid_weeks_key,
    share_key,
    weeks_key,
)
from converters.recipe.question import Asker
from converters.values.amounts import two_places
from swf_desktop.pay.figures import FULL_YEAR_WEEKS, NOTHING, SUPPORT_HOURS, TEACHER_HOURS, WHOLE_YEAR, plain
from swf_desktop.words import counted

LONG_YEAR: Final = Decimal(53)

LONG_TEACHER_HOURS: Final = Decimal(35)
"""Full-time hours from which on a teacher's are likely the payroll's default for everybody."""


class TimeReader:
    """Reads hours, weeks and share of full time."""

    def __init__(self, answers: Mapping[str, str], asker: Asker, groups: Groups) -> None:
        self.answers = answers
        self.ask = asker
        self.groups = groups

    def read(self, item: Item) -> None:
        """Fill hours, full-time hours, weeks, paid weeks and share of an item whose scale is known already."""
        self._hours(item)
        item.weeks, item.paid_weeks = item.first("WeeksPerYear"), item.first("PaidWeeks")
        if item.weeks is None:
            self._no_weeks(item)
        elif item.weeks == LONG_YEAR:
            self._long_year(item)
        unknown = item.weeks is None and not item.teacher
        if item.paid_weeks is None and (unknown or (item.weeks is not None and item.weeks < WHOLE_YEAR)):
            weeks = "" if item.weeks is None else plain(item.weeks)
            item.paid_weeks = self._paid_weeks(weeks)
            if item.paid_weeks is not None:
                paid = plain(item.paid_weeks.quantize(Decimal("0.001")))
                worked = f"{weeks} weeks worked" if weeks else "weeks that no file gives"
                item.remarks.append(f"{paid} paid weeks for {worked}, as was answered.")
        self._share(item)
        self._full_hours(item)
        self._hours_of_share(item)

    def _no_weeks(self, item: Item) -> None:
        """Take the weeks that were answered for all; ask where the files give them for nobody of the group."""
        group = TEACHERS if item.teacher else SUPPORT
        answer = number(self.answers.get(weeks_key(group)))
        if answer is not None and answer == answer.to_integral_value() and answer <= WHOLE_YEAR:
            item.weeks = item.repairs["WeeksPerYear"] = answer
            item.remarks.append(f"Weeks a year of {group} are {plain(answer)}, as was answered.")
        elif group in self.groups.no_weeks and (item.hours is not None or item.text("FTE")):
            all_year = "a teacher's pay covers the whole year" if item.teacher else "all year round"
            choices = [(plain(WHOLE_YEAR), all_year)]
            if not item.teacher:
                choices += [("39", "term time and training days"), ("38", "term time only")]
            text = f"The files do not give the weeks a year of {group}. How many are they?"
            self.ask.answer(weeks_key(group), text, tuple(choices), item.record, "WeeksPerYear")

    def _long_year(self, item: Item) -> None:
        """Ask whether 53 weeks are a calendar's whim; a year has 52."""
        if self.answers.get(LONG_YEAR_KEY) == "52":
            item.weeks = item.repairs["WeeksPerYear"] = WHOLE_YEAR
        elif self.answers.get(LONG_YEAR_KEY) != "53":
            choices = (("52", "the weeks of a year"), ("53", "as the file says"))
            text = "Some contracts have 53 weeks a year, as payroll years sometimes do. Are they 52?"
            self.ask.answer(LONG_YEAR_KEY, text, choices, item.record, "WeeksPerYear")

    def _hours(self, item: Item) -> None:
        record, contract = item.record, item.contract
        item.hours, item.fte_hours = decimal_of(record, "HoursPerWeek"), item.first("FTEHours")
        if item.hours is not None:
            return
        if record is not contract:
            # With several roles the contract's hours are those of all together.
            item.hours = decimal_of(contract, "HoursPerWeek") if len(pay_levels(contract)) == 1 else None
            return
        roles = contract.of("role")
        known = [hours for role in roles if (hours := decimal_of(role, "HoursPerWeek")) is not None]
        if known and len(known) == len(roles):
            item.hours = sum(known, NOTHING)
            item.remarks.append(f"The hours of the roles together are {plain(item.hours)} a week.")
            item.fte_hours = item.fte_hours or decimal_of(roles[0], "FTEHours")

    def _paid_weeks(self, weeks: str) -> Decimal | None:
        """Return the paid weeks that were answered for so many weeks worked: `44.5`, `39+5.5` or `39/44.743`."""
        answer = self.answers.get(paid_weeks_key(weeks), "").replace(" ", "")
        if "+" in answer:
            parts = [number(part) for part in answer.split("+")]
            known = [part for part in parts if part is not None]
            return sum(known, NOTHING) if len(known) == len(parts) else None
        if "/" in answer:
            over, under = (number(part) for part in answer.split("/", 1))
            return over * FULL_YEAR_WEEKS / under if over and under else None
        return number(answer)

    def _share(self, item: Item) -> None:
        """Read the stated share of full time: 0.6, 60%, or 19.5/32.5, which says the hours as well."""
        holder = next((level for level in item.levels if level.has("FTE")), None)
        if holder is None:
            return
        text = holder.raw("FTE").replace(" ", "")
        over, slash, under = text.partition("/")
        top, bottom = number(over), number(under)
        if slash and top and bottom:
            item.hours, item.fte_hours = item.hours or top, item.fte_hours or bottom
            return
        share = decimal_of(holder, "FTE")
        if share is None and text.endswith("%"):
            percent = number(text.rstrip("%"))
            share = None if percent is None else percent / 100
        if share is None or share <= 0:
            return
        if _in_words(item):
            item.meanings.append(("share", "hours"))
            item.share = share
            return
        item.columns["share"] = column_of(holder, "FTE")
        answer = self.answers.get(share_key(item.columns["share"]), "")
        if answer == "heads":
            return
        if answer.startswith("a percentage of "):
            item.meanings.append(("share", answer.removeprefix("a percentage of ")))
            share /= 100
        elif answer == "averaged hours":
            item.meanings.append(("share", "hours and weeks"))
            if not item.fte_hours:
                return
            share /= item.fte_hours
        elif answer in ("hours", "hours and weeks"):
            item.meanings.append(("share", answer))
        item.share = share

    def _full_hours(self, item: Item) -> None:
        """Ask for full-time hours that are missing, or that are a payroll's default for a teacher; once for all."""
        hours, full_hours = item.hours, item.fte_hours
        doubtful = item.teacher and full_hours is not None and full_hours >= LONG_TEACHER_HOURS
        if not (doubtful or (full_hours is None and (hours is not None or _in_words(item)))):
            return
        group = TEACHERS if item.teacher else SUPPORT
        answer = number(self.answers.get(full_hours_key(group)))
        implied = self.groups.full_hours.get(group) if full_hours is None else None
        if answer is None and implied is not None:
            item.fte_hours = item.repairs["FTEHours"] = implied.hours
            item.remarks.append(
                f"Full-time hours of {group} are {plain(implied.hours)}: the file does not give them, and the hours "
                "divided by the share of full time come to that wherever both are known "
                f"({counted(implied.contracts, 'contract')})."
            )
            return
        if answer is not None:
            if doubtful and hours == full_hours and answer != hours:
                item.hours = item.repairs["HoursPerWeek"] = answer
            if answer != full_hours:
                item.repairs["FTEHours"] = answer
                item.remarks.append(f"Full-time hours of {group} are {plain(answer)}, as was answered.")
            item.fte_hours = answer
            return
        usual = plain(TEACHER_HOURS if item.teacher else SUPPORT_HOURS)
        text = f"The file does not give the full-time hours of {group}. What are they?"
        choices: list[tuple[str, str]] = [(usual, f"the usual full-time hours of {group}")]
        if full_hours is not None:
            text = (
                f"The full-time hours of teachers stand as {plain(full_hours)}, which looks like the payroll's "
                "default. "
                f"Are they {usual}?"
            )
            choices.append((plain(full_hours), "as the file says"))
        self.ask.answer(full_hours_key(group), text, tuple(choices), item.record, "FTEHours", own=True)

    def _hours_of_share(self, item: Item) -> None:
        """Work out the hours of who has a share of full time and none, where the share is one of hours.

        Words such as `full time` and `3 days` say so themselves; of a column of shares it is asked once.
        """
        if item.hours is not None or item.share is None or not item.fte_hours or not _says_hours(item):
            return
        if not _in_words(item):
            answer = self.answers.get(HOURS_OF_SHARE_KEY, "")
            if answer not in ("yes", "no"):
                text = (
                    "Some contracts have no hours, but a share of full time and the hours of full time. Are their "
                    "hours the one times the other (0.6 of 32.5 is 19.5)?"
                )
                choices = (("yes", "yes: the hours follow from the share"), ("no", "no: leave the hours out"))
                self.ask.answer(HOURS_OF_SHARE_KEY, text, choices, item.record, "HoursPerWeek")
            if answer != "yes":
                return
        hours = two_places(item.share * item.fte_hours)
        item.hours = item.repairs["HoursPerWeek"] = hours
        item.remarks.append(
            f"{plain(item.share)} of the {plain(item.fte_hours)} hours of full time are {plain(hours)} hours a week."
        )


def _says_hours(item: Item) -> bool:
    """Whether a contract's share of full time counts hours and nothing else: a plain share, of a whole year's work."""
    if item.share is None or not 0 < item.share <= 1:
        return False
    meanings = [meaning for kind, meaning in item.meanings if kind == "share"]
    return all(meaning == "hours" for meaning in meanings) and (
        _in_words(item) or bool(meanings) or item.teacher or item.share == 1 or item.weeks == WHOLE_YEAR
    )


def _in_words(item: Item) -> bool:
    """Whether the share of full time was said in words, or beside such words in a column of hours."""
    holder = next((level for level in item.levels if level.has("FTE")), None)
    if holder is None:
        return False
    origin = holder.source("FTE")
    hours = holder.source("HoursPerWeek")
    return any(map(str.isalpha, holder.raw("FTE"))) or (
        origin is not None and hours is not None and origin.column is not None and origin == hours
    )
