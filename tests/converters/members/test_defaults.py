"""What a record says of itself where no file says it."""

from __future__ import annotations

from converters.members.defaults import fill_defaults
from tests.converters.handmade_return import OPEN, C, contracts, record, staffed


def test_defaults_of_a_school_and_of_central_staff() -> None:
    return_ = staffed([OPEN])
    record("absence", return_.staff[0], AbsenceCategory="SIC")
    fill_defaults(return_, C, "S", "2999")
    assert (contracts(return_)[0].code("LASchoolLevel"), contracts(return_)[0].code("Estab")) == ("S", "2999")
    assert return_.staff[0].of("absence")[0].code("Estab") == "2999"
    assert return_.school is not None
    central = staffed([OPEN])
    fill_defaults(central, C, "L", None)
    assert (contracts(central)[0].code("LASchoolLevel"), contracts(central)[0].has("Estab"), central.school) == (
        "L",
        False,
        None,
    )
