"""What a recipe's owner wrote beside the decisions stays through every way it is written again."""

from __future__ import annotations

from pathlib import Path

from converters.recipe.question import Question
from converters.recipe.recipe import Recipe, SheetRecipe
from converters.recipe.recipe_file import parse_recipe, recipe_text, write_recipe_file

COLUMNS = {"Surname": "staff.PersonFamilyName", "Zorp": "?"}
SHEET = SheetRecipe("pay.xlsx", "Pay", columns=COLUMNS, defaults={"a.B": "c"})
RECIPE = Recipe(
    lea="999",
    answers={"period": "month", "other": "?"},
    codes={"contract.Post": {"Head": "HDT"}},
    leave_out={"PersonRef:1": "casual"},
    sheets=(SHEET, SheetRecipe("hr.csv", None, columns={"Surname": "staff.PersonFamilyName"})),
)
ASKED = Question("answer", "other", "", "Other?", (("yes", "it is"), ("no", "")))
COLUMN = Question("column", "Zorp", "pay.xlsx, sheet Pay", "What is 'Zorp'?", (("ignore", ""),))
QUESTIONS = [ASKED, COLUMN]

PLACES = (
    "format = 1",
    'lea = "999"',
    'period = "month"',
    'other = "?"',
    '[codes."contract.Post"]',
    'Head = "HDT"',
    "[leave_out]",
    '"PersonRef:1" = "casual"',
    'file = "pay.xlsx"',
    'Surname = "staff.PersonFamilyName"',
    'Zorp = "?"',
    '"a.B" = "c"',
    'file = "hr.csv"',
)


def noted(text: str) -> str:
    """Write a remark of the owner's above and beside each line."""
    lines = []
    for line in text.splitlines():
        if line in PLACES:
            lines += [f"# mine, above {line} {len(lines)}", f"{line} # mine, beside"]
        else:
            lines.append(line)
    return "\n".join([*lines, "# mine, at the end", ""])


def test_every_remark_stays_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text(noted(recipe_text(RECIPE, QUESTIONS)), encoding="utf-8")
    before = path.read_text(encoding="utf-8")
    assert before.count("# mine, above") == len(PLACES) + 1
    write_recipe_file(path, RECIPE, QUESTIONS, own=True)
    after = path.read_text(encoding="utf-8")
    assert sorted(after.splitlines()) == sorted(before.splitlines())
    assert parse_recipe(after) == RECIPE
    write_recipe_file(path, RECIPE, QUESTIONS, own=True)
    assert path.read_text(encoding="utf-8") == after
    lines = after.splitlines()
    for at, line in enumerate(lines):
        if line.startswith("# mine, above Head"):
            assert lines[at + 1].startswith("Head = ")


def test_a_question_that_was_answered_goes_with_its_choices_and_the_remarks_stay(tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    text = noted(recipe_text(RECIPE, QUESTIONS)).replace('other = "?"', 'other = "yes"')
    path.write_text(text, encoding="utf-8")
    recipe = parse_recipe(text)
    write_recipe_file(path, recipe, [COLUMN], own=True)
    after = path.read_text(encoding="utf-8")
    assert "#? Other?" not in after
    assert after.count("# mine") == text.count("# mine")
    assert parse_recipe(after) == recipe


def test_remarks_of_lines_that_are_gone_stand_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text(noted(recipe_text(RECIPE, QUESTIONS)), encoding="utf-8")
    write_recipe_file(path, Recipe(lea="999"), own=True)
    after = path.read_text(encoding="utf-8")
    assert after.count("# mine, above") == len(PLACES) + 1
    assert parse_recipe(after) == Recipe(lea="999")


def test_the_programs_own_remarks_of_an_earlier_version_go(tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    text = recipe_text(RECIPE, QUESTIONS).replace("#?", "#").replace("# Other?", "# mine\n# Other?")
    path.write_text(text, encoding="utf-8")
    write_recipe_file(path, RECIPE, QUESTIONS, own=True)
    after = path.read_text(encoding="utf-8")
    assert after == recipe_text(RECIPE, QUESTIONS).replace("#? Other?", "# mine\n#? Other?")


def test_what_is_no_recipe_gives_no_remarks(tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text("= no [toml", encoding="utf-8")
    write_recipe_file(path, RECIPE, own=True)
    assert path.read_text(encoding="utf-8") == recipe_text(RECIPE)
