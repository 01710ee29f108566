"""Layouts and what was decided for each: an answer given once holds for every school whose files look the same.

A layout is a set of headings. Its decisions stand as a recipe in `recipes/`, under the file names of the school they
were first asked for; for another school they are brought under that school's names. The shared files are a layout too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import tomlkit

from converters.matching.headings import headings_of
from converters.matching.layout import find_layout
from converters.recipe.question import Question
from converters.recipe.recipe import SAME_LAYOUT, Recipe, RecipeError, SheetRecipe
from converters.recipe.recipe_file import parse_recipe, recipe_text
from converters.recipe.renamed import changed_places, in_key, renamed
from converters.recipe.target import OPEN
from converters.sources.table import Table
from swf_desktop.collection import Collection
from swf_desktop.files.writing import write_bytes
from swf_desktop.words import sheet_words

PAYROLL: Final = "shared files"
"""The layout of the shared files."""

OF_ONE: Final = (
    *("same number, other person: ", "which is newer: ", "take-on date ", "agency staff: ", "relation: "),
    *(
        "leave out: people twice",
        "not on any list of staff: ",
        "which contract: ",
        "join by name alone: ",
        "which year: ",
    ),
)
"""Beginnings of questions on what stands in one school's rows: an answer is that school's alone."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One sheet by what tells its layout: file, sheet and headings."""

    file: str
    sheet: str | None
    headings: frozenset[str]

    @property
    def place(self) -> str:
        """How people name it."""
        return sheet_words(self.file, self.sheet)

    @property
    def text(self) -> str:
        """The headings in an order of their own."""
        return "\x1f".join(sorted(heading.casefold() for heading in self.headings))


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout with its decisions. name: of its file in `recipes/`, without the ending."""

    name: str
    signs: tuple[Sign, ...] = ()
    recipe: Recipe = field(default_factory=Recipe)


def signs_of(tables: Iterable[Table], collection: Collection) -> tuple[Sign, ...]:
    """Return what tells the layout of tables."""
    knows = headings_of(collection).knows
    signs = []
    for table in tables:
        layout = find_layout(table, knows)
        heads = frozenset(heading for heading in layout.headings if heading) if layout is not None else frozenset()
        signs.append(Sign(table.file, table.sheet, heads))
    return tuple(signs)


def name_of(signs: Sequence[Sign]) -> str:
    """Return the name of a new layout: the same for the same headings, whatever the files are called."""
    return "layout " + hashlib.sha256("\x1e".join(sorted(sign.text for sign in signs)).encode()).hexdigest()[:6]


def read_layouts(folder: Path) -> dict[str, Layout]:
    """Read all layouts of a folder of recipes. Raises RecipeError."""
    layouts = {}
    for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise RecipeError(path.name, f"It cannot be read ({error}).", "Check that it is saved as UTF-8.") from None
        recipe = parse_recipe(text, path.name)
        data: dict[str, Any] = tomlkit.parse(text).unwrap()
        signs = tuple(
            Sign(str(one.get("file", "")), one.get("sheet"), frozenset(map(str, one.get("headings", ()))))
            for one in data.get("layout", ())
            if isinstance(one, dict)
        )
        layouts[path.stem] = Layout(path.stem, signs, recipe)
    return layouts


def layout_text(layout: Layout, questions: Iterable[Question] = ()) -> str:
    """Write a layout: its recipe with the open questions, and the headings it is known by."""
    tables = tomlkit.aot()
    for sign in layout.signs:
        table = tomlkit.table()
        table.add("file", tomlkit.string(sign.file, escape=True))
        if sign.sheet is not None:
            table.add("sheet", tomlkit.string(sign.sheet, escape=True))
        table.add("headings", sorted(sign.headings))
        tables.append(table)
    document = tomlkit.document()
    document.add(tomlkit.comment("What the layout is known by; not to be changed."))
    document.add("layout", tables)
    return recipe_text(layout.recipe, questions) + "\n" + tomlkit.dumps(document)


def write_layout(folder: Path, layout: Layout, questions: Iterable[Question] = ()) -> Path:
    """Write a layout's file, where that changes it, and return it."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{layout.name}.toml"
    data = layout_text(layout, questions).encode("utf-8")
    if not path.exists() or path.read_bytes() != data:
        write_bytes(path, data, own=True, copy=True)
    return path


def pairs_of(layout: Layout, signs: Sequence[Sign]) -> dict[Sign, Sign] | None:
    """Return for each sheet of a layout the sheet of these that it is; None where the layout does not fit.

    It fits where every sheet here is one of the layout's: the same headings, or three quarters of what either has.
    """
    pairs: dict[Sign, Sign] = {}
    free = list(layout.signs)
    for sign in signs:
        best, best_share = None, 0.0
        for other in free:
            either = other.headings | sign.headings
            share = len(other.headings & sign.headings) / len(either) if either else 1.0
            same = (other.file, other.sheet) == (sign.file, sign.sheet)
            if share >= SAME_LAYOUT and share + 0.001 * same > best_share:
                best, best_share = other, share + 0.001 * same
        if best is None:
            return None
        free.remove(best)
        pairs[best] = sign
    return pairs


def choose(layouts: Mapping[str, Layout], signs: Sequence[Sign]) -> Layout:
    """Return the layout of these sheets: the one of their headings, else one that fits, else a new one."""
    name = name_of(signs)
    for one in layouts.values():
        if one.name != PAYROLL and sorted(s.text for s in one.signs) == sorted(s.text for s in signs):
            return one
    fitting = [one for one in layouts.values() if one.name != PAYROLL and one.signs and pairs_of(one, signs)]
    if fitting:
        return min(fitting, key=lambda one: (len(one.signs), one.name))
    return Layout(name, tuple(signs))


def fitted(layout: Layout, signs: Sequence[Sign]) -> Recipe:
    """Return a layout's decisions under the file names of these sheets."""
    pairs = pairs_of(layout, signs) or {}
    return renamed(layout.recipe, {(one.file, one.sheet): (other.file, other.sheet) for one, other in pairs.items()})


def general(question: Question, layout: Layout, signs: Sequence[Sign]) -> Question:
    """Return a question under the names that its layout keeps."""
    pairs = pairs_of(layout, signs)
    places = changed_places((here.place, there.place) for there, here in (pairs or {}).items())
    if question.kind == "answer":
        return replace(question, key=in_key(question.key, places))
    if question.kind == "column":
        return replace(question, scope=in_key(question.scope, places))
    return question


def is_of_one(question: Question) -> bool:
    """Whether an answer holds for one school alone."""
    return question.kind == "answer" and question.key.startswith(OF_ONE)


def settled(recipe: Recipe) -> str:
    """Return what a recipe decides, as a text to compare: open lines decide nothing."""
    return repr(replace(layered(recipe), collection=None, lea=None, estab=None, level=None))


def layered(*recipes: Recipe) -> Recipe:
    """Lay decisions over one another: the last that says something counts, and an open line says nothing."""
    sheets: dict[tuple[str, str | None], SheetRecipe] = {}
    codes: dict[str, dict[str, str]] = {}
    answers: dict[str, str] = {}
    leave_out: dict[str, str] = {}
    for recipe in recipes:
        for sheet in recipe.sheets:
            key = (sheet.file, sheet.sheet)
            below = sheets.get(key)
            if sheet.columns and replace(sheet, columns={}) == SheetRecipe(*key) and _is_open(sheet):
                continue
            decided = {heading: target for heading, target in sheet.columns.items() if target != OPEN}
            if below is None:
                sheets[key] = replace(sheet, columns=decided)
            else:
                sheets[key] = replace(
                    sheet,
                    grain=sheet.grain or below.grain,
                    header_rows=sheet.header_rows or below.header_rows,
                    fill_down=below.fill_down if sheet.fill_down is None else sheet.fill_down,
                    columns={**below.columns, **decided},
                    defaults={**below.defaults, **sheet.defaults},
                )
        for name in recipe.codes:
            codes.setdefault(name, {}).update(recipe.settled(name))
        answers.update(recipe.answered())
        leave_out.update(recipe.leave_out)
    last = recipes[-1] if recipes else Recipe()
    return replace(last, sheets=tuple(sheets.values()), codes=codes, answers=answers, leave_out=leave_out)


def _is_open(sheet: SheetRecipe) -> bool:
    """Whether nothing but questions stands there of a sheet."""
    return all(target == OPEN for target in sheet.columns.values())


def own_decisions(now: Recipe, laid: Recipe) -> Recipe:
    """Return what a recipe says that the one before did not: what somebody decided for this school in between."""
    before = {(sheet.file, sheet.sheet): sheet for sheet in laid.sheets}
    sheets = []
    for sheet in now.sheets:
        then = before.get((sheet.file, sheet.sheet))
        if then is None:
            sheets.append(sheet)
        elif then != sheet:
            columns = {name: text for name, text in sheet.columns.items() if then.columns.get(name) != text}
            sheets.append(replace(sheet, columns=columns))
    codes = {
        name: {text: code for text, code in texts.items() if laid.codes.get(name, {}).get(text) != code}
        for name, texts in now.codes.items()
    }
    return Recipe(
        sheets=tuple(sheets),
        codes={name: texts for name, texts in codes.items() if texts},
        answers={key: answer for key, answer in now.answers.items() if laid.answers.get(key) != answer},
        leave_out={key: reason for key, reason in now.leave_out.items() if laid.leave_out.get(key) != reason},
    )


def asked_in(recipe: Recipe, questions: Iterable[Question]) -> Recipe:
    """Return a recipe with a line for each open question; those that nobody asks any more and are open go."""
    answers = dict(recipe.answered())
    codes = {name: recipe.settled(name) for name in recipe.codes if recipe.settled(name)}
    sheets = {
        (sheet.file, sheet.sheet): replace(
            sheet, columns={name: text for name, text in sheet.columns.items() if text != OPEN}
        )
        for sheet in recipe.sheets
    }
    for question in questions:
        if question.kind == "answer":
            answers.setdefault(question.key, OPEN)
        elif question.kind == "code":
            codes.setdefault(question.scope, {}).setdefault(question.key, OPEN)
        else:
            for key, sheet in sheets.items():
                if sheet_words(*key) == question.scope:
                    sheets[key] = replace(sheet, columns={**sheet.columns, question.key: OPEN})
                    break
            else:
                source = question.source
                if source is not None:
                    made = SheetRecipe(source.file, source.sheet, columns={question.key: OPEN})
                    sheets[source.file, source.sheet] = made
    return replace(recipe, answers=answers, codes=codes, sheets=tuple(sheets.values()))
