"""Whatever teaches about a census year, by its kind: an accepted return, a paper of the department, a year pack."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from converters.papers.department import Compared, compare_schema, compare_workbook, write_compared
from converters.papers.learning import Learnt, learn, write_learnt
from converters.sources.message import read_message
from converters.sources.reader import is_message, read_source
from swf_desktop.collection import Collection


class Taught(NamedTuple):
    """What came of a file. year: which it is about. folder, written: the pack's. said: what it taught, in sentences."""

    year: int
    folder: Path
    written: list[Path]
    said: list[str]


def pack_name(collection: Collection) -> str:
    """Return the name of the pack in which everything that was learnt of a year goes."""
    return f"year-{collection.year}"


def teach(path: Path, collection: Collection, folder: Path | None = None, *, beside: Path | None = None) -> Taught:
    """Write what a file teaches of its year into a pack's folder. Raises SourceError for another kind, OSError.

    collection: the year of a paper that does not say its own; a return does. folder: the pack's, or beside: the folder
    that the pack's own, by its name, goes into; the current one without either.
    """
    if is_message(path):
        loaded = read_message(path)
        collection = loaded.collection
        folder = folder or (beside or Path()) / pack_name(collection)
        learnt = learn(loaded)
        return Taught(
            collection.year, folder, write_learnt(learnt, collection, folder), list(_learnt_words(learnt, collection))
        )
    schema = path.suffix.lower() == ".xsd"
    found = compare_schema(path, collection) if schema else compare_workbook(read_source(path), collection)
    folder = folder or (beside or Path()) / pack_name(collection)
    return Taught(
        collection.year, folder, write_compared(found, collection, folder), list(_compared_words(found, collection))
    )


def _learnt_words(learnt: Learnt, collection: Collection) -> Iterator[str]:
    for switch, on in learnt.switches.items():
        yield f"{switch} is {'on' if on else 'off'} in it, and stood {'off' if on else 'on'} here."
    for set_id, code in learnt.confirmed:
        yield f"{collection.code_sets[set_id].name}: {code} was a guess and is in it."
    for set_id, code in learnt.new:
        yield f"{collection.code_sets[set_id].name}: {code} is in it and was in no list; add what it means."
    for name in learnt.unknown:
        yield f"{name} is in it and has no place in our message of {collection.year}: add it to elements.csv."
    if not any((learnt.switches, learnt.confirmed, learnt.new, learnt.unknown)):
        yield "Nothing in it differs from what is held."
    yield "Nothing about people was kept."


def _compared_words(found: Compared, collection: Collection) -> Iterator[str]:
    yield (
        f"The department's {found.what} beside ours of {collection.year}: {found.same} alike, {len(found.theirs_only)} "
        f"theirs only, {len(found.ours_only)} ours only, {len(found.differing)} that differ."
    )
    for title, some in (
        ("Theirs only", found.theirs_only),
        ("Ours only", found.ours_only),
        ("Differ", found.differing),
    ):
        for one in some:
            yield f"{title}: {one.what}: " + " / ".join(text for text in (one.ours, one.theirs) if text)
    yield from found.notes
