"""What the pay picture shows: every teacher's full-time pay, and the range of the year it lies in or not."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from swf_desktop.facts import contract_category
from swf_desktop.words import counted
from ui.steps.pay.rows import PayRow

if TYPE_CHECKING:
    from swf_desktop.collection import Collection

TEACHER: Final = 1
_POUND: Final = Decimal(1)


class Dot(NamedTuple):
    """One contract of a teacher. lane: its place among the lanes; off: pounds below (-) or above the range, 0 in it.

    known: whether there is a range to hold it against.
    """

    row: PayRow
    amount: Decimal
    lane: int
    off: Decimal
    known: bool

    @property
    def key(self) -> str:
        """The record's key."""
        return self.row.key

    @property
    def stands(self) -> str:
        """Where it stands to its range, in words."""
        if not self.known:
            return "no range known"
        if not self.off:
            return "in the range"
        return f"{abs(self.off):,.2f} {'below' if self.off < 0 else 'above'}"

    @property
    def says(self) -> str:
        """All of it in one sentence, for the line below the picture and for ears."""
        where = f"{self.stands} the range" if self.off else self.stands
        return f"{self.row.name}, {self.row.post}: {self.amount:,.2f} for full time, {where}."


class Lane(NamedTuple):
    """One scale in one region: title, range (None where the year's tables have none), points, and its dots by pay."""

    title: str
    low: Decimal | None
    high: Decimal | None
    points: tuple[tuple[str, Decimal], ...]
    dots: tuple[Dot, ...]


class Picture(NamedTuple):
    """The lanes from the lowest range up; says: the whole picture in words, with who has no place in it."""

    lanes: tuple[Lane, ...]
    says: str

    @property
    def dots(self) -> list[Dot]:
        """All dots, lane by lane."""
        return [dot for lane in self.lanes for dot in lane.dots]


def picture_of(rows: Sequence[PayRow], collection: Collection | None) -> Picture:
    """Put every teacher's open contract into the lane of its scale and region.

    Ranges are those of the year's pay tables (`Collection.pay_ranges`); up to a pound beside one counts as in it, as in
    the rules on pay.
    """
    if collection is None or not rows:
        return Picture((), "There is no pay yet.")
    if any(row.hidden for row in rows):
        return Picture((), "Names and pay are hidden. Show them again in the menu View.")
    of_teachers = [row for row in rows if contract_category(row.pay.contract, collection) == TEACHER]
    by_lane: dict[tuple[str, str], list[PayRow]] = {}
    for row in of_teachers:
        if row.pay.result.full_time is not None:
            by_lane.setdefault((row.pay.result.scale or "", row.pay.result.region or ""), []).append(row)
    lanes = [_lane(scale, region, found, collection) for (scale, region), found in by_lane.items()]
    far = Decimal("Infinity")
    lanes.sort(key=lambda lane: (far if lane.low is None else lane.low, lane.title))
    placed = tuple(
        lane._replace(dots=tuple(dot._replace(lane=at) for dot in lane.dots)) for at, lane in enumerate(lanes)
    )
    return Picture(placed, _in_words(placed, len(of_teachers)))


def _lane(scale: str, region: str, rows: list[PayRow], collection: Collection) -> Lane:
    scales = collection.code_sets[collection.fields["contract.Scale"].code_set].codes
    regions = collection.code_sets[collection.fields["contract.RegionSpine"].code_set].codes
    limits = collection.pay_ranges.get((scale, region))
    name = scales[scale].description if scale in scales else scale or "Scale not known"
    place = regions[region].description if region in regions else region
    title = f"{name}, {place}" if place else name
    points = tuple(
        sorted(
            ((point, found.annual) for (of, where, point), found in collection.pay_points.items()
             if (of, where) == (scale, region)),
            key=lambda pair: pair[1],
        )
    )  # fmt: skip
    dots = []
    for row in rows:
        amount = row.pay.result.full_time
        if amount is None:
            continue
        off = Decimal(0)
        if limits is not None:
            low, high = limits
            off = amount - low if amount < low - _POUND else amount - high if amount > high + _POUND else off
        dots.append(Dot(row, amount, 0, off, limits is not None))
    dots.sort(key=lambda dot: (dot.amount, dot.key))
    return Lane(title, limits[0] if limits else None, limits[1] if limits else None, points, tuple(dots))


def _in_words(lanes: tuple[Lane, ...], teachers: int) -> str:
    dots = [dot for lane in lanes for dot in lane.dots]
    if not teachers:
        return "There is no teacher with an open contract."
    outside, unknown, without = (
        sum(1 for dot in dots if dot.off),
        sum(1 for dot in dots if not dot.known),
        teachers - len(dots),
    )
    said = [f"Full-time pay on {counted(len(dots), 'contract')} of teachers, against the ranges of the year."]
    said.append(f"▲ {outside:,} outside the range." if outside else "None is outside its range.")
    if unknown:
        said.append(f"{unknown:,} on a scale or in a region without a known range.")
    if without:
        said.append(f"{without:,} not drawn: full-time pay is not known.")
    return " ".join(said)
