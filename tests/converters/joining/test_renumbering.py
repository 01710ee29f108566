"""A new system gives everybody another staff number: one question, and never half a school twice."""

from collections.abc import Callable
from pathlib import Path

import pytest

from converters.built import Built
from converters.pipeline import build, read_all
from converters.recipe.keys import renumbered_key
from converters.recipe.recipe import Recipe
from converters.request import Request

NAMES = ("Adams", "Brown", "Clark", "Davis", "Evans", "Fox")
KEY = renumbered_key("pay.csv")
NUMBERS: dict[str, Callable[[int], int]] = {
    "a new range": lambda row: 9000 + row,
    "the old ones given to others": lambda row: 100 + (row + 1) % len(NAMES),
}


def hr(folder: Path, given: str = "Jane") -> Path:
    path = folder / "hr.csv"
    lines = [
        f"{100 + row},{name},{given},AB12345{row}C,0{row + 1}/03/198{row},F,WBRI,PRM,01/09/2015,TCM"
        for row, name in enumerate(NAMES)
    ]
    heads = "Payroll No,Surname,Forename,NI Number,Date of Birth,Sex,Ethnicity,Contract Type,Start Date,Post"
    path.write_text("\n".join([heads, *lines]) + "\n")
    return path


def pay(folder: Path, number: Callable[[int], int], *, ni: bool = False, names: tuple[str, ...] = NAMES) -> Path:
    path = folder / "pay.csv"
    lines = [
        f"{number(row)},{name},Jane,{f'AB12345{row}C' if ni else ''},{40000 + row},32.5,32.5,52"
        for row, name in enumerate(names)
    ]
    heads = "Payroll No,Surname,Forename,NI Number,Base Pay,Hours,FTE Hours,Weeks"
    path.write_text("\n".join([heads, *lines]) + "\n")
    return path


def built(*paths: Path, answer: str = "") -> Built:
    recipe = Recipe(answers={KEY: answer} if answer else {})
    return build(read_all(paths), Request(year=2026, lea="999", estab="2999", recipe=recipe))


def paid(done: Built) -> dict[str | None, list[str | None]]:
    return {
        person.code("PersonFamilyName"): [contract.code("BasePay") for contract in person.of("contract")]
        for person in done.returns[0].return_.staff
    }


ALL = {name: [f"{40000 + row}.00"] for row, name in enumerate(NAMES)}


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS)
def test_it_is_one_question_and_nobody_stands_twice(tmp_path: Path, number: Callable[[int], int]) -> None:
    done = built(hr(tmp_path), pay(tmp_path, number))
    (question,) = [question for question in done.questions if question.key == KEY]
    assert question.count == len(NAMES)
    assert paid(done) == {name: [None] for name in NAMES}
    assert not [one for one in done.questions if one.key.startswith("same number, other person")]


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS)
def test_yes_joins_everybody(tmp_path: Path, number: Callable[[int], int]) -> None:
    done = built(hr(tmp_path), pay(tmp_path, number), answer="yes")
    assert paid(done) == ALL
    assert KEY not in [question.key for question in done.questions]


def test_no_keeps_them_apart(tmp_path: Path) -> None:
    done = built(hr(tmp_path), pay(tmp_path, NUMBERS["a new range"]), answer="no")
    assert len(done.returns[0].return_.staff) == 2 * len(NAMES)


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS)
def test_an_ni_number_joins_without_a_question(tmp_path: Path, number: Callable[[int], int]) -> None:
    done = built(hr(tmp_path), pay(tmp_path, number, ni=True))
    assert paid(done) == ALL
    assert KEY not in [question.key for question in done.questions]


def test_numbers_of_one_system_are_never_asked_about(tmp_path: Path) -> None:
    done = built(hr(tmp_path), pay(tmp_path, lambda row: 100 + row))
    assert paid(done) == ALL
    assert KEY not in [question.key for question in done.questions]


def test_a_few_of_the_same_name_are_no_new_system(tmp_path: Path) -> None:
    others = ("Adams", "Grant", "Hill", "Irwin", "Jones", "King")
    done = built(hr(tmp_path), pay(tmp_path, NUMBERS["a new range"], names=others))
    assert KEY not in [question.key for question in done.questions]
    assert len(done.returns[0].return_.staff) == 12


def test_a_name_that_two_people_have_is_not_joined(tmp_path: Path) -> None:
    names = ("Adams", "Adams", *NAMES[2:])
    done = built(hr(tmp_path), pay(tmp_path, NUMBERS["a new range"], names=names), answer="yes")
    assert {name: found for name, found in paid(done).items() if name in NAMES[2:]} == {n: ALL[n] for n in NAMES[2:]}
