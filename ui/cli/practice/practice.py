"""The command `practice`: a made school with faults in it, for people to find."""

from __future__ import annotations

from pathlib import Path

from converters.practice.maker import Wanted, make_practice
from ui.cli.console import console


def make(wanted: Wanted, folder: Path) -> None:
    """Make the files and say what was planted."""
    made = make_practice(wanted, folder)
    out = console()
    for path in made.paths:
        out.print(f"Written: {path}")
    sheet = made.answers
    planted = len(sheet.answers), len({answer.cell for answer in sheet.in_files})
    out.print(f"  {planted[0]} findings to be found in the return, {planted[1]} faults of the workbook beside them")
    for name, reason in made.left_out:
        out.print(f"  Not planted: {name}: {reason}")
