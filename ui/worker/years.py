"""Jobs that change what the program knows of a census year: learn from a file, take a pack in or out. No Qt."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ui.worker.process import Report, State


class Learnt(NamedTuple):
    """What came of it. pack: the name of the year pack. said: what changed, in sentences."""

    pack: str
    said: tuple[str, ...]


def learn_year(state: State, report: Report, source: str, year: int, packs: str) -> Learnt:
    """Learn from a file and take it into use at once: an accepted return, a paper of the department or a year pack.

    Raises SourceError where it teaches nothing, PackError for a damaged pack, OSError.
    """
    from converters.papers.year_papers import teach
    from swf_desktop.collection import Collection
    from swf_desktop.packs import SUFFIX, install, sum_of, take_into_use
    from ui.worker.process import PROGRESS

    path, place = Path(source), Path(packs)
    report(PROGRESS, (f"Learning from {path.name}", 0.2))
    if path.suffix.lower() == SUFFIX:
        pack, said = install(path, place), ["Its tables stand before the program's own from now on."]
    else:
        scratch = Path(tempfile.mkdtemp())
        try:
            taught = teach(path, Collection.load(year), beside=scratch)
            pack, said = take_into_use(taught.folder, place), taught.said
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    _know_again(state, place)
    return Learnt(pack.name, (*said, f"In use from now on: {pack.name} (sum {sum_of(pack)[:16]})."))


def take_out(state: State, _report: Report, folder: str) -> Learnt:
    """Take an installed pack out of use and remove it. Raises OSError."""
    from swf_desktop import packs

    path = Path(folder)
    packs.take_out(path)
    _know_again(state, path.parent)
    return Learnt(path.name, (f"{path.name} is taken out: the program's own tables count again.",))


def _know_again(state: State, packs: Path) -> None:
    """Forget what was built by the tables as they were."""
    from swf_desktop.packs import use_again

    use_again(packs)
    state.built = state.token = None
