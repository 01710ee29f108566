"""The command `check`: what COLLECT will say about a return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from converters.built import Built, CannotRun, OneReturn, Progress, Request
from converters.loose_ends import loose_ends
from converters.pipeline import build, check_return, read_all
from converters.sources.reader import is_message
from converters.workspace import is_workspace, kept_notes, kept_request, kept_sources
from swf_desktop.workspace.workspace import Workspace
from ui.cli.console import console, counts, print_findings, progress_bar
from ui.cli.convert import department_findings, lay_answers, look_at_places, print_where, with_recipe, write_recipe
from ui.cli.outcome import exit_code, print_json
from validation.finding import Finding
from validation.reports.findings import findings_json
from validation.reports.notes import NoteKey, QueryNote


def check_files(
    files: Sequence[Path],
    request: Request,
    *,
    recipe_path: Path | None,
    last_year: Path | None = None,
    answer_files: Sequence[Path] = (),
    report: Path | None,
    official: Path | None,
    password: str | None,
    as_json: bool,
) -> int:
    """Check returns: each message and each workspace is one, all other files together are one."""
    look_at_places(report=report, recipe=recipe_path, official=official)
    request = lay_answers(with_recipe(request, recipe_path), answer_files, password, None)
    now = datetime.now()  # noqa: DTZ005 - the message holds local time without a zone
    results: list[tuple[str, OneReturn, Built, list[Finding]]] = []
    kept: dict[str, Mapping[NoteKey, QueryNote]] = {}
    with progress_bar(quiet=as_json) as progress:
        for name, built in _returns_to_check(files, request, password, last_year, progress, kept):
            loose = loose_ends(built)
            for one in built.returns:
                progress(f"Checking {name}", 0.8)
                title = name if len(built.returns) == 1 else f"{name} {one.estab or one.lea}"
                findings = check_return(one, now=now)
                if one.path is not None:
                    findings += department_findings(one, one.path, official)
                results.append((title, one, built, [*findings, *loose]))
        _write_recipe_of_check(results, recipe_path)
        if report is not None:
            from converters.papers.report_folder import write_reports

            for title, one, built, findings in results:
                folder = report if len(results) == 1 else report / Path(title).stem
                write_reports(built, one, findings, folder, now, kept.get(title))
    if as_json:
        print_json([entry for title, _, _, findings in results for entry in findings_json(findings, title)])
    else:
        for title, _, built, findings in results:
            console().print(f"{title}: {counts(findings)}")
            print_findings(findings)
            print_where(built, report)
    return exit_code([finding for _, _, _, findings in results for finding in findings])


def _write_recipe_of_check(results: list[tuple[str, OneReturn, Built, list[Finding]]], path: Path | None) -> None:
    for _, _, built, _ in results:
        if built.assembly is not None:
            write_recipe(built, path)
            return


def _returns_to_check(
    files: Sequence[Path],
    request: Request,
    password: str | None,
    last_year: Path | None,
    progress: Progress,
    notes: dict[str, Mapping[NoteKey, QueryNote]],
) -> list[tuple[str, Built]]:
    """Return each return by what to call it; `notes` gets those that workspaces keep."""
    found = []
    others = []
    for path in files:
        if is_workspace(path):
            if not path.exists():
                raise CannotRun(f"{path}: there is no such file.", "Check the name and the folder.")
            with Workspace.open(path) as workspace:
                asked = kept_request(workspace, request)
                found.append((path.name, build(kept_sources(workspace), asked, progress=progress)))
                notes[path.name] = kept_notes(workspace)
        elif is_message(path):
            found.append((path.name, build(read_all([path], progress=progress), request)))
        else:
            others.append(path)
    if others:
        read = read_all(others, password=password, last_year=last_year, progress=progress)
        built = build(read, request, progress=progress)
        found.append((others[0].name if len(others) == 1 else f"{others[0].name} and {len(others) - 1} more", built))
    return found
