"""The findings, for people and programs: a workbook to filter, a page to print, JSON and CSV.

The true total stands in each of them; nothing is left out or cut short. The same findings give the same bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final, cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from swf_desktop.collection import Collection
from swf_desktop.files.writing import write_text
from swf_desktop.record import Source, place_words
from swf_desktop.words import SEVERITIES
from swf_desktop.workbook import STARTS_FORMULA, put, save_book
from validation.causes import Cause, causes
from validation.finding import Finding, Severity
from validation.reports.page import (
    PARTS,
    READING,
    Heading,
    RuleGroup,
    RulePack,
    counts,
    grouped,
    label_of,
    ordered,
    part_of,
    render,
)
from validation.reports.status import standing

COLUMNS: Final = ("return", "rule", "severity", "message", "action", "person", "field", "value", "source", "xpath")
"""The keys of one finding, in order; `source` holds `file`, `sheet`, `row` and `column`. JSON has `count` and `people`
beside them."""

_NOWHERE: Final = Source("", None, None, None)
_A4: Final = 9
# A sheet holds 1,048,576 rows; what is more goes on to a second one.
_SHEET_ROWS: Final = 1_000_000

Content = str | int | None


def findings_json(findings: Iterable[Finding], return_: str, collection: Collection) -> list[dict[str, object]]:
    """Return the findings as plain data: one object for each cause, in the order of all reports.

    return_: which return they are of, such as a file's name. `people` holds an object for each finding of the cause,
    with what is its own; `count` is their number, as COLLECT counts. `person`, `value`, `source` and `xpath` of the
    cause are those of its one finding, and null where there are several.
    `source` always has its four keys; they are null where a finding has no place in a file.
    """
    return [_as_json(cause, return_) for cause in causes(ordered(findings), collection)]


def _as_json(cause: Cause, return_: str) -> dict[str, object]:
    lead = cause.lead
    alone = len(cause.findings) == 1
    own = _own(lead) if alone else {"person": None, "value": None, "source": _place(None), "xpath": None}
    return {
        "return": return_,
        "rule": lead.rule,
        "severity": lead.severity.value,
        "message": cause.message,
        "action": cause.action,
        "person": own["person"],
        "field": lead.field,
        "value": own["value"],
        "source": own["source"],
        "xpath": own["xpath"],
        "count": len(cause.all),
        "people": [] if lead.severity is Severity.QUESTION and alone else [_told(one) for one in cause.all],
    }


def _told(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "field": finding.field,
        **_own(finding),
    }


def _own(finding: Finding) -> dict[str, object]:
    return {
        "person": finding.person,
        "value": finding.value,
        "source": _place(finding.source),
        "xpath": finding.xpath,
    }


def _place(source: Source | None) -> dict[str, object]:
    source = source or _NOWHERE
    return {
        "file": source.file or None,
        "sheet": source.sheet,
        "row": source.row,
        "column": source.column,
    }


def findings_csv(findings: Iterable[Finding], return_: str) -> str:
    """Return the findings as CSV, a line for each: the columns of the JSON, the source in four.

    For spreadsheets, so a text that would become a formula there has an apostrophe before it; the JSON has it as it is.
    Write it with the encoding `utf-8-sig` and `newline=""`.
    """
    written = io.StringIO()
    writer = csv.writer(written)
    heads = [column for column in COLUMNS if column not in ("return", "source", "xpath")]
    writer.writerow(["return", *heads, "file", "sheet", "row", "column", "xpath"])
    for finding in ordered(findings):
        told = {**_told(finding), "action": finding.action}
        values = [return_, *(told[head] for head in heads), *_place(finding.source).values(), finding.xpath]
        writer.writerow([_safe(value) for value in values])
    return written.getvalue()


def write_findings_csv(findings: Iterable[Finding], path: Path, return_: str) -> Path:
    """Write the CSV as spreadsheets here open it (UTF-8 with its mark). Raises OSError."""
    return write_text(path, findings_csv(findings, return_), encoding="utf-8-sig")


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS_FORMULA) else value


@dataclass(frozen=True, slots=True)
class _PersonGroup:
    """The findings of one rule about one person; person: None for those on the return as a whole."""

    person: str | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _RuleSection:
    group: RuleGroup
    people: tuple[_PersonGroup, ...]


def findings_html(findings: Sequence[Finding], heading: Heading) -> str:
    """Return one page of all findings, by rule and then person, that prints well in black and white.

    It begins with how the return stands. Repairs are no findings: they are its appendix.
    """
    repairs = [finding for finding in findings if finding.severity is Severity.REPAIR]
    left = [finding for finding in findings if finding.severity is not Severity.REPAIR]
    return render(
        "findings.html",
        heading=heading,
        standing=standing(left, heading),
        total=len(left),
        people=len({finding.person for finding in left if finding.person is not None}),
        counts=counts(left),
        causes=causes(ordered(left), heading.collection),
        sections=_sections(left, heading.collection),
        repairs=len(repairs),
        repaired=_sections(repairs, heading.collection),
        label_of=lambda finding: label_of(finding, heading.collection),
        place=lambda finding: place_words(finding.source),
    )


def _sections(findings: Sequence[Finding], collection: Collection) -> list[_RuleSection]:
    return [
        _RuleSection(
            group,
            tuple(
                _PersonGroup(person, tuple(found))
                for person, found in groupby(group.findings, key=lambda finding: finding.person)
            ),
        )
        for group in grouped(findings, collection)
    ]


def write_findings_html(findings: Sequence[Finding], path: Path, heading: Heading) -> Path:
    """Write the page of all findings. Raises OSError."""
    return write_text(path, findings_html(findings, heading))


# The workbook


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a sheet: its heading and its width in characters."""

    title: str
    width: int


_FINDING_COLUMNS: Final = (
    SheetColumn("Severity", 16),
    SheetColumn("Rule", 9),
    SheetColumn("Person", 28),
    SheetColumn("Item", 24),
    SheetColumn("Value", 18),
    SheetColumn("What is wrong", 60),
    SheetColumn("What to do", 60),
    SheetColumn("File", 24),
    SheetColumn("Sheet", 16),
    SheetColumn("Row", 8),
    SheetColumn("Column", 9),
    SheetColumn("XML element", 60),
)
_CAUSE_COLUMNS: Final = (
    SheetColumn("Severity", 16),
    SheetColumn("Rule", 9),
    SheetColumn("What is wrong", 80),
    SheetColumn("What to do", 60),
    SheetColumn("Findings", 10),
    SheetColumn("People", 10),
    SheetColumn("Who", 60),
)
_RULE_COLUMNS: Final = (
    SheetColumn("Severity", 16),
    SheetColumn("Rule", 9),
    SheetColumn("What it is about", 48),
    SheetColumn("Findings", 10),
    SheetColumn("People", 10),
    SheetColumn("Whose number", 26),
    SheetColumn("What is not certain", 60),
)


def write_findings_xlsx(
    findings: Iterable[Finding], path: Path, collection: Collection, heading: Heading | None = None
) -> Path:
    """Write a workbook: an overview, the causes, the count of each rule, all findings, and a sheet for each part.

    Each list has a filter and keeps its head in sight. Raises OSError.
    """
    found = ordered(findings)
    book = Workbook(write_only=True)
    _overview(book, found, heading if heading is not None else Heading.of(collection))
    list_sheet(book, "Causes", _CAUSE_COLUMNS, _cause_rows(found, collection))
    list_sheet(book, "Rules", _RULE_COLUMNS, _rule_rows(found, collection))
    list_sheet(book, "All findings", _FINDING_COLUMNS, [_finding_row(finding, collection) for finding in found])
    for part in (*PARTS, READING):
        rows = [_finding_row(finding, collection) for finding in found if part_of(finding) == part]
        if rows:
            list_sheet(book, part, _FINDING_COLUMNS, rows)
    return save_book(book, path)


def _overview(book: Workbook, found: Sequence[Finding], heading: Heading) -> None:
    sheet = _sheet(book, "Overview", (34, 14, 80))
    rows: list[tuple[Content, ...]] = [
        ("Findings of a return", None, None),
        ("School", None, heading.school),
        ("Census", None, heading.census),
        ("Checked with", None, str(RulePack.of(heading.collection))),
        *((sentence, None, None) for sentence in heading.first),
        (None, None, None),
        ("Findings in all", len(found), None),
        *((f"{count.mark} {SEVERITIES[count.severity].one}", count.number, count.meaning) for count in counts(found)),
        (None, None, None),
    ]
    for part in (*PARTS, READING):
        number = sum(part_of(finding) == part for finding in found)
        if number:
            rows.append((part, number, "see the sheet of this name"))
    for number, row in enumerate(rows):
        sheet.append([_cell(sheet, value, bold=number == 0 or value == "Findings in all") for value in row])


def _cause_rows(found: Sequence[Finding], collection: Collection) -> list[tuple[Content, ...]]:
    return [
        (
            _severity(cause.lead),
            cause.lead.rule,
            cause.message,
            cause.action,
            len(cause.all),
            len(cause.people),
            "; ".join(cause.names),
        )
        for cause in causes(found, collection)
    ]


def _rule_rows(found: Sequence[Finding], collection: Collection) -> list[tuple[Content, ...]]:
    return [
        (
            _severity(group.findings[0]),
            group.rule,
            group.title,
            len(group.findings),
            group.people,
            group.origin,
            group.doubt,
        )
        for group in grouped(found, collection)
    ]


def _finding_row(finding: Finding, collection: Collection) -> tuple[Content, ...]:
    source = finding.source or _NOWHERE
    return (
        _severity(finding),
        finding.rule,
        finding.person,
        label_of(finding, collection),
        finding.value,
        finding.message,
        finding.action,
        source.file,
        source.sheet,
        source.row,
        source.column,
        finding.xpath,
    )


def _severity(finding: Finding) -> str:
    words = SEVERITIES[finding.severity]
    return f"{words.mark} {words.one}"


def list_sheet(book: Workbook, title: str, columns: Sequence[SheetColumn], rows: Sequence[tuple[Content, ...]]) -> None:
    """Add a sheet with a head, a filter and rows; one more sheet wherever one is full."""
    for number, start in enumerate(range(0, max(len(rows), 1), _SHEET_ROWS), 1):
        some = rows[start : start + _SHEET_ROWS]
        sheet = _sheet(book, title if number == 1 else f"{title} ({number})", [column.width for column in columns])
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(some) + 1}"
        sheet.print_title_rows = "1:1"
        sheet.append([_cell(sheet, column.title, bold=True, filled=True) for column in columns])
        pattern = _cell(sheet, "")
        for row in some:
            sheet.append([None if value is None else _like(pattern, sheet, value) for value in row])


def _like(pattern: Cell, sheet: Worksheet, value: Content) -> Cell:
    """Return a cell that looks like another: setting its looks anew takes most of the time of a long list."""
    cell = WriteOnlyCell(sheet)
    cell._style = copy(pattern._style)  # type: ignore[attr-defined]  # unknown to the stubs
    return put(cell, value)


def _sheet(book: Workbook, title: str, widths: Iterable[int]) -> Worksheet:
    # A sheet that is written as it grows has a worksheet's settings, which its type does not say.
    sheet = cast(Worksheet, book.create_sheet(title))
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    return sheet


_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
_BOLD: Final = Font(bold=True)
_HEAD: Final = PatternFill("solid", fgColor="FFD9D9D9")


def _cell(sheet: Worksheet, value: Content, *, bold: bool = False, filled: bool = False) -> Cell:
    cell = put(WriteOnlyCell(sheet), value)
    cell.alignment = _WRAPPED
    if bold:
        cell.font = _BOLD
    if filled:
        cell.fill = _HEAD
    return cell
