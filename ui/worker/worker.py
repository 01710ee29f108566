"""The window's side of the worker process: jobs handed over, what comes back read a little at a time.

A thread in the window's own process would stall it (one regular expression over a sheet holds the interpreter for half
a second), so everything long runs in `ui.worker.process`. Only handing over large tables uses a thread, which waits
in the pipe and runs no Python meanwhile.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from ui.worker.views import Failure

POLL_MS: Final = 15
SLICE: Final = 0.008
"""How often the pipe is looked into while there is work, and for how long at a time, in milliseconds and seconds."""


@dataclass(slots=True)
class Job:
    """One job.

    title: what it does, in words. on_event(kind, payload), on_done(result), on_failed(failure): called in the window,
    one of the last two, and just once.
    """

    number: int
    title: str
    on_event: Callable[[str, Any], None] | None
    on_done: Callable[[Any], None] | None
    on_failed: Callable[[Failure], None] | None
    share: float = 0.0
    what: str = ""
    started: float | None = None

    @property
    def seconds_left(self) -> float | None:
        """How long it will still take, by how far it has come; None where that cannot be said yet."""
        if self.started is None or self.share < 0.05:
            return None
        return (monotonic() - self.started) * (1 - self.share) / self.share


class Worker(QObject):
    """Runs jobs in the worker process, one after another. The process starts with the first job."""

    progress = Signal()
    """Something about the jobs under way has changed: see `current`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._jobs: dict[int, Job] = {}
        self._number = 0
        self._given: set[str] = set()
        self._spared: list[str] = []
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)

    @property
    def current(self) -> Job | None:
        """The job under way, None where there is none."""
        return next(iter(self._jobs.values()), None)

    @property
    def busy(self) -> bool:
        """Whether there is any job."""
        return bool(self._jobs)

    def has(self, digest: str) -> bool:
        """Whether the process was given this raw table."""
        return digest in self._given

    def has_already(self, digests: Iterable[str]) -> None:
        """Know that the process made these raw tables itself, so that they need not be given to it."""
        self._given.update(digests)

    def give(self, digest: str, size: int, packed: bytes) -> None:
        """Hand a raw table to the process, once."""
        if digest not in self._given:
            self.start()
            self._given.add(digest)
            self._send((0, "ui.worker.jobs:take", (digest, size, packed)))

    def spare(self, paths: list[str]) -> None:
        """Let the process never write over these files."""
        if paths != self._spared:
            self.start()
            self._spared = paths
            self._send((0, "ui.worker.jobs:spare", (paths,)))

    def submit(
        self,
        name: str,
        *arguments: object,
        title: str = "",
        on_event: Callable[[str, Any], None] | None = None,
        on_done: Callable[[Any], None] | None = None,
        on_failed: Callable[[Failure], None] | None = None,
    ) -> int:
        """Run `package.module:function(state, report, *arguments)` in the process; return the job's number."""
        self.start()
        self._number += 1
        self._jobs[self._number] = Job(self._number, title, on_event, on_done, on_failed)
        self._send((self._number, name, arguments))
        self._timer.start()
        self.progress.emit()
        return self._number

    def start(self) -> None:
        """Start the process where it is not running yet, so that the first job need not wait for it."""
        if self._process is not None:
            return
        # Loaded here, as in the functions below: the window is shown before the process is wanted.
        import multiprocessing

        from ui.worker import process as worker_process

        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        self._process = context.Process(target=worker_process.serve, args=(there,), daemon=True)
        self._process.start()
        there.close()
        self._pipe = here
        self._outgoing = queue.SimpleQueue()
        threading.Thread(target=_write, args=(here, self._outgoing), daemon=True).start()

    def cancel(self) -> None:
        """Stop what is under way and forget what is waiting; every job ends with a Failure of kind `cancelled`."""
        from ui.worker.views import Failure

        self._end(Failure("cancelled", "Stopped.", "Nothing was changed."))

    def close(self) -> None:
        """End the process; nobody is told."""
        self._jobs.clear()
        self._end(None)

    def _end(self, failure: Failure | None) -> None:
        self._timer.stop()
        jobs = list(self._jobs.values())
        self._jobs.clear()
        self._given.clear()
        self._spared = []
        process, pipe, self._process, self._pipe = self._process, self._pipe, None, None
        self._outgoing.put(None)
        if process is not None:
            process.terminate()
            process.join()
            process.close()
            from ui.worker.own_folder import sweep

            # It was ended from outside and could not empty its own folder.
            sweep()
        if pipe is not None:
            pipe.close()
        for job in jobs:
            if failure is not None and job.on_failed is not None:
                job.on_failed(failure)
        self.progress.emit()

    def _send(self, message: tuple[int, str, tuple[object, ...]]) -> None:
        import pickle

        self._outgoing.put(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))

    def _poll(self) -> None:
        import pickle

        from ui.worker.views import Failure

        until = monotonic() + SLICE
        try:
            while self._pipe is not None and self._pipe.poll():
                self._receive(*pickle.loads(self._pipe.recv_bytes()))  # noqa: S301 - from our own process
                if monotonic() >= until:
                    return
        except (EOFError, OSError):
            self._end(
                Failure(
                    "program",
                    "The part of the program that reads and works out has stopped.",
                    "Your work is safe. Try again; if it happens again, close other programs or use smaller files.",
                )
            )
        if not self._jobs:
            self._timer.stop()

    def _receive(self, number: int, kind: str, payload: Any) -> None:
        from ui.worker.process import DONE, FAILED, PROGRESS, STARTED

        job = self._jobs.get(number)
        if job is None:
            return
        if kind == STARTED:
            job.started = monotonic()
        elif kind == PROGRESS:
            job.what, job.share = payload
            self.progress.emit()
        elif kind in (DONE, FAILED):
            del self._jobs[number]
            told = job.on_done if kind == DONE else job.on_failed
            if told is not None:
                told(payload)
            self.progress.emit()
        elif job.on_event is not None:
            job.on_event(kind, payload)


def _write(pipe: Connection, outgoing: queue.SimpleQueue[bytes | None]) -> None:
    with contextlib.suppress(OSError, ValueError):
        while (data := outgoing.get()) is not None:
            pipe.send_bytes(data)
