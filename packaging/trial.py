"""Test a BUILT program: `python packaging/trial.py FOLDER`, where FOLDER holds `SWF Desktop` and `swf-desktop`.

Run by a Python that has the source installed, for what the built program does is compared with what the source does:
its self-test, the sample school's return byte for byte, the window, the time it takes to start, and its size. The same
file serves `nox -s package` (Linux), `nox -s windows` (a Windows program under Wine) and a Windows PC.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOW = "2013-11-15T10:00:00"
MB = 1_000_000
SLOWEST = 4.0
"""How many times the source's start-up time the built program may take: unpacking its library costs once."""

Command = Sequence[str]


class TrialError(Exception):
    """The built program does not do what it should: what, in words for whoever builds it."""


@dataclass(slots=True)
class Program:
    r"""A built program. folder: where it lies. runner: what starts it (`wine64`), nothing where it runs by itself.

    environment: added to ours. place: makes a path of ours one that the program knows (`Z:\work` under Wine).
    scratch: a folder where both can write, None: the usual one.
    """

    folder: Path
    runner: Command = ()
    environment: dict[str, str] = field(default_factory=dict)
    place: Callable[[Path], str] = str
    scratch: Path | None = None
    suffix: str = ".exe" if sys.platform == "win32" else ""

    def command(self, name: str, *arguments: str | Path) -> list[str]:
        """Return the command that starts one of the two programs; paths in the arguments become the program's."""
        program = self.folder / f"{name}{self.suffix}"
        start = [*self.runner, self.place(program)] if self.runner else [str(program)]
        return [*start, *(self.place(item) if isinstance(item, Path) else item for item in arguments)]

    def run(self, name: str, *arguments: str | Path, good: tuple[int, ...] = (0,), limit: float = 300) -> str:
        """Run one of the programs and return what it printed. Raises TrialError on another exit code or a time-out."""
        return finished(
            self.command(name, *arguments), good=good, limit=limit, environment={**os.environ, **self.environment}
        )


def source_command(*arguments: str | Path) -> list[str]:
    """Return the command line run from source by this Python."""
    return [sys.executable, "-m", "swf_desktop", *map(str, arguments)]


def finished(
    command: Command, *, good: tuple[int, ...] = (0,), limit: float = 300, environment: dict[str, str] | None = None
) -> str:
    """Run a command to its end and return what it printed. Output goes through a pipe: Wine 8 cannot start into a file.

    Raises TrialError where its exit code is not one of `good`, or it takes longer than `limit` seconds.
    """
    try:
        done = subprocess.run(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=limit,
            check=False,
            env={**(environment or os.environ), "PYTHONUTF8": "1"},
        )
    except subprocess.TimeoutExpired as late:
        said = (late.stdout or b"").decode("utf-8", "replace")
        raise TrialError(f"{command} did not end within {limit:.0f} s:\n{said}") from None
    said = done.stdout.decode("utf-8", "replace").replace("\r\n", "\n")
    if done.returncode not in good:
        raise TrialError(f"{command} ended with {done.returncode}:\n{said}")
    return said


def selftest(program: Program) -> str:
    """Run the program's own test; return what it printed."""
    said = program.run("swf-desktop", "selftest")
    if "checks passed." not in said or "FAILED" in said:
        raise TrialError(f"The self-test did not say that all is well:\n{said}")
    if "a built program" not in said:
        raise TrialError("The self-test did not run in the built program.")
    return said


def conversion(program: Program) -> str:
    """Turn the sample school into a return with the built program and with the source, and compare the bytes."""
    with tempfile.TemporaryDirectory(prefix="swf trial ", dir=program.scratch) as place:
        work = Path(place)
        finished(source_command("sample", "--collection", "2013", "-o", work / "sample"))
        program.run("swf-desktop", "sample", "--collection", "2013", "-o", work / "built sample")
        same_files(work / "sample", work / "built sample")
        for out in (work / "source", work / "built"):
            arguments = ("convert", work / "sample", "-o", out, "--report", out / "report", "--now", NOW)
            if out.name == "source":
                finished(source_command(*arguments), good=(0, 1))
            else:
                program.run("swf-desktop", *arguments, good=(0, 1))
        messages = same_files(work / "source", work / "built", pattern="*.xml")
        same_files(work / "source" / "report", work / "built" / "report", pattern="*.csv", at_least=0)
        message = messages[0].read_bytes()
        return f"{messages[0].name}, {len(message):,} bytes, SHA-256 {hashlib.sha256(message).hexdigest()}"


def protected(program: Program) -> str:
    """Have the built program protect a return with a password, open it with that and with its recovery key only."""
    with tempfile.TemporaryDirectory(prefix="swf trial ", dir=program.scratch) as place:
        work = Path(place)
        kept, password, recovery = work / "Harbour Lane.swfreturn", work / "password.txt", work / "recovery.txt"
        password.write_text("heron ladder tuesday\n", encoding="utf-8")
        finished(source_command("sample", "--collection", "2013", "-o", work / "sample"))
        convert = ("convert", work / "sample", "-o", work, "--workspace", kept, "--now", NOW)
        finished(source_command(*convert), good=(0, 1))
        program.run("swf-desktop", "protect", kept, "--new-password-file", password, "-o", recovery)
        for path in work.glob("*.swfreturn"):
            if (data := path.read_bytes()).startswith(b"SQLite") or b"O'BRIEN" in data:
                raise TrialError(f"{path.name} can be read without a password.")
        said = program.run("swf-desktop", "check", kept, good=(2,))
        if "protected with a password" not in said:
            raise TrialError(f"Without a password it did not say that one is needed:\n{said}")
        program.run("swf-desktop", "check", kept, "--password-file", recovery, good=(0, 1))
        checked = program.run("swf-desktop", "check", kept, "--password-file", password, "--json", good=(0, 1))
        source = finished(source_command("check", kept, "--password-file", password, "--json"), good=(0, 1))
        if json.loads(checked) != json.loads(source):
            raise TrialError("The built program finds other things in a protected return than the source.")
        program.run("swf-desktop", "protect", kept, "--off", "--password-file", password)
        finished(source_command("check", kept), good=(0, 1))
    return "protected, opened by password and by recovery key, refused without, and taken off again"


def same_files(first: Path, second: Path, pattern: str = "*", at_least: int = 1) -> list[Path]:
    """Return the files of a folder, which another folder must hold with the same names and bytes."""
    found = sorted(path for path in first.glob(pattern) if path.is_file())
    others = sorted(path for path in second.glob(pattern) if path.is_file())
    if [path.name for path in found] != [path.name for path in others] or len(found) < at_least:
        raise TrialError(f"Not the same files: {[p.name for p in found]} and {[p.name for p in others]}.")
    for one, other in zip(found, others, strict=True):
        if one.read_bytes() != other.read_bytes():
            raise TrialError(f"{one.name} differs: {line_of_difference(one, other)}")
    return found


def line_of_difference(one: Path, other: Path) -> str:
    """Say where two files part."""
    first, second = one.read_bytes().splitlines(), other.read_bytes().splitlines()
    for number, (a, b) in enumerate(zip(first, second, strict=False), 1):
        if a != b:
            return f"line {number}: {a[:120]!r} and {b[:120]!r}"
    return f"{len(first)} and {len(second)} lines"


def window(program: Program, picture: Path, *, limit: float = 120) -> str:
    """Open the window empty, then with a return as a double click would; have pictures taken, and close it."""
    picture.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="swf trial ", dir=program.scratch) as place:
        work = Path(place)
        kept = work / "Harbour Lane.swfreturn"
        finished(source_command("sample", "--collection", "2013", "-o", work / "sample"))
        convert = ("convert", work / "sample", "-o", work, "--workspace", kept, "--now", NOW)
        finished(source_command(*convert), good=(0, 1))
        said = []
        for target, files in ((picture, ()), (picture.with_stem(f"{picture.stem}-with-return"), (kept,))):
            target.unlink(missing_ok=True)
            started = time.monotonic()
            program.run("SWF Desktop", "--selftest-window", target, *files, limit=limit)
            taken = time.monotonic() - started
            if not target.is_file() or target.read_bytes()[:8] != b"\x89PNG\r\n\x1a\n":
                raise TrialError("The window opened, but there is no picture of it.")
            said.append(f"{target.name} ({target.stat().st_size:,} bytes, {taken:.1f} s)")
    return f"opened, drawn and closed: {', '.join(said)}"


def best(command: Command, environment: dict[str, str] | None = None, turns: int = 5) -> float:
    """Return the shortest of several runs, in seconds: the least disturbed by what else the machine does."""
    times = []
    for _turn in range(turns):
        started = time.perf_counter()
        finished(command, environment=environment)
        times.append(time.perf_counter() - started)
    return min(times)


def start_up(program: Program, *, with_window: bool) -> str:
    """Compare how long the built program and the source take to start. Raises TrialError beyond `SLOWEST` times."""
    environment = {**os.environ, **program.environment}
    pairs = [("command", source_command("--version"), program.command("swf-desktop", "--version"), 5)]
    if with_window:
        source = [sys.executable, str(ROOT / "packaging" / "window.py"), "--selftest-window"]
        pairs.append(("window", source, program.command("SWF Desktop", "--selftest-window"), 3))
    said = []
    for name, source, built, turns in pairs:
        base, ours = best(source, environment, turns), best(built, environment, turns)
        said.append(f"{name} {ours:.2f} s, {ours / base:.1f} times the source's {base:.2f} s")
        if ours / base > SLOWEST:
            raise TrialError(f"The built program starts too slowly: {said[-1]}; at most {SLOWEST} times.")
    return "; ".join(said)


def size(folder: Path) -> tuple[int, int]:
    """Return the bytes and the number of files of a folder."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return sum(path.stat().st_size for path in files), len(files)


def largest(folder: Path, count: int = 6) -> str:
    """Return the largest files of a folder, in one line."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    files.sort(key=lambda path: -path.stat().st_size)
    return ", ".join(f"{path.name} {path.stat().st_size / MB:.1f}" for path in files[:count])


def unwanted(folder: Path) -> list[str]:
    """Return files that should not have been packed: left-out Qt parts, tests, anything of a developer's machine."""
    from trim import FILES

    places = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    return [place for place in places if FILES.search(place)]


def report(name: str, check: Callable[[], str]) -> bool:
    """Run one check and print what it found; return whether it passed."""
    started = time.monotonic()
    try:
        said = check()
    except TrialError as error:
        print(f"FAILED  {name}: {error}", flush=True)
        return False
    print(f"passed  {name} ({time.monotonic() - started:.1f} s): {said.strip()}", flush=True)
    return True


def sizes(folder: Path) -> str:
    """Say how large the folder is; raise where it holds what it should not."""
    if found := unwanted(folder):
        raise TrialError(f"It holds files that are not wanted: {', '.join(found[:10])}")
    total, count = size(folder)
    return f"{total / MB:.1f} MB in {count} files; the largest, in MB: {largest(folder)}"


OWED = {
    "CPython",
    "PySide6_Essentials",
    "shiboken6",
    "Qt",
    "lxml",
    "libxml2",
    "libxslt and libexslt",
    "GNU libiconv",
    "pygal",
}
"""Parts that every build holds, whose texts ask to be passed on."""


def licences(folder: Path) -> str:
    """Look that the folder carries the text of every licence it owes, and the ways to replace LGPL parts."""
    sys.path.insert(0, str(ROOT))
    from resources.licences import FOLDER, read_index

    try:
        parts = read_index(folder / "_internal" / FOLDER)
    except (OSError, ValueError) as error:
        raise TrialError(f"There is no list of licences: {error}") from error
    if missing := OWED - {part.name for part in parts}:
        raise TrialError(f"The list of licences has no {', '.join(sorted(missing))}.")
    for part in parts:
        if sum(text.stat().st_size for text in part.texts if text.is_file()) < 100:
            raise TrialError(f"There is no text of the licence of {part.name}.")
        if "LGPL" in part.licence and not any("relinking" in text.name for text in part.texts):
            raise TrialError(f"Nothing says how {part.name} can be replaced.")
    return f"{len(parts)} parts, {len({text for part in parts for text in part.texts})} texts"


def class_from_share(program: Program, count: int, *, with_window: bool) -> str:
    """Let trainees work at once with the program in a folder that none of them may write to."""
    import trainees

    def start(*words: str, window: bool = False) -> list[str]:
        return program.command("SWF Desktop" if window else "swf-desktop", *words)

    with tempfile.TemporaryDirectory(prefix="swf trial ", dir=program.scratch) as place:
        homes = Path(place)
        homes.chmod(0o755)
        try:
            return trainees.class_of(program.folder, start, homes, count, window=with_window, nobody=True)
        except trainees.TraineesError as error:
            raise TrialError(str(error)) from None


def trials(program: Program, *, picture: Path | None, trainees: int = 0) -> bool:
    """Run all checks on a program; return whether all passed. picture: where that of its window goes, None: none.

    trainees: how many work at once from one share, 0 for none.
    """
    passed = [
        report("size", lambda: sizes(program.folder)),
        report("licences", lambda: licences(program.folder)),
        report("self-test", lambda: selftest(program)),
        report("sample return equals the source's", lambda: conversion(program)),
        report("a protected return", lambda: protected(program)),
    ]
    if picture is not None:
        passed.append(report("window", lambda: window(program, picture)))
    if trainees:
        with_window = picture is not None
        passed.append(report("one share", lambda: class_from_share(program, trainees, with_window=with_window)))
    passed.append(report("start-up", lambda: start_up(program, with_window=picture is not None)))
    return all(passed)


def main() -> int:
    """Read the arguments and run the checks; returns 1 where one failed."""
    parser = argparse.ArgumentParser(description="Test a built program.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--picture", type=Path, help="open the window too, and put its picture there")
    parser.add_argument("--trainees", type=int, default=4, help="so many work at once from one share (4; 0: none)")
    arguments = parser.parse_args()
    program = Program(arguments.folder.resolve())
    return 0 if trials(program, picture=arguments.picture, trainees=arguments.trainees) else 1


if __name__ == "__main__":
    sys.exit(main())
