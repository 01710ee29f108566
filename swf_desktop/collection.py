"""One census year: its catalogue of fields, code sets, pay tables and rules, read from `resources/census`."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from swf_desktop.pay.tables import PayPoint, Wage, pay_regions, pay_tables_on, wages_on
from swf_desktop.tables import rows_of, table, when_changed, year_folder, year_of, years


@dataclass(frozen=True, slots=True)
class Field:
    """One field of one kind of record, from `fields.csv` and the schema.

    tag: the message's own tag, or for a working item (not `sent`) a name of ours.
    label: what people call it.
    type: `text`, `name`, `date`, `code`, `boolean` (true/false), `money`, `hours`, `days`, `share`, `integer`, `digits`
        (a number that is text: keeps leading zeros, `width` long), `datetime`.
    required: `yes` (always), `open` (in a contract open on the reference date), `` (may be blank). What it means for
        each staff category is for the rules.
    repeats: the field holds several values (given names, former names, qualification subjects).
    sent: False for working items: those of ours, and those that the year's message has no element for (a spine point
        from 2015 on), which are still read and shown.
    """

    kind: str
    tag: str
    label: str
    type: str
    code_set: str
    width: int
    required: str
    categories: frozenset[int]
    repeats: bool
    sent: bool
    cbds: str
    format: str
    help: str
    example: str
    basis: str
    confidence: str

    @property
    def name(self) -> str:
        """The full name, such as `contract.BasePay`."""
        return f"{self.kind}.{self.tag}"


@dataclass(frozen=True, slots=True)
class Leaf:
    """An element with text. `wrap` are the elements around each value of a field that repeats (`GivenName`)."""

    tag: str
    element: str
    repeats: bool = False
    wrap: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A container that folds into its kind: written only where something in it is filled."""

    element: str
    content: tuple[Leaf | Group | Children, ...]


@dataclass(frozen=True, slots=True)
class Children:
    """The place where the records of a child kind stand, each in an element of this name."""

    kind: str
    element: str


Node = Leaf | Group | Children


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record. fields: by tag, in message order, working items last. content: in message order."""

    name: str
    label: str
    element: str
    fields: dict[str, Field]
    content: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a code set in the years that it is valid. part_of: the main code that an extended code refines."""

    code: str
    description: str
    since: int | None
    until: int | None
    note: str
    basis: str
    confidence: str
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class CodeSet:
    """A code set in one year. membership: `list`, `ranges` (of numbers) or `examples` of a wider pattern.

    pattern: for `examples`, the regular expression of all members, listed or not.
    """

    id: str
    name: str
    membership: str
    codes: dict[str, Code]
    pattern: str = ""

    def holds(self, text: str) -> bool:
        """Whether `text` is a member: listed, within a range, or of the pattern that the examples show."""
        if self.membership == "ranges":
            return text.isascii() and text.isdigit() and any(_within(text, code) for code in self.codes)
        if text in self.codes:
            return True
        return bool(self.pattern) and re.fullmatch(self.pattern, text) is not None


def _within(digits: str, span: str) -> bool:
    """Whether a number lies in a range such as `2000-3949`, both ends included and as long as what they hold."""
    first, _, last = span.partition("-")
    return len(digits) == len(first) and first <= digits <= (last or first)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """What `rules.csv` says of one rule; its logic is a function in `validation.rules`.

    severity: `error` or `query`. state: `on`, `off` or `known issue` (reported, with `state_reason`).
    where: `here`, `whole return` or `COLLECT only`. official: False for checks of our own (`X01`).
    """

    number: str
    title: str
    severity: str
    level: str
    items: tuple[str, ...]
    message: str
    action: str
    note: str
    since: int | None
    until: int | None
    where: str
    state: str
    state_reason: str
    condition: str
    basis: str
    confidence: str

    @property
    def official(self) -> bool:
        """Whether the department has this rule under this number."""
        return not self.number.startswith("X")

    def in_year(self, year: int) -> bool:
        """Whether the rule belongs to that census year."""
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)


class Certainty(NamedTuple):
    """How sure one part of a year is: `sure`, `likely`, `inferred` or `doubtful`, and why in a sentence."""

    level: str
    text: str


class Successor(NamedTuple):
    """What became of a code that ended. becomes: the codes in its place, the usual one first, none where there is none.

    certain: the first one takes its place wherever nothing says otherwise; else somebody has to choose.
    """

    becomes: tuple[str, ...]
    certain: bool
    text: str


class Category(NamedTuple):
    """A staff category. label: what people call all of it; one: somebody of it; the lowest rank of a person counts."""

    number: int
    label: str
    one: str
    rank: int


class PostRow(NamedTuple):
    """What a post makes of its holder: the category under an own contract and under a service agreement."""

    own: int
    agreement: int
    teaching: bool


@dataclass(frozen=True, slots=True)
class Collection:
    """One census year. `Collection.load(2013)` reads it once.

    deadline: the department's, for the return. payments_from: additional payments since that day.
    written: whether a return of the year can be written; other years are for reading, comparing and rolling forward.
    changes: what the year changed, in a sentence. certainty: by part (`dates`, `message`, `codes`, `rules`, `pay`).
    categories: by number. posts: by code. wages: by name (`apprentice`, `national`). successors: field name to code.
    """

    year: int
    name: str
    reference_date: date
    deadline: date
    contracts_from: date
    absences_from: date
    absences_until: date
    payments_from: date
    written: bool
    changes: str
    certainty: dict[str, Certainty]
    base_pay_basis: str
    switches: dict[str, object]
    defaults: dict[str, str]
    kinds: dict[str, Kind]
    fields: dict[str, Field]
    code_sets: dict[str, CodeSet]
    pay_points: dict[tuple[str, str, str], PayPoint]
    pay_ranges: dict[tuple[str, str], tuple[Decimal, Decimal]]
    pay_regions: dict[str, tuple[str, ...]]
    rules: dict[str, RuleRow]
    categories: dict[int, Category]
    posts: dict[str, PostRow]
    wages: dict[str, Wage]
    successors: dict[str, dict[str, Successor]]

    @staticmethod
    def load(year: int) -> Collection:
        """Read the tables of one year. Raises LookupError, with the years there are, for any other."""
        if year not in collection_years():
            known = ", ".join(map(str, collection_years()))
            raise LookupError(f"There is no collection for {year}; there are: {known}.")
        return _load(year)

    @staticmethod
    def newest(today: date | None = None) -> Collection:
        """Return the collection that a new return starts with on a day, that of the computer's clock if None.

        Until the spring after a census day (31 March) it is that census's, then the next one's; where that is not
        held, the newest held that can be written.
        """
        wanted = wanted_year(today or clock())
        held = [year for year in collection_years() if _load(year).written]
        fitting = [year for year in held if year <= wanted]
        return _load(fitting[-1] if fitting else held[0])

    def sends(self, field_name: str) -> bool:
        """Whether the year's message has a place for a field, by its full name."""
        field = self.fields.get(field_name)
        return field is not None and field.sent

    def renewed(self, field_name: str, code: str) -> str:
        """Return the code that stands in the place of an ended one where that is certain, else the code itself."""
        successor = self.successors.get(field_name, {}).get(code)
        return successor.becomes[0] if successor is not None and successor.certain and successor.becomes else code


def clock() -> date:
    """Return today, by the computer of the user: nothing else of a collection depends on when it is asked."""
    return date.today()  # noqa: DTZ011 - the user's own day


def collection_years() -> tuple[int, ...]:
    """Return the census years that this program holds, oldest first."""
    return years()


SPRING_ENDS = (3, 31)
"""The last day in spring, month and day, on which the census of the last November is still the one to make."""


def wanted_year(today: date) -> int:
    """Return the year of the census to make on a day: last November's until spring ends, then the next."""
    return today.year - 1 if (today.month, today.day) <= SPRING_ENDS else today.year


@cache
def _load(year: int) -> Collection:
    head = tomllib.loads(year_folder(year).joinpath("collection.toml").read_text(encoding="utf-8"))
    catalogue = json.loads(year_folder(year).joinpath("catalogue.json").read_text(encoding="utf-8"))
    contents = {name: tuple(map(_node, entry["content"])) for name, entry in catalogue.items()}
    sent = {f"{name}.{tag}" for name, content in contents.items() for tag in _tags(content)}
    fields = {field.name: field for field in _fields(year, sent)}
    missing = sorted(sent - fields.keys())
    if missing:
        raise LookupError(f"fields.csv has no row for {', '.join(missing)} in {year}; the year's message has it.")
    code_sets = _code_sets(year, head.get("patterns", {}))
    points, ranges = pay_tables_on(head["reference_date"])
    return Collection(
        year=year,
        name=head["name"],
        reference_date=head["reference_date"],
        deadline=head["deadline"],
        contracts_from=head["contracts_from"],
        absences_from=head["absences_from"],
        absences_until=head["absences_until"],
        payments_from=head["payments_from"],
        written=head["written"],
        changes=head.get("changes", ""),
        certainty={part: Certainty(one["level"], one["text"]) for part, one in head["certainty"].items()},
        base_pay_basis=head["base_pay_basis"],
        switches=head["switches"],
        defaults=head["defaults"],
        kinds=_kinds(contents, {name: entry["element"] for name, entry in catalogue.items()}, fields),
        fields=fields,
        code_sets=code_sets,
        pay_points=points,
        pay_ranges=ranges,
        pay_regions=pay_regions(code_sets["D00004"].codes),
        rules=_rules(year),
        categories={
            int(row["category"]): Category(int(row["category"]), row["label"], row["one"], int(row["rank"]))
            for row in sorted(rows_of("categories.csv", year), key=lambda row: int(row["rank"]))
        },
        posts={
            row["post"]: PostRow(int(row["own"]), int(row["agreement"]), row["teaching"] == "yes")
            for row in rows_of("posts.csv", year)
        },
        wages=wages_on(head["reference_date"]),
        successors=_successors(year),
    )


def _fields(year: int, sent: Iterable[str]) -> Iterator[Field]:
    """Yield the fields of a year; one that its message has no element for is a working item."""
    for row in rows_of("fields.csv", year):
        yield Field(
            kind=row["kind"],
            tag=row["tag"],
            label=row["label"],
            type=row["type"],
            code_set=row["code_set"],
            width=int(row["width"] or 0),
            required=row["required"],
            categories=frozenset(map(int, row["categories"].split())),
            repeats=row["repeats"] == "yes",
            sent=row["sent"] == "yes" and f"{row['kind']}.{row['tag']}" in sent,
            cbds=row["cbds"],
            format=row["format"],
            help=row["help"],
            example=row["example"],
            basis=row["basis"],
            confidence=row["confidence"],
        )


KIND_LABELS = {
    "message": "Return",
    "staff": "Person",
    "contract": "Contract",
    "role": "Role",
    "payment": "Additional payment",
    "element": "Pay element",
    "absence": "Absence",
    "curriculum": "Curriculum record",
    "qualification": "Qualification",
    "school": "School",
    "vacancy": "Vacancy",
    "headcount": "Third-party support head count",
    "la": "Local authority",
}
"""What people call each kind of record."""


def _kinds(
    contents: dict[str, tuple[Node, ...]], elements: dict[str, str], fields: dict[str, Field]
) -> dict[str, Kind]:
    """Return the kinds of the catalogue, and those whose fields are all working items (pay elements), never sent."""
    kinds = {}
    for name in dict.fromkeys([*contents, *(field.kind for field in fields.values())]):
        content = contents.get(name, ())
        own = {field.tag: field for field in fields.values() if field.kind == name}
        tags = [*_tags(content), *(tag for tag, field in own.items() if not field.sent)]
        kinds[name] = Kind(
            name, KIND_LABELS.get(name, name), elements.get(name, ""), {tag: own[tag] for tag in tags}, content
        )
    return kinds


def _node(entry: dict[str, Any]) -> Node:
    if "group" in entry:
        return Group(entry["group"], tuple(map(_node, entry["content"])))
    if "kind" in entry:
        return Children(entry["kind"], entry["element"])
    return Leaf(entry["tag"], entry["element"], entry.get("repeats", False), tuple(entry.get("wrap", ())))


def _tags(content: tuple[Node, ...]) -> Iterator[str]:
    for node in content:
        if isinstance(node, Leaf):
            yield node.tag
        elif isinstance(node, Group):
            yield from _tags(node.content)


def _code_sets(year: int, patterns: dict[str, str]) -> dict[str, CodeSet]:
    """Return the code sets of one year by id; codes that are not for this census stay in the table only."""
    sets: dict[str, CodeSet] = {}
    for row in rows_of("codes.csv", year):
        if row["use"] != "swf":
            continue
        membership = row["membership"].partition(",")[0]
        found = sets.setdefault(
            row["set_id"],
            CodeSet(row["set_id"], row["set_name"], membership, {}, patterns.get(row["set_id"], "")),
        )
        found.codes[row["code"]] = Code(
            row["code"],
            row["description"],
            year_of(row["from"]),
            year_of(row["until"]),
            row["note"],
            row["basis"],
            row["confidence"],
            part_of[1] if (part_of := _EXTENDED.search(row["set_name"])) is not None else "",
        )
    return sets


_EXTENDED = re.compile(r"\(extended code of (\w+)\)")


def _successors(year: int) -> dict[str, dict[str, Successor]]:
    """Return what became of the codes that ended by a year."""
    found: dict[str, dict[str, Successor]] = {}
    for row in table("successors.csv"):
        if int(row["from"]) <= year:
            found.setdefault(row["field"], {})[row["code"]] = Successor(
                tuple(row["becomes"].split()), row["certain"] == "yes", row["text"]
            )
    return found


def _rules(year: int) -> dict[str, RuleRow]:
    """Return every rule of any year once, as the year has it; which are in force, their years and states say.

    A rule whose wording, severity or state changed has a row for each time; where none is of the year, the last counts.
    """
    found: dict[str, RuleRow] = {}
    for row in map(_rule, table("rules.csv")):
        if row.number not in found or row.in_year(year) or not found[row.number].in_year(year):
            found[row.number] = row
    return found


def _rule(row: dict[str, str]) -> RuleRow:
    return RuleRow(
        number=row["number"],
        title=row["title"],
        severity=row["severity"],
        level=row["level"],
        items=tuple(item.strip() for item in row["items"].split(";") if item.strip()),
        message=row["message"],
        action=row["action"],
        note=row["note"],
        since=year_of(row["from"]),
        until=year_of(row["until"]),
        where=row["where"],
        state=row["state"],
        state_reason=row["state_reason"],
        condition=row["condition"],
        basis=row["basis"],
        confidence=row["confidence"],
    )


@cache
def former_codes(field_name: str, year: int) -> dict[str, str]:
    """Return what the codes of a field were called in earlier years: description to code, the last year's first."""
    kind, _, tag = field_name.partition(".")
    sets = [row["code_set"] for row in table("fields.csv") if (row["kind"], row["tag"]) == (kind, tag)]
    found: dict[str, str] = {}
    for code_set in reversed(list(dict.fromkeys(filter(None, sets)))):
        for row in table("codes.csv"):
            before = row["until"] != "" and int(row["until"]) < year
            if row["set_id"] == code_set and before and row["use"] == "swf":
                found.setdefault(row["description"], row["code"])
    return found


when_changed(_load.cache_clear)
when_changed(former_codes.cache_clear)
