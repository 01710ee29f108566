"""Trainees at once, from one share that none of them may write to: each with a profile of their own.

Each takes the first lesson from beginning to end by command, then makes a practice return with a number of their own,
and, where there is a screen, opens the window. Afterwards nothing in the share has changed, every lesson is done, every
trainee has the same return of the lesson byte for byte, and of the numbers of the others none is found in any profile.
"""

from __future__ import annotations

import os
import stat
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NOW = "2026-11-10T09:30:00"
YEAR = "2026"
STAGGER = 0.2
"""Seconds between one trainee and the next: nobody presses Enter in the same moment."""
_NOBODY = 65534
"""Whoever runs the test as root may write anywhere: the trainees are then somebody who may not."""
NUMBERS = (*range(330, 337), *range(340, 345), *range(350, 360))
"""Numbers of authorities, one for each trainee, under which they make a return of their own."""

Start = Callable[..., list[str]]
"""Gives the command that starts the program with arguments; `window=True` for the program with the window."""


class TraineesError(Exception):
    """Something went wrong for a trainee: what, in words for whoever builds the program."""


@dataclass(frozen=True, slots=True)
class Trainee:
    """One trainee. home: their profile, in which all that they make lies."""

    number: int
    home: Path

    @property
    def lea(self) -> str:
        """The number under which their practice return is made."""
        return str(NUMBERS[self.number])

    def environment(self) -> dict[str, str]:
        """Return what a profile is to a program: every folder it knows of is this trainee's own."""
        places = dict.fromkeys(("HOME", "USERPROFILE"), self.home)
        places |= dict.fromkeys(("APPDATA", "XDG_CONFIG_HOME"), self.home / "roaming")
        places |= dict.fromkeys(("LOCALAPPDATA", "XDG_CACHE_HOME"), self.home / "local")
        places |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self.home / "temporary")
        return {**os.environ, **{name: str(place) for name, place in places.items()}, "PYTHONDONTWRITEBYTECODE": "1"}


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of every file and folder below a folder."""
    return {
        path.relative_to(folder).as_posix(): (path.lstat().st_size, path.lstat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
    }


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Take the right to write in a folder away, from its owner too, and give it back at the end."""
    places = [folder, *folder.rglob("*")]
    modes = {path: path.stat().st_mode for path in places if not path.is_symlink()}
    try:
        for path, mode in modes.items():
            path.chmod(mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


def take_lesson(trainee: Trainee, start: Start, *, window: bool, user: int | None) -> None:
    """Do what a trainee does. Raises TraineesError."""
    home = trainee.home

    def run(*words: str, good: Sequence[int] = (0,), screen: bool = False) -> str:
        done = subprocess.run(
            start(*words, window=screen),
            env=trainee.environment(),
            cwd=home,
            user=user,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=600,
            check=False,
        )
        said = done.stdout.decode("utf-8", "replace")
        if done.returncode not in good:
            raise TraineesError(f"Trainee {trainee.number}: {' '.join(words)} ended with {done.returncode}:\n{said}")
        return said

    lesson = home / "lesson"
    run("lessons", "start", "first-return", "-o", str(lesson), "--collection", YEAR)
    # Not yet: the check says so.
    run("lessons", "look", "first-return", "-o", str(lesson), good=(1,))
    [workbook] = lesson.glob("*.xlsx")
    workspace = lesson / "PRACTICE lesson.swfreturn"
    run("convert", str(workbook), "--workspace", str(workspace), "-o", str(lesson), "--now", NOW)
    if "All done" not in run("lessons", "look", "first-return", "-o", str(lesson)):
        raise TraineesError(f"Trainee {trainee.number}: the lesson is not done.")
    own = home / "own"
    words = ("--collection", YEAR, "--staff", "12", "--lea", trainee.lea, "--seed", str(trainee.number + 1))
    run("practice", "-o", str(own), *words)
    run("check", *(str(path) for path in own.glob("*.xml")))
    if window:
        picture = home / "window.png"
        run("--selftest-window", str(picture), screen=True)
        if not picture.is_file():
            raise TraineesError(f"Trainee {trainee.number}: there is no picture of the window.")


def look_at(trainees: Sequence[Trainee]) -> None:
    """Raise TraineesError where a trainee has not what they should, or has something of another's."""
    lessons = {path.read_bytes() for one in trainees for path in (one.home / "lesson").glob("PRACTICE_*.xml")}
    if len(lessons) != 1:
        raise TraineesError(f"The same lesson gave {len(lessons)} different returns.")
    for one in trainees:
        made = sorted(path.name for path in one.home.rglob("*.xml"))
        if len(made) != 2 or not any(name.startswith(f"PRACTICE_{one.lea}") for name in made):
            raise TraineesError(f"Trainee {one.number} has {', '.join(made)}.")
        others = {other.lea for other in trainees} - {one.lea}
        strange = [name for name in made if any(name.startswith(f"PRACTICE_{lea}") for lea in others)]
        left = list((one.home / "local" / "SWF Desktop" / "work").glob("*"))
        if strange or left:
            raise TraineesError(f"Trainee {one.number}: of others {strange}, left behind {left}.")


def class_of(share: Path, start: Start, homes: Path, count: int, *, window: bool = False, nobody: bool = False) -> str:
    """Let so many trainees work at once, and say how it went. Raises TraineesError.

    nobody: whoever runs this is root, and the trainees are somebody without rights; the share must be one that they can
    read.
    """
    user = _NOBODY if nobody and hasattr(os, "geteuid") and os.geteuid() == 0 else None
    trainees = [Trainee(number, homes / f"trainee {number + 1}") for number in range(count)]
    for one in trainees:
        for place in (one.home, *(one.home / name for name in ("roaming", "local", "temporary"))):
            place.mkdir(parents=True)
            if user is not None:
                os.chown(place, user, user)
    before = snapshot(share)
    started = time.monotonic()
    with read_only(share), ThreadPoolExecutor(count) as room:
        working = []
        for one in trainees:
            working.append(room.submit(take_lesson, one, start, window=window, user=user))
            time.sleep(STAGGER)
        for each in working:
            each.result()
    taken = time.monotonic() - started
    after = snapshot(share)
    if after != before:
        changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        raise TraineesError(f"The share was written to: {', '.join(changed[:10])}")
    look_at(trainees)
    opened = ", the window opened for each" if window else ""
    return f"{count} trainees at once, {taken:.0f} s in all{opened}; {len(before):,} files of the share untouched"
