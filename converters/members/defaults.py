"""What the return fills in by itself where the files are silent."""

from __future__ import annotations

from functools import cache

from swf_desktop.collection import Collection
from swf_desktop.record import Record, Return, Value

REPEATS_ESTAB = ("absence", "curriculum", "qualification")


@cache
def given(text: str) -> Value:
    """Return the shared value for a text that the program (not the source) says."""
    return Value(text, text, text)


def fill_defaults(return_: Return, collection: Collection, level: str, estab: str | None) -> None:
    """Fill what every record of a return has alike: level and establishment number, unless the source says them.

    level: `S` for a school's return, `L` for central staff. estab: None for central staff.
    """
    repeat = bool(collection.switches.get("estab.repeat")) and estab is not None
    number = given(estab) if estab is not None else None
    for staff in return_.staff:
        for contract in staff.of("contract"):
            contract.values.setdefault("LASchoolLevel", given(level))
            if repeat and number is not None and contract.code("LASchoolLevel") == "S":
                contract.values.setdefault("Estab", number)
        if repeat and number is not None:
            for kind in REPEATS_ESTAB:
                for record in staff.of(kind):
                    record.values.setdefault("Estab", number)
    if level == "S" and return_.school is None:
        return_.message.add(Record("school", "school"))
    if return_.school is not None and number is not None:
        return_.school.values.setdefault("Estab", number)
