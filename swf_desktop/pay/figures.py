"""What goes into the working-out of base pay and what comes out of it.

Figures, share of full time, questions as data, the result.

Amounts are `Decimal` pounds. Factors and their evidence: the conversions of the pay specification (section 3).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from swf_desktop.pay.points import TEACHER_POSTS, TEACHER_SCALES

PENNY: Final = Decimal("0.01")
HALF_PENNY: Final = Decimal("0.005")
POUND: Final = Decimal(1)
NOTHING: Final = Decimal(0)

MONTHS: Final = Decimal(12)
TERMS: Final = Decimal(3)
FULL_YEAR_WEEKS: Final = Decimal("52.143")
FOUR_WEEKS: Final = Decimal("13.03575")
FORTNIGHTS: Final = Decimal("26.0715")
WHOLE_YEAR: Final = Decimal(52)
"""From this many weeks on a year is whole: payrolls state 52, 52.14 and 52.143 for it."""

TEACHER_HOURS: Final = Decimal("32.5")
SUPPORT_HOURS: Final = Decimal(37)
TEACHER_DAYS: Final = Decimal(195)


NOTHING_SETTLED: Final[frozenset[str]] = frozenset()


class Kind(NamedTuple):
    """One kind of pay figure. multiplier: to a year, None where it depends on hours, days or the share of full time."""

    tag: str
    words: str
    multiplier: Decimal | None


KINDS: Final = {
    "base_pay": Kind("BasePay", "base pay as given", Decimal(1)),
    "actual": Kind("ActualSalary", "actual annual salary", Decimal(1)),
    "annual": Kind("AnnualSalary", "annual salary", Decimal(1)),
    "monthly": Kind("MonthlyPay", "monthly pay", MONTHS),
    "four_weekly": Kind("FourWeeklyPay", "four-weekly pay", FOUR_WEEKS),
    "fortnightly": Kind("FortnightlyPay", "fortnightly pay", FORTNIGHTS),
    "weekly": Kind("WeeklyPay", "weekly pay", FULL_YEAR_WEEKS),
    "termly": Kind("TermlyPay", "termly pay", TERMS),
    "full_time": Kind("FullTimeSalary", "full-time salary", None),
    "hourly": Kind("HourlyRate", "hourly rate", None),
    "daily": Kind("DailyPay", "daily pay", None),
}
"""The figures that base pay is worked out from, in the order of preference."""

YEARLY: Final = frozenset({"base_pay", "actual", "annual", "full_time"})
"""Figures that are for a year already, so that nothing is converted and nothing snaps to a point."""

OPEN_ABSENCE: Final = "an absence that is open on census day"
FIRST_MONTH: Final = "a part of the first month"
"""Why the amount of a pay period may be no whole pay."""

PAID: Final = frozenset({"monthly", "four_weekly", "fortnightly", "weekly", "termly"})
"""Figures of a pay period: they may be what was paid and not what the contract says."""


def pence(amount: Decimal) -> Decimal:
    """Return an amount in whole pence, half up."""
    return amount.quantize(PENNY, ROUND_HALF_UP)


def money(amount: Decimal) -> str:
    """Return an amount as a sentence has it: `19,120.80`, whole pounds without pence."""
    rounded = pence(amount)
    return f"{rounded:,.0f}" if rounded == rounded.to_integral_value() else f"{rounded:,.2f}"


def plain(number: Decimal) -> str:
    """Return a number without trailing zeros: `32.5`, `52.143`."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


class Share(NamedTuple):
    """A share of full time, kept as a quotient so that nothing is rounded before the end.

    words: how it came about. slack: half a unit of the last decimal where it was only given rounded (0.58); nothing
    where it is from hours. formula: how to work it out with a calculator.
    """

    top: Decimal
    bottom: Decimal
    words: str
    slack: Decimal = NOTHING
    formula: str = ""

    @property
    def full(self) -> bool:
        """Whether this is full time (or more)."""
        return self.top >= self.bottom

    @property
    def value(self) -> Decimal:
        """The share as a number."""
        return self.top / self.bottom

    @property
    def text(self) -> str:
        """The share for a calculator: its value where four decimals hold it, else the quotient (`18.75 / 32.5`)."""
        rounded = self.value.quantize(Decimal("0.0001"), ROUND_HALF_UP)
        if rounded * self.bottom == self.top or not self.formula:
            return plain(rounded)
        return self.formula

    def of(self, amount: Decimal) -> Decimal:
        """Return this share of a full-time amount, unrounded."""
        return amount * self.top / self.bottom

    def up(self, amount: Decimal) -> Decimal:
        """Return the full-time amount that this amount is a share of, unrounded."""
        return amount * self.bottom / self.top


FULL_TIME: Final = Share(Decimal(1), Decimal(1), "full time")


@dataclass(frozen=True, slots=True)
class PayFigures:
    """What a source says about the pay of one contract (or role), in codes and numbers.

    The amounts are named as in `KINDS`. hours, fte_hours: a week; weeks: worked a year; paid_weeks: worked and paid
    leave; share: the share of full time as stated. scale, region, point: codes. safeguarded: pounds a year for the
    hours worked, part of base pay. weeks_in_year: of a full year; weekly_periods, four_week_periods: what the payroll
    states that a year is, for pay; day_divisor: the days that daily pay is a year's pay of. meanings: what was
    settled of a figure that can be read in several ways, as pairs of figure and meaning: `actual`, `full-time`,
    `months` (a yearly column with monthly amounts), `year` (a monthly column with yearly amounts), `as headed`
    (neither of these two), `full rate` (paid in full although an absence is open), `held` (asked and not answered: not
    to be used); for `share` `hours`, `hours and weeks` or `held`. part_paid: why what was paid may be no whole pay
    (`OPEN_ABSENCE`, `FIRST_MONTH`), empty where nothing says so. remarks: sentences that the working begins
    with; doubts: what the reading of the source left open. by_hand: what a user decided, and why.
    """

    base_pay: Decimal | None = None
    actual: Decimal | None = None
    annual: Decimal | None = None
    monthly: Decimal | None = None
    four_weekly: Decimal | None = None
    fortnightly: Decimal | None = None
    weekly: Decimal | None = None
    termly: Decimal | None = None
    full_time: Decimal | None = None
    hourly: Decimal | None = None
    daily: Decimal | None = None
    hours: Decimal | None = None
    fte_hours: Decimal | None = None
    weeks: Decimal | None = None
    paid_weeks: Decimal | None = None
    share: Decimal | None = None
    scale: str | None = None
    region: str | None = None
    point: str | None = None
    post: str | None = None
    safeguarded: Decimal | None = None
    safeguarded_salary: bool | None = None
    daily_rate: bool = False
    qualified: bool | None = None
    leading_practitioner: bool = False
    weeks_in_year: Decimal = FULL_YEAR_WEEKS
    weekly_periods: Decimal = FULL_YEAR_WEEKS
    four_week_periods: Decimal = FOUR_WEEKS
    day_divisor: Decimal | None = None
    meanings: tuple[tuple[str, str], ...] = ()
    part_paid: str = ""
    remarks: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    by_hand: Decimal | None = None
    by_hand_reason: str = ""

    @property
    def teacher(self) -> bool:
        """Whether pay is a teacher's: then weeks are no part of the share of full time."""
        return self.scale in TEACHER_SCALES or (self.scale in (None, "OT") and self.post in TEACHER_POSTS)

    def amount(self, kind: str) -> Decimal | None:
        """Return the figure of one kind."""
        found: Decimal | None = getattr(self, kind)
        return found

    def settled(self, kind: str) -> frozenset[str]:
        """Return what was settled about a figure; empty where nothing was."""
        if not self.meanings:
            return NOTHING_SETTLED
        return frozenset(meaning for name, meaning in self.meanings if name == kind)


class Need(NamedTuple):
    """A question that a contract raises, as data; it is put once for all contracts that raise the same.

    kind: `basis` (is this figure for the hours worked or for full time), `months` (a yearly figure that looks like a
    month's), `year` (the other way round), `share` (what the share of full time counts), `paid weeks`, `day divisor`,
    `hours`, `full hours`, `which point`, `part paid` (is what was paid during
    an absence the full rate). about: the figure, or for `paid weeks` the weeks worked. choices: what fits,
    best first.
    """

    kind: str
    about: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BasePay:
    """Base pay as worked out, with every step.

    method: the words of a `Kind`, or `by hand`, `spine point` (from the table), `point only` (scale, region and point
    as they stand), `daily rate` (nothing is sent), `none` (nothing could be worked out). actual, full_time: pounds a
    year in whole pence. annex5: whether the point stands in the year's tables, None without a point. table: which
    table that is, document: of which year, evidence: how its figure is known. point_annual: the table's full-time
    figure. snapped: the point's own figure took the place of a converted one. found_point: the point was found from
    the figure, the source has none. kind, figure, multiplier, reading: the source figure used, what makes a year of
    it, and whether it is `actual` or `full-time` pay; shown: that reading was shown by the tables or the row, not by
    a heading or an answer. before: that year's pay, without a safeguarded sum, before the point's own figure took its
    place. full_time_of_table: the full-time figure is the table's. safeguarded_included: the source's figure holds
    the safeguarded sum already. needs: open questions. misfit: a contradiction within the source. missing: what would
    be needed.
    """

    method: str
    actual: Decimal | None = None
    full_time: Decimal | None = None
    scale: str | None = None
    region: str | None = None
    point: str | None = None
    annex5: bool | None = None
    table: str = ""
    document: str = ""
    evidence: str = ""
    point_annual: Decimal | None = None
    share: Share | None = None
    snapped: bool = False
    found_point: bool = False
    kind: str = ""
    figure: Decimal | None = None
    multiplier: Decimal | None = None
    reading: str = ""
    shown: bool = False
    before: Decimal | None = None
    full_time_of_table: bool = False
    safeguarded_included: bool = False
    safeguarded: Decimal | None = None
    safeguarded_salary: bool | None = None
    steps: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    misfit: str = ""
    missing: tuple[str, ...] = ()

    def on(self, basis: str) -> Decimal | None:
        """Return base pay on one basis: `actual`, or `fte` for the full-time equivalent."""
        return self.full_time if basis == "fte" else self.actual
