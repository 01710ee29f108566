"""Notes to queries: what a school writes in COLLECT where a query is right as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Final, NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from swf_desktop.collection import Collection
from swf_desktop.workbook import put, save_book
from validation.finding import Finding, Severity
from validation.reports.page import Heading, label_of, natural, ordered

TICKED: Final = "☑"
UNTICKED: Final = "☐"

_MISSING: Final = "…"
_COLUMNS: Final = (
    ("Rule", 9),
    ("What it is about", 32),
    ("Person", 26),
    ("Item", 22),
    ("Value", 16),
    ("Query", 46),
    ("Suggested note", 46),
    ("Our note", 46),
    ("Entered in COLLECT", 12),
    ("Record key", 12),
    ("Item key", 12),
)
"""The last two are hidden: they find the finding again when the sheet comes back, however it was sorted."""

_GONE_COLUMNS: Final = (("Rule", 9), ("What it is about", 32), ("Record", 40), ("Item", 22), ("Our note", 46))


class NoteKey(NamedTuple):
    """What a note belongs to, as the workspace keeps it: rule, the record's key, the field's full name or nothing."""

    rule: str
    record: str
    field: str


@dataclass(frozen=True, slots=True)
class QueryNote:
    """A note in the user's own words, and whether it was entered in COLLECT."""

    text: str = ""
    entered: bool = False


def note_key(finding: Finding) -> NoteKey:
    """Return the key of a finding's note."""
    return NoteKey(finding.rule, "" if finding.record is None else finding.record.key, finding.field or "")


def suggested_note(finding: Finding, collection: Collection) -> str:
    """Return the rule's suggested note with its placeholders filled; empty where the rule has none.

    What fills them is read back from the finding's own message and action, which were made of the same values; what
    stands in neither is left as an ellipsis for the user to fill.
    """
    row = collection.rules.get(finding.rule)
    if row is None or not row.note:
        return ""
    values = {
        "person": finding.person or "",
        "value": finding.value or "nothing",
        "label": label_of(finding, collection),
        **_values(row.action, finding.action),
        **_values(row.message, finding.message),
    }
    parts = []
    for literal, name, _, _ in Formatter().parse(row.note):
        parts.append(literal)
        if name is not None:
            parts.append(values.get(name, _MISSING))
    return "".join(parts)


def _values(template: str, text: str) -> dict[str, str]:
    """Return what fills the placeholders of a template in a text that was made of it; nothing where it was not."""
    pattern = ""
    seen: set[str] = set()
    for literal, name, _, _ in Formatter().parse(template):
        pattern += re.escape(literal)
        if name is not None and name.isidentifier():
            pattern += f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
            seen.add(name)
    match = re.fullmatch(pattern, text, re.DOTALL)
    return {} if match is None else match.groupdict()


def write_query_notes(
    findings: Iterable[Finding],
    notes: Mapping[NoteKey, QueryNote],
    path: Path,
    collection: Collection,
    heading: Heading | None = None,
) -> Path:
    """Write the sheet of query notes: each query with the suggested note, the user's own, and a box to tick.

    Notes whose query is gone stand on a second sheet: they are never dropped. Raises OSError.
    """
    queries = [finding for finding in ordered(findings) if finding.severity is Severity.QUERY]
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - a new workbook has one
    sheet.title = "Query notes"
    if heading is not None:
        header = sheet.oddHeader
        if header is not None:
            header.center.text = f"Query notes: {heading.school}, {heading.census}".replace("&", "&&")
    _head(sheet, _COLUMNS)
    for number, finding in enumerate(queries, 2):
        row = collection.rules.get(finding.rule)
        note = notes.get(note_key(finding), QueryNote())
        cells = (
            finding.rule,
            "" if row is None else row.title,
            finding.person or "The return",
            label_of(finding, collection),
            finding.value,
            finding.message,
            suggested_note(finding, collection),
            note.text,
            TICKED if note.entered else UNTICKED,
            *note_key(finding)[1:],
        )
        _row(sheet, number, cells)
    _finish(sheet, len(_COLUMNS), len(queries) + 1)
    if queries:
        ticks = DataValidation(type="list", formula1=f'"{UNTICKED},{TICKED}"', allow_blank=True)
        ticks.add(f"I2:I{len(queries) + 1}")
        sheet.add_data_validation(ticks)
    _gone(book, queries, notes, collection)
    return save_book(book, path)


def _gone(
    book: Workbook, queries: Iterable[Finding], notes: Mapping[NoteKey, QueryNote], collection: Collection
) -> None:
    here = {note_key(finding) for finding in queries}
    gone = sorted(
        (key for key, note in notes.items() if key not in here and note.text),
        key=lambda key: (natural(key.rule), key.record, key.field),
    )
    if not gone:
        return
    sheet = book.create_sheet("Notes without a query")
    _head(sheet, _GONE_COLUMNS)
    for number, key in enumerate(gone, 2):
        row = collection.rules.get(key.rule)
        field = collection.fields.get(key.field)
        cells = (
            key.rule,
            "" if row is None else row.title,
            key.record,
            key.field if field is None else field.label,
            notes[key].text,
        )
        _row(sheet, number, cells)
    _finish(sheet, len(_GONE_COLUMNS), len(gone) + 1)


def _head(sheet: Worksheet, columns: tuple[tuple[str, int], ...]) -> None:
    for number, (title, width) in enumerate(columns, 1):
        cell = put(sheet.cell(1, number), title)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FFD9D9D9")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = width
        dimension.hidden = title.endswith(" key")


def _row(sheet: Worksheet, number: int, cells: tuple[str | None, ...]) -> None:
    for column, value in enumerate(cells, 1):
        put(sheet.cell(number, column), value).alignment = Alignment(wrap_text=True, vertical="top")


def _finish(sheet: Worksheet, columns: int, rows: int) -> None:
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{rows}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
