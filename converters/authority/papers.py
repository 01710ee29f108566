"""Papers of the whole authority: the overview as a workbook and a page, and the list of what is still to be chased."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from openpyxl import Workbook

from converters.authority.days import MOST_SHOWN, Day, read_days
from converters.authority.folder import Authority
from converters.authority.result import SchoolResult
from converters.authority.school_list import ACADEMY
from converters.authority.splitting import Leftover
from converters.authority.standing import Line, State, by_rule, overview, shared_questions
from swf_desktop.collection import Collection
from swf_desktop.files.writing import write_bytes
from swf_desktop.words import counted, row_words
from swf_desktop.workbook import save_book
from validation.finding import Severity
from validation.reports.findings import SheetColumn, list_sheet
from validation.reports.page import Heading, render
from validation.reports.summary.chart import draw
from validation.reports.summary.counted import Chart

OVERVIEW_XLSX: Final = "overview.xlsx"
OVERVIEW_HTML: Final = "overview.html"
CHASE_XLSX: Final = "chase list.xlsx"
CHASE_TXT: Final = "chase list.txt"

_LINE: Final = (
    *(SheetColumn("LA and number", 14), SheetColumn("School", 34), SheetColumn("Phase", 14), SheetColumn("Type", 14)),
    *(SheetColumn("State", 18), SheetColumn("People", 9), SheetColumn("Contracts", 10), SheetColumn("Errors", 8)),
    *(SheetColumn("Queries", 9), SheetColumn("Without a note", 9), SheetColumn("Questions", 10)),
    *(SheetColumn("Waits for", 46), SheetColumn("From", 30), SheetColumn("Last change", 18), SheetColumn("Remark", 36)),
    *(SheetColumn("Return", 34), SheetColumn("SHA-256", 66)),
)


def write_overview(
    authority: Authority,
    results: Mapping[str, SchoolResult],
    folder: Path,
    *,
    collection: Collection,
    leftovers: Sequence[Leftover] = (),
    now: datetime | None = None,
) -> list[Path]:
    """Write the overview as .xlsx and .html; the same results give the same bytes. now: goes onto the page.

    Academies stand on a list of their own. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = overview(authority, results)
    return [
        _workbook(authority, results, lines, leftovers, folder / OVERVIEW_XLSX, collection),
        _page(authority, results, lines, leftovers, folder / OVERVIEW_HTML, collection, now),
    ]


def _row(line: Line) -> tuple[str | int | None, ...]:
    result = line.result
    return (
        *(line.school.key, line.school.name, line.school.phase, line.kind, line.state.value),
        *(line.people, line.contracts, line.errors, line.queries, line.without_note, line.questions),
        *(line.waits_for, line.waits_from, f"{line.when:%d/%m/%Y %H:%M}" if line.when else "", line.remark),
        *(result.file if result else "", result.sha256 if result else ""),
    )


def _lists(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    academies = [line for line in lines if line.school.kind == ACADEMY]
    others = [line for line in lines if line.school.kind != ACADEMY]
    return [(title, part) for title, part in (("Schools", others), ("Academies", academies)) if part]


def _workbook(
    authority: Authority,
    results: Mapping[str, SchoolResult],
    lines: Sequence[Line],
    leftovers: Sequence[Leftover],
    path: Path,
    collection: Collection,
) -> Path:
    book = Workbook(write_only=True)
    for title, part in _lists(lines):
        list_sheet(book, title, _LINE, [_row(line) for line in part])
    columns = (SheetColumn("Rule", 9), SheetColumn("Severity", 10), SheetColumn("What it is about", 48))
    counts = (SheetColumn("Schools", 9), SheetColumn("Findings", 10))
    rules = by_rule(authority, results)
    rows = [(one.rule, one.severity, _title(one.rule, collection), len(one.schools), len(one.found)) for one in rules]
    list_sheet(book, "Rules", (*columns, *counts), rows)
    where = (SheetColumn("LA and number", 14), SheetColumn("School", 34), SheetColumn("Rule", 9))
    what = (SheetColumn("Severity", 10), SheetColumn("Person", 26), SheetColumn("Value", 18))
    says = (SheetColumn("What it says", 60), SheetColumn("What to do", 50), SheetColumn("Where", 40))
    list_sheet(
        book,
        "Findings",
        (*where, *what, *says),
        [
            (school.key, school.name, one.rule, one.severity, one.person, one.value, one.message, one.action, one.place)
            for rule in rules
            for school, one in rule.found
        ],
    )
    asked = (SheetColumn("Asked for", 20), SheetColumn("Schools", 9), SheetColumn("Cells", 9), SheetColumn("Who", 12))
    list_sheet(
        book,
        "Questions",
        (*asked, SheetColumn("Question", 90), SheetColumn("At", 60)),
        [
            (
                *(one.asked.layout or "one school", len(one.schools), one.count, one.asked.who, one.asked.text),
                ", ".join(school.key for school in one.schools),
            )
            for one in shared_questions(authority, results)
        ],
    )
    list_sheet(book, "COLLECT", _COLLECT, [tuple(row) for row in collect_counts(lines, collection)])
    if leftovers:
        list_sheet(
            book,
            "In no return",
            (SheetColumn("Where", 40), SheetColumn("Rows", 9), SheetColumn("Which", 60), SheetColumn("Why", 60)),
            [
                (
                    *(one.place, len(one.rows), ", ".join(map(str, one.rows))),
                    one.reason + (f": {one.text}" if one.text else ""),
                )
                for one in leftovers
            ],
        )
    return save_book(book, path)


_COLLECT: Final = (
    *(SheetColumn("", 30), SheetColumn("Returns", 9), SheetColumn("People", 9), SheetColumn("Contracts", 10)),
    *(SheetColumn("Errors", 9), SheetColumn("Queries", 9)),
)


def collect_counts(lines: Sequence[Line], collection: Collection) -> list[tuple[str, int, int, int, int, int]]:
    """Return what COLLECT should show once all is loaded: returns, people, contracts, errors, queries; the sum last.

    Checks of our own are not among the errors and queries: COLLECT does not have them.
    """
    titles = {"maintained": "Maintained schools", "academy": "Academies", "central staff": "Central staff"}
    rows = []
    for kind, title in titles.items():
        loaded = [(line, line.result) for line in lines if line.kind == kind and line.result and line.result.file]
        if loaded:
            graded = Counter(
                one.severity
                for _, result in loaded
                if result
                for one in result.findings
                if _is_official(one.rule, collection)
            )
            rows.append(
                (
                    *(title, len(loaded)),
                    *(sum(line.people for line, _ in loaded), sum(line.contracts for line, _ in loaded)),
                    *(graded[Severity.ERROR.value], graded[Severity.QUERY.value]),
                )
            )
    total = [sum(int(row[place]) for row in rows) for place in range(1, 6)]
    return [*rows, ("All", total[0], total[1], total[2], total[3], total[4])]


def _is_official(rule: str, collection: Collection) -> bool:
    row = collection.rules.get(rule)
    return row is not None and row.official


def _title(rule: str, collection: Collection) -> str:
    row = collection.rules.get(rule)
    return "" if row is None else row.title


def _page(
    authority: Authority,
    results: Mapping[str, SchoolResult],
    lines: Sequence[Line],
    leftovers: Sequence[Leftover],
    path: Path,
    collection: Collection,
    now: datetime | None,
) -> Path:
    schools, people = Counter(line.state for line in lines), Counter[State]()
    for line in lines:
        people[line.state] += line.people
    rules = by_rule(authority, results)
    most = rules[:20]
    picture = (
        draw(Chart("Schools with a rule", tuple(one.rule for one in most), tuple(len(one.schools) for one in most)))
        if most
        else ""
    )
    done = sum(schools[state] for state in (State.READY, State.SENT, State.AUTHORISED))
    days = read_days(authority)[-MOST_SHOWN:]
    text = render(
        "authority_overview.html",
        heading=Heading.of(collection, school=authority.name or authority.lea or "Authority", made=now),
        summary=f"{done} of {counted(len(lines), 'return')} ready, sent or authorised.",
        states=[(state.value, schools[state], people[state]) for state in State if schools[state]],
        picture=picture,
        days=days,
        all_states=list(State),
        progress=_progress(days),
        collect=collect_counts(lines, collection),
        lists=_lists(lines),
        rules=rules,
        titles={one.rule: _title(one.rule, collection) for one in rules},
        leftovers=leftovers,
        rows_in_words=row_words,
    )
    write_bytes(path, text.encode("utf-8"))
    return path


def _progress(days: Sequence[Day]) -> str:
    """Return the picture of the days; one day alone is no progress."""
    if len(days) < 2:
        return ""
    labels = tuple(f"{one.day:%d/%m}" for one in days)
    return draw(Chart("Ready, sent or authorised at the end of the day", labels, tuple(one.done for one in days)))


# The chase list


def chase_text(line: Line, collection: Collection) -> str:
    """Return what to write to a school: what is missing, without anybody's name, ready to copy into a message."""
    result = line.result
    lines = [
        f"To: {line.waits_from}",
        f"Subject: {collection.name} {collection.year}: {line.school.name} ({line.school.key})",
        "",
        f"For the return of {line.school.name} we still need:",
    ]
    if line.state is State.WAITING:
        lines.append("- your files: staff, contracts, absences, qualifications, vacancies")
    if result is not None and result.problem and line.state is State.STOPPED:
        lines.append(f"- files that can be read: {result.problem} {result.remedy}".rstrip())
    if line.questions:
        lines.append(f"- {counted(line.questions, 'answer')} (on the question sheet that comes separately)")
    if result is not None:
        lines += [f"- to be looked at: {text}" for text in (*result.doubts, *result.missing)]
        for severity, words in ((Severity.ERROR, "to be corrected"), (Severity.QUERY, "to be confirmed or explained")):
            rules = Counter(
                one.rule
                for one in result.findings
                if one.severity == severity and (severity == "error" or not one.note)
            )
            for rule, count in sorted(rules.items()):
                title = _title(rule, collection)
                lines.append(f"- {words}: {title or rule} ({counted(count, 'record')}, rule {rule})")
    lines += ["", "Names come on the question sheet, by a secure way. Please answer by: ", ""]
    return "\n".join(lines)


def chased(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of schools that have something to send, to answer or to correct."""
    return [line for line in lines if line.state in (State.WAITING, State.STOPPED, State.QUESTIONS, State.ERRORS)]


def write_chase_list(
    authority: Authority, results: Mapping[str, SchoolResult], folder: Path, collection: Collection
) -> list[Path]:
    """Write the list of what is missing and from whom, with the text for each school ready to copy. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = chased(overview(authority, results))
    columns = (
        *(SheetColumn("LA and number", 14), SheetColumn("School", 34), SheetColumn("State", 18)),
        *(SheetColumn("Waits for", 50), SheetColumn("From", 32), SheetColumn("Text to send", 90)),
    )
    book = Workbook(write_only=True)
    list_sheet(
        book,
        "Chase list",
        columns,
        [
            (
                *(line.school.key, line.school.name, line.state.value, line.waits_for, line.waits_from),
                chase_text(line, collection),
            )
            for line in lines
        ],
    )
    texts = "\n----------------------------------------\n\n".join(chase_text(line, collection) for line in lines)
    write_bytes(folder / CHASE_TXT, (texts or "Nothing is waited for.\n").encode("utf-8"))
    return [save_book(book, folder / CHASE_XLSX), folder / CHASE_TXT]
