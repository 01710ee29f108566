"""Job titles: what they say of post and role, and what is asked."""

from __future__ import annotations

import pytest

from converters.members.posts import fill_posts
from converters.values.job_titles import job_title, settled_title
from swf_desktop.canonical import value_of
from swf_desktop.collection import Collection
from swf_desktop.record import Record, Return

C = Collection.load(2013)

TITLES = [
    ("Class Teacher", "TCH", ("TCHR",)),
    ("Class Teacher Year 3", "TCH", ("TCHR",)),
    ("Teacher (0.6)", "TCH", ("TCHR",)),
    ("Headteacher", "HDT", ("HDTR",)),
    ("Assistant Head & SENCO", "AHT", ("ASHT", "SENC")),
    ("Class Teacher and SENCO", "TCH", ("TCHR", "SENC")),
    ("Learning Support Assistant", "TAS", ("LSEN",)),
    ("Midday Supervisor", "SUP", ("MIDS",)),
    ("Leading Practitioner", "EXL", ("TCHR",)),
]


@pytest.mark.parametrize(("title", "post", "roles"), TITLES)
def test_titles_that_are_certain(title: str, post: str, roles: tuple[str, ...]) -> None:
    said = job_title(title)
    assert said is not None
    assert (said.post, said.roles, said.out) == (post, roles, "")


@pytest.mark.parametrize("title", ["TA / Midday Supervisor", "Wizard", "", "&", "Teaching Assistant and Cleaner"])
def test_titles_that_are_not_certain(title: str) -> None:
    assert job_title(title) is None


@pytest.mark.parametrize(
    ("title", "why"), [("Supply Teacher", "casual"), ("Chair of Governors", "governor"), ("Playworker", "club")]
)
def test_titles_of_people_who_are_mostly_out(title: str, why: str) -> None:
    said = job_title(title)
    assert said is not None
    assert said.out == why


def test_every_title_of_the_table_has_codes_of_the_year() -> None:
    from converters.values.job_titles import known_titles

    posts, roles = C.code_sets["D00187"], C.code_sets["D00188"]
    assert len(known_titles()) > 200
    for key, title in known_titles().items():
        assert bool(title.out) != bool(title.post), key
        assert not title.post or posts.holds(title.post), key
        assert all(roles.holds(role) for role in title.roles), key


def a_return(*titles: str, **values: str) -> Return:
    return_ = Return()
    person = return_.message.add(Record("staff"))
    for title in titles:
        contract = person.add(Record("contract"))
        for tag, text in {"JobTitle": title, **values}.items():
            contract.values[tag] = value_of(C.fields[f"contract.{tag}"], text)
    return return_


def contracts(return_: Return) -> list[Record]:
    return return_.staff[0].of("contract")


def test_posts_and_roles_are_filled_from_titles() -> None:
    return_ = a_return("Class Teacher")
    assert fill_posts(return_, C, {}) == []
    contract = contracts(return_)[0]
    assert contract.code("Post") == "TCH"
    assert contract.raw("Post") == "Class Teacher"
    assert [role.code("RoleIdentifier") for role in contract.of("role")] == ["TCHR"]


def test_a_column_wins_over_a_title() -> None:
    return_ = a_return("Class Teacher", Post="AHT")
    assert fill_posts(return_, C, {}) == []
    contract = contracts(return_)[0]
    assert contract.code("Post") == "AHT"
    assert contract.of("role") == []


def test_a_doubtful_title_is_asked_once_with_proposals() -> None:
    return_ = a_return("Teeching Assistant", "Teeching Assistant")
    (question,) = fill_posts(return_, C, {})
    assert (question.kind, question.scope, question.key, question.count) == (
        "code",
        "contract.JobTitle",
        "Teeching Assistant",
        2,
    )
    assert question.choices[0][0] == "TAS/TASS"
    assert not contracts(return_)[0].has("Post")


def test_the_recipe_settles_a_title() -> None:
    return_ = a_return("Teeching Assistant")
    assert fill_posts(return_, C, {"Teeching Assistant": "TAS/LSEN+HLTA"}) == []
    contract = contracts(return_)[0]
    assert contract.code("Post") == "TAS"
    assert [role.code("RoleIdentifier") for role in contract.of("role")] == ["LSEN", "HLTA"]


def test_a_title_that_is_out_is_asked_only_where_its_holders_are_kept() -> None:
    assert fill_posts(a_return("Supply Teacher"), C, {}) == []
    assert len(fill_posts(a_return("Supply Teacher"), C, {}, frozenset({"casual"}))) == 1


def test_what_a_recipe_says_of_a_title() -> None:
    assert settled_title("SUP") == ("SUP", (), "", "")
    assert settled_title("out").out == "title"
