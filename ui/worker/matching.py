"""How matching and repairs look to the window: made in the worker process, where the tables are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from converters.built import Built
from converters.matching.columns import OPEN, Column, decide
from converters.matching.headings import Headings
from converters.matching.layout import find_layout
from converters.matching.look import look_at
from converters.matching.plan import SheetPlan
from converters.matching.shape import Layout
from converters.recipe.grains import GRAIN_LABELS
from converters.recipe.recipe import SheetRecipe
from converters.recipe.target import IGNORE, describe, targets_text
from converters.rows.parts import SheetRepair
from converters.sources.table import Table, cell_text
from swf_desktop.collection import Collection
from swf_desktop.record import column_letter
from ui.worker.views import ColumnView, ProposalView, RepairGroup, RepairView, SheetView

SAMPLES: Final = 3
MOST_CELLS: Final = 200
"""So many cells of a repair are shown; the count is always the true one."""

MOST_LOOKED: Final = 2_000


def sheet_views(tables: Iterable[Table], digests: Mapping[int, str], built: Built) -> list[SheetView]:
    """Return how each table is read, or that it is not used."""
    headings = Headings(built.collection)
    plans = {id(plan.table): plan for plan in built.plans}
    # A table that a related one lent its staff number is planned as a copy (see `converters.matching.lookups`).
    copies = {(plan.table.file, plan.table.sheet): plan for plan in built.plans}
    views = []
    for table in tables:
        said = built.recipe.for_sheet(table.file, table.sheet)
        digest = digests.get(id(table), "")
        plan = plans.get(id(table)) or copies.get((table.file, table.sheet))
        views.append(
            _unused(table, digest, said, headings)
            if plan is None
            else _pairs(plan, digest, headings)
            if plan.pairs
            else _rows(plan, digest, said, headings)
        )
    return views


def _layout(table: Table, said: SheetRecipe | None, headings: Headings) -> Layout | None:
    rows = [row - 1 for row in said.header_rows if row <= table.height] if said is not None else []
    return find_layout(table, headings.knows, rows)


def _unused(table: Table, digest: str, said: SheetRecipe | None, headings: Headings) -> SheetView:
    layout = _layout(table, said, headings)
    return SheetView(
        table.file,
        table.sheet,
        digest,
        used=False,
        grain="",
        grain_words="",
        header_rows=tuple(layout.header_rows) if layout is not None else (),
        rows=len(layout.rows) if layout is not None else 0,
        first_row=layout.rows[0] if layout is not None and layout.rows else 0,
        skipped=tuple(layout.skipped) if layout is not None else (),
    )


def _pairs(plan: SheetPlan, digest: str, headings: Headings) -> SheetView:
    return SheetView(
        plan.table.file,
        plan.table.sheet,
        digest,
        used=True,
        grain=plan.grain,
        grain_words=GRAIN_LABELS.get(plan.grain, plan.grain),
        header_rows=(),
        rows=len(plan.cells),
        first_row=0,
        pairs=True,
        cells=tuple(
            (name, describe(name, headings.collection), row, column) for name, (row, column) in plan.cells.items()
        ),
        as_at=f"{plan.as_at:%d/%m/%Y}" if plan.as_at else "",
        notes=tuple(plan.notes),
    )


def _rows(plan: SheetPlan, digest: str, said: SheetRecipe | None, headings: Headings) -> SheetView:
    table = plan.table
    layout = _layout(table, said, headings)
    found = _found(plan, layout, headings)
    settled = said.columns if said is not None else {}
    columns = []
    for index in range(table.width):
        heading = plan.headings[index] if index < len(plan.headings) else ""
        target = targets_text(plan.columns[index]) if index in plan.columns else settled.get(heading, "")
        own = found.get(index)
        columns.append(
            ColumnView(
                index,
                column_letter(index),
                heading,
                target,
                _in_words(target, headings),
                _samples(table, index, plan.rows),
                own.look.filled if own is not None else 0,
                own.confidence if own is not None and own.decided == target else 0.0,
                own.reason if own is not None else "",
                chosen=own is not None and target not in ("", OPEN) and own.decided != target,
                proposals=_proposals(own, headings),
            )
        )
    return SheetView(
        table.file,
        table.sheet,
        digest,
        used=True,
        grain=plan.grain,
        grain_words=GRAIN_LABELS.get(plan.grain, plan.grain),
        header_rows=tuple(layout.header_rows) if layout is not None else (),
        rows=len(plan.rows),
        first_row=plan.rows[0] if plan.rows else 0,
        columns=tuple(columns),
        skipped=tuple(plan.skipped),
        fill_down=tuple(plan.headings[column] for column in sorted(plan.fill_down)),
        defaults=tuple(plan.defaults.items()),
        as_at=f"{plan.as_at:%d/%m/%Y}" if plan.as_at else "",
        notes=tuple(plan.notes),
    )


def _found(plan: SheetPlan, layout: Layout | None, headings: Headings) -> dict[int, Column]:
    """Return what the program itself would make of each column, whatever was decided."""
    columns = [
        Column(
            index,
            heading,
            layout.parts[index] if layout is not None and index < len(layout.parts) else (heading,),
            look_at(plan.table.columns[index], plan.rows),
        )
        for index, heading in enumerate(plan.headings)
    ]
    decide(columns, headings, plan.grain, plan.table.columns, plan.rows)
    return {column.index: column for column in columns}


def _proposals(column: Column | None, headings: Headings) -> tuple[ProposalView, ...]:
    if column is None:
        return ()
    return tuple(
        ProposalView(one.target, describe(one.target, headings.collection), one.confidence, one.reason)
        for one in column.proposals
        if one.target != IGNORE
    )


def _in_words(target: str, headings: Headings) -> str:
    if target == OPEN:
        return "not decided yet"
    return describe(target, headings.collection) if target else ""


def _samples(table: Table, index: int, rows: list[int]) -> tuple[str, ...]:
    """Return the first different cells of a column."""
    seen: dict[str, None] = {}
    column = table.columns[index]
    for row in rows[:MOST_LOOKED]:
        text = cell_text(column[row])
        if text:
            seen.setdefault(text)
            if len(seen) == SAMPLES:
                break
    return tuple(seen)


def repair_groups(
    repairs: Iterable[SheetRepair], tables: Iterable[Table], answers: Mapping[str, str], collection: Collection
) -> list[RepairGroup]:
    """Group the repairs by kind and field, the most frequent first; those that were rejected stay in the list."""
    groups: dict[tuple[str, str | None], list[SheetRepair]] = {}
    for repair in repairs:
        groups.setdefault((repair.kind, repair.field), []).append(repair)
    found = []
    for (kind, name), members in groups.items():
        key = f"repair {kind}: {name}" if name is not None else ""
        cells = tuple(_repair(one) for one in members[:MOST_CELLS])
        found.append(
            RepairGroup(kind, name, _label(name, collection), members[0].reason, len(members), key, False, cells)
        )
    found += _of_files(tables)
    for key, answer in answers.items():
        if key.startswith("repair ") and answer == "reject":
            kind, _, name = key.removeprefix("repair ").partition(": ")
            if (kind, name) not in groups:
                reason = "You rejected this repair: the cells stay as they stand in the file."
                found.append(RepairGroup(kind, name, _label(name, collection), reason, 0, key, True, ()))
    return sorted(found, key=lambda group: -group.count)


def _label(name: str | None, collection: Collection) -> str:
    field = collection.fields.get(name or "")
    return field.label if field is not None else (name or "the file")


def _repair(repair: SheetRepair) -> RepairView:
    place = repair.source
    parts = [place.file, f"sheet {place.sheet}" if place.sheet else "", f"cell {place.column or ''}{place.row or ''}"]
    return RepairView(
        ", ".join(part for part in parts if part),
        repair.before,
        repair.after,
        place.file,
        place.sheet,
        place.row,
        place.column,
    )


def _of_files(tables: Iterable[Table]) -> list[RepairGroup]:
    """Return the repairs of a file's form (its quotes, its decimal commas), which have no field."""
    found = []
    for table in tables:
        kinds: dict[str, list[RepairView]] = {}
        reasons: dict[str, str] = {}
        for repair in table.repairs:
            reasons.setdefault(repair.kind, repair.reason)
            letter = column_letter(repair.column)
            kinds.setdefault(repair.kind, []).append(
                RepairView(
                    f"{table.place}, cell {letter}{repair.row + 1}",
                    repair.before,
                    repair.after,
                    table.file,
                    table.sheet,
                    repair.row + 1,
                    letter,
                )
            )
        found += [
            RepairGroup(kind, None, table.place, reasons[kind], len(cells), "", False, tuple(cells[:MOST_CELLS]))
            for kind, cells in kinds.items()
        ]
    return found
