"""One school of a run, in whatever process: read, built, kept in its workspace, written and checked."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from converters.authority.fingerprint import files_sum, sum_of
from converters.authority.layouts import (
    PAYROLL,
    Layout,
    Sign,
    choose,
    fitted,
    general,
    is_of_one,
    layered,
    own_decisions,
    settled,
    signs_of,
)
from converters.authority.own_files import RECIPE, files_in
from converters.authority.result import Asked, Found, SchoolResult, read_result, write_result
from converters.authority.school_list import School
from converters.built import Built, OneReturn, Refused, Sources
from converters.loose_ends import loose_ends
from converters.matching.layout import found_once
from converters.members.missing import CANNOT_BE_RIGHT, cannot_be_right
from converters.message.file import CannotWrite
from converters.pipeline import build, check_return, not_written, read_all, rule_findings, write_return
from converters.recipe.question import Question
from converters.recipe.recipe import Recipe, RecipeError, SheetRecipe
from converters.recipe.recipe_file import parse_recipe, read_recipe, recipe_text
from converters.recipe.target import IGNORE
from converters.request import CannotRun, Request
from converters.sources.stored import table_from
from converters.sources.table import SourceError, Table
from converters.workspace import MESSAGE_START, keep, kept_notes, kept_request
from swf_desktop.addressee import addressee_of
from swf_desktop.collection import Collection
from swf_desktop.files.untouched import replacing, untouched
from swf_desktop.record import place_words
from swf_desktop.workspace import last_closed
from swf_desktop.workspace.faults import WorkspaceBusy, WorkspaceError
from swf_desktop.workspace.workspace import Workspace
from validation.finding import Finding, Severity
from validation.reports.notes import NoteKey, QueryNote, note_key, suggested_note

FIRST_SERIAL: Final = "001"
_LAID: Final = "authority: decisions laid in"
_OWN: Final = "authority: decisions of its own"
_FILES: Final = "authority: files"


@dataclass(frozen=True, slots=True)
class Common:
    """What is the same for every school of a run.

    facts: the sum of program and facts. shared: what tells the layout of the shared files. naming: file and
    sheet to the headings of the columns that name schools. waits: schools have files
    of their own here, so one without them is waited for. anew: do again what did not change. force:
    replace a file in the place of a return that the program did not make. copies: the folder of copies of returns as
    they were last closed, None where they lie beside.
    """

    folder: Path
    results: Path
    returns: Path
    request: Request
    facts: str
    now: datetime
    layouts: Mapping[str, Layout]
    shared: tuple[Sign, ...] = ()
    naming: Mapping[tuple[str, str | None], tuple[str, ...]] = field(default_factory=dict)
    waits: bool = True
    anew: bool = False
    force: bool = False
    copies: Path | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One school's part of a run. shared: its part of the shared files, each as packed bytes of a table."""

    school: School
    files: Path | None
    workspace: Path
    shared: tuple[bytes, ...] = ()
    shared_rows: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a task. same: nothing had changed. busy: somebody has the return open, and it was left as it was."""

    result: SchoolResult
    same: bool = False
    busy: bool = False


def do_school(task: Task, common: Common) -> Done:
    """Bring one school's return up to date; what stands in its way is told in the result and stops no other."""
    # This may be a process of its own, to which nobody has said it.
    last_closed.keep_in(common.copies)
    before = read_result(common.results, task.school.key)
    try:
        if not task.shared and not task.workspace.exists() and not files_in(task.files):
            return Done(_keep(_waiting(task, common), common))
        with Workspace.open(task.workspace) as workspace:
            one = _One(task, common, workspace)
            fingerprint = one.fingerprint(before.layout if before is not None else "")
            if (
                before is not None
                and before.fingerprint == fingerprint
                and not common.anew
                and _is_there(before, common)
            ):
                return Done(before, same=True)
            with untouched(one.paths), replacing(common.force), found_once():
                result = one.run()
    except WorkspaceBusy as error:
        kept = before or SchoolResult(task.school.key, "", problem=error.found, remedy=error.remedy)
        return Done(kept, busy=True)
    except (SourceError, RecipeError, CannotRun, CannotWrite, WorkspaceError, Refused, OSError) as error:
        found = getattr(error, "found", "") or str(error)
        place = getattr(error, "file", "")
        result = SchoolResult(
            task.school.key,
            "",
            when=common.now.isoformat(),
            problem=f"{Path(place).name}: {found}" if place else found,
            remedy=getattr(error, "remedy", ""),
            shared_rows=task.shared_rows,
        )
    return Done(_keep(result, common))


def _keep(result: SchoolResult, common: Common) -> SchoolResult:
    write_result(common.results, result)
    return result


def _waiting(task: Task, common: Common) -> SchoolResult:
    return SchoolResult(
        task.school.key,
        "",
        when=common.now.isoformat(),
        problem="There are no files of this school yet.",
        remedy=f"Put them into a folder {task.school.file_stem} within the folder of schools.",
        waiting=True,
    )


def _is_there(result: SchoolResult, common: Common) -> bool:
    """Whether the file that a result tells of is still there, as it was written."""
    if not result.file or result.made_elsewhere:
        return True
    with suppress(OSError):
        return hashlib.sha256((common.returns / result.file).read_bytes()).hexdigest() == result.sha256
    return False


class _One:
    """One school on its way, with its workspace open."""

    def __init__(self, task: Task, common: Common, workspace: Workspace) -> None:
        self.task = task
        self.school = task.school
        self.common = common
        self.workspace = workspace
        self.paths = files_in(task.files)
        self.notes: list[str] = []
        self._gone: list[str] = []
        self._files: list[str] = []

    # What it is made from

    def fingerprint(self, layout: str) -> str:
        """Return the sum of everything that the return is made from. layout: the one it had the last time."""
        layouts = self.common.layouts
        used = [settled(layouts[name].recipe if name in layouts else Recipe()) for name in (PAYROLL, layout)]
        own = self.task.files / RECIPE if self.task.files is not None else None
        # As plain tuples: what is written of an edit for a log leaves its text out, and that is what may have changed.
        workspace = self.workspace
        edits = [[tuple(one) for one in kept] for kept in (workspace.overlay(), workspace.added(), workspace.notes())]
        return sum_of(
            self.common.facts,
            # Whether it was sent changes nothing in it.
            repr(replace(self.school, contact="", sent=("", ""), authorised="")),
            repr(replace(self.common.request, today=None)),
            files_sum(self.paths),
            *self.task.shared,
            own.read_bytes() if own is not None and own.exists() else b"",
            *used,
            repr(sorted(self.common.naming.items(), key=repr)),
            repr(edits),
            self.workspace.recipe,
            *(self.workspace.setting(name) for name in ("year", "send", "basis", "level", _OWN)),
            repr(self.workspace.raw_tables()),
        )

    def run(self) -> SchoolResult:
        """Do it, and keep what came of it."""
        sources = self._sources()
        if not sources.tables and not sources.messages:
            with self.workspace.together():
                self._keep_files()
            return self._finish(_waiting(self.task, self.common))
        if sources.messages and not sources.tables:
            return self._made_elsewhere(sources)
        signs = signs_of([table for table in sources.tables if not _is_shared(table, self.common)], self.collection)
        layout = choose(self.common.layouts, signs) if signs else Layout("")
        recipe, own = self._decisions(layout, signs)
        request = replace(self._request(), recipe=recipe)
        built = build(sources, request)
        one = built.returns[0]
        serial = self._serial()
        with self.workspace.together():
            self._keep_files()
            keep(self.workspace, sources, built)
            self.workspace.set_setting(_LAID, self.workspace.recipe)
            self.workspace.set_setting(_OWN, recipe_text(own))
            self.workspace.set_setting("school name", self.school.name)
        self.common.returns.mkdir(parents=True, exist_ok=True)
        path = self.common.returns / one.file_name(serial)
        written = write_return(one, path, serial=serial, now=self.common.now)
        last = self.workspace.exports()
        if not last or last[-1].sha256 != written.sha256:
            self.workspace.record_export(serial, path.name, self.common.now, written.sha256)
        findings = [*written.findings, *rule_findings(one), *loose_ends(built)]
        result = self._result(built, one, findings)
        return self._finish(
            replace(
                result,
                file=path.name,
                serial=serial,
                sha256=written.sha256,
                layout=layout.name,
                signs=tuple((sign.file, sign.sheet, tuple(sorted(sign.headings))) for sign in signs),
                questions=tuple(self._asked(question, layout, signs) for question in built.questions),
                notes=(*self.notes, *built.notes),
            )
        )

    @property
    def collection(self) -> Collection:
        return Collection.load(self._request().chosen_year)

    def _request(self) -> Request:
        asked = replace(
            self.common.request, lea=self.school.lea, estab=self.school.estab or None, level=self.school.level
        )
        return kept_request(self.workspace, asked)

    def _sources(self) -> Sources:
        """Read the school's own files, its part of the shared ones, and what somebody put into its return by hand."""
        sources = read_all(self.paths)
        shared = [table_from(zlib.decompress(data)) for data in self.task.shared]
        if sources.messages and not sources.tables:
            if shared:
                self.notes.append(
                    f"{self.task.shared_rows} rows of the shared files were not used: the school sends its own return."
                )
            return sources
        names = {table.file for table in sources.tables}
        for table in shared:
            if table.file in names:
                self.notes.append(f"{table.file} is in the school's folder and among the shared files: both were read.")
        sources.tables[:0] = shared
        if len(sources.messages) == 1 and sources.tables:
            raise CannotRun(
                f"{sources.messages[0][0].name} is a return that was made before, and lies beside spreadsheets.",
                "Leave the spreadsheets alone in the folder, or the return alone.",
            )
        return self._with_kept(sources)

    def _with_kept(self, sources: Sources) -> Sources:
        text = self.workspace.setting(_FILES)
        before: set[str] = set(json.loads(text)) if text else set()
        kept = list(dict.fromkeys(file for file, _ in self.workspace.raw_tables()))
        now = list(dict.fromkeys(table.file for table in sources.tables))
        taken_out = {file for file in before if file not in kept and file in now}
        for file in sorted(taken_out):
            self.notes.append(f"{file} was taken out of the return in the window, and is left out.")
        sources.tables = [table for table in sources.tables if table.file not in taken_out]
        for file, sheet in self.workspace.raw_tables():
            if file in before or file in now:
                continue
            data = self.workspace.raw(file, sheet)
            if data is not None and not data.startswith(MESSAGE_START):
                sources.tables.append(table_from(data))
        self._gone = [file for file in kept if file in before and file not in now]
        self._files = sorted({*now, *taken_out})
        return sources

    def _keep_files(self) -> None:
        """Keep which files there were, together with the files themselves.

        By itself it would say, after a run that was ended in between, that somebody took all of them out.
        """
        for file in self._gone:
            self.workspace.remove_raw(file)
        self.workspace.set_setting(_FILES, json.dumps(self._files))

    # Decisions

    def _decisions(self, layout: Layout, signs: Sequence[Sign]) -> tuple[Recipe, Recipe]:
        """Return all decisions for this school, and those that are its own: what holds for many stands below them."""
        laid, kept = self.workspace.setting(_LAID), self.workspace.setting(_OWN)
        mine = parse_recipe(kept, "the decisions of the school") if kept else Recipe()
        if self.workspace.recipe and self.workspace.recipe != laid:
            now = parse_recipe(self.workspace.recipe, "the workspace's recipe")
            then = parse_recipe(laid, "the decisions laid in") if laid else Recipe()
            mine = layered(mine, own_decisions(now, then))
        mine = replace(mine, collection=None, lea=None, estab=None, level=None)
        file = self.task.files / RECIPE if self.task.files is not None else None
        of_file = read_recipe(file) if file is not None and file.exists() else Recipe()
        shared = self.common.layouts.get(PAYROLL)
        parted = tuple(
            SheetRecipe(file, sheet, columns=dict.fromkeys(heads, IGNORE))
            for (file, sheet), heads in self.common.naming.items()
        )
        whole = layered(
            Recipe(sheets=parted),
            fitted(shared, self.common.shared) if shared is not None else Recipe(),
            fitted(layout, signs),
            of_file,
            mine,
        )
        return replace(whole, collection=self.common.request.year, lea=None, estab=None, level=None), mine

    def _asked(self, question: Question, layout: Layout, signs: Sequence[Sign]) -> Asked:
        source = question.source
        where = ""
        if not is_of_one(question):
            files = {sign.file for sign in self.common.shared}
            places = [sign.place for sign in self.common.shared]
            of_shared = (source is not None and source.file in files) or any(
                place in (question.key, question.scope) or place in question.key for place in places
            )
            where = PAYROLL if of_shared else layout.name
            if not of_shared:
                question = general(question, layout, signs)
        pay = question.step == "pay"
        who = "payroll" if pay else addressee_of(question.scope) if question.kind == "code" else "HR"
        return Asked(
            question.kind,
            question.key,
            question.scope,
            question.text,
            question.choices,
            question.examples,
            question.count,
            where,
            who,
            source.file if source is not None else "",
            source.sheet if source is not None else None,
        )

    # What came of it

    def _serial(self) -> str:
        """Return the serial number: it goes up once the file that has it was sent, and not for every new attempt."""
        exports = self.workspace.exports()
        if not exports:
            return FIRST_SERIAL
        last = max(exports, key=lambda export: export.serial)
        if self.school.sent[0] and any(
            export.sha256 == self.school.sent[0] and export.serial == last.serial for export in exports
        ):
            return self.workspace.next_serial()
        return f"{last.serial:03d}"

    def _made_elsewhere(self, sources: Sources) -> SchoolResult:
        """Check a return that another system made; it is never written again, and no workspace takes its place."""
        if len(sources.messages) > 1:
            named = ", ".join(path.name for path, _ in sources.messages)
            raise CannotRun(f"The folder holds {len(sources.messages)} returns ({named}).", "Leave the last one there.")
        path, message = sources.messages[0]
        built = build(sources, replace(self.common.request, lea=None, estab=None, level=None))
        one = built.returns[0]
        says = (one.lea, one.estab or "", one.level)
        mine = (self.school.lea, self.school.estab, "L" if self.school.level == "la" else "S")
        if says != mine:
            raise CannotRun(
                f"{path.name} says that it is the return of {one.lea}/{one.estab or 'central staff'}, and lies in the "
                f"folder of {self.school.key}.",
                "Put it where it belongs.",
            )
        # Only to be looked at in its window: the message is the file itself.
        keep(self.workspace, sources, built)
        findings = [*check_return(one, now=self.common.now), *not_written(one), *loose_ends(built)]
        result = self._result(built, one, findings)
        data = path.read_bytes()
        return self._finish(
            replace(
                result,
                file=path.relative_to(self.common.folder).as_posix(),
                made_elsewhere=True,
                serial=message.return_.message.code("SerialNo") or "",
                sha256=hashlib.sha256(data).hexdigest(),
                notes=(*self.notes, *built.notes),
            )
        )

    def _result(self, built: Built, one: OneReturn, findings: Sequence[Finding]) -> SchoolResult:
        notes = kept_notes(self.workspace)
        signs = list(dict.fromkeys([*cannot_be_right(one.return_, built.collection), *built.missing]))
        listed = [finding for finding in findings if finding.severity is not Severity.REPAIR]
        people = one.return_.staff
        return SchoolResult(
            self.school.key,
            "",
            people=len(people),
            contracts=sum(len(person.of("contract")) for person in people),
            counts={severity.value: n for severity, n in Counter(finding.severity for finding in findings).items()},
            findings=tuple(_found(finding, notes, built.collection) for finding in listed),
            doubts=tuple(sign.text for sign in signs if sign.id.startswith(CANNOT_BE_RIGHT)),
            missing=tuple(f"{sign.text} {sign.action}" for sign in signs if not sign.id.startswith(CANNOT_BE_RIGHT)),
            totals=tuple(
                (kind, sum(len(person.of(kind)) for person in people)) for kind in ("absence", "qualification")
            ),
        )

    def _finish(self, result: SchoolResult) -> SchoolResult:
        if self.common.waits and not self.paths and self.school.level != "la":
            result = replace(result, waiting=True)
        return replace(
            result,
            fingerprint=self.fingerprint(result.layout),
            when=self.common.now.isoformat(),
            shared_rows=self.task.shared_rows,
        )


def _is_shared(table: Table, common: Common) -> bool:
    return any((sign.file, sign.sheet) == (table.file, table.sheet) for sign in common.shared)


def _found(finding: Finding, notes: Mapping[NoteKey, QueryNote], collection: Collection) -> Found:
    query = finding.severity is Severity.QUERY
    note = notes.get(note_key(finding)) if query else None
    return Found(
        finding.rule,
        finding.severity.value,
        finding.message,
        finding.action,
        finding.person or "",
        finding.field or "",
        finding.value or "",
        finding.record.key if finding.record is not None else "",
        place_words(finding.source),
        note.text if note is not None else "",
        suggested_note(finding, collection) if query else "",
    )
