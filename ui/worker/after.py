"""Jobs after the upload: COLLECT's list read, a refused file written again, what changed since the last file."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from converters.pipeline import fill_header
from converters.request import CannotRun
from converters.sources.message import read_message
from converters.sources.reader import read_source
from ui.worker.jobs import built_as_asked
from ui.worker.process import PROGRESS, Report, State
from ui.worker.views import Asked
from validation.collect.errors import CollectError, CollectListError, read_collect_list
from validation.collect.known import KnownDifference, read_known
from validation.reports.resubmission import changes_in_words


def read_list(_state: State, report: Report, source: str, is_file: bool) -> list[CollectError]:
    """Read COLLECT's list from a file, or from text as it was copied. Raises CannotRun where it is none."""
    report(PROGRESS, ("Reading COLLECT's list", 0.5))
    try:
        return read_collect_list(Path(source) if is_file else source)
    except CollectListError as error:
        raise CannotRun(f"{error.place}: {error.found}", error.remedy) from error


def read_known_differences(_state: State, _report: Report, path: str) -> list[KnownDifference]:
    """Read a file of known differences. Raises CannotRun where it is none."""
    try:
        return read_known(Path(path))
    except CollectListError as error:
        raise CannotRun(f"{error.place}: {error.found}", error.remedy) from error


def read_notes(_state: State, _report: Report, path: str) -> Any:
    """Read the sheet of query notes that came back. Raises SourceError where it is none."""
    from converters.after.notes_back import read_query_notes

    return read_query_notes(read_source(Path(path)))


def changes(state: State, report: Report, asked: Asked, now: datetime, path: str, sha256: str) -> list[str]:
    """Return a sentence for each thing that is another than in the file that was sent last.

    Raises CannotRun where the file is no longer the one that was written.
    """
    before = Path(path)
    if not before.is_file():
        raise CannotRun(f"{before.name} is no longer in {before.parent}.", "Choose where it is now.")
    if sha256 and hashlib.sha256(before.read_bytes()).hexdigest() != sha256:
        raise CannotRun(
            f"{before.name} is not the file that was written: it was changed since.", "Choose the file you uploaded."
        )
    report(PROGRESS, ("Comparing with the last file", 0.3))
    last = read_message(before)
    one = built_as_asked(state, report, asked, now).returns[0]
    if last.collection.year != one.collection.year:
        raise CannotRun(
            f"{before.name} is of {last.collection.year} and this return of {one.collection.year}.",
            "Choose the last file of this year.",
        )
    if not one.as_is:
        fill_header(one, "001", now)
    return changes_in_words(last.return_, one.return_, one.collection)
