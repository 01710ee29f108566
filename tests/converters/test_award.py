"""A pay award that is not paid yet: one question for everybody, and what follows from each answer."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from converters.built import Built
from converters.payroll.award import NOT_PAID, PAID, with_last_award
from converters.pipeline import build, read_all, rule_findings
from converters.recipe.keys import award_key
from converters.recipe.recipe import Recipe
from converters.request import Request
from swf_desktop.collection import Collection

REQUEST = Request(year=2026, lea="999", estab="2999")
HEADINGS = "Payroll No,Surname,Forename,Post,Pay Range,Pay Point,Base Pay,Hours,FTE Hours,Weeks\n"
LAST_M6, LAST_M1 = 45352, 32916
"""Points of September 2025, England outside London."""


def line(number: int, pay: object, scale: str = "TE", point: str = "", hours: float = 32.5) -> str:
    return f"{number:06},Sm{'abcdefghij'[number]}th,Jane,TCM,{scale},{point},{pay},{hours},32.5,52\n"


def built(folder: Path, *lines: str, answer: str = "", year: int = 2026) -> Built:
    path = folder / "staff.csv"
    path.write_text(HEADINGS + "".join(lines))
    answers = {award_key(year): answer} if answer else {}
    return build(read_all([path]), replace(REQUEST, year=year, recipe=Recipe(answers=answers)))


def asked(done: Built) -> list[int]:
    return [question.count for question in done.questions if question.key == award_key(done.collection.year)]


def reported(done: Built) -> list[str]:
    return [one.rule for one in rule_findings(done.returns[0]) if one.rule in ("X40", "X41", "X42")]


def test_the_points_are_those_of_the_tables() -> None:
    last = with_last_award(Collection.load(2026))
    assert last.pay_points["TE", "EW", "M6"].annual == Decimal(LAST_M6)
    assert last.pay_points["TE", "EW", "M1"].annual == Decimal(LAST_M1)
    assert last.pay_ranges["TE", "EW"][1] == Decimal(LAST_M6)


LINES = (line(1, LAST_M6), line(2, LAST_M1), line(3, f"{LAST_M6 / 2:.2f}", hours=16.25), line(4, LAST_M6))


def test_it_is_asked_once_where_most_pay_fits_last_septembers_tables(tmp_path: Path) -> None:
    done = built(tmp_path, *LINES)
    assert asked(done) == [4]
    (question,) = [question for question in done.questions if question.key == award_key(2026)]
    assert "Has the September 2026 pay award been paid yet?" in question.text
    assert [code for code, _ in question.choices] == [NOT_PAID, PAID]
    assert question.step == "pay"


def test_not_paid_yet_reports_nobody_and_says_it_once(tmp_path: Path) -> None:
    done = built(tmp_path, *LINES, answer=NOT_PAID)
    assert asked(done) == []
    assert reported(done) == []
    assert sum("The pay award of September 2026 is not paid yet" in note for note in done.notes) == 1


def test_paid_reports_who_is_below_the_range(tmp_path: Path) -> None:
    done = built(tmp_path, *LINES, answer=PAID)
    assert asked(done) == []
    assert reported(done) == ["X40"]


@pytest.mark.parametrize(("answer", "pay"), [("", "46940.00"), (NOT_PAID, "45352.00"), (PAID, "46940.00")])
def test_a_point_is_worth_what_it_was_until_the_award_is_paid(tmp_path: Path, answer: str, pay: str) -> None:
    done = built(tmp_path, line(1, "", point="M6"), answer=answer)
    (contract,) = done.returns[0].return_.staff[0].of("contract")
    assert contract.code("BasePay") == pay


@pytest.mark.parametrize(
    "lines",
    [
        (line(1, 46940), line(2, 34069), line(3, 46940), line(4, LAST_M6)),
        (line(1, LAST_M6), line(2, LAST_M6)),
        (line(1, 41234), line(2, 40001), line(3, 39999), line(4, 41000)),
    ],
)
def test_it_is_not_asked_where_pay_does_not_say_so(tmp_path: Path, lines: tuple[str, ...]) -> None:
    assert asked(built(tmp_path, *lines)) == []


def test_a_pound_is_rounding(tmp_path: Path) -> None:
    # Many calculators round to the nearest pound, the department up: 34,068 in place of 34,069.
    done = built(tmp_path, line(1, 34068))
    assert reported(done) == []
    assert asked(built(tmp_path, *(line(number, LAST_M6 - 1) for number in range(1, 5)))) == [4]


def test_it_is_asked_in_other_years_by_their_own_tables(tmp_path: Path) -> None:
    lines = [line(number, 43607) for number in range(1, 5)]
    assert Collection.load(2024).pay_points["TE", "EW", "M6"].annual == Decimal(43607)
    assert asked(built(tmp_path, *lines, year=2025)) == [4]
