"""Whose word counts where two files differ on one item: asked once, kept in the recipe, for all of them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from converters.built import Built
from converters.loose_ends import loose_ends
from converters.members.whose_word import EACH, FEWEST
from converters.pipeline import build, read_all, write_return
from converters.recipe.recipe import Recipe
from converters.recipe.recipe_file import parse_recipe, recipe_text
from converters.request import Request

PEOPLE = 12
NOW = datetime(2026, 11, 10, 9, 30)


def files(folder: Path, differing: int) -> list[Path]:
    """An HR list and a payroll of the same people, of whom the first ones work other hours by the payroll."""
    hr = [
        "Staff No,Surname,Forename,Sex,Date of Birth,NI Number,Contract Start,Post,Contract Type,Hours,Full-time Hours"
    ]
    pay = ["Staff No,Surname,Forename,Date of Birth,Hours,Base Pay"]
    for number in range(1, PEOPLE + 1):
        born = f"{number:02d}/04/1980"
        who = f"{number:03d},PERSON{chr(64 + number)},Jo"
        hr.append(f"{who},F,{born},ZY1000{number:02d}A,01/09/2015,Teaching Assistant,Permanent,30,37")
        hours = "25" if number <= differing else "30"
        pay.append(f"{who},{born},{hours},15000")
    paths = [folder / "HR list.csv", folder / "payroll.csv"]
    for path, lines in zip(paths, (hr, pay), strict=True):
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return paths


def built(paths: list[Path], **answers: str) -> Built:
    return build(read_all(paths), Request(year=2026, lea="999", estab="2999", recipe=Recipe(answers=answers)))


def asked(of: Built) -> list[str]:
    return [one.key for one in of.questions if one.key.startswith("whose word counts")]


def hours(of: Built) -> list[str]:
    return [str(person.of("contract")[0].code("HoursPerWeek")) for person in of.returns[0].return_.staff]


def conflicts(of: Built) -> int:
    return sum(one.rule == "conflict" for one in loose_ends(of))


def test_it_is_asked_once_for_all_who_differ(tmp_path: Path) -> None:
    paths = files(tmp_path, 7)
    found = built(paths)
    [key] = asked(found)
    [question] = [one for one in found.questions if one.key == key]
    assert question.text.endswith("HR list.csv and payroll.csv differ for 7 records. Whose word counts?")
    assert question.examples[0] == "30 and 25"
    assert question.count == 7
    # One question, and not a line for each of them.
    assert conflicts(found) == 0


@pytest.mark.parametrize(("word", "expected"), [("HR list.csv", "30.00"), ("payroll.csv", "25.00")])
def test_the_file_that_counts_stands_for_all_of_them_and_the_recipe_keeps_it(
    tmp_path: Path, word: str, expected: str
) -> None:
    paths = files(tmp_path, 7)
    [key] = asked(built(paths))
    kept = parse_recipe(recipe_text(Recipe(answers={key: word})), "recipe.toml")
    found = build(read_all(paths), Request(year=2026, lea="999", estab="2999", recipe=kept))
    assert hours(found) == [expected] * 7 + ["30.00"] * 5
    assert asked(found) == []
    assert conflicts(found) == 0
    # What did not count stands beside it, with the cell it came from.
    contract = found.returns[0].return_.staff[0].of("contract")[0]
    assert contract.source("HoursPerWeek").file == word  # type: ignore[union-attr]
    assert [value.raw for value, _ in contract.lost("HoursPerWeek")] == ["25" if expected == "30.00" else "30"]
    write_return(found.returns[0], tmp_path / found.returns[0].file_name("001"), serial="001", now=NOW)


def test_the_order_of_the_files_makes_no_difference(tmp_path: Path) -> None:
    paths = files(tmp_path, 7)
    [key] = asked(built(paths))
    assert asked(built(paths[::-1])) == [key]
    assert hours(built(paths[::-1], **{key: "HR list.csv"})) == ["30.00"] * PEOPLE


def test_each_by_itself_and_few_are_told_one_by_one(tmp_path: Path) -> None:
    paths = files(tmp_path, 7)
    [key] = asked(built(paths))
    each = built(paths, **{key: EACH})
    assert asked(each) == []
    assert conflicts(each) == 7
    apart = tmp_path / "few"
    apart.mkdir()
    few = built(files(apart, FEWEST - 1))
    assert asked(few) == []
    assert conflicts(few) == FEWEST - 1
