"""Columns that were set aside, looked through for what many people lack once all files are joined.

Asked once for each item: no column is left out in silence while its cells are what the return wants.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from converters.matching.columns.column import Column
from converters.matching.evidence.cells import figures_of, recognise
from converters.matching.look import Look
from converters.matching.plan import Plans, SheetPlan
from converters.recipe.question import Question
from converters.recipe.target import IGNORE, OPEN, describe
from swf_desktop.collection import Collection
from swf_desktop.facts import is_open
from swf_desktop.record import Record, Return, Source, column_letter

_MANY: Final = 0.3
"""From this share of people on, an item is lacking; fewer are gaps of single people."""

_FEWEST: Final = 2
_HIGHEST_MONTH: Final = 12_000

_PAY: Final = (
    *("PayAmount", "AnnualSalary", "ActualSalary", "FullTimeSalary", "MonthlyPay", "FourWeeklyPay", "FortnightlyPay"),
    *("WeeklyPay", "HourlyRate", "DailyPay", "BasePay"),
)


class _Item(NamedTuple):
    """Something that the census asks of people or contracts.

    have: tags of which one is enough. target: what a column would be asked as. what: in words, with its article. least:
    how well cells must fit.
    """

    kind: str
    have: tuple[str, ...]
    target: str
    what: str
    least: float = 0.5


_ITEMS: Final = (
    _Item("contract", ("HoursPerWeek", "FTE"), "contract.HoursPerWeek", "weekly hours", 0.35),
    _Item("contract", ("FTEHours",), "contract.FTEHours", "full-time hours"),
    _Item("contract", ("WeeksPerYear",), "contract.WeeksPerYear", "weeks a year"),
    _Item("contract", ("ContractType",), "contract.ContractType", "a contract type"),
    _Item("contract", ("ContractStart",), "contract.ContractStart", "a start date"),
    _Item("contract", ("SchoolArrivalDate",), "contract.SchoolArrivalDate", "a date of arrival in school"),
    _Item("contract", ("Post", "JobTitle"), "contract.JobTitle", "a post or job title", 0.7),
    _Item("contract", (*_PAY, "SpinePoint"), "contract.SpinePoint", "pay or spine point", 0.7),
    _Item("contract", _PAY, "contract.PayAmount", "pay", 0.45),
    _Item("staff", ("NINumber",), "staff.NINumber", "an NI number", 0.7),
    _Item("staff", ("GenderCurrent",), "staff.GenderCurrent", "a gender", 0.7),
    _Item("staff", ("PersonBirthDate",), "staff.PersonBirthDate", "a date of birth", 0.7),
    _Item("staff", ("Ethnicity",), "staff.Ethnicity", "an ethnic group", 0.6),
)


@dataclass(slots=True)
class _Found:
    plan: SheetPlan
    column: Column
    strength: float
    reason: str


def ask_of_set_aside(planned: Plans, return_: Return, collection: Collection) -> list[Question]:
    """Ask about each item that many lack and a column that was set aside could hold; the recipe has them open then."""
    aside = [
        (plan, column)
        for plan in planned.plans
        if not plan.pairs
        for column in plan.decided
        if column.decided == IGNORE and not column.settled and column.heading and column.look.filled
    ]
    if not aside:
        return []
    questions: list[Question] = []
    asked: set[tuple[str, int]] = set()
    for item in _ITEMS:
        without, of = _lacking(item, return_, collection)
        if without < _FEWEST or without < _MANY * of:
            continue
        found = [
            _Found(plan, column, strength, reason)
            for plan, column in aside
            if (plan.place, column.index) not in asked and (one := _could_be(item, column, collection)) is not None
            for strength, reason in (one,)
        ]
        if not found:
            continue
        best = max(found, key=lambda one: (one.strength, one.column.look.filled, -one.column.index))
        asked.add((best.plan.place, best.column.index))
        questions.append(_question(item, best, without, of, collection))
        _open(planned, best)
    return questions


def _lacking(item: _Item, return_: Return, collection: Collection) -> tuple[int, int]:
    """Return how many records have nothing of an item, and how many there are that should have it."""
    without = of = 0
    for person in return_.staff:
        records: Iterable[Record] = [person]
        if item.kind == "contract":
            records = [one for one in person.of("contract") if is_open(one, collection)]
        for record in records:
            of += 1
            without += not _has(record, item.have)
    return without, of


def _has(record: Record, tags: tuple[str, ...]) -> bool:
    if any(record.has(tag) for tag in tags):
        return True
    if any(role.has(tag) for role in record.of("role") for tag in tags):
        return True
    return "BasePay" in tags and any(one.has("ElementAmount") or one.has("ElementRate") for one in record.of("element"))


def _could_be(item: _Item, column: Column, collection: Collection) -> tuple[float, str] | None:
    """Return how well the cells of a column fit an item, and why; None where they do not."""
    if item.target == "contract.PayAmount":
        return _money(column)
    seen = column.seen if column.seen is not None else recognise(column.look, collection)
    for one in seen:
        if one.field == item.target and one.strength >= item.least:
            return one.strength, one.reason
    return None


def _money(column: Column) -> tuple[float, str] | None:
    """Return whether a column may be pay: sums with pence of somebody's month or year, headed as pay or gross."""
    figures = figures_of(column.look)
    if column.look.numbers < 0.8 or not figures or column.look.letters > 0.3:
        return None
    heading = column.heading.casefold()
    if not any(word in heading for word in ("pay", "gross", "salary", "basic", "amount", "earning", "cost", "total")):
        return None
    if max(figures) < 100 or min(figures) < 0:
        return None
    pence = sum(round(figure * 100) % 100 != 0 for figure in figures) / len(figures)
    strength = 0.5 + 0.2 * ("gross" in heading or "basic" in heading or "salary" in heading) + 0.1 * (pence > 0)
    if any(word in heading for word in ("net", "cost", "employer", "tax", "pension")):
        strength -= 0.3
    return (strength, "the cells are sums of money") if strength >= 0.45 else None


def _question(item: _Item, best: _Found, without: int, of: int, collection: Collection) -> Question:
    plan, column = best.plan, best.column
    who = "people" if item.kind == "staff" else "open contracts"
    words = f"None of the {of} {who} has" if without == of else f"{without} of the {of} {who} do not have"
    period = "contract.MonthlyPay" if max(figures_of(column.look) or [0]) < _HIGHEST_MONTH else "contract.AnnualSalary"
    targets = [period, "contract.PayAmount"] if item.target == "contract.PayAmount" else [item.target]
    return Question(
        "column",
        column.heading,
        plan.place,
        f"{words} {item.what}. Column {column_letter(column.index)}, '{column.heading}', of {plan.place} was set aside "
        f"({column.reason}), and {best.reason}{_holds(item, column.look)}. Is it that?",
        (*((target, describe(target, collection)) for target in targets), (IGNORE, "no: it is not needed")),
        count=without,
        source=Source(
            plan.table.file,
            plan.table.sheet,
            plan.table.number_of(plan.layout.header_rows[-1])
            if plan.layout is not None and plan.layout.header_rows
            else None,
            column_letter(column.index),
        ),
        step="columns",
    )


def _holds(item: _Item, look: Look) -> str:
    """Return what the cells hold, where that shows neither pay nor anything of a person."""
    if item.target not in ("contract.HoursPerWeek", "contract.FTEHours", "contract.WeeksPerYear"):
        return ""
    figures = figures_of(look)
    return f" (they hold {min(figures):g} to {max(figures):g})" if figures else ""


def _open(planned: Plans, best: _Found) -> None:
    """Have the recipe say that a column is open."""
    best.column.decided = OPEN
    table = best.plan.table
    sheets = [
        replace(sheet, columns=_with(sheet.columns, best.column.heading))
        if (sheet.file, sheet.sheet) == (table.file, table.sheet)
        else sheet
        for sheet in planned.recipe.sheets
    ]
    planned.recipe = replace(planned.recipe, sheets=tuple(sheets))


def _with(columns: Mapping[str, str], heading: str) -> dict[str, str]:
    return {**columns, heading: OPEN}
