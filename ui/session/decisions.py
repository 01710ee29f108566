"""Decisions: settings of the return and the recipe, each change a step that can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ui.session.changes import Changes
from ui.session.state import State

if TYPE_CHECKING:
    from converters.recipe.question import Question
    from converters.recipe.recipe import Recipe
    from swf_desktop.record import Record
    from ui.worker.views import SheetView


class Decisions:
    """Reads and changes what was decided: how files are read and what return they make."""

    def __init__(self, state: State, changes: Changes) -> None:
        self._state = state
        self._changes = changes
        self._kept_recipe: tuple[str, Recipe] | None = None

    def change_settings(self, label: str, **values: str) -> bool:
        """Set some settings as one step that can be undone; the return is then built again."""
        # Loaded here, as in the functions below: the window shows before anything can be changed.
        from swf_desktop.workspace.journal import Entry, SettingChange

        changes = tuple(
            SettingChange(name.replace("_", " "), before, value)
            for name, value in values.items()
            if (before := self._state.setting(name.replace("_", " "))) != value
        )
        return bool(changes) and self._changes.do(Entry(label, changes))

    def change_setting(self, label: str, name: str, value: str) -> bool:
        """Set one setting as one step that can be undone."""
        from swf_desktop.workspace.journal import Entry, SettingChange

        before = self._state.setting(name)
        return before != value and self._changes.do(Entry(label, (SettingChange(name, before, value),)))

    # Decisions: the recipe

    @property
    def recipe(self) -> Recipe:
        """All decisions: as completed by the last build, else those kept."""
        from converters.recipe.recipe import Recipe
        from converters.recipe.recipe_file import parse_recipe

        kept = self._state.workspace.recipe if self._state.workspace is not None else ""
        text = self._state.built.recipe if self._state.built is not None and not self._changes.stale else kept
        if self._kept_recipe is None or self._kept_recipe[0] != text:
            self._kept_recipe = text, parse_recipe(text) if text else Recipe()
        return self._kept_recipe[1]

    def decide(self, label: str, recipe: Recipe) -> bool:
        """Replace the recipe as one step that can be undone; the return is then built again."""
        from converters.recipe.recipe_file import recipe_text
        from swf_desktop.workspace.journal import Entry, RecipeChange

        if self._state.workspace is None:
            return False
        before, after = self._state.workspace.recipe, recipe_text(recipe)
        return before != after and self._changes.do(Entry(label, (RecipeChange(before, after),)))

    def use_recipe(self, text: str, label: str) -> bool:
        """Take over decisions from elsewhere, such as last year's: all but which return it is. Raises RecipeError."""
        from converters.recipe.recipe_file import parse_recipe

        recipe = parse_recipe(text)
        return self.decide(label, replace(recipe, collection=None, lea=None, estab=None, level=None))

    def set_column(self, file: str, sheet: str | None, heading: str, target: str, label: str = "") -> bool:
        """Decide what a column is: a target such as `contract.Post`, or `ignore`."""
        return self.set_columns(file, sheet, {heading: target}, label or f"Column {heading}")

    def set_columns(self, file: str, sheet: str | None, targets: Mapping[str, str], label: str) -> bool:
        """Decide what several columns of a sheet are, in one step."""
        sheets = self._with_sheet(file, sheet)
        return self.decide(
            label,
            replace(
                self.recipe,
                sheets=tuple(
                    replace(one, columns={**one.columns, **targets}) if (one.file, one.sheet) == (file, sheet) else one
                    for one in sheets
                ),
            ),
        )

    def set_sheet(self, label: str, file: str, sheet: str | None, **changes: object) -> bool:
        """Change the decisions of one sheet: use, grain, header_rows (from 1), fill_down, defaults; see SheetRecipe."""
        sheets = self._with_sheet(file, sheet)
        changed = tuple(replace(one, **changes) if (one.file, one.sheet) == (file, sheet) else one for one in sheets)
        return self.decide(label, replace(self.recipe, sheets=changed))

    def _with_sheet(self, file: str, sheet: str | None) -> tuple[Any, ...]:
        from converters.recipe.recipe import SheetRecipe

        sheets = self.recipe.sheets
        if any((one.file, one.sheet) == (file, sheet) for one in sheets):
            return sheets
        return (*sheets, SheetRecipe(file, sheet))

    def put_to(self, questions: Sequence[Question], who: str) -> bool:
        """Put questions to somebody who knows (a key of `converters.recipe.asking.WHO`); they stay open."""
        from converters.recipe.asking import WHO, ask

        recipe = self.recipe
        for question in questions:
            recipe = ask(recipe, question, who)
        return self.decide(f"A question put to {WHO[who]}", recipe)

    def sheets_to_answer(self) -> list[SheetView]:
        """Return the sheets of which nothing is used, with rows, and of which nobody has said that they are not needed.

        A sheet that was passed over is no sheet that is done: whether the census needs it, people know.
        """
        built = self._state.built
        if built is None or built.loaded:
            return []
        from converters.recipe.keys import grain_key

        asked = {question.key for question in built.questions}
        answers = self.recipe.answered()
        return [
            sheet
            for sheet in built.sheets
            if sheet.idle and sheet.rows and (key := grain_key(sheet.place)) not in answers and key not in asked
        ]

    def leave_sheet(self, file: str, sheet: str | None, place: str) -> bool:
        """Decide that a sheet is not needed, and keep that somebody said so."""
        from converters.matching.questions import NOT_NEEDED
        from converters.recipe.keys import grain_key

        sheets = tuple(
            replace(one, use=False) if (one.file, one.sheet) == (file, sheet) else one
            for one in self._with_sheet(file, sheet)
        )
        recipe = self.recipe
        answers = {**recipe.answers, grain_key(place): NOT_NEEDED}
        return self.decide(f"{place} not used", replace(recipe, sheets=sheets, answers=answers))

    def use_sheet(self, file: str, sheet: str | None, place: str, grain: str = "") -> bool:
        """Decide that a sheet is used, whatever was said before. grain: what one row is, "" to have it found."""
        from converters.recipe.keys import grain_key

        sheets = tuple(
            replace(one, use=True, grain=grain or one.grain) if (one.file, one.sheet) == (file, sheet) else one
            for one in self._with_sheet(file, sheet)
        )
        recipe = self.recipe
        answers = {key: answer for key, answer in recipe.answers.items() if key != grain_key(place)}
        return self.decide(f"{place} used", replace(recipe, sheets=sheets, answers=answers))

    def put_sheet_to(self, place: str, who: str) -> bool:
        """Put it to somebody (a key of `converters.recipe.asking.WHO`) whether a sheet is needed."""
        from converters.recipe.asking import WHO, asked_key
        from converters.recipe.keys import grain_key

        recipe = self.recipe
        asked = {**recipe.asked, asked_key("answer", "", grain_key(place)): who}
        return self.decide(f"A question put to {WHO[who]}", replace(recipe, asked=asked))

    @property
    def to_answer(self) -> int:
        """How many questions are the user's own to answer, with the sheets that were passed over."""
        mine = sum(1 for one in self._state.questions if not one.question.ask)
        return mine + len(self.sheets_to_answer())

    @property
    def waits(self) -> str:
        """Who is waited for, as a sentence; "" where nobody is."""
        from converters.recipe.asking import waiting

        return waiting(one.question for one in self._state.questions)

    def set_code(self, field: str, texts: Mapping[str, str], label: str) -> bool:
        """Decide which code each text means, for all cells alike; an empty code opens it again."""
        recipe = self.recipe
        settled = {**recipe.codes.get(field, {}), **texts}
        settled = {text: code for text, code in settled.items() if code}
        return self.decide(label, replace(recipe, codes={**recipe.codes, field: settled}))

    def answer(self, question: Question, answer: str) -> bool:
        """Answer a question of any kind."""
        if question.kind == "code":
            return self.set_code(question.scope, {question.key: answer}, f"Meaning of “{question.key}”")
        if question.kind == "column":
            found = next(
                (one for one in (self._state.built.sheets if self._state.built else ()) if one.place == question.scope),
                None,
            )
            if found is not None:
                return self.set_column(found.file, found.sheet, question.key, answer)
        return self.set_answer(question.key, answer, "Answer to a question")

    def set_answer(self, key: str, answer: str, label: str) -> bool:
        """Keep an answer in the recipe; an empty one opens the question again."""
        recipe = self.recipe
        answers = {**recipe.answers, key: answer}
        if not answer:
            del answers[key]
        return self.decide(label, replace(recipe, answers=answers))

    def leave_out(self, records: Sequence[Record], reason: str, label: str) -> bool:
        """Leave people or contracts out of the return, with the reason."""
        recipe = self.recipe
        kept = {**recipe.leave_out, **{record.key: reason for record in records}}
        return self.decide(label, replace(recipe, leave_out=kept))

    def bring_back(self, keys: Iterable[str], label: str) -> bool:
        """Take people or contracts back into the return."""
        recipe = self.recipe
        gone = set(keys)
        kept = {key: reason for key, reason in recipe.leave_out.items() if key not in gone}
        return self.decide(label, replace(recipe, leave_out=kept))
