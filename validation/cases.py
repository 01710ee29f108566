"""The cases of the rules (`resources/corpus`): known-good returns, changes by name, and what the check finds then.

The tests prove every rule by them, and practice plants its faults from them, so that the fault of a rule is known once.
See `resources/corpus/README.md` for the names and the changes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from resources import resource
from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection
from swf_desktop.record import Record, Return

Tree = dict[str, Any]
"""A record as a table: tags to texts in the message's form, and its child records by name."""

KEYS: Final = frozenset({"name", "start", "year", "change", "findings", "on", "off", "message", "pay"})
"""All that a case may say; a key that is none of them would say nothing and pass by mistake."""


@dataclass(frozen=True, slots=True)
class Start:
    """A return that no rule has anything to say about. name: `school` or `la`. year: the collection it is made for."""

    name: str
    year: int
    tree: Tree


@dataclass(frozen=True, slots=True)
class Expected:
    """A finding that a case lists. at: the name of its record. field: its tag, None for the record itself."""

    rule: str
    at: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a rule. year: the collection it is written for. message: words of the first finding, or nothing.

    on, off: rules switched for it, whatever `rules.csv` says. pay: the number of the worked pay record whose usual
    mistake it is, 0 for any other case.
    """

    rule: str
    name: str
    start: str
    year: int
    changes: tuple[Tree, ...]
    findings: tuple[Expected, ...]
    on: frozenset[str]
    off: frozenset[str]
    message: str
    pay: int


@cache
def starts() -> tuple[Start, ...]:
    """Return all known-good returns, by name and year."""
    found = []
    for path in resource("corpus", "starts").iterdir():
        if path.name.endswith(".toml"):
            name, _, year = path.name.removesuffix(".toml").partition("-")
            found.append(Start(name, int(year), tomllib.loads(path.read_text(encoding="utf-8"))))
    return tuple(sorted(found, key=lambda start: (start.name, start.year)))


def start_of(name: str, year: int) -> Start:
    """Return the known-good return of a name made for a year, else for the newest year before it.

    Raises LookupError where there is none.
    """
    made = [start for start in starts() if start.name == name and start.year <= year]
    if not made:
        raise LookupError(f"There is no known-good return {name!r} for {year}.")
    return made[-1]


@cache
def cases(rule: str) -> tuple[Case, ...]:
    """Return the cases of a rule in the order they are written; none for a rule without. Raises ValueError."""
    path = resource("corpus", f"{rule}.toml")
    if not path.is_file():
        return ()
    first = min(start.year for start in starts())
    found = []
    for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("case", []):
        strange = set(entry) - KEYS
        if strange:
            raise ValueError(f"{path.name}, case {entry.get('name')!r}: {', '.join(sorted(strange))} says nothing")
        found.append(
            Case(
                rule=rule,
                name=entry["name"],
                start=entry.get("start", "school"),
                year=entry.get("year", first),
                changes=tuple(entry["change"]),
                findings=tuple(Expected(each["rule"], each["at"], each.get("field")) for each in entry["findings"]),
                on=frozenset(entry.get("on", ())),
                off=frozenset(entry.get("off", ())),
                message=entry.get("message", ""),
                pay=entry.get("pay", 0),
            )
        )
    return tuple(found)


@cache
def rules_with_cases() -> tuple[str, ...]:
    """Return the numbers of all rules that have cases, sorted."""
    names = (path.name for path in resource("corpus").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def built(start: Start, collection: Collection) -> Return:
    """Return a new return made from a known-good one, each record under its name. Raises KeyError for no field."""
    message = Record("message", "message")
    set_fields(message, start.tree["message"], collection)
    for name, tree in start.tree.get("people", {}).items():
        message.add(_record("staff", name, tree, collection))
    for kind in ("school", "la"):
        if kind in start.tree:
            message.add(_record(kind, kind, start.tree[kind], collection))
    return Return(message)


def set_fields(record: Record, texts: dict[str, str], collection: Collection) -> None:
    """Fill fields from texts in the message's form; an empty one takes the field out. Raises KeyError for no field."""
    for tag, text in texts.items():
        field = collection.fields[f"{record.kind}.{tag}"]
        if text == "":
            record.values.pop(tag, None)
        else:
            record.values[tag] = canonical_value(field, text)


def _record(kind: str, name: str, tree: Tree, collection: Collection) -> Record:
    record = Record(kind, name)
    set_fields(record, {tag: text for tag, text in tree.items() if isinstance(text, str)}, collection)
    for child, below in tree.items():
        if isinstance(below, dict):
            record.add(_record(child.rstrip("0123456789"), f"{name}.{child}", below, collection))
    return record


def find(return_: Return, name: str) -> Record:
    """Return the record of a name. Raises LookupError where there is none."""
    for record in return_.message.walk():
        if record.key == name:
            return record
    raise LookupError(f"no record {name}")


def copied(record: Record, old: str, new: str) -> Record:
    """Return a copy of a record and all below it, with the new name in place of the old."""
    copy = Record(record.kind, record.key.replace(old, new, 1))
    copy.values = dict(record.values)
    for children in (record.children or {}).values():
        for child in children:
            copy.add(copied(child, old, new))
    return copy


def change(return_: Return, changes: tuple[Tree, ...] | list[Tree], collection: Collection) -> Iterator[Record]:
    """Make the changes of a case one after the other, and yield the record that each was made to.

    Of somebody taken out that is the person; of any other record taken out, the one above it. Raises LookupError where
    a record or field is not there.
    """
    for step in changes:
        record = find(return_, step["at"])
        parent = record.parent
        if parent is None and ("copy" in step or step.get("remove")):
            raise LookupError(f"{step['at']} stands alone: it can be neither copied nor taken out")
        if parent is not None and step.get("remove"):
            parent.of(record.kind).remove(record)
            yield record if record.kind == "staff" else parent
            continue
        if parent is not None and "copy" in step:
            record = parent.add(copied(record, step["at"], step["copy"]))
        elif "add" in step:
            record = record.add(Record(step["add"], f"{record.key}.{step.get('as', step['add'])}"))
        set_fields(record, step.get("set", {}), collection)
        yield record
