"""What the rows of a sheet say, by kind of record: the parts, with the repairs, problems and questions of the sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from converters.recipe.keys import repair_key
from converters.recipe.question import Question
from swf_desktop.record import Origin, Sheet, Source, Value, column_letter


class Part:
    """What the rows of a sheet say of one kind of record (or of its n-th record on the same row).

    tags and columns: the fields and, for each, a value (or None) for every row. row_numbers: as people count. fixed:
    values that every record of this part has because the heading says so (the type of a payment). places: on a sheet
    of label and value, the row of each field. group: which of several records on one row, None where there is just
    one. sheets: where the fields of each row stand, for a table that was made of a sheet of another shape.
    """

    __slots__ = ("_rows", "columns", "fixed", "group", "kind", "places", "row_numbers", "sheet", "sheets", "tags")

    def __init__(
        self,
        kind: str,
        sheet: Sheet,
        row_numbers: Sequence[int],
        columns: dict[str, list[Value | None]],
        fixed: dict[str, Value] | None = None,
        places: dict[str, int] | None = None,
        group: int | None = None,
        sheets: Sequence[Sheet] | None = None,
    ) -> None:
        self.kind = kind
        self.sheet = sheet
        self.row_numbers = row_numbers
        self.tags = tuple(columns)
        self.columns = tuple(columns.values())
        self.fixed = fixed or {}
        self.places = places or {}
        self.group = group
        self.sheets = sheets
        self._rows: list[dict[str, Value]] | None = None

    def rows(self) -> list[dict[str, Value]]:
        """Return for each row its values by tag; an empty dictionary where the row says nothing of this kind."""
        if self._rows is None:
            tags = self.tags
            self._rows = [
                {tag: value for tag, value in zip(tags, values, strict=True) if value is not None}
                for values in zip(*self.columns, strict=True)
            ]
        return self._rows

    def forget_rows(self) -> None:
        """Let the dictionaries of `rows` go, once records are made of them; the columns stay."""
        self._rows = None

    def row(self, index: int) -> int:
        """Return the row number, as people count, of row `index` of the data."""
        return self.row_numbers[index]

    def origin(self, index: int, tag: str | None = None) -> Origin:
        """Return where row `index` stands. On a sheet of label and value each field has a row of its own."""
        sheet = self.sheet if self.sheets is None else self.sheets[index]
        return Origin(sheet, self.places.get(tag, self.row_numbers[index]) if tag else self.row_numbers[index])

    def source(self, index: int, tag: str | None = None) -> Source:
        """Return the place of a cell of row `index`, or of the row."""
        sheet = self.sheet if self.sheets is None else self.sheets[index]
        column = sheet.columns.get(f"{self.kind}.{tag}") if tag else None
        return Source(
            self.sheet.file,
            self.sheet.name,
            self.origin(index, tag).row,
            None if column is None else column_letter(column),
        )


@dataclass(frozen=True, slots=True)
class SheetRepair:
    """One repair of a cell, with its place; listed for the user, who can reject it in the recipe."""

    kind: str
    source: Source
    field: str | None
    before: str
    after: str
    reason: str

    @property
    def answer_key(self) -> str:
        """The key under which a recipe answers `reject` to all repairs of this kind and field."""
        return repair_key(self.kind, self.field)


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """One cell that could not be read: kept as it stands. kind: as `converters.values.Problem` has it."""

    kind: str
    source: Source
    field: str
    found: str
    text: str


@dataclass(slots=True)
class SheetRows:
    """One sheet, read.

    What one row stands for, the parts, the questions about its values, the repairs made and what could not be read.

    leas: the LA numbers that stand before establishment numbers. notes: sentences for people. honorifics: for each row
    the title (Mr, Mrs) beside the name, where the sheet has a column of them.
    """

    place: str
    grain: str
    parts: list[Part]
    questions: list[Question] = field(default_factory=list)
    repairs: list[SheetRepair] = field(default_factory=list)
    problems: list[SheetProblem] = field(default_factory=list)
    leas: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    honorifics: list[tuple[str, Source] | None] = field(default_factory=list)

    def part(self, kind: str) -> Part | None:
        """Return the (first) part of one kind, None where the sheet has none."""
        return next((part for part in self.parts if part.kind == kind), None)

    def parts_of(self, kind: str) -> list[Part]:
        """Return all parts of one kind, in the order of their groups."""
        return sorted((part for part in self.parts if part.kind == kind), key=lambda part: part.group or 0)
