"""Which columns say something on the first row of a block only (blanks below repeat it), and which rows are no data.

Once the columns are known, more rows show what they are: the heading of a section, a total without a label.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from converters.matching.data_rows import filled_counts
from converters.recipe.grains import IDENTITY
from converters.sources.table import Cell, cell_text, is_blank

if TYPE_CHECKING:
    from converters.matching.plan import SheetPlan

_BELOW_CONTRACT: Final = frozenset({"element", "role", "payment"})
"""Grains of which several rows belong to one contract, so that what is said of the contract fills down as well."""

_CONTRACT_NAMES: Final = frozenset(
    {"contract.ContractRef", "contract.ContractStart", "contract.Post", "contract.JobTitle"}
)
_WIDE: Final = 4
"""Sheets with fewer columns than these may well have rows with one cell."""

_PENNY: Final = Decimal("0.01")
_FEW: Final = 0.1
"""Below this share of rows without a name, the names are more likely to be missing than left out on purpose."""


def fill_down(plan: SheetPlan) -> frozenset[int]:
    """Return the columns of a plan whose blank cells repeat the one above.

    Empty where every row says whom it is about.
    """
    who = [column for column, targets in plan.columns.items() if any(target.field in IDENTITY for target in targets)]
    staff = [column for column, targets in plan.columns.items() if any(target.kind == "staff" for target in targets)]
    if not who or not plan.rows or plan.grain == "person":
        return frozenset()
    cells = plan.table.columns
    going_on = [row for row in plan.rows[1:] if all(is_blank(cells[column][row]) for column in who)]
    if not going_on:
        return frozenset()
    blocks = any(left in who and bottom > top for top, left, bottom, _ in plan.table.merged)
    if len(going_on) < _FEW * len(plan.rows) and len(staff) < 2 and not blocks:
        return frozenset()
    result = {column for column in staff if all(is_blank(cells[column][row]) for row in going_on)}
    if plan.grain in _BELOW_CONTRACT:
        names = [
            column
            for column, targets in plan.columns.items()
            if any(target.field in _CONTRACT_NAMES for target in targets)
        ]
        same_contract = [row for row in going_on if all(is_blank(cells[column][row]) for column in names)]
        for column, targets in plan.columns.items():
            if any(target.kind in ("contract", "role") and target.kind != plan.grain for target in targets):
                said = sum(not is_blank(cells[column][row]) for row in same_contract)
                if said <= 0.01 * len(same_contract):
                    result.add(column)
    return frozenset(result)


def skip_marks(plan: SheetPlan) -> None:
    """Take out of the rows of data, with the reason, headings of sections and totals that no word marks as such."""
    if len(plan.columns) < _WIDE:
        return
    reasons = {**_sections(plan), **_unnamed_totals(plan)}
    if reasons:
        plan.rows = [row for row in plan.rows if row not in reasons]
        plan.skipped.extend(sorted(reasons.items()))


def _sections(plan: SheetPlan) -> dict[int, str]:
    """Find rows with one text and nothing else, such as `SUPPORT STAFF`; not where names stand above their rows."""
    columns = plan.table.columns
    counts = filled_counts(plan.table)
    found = {}
    for row in plan.rows:
        if counts[row] == 1:
            filled = next(index for index, cells in enumerate(columns) if not is_blank(cells[row]))
            if filled not in plan.fill_down and isinstance(columns[filled][row], str):
                found[row] = "a line of its own"
    return found


def _unnamed_totals(plan: SheetPlan) -> dict[int, str]:
    """Find rows of pay elements without a name whose amount is the sum of those since the last total."""
    if plan.grain != "element":
        return {}
    places = {target.field: column for column, targets in plan.columns.items() for target in targets}
    names, amounts = places.get("element.ElementName"), places.get("element.ElementAmount")
    if names is None or amounts is None:
        return {}
    found = {}
    total = Decimal(0)
    for row in plan.rows:
        amount = _amount(plan.table.columns[amounts][row])
        if not is_blank(plan.table.columns[names][row]):
            total += amount or 0
        elif amount is not None and abs(amount - total) <= _PENNY:
            found[row] = "total without a label"
            total = Decimal(0)
    return found


def _amount(cell: Cell) -> Decimal | None:
    """Return an amount well enough to add up; None where it is none."""
    if isinstance(cell, bool) or cell is None:
        return None
    text = cell_text(cell).replace(",", "").replace("£", "").strip()
    negative = text.startswith("(") or text.endswith("-")
    try:
        amount = Decimal(text.strip("()-"))
    except InvalidOperation:
        return None
    return -amount if negative or text.startswith("-") else amount
