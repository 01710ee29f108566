"""The command `pay`: how each base pay was worked out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from converters.built import CannotRun, Request
from converters.papers.pay_sheet import write_pay_sheet
from converters.payroll.contract_pay import pay_rows
from converters.pipeline import build, read_all
from ui.cli.console import complain, console, progress_bar
from ui.cli.convert import with_recipe
from ui.cli.outcome import OK, print_json


def pay_files(
    sources: Sequence[Path],
    request: Request,
    *,
    out: Path | None,
    recipe_path: Path | None,
    password: str | None,
    as_json: bool,
) -> int:
    """Work out base pay and print it, or write the pay sheet."""
    request = with_recipe(request, recipe_path)
    with progress_bar(quiet=as_json) as progress:
        built = build(read_all(sources, password=password, progress=progress), request, progress=progress)
    if built.payroll is None:
        raise CannotRun(
            "A return that was made before holds no pay records to work from.", "Give the payroll's own file."
        )
    rows = pay_rows(built.payroll)
    if out is not None:
        write_pay_sheet(built.payroll, out, built.collection)
        console(err=True).print(f"Written: {out}")
    if as_json:
        print_json(rows)
    elif out is None:
        for row in rows:
            _print_pay(row)
        for question in built.payroll.questions:
            complain(None, f"Question: {question.text}", f"Recipe, answers: {question.key}")
    return OK


def _print_pay(row: dict[str, Any]) -> None:
    out = console()
    figures = f"base pay {row['base_pay_actual'] or 'not known'}, full time {row['base_pay_fte'] or 'not known'}"
    point = " / ".join(part for part in (row["scale"], row["region"], row["point"]) if part)
    out.print(f"{row['person']}: {figures}" + (f"  ({point})" if point else ""))
    for step in row["steps"]:
        out.print(f"    {step}")
    for doubt in row["doubts"]:
        out.print(f"    ? {doubt}")
