"""The sentences on a table that are the same for all forms of workbook."""

from __future__ import annotations

from converters.sources.table import Table


def remark(table: Table, uncached: int) -> None:
    """Say on the table what is hidden in it, and how many formulas have no stored result."""
    notes = table.notes
    if table.hidden:
        notes.append("The sheet is hidden.")
    if table.hidden_rows:
        notes.append(f"Hidden rows (perhaps by a filter): {len(table.hidden_rows)}. What stands there is read.")
    if table.hidden_columns:
        notes.append(f"Hidden columns: {len(table.hidden_columns)}. What stands there is read.")
    if uncached:
        notes.append(
            f"Formulas without a stored result: {uncached}. "
            "Open the workbook in Excel and save it, so that the results are stored."
        )


def without_cells(names: list[str]) -> str:
    """Return the sentence on sheets that the workbook lists and holds no part for."""
    listed = ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
    one = len(names) == 1
    return (
        f"The workbook lists {'a sheet' if one else 'sheets'} for which it holds no part (as modules of macros): "
        f"{listed} {'was' if one else 'were'} passed over."
    )
