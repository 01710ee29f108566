"""How many records lack each field that the census needs, counted in the worker process. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from swf_desktop.facts import is_open

if TYPE_CHECKING:
    from swf_desktop.collection import Collection, Field
    from swf_desktop.record import Record, Return
    from ui.worker.process import Report, State

_KEPT_BY_ROLES: Final = frozenset({"HoursPerWeek", "FTEHours", "WeeksPerYear"})


def lacking(state: State, _report: Report) -> dict[str, tuple[int, int]]:
    """Return for each needed field of the last build how many records lack it, and how many need it."""
    if state.built is None or len(state.built.returns) != 1:
        return {}
    one = state.built.returns[0]
    return count_lacking(one.return_, one.collection)


def count_lacking(return_: Return, collection: Collection) -> dict[str, tuple[int, int]]:
    """Count, for each field that is needed, the records below a person that lack it and those that need it.

    What is needed in open contracts only is counted in those; hours of a contract whose roles have theirs are not.
    """
    needed: dict[str, list[Field]] = {}
    for field in collection.fields.values():
        if field.required:
            needed.setdefault(field.kind, []).append(field)
    counts: dict[str, list[int]] = {}
    for person in return_.staff:
        for record in person.walk():
            for field in needed.get(record.kind, ()):
                if field.required == "open" and not is_open(_contract(record), collection):
                    continue
                if field.tag in _KEPT_BY_ROLES and any(role.has(field.tag) for role in record.of("role")):
                    continue
                count = counts.setdefault(field.name, [0, 0])
                count[0] += not record.has(field.tag)
                count[1] += 1
    return {name: (without, of) for name, (without, of) in counts.items()}


def _contract(record: Record) -> Record:
    while record.kind != "contract" and record.parent is not None:
        record = record.parent
    return record
