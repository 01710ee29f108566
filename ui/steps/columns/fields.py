"""Fields of the return as people look for them, targets in words, and which needed fields no column has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from converters.recipe.target import IGNORE, OPEN
from ui.widgets.chooser import Choice
from ui.worker.views import ColumnView, ProposalView, SheetView

if TYPE_CHECKING:
    from swf_desktop.collection import Collection, Field

ASKED_OF_FILES: Final = ("staff", "contract", "role", "payment", "absence", "curriculum", "qualification")
"""Kinds of record that come from lists of staff; the school's own figures have a step of their own."""

SURE: Final = 0.95
LIKELY: Final = 0.85


@cache
def alias_words() -> Mapping[str, str]:
    """Return what people call each field, all in one text, from the headings of `aliases.csv`."""
    import csv
    import io

    from resources import resource

    found: dict[str, list[str]] = {}
    text = resource("census", "aliases.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(io.StringIO(text)):
        if row["what"] == "heading" and row["field"] != IGNORE:
            for part in row["field"].split("+"):
                found.setdefault(part.strip().partition(" ")[0], []).append(row["text"])
    return {name: " ".join(texts) for name, texts in found.items()}


def field_choices(
    collection: Collection, grain: str, proposals: Iterable[ProposalView], columns: Mapping[str, str]
) -> list[Choice]:
    """Return what a column of a sheet of one grain may be: the proposals first, then every field, the nearest first.

    columns: field to the heading of the column that fills it already.
    """
    from converters.recipe.grains import ALLOWED

    kinds = ALLOWED.get(grain, ("staff", "contract", *ASKED_OF_FILES[2:], "school", "la", "message"))
    choices = [
        Choice(
            one.target,
            one.words,
            "proposed",
            f"Proposed: {one.reason}. {_help(one.target, collection)}".strip(),
            _words(one.target),
            first=True,
        )
        for one in proposals
    ]
    have = {choice.key for choice in choices}
    fields = [field for kind in kinds for field in collection.kinds[kind].fields.values()]
    for field in fields:
        if field.name in have or (field.kind == "message" and field.tag not in ("LEA", "Estab")):
            continue
        taken = f" Column “{columns[field.name]}” fills it already." if field.name in columns else ""
        choices.append(
            Choice(
                field.name,
                field.label,
                collection.kinds[field.kind].label,
                f"{_help(field.name, collection)}{taken}".strip(),
                _words(field.name),
            )
        )
    return choices


def _names(target: str) -> list[str]:
    return [part.strip().partition(" ")[0] for part in target.split("+")]


def _help(target: str, collection: Collection) -> str:
    texts = []
    for name in _names(target):
        field = collection.fields.get(name)
        if field is not None:
            sent = "" if field.sent else " Not sent: the program needs it to work something out."
            example = f" For example {field.example}." if field.example else ""
            texts.append(f"{field.help}{example}{sent}")
    return " ".join(texts)


def _words(target: str) -> str:
    aliases = alias_words()
    return " ".join(f"{name.partition('.')[2]} {aliases.get(name, '')}" for name in _names(target))


def target_words(target: str, collection: Collection) -> str:
    """Return a target as people name it: `Contract start date`, `Role, number 2`, `Post and Job title`."""
    if target in ("", IGNORE, OPEN):
        return {"": "", IGNORE: "left out", OPEN: "not decided yet"}[target]
    from converters.recipe.target import parse_targets

    words = []
    for one in parse_targets(target):
        field = collection.fields.get(one.field)
        label = field.label if field is not None else one.field
        label += f" ({one.type})" if one.type else ""
        words.append(label if one.group is None else f"{label}, number {one.group}")
    return " and ".join(words)


def with_target(target: str, name: str, type_: str = "", number: int = 0) -> str:
    """Return a target with one more field: `contract.Post` and `contract.JobTitle` are two fields from one column."""
    one = name
    if "." in name and " " not in name:
        one += f" {type_}" if type_ else ""
        one += f" #{number}" if number else ""
    if target in ("", IGNORE, OPEN):
        return one
    parts = [part.strip() for part in target.split("+")]
    return target if one in parts else " + ".join([*parts, one])


class Certainty(NamedTuple):
    """How sure a column is: a mark and a word, and the order in which to sort, the least sure first."""

    mark: str
    word: str
    rank: int

    def __str__(self) -> str:
        return f"{self.mark} {self.word}".strip()


def certainty(column: ColumnView) -> Certainty:
    """Return how sure it is what a column is."""
    if column.target == OPEN:
        return Certainty("?", "to decide", 0)
    if column.chosen:
        return Certainty("✎", "you chose", 5)
    if column.target in ("", IGNORE):
        return Certainty("–", "left out", 6)
    if column.confidence >= SURE:
        return Certainty("●●●", "sure", 4)
    if column.confidence >= LIKELY:
        return Certainty("●●○", "likely", 3)
    return Certainty("●○○", "unsure", 2)


def taken_twice(columns: Iterable[ColumnView], collection: Collection) -> dict[int, str]:
    """Return the columns that are the same field as another, by index, each with the letters of the others.

    Only fields of which a row can have one: given names may stand in two columns, and so may two absences.
    """
    from converters.recipe.grains import ONE_ON_A_ROW
    from converters.recipe.target import parse_targets

    by_field: dict[str, list[ColumnView]] = {}
    for column in columns:
        for target in parse_targets(column.target) if column.target not in ("", IGNORE, OPEN) else ():
            field = collection.fields.get(target.field)
            if field is not None and field.kind in ONE_ON_A_ROW and not field.repeats:
                by_field.setdefault(str(target), []).append(column)
    twice: dict[int, list[str]] = {}
    for members in by_field.values():
        for one in members:
            letters = [other.letter for other in members if other.index != one.index]
            if letters:
                twice.setdefault(one.index, []).extend(letters)
    return {index: ", ".join(dict.fromkeys(letters)) for index, letters in twice.items()}


class Missing(NamedTuple):
    """A needed field. lacking: records without it, of so many that need it. some: a column of some sheet has it."""

    field: Field
    lacking: int
    of: int
    some: bool = False

    @property
    def words(self) -> str:
        """How many lack it."""
        if not self.of:
            return "nobody has it"
        if self.lacking == self.of:
            return "the only one has none" if self.of == 1 else f"all {self.of:,} have none"
        more = "; one of your sheets has it for the others" if self.some else ""
        return f"{self.lacking:,} of {self.of:,} {'has' if self.lacking == 1 else 'have'} none{more}"


def missing_fields(
    collection: Collection, sheets: Iterable[SheetView], counts: Mapping[str, tuple[int, int]], people: int
) -> list[Missing]:
    """Return the fields that the census needs and that no column of any sheet fills, nor anything else.

    counts: see `ui.worker.lacking`. One that the program works out (family name from a full name, post from a job
    title) is missing only for those records where it could not. One that a column has is among them where most
    have none: the sheet about the others may have it under a heading that nobody knows.
    people: how many the return has.
    """
    used = [sheet for sheet in sheets if sheet.used]
    filled = {name for sheet in used for column in sheet.columns for name in _names(column.target)}
    filled |= {name for sheet in used for name, *_ in sheet.cells}
    filled |= {name for sheet in used for name, _ in sheet.defaults}
    found = []
    for kind in ASKED_OF_FILES:
        for field in collection.kinds[kind].fields.values():
            if not field.required or kind == "role":
                continue
            lacking, of = counts.get(field.name, (0, 0))
            some = field.name in filled
            nobody = not people and kind in ("staff", "contract") and bool(used) and not some
            if nobody or (lacking and not some) or lacking * 2 > of:
                found.append(Missing(field, lacking, of, some))
    return sorted(found, key=lambda one: (one.some, -one.lacking))
