"""The header of a message."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from swf_desktop.collection import Collection
from swf_desktop.practice import mark
from swf_desktop.record import Record, Return, Value

SOFTWARE_CODE: Final = "SWF Desktop"


# CBDS levels that a file of each source level says it holds (D00086): structure.md 1.1, CBDSLevel, "Our default".
_LEVELS: Final = {"S": ("Workforce", "School"), "L": ("Workforce", "LA")}


_MODULES: Final = {
    "ContractOrServiceIncluded": "contract",
    "AbsencesIncluded": "absence",
    "CurriculumsIncluded": "curriculum",
    "QualificationsIncluded": "qualification",
}


def header(
    return_: Return,
    collection: Collection,
    *,
    lea: str,
    estab: str | None,
    level: str,
    serial: str,
    now: datetime,
    release: str,
) -> None:
    """Fill the return's header and module flags, and what the collection's switches ask for beside them.

    lea: three digits; estab: four digits, None for an LA's file for central staff; level: `S` or `L`, `school` or `la`;
    serial: three digits. A header field that does not belong in such a file is taken out. A module counts as included
    where there is at least one record of it.
    """
    source = {"school": "S", "la": "L"}.get(level.lower(), level.upper())
    if source not in _LEVELS:
        raise ValueError(f"no such level as {level!r}: it is school or la")
    message = return_.message
    switches = collection.switches
    fill_item(message, "Collection", collection.name)
    fill_item(message, "Year", str(collection.year))
    fill_item(message, "ReferenceDate", collection.reference_date.isoformat(), collection.reference_date)
    fill_item(message, "SourceLevel", source)
    fill_item(message, "LEA", lea)
    fill_item(message, "Estab", estab)
    fill_item(message, "SoftwareCode", SOFTWARE_CODE)
    fill_item(message, "Release", release)
    fill_item(message, "SerialNo", serial)
    stamp_time(message, now)
    if switches.get("header.content", True):
        levels = _LEVELS[source]
        message.values["CBDSLevel"] = Value("; ".join(levels), levels, levels)
    else:
        fill_item(message, "CBDSLevel", None)
    if switches.get("modules.block", True):
        held = {record.kind for person in return_.staff for record in person.walk()}
        for tag, kind in _MODULES.items():
            fill_item(message, tag, "true" if kind in held else "false", kind in held)
    else:
        for tag in _MODULES:
            fill_item(message, tag, None)
    if return_.practice:
        mark(message)
    school = return_.school
    if school is not None and switches.get("school.referenceDate", False):
        fill_item(school, "ReferenceDate", collection.reference_date.isoformat(), collection.reference_date)


def fill_item(record: Record, tag: str, text: str | None, typed: object = None) -> None:
    """Set a field to a text in its sent form, or take it out."""
    if text is None:
        record.values.pop(tag, None)
    else:
        record.values[tag] = Value(text, text if typed is None else typed, text)


def stamp_time(message: Record, now: datetime) -> None:
    """Set DateTime, to the second and without a zone, as the message wants it."""
    second = now.replace(microsecond=0, tzinfo=None)
    fill_item(message, "DateTime", second.isoformat(), second)


def message_file_name(lea: str, estab: str | None, year: int, serial: str) -> str:
    """Return the file's name as school systems make it: `9992999_SWF_999LL13_001.xml`, without estab `999_SWF_...`."""
    return f"{lea}{estab or ''}_SWF_{lea}LL{year % 100:02d}_{serial}.xml"
