"""Who went and who came since last year: leavers are asked for, destinations and origins proposed, once each."""

from pathlib import Path

import pytest

from converters.built import Built
from converters.message.writer import message_chunks
from converters.pipeline import build, read_all, rule_findings
from converters.recipe.keys import (
    DESTINATION_OF_LEAVERS,
    LEAVERS,
    ORIGIN_OF_FIRST_YEARS,
    ORIGIN_OF_NEWCOMERS,
)
from converters.recipe.question import Question
from converters.recipe.recipe import Recipe
from converters.request import Request
from swf_desktop.collection import Collection, collection_years
from swf_desktop.record import Record
from tests.known_good_years import known_good

YEAR = 2026
EARLIER = [year for year in collection_years() if year < YEAR]
HEADS = (
    "Payroll No,Surname,Forename,NI Number,Date of Birth,Sex,Induction,Contract Type,Start Date,Date Arrived,Post,"
    "Base Pay,Hours,FTE Hours,Weeks\n"
)


def last_year(folder: Path, year: int = YEAR - 1) -> tuple[Path, list[Record]]:
    return_ = known_good("school", year)
    path = folder / "last.xml"
    path.write_text("".join(message_chunks(return_, Collection.load(year), as_is=True)), encoding="utf-8")
    return path, return_.staff


def line(person: Record, number: int) -> str:
    """Somebody of last year in this year's list."""
    family, given = person.code("PersonFamilyName"), str(person.values["PersonGivenName"].sent[0])
    born, (contract, *_) = person.code("PersonBirthDate"), person.of("contract")
    start = contract.code("ContractStart")
    ni = person.code("NINumber") or ""
    return f"{number},{family},{given},{ni},{born},F,,PRM,{start},{start},TCM,40000,32.5,32.5,52\n"


def newcomer(number: int, induction: str = "", start: str = "01/09/2026", post: str = "TCM") -> str:
    name = "Ng" + "abcdefgh"[number % 8]
    contract = f"PRM,{start},{start},{post},40000,32.5,32.5,52"
    return f"{number},{name},Ida,AB7654{number:02}C,01/02/1999,F,{induction},{contract}\n"


def built(folder: Path, lines: list[str], answers: dict[str, str] | None = None, year: int = YEAR - 1) -> Built:
    last, _ = last_year(folder, year)
    path = folder / "staff.csv"
    path.write_text(HEADS + "".join(lines), encoding="utf-8")
    request = Request(year=YEAR, lea="999", estab="4999", recipe=Recipe(answers=answers or {}))
    return build(read_all([path], last_year=last), request)


def asked(done: Built, key: str) -> Question | None:
    found = [question for question in done.questions if question.key == key]
    assert len(found) <= 1
    return found[0] if found else None


def stayed(folder: Path, but: int = 2) -> tuple[list[str], list[Record]]:
    """This year's lines of last year's people with an open contract but for the last few, and those."""
    _, people = last_year(folder)
    still = [one for one in people if any(not contract.has("ContractEnd") for contract in one.of("contract"))]
    return [line(person, number) for number, person in enumerate(still[:-but], 1)], still[-but:]


def test_leavers_are_asked_for_once_and_named(tmp_path: Path) -> None:
    lines, gone = stayed(tmp_path)
    done = built(tmp_path, lines)
    question = asked(done, LEAVERS)
    assert question is not None
    assert question.own
    assert question.choices[0][0] == "31/08/2026"
    for person in gone:
        assert str(person.code("PersonFamilyName")).upper() in question.text
    assert len(done.returns[0].return_.staff) == len(lines)


@pytest.mark.parametrize(("day", "end"), [("31/08/2026", "2026-08-31"), ("10/04/2026", "2026-04-10")])
def test_leavers_come_in_with_their_end_and_without_last_years_pay(tmp_path: Path, day: str, end: str) -> None:
    lines, gone = stayed(tmp_path)
    done = built(tmp_path, lines, {LEAVERS: day})
    (one,) = done.returns
    left = [person for person in one.return_.staff if person.code("NINumber") in {p.code("NINumber") for p in gone}]
    assert len(left) == len(gone)
    for person in left:
        for contract in person.of("contract"):
            assert contract.code("ContractEnd") == end
            assert contract.of("role")
            assert not any(contract.has(tag) for tag in ("BasePay", "HoursPerWeek", "FTEHours", "WeeksPerYear"))
    assert asked(done, LEAVERS) is None
    destination = asked(done, DESTINATION_OF_LEAVERS)
    assert destination is not None
    assert destination.choices[0][0] == "NTKNWN"
    assert {finding.rule for finding in rule_findings(one) if finding.record in left} <= {"X38"}
    said = built(tmp_path, lines, {LEAVERS: day, DESTINATION_OF_LEAVERS: "OTHERE"})
    ended = [c for p in said.returns[0].return_.staff for c in p.of("contract") if c.code("ContractEnd") == end]
    assert [contract.code("DestinationCode") for contract in ended].count("OTHERE") >= len(gone)


def test_no_leaves_them_out_and_a_day_outside_the_census_is_asked_again(tmp_path: Path) -> None:
    lines, _ = stayed(tmp_path)
    done = built(tmp_path, lines, {LEAVERS: "no"})
    assert asked(done, LEAVERS) is None
    assert len(done.returns[0].return_.staff) == len(lines)
    question = asked(built(tmp_path, lines, {LEAVERS: "01/02/2019"}), LEAVERS)
    assert question is not None
    assert "“01/02/2019” is no day between 01/09/2025 and census day." in question.text


def test_newcomers_are_asked_about_and_first_years_proposed(tmp_path: Path) -> None:
    lines, _ = stayed(tmp_path)
    lines += [newcomer(71), newcomer(72), newcomer(73, "FirstYear"), newcomer(74, start="01/09/2015")]
    done = built(tmp_path, lines, {LEAVERS: "no"})
    rest, first = asked(done, ORIGIN_OF_NEWCOMERS), asked(done, ORIGIN_OF_FIRST_YEARS)
    assert rest is not None
    assert first is not None
    assert (rest.count, first.count) == (2, 1)
    assert first.choices[0][0] == "1STIMM"
    answers = {LEAVERS: "no", ORIGIN_OF_NEWCOMERS: "TCHLEA", ORIGIN_OF_FIRST_YEARS: "1STIMM"}
    said = built(tmp_path, lines, answers)
    found = {
        person.code("PersonRef"): [contract.code("Origin") for contract in person.of("contract")]
        for person in said.returns[0].return_.staff
    }
    assert {number: found[number] for number in ("71", "72", "73", "74")} == {
        "71": ["TCHLEA"],
        "72": ["TCHLEA"],
        "73": ["1STIMM"],
        "74": [None],
    }
    assert asked(said, ORIGIN_OF_NEWCOMERS) is asked(said, ORIGIN_OF_FIRST_YEARS) is None


def test_blank_asks_no_more(tmp_path: Path) -> None:
    done = built(tmp_path, [*stayed(tmp_path)[0], newcomer(71)], {LEAVERS: "no", ORIGIN_OF_NEWCOMERS: "blank"})
    assert asked(done, ORIGIN_OF_NEWCOMERS) is None


@pytest.mark.parametrize("year", EARLIER)
def test_a_return_of_any_year_tells_who_left_and_ended_codes_are_renewed(tmp_path: Path, year: int) -> None:
    done = built(tmp_path, [newcomer(71)], {LEAVERS: "31/08/2026"}, year=year)
    (one,) = done.returns
    assert len(one.return_.staff) > 5
    collection = Collection.load(YEAR)
    posts = collection.code_sets[collection.fields["contract.Post"].code_set]
    sexes = collection.code_sets[collection.fields["staff.GenderCurrent"].code_set]
    asked_about = {question.key for question in done.questions}
    for person in one.return_.staff:
        assert person.code("GenderCurrent") is None or sexes.holds(str(person.code("GenderCurrent")))
        for contract in person.of("contract"):
            code = str(contract.code("Post"))
            assert posts.holds(code) or f"ended code contract.Post {code}" in asked_about
