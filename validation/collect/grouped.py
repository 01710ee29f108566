"""COLLECT's list beside ours, by what is to be done about each line: fix it, explain it, or ask who can know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import validation.rules  # noqa: F401  # registers the rules
from swf_desktop.collection import Collection, RuleRow
from validation.collect.errors import Pair
from validation.collect.known import Sorted
from validation.finding import Severity
from validation.rule import REGISTRY


class Todo(StrEnum):
    """What is to be done about a line, in the order in which it is done."""

    FIX = "fix"
    NOTE = "note"
    AGAIN = "again"
    CENTRAL = "central"
    OURS = "ours"
    KNOWN = "known"


TITLES: Final = {
    Todo.FIX: "Fix here",
    Todo.NOTE: "Needs a note",
    Todo.AGAIN: "Nothing wrong here now",
    Todo.CENTRAL: "Only COLLECT can check",
    Todo.OURS: "Only found here",
    Todo.KNOWN: "Known difference",
}
ADVICE: Final = {
    Todo.FIX: "Fix it here, then write the file again with the next serial number.",
    Todo.NOTE: "If it is right as it stands, say why in a note in COLLECT; if not, fix it here.",
    Todo.AGAIN: (
        "This program checks the same and finds nothing wrong. If you fixed it since the upload, the next file settles "
        "it. If not, COLLECT reads it in another way: ring your local authority, and keep the answer as a known "
        "difference."
    ),
    Todo.CENTRAL: (
        "This program cannot check it: it needs what only the department holds, or a rule that is not known here. "
        "Ring your local authority, or the department's helpdesk, with the number and COLLECT's words."
    ),
    Todo.OURS: (
        "COLLECT does not list it. It is a check of this program alone, or you changed it in COLLECT itself; then "
        "change it here too, or the next file brings the old value back."
    ),
    Todo.KNOWN: "Somebody wrote down why the two lists differ here.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One rule and what is to be done about it, for all whom it is about. reason: of a known difference."""

    todo: Todo
    rule: str
    title: str
    pairs: tuple[Pair, ...]
    reason: str = ""

    @property
    def people(self) -> tuple[str, ...]:
        """Whom it is about, each once; nobody for the return itself."""
        return tuple(dict.fromkeys(pair.person for pair in self.pairs if pair.person))

    @property
    def said(self) -> tuple[str, ...]:
        """What COLLECT says, each sentence once."""
        return tuple(dict.fromkeys(error.message for pair in self.pairs for error in pair.theirs if error.message))


def lines(found: Sorted, collection: Collection) -> list[Line]:
    """Return one line for each rule of each group, in the order in which they are worked off."""
    groups: dict[tuple[Todo, str, str], list[Pair]] = {}
    for pair in found.rest.both:
        groups.setdefault((_of_both(pair), pair.rule, ""), []).append(pair)
    for pair in found.rest.theirs_only:
        row = _row(pair, collection)
        todo = Todo.AGAIN if row is not None and _checked(row, collection) else Todo.CENTRAL
        groups.setdefault((todo, pair.rule, ""), []).append(pair)
    for pair in found.rest.ours_only:
        groups.setdefault((Todo.OURS, pair.rule, ""), []).append(pair)
    for pair, why in found.known:
        reason = f"{why.reason} ({why.by})" if why.by else why.reason
        groups.setdefault((Todo.KNOWN, pair.rule, reason), []).append(pair)
    order = list(Todo)
    made = [
        Line(todo, rule, _title(pairs[0], collection), tuple(pairs), reason)
        for (todo, rule, reason), pairs in groups.items()
    ]
    # Within a group the order of the rules stays: the pairs come in it.
    return sorted(made, key=lambda line: order.index(line.todo))


def counts(made: Iterable[Line]) -> dict[Todo, int]:
    """Return how many pairs of rule and person stand in each group that has any."""
    found: dict[Todo, int] = {}
    for line in made:
        found[line.todo] = found.get(line.todo, 0) + len(line.pairs)
    return found


def _of_both(pair: Pair) -> Todo:
    wrong = any(finding.severity in (Severity.ERROR, Severity.SCHEMA) for finding in pair.ours)
    return Todo.FIX if wrong or any(error.severity is Severity.ERROR for error in pair.theirs) else Todo.NOTE


def _row(pair: Pair, collection: Collection) -> RuleRow | None:
    numbers = [*(finding.rule for finding in pair.ours), pair.rule, f"{pair.rule}Q"]
    rows = [collection.rules[number] for number in numbers if number in collection.rules]
    return next((row for row in rows if _checked(row, collection)), rows[0] if rows else None)


def _checked(row: RuleRow, collection: Collection) -> bool:
    """Whether this program checks a rule in a year."""
    return row.number in REGISTRY and row.state != "off" and row.in_year(collection.year)


def _title(pair: Pair, collection: Collection) -> str:
    row = _row(pair, collection)
    if row is not None:
        return row.title
    return next((error.message for error in pair.theirs if error.message), "A rule that is not known here")
