"""Roles that follow from a post where no file names them, and posts that follow from a role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache

from converters.members.defaults import given
from converters.recipe.keys import role_of_post_key
from converters.recipe.question import Question
from converters.values.codes import plain_words
from converters.values.job_titles import LEADERS, known_titles
from swf_desktop.canonical import value_of
from swf_desktop.collection import Collection
from swf_desktop.record import Record, Return
from swf_desktop.words import counted

ROLE_OF_POST = {"HDT": "HDTR", "DHT": "DPHT", "AHT": "ASHT"}
"""Rules 4414 to 4416 demand these roles, so there is no choice to ask about."""


LIKELY_ROLE_OF_POST = {
    **dict.fromkeys(("TCH", "AST", "EXL", "TCM", "TCU", "LDP"), "TCHR"),
    "TAS": "TASS",
    "EXH": "EXHT",
    "AVT": "ADVT",
}
"""Roles that nearly all contracts of a post have: offered, never taken unasked."""


def derive_posts(return_: Return, collection: Collection) -> list[str]:
    """Give contracts of which no file says post or job title the post that goes with their role, and say so.

    A leader's role outweighs that of a teacher beside it; where roles go with different posts, or with none that is
    known (`job_titles.csv`), the post stays missing and is reported.
    """
    field = collection.fields["contract.Post"]
    roles = collection.code_sets[collection.fields["role.RoleIdentifier"].code_set].codes
    taken = Counter[tuple[str, str]]()
    for staff in return_.staff:
        for contract in staff.of("contract"):
            if contract.has("Post") or contract.has("JobTitle"):
                continue
            named = [role for role in contract.of("role") if (role.code("RoleIdentifier") or "") in roles]
            posts = {
                post_of_role(code, roles[code].description) for role in named if (code := role.code("RoleIdentifier"))
            }
            leading = posts & LEADERS
            if leading and posts <= LEADERS | {"TCH"}:
                posts = leading
            post = posts.pop() if len(posts) == 1 else ""
            if not post:
                continue
            post = collection.renewed("contract.Post", post)
            said = named[0].raw("RoleIdentifier")
            contract.put("Post", value_of(field, post, said), named[0].origin_of("RoleIdentifier"))
            taken[post, said] += 1
    return [
        f"No file says the post of {counted(count, 'contract')}: {post} was taken, which goes with the role “{said}”."
        for (post, said), count in taken.items()
    ]


def post_of_role(code: str, description: str) -> str:
    """Return the post (a code of the first year) that goes with a role, empty where none or more than one does.

    The title that reads as the role's own label decides; else all titles with that role must agree.
    """
    own = known_titles().get(plain_words(description))
    if own is not None and code in own.roles:
        return own.post
    posts = _posts_of_roles().get(code, frozenset())
    return next(iter(posts)) if len(posts) == 1 else ""


@cache
def _posts_of_roles() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for title in known_titles().values():
        for role in title.roles:
            found.setdefault(role, set()).add(title.post)
    return {role: frozenset(posts - {""}) for role, posts in found.items()}


def derive_roles(return_: Return, answers: Mapping[str, str]) -> list[Question]:
    """Give contracts without a role the role that their post demands.

    Ask once for each other post whose role is likely.
    """
    questions = []
    missing: dict[str, list[Record]] = {}
    for staff in return_.staff:
        for contract in staff.of("contract"):
            if any(role.has("RoleIdentifier") for role in contract.of("role")):
                continue
            post = contract.code("Post") or ""
            demanded = ROLE_OF_POST.get(post)
            if demanded is not None:
                _set_role(contract, demanded)
            elif post in LIKELY_ROLE_OF_POST:
                missing.setdefault(post, []).append(contract)
    for post, contracts in missing.items():
        key = role_of_post_key(post)
        likely = LIKELY_ROLE_OF_POST[post]
        answer = answers.get(key)
        if answer is not None:
            for contract in contracts:
                _set_role(contract, answer)
            continue
        questions.append(
            Question(
                "answer",
                key,
                "",
                f"{counted(len(contracts), 'contract')} with post {post} and without a role. Which role is it?",
                ((likely, "the usual role of this post"),),
                count=len(contracts),
                source=contracts[0].source(),
                own=True,
            )
        )
    return questions


def _set_role(contract: Record, code: str) -> None:
    roles = contract.of("role")
    role = roles[0] if roles else contract.add(Record("role", origin=contract.origin))
    role.values["RoleIdentifier"] = given(code)
