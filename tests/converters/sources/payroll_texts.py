"""A maker of payroll texts as web systems, bureaux and people write them: 128 kinds, and what each must come to.

Every delimiter, way of quoting and encoding, with and without a title above and totals below. The cells are chosen to
mislead: names with commas, semicolons and bars, pay with commas for thousands or for decimals, leading zeros.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product
from typing import Final, NamedTuple

DELIMITERS: Final = (",", ";", "\t", "|")
QUOTINGS: Final = ("needed", "all", "none", "spaced")
ENCODINGS: Final = ("utf-8", "utf-8-sig", "cp1252", "utf-16")
SHAPES: Final = ("table alone", "title and totals")

_NAMES: Final = ("Smith, Ann", "O'Neill, Zoë", "Müller; K.", "Jones|B", "Patel, R (Mrs)", "de la Cruz, Ana", "Wu Li")
_POSTS: Final = ("Teacher", "Head of Maths, KS3", "Cook, mid-day", "Cleaner", "HLTA; SEN", "Site manager / caretaker")
_HEADINGS: Final = ("Employee No", "Name", "Post", "Annual Salary", "Start Date")


class PayrollText(NamedTuple):
    """One text: how it was made, its bytes, its delimiter, and its rows (titles and totals among them)."""

    name: str
    data: bytes
    delimiter: str
    rows: list[list[str]]


def payroll_texts(seed: int = 0) -> Iterator[PayrollText]:
    """Yield the 128 texts; another seed gives other people, lengths and line ends."""
    chance = random.Random(seed)
    for delimiter, quoting, encoding, shape in product(DELIMITERS, QUOTINGS, ENCODINGS, SHAPES):
        rows = _table(chance, delimiter, headings=chance.random() < 0.85)
        if quoting == "none":
            rows = [[cell.replace(delimiter, " ") for cell in row] for row in rows]
        lines = [
            delimiter.join(_quoted(cell, delimiter, quoting, first=not index) for index, cell in enumerate(row))
            for row in rows
        ]
        if shape == "title and totals":
            above = [["Payroll report for April, 2024" if delimiter != "," else "Payroll report for April 2024"], []]
            below = [[], [f"{len(rows)} employees; end of report" if delimiter != ";" else "End of report"]]
            rows = [*above, *rows, *below]
            lines = [*("".join(row) for row in above), *lines, *("".join(row) for row in below)]
        end = chance.choice(["\r\n", "\r\n", "\n", "\r"])
        text = end.join(lines) + (end if chance.random() < 0.8 else "")
        name = f"{ {chr(9): 'tab'}.get(delimiter, delimiter) } {quoting} {encoding} {shape}"
        yield PayrollText(name, text.encode(encoding), delimiter, rows)


def _table(chance: random.Random, delimiter: str, *, headings: bool) -> list[list[str]]:
    decimal_comma = delimiter == ";" and chance.random() < 0.5
    rows = [list(_HEADINGS)] if headings else []
    for _ in range(chance.choice([4, 12, 30])):
        pay = chance.randrange(90_000, 7_000_000) / 100
        shown = f"{pay:,.2f}" if chance.random() < 0.3 else f"{pay:.2f}"
        if decimal_comma:
            shown = shown.translate(str.maketrans(",.", ".,"))
        rows.append(
            [
                f"{chance.randrange(100_000):06}",
                chance.choice(_NAMES),
                chance.choice(_POSTS),
                shown,
                f"{chance.randrange(1, 29):02}/{chance.randrange(1, 13):02}/{chance.randrange(1995, 2024)}",
            ]
        )
    return rows


def _quoted(cell: str, delimiter: str, quoting: str, *, first: bool) -> str:
    doubled = '"' + cell.replace('"', '""') + '"'
    if quoting == "all":
        return doubled
    if quoting == "spaced":
        return doubled if first else f" {doubled}"
    return doubled if quoting == "needed" and delimiter in cell else cell
