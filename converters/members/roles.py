"""Roles that follow from a post where no file names them."""

from __future__ import annotations

from collections.abc import Mapping

from converters.members.defaults import given
from converters.recipe.keys import role_of_post_key
from converters.recipe.question import Question
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
