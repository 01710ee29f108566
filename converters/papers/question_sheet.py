"""Question sheets: one workbook for each person to ask (payroll, HR, head) with only the gaps, and the way back.

A gap is an item of one record that a check misses or cannot read. Each is a row with an empty cell for the answer; what
comes back is an edit of that record and field, so that the journal says who answered. Where a whole column is missing
it is a column on a grid of people. Decisions are asked and answered in words; what each stands for is in hidden cells.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from converters.built import Built
from converters.papers.question_words import job_of, why
from converters.papers.template import choices
from converters.recipe.asking import DONT_KNOW
from converters.recipe.keys import last_year_tag
from converters.recipe.question import Question
from swf_desktop.addressee import addressee_of
from swf_desktop.collection import Collection, Field
from swf_desktop.facts import person_label
from swf_desktop.record import Record, column_letter
from swf_desktop.workbook import put, save_book
from validation.finding import Finding, Severity

ADDRESSEES: Final = ("payroll", "HR", "head")

GAPS, DECISIONS = "Gaps", "Decisions"
GAP_COLUMNS: Final = (
    *(("Person", 32), ("Post", 30), ("What we need", 30), ("What it is", 46), ("Why it matters", 46)),
    *(("Answer", 32), ("Record key", 12), ("Item key", 12)),
)
DECISION_COLUMNS: Final = (
    *(("Question", 70), ("Possible answers", 60), ("Answer", 32)),
    *(("Kind key", 10), ("Scope key", 10), ("Question key", 10)),
)
CHOICES_KEY: Final = ("Choices key", 10)
"""Added in the version after 0.1.0: what each answer in words stands for, as JSON. Sheets of before have codes."""

GRID: Final = "People"
GRID_COLUMNS: Final = (("Person", 32), ("Post", 30), ("Person key", 12), ("Contract key", 12))
"""The first columns of the grid; after them one for each missing item, its full name in the hidden row above."""

KEYS_ROW: Final = 3
HAVE: Final = "-"
"""What stands in the grid where nothing is missing."""

_FEW: Final = 6
_SHARE: Final = 0.5
"""An item is a column of the grid where so many lack it, and such a share of the people or contracts."""
STANDS: Final = "As it stands"
TICK: Final = "Right?"
"""Columns of a checking slip beside those of a question sheet: what the school holds, and whether it is right."""

HEADING_ROW: Final = 4
LISTS: Final = "Lists"
NEW: Final = "new:"
"""What stands before the key of a parent below which a record is to be made for the answer."""

_HEADING: Final = PatternFill("solid", fgColor="1F3864")
_TO_FILL: Final = PatternFill("solid", fgColor="FFF2CC")
_LINE: Final = 15.0
"""The height of a line of text, in points."""
_WRAP: Final = Alignment(wrap_text=True, vertical="top")
_TEXT_TYPES: Final = frozenset({"text", "name", "digits", "code"})


class Gap(NamedTuple):
    """One item of one record that is missing or cannot be read.

    record: whose item it is, or below which a record with it is to be made (a contract without a role). item: its
    full name. severity: of the worst finding on it.
    """

    record: Record
    item: str
    severity: Severity

    def __repr__(self) -> str:
        # Never the record's key, which may hold a number of a person's: a repr ends up in logs.
        return f"<Gap {self.item}>"


def find_gaps(findings: Iterable[Finding], collection: Collection) -> list[Gap]:
    """Return what is missing or unreadable, each once, in the order of the findings."""
    gaps: dict[tuple[int, str], Gap] = {}
    for finding in findings:
        record, name = finding.record, finding.field
        item = collection.fields.get(name or "")
        if record is None or item is None or finding.severity not in (Severity.ERROR, Severity.QUERY):
            continue
        if not item.sent or item.name in ("contract.Estab", "contract.LASchoolLevel"):
            continue
        value = record.values.get(item.tag) if item.kind == record.kind else None
        if value is not None and value.parsed:
            # Something stands there: right or wrong, it is no gap.
            continue
        key = id(record), item.name
        if key not in gaps or finding.severity is Severity.ERROR:
            gaps[key] = Gap(record, item.name, finding.severity)
    return list(gaps.values())


def write_question_sheets(
    built: Built, findings: Iterable[Finding], folder: Path, collection: Collection
) -> list[Path]:
    """Write `questions for payroll.xlsx`, `... HR.xlsx` and `... head.xlsx`: only those with something to ask.

    findings: of one return of `built`. The folder is made where it is missing; the same input gives the same bytes.
    Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    gaps: dict[str, list[Gap]] = {name: [] for name in ADDRESSEES}
    for gap in find_gaps(findings, collection):
        gaps[addressee_of(gap.item)].append(gap)
    questions: dict[str, list[Question]] = {name: [] for name in ADDRESSEES}
    for question in built.questions:
        questions[question.ask or ("payroll" if question.step == "pay" else _asked_of(question, built))].append(
            question
        )
    columns = _whole_columns(built, collection, findings_of=[gap for one in gaps.values() for gap in one])
    return [
        _write(folder / f"questions for {name}.xlsx", name, gaps[name], questions[name], collection, columns)
        for name in ADDRESSEES
        if gaps[name] or questions[name]
    ]


def _whole_columns(built: Built, collection: Collection, *, findings_of: list[Gap]) -> frozenset[str]:
    """Return the items of people or contracts that so many lack that a column of a grid is quicker filled in."""
    totals = Counter(record.kind for one in built.returns for person in one.return_.staff for record in person.walk())
    lacking = Counter(gap.item for gap in findings_of if gap.record.kind == collection.fields[gap.item].kind)
    return frozenset(
        item
        for item, number in lacking.items()
        if (kind := collection.fields[item].kind) in ("staff", "contract")
        and number >= max(_FEW, _SHARE * totals[kind])
    )


def _asked_of(question: Question, built: Built) -> str:
    """Return who can answer a question on the files: who the item belongs to, else who keeps that kind of sheet."""
    if question.kind == "code":
        return addressee_of(question.scope)
    if question.kind == "column":
        grains = [plan.grain for plan in built.plans if plan.place == question.scope]
        return "payroll" if any(grain in ("element", "payment") for grain in grains) else "HR"
    tag = last_year_tag(question.key)
    if tag is not None:
        return addressee_of(f"{'contract' if tag in ('SchoolArrivalDate', 'Origin') else 'staff'}.{tag}")
    return "HR"


class _Lists:
    """The hidden sheet of choices: a column for each list, made when an answer first needs it."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.ranges: dict[tuple[str, ...], str] = {}

    def reference(self, texts: tuple[str, ...]) -> str:
        """Return the range that holds these texts."""
        if texts not in self.ranges:
            column = len(self.ranges) + 1
            letter = column_letter(column - 1)
            for row, text in enumerate(texts, 1):
                put(self.sheet.cell(row, column), text).number_format = "@"
            self.ranges[texts] = f"{LISTS}!${letter}$1:${letter}${len(texts)}"
        return self.ranges[texts]


def _write(
    path: Path,
    name: str,
    gaps: list[Gap],
    questions: list[Question],
    collection: Collection,
    columns: frozenset[str] = frozenset(),
) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = GAPS
    in_grid = [gap for gap in gaps if gap.item in columns and collection.fields[gap.item].kind == gap.record.kind]
    rest = [gap for gap in gaps if gap not in in_grid]
    lists = _Lists(book.create_sheet(LISTS))
    title = f"Questions for {'the head teacher' if name == 'head' else name}: {collection.name} {collection.year}"
    head_of_sheet(
        sheet, title, "Please fill in the yellow cells and send this file back. What you do not know may stay empty."
    )
    headings_of_sheet(sheet, GAP_COLUMNS)
    for row, gap in enumerate(rest, HEADING_ROW + 1):
        _gap_row(sheet, row, gap, collection, lists)
    if in_grid:
        _grid(book.create_sheet(GRID, 0), title, in_grid, collection, lists)
        if not rest:
            book.remove(sheet)
    if questions:
        decisions = book.create_sheet(DECISIONS, book.sheetnames.index(LISTS))
        head_of_sheet(
            decisions, title, "How the files are meant. One answer for each line, from the list or in your own words."
        )
        headings_of_sheet(decisions, (*DECISION_COLUMNS, CHOICES_KEY))
        for row, question in enumerate(questions, HEADING_ROW + 1):
            _decision_row(decisions, row, question, lists, name)
        if not gaps:
            book.remove(sheet)
    lists.sheet.sheet_state = "hidden"
    return save_book(book, path)


def head_of_sheet(sheet: Worksheet, title: str, instruction: str) -> None:
    """Write a sheet's title and instruction, and set how it is printed."""
    put(sheet.cell(1, 1), title).font = Font(bold=True, size=14)
    put(sheet.cell(2, 1), instruction)
    sheet.freeze_panes = f"A{HEADING_ROW + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"


def headings_of_sheet(sheet: Worksheet, columns: tuple[tuple[str, int], ...]) -> None:
    """Write the headings with their widths; columns whose heading ends in `key` are hidden."""
    for number, (heading, width) in enumerate(columns, 1):
        cell = put(sheet.cell(HEADING_ROW, number), heading)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEADING
        dimension = sheet.column_dimensions[column_letter(number - 1)]
        dimension.width = width
        # What finds the record again is for the program, not for the eye.
        dimension.hidden = heading.endswith(" key")


def _gap_row(sheet: Worksheet, row: int, gap: Gap, collection: Collection, lists: _Lists) -> None:
    item = collection.fields[gap.item]
    person = gap.record.person()
    example = f" For example: {item.example}." if item.example else ""
    texts = (
        "The school" if person is None else person_label(person),
        job_of(gap.record, collection),
        item.label,
        f"{item.help}{example}",
        why(gap.item, gap.severity is Severity.ERROR),
        None,
        gap.record.key if item.kind == gap.record.kind else f"{NEW}{gap.record.key}",
        gap.item,
    )
    for column, text in enumerate(texts, 1):
        put(sheet.cell(row, column), text).alignment = _WRAP
    _height(sheet, row, texts, GAP_COLUMNS)
    _answer_cell(sheet, row, 6, item, collection, lists)


def _answer_cell(sheet: Worksheet, row: int, column: int, item: Field, collection: Collection, lists: _Lists) -> None:
    """Make a cell ready for the answer about an item: its form, and what can be chosen."""
    answer = sheet.cell(row, column)
    answer.fill = _TO_FILL
    answer.number_format = _format(item)
    allowed = _choices(item, collection)
    if allowed:
        _drop_down(sheet, f"{column_letter(column - 1)}{row}", lists.reference(allowed))


class AnswerCells:
    """Makes cells of another paper ready for answers that come back as those of a question sheet do."""

    def __init__(self, lists: Worksheet, collection: Collection) -> None:
        self._lists = _Lists(lists)
        self._collection = collection

    def prepare(self, sheet: Worksheet, row: int, column: int, item: Field) -> None:
        """Make a cell ready for the answer about an item."""
        _answer_cell(sheet, row, column, item, self._collection, self._lists)

    def yes_or_no(self, sheet: Worksheet, row: int, column: int) -> None:
        """Make a cell ready for a tick."""
        sheet.cell(row, column).fill = _TO_FILL
        _drop_down(sheet, f"{column_letter(column - 1)}{row}", self._lists.reference(("Yes", "No")))


def _decision_row(sheet: Worksheet, row: int, question: Question, lists: _Lists, name: str) -> None:
    said = in_words(question)
    meanings = "\n".join(said)
    texts = (
        question.text,
        meanings,
        None,
        question.kind,
        question.scope,
        question.key,
        json.dumps(said, ensure_ascii=False, separators=(",", ":")),
    )
    for column, text in enumerate(texts, 1):
        put(sheet.cell(row, column), text).alignment = _WRAP
    _height(sheet, row, texts, (*DECISION_COLUMNS, CHOICES_KEY))
    answer = sheet.cell(row, 3)
    answer.fill = _TO_FILL
    answer.number_format = "@"
    others = tuple(text for who, text in DONT_KNOW.items() if who != name)
    _drop_down(sheet, f"C{row}", lists.reference((*said, *others)))


def in_words(question: Question) -> dict[str, str]:
    """Return the choices of a question as people choose them, each with what the recipe takes.

    The meaning alone where it has one; where two mean the same, the answer stands before it.
    """
    meanings = Counter(meaning for _, meaning in question.choices)
    return {
        meaning if meaning and meanings[meaning] == 1 else f"{answer}: {meaning}" if meaning else answer: answer
        for answer, meaning in question.choices
    }


def _grid(sheet: Worksheet, title: str, gaps: list[Gap], collection: Collection, lists: _Lists) -> None:
    """Write the people by the items that many of them lack: a yellow cell where one is missing."""
    items = list(dict.fromkeys(gap.item for gap in gaps))
    head_of_sheet(
        sheet, title, "Please fill in the yellow cells and send this file back. What you do not know may stay empty."
    )
    fixed = GRID_COLUMNS[:2]
    headings = (*fixed, *((collection.fields[item].label, 24) for item in items), *GRID_COLUMNS[2:])
    headings_of_sheet(sheet, headings)
    for column, item in enumerate(items, len(fixed) + 1):
        put(sheet.cell(KEYS_ROW, column), item)
        field = collection.fields[item]
        sheet.cell(HEADING_ROW, column).comment = Comment(
            field.help or field.label, "SWF Desktop", width=320, height=120
        )
    sheet.row_dimensions[KEYS_ROW].hidden = True
    rows: dict[tuple[int, int], dict[str, Gap]] = {}
    first: dict[int, tuple[int, int]] = {}
    for gap in gaps:
        person = gap.record.person()
        if gap.record.kind == "contract":
            place = id(person), id(gap.record)
            before = first.setdefault(id(person), place)
            if before[1] == 0 and before in rows:
                # What stands on a row of the person alone goes with the first contract.
                rows = {place if key == before else key: cells for key, cells in rows.items()}
                first[id(person)] = place
            rows.setdefault(place, {})[gap.item] = gap
        else:
            rows.setdefault(first.setdefault(id(person), (id(person), 0)), {})[gap.item] = gap
    for row, cells in enumerate(rows.values(), HEADING_ROW + 1):
        record = next((gap.record for gap in cells.values() if gap.record.kind == "contract"), None)
        one = record if record is not None else next(iter(cells.values())).record
        person = one.person()
        put(sheet.cell(row, 1), "" if person is None else person_label(person))
        put(sheet.cell(row, 2), job_of(one, collection))
        for column, item in enumerate(items, len(fixed) + 1):
            if item in cells:
                _answer_cell(sheet, row, column, collection.fields[item], collection, lists)
            else:
                put(sheet.cell(row, column), HAVE)
        last = len(fixed) + len(items)
        put(sheet.cell(row, last + 1), "" if person is None else person.key)
        put(sheet.cell(row, last + 2), "" if record is None else record.key)
    sheet.freeze_panes = f"C{HEADING_ROW + 1}"


def _height(sheet: Worksheet, row: int, texts: Sequence[str | None], columns: tuple[tuple[str, int], ...]) -> None:
    """Make a row high enough for its longest text; not every program does so by itself."""
    lines = 1
    for text, (heading, width) in zip(texts, columns, strict=True):
        if text and not heading.endswith(" key"):
            lines = max(lines, sum(1 + len(line) // max(1, width - 4) for line in text.split("\n")))
    sheet.row_dimensions[row].height = _LINE * lines


def _drop_down(sheet: Worksheet, cell: str, reference: str) -> None:
    """Give a cell the choices of a list; all cells of one list share one rule."""
    rules = sheet.data_validations.dataValidation
    rule = next((one for one in rules if one.formula1 == reference), None)
    if rule is None:
        rule = DataValidation("list", formula1=reference, allow_blank=True, errorStyle="warning")
        sheet.add_data_validation(rule)
    rule.add(cell)


def _format(item: Field) -> str:
    if item.type in _TEXT_TYPES:
        return "@"
    if item.type == "date":
        return "dd/mm/yyyy"
    return "0.00" if item.type in ("money", "hours") else "General"


def _choices(item: Field, collection: Collection) -> tuple[str, ...]:
    if item.type == "boolean":
        return ("Yes", "No")
    code_set = collection.code_sets.get(item.code_set)
    return tuple(choices(code_set)) if code_set is not None else ()
