"""Small files as schools send them, the whole way: what was found wrong with the program by trying them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from converters.built import Built
from converters.loose_ends import loose_ends
from converters.pipeline import build, read_all, rule_findings
from converters.recipe.recipe import Recipe, RecipeError
from converters.recipe.recipe_file import parse_recipe
from converters.request import CannotRun, Request
from converters.values.periods import period_in_heading

SCHOOL = Request(year=2013, lea="999", estab="2999")
PEOPLE = "Payroll No,Surname,Forename,Date of Birth,Start Date,"


def built(folder: Path, *files: str, recipe: Recipe | None = None, request: Request = SCHOOL) -> Built:
    paths = []
    for number, text in enumerate(files, 1):
        path = folder / f"file{number}.csv"
        path.write_text(text)
        paths.append(path)
    return build(read_all(paths), request if recipe is None else replace(request, recipe=recipe))


def person(number: int, *rest: str) -> str:
    return ",".join([f"{number:06}", f"Sm{'abcdefghij'[number]}th", "Jane", "01/03/1975", "01/09/2008", *rest])


def contracts(done: Built, tag: str) -> list[str | None]:
    return [one.code(tag) for staff in done.returns[0].return_.staff for one in staff.of("contract")]


def keys(done: Built) -> list[str]:
    return [question.key for question in done.questions]


def messages(done: Built, rule: str) -> list[str]:
    findings = [*loose_ends(done), *rule_findings(done.returns[0])]
    return [finding.message for finding in findings if finding.rule == rule]


POSTS = "\n".join([
    PEOPLE + "Post,Contract Type",
    person(1, "Classroom Teacher", "Permanent"),
    person(2, "Clerk to Governors", "Permanent"),
    person(3, "Bank Midday Supervisor", "Zero hours"),
    person(4, "Midday Supervisor", "Permanent"),
])  # fmt: skip


def test_a_column_of_posts_that_holds_job_titles_says_roles_and_who_is_no_staff(tmp_path: Path) -> None:
    done = built(tmp_path, POSTS)
    assert {"leave out: governor", "leave out: casual"} <= set(keys(done))
    roles = [role.code("RoleIdentifier") for staff in done.returns[0].return_.staff
             for one in staff.of("contract") for role in one.of("role")]  # fmt: skip
    assert (roles[0], roles[-1]) == ("TCHR", "MIDS")


def test_a_column_of_posts_stays_one_of_posts(tmp_path: Path) -> None:
    done = built(tmp_path, PEOPLE + "Post\n" + person(1, "TCH") + "\n" + person(2, "Tchr in chrge"))
    assert ("contract.Post", "Tchr in chrge") in [(one.scope, one.key) for one in done.questions]


def test_codes_of_people_who_are_left_out_are_not_asked(tmp_path: Path) -> None:
    open_codes = '[codes."contract.JobTitle"]\n"Bank Midday Supervisor" = "?"\n'
    done = built(tmp_path, POSTS, recipe=parse_recipe('[answers]\n"leave out: casual" = "leave out"\n' + open_codes))
    assert len(contracts(done, "Post")) == 3
    assert not {"Zero hours", "Bank Midday Supervisor"} & set(keys(done))


def test_a_slip_in_an_answer_is_asked_again(tmp_path: Path) -> None:
    done = built(tmp_path, POSTS, recipe=parse_recipe('[answers]\n"leave out: casual" = "leaveout"\n'))
    assert "leave out: casual" in keys(done)


def test_hours_of_absences_are_no_contracts(tmp_path: Path) -> None:
    absences = (
        "Payroll No,Absence Date,Absence Type,Hours\n000001,04/02/2013,Sickness,6.5\n000001,05/02/2013,Sickness,3"
    )
    done = built(tmp_path, PEOPLE + "Post\n" + person(1, "TCH"), absences)
    assert [plan.grain for plan in done.plans] == ["person", "absence"]
    assert contracts(done, "Post") == ["TCH"]
    assert "Hours" in keys(done)


def test_the_type_of_contracts_that_no_file_gives_is_asked_once(tmp_path: Path) -> None:
    rows = PEOPLE + "Post,End Date\n" + "\n".join(person(number, "TCH", "") for number in range(4))
    rows += "\n" + person(5, "TCH", "31/08/2013")
    asked = next(one for one in built(tmp_path, rows).questions if one.key == "type of contracts without an end")
    assert (asked.count, asked.choices[0][0]) == (4, "PRM")
    done = built(tmp_path, rows, recipe=parse_recipe('[answers]\n"type of contracts without an end" = "PRM"\n'))
    assert contracts(done, "ContractType") == ["PRM"] * 4 + [None]
    assert "type of contracts without an end" not in keys(done)


def test_hours_of_a_year_are_one_question_and_not_one_for_each_cell(tmp_path: Path) -> None:
    rows = PEOPLE + "Post,Hours per Week\n" + "\n".join(person(number, "TCH", "1265") for number in range(3))
    done = built(tmp_path, rows)
    assert messages(done, "month hours") == []
    assert keys(done).count("hours: file1.csv/Hours per Week") == 1
    told = messages(done, "X96")
    assert len(told) == 3
    assert all("the question on its column is open" in text for text in told)


def test_a_cell_error_in_place_of_a_name_is_an_error(tmp_path: Path) -> None:
    done = built(tmp_path, "Payroll No,Surname,Forename\n000001,#N/A,Jo\n000002,Smith,Ann")
    (told,) = messages(done, "X96")
    assert "not a name" in told


def test_a_conflict_says_who_and_both_values(tmp_path: Path) -> None:
    first = PEOPLE + "Gender\n" + person(1, "Female")
    (told,) = messages(built(tmp_path, first, first.replace("Female", "Male")), "conflict")
    assert told.startswith("Gender of SMBTH, Jane (000001)")
    assert "“Female” is sent" in told
    assert "file2.csv, row 2 says “Male”" in told


@pytest.mark.parametrize(("other", "asked"), [("AB123456D", False), ("", True)])
def test_a_last_letter_that_another_file_has_is_not_asked(tmp_path: Path, other: str, asked: bool) -> None:
    head = "Payroll No,Surname,Forename,NI Number\n000001,Smith,Jane,"
    done = built(tmp_path, head + "AB123456", head + other)
    assert any(key.startswith("NI numbers without their last letter") for key in keys(done)) is asked


def test_a_repair_to_nothing_says_blank(tmp_path: Path) -> None:
    done = built(tmp_path, PEOPLE + "Post,End Date\n" + person(1, "TCH", "31/12/2099"))
    assert messages(done, "no end date") == ["“31/12/2099” was read as blank: The date stands for no end."]


@pytest.mark.parametrize(
    ("heading", "period"),
    [
        ("Monthly Amount", "monthly"),
        ("Hourly Rate", "hourly"),
        ("4-Weekly Amount", "four_weekly"),
        ("Annual £", "annual"),
        ("Amount", None),
        ("Paid", None),
    ],
)
def test_the_heading_of_amounts_names_their_period(heading: str, period: str | None) -> None:
    assert period_in_heading(heading) == period


def test_pay_elements_take_their_period_from_the_heading(tmp_path: Path) -> None:
    rows = "Emp No,Name,Job Title,Cont Hrs,FT Hrs,Spinal Point,Element,Monthly Amount\n"
    rows += '000001,"SMITH, Jane",Class Teacher,32.5,32.5,M6,Basic Pay,2655.67\n'
    rows += '000001,"SMITH, Jane",Class Teacher,32.5,32.5,M6,TLR2,213.42\n'
    done = built(tmp_path, rows)
    assert contracts(done, "BasePay") == ["31868.00"]
    assert not [key for key in keys(done) if key.startswith("pay period")]


@pytest.mark.parametrize(
    ("recipe", "error"),
    [(Recipe(collection=1999), CannotRun), (Recipe(codes={"contract.Nope": {"a": "b"}}), RecipeError)],
)
def test_a_recipe_of_another_year_or_field_is_refused(tmp_path: Path, recipe: Recipe, error: type[Exception]) -> None:
    with pytest.raises(error):
        built(tmp_path, POSTS, request=replace(SCHOOL, year=None, recipe=recipe))


def test_an_answer_without_quotation_marks_is_taken() -> None:
    recipe = parse_recipe('[answers]\n"full-time hours of teachers" = 32.5\n"weeks a year of teachers" = 52\n')
    assert list(recipe.answers.values()) == ["32.5", "52"]
    with pytest.raises(RecipeError):
        parse_recipe('[answers]\n"a" = true\n')
