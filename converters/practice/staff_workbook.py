"""A return as the workbook that a school would keep: a sheet for each kind of record, loaded as any source is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Font

from swf_desktop.collection import Collection, Field
from swf_desktop.practice import SENTENCE
from swf_desktop.record import Record, Return, column_letter
from swf_desktop.workbook import put, save_book

HEADING_ROW: Final = 2
"""The row of the headings; above them stands that the sheet is practice."""


class Place(NamedTuple):
    """A cell of the workbook: sheet, row counted from 1, and column letter."""

    sheet: str
    row: int
    column: str

    @property
    def text(self) -> str:
        """How people name it."""
        return f"sheet {self.sheet}, cell {self.column}{self.row}"


class Sheet(NamedTuple):
    """One sheet: its title, the columns (fields and headings), and the row of each record by key."""

    title: str
    columns: tuple[tuple[Field, str], ...]
    rows: dict[str, int]


_SHEETS: Final = (
    ("Staff", "staff"),
    ("Contracts", "contract"),
    ("Roles", "role"),
    ("Payments", "payment"),
    ("Absences", "absence"),
    ("Curriculum", "curriculum"),
    ("Qualifications", "qualification"),
    ("School", "school"),
    ("Vacancies", "vacancy"),
    ("Third-party support", "headcount"),
    ("Educational psychologists", "la"),
)
_OF_CONTRACT: Final = frozenset({"contract", "role", "payment"})
_OF_PERSON: Final = frozenset({"contract", "role", "payment", "absence", "curriculum", "qualification"})

Cells = dict[tuple[str, int, str], object]
"""What stands in another way than the record says: sheet, row and field name to the cell."""


class StaffWorkbook:
    """The workbook of one return; `damage` puts another thing into a cell before it is written."""

    def __init__(self, return_: Return, collection: Collection) -> None:
        self.collection = collection
        self.return_ = return_
        self.sheets: dict[str, Sheet] = {}
        self._records: dict[str, list[Record]] = {}
        self._damaged: Cells = {}
        self._twice: dict[str, list[int]] = {}
        for title, kind in _SHEETS:
            records = [record for record in _in_order(return_) if record.kind == kind]
            if records and kind in collection.kinds:
                self._records[kind] = records
                rows = {record.key: row for row, record in enumerate(records, HEADING_ROW + 1)}
                self.sheets[kind] = Sheet(title, tuple(self._columns(kind, records)), rows)

    def _columns(self, kind: str, records: list[Record]) -> Iterator[tuple[Field, str]]:
        fields = self.collection.fields
        if kind == "school" or (kind == "la" and "school" not in self.sheets):
            yield fields["message.LEA"], fields["message.LEA"].label
        if kind == "staff" or kind in _OF_PERSON:
            yield fields["staff.PersonRef"], fields["staff.PersonRef"].label
        if kind in _OF_CONTRACT:
            yield fields["contract.ContractRef"], fields["contract.ContractRef"].label
        for field in self.collection.kinds[kind].fields.values():
            if not field.sent or (field.tag == "Estab" and kind not in ("school", "contract")):
                continue
            most = max((_count(record, field.tag) for record in records), default=0)
            for number in range(most if field.repeats else min(most, 1)):
                yield field, field.label if number == 0 else f"{field.label} {number + 1}"

    def place(self, record: Record, tag: str | None) -> Place | None:
        """Return where a record's field stands; None for what the workbook has no place for."""
        sheet = self.sheets.get(record.kind)
        row = None if sheet is None else sheet.rows.get(record.key)
        if sheet is None or row is None:
            return None
        for number, (field, _) in enumerate(sheet.columns):
            if field.name == f"{record.kind}.{tag}":
                return Place(sheet.title, row, column_letter(number))
        return Place(sheet.title, row, "A")

    def damage(self, record: Record, tag: str, cell: object) -> Place:
        """Let a cell hold something else than the record says. Raises LookupError where there is no such cell."""
        place = self.place(record, tag)
        if place is None:
            raise LookupError(f"{record.kind}.{tag} has no cell")
        self._damaged[record.kind, place.row, f"{record.kind}.{tag}"] = cell
        return place

    def repeat(self, record: Record) -> Place:
        """Let a row stand a second time, at the end of its sheet."""
        sheet = self.sheets[record.kind]
        self._twice.setdefault(record.kind, []).append(sheet.rows[record.key])
        return Place(sheet.title, HEADING_ROW + len(sheet.rows) + len(self._twice[record.kind]), "A")

    def write(self, path: Path) -> Path:
        """Write the workbook; the same bytes for the same return. Raises OSError."""
        book = Workbook()
        first = True
        refs = _references(self.return_)
        for kind, sheet in self.sheets.items():
            page = book.worksheets[0] if first else book.create_sheet()
            first = False
            page.title = sheet.title
            put(page.cell(1, 1), SENTENCE).font = Font(bold=True)
            for column, (_field, heading) in enumerate(sheet.columns, 1):
                put(page.cell(HEADING_ROW, column), heading).font = Font(bold=True)
                page.column_dimensions[column_letter(column - 1)].width = max(12, min(28, len(heading) + 2))
            records = list(self._records[kind])
            by_row = {row: records[index] for index, row in enumerate(sheet.rows.values())}
            records += [by_row[row] for row in self._twice.get(kind, ())]
            for row, record in enumerate(records, HEADING_ROW + 1):
                standing = sheet.rows[record.key]
                seen: dict[str, int] = {}
                for column, (field, _heading) in enumerate(sheet.columns, 1):
                    number = seen.get(field.name, 0)
                    seen[field.name] = number + 1
                    cell = self._damaged.get((kind, standing, field.name), _MISSING)
                    if cell is _MISSING:
                        cell = _cell(record, field, number, refs, self.return_)
                    if cell is not None:
                        target = put(page.cell(row, column), cell)  # type: ignore[arg-type]
                        if isinstance(cell, date):
                            target.number_format = "dd/mm/yyyy"
                        elif isinstance(cell, Decimal):
                            target.number_format = "0.00"
            page.freeze_panes = page.cell(HEADING_ROW + 1, 1)
        return save_book(book, path)


_MISSING: Final = object()


def _in_order(return_: Return) -> Iterator[Record]:
    for top in (*return_.staff, *filter(None, (return_.school, return_.la))):
        yield from top.walk()


def _count(record: Record, tag: str) -> int:
    value = record.values.get(tag)
    return 0 if value is None else len(value.sent) if isinstance(value.sent, tuple) else 1


def _references(return_: Return) -> dict[int, str]:
    """Return the staff number of each person and the contract number of each contract, by record."""
    found: dict[int, str] = {}
    for number, person in enumerate(return_.staff, 1):
        found[id(person)] = f"{number:05d}"
        for each, contract in enumerate(person.of("contract"), 1):
            found[id(contract)] = f"{number:05d}-{each}"
    return found


def _above(record: Record, kind: str) -> Record | None:
    above: Record | None = record
    while above is not None and above.kind != kind:
        above = above.parent
    return above


def _cell(record: Record, field: Field, number: int, refs: dict[int, str], return_: Return) -> object:
    """Return what a cell holds: dates and amounts as such where they parse, all else as its text."""
    readers: dict[str, Callable[[], str | None]] = {
        "message.LEA": lambda: return_.message.code("LEA"),
        "staff.PersonRef": lambda: refs.get(id(_above(record, "staff"))),
        "contract.ContractRef": lambda: refs.get(id(_above(record, "contract"))),
    }
    if field.name in readers:
        return readers[field.name]()
    value = record.values.get(field.tag)
    if value is None:
        return None
    if isinstance(value.sent, tuple):
        return value.sent[number] if number < len(value.sent) else None
    if isinstance(value.typed, bool):
        return "Yes" if value.typed else "No"
    if isinstance(value.typed, date | Decimal | int):
        return value.typed
    return value.raw
