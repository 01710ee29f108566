"""One level of pay as it is read: a contract, or one role of several that carry the pay; and how answers are kept."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from operator import attrgetter
from typing import Final, NamedTuple

from converters.payroll.elements import Line
from swf_desktop.pay.figures import FOUR_WEEKS, FULL_YEAR_WEEKS, KINDS, PayFigures
from swf_desktop.pay.points import TEACHER_POSTS, TEACHER_SCALES, PointReading
from swf_desktop.record import Record

FIGURE_TAGS: Final = {known.tag: kind for kind, known in KINDS.items()}
"""The fields of a contract or role that hold a pay figure, and which figure."""

PAY_TAGS: Final = (*FIGURE_TAGS, "PayAmount")
"""Fields that show at which level (contract or role) pay stands."""


class Cell(NamedTuple):
    """Where a figure stands: the record and its tag, and the name of the pay element, if it is one."""

    record: Record
    tag: str
    name: str = ""

    @property
    def words(self) -> str:
        """The place as people name it: `Basic Pay, payroll.xlsx, Pay, T7`; empty for a record made by hand."""
        place = self.record.source(self.tag)
        cell = "" if place is None else f"{place.column}{place.row}" if place.column else f"row {place.row}"
        parts = (self.name, *(() if place is None else (place.file, place.sheet, cell)))
        return ", ".join(part for part in parts if part)


class FoundPayment(NamedTuple):
    """An additional payment found among the pay elements.

    Its type, payroll's name for it, pounds a year, the element.
    """

    type: str
    name: str
    amount: Decimal
    element: Record


@dataclass(slots=True)
class Item:
    """One level of pay, with what was read of it so far; `figures` is what goes into the working-out.

    record: the contract or role. amounts: kind of figure to pounds. columns: kind of figure (or `share`) to the
    column or pay element it came from. cells: kind of figure to its cell. repairs: fields of hours and weeks
    that an answer settles. payments: those found among the pay
    elements. The other fields: see `PayFigures`.
    """

    person: Record
    contract: Record
    record: Record
    amounts: dict[str, Decimal] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    payments: list[FoundPayment] = field(default_factory=list)
    reading: PointReading | None = None
    hours: Decimal | None = None
    fte_hours: Decimal | None = None
    weeks: Decimal | None = None
    paid_weeks: Decimal | None = None
    share: Decimal | None = None
    scale: str | None = None
    region: str | None = None
    point: str | None = None
    leading_practitioner: bool = False
    safeguarded: Decimal | None = None
    meanings: list[tuple[str, str]] = field(default_factory=list)
    part_paid: str = ""
    cells: dict[str, Cell] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    repairs: dict[str, Decimal] = field(default_factory=dict)
    figures: PayFigures = field(default_factory=PayFigures)

    @property
    def post(self) -> str | None:
        """The contract's post."""
        return self.contract.code("Post")

    @property
    def teacher(self) -> bool:
        """Whether pay is a teacher's."""
        return self.scale in TEACHER_SCALES or (self.scale in (None, "OT") and self.post in TEACHER_POSTS)

    @property
    def levels(self) -> tuple[Record, ...]:
        """The record, and for a role its contract, whose values hold where the role has none."""
        return (self.record,) if self.record is self.contract else (self.record, self.contract)

    def first(self, tag: str) -> Decimal | None:
        """Return an amount of the record, or of its contract."""
        return next((found for level in self.levels if (found := decimal_of(level, tag)) is not None), None)

    def text(self, tag: str) -> str:
        """Return the source's text of the record, or of its contract."""
        return next((text for level in self.levels if (text := source_text(level, tag))), "")

    def put(self, kind: str, amount: Decimal, column: str, cell: Cell) -> None:
        """Keep a figure, unless one of its kind is known already."""
        if kind not in self.amounts:
            self.amounts[kind] = amount
            self.columns[kind] = column
            self.cells[kind] = cell

    def of(self, person: Record, contract: Record) -> Item:
        """Return the same for another contract that says the same; nothing but `figures` is ever set again."""
        item = Item(person, contract, contract, *_READ(self))
        item.cells = {kind: Cell(contract, cell.tag, cell.name) for kind, cell in self.cells.items()}
        return item

    def finish(
        self, by_hand: Decimal | None, reason: str, weekly: Decimal | None, four: Decimal | None, days: Decimal | None
    ) -> None:
        """Make the figures. weekly, four, days.

        What the payroll states that a year is, for weekly, four-weekly and daily pay.
        """
        safeguarded = self.record.typed("SafeguardedSalary")
        qualified = self.person.typed("QTStatus")
        self.figures = PayFigures(
            **self.amounts,  # type: ignore[arg-type]  # only kinds of figure are ever put in
            hours=self.hours,
            fte_hours=self.fte_hours,
            weeks=self.weeks,
            paid_weeks=self.paid_weeks,
            share=self.share,
            scale=self.scale,
            region=self.region,
            point=self.point,
            post=self.post,
            safeguarded=self.safeguarded,
            safeguarded_salary=safeguarded if isinstance(safeguarded, bool) else None,
            qualified=qualified if isinstance(qualified, bool) else None,
            leading_practitioner=self.leading_practitioner,
            weekly_periods=weekly or FULL_YEAR_WEEKS,
            four_week_periods=four or FOUR_WEEKS,
            day_divisor=days,
            meanings=tuple(self.meanings),
            part_paid=self.part_paid,
            remarks=tuple(self.remarks),
            doubts=tuple(self.doubts),
            by_hand=by_hand,
            by_hand_reason=reason,
        )


_READ: Final = attrgetter(*(known.name for known in fields(Item)[3:]))
"""All that was read of an item: what comes after whose it is."""


def pay_levels(contract: Record) -> list[Record]:
    """Return the records that hold a contract's pay: its roles where any carries pay of its own, else the contract."""
    roles = [role for role in contract.of("role") if any(tag in role.values for tag in PAY_TAGS)]
    return roles or [contract]


def decimal_of(record: Record, tag: str) -> Decimal | None:
    """Return an amount; None where it is blank or could not be read."""
    value = record.typed(tag)
    if isinstance(value, Decimal):
        return value
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else None


def source_text(record: Record, tag: str) -> str:
    """Return a value's text as the source had it, also where it was taken out of the return in an earlier pass."""
    lost = record.lost(tag)
    return record.raw(tag) or (lost[-1][0].raw if lost else "")


def column_of(record: Record, tag: str) -> str:
    """Return the column that a value came from: `payroll.xlsx/Pay/column G`.

    The field's name for a record made by hand.
    """
    place = record.source(tag)
    if place is None or place.column is None:
        return tag
    return "/".join(part for part in (place.file, place.sheet, f"column {place.column}") if part)


def number(text: str | None) -> Decimal | None:
    """Read a number above nothing from an answer; None where it is none."""
    if not text:
        return None
    try:
        found = Decimal(text.strip().replace(",", "").lstrip("£"))
    except InvalidOperation:
        return None
    return found if found.is_finite() and found > 0 else None
