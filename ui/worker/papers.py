"""Jobs that make the papers around a return: pages to print, workbooks to send round, answers that come back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from converters.before.pack import counts_page, write_pack
from converters.before.slips import write_slips_workbook
from converters.built import Built, OneReturn
from converters.loose_ends import loose_ends
from converters.message.file import write_message
from converters.papers.answers import Answers, read_answers
from converters.papers.template import write_template
from converters.pipeline import check_return, fill_header, rule_findings
from converters.request import CannotRun
from converters.sources.message import read_message
from converters.sources.reader import is_message, read_source
from converters.support.details import details
from converters.support.redacted import redacted
from swf_desktop.collection import Collection
from swf_desktop.files.untouched import replacing
from swf_desktop.files.writing import write_text
from swf_desktop.practice import SENTENCE, practice_name
from swf_desktop.record import Return
from ui.worker.jobs import built_as_asked
from ui.worker.process import PROGRESS, Report, State
from ui.worker.views import Asked, OfficialView
from validation.collect.after_load import after_load_page
from validation.finding import Finding
from validation.official import OfficialFiles, official_findings, year_folder
from validation.reports.comparison import compare, comparison_html
from validation.reports.findings import write_findings_html
from validation.reports.head_page import head_page, head_page_html
from validation.reports.notes import NoteKey, QueryNote, write_query_notes
from validation.reports.page import Heading
from validation.reports.summary.summary import summarise, summary_html

SHARE = Decimal("0.1")
"""Changes of pay beyond this share are listed where two returns are compared, as the command does by itself."""


def page(state: State, report: Report, asked: Asked, now: datetime, kind: str, before: str, school: str) -> str:
    """Return one page as HTML: `head`, `summary`, `collect`, `compare`, or `counts` (to fill in on census day).

    before: path of an earlier return (.xml), which `compare` needs and `head` takes; empty for none. school: its name,
    which no return holds; empty where nobody gave it. Raises CannotRun.
    """
    built = built_as_asked(state, report, asked, now)
    one = built.returns[0]
    report(PROGRESS, ("Making the page", 0.8))
    earlier = _earlier(before, one.return_) if before else None
    heading = Heading.of(one.collection, one.return_, school=school, made=now, first=built.first)
    if kind == "counts":
        return counts_page(heading, SENTENCE if one.return_.practice else "")
    if kind == "compare":
        if earlier is None:
            raise CannotRun("There is no earlier return to compare with.", "Choose the .xml of last year's return.")
        found = compare(earlier[0], one.return_, one.collection, SHARE)
        return comparison_html(found, heading, Path(before).name)
    findings = _findings(built, now)
    if kind == "head":
        return head_page_html(
            head_page(one.return_, one.collection, findings, level=one.level, last_year=earlier), heading
        )
    if kind == "collect":
        return after_load_page(findings, heading)
    return summary_html(summarise(one.return_, one.collection, findings, one.level), school=school, made=now)


def _findings(built: Built, now: datetime) -> list[Finding]:
    return [*check_return(built.returns[0], now=now), *loose_ends(built)]


def _earlier(path: str, return_: Return) -> tuple[Return, Collection]:
    if not is_message(Path(path)):
        raise CannotRun(f"{Path(path).name} is no return.", "Choose the .xml of an earlier return.")
    loaded = read_message(Path(path))
    if loaded.return_.practice != return_.practice:
        raise CannotRun("One of the two returns is practice and the other is not.", "Choose two of one sort.")
    return loaded.return_, loaded.collection


def files(
    state: State,
    report: Report,
    asked: Asked,
    now: datetime,
    kind: str,
    target: str,
    notes: dict[NoteKey, QueryNote],
) -> list[str]:
    """Write papers that are files, and return their paths. Raises OSError.

    kind: `pack` or `support` (target is a folder), `slips`, `notes` or `findings` (target is the file).
    """
    built = built_as_asked(state, report, asked, now)
    one = built.returns[0]
    report(PROGRESS, ("Writing", 0.8))
    path = Path(target)
    with replacing(kind not in ("pack", "support")):
        # The system asked before a file was chosen that is there already; for a folder nobody was asked.
        return [str(each) for each in _files(built, one, now, kind, path, notes)]


def _files(
    built: Built, one: OneReturn, now: datetime, kind: str, path: Path, notes: dict[NoteKey, QueryNote]
) -> list[Path]:
    if kind == "pack":
        if not one.as_is:
            # The papers name the school, which the header says.
            fill_header(one, "001", now)
        return write_pack(one.return_, one.collection, path, now)
    if kind == "slips":
        return [write_slips_workbook(one.return_, one.collection, path)]
    if kind == "support":
        if not one.as_is:
            fill_header(one, "001", now)
        path.mkdir(parents=True, exist_ok=True)
        said = details(one.return_, one.collection, check_return(one, now=now))
        text = write_text(path / "details for support.txt", said)
        copy = redacted(one.return_, one.collection, level=one.level)
        return [text, write_message(copy, one.collection, path / practice_name("redacted.xml"))]
    heading = Heading.of(one.collection, one.return_, made=now, first=built.first)
    if kind == "findings":
        return [write_findings_html([*rule_findings(one), *loose_ends(built)], path, heading)]
    return [write_query_notes(rule_findings(one), notes, path, one.collection, heading)]


def answers(_state: State, report: Report, paths: Sequence[str], year: int) -> Any:
    """Read question sheets or checking slips that came back. Raises SourceError where a file is none."""
    report(PROGRESS, ("Reading the answers", 0.5))
    collection = Collection.load(year)
    found = Answers()
    for path in paths:
        one = read_answers(read_source(Path(path)), collection)
        found.edits += one.edits
        found.added += [added for added in one.added if added not in found.added]
        found.decisions |= one.decisions
        found.notes += one.notes
        found.rows += one.rows
    return found


def official(
    state: State, report: Report, asked: Asked, now: datetime, path: str, folder: str
) -> list[OfficialView] | None:
    """Run the department's own files over a message that was written; None where the folder holds none.

    folder: as `--official` takes it, with a folder for each year in it, or that folder itself.
    """
    built = built_as_asked(state, report, asked, now)
    one = built.returns[0]
    report(PROGRESS, ("Checking with the department's files", 0.8))
    given = Path(folder)
    of_year = year_folder(given, one.collection.year)
    place = of_year if of_year.is_dir() else given
    if not OfficialFiles.of(place):
        return None
    found = official_findings(Path(path), place, return_=one.return_, collection=one.collection)
    return [
        OfficialView(
            str(finding.severity),
            finding.rule,
            finding.message,
            finding.person or "",
            finding.record.key if finding.record is not None else "",
            (finding.field or "").partition(".")[2],
        )
        for finding in found
    ]


def template(_state: State, report: Report, path: str, year: int) -> str:
    """Write the empty workbook to fill in for a census year; returns its path. Raises OSError."""
    report(PROGRESS, ("Writing the template", 0.5))
    with replacing():
        # The system asked before a file was chosen that is there already.
        return str(write_template(Path(path), Collection.load(year)))
