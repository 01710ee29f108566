"""The command for many schools: its list on the screen and as .csv beside the returns."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

from converters.batch import Result, run_batch
from converters.recipe.recipe_file import read_recipe
from swf_desktop.files.writing import write_text
from ui.cli.console import console, print_table, progress_bar
from ui.cli.options import Order
from ui.cli.outcome import ERRORS, OK, print_json
from validation.finding import Severity

CANNOT_RUN = 2
FIRST_SERIAL = "001"
HEADINGS = ("Folder", "LA", "School", "People", "Contracts", "Errors", "Queries", "Questions", "Return or problem")


def is_of_authority(folder: Path, schools: Path | None) -> bool:
    """Whether `batch` is to work on an authority's folder: it is one, or is to become one of this list of schools."""
    return schools is not None or (folder / "authority.toml").is_file()


def run_folder(order: Order) -> int:
    """Make all returns of a folder, and write the list of them; returns the worst exit code of any school."""
    (folder,), out = order.files, order.out or Path()
    request = order.request
    if order.recipe is not None:
        request = replace(request, recipe=read_recipe(order.recipe))
    out.mkdir(parents=True, exist_ok=True)
    with progress_bar(quiet=order.as_json) as progress:
        serial = order.serial or FIRST_SERIAL
        results = list(run_batch(folder, out, request, serial=serial, now=order.now, progress=progress))
    rows = [_row(result, out) for result in results]
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADINGS, *rows])
    write_text(out / "schools.csv", text.getvalue(), encoding="utf-8-sig")
    if order.as_json:
        print_json([dict(zip(HEADINGS, row, strict=True)) for row in rows])
    else:
        print_table(HEADINGS, rows)
        console().print(f"\nThe same list: {out / 'schools.csv'}")
    if any(result.problem for result in results):
        return CANNOT_RUN
    return ERRORS if any(result.count(Severity.ERROR, Severity.SCHEMA) for result in results) else OK


def _row(result: Result, out: Path) -> tuple[str, ...]:
    where = result.problem if result.written is None else result.written.relative_to(out).as_posix()
    if result.problem:
        return (result.folder, "", "", "", "", "", "", "", where)
    return (
        result.folder,
        result.lea,
        result.estab,
        str(result.people),
        str(result.contracts),
        str(result.count(Severity.ERROR, Severity.SCHEMA)),
        str(result.count(Severity.QUERY)),
        str(result.count(Severity.QUESTION)),
        where,
    )
