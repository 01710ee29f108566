"""Rules from 4410 to 4417: the post, and the roles that it must come with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from validation.rule import Hit, Person, rule
from validation.rules.staff import quoted

_HLTA: Final = "HLTA"


@rule("4410", "contract.Post", covers=("contract.Post",))
def post(person: Person) -> Iterator[Hit]:
    """Post absent, or no code of the year's set."""
    for contract in person.contracts:
        if contract.post is None or not person.valid(contract.record, "Post"):
            what = quoted(contract.record, "Post", "which is not a code of the list")
            yield Hit(contract.record, "Post", {"what": what})


def _without_role(person: Person, code: str, role: str) -> Iterator[Hit]:
    for contract in person.contracts:
        if contract.post == code and role not in contract.role_codes:
            yield Hit(contract.record, "Post")


@rule("4414", "contract.Post", "role.RoleIdentifier")
def head(person: Person) -> Iterator[Hit]:
    """Post HDT and no role of the contract is HDTR."""
    return _without_role(person, "HDT", "HDTR")


@rule("4415", "contract.Post", "role.RoleIdentifier")
def deputy(person: Person) -> Iterator[Hit]:
    """Post DHT and no role of the contract is DPHT."""
    return _without_role(person, "DHT", "DPHT")


@rule("4416", "contract.Post", "role.RoleIdentifier")
def assistant_head(person: Person) -> Iterator[Hit]:
    """Post AHT and no role of the contract is ASHT."""
    return _without_role(person, "AHT", "ASHT")


@rule("4417", "role.RoleIdentifier", "staff.HLTAStatus")
def hlta_role(person: Person) -> Iterator[Hit]:
    """Role HLTA and HLTA status false; an absent one is left to X33, since the test of 2010 was for false only."""
    if person.record.typed("HLTAStatus") is not False:
        return
    for contract in person.contracts:
        for role in contract.roles:
            if role.code("RoleIdentifier") == _HLTA:
                yield Hit(role, "RoleIdentifier")
