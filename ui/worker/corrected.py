"""The worker's jobs about corrected files: which file a new one may take the place of, and what that changes."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import replace

from converters.collector import no_collector
from converters.replacing import Changed, Fit, fits, in_its_place, what_changes
from converters.sources.stored import table_bytes
from swf_desktop.collection import Collection
from ui.worker.jobs import request_of, sources_of, view_of
from ui.worker.process import PROGRESS, Report, State
from ui.worker.views import Asked


@no_collector()
def look(state: State, report: Report, asked: Asked, new: Sequence[str]) -> list[tuple[Fit, Changed]]:
    """Return the new files that may take the place of one that is here, and what that changes. new: digests."""
    request, sources = request_of(asked), sources_of(state, asked)
    tables = [state.table(digest) for digest in new]
    found = fits(sources.tables, tables, request.recipe, Collection.load(request.chosen_year))
    told = []
    for number, fit in enumerate(found):
        report(PROGRESS, (f"Comparing {fit.new} with {fit.old}", number / len(found)))
        told.append((fit, what_changes(sources, request, in_its_place(sources.tables, tables, fit), [fit])))
    return told


def rename(state: State, report: Report, digests: Sequence[str], paths: Sequence[str], file: str) -> int:
    """Send tables again under another name of their file, each as `table`; returns how many."""
    for digest, path in zip(digests, paths, strict=True):
        table = replace(state.table(digest), file=file)
        data = table_bytes(table)
        name = hashlib.sha256(data).hexdigest()
        packed = zlib.compress(data, 1)
        state.packed[name] = len(data), packed
        state.tables[name] = table
        report("table", (view_of(table, path), name, len(data), packed))
    return len(digests)
