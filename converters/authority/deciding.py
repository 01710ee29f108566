"""What an officer decides once for many schools: an answer, agreed wording, and what was sent and authorised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from converters.authority.folder import Authority, change_authority, locked
from converters.authority.layouts import read_layouts, write_layout
from converters.authority.result import Asked, SchoolResult
from converters.authority.school_list import ACADEMY, School
from converters.authority.standing import SharedQuestion
from converters.recipe.recipe import Recipe, SheetRecipe
from converters.request import CannotRun
from swf_desktop.words import sheet_words
from swf_desktop.workspace.faults import WorkspaceBusy
from swf_desktop.workspace.journal import Edit, Entry, FieldChange
from swf_desktop.workspace.workspace import Workspace


def answer_once(authority: Authority, shared: SharedQuestion, answer: str) -> None:
    """Keep one answer for every school of the question's layout; the next run takes it up.

    Raises CannotRun for a question that is one school's own, which is answered in its return.
    """
    asked = shared.asked
    if not asked.layout:
        raise CannotRun(f"This is asked about {shared.schools[0].name} alone.", "Answer it in that school's return.")
    with locked(authority.folder, "recipes"):
        layouts = read_layouts(authority.recipes)
        layout = layouts.get(asked.layout)
        if layout is None:
            raise CannotRun(f"There is no layout {asked.layout} any more.", "Run it again.")
        # The other questions keep their lines, and get their words again with the next run.
        write_layout(authority.recipes, replace(layout, recipe=_with_answer(layout.recipe, asked, answer)))


def _with_answer(recipe: Recipe, asked: Asked, answer: str) -> Recipe:
    if asked.kind == "answer":
        return replace(recipe, answers={**recipe.answers, asked.key: answer})
    if asked.kind == "code":
        codes = {**recipe.codes, asked.scope: {**recipe.codes.get(asked.scope, {}), asked.key: answer}}
        return replace(recipe, codes=codes)
    sheets = list(recipe.sheets)
    for index, sheet in enumerate(sheets):
        if sheet_words(sheet.file, sheet.sheet) == asked.scope:
            sheets[index] = replace(sheet, columns={**sheet.columns, asked.key: answer})
            return replace(recipe, sheets=tuple(sheets))
    return replace(recipe, sheets=(*sheets, SheetRecipe(asked.file, asked.sheet, columns={asked.key: answer})))


def map_site(authority: Authority, site: str, key: str) -> Authority:
    """Say once which school a site or cost centre is. key: a school's, or `none`."""
    return change_authority(authority.folder, lambda one: replace(one, sites={**one.sites, site: key}))


def agree_wording(authority: Authority, rule: str, text: str) -> Authority:
    """Keep agreed wording for the notes on one rule's queries; an empty text takes it away."""
    wording = {name: words for name, words in authority.wording.items() if name != rule}
    if text:
        wording[rule] = text
    return change_authority(authority.folder, lambda one: replace(one, wording=wording))


@dataclass(frozen=True, slots=True)
class Reached:
    """What came of one step at many schools. done: changes made, by key of the school. busy: schools left as they were.

    A return that somebody has open is not changed; it is told, and can be done later.
    """

    done: Mapping[str, int]
    busy: tuple[School, ...]


def confirm_wording(authority: Authority, results: Mapping[str, SchoolResult], keys: Iterable[str]) -> Reached:
    """Write the agreed wording as the note of each query that has none, at the schools that were confirmed."""
    done: dict[str, int] = {}
    busy: list[School] = []
    wanted = set(keys)
    for school in authority.schools:
        result = results.get(school.key)
        if school.key not in wanted or result is None:
            continue
        notes = [
            (one.rule, one.record, one.field, authority.wording[one.rule])
            for one in result.findings
            if one.severity == "query" and not one.note and one.rule in authority.wording
        ]
        if not notes:
            continue
        try:
            with Workspace.open(authority.workspace(school)) as workspace, workspace.together():
                there = {(note.rule, note.record, note.field) for note in workspace.notes()}
                fresh = [note for note in notes if note[:3] not in there]
                for note in fresh:
                    workspace.note(*note)
                done[school.key] = len(fresh)
        except WorkspaceBusy:
            busy.append(school)
    return Reached(done, tuple(busy))


def fix_everywhere(
    authority: Authority,
    results: Mapping[str, SchoolResult],
    rule: str,
    text: str,
    *,
    value: str | None = None,
    keys: Iterable[str] | None = None,
    reason: str = "",
) -> Reached:
    """Put one text into the field of every finding of a rule: one step in each return, which can be undone there.

    value: only where the field holds this now. keys: only at these schools. The next run takes it up.
    """
    done: dict[str, int] = {}
    busy: list[School] = []
    wanted = None if keys is None else set(keys)
    for school in authority.schools:
        result = results.get(school.key)
        if result is None or (wanted is not None and school.key not in wanted) or result.made_elsewhere:
            continue
        places = dict.fromkeys(
            (one.record, one.field)
            for one in result.findings
            if one.rule == rule and one.record and one.field and (value is None or one.value == value)
        )
        if not places:
            continue
        try:
            with Workspace.open(authority.workspace(school)) as workspace:
                before = {(edit.record, edit.field): edit for edit in workspace.overlay()}
                changes = tuple(
                    FieldChange(record, field, before.get((record, field)), Edit(record, field, text, reason))
                    for record, field in places
                )
                workspace.do(Entry(f"Fix all of {rule}, for several schools", changes))
                done[school.key] = len(changes)
        except WorkspaceBusy:
            busy.append(school)
    return Reached(done, tuple(busy))


def mark_sent(authority: Authority, school: School, result: SchoolResult | None, day: date) -> Authority:
    """Write down that a school's file, as it is now, was sent. Raises CannotRun where there is none."""
    if result is None or not result.sha256:
        raise CannotRun(f"There is no file of {school.name} yet.", "Make it first.")
    sent = replace(school, sent=(result.sha256, day.isoformat()), authorised="")
    return change_authority(authority.folder, lambda one: one.with_school(sent))


def mark_authorised(authority: Authority, school: School, result: SchoolResult | None, day: date) -> Authority:
    """Write down that a return was authorised in COLLECT.

    Raises CannotRun for a file that was not sent as it is now, and for an academy: it authorises its own return.
    """
    if school.kind == ACADEMY:
        raise CannotRun(
            f"{school.name} is an academy: it submits and approves its own return, and an authority does not.",
            "Mark it as sent when the academy tells you so.",
        )
    if result is None or school.sent[0] != result.sha256 or not school.sent[0]:
        raise CannotRun(f"The file of {school.name} as it is now was not marked as sent.", "Mark it as sent first.")
    return change_authority(authority.folder, lambda one: one.with_school(replace(school, authorised=day.isoformat())))
