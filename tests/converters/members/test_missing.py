"""Signs that somebody who belongs into the return is in no file."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from converters.members.missing import missing_people
from swf_desktop.record import Return
from tests.converters.handmade_return import OPEN, C, record, staffed

WHOLE = [
    [{**OPEN, "Post": "HDT"}],
    [{**OPEN, "ContractEnd": "2013-08-31"}],
    [{**OPEN, "ContractType": "SAG"}],
]


def ids(return_: Return, **more: Any) -> list[str]:
    return [missing.id for missing in missing_people(return_, C, **more)]


def test_a_whole_school_lacks_nobody() -> None:
    assert ids(staffed(*WHOLE)) == []
    assert ids(Return()) == []


@pytest.mark.parametrize(("left_out", "missing"), [(0, "no head teacher"), (1, "no leavers"), (2, "no agency staff")])
def test_who_is_missing(left_out: int, missing: str) -> None:
    assert ids(staffed(*[person for number, person in enumerate(WHOLE) if number != left_out])) == [missing]


def test_a_fixed_term_that_will_end_is_no_leaver() -> None:
    return_ = staffed(WHOLE[0], [{**OPEN, "ContractEnd": "2014-07-18"}], WHOLE[2])
    assert ids(return_) == ["no leavers"]


def test_an_extract_before_census_day_and_heads_that_differ() -> None:
    return_ = staffed(*WHOLE)
    assert ids(return_, as_at={"pay.xlsx": date(2013, 9, 30), "hr.xlsx": date(2013, 11, 7)}) == [
        "extract date: pay.xlsx"
    ]
    assert ids(return_, control_total=3) == ["payroll's control total"]
    assert ids(return_, control_total=2, last_year=2) == []
    assert ids(return_, last_year=5) == ["last year's return"]


def test_a_school_without_third_party_staff_is_told() -> None:
    return_ = staffed(*WHOLE)
    school = record("school", return_.message, Estab="2999")
    assert ids(return_) == ["no third-party support"]
    record("headcount", school, SupHeadCount="2")
    assert ids(return_) == []
