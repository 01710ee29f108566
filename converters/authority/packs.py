"""Papers of single schools in one go: question sheets as one .zip, and the pack handed over with each return."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from converters.authority.folder import Authority
from converters.authority.result import SchoolResult
from converters.authority.school_list import School
from converters.built import Built, OneReturn
from converters.loose_ends import loose_ends
from converters.papers.question_sheet import write_question_sheets
from converters.pipeline import build, check_return
from converters.request import CannotRun, Request
from converters.workspace import kept_notes, kept_request, kept_sources
from swf_desktop.files.writing import whole, write_text
from swf_desktop.workbook import fixed_entry
from swf_desktop.workspace.faults import WorkspaceBusy
from swf_desktop.workspace.workspace import Workspace
from validation.finding import Finding
from validation.reports.findings import write_findings_html, write_findings_xlsx
from validation.reports.notes import NoteKey, QueryNote, write_query_notes
from validation.reports.page import Heading
from validation.reports.summary.summary import summarise, summary_html

SHEETS: Final = "question sheets.zip"
CONTENTS: Final = "contents.txt"

Step = Callable[[School, int, int], None]


@dataclass(frozen=True, slots=True)
class Packed:
    """What was written. path: of the .zip. schools: that are in it. busy: whose return somebody has open."""

    path: Path
    schools: tuple[School, ...]
    busy: tuple[School, ...]


@dataclass(slots=True)
class _Rebuilt:
    built: Built
    one: OneReturn
    findings: list[Finding]
    notes: Mapping[NoteKey, QueryNote]


def _rebuilt(authority: Authority, school: School, now: datetime) -> _Rebuilt:
    """Build a school's return again from its workspace: the papers speak of records, which results do not hold."""
    with Workspace.open(authority.workspace(school)) as workspace:
        sources = kept_sources(workspace)
        request = Request(lea=school.lea, estab=school.estab or None, level=school.level)
        built = build(sources, kept_request(workspace, request))
        notes = kept_notes(workspace)
    one = built.returns[0]
    return _Rebuilt(built, one, [*check_return(one, now=now), *loose_ends(built)], notes)


def write_all_question_sheets(
    authority: Authority, results: Mapping[str, SchoolResult], folder: Path, *, now: datetime, step: Step | None = None
) -> Packed:
    """Write the question sheets of every school that has something to be asked, a folder for each, as one .zip.

    The same returns give the same bytes. Raises OSError.
    """
    wanted = [
        school
        for school in authority.schools
        if (result := results.get(school.key)) is not None
        and not result.problem
        and not result.made_elsewhere
        and (result.questions or result.findings)
        and authority.workspace(school).exists()
    ]
    done: list[School] = []
    busy: list[School] = []
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / SHEETS
    with TemporaryDirectory() as made, _archive(path) as archive:
        for number, school in enumerate(wanted, 1):
            if step is not None:
                step(school, number, len(wanted))
            try:
                rebuilt = _rebuilt(authority, school, now)
            except WorkspaceBusy:
                busy.append(school)
                continue
            sheets = write_question_sheets(
                rebuilt.built, rebuilt.findings, Path(made) / school.key, rebuilt.one.collection
            )
            for sheet in sheets:
                archive.writestr(fixed_entry(f"{school.file_stem}/{sheet.name}"), sheet.read_bytes())
            if sheets:
                done.append(school)
    return Packed(path, tuple(done), tuple(busy))


def write_hand_over(
    authority: Authority,
    school: School,
    result: SchoolResult | None,
    folder: Path,
    *,
    returns: Path,
    now: datetime,
) -> Path:
    """Write one school's pack as a .zip: the return as it is, summary, findings, notes, and contents with SHA-256.

    Raises CannotRun where there is no return, or the file is not the one of the last run, WorkspaceBusy, OSError.
    """
    if result is None or not result.file:
        raise CannotRun(f"There is no file of {school.name} yet.", "Make it first.")
    message = (authority.folder if result.made_elsewhere else returns) / result.file
    try:
        data = message.read_bytes()
    except OSError:
        raise CannotRun(f"{message} is not there any more.", "Run it again.") from None
    if hashlib.sha256(data).hexdigest() != result.sha256:
        raise CannotRun(f"{message.name} is not as the last run wrote it.", "Run it again.")
    rebuilt = _rebuilt(authority, school, now)
    collection = rebuilt.one.collection
    heading = Heading.of(collection, rebuilt.one.return_, school=school.name, made=now)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{school.file_stem}.zip"
    with TemporaryDirectory() as made:
        place = Path(made)
        summary = summarise(rebuilt.one.return_, collection, rebuilt.findings, rebuilt.one.level)
        write_text(place / "summary.html", summary_html(summary, made=now))
        write_findings_html(rebuilt.findings, place / "findings.html", heading)
        write_findings_xlsx(rebuilt.findings, place / "findings.xlsx", collection, heading)
        write_query_notes(rebuilt.findings, rebuilt.notes, place / "query notes.xlsx", collection, heading)
        parts = {message.name: data}
        parts |= {file.name: file.read_bytes() for file in sorted(place.iterdir())}
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in parts.items()]
    head = [f"{school.name} ({school.key}), {collection.name} {collection.year}", "SHA-256 of each file:", ""]
    with _archive(path) as archive:
        archive.writestr(fixed_entry(CONTENTS), "\r\n".join([*head, *lines, ""]).encode("utf-8"))
        for name, content in parts.items():
            archive.writestr(fixed_entry(name), content)
    return path


def write_hand_overs(
    authority: Authority,
    results: Mapping[str, SchoolResult],
    folder: Path,
    *,
    returns: Path,
    now: datetime,
    keys: Iterable[str] | None = None,
    step: Step | None = None,
) -> tuple[list[Path], list[School]]:
    """Write the packs of all schools that have a return (or of some), and return them and the schools left out as busy.

    Raises CannotRun for a return that is not as the last run wrote it, and OSError.
    """
    wanted = None if keys is None else set(keys)
    schools = [
        school
        for school in authority.schools
        if (result := results.get(school.key)) is not None and result.file and (wanted is None or school.key in wanted)
    ]
    paths, busy = [], []
    for number, school in enumerate(schools, 1):
        if step is not None:
            step(school, number, len(schools))
        try:
            paths.append(write_hand_over(authority, school, results[school.key], folder, returns=returns, now=now))
        except WorkspaceBusy:
            busy.append(school)
    return paths, busy


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Write an archive whole, or leave what was there."""
    with whole(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        yield archive
