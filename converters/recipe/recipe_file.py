"""A recipe as a file (TOML): read with clear messages, written with what is still open."""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import tomlkit
from tomlkit.items import Comment, String, Trivia
from tomlkit.items import Table as TomlTable

from converters.recipe.asking import WHO, taken_apart
from converters.recipe.question import Question
from converters.recipe.recipe import Recipe, RecipeError, SheetRecipe
from converters.recipe.remarks import OWN, remarks_of, with_remarks
from converters.recipe.target import OPEN
from swf_desktop.files.writing import write_text
from swf_desktop.packs import packs_sentence, sums_in_use
from swf_desktop.words import sheet_words

FORMAT: Final = 1

UPGRADES: Final[dict[int, Callable[[dict[str, Any]], None]]] = {}
"""From each format to the next: a step turns the parts of an older recipe, as TOML gives them, in place.

Older recipes stand in files, in workspaces and in the steps of their journals; each is brought up when it is read.
"""

_CORRECT: Final = "Correct the recipe."


def _text_map(data: object, where: str, file: str, *, numbers: bool = False) -> dict[str, str]:
    """Return lines of name and text. numbers: one without quotation marks, such as 32.5, is taken as it stands."""
    taken = (str, int, float) if numbers else str
    if not isinstance(data, dict) or not all(
        isinstance(value, taken) and not isinstance(value, bool) for value in data.values()
    ):
        raise RecipeError(file, f'The part [{where}] should hold lines of the form name = "text".', _CORRECT)
    return {name: str(value) for name, value in data.items()}


def _parse_sheet(data: dict[str, object], file: str) -> SheetRecipe:
    if "file" not in data:
        raise RecipeError(file, "A part [[sheets]] does not say which file it is for.", 'Add a line file = "...".')
    rows = data.get("header_rows", [])
    fill = data.get("fill_down")
    if not isinstance(rows, list) or not all(isinstance(row, int) and row > 0 for row in rows):
        raise RecipeError(file, "header_rows should be row numbers such as [4, 5].", _CORRECT)
    if fill is not None and not isinstance(fill, list):
        raise RecipeError(file, "fill_down should be a list of headings.", _CORRECT)
    if not isinstance(data.get("use", True), bool):
        raise RecipeError(file, "use should be true or false.", _CORRECT)
    return SheetRecipe(
        file=str(data["file"]),
        sheet=None if data.get("sheet") is None else str(data["sheet"]),
        use=bool(data.get("use", True)),
        grain=str(data.get("grain", "")),
        header_rows=tuple(rows),
        fill_down=None if fill is None else tuple(str(heading) for heading in fill),
        columns=_text_map(data.get("columns", {}), "sheets.columns", file),
        defaults=_text_map(data.get("defaults", {}), "sheets.defaults", file),
    )


def parse_recipe(text: str, file: str = "recipe") -> Recipe:
    """Read a recipe. Raises RecipeError where the text is no recipe or of a newer format."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(
            file, f"This is not a recipe that can be read ({error}).", "Correct the line it names."
        ) from None
    _bring_up(data, file)
    head = data.get("return", {})
    codes = data.get("codes", {})
    sheets = data.get("sheets", [])
    for part, value in (("return", head), ("codes", codes)):
        if not isinstance(value, dict):
            raise RecipeError(file, f"The part [{part}] should hold lines of the form name = value.", _CORRECT)
    if not isinstance(sheets, list) or not all(isinstance(sheet, dict) for sheet in sheets):
        raise RecipeError(file, "The parts [[sheets]] should each say what was decided for one sheet.", _CORRECT)
    year = data.get("collection")
    if year is not None and not isinstance(year, int):
        raise RecipeError(file, "collection should be a year of four digits.", _CORRECT)
    asked = _text_map(data.get("ask", {}), "ask", file)
    if any(who not in WHO for who in asked.values()):
        raise RecipeError(file, f"The part [ask] says whom to ask: {', '.join(WHO)}.", _CORRECT)
    own = [_parse_sheet(sheet, file) for sheet in sheets]
    return Recipe(
        collection=year,
        lea=_number_text(head.get("lea")),
        estab=_number_text(head.get("estab")),
        level=_number_text(head.get("level")),
        sheets=tuple(
            replace(one, columns=taken_apart(one.columns, "column", sheet_words(one.file, one.sheet), asked))
            for one in own
        ),
        codes={
            name: taken_apart(_text_map(texts, f'codes."{name}"', file), "code", name, asked)
            for name, texts in codes.items()
        },
        answers=taken_apart(_text_map(data.get("answers", {}), "answers", file, numbers=True), "answer", "", asked),
        leave_out=_text_map(data.get("leave_out", {}), "leave_out", file),
        asked=asked,
    )


def _bring_up(data: dict[str, Any], file: str) -> None:
    """Bring the parts of a recipe to this format. A recipe that says none was written by hand, for this one."""
    found = data.get("format", FORMAT)
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise RecipeError(file, f"format should be a whole number such as {FORMAT}.", _CORRECT)
    if found > FORMAT:
        raise RecipeError(file, f"It was written by a newer version (format {found}).", "Use that version.")
    for step in range(found, FORMAT):
        UPGRADES[step](data)


def _number_text(value: object) -> str | None:
    """Return a number that somebody wrote without quotation marks as text."""
    return None if value is None else str(value)


def read_recipe(path: Path) -> Recipe:
    """Read a recipe file. Raises RecipeError with place and remedy."""
    try:
        return parse_recipe(path.read_text(encoding="utf-8-sig"), path.name)
    except UnicodeDecodeError:
        raise RecipeError(
            path.name, "This is not a text file in UTF-8, as a recipe is.", "Save it as UTF-8 in Notepad, or choose it."
        ) from None
    except OSError as error:
        raise RecipeError(
            path.name, f"The recipe cannot be read ({error.strerror or error}).", "Check that it may be read."
        ) from None


def _comment(text: str) -> Comment:
    """Return a text as one comment line.

    A cell's text may hold line breaks and control characters, a comment may not.
    """
    return tomlkit.comment(_one_line(text))


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _own(text: str) -> Comment:
    """Return a text as a remark that is known for the program's own, and goes with its question."""
    return Comment(Trivia(comment_ws="  ", comment=f"{OWN} {_one_line(text)}".rstrip()))


def _choices(table: TomlTable, question: Question) -> None:
    table.add(_own(question.text))
    if question.examples:
        table.add(_own("such as " + ", ".join(question.examples)))
    for answer, meaning in question.choices:
        table.add(_own(f'- "{answer}"' + (f" = {meaning}" if meaning else "")))


def _string(text: str) -> String:
    """Return a text as a TOML string on one line."""
    return tomlkit.string(text, escape=True)


def _with_open(table: TomlTable, settled: Mapping[str, str], questions: Iterable[Question]) -> None:
    """Write what is settled, in order, and what is open: with its question above it, where there is one."""
    asked = {question.key: question for question in questions}
    names = dict.fromkeys([*settled, *asked])
    for name in names:
        value = settled.get(name, OPEN)
        if value == OPEN and name in asked:
            _choices(table, asked[name])
        table.add(name, _string(value))


_HEAD: Final = (
    'What was decided about these files. Lines with "?" are open: replace the question mark by one of',
    "the answers listed above the line (or by your own), save, and run again with --recipe.",
    'What you do not know: write "ask payroll", "ask HR" or "ask the head", for their question sheet.',
)


def write_recipe_file(path: Path, recipe: Recipe, questions: Iterable[Question] = (), *, own: bool = False) -> Path:
    """Write a recipe into a file, where that changes it, with the remarks that its owner wrote there; return the file.

    own: the file was read as the recipe, and is to be written again. Raises OSError.
    """
    questions = list(questions)
    text, before = recipe_text(recipe, questions), ""
    if path.is_file():
        with contextlib.suppress(UnicodeDecodeError):
            before = path.read_text(encoding="utf-8-sig")
        asked = [f"# {_one_line(question.text)}" for question in questions]
        text = with_remarks(text, remarks_of(before, [*(f"# {line}" for line in _HEAD), *asked]))
    return path if text == before else write_text(path, text, own=own)


def recipe_text(recipe: Recipe, questions: Iterable[Question] = ()) -> str:
    """Write a recipe, with each open question as a line to fill in and its choices as comments above it."""
    questions = list(questions)
    document = tomlkit.document()
    for line in _HEAD:
        document.add(_comment(line))
    if packs := packs_sentence(sums_in_use()):
        document.add(_own(packs))
    document.add("format", tomlkit.integer(FORMAT))
    if recipe.collection is not None:
        document.add("collection", tomlkit.integer(recipe.collection))
    head = tomlkit.table()
    for name, text in (("lea", recipe.lea), ("estab", recipe.estab), ("level", recipe.level)):
        if text is not None:
            head.add(name, _string(text))
    document.add("return", head)
    answers = tomlkit.table()
    _with_open(answers, recipe.answers, [question for question in questions if question.kind == "answer"])
    document.add("answers", answers)
    codes = tomlkit.table(is_super_table=True)
    asked = [question for question in questions if question.kind == "code"]
    for name in dict.fromkeys([*recipe.codes, *(question.scope for question in asked)]):
        table = tomlkit.table()
        _with_open(table, recipe.codes.get(name, {}), [question for question in asked if question.scope == name])
        codes.add(name, table)
    document.add("codes", codes)
    if recipe.asked:
        ask = tomlkit.table()
        for key, who in recipe.asked.items():
            ask.add(key, _string(who))
        document.add("ask", ask)
    if recipe.leave_out:
        leave_out = tomlkit.table()
        for key, reason in recipe.leave_out.items():
            leave_out.add(key, _string(reason))
        document.add("leave_out", leave_out)
    sheets = tomlkit.aot()
    for sheet in recipe.sheets:
        sheets.append(_sheet_table(sheet, questions))
    document.add("sheets", sheets)
    return tomlkit.dumps(document)


def _sheet_table(sheet: SheetRecipe, questions: list[Question]) -> TomlTable:
    place = sheet_words(sheet.file, sheet.sheet)
    table = tomlkit.table()
    table.add("file", _string(sheet.file))
    if sheet.sheet is not None:
        table.add("sheet", _string(sheet.sheet))
    table.add("use", tomlkit.boolean(str(sheet.use).lower()))
    if sheet.grain:
        table.add("grain", _string(sheet.grain))
    if sheet.header_rows:
        table.add("header_rows", list(sheet.header_rows))
    if sheet.fill_down is not None:
        table.add("fill_down", list(sheet.fill_down))
    columns = tomlkit.table()
    asked = [question for question in questions if question.kind == "column" and question.scope == place]
    _with_open(columns, sheet.columns, asked)
    table.add("columns", columns)
    if sheet.defaults:
        defaults = tomlkit.table()
        for name, text in sheet.defaults.items():
            defaults.add(name, _string(text))
        table.add("defaults", defaults)
    return table
