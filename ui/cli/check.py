"""The command `check`: what COLLECT will say about a return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from converters.built import Built, OneReturn, Progress, Sources
from converters.loose_ends import loose_ends, waiting_for_answers
from converters.pipeline import build, check_return, read_all
from converters.replacing import fits
from converters.request import CannotRun
from converters.sources.reader import is_message
from converters.workspace import is_workspace, kept_notes, kept_request, kept_sources
from swf_desktop.collection import Collection
from swf_desktop.workspace.workspace import Workspace
from ui.cli.console import console, counts, print_findings, progress_bar
from ui.cli.convert import (
    department_findings,
    lay_answers,
    look_at_places,
    print_not_right,
    print_where,
    with_recipe,
    write_recipe,
)
from ui.cli.corrected import with_kept
from ui.cli.options import Order
from ui.cli.outcome import exit_code, print_json
from validation.finding import Finding, Severity
from validation.reports.findings import findings_json
from validation.reports.notes import NoteKey, QueryNote


def check_files(order: Order) -> int:
    """Check returns: each message and each workspace is one, all other files together are one."""
    look_at_places(order)
    order = replace(order, request=lay_answers(with_recipe(order.request, order.recipe), order))
    results: list[tuple[str, OneReturn, Built, list[Finding]]] = []
    kept: dict[str, Mapping[NoteKey, QueryNote]] = {}
    with progress_bar(quiet=order.as_json) as progress:
        for name, built in _returns_to_check(order, progress, kept):
            loose = loose_ends(built)
            for one in built.returns:
                progress(f"Checking {name}", 0.8)
                title = name if len(built.returns) == 1 else f"{name} {one.estab or one.lea}"
                findings = check_return(one, now=order.now)
                if one.path is not None:
                    findings += department_findings(one, one.path, order.official)
                results.append((title, one, built, [*findings, *loose]))
        _write_recipe_of_check(results, order.recipe)
        if order.report is not None:
            from converters.papers.report_folder import write_reports

            for title, one, built, findings in results:
                folder = order.report if len(results) == 1 else order.report / Path(title).stem
                write_reports(built, one, findings, folder, order.now, kept.get(title))
    if order.as_json:
        told = [
            # What stands above all else comes first here too.
            [
                *findings_json(_not_right(built), title, one.collection),
                *findings_json(findings, title, one.collection),
            ]
            for title, one, built, findings in results
        ]
        print_json([entry for entries in told for entry in entries])
    else:
        for title, one, built, findings in results:
            print_not_right(built)
            console().print(f"{title}: {counts(findings)}")
            print_findings(findings, one.collection, waiting=waiting_for_answers(built.questions, findings))
            print_where(built, order.report)
    return exit_code([finding for _, _, _, findings in results for finding in findings])


def _is_corrected(path: Path, read: Sources, order: Order) -> bool:
    """Whether files are given for a workspace and not beside it: it is said, or one has the columns of one it holds."""
    if order.corrected is not None or not path.exists():
        return order.corrected is not None
    with Workspace.open(path, new=False) as workspace:
        asked = kept_request(workspace, order.request)
        return bool(fits(kept_sources(workspace).tables, read.tables, asked.recipe, Collection.load(asked.chosen_year)))


def _not_right(built: Built) -> list[Finding]:
    """Return what shows that a return as a whole cannot be right, in the form of everything else."""
    return [Finding("cannot be right", Severity.QUESTION, one.text, one.action) for one in built.doubts]


def _write_recipe_of_check(results: list[tuple[str, OneReturn, Built, list[Finding]]], path: Path | None) -> None:
    for _, _, built, _ in results:
        if built.assembly is not None:
            write_recipe(built, path)
            return


def _returns_to_check(
    order: Order, progress: Progress, notes: dict[str, Mapping[NoteKey, QueryNote]]
) -> list[tuple[str, Built]]:
    """Return each return by what to call it; `notes` gets those that workspaces keep."""
    found = []
    others = [path for path in order.files if not is_workspace(path) and not is_message(path)]
    read = None
    if others:
        read = read_all(others, password=order.password, last_year=order.last_year, progress=progress)
    workspaces = [path for path in order.files if is_workspace(path)]
    beside = read if read is not None and len(workspaces) == 1 and _is_corrected(workspaces[0], read, order) else None
    for path in order.files:
        if is_workspace(path):
            if not path.exists():
                raise CannotRun(f"{path}: there is no such file.", "Check the name and the folder.")
            with Workspace.open(path, new=False) as workspace:
                asked, sources = kept_request(workspace, order.request), kept_sources(workspace)
                if beside is not None:
                    # The workspace stays as it is: this is how the return would be with them.
                    sources, asked, _, _ = with_kept(beside, sources, asked, order, path.name)
                built = build(sources, asked, progress=progress)
                found.append((path.name, built))
                kept = kept_notes(workspace)
                notes[path.name] = {
                    key._replace(record=built.rekeyed.get(key.record, key.record)): note for key, note in kept.items()
                }
        elif is_message(path):
            found.append((path.name, build(read_all([path], progress=progress), order.request)))
    if read is not None and beside is None:
        built = build(read, order.request, progress=progress)
        found.append((others[0].name if len(others) == 1 else f"{others[0].name} and {len(others) - 1} more", built))
    return found
