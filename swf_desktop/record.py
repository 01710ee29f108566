"""Records: what a return holds, with the raw text, the typed value and the place each value came from.

A field of a record is named by its tag (`BasePay`); the full name of a field is kind + tag (`contract.BasePay`). Values
are
immutable and shared: all staff born on one day, say, hold the same `Value` object, so that 20,000 staff fit in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from swf_desktop.words import sheet_words


class Value(NamedTuple):
    """One value of one field.

    raw: the text as the source (or the user) had it.
    typed: `str` for text and codes, `datetime.date`, `decimal.Decimal`, `int`, `bool`, or a tuple of `str` for a field
        that
        repeats (given names); None where the raw text does not parse.
    sent: the text that goes into the message; the raw text where it does not parse, because COLLECT takes a return with
        errors and the school must see what it sent. A tuple for a field that repeats.
    """

    raw: str
    typed: object
    sent: str | tuple[str, ...]

    @property
    def parsed(self) -> bool:
        """Whether the raw text could be read as the field's type."""
        return self.typed is not None


class Source(NamedTuple):
    """A place in a file, as people name it: `row` counts from 1, `column` is the spreadsheet's letter.

    For an XML file `row` is the line, and `sheet` and `column` are None.
    """

    file: str
    sheet: str | None
    row: int | None
    column: str | None

    @property
    def place(self) -> str:
        """How people name the row: `payroll.xlsx, sheet Pay, row 7`."""
        return sheet_words(self.file, self.sheet) + (f", row {self.row}" if self.row is not None else "")


class Sheet(NamedTuple):
    """A sheet that records came from; name is None for a file without sheets.

    columns: where each field stands, as field name (`contract.BasePay`) to column index, counted from 0.
    """

    file: str
    name: str | None
    columns: dict[str, int]


class Origin(NamedTuple):
    """Where a record came from: a sheet and a row counted from 1 (for XML, the line of its element)."""

    sheet: Sheet
    row: int


def column_letter(index: int) -> str:
    """Return the spreadsheet letter of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class Record:
    """One record of one kind (`staff`, `contract`, `role`, `absence` ...), its values and its child records.

    key: stable across re-reading the same sources, such as `PersonRef:10234/contract:2` (see
    `converters.joining.assemble`).
    values: tag to `Value`; a blank is absent, never an empty string.
    origin: the row that the record came from, None for a record made by hand.
    field_origins: only the fields that came from elsewhere than `origin`.
    losers: values that lost a conflict, kept beside the one that won, with where they came from.
    """

    __slots__ = ("children", "field_origins", "key", "kind", "losers", "origin", "parent", "values")

    def __init__(self, kind: str, key: str = "", parent: Record | None = None, origin: Origin | None = None) -> None:
        self.kind = kind
        self.key = key
        self.parent = parent
        self.origin = origin
        self.values: dict[str, Value] = {}
        self.field_origins: dict[str, Origin] | None = None
        self.losers: dict[str, list[tuple[Value, Origin | None]]] | None = None
        self.children: dict[str, list[Record]] | None = None

    def __repr__(self) -> str:
        # Never the values: a repr ends up in logs, and logs hold no personal data.
        return f"<Record {self.kind} with {len(self.values)} values>"

    def has(self, tag: str) -> bool:
        """Whether the field is filled, with something that parses or not."""
        return tag in self.values

    def typed(self, tag: str) -> object:
        """Return the typed value, None where the field is blank or does not parse."""
        value = self.values.get(tag)
        return None if value is None else value.typed

    def code(self, tag: str) -> str | None:
        """Return the text that is sent for a code or text field, valid or not; None where it is blank."""
        value = self.values.get(tag)
        return None if value is None else value.sent  # type: ignore[return-value]

    def raw(self, tag: str) -> str:
        """Return the text as the source had it, an empty string where the field is blank."""
        value = self.values.get(tag)
        return "" if value is None else value.raw

    def put(self, tag: str, value: Value, origin: Origin | None = None) -> None:
        """Set a field. origin: where the value came from; None where that is as it was, or the record's own row."""
        self.values[tag] = value
        if origin is None:
            return
        if origin is not self.origin:
            if self.field_origins is None:
                self.field_origins = {}
            self.field_origins[tag] = origin
        elif self.field_origins is not None:
            self.field_origins.pop(tag, None)

    def lose(self, tag: str, value: Value, origin: Origin | None) -> None:
        """Keep a value that did not win beside the one that did."""
        if self.losers is None:
            self.losers = {}
        self.losers.setdefault(tag, []).append((value, origin))

    def withdraw(self, tag: str) -> None:
        """Take the value that stands in a field out, and keep it beside the record with where it came from."""
        value = self.values.pop(tag, None)
        if value is not None:
            self.lose(tag, value, self.origin_of(tag))

    def lost(self, tag: str) -> list[tuple[Value, Origin | None]]:
        """Return the values of one field that did not win, each with where it came from."""
        return [] if self.losers is None else self.losers.get(tag, [])

    def merge(self, values: Mapping[str, Value], origin: Origin | None) -> list[str]:
        """Fill blanks from `values`; a different value is kept beside the one that stands. Returns those tags."""
        conflicts = []
        for tag, value in values.items():
            standing = self.values.get(tag)
            if standing is None:
                self.put(tag, value, origin)
            elif standing is not value and standing.sent != value.sent:
                self.lose(tag, value, origin)
                conflicts.append(tag)
        return conflicts

    def origin_of(self, tag: str) -> Origin | None:
        """Return the row that a field came from, None where it was made by hand."""
        return self.origin if self.field_origins is None else self.field_origins.get(tag, self.origin)

    def origins(self) -> Iterator[Origin]:
        """Yield the rows that this record and its fields came from, its own first."""
        if self.origin is not None:
            yield self.origin
        if self.field_origins is not None:
            yield from self.field_origins.values()

    def of(self, kind: str) -> list[Record]:
        """Return the child records of one kind, in the order they are sent; an empty list where there are none."""
        if self.children is None:
            return []
        return self.children.get(kind, [])

    def add(self, child: Record) -> Record:
        """Append a child record, set its parent, and return it."""
        child.parent = self
        if self.children is None:
            self.children = {}
        self.children.setdefault(child.kind, []).append(child)
        return child

    def walk(self) -> Iterator[Record]:
        """Yield this record and all records below it, parents first."""
        yield self
        # No generator within a generator: twenty thousand people have some hundred thousand records, walked often.
        waiting = [iter(records) for records in self.children.values()] if self.children else []
        waiting.reverse()
        while waiting:
            for record in waiting[-1]:
                yield record
                if record.children:
                    waiting += [iter(records) for records in reversed(record.children.values())]
                    break
            else:
                waiting.pop()

    def person(self) -> Record | None:
        """Return the staff record that this record belongs to, None for a record of the school or the return."""
        record: Record | None = self
        while record is not None and record.kind != "staff":
            record = record.parent
        return record

    def source(self, tag: str | None = None) -> Source | None:
        """Return the place that a field, or without a tag the record, came from; None for what was made by hand."""
        origin = self.origin if tag is None else self.origin_of(tag)
        if origin is None:
            return None
        column = origin.sheet.columns.get(f"{self.kind}.{tag}") if tag is not None else None
        letter = None if column is None else column_letter(column)
        return Source(origin.sheet.file, origin.sheet.name, origin.row, letter)


class Return:
    """One return: the message record and everything below it.

    `message` is of kind `message` (header and module flags); its children are the `staff` records, at most one `school`
    (with `vacancy` and `headcount` children) and at most one `la`. practice: whether it is a practice return, which can
    never become a real one (see `swf_desktop.practice`).
    """

    __slots__ = ("message", "name", "practice")

    def __init__(self, message: Record | None = None, name: str = "", *, practice: bool = False) -> None:
        self.practice = practice
        self.message = message if message is not None else Record("message", "message")
        self.name = name

    @property
    def staff(self) -> list[Record]:
        """The people of the return, in the order they are sent."""
        return self.message.of("staff")

    @property
    def school(self) -> Record | None:
        """The school's own record, None for an LA's return."""
        return next(iter(self.message.of("school")), None)

    @property
    def la(self) -> Record | None:
        """The LA's own record, None for a school's return."""
        return next(iter(self.message.of("la")), None)


def place_words(source: Source | None) -> str:
    """Return a place as people name it: `payroll.xlsx, sheet Pay, cell C7`; of a message `return.xml, line 7`."""
    if source is None:
        return ""
    sheet = sheet_words(source.file, source.sheet or None)
    if source.row:
        if source.column:
            return f"{sheet}, cell {source.column}{source.row}"
        line = source.sheet is None and source.file.lower().endswith(".xml")
        return f"{sheet}, {'line' if line else 'row'} {source.row}"
    return f"{sheet}, column {source.column}" if source.column else sheet
