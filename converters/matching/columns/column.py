"""One column of a sheet: what it may be, and what it was decided to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from converters.matching.evidence.cells import Recognised
from converters.matching.headings import Candidate, Headings
from converters.matching.look import Look
from converters.recipe.target import IGNORE, OPEN, Target, describe, parse_targets

CERTAIN: Final = 0.85
"""From here a column is mapped without a question."""

MOST_CHOICES: Final = 5


class Proposal(NamedTuple):
    """One thing that a column may be.

    Target: as a recipe has it (targets or `ignore`); confidence: 0 to 1; reason: in words.
    """

    target: str
    confidence: float
    reason: str


@dataclass(slots=True)
class Column:
    """One column and what it was decided to be.

    decided: targets, `ignore`, or `?` where it must be asked. reason: why. spare, later: see
    `converters.matching.headings.Alias`. paid: what was paid in the period of the report, as rate times units shows.
    """

    index: int
    heading: str
    parts: tuple[str, ...]
    look: Look
    proposals: list[Proposal] = field(default_factory=list)
    decided: str = OPEN
    reason: str = ""
    confidence: float = 0.0
    spare: bool = False
    later: bool = False
    settled: bool = False
    paid: bool = False
    seen: list[Recognised] | None = None
    quick: dict[str, list[Candidate]] = field(default_factory=dict)

    @property
    def targets(self) -> tuple[Target, ...]:
        """What the column fills; empty where it is ignored or still open."""
        return () if self.decided in (IGNORE, OPEN) else parse_targets(self.decided)


def choices(column: Column, headings: Headings, extra: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """Return what a question about a column offers: the likeliest targets, then `ignore`."""
    offered: dict[str, str] = {}
    for target in [*extra, *[one.target for one in column.proposals if one.confidence >= 0.3]]:
        if target != IGNORE and target not in offered and len(offered) < MOST_CHOICES:
            offered[target] = describe(target, headings.collection)
    offered[IGNORE] = "not needed for the return"
    return tuple(offered.items())


def in_order(columns: Iterable[Column]) -> dict[int, tuple[Target, ...]]:
    """Return the targets of each column that has some.

    Further given names stand after the first, wherever their column is.
    """
    used = [column for column in columns if column.targets]
    return {column.index: column.targets for column in sorted(used, key=lambda column: (column.later, column.index))}
