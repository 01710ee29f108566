"""The command `changes`: what is another than in the file that was uploaded last."""

from __future__ import annotations

from pathlib import Path

from converters.pipeline import fill_header
from converters.request import CannotRun
from converters.sources.message import read_message
from ui.cli.after_upload import one_return
from ui.cli.console import console
from ui.cli.options import Order
from validation.reports.resubmission import changes_in_words


def say_changes(before: Path, order: Order) -> None:
    """Print a sentence for each change."""
    last = read_message(before)
    one = one_return(order)
    if last.collection.year != one.collection.year:
        raise CannotRun(
            f"The last file is of {last.collection.year} and this return of {one.collection.year}.",
            "For two years use swf-desktop compare.",
        )
    if not one.as_is:
        fill_header(one, "001", order.now)
    said = changes_in_words(last.return_, one.return_, one.collection)
    out = console()
    for sentence in said:
        out.print(sentence)
    out.print(
        "Nothing changed since the last upload." if not said else f"\n{len(said)} changes. Raise the serial number."
    )
