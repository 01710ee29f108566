"""From raw tables to plans: for each sheet where its data stand, what one row is, and which field each column fills.

What the recipe says overrides anything found here; what is not sure is asked once for each column. The recipe comes
back completed with all that was decided, so that next month's files of the same layout need no questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from converters.matching.blocks import fill_down, skip_marks
from converters.matching.columns.column import Column, in_order
from converters.matching.columns.deciding import as_found, decide
from converters.matching.evidence.keys import KeyEvidence
from converters.matching.evidence.name_order import settle_name_orders
from converters.matching.grain import find_grain
from converters.matching.headings import exact_key, headings_of
from converters.matching.layout import find_layout, found_once
from converters.matching.look import Look, look_at
from converters.matching.pairs import Pairs, find_pairs
from converters.matching.plan import Plans, SheetPlan
from converters.matching.questions import (
    NOT_NEEDED,
    READ,
    column_questions,
    grain_question,
    hidden_question,
    notes_on,
    nothing_usable,
    recipe_place,
    sheet_question,
)
from converters.matching.shape import Knows, Layout
from converters.matching.titles import find_titles
from converters.recipe.grains import GRAINS
from converters.recipe.keys import grain_key, hidden_key
from converters.recipe.question import Question
from converters.recipe.recipe import Recipe, RecipeError, SheetRecipe
from converters.recipe.target import IGNORE, OPEN, describe, parse_targets
from converters.sources.table import Table
from swf_desktop.collection import Collection
from swf_desktop.record import Source, column_letter
from swf_desktop.words import quoted


def plan_tables(tables: Iterable[Table], collection: Collection, recipe: Recipe) -> Plans:
    """Plan every table.

    Raises SourceError where no sheet of any file can be used, RecipeError where the recipe names a field or grain
    that is not there.
    """
    with found_once():
        return _Planner(list(tables), collection, recipe).run()


class _Planner:
    def __init__(self, tables: list[Table], collection: Collection, recipe: Recipe) -> None:
        self.tables = tables
        self.collection = collection
        self.recipe = recipe
        self.headings = headings_of(collection)
        self.answers = recipe.answered()
        self.codes = {name: recipe.settled(name) for name in recipe.codes}
        self.known = {exact_key(heading) for sheet in recipe.sheets for heading in sheet.columns}
        # One question, wherever it is asked, so that a layout that is found is found for all.
        self.knows: Knows = self._knows if self.known else self.headings.knows
        self.result = Plans([], recipe)
        self.sheets: list[SheetRecipe] = []
        self.used: set[int] = set()
        self.unusable: list[str] = []
        self.asked_of_sheets: list[Question] = []
        self.empty: list[str] = []

    def run(self) -> Plans:
        self.keys = KeyEvidence(self.tables, self.headings, lambda table: self._layout(table, None))
        # Hidden sheets last: what they hold is asked about where no sheet that people see has it.
        for table in sorted(self.tables, key=lambda one: one.hidden):
            self._plan(table)
        settle_name_orders(self.result.plans)
        if self.result.plans:
            # Where nothing at all is of use, that is said as an error of the files.
            self.result.questions.extend(self.asked_of_sheets)
        others = [sheet for index, sheet in enumerate(self.recipe.sheets) if index not in self.used]
        self.result.recipe = replace(self.recipe, sheets=(*self.sheets, *others))
        if not self.result.plans and not self.result.questions:
            raise nothing_usable(self.tables, self.unusable, self.empty)
        return self.result

    # One sheet

    def _plan(self, table: Table) -> None:
        said = self._said_of(table)
        if said is not None and not said.use:
            self._unused(table, self._layout(table, said))
            self._leave(table, said, f"{table.place} is not used: the recipe leaves it out.")
            return
        self._check_defaults(table, said)
        if table.hidden and said is None and self.answers.get(hidden_key(table.place)) != READ:
            self._leave_hidden(table)
            return
        pairs = find_pairs(table, self.headings, said.columns if said is not None else {})
        if pairs is not None:
            self._plan_pairs(table, said, pairs)
            return
        layout = self._layout(table, said)
        if layout is None:
            self._no_use(table, said, None, "no row with headings was found in it")
            return
        if said is None:
            said = self._said_by_headings(table, layout.headings)
            if said is not None and not said.use:
                self._unused(table, layout)
                self._leave(table, said, f"{table.place} is not used: the recipe leaves out sheets of this layout.")
                return
            if said is not None:
                self.result.notes.append(
                    f"{table.place}: the decisions for {recipe_place(said)} were used; the headings are alike."
                )
        self._plan_rows(table, said, layout)

    def _leave_hidden(self, table: Table) -> None:
        """Leave a hidden sheet out; where it has of people what no other sheet has, it is asked whether to read it."""
        layout = self._layout(table, None)
        self._unused(table, layout)
        note = f"{table.place} is a hidden sheet and is not used"
        held = {target.field for plan in self.result.plans for targets in plan.columns.values() for target in targets}
        question = None if layout is None else hidden_question(table, layout, self.headings, held)
        if question is None or hidden_key(table.place) in self.answers:
            self._leave(table, None, f"{note}. The recipe can say use = true for it.")
            return
        self.result.notes.append(f"{note} until that is answered.")
        self.asked_of_sheets.append(question)

    def _layout(self, table: Table, said: SheetRecipe | None) -> Layout | None:
        rows = _rows_said(table, said) if said is not None and _rows_fit(table, said) else []
        if rows:
            return find_layout(table, self.knows, rows)
        return find_layout(table, self.knows)

    def _knows(self, text: str) -> bool:
        return self.headings.knows(text) or exact_key(text) in self.known

    def _unused(self, table: Table, layout: Layout | None) -> None:
        if layout is not None:
            self.result.unused[table.file, table.sheet] = layout

    def _said_of(self, table: Table) -> SheetRecipe | None:
        for index, sheet in enumerate(self.recipe.sheets):
            if (sheet.file, sheet.sheet) == (table.file, table.sheet):
                self.used.add(index)
                return sheet
        return None

    def _said_by_headings(self, table: Table, headings: list[str]) -> SheetRecipe | None:
        sheet = self.recipe.for_sheet(table.file, table.sheet, headings)
        if sheet is not None:
            index = next(index for index, one in enumerate(self.recipe.sheets) if one is sheet)
            # Two sheets of one layout may both use it; it is written once for each.
            self.used.add(index)
        return sheet

    def _leave(self, table: Table, said: SheetRecipe | None, note: str) -> None:
        self.result.notes.append(note)
        if said is not None:
            self.sheets.append(replace(said, file=table.file, sheet=table.sheet))
        else:
            self.sheets.append(SheetRecipe(table.file, table.sheet, use=False))

    def _no_use(self, table: Table, said: SheetRecipe | None, layout: Layout | None, why: str) -> None:
        """Leave a sheet out of which no row can be used; where it is a list, that is asked and not only noted."""
        self.unusable.append(table.place)
        question = sheet_question(table, layout) if said is None or said.use else None
        answered = self.answers.get(grain_key(table.place))
        if question is None or answered is not None:
            self._leave(
                table, said, f"{table.place} is not used: {'that was the answer' if answered == NOT_NEEDED else why}."
            )
            return
        self.result.notes.append(f"{table.place} is not used until that is answered: {why}.")
        self.asked_of_sheets.append(question)
        self.sheets.append(said or SheetRecipe(table.file, table.sheet))

    def _plan_rows(self, table: Table, said: SheetRecipe | None, layout: Layout) -> None:
        columns = [
            Column(
                index,
                heading,
                layout.parts[index],
                look_at(table.columns[index], layout.rows) if layout.rows else Look(),
            )
            for index, heading in enumerate(layout.headings)
        ]
        self.keys.add(table, columns, layout.rows)
        lost, new = self._settle(table, said, columns)
        grain = self._grain_said(table, said)
        if grain is None:
            grain = find_grain(table, columns, layout.titles, self.headings, layout.rows)
        if grain is None:
            question = grain_question(table, columns, self.headings)
            self._unused(table, layout)
            if question is None:
                self._no_use(table, said, layout, "its headings are not about staff, absences or the school's figures")
                return
            self.result.questions.append(question)
            self.sheets.append(SheetRecipe(table.file, table.sheet, header_rows=_counted(table, layout.header_rows)))
            return
        if grain == NOT_NEEDED:
            self._unused(table, layout)
            self._leave(
                table,
                SheetRecipe(table.file, table.sheet, use=False),
                f"{table.place} is not used: that was the answer.",
            )
            return
        if not layout.rows:
            self.empty.append(table.place)
            self._unused(table, layout)
            self._leave(table, None, f"{table.place} is not used: there is nothing below its headings.")
            self.sheets.pop()
            return
        decide(columns, self.headings, grain, table.columns, layout.rows)
        self._ask_again(columns, lost, new)
        twin = self._twin(grain, layout)
        asked_there = _as_twin(columns, twin) if twin is not None else set()
        plan = SheetPlan(
            table,
            grain,
            list(layout.headings),
            layout.rows,
            in_order(columns),
            codes=self.codes,
            answers=self.answers,
            defaults=said.defaults if said is not None else {},
            as_at=layout.as_at,
            skipped=layout.skipped,
            layout=layout,
            decided=columns,
            found=as_found(columns, self.headings, grain, table.columns, layout.rows),
        )
        if said is not None and said.fill_down is not None:
            wanted = {exact_key(heading) for heading in said.fill_down}
            plan.fill_down = frozenset(
                column.index for column in columns if column.heading and exact_key(column.heading) in wanted
            )
        else:
            plan.fill_down = fill_down(plan)
        skip_marks(plan)
        plan.questions = column_questions(
            plan, [column for column in columns if column.index not in asked_there], layout, lost, self.headings
        )
        plan.notes = notes_on(plan, columns, layout, lost)
        if twin is not None and asked_there:
            names = quoted([column.heading for column in columns if column.index in asked_there])
            plan.notes.append(f"{plan.place}: asked about on {twin.place}, whose answer is taken here too: {names}.")
        self._keep(plan, [column for column in columns if column.index not in asked_there], layout, said)

    def _twin(self, grain: str, layout: Layout) -> SheetPlan | None:
        """Return a sheet of the same grain and headings that is planned already: another site, department or month."""
        mine = list(map(exact_key, layout.headings))
        return next(
            (
                plan
                for plan in self.result.plans
                if plan.grain == grain and plan.decided and list(map(exact_key, plan.headings)) == mine
            ),
            None,
        )

    def _keep(self, plan: SheetPlan, columns: list[Column], layout: Layout, said: SheetRecipe | None) -> None:
        self.result.plans.append(plan)
        self.result.questions.extend(plan.questions)
        self.result.notes.extend(plan.notes)
        self.sheets.append(
            SheetRecipe(
                plan.table.file,
                plan.table.sheet,
                grain=plan.grain,
                header_rows=_counted(plan.table, layout.header_rows),
                fill_down=tuple(plan.headings[column] for column in sorted(plan.fill_down))
                if plan.fill_down or (said and said.fill_down is not None)
                else None,
                columns={column.heading: column.decided for column in columns if column.heading},
                defaults=plan.defaults,
            )
        )

    # What the recipe says of the columns

    def _check_defaults(self, table: Table, said: SheetRecipe | None) -> None:
        for name in said.defaults if said is not None else ():
            self._check_targets(name, table)

    def _settle(self, table: Table, said: SheetRecipe | None, columns: list[Column]) -> tuple[dict[str, str], set[int]]:
        """Take over what the recipe says of columns.

        Returns the headings it has that are gone, with their targets, and the new columns.
        """
        if said is None or not said.columns:
            return {}, set()
        by_key: dict[str, str] = {}
        for heading, target in said.columns.items():
            if target not in (IGNORE, OPEN):
                self._check_targets(target, table)
            by_key.setdefault(exact_key(heading), target)
        here: set[str] = set()
        new: set[int] = set()
        for column in columns:
            if not column.heading:
                continue
            here.add(exact_key(column.heading))
            text = said.columns.get(column.heading) or by_key.get(exact_key(column.heading))
            if text is None:
                new.add(column.index)
            elif text != OPEN:
                column.settled, column.decided, column.confidence = True, text, 1.0
                column.reason = "the recipe says so"
        lost = {
            heading: target
            for heading, target in said.columns.items()
            if exact_key(heading) not in here and target not in (IGNORE, OPEN)
        }
        return lost, new

    def _check_targets(self, text: str, table: Table) -> None:
        try:
            unknown = [target.field for target in parse_targets(text) if target.field not in self.collection.fields]
        except ValueError:
            unknown = [text]
        if unknown:
            raise RecipeError(
                "recipe",
                f"For {table.place} it names '{unknown[0]}', which is no field of the return.",
                'Use a field such as "contract.BasePay", or "ignore".',
            )

    def _grain_said(self, table: Table, said: SheetRecipe | None) -> str | None:
        grain = (said.grain if said is not None else "") or self.answers.get(grain_key(table.place), "")
        if grain and grain not in GRAINS and grain != NOT_NEEDED:
            raise RecipeError(
                "recipe", f"For {table.place} it says grain '{grain}'.", f"Use one of: {', '.join(sorted(GRAINS))}."
            )
        return grain or None

    def _ask_again(self, columns: list[Column], lost: Mapping[str, str], new: set[int]) -> None:
        """Open each column that took the place of one that the recipe knows, even where its heading is clear."""
        wanted = set(lost.values())
        filled = {target for column in columns for target in column.targets if column.index not in new}
        for column in columns:
            if column.index in new and column.decided in wanted and not set(column.targets) & filled:
                column.decided, column.reason = OPEN, ""

    # Sheets of label and value

    def _plan_pairs(self, table: Table, said: SheetRecipe | None, pairs: Pairs) -> None:
        _, as_at = find_titles(table)
        plan = SheetPlan(
            table,
            pairs.grain,
            [""] * table.width,
            [],
            {},
            codes=self.codes,
            answers=self.answers,
            defaults=said.defaults if said is not None else {},
            pairs=True,
            cells=pairs.cells,
            as_at=as_at,
        )
        for label, (row, column) in pairs.open.items():
            options = [
                (target, describe(target, self.headings.collection))
                for target in pairs.offers
                if target not in pairs.cells
            ]
            plan.questions.append(
                Question(
                    "column",
                    label,
                    plan.place,
                    f"{plan.place}, row {row + 1}, says '{label}', with a number beside it. What is it?",
                    (*options, (IGNORE, "not needed for the return")),
                    count=1,
                    source=Source(table.file, table.sheet, row + 1, column_letter(column)),
                    step="columns",
                )
            )
        if pairs.ignored:
            plan.notes.append(f"{plan.place}: not used: {quoted(pairs.ignored)}.")
        self.result.plans.append(plan)
        if pairs.counts:
            labels, values = pairs.count_columns
            columns = {
                labels: parse_targets("headcount.AgencyTPsupportCategory"),
                values: parse_targets("headcount.SupHeadCount"),
            }
            self.result.plans.append(
                SheetPlan(
                    table,
                    "headcount",
                    plan.headings,
                    pairs.counts,
                    columns,
                    codes=self.codes,
                    answers=self.answers,
                    as_at=as_at,
                )
            )
        self.result.questions.extend(plan.questions)
        self.result.notes.extend(plan.notes)
        self.sheets.append(
            SheetRecipe(
                table.file,
                table.sheet,
                grain=pairs.grain,
                columns={**pairs.labels, **dict.fromkeys(pairs.open, OPEN), **dict.fromkeys(pairs.ignored, IGNORE)},
                defaults=plan.defaults,
            )
        )


def _as_twin(columns: Sequence[Column], twin: SheetPlan) -> set[int]:
    """Take open columns for what they are on a sheet of the same headings, where no other column here is that.

    Returns the columns that are asked about there: one question is enough, and its answer is taken for both.
    """
    asked = set()
    filled = {target for column in columns for target in column.targets}
    for column, there in zip(columns, twin.decided, strict=True):
        if column.decided != OPEN or column.settled or not column.heading:
            continue
        if there.decided == OPEN:
            asked.add(column.index)
        elif not filled.intersection(there.targets) and (there.settled or column.look.filled):
            column.decided, column.confidence = there.decided, there.confidence
            column.reason = f"it is on {twin.place}: {there.reason}"
    return asked


def _counted(table: Table, rows: Iterable[int]) -> tuple[int, ...]:
    return tuple(table.row_on_sheet(row) + 1 for row in rows)


def _rows_said(table: Table, said: SheetRecipe) -> list[int]:
    """Return the heading rows that a recipe names, as rows of the table; empty where some are not there."""
    rows = [table.row_from_sheet(row - 1) for row in said.header_rows]
    found = [row for row in rows if row is not None]
    return found if len(found) == len(rows) else []


def _rows_fit(table: Table, said: SheetRecipe) -> bool:
    """Whether the heading rows that the recipe names hold at least half of its headings."""
    rows = _rows_said(table, said)
    if not rows:
        return False
    if not said.columns:
        return True
    layout = find_layout(table, lambda _: False, rows)
    if layout is None:
        return False
    here = {exact_key(heading) for heading in layout.headings if heading}
    there = {exact_key(heading) for heading in said.columns}
    return len(here & there) >= 0.5 * len(there)
