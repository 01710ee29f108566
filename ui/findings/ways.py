"""Where a finding can be mended: the item it stands at, and the others where its rule has several ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from swf_desktop.record import Record
from swf_desktop.tables import table

if TYPE_CHECKING:
    from swf_desktop.collection import Collection, Field
    from validation.finding import Finding

WAYS = "ways.csv"


class Way(NamedTuple):
    """One item that may be mended. words: what is asked of it, in plain words."""

    record: Record
    field: Field
    words: str


def ways_out(finding: Finding, collection: Collection) -> list[Way]:
    """Return the items in which a finding can be mended, as `ways.csv` has them; else the one that it stands at."""
    record = finding.record
    if record is None:
        return []
    found: list[Way] = []
    for row in table(WAYS):
        if row["rule"] != finding.rule or row["field"] not in collection.fields:
            continue
        field = collection.fields[row["field"]]
        at = _nearest(record, field.kind)
        # Pay may stand on a contract or on its roles: it is offered on the level of the finding.
        if at is not None and all(way.field.tag != field.tag for way in found):
            found.append(Way(at, field, row["words"]))
    if any(way.field.name == finding.field and way.record is record for way in found):
        return found
    own = collection.fields.get(finding.field or "")
    if own is not None and own.kind == record.kind and own.kind != "message":
        found.insert(0, Way(record, own, own.label))
    return found


def _nearest(record: Record, kind: str) -> Record | None:
    """Return the record of a kind that a record is of or stands below; one below it where there is only one."""
    above: Record | None = record
    while above is not None:
        if above.kind == kind:
            return above
        above = above.parent
    below = record.of(kind)
    return below[0] if len(below) == 1 else None
