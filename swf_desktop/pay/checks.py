"""Checks of pay against the year's tables, and the tables themselves as people know them.

For rules, the pay sheet and the command line.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from swf_desktop.collection import Collection
from swf_desktop.pay.base_pay import table_name
from swf_desktop.pay.figures import POUND, Share, money, pence
from swf_desktop.pay.points import POINT_PREFIXES, scale_points
from swf_desktop.pay.tables import PayPoint

PAYMENT_RANGES: Final = {
    "TLR": ("TLR1", "TLR2", "TLR3"),
    "TLE": ("TLR1", "TLR2"),
    "TL3": ("TLR3",),
    "SEN": ("SEN",),
}
"""Type of an additional payment to the ranges it may lie in: TLR 1, 2 and 3 have one code to 2014, later two."""

EVERYWHERE: Final = "ALL"
LEADING_PRACTITIONER: Final = "leading practitioner"


class RangeCheck(NamedTuple):
    """Base pay outside the range of its scale. side: `below` or `above`; limit: the end of the range at the share.

    Full_time: in full.
    """

    side: str
    limit: Decimal
    full_time: Decimal


def outside_range(
    base_pay: Decimal, scale: str | None, region: str | None, share: Share, collection: Collection
) -> RangeCheck | None:
    """Return how base pay for the hours worked lies outside its scale's range, by more than a pound.

    None where it does not.

    scale: a code, or `leading practitioner`. None also where the scale has no range that is known.
    """
    limits = collection.pay_ranges.get((scale or "", region or ""))
    if limits is None:
        return None
    low, high = share.of(limits[0]), share.of(limits[1])
    if base_pay < low - POUND:
        return RangeCheck("below", pence(low), limits[0])
    if base_pay > high + POUND:
        return RangeCheck("above", pence(high), limits[1])
    return None


class PointCheck(NamedTuple):
    """Base pay compared with a point. verdict: `matches`, `within a pound` or `differs`; difference.

    Base pay less the point's figure.
    """

    verdict: str
    difference: Decimal
    at_point: Decimal


def compare_with_point(base_pay: Decimal, row: PayPoint, share: Share) -> PointCheck:
    """Compare base pay for the hours worked with the figure of a point at a share of full time."""
    return compare_with_figure(base_pay, row.annual, share)


def compare_with_figure(base_pay: Decimal, annual: Decimal, share: Share) -> PointCheck:
    """Compare base pay for the hours worked with a full-time figure at a share of full time."""
    at_point = pence(share.of(annual))
    difference = base_pay - at_point
    verdict = "matches" if difference == 0 else "within a pound" if abs(difference) <= POUND else "differs"
    return PointCheck(verdict, difference, at_point)


def payment_doubt(type_: str, full_time: Decimal, collection: Collection) -> str:
    """Return in words how the full-time amount of an additional payment lies outside its ranges.

    Empty where it does not.
    """
    names = [name for name in PAYMENT_RANGES.get(type_, ()) if (name, EVERYWHERE) in collection.pay_ranges]
    ranges = [collection.pay_ranges[name, EVERYWHERE] for name in names]
    # TLR 3 came in 2013; where a later year's figures lack a range, an amount may lie in that one.
    if type_ != "TLR" and len(ranges) < len(PAYMENT_RANGES.get(type_, ())):
        return ""
    if not ranges or any(low - POUND <= full_time <= high + POUND for low, high in ranges):
        return ""
    spans = ", ".join(f"{name} {money(low)} to {money(high)}" for name, (low, high) in zip(names, ranges, strict=True))
    return (
        f"The {type_} payment of {money(full_time)} (full-time amount) lies outside the ranges of "
        f"{collection.year}: {spans}."
    )


def looks_monthly(type_: str, amount: Decimal, collection: Collection) -> bool:
    """Whether an additional payment lies within its ranges only when it is taken twelve times."""
    return (
        bool(payment_doubt(type_, amount, collection))
        and not payment_doubt(type_, amount * 12, collection)
        and bool(PAYMENT_RANGES.get(type_))
    )


@dataclass(frozen=True, slots=True)
class TableFigure:
    """One figure of a table. mark: empty, `±1` (computed within a pound) or `inferred`.

    Evidence and document as the table has them.
    """

    annual: Decimal
    mark: str
    evidence: str
    document: str


@dataclass(frozen=True, slots=True)
class PayTable:
    """One pay scale as people know it: regions across, points down. name: which table; rows.

    (point, figure of each region).
    """

    scale: str
    title: str
    name: str
    documents: tuple[str, ...]
    regions: tuple[str, ...]
    rows: tuple[tuple[str, tuple[TableFigure | None, ...]], ...]


def mark_of(row: PayPoint) -> str:
    """Return the mark of a figure that was not read or computed exactly."""
    if "within" in row.evidence:
        return "±1"
    return "inferred" if row.evidence.startswith("inferred") else ""


def annex5_table(collection: Collection, region: str | None = None, scale: str | None = None) -> list[PayTable]:
    """Return the year's tables of points, all or of one region and one scale; empty where there is none."""
    regions = tuple(collection.code_sets[collection.fields["contract.RegionSpine"].code_set].codes)
    scales = collection.code_sets[collection.fields["contract.Scale"].code_set].codes
    wanted = tuple(code for code in regions if region in (None, code))
    tables = []
    for code in POINT_PREFIXES:
        if scale not in (None, code):
            continue
        points = scale_points(code, collection)
        lines = []
        found: list[PayPoint] = []
        for point in points:
            rows = [collection.pay_points.get((code, place, point)) for place in wanted]
            found += [row for row in rows if row is not None]
            lines.append(
                (
                    point,
                    tuple(
                        None if row is None else TableFigure(row.annual, mark_of(row), row.evidence, row.document)
                        for row in rows
                    ),
                )
            )
        if found:
            documents = tuple(dict.fromkeys(row.document for row in found))
            title = scales[code].description if code in scales else code
            tables.append(PayTable(code, title, table_name(found[0]), documents, wanted, tuple(lines)))
    return tables
