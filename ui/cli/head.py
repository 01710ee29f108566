"""The command `head`: one page for the head to read and sign."""

from __future__ import annotations

from pathlib import Path

from converters.loose_ends import loose_ends
from converters.pipeline import build, check_return, read_all
from converters.request import CannotRun
from converters.sources.message import read_message
from converters.workspace import is_workspace, kept_request, kept_sources
from swf_desktop.files.writing import write_text
from swf_desktop.workspace.workspace import Workspace
from ui.cli.console import console
from ui.cli.options import Order
from validation.reports.head_page import head_page, head_page_html
from validation.reports.page import Heading


def write_head_page(order: Order, out: Path) -> None:
    """Write the page; last year's return gives what changed."""
    files = order.files
    if len(files) == 1 and is_workspace(files[0]):
        with Workspace.open(files[0], new=False) as workspace:
            built = build(kept_sources(workspace), kept_request(workspace, order.request))
    else:
        built = build(read_all(files, password=order.password), order.request)
    if len(built.returns) != 1:
        raise CannotRun(f"These files make {len(built.returns)} returns.", "Add --estab for the school that you want.")
    one = built.returns[0]
    before = None
    if order.last_year is not None:
        loaded = read_message(order.last_year)
        if loaded.return_.practice != one.return_.practice:
            raise CannotRun("One of the two returns is practice and the other is not.", "Give two of one sort.")
        before = (loaded.return_, loaded.collection)
    findings = [*check_return(one, now=order.now), *loose_ends(built)]
    page = head_page(one.return_, one.collection, findings, level=one.level, last_year=before)
    heading = Heading.of(one.collection, one.return_, made=order.now, first=built.first)
    write_text(out, head_page_html(page, heading))
    console().print(f"Written: {out}")
