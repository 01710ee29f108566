"""Who can say an item of the return: payroll, HR or the head."""

from __future__ import annotations

from typing import Final

_PAYROLL_STAFF: Final = frozenset({"NINumber", "PersonRef"})
_HR_CONTRACT: Final = frozenset({"Post", "SchoolArrivalDate", "DestinationCode", "Origin", "ContractType"})
_HEAD_KINDS: Final = frozenset({"school", "vacancy", "headcount", "la", "curriculum", "message"})


def addressee_of(item: str) -> str:
    """Return who can say an item (its full name): `payroll`, `HR` or `head`."""
    kind, _, tag = item.partition(".")
    if kind in _HEAD_KINDS:
        return "head"
    if kind == "staff":
        return "payroll" if tag in _PAYROLL_STAFF else "HR"
    if kind == "contract":
        return "HR" if tag in _HR_CONTRACT else "payroll"
    if kind == "role":
        return "HR" if tag == "RoleIdentifier" else "payroll"
    return "payroll" if kind in ("payment", "element") else "HR"
