"""Work on an authority's folder in a process of its own: the window is told of each school as it is done."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from converters.authority.one_school import Done
    from converters.authority.school_list import School

_EVERY: Final = 100
"""Milliseconds between two looks at what the process has told."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run or the papers ended. said: sentences for people, worst first. problem: it could not be done."""

    said: tuple[str, ...]
    problem: bool = False
    stopped: bool = False


class Running(QObject):
    """One piece of work at a time."""

    step = Signal(str, int, int)
    """Key of a school that is done, how many are done, and how many there are."""
    ended = Signal(object)
    """Ended"""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = multiprocessing.get_context("spawn")
        self._process: Any = None
        self._pipe: Connection | None = None
        self._stop: Any = None
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self._look)

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self._process is not None

    def run(self, folder: Path, *, only: Sequence[str] = (), jobs: int = 1) -> None:
        """Bring the returns up to date, or some of them."""
        self._begin(_run, folder, tuple(only), jobs)

    def papers(self, folder: Path, *, packs: bool) -> None:
        """Write overview, chase list and question sheets, and the packs."""
        self._begin(_papers, folder, packs)

    def stop(self) -> None:
        """Have it end after the schools that are under way; what is done is kept."""
        if self._stop is not None:
            self._stop.set()

    def close(self) -> None:
        """End it now, with the window; what is done is kept, and the rest is done next time."""
        self.stop()
        if self._process is not None:
            self._process.join(20)
            if self._process.is_alive():
                self._process.kill()
        self._over()

    def _begin(self, work: Any, *arguments: object) -> None:
        if self.is_busy:
            return
        ours, theirs = self._context.Pipe(duplex=False)
        self._stop = self._context.Event()
        self._process = self._context.Process(target=_work, args=(work, theirs, self._stop, *arguments), daemon=False)
        self._process.start()
        theirs.close()
        self._pipe = ours
        self._timer.start()

    def _look(self) -> None:
        pipe, process = self._pipe, self._process
        if pipe is None or process is None:
            return
        try:
            while pipe.poll():
                told = pipe.recv()
                if isinstance(told, Ended):
                    process.join(20)
                    self._over()
                    self.ended.emit(told)
                    return
                self.step.emit(*told)
        except (EOFError, OSError):
            process.join(5)
            self._over()
            self.ended.emit(Ended(("The work ended before its time. Run it again: what is done is kept.",), True))

    def _over(self) -> None:
        self._timer.stop()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = self._stop = None


def _work(work: Any, pipe: Connection, stop: Any, *arguments: object) -> None:
    from converters.recipe.recipe import RecipeError
    from converters.request import CannotRun
    from converters.sources.table import SourceError
    from swf_desktop.files.untouched import remember_in
    from ui.settings import folder as settings_folder
    from ui.settings import use_copies_folder, use_year_packs

    use_year_packs()
    remember_in(settings_folder())
    use_copies_folder()
    try:
        pipe.send(work(pipe, stop, *arguments))
    except (CannotRun, SourceError, RecipeError, OSError) as error:
        pipe.send(Ended((str(error),), problem=True))


def _run(pipe: Connection, stop: Any, folder: Path, only: tuple[str, ...], jobs: int) -> Ended:
    from converters.authority.days import keep_day
    from converters.authority.papers import write_overview
    from converters.authority.run import kept_results, run_authority
    from converters.authority.standing import overview
    from converters.request import Request
    from swf_desktop.collection import Collection
    from swf_desktop.words import counted, row_words

    def step(school: School, _done: Done, number: int, of: int) -> None:
        pipe.send((school.key, number, of))

    now = datetime.now()  # noqa: DTZ005 - the message holds local time without a zone
    outcome = run_authority(folder, Request(), now=now, only=only, jobs=jobs, step=step, stop=stop.is_set)
    said = [
        f"In no return: {one.place}, {row_words(one.rows)}: {one.reason}{': ' + one.text if one.text else ''}."
        for one in outcome.leftovers
    ]
    said += [f"The folder {path.name} is of no school of the list." for path in outcome.strangers]
    said += [
        f"{key}: somebody has this return open; it was left as it is." for key, d in outcome.done.items() if d.busy
    ]
    same = sum(done.same for done in outcome.done.values())
    head = f"{counted(len(outcome.done) - same, 'school')} done, {same} had not changed."
    if outcome.stopped:
        head = f"Stopped. {head} Run again to go on."
    authority = outcome.authority
    keep_day(authority, overview(authority, kept_results(authority)), now.date())
    if not only:
        year = authority.year or Request().chosen_year
        write_overview(
            authority,
            kept_results(authority),
            folder,
            collection=Collection.load(year),
            leftovers=outcome.leftovers,
            now=now,
        )
    return Ended((head, *said), stopped=outcome.stopped)


def _papers(pipe: Connection, _stop: Any, folder: Path, packs: bool) -> Ended:
    from converters.authority.folder import read_authority
    from converters.authority.packs import write_all_question_sheets, write_hand_overs
    from converters.authority.papers import write_chase_list, write_overview
    from converters.authority.run import kept_results
    from converters.request import Request
    from swf_desktop.collection import Collection

    def step(school: School, number: int, of: int) -> None:
        pipe.send((school.key, number, of))

    authority = read_authority(folder)
    results = kept_results(authority)
    collection = Collection.load(authority.year or Request().chosen_year)
    now = datetime.now()  # noqa: DTZ005 - local time, as people read it
    out = folder / "papers"
    write_overview(authority, results, out, collection=collection, now=now)
    write_chase_list(authority, results, out, collection)
    busy = [*write_all_question_sheets(authority, results, out, now=now, step=step).busy]
    if packs:
        busy += write_hand_overs(authority, results, out / "packs", returns=authority.returns, now=now, step=step)[1]
    said = [f"{school.name}: somebody has this return open; its papers were not written." for school in busy]
    return Ended((f"The papers are in {out}.", *said))
