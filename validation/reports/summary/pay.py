"""Pay by scale, region and point, against the year's tables: ours, in the place of tables I and J of later years."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from validation.reports.summary.counted import Cell, Column, Counted, SummaryTable, added, block_fte, rounded
from validation.reports.summary.staff import chart
from validation.rule import PayBlock

_POUND: Final = Decimal(1)
_FULL_YEAR: Final = 52
_NOT_COUNTED: Final = "The return says that another file brings the contracts, so this table stays empty."

Place = tuple[str | None, str | None, str | None]


def table_pay(counted: Counted) -> SummaryTable:
    """Return pay of the open contracts by scale, region and point, as full-time pay beside the table's figure."""
    blocks: dict[Place, list[PayBlock]] = {}
    for contract in counted.open_contracts:
        if contract.daily_rate is not True:
            for block in contract.pay_blocks():
                blocks.setdefault((block.scale, block.region, block.point), []).append(block)
    order = sorted(blocks, key=lambda place: _order(counted, place))
    heads = ("Scale", "Region", "Point")
    figures = (
        "Contracts or roles",
        "FTE",
        "Lowest full-time pay, £",
        "Highest full-time pay, £",
        "Table, £",
        "Below the table",
        "Above the table",
        "No base pay",
    )
    known = [place for place in order if place[2]]
    every = [block for place in order for block in blocks[place]]
    return SummaryTable(
        "I/J",
        "Pay of contracts open on the reference date, by scale, region and point",
        (*(Column(head, number=False) for head in heads), *map(Column, figures)),
        () if counted.contracts_elsewhere else tuple(_row(counted, place, blocks[place]) for place in order),
        () if counted.contracts_elsewhere else (_total(counted, blocks),),
        "Is everybody on the point that was last agreed? Is anybody paid more or less than the point's own figure "
        "without a reason (safeguarding, a point between two, a rise paid late)?",
        (
            "The FTE is that of G, less staff paid by daily rate.",
            "Contracts without base pay and without a point are those of C.",
        ),
        (_NOT_COUNTED,) if counted.contracts_elsewhere else _notes(counted, every),
        chart("Contracts by pay point", [(_named(place), len(blocks[place])) for place in known])
        if known and not counted.contracts_elsewhere
        else None,
    )


def _notes(counted: Counted, blocks: list[PayBlock]) -> tuple[str, ...]:
    basis = (
        "Full-time pay is base pay divided by the share of full-time hours"
        if counted.collection.base_pay_basis == "actual"
        else "Base pay is full-time pay in this census"
    )
    notes = [
        f"{basis}. Pay within £1 of the table's figure agrees with it: the tables' figures are rounded. "
        "Where there is no point, the table's figures are the ends of the scale's range."
    ]
    regions_of = counted.collection.fields["contract.RegionSpine"].code_set
    regions = counted.in_code_order(regions_of, (block.region for block in blocks if block.region))
    if regions:
        notes.append("Regions: " + "; ".join(f"{code} {counted.describe(regions_of, code)}" for code in regions) + ".")
    apart = sum(block.base_pay is not None and _full_time(counted, block) is None for block in blocks)
    if apart:
        notes.append(
            f"Left out of the comparison, because hours are missing or fewer than 52 weeks are worked: {apart:,}."
        )
    return tuple(notes)


def _order(counted: Counted, place: Place) -> tuple[object, ...]:
    """Return the place's position: as the code sets have them, texts that are no codes after them, blanks last."""
    key: list[tuple[bool, int, str]] = []
    for tag, text in zip(("Scale", "RegionSpine", "SpinePoint"), place, strict=True):
        codes = list(counted.collection.code_sets[counted.collection.fields[f"contract.{tag}"].code_set].codes)
        key.append((text is None, codes.index(text) if text in codes else len(codes), text or ""))
    return tuple(key)


def _named(place: Place) -> str:
    _, region, point = place
    return f"{point} {region}" if region and region != "EW" else str(point)


def _row(counted: Counted, place: Place, blocks: list[PayBlock]) -> tuple[Cell, ...]:
    scale, region, point = place
    lowest, highest = _table(counted, place)
    pay = [full for block in blocks if (full := _full_time(counted, block)) is not None]
    return (
        counted.describe(counted.collection.fields["contract.Scale"].code_set, scale),
        region or "",
        point or "",
        len(blocks),
        rounded(added(map(block_fte, blocks))),
        rounded(min(pay, default=None), _POUND),
        rounded(max(pay, default=None), _POUND),
        _shown(lowest, highest),
        None if lowest is None else sum(full < lowest - _POUND for full in pay),
        None if highest is None else sum(full > highest + _POUND for full in pay),
        sum(block.base_pay is None for block in blocks),
    )


def _total(counted: Counted, blocks: dict[Place, list[PayBlock]]) -> tuple[Cell, ...]:
    rows = [_row(counted, place, found) for place, found in blocks.items()]
    every = [block for found in blocks.values() for block in found]

    def summed(column: int) -> int:
        return sum(cell for row in rows if isinstance(cell := row[column], int))

    return (
        "In all",
        "",
        "",
        len(every),
        rounded(added(map(block_fte, every))),
        None,
        None,
        None,
        summed(8),
        summed(9),
        summed(10),
    )


def _table(counted: Counted, place: Place) -> tuple[Decimal | None, Decimal | None]:
    """Return the table's figures for a place: the point's own twice, or the ends of the range without a point."""
    scale, region, point = place
    if scale is None or region is None:
        return None, None
    if point is not None:
        found = counted.collection.pay_points.get((scale, region, point))
        return (None, None) if found is None else (found.annual, found.annual)
    return counted.collection.pay_ranges.get((scale, region), (None, None))


def _shown(lowest: Decimal | None, highest: Decimal | None) -> Cell:
    if lowest is None or highest is None:
        return None
    return lowest if lowest == highest else f"{lowest:,} to {highest:,}"


def _full_time(counted: Counted, block: PayBlock) -> Decimal | None:
    """Return the pay of somebody full time, None where it does not follow from what is sent."""
    if block.base_pay is None:
        return None
    if counted.collection.base_pay_basis != "actual":
        return block.base_pay
    share = block_fte(block)
    term_time = block.weeks is not None and block.weeks < _FULL_YEAR and not _teacher(block)
    return None if not share or term_time else block.base_pay / share


def _teacher(block: PayBlock) -> bool:
    """Whether a contract is a teacher's, whose pay is for the whole year whatever weeks are said."""
    row = block.contract.person.collection.posts.get(block.contract.post or "")
    return row is None or row.teaching
