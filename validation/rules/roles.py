"""What somebody does under a contract (4700 to 4720). Roles that a post demands (4414 to 4417) stand with the posts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from validation.rule import Hit, Person, rule

TEACHING_ROLES: Final = frozenset(
    {"ADVT", "ASHT", "DPHT", "EXHT", "HDTR", "MISC", "MUSC", "PERI", "SPLY", "TCHR", "TMIS", "TNON", "TPRU"}
)
"""Roles that support staff cannot have: the list of 2010, and EXHT, which the list of 2022 has."""


@rule("4700", "role.RoleIdentifier")
def role_given(person: Person) -> Iterator[Hit]:
    """Report a contract, open or ended, without a role."""
    for contract in person.contracts:
        if not contract.roles:
            yield Hit(contract.record)


@rule("4710", "role.RoleIdentifier", covers=("role.RoleIdentifier",))
def role_known(person: Person) -> Iterator[Hit]:
    """Report a role without an identifier, or with one that is not in the code set."""
    for contract in person.contracts:
        for role in contract.roles:
            if not role.has("RoleIdentifier"):
                yield Hit(role, "RoleIdentifier", {"what": "missing"})
            elif not person.valid(role, "RoleIdentifier"):
                what = f'"{role.code("RoleIdentifier")}", which is not a code of the list'
                yield Hit(role, "RoleIdentifier", {"what": what})


@rule("4720", "contract.Post", "role.RoleIdentifier")
def support_post_role(person: Person) -> Iterator[Hit]:
    """Report a teaching role under post SUP.

    The post and roles of 2010, with role EXHT. SENC and post TAS came by 2022 and are left out: where nothing shows
    that 2013 had them, a school is not told that it did wrong.
    """
    for contract in person.contracts:
        if contract.post == "SUP":
            for role in contract.roles:
                if role.code("RoleIdentifier") in TEACHING_ROLES:
                    yield Hit(role, "RoleIdentifier")
