"""Roles that follow from posts."""

from __future__ import annotations

import pytest

from converters.members.roles import derive_posts, derive_roles
from swf_desktop.canonical import value_of
from swf_desktop.collection import Collection
from swf_desktop.record import Record
from tests.converters.handmade_return import OPEN, C, contracts, staffed


def test_roles_that_a_post_demands_are_given_and_likely_ones_asked_once() -> None:
    return_ = staffed([{**OPEN, "Post": "HDT"}], [OPEN], [OPEN], [{**OPEN, "Post": "SUP"}])
    (question,) = derive_roles(return_, {})
    assert (question.key, question.count, question.choices[0][0]) == ("role of contracts with post TCH", 2, "TCHR")
    assert [[role.code("RoleIdentifier") for role in contract.of("role")] for contract in contracts(return_)] == [
        ["HDTR"],
        [],
        [],
        [],
    ]
    assert derive_roles(return_, {question.key: "TCHR"}) == []
    assert contracts(return_)[1].of("role")[0].code("RoleIdentifier") == "TCHR"


def _with_roles(*roles: tuple[str, str], **texts: str) -> Record:
    return_ = staffed([{"ContractStart": "2009-09-01", "ContractEnd": "2012-12-31", **texts}])
    (contract,) = contracts(return_)
    for code, said in roles:
        role = contract.add(Record("role"))
        role.values["RoleIdentifier"] = value_of(C.fields["role.RoleIdentifier"], code, said)
    notes = derive_posts(return_, C)
    assert len(notes) == (contract.has("Post") and "Post" not in texts)
    return contract


@pytest.mark.parametrize(
    ("roles", "post"),
    [
        ([("TCHR", "Classroom Teacher")], "TCH"),
        ([("TASS", "TA")], "TAS"),
        ([("MIDA", "Midday Assistant"), ("CLNR", "Cleaner")], "SUP"),
        ([("TCHR", "Classroom Teacher"), ("ASHT", "Assistant Head")], "AHT"),
        ([("SENC", "SENCO"), ("TCHR", "Teacher")], "TCH"),
        ([("TCHR", "Teacher"), ("MIDA", "Midday Assistant")], None),  # two jobs under one contract
        ([("THRP", "Therapist?")], None),  # no code
        ([("PERI", "Peripatetic")], None),  # a role of more posts than one
        ([], None),
    ],
)
def test_a_post_follows_from_the_role_where_no_file_says_it(roles: list[tuple[str, str]], post: str | None) -> None:
    assert _with_roles(*roles).code("Post") == post


def test_a_post_that_stands_or_a_title_that_is_asked_about_is_left_alone() -> None:
    assert _with_roles(("TCHR", "Teacher"), Post="AHT").code("Post") == "AHT"
    assert not _with_roles(("TCHR", "Teacher"), JobTitle="Director of Fun").has("Post")


def test_of_a_later_year_the_post_is_that_years() -> None:
    return_ = staffed([{"ContractStart": "2009-09-01"}])
    (contract,) = contracts(return_)
    role = contract.add(Record("role"))
    role.values["RoleIdentifier"] = value_of(C.fields["role.RoleIdentifier"], "CLNR", "Cleaner")
    (note,) = derive_posts(return_, Collection.load(2026))
    assert (contract.code("Post"), "“Cleaner”" in note) == ("OSP", True)
