"""How far a trainee has come: what the workspace holds now, and whether a step's check holds of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from converters.loose_ends import loose_ends
from converters.pipeline import build, check_return
from converters.practice.lesson import Lesson, Step
from converters.request import Request
from converters.workspace import kept_notes, kept_request, kept_sources
from swf_desktop.workspace.workspace import Workspace
from validation.finding import Finding, Severity

PROGRESS: Final = "lesson"
"""The workspace's setting that keeps the lesson's name and the numbers of the steps that were done."""


@dataclass(frozen=True, slots=True)
class State:
    """What a workspace holds.

    noted: keys of findings with a note, as (rule, record key). level: `S` or `L`. edited: full names of the fields that
    were changed by hand.
    """

    files: int = 0
    people: int = 0
    findings: tuple[Finding, ...] = ()
    noted: frozenset[tuple[str, str]] = frozenset()
    exports: int = 0
    level: str = ""
    edited: frozenset[str] = frozenset()


def state_of(workspace: Workspace, year: int) -> State:
    """Return what a workspace holds now; empty where no file was loaded. Raises what the whole way raises."""
    sources = kept_sources(workspace)
    if not sources.tables and not sources.messages:
        return State(exports=len(workspace.exports()))
    built = build(sources, kept_request(workspace, Request(year=year)))
    one = built.returns[0]
    now = datetime.combine(built.collection.reference_date, datetime.min.time())
    findings = (*check_return(one, now=now), *loose_ends(built))
    files = {table.file for table in sources.tables} | {path.name for path, _ in sources.messages}
    noted = frozenset((key.rule, key.record) for key, note in kept_notes(workspace).items() if note.text)
    edited = edited_fields(workspace)
    return State(len(files), len(one.return_.staff), findings, noted, len(workspace.exports()), one.level, edited)


def edited_fields(workspace: Workspace) -> frozenset[str]:
    """Return the full names of the fields that were changed by hand."""
    return frozenset(edit.field for edit in workspace.overlay())


def holds(step: Step, state: State) -> bool:
    """Whether a step was done: everything that its check asks for holds. Nothing holds before there are people."""
    return state.people > 0 and all(_HOLDS[key](state, value) for key, value in step.check.items())


def _of(state: State, *severities: Severity) -> list[Finding]:
    return [finding for finding in state.findings if finding.severity in severities]


def _gone(state: State, rules: Iterable[str]) -> bool:
    return not {finding.rule for finding in state.findings} & set(rules)


def _noted(state: State, rules: Iterable[str]) -> bool:
    return all(
        (finding.rule, "" if finding.record is None else finding.record.key) in state.noted
        for finding in state.findings
        if finding.rule in set(rules)
    ) and set(rules) <= {rule for rule, _ in state.noted}


_HOLDS: Final[dict[str, Callable[[State, Any], bool]]] = {
    "files": lambda state, count: state.files >= count,
    "people": lambda state, count: state.people == count,
    "gone": _gone,
    "no_errors": lambda state, _: not _of(state, Severity.ERROR, Severity.SCHEMA),
    "no_questions": lambda state, _: not _of(state, Severity.QUESTION),
    "noted": _noted,
    "all_noted": lambda state, _: _noted(state, {finding.rule for finding in _of(state, Severity.QUERY)}),
    "written": lambda state, _: state.exports > 0,
    "level": lambda state, level: state.level == ("L" if level == "la" else "S"),
    "edited": lambda state, fields: set(fields) <= state.edited,
}


def begin(workspace: Workspace, lesson: Lesson) -> None:
    """Note in a workspace which lesson is taken in it, with no step done."""
    workspace.set_setting(PROGRESS, json.dumps({"lesson": lesson.name, "done": []}))


def lesson_of(workspace: Workspace) -> str:
    """Return the name of the lesson that is taken in a workspace, "" for none."""
    try:
        return str(json.loads(workspace.setting(PROGRESS) or "{}").get("lesson", ""))
    except (ValueError, AttributeError):
        return ""


def progress(workspace: Workspace, lesson: Lesson) -> set[int]:
    """Return the numbers of the steps that were done, counted from 1."""
    try:
        kept = json.loads(workspace.setting(PROGRESS) or "{}")
        return set(kept["done"]) if kept.get("lesson") == lesson.name else set()
    except (ValueError, TypeError, KeyError):
        return set()


def look(workspace: Workspace, lesson: Lesson, year: int) -> set[int]:
    """Look how far the trainee has come, keep it, and return the steps that are done. A step once done stays done."""
    return keep_reached(workspace, lesson, state_of(workspace, year))


def keep_reached(workspace: Workspace, lesson: Lesson, state: State) -> set[int]:
    """Keep which steps hold of a state, and return those that are done, now or before."""
    done = progress(workspace, lesson)
    done |= {number for number, step in enumerate(lesson.steps, 1) if holds(step, state)}
    workspace.set_setting(PROGRESS, json.dumps({"lesson": lesson.name, "done": sorted(done)}))
    return done
