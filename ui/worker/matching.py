"""How matching and repairs look to the window: made in the worker process, where the tables are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from converters.built import Built
from converters.matching.columns.column import Column
from converters.matching.lookups import LIST_OF_WORDS
from converters.matching.plan import SheetPlan
from converters.matching.shape import Layout
from converters.recipe.grains import GRAIN_LABELS
from converters.recipe.keys import rejected_repairs, repair_key
from converters.recipe.recipe import SheetRecipe
from converters.recipe.target import IGNORE, OPEN, describe, targets_text
from converters.rows.parts import SheetRepair
from converters.sources.table import Table, cell_text
from swf_desktop.collection import Collection
from swf_desktop.record import column_letter, place_words
from swf_desktop.words import whole_sheet
from ui.worker.views import ColumnView, ProposalView, RepairGroup, RepairView, SheetView

SAMPLES: Final = 3
MOST_CELLS: Final = 200
"""So many cells of a repair are shown; the count is always the true one."""

MOST_LOOKED: Final = 2_000


def sheet_views(tables: Iterable[Table], digests: Mapping[int, str], built: Built) -> list[SheetView]:
    """Return how each table is read, or that it is not used."""
    collection = built.collection
    plans = {id(plan.table): plan for plan in built.plans}
    # A table that a related one lent its staff number is planned as a copy (see `converters.matching.lookups`).
    copies = {(plan.table.file, plan.table.sheet): plan for plan in built.plans}
    lower: dict[tuple[str, str | None], list[SheetPlan]] = {}
    for part in built.plans:
        if whole_sheet(part.table.sheet) != part.table.sheet:
            lower.setdefault((part.table.file, whole_sheet(part.table.sheet)), []).append(part)
    views = []
    for table in tables:
        said = built.recipe.for_sheet(table.file, table.sheet)
        digest = digests.get(id(table), "")
        plan = plans.get(id(table)) or copies.get((table.file, table.sheet))
        views.append(
            _unused(table, digest, built)
            if plan is None
            else _pairs(plan, digest, collection)
            if plan.pairs
            else _rows(plan, digest, said, collection)
        )
        for other in lower.get((table.file, table.sheet), ()):
            # Another table, lower on the sheet, which the window shows as a sheet of its own.
            decided = built.recipe.for_sheet(other.table.file, other.table.sheet)
            views.append(
                _pairs(other, digest, collection) if other.pairs else _rows(other, digest, decided, collection)
            )
    return views


def _unused(table: Table, digest: str, built: Built) -> SheetView:
    layout = built.unused.get((table.file, table.sheet))
    # Lists of words that other tables name were taken apart before sheets were planned; empty sheets need no word.
    planned = any((one.file, one.sheet) == (table.file, table.sheet) for one in built.recipe.sheets)
    rows = len(layout.rows) if layout is not None else table.height
    beginning = f"{table.place} is not used: "
    words = f"{table.place}: {LIST_OF_WORDS}" in built.notes
    return SheetView(
        table.file,
        table.sheet,
        digest,
        used=False,
        grain="",
        grain_words="",
        header_rows=tuple(layout.header_rows) if layout is not None else (),
        rows=rows - 1 if words else rows,
        first_row=layout.rows[0] if layout is not None and layout.rows else 0,
        skipped=tuple(layout.skipped) if layout is not None else (),
        passed_over=planned and rows > 0,
        why="it is hidden in the file."
        if table.hidden
        else "other tables name its words by their keys, and are read with them."
        if words
        else next((note.removeprefix(beginning) for note in built.notes if note.startswith(beginning)), ""),
        words=words,
    )


def _pairs(plan: SheetPlan, digest: str, collection: Collection) -> SheetView:
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
        cells=tuple((name, describe(name, collection), row, column) for name, (row, column) in plan.cells.items()),
        as_at=f"{plan.as_at:%d/%m/%Y}" if plan.as_at else "",
        notes=tuple(plan.notes),
    )


def _rows(plan: SheetPlan, digest: str, said: SheetRecipe | None, collection: Collection) -> SheetView:
    table = plan.table
    layout = plan.layout
    found = {column.index: column for column in plan.found}
    settled = said.columns if said is not None else {}
    columns = []
    for index in range(table.width):
        heading = plan.headings[index] if index < len(plan.headings) else ""
        target = targets_text(plan.columns[index]) if index in plan.columns else settled.get(heading, "")
        own = found.get(index)
        columns.append(
            ColumnView(
                index,
                _letter(table, layout, index),
                heading,
                target,
                _in_words(target, collection),
                _samples(table, index, plan.rows),
                own.look.filled if own is not None else 0,
                own.confidence if own is not None and own.decided == target else 0.0,
                own.reason if own is not None else "",
                chosen=own is not None and target not in ("", OPEN) and own.decided != target,
                proposals=_proposals(own, collection),
            )
        )
    on_sheet = table.row_on_sheet
    return SheetView(
        table.file,
        table.sheet,
        digest,
        used=True,
        grain=plan.grain,
        grain_words=GRAIN_LABELS.get(plan.grain, plan.grain),
        header_rows=tuple(map(on_sheet, layout.header_rows)) if layout is not None else (),
        rows=len(plan.rows),
        first_row=on_sheet(plan.rows[0]) if plan.rows else 0,
        columns=tuple(columns),
        skipped=tuple((on_sheet(row), reason) for row, reason in plan.skipped),
        fill_down=tuple(plan.headings[column] for column in sorted(plan.fill_down)),
        defaults=tuple(plan.defaults.items()),
        as_at=f"{plan.as_at:%d/%m/%Y}" if plan.as_at else "",
        notes=tuple(plan.notes),
    )


def _letter(table: Table, layout: Layout | None, index: int) -> str:
    """Return the letter of the column of the sheet that a column was made of: of several, the first."""
    row = layout.header_rows[-1] if layout is not None and layout.header_rows else 0
    there = table.column_on_sheet(index, row) if table.height else index
    return "" if there is None else column_letter(there)


def _proposals(column: Column | None, collection: Collection) -> tuple[ProposalView, ...]:
    if column is None:
        return ()
    return tuple(
        ProposalView(one.target, describe(one.target, collection), one.confidence, one.reason)
        for one in column.proposals
        if one.target != IGNORE
    )


def _in_words(target: str, collection: Collection) -> str:
    if target == OPEN:
        return "not decided yet"
    return describe(target, collection) if target else ""


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
        key = members[0].answer_key if name is not None else ""
        cells = tuple(_repair(one) for one in members[:MOST_CELLS])
        found.append(
            RepairGroup(kind, name, _label(name, collection), members[0].reason, len(members), key, False, cells)
        )
    found += _of_files(tables)
    for kind, name in rejected_repairs(answers):
        if (kind, name) not in groups:
            reason = "You rejected this repair: the cells stay as they stand in the file."
            key = repair_key(kind, name)
            found.append(RepairGroup(kind, name, _label(name, collection), reason, 0, key, True, ()))
    return sorted(found, key=lambda group: -group.count)


def _label(name: str | None, collection: Collection) -> str:
    field = collection.fields.get(name or "")
    return field.label if field is not None else (name or "the file")


def _repair(repair: SheetRepair) -> RepairView:
    place = repair.source
    return RepairView(
        place_words(place),
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
