"""How a pay figure is to be read.

Compared with the share of full time, the points of the tables and the row's other figures.

Used by `swf_desktop/pay/base_pay.py` only; nothing here decides what is sent.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from swf_desktop.collection import Collection
from swf_desktop.pay.figures import (
    FULL_TIME,
    HALF_PENNY,
    KINDS,
    MONTHS,
    NOTHING,
    POUND,
    WHOLE_YEAR,
    YEARLY,
    Need,
    PayFigures,
    Share,
    money,
    plain,
)
from swf_desktop.pay.tables import PayPoint

_NEAR: Final = Decimal("0.05")
"""How near two figures of a row must be to count as the same pay: a ratio of 12 is never that near to 1."""

_SCALE_SLACK: Final = (Decimal("0.9"), Decimal("1.3"))
"""How far beyond the ends of its scale a year's pay may be and still look like a year's pay of that scale."""


def share_of_full_time(figures: PayFigures) -> Share | None:
    """Return the share of full time, from hours where they are there, else as stated; None where it cannot be known.

    For teachers weeks play no part. For others it takes the paid weeks or a whole year: weeks worked (38, 39) never
    serve.
    """
    weeks = None if figures.teacher or whole_year(figures) else figures.paid_weeks or NOTHING
    hours, full_hours = figures.hours, figures.fte_hours
    if hours is not None and full_hours is not None and hours > 0 and full_hours > 0:
        return _share_by_hours(hours, full_hours, weeks, figures.weeks_in_year)
    settled = figures.settled("share")
    if figures.share is None or figures.share <= 0 or "held" in settled:
        return None
    if "hours and weeks" in settled:
        weeks = None
    elif weeks is not None and "hours" not in settled:
        return None
    words = f"{plain(figures.share)} as stated" + (", weeks included" if "hours and weeks" in settled else "")
    slack = rounding_of(figures.share)
    return _with_weeks(
        Share(figures.share, Decimal(1), words, slack, plain(figures.share)), weeks, figures.weeks_in_year
    )


@lru_cache(maxsize=4096)
def _share_by_hours(hours: Decimal, full_hours: Decimal, weeks: Decimal | None, year: Decimal) -> Share | None:
    words, formula = f"{plain(hours)} of {plain(full_hours)} hours", f"{plain(hours)} / {plain(full_hours)}"
    return _with_weeks(Share(hours, full_hours, words, NOTHING, formula), weeks, year)


def _with_weeks(share: Share, weeks: Decimal | None, year: Decimal) -> Share | None:
    """Return a share of hours as one of hours and paid weeks; weeks.

    None where they play no part, nothing if unknown.
    """
    if weeks is None:
        return share
    if weeks <= 0:
        return None
    return Share(
        share.top * weeks,
        share.bottom * year,
        f"{share.words}, {plain(weeks)} of {plain(year)} weeks paid",
        share.slack,
        f"{share.formula} x {plain(weeks)} / {plain(year)}",
    )


def rounding_of(share: Decimal) -> Decimal:
    """Return half a unit of the last decimal that a share is given with, two decimals at least; nothing for 1."""
    if share == 1:
        return NOTHING
    exponent = share.as_tuple().exponent
    places = max(-exponent, 2) if isinstance(exponent, int) else 2
    return Decimal(5).scaleb(-places - 1)


def whole_year(figures: PayFigures) -> bool:
    """Whether somebody is paid for the whole year; 52, 52.14 and 52.143 weeks all say so."""
    if figures.paid_weeks is not None:
        return figures.paid_weeks >= WHOLE_YEAR
    return figures.weeks is not None and figures.weeks >= WHOLE_YEAR


def share_reading(figures: PayFigures) -> str:
    """Return what a stated share of full time counts, tested against hours and weeks; empty where it fits nothing.

    `hours`, `hours and weeks`, `a percentage of hours`, `a percentage of hours and weeks`, `averaged hours` or `heads`.
    """
    stated, hours, full_hours = figures.share, figures.hours, figures.fte_hours
    if stated is None or not hours or not full_hours:
        return ""
    by_hours = hours / full_hours
    readings = [("hours", by_hours)]
    if figures.paid_weeks and not figures.teacher:
        weeks = figures.paid_weeks / figures.weeks_in_year
        readings += [
            ("hours and weeks", by_hours * weeks),
            ("averaged hours", hours * weeks),
            ("a percentage of hours and weeks", by_hours * weeks * 100),
        ]
    readings.append(("a percentage of hours", by_hours * 100))
    if by_hours < 1:
        readings.append(("heads", Decimal(1)))
    slack = rounding_of(stated) or HALF_PENNY
    return next((words for words, value in readings if abs(stated - value) <= slack), "")


class Basis(NamedTuple):
    """Whether a figure is `actual` or `full-time` pay, or nothing is known (empty) and `need` says what to ask.

    step: how that is shown, empty where a heading or an answer says it; conflict: it contradicts the point.
    """

    reading: str
    step: str = ""
    need: Need | None = None
    doubt: str = ""
    conflict: str = ""


class Comparison:
    """What one contract's figures can be compared with.

    row: the table's row of the contract's own point; rows: that one, or all points of the scale and region where the
    source has no point.
    """

    __slots__ = ("collection", "figures", "row", "rows", "safeguarded", "share")

    def __init__(self, figures: PayFigures, collection: Collection) -> None:
        self.figures = figures
        self.collection = collection
        self.share = share_of_full_time(figures)
        self.safeguarded = figures.safeguarded or None
        self.row: PayPoint | None = None
        self.rows: list[PayPoint] = []
        if figures.scale is None or figures.region is None:
            return
        if figures.point is not None:
            self.row = collection.pay_points.get((figures.scale, figures.region, figures.point))
            self.rows = [] if self.row is None else [self.row]
        else:
            place = figures.scale, figures.region
            self.rows = [row for key, row in collection.pay_points.items() if key[:2] == place]

    def tolerance(self, multiplier: Decimal, row: PayPoint, *, wide: bool = True) -> Decimal:
        """Return how far a converted figure may be from a point's: a pound, or what rounding the period's amount does.

        wide: and what the rounding of a stated share does.
        """
        tolerance = max(POUND, HALF_PENNY * multiplier)
        return tolerance + self.share.slack * row.annual if wide and self.share is not None else tolerance

    def fits(self, year: Decimal, multiplier: Decimal, share: Share) -> list[PayPoint]:
        """Return the points whose figure at this share a year's pay is, with or without the safeguarded sum."""
        sums = (NOTHING,) if self.safeguarded is None else (NOTHING, self.safeguarded)
        return [
            row
            for row in self.rows
            if any(abs(year - extra - share.of(row.annual)) <= self.tolerance(multiplier, row) for extra in sums)
        ]

    def misplaced(self, kind: str, amount: Decimal) -> Need | None:
        """Return the question whether a yearly figure is a month's, or a monthly one a year's.

        None where nothing suggests it.

        Found by the ratio to the point, to the range of the scale or to the row's other figures, never by size alone.
        """
        settled = self.figures.settled(kind)
        if settled & {"months", "year", "as headed"} or kind not in (*YEARLY, "monthly"):
            return None
        if kind == "monthly":
            need, headed, other = "year", amount * MONTHS, amount
        else:
            need, headed, other = "months", amount, amount * MONTHS
        if self._looks(other, certain=True) and not self._looks(headed, certain=False):
            return Need(need, kind, (need, "as headed"))
        return None

    def is_as_headed(self, kind: str, amount: Decimal) -> bool:
        """Whether a figure of a column that holds months (or, under a monthly heading, years) is what the heading says.

        Only where the point, the scale's range or the row's other figures show it: of a head's 4,793.33 and a
        teacher's 31,868 in one column the first alone is a month's.
        """
        year, other = (amount * MONTHS, amount) if kind == "monthly" else (amount, amount * MONTHS)
        return self._looks(year, certain=True) and not self._looks(other, certain=True)

    def _looks(self, year: Decimal, *, certain: bool) -> bool:
        """Whether a year's pay agrees with the point, the row's other figures or, roughly, the range of the scale.

        certain: the answer where there is nothing to compare with is no.
        """
        shares = (self.share or FULL_TIME, FULL_TIME)
        if any(self.fits(year, MONTHS, share) for share in shares):
            return True
        others = self.others()
        if others:
            return any(abs(year - other) <= other * _NEAR for other in others)
        limits = self.collection.pay_ranges.get((self.figures.scale or "", self.figures.region or ""))
        if limits is None:
            return not certain
        if self.row is not None:
            limits = (self.row.annual, self.row.annual)
        low, high = _SCALE_SLACK
        return any(share.of(limits[0]) * low <= year <= share.of(limits[1]) * high for share in shares)

    def others(self) -> list[Decimal]:
        """Return what the row's other figures, those of a certain period, come to in a year for the hours worked."""
        figures = self.figures
        years = []
        for kind in ("actual", "four_weekly", "fortnightly", "weekly", "termly", "hourly"):
            amount = figures.amount(kind)
            if amount is None or amount <= 0 or figures.settled(kind):
                continue
            multiplier = hours_in_year(figures) if kind == "hourly" else KINDS[kind].multiplier
            if multiplier is not None:
                years.append(amount * multiplier)
        return years

    def basis(self, kind: str, amount: Decimal, multiplier: Decimal) -> Basis:
        """Return whether a figure is for the hours worked or for full time.

        A yearly figure without a basis in its heading is in doubt from the start; another only where it is the
        full-time amount of the point although the person works part time.
        """
        settled = self.figures.settled(kind)
        for meaning in ("actual", "full-time"):
            if meaning in settled:
                return Basis(meaning)
        share = self.share
        if kind in ("actual", "hourly", "daily") or (share is not None and share.full):
            return Basis("actual")
        year, open_basis = amount * multiplier, kind == "annual"
        if share is not None:
            if self.fits(year, multiplier, share):
                return Basis(
                    "actual", f"{money(year)} is the table's figure times the share: pay for the hours worked."
                )
            if self.fits(year, multiplier, FULL_TIME):
                shown = f"{money(year)} is the table's full-time figure although the share is {share.text}"
                if open_basis:
                    return Basis("full-time", f"{shown}: a full-time salary.")
                return Basis("", "", Need("basis", kind, ("full-time", "actual")), shown)
        if not open_basis:
            return Basis("actual")
        return self._basis_in_row(kind, year)

    def _basis_in_row(self, kind: str, year: Decimal) -> Basis:
        """Return the basis of a yearly figure that the row's other figures show, or the question."""
        share, figures = self.share, self.figures
        others = self.others()
        if figures.monthly is not None and figures.monthly > 0 and not figures.settled("monthly"):
            others.append(figures.monthly * MONTHS)
        near = max(POUND, HALF_PENNY * (hours_in_year(figures) or NOTHING if figures.hourly is not None else NOTHING))
        for other in others:
            if abs(year - other) <= near:
                return Basis("actual", f"{money(year)} agrees with the row's other figures: pay for the hours worked.")
            if share is not None and abs(share.of(year) - other) <= near:
                return Basis(
                    "full-time",
                    f"{money(year)} x {share.text} agrees with the row's other figures: a full-time salary.",
                )
        conflict = ""
        if self.row is not None and share is not None:
            conflict = f"The {KINDS[kind].words} is neither {self.row.point} nor {self.row.point} x {share.text}."
        return Basis(
            "",
            "",
            Need("basis", kind, ("actual", "full-time")),
            "nobody says whether it is for the hours worked or for full time",
            conflict,
        )


def hours_in_year(figures: PayFigures) -> Decimal | None:
    """Return the hours that a year's pay of an hourly rate is for: hours a week times paid weeks.

    None where one is missing.
    """
    if figures.hours is None or figures.hours <= 0:
        return None
    if figures.paid_weeks is not None and figures.paid_weeks > 0:
        return figures.hours * figures.paid_weeks
    return figures.hours * figures.weeks_in_year if figures.teacher or whole_year(figures) else None
