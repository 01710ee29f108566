"""Our own papers among the files that are given: none is read as a list of staff, and what came back is taken.

A paper is known by what stands in it, so that a copy, another name or another program's saving makes no difference. A
question sheet (and a workbook of checking slips) gives answers wherever it lies; it undoes nothing entered since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Final, NamedTuple

from converters.built import Sources
from converters.papers.answers import Answers, read_answers, with_answers
from converters.papers.department import is_paper
from converters.papers.question_sheet import DECISION_COLUMNS, GAP_COLUMNS, GRID_COLUMNS
from converters.papers.template import INSTRUCTIONS
from converters.recipe.target import OPEN
from converters.request import CannotRun, Request
from converters.sources.table import Table
from converters.values.cells import raw_text
from swf_desktop.collection import Collection
from swf_desktop.words import counted, listed

ANSWERS: Final = "a question sheet"
NOTES: Final = "the workbook of query notes"
TEMPLATE: Final = "the template"
DEPARTMENT: Final = "a paper of the department"

HOW_READ: Final = "How the files were read, as SWF Desktop notes it"
"""How the notes on that begin, so that they are known by it under any name."""

_FIRST_ROWS: Final = 8
"""So far down the headings of a paper stand at most."""


class _Sign(NamedTuple):
    """What a paper is known by: headings that stand together in one row."""

    what: str
    headings: frozenset[str]


_SIGNS: Final = (
    _Sign(ANSWERS, frozenset(heading for heading, _ in GAP_COLUMNS)),
    _Sign(ANSWERS, frozenset(heading for heading, _ in DECISION_COLUMNS)),
    _Sign(ANSWERS, frozenset(heading for heading, _ in GRID_COLUMNS)),
    _Sign(NOTES, frozenset({"Rule", "Our note", "Entered in COLLECT", "Record key", "Item key"})),
    _Sign(NOTES, frozenset({"Rule", "What it is about", "Record", "Our note"})),
    _Sign("a report of findings", frozenset({"Severity", "Rule", "What is wrong", "What to do"})),
    _Sign("a report of findings", frozenset({"Severity", "Rule", "What it is about", "Findings", "People"})),
    _Sign("a report of findings", frozenset({"rule", "severity", "message", "action", "person", "xpath"})),
    _Sign("a list beside COLLECT's own", frozenset({"Rule", "In COLLECT", "Ours", "COLLECT says", "We say"})),
    _Sign("the pay sheet", frozenset({"Person", "Contract", "Role", "Method", "Source figure", "Figure is for"})),
    _Sign("the pay sheet", frozenset({"Person", "Contract", "Role", "Base pay by hand", "Reason"})),
    _Sign("the pay sheet", frozenset({"Question", "Answers", "Contracts", "Where the recipe keeps the answer"})),
    _Sign("the list of who is in", frozenset({"Person", "In the return", "Contracts", "Open on census day"})),
    _Sign("the list of who is in", frozenset({"Person", "Is on", "Is not on", "Likely reason"})),
    _Sign("the list of who is in", frozenset({"Person", "Came from", "Why it is left out"})),
    _Sign("the overview of an authority", frozenset({"LA and number", "School", "State", "Waits for", "From"})),
    _Sign("the list of schools", frozenset({"Folder", "LA", "School", "Errors", "Queries", "Return or problem"})),
)

_PAGES: Final = (
    ("School or authority", "Census", "Made"),
    ("School or authority", "Census", "Checked with"),
    ("Findings of a return", "School", "Census"),
)
"""What stands at the head of every page of ours and of the first sheet of the findings, from the left."""

_TITLES: Final = tuple(
    f"{what}: School Workforce Census" for what in ("Calendar", "Checking slips", "Counts on census day")
)
"""How the pages of the census-day pack begin, which have no such head."""

_RECIPE: Final = "# What was decided about these files."
_READING: Final = "how the files were read.txt"
_CALENDAR: Final = "BEGIN:VCALENDAR"
_TEMPLATE: Final = frozenset(INSTRUCTIONS[:2])


def paper_of(table: Table) -> str:
    """Return which paper of ours a table is of, empty where it is of none."""
    rows = [[raw_text(cell).strip() for cell in table.row(row)] for row in range(min(_FIRST_ROWS, table.height))]
    for cells in rows:
        here = set(cells)
        for sign in _SIGNS:
            if sign.headings <= here:
                return sign.what
    first = [cells[0] for cells in rows if cells]
    if any(all(label in first for label in page) for page in _PAGES):
        return "a page of this program"
    if first and first[0].startswith(_TITLES):
        return "a page of this program"
    if first and first[0].startswith(_RECIPE):
        return "a file of decisions"
    if first and first[0].startswith(_CALENDAR):
        return "a calendar"
    if (first and first[0].startswith(HOW_READ)) or PurePath(table.file).name.casefold() == _READING:
        return "the notes on how the files were read"
    return DEPARTMENT if is_paper(table) else ""


@dataclass(slots=True)
class Papers:
    """What was set aside. answers: tables of question sheets. said: a sentence for each file."""

    answers: list[Table] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def set_aside(tables: Iterable[Table]) -> tuple[list[Table], Papers]:
    """Return the tables that are sources, and what our own papers among them are.

    Of a file whose first sheet is a paper of ours, or all of whose sheets are, nothing is read as a source.
    """
    by_file: dict[str, list[Table]] = {}
    for table in tables:
        by_file.setdefault(table.file, []).append(table)
    sources, papers = list[Table](), Papers()
    for file, own in by_file.items():
        kinds = [paper_of(table) for table in own]
        named = next((kind for kind in kinds if kind), "")
        shown = [kind for table, kind in zip(own, kinds, strict=True) if not table.hidden]
        if not named and _is_empty_template(own):
            named = TEMPLATE
            shown = [named]
        if not named or not ((shown and shown[0]) or all(shown)):
            sources += [table for table, kind in zip(own, kinds, strict=True) if not kind]
            papers.answers += [table for table, kind in zip(own, kinds, strict=True) if kind == ANSWERS]
            if named:
                whose = "" if named == DEPARTMENT else " of this program"
                papers.said.append(f"{file}: a sheet of it is {named}{whose} and is not read as a list of staff.")
            continue
        papers.files.append(file)
        if ANSWERS in kinds:
            papers.answers += own
        elif named == TEMPLATE:
            papers.said.append(f"{file} is the template, and nothing is filled in.")
        elif named == DEPARTMENT:
            papers.said.append(
                f"{file} is {named} about a census year, and no list of staff: learn from it with “Learn of a census "
                "year from a file” (swf-desktop learn)."
            )
        elif named == NOTES:
            papers.said.append(
                f"{file} is {named} that this program made, and no source: take its notes in with “swf-desktop notes”."
            )
        else:
            papers.said.append(f"{file} is {named} that this program made: it is no source and was not read.")
    return sources, papers


def _is_empty_template(tables: list[Table]) -> bool:
    """Whether a workbook is the template, with no row below the headings of any of its sheets."""
    first = tables[0]
    told = {raw_text(first.columns[0][row]).strip() for row in range(first.height)} if first.columns else set()
    return told >= _TEMPLATE and all(table.height <= 1 for table in tables[1:] if not table.hidden)


def with_papers(sources: Sources, request: Request) -> tuple[Sources, Request, list[str]]:
    """Set our own papers aside, and lay what question sheets answer under what was decided and entered since.

    Returns the sources, the request, and sentences for people. Raises CannotRun where nothing but papers was given.
    """
    tables, papers = set_aside(sources.tables)
    if not (papers.files or papers.answers):
        return sources, request, papers.said
    if not tables and not sources.messages:
        raise CannotRun(
            f"{' '.join(papers.said) or f'{listed(papers.files)}: a question sheet.'} No other file was given.",
            "Give the school's own files, such as the payroll report and the list of staff; a question sheet that came "
            "back is taken together with them.",
        )
    said = list(papers.said)
    if papers.answers:
        answers = read_answers(papers.answers, Collection.load(request.chosen_year))
        files = listed(list(dict.fromkeys(table.file for table in papers.answers)))
        said.append(f"{files}: a question sheet that came back; {counted(answers.rows, 'answer')} taken.")
        said += answers.notes
        places = {table.place: (table.file, table.sheet) for table in tables}
        request = with_answers(request, what_is_new(answers, request), places)
    return replace(sources, tables=tables), request, said


def what_is_new(answers: Answers, request: Request) -> Answers:
    """Return the answers about what nobody has entered or decided since: they are older than the hand that did."""
    entered = {(edit.record, edit.field) for edit in request.overlay}
    recipe = request.recipe
    columns: dict[str, Mapping[str, str]] = {sheet.place: sheet.columns for sheet in recipe.sheets}
    answered = recipe.answered()

    def is_open(kind: str, scope: str, key: str) -> bool:
        if kind == "code":
            return key not in recipe.settled(scope)
        return key not in answered if kind == "answer" else columns.get(scope, {}).get(key, OPEN) == OPEN

    return replace(
        answers,
        edits=[edit for edit in answers.edits if (edit.record, edit.field) not in entered],
        decisions={place: answer for place, answer in answers.decisions.items() if is_open(*place)},
    )
