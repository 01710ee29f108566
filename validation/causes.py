"""Few words for one cause: findings that one column, one answer or one mistake would settle are told once.

An item that many lack because no file has it is one cause, whatever rules report it; so is one value that many have.
Findings that follow from another (`resources/census/follow_on.csv`) are folded under it. Nothing is lost on the way:
a cause holds all its findings, and COLLECT's own counts are theirs.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from resources import resource
from swf_desktop import words
from swf_desktop.addressee import addressee_of
from swf_desktop.collection import Collection
from swf_desktop.record import Record
from validation.finding import ORDER, Finding, Severity

FEW: Final = 6
"""From so many people on a cause is told without their names."""

_WHO: Final = {"payroll": "payroll", "HR": "HR", "head": "the head"}
_RULES: Final = frozenset({Severity.SCHEMA, Severity.ERROR, Severity.QUERY})


@dataclass(frozen=True, slots=True)
class Cause:
    """Findings of one cause. findings: those that it is told by. folded: what follows from it, of other rules.

    message, action: in words, for all of them. people: whom it is about, as people name them, each once.
    """

    findings: tuple[Finding, ...]
    folded: tuple[Finding, ...]
    message: str
    action: str
    people: tuple[str, ...]

    @property
    def lead(self) -> Finding:
        """The finding that stands for all."""
        return self.findings[0]

    @property
    def all(self) -> tuple[Finding, ...]:
        """All findings of the cause."""
        return self.findings + self.folded

    @property
    def names(self) -> tuple[str, ...]:
        """The people where they are few enough to be named, and the message names none of them."""
        return self.people if 1 < len(self.people) < FEW else ()


class Follow(NamedTuple):
    """One line of the table: a rule whose finding follows from that of another, of the same `record` or `return`.

    of `item`: the finding follows from an item that its person lacks, whether a rule reports that or not.
    """

    rule: str
    follows: str
    of: str


@cache
def follow_on() -> tuple[Follow, ...]:
    """Return the table of findings that follow from others."""
    text = resource("census", "follow_on.csv").read_text(encoding="utf-8")
    return tuple(Follow(row["rule"], row["follows"], row["of"]) for row in csv.DictReader(io.StringIO(text)))


@cache
def _by_rule() -> dict[str, list[Follow]]:
    """Return the lines of the table by rule: it is looked into for each finding."""
    found: dict[str, list[Follow]] = {}
    for row in follow_on():
        found.setdefault(row.rule, []).append(row)
    return found


def causes(findings: Iterable[Finding], collection: Collection | None) -> list[Cause]:
    """Return the causes of findings, worst first and else in the order in which they first come.

    collection: for the titles of rules and the labels of items; None where no return could be made.
    """
    found = list(findings)
    leading, folded = _fold(found)
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in leading:
        groups.setdefault(_key(finding), []).append(finding)
    kinds = _Kinds()
    made = []
    after = {row.rule for row in follow_on() if row.of == "item"}
    for group in groups.values():
        group.sort(key=lambda finding: (ORDER.index(finding.severity), finding.rule in after))
        below = [one for finding in group for one in folded.get(id(finding), ())]
        made.append(_cause(group, below, collection, kinds))
    return sorted(made, key=lambda cause: ORDER.index(cause.lead.severity))


def _key(finding: Finding) -> tuple[object, ...]:
    """Return what findings of one cause have in common."""
    source = finding.source
    if finding.rule == CONFLICT and finding.person is not None:
        return CONFLICT, finding.person
    if finding.severity is Severity.QUESTION and finding.rule not in _CELLS:
        return ("question", id(finding))
    if finding.severity not in _RULES:
        place = None if source is None else (source.file, source.sheet, source.column)
        return finding.severity, finding.rule, finding.field, place
    if finding.record is None:
        return finding.severity, finding.rule, id(finding)
    missing = missing_item(finding)
    if missing:
        # Whichever rule says it: an item that is missing is missing.
        return "blank", missing
    said = finding.message.replace(finding.person, "") if finding.person and finding.field is None else ""
    return finding.severity, finding.rule, finding.field, finding.value, said


CONFLICT: Final = "conflict"
"""The rule of items on which files disagree: all of one person are told together."""

_CELLS: Final = frozenset({"unreadable", "damaged"})
"""Kinds of cells that could not be read: those of one column have one cause."""


def missing_item(finding: Finding) -> str:
    """Return the item (its full name) whose absence a finding reports or follows from, empty where there is none.

    That of a role is its contract's: pay and hours stand on either.
    """
    for row in _by_rule().get(finding.rule, ()):
        if row.of == "item":
            person = finding.record.person() if finding.record is not None else None
            if person is not None and not person.has(row.follows.rpartition(".")[2]):
                return row.follows
    if finding.field is None or not is_blank(finding):
        return ""
    kind, _, tag = finding.field.partition(".")
    return f"contract.{tag}" if kind == "role" and tag != "RoleIdentifier" else finding.field


def is_blank(finding: Finding) -> bool:
    """Whether a finding is about an item that its record does not have."""
    kind, _, tag = (finding.field or "").partition(".")
    if finding.record is None or not tag:
        return False
    return not finding.value and not (finding.record.kind == kind and finding.record.has(tag))


def _fold(found: Sequence[Finding]) -> tuple[list[Finding], dict[int, list[Finding]]]:
    """Return the findings that follow from no other, and those that do by the `id()` of the one they follow from."""
    table = follow_on()
    wanted = {row.follows for row in table}
    here: dict[tuple[str, str, int], Finding] = {}
    for finding in found:
        if finding.rule in wanted:
            for of in ("record", "return"):
                here.setdefault((finding.rule, of, _place(finding, of)), finding)
    leading, folded = [], dict[int, list[Finding]]()
    rows = _by_rule()
    for finding in found:
        first = next(
            (
                first
                for row in rows.get(finding.rule, ())
                if (first := here.get((row.follows, row.of, _place(finding, row.of)))) is not None
            ),
            None,
        )
        if first is None:
            leading.append(finding)
        else:
            folded.setdefault(id(first), []).append(finding)
    return leading, folded


def _place(finding: Finding, of: str) -> int:
    return id(_root(finding.record) if of == "return" else finding.record)


def _root(record: Record | None) -> Record | None:
    while record is not None and record.parent is not None:
        record = record.parent
    return record


class _Kinds:
    """The records of each kind below a return, found once."""

    def __init__(self) -> None:
        self._found: dict[int, dict[str, list[Record]]] = {}
        self._having: dict[tuple[int, str], bool] = {}

    def of(self, root: Record) -> dict[str, list[Record]]:
        found = self._found.get(id(root))
        if found is None:
            found = self._found[id(root)] = {}
            for record in root.walk():
                found.setdefault(record.kind, []).append(record)
        return found

    def anybody_has(self, root: Record, field: str) -> bool:
        """Whether any record has an item, on a contract or on its roles."""
        key = id(root), field
        if key not in self._having:
            kind, _, tag = field.partition(".")
            kinds = ("contract", "role") if kind in ("contract", "role") else (kind,)
            self._having[key] = any(record.has(tag) for one in kinds for record in self.of(root).get(one, ()))
        return self._having[key]


def _cause(group: list[Finding], folded: list[Finding], collection: Collection | None, kinds: _Kinds) -> Cause:
    lead = group[0]
    people = tuple(dict.fromkeys(one.person for one in group if one.person is not None))
    if len(group) == 1:
        return Cause((lead,), tuple(folded), lead.message, lead.action, people)
    if lead.rule == CONFLICT:
        items = dict.fromkeys(one.field or "" for one in group)
        fields = collection.fields if collection is not None else {}
        labels = ", ".join(fields[name].label if name in fields else name for name in items)
        about = f"{lead.person}: the files disagree on {words.counted(len(group), 'item')} ({labels}). "
        return Cause(tuple(group), tuple(folded), about + " ".join(one.message for one in group), lead.action, people)
    row = collection.rules.get(lead.rule) if collection is not None else None
    missing = missing_item(lead)
    known = collection.fields.get(missing or lead.field or "") if collection is not None else None
    label = known.label if known is not None else ""
    title = row.title if row is not None else lead.rule[:1].upper() + lead.rule[1:]
    action = lead.action
    counted = _counted(group, people)
    if lead.severity is Severity.REPAIR or lead.rule in _CELLS:
        shown = ", ".join(dict.fromkeys(f"“{one.value}”" for one in group[:3]))
        message = f"{label or title}: {len(group)} cells of one column, such as {shown}: {_reason(lead)}"
    elif missing:
        root = _root(lead.record)
        if root is not None and not kinds.anybody_has(root, missing) and people:
            everybody = len(people) == len(kinds.of(root).get("staff", ()))
            message = f"{label}: {'all ' if everybody else ''}{counted}, {_nobody(lead)} has it."
            action = f"Ask {_WHO[addressee_of(missing)]} for one column."
        else:
            message = f"{label}: {counted} {'have' if len(group) > 1 else 'has'} none."
    elif lead.value:
        message = f"{title}: {label + ' ' if label else ''}“{lead.value}” of {counted}."
    else:
        message = f"{title}: {counted}."
    return Cause(tuple(group), tuple(folded), message, action, people)


def _counted(group: Sequence[Finding], people: Sequence[str]) -> str:
    return words.people(len(people)) if people else words.counted(len(group), "time")


def _nobody(finding: Finding) -> str:
    source = finding.record.source() if finding.record is not None else None
    return "nobody" if source is None or source.file.lower().endswith(".xml") else "no file"


def _reason(finding: Finding) -> str:
    """Return why a cell was read otherwise than it stands: what its message says after the colon."""
    return finding.message.partition(": ")[2] or finding.message
