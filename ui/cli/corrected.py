"""A corrected file given to a command together with a workspace: what it replaces, asked where nobody says so."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace

from converters.built import Sources
from converters.replacing import Changed, Fit, carried, fits, in_its_place, put_in_place, question_on, what_changes
from converters.request import CannotRun, Request
from converters.sources.stored import table_bytes
from converters.sources.table import Table
from swf_desktop.collection import Collection
from swf_desktop.words import listed
from swf_desktop.workspace.workspace import Workspace
from ui.cli.console import console
from ui.cli.options import Corrected, Order


def with_kept(
    read: Sources, here: Sources, request: Request, order: Order, name: str
) -> tuple[Sources, Request, list[Fit], Changed]:
    """Return all that a return is made of once files are given beside those a workspace holds, and what replaces what.

    name: of the workspace, as people know it. A file of the same name that is given again takes its own place. Raises
    CannotRun where another file has the columns of one that is held and nobody says whether it replaces it or is added.
    """
    new = [table for table in read.tables if all(table_bytes(table) != table_bytes(one) for one in here.tables)]
    if read.messages or not here.tables:
        return read, request, [], Changed()
    given = {table.file for table in read.tables}
    files = {table.file for table in new}
    tables = [table for table in read.tables if table.file in files]
    found = fits(here.tables, tables, request.recipe, Collection.load(request.chosen_year))
    asked = [fit for fit in found if fit.new != fit.old and fit.old not in given]
    again = [fit for fit in found if fit.new == fit.old]
    if asked and order.corrected is None:
        _say(what_changes(here, request, _after(here.tables, tables, asked), asked), "If it replaces it:")
        raise CannotRun(
            f"{question_on(asked)} {name} holds {listed([fit.old for fit in asked])}.",
            "Run it again with --replace, or with --add. Nothing was changed.",
        )
    taken = again + (asked if order.corrected is Corrected.REPLACE else [])
    of_its_own = files - {fit.new for fit in found}
    after = _after([table for table in here.tables if table.file not in of_its_own], tables, taken)
    after += [table for table in tables if table.file not in {one.file for one in after}]
    changed = Changed()
    if taken:
        changed = what_changes(here, request, after, taken)
        _say(changed, f"{listed([fit.old for fit in taken])} replaced:")
    others = sorted({table.file for table in after} - given)
    if others:
        console(err=True).print(f"Read from {name} too: {listed(others)}.", markup=False)
    recipe = request.recipe
    for fit in taken:
        recipe = carried(recipe, fit)
    theirs = changed.by_hand if order.theirs else ()
    gone = {(one.edit.record, one.edit.field) for one in theirs}
    overlay = tuple(edit for edit in request.overlay if (edit.record, edit.field) not in gone)
    last_year = read.last_year or here.last_year
    together = replace(read, tables=after, last_year=last_year)
    return together, replace(request, recipe=recipe, overlay=overlay), taken, replace(changed, by_hand=tuple(theirs))


def workspace_name(workspace: Workspace) -> str:
    """Return what to call a workspace."""
    return "the workspace" if workspace.path is None else workspace.path.name


def keep_corrected(workspace: Workspace, tables: Sequence[Table], taken: Sequence[Fit], changed: Changed) -> None:
    """Keep the files that replaced others, as a step that can be undone. tables: all that the return is made of."""
    if not taken:
        return
    new = {fit.new for fit in taken}
    packed = []
    for table in tables:
        if table.file in new:
            data = table_bytes(table)
            packed.append((table.file, table.sheet, len(data), zlib.compress(data, 1), ""))
    put_in_place(workspace, packed, taken, changed.by_hand)


def _after(here: Sequence[Table], tables: Sequence[Table], taken: Sequence[Fit]) -> list[Table]:
    after = list(here)
    for fit in taken:
        after = in_its_place(after, tables, fit)
    return after


def _say(changed: Changed, start: str) -> None:
    out = console(err=True)
    out.print(start, markup=False)
    for sentence in changed.all:
        out.print(f"  {sentence}", markup=False)
    if changed.by_hand:
        out.print("  What you entered by hand stands, unless you add --theirs:", markup=False)
    for one in changed.by_hand:
        out.print(f"    {one.sentence}", markup=False)
