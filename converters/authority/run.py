"""The run over all schools of an authority: what changed is done again, in as many processes as are wanted."""

from __future__ import annotations

import multiprocessing
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from converters.authority.fingerprint import facts_sum
from converters.authority.folder import Authority, change_authority, locked, read_authority
from converters.authority.layouts import (
    PAYROLL,
    Layout,
    Sign,
    asked_in,
    choose,
    general,
    read_layouts,
    signs_of,
    write_layout,
)
from converters.authority.one_school import Common, Done, Task, do_school
from converters.authority.own_files import folders_of
from converters.authority.result import SchoolResult, read_result, write_result
from converters.authority.school_list import School
from converters.authority.sites import Sites
from converters.authority.splitting import Leftover, Parts, split_shared
from converters.pipeline import read_all
from converters.recipe.question import Question
from converters.request import CannotRun, Request
from converters.sources.stored import table_bytes
from swf_desktop.collection import Collection
from swf_desktop.files.untouched import is_replacing, untouched
from swf_desktop.tables import add_root, roots
from swf_desktop.workspace import last_closed

AHEAD: Final = 3
"""Schools handed out for each process beyond the one it is at: enough that none waits, few enough for little memory."""

_SCHOOLS_OF_A_PROCESS: Final = 400
"""A process ends after so many schools and another takes its place, so that memory stays flat whatever is kept."""

Step = Callable[[School, Done, int, int], None]
"""Called after each school: which, what came of it, how many are done and how many there are."""


@dataclass(slots=True)
class Outcome:
    """What a run did. done: by school, in the order of the list. notes: how the shared files were split.

    strangers: folders that are of no school of the list. stopped: it was cancelled; what is missing in `done` is as it
    was before.
    """

    authority: Authority
    done: dict[str, Done] = field(default_factory=dict)
    leftovers: list[Leftover] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    strangers: list[Path] = field(default_factory=list)
    stopped: bool = False

    @property
    def results(self) -> dict[str, SchoolResult]:
        """The result of every school that has one."""
        return {key: done.result for key, done in self.done.items()}


def kept_results(authority: Authority) -> dict[str, SchoolResult]:
    """Return how each school stood after the last run, by key."""
    found = {school.key: read_result(authority.results, school.key) for school in authority.schools}
    return {key: result for key, result in found.items() if result is not None}


def run_authority(
    folder: Path,
    request: Request,
    *,
    now: datetime,
    returns: Path | None = None,
    jobs: int = 1,
    only: Iterable[str] = (),
    anew: bool = False,
    step: Step | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Bring every return up to date (or those of the keys in `only`), and tell how each stands.

    What did not change since the last run is not done again. stop: asked between schools; those that are done are
    kept. Raises CannotRun where the folder or its shared files cannot be used, SourceError for a shared file that
    cannot be read.
    """
    authority = read_authority(folder)
    if not authority.schools:
        raise CannotRun(f"{folder} has no school in its list.", "Add them with --schools LIST.")
    with locked(folder, "run", patience=0), untouched(authority.shared_paths):
        request = replace(request, year=request.year or authority.year)
        collection = Collection.load(request.chosen_year)
        authority, parts, shared = _split(authority, collection)
        outcome = Outcome(authority, leftovers=parts.leftovers, notes=parts.notes)
        folders, outcome.strangers = folders_of(authority)
        authority.results.mkdir(exist_ok=True)
        common = Common(
            folder,
            authority.results,
            returns or authority.returns,
            replace(request, year=collection.year),
            facts_sum(),
            now,
            read_layouts(authority.recipes),
            shared,
            parts.columns,
            waits=bool(folders),
            anew=anew,
            force=is_replacing(),
            copies=last_closed.place(),
        )
        wanted = set(only)
        tasks = [
            _task(school, authority, folders, parts)
            for school in authority.schools
            if not wanted or school.key in wanted
        ]
        try:
            for number, (task, done) in enumerate(_each(tasks, common, jobs, stop), 1):
                outcome.done[task.school.key] = done
                if step is not None:
                    step(task.school, done, number, len(tasks))
        finally:
            _keep_questions(authority, common)
        outcome.stopped = len(outcome.done) < len(tasks)
        order = {school.key: number for number, school in enumerate(authority.schools)}
        outcome.done = dict(sorted(outcome.done.items(), key=lambda item: order[item[0]]))
    return outcome


def _split(authority: Authority, collection: Collection) -> tuple[Authority, Parts, tuple[Sign, ...]]:
    """Read and split the shared files; sites that nobody knows yet are written into `authority.toml` as questions."""
    if not authority.shared:
        return authority, Parts(), ()
    tables = read_all(authority.shared_paths).tables
    parts = split_shared(tables, authority, collection)
    known = Sites(authority)
    texts = [text for text in parts.sites if text not in authority.sites]
    if texts:
        offers = {
            text: "; ".join(f"{school.key} {school.name}" for school in known.offers(text)) for text in parts.sites
        }
        authority = change_authority(
            authority.folder, lambda one: replace(one, sites={**parts.sites, **one.sites}), offers
        )
    return authority, parts, signs_of(tables, collection)


def _task(school: School, authority: Authority, folders: dict[str, Path], parts: Parts) -> Task:
    tables = parts.of_school.pop(school.key, [])
    packed = tuple(zlib.compress(table_bytes(table), 1) for table in tables)
    return Task(school, folders.get(school.key), authority.workspace(school), packed, parts.rows[school.key])


def _each(tasks: list[Task], common: Common, jobs: int, stop: Callable[[], bool]) -> Iterator[tuple[Task, Done]]:
    if jobs <= 1:
        for task in tasks:
            if stop():
                return
            yield task, do_school(task, common)
        return
    packs = [Path(str(root)) for root in roots()[:-1]]
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(
        min(jobs, len(tasks)),
        context,
        initializer=_begin,
        initargs=(common, packs),
        max_tasks_per_child=_SCHOOLS_OF_A_PROCESS,
    )
    waiting = iter(tasks)
    running: dict[Future[Done], Task] = {}
    try:
        while not stop():
            for task in islice(waiting, jobs * AHEAD - len(running)):
                running[pool.submit(_do, task)] = task
            if not running:
                return
            ended, _ = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in ended:
                yield running.pop(future), future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_COMMON: list[Common] = []


def _begin(common: Common, packs: list[Path]) -> None:
    for pack in reversed(packs):
        add_root(pack)
    _COMMON[:] = [common]


def _do(task: Task) -> Done:
    return do_school(task, _COMMON[0])


def _keep_questions(authority: Authority, common: Common) -> None:
    """Write what is open into the recipe of each layout: asked once, whatever number of schools ask it.

    A layout that a run found new is joined to one that it fits, the one with most sheets first.
    """
    results = kept_results(authority)
    layouts = read_layouts(authority.recipes)
    order = {school.key: number for number, school in enumerate(authority.schools)}
    fresh = [result for result in results.values() if result.layout and result.layout not in layouts]
    for result in sorted(fresh, key=lambda one: (-len(one.signs), order[one.key])):
        signs = tuple(Sign(file, sheet, frozenset(heads)) for file, sheet, heads in result.signs)
        layout = choose(layouts, signs)
        if layout.name != result.layout:
            results[result.key] = joined = _join(result, layout, signs)
            write_result(authority.results, joined)
        layouts.setdefault(layout.name, layout)
    asked: dict[str, dict[tuple[str, str, str], Question]] = {}
    for result in results.values():
        for question in result.questions:
            if question.layout:
                key = (question.kind, question.scope, question.key)
                asked.setdefault(question.layout, {}).setdefault(key, question.question())
    if PAYROLL in asked:
        layouts.setdefault(PAYROLL, Layout(PAYROLL, common.shared))
    for name, layout in layouts.items():
        questions = list(asked.get(name, {}).values())
        write_layout(authority.recipes, replace(layout, recipe=asked_in(layout.recipe, questions)), questions)


def _join(result: SchoolResult, layout: Layout, signs: tuple[Sign, ...]) -> SchoolResult:
    """Return a result whose questions are those of another layout, which fits."""
    questions = []
    for asked in result.questions:
        if asked.layout == result.layout:
            question = general(asked.question(), layout, signs)
            asked = replace(asked, layout=layout.name, key=question.key, scope=question.scope)
        questions.append(asked)
    return replace(result, layout=layout.name, questions=tuple(questions))
