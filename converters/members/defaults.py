"""What the return fills in by itself where the files are silent."""

from __future__ import annotations

from functools import cache

from swf_desktop.address import is_written, layout, routes
from swf_desktop.collection import Collection
from swf_desktop.record import Record, Return, Value

REPEATS_ESTAB = ("contract", "absence", "curriculum", "qualification")


@cache
def given(text: str) -> Value:
    """Return the shared value for a text that the program (not the source) says."""
    return Value(text, text, text)


def fill_defaults(return_: Return, collection: Collection, level: str, estab: str | None) -> list[str]:
    """Fill what every record of a return has alike: level and establishment number, unless the source says them.

    level: `S` for a school's return, `L` for central staff. estab: None for central staff. Returns a note where the
    files give the school another number than the return is for.
    """
    for staff in return_.staff:
        for contract in staff.of("contract"):
            contract.values.setdefault("LASchoolLevel", given(level))
    if level == "S" and return_.school is None:
        return_.message.add(Record("school", "school"))
    notes = []
    school = return_.school
    if school is not None and school.code("Estab") not in (None, estab):
        sent = (
            f"{estab} is sent, the number of this return" if estab else "central staff belong to none: it is not sent"
        )
        notes.append(f"The files say {school.code('Estab')} for the school's own number; {sent}.")
        school.withdraw("Estab")
    if estab is not None:
        fill_estab(return_, collection, estab)
    return notes


def fill_estab(return_: Return, collection: Collection, estab: str) -> int:
    """Fill the school's number in its own record, and in each contract, absence, curriculum and qualification.

    Only where a record says none, and in people's records only where the collection repeats it there: its switch
    `estab.repeat`, which a year without such an item does not have. A contract at authority level (LASchoolLevel L)
    belongs to no school, and a record with nothing to send stays so. Returns how many of the people's records were
    filled.
    """
    if return_.school is not None:
        return_.school.values.setdefault("Estab", given(estab))
    if not collection.switches.get("estab.repeat", False):
        return 0
    ways = routes(layout(collection))
    filled = 0
    for person in return_.staff:
        for kind in REPEATS_ESTAB:
            for record in person.of(kind):
                if record.has("Estab") or record.code("LASchoolLevel") == "L" or not is_written(record, ways):
                    continue
                record.put("Estab", given(estab))
                filled += 1
    return filled
