"""Base pay: the one function that works it out, from what a source says of a contract to a year's pay.

The order of preference, the conversions and the tolerances are those of the pay specification. Each step is a
sentence with its figures, so that anybody can follow it with a calculator. What cannot be known is left open, with
the question to ask.

Longer than other modules, because the working is one, and is read from top to bottom.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

from swf_desktop.collection import Collection
from swf_desktop.pay.figures import (
    HALF_PENNY,
    KINDS,
    MONTHS,
    NOTHING,
    OPEN_ABSENCE,
    PAID,
    POUND,
    WHOLE_YEAR,
    BasePay,
    Need,
    PayFigures,
    Share,
    money,
    pence,
    plain,
)
from swf_desktop.pay.points import scale_of_point
from swf_desktop.pay.reading import Comparison, hours_in_year, share_reading
from swf_desktop.pay.tables import PayPoint

AST_ENDED: Final = "AST posts ended on 1 September 2013; check whether the person was moved to another scale."
LEADING_PRACTITIONER: Final = (
    "Leading practitioners have no code in 2013: the department advised scale OT and post EXL with base pay and "
    "no point; "
    "rule 4505 would disagree."
)


def base_pay(figures: PayFigures, collection: Collection) -> BasePay:
    """Work out base pay from the figures of one contract (or role). Pure: the same figures give the same result."""
    return _Working(figures, collection).result()


def table_name(row: PayPoint) -> str:
    """Return the table that a point stands in, as people name it."""
    if row.where.startswith("Annex 5"):
        return "Annex 5"
    names = {
        "LD": "leadership spine, statutory",
        "UT": "unqualified teachers' range (points)",
        "AS": "historic AST spine",
    }
    return names.get(row.scale, row.where)


class _Year(NamedTuple):
    """A figure of the source turned into a year's pay for the hours worked, before safeguarding and snapping."""

    kind: str
    amount: Decimal
    multiplier: Decimal
    actual: Decimal
    full_time: Decimal | None
    reading: str
    shown: bool

    @property
    def converted(self) -> bool:
        """Whether it was converted from a shorter period: only such a figure can drift from its point."""
        return self.multiplier != 1


class _Working:
    """Works through one contract and keeps what there is to say on the way."""

    def __init__(self, figures: PayFigures, collection: Collection) -> None:
        self.figures = figures
        self.collection = collection
        self.compare = Comparison(figures, collection)
        self.share = self.compare.share
        self.safeguarded = self.compare.safeguarded
        self.steps: list[str] = list(figures.remarks)
        self.doubts: list[str] = list(figures.doubts)
        self.needs: list[Need] = []
        self.missing: list[str] = []
        self.misfit = ""
        self.conflict = False

    def result(self) -> BasePay:
        figures = self.figures
        if figures.daily_rate:
            self.steps.append("Paid by a daily rate: no scale, point, base pay or payments are sent; hours are.")
            return BasePay("daily rate", steps=tuple(self.steps), doubts=tuple(self.doubts))
        self._remark()
        if figures.by_hand is not None:
            return self._by_hand(figures.by_hand)
        for kind in KINDS:
            amount = figures.amount(kind)
            if amount is None:
                continue
            if amount <= 0:
                self.doubts.append(f"The {KINDS[kind].words} is {money(amount)} and is not used.")
                continue
            year = self._year(kind, amount)
            if year is not None:
                return self._from_figure(year)
        return self._from_point()

    def _remark(self) -> None:
        """Say what holds of the contract whatever its figures are."""
        figures, share = self.figures, self.share
        if share is not None:
            equals = "" if share.top == share.bottom else f" = {plain(share.value.quantize(Decimal('0.0001')))}"
            self.steps.append(f"Share of full time: {share.words}{equals}.")
        if figures.scale == "AS" or figures.post == "AST":
            self.doubts.append(AST_ENDED)
        if figures.leading_practitioner:
            self.doubts.append(LEADING_PRACTITIONER)
        if figures.scale == "UT" and figures.qualified is not False:
            self.doubts.append("The scale of unqualified teachers goes with QTStatus false.")
        own = None if figures.point is None else scale_of_point(figures.point)
        if own is not None and figures.scale is not None and own != figures.scale:
            self.misfit = f"{figures.point} is not a point of scale {figures.scale}."
        if figures.share is not None and figures.hours and figures.fte_hours:
            reading = share_reading(figures)
            if not reading:
                self.doubts.append(
                    f"The stated share {plain(figures.share)} fits neither the hours "
                    f"({plain(figures.hours)} of {plain(figures.fte_hours)}) nor hours and weeks; the hours are used."
                )
            elif reading != "hours":
                self.steps.append(f"The stated {plain(figures.share)} counts {reading}; the hours are used.")

    def _by_hand(self, amount: Decimal) -> BasePay:
        self.steps.append(
            f"Base pay {money(amount)} was decided by hand: {self.figures.by_hand_reason or 'no reason given'}."
        )
        full_time = self.share.up(amount) if self.share is not None else None
        row = self.compare.row
        if row is not None and self.share is not None:
            self._differs(amount, row, self.share)
        return self._finish("by hand", amount, full_time, row)

    # --- a figure of the source becomes a year's pay -----------------------------------------------------------------

    def _year(self, kind: str, amount: Decimal) -> _Year | None:
        """Turn one figure of the source into a year's pay; None where something is missing or has to be asked first."""
        figures, words = self.figures, KINDS[kind].words
        settled = figures.settled(kind)
        if "held" in settled and not self.compare.is_as_headed(kind, amount):
            self.doubts.append(f"The {words} waits for an answer and is not used yet.")
            return None
        multiplier = self._multiplier(kind, amount, settled)
        if multiplier is None or self._part_paid(kind, amount * multiplier, settled):
            return None
        need = self.compare.misplaced(kind, amount)
        if need is not None:
            self.needs.append(need)
            looks = "a month's pay" if need.kind == "months" else "a year's pay"
            self.doubts.append(f"The {words} looks like {looks}; it is not used until that is answered.")
            return None
        if kind == "full_time":
            return self._as_full_time(kind, amount, multiplier, shown=False)
        basis = self.compare.basis(kind, amount, multiplier)
        if basis.need is not None:
            self.needs.append(basis.need)
            self.doubts.append(f"The {words} is not used until it is answered: {basis.doubt}.")
        if basis.conflict:
            self.conflict = True
            self.misfit = self.misfit or basis.conflict
        if not basis.reading:
            return None
        if basis.step and kind == "annual":
            self.steps.append(basis.step)
        if basis.reading == "full-time":
            return self._as_full_time(kind, amount, multiplier, shown=bool(basis.step))
        return self._as_actual(kind, amount, multiplier, shown=bool(basis.step))

    def _part_paid(self, kind: str, year: Decimal, settled: frozenset[str]) -> bool:
        """Whether a figure is what was paid during an absence or for a part of a month, which is never base pay.

        The point tells, else another figure of the row stands in for it; where neither is there, it is asked.
        """
        figures, row, share = self.figures, self.compare.row, self.share
        if not figures.part_paid or "full rate" in settled:
            return False
        words = KINDS[kind].words
        not_used = (
            f"The {words} ({money(year)} a year) was paid during {figures.part_paid} and is no base pay: not used."
        )
        if row is not None and share is not None:
            own = share.of(row.annual)
            tolerance = self.compare.tolerance(MONTHS, row)
            short = year < own - tolerance if kind in PAID else abs(year - own / 2) <= tolerance
        elif kind not in PAID:
            return False
        elif any(figures.amount(other) for other in ("hourly", "full_time")):
            short = True
        elif figures.part_paid != OPEN_ABSENCE:
            self.doubts.append(f"The {words} is used as a whole period's pay; it may be that of {figures.part_paid}.")
            return False
        else:
            self.needs.append(Need("part paid", kind, ("full rate", "not full")))
            self.doubts.append(f"The {words} may be what was paid during {figures.part_paid}; it waits for an answer.")
            return True
        if short:
            self.steps.append(not_used)
        return short

    def _multiplier(self, kind: str, amount: Decimal, settled: frozenset[str]) -> Decimal | None:
        """Return what makes a year of a figure; None, with what is missing, where that is not known."""
        figures = self.figures
        if settled & {"months", "year"} and self.compare.is_as_headed(kind, amount):
            self.steps.append(f"This {KINDS[kind].words} fits as its heading says, other than the rest of its column.")
            settled -= {"months", "year"}
        if "months" in settled:
            return MONTHS
        if "year" in settled or kind == "full_time":
            return Decimal(1)
        if kind == "hourly":
            return self._hours_in_year()
        if kind == "weekly":
            return figures.weekly_periods
        if kind == "four_weekly":
            return figures.four_week_periods
        if kind == "daily":
            if figures.day_divisor is None:
                choices = ("195", "260", "365") if figures.teacher else ("260", "365", "195")
                self.needs.append(Need("day divisor", "daily", choices))
                self.missing.append("how many days' pay a year's pay is")
            return figures.day_divisor
        return KINDS[kind].multiplier

    def _hours_in_year(self) -> Decimal | None:
        figures = self.figures
        hours = hours_in_year(figures)
        if hours is not None:
            if figures.paid_weeks and figures.weeks is not None and figures.paid_weeks <= figures.weeks < WHOLE_YEAR:
                self.doubts.append(
                    f"The paid weeks ({plain(figures.paid_weeks)}) are no more than the weeks worked "
                    f"({plain(figures.weeks)}), as if there were no paid leave."
                )
            return hours
        if figures.hours is None or figures.hours <= 0:
            self.missing.append("the hours a week, for the hourly rate")
            self.needs.append(Need("hours", "hourly"))
        else:
            self.missing.append("the paid weeks a year (weeks worked and paid leave), for the hourly rate")
            self.needs.append(Need("paid weeks", "" if figures.weeks is None else plain(figures.weeks)))
        return None

    def _start(self, kind: str, amount: Decimal) -> str:
        words = KINDS[kind].words
        # A rate may have more decimals than pence; a calculator needs them all.
        figure = money(amount) if pence(amount) == amount else f"{amount:,f}"
        return f"{words[0].upper()}{words[1:]} {figure}"

    def _as_actual(self, kind: str, amount: Decimal, multiplier: Decimal, *, shown: bool) -> _Year:
        figures, start = self.figures, self._start(kind, amount)
        year = amount * multiplier
        full_time = self.share.up(year) if self.share is not None else None
        if kind == "hourly":
            paid = figures.paid_weeks or figures.weeks_in_year
            hours = figures.hours or NOTHING
            self.steps.append(f"{start} x {plain(hours)} hours x {plain(paid)} paid weeks = {money(year)}.")
            full_time = amount * figures.fte_hours * figures.weeks_in_year if figures.fte_hours else full_time
        elif multiplier == 1:
            self.steps.append(f"{start} is a year's pay for the hours worked.")
        else:
            self.steps.append(f"{start} x {plain(multiplier)} = {money(year)}.")
        return _Year(kind, amount, multiplier, year, full_time, "actual", shown)

    def _as_full_time(self, kind: str, amount: Decimal, multiplier: Decimal, *, shown: bool) -> _Year | None:
        figures, start = self.figures, self._start(kind, amount)
        if self.share is None:
            self.missing.append(f"the share of full time, for the {KINDS[kind].words}")
            if figures.share is not None and not figures.teacher and not figures.settled("share"):
                self.needs.append(Need("share", "share", ("hours and weeks", "hours")))
            elif figures.hours and figures.fte_hours and not figures.paid_weeks:
                self.needs.append(Need("paid weeks", "" if figures.weeks is None else plain(figures.weeks)))
            return None
        full_time = amount * multiplier
        actual = self.share.of(full_time)
        times = "" if multiplier == 1 else f" x {plain(multiplier)} = {money(full_time)}"
        share = "" if self.share.top == self.share.bottom else f"; x {self.share.text} = {money(actual)}"
        self.steps.append(f"{start}{times} is a full-time year's pay{share}.")
        return _Year(kind, amount, multiplier, actual, full_time, "full-time", shown)

    # --- results -----------------------------------------------------------------------------------------------------

    def _from_figure(self, year: _Year) -> BasePay:
        """Finish with a figure of the source: take a converted one to its point, add what is safeguarded."""
        share, safeguarded = self.share, self.safeguarded
        base, full_time = year.actual, year.full_time
        included = safeguarded is not None and self._includes_safeguarded(year, safeguarded)
        if included and safeguarded is not None:
            base -= safeguarded
            full_time = share.up(base) if share is not None else None
            self.steps.append(f"The safeguarded sum of {money(safeguarded)} is in it; without it {money(base)}.")
        before = base
        row = self._point_at(base, year)
        snapped = of_table = False
        if row is not None and share is not None and year.converted:
            tolerance = self.compare.tolerance(year.multiplier, row, wide=False)
            own = share.of(row.annual)
            times = "" if share.top == share.bottom else f"; x {share.text} = {money(own)}"
            point = f"{row.point} in {row.region} is {money(row.annual)}{times}."
            snapped = abs(base - own) <= tolerance
            if pence(base) == pence(own):
                self.steps.append(f"{point} That is the same.")
            elif snapped:
                self.steps.append(
                    f"{point} {money(base)} is {money(abs(base - own))} from it, no more than rounding does "
                    f"({money(tolerance)}): "
                    f"the point's own figure {money(own)} is taken."
                )
            else:
                self.steps.append(f"{point} {money(base)} agrees with it as far as a rounded share can tell.")
            if snapped:
                base = own
            full_time, of_table = row.annual, True
        if safeguarded is not None:
            self.steps.append(f"{money(base)} + safeguarded {money(safeguarded)} = {money(base + safeguarded)}.")
            base += safeguarded
            full_time = full_time + share.up(safeguarded) if full_time is not None and share is not None else None
        if full_time is None:
            self.doubts.append(f"The full-time figure cannot be worked out: {self._unknown_share()}.")
        self._compare_others(year)
        return self._finish(
            KINDS[year.kind].words,
            base,
            full_time,
            row,
            snapped=snapped,
            year=year,
            of_table=of_table,
            included=included,
            before=before,
        )

    def _unknown_share(self) -> str:
        """Return why the share of full time is not known."""
        figures = self.figures
        if figures.hours and figures.fte_hours:
            return "the paid weeks a year are not known"
        return "the share of full time is not known"

    def _includes_safeguarded(self, year: _Year, safeguarded: Decimal) -> bool:
        """Whether a figure holds the safeguarded sum.

        Base pay by its meaning, another only where the point shows it.
        """
        row = self.compare.row
        if row is not None and self.share is not None:
            at_point = self.share.of(row.annual)
            tolerance = self.compare.tolerance(year.multiplier, row)
            if abs(year.actual - safeguarded - at_point) <= tolerance:
                return True
            if abs(year.actual - at_point) <= tolerance:
                return False
        return year.kind == "base_pay"

    def _point_at(self, base: Decimal, year: _Year) -> PayPoint | None:
        """Return the point whose figure this is: the contract's own, or the one it is where the source has none."""
        share, rows = self.share, self.compare.rows
        if share is None:
            return None
        near = sorted(
            (row for row in rows if abs(base - share.of(row.annual)) <= self.compare.tolerance(year.multiplier, row)),
            key=lambda row: abs(base - share.of(row.annual)),
        )
        if len(near) > 1:
            for tolerance in (self.compare.tolerance(year.multiplier, near[0], wide=False), HALF_PENNY):
                closer = [row for row in near if abs(base - share.of(row.annual)) <= tolerance]
                if len(closer) == 1:
                    return closer[0]
            self.needs.append(Need("which point", self.figures.scale or "", tuple(row.point for row in near)))
            self.doubts.append(f"{money(base)} fits {' and '.join(row.point for row in near)}: which point is it?")
            return None
        if near:
            return near[0]
        if self.compare.row is not None:
            self._differs(base, self.compare.row, share)
        elif rows:
            self._between(base, share)
        return None

    def _differs(self, base: Decimal, row: PayPoint, share: Share) -> None:
        """Say how far a figure is from the point that the contract is said to be on."""
        at_point = share.of(row.annual)
        difference = base - at_point
        if abs(difference) > POUND:
            more = "more" if difference > 0 else "less"
            self.doubts.append(
                f"{money(base)} is {money(abs(difference))} {more} than {row.point} in {row.region} gives "
                f"({money(at_point)})."
            )

    def _between(self, base: Decimal, share: Share) -> None:
        full_time = share.up(base)
        below = [row for row in self.compare.rows if row.annual < full_time]
        above = [row for row in self.compare.rows if row.annual > full_time]
        if below and above:
            low, high = max(below, key=lambda row: row.annual), min(above, key=lambda row: row.annual)
            self.steps.append(
                f"{money(full_time)} lies between {low.point} ({money(low.annual)}) and {high.point} "
                f"({money(high.annual)}): there is no point, base pay is needed."
            )

    def _compare_others(self, year: _Year) -> None:
        """Say where another figure of the row gives other pay than the one that was used."""
        figures = self.figures
        for kind, known in KINDS.items():
            amount = figures.amount(kind)
            if kind == year.kind or kind in ("annual", "daily", "base_pay") or amount is None or amount <= 0:
                continue
            if figures.settled(kind) or (kind == "full_time" and self.share is None):
                continue
            multiplier = hours_in_year(figures) if kind == "hourly" else known.multiplier
            other = self.share.of(amount) if kind == "full_time" and self.share is not None else None
            if other is None and multiplier is not None:
                other = amount * multiplier
            if other is not None and abs(other - year.actual) > max(
                POUND, HALF_PENNY * (multiplier or POUND), other / 200
            ):
                self.doubts.append(f"The {known.words} gives {money(other)} a year, another figure.")

    def _from_point(self) -> BasePay:
        """Finish without a usable figure: from the table, or with the point as it stands, or with what is missing."""
        row, share, figures = self.compare.row, self.share, self.figures
        if row is not None and share is not None and not self.conflict:
            actual, full_time = share.of(row.annual), row.annual
            times = "" if share.top == share.bottom else f"; x {share.text} = {money(actual)}"
            self.steps.append(
                f"{row.point} in {row.region} is {money(row.annual)} ({row.document}, {table_name(row)}){times}."
            )
            if self.safeguarded is not None:
                total = actual + self.safeguarded
                self.steps.append(f"{money(actual)} + safeguarded {money(self.safeguarded)} = {money(total)}.")
                actual, full_time = total, full_time + share.up(self.safeguarded)
            return self._finish("spine point", actual, full_time, row, of_table=True)
        if figures.point is not None and figures.scale is not None and figures.region is not None:
            if share is None:
                self.missing.append("the hours a week and the full-time hours, or the share of full time")
            self.steps.append("No base pay can be worked out; scale, region and point stand as they are.")
            if self.safeguarded is not None:
                self.doubts.append(
                    f"The point alone leaves out the safeguarded sum of {money(self.safeguarded)} and understates "
                    "the pay."
                )
            return self._finish("point only", None, None if row is None or self.conflict else row.annual, row)
        if figures.point is not None and figures.region is None:
            self.missing.append("the pay region")
        if not self.needs and not self.missing:
            self.missing.append("a salary figure, or scale, region and spine point")
        self.steps.append(
            f"No base pay can be worked out. Missing: {'; '.join(self.missing) or 'the answer to a question'}."
        )
        return self._finish("none", None, None, None)

    def _finish(
        self,
        method: str,
        actual: Decimal | None,
        full_time: Decimal | None,
        row: PayPoint | None,
        *,
        snapped: bool = False,
        year: _Year | None = None,
        of_table: bool = False,
        included: bool = False,
        before: Decimal | None = None,
    ) -> BasePay:
        figures = self.figures
        found = figures.point is None and row is not None
        if row is not None and found:
            self.steps.append(f"The source has no point; the figure is that of {row.point}.")
        point = row.point if row is not None else figures.point
        table = row or self.compare.row or (None if point is None else self._table_row(point))
        if point is not None and table is None:
            self.doubts.append(f"{point} does not stand in the tables of {self.collection.year}.")
        if table is not None and table.evidence not in ("read", "computed"):
            self.steps.append(f"The table's figure of {table.point} in {table.region} is {table.evidence}.")
        if self.misfit:
            self.doubts.append(self.misfit)
        if self.safeguarded is not None and point is not None and actual is not None:
            self.doubts.append("Sending the point alone would understate this pay by the safeguarded sum.")
        own = self.compare.row or row
        return BasePay(
            method=method,
            actual=None if actual is None else pence(actual),
            full_time=None if full_time is None else pence(full_time),
            scale=figures.scale,
            region=figures.region,
            point=point,
            annex5=None if point is None else table is not None,
            table="" if table is None else table_name(table),
            document="" if table is None else table.document,
            evidence="" if table is None else table.evidence,
            point_annual=None if own is None else own.annual,
            share=self.share,
            snapped=snapped,
            found_point=found,
            kind="" if year is None else year.kind,
            figure=None if year is None else year.amount,
            multiplier=None if year is None else year.multiplier,
            reading="" if year is None else year.reading,
            shown=year is not None and year.shown,
            before=None if before is None else pence(before),
            full_time_of_table=of_table,
            safeguarded_included=included,
            safeguarded=self.safeguarded,
            safeguarded_salary=True if self.safeguarded is not None else figures.safeguarded_salary,
            steps=tuple(self.steps),
            doubts=tuple(dict.fromkeys(self.doubts)),
            needs=tuple(dict.fromkeys(self.needs)),
            misfit=self.misfit,
            missing=tuple(dict.fromkeys(self.missing)),
        )

    def _table_row(self, point: str) -> PayPoint | None:
        """Return a row that shows which table a point stands in.

        Of the contract's region, or of any where that is not known.
        """
        scale, region = scale_of_point(point), self.figures.region
        if scale is None:
            return None
        if region is not None:
            return self.collection.pay_points.get((scale, region, point))
        points = self.collection.pay_points.items()
        return next((row for key, row in points if key[0] == scale and key[2] == point), None)
