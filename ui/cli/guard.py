"""What stands before every command: nothing that is read is written to, and nothing foreign is replaced unasked.

All commands go through here (`Doors`), so that no command can forget it: which options are read and which are written
is one table, and a test fails where an option that takes a file stands in neither part.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperOption
from typer.models import CommandFunctionType

READ: Final = frozenset(
    {
        "new_password_file",
        "sources",
        "files",
        "folder",
        "before",
        "listed",
        "message",
        "last",
        "last_year",
        "answers",
        "known",
        "sheet",
        "source",
        "official",
        "name",
        "schools",
        "payroll",
    }
)
"""Options and arguments that name what is read."""

WRITTEN: Final = frozenset(["out", "report", "keep", "target"])
"""Options and arguments that name what is written: a file, or a folder for files."""

BOTH: Final = frozenset(["recipe", "workspace"])
"""Options and arguments that name what is read where it is there and, by most commands, written again."""

OPENED: Final = frozenset(["workspace", "files", "sources", "before", "message", "last", "last_year", "name"])
"""Options and arguments that may name a return with a password."""

_RECIPE_IS_READ: Final = frozenset({"pay", "batch"})
"""Commands that read a recipe and do not write it."""

_ASKED: Final = "A file whose first line is the password of a protected return, or that holds its recovery key."
_FORCE: Final = "Replace files too that are there already and that this program did not make."


class Guarded(TyperCommand):
    """A command that looks at the places it was told before it begins."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.adds_force = False
        names = {param.name for param in self.params}
        if names & (WRITTEN | {"recipe"}) and "force" not in names:
            self.adds_force = True
            self.params.append(TyperOption(param_decls=["--force"], is_flag=True, default=False, help=_FORCE))
        self.opens_returns = bool(names & OPENED)
        if self.opens_returns:
            # Never the password itself: a command's line is kept in histories and seen by others.
            self.params.append(TyperOption(param_decls=["--password-file"], default=None, help=_ASKED))

    def invoke(self, ctx: Any) -> Any:
        """Run the command between its guards; what stops it is told as any other fault."""
        from swf_desktop.files.untouched import replacing, untouched
        from ui.cli.outcome import told
        from ui.cli.returns.passwords import answering

        force = bool(ctx.params.pop("force", False) if self.adds_force else ctx.params.get("force", False))
        name = self.name or ""
        password_file = ctx.params.pop("password_file", None) if self.opens_returns else None
        with ExitStack() as guards:
            guards.enter_context(told())
            guards.enter_context(answering(None if password_file is None else Path(password_file)))
            guards.enter_context(replacing(force))
            look_at_places(name, ctx.params)
            recipe = _paths(ctx.params, {"recipe"}) if name in _RECIPE_IS_READ else ()
            reads = [*_password_files(password_file), *_paths(ctx.params, READ), *recipe]
            guards.enter_context(untouched(reads))
            return super().invoke(ctx)


class Doors(typer.Typer):
    """A Typer whose commands are all guarded."""

    def command(self, *args: Any, **kwargs: Any) -> Callable[[CommandFunctionType], CommandFunctionType]:
        """As Typer's own."""
        kwargs.setdefault("cls", Guarded)
        return super().command(*args, **kwargs)


def look_at_places(command: str, params: dict[str, Any]) -> None:
    """Look at every place that was named, before anything is read.

    Raises OverSource, NotOurs, and CannotRun for what is no file that could be read.
    """
    from swf_desktop.files.untouched import OverSource, look_at_target, untouched

    reads, both = list(_paths(params, READ)), list(_paths(params, BOTH))
    for path in (*reads, *both):
        _look_at_source(path)
    # A file where a folder for reports should be is told of by the command.
    report = next(_paths(params, {"report"}), None)
    outs = [path for path in _paths(params, WRITTEN) if path != report]
    with untouched([*reads, *both]):
        for path in outs:
            # A file where a folder should be is told of by the command.
            if not path.is_dir() and (command != "convert" or path.suffix.lower() == ".xml"):
                look_at_target(path)
    with untouched(reads):
        for path in both if command not in _RECIPE_IS_READ else ():
            if not path.is_dir():
                # Whether it is a recipe or a workspace is found out when it is read.
                look_at_target(path, own=True)
    if len(both) > 1 and both[0].exists() and both[1].exists() and both[0].samefile(both[1]):
        raise OverSource(both[0], both[1])
    if report is not None and report.is_dir():
        from converters.papers.report_folder import NAMES

        with untouched([*reads, *both]):
            for name in NAMES:
                if not any(path.exists() and _same(path, report / name) for path in both):
                    look_at_target(report / name)


def _password_files(given: str | None) -> list[Path]:
    return [] if given is None else [Path(given)]


def _same(one: Path, other: Path) -> bool:
    return other.exists() and one.samefile(other)


def _look_at_source(path: Path) -> None:
    from converters.request import CannotRun

    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        shown = str(path).encode("utf-8", "backslashreplace").decode("ascii", "replace")
        raise CannotRun(
            f"The name {shown} holds characters that are no text (not UTF-8).", "Rename the file, and try again."
        ) from None
    try:
        kind = path.stat().st_mode
    except (OSError, ValueError):
        return
    if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
        raise CannotRun(f"{path} is a device or a pipe, and no file.", "Save what it holds to a file, and give that.")


def _paths(params: dict[str, Any], names: Iterable[str]) -> Iterator[Path]:
    """Return the paths that were given for these options; a lesson's name is one where such a file is there."""
    for name in names:
        value = params.get(name)
        for one in value if isinstance(value, list | tuple) else [value]:
            # Typer makes a Path of the text only when it calls the command; a year is an int already.
            if isinstance(one, str | Path) and (name != "name" or Path(one).is_file()):
                yield Path(one)
