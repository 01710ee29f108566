"""The command `support`: details that name nobody, and a redacted copy of a return."""

from __future__ import annotations

from converters.message.file import write_message
from converters.pipeline import check_return, fill_header
from converters.support.details import details
from converters.support.redacted import redacted
from swf_desktop.practice import practice_name
from ui.cli.after_upload import one_return
from ui.cli.console import console
from ui.cli.options import Order

REDACTED_NAME = practice_name("redacted.xml")


def support_files(order: Order) -> None:
    """Print the details, and write the redacted copy where a folder is given."""
    one = one_return(order)
    findings = check_return(one, now=order.now)
    console().print(details(one.return_, one.collection, findings))
    if order.out is None:
        console().print("To write a copy about nobody beside it: add -o and a folder.")
        return
    if not one.as_is:
        fill_header(one, "001", order.now)
    copy = redacted(one.return_, one.collection, level=one.level)
    order.out.mkdir(parents=True, exist_ok=True)
    path = write_message(copy, one.collection, order.out / REDACTED_NAME)
    console().print(f"Written: {path}\n  Names, numbers, birth dates and pay are replaced; the findings are the same.")
