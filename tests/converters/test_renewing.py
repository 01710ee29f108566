"""Files with words and codes of earlier years, in this year's return: what became of them, and what is asked."""

from dataclasses import replace
from pathlib import Path

import pytest

from converters.built import Built
from converters.pipeline import build, read_all, rule_findings
from converters.recipe.recipe import Recipe
from converters.request import Request

REQUEST = Request(year=2026, lea="999", estab="2999")
HEADINGS = (
    "Payroll No,Surname,Forename,Gender,Date of Birth,Contract Type,Start Date,Post,Role,Pay Scale,Spine Point,"
    "Base Pay,Hours,FTE Hours,Weeks\n"
)


def line(number: int, post: str, scale: str = "", point: str = "", gender: str = "Female", pay: str = "45000") -> str:
    return (
        f"{number:06},Sm{'abcdefghij'[number]}th,Jane,{gender},01/03/1985,Permanent,01/09/2015,{post},"
        f"Classroom Teacher,{scale},{point},{pay},32.5,32.5,52\n"
    )


def built(folder: Path, *lines: str, answers: dict[str, str] | None = None, headings: str = HEADINGS) -> Built:
    path = folder / "staff.csv"
    path.write_text(headings + "".join(lines))
    return build(read_all([path]), replace(REQUEST, recipe=Recipe(answers=answers or {})))


def codes(done: Built, tag: str) -> list[str | None]:
    return [one.code(tag) for staff in done.returns[0].return_.staff for one in staff.of("contract")]


def keys(done: Built) -> list[str]:
    return [question.key for question in done.questions]


@pytest.mark.parametrize(
    ("post", "code"),
    [
        ("SUP", "OSP"),
        ("Support Staff", "OSP"),
        ("Other Support Staff", "OSP"),
        ("OSP", "OSP"),
        ("AST", "LDP"),
        ("Advanced Skills Teacher", "LDP"),
        ("Excellent Teacher", "LDP"),
        ("School Business Professional", "SBP"),
        ("TAS", "TAS"),
    ],
)
def test_posts_of_earlier_years_are_taken_for_those_in_their_place(tmp_path: Path, post: str, code: str) -> None:
    assert codes(built(tmp_path, line(1, post), line(2, "TAS")), "Post") == [code, "TAS"]


@pytest.mark.parametrize(
    ("scale", "point", "code"),
    [("TE", "", "TCM"), ("TU", "", "TCU"), ("UT", "", "TCM"), ("", "M4", "TCM"), ("", "U2", "TCU"), ("LP", "", "LDP")],
)
def test_a_classroom_teacher_has_the_post_of_the_range(tmp_path: Path, scale: str, point: str, code: str) -> None:
    done = built(tmp_path, line(1, "Classroom Teacher", scale, point))
    assert codes(done, "Post") == [code]
    assert any("TCH is a code of earlier years" in note for note in done.notes)


def test_a_classroom_teacher_without_a_range_is_asked_once_and_stays_valid(tmp_path: Path) -> None:
    lines = [line(1, "TCH"), line(2, "TCH")]
    done = built(tmp_path, *lines)
    key = "ended code contract.Post TCH"
    (question,) = [question for question in done.questions if question.key == key]
    assert question.count == 2
    assert [code for code, _ in question.choices] == ["TCM", "TCU", "LDP", "keep"]
    assert codes(done, "Post") == ["TCH", "TCH"]
    answered = built(tmp_path, *lines, answers={key: "TCU"})
    assert codes(answered, "Post") == ["TCU", "TCU"]
    assert key not in keys(answered)
    kept = built(tmp_path, *lines, answers={key: "keep"})
    assert codes(kept, "Post") == ["TCH", "TCH"]
    assert key not in keys(kept)


def test_classroom_teachers_of_2013_stay_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(HEADINGS + line(1, "Classroom Teacher", "TE", "M4"))
    done = build(read_all([path]), Request(year=2013, lea="999", estab="2999"))
    assert codes(done, "Post") == ["TCH"]


@pytest.mark.parametrize(
    ("gender", "code"), [("Female", "F"), ("M", "M"), ("male", "M"), ("2", "F"), ("1", "M"), ("Woman", "F")]
)
def test_gender_is_sex_in_letters(tmp_path: Path, gender: str, code: str) -> None:
    done = built(tmp_path, line(1, "TCM", "TE", gender=gender))
    assert [staff.code("GenderCurrent") for staff in done.returns[0].return_.staff] == [code]


def test_the_scale_of_advanced_skills_teachers_is_the_leading_practitioner_range(tmp_path: Path) -> None:
    assert codes(built(tmp_path, line(1, "LDP", "Advanced Skills Teachers")), "Scale") == ["LP"]
    assert codes(built(tmp_path, line(1, "TCM", "Teachers Main")), "Scale") == ["TE"]


@pytest.mark.parametrize(
    ("word", "code"), [("TLR1a", "TLE"), ("TLR 2b", "TLE"), ("TLR2", "TLE"), ("TLR3", "TL3"), ("TLR 3", "TL3")]
)
def test_tlr_payments_are_told_apart_by_their_number(tmp_path: Path, word: str, code: str) -> None:
    heads = HEADINGS.replace("\n", ",Additional Payment Type,Additional Payment Amount\n")
    lines = line(1, "TCM", "TE").replace("\n", f",{word},3000\n")
    (payment,) = built(tmp_path, lines, headings=heads).returns[0].return_.staff[0].of("contract")[0].of("payment")
    assert payment.code("PaymentType") == code


def test_the_leadership_team_is_filled_by_post_but_for_business_professionals(tmp_path: Path) -> None:
    lines = [line(1, "HDT", "LD"), line(2, "LNT"), line(3, "TCM", "TE"), line(4, "SBP"), line(5, "AHT", "LD")]
    done = built(tmp_path, *lines)
    found = [staff.code("SLT") for staff in done.returns[0].return_.staff]
    assert found == ["true", "true", "false", None, "true"]
    assert any("senior leadership team: yes was taken for 3" in note for note in done.notes)
    assert any("1 school business professionals are left blank" in note for note in done.notes)


def test_a_business_professional_is_never_guessed_from_a_role(tmp_path: Path) -> None:
    done = built(tmp_path, line(1, "LNT").replace("Classroom Teacher", "Business Manager"))
    assert codes(done, "Post") == ["LNT"]
    assert not [finding for finding in rule_findings(done.returns[0]) if finding.rule in ("6560Q", "6570Q")]


TITLES = (
    "Payroll No,Surname,Forename,Sex,Date of Birth,Contract Type,Start Date,Job Title,Base Pay,Hours,FTE Hours,Weeks\n"
)


def titled(number: int, title: str) -> str:
    return f"{number:06},Sm{'abcdefghij'[number]}th,Jane,F,01/03/1985,Permanent,01/09/2015,{title},30000,37,37,52\n"


def test_who_manages_the_business_is_asked_for_and_not_guessed(tmp_path: Path) -> None:
    people = [titled(1, "School Business Manager"), titled(2, "Finance Officer"), titled(3, "Caretaker")]
    done = built(tmp_path, *people, headings=TITLES)
    (question,) = (one for one in done.questions if "business professional" in one.text)
    assert "School Business Manager" in question.text
    assert codes(done, "Post") == ["OSP", "OSP", "OSP"]
    answered = built(tmp_path, *people, headings=TITLES, answers={question.key: "SBP"})
    assert codes(answered, "Post") == ["SBP", "OSP", "OSP"]
    assert question.key not in keys(answered)


def test_a_point_of_a_year_without_points_is_its_range_and_no_question(tmp_path: Path) -> None:
    done = built(tmp_path, line(1, "Headteacher", point="L15", pay="76000"))
    assert codes(done, "Scale") == ["LD"]
    assert not [key for key in keys(done) if key.startswith("spine point")]


def test_scales_under_pay_framework_are_scales(tmp_path: Path) -> None:
    heads = HEADINGS.replace("Pay Scale", "Pay Framework")
    people = [line(n, "Classroom Teacher", scale) for n, scale in enumerate(("Main", "Upper", "Main", "Upper"), 1)]
    done = built(tmp_path, *people, headings=heads)
    assert codes(done, "Scale") == ["TE", "TU", "TE", "TU"]
    assert not [one for one in done.questions if one.scope.endswith("PayFramework")]
