"""The worker process: reads files, builds the return, writes it. Qt is never imported here.

A job is a function `job(state, report, *arguments)` of any module, named as `package.module:function`; `report(kind,
payload)` sends something on the way, and what the job returns is sent last. All that is sent must be picklable. Jobs
run one after another; stopping one means ending the process, which loses nothing: every decision is in the workspace,
and the window gives the tables to the next process again.
"""

from __future__ import annotations

import gc
import importlib
import pickle
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from swf_desktop.files.untouched import remember_in
from ui.settings import folder, use_copies_folder, use_year_packs
from ui.worker.own_folder import use_own_folder
from ui.worker.views import Failure

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from converters.built import Built
    from converters.sources.table import Table

Report = Callable[[str, object], None]

DONE: Final = "done"
FAILED: Final = "failed"
PROGRESS: Final = "progress"
STARTED: Final = "started"


@dataclass(slots=True)
class State:
    """What the process keeps from job to job.

    packed: digest of a raw table to its size and compressed bytes, as the window handed them over. tables: those that
    were unpacked. messages: bytes of returns made before. built, token: the last build and what it was made from.
    """

    packed: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    built: Built | None = None
    token: object = None

    def table(self, digest: str) -> Table:
        """Return a raw table by the digest of its bytes. Raises KeyError for one that was never handed over."""
        table = self.tables.get(digest)
        if table is None:
            from converters.sources.stored import table_from
            from swf_desktop.workspace.workspace import unpacked

            table = self.tables[digest] = table_from(unpacked(*self.packed[digest]))
        return table


def serve(connection: Connection) -> None:
    """Run jobs until the window closes the pipe."""
    use_year_packs()
    remember_in(folder())
    use_copies_folder()
    use_own_folder()
    state = State()
    gc.freeze()
    while True:
        try:
            number, name, arguments = pickle.loads(connection.recv_bytes())  # noqa: S301 - from our own window
        except (EOFError, OSError):
            return
        try:
            _run(connection, state, number, name, arguments)
        except (BrokenPipeError, ConnectionError):
            return


def _run(connection: Connection, state: State, number: int, name: str, arguments: tuple[Any, ...]) -> None:
    def report(kind: str, payload: object) -> None:
        connection.send_bytes(pickle.dumps((number, kind, payload), pickle.HIGHEST_PROTOCOL))

    report(STARTED, None)
    try:
        module, _, function = name.partition(":")
        result = getattr(importlib.import_module(module), function)(state, report, *arguments)
    except (BrokenPipeError, ConnectionError):
        raise
    except Exception as error:  # whatever went wrong in there, the window must hear of it
        report(FAILED, failure_of(error))
    else:
        report(DONE, result)


def failure_of(error: Exception) -> Failure:
    """Put what stopped a job into words for people."""
    from converters.built import Refused
    from converters.message.file import CannotWrite
    from converters.recipe.recipe import RecipeError
    from converters.request import CannotRun
    from converters.sources.table import PasswordNeeded, SourceError
    from swf_desktop.files.untouched import MayNotWrite, NotOurs
    from swf_desktop.packs import PackError
    from swf_desktop.workspace.faults import WorkspaceError

    if isinstance(error, PasswordNeeded):
        return Failure("password", error.found, error.remedy, Path(error.file).name)
    if isinstance(error, SourceError | RecipeError):
        return Failure("source", error.found, error.remedy, Path(error.file).name)
    if isinstance(error, CannotRun):
        # The command's remedy names its options; the window has a page for that.
        remedy = "Say it in “School and year”." if "--" in error.remedy else error.remedy
        return Failure("run", error.found, remedy)
    if isinstance(error, CannotWrite):
        return Failure("run", error.found, error.remedy, str(error.path))
    if isinstance(error, Refused):
        return Failure("refused", str(error), "See what is wrong with its structure in the list of findings.")
    if isinstance(error, WorkspaceError):
        return Failure("run", error.found, error.remedy, "" if error.path is None else error.path.name)
    if isinstance(error, PackError):
        return Failure("run", error.found, error.remedy, error.path.name)
    if isinstance(error, MayNotWrite):
        remedy = "Choose another folder or name, or move that file away first."
        # A device or a pipe is nobody's to replace.
        foreign = isinstance(error, NotOurs) and Path(str(error.filename)).is_file()
        return Failure("not ours" if foreign else "run", f"{error.strerror}.", remedy, str(error.filename or ""))
    if isinstance(error, OSError):
        file = str(error.filename or "")
        return Failure("source", f"{error.strerror or 'The disk or network failed'}.", "Check it and try again.", file)
    return Failure(
        "program",
        "The program made a mistake of its own.",
        "Your work is safe. Save the report (Help, Report a problem) and send it to whoever supports you.",
        details=trace_of(error),
    )


def trace_of(error: BaseException) -> str:
    """Return where an error arose, without its message, which may hold somebody's data."""
    lines = [
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return "\n".join([*lines, type(error).__name__])


def replacing_files(state: State, report: Any, paths: tuple[str, ...], name: str, *arguments: Any) -> Any:
    """Run another job that may replace these files, which the user was asked about, and no other foreign one."""
    from swf_desktop.files.untouched import replacing_named

    module, _, function = name.partition(":")
    with replacing_named(paths):
        return getattr(importlib.import_module(module), function)(state, report, *arguments)
