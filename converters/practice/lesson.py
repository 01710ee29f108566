"""A lesson as text: its files, a story, and steps with goal, hint, what to look at, and a check that a step was done.

The lessons that come with the program stand in `resources/lessons`; a trainer's own is one file in the same form. See
`resources/lessons/README.md` for the form.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from converters.practice.made_school import PRACTICE_LEA
from converters.practice.maker import Wanted
from converters.request import CannotRun
from resources import resource
from swf_desktop.words import step_of, step_titles, with_titles

CHECKS: Final = {
    "files": int,
    "people": int,
    "gone": list,
    "no_errors": bool,
    "no_questions": bool,
    "noted": list,
    "all_noted": bool,
    "written": bool,
    "level": str,
    "edited": list,
}
"""What a step's check may ask for, and of which sort its value is (see `lesson_state.holds`)."""

ACTIONS: Final = {"load": list, "mend": list, "code": dict, "note": dict, "level": str, "school": dict, "write": bool}
"""What the answer of a step may do (see `lesson_walk`)."""

_SCHOOL: Final = {"staff": int, "phase": str, "faults": str, "seed": int, "level": str, "sample": str, "files": str}
_LESSON: Final = {"title": str, "years": list, "minutes": int, "story": str, "school": dict, "step": list}
_STEP: Final = {"goal": str, "hint": str, "look": str, "where": str, "show": dict, "check": dict, "answer": dict}


class LessonError(Exception):
    """A lesson that cannot be used: which file, what was found, and what to do."""

    def __init__(self, file: str, found: str, remedy: str) -> None:
        super().__init__(f"{file}: {found} {remedy}")
        self.file = file
        self.found = found
        self.remedy = remedy


class Pointer(NamedTuple):
    """What a step points at. step: of the window, by name. control: see `resources/lessons/controls.csv`.

    words: what stands beside its outline.
    """

    step: str
    control: str
    words: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step. where: the window's step in which it is done, by name, empty for anywhere. check: what then holds.

    answer: how it is done. show: the controls it is done with, in the order in which they are used.
    """

    goal: str
    hint: str
    look: str
    where: str
    check: Mapping[str, Any]
    answer: Mapping[str, Any]
    show: tuple[Pointer, ...] = ()

    @property
    def place(self) -> str:
        """The title of the window's step in which it is done, empty for anywhere."""
        return step_titles().get(self.where, "")


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson. years: the collections it is for, none for all. sample: a form of the sample school, or nothing."""

    name: str
    title: str
    years: tuple[int, ...]
    minutes: int
    story: str
    school: Mapping[str, Any]
    steps: tuple[Step, ...]

    @property
    def sample(self) -> str:
        """The form of the sample school that the lesson's files are, empty for a made school."""
        return str(self.school.get("sample", ""))

    @property
    def level(self) -> str:
        """`S` for a school's return, `L` for an authority's."""
        return "L" if self.school.get("level") == "la" else "S"

    def wanted(self, year: int) -> Wanted:
        """Return what the fault maker is asked for. Raises CannotRun for a year the lesson is not for."""
        if self.years and year not in self.years:
            listed = ", ".join(map(str, self.years))
            raise CannotRun(f"The lesson {self.title!r} is not for {year}.", f"It is for {listed}.")
        return Wanted(
            year,
            self.school.get("staff", 20),
            self.school.get("phase", "primary"),
            self.school.get("faults", ""),
            self.school.get("seed", 1),
            self.level,
            PRACTICE_LEA,
        )


def built_in() -> dict[str, Lesson]:
    """Return the lessons that come with the program, by name, in the order to take them."""
    names = sorted(path.name for path in resource("lessons").iterdir() if path.name.endswith(".toml"))
    return {
        name.removesuffix(".toml").partition("-")[2]: parse_lesson(
            resource("lessons", name).read_text(encoding="utf-8"), name
        )
        for name in names
    }


def find_lesson(name: str) -> Lesson:
    """Return a lesson by its name or its number, or from a file. Raises LessonError."""
    path = Path(name)
    if path.suffix.lower() == ".toml":
        try:
            return parse_lesson(path.read_text(encoding="utf-8-sig"), path.name)
        except (OSError, UnicodeDecodeError) as error:
            raise LessonError(str(path), f"It cannot be read: {error}.", "Check the name and the file.") from error
    lessons = built_in()
    by_number = dict(enumerate(lessons, 1))
    key = by_number.get(int(name), "") if name.isdigit() else name
    if key not in lessons:
        raise LessonError(name, "There is no such lesson.", f"There are: {', '.join(lessons)}; or give a .toml file.")
    return lessons[key]


def parse_lesson(text: str, file: str) -> Lesson:
    """Read a lesson. Raises LessonError, with the part that is wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LessonError(file, f"It is not in the form of a lesson: {error}.", "Correct that line.") from error
    _look(data, _LESSON, ("title", "story", "step"), file, "The lesson")
    school = data.get("school", {})
    _look(school, _SCHOOL, (), file, "[school]")
    steps = []
    for number, entry in enumerate(data["step"], 1):
        what = f"Step {number}"
        if not isinstance(entry, dict):
            raise LessonError(file, f"{what} is no table.", "Begin it with [[step]].")
        _look(entry, _STEP, ("goal", "hint", "check"), file, what)
        _look(entry["check"], CHECKS, (), file, f"{what}, check")
        _look(entry.get("answer", {}), ACTIONS, (), file, f"{what}, answer")
        if not entry["check"]:
            raise LessonError(file, f"{what} has an empty check.", f"Use one of {', '.join(CHECKS)}.")
        goal, hint, shown = (with_titles(entry.get(part, "")) for part in ("goal", "hint", "look"))
        where = _where(entry.get("where", ""), file, what)
        pointers = tuple(_pointer(at, words, file, what) for at, words in entry.get("show", {}).items())
        steps.append(Step(goal, hint, shown, where, entry["check"], entry.get("answer", {}), pointers))
    if not steps:
        raise LessonError(file, "It has no step.", "Add a [[step]].")
    years = tuple(data.get("years", ()))
    name = file.removesuffix(".toml")
    name = name.partition("-")[2] if name[:1].isdigit() else name
    story = with_titles(data["story"].strip())
    return Lesson(name, data["title"], years, data.get("minutes", 15), story, school, tuple(steps))


def _where(text: str, file: str, what: str) -> str:
    name = step_of(text) if text else ""
    if name is None:
        listed = ", ".join(step_titles())
        raise LessonError(file, f"{what}: there is no step {text!r} in the window.", f"Use one of {listed}.")
    return name


@cache
def controls() -> dict[tuple[str, str], str]:
    """Return what each control is that a lesson can point at, by step and name."""
    text = resource("lessons", "controls.csv").read_text(encoding="utf-8")
    return {(row["step"], row["name"]): row["what it is"] for row in csv.DictReader(io.StringIO(text))}


def _pointer(at: str, words: Any, file: str, what: str) -> Pointer:
    place, _, control = at.partition("/")
    step = step_of(place.strip())
    if step is None or (step, control) not in controls():
        known = ", ".join(f"{step}/{name}" for step, name in controls())
        raise LessonError(file, f"{what}, show: there is no control {at!r} in the window.", f"Use one of {known}.")
    if not isinstance(words, str) or not words.strip():
        raise LessonError(file, f"{what}, show: {at!r} has no words.", "Say in a few words what to do there.")
    return Pointer(step, control, words.strip())


def _look(data: Mapping[str, Any], known: Mapping[str, type], needed: tuple[str, ...], file: str, what: str) -> None:
    for key, value in data.items():
        if key not in known:
            raise LessonError(file, f"{what} has {key!r}, which says nothing.", f"Use {', '.join(known)}.")
        if not isinstance(value, known[key]) or (known[key] is int and isinstance(value, bool)):
            sort = {int: "a number", str: "a text", bool: "true", list: "a list", dict: "a table"}[known[key]]
            raise LessonError(file, f"{what}: {key} is no {sort.removeprefix('a ')}.", f"Give it {sort}.")
    for key in needed:
        if not data.get(key):
            raise LessonError(file, f"{what} lacks {key!r}.", "Add it.")
