"""The fault maker's files: the same for the same wish, and what is found in them is what the answer sheet says."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from converters.built import Built
from converters.loose_ends import loose_ends
from converters.pipeline import build, check_return, read_all
from converters.practice.file_faults import kinds
from converters.practice.maker import Wanted, make_practice
from converters.request import CannotRun, Request
from swf_desktop.collection import collection_years
from validation.finding import Finding

NOW = datetime(2013, 11, 11, 9, 30)
FILES = ",".join(f"file:{name}" for name in kinds())


YEARS = [2013, collection_years()[-1]]


def checked(path: Path, year: int = 2013) -> tuple[Built, list[Finding]]:
    built = build(read_all([path]), Request(year=year))
    return built, [*check_return(built.returns[0], now=NOW), *loose_ends(built)]


def test_the_same_wish_gives_the_same_files(tmp_path: Path) -> None:
    wanted = Wanted(2013, 30, "secondary", f"4430,4490,pay:7,random:4,{FILES}", seed=3)
    first, again = (make_practice(wanted, tmp_path / name) for name in ("a", "b"))
    assert [path.name for path in first.paths] == [path.name for path in again.paths]
    for one, two in zip(first.paths, again.paths, strict=True):
        assert one.name.startswith("PRACTICE_")
        assert one.read_bytes() == two.read_bytes()
    other = make_practice(Wanted(2013, 30, "secondary", "4430", seed=4), tmp_path / "c")
    assert other.paths[0].read_bytes() != first.paths[0].read_bytes()


def test_checking_finds_what_the_answer_sheet_says_and_nothing_else(tmp_path: Path) -> None:
    made = make_practice(Wanted(2013, 40, "primary", "4430x2,4490,4160Q,6500,7110,pay:9", seed=8), tmp_path)
    _, findings = checked(made.paths[0])
    assert Counter((each.rule, each.person or "") for each in findings) == Counter(
        (answer.rule, answer.person) for answer in made.answers.answers
    )
    assert Counter(each.rule for each in findings) == Counter(
        {"4430": 2, "4490": 1, "4160Q": 1, "6500": 2, "7100": 1, "7110": 1, "X41": 1}
    )


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_faults_of_the_workbook_stand_where_the_answer_sheet_says(tmp_path: Path, year: int, seed: int) -> None:
    made = make_practice(Wanted(year, 40, "secondary", f"4430,{FILES}", seed=seed), tmp_path)
    built, findings = checked(made.paths[1], year)
    assert len(built.returns[0].return_.staff) == 41
    listed = Counter((answer.rule, answer.message) for answer in made.answers.in_files)
    assert Counter((each.rule, each.message) for each in findings if each.rule != "4430") == listed
    assert len({answer.cell for answer in made.answers.in_files}) == len(kinds())
    assert made.answers.besides == ()
    # The fault of the return stands in the workbook too.
    [fault] = [each for each in findings if each.rule == "4430"]
    assert fault.source is not None
    assert made.answers.answers[0].cell.startswith(f"sheet {fault.source.sheet}, cell ")


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("seed", [1, 2, 21])
def test_a_clean_school_gives_nothing_in_either_form(tmp_path: Path, year: int, seed: int) -> None:
    made = make_practice(Wanted(year, 60, "special", seed=seed), tmp_path)
    for path in made.paths[:2]:
        built, findings = checked(path, year)
        assert len(built.returns[0].return_.staff) == 60
        assert findings == []


def test_an_authority_with_its_own_number(tmp_path: Path) -> None:
    made = make_practice(Wanted(2013, 12, faults="X91", level="L", lea="301"), tmp_path)
    assert made.paths[0].name == "PRACTICE_301_SWF_301LL13_001.xml"
    _, findings = checked(made.paths[0])
    assert {each.rule for each in findings} == {"X91"}


@pytest.mark.parametrize("year", [2013, collection_years()[-1]])
@pytest.mark.parametrize("lea", ["208", "312", "883", "383"])
def test_a_school_of_any_authority_is_paid_in_its_region(tmp_path: Path, lea: str, year: int) -> None:
    # Inner and Outer London, the fringe, and the rest: where no region is sent, the authority's number tells it.
    made = make_practice(Wanted(year, 20, lea=lea, faults="4430"), tmp_path)
    built = build(read_all([made.paths[0]]), Request(year=year))
    assert {each.rule for each in check_return(built.returns[0], now=NOW)} == {"4430"}


def test_an_authority_that_is_on_no_list_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match=r"Besides: X95\..*practice authority's own number"):
        make_practice(Wanted(2013, 20, lea="901"), tmp_path)


def test_all_rules_at_once(tmp_path: Path) -> None:
    made = make_practice(Wanted(2013, 12, "secondary", "all,pay:all"), tmp_path)
    _, findings = checked(made.paths[0])
    assert Counter(each.rule for each in findings) == Counter(answer.rule for answer in made.answers.answers)
    assert len({each.rule for each in findings}) > 110
    page = made.paths[2].read_text(encoding="utf-8")
    assert "another fault that was planted stands in its way" in page
    assert all(reason for _, reason in made.left_out)


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(2013, 11),
        Wanted(2013, 5001),
        Wanted(2013, phase="college"),
        Wanted(2013, faults="4430,nothing"),
        Wanted(2013, level="L", estab="2999"),
        Wanted(2013, 10, faults="file:date"),
    ],
)
def test_a_wish_that_cannot_be_met_writes_nothing(wanted: Wanted, tmp_path: Path) -> None:
    with pytest.raises(CannotRun):
        make_practice(wanted, tmp_path / "out")
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())
