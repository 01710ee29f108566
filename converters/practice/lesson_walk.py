"""A lesson walked by its answers: proof that each step can be done, and that its check turns true only then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from converters.pipeline import build, read_all, write_return
from converters.practice.lesson import Lesson, LessonError, Step
from converters.practice.lesson_state import begin, holds, state_of
from converters.practice.maker import ANSWERS_NAME, Mend, make_practice
from converters.recipe.recipe_file import parse_recipe, recipe_text
from converters.request import CannotRun, Request
from converters.sample.forms import write_sample_form
from converters.workspace import keep_built, keep_sources, kept_request, kept_sources, mark_practice
from swf_desktop.files.writing import write_bytes
from swf_desktop.record import Record, Return
from swf_desktop.workspace.workspace import Workspace
from validation.engine import check

WORKSPACE_NAME = "PRACTICE lesson.swfreturn"


def write_files(lesson: Lesson, folder: Path, year: int) -> tuple[list[Path], tuple[Mend, ...]]:
    """Write a lesson's files into a folder, without the trainer's answer sheet. Raises OSError, CannotRun."""
    folder.mkdir(parents=True, exist_ok=True)
    if lesson.sample:
        lesson.wanted(year)
        return write_sample_form(folder, lesson.sample), ()
    with TemporaryDirectory() as apart:
        # A workbook by default; a return that was made before where the lesson begins with one.
        suffix = ".xml" if lesson.school.get("files") == "return" else ".xlsx"
        made = make_practice(lesson.wanted(year), Path(apart))
        written = []
        for path in made.paths:
            if path.name != ANSWERS_NAME and path.suffix == suffix:
                target = folder / path.name
                written.append(write_bytes(target, path.read_bytes()))
    return written, made.mends


def start(lesson: Lesson, folder: Path, year: int) -> list[Path]:
    """Set a lesson up in a folder, from the beginning: its files, and an empty practice workspace. Raises OSError."""
    paths, _ = write_files(lesson, folder, year)
    workspace_path = folder / WORKSPACE_NAME
    workspace_path.unlink(missing_ok=True)
    with Workspace.open(workspace_path) as workspace:
        mark_practice(workspace)
        workspace.set_setting("year", str(year))
        begin(workspace, lesson)
    return [*paths, workspace_path]


def walk(lesson: Lesson, year: int) -> None:
    """Do what each step's answer says, and look that its check holds then and did not before.

    Raises LessonError with the step that fails, CannotRun where the files cannot be made.
    """
    with TemporaryDirectory() as apart, Workspace.open(None) as workspace:
        folder = Path(apart)
        paths, mends = write_files(lesson, folder, year)
        mark_practice(workspace)
        for number, step in enumerate(lesson.steps, 1):
            if holds(step, state_of(workspace, year)):
                raise LessonError(lesson.name, f"Step {number} is done before anything was done for it.", _TIGHTER)
            if not step.answer:
                raise LessonError(lesson.name, f"Step {number} has no answer, so it cannot be proved.", "Add one.")
            for action, what in step.answer.items():
                _do(action, what, workspace, paths, mends, year, lesson, number)
            if not holds(step, state_of(workspace, year)):
                raise LessonError(lesson.name, f"Step {number}: after its answer its check does not hold.", _MORE)


_TIGHTER = "Ask for more in its check."
_MORE = "Correct the check or the answer."


def _do(
    action: str,
    what: Any,
    workspace: Workspace,
    paths: list[Path],
    mends: tuple[Mend, ...],
    year: int,
    lesson: Lesson,
    number: int,
) -> None:
    if action == "load":
        chosen = [path for path in paths if "all" in what or any(word in path.name for word in what)]
        sources = read_all(chosen)
        keep_sources(workspace, sources)
        _build(workspace, year)
    elif action == "level":
        workspace.set_setting("level", what)
    elif action == "school":
        for name, text in what.items():
            workspace.set_setting(name, text)
    elif action == "mend":
        if not _mend(workspace, what, mends, year):
            raise LessonError(lesson.name, f"Step {number}: nothing to mend for {', '.join(what)}.", _MORE)
    elif action == "code":
        _settle(workspace, what, year)
    elif action == "note":
        _note(workspace, what, year)
    elif action == "write":
        one = build(kept_sources(workspace), kept_request(workspace, Request(year=year))).returns[0]
        now = datetime.combine(one.collection.reference_date, datetime.min.time())
        with TemporaryDirectory() as folder:
            serial = workspace.next_serial()
            written = write_return(one, Path(folder) / one.file_name(serial), serial=serial, now=now)
            workspace.record_export(serial, written.path.name, now, written.sha256)


def _build(workspace: Workspace, year: int) -> Return:
    built = build(kept_sources(workspace), kept_request(workspace, Request(year=year)))
    keep_built(workspace, built)
    return built.returns[0].return_


def _mend(workspace: Workspace, faults: list[str], mends: tuple[Mend, ...], year: int) -> int:
    return_ = _build(workspace, year)
    done = 0
    for mend in mends:
        if mend.fault in faults:
            record = record_at(return_, mend)
            workspace.edit(record.key, mend.field, mend.text, label="A step of the lesson")
            done += 1
    return done


def record_at(return_: Return, mend: Mend) -> Record:
    """Return the record of a mend. Raises CannotRun where the return has none there."""
    kind = mend.field.partition(".")[0]
    try:
        if mend.place[0] < 0:
            tops = [record for record in (return_.school, return_.la) if record is not None]
            record = tops[0]
        else:
            record = return_.staff[mend.place[0]]
        for depth, index in enumerate(mend.place[1:], 1):
            last = depth == len(mend.place) - 1
            record = record.of(kind if last else "contract")[index]
    except IndexError:
        raise CannotRun("The files do not hold the record of the fault.", "Choose another fault.") from None
    return record


def _settle(workspace: Workspace, code: Mapping[str, str], year: int) -> None:
    _build(workspace, year)
    recipe = parse_recipe(workspace.recipe, "the workspace's recipe")
    known = dict(recipe.codes.get(code["field"], {}))
    known[code["text"]] = code["is"]
    recipe = replace(recipe, codes={**recipe.codes, code["field"]: known})
    workspace.change_recipe(recipe_text(recipe), label="A step of the lesson")


def _note(workspace: Workspace, note: Mapping[str, str], year: int) -> None:
    request = kept_request(workspace, Request(year=year))
    one = build(kept_sources(workspace), request).returns[0]
    for finding in check(one.return_, one.collection, level=one.level):
        if finding.rule == note["rule"]:
            key = "" if finding.record is None else finding.record.key
            workspace.note(finding.rule, key, finding.field or "", note["text"])


__all__ = ["Lesson", "Step", "start", "walk", "write_files"]
