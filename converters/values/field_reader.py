"""One cell as one field: the value, or what is wrong with it, and what had to be repaired to read it.

What people and spreadsheets write (`01/09/2013`, `£31,868.00`, `="0612345"`, `Female`) becomes the field's value; the
strict form of the message is `swf_desktop.canonical`. What does not parse is kept as it stands, with the problem
named; nothing is dropped or guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from converters.sources.table import Cell, CellError
from converters.values.amounts import (
    clock,
    clock_as_decimal,
    from_float,
    minutes_after_point,
    parse_number,
    parse_share,
    plain,
    two_places,
)
from converters.values.cells import BLANK, ERRORS, Problem, Read, Repaired, raw_text, tidy, zero_padded
from converters.values.codes import NO, YES, CodeMatch, CodeMatcher, matcher_for, plain_words, value_aliases
from converters.values.dates import from_serial, is_no_end, parse_date
from converters.values.identifiers import establishment, is_digits, ni_number, teacher_number, with_zeros
from converters.values.working_time import read_working_time
from swf_desktop.canonical import value_of
from swf_desktop.collection import Collection, Field
from swf_desktop.pay.points import read_scale
from swf_desktop.record import Value

NO_END_FIELDS: Final = frozenset({"contract.ContractEnd", "absence.LastDayOfAbsence"})
"""Fields in which a date far off, or none at all (31/12/2099, 00/00/0000), means that there is no end."""

BIRTH: Final = "staff.PersonBirthDate"
TEACHER_NUMBER: Final = "staff.TeacherNumber"
NI_NUMBER: Final = "staff.NINumber"

UNASKED: Final = frozenset({"contract.SpinePoint", "role.SpinePoint"})
"""Code fields of which only plain codes are read here: `M6+TLR2a`, `Scp 11` belong to the reading of pay."""

PLACEHOLDERS: Final = frozenset(
    {"-", "--", "---", "–", "—", ".", "n/a", "n.a.", "none", "null", "nil", "(blank)", "tbc", "tba"}
)
"""Texts that stand for an empty cell; each use is listed as a repair."""

NAME_PLACEHOLDERS: Final = frozenset({"-", "--", "---", "–", "—", ".", "n/a", "n.a.", "(blank)", "tbc", "tba"})
"""The same for names, where None, Null and Nil are somebody's."""

MONTHLY: Final = Decimal(12) / Decimal(52)
HOURS_PER_WEEK: Final = frozenset({"contract.HoursPerWeek", "role.HoursPerWeek", "contract.FTEHours", "role.FTEHours"})
BIGGEST: Final = 10**15
MOST_WEEKLY_HOURS: Final = 60
"""More hours than these in a week are a month's (140.83) or a year's (1,265)."""


class FieldReader:
    """Reads the cells of one column as one field.

    settled: text to code, as the recipe has it. american: the user has said that the column's dates put the month
    first. hours: what the user has said of hours that are no plain weekly hours (see `converters.rows`): `clock`,
    `decimal`, `minutes`, `monthly`, `annual 52`, `annual 39`.
    """

    def __init__(
        self,
        field: Field,
        collection: Collection,
        settled: Mapping[str, str] | None = None,
        *,
        american: bool = False,
        hours: str = "",
    ) -> None:
        self.field = field
        self._collection = collection
        self.reference = collection.reference_date
        self.year = collection.year
        self.american = american
        self.hours = hours
        self.matcher: CodeMatcher | None = None
        if field.type == "code":
            self.matcher = matcher_for(collection, field.name, settled or {})
        self._settled = settled or {}
        self._read_text = self._choose()

    def _choose(self) -> Callable[[str], Read]:
        if self.field.name == NI_NUMBER:
            return self._ni_number
        if self.field.type == "code" and self.matcher is not None:
            return self._codes if self.field.repeats else self._code
        by_type: dict[str, Callable[[str], Read]] = {
            "date": self._date,
            "datetime": self._date,
            "money": self._number,
            "hours": self._hours,
            "days": self._number,
            "share": self._share,
            "integer": self._integer,
            "boolean": self._boolean,
            "digits": self._digits,
        }
        return by_type.get(self.field.type, self._text)

    @property
    def needs_format(self) -> bool:
        """Whether the number format of a cell changes what it means for this field."""
        return self.field.type in ("text", "name", "digits", "code", "hours")

    def read(self, cell: Cell | Decimal, form: str = "General") -> Read:
        """Read one cell with its number format."""
        if cell is None:
            return BLANK
        if isinstance(cell, str):
            return self._from_text(cell)
        if isinstance(cell, bool):
            return self._from_bool(cell)
        if isinstance(cell, int | float | Decimal):
            return self._from_number(cell, form)
        if isinstance(cell, date):
            return self._from_date(cell)
        return self._from_time(cell)

    # By the form of the cell

    def _from_text(self, cell: str) -> Read:
        if isinstance(cell, CellError) or cell.strip() in ERRORS:
            text = str(cell).strip()
            return Read(
                self._unread(text), None, Problem("cell error", f"The cell holds the error {text}, not a value.")
            )
        text, repair = tidy(cell)
        if not text:
            return BLANK
        read = self._read_text(text)
        if text != cell and read.value is not None:
            read = read._replace(value=read.value._replace(raw=cell))
        if repair is None:
            return read
        if read.repair is None:
            after = read.value.sent if read.value is not None else ""
            shown = after if isinstance(after, str) else "; ".join(after)
            return read._replace(repair=repair._replace(after=shown or repair.after))
        return read._replace(repair=read.repair._replace(before=cell))

    def _from_bool(self, cell: bool) -> Read:
        if self.field.type == "boolean":
            return Read(value_of(self.field, cell, raw_text(cell)))
        if self.matcher is not None:
            return self._read_text("Yes" if cell else "No")
        return Read(self._unread(raw_text(cell)), None, self._unreadable(raw_text(cell)))

    def _from_number(self, cell: int | float | Decimal, form: str) -> Read:
        kind = self.field.type
        if not -BIGGEST < cell < BIGGEST:
            # Nothing on a staff list is that big; and what is no number at all compares as neither.
            return Read(self._unread(str(cell)), None, self._unreadable(str(cell)))
        if kind in ("money", "days", "share"):
            amount = from_float(cell) if isinstance(cell, float) else Decimal(cell)
            return Read(value_of(self.field, plain(amount), raw_text(cell)))
        if kind == "hours":
            if "h" in form.lower() and ":" in form:
                return self._from_time(timedelta(days=float(cell)))
            amount = from_float(cell) if isinstance(cell, float) else Decimal(cell)
            return self._weekly(plain(amount), raw_text(cell), None)
        if kind in ("date", "datetime"):
            return self._serial(cell)
        text = raw_text(cell)
        if kind == "integer" or not text.isdecimal():
            return self._read_text(text)
        shown = zero_padded(int(text), form)
        read = self._read_text(text if shown is None else shown)
        if shown is not None and shown != text:
            repair = Repaired(
                "leading zero", text, shown, f"The number format {form} of the file shows this number as {shown}."
            )
            value = None if read.value is None else read.value._replace(raw=text)
            after = repair.after if read.repair is None else read.repair.after
            return read._replace(value=value, repair=repair._replace(after=after))
        if shown is None and self.field.name == TEACHER_NUMBER and len(text) in (5, 6):
            return with_zeros(self.field, text, text)
        return read

    def _serial(self, cell: int | float | Decimal) -> Read:
        text = raw_text(cell)
        if cell == 0 and self.field.name in NO_END_FIELDS:
            return self._no_end(text)
        if text.isdecimal() and len(text) == 8:
            return self._date(text)
        made = from_serial(float(cell))
        if made is None:
            return Read(self._unread(text), None, self._unreadable(text))
        return self._dated(made, text, "serial date", "A spreadsheet's serial number, shown without its date format.")

    def _from_date(self, cell: date) -> Read:
        day = cell.date() if isinstance(cell, datetime) else cell
        text = raw_text(cell)
        if self.field.type in ("date", "datetime"):
            if self.field.name in NO_END_FIELDS and is_no_end(day):
                return self._no_end(text)
            if day.year < 1900 or (day.year == 1900 and day.month == 1 and day.day == 1 and self.field.name != BIRTH):
                return self._no_date(text)
            return Read(value_of(self.field, day, text))
        return Read(
            self._unread(text),
            None,
            Problem(
                "damaged",
                f"The cell holds the date {text}: the spreadsheet took what was typed (such as 4-6 or 12/15) for a "
                "date. Look up the original.",
            ),
        )

    def _from_time(self, cell: time | timedelta) -> Read:
        if isinstance(cell, time):
            cell = timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
        text = raw_text(cell)
        if self.field.type == "hours":
            hours = two_places(Decimal(round(cell.total_seconds())) / 3600)
            value = value_of(self.field, plain(hours), text)
            return Read(
                value, Repaired("clock hours", text, str(value.sent), "The cell is formatted as hours and minutes.")
            )
        return Read(
            self._unread(text),
            None,
            Problem(
                "damaged", f"The cell holds the time {text}, which is not what belongs here. Look up the original."
            ),
        )

    # By the type of the field

    def _unread(self, text: str) -> Value:
        """Keep a text that does not parse: it is shown, sent as it stands, and reported."""
        return Value(text, None, (text,) if self.field.repeats else text)

    def _unreadable(self, text: str) -> Problem:
        return Problem("unreadable", f"'{text}' cannot be read as {_WANTED.get(self.field.type, 'a value')}.")

    def _placeholder(self, text: str) -> Read | None:
        names = NAME_PLACEHOLDERS if self.field.type == "name" or self.field.name == "staff.FullName" else PLACEHOLDERS
        if text.casefold() not in names:
            return None
        return Read(None, Repaired("placeholder", text, "", "The text stands for an empty cell."))

    def _text(self, text: str) -> Read:
        return self._placeholder(text) or Read(
            value_of(self.field, _several(text) if self.field.repeats else text, text)
        )

    def _ni_number(self, text: str) -> Read:
        return self._placeholder(text) or ni_number(self.field, text)

    def _digits(self, text: str) -> Read:
        placeholder = self._placeholder(text)
        if placeholder is not None:
            return placeholder
        if self.field.name == TEACHER_NUMBER:
            return teacher_number(self.field, text)
        if self.field.tag == "Estab":
            return establishment(self.field, text)
        if not is_digits(text):
            return Read(self._unread(text), None, self._unreadable(text))
        if len(text) < self.field.width:
            return with_zeros(self.field, text, text)
        return Read(value_of(self.field, text, text))

    def _date(self, text: str) -> Read:
        found = parse_date(text, self.reference, birth=self.field.name == BIRTH, american=self.american)
        if found.date is None:
            if found.how == "nothing":
                return self._no_end(text) if self.field.name in NO_END_FIELDS else self._no_date(text)
            if found.american:
                return Read(
                    self._unread(text), None, Problem("american date", f"{text} is a date only with the month first.")
                )
            return self._placeholder(text) or Read(self._unread(text), None, self._unreadable(text))
        if self.field.name in NO_END_FIELDS and (
            is_no_end(found.date) or (found.how == "two-digit year" and found.date.year == 1999)
        ):
            return self._no_end(text)
        if found.date.year < 1900:
            return self._no_date(text)
        kind, reason = _DATE_REASONS[found.how]
        return self._dated(found.date, text, kind, reason)._replace(both_ways=found.both_ways)

    def _dated(self, day: date, text: str, kind: str, reason: str) -> Read:
        if self.field.name in NO_END_FIELDS and is_no_end(day):
            return self._no_end(text)
        value = value_of(self.field, day, text)
        shown = f"{day.day:02}/{day.month:02}/{day.year}"
        # A date as people write it is no repair: a list of hundreds of them would hide the ones worth a look.
        return Read(value, None if text in (value.sent, shown) else Repaired(kind, text, shown, reason))

    @staticmethod
    def _no_end(text: str) -> Read:
        return Read(None, Repaired("no end date", text, "", "The date stands for no end."))

    @staticmethod
    def _no_date(text: str) -> Read:
        return Read(None, Repaired("no date", text, "", "The date stands for an empty cell."))

    def _number(self, text: str) -> Read:
        found = parse_number(text)
        if found is None:
            return self._placeholder(text) or Read(self._unread(text), None, self._unreadable(text))
        return self._amount(text, *found)

    def _amount(self, text: str, amount: Decimal, plainly: bool) -> Read:
        value = value_of(self.field, plain(amount), text)
        return Read(
            value,
            None
            if plainly
            else Repaired("number", text, str(value.sent), "Read as a number, without signs and separators."),
        )

    def _share(self, text: str) -> Read:
        found = parse_share(text)
        if found is None:
            worked = read_working_time(text)
            share = None if worked is None else worked.of_full_time
            if share is not None:
                value = value_of(self.field, share, text)
                return Read(value, Repaired("working time", text, str(value.sent), "Read as a share of full time."))
            return self._placeholder(text) or Read(self._unread(text), None, self._unreadable(text))
        return self._amount(text, *found)

    def _hours(self, text: str) -> Read:
        hours = clock(text)
        if hours is not None:
            return self._clock(text, hours)
        bare = re.sub(r"\s*(?:hours|hrs|hour|hr|h)\.?$", "", text, flags=re.IGNORECASE)
        found = parse_number(bare)
        if found is None:
            return self._placeholder(text) or Read(self._unread(text), None, self._unreadable(text))
        amount, plainly = found
        repair = None if plainly and bare == text else Repaired("number", text, "", "Read as a number of hours.")
        return self._weekly(plain(amount), text, repair)

    def _clock(self, text: str, hours: Decimal) -> Read:
        if self.hours == "clock":
            value = value_of(self.field, plain(hours), text)
            return Read(value, Repaired("clock hours", text, str(value.sent), "Hours and minutes, as you said."))
        if self.hours == "clock by cells":
            value = value_of(self.field, plain(hours), text)
            reason = "Hours and minutes: quarters of an hour stand after the colons of this column."
            return Read(value, Repaired("clock hours", text, str(value.sent), reason))
        if self.hours == "decimal":
            value = value_of(self.field, plain(clock_as_decimal(text) or hours), text)
            return Read(
                value, Repaired("clock hours", text, str(value.sent), "Decimal hours with a colon, as you said.")
            )
        return Read(self._unread(text), None, Problem("clock", f"{text} may be hours and minutes, or decimal hours."))

    def _weekly(self, amount: Decimal, text: str, repair: Repaired | None) -> Read:
        """Turn what a column says into weekly hours, where the user has said that it is something else."""
        weekly, reason = amount, ""
        if self.hours == "minutes":
            minutes = minutes_after_point(amount)
            if minutes is not None and minutes != amount:
                weekly, reason = minutes, "The decimals are minutes, as you said."
        elif self.field.name in HOURS_PER_WEEK and amount > MOST_WEEKLY_HOURS:
            if self.hours == "monthly":
                weekly, reason = two_places(amount * MONTHLY), f"Monthly hours, as you said: {amount} x 12 / 52."
            elif self.hours in ("annual 52", "annual 39"):
                weeks = int(self.hours[-2:])
                weekly, reason = two_places(amount / weeks), f"Annual hours, as you said: {amount} / {weeks}."
            elif self.hours != "weekly":
                return Read(self._unread(text), None, Problem("month hours", f"{text} hours are more than a week's."))
        value = value_of(self.field, plain(weekly), text)
        if reason:
            repair = Repaired("hours", text, "", reason)
        return Read(value, None if repair is None else repair._replace(after=str(value.sent)))

    def _integer(self, text: str) -> Read:
        found = parse_number(text)
        if found is None:
            worked = read_working_time(text) if self.field.tag == "WeeksPerYear" else None
            if worked is not None and worked.weeks.isdigit():
                value = value_of(self.field, int(worked.weeks), text)
                return Read(value, Repaired("working time", text, worked.weeks, "Read as weeks of a year."))
            return self._placeholder(text) or Read(self._unread(text), None, self._unreadable(text))
        amount, plainly = found
        if amount != int(amount):
            # 44.5 weeks stay 44.5: rounding would be a guess, and a check reports them.
            return Read(self._unread(format(plain(amount), "f")), None, self._unreadable(text))
        value = value_of(self.field, int(amount), text)
        return Read(value, None if plainly else Repaired("number", text, str(value.sent), "Read as a whole number."))

    def _boolean(self, text: str) -> Read:
        settled = self._settled.get(text) or self._settled.get(text.casefold()) or ""
        if settled == "blank":
            return BLANK
        lower = (settled or text).casefold()
        if lower in YES or lower in NO:
            return Read(value_of(self.field, lower in YES, text))
        match = _boolean_alias(self.field.name, text, self.year)
        if match is not None:
            return Read(value_of(self.field, match, text))
        return self._placeholder(text) or Read(
            self._unread(text), None, Problem("code", f"'{text}' is neither yes nor no."), ("true", "false")
        )

    def _codes(self, text: str) -> Read:
        """Read the codes of a field that repeats: `G100; F300`."""
        reads = [self._code(part) for part in _several(text)]
        if len(reads) == 1:
            return reads[0]
        doubtful = next((read for read in reads if read.problem is not None), None)
        if doubtful is not None:
            return doubtful._replace(value=self._unread(text))
        sent = tuple(code for read in reads if read.value is not None for code in read.value.sent)
        return Read(value_of(self.field, sent, text)) if sent else BLANK

    def _code(self, text: str) -> Read:
        match = self._matched(text)
        if match.code is not None:
            return Read(value_of(self.field, (match.code,) if self.field.repeats else match.code, text))
        if match.blank:
            return BLANK
        if self.field.name in UNASKED:
            return Read(self._unread(text))
        placeholder = self._placeholder(text) if not match.proposals else None
        return placeholder or Read(
            self._unread(text),
            None,
            Problem("code", f"'{text}' is no code or description that is known."),
            match.proposals,
        )

    def _matched(self, text: str) -> CodeMatch:
        assert self.matcher is not None  # noqa: S101 - for the type checker: only code fields come here
        match = self.matcher.match(text)
        if match.code is None and not match.blank and text.isdecimal():
            # `1` for the class of degree 01, where the code set has just that form.
            padded = [code for code in self.matcher.code_set.codes if code != text and code.lstrip("0") == text]
            return match._replace(proposals=tuple(padded)) if padded else match
        if match.code is None and not match.blank and self.field.tag == "Scale" and not any(map(str.isdigit, text)):
            # What people call a scale (`TUPS`, `Main scale`) stands with the words of its points.
            scale = read_scale(text, self._collection).code
            if scale is not None:
                return CodeMatch(scale, "alias")
        return match


_WANTED: Final = {
    "date": "a date",
    "datetime": "a date",
    "money": "an amount of money",
    "hours": "hours",
    "days": "a number of days",
    "share": "a number",
    "integer": "a whole number",
    "digits": "a number of this length",
}
_DATE_REASONS: Final = {
    "text": ("date", "Read as day, month and year."),
    "serial": ("serial date", "A spreadsheet's serial number, written as text."),
    "two-digit year": (
        "two-digit year",
        "The year has two digits: taken as the century that fits somebody on a list of staff.",
    ),
}


def _boolean_alias(field_name: str, text: str, year: int) -> bool | None:
    code = value_aliases(field_name, "", year).get(plain_words(text), "").casefold()
    return True if code in YES else False if code in NO else None


def _several(text: str) -> tuple[str, ...]:
    """Return the values of one cell of a field that repeats; they are separated by `;` or `|`."""
    return tuple(part for piece in re.split("[;|]", text) if (part := piece.strip())) or (text,)
