"""The view of who is in the return, as a workbook: people, disagreements, absences from sheets, who is left out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from converters.papers.question_words import job_of
from converters.papers.who import PersonIn, Who, place_of
from swf_desktop.collection import Collection, Field
from swf_desktop.facts import is_open, person_label
from swf_desktop.record import Record, Value, column_letter
from swf_desktop.workbook import put, save_book

Written = str | int | None

_HEADING: Final = PatternFill("solid", fgColor="1F3864")
_WIDEST: Final = 60
_HEADING_HEIGHT: Final = 45.0
"""Three lines, in points: names of sheets are long."""
_WRAP: Final = Alignment(wrap_text=True, vertical="top")


def write_who_is_in(view: Who, path: Path, collection: Collection) -> Path:
    """Write the view to `path`; the same input gives the same bytes. Sheets without a row are left out.

    Raises OSError.
    """
    book = Workbook()
    first = book.worksheets[0]
    first.title = "People"
    _fill(first, *_people(view, collection))
    for title, (headings, rows) in (
        ("Files disagree", _disagreements(view, collection)),
        ("On one, not on another", _absent(view)),
        ("Left out", _left_out(view, collection)),
        ("Who is missing", _missing(view)),
        ("From last year", _from_last_year(view, collection)),
    ):
        if rows:
            _fill(book.create_sheet(title), headings, rows)
    return save_book(book, path)


Table = tuple[list[str], list[list[Written]]]


def _people(view: Who, collection: Collection) -> Table:
    sheets = [f"{place} (as at {day:%d/%m/%Y})" if day else place for place, day in view.places.items()]
    headings = ["Person", "In the return", "Contracts", "Open on census day", *sheets, "Also from", "Files disagree"]
    several = len({estab for entry in view.people for estab in entry.estabs}) > 1
    return headings, [_person(entry, view, collection, several=several) for entry in view.people]


def _person(entry: PersonIn, view: Who, collection: Collection, *, several: bool) -> list[Written]:
    contracts = entry.person.of("contract")
    inside = ", ".join(entry.estabs) if several and entry.estabs else "yes" if entry.is_in else "no"
    return [
        person_label(entry.person),
        inside,
        len(contracts),
        sum(1 for contract in contracts if is_open(contract, collection)),
        *("yes" if place in entry.places else "" for place in view.places),
        "; ".join(entry.others),
        len(entry.disagreements) or None,
    ]


def _disagreements(view: Who, collection: Collection) -> Table:
    headings = ["Person", "Post", "Item", "Sent", "Said by", "Not sent", "Said by "]
    rows: list[list[Written]] = []
    for entry in view.people:
        for item in entry.disagreements:
            record, tag = item.record, item.tag
            origin = record.origin_of(tag)
            stands = record.values.get(tag)
            said = f"{place_of(origin)}, row {origin.row}" if origin is not None and stands is not None else ""
            field = collection.fields[f"{record.kind}.{tag}"]
            stated = _shown(stands, field, collection)
            rows += [
                [
                    *(person_label(entry.person), job_of(record, collection), field.label, stated, said),
                    *(_shown(value, field, collection), place),
                ]
                for value, place in item.lost
            ]
    return headings, rows


def _shown(value: Value | None, field: Field, collection: Collection) -> str:
    """Return a value as people read it: a code with its meaning, a date day first, yes or no."""
    if value is None:
        return ""
    if isinstance(value.typed, bool):
        return "Yes" if value.typed else "No"
    if isinstance(value.typed, date):
        return f"{value.typed:%d/%m/%Y}"
    code_set = collection.code_sets.get(field.code_set)
    texts = (value.sent,) if isinstance(value.sent, str) else value.sent
    codes = code_set.codes if code_set is not None else {}
    return "; ".join(f"{text} ({codes[text].description})" if text in codes else text for text in texts)


def _absent(view: Who) -> Table:
    headings = ["Person", "Is on", "Is not on", "Likely reason"]
    return headings, [
        [person_label(item.person), "; ".join(item.here), item.place, item.why or "Find out."] for item in view.absent
    ]


def _left_out(view: Who, collection: Collection) -> Table:
    headings = ["Person", "Contract", "Came from", "Why it is left out", "To have it back, change in the recipe"]
    return headings, [
        [
            person_label(item.person),
            job_of(item.contract, collection) if item.contract is not None else "no contract",
            _source(item.contract or item.person),
            item.reason,
            item.back,
        ]
        for item in view.left_out
    ]


def _source(record: Record) -> str:
    return f"{place_of(record.origin)}, row {record.origin.row}" if record.origin is not None else ""


def _missing(view: Who) -> Table:
    headings = ["What was found", "What to do"]
    rows: list[list[Written]] = [[item.text, item.action] for item in view.missing]
    gone = view.last_year.gone if view.last_year is not None else []
    rows += [
        [
            f"{person_label(person)} was in last year's return and is in none of this year's files.",
            "If the person left since 1 September of last year, add the contract with its end and destination.",
        ]
        for person in gone
    ]
    return headings, rows


def _from_last_year(view: Who, collection: Collection) -> Table:
    headings = ["Person", "Post", "Item", "Value", "From"]
    rows: list[list[Written]] = []
    for item in view.last_year.filled if view.last_year is not None else ():
        person = item.record.person()
        tag = item.field.rpartition(".")[2]
        known = collection.fields.get(item.field)
        if known is None:
            codes = [one.code("QualificationCode") or "" for one in item.record.of(item.field)]
            label, value = "Qualifications", "; ".join(codes)
        else:
            label, value = known.label, _shown(item.record.values.get(tag), known, collection)
        line = f"{item.origin.sheet.file}, line {item.origin.row}" if item.origin is not None else ""
        name = "" if person is None else person_label(person)
        rows.append([name, job_of(item.record, collection), label, value, line])
    return headings, rows


def _fill(sheet: Worksheet, headings: Iterable[str], rows: list[list[Written]]) -> None:
    for number, heading in enumerate(headings, 1):
        cell = put(sheet.cell(1, number), heading.strip())
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEADING
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        longest = max((len(str(row[number - 1] or "")) for row in rows), default=0)
        sheet.column_dimensions[column_letter(number - 1)].width = min(_WIDEST, max(12, len(heading) // 2, longest) + 2)
    for row_number, row in enumerate(rows, 2):
        for number, value in enumerate(row, 1):
            if value is None or value == "":
                continue
            cell = put(sheet.cell(row_number, number), value)
            if isinstance(value, str) and len(value) > _WIDEST:
                cell.alignment = _WRAP
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.row_dimensions[1].height = _HEADING_HEIGHT
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = "1:1"
