"""COLLECT's list of errors beside ours, as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from openpyxl import Workbook

from swf_desktop.collection import Collection
from swf_desktop.workbook import save_book
from validation.collect.errors import Beside, Pair
from validation.reports.findings import Content, SheetColumn, list_sheet


def write_beside_xlsx(beside: Beside, path: Path, collection: Collection) -> Path:
    """Write COLLECT's list beside ours: a sheet each for theirs only, ours only and both. Raises OSError."""
    book = Workbook(write_only=True)
    for title, pairs in (
        ("COLLECT only", beside.theirs_only),
        ("Ours only", beside.ours_only),
        ("Both", beside.both),
    ):
        list_sheet(book, title, _BESIDE_COLUMNS, [_beside_row(pair, collection) for pair in pairs])
    return save_book(book, path)


_BESIDE_COLUMNS: Final = (
    SheetColumn("Rule", 9),
    SheetColumn("What it is about", 40),
    SheetColumn("Person", 28),
    SheetColumn("In COLLECT", 11),
    SheetColumn("Ours", 9),
    SheetColumn("COLLECT says", 60),
    SheetColumn("We say", 60),
    SheetColumn("What to do", 60),
    SheetColumn("Notes", 50),
)


def _beside_row(pair: Pair, collection: Collection) -> tuple[Content, ...]:
    numbers = [*(finding.rule for finding in pair.ours), pair.rule, f"{pair.rule}Q"]
    row = next((collection.rules[number] for number in numbers if number in collection.rules), None)
    return (
        pair.rule,
        None if row is None else row.title,
        pair.person or "The return",
        len(pair.theirs),
        len(pair.ours),
        "\n".join(dict.fromkeys(error.message for error in pair.theirs if error.message)) or None,
        "\n".join(dict.fromkeys(finding.message for finding in pair.ours)) or None,
        "\n".join(dict.fromkeys(finding.action for finding in pair.ours)) or None,
        "\n".join(pair.notes) or None,
    )
