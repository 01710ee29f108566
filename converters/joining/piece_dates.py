"""Dates on a sheet of pieces of pay that are those of the pieces: an allowance since September starts no contract.

What a sheet says of a contract's start is held against the contracts that other sheets know. Where it is mostly a later
day on which such a contract was running, the column dates the pieces, and its rows belong to the running contract.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from converters.rows.parts import Part, SheetRows
from swf_desktop.record import Record, Value
from swf_desktop.words import counted

PIECES: Final = ("element", "payment")
"""What a row of such a sheet is."""

_DATES: Final = frozenset({"ContractStart", "ContractEnd"})


def says_only_dates(sheet: SheetRows) -> bool:
    """Whether a sheet of pieces of pay says no more of contracts than dates: it is joined after those that say more."""
    part = sheet.part("contract")
    return sheet.grain in PIECES and part is not None and set(part.tags) <= _DATES


def without_dates_of_pieces(
    sheet: SheetRows, part: Part | None, people: Sequence[Record | None], rows: list[dict[str, Value]]
) -> tuple[list[dict[str, Value]], str]:
    """Return the rows with the start of the contract that each is of in place of the piece's own, and what to say.

    people: of each row. rows: what each says of the contract. They come back as they are, with an empty sentence, where
    the dates are those of contracts, or nothing tells.
    """
    if part is None or sheet.grain not in PIECES or "ContractStart" not in part.tags:
        return rows, ""
    running: dict[int, Record | None] = {}
    same = 0
    for index, (person, values) in enumerate(zip(people, rows, strict=True)):
        start = values["ContractStart"].typed if "ContractStart" in values else None
        known = [one for one in person.of("contract") if one.has("ContractStart")] if person is not None else []
        if not known or not isinstance(start, date):
            continue
        if any(one.typed("ContractStart") == start for one in known):
            same += 1
        elif covering := [one for one in known if _runs_on(one, start)]:
            running[index] = covering[0] if len(covering) == 1 else None
    if len(running) <= same:
        return rows, ""
    found = list(rows)
    for index, contract in running.items():
        found[index] = {tag: value for tag, value in rows[index].items() if tag not in _DATES}
        if contract is not None:
            found[index]["ContractStart"] = contract.values["ContractStart"]
    count = counted(len(running), "row of pay begins", "rows of pay begin")
    return found, (
        f"{sheet.place}: {count} within a contract that another file dates: the day is taken as that from which the "
        "piece is paid, not as a contract's start."
    )


def _runs_on(contract: Record, day: date) -> bool:
    start, end = contract.typed("ContractStart"), contract.typed("ContractEnd")
    return isinstance(start, date) and start <= day and (not isinstance(end, date) or day <= end)
