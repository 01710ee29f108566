"""What each command does, from its arguments to its exit code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from converters.built import Built, OneReturn, Written
from converters.loose_ends import loose_ends, waiting_for_answers
from converters.papers.answers import as_step, read_answers, with_answers
from converters.payroll.sending import no_place_for_points
from converters.pipeline import build, not_written, read_all, rule_findings, write_return
from converters.recipe.asking import waiting
from converters.recipe.recipe_file import read_recipe, write_recipe_file
from converters.replacing import Changed, Fit
from converters.request import CannotRun, Request
from converters.sources.reader import read_source
from converters.workspace import keep, kept_notes, kept_request, kept_sources
from swf_desktop.certainty import guess_sentence, plain_sentence
from swf_desktop.collection import Collection
from swf_desktop.facts import is_open
from swf_desktop.packs import PACKS_SETTING, opening_sentence
from swf_desktop.words import NOT_RIGHT_YET, counted, people
from swf_desktop.workspace.workspace import Workspace
from ui.cli.console import console, counted_by_severity, counts, print_findings, progress_bar
from ui.cli.corrected import keep_corrected, with_kept, workspace_name
from ui.cli.options import Order
from ui.cli.outcome import exit_code, print_json
from validation.finding import Finding
from validation.official import official_findings, year_folder
from validation.reports.findings import findings_json
from validation.reports.notes import NoteKey, QueryNote


def convert_files(order: Order) -> int:
    """Turn files into one return, or one for each establishment, and write reports."""
    look_at_places(order)
    request = with_recipe(order.request, order.recipe)
    look_at_points(request)
    with Workspace.open(order.workspace) as workspace, progress_bar(quiet=order.as_json) as progress:
        kept = workspace if order.workspace is not None else None
        if kept is not None:
            request = kept_request(kept, request)
            if changed := opening_sentence(kept.setting(PACKS_SETTING)):
                console(err=True).print(changed)
        request = lay_answers(request, order, kept)
        read = read_all(order.files, password=order.password, last_year=order.last_year, progress=progress)
        taken, differs = list[Fit](), Changed()
        if kept is not None:
            here = kept_sources(kept)
            read, request, taken, differs = with_kept(read, here, request, order, workspace_name(kept))
        built = build(read, request, progress=progress)
        if kept is not None:
            with kept.together():
                keep_corrected(kept, read.tables, taken, differs)
                keep(kept, read, built)
        number = order.serial or (kept.next_serial() if kept is not None else "001")
        done = []
        for one, path in zip(built.returns, _targets(built, order.out or Path(), number), strict=True):
            progress(f"Writing {path.name}", 0.7)
            written = write_return(one, path, serial=number, now=order.now, force=order.force)
            if kept is not None:
                kept.record_export(number, path.name, order.now, written.sha256)
            progress(f"Checking {path.name}", 0.8)
            findings = [
                *written.findings,
                *rule_findings(one),
                *not_written(one),
                *department_findings(one, path, order.official),
            ]
            done.append(_Done(one, written, findings))
        loose = loose_ends(built)
        write_recipe(built, order.recipe)
        if order.report is not None:
            progress("Writing reports", 0.9)
            _write_reports(built, done, loose, order.report, order.now, kept_notes(workspace))
    everything = [finding for item in done for finding in item.findings] + loose
    if order.as_json:
        print_json([_converted(built, item, loose) for item in done])
    else:
        for item in done:
            _print_converted(built, item)
        print_findings(everything, built.collection, waiting=waiting_for_answers(built.questions, everything))
        print_where(built, order.report)
    return exit_code(everything)


@dataclass(slots=True)
class _Done:
    """One return that was written, and what was found in it."""

    one: OneReturn
    written: Written
    findings: list[Finding]


def look_at_places(order: Order) -> None:
    """Look at the places that were named before anything is done. Raises CannotRun for one that cannot be used.

    What is never written to stands in `ui.cli.guard`.
    """
    recipe, official = order.recipe, order.official
    for folder, what in ((order.out, "-o"), (order.report, "--report")):
        if folder is not None and folder.is_file() and (what != "-o" or folder.suffix.lower() != ".xml"):
            raise CannotRun(
                f"{folder} is a file, and {what} needs a folder.", "Give the name of a folder, or a new one."
            )
    if recipe is not None and not recipe.parent.is_dir():
        raise CannotRun(
            f"There is no folder {recipe.parent} for the recipe.", "Make the folder first, or choose another."
        )
    if official is not None and not official.is_dir():
        raise CannotRun(
            f"There is no folder {official}.", "Give the folder with the department's files, in it one for each year."
        )


def look_at_points(request: Request) -> None:
    """Raise CannotRun where points are asked for by name, and the year's return has no place for them."""
    reason = no_place_for_points(Collection.load(request.chosen_year)) if request.send in ("point", "both") else ""
    if reason:
        raise CannotRun(reason, "Leave --pay out, or give --pay base.")


def with_recipe(request: Request, path: Path | None) -> Request:
    """Return the request with the decisions of the file, where it is there. Raises RecipeError."""
    if path is None or not path.exists():
        return request
    return replace(request, recipe=read_recipe(path))


def lay_answers(request: Request, order: Order, workspace: Workspace | None = None) -> Request:
    """Lay the answers of question sheets over what is asked for; a workspace journals them as one step each."""
    if not order.answers:
        return request
    collection = Collection.load(request.chosen_year)
    for path in order.answers:
        answers = read_answers(read_source(path, password=order.password), collection)
        for note in answers.notes:
            console(err=True).print(note)
        step = as_step(answers, request.overlay, request.added) if workspace is not None else None
        if workspace is not None and step is not None:
            workspace.do(step)
        request = with_answers(request, answers)
    return request


def write_recipe(built: Built, path: Path | None) -> None:
    """Write the recipe back, with the lines that are still open, where that changes it."""
    if path is None or built.assembly is None:
        return
    write_recipe_file(path, built.recipe, built.questions, own=True)


def _targets(built: Built, out: Path, serial: str) -> list[Path]:
    """Return the file to write for each return: `out` itself, or a proper name in the folder that `out` is.

    Among several returns those of academies go into a folder of their own: an authority does not authorise them.
    """
    if out.suffix.lower() == ".xml" and not out.is_dir():
        if len(built.returns) > 1:
            raise CannotRun(
                f"These files make {len(built.returns)} returns, and {out.name} is one file.",
                "Give a folder after -o, or --estab for the school that you want.",
            )
        return [out]
    folders = [out / one.folder if len(built.returns) > 1 else out for one in built.returns]
    for folder in {out, *folders}:
        folder.mkdir(parents=True, exist_ok=True)
    return [folder / one.file_name(serial) for folder, one in zip(folders, built.returns, strict=True)]


def _write_reports(
    built: Built,
    done: list[_Done],
    loose: list[Finding],
    folder: Path,
    now: datetime,
    notes: Mapping[NoteKey, QueryNote],
) -> None:
    from converters.papers.report_folder import write_reports

    folder.mkdir(parents=True, exist_ok=True)
    if built.assembly is not None:
        write_recipe_file(folder / "recipe.toml", built.recipe, built.questions)
    for item in done:
        target = folder if len(done) == 1 else folder / item.one.folder / (item.one.estab or item.one.lea)
        write_reports(built, item.one, [*item.findings, *loose], target, now, notes)


def _totals(one: OneReturn) -> dict[str, int]:
    contracts = [contract for person in one.return_.staff for contract in person.of("contract")]
    return {
        "people": len(one.return_.staff),
        "contracts": len(contracts),
        "open_contracts": sum(1 for contract in contracts if is_open(contract, one.collection)),
        "absences": sum(len(person.of("absence")) for person in one.return_.staff),
        "curriculum": sum(len(person.of("curriculum")) for person in one.return_.staff),
        "qualifications": sum(len(person.of("qualification")) for person in one.return_.staff),
    }


def _converted(built: Built, item: _Done, loose: list[Finding]) -> dict[str, Any]:
    return {
        "file": str(item.written.path),
        "serial": item.written.serial,
        "sha256": item.written.sha256,
        "lea": item.one.lea,
        "estab": item.one.estab,
        **_totals(item.one),
        "cannot_be_right": [{"found": one.text, "action": one.action} for one in built.doubts],
        "waiting": waiting(built.questions),
        "counts": {str(severity): number for severity, number in counted_by_severity(item.findings).items()},
        "notes": item.written.notes,
        "pay_doubts": [{"doubt": doubt, "people": people} for doubt, people in pay_doubts(built, item.one).items()],
        "findings": findings_json([*item.findings, *loose], item.written.path.name, built.collection),
    }


def _print_converted(built: Built, item: _Done) -> None:
    totals = _totals(item.one)
    out = console()
    out.print(f"Written: {item.written.path}")
    doubts = built.doubts
    print_not_right(built)
    valid = "NOT valid against our schema" if item.written.findings else "valid against our schema"
    if doubts and not item.written.findings:
        # Its structure alone is: nobody is to take that for the return.
        valid = "built as our schema asks"
    out.print(f"  {valid} of {item.one.collection.year} (a reconstruction: the department's own could not be read)")
    for sentence in (plain_sentence(item.one.collection), guess_sentence(item.one.return_, item.one.collection)):
        if sentence:
            out.print(f"  {sentence}")
    out.print(
        f"  {people(totals['people'])}, {counted(totals['contracts'], 'contract')}, "
        f"{totals['open_contracts']:,} open on census day, {counted(totals['absences'], 'absence')}, "
        f"{counted(totals['curriculum'], 'curriculum record')}, {counted(totals['qualifications'], 'qualification')}"
    )
    out.print(f"  {counts(item.findings)}")
    for note in item.written.notes:
        out.print(f"  {note}")


def print_not_right(built: Built) -> None:
    """Say before all else why the return as a whole cannot be right yet."""
    for number, doubt in enumerate(built.doubts):
        start = "" if number else f"{NOT_RIGHT_YET}: "
        console().print(f"{start}{doubt.text}\n  {doubt.action}", markup=False)


MOST_DOUBTS = 12
"""Doubts about pay shown on the screen; the pay sheet has all of them."""


def pay_doubts(built: Built, one: OneReturn) -> dict[str, list[str]]:
    """Return what is doubtful about the pay of one return: the doubt, and the people concerned in their order.

    What waits for an answer is a question already and is not said twice.
    """
    keys = {person.key for person in one.return_.staff}
    found: dict[str, list[str]] = {}
    for pay in built.payroll.contracts if built.payroll is not None else ():
        for doubt in pay.doubts if pay.staff.key in keys else ():
            if "answer" not in doubt and pay.person not in found.setdefault(doubt, []):
                found[doubt].append(pay.person)
    return {doubt: people for doubt, people in found.items() if people}


def _print_doubts(built: Built) -> None:
    doubts: dict[str, list[str]] = {}
    for one in built.returns:
        for doubt, whose in pay_doubts(built, one).items():
            doubts.setdefault(doubt, []).extend(whose)
    if not doubts:
        return
    out = console()
    out.print("\nNot certain about pay:")
    for doubt, whose in list(doubts.items())[:MOST_DOUBTS]:
        shown = "; ".join(whose[:3]) + (f" and {len(whose) - 3} more" if len(whose) > 3 else "")
        out.print(f"  {doubt}\n      {shown}", markup=False)
    if len(doubts) > MOST_DOUBTS:
        out.print(f"  ... and {len(doubts) - MOST_DOUBTS} more.")
    out.print("  The working of each figure: swf-desktop pay, or the pay sheet among the reports.")


def print_where(built: Built, report: Path | None) -> None:
    """Say where the rest is told: how the files were read is too much for a screen."""
    out = console()
    _print_doubts(built)
    waits = waiting(built.questions)
    if waits:
        out.print(f"\n{waits} The question sheets among the reports are for them.")
    missing = [item for item in built.missing if item not in built.doubts]
    if missing:
        out.print("\nIs anybody missing?")
    for item in missing:
        out.print(f"  {item.text}\n      {item.action}")
    for edit in built.edits_gone:
        known = built.collection.fields.get(edit.field)
        said_by = f" ({edit.reason})" if edit.reason else ""
        out.print(f"An edit of {known.label if known else edit.field}{said_by} was not used: no file has its record.")
    out.print()
    if report is not None:
        out.print(f"Reports: {report}")
    elif built.notes:
        notes = counted(len(built.notes), "note")
        out.print(f"{notes} on how the files were read: add --report and a folder to see them.")


def department_findings(one: OneReturn, path: Path, folder: Path | None) -> list[Finding]:
    """Check a message with the department's own files too, where the user has them."""
    if folder is None:
        return []
    year = year_folder(folder, one.collection.year)
    return official_findings(path, year, return_=one.return_, collection=one.collection)
