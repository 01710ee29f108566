"""Targets: what a column is for, as one line of a recipe.

`contract.BasePay`                     one field
`contract.Post + contract.JobTitle`    two fields from one column
`absence.FirstDayOfAbsence #2`         the second of several records on one row
`payment.PaymentAmount TLR`            an additional payment of one type

Several columns may have one and the same target where the field repeats (given names, subjects of a qualification):
their values are one list, in the order in which the plan names the columns.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from swf_desktop.collection import Collection

OPEN: Final = "?"
"""A column that is still to be decided."""

IGNORE: Final = "ignore"
"""A column that is set aside."""

_TARGET = re.compile(r"(?P<field>[a-z]+\.\w+)(?: (?P<type>[A-Z]\w*))?(?: #(?P<group>[1-9]\d*))?")


class Target(NamedTuple):
    """One field that a column fills.

    group: which of several records on one row, counted from 1. type: the payment's type, where the heading says it.
    """

    field: str
    group: int | None = None
    type: str | None = None

    @property
    def kind(self) -> str:
        """The kind of record, such as `contract`."""
        return self.field.partition(".")[0]

    @property
    def tag(self) -> str:
        """The field's tag, such as `BasePay`."""
        return self.field.partition(".")[2]

    def __str__(self) -> str:
        text = self.field
        if self.type:
            text += f" {self.type}"
        return text if self.group is None else f"{text} #{self.group}"


@lru_cache(maxsize=4096)
def parse_targets(text: str) -> tuple[Target, ...]:
    """Read the targets of one column. Raises ValueError where the text is no target."""
    targets = []
    for part in text.split("+"):
        match = _TARGET.fullmatch(part.strip())
        if match is None:
            raise ValueError(text)
        targets.append(Target(match["field"], int(match["group"]) if match["group"] else None, match["type"]))
    return tuple(targets)


def targets_text(targets: tuple[Target, ...]) -> str:
    """Write the targets of one column, as `parse_targets` reads them."""
    return " + ".join(str(target) for target in targets)


def describe(text: str, collection: Collection) -> str:
    """Return targets in words, such as `Contract start date`."""
    if text == IGNORE:
        return "left out"
    described = []
    for target in parse_targets(text):
        label = collection.fields[target.field].label
        if target.type:
            label += f" ({target.type})"
        described.append(label if target.group is None else f"{label}, number {target.group}")
    return " and ".join(described)
