"""The commands `lessons ...`: lessons to take, to look how far one has come, and to prove a lesson of one's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from converters.practice.handout import handout, practised
from converters.practice.lesson import Lesson, built_in, find_lesson
from converters.practice.lesson_state import look
from converters.practice.lesson_walk import WORKSPACE_NAME, start, walk
from converters.practice.presenter import presenter_page
from converters.request import CannotRun
from swf_desktop.collection import collection_years
from swf_desktop.files.writing import write_text
from swf_desktop.workspace.workspace import Workspace
from ui.cli.console import console, print_table
from ui.cli.outcome import ERRORS, OK

PRACTISED_NAME = "PRACTICE practised.html"


def list_lessons() -> None:
    """Print the lessons."""
    rows = [
        (str(number), name, lesson.title, f"{lesson.minutes} min", ", ".join(map(str, lesson.years)) or "all years")
        for number, (name, lesson) in enumerate(built_in().items(), 1)
    ]
    print_table(("", "Name", "Lesson", "Time", "For"), rows)


def year_for(lesson: Lesson, year: int | None) -> int:
    """Return the year to take a lesson in: the one asked for, else the newest that it is for."""
    return year or max(each for each in collection_years() if not lesson.years or each in lesson.years)


def start_lesson(name: str, folder: Path, year: int | None) -> None:
    """Set a lesson up; a lesson that was begun in the folder begins anew."""
    lesson = find_lesson(name)
    for path in start(lesson, folder, year_for(lesson, year)):
        console().print(f"Written: {path}")
    console().print(f"\n{lesson.story}\n\n1. {lesson.steps[0].goal}\n   {lesson.steps[0].hint}")


def look_at_lesson(name: str, folder: Path, year: int | None) -> int:
    """Say which steps are done; exit code 1 while any is not."""
    lesson = find_lesson(name)
    path = folder / WORKSPACE_NAME
    if not path.is_file():
        raise CannotRun(f"{folder} holds no lesson.", "Begin one: swf-desktop lessons start.")
    with Workspace.open(path, new=False) as workspace:
        kept = workspace.setting("year")
        done = look(workspace, lesson, int(kept) if kept.isdigit() else year_for(lesson, year))
    out = console()
    for number, step in enumerate(lesson.steps, 1):
        out.print(f"{'done' if number in done else 'open'}  {number}. {step.goal}")
        if number in done:
            out.print(f"      {step.look}")
    rest = [number for number in range(1, len(lesson.steps) + 1) if number not in done]
    if rest:
        out.print(f"\nNext: {lesson.steps[rest[0] - 1].hint}")
        return ERRORS
    page = folder / PRACTISED_NAME
    today = date.today()  # noqa: DTZ011 - the day on the trainee's own clock
    write_text(page, practised(lesson, done, today))
    out.print(f"\nAll done. What was practised: {page}")
    return OK


def prove_lesson(name: str, year: int | None) -> None:
    """Read a lesson, make its files and walk it by its answers."""
    lesson = find_lesson(name)
    walk(lesson, year_for(lesson, year))
    console().print(
        f"{lesson.title}: {len(lesson.steps)} steps, each done by its answer and not before. It can be used."
    )


def write_handout(name: str, out: Path, answers: bool) -> None:
    """Write a lesson's handout, as HTML or PDF by the name it is given."""
    lesson = find_lesson(name)
    _write_page(handout(lesson, answers=answers), out, lesson.title)


def write_presenter(name: str, out: Path, year: int | None) -> None:
    """Write the page for whoever presents a lesson, as HTML or PDF by the name it is given."""
    lesson = find_lesson(name)
    _write_page(presenter_page(lesson, year_for(lesson, year)), out, lesson.title)


def _write_page(html: str, out: Path, title: str) -> None:
    if out.suffix.lower() == ".pdf":
        # Qt lays the page out; it is loaded only here, since no other command needs it.
        from ui.printing import pdf_without_window

        pdf_without_window(html, out, title)
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_text(out, html)
    console().print(f"Written: {out}")
