"""What came of the files that no other page shows: who was left out and why, cells that say nothing, blanks filled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from converters.built import Built
from swf_desktop.collection import Collection
from swf_desktop.facts import person_label
from swf_desktop.record import Record, place_words
from ui.worker.views import ToldView

MOST: Final = 500
"""So many of each kind are listed; of the rest only the number is said."""


def told_views(built: Built, collection: Collection) -> list[ToldView]:
    """Return all of it, kind by kind."""
    filled = built.last_year.filled if built.last_year is not None else []
    problems = built.assembly.problems if built.assembly is not None else []
    return [
        *_some("Left out", _left_out(built), len(built.left_out)),
        *_some("Not understood", _problems(built, collection), len(problems)),
        *_some("From last year", _filled(built, collection), len(filled)),
    ]


def _some(kind: str, views: Iterator[ToldView], count: int) -> Iterable[ToldView]:
    yield from islice(views, MOST)
    if count > MOST:
        yield ToldView(kind, "", f"and {count - MOST:,} more")


def _left_out(built: Built) -> Iterator[ToldView]:
    for one in built.left_out:
        post = one.contract and (one.contract.code("Post") or one.contract.raw("JobTitle"))
        what = f"Contract {post}: " if post else ""
        yield ToldView("Left out", person_label(one.person), f"{what}{one.reason}")


def _problems(built: Built, collection: Collection) -> Iterator[ToldView]:
    for problem in built.assembly.problems if built.assembly is not None else ():
        label = _label(problem.field, collection)
        yield ToldView("Not understood", place_words(problem.source), f"{label}: {problem.text}", found=problem.found)


def _filled(built: Built, collection: Collection) -> Iterator[ToldView]:
    for one in built.last_year.filled if built.last_year is not None else ():
        person = one.record.person()
        who = person_label(person) if person is not None else "The school"
        found = _raw(one.record, one.field)
        yield ToldView("From last year", who, _label(one.field, collection), found=found, key=one.record.key)


def _raw(record: Record, field: str) -> str:
    kind, _, tag = field.partition(".")
    return record.raw(tag) or "" if tag and kind == record.kind else ""


def _label(field: str, collection: Collection) -> str:
    if field in collection.fields:
        return collection.fields[field].label
    return collection.kinds[field].label if field in collection.kinds else field
