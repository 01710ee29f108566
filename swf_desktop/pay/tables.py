"""The pay tables and minimum wages in force on a day, from `pay.csv`, `pay_bands.csv` and `wages.csv`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from string import ascii_uppercase
from typing import Final, NamedTuple

from swf_desktop.tables import table, year_of


@dataclass(frozen=True, slots=True)
class PayPoint:
    """An annual full-time figure in pounds for one scale, region and point, with its document and how it is known."""

    scale: str
    region: str
    point: str
    annual: Decimal
    document: str
    where: str
    evidence: str


class Wage(NamedTuple):
    """A minimum wage in pounds an hour on census day. from_age: for whom, None for apprentices of any age."""

    hourly: Decimal
    from_age: int | None


ANNOUNCED: Final = "announced"
"""How the evidence of a pay table begins that is announced and not in force."""


def pay_rows(day: date) -> list[dict[str, str]]:
    """Return the rows of the pay tables in force on a day: those of the newest document that is not later.

    A scale that the newest document has no figures for (2018 to 2021 have gaps) has none: older ones would be wrong.
    """
    rows = [
        row
        for row in table("pay.csv")
        if row["effective_from"] <= day.isoformat() and not row["evidence"].startswith(ANNOUNCED)
    ]
    newest = max((row["effective_from"] for row in rows), default="")
    return [row for row in rows if row["effective_from"] == newest]


def pay_tables_on(
    reference_date: date,
) -> tuple[dict[tuple[str, str, str], PayPoint], dict[tuple[str, str], tuple[Decimal, Decimal]]]:
    """Return the points and ranges in force on a day.

    A scale with all its points, from the first to the last that it has in any year, and no range of its own gets the
    range that its points span.
    """
    points: dict[tuple[str, str, str], PayPoint] = {}
    ends: dict[tuple[str, str], dict[str, Decimal]] = {}
    for row in pay_rows(reference_date):
        place = row["scale"], row["region"]
        annual = Decimal(row["annual_gbp"])
        if row["kind"] == "point":
            key = (*place, row["point"])
            points[key] = PayPoint(*key, annual, row["document"], row["where"], row["evidence"])
        else:
            ends.setdefault(place, {})[row["point"]] = annual
    ranges = {place: (found["min"], found["max"]) for place, found in ends.items() if {"min", "max"} <= found.keys()}
    spans: dict[tuple[str, str], list[PayPoint]] = {}
    for point in points.values():
        spans.setdefault((point.scale, point.region), []).append(point)
    last = _last_points() if spans else {}
    for place, found in spans.items():
        # Some of the points (M2 to M6 in some years, L1 to L6 in one) do not show where the range begins or ends.
        numbers = {point.point.lstrip(ascii_uppercase) for point in found}
        if {"1", last[place[0]]} <= numbers:
            figures = [point.annual for point in found]
            ranges.setdefault(place, (min(figures), max(figures)))
    return points, ranges


def _last_points() -> dict[str, str]:
    """Return the number of the last point that each scale has in any year's tables."""
    found: dict[str, int] = {}
    for row in table("pay.csv"):
        number = row["point"].lstrip(ascii_uppercase)
        if row["kind"] == "point" and number.isdecimal():
            found[row["scale"]] = max(int(number), found.get(row["scale"], 0))
    return {scale: str(number) for scale, number in found.items()}


def wages_on(day: date) -> dict[str, Wage]:
    """Return the minimum wages of a day, by name; none where the newest rates are older than a year."""
    found: dict[str, Wage] = {}
    since = f"{day.year - 1}-{day:%m-%d}"
    for row in sorted(table("wages.csv"), key=lambda row: row["effective_from"]):
        if since < row["effective_from"] <= day.isoformat():
            found[row["wage"]] = Wage(Decimal(row["hourly_gbp"]), year_of(row["from_age"]))
    return found


def pay_regions(authorities: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the pay region of each LA, two where it lies in two bands; in no band is the rest of England and Wales."""
    bands: dict[str, list[str]] = {}
    for row in table("pay_bands.csv"):
        bands.setdefault(row["la"], []).append(row["region"])
    return {code: tuple(bands.get(code, ("EW",))) for code in authorities}
