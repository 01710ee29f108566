"""The known-good returns of the corpus (`resources/corpus/starts`) and changes to them, as tests want them at hand."""

from __future__ import annotations

from collections.abc import Iterator

from swf_desktop.collection import Collection
from swf_desktop.record import Record, Return
from validation import cases
from validation.cases import Tree, find

__all__ = ["STARTS", "change", "collection", "find", "la", "school", "set_fields"]

YEAR = 2013
"""The year of the cases that name none."""


def collection(year: int = YEAR) -> Collection:
    """Return the collection of a year."""
    return Collection.load(year)


def school(year: int = YEAR) -> Return:
    """Return a new known-good return of a school."""
    return cases.built(cases.start_of("school", year), collection(year))


def la(year: int = YEAR) -> Return:
    """Return a new known-good return of an authority's central staff."""
    return cases.built(cases.start_of("la", year), collection(year))


STARTS = {"school": school, "la": la}


def set_fields(record: Record, texts: dict[str, str], year: int = YEAR) -> None:
    """Fill fields from texts in the message's form; an empty one takes the field out."""
    cases.set_fields(record, texts, collection(year))


def change(return_: Return, changes: tuple[Tree, ...] | list[Tree], year: int = YEAR) -> Iterator[Record]:
    """Make the changes of a case one after the other, and yield the record that each was made to."""
    return cases.change(return_, changes, collection(year))
