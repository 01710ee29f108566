"""What one row of a sheet can stand for."""

from __future__ import annotations

from typing import Final

GRAINS: Final = (
    *("element", "absence", "curriculum", "qualification", "payment", "role", "vacancy", "headcount", "school", "la"),
    *("contract", "person"),
)
"""What one row of a sheet can stand for, the special before the general."""


ALLOWED: Final[dict[str, tuple[str, ...]]] = {
    "person": ("staff", "contract", "role", "payment", "absence", "curriculum", "qualification"),
    "contract": ("contract", "staff", "role", "payment", "absence", "curriculum", "qualification"),
    "role": ("role", "contract", "staff"),
    "payment": ("payment", "contract", "staff"),
    "element": ("element", "contract", "staff", "role"),
    "absence": ("absence", "staff"),
    "curriculum": ("curriculum", "staff"),
    "qualification": ("qualification", "staff"),
    "school": ("school", "message", "la"),
    "la": ("la", "message", "school"),
    "vacancy": ("vacancy", "school", "message"),
    "headcount": ("headcount", "school", "message"),
}
"""The kinds of record that a sheet of each grain may fill, its own first."""


ONE_ON_A_ROW: Final = frozenset({"staff", "contract", "school", "message", "la"})
"""Kinds of record of which one row of a sheet has no more than one."""


IDENTITY: Final = frozenset(
    {"staff.PersonRef", "staff.TeacherNumber", "staff.NINumber", "staff.PersonFamilyName", "staff.FullName"}
)
"""Fields that say whom a row is about."""


SPREADS: Final = frozenset(
    {
        "contract.SchoolArrivalDate",
        "contract.Origin",
        "contract.DestinationCode",
        "contract.LASchoolLevel",
        "contract.StaffGroup",
    }
)
"""Fields of a contract that a list of people says of all contracts of a person."""


OF_ITS_OWN: Final = frozenset({"absence", "curriculum", "qualification"})
"""Grains whose rows are about a person and say nothing of a contract."""


GRAIN_LABELS: Final = {
    "person": "a person",
    "contract": "a contract (a person with two has two rows)",
    "role": "a role within a contract",
    "payment": "an additional payment",
    "element": "a pay element (basic pay, an allowance, a deduction)",
    "absence": "an absence",
    "curriculum": "a subject that somebody teaches",
    "qualification": "a qualification",
    "school": "the school's own figures",
    "vacancy": "a vacancy",
    "headcount": "a head count of third-party support staff",
    "la": "the authority's educational psychologists",
}
