"""The command `pay`: how each base pay was worked out."""

from __future__ import annotations

from typing import Any

from converters.papers.pay_sheet import write_pay_sheet
from converters.payroll.contract_pay import pay_rows
from converters.pipeline import build, read_all
from converters.request import CannotRun
from ui.cli.console import complain, console, progress_bar
from ui.cli.convert import look_at_points, with_recipe
from ui.cli.options import Order
from ui.cli.outcome import OK, print_json


def pay_files(order: Order) -> int:
    """Work out base pay and print it, or write the pay sheet."""
    request = with_recipe(order.request, order.recipe)
    look_at_points(request)
    with progress_bar(quiet=order.as_json) as progress:
        built = build(read_all(order.files, password=order.password, progress=progress), request, progress=progress)
    if built.payroll is None:
        raise CannotRun(
            "A return that was made before holds no pay records to work from.", "Give the payroll's own file."
        )
    rows = pay_rows(built.payroll)
    if order.out is not None:
        write_pay_sheet(built.payroll, order.out, built.collection)
        console(err=True).print(f"Written: {order.out}")
    if order.as_json:
        print_json(rows)
    elif order.out is None:
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
