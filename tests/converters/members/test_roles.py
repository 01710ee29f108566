"""Roles that follow from posts."""

from __future__ import annotations

from converters.members.roles import derive_roles
from tests.converters.handmade_return import OPEN, contracts, staffed


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
