"""The recipe as a file: what is written reads back, what is open can be filled in, mistakes are told with a remedy."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converters.recipe.question import Question
from converters.recipe.recipe import Recipe, RecipeError, SheetRecipe
from converters.recipe.recipe_file import parse_recipe, read_recipe, recipe_text

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=20)
ANSWERS = st.dictionaries(TEXT, TEXT, max_size=4)
SHEETS = st.builds(
    SheetRecipe,
    file=TEXT,
    sheet=st.none() | TEXT,
    use=st.booleans(),
    grain=st.sampled_from(["", "contract", "element"]),
    header_rows=st.lists(st.integers(1, 99), max_size=3).map(tuple),
    fill_down=st.none() | st.lists(TEXT, max_size=3).map(tuple),
    columns=st.dictionaries(TEXT, st.sampled_from(["contract.BasePay", "ignore", "?", "absence.Estab #2"]), max_size=5),
    defaults=ANSWERS,
)
RECIPES = st.builds(
    Recipe,
    collection=st.none() | st.integers(2010, 2030),
    lea=st.none() | TEXT,
    estab=st.none() | TEXT,
    level=st.none() | TEXT,
    sheets=st.lists(SHEETS, max_size=3).map(tuple),
    codes=st.dictionaries(TEXT, ANSWERS, max_size=3),
    answers=ANSWERS,
    leave_out=ANSWERS,
)


@given(RECIPES)
@settings(max_examples=150, deadline=None)
def test_what_is_written_reads_back(recipe: Recipe) -> None:
    assert parse_recipe(recipe_text(recipe)) == recipe


@given(RECIPES, TEXT, TEXT, TEXT)
@settings(max_examples=60, deadline=None)
def test_open_questions_are_written_as_lines_to_fill_in(recipe: Recipe, key: str, text: str, choice: str) -> None:
    questions = [
        Question("answer", key, "", text, ((choice, text),)),
        Question("code", key, "contract.Post", text, ((choice, text),), (text,)),
    ]
    read = parse_recipe(recipe_text(recipe, questions))
    assert read.answers[key] == recipe.answers.get(key, "?")
    assert read.codes["contract.Post"][key] == recipe.codes.get("contract.Post", {}).get(key, "?")


def test_a_question_is_written_with_its_choices_above_the_line() -> None:
    sheet = SheetRecipe("pay.xlsx", "Pay", columns={"Surname": "staff.PersonFamilyName", "Zorp": "?"})
    question = Question(
        "column",
        "Zorp",
        "pay.xlsx, sheet Pay",
        "What is 'Zorp'?\nSay.",
        (("contract.FTE", "Share of full time"), ("ignore", "")),
    )
    text = recipe_text(Recipe(sheets=(sheet,)), [question])
    lines = text.splitlines()
    at = lines.index('Zorp = "?"')
    assert lines[at - 3 : at] == [
        "#? What is 'Zorp'? Say.",
        '#? - "contract.FTE" = Share of full time',
        '#? - "ignore"',
    ]
    filled_in = parse_recipe(text.replace('Zorp = "?"', 'Zorp = "ignore"'))
    assert filled_in.sheets[0].columns["Zorp"] == "ignore"


def test_what_is_settled_stays_settled() -> None:
    recipe = Recipe(answers={"a": "yes", "b": "?"}, codes={"contract.Post": {"Head": "HDT", "Lady": "?"}})
    assert recipe.answered() == {"a": "yes"}
    assert recipe.settled("contract.Post") == {"Head": "HDT"}
    assert recipe.settled("contract.Scale") == {}


COLUMNS = {f"H{number}": "ignore" for number in range(8)}


@pytest.mark.parametrize(
    ("file", "sheet", "headings", "known"),
    [
        ("pay.xlsx", "Pay", [], True),
        ("next.xlsx", "Other", list(COLUMNS), True),
        ("next.xlsx", "Other", [*list(COLUMNS)[1:], "New"], True),
        ("next.xlsx", "Pay", [*list(COLUMNS)[2:], "New", "Newer"], True),
        ("next.xlsx", "Other", [*list(COLUMNS)[2:], "New", "Newer"], False),
        ("next.xlsx", "Pay", ["Surname", "Forename"], False),
        ("next.xlsx", "Pay", [], False),
    ],
)
def test_a_sheet_is_known_by_its_place_or_its_headings(file: str, sheet: str, headings: list[str], known: bool) -> None:
    recipe = Recipe(sheets=(SheetRecipe("pay.xlsx", "Pay", columns=COLUMNS),))
    assert (recipe.for_sheet(file, sheet, headings) is not None) is known


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("this is no recipe", "not a recipe that can be read"),
        ("format = 99", "newer version"),
        ("format = '1'", "whole number"),
        ("format = 0", "whole number"),
        ("format = true", "whole number"),
        ('collection = "2013"', "a year"),
        ("[[sheets]]\nsheet = 'a'", "which file"),
        ("[[sheets]]\nfile = 'a'\nheader_rows = [0]", "row numbers"),
        ("[[sheets]]\nfile = 'a'\nfill_down = 'x'", "list of headings"),
        ("[[sheets]]\nfile = 'a'\n[sheets.columns]\nx = 1", "sheets.columns"),
        ("[codes]\nx = 1", "codes"),
        ("sheets = 1", "sheets"),
        ("[[sheets]]\nfile = 'a'\nuse = 'no'", "use"),
        ("return = 1", "return"),
    ],
)
def test_a_mistake_is_told_with_a_remedy(text: str, found: str) -> None:
    with pytest.raises(RecipeError) as caught:
        parse_recipe(text, "my.toml")
    assert caught.value.file == "my.toml"
    assert found in caught.value.found
    assert caught.value.remedy


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="cannot be read"):
        read_recipe(tmp_path / "none.toml")


def test_a_file_reads_back(tmp_path: Path) -> None:
    recipe = Recipe(2013, "999", "2999", "school", (SheetRecipe("a.csv", None, grain="contract", columns=COLUMNS),))
    path = tmp_path / "r.toml"
    path.write_text(recipe_text(recipe), encoding="utf-8-sig")
    assert read_recipe(path) == recipe
