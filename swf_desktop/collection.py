"""One census year: its catalogue of fields, code sets, pay tables and rules, read from `resources/census`."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from resources import resource


@dataclass(frozen=True, slots=True)
class Field:
    """One field of one kind of record, from `fields.csv` and the schema.

    tag: the message's own tag, or for a working item (not `sent`) a name of ours.
    label: what people call it.
    type: `text`, `name`, `date`, `code`, `boolean` (true/false), `money`, `hours`, `days`, `share`, `integer`, `digits`
        (a number that is text: keeps leading zeros, `width` long), `datetime`.
    required: `yes` (always), `open` (in a contract open on the reference date), `` (may be blank). What it means for
        each
        staff category is for the rules.
    repeats: the field holds several values (given names, former names, qualification subjects).
    sent: False for working items.
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
class PayPoint:
    """An annual full-time figure in pounds for one scale, region and point, with its document and how it is known."""

    scale: str
    region: str
    point: str
    annual: Decimal
    document: str
    where: str
    evidence: str


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


@dataclass(frozen=True, slots=True)
class Collection:
    """One census year. `Collection.load(2013)` reads it once."""

    year: int
    name: str
    reference_date: date
    contracts_from: date
    absences_from: date
    absences_until: date
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

    @staticmethod
    @cache
    def load(year: int) -> Collection:
        """Read the tables of one year. Raises LookupError, with the years there are, for any other."""
        if year not in collection_years():
            years = ", ".join(map(str, collection_years()))
            raise LookupError(f"There is no collection for {year}; there are: {years}.")
        return _load(year)


def collection_years() -> tuple[int, ...]:
    """Return the census years that this program holds, oldest first."""
    names = (folder.name for folder in resource("census").iterdir())
    return tuple(sorted(int(name) for name in names if name.isdigit()))


def _load(year: int) -> Collection:
    head = tomllib.loads(resource("census", str(year), "collection.toml").read_text(encoding="utf-8"))
    fields = {field.name: field for field in _fields(year)}
    code_sets = _code_sets(year, head.get("patterns", {}))
    points, ranges = _pay(head["reference_date"])
    return Collection(
        year=year,
        name=head["name"],
        reference_date=head["reference_date"],
        contracts_from=head["contracts_from"],
        absences_from=head["absences_from"],
        absences_until=head["absences_until"],
        base_pay_basis=head["base_pay_basis"],
        switches=head["switches"],
        defaults=head["defaults"],
        kinds=_kinds(year, fields),
        fields=fields,
        code_sets=code_sets,
        pay_points=points,
        pay_ranges=ranges,
        pay_regions=_pay_regions(code_sets["D00004"]),
        rules={row.number: row for row in _rules()},
    )


def _table(*parts: str) -> Iterator[dict[str, str]]:
    text = resource("census", *parts).read_text(encoding="utf-8")
    return csv.DictReader(io.StringIO(text))


def _year(text: str) -> int | None:
    return int(text) if text else None


def _in_force(row: dict[str, str], year: int) -> bool:
    since, until = _year(row["from"]), _year(row["until"])
    return (since is None or since <= year) and (until is None or year <= until)


def _fields(year: int) -> Iterator[Field]:
    for row in _table("fields.csv"):
        if _in_force(row, year):
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
                sent=row["sent"] == "yes",
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


def _kinds(year: int, fields: dict[str, Field]) -> dict[str, Kind]:
    """Return the kinds of the catalogue, and those whose fields are all working items (pay elements), never sent."""
    catalogue = json.loads(resource("census", str(year), "catalogue.json").read_text(encoding="utf-8"))
    kinds = {}
    for name in [*catalogue, *(field.kind for field in fields.values() if field.kind not in catalogue)]:
        entry = catalogue.get(name, {"element": "", "content": []})
        content = tuple(map(_node, entry["content"]))
        own = {field.tag: field for field in fields.values() if field.kind == name}
        tags = [*_tags(content), *(tag for tag, field in own.items() if not field.sent)]
        kinds[name] = Kind(
            name, KIND_LABELS.get(name, name), entry["element"], {tag: own[tag] for tag in tags}, content
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
    for row in _table("codes.csv"):
        if row["use"] != "swf" or not _in_force(row, year):
            continue
        membership = row["membership"].partition(",")[0]
        found = sets.setdefault(
            row["set_id"],
            CodeSet(row["set_id"], row["set_name"], membership, {}, patterns.get(row["set_id"], "")),
        )
        found.codes[row["code"]] = Code(
            row["code"],
            row["description"],
            _year(row["from"]),
            _year(row["until"]),
            row["note"],
            row["basis"],
            row["confidence"],
            part_of[1] if (part_of := _EXTENDED.search(row["set_name"])) is not None else "",
        )
    return sets


_EXTENDED = re.compile(r"\(extended code of (\w+)\)")


def _pay(
    reference_date: date,
) -> tuple[dict[tuple[str, str, str], PayPoint], dict[tuple[str, str], tuple[Decimal, Decimal]]]:
    """Return the points and ranges in force on a day: of each scale and region, the newest table that is not later.

    A scale with points and no range of its own gets the range that its points span.
    """
    newest: dict[tuple[str, str], str] = {}
    rows = [row for row in _table("pay.csv") if row["effective_from"] <= reference_date.isoformat()]
    for row in rows:
        place = row["scale"], row["region"]
        newest[place] = max(newest.get(place, ""), row["effective_from"])
    points: dict[tuple[str, str, str], PayPoint] = {}
    ends: dict[tuple[str, str], dict[str, Decimal]] = {}
    for row in rows:
        place = row["scale"], row["region"]
        if row["effective_from"] != newest[place]:
            continue
        annual = Decimal(row["annual_gbp"])
        if row["kind"] == "point":
            key = (*place, row["point"])
            points[key] = PayPoint(*key, annual, row["document"], row["where"], row["evidence"])
        else:
            ends.setdefault(place, {})[row["point"]] = annual
    ranges = {place: (found["min"], found["max"]) for place, found in ends.items() if {"min", "max"} <= found.keys()}
    spans: dict[tuple[str, str], list[Decimal]] = {}
    for point in points.values():
        spans.setdefault((point.scale, point.region), []).append(point.annual)
    for place, figures in spans.items():
        ranges.setdefault(place, (min(figures), max(figures)))
    return points, ranges


def _pay_regions(authorities: CodeSet) -> dict[str, tuple[str, ...]]:
    """Return the pay region of each LA, two where it lies in two bands; in no band is the rest of England and Wales."""
    bands: dict[str, list[str]] = {}
    for row in _table("pay_bands.csv"):
        bands.setdefault(row["la"], []).append(row["region"])
    return {code: tuple(bands.get(code, ("EW",))) for code in authorities.codes}


def _rules() -> Iterator[RuleRow]:
    """Yield all rules of all years; which are in force, their years and states say."""
    for row in _table("rules.csv"):
        yield RuleRow(
            number=row["number"],
            title=row["title"],
            severity=row["severity"],
            level=row["level"],
            items=tuple(item.strip() for item in row["items"].split(";") if item.strip()),
            message=row["message"],
            action=row["action"],
            note=row["note"],
            since=_year(row["from"]),
            until=_year(row["until"]),
            where=row["where"],
            state=row["state"],
            state_reason=row["state_reason"],
            condition=row["condition"],
            basis=row["basis"],
            confidence=row["confidence"],
        )
