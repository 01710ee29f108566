"""The presenter's page: a lesson's story beside the window, with what to do, what to say and who is meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from converters.pipeline import build, read_all
from converters.practice.lesson import Lesson, Step
from converters.practice.lesson_walk import record_at, write_files
from converters.practice.maker import Mend
from converters.request import Request
from swf_desktop.collection import Collection
from swf_desktop.facts import person_label
from swf_desktop.practice import SENTENCE
from swf_desktop.record import Return
from validation.collect.after_load import STAGES
from validation.reports.page import render, uk_date


@dataclass(frozen=True, slots=True)
class Scene:
    """One step as it is shown. done: what to do, sentence by sentence."""

    step: Step
    done: tuple[str, ...]


def presenter_page(lesson: Lesson, year: int) -> str:
    """Return the page as HTML, in type that is read from beside a projector.

    The lesson's files are made once, so that the page can name who is meant. Raises OSError, CannotRun.
    """
    with TemporaryDirectory() as apart:
        paths, mends = write_files(lesson, Path(apart), year)
        collection = Collection.load(year)
        # Only what is mended is about somebody.
        request = Request(year=year, level=lesson.level)
        return_ = build(read_all(paths), request).returns[0].return_ if mends else Return()
        scenes = [Scene(step, tuple(_done(step, paths, mends, return_, collection))) for step in lesson.steps]
    pace = max(round(lesson.minutes / len(lesson.steps)), 1)
    return render("presenter.html", lesson=lesson, scenes=scenes, pace=pace, stages=STAGES, sentence=SENTENCE)


def _done(
    step: Step, paths: list[Path], mends: tuple[Mend, ...], return_: Return, collection: Collection
) -> Iterator[str]:
    for action, what in step.answer.items():
        if action == "load":
            chosen = [path.name for path in paths if "all" in what or any(word in path.name for word in what)]
            yield f"Add {', '.join(chosen)}."
        elif action == "level":
            yield "Choose the authority's return." if what == "la" else "Choose the school's return."
        elif action == "school":
            yield f"Type the authority {what['lea']} and the school {what['estab']}."
        elif action == "mend":
            for mend in mends:
                if mend.fault in what:
                    yield _mended(mend, return_, collection)
        elif action == "code":
            yield f"Say that “{what['text']}” means {_meaning(what['field'], what['is'], collection)}."
        elif action == "note":
            yield f"Write a note to {what['rule']}: “{what['text']}”"
        elif action == "write":
            yield "Write the return."


def _mended(mend: Mend, return_: Return, collection: Collection) -> str:
    record = record_at(return_, mend)
    while record.parent is not None and record.parent is not return_.message:
        record = record.parent
    whose = person_label(record) if record.kind == "staff" else "The return"
    becomes = _meaning(mend.field, mend.text, collection) if mend.text else "blank"
    return f"{whose}: {collection.fields[mend.field].label} becomes {becomes}."


def _meaning(field: str, text: str, collection: Collection) -> str:
    """Return a value as people read it: a code with what it means, a date with the day first, money with its pounds."""
    kind, code_set = collection.fields[field].type, collection.code_sets.get(collection.fields[field].code_set)
    if kind == "date":
        return uk_date(date.fromisoformat(text))
    if kind == "boolean":
        return "Yes" if text == "true" else "No"
    if kind == "money":
        return f"£{Decimal(text):,.2f}"
    code = None if code_set is None else code_set.codes.get(text)
    return text if code is None else f"{code.description} ({text})"
