"""The command `pack`: what is printed and sent round before census day."""

from __future__ import annotations

from pathlib import Path

from converters.before.pack import write_pack
from converters.pipeline import build, fill_header, read_all
from converters.request import CannotRun
from converters.workspace import is_workspace, kept_request, kept_sources
from swf_desktop.collection import Collection
from swf_desktop.workspace.workspace import Workspace
from ui.cli.console import console
from ui.cli.options import Order


def write_census_pack(order: Order, year: int) -> None:
    """Write the pack; the slips are filled from the files, and from last year's return what they lack."""
    files = order.files
    return_, collection = None, Collection.load(year)
    if files:
        if len(files) == 1 and is_workspace(files[0]):
            with Workspace.open(files[0], new=False) as workspace:
                built = build(kept_sources(workspace), kept_request(workspace, order.request))
        else:
            built = build(read_all(files, last_year=order.last_year), order.request)
        if len(built.returns) != 1:
            raise CannotRun(f"These files make {len(built.returns)} returns.", "Add --estab for the school you want.")
        one = built.returns[0]
        if not one.as_is:
            # The papers name the school, which the header says.
            fill_header(one, "001", order.now)
        return_, collection = one.return_, built.collection
    for path in write_pack(return_, collection, order.out or Path(), order.now):
        console().print(f"Written: {path}")
