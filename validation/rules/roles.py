"""What somebody does under a contract (4700 to 4720). Roles that a post demands (4414 to 4417) stand with the posts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from validation.rule import Hit, Person, rule

TEACHING_ROLES: Final = frozenset(
    {"ADVT", "ASHT", "DPHT", "EXHT", "HDTR", "MISC", "MUSC", "PERI", "SPLY", "TCHR", "TMIS", "TNON", "TPRU"}
)
"""Roles that support staff cannot have: the list of 2010, and EXHT, which the list of 2022 has."""

_LATER_ROLES: Final = frozenset(
    {"ASHT", "DPHT", "EXHT", "HDTR", "MISC", "MUSC", "PERI", "SENC", "SPLY", "TCHR", "TMIS", "TNON", "TPRU"}
)
_LATER_POSTS: Final = frozenset({"LNT", "OSP", "TAS"})
_LATER_LISTS: Final = 2019
"""The first year of post OSP, from which the lists of 2022 are taken, but SENC only from the year they were seen."""

_SENC_LISTED: Final = 2022


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
    """Report a teaching role under post SUP, from 2019 under LNT, OSP or TAS.

    To 2018 the post and roles of 2010, with role EXHT. SENC and post TAS came by 2022 and are left out there: where
    nothing shows that 2013 had them, a school is not told that it did wrong.
    """
    year = person.collection.year
    posts, roles = (_LATER_POSTS, _LATER_ROLES) if year >= _LATER_LISTS else (frozenset({"SUP"}), TEACHING_ROLES)
    if year < _SENC_LISTED:
        roles -= {"SENC"}
    for contract in person.contracts:
        if contract.post in posts:
            for role in contract.roles:
                if role.code("RoleIdentifier") in roles:
                    yield Hit(role, "RoleIdentifier")


def _odd_roles(person: Person, posts: frozenset[str], code: str) -> Iterator[Hit]:
    for contract in person.contracts:
        if contract.post in posts:
            for role in contract.roles:
                if role.code("RoleIdentifier") == code:
                    yield Hit(role, "RoleIdentifier", {"post": contract.post or ""})


@rule("4722Q", "contract.Post", "role.RoleIdentifier")
def instructor_in_support(person: Person) -> Iterator[Hit]:
    """Report role INST under a support post, which is one case that was seen: instructors count as teaching.

    The department's lists of posts and roles were not seen, nor which case has this number and which 4723Q.
    """
    support = frozenset(code for code, post in person.collection.posts.items() if post.own in (4, 5, 6))
    return _odd_roles(person, support, "INST")


@rule("4723Q", "contract.Post", "role.RoleIdentifier")
def senco_who_is_no_teacher(person: Person) -> Iterator[Hit]:
    """Report role SENC under a post that is no teacher's, the other case that was seen.

    Fires beside 4720 where that has the role too (from 2022): both conditions are the department's.
    """
    others = frozenset(code for code, post in person.collection.posts.items() if not post.teaching)
    return _odd_roles(person, others, "SENC")
